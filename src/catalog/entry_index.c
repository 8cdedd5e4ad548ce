#include "catalog/entry_index.h"

#include "base/memory.h"

#include <stdlib.h>

static uint32_t hash_of_sentence(struct slice msgid)
{
	uint64_t hash = slice_hash(msgid);
	return (uint32_t)(hash ^ hash >> 32);
}

/* The slot of MSGID, or the free one where it belongs. */
static struct entry_index_slot *find_slot(const struct entry_index *index, const struct catalog *catalog,
                                          struct slice msgid, uint32_t hash)
{
	for (size_t i = hash & (index->capacity - 1);; i = (i + 1) & (index->capacity - 1)) {
		struct entry_index_slot *slot = &index->slots[i];
		if (!slot->number || (slot->hash == hash && slice_equal(catalog->items[slot->number - 1].msgid, msgid)))
			return slot;
	}
}

static void grow(struct entry_index *index)
{
	struct entry_index larger = { .count = index->count, .capacity = index->capacity ? index->capacity * 2 : 64 };
	larger.slots = memory_allocate_zero(larger.capacity, sizeof *larger.slots);
	for (size_t i = 0; i < index->capacity; i++) {
		size_t at = index->slots[i].hash & (larger.capacity - 1);
		while (index->slots[i].number && larger.slots[at].number)
			at = (at + 1) & (larger.capacity - 1);
		if (index->slots[i].number)
			larger.slots[at] = index->slots[i];
	}
	free(index->slots);
	*index = larger;
}

size_t entry_index_get(const struct entry_index *index, const struct catalog *catalog, struct slice msgid)
{
	if (!index->count)
		return ENTRY_NONE;
	const struct entry_index_slot *slot = find_slot(index, catalog, msgid, hash_of_sentence(msgid));
	return slot->number ? slot->number - 1 : ENTRY_NONE;
}

size_t entry_index_add(struct entry_index *index, const struct catalog *catalog, struct slice msgid, size_t entry)
{
	if ((index->count + 1) * 4 > index->capacity * 3)
		grow(index);
	uint32_t hash = hash_of_sentence(msgid);
	struct entry_index_slot *slot = find_slot(index, catalog, msgid, hash);
	if (!slot->number) {
		*slot = (struct entry_index_slot){ hash, (uint32_t)entry + 1 };
		index->count++;
	}
	return slot->number - 1;
}

void entry_index_finish(struct entry_index *index)
{
	free(index->slots);
	*index = (struct entry_index){ 0 };
}
