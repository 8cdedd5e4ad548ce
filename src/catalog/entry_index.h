/* entry_index.h: the entries of a catalog by their sentences. Zeroed to begin with; entry_index_finish frees it.
 *
 * There is a slot for each sentence of a long article, so it is small: the sentences are looked at in the catalog, whose
 * entries stay where they are. */

#ifndef LOCALIZE_CATALOG_ENTRY_INDEX_H
#define LOCALIZE_CATALOG_ENTRY_INDEX_H

#include "catalog/catalog.h"

struct entry_index_slot {
	uint32_t hash;
	uint32_t number; /* of the entry, from 1 on; 0: free */
};

struct entry_index {
	struct entry_index_slot *slots; /* three quarters full at most */
	size_t count, capacity;
};

#define ENTRY_NONE SIZE_MAX

/* The entry of CATALOG that was added for MSGID, or ENTRY_NONE. */
size_t entry_index_get(const struct entry_index *index, const struct catalog *catalog, struct slice msgid);

/* The entry that was added for MSGID; ENTRY, below UINT32_MAX, where there is none. CATALOG has ENTRY before the next is
 * asked for or added, with MSGID. */
size_t entry_index_add(struct entry_index *index, const struct catalog *catalog, struct slice msgid, size_t entry);

void entry_index_finish(struct entry_index *index);

#endif
