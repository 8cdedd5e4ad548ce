#include "base/table.h"

#include "base/memory.h"

#include <stdlib.h>

static struct table_slot *find_slot(struct table_slot *slots, size_t capacity, struct slice key, uint64_t hash)
{
	for (size_t i = (size_t)hash & (capacity - 1);; i = (i + 1) & (capacity - 1)) {
		struct table_slot *slot = &slots[i];
		if (!slot->key.data || (slot->hash == hash && slice_equal(slot->key, key)))
			return slot;
	}
}

static void table_grow(struct table *table)
{
	size_t capacity = table->capacity ? table->capacity * 2 : 16;
	struct table_slot *slots = memory_allocate_zero(capacity, sizeof *slots);
	for (size_t i = 0; i < table->capacity; i++)
		if (table->slots[i].key.data)
			*find_slot(slots, capacity, table->slots[i].key, table->slots[i].hash) = table->slots[i];
	free(table->slots);
	table->slots = slots;
	table->capacity = capacity;
}

static struct table_slot *table_slot_of(struct table *table, struct slice key, size_t value)
{
	if ((table->count + 1) * 4 > table->capacity * 3)
		table_grow(table);
	if (!key.data)
		key.data = "";
	uint64_t hash = slice_hash(key);
	struct table_slot *slot = find_slot(table->slots, table->capacity, key, hash);
	if (!slot->key.data) {
		*slot = (struct table_slot){ key, hash, value };
		table->count++;
	}
	return slot;
}

size_t table_get(const struct table *table, struct slice key)
{
	if (!table->count)
		return TABLE_NONE;
	const struct table_slot *slot = find_slot(table->slots, table->capacity, key, slice_hash(key));
	return slot->key.data ? slot->value : TABLE_NONE;
}

size_t table_add(struct table *table, struct slice key, size_t value)
{
	return table_slot_of(table, key, value)->value;
}

void table_set(struct table *table, struct slice key, size_t value)
{
	table_slot_of(table, key, value)->value = value;
}

void table_finish(struct table *table)
{
	free(table->slots);
	*table = (struct table){ 0 };
}
