/* hashes.h: a set of hashes that is gathered first and asked then: an array (base/array.h), sorted. */

#ifndef LOCALIZE_BASE_HASHES_H
#define LOCALIZE_BASE_HASHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hashes {
	uint64_t *items;
	size_t count, capacity;
};

/* Make HASHES ready for hashes_have, after the last one was pushed: each is in them once then. */
void hashes_sort(struct hashes *hashes);

/* Whether HASHES, sorted, have HASH. A binary search. */
bool hashes_have(const struct hashes *hashes, uint64_t hash);

#endif
