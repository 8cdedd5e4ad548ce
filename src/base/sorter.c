#include "base/sorter.h"

#include "base/array.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
	RUN_BYTES = 1 << 22,   /* of records that are sorted at once */
	BLOCK_BYTES = 1 << 14, /* that are read at once of a run in the file */
	DIGIT_BITS = 12,       /* by which records are laid out before they are compared */
};

/* Sorted records, in memory or in the file. */
struct run {
	char *records;        /* those at hand, COUNT of them, the first that is left at AT */
	size_t count, at;
	long offset;          /* in the file, of those that are not at hand yet, and */
	size_t left;          /* how many these are */
};

struct sorter {
	size_t size;
	int (*compare)(const void *a, const void *b);
	char *records, *spare; /* those that were added last, and room for as many */
	size_t count, capacity;
	FILE *file;            /* NULL: none is needed yet */
	bool no_file;
	struct { struct run *items; size_t count, capacity; } runs; /* once reading has begun, a heap: the least is first */
	bool reading;
	char *taken;           /* the record that was returned last */
};

struct sorter *sorter_create(size_t size, int (*compare)(const void *a, const void *b))
{
	struct sorter *sorter = memory_allocate_zero(1, sizeof *sorter);
	sorter->size = size;
	sorter->compare = compare;
	sorter->taken = memory_allocate(size);
	return sorter;
}

void sorter_destroy(struct sorter *sorter)
{
	if (!sorter)
		return;
	for (size_t i = 0; i < sorter->runs.count; i++)
		free(sorter->runs.items[i].records);
	array_finish(&sorter->runs);
	if (sorter->file)
		fclose(sorter->file);
	free(sorter->records);
	free(sorter->spare);
	free(sorter->taken);
	free(sorter);
}

static uint64_t key_of(const void *record)
{
	uint64_t key;
	memcpy(&key, record, sizeof key);
	return key;
}

/* Sort the records at hand: laid out by the first bits of their keys, little is left to be compared. */
static void sort_records(struct sorter *sorter)
{
	size_t size = sorter->size, buckets = (size_t)1 << DIGIT_BITS;
	size_t *ends = memory_allocate_zero(buckets + 1, sizeof *ends);
	sorter->spare = memory_resize(sorter->spare, sorter->capacity, size);
	for (size_t i = 0; i < sorter->count; i++)
		ends[(key_of(sorter->records + i * size) >> (64 - DIGIT_BITS)) + 1]++;
	for (size_t i = 0; i < buckets; i++)
		ends[i + 1] += ends[i];
	for (size_t i = 0; i < sorter->count; i++) {
		const char *record = sorter->records + i * size;
		memcpy(sorter->spare + ends[key_of(record) >> (64 - DIGIT_BITS)]++ * size, record, size);
	}
	for (size_t i = 0; i < buckets; i++) {
		size_t begin = i ? ends[i - 1] : 0;
		if (ends[i] > begin + 1)
			qsort(sorter->spare + begin * size, ends[i] - begin, size, sorter->compare);
	}
	char *sorted = sorter->spare;
	sorter->spare = sorter->records;
	sorter->records = sorted;
	free(ends);
}

/* Put the records at hand into the file as a run; false where that can't be done. */
static bool write_run(struct sorter *sorter)
{
	if (!sorter->file && !sorter->no_file)
		sorter->file = tmpfile();
	sorter->no_file |= !sorter->file;
	if (sorter->no_file)
		return false;
	sort_records(sorter);
	struct run run = { .offset = ftell(sorter->file), .left = sorter->count };
	if (run.offset < 0 || fwrite(sorter->records, sorter->size, sorter->count, sorter->file) != sorter->count ||
	    fflush(sorter->file) != 0) {
		/* A part of it may be there: nothing is written behind it. */
		sorter->no_file = true;
		return false;
	}
	array_push(&sorter->runs, run);
	sorter->count = 0;
	return true;
}

void sorter_add(struct sorter *sorter, const void *record)
{
	if (sorter->count == sorter->capacity) {
		bool full = sorter->capacity * sorter->size >= RUN_BYTES;
		if (!full || !write_run(sorter)) {
			sorter->capacity = sorter->capacity ? sorter->capacity * 2 : 64;
			sorter->records = memory_resize(sorter->records, sorter->capacity, sorter->size);
		}
	}
	memcpy(sorter->records + sorter->count++ * sorter->size, record, sorter->size);
}

static char *first_of(const struct sorter *sorter, size_t run)
{
	return sorter->runs.items[run].records + sorter->runs.items[run].at * sorter->size;
}

/* Have a record of RUN at hand; false at its end. */
static bool fill_run(struct sorter *sorter, struct run *run)
{
	size_t block = BLOCK_BYTES / sorter->size + 1;
	if (run->at < run->count)
		return true;
	if (run->left == 0)
		return false;
	if (!run->records)
		run->records = memory_allocate(block * sorter->size);
	size_t wanted = run->left < block ? run->left : block;
	run->at = 0;
	run->count = fseek(sorter->file, run->offset, SEEK_SET) == 0
	                 ? fread(run->records, sorter->size, wanted, sorter->file) : 0;
	run->offset += (long)(run->count * sorter->size);
	run->left = run->count == wanted ? run->left - run->count : 0;
	return run->count > 0;
}

/* Let the run at INDEX sink to its place in the heap. */
static void sink_run(struct sorter *sorter, size_t index)
{
	for (;;) {
		size_t least = index, child = 2 * index + 1;
		for (size_t i = child; i < sorter->runs.count && i <= child + 1; i++)
			if (sorter->compare(first_of(sorter, i), first_of(sorter, least)) < 0)
				least = i;
		if (least == index)
			return;
		struct run run = sorter->runs.items[index];
		sorter->runs.items[index] = sorter->runs.items[least];
		sorter->runs.items[least] = run;
		index = least;
	}
}

static void begin_reading(struct sorter *sorter)
{
	sort_records(sorter);
	free(sorter->spare);
	array_push(&sorter->runs, (struct run){ .records = sorter->records, .count = sorter->count });
	sorter->records = sorter->spare = NULL;
	size_t count = 0;
	for (size_t i = 0; i < sorter->runs.count; i++) {
		if (fill_run(sorter, &sorter->runs.items[i]))
			sorter->runs.items[count++] = sorter->runs.items[i];
		else
			free(sorter->runs.items[i].records);
	}
	sorter->runs.count = count;
	for (size_t i = count / 2; i-- > 0;)
		sink_run(sorter, i);
	sorter->reading = true;
}

const void *sorter_next(struct sorter *sorter)
{
	if (!sorter->reading)
		begin_reading(sorter);
	if (sorter->runs.count == 0)
		return NULL;
	struct run *first = &sorter->runs.items[0];
	memcpy(sorter->taken, first_of(sorter, 0), sorter->size);
	first->at++;
	if (!fill_run(sorter, first)) {
		free(first->records);
		*first = *array_last(&sorter->runs);
		sorter->runs.count--;
	}
	sink_run(sorter, 0);
	return sorter->taken;
}
