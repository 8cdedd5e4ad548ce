#include "memory/codes.h"

#include "base/buffer.h"
#include "base/table.h"

static bool is_paired(const struct placeables *placeables, size_t i)
{
	const struct placeable *placeable = &placeables->items[i];
	return placeable->kind != PLACEABLE_ALONE && placeable->partner != i && placeable->partner < placeables->count;
}

static bool is_second_half(const struct placeables *placeables, size_t i)
{
	return is_paired(placeables, i) && placeables->items[i].partner < i;
}

/* What a placeable, with its other half, reads like, appended to KEY. */
static void append_key(struct slice text, const struct placeables *placeables, size_t i, struct buffer *key)
{
	const struct placeable *placeable = &placeables->items[i];
	buffer_append_byte(key, is_paired(placeables, i) ? 'p' : (char)('0' + (int)placeable->kind));
	buffer_append(key, slice_range(text, placeable->begin, placeable->end));
	if (is_paired(placeables, i)) {
		const struct placeable *partner = &placeables->items[placeable->partner];
		buffer_append_byte(key, '\0');
		buffer_append(key, slice_range(text, partner->begin, partner->end));
	}
}

static void push(struct codes *codes, const struct placeables *placeables, size_t i, size_t number)
{
	struct code code = {
		.begin = placeables->items[i].begin, .end = placeables->items[i].end, .kind = placeables->items[i].kind,
		.paired = is_paired(placeables, i), .number = number,
	};
	array_push(codes, code);
}

static void number_source(const struct placeables *placeables, struct codes *codes, size_t *last)
{
	for (size_t i = 0; i < placeables->count; i++) {
		size_t number = is_second_half(placeables, i) ? codes->items[placeables->items[i].partner].number : ++*last;
		push(codes, placeables, i, number);
	}
}

static void number_target(struct slice source, const struct placeables *sources, const struct codes *known,
                          struct slice target, const struct placeables *targets, struct codes *codes, size_t last)
{
	struct table first = { 0 }; /* what a code reads like → the first of such numbers that is free */
	size_t *next = memory_allocate_zero(last + 1, sizeof *next); /* and the one after each */
	struct buffer key = { 0 };
	struct buffer *keys = memory_allocate_zero(known->count + 1, sizeof *keys);
	/* From the last one on, so that the first is found first. */
	for (size_t i = known->count; i-- > 0;) {
		if (is_second_half(sources, i))
			continue;
		append_key(source, sources, i, &keys[i]);
		size_t number = known->items[i].number;
		next[number] = table_get(&first, buffer_slice(&keys[i]));
		table_set(&first, buffer_slice(&keys[i]), number);
	}
	for (size_t i = 0; i < targets->count; i++) {
		if (is_second_half(targets, i)) {
			push(codes, targets, i, codes->items[targets->items[i].partner].number);
			continue;
		}
		buffer_clear(&key);
		append_key(target, targets, i, &key);
		size_t number = table_get(&first, buffer_slice(&key));
		if (number == TABLE_NONE)
			number = ++last;
		else
			table_set(&first, buffer_slice(&key), next[number]);
		push(codes, targets, i, number);
	}
	for (size_t i = 0; i < known->count; i++)
		buffer_finish(&keys[i]);
	free(keys);
	table_finish(&first);
	free(next);
	buffer_finish(&key);
}

void codes_find(struct slice source, struct slice target, void (*find)(struct slice text, struct placeables *out),
                struct codes *sources, struct codes *targets)
{
	struct placeables in_source = { 0 }, in_target = { 0 };
	size_t last = 0;
	if (!find)
		return;
	find(source, &in_source);
	find(target, &in_target);
	number_source(&in_source, sources, &last);
	number_target(source, &in_source, sources, target, &in_target, targets, last);
	array_finish(&in_source);
	array_finish(&in_target);
}

bool codes_are_nested(const struct codes *codes)
{
	struct { size_t *items; size_t count, capacity; } open = { 0 };
	bool nested = true;
	for (size_t i = 0; nested && i < codes->count; i++) {
		const struct code *code = &codes->items[i];
		if (!code->paired)
			continue;
		if (code->kind == PLACEABLE_OPEN)
			array_push(&open, code->number);
		else if (open.count && *array_last(&open) == code->number)
			open.count--;
		else
			nested = false;
	}
	array_finish(&open);
	return nested;
}
