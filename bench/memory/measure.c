/* measure.c: how fast the memory is: import, exact look-up, fuzzy look-up.
 *
 *	measure DATABASE FILE.tmx [LOOKUPS]
 *
 * Prints entries a second for the import (parsing, indexing and commit), and for the look-ups the median and the 99th
 * percentile in microseconds, with the share of changed sentences whose own old sentence was found. */

#define _GNU_SOURCE
#include "base/memory.h"
#include "memory/exchange.h"
#include "memory/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

struct sample {
	struct slices sentences;
	struct arena *arena;
	size_t seen, step;
};

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static double processor_time(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

static void take_sample(void *context, const struct memory_unit *unit)
{
	struct sample *sample = context;
	if (sample->seen++ % sample->step == 0)
		array_push(&sample->sentences, arena_copy(sample->arena, unit->source));
}

static int compare_times(const void *a, const void *b)
{
	const double *first = a, *second = b;
	return *first < *second ? -1 : *first > *second;
}

/* SENTENCE with every tenth of its words, and at least one, replaced. */
static struct slice change_words(struct slice sentence, unsigned *random, struct arena *arena)
{
	struct buffer changed = { 0 };
	size_t words = 1;
	for (size_t i = 0; i < sentence.size; i++)
		words += sentence.data[i] == ' ';
	size_t victim = (size_t)rand_r(random) % words, index = 0;
	struct slice rest = sentence, word;
	while (slice_next_part(&rest, ' ', &word)) {
		if (index)
			buffer_append_byte(&changed, ' ');
		if (index % 10 == victim % 10 && (words >= 10 || index == victim))
			buffer_append_string(&changed, "changed");
		else
			buffer_append(&changed, word);
		index++;
	}
	struct slice copy = arena_copy(arena, buffer_slice(&changed));
	buffer_finish(&changed);
	return copy;
}

static void look_up(struct memory *memory, const struct sample *sample, bool change)
{
	double *times = memory_allocate(sample->sentences.count * sizeof *times);
	size_t found = 0, any = 0, long_enough = 0;
	unsigned random = 1;
	for (size_t i = 0; i < sample->sentences.count; i++) {
		struct arena *arena = arena_create();
		struct slice own = sample->sentences.items[i];
		struct memory_query query = { .source = change ? change_words(own, &random, arena) : own, .language = "sr" };
		struct memory_match matches[5];
		double begin = now();
		size_t count = memory_find(memory, &query, change ? MEMORY_LEAST : 99, matches, 5, arena);
		times[i] = now() - begin;
		bool hit = false;
		for (size_t m = 0; m < count; m++)
			hit |= slice_equal(matches[m].source, own);
		long_enough += own.size > 40;
		found += hit && own.size > 40;
		any += count > 0;
		arena_destroy(arena);
	}
	size_t count = sample->sentences.count;
	qsort(times, count, sizeof *times, compare_times);
	printf("%s look-up: median %.1f us, 99th percentile %.1f us; %zu with matches; own sentence found %.2f %% (longer than 40 bytes)\n",
	       change ? "fuzzy" : "exact", times[count / 2] * 1e6, times[count * 99 / 100] * 1e6, any,
	       100.0 * (double)found / (double)(long_enough ? long_enough : 1));
	free(times);
}

int main(int argument_count, char **arguments)
{
	if (argument_count < 3)
		return 2;
	size_t lookups = argument_count > 3 ? strtoul(arguments[3], NULL, 10) : 2000;
	struct diagnostics *sink = diagnostics_create();
	double begin = now();
	struct memory *memory = memory_open(arguments[1], "en", sink);
	struct memory_file file = { .path = arguments[2], .language = "sr", .imported = true };
	struct memory_files files = { &file, 1, 1 };
	memory_refresh(memory, &files, sink);
	double taken = now() - begin, busy = processor_time();
	size_t count = memory_count(memory);
	printf("%zu entries in %.2f s: %.0f entries a second; %.2f s of processor time\n", count, taken,
	       (double)count / taken, busy);

	struct sample sample = { .arena = arena_create(), .step = count / lookups ? count / lookups : 1 };
	const struct exchange_languages languages = { "en", "sr" };
	exchange_read(arguments[2], EXCHANGE_TMX, &languages, take_sample, &sample, sink);
	look_up(memory, &sample, false);
	look_up(memory, &sample, false);
	look_up(memory, &sample, true);
	look_up(memory, &sample, true);
	memory_close(memory);
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	printf("peak memory: %ld MiB\n", usage.ru_maxrss / 1024);
	diagnostics_print(sink, stderr, SEVERITY_NOTE, false);
	diagnostics_destroy(sink);
	array_finish(&sample.sentences);
	arena_destroy(sample.arena);
	return 0;
}
