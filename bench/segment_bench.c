/* segment_bench.c: our segmenter for bench/segmentation/measure.py.
 *
 *	segment_bench LANGUAGE <TEXT      a segment a line, a blank line after each line of TEXT
 *	segment_bench -w LANGUAGE <TEXT   the same of the whole of TEXT, with spaces for its line breaks
 *	segment_bench -t N LANGUAGE <TEXT processor seconds that N runs over the whole of TEXT take, and its bytes */

#define _GNU_SOURCE
#include "base/arena.h"
#include "base/buffer.h"
#include "base/data.h"
#include "text/segment.h"

#include <stdio.h>
#include <time.h>

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void print_segments(const struct segmenter *segmenter, struct slice text)
{
	struct segments segments = { 0 };
	segmenter_run(segmenter, text, NULL, 0, &segments);
	for (size_t i = 0; i < segments.count; i++) {
		for (size_t at = segments.items[i].begin; at < segments.items[i].end; at++)
			putchar(text.data[at] == '\n' ? ' ' : text.data[at]);
		putchar('\n');
	}
	array_finish(&segments);
}

static void print_lines(const struct segmenter *segmenter, struct slice text)
{
	struct slice line;
	while (slice_next_part(&text, '\n', &line)) {
		print_segments(segmenter, line);
		if (text.data)
			putchar('\n');
	}
}

static void print_time(const struct segmenter *segmenter, struct slice text, long runs)
{
	struct segments segments = { 0 };
	double begin = now();
	for (long i = 0; i < runs; i++) {
		array_clear(&segments);
		segmenter_run(segmenter, text, NULL, 0, &segments);
	}
	printf("%.9f %zu %zu\n", now() - begin, text.size * (size_t)runs, segments.count);
	array_finish(&segments);
}

int main(int count, char **arguments)
{
	long runs = count == 4 && strcmp(arguments[1], "-t") == 0 ? strtol(arguments[2], NULL, 10) : 0;
	bool whole = count == 3 && strcmp(arguments[1], "-w") == 0;
	if (count != 2 && !runs && !whole)
		return 2;
	struct buffer text = { 0 };
	for (size_t got = 1; got; text.size += got) {
		buffer_reserve(&text, 1 << 16);
		got = fread(text.data + text.size, 1, 1 << 16, stdin);
	}
	struct diagnostics *sink = diagnostics_create();
	struct arena *arena = arena_create();
	const char *file = getenv("SRX");
	struct slice rules = data_find("segmentation.srx");
	if (file) {
		FILE *stream = fopen(file, "rb");
		char *bytes = arena_allocate(arena, 1 << 22);
		rules = slice_make(bytes, stream ? fread(bytes, 1, 1 << 22, stream) : 0);
	}
	struct segmenter *segmenter = segmenter_create(rules, "segmentation.srx", arguments[count - 1], sink);
	diagnostics_print(sink, stderr, SEVERITY_NOTE, false);
	if (segmenter && runs)
		print_time(segmenter, buffer_slice(&text), runs);
	else if (segmenter && whole)
		print_segments(segmenter, buffer_slice(&text));
	else if (segmenter)
		print_lines(segmenter, buffer_slice(&text));
	int status = segmenter ? 0 : 2;
	segmenter_destroy(segmenter);
	diagnostics_destroy(sink);
	arena_destroy(arena);
	buffer_finish(&text);
	return status;
}
