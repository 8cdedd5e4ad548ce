#include "memory/postings.h"

#include "base/memory.h"

#include <stdlib.h>

enum { POSTINGS_MOST = 1 << 20, RADIX_BITS = 11, RADIX = 1 << RADIX_BITS };

void postings_add(struct postings *postings, uint32_t key, uint32_t id)
{
	if (postings->count == postings->capacity) {
		postings->capacity = postings->capacity ? postings->capacity * 2 : 1024;
		postings->items = memory_resize(postings->items, postings->capacity, sizeof *postings->items);
		free(postings->spare);
		postings->spare = NULL;
	}
	postings->items[postings->count++] = (uint64_t)key << 32 | id;
}

bool postings_are_full(const struct postings *postings)
{
	return postings->count >= POSTINGS_MOST - 256;
}

/* By key, ids staying in their order: a radix sort of the upper half. */
static void sort(struct postings *postings)
{
	if (!postings->spare)
		postings->spare = memory_allocate(postings->capacity * sizeof *postings->spare);
	for (unsigned shift = 32; shift < 64; shift += RADIX_BITS) {
		size_t starts[RADIX] = { 0 };
		for (size_t i = 0; i < postings->count; i++)
			starts[postings->items[i] >> shift & (RADIX - 1)]++;
		for (size_t i = 0, start = 0; i < RADIX; i++) {
			size_t count = starts[i];
			starts[i] = start;
			start += count;
		}
		for (size_t i = 0; i < postings->count; i++)
			postings->spare[starts[postings->items[i] >> shift & (RADIX - 1)]++] = postings->items[i];
		uint64_t *sorted = postings->spare;
		postings->spare = postings->items;
		postings->items = sorted;
	}
}

static void pack(struct buffer *packed, uint32_t number)
{
	for (; number >= 0x80; number >>= 7)
		buffer_append_byte(packed, (char)(number & 0x7f));
	buffer_append_byte(packed, (char)(number | 0x80));
}

bool postings_flush(struct postings *postings, postings_write *write, void *context)
{
	struct buffer packed = { 0 };
	bool done = true;
	if (postings->count)
		sort(postings);
	for (size_t i = 0; done && i < postings->count;) {
		uint32_t key = (uint32_t)(postings->items[i] >> 32), first = (uint32_t)postings->items[i];
		uint32_t count = 1, last = first;
		buffer_clear(&packed);
		for (i++; i < postings->count && postings->items[i] >> 32 == key; i++) {
			uint32_t id = (uint32_t)postings->items[i];
			if (id == last)
				continue;
			pack(&packed, id - last);
			last = id;
			count++;
		}
		done = write(context, key, first, count, buffer_slice(&packed));
	}
	postings->count = 0;
	buffer_finish(&packed);
	return done;
}

void postings_finish(struct postings *postings)
{
	free(postings->items);
	free(postings->spare);
	*postings = (struct postings){ 0 };
}

bool postings_next(struct slice packed, size_t *offset, uint32_t *id)
{
	uint32_t difference = 0;
	for (unsigned shift = 0; *offset < packed.size && shift < 32; shift += 7) {
		unsigned char byte = (unsigned char)packed.data[(*offset)++];
		difference |= (uint32_t)(byte & 0x7f) << shift;
		if (byte & 0x80) {
			*id += difference;
			return true;
		}
	}
	return false;
}
