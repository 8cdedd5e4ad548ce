/* write.c: a document written with translations in the places of its segments (document.h). */

#include "document/document.h"

/* A segment that is translated, and the bytes of the source that it replaces. */
struct edit {
	const struct unit *unit;
	const struct segment *segment;
	struct slice translation;
	size_t begin, end;
};

struct writing {
	const struct document *document;
	const struct document_target *target;
	document_fit *fit;
	struct { struct edit *items; size_t count, capacity; } edits; /* in the order of the source */
	struct buffer *out;
	struct encoding_copies *copies; /* NULL: nobody asks */
	size_t translated;
};

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

/* Bytes [begin, end) of the source as they are. */
static void copy_source(struct writing *writing, size_t begin, size_t end)
{
	if (writing->copies && begin < end)
		array_push(writing->copies, (struct encoding_copy){ begin, writing->out->size, end - begin });
	buffer_append(writing->out, slice_range(writing->document->source, begin, end));
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

static void write_range(struct writing *writing, size_t begin, size_t end, size_t edit, unsigned depth);

/* The hole of UNIT whose token stands at OFFSET of TEXT; NULL where none does. */
static const struct hole *hole_at(const struct unit *unit, struct slice text, size_t offset)
{
	struct slice rest = slice_from_offset(text, offset);
	for (size_t i = 0; i < unit->hole_count; i++)
		if (slice_starts_with(rest, unit->holes[i].token))
			return &unit->holes[i];
	return NULL;
}

/* A translation, and the holes' content where their tokens stand in it. */
static void write_edit(struct writing *writing, const struct edit *edit, unsigned depth)
{
	struct buffer fitted = { 0 };
	bool holes = edit->unit->hole_count && depth < HOLE_DEPTH_MOST;
	writing->translated++;
	writing->fit(writing->document, edit->unit, edit->segment, edit->translation, holes ? &fitted : writing->out);
	if (!holes)
		return;
	struct slice text = buffer_slice(&fitted);
	char first = edit->unit->holes[0].token.data[0];
	size_t from = 0;
	for (size_t at = 0; (at = slice_find_byte(text, first, at)) != SLICE_NONE;) {
		const struct hole *hole = hole_at(edit->unit, text, at);
		if (!hole) {
			at++;
			continue;
		}
		buffer_append(writing->out, slice_range(text, from, at));
		/* Nothing in a hole begins where it begins but the text that it stands in. */
		write_range(writing, hole->begin, hole->end, first_edit_at(writing, hole->begin + 1), depth + 1);
		from = at += hole->token.size;
	}
	buffer_append(writing->out, slice_from_offset(text, from));
	buffer_finish(&fitted);
}

/* [begin, end) of the source, of which EDIT is the first. */
static void write_range(struct writing *writing, size_t begin, size_t end, size_t edit, unsigned depth)
{
	size_t written = begin, slot = first_slot_at(writing->document, begin);
	for (; edit < writing->edits.count && writing->edits.items[edit].begin < end; edit++) {
		const struct edit *next = &writing->edits.items[edit];
		if (next->begin < written)
			continue;
		write_skeleton(writing, &slot, &written, next->begin);
		write_edit(writing, next, depth);
		written = next->end;
	}
	write_skeleton(writing, &slot, &written, end);
}

static int compare_edits(const void *a, const void *b)
{
	const struct edit *first = a, *second = b;
	return first->begin < second->begin ? -1 : first->begin > second->begin;
}

/* All that is translated; units lie in each other only where there are holes. */
static void gather_edits(struct writing *writing, document_translate *translate, void *context)
{
	bool holes = false;
	for (size_t u = 0; u < writing->document->unit_count; u++) {
		const struct unit *unit = &writing->document->units[u];
		holes |= unit->hole_count > 0;
		for (size_t s = 0; s < unit->segment_count; s++) {
			struct edit edit = { .unit = unit, .segment = &unit->segments[s] };
			if (!translate(context, unit, edit.segment, &edit.translation))
				continue;
			edit.begin = unit_source_offset(unit, edit.segment->begin);
			edit.end = unit_source_offset(unit, edit.segment->end);
			array_push(&writing->edits, edit);
		}
	}
	if (holes && writing->edits.count)
		qsort(writing->edits.items, writing->edits.count, sizeof *writing->edits.items, compare_edits);
}

size_t document_write(const struct document *document, const struct document_target *target, document_fit *fit,
                      document_translate *translate, void *context, struct buffer *out)
{
	return document_write_copies(document, target, fit, translate, context, out, NULL);
}

size_t document_write_copies(const struct document *document, const struct document_target *target, document_fit *fit,
                             document_translate *translate, void *context, struct buffer *out,
                             struct encoding_copies *copies)
{
	struct writing writing = { .document = document, .target = target, .fit = fit, .out = out, .copies = copies };
	gather_edits(&writing, translate, context);
	if (writing.edits.count) {
		buffer_reserve(out, document->source.size + document->source.size / 4);
		write_range(&writing, 0, document->source.size, 0, 0);
	} else {
		copy_source(&writing, 0, document->source.size);
	}
	array_finish(&writing.edits);
	return writing.translated;
}
