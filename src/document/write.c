/* write.c: a document written with translations in the places of its segments (document.h). */

#include "document/document.h"

enum { PIECE = 1 << 16 };

/* A segment that is translated, and the bytes of the source that it replaces. */
struct edit {
	const struct unit *unit;
	const struct segment *segment;
	struct slice translation;
	size_t begin, end;
};

/* The segments are asked for one by one, as they are written; but where units lie in holes of others, all are gathered
 * first and sorted. */
struct writing {
	const struct document *document;
	const struct document_target *target;
	document_fit *fit;
	document_translate *translate;
	void *context;
	bool holes;
	struct { struct edit *items; size_t count, capacity; } edits; /* with holes: all, in the order of the source */
	struct arena *arena;                                          /* where the edits' translations live */
	const struct outlet *outlet;
	struct encoding_copies *copies; /* NULL: nobody asks */
	struct buffer *out;
	size_t translated;
};

/* The next edit to be written: with holes, an index of edits, else the segment to be looked at next. */
struct cursor {
	size_t edit;
	size_t unit, segment;
};

/* Bytes [begin, end) of the source as they are. */
static void copy_source(const struct writing *writing, size_t begin, size_t end)
{
	if (writing->copies && begin < end)
		array_push(writing->copies, (struct encoding_copy){ begin, writing->out->size, end - begin });
	for (size_t next; begin < end; begin = next) {
		next = writing->outlet->drain && end - begin > PIECE ? begin + PIECE : end;
		buffer_append(writing->out, slice_range(writing->document->source, begin, next));
		outlet_drain(writing->outlet);
	}
}

static struct slice slot_value(const struct slot *slot, const struct document_target *target)
{
	switch (slot->kind) {
	case SLOT_LANGUAGE:
		return target->language;
	case SLOT_DIRECTION:
		return target->direction;
	case SLOT_DIRECTION_ATTRIBUTE:
		return slice_equal(target->direction, SLICE("rtl")) ? SLICE(" dir=\"rtl\"") : SLICE("");
	case SLOT_PAGES_ATTRIBUTE:
		return slice_equal(target->direction, SLICE("rtl")) ? SLICE(" page-progression-direction=\"rtl\"") : SLICE("");
	default:
		return target->charset;
	}
}

/* The source's bytes from *WRITTEN up to END, the slots among them set for the target, from the one at *SLOT on. */
static void write_skeleton(struct writing *writing, size_t *slot, size_t *written, size_t end)
{
	const struct document *document = writing->document;
	for (; *slot < document->slot_count && document->slots[*slot].end <= end; ++*slot) {
		const struct slot *place = &document->slots[*slot];
		struct slice value = slot_value(place, writing->target);
		if (value.size == 0 || place->begin < *written)
			continue;
		copy_source(writing, *written, place->begin);
		buffer_append(writing->out, value);
		*written = place->end;
	}
	copy_source(writing, *written, end);
	*written = end;
}

static size_t first_edit_at(const struct writing *writing, size_t begin)
{
	size_t low = 0, high = writing->edits.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (writing->edits.items[middle].begin < begin)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t first_slot_at(const struct document *document, size_t begin)
{
	size_t low = 0, high = document->slot_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (document->slots[middle].begin < begin)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void write_range(struct writing *writing, size_t begin, size_t end, struct cursor from, unsigned depth);

/* The hole of UNIT whose token stands at OFFSET of TEXT; NULL where none does. */
static const struct hole *hole_at(const struct unit *unit, struct slice text, size_t offset)
{
	struct slice rest = slice_from_offset(text, offset);
	for (size_t i = 0; i < unit->kind->hole_count; i++)
		if (slice_starts_with(rest, unit->kind->holes[i].token))
			return &unit->kind->holes[i];
	return NULL;
}

/* A translation, and the holes' content where their tokens stand in it. */
static void write_edit(struct writing *writing, const struct edit *edit, unsigned depth)
{
	struct buffer fitted = { 0 };
	bool holes = edit->unit->kind->hole_count && depth < HOLE_DEPTH_MOST;
	writing->translated++;
	writing->fit(writing->document, edit->unit, edit->segment, edit->translation, holes ? &fitted : writing->out);
	if (!holes)
		return;
	struct slice text = buffer_slice(&fitted);
	char first = edit->unit->kind->holes[0].token.data[0];
	size_t from = 0;
	for (size_t at = 0; (at = slice_find_byte(text, first, at)) != SLICE_NONE;) {
		const struct hole *hole = hole_at(edit->unit, text, at);
		if (!hole) {
			at++;
			continue;
		}
		buffer_append(writing->out, slice_range(text, from, at));
		/* Nothing in a hole begins where it begins but the text that it stands in. */
		struct cursor inside = { .edit = first_edit_at(writing, hole->begin + 1) };
		write_range(writing, hole->begin, hole->end, inside, depth + 1);
		from = at += hole->token.size;
	}
	buffer_append(writing->out, slice_from_offset(text, from));
	buffer_finish(&fitted);
}

/* The translation of SEGMENT of UNIT, if it has one. */
static bool find_edit(const struct writing *writing, const struct unit *unit, const struct segment *segment,
                      struct edit *edit)
{
	*edit = (struct edit){ .unit = unit, .segment = segment };
	if (!writing->translate(writing->context, unit, segment, &edit->translation))
		return false;
	edit->begin = unit_source_offset(unit, segment->begin);
	edit->end = unit_source_offset(unit, segment->end);
	return true;
}

/* The next translated segment. */
static bool next_edit(const struct writing *writing, struct cursor *cursor, struct edit *edit)
{
	if (writing->holes) {
		if (cursor->edit >= writing->edits.count)
			return false;
		*edit = writing->edits.items[cursor->edit++];
		return true;
	}
	for (; cursor->unit < writing->document->unit_count; cursor->unit++, cursor->segment = 0) {
		const struct unit *unit = &writing->document->units[cursor->unit];
		while (cursor->segment < unit->segment_count)
			if (find_edit(writing, unit, &unit->segments[cursor->segment++], edit))
				return true;
	}
	return false;
}

/* [begin, end) of the source, of which the edit at FROM is the first. */
static void write_range(struct writing *writing, size_t begin, size_t end, struct cursor from, unsigned depth)
{
	size_t written = begin, slot = first_slot_at(writing->document, begin);
	for (struct edit edit; next_edit(writing, &from, &edit) && edit.begin < end;) {
		if (edit.begin < written)
			continue;
		write_skeleton(writing, &slot, &written, edit.begin);
		write_edit(writing, &edit, depth);
		written = edit.end;
		outlet_drain(writing->outlet);
	}
	write_skeleton(writing, &slot, &written, end);
}

static int compare_edits(const void *a, const void *b)
{
	const struct edit *first = a, *second = b;
	return first->begin < second->begin ? -1 : first->begin > second->begin;
}

static bool has_holes(const struct document *document)
{
	for (size_t u = 0; u < document->unit_count; u++)
		if (document->units[u].kind->hole_count)
			return true;
	return false;
}

static void gather_edits(struct writing *writing)
{
	struct cursor all = { 0 };
	writing->arena = arena_create();
	for (struct edit edit; next_edit(writing, &all, &edit);) {
		edit.translation = arena_copy(writing->arena, edit.translation);
		array_push(&writing->edits, edit);
	}
	if (writing->edits.count)
		qsort(writing->edits.items, writing->edits.count, sizeof *writing->edits.items, compare_edits);
	writing->holes = true;
}

size_t document_write_to(const struct document *document, const struct document_target *target, document_fit *fit,
                         document_translate *translate, void *context, const struct outlet *outlet,
                         struct encoding_copies *copies)
{
	struct writing writing = {
		.document = document, .target = target, .fit = fit, .translate = translate, .context = context,
		.outlet = outlet, .out = outlet->text, .copies = copies,
	};
	if (has_holes(document))
		gather_edits(&writing);
	/* The slots before the first translated segment are set, too, but only if there is one. */
	struct cursor first = { 0 };
	struct edit edit;
	if (next_edit(&writing, &first, &edit)) {
		if (writing.holes)
			first = (struct cursor){ 0 };
		else
			first.segment--;
		write_range(&writing, 0, document->source.size, first, 0);
	}
	array_finish(&writing.edits);
	arena_destroy(writing.arena);
	return writing.translated;
}

size_t document_write(const struct document *document, const struct document_target *target, document_fit *fit,
                      document_translate *translate, void *context, struct buffer *out)
{
	buffer_reserve(out, document->source.size + document->source.size / 4);
	const struct outlet outlet = { .text = out };
	size_t translated = document_write_to(document, target, fit, translate, context, &outlet, NULL);
	if (translated == 0)
		buffer_append(out, document->source);
	return translated;
}
