/* builder.c: a document gathered by a format (document.h). */

#include "document/document.h"

void builder_begin(struct document_builder *builder)
{
	buffer_clear(&builder->text);
	array_clear(&builder->mappings);
	array_clear(&builder->breaks);
	array_clear(&builder->placeables);
	builder->source_end = 0;
	builder->verbatim = true;
}

static void map_text(struct document_builder *builder, size_t source)
{
	struct mapping mapping = { builder->text.size, source };
	if (builder->mappings.count) {
		const struct mapping *last = array_last(&builder->mappings);
		if (last->source + (mapping.text - last->text) == source)
			return;
	}
	array_push(&builder->mappings, mapping);
}

void builder_take(struct document_builder *builder, size_t begin, size_t end)
{
	if (begin >= end)
		return;
	map_text(builder, begin);
	buffer_append(&builder->text, slice_range(builder->document->source, begin, end));
	builder->source_end = end;
}

void builder_replace(struct document_builder *builder, struct slice text, size_t begin, size_t end)
{
	map_text(builder, begin);
	buffer_append(&builder->text, text);
	builder->source_end = end;
	builder->verbatim = false;
	/* A byte for a byte, as for most line breaks, needs no mapping. */
	if (text.size == 1 && end - begin == 1)
		return;
	/* What comes next is a mapping of its own, even where the sizes happen to be the same. */
	array_push(&builder->mappings, (struct mapping){ builder->text.size, end });
}

void builder_break(struct document_builder *builder)
{
	array_push(&builder->breaks, builder->text.size);
}

struct unit *builder_end(struct document_builder *builder, struct slice role)
{
	struct document *document = builder->document;
	struct arena *arena = document->arena;
	struct slice text = buffer_slice(&builder->text), trimmed = slice_trim(text);
	if (trimmed.size == 0)
		return NULL;
	size_t shift = (size_t)(trimmed.data - text.data), end = shift + trimmed.size;

	struct unit unit = { .role = role, .section = builder->section };
	array_push(&builder->mappings, (struct mapping){ text.size, builder->source_end });
	struct unit untrimmed = { .mappings = builder->mappings.items, .mapping_count = builder->mappings.count };
	size_t source_begin = unit_source_offset(&untrimmed, shift), source_end = unit_source_offset(&untrimmed, end);

	struct mapping *mappings = arena_allocate(arena, (builder->mappings.count + 1) * sizeof *mappings);
	mappings[unit.mapping_count++] = (struct mapping){ 0, source_begin };
	for (size_t i = 0; i < builder->mappings.count; i++) {
		struct mapping mapping = builder->mappings.items[i];
		if (mapping.text <= shift || mapping.text >= end)
			continue;
		mapping.text -= shift;
		if (mappings[unit.mapping_count - 1].text == mapping.text)
			unit.mapping_count--;
		mappings[unit.mapping_count++] = mapping;
	}
	bool one_run = builder->verbatim && unit.mapping_count == 1 && source_end - source_begin == trimmed.size;
	mappings[unit.mapping_count++] = (struct mapping){ trimmed.size, source_end };
	unit.mappings = mappings;
	unit.text = one_run ? slice_range(document->source, source_begin, source_end) : arena_copy(arena, trimmed);

	struct placeable *placeables = arena_copy_array(arena, builder->placeables.items, builder->placeables.count,
	                                                sizeof *placeables);
	for (size_t i = 0; i < builder->placeables.count; i++) {
		placeables[i].begin = placeables[i].begin > shift ? placeables[i].begin - shift : 0;
		placeables[i].end = placeables[i].end > shift ? placeables[i].end - shift : 0;
		if (placeables[i].end > trimmed.size)
			placeables[i].end = trimmed.size;
		if (placeables[i].begin > placeables[i].end)
			placeables[i].begin = placeables[i].end;
	}
	unit.placeables = placeables;
	unit.placeable_count = builder->placeables.count;

	size_t *breaks = arena_copy_array(arena, builder->breaks.items, builder->breaks.count, sizeof *breaks);
	for (size_t i = 0; i < builder->breaks.count; i++)
		if (breaks[i] > shift && breaks[i] < end)
			breaks[unit.break_count++] = breaks[i] - shift;
	unit.breaks = breaks;
	array_push(&builder->units, unit);
	return array_last(&builder->units);
}

void builder_add_slot(struct document_builder *builder, enum slot_kind kind, size_t begin, size_t end)
{
	array_push(&builder->slots, (struct slot){ begin, end, kind });
}

/* A merge sort, stable: formats find units nearly in order, and qsort may keep no order between equals. */
static void sort_units(struct unit *units, struct unit *spare, size_t count)
{
	if (count < 2)
		return;
	size_t half = count / 2;
	sort_units(units, spare, half);
	sort_units(units + half, spare, count - half);
	if (units[half - 1].mappings[0].source <= units[half].mappings[0].source)
		return;
	memcpy(spare, units, half * sizeof *units);
	for (size_t i = 0, j = half, k = 0; i < half; k++)
		units[k] = j < count && units[j].mappings[0].source < spare[i].mappings[0].source ? units[j++] : spare[i++];
}

static int compare_slots(const void *a, const void *b)
{
	const struct slot *first = a, *second = b;
	return first->begin < second->begin ? -1 : first->begin > second->begin;
}

void builder_finish(struct document_builder *builder)
{
	struct document *document = builder->document;
	struct unit *spare = memory_allocate((builder->units.count / 2 + 1) * sizeof *spare);
	sort_units(builder->units.items, spare, builder->units.count);
	free(spare);
	if (builder->slots.count)
		qsort(builder->slots.items, builder->slots.count, sizeof *builder->slots.items, compare_slots);
	/* Handed over: the units of a long article are as large as the article. */
	document->unit_count = builder->units.count;
	document->units = builder->units.items;
	if (builder->units.count < builder->units.capacity)
		document->units = memory_resize(document->units, document->unit_count, sizeof *document->units);
	arena_adopt(document->arena, document->units);
	document->slots = arena_copy_array(document->arena, builder->slots.items, builder->slots.count,
	                                   sizeof *document->slots);
	document->slot_count = builder->slots.count;
	buffer_finish(&builder->text);
	array_finish(&builder->slots);
	array_finish(&builder->mappings);
	array_finish(&builder->breaks);
	array_finish(&builder->placeables);
}
