/* segment_icu.c: ICU's sentence break iterator, a peer for bench/segmentation/measure.py, with segment_bench.c's
 * options; a language with "@ss=standard" has ICU's suppressions. */

#define _POSIX_C_SOURCE 200809L
#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void check(UErrorCode status)
{
	if (U_SUCCESS(status))
		return;
	fprintf(stderr, "segment_icu: %s\n", u_errorName(status));
	exit(2);
}

static void set_text(UBreakIterator *iterator, UText *view, const char *text, size_t size)
{
	UErrorCode status = U_ZERO_ERROR;
	utext_openUTF8(view, text, (int64_t)size, &status);
	ubrk_setUText(iterator, view, &status);
	check(status);
}

static void print_segments(UBreakIterator *iterator, const char *text, size_t size)
{
	UText view = UTEXT_INITIALIZER;
	set_text(iterator, &view, text, size);
	size_t begin = 0;
	for (int32_t end = ubrk_next(iterator); end != UBRK_DONE; end = ubrk_next(iterator)) {
		size_t last = (size_t)end;
		while (last > begin && strchr(" \t\n", text[last - 1]))
			last--;
		for (size_t at = begin; at < last; at++)
			putchar(text[at] == '\n' ? ' ' : text[at]);
		if (last > begin)
			putchar('\n');
		begin = (size_t)end;
	}
	utext_close(&view);
}

static void print_time(UBreakIterator *iterator, const char *text, size_t size, long runs)
{
	UText view = UTEXT_INITIALIZER;
	struct timespec begin, end;
	size_t count = 0;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	for (long i = 0; i < runs; i++) {
		set_text(iterator, &view, text, size);
		for (count = 0; ubrk_next(iterator) != UBRK_DONE; count++)
			;
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	printf("%.9f %zu %zu\n", (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9,
	       size * (size_t)runs, count);
	utext_close(&view);
}

int main(int count, char **arguments)
{
	long runs = count == 4 && strcmp(arguments[1], "-t") == 0 ? strtol(arguments[2], NULL, 10) : 0;
	int whole = count == 3 && strcmp(arguments[1], "-w") == 0;
	if (count != 2 && !runs && !whole)
		return 2;
	size_t size = 0, capacity = 1 << 16;
	char *text = malloc(capacity);
	for (size_t got; text && (got = fread(text + size, 1, capacity - size, stdin)) > 0;)
		if ((size += got) == capacity)
			text = realloc(text, capacity *= 2);
	if (!text)
		return 2;
	UErrorCode status = U_ZERO_ERROR;
	UBreakIterator *iterator = ubrk_open(UBRK_SENTENCE, arguments[count - 1], NULL, 0, &status);
	check(status);
	if (runs)
		print_time(iterator, text, size, runs);
	if (whole)
		print_segments(iterator, text, size);
	for (size_t begin = 0; !runs && !whole && begin < size;) {
		const char *end = memchr(text + begin, '\n', size - begin);
		size_t length = end ? (size_t)(end - text) - begin : size - begin;
		print_segments(iterator, text + begin, length);
		if (end)
			putchar('\n');
		begin += length + 1;
	}
	ubrk_close(iterator);
	free(text);
	return 0;
}
