/* postings.h: which translations have a word: lists of numbers, gathered, sorted, and packed into the index. */

#ifndef LOCALIZE_MEMORY_POSTINGS_H
#define LOCALIZE_MEMORY_POSTINGS_H

#include "base/buffer.h"

/* What was gathered and is not in the index yet. Zeroed to begin with; postings_finish frees it. At most 16 MiB. */
struct postings {
	uint64_t *items, *spare; /* key << 32 | id */
	size_t count, capacity;
};

/* One list: the ids of KEY, in ascending order, each once. PACKED are those after FIRST, as differences of seven bits a
 * byte, the lowest first. */
typedef bool postings_write(void *context, uint32_t key, uint32_t first, uint32_t count, struct slice packed);

/* Note that ID has KEY. Ids come in ascending order. */
void postings_add(struct postings *postings, uint32_t key, uint32_t id);

/* Whether so much is gathered that it should be written. */
bool postings_are_full(const struct postings *postings);

/* WRITE each list, in the order of the keys, and begin anew. False as soon as WRITE fails. Linear. */
bool postings_flush(struct postings *postings, postings_write *write, void *context);

void postings_finish(struct postings *postings);

/* The next id of the list PACKED from *OFFSET on, after the id *ID; false at its end, or where it is damaged. */
bool postings_next(struct slice packed, size_t *offset, uint32_t *id);

#endif
