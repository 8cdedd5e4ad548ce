/* builder.c: a document gathered by a format (document.h). */

#include "document/document.h"

void builder_begin(struct document_builder *builder)
{
	struct document *document = builder->document;
	if (document->take && !document->unit_arena)
		document->unit_arena = arena_create();
	buffer_clear(&builder->text);
	array_clear(&builder->mappings);
	array_clear(&builder->breaks);
	array_clear(&builder->placeables);
	builder->source_end = 0;
	builder->verbatim = true;
}

static void map_text(struct document_builder *builder, size_t source)
{
	struct built_mapping mapping = { builder->text.size, source };
	if (builder->mappings.count) {
		const struct built_mapping *last = array_last(&builder->mappings);
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
	array_push(&builder->mappings, (struct built_mapping){ builder->text.size, end });
}

void builder_break(struct document_builder *builder)
{
	array_push(&builder->breaks, builder->text.size);
}

static bool same_text(struct slice a, struct slice b)
{
	return a.size == b.size && (a.data == b.data || a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static bool same_kind(const struct unit_kind *a, const struct unit_kind *b)
{
	return same_text(a->role, b->role) && same_text(a->note, b->note) && same_text(a->continuation, b->continuation) &&
	       a->holes == b->holes;
}

/* KIND as it is kept for all units that have it. */
static const struct unit_kind *keep_kind(struct document_builder *builder, const struct unit_kind *kind)
{
	for (size_t i = 0; i < BUILDER_KINDS && builder->recent[i]; i++)
		if (same_kind(builder->recent[i], kind))
			return builder->recent[i];
	const struct unit_kind *kept = arena_copy_array(builder->document->arena, kind, 1, sizeof *kind);
	builder->recent[builder->next_recent++ % BUILDER_KINDS] = kept;
	return kept;
}

static const struct slice *keep_section(struct document_builder *builder)
{
	if (!builder->last_section || !same_text(*builder->last_section, builder->section))
		builder->last_section = arena_copy_array(builder->document->arena, &builder->section, 1, sizeof builder->section);
	return builder->last_section;
}

void builder_set_note(struct document_builder *builder, struct unit *unit, struct slice note)
{
	struct unit_kind kind = *unit->kind;
	kind.note = note;
	unit->kind = keep_kind(builder, &kind);
}

void builder_set_continuation(struct document_builder *builder, struct unit *unit, struct slice continuation)
{
	struct unit_kind kind = *unit->kind;
	kind.continuation = continuation;
	unit->kind = keep_kind(builder, &kind);
}

void builder_set_holes(struct document_builder *builder, struct unit *unit, const struct hole *holes, size_t count)
{
	struct unit_kind kind = *unit->kind;
	kind.holes = holes;
	kind.hole_count = count;
	unit->kind = keep_kind(builder, &kind);
}

void builder_add_note(struct document_builder *builder, struct unit *unit, struct slice note)
{
	struct slice known = unit->kind->note;
	if (known.size)
		note = arena_format(builder->document->arena, "%.*s\n%.*s", SLICE_ARG(known), SLICE_ARG(note));
	builder_set_note(builder, unit, note);
}

/* The offset in the source of offset TEXT of the unit being built. */
static size_t built_source_offset(const struct document_builder *builder, size_t text)
{
	size_t low = 0, high = builder->mappings.count;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (builder->mappings.items[middle].text <= text)
			low = middle;
		else
			high = middle;
	}
	size_t offset = builder->mappings.items[low].source + (text - builder->mappings.items[low].text);
	size_t next = low + 1 < builder->mappings.count ? builder->mappings.items[low + 1].source : offset;
	return offset < next ? offset : next;
}

/* Give FOLDS the mappings of UNIT, the part of the text from SHIFT on. */
static void set_mappings(const struct document_builder *builder, const struct unit *unit, size_t shift,
                         size_t source_end, struct unit_folds *folds)
{
	size_t end = shift + unit->text.size, count = 0;
	struct mapping *mappings = arena_allocate(document_unit_arena(builder->document), (builder->mappings.count + 1) * sizeof *mappings);
	mappings[count++] = (struct mapping){ 0, 0 };
	for (size_t i = 0; i < builder->mappings.count; i++) {
		const struct built_mapping *built = &builder->mappings.items[i];
		if (built->text <= shift || built->text >= end)
			continue;
		uint32_t text = (uint32_t)(built->text - shift);
		if (mappings[count - 1].text == text)
			count--;
		mappings[count++] = (struct mapping){ text, (uint32_t)(built->source - unit->source) };
	}
	mappings[count++] = (struct mapping){ (uint32_t)unit->text.size, (uint32_t)(source_end - unit->source) };
	folds->mappings = mappings;
	folds->mapping_count = (uint32_t)count;
}

/* Whether the text between SHIFT and END is one run of the source. */
static bool is_one_run(const struct document_builder *builder, size_t shift, size_t end)
{
	if (!builder->verbatim)
		return false;
	for (size_t i = 0; i + 1 < builder->mappings.count; i++)
		if (builder->mappings.items[i].text > shift && builder->mappings.items[i].text < end)
			return false;
	return true;
}

static void set_placeables(const struct document_builder *builder, struct unit *unit, size_t shift)
{
	size_t count = builder->placeables.count;
	struct placeable *placeables =
	    arena_copy_array(document_unit_arena(builder->document), builder->placeables.items, count, sizeof *placeables);
	for (size_t i = 0; i < count; i++) {
		placeables[i].begin = (uint32_t)(placeables[i].begin > shift ? placeables[i].begin - shift : 0);
		placeables[i].end = (uint32_t)(placeables[i].end > shift ? placeables[i].end - shift : 0);
		if (placeables[i].end > unit->text.size)
			placeables[i].end = (uint32_t)unit->text.size;
		if (placeables[i].begin > placeables[i].end)
			placeables[i].begin = placeables[i].end;
	}
	unit->placeables = placeables;
	unit->placeable_count = (uint32_t)count;
}

static void set_breaks(const struct document_builder *builder, const struct unit *unit, size_t shift,
                       struct unit_folds *folds)
{
	if (!builder->breaks.count)
		return;
	uint32_t *breaks = arena_allocate(document_unit_arena(builder->document), builder->breaks.count * sizeof *breaks);
	for (size_t i = 0; i < builder->breaks.count; i++)
		if (builder->breaks.items[i] > shift && builder->breaks.items[i] < shift + unit->text.size)
			breaks[folds->break_count++] = (uint32_t)(builder->breaks.items[i] - shift);
	folds->breaks = breaks;
}

static const struct unit_folds *keep_folds(const struct document_builder *builder, const struct unit_folds *folds)
{
	static const struct unit_folds none;
	bool any = folds->mappings || folds->breaks;
	return any ? arena_copy_array(document_unit_arena(builder->document), folds, 1, sizeof *folds) : &none;
}

/* Whether the text between SHIFT and END, which takes as many bytes of the source, stands for them byte for byte. */
static bool is_even(const struct document_builder *builder, size_t shift, size_t end)
{
	size_t first = built_source_offset(builder, shift);
	for (size_t i = 0; i < builder->mappings.count; i++) {
		const struct built_mapping *built = &builder->mappings.items[i];
		if (built->text > shift && built->text < end && built->source - first != built->text - shift)
			return false;
	}
	return true;
}

struct unit *builder_end(struct document_builder *builder, struct slice role)
{
	struct document *document = builder->document;
	struct slice text = buffer_slice(&builder->text), trimmed = slice_trim(text);
	if (trimmed.size == 0)
		return NULL;
	size_t shift = (size_t)(trimmed.data - text.data), end = shift + trimmed.size;
	array_push(&builder->mappings, (struct built_mapping){ text.size, builder->source_end });
	size_t source_begin = built_source_offset(builder, shift), source_end = built_source_offset(builder, end);
	/* Offsets in a unit have 32 bits; what is longer is no sentence of anybody's. */
	if (trimmed.size > UINT32_MAX || source_end - source_begin > UINT32_MAX)
		return NULL;

	struct unit_kind kind = { .role = role };
	struct unit unit = {
		.text = trimmed, .section = keep_section(builder), .kind = keep_kind(builder, &kind), .source = source_begin,
	};
	struct unit_folds folds = { 0 };
	bool even = source_end - source_begin == trimmed.size;
	if (even && is_one_run(builder, shift, end))
		unit.text = slice_range(document->source, source_begin, source_end);
	else
		unit.text = arena_copy(document_unit_arena(document), trimmed);
	if (!even || !is_even(builder, shift, end))
		set_mappings(builder, &unit, shift, source_end, &folds);
	set_placeables(builder, &unit, shift);
	set_breaks(builder, &unit, shift, &folds);
	unit.folds = keep_folds(builder, &folds);
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
	if (units[half - 1].source <= units[half].source)
		return;
	memcpy(spare, units, half * sizeof *units);
	for (size_t i = 0, j = half, k = 0; i < half; k++)
		units[k] = j < count && units[j].source < spare[i].source ? units[j++] : spare[i++];
}

static void sort_gathered_units(struct document_builder *builder)
{
	struct unit *spare = memory_allocate((builder->units.count / 2 + 1) * sizeof *spare);
	sort_units(builder->units.items, spare, builder->units.count);
	free(spare);
}

static int compare_slots(const void *a, const void *b)
{
	const struct slot *first = a, *second = b;
	return first->begin < second->begin ? -1 : first->begin > second->begin;
}

/* Those that were gathered since they were sorted last. */
static void sort_gathered_slots(struct document_builder *builder)
{
	size_t count = builder->slots.count - builder->sorted_slots;
	if (count)
		qsort(builder->slots.items + builder->sorted_slots, count, sizeof *builder->slots.items, compare_slots);
	builder->sorted_slots = builder->slots.count;
}

static void have_taken(struct document_builder *builder)
{
	struct document *document = builder->document;
	sort_gathered_units(builder);
	sort_gathered_slots(builder);
	document->units = builder->units.items;
	document->unit_count = builder->units.count;
	document->slots = builder->slots.items;
	document->slot_count = builder->slots.count;
	document->take(document->take_context, document);
	array_clear(&builder->units);
	document->units = NULL;
	document->unit_count = 0;
	arena_destroy(document->unit_arena);
	document->unit_arena = NULL;
}

struct slice builder_keep_text(struct document_builder *builder, struct slice text)
{
	struct document *document = builder->document;
	return document->take && !slice_lies_in(text, document->source) ? arena_copy(document->arena, text) : text;
}

void builder_settle(struct document_builder *builder)
{
	enum { TAKEN_LEAST = 256 };
	const struct document *document = builder->document;
	size_t least = document->take_least ? document->take_least : TAKEN_LEAST;
	if (document->take && builder->units.count >= least)
		have_taken(builder);
}

void builder_finish(struct document_builder *builder)
{
	struct document *document = builder->document;
	if (document->take) {
		have_taken(builder);
		array_finish(&builder->units);
	} else {
		sort_gathered_units(builder);
		sort_gathered_slots(builder);
		/* Handed over: the units of a long article are as large as the article. */
		if (builder->units.count)
			array_trim(&builder->units);
		document->unit_count = builder->units.count;
		document->units = builder->units.items;
		arena_adopt(document->arena, document->units);
	}
	document->slots = arena_copy_array(document->arena, builder->slots.items, builder->slots.count,
	                                   sizeof *document->slots);
	document->slot_count = builder->slots.count;
	buffer_finish(&builder->text);
	array_finish(&builder->slots);
	array_finish(&builder->mappings);
	array_finish(&builder->breaks);
	array_finish(&builder->placeables);
}
