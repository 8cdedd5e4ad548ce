/* table.h: a hash table from a slice to a number. Zeroed to begin with; table_finish frees it.
 *
 * The numbers are usually indexes into an array beside it. Keys are not copied: they must outlive the table. */

#ifndef LOCALIZE_BASE_TABLE_H
#define LOCALIZE_BASE_TABLE_H

#include "base/slice.h"

struct table_slot {
	struct slice key; /* a NULL pointer: free */
	uint64_t hash;
	size_t value;
};

struct table {
	struct table_slot *slots;
	size_t count, capacity;
};

#define TABLE_NONE SIZE_MAX

/* The value of KEY, or TABLE_NONE. */
size_t table_get(const struct table *table, struct slice key);

/* KEY's value, which becomes VALUE if KEY is new. */
size_t table_add(struct table *table, struct slice key, size_t value);

/* Make VALUE the value of KEY, new or not. */
void table_set(struct table *table, struct slice key, size_t value);

void table_finish(struct table *table);

#endif
