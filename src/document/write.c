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
struct document_writer {
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
	size_t written, slot;   /* how much of the source is, and which slot comes next */
};

/* The next edit to be written: with holes, an index of edits, else the segment to be looked at next. */
struct cursor {
	size_t edit;
	size_t unit, segment;
};

/* Bytes [begin, end) of the source as they are. */
static void copy_source(const struct document_writer *writer, size_t begin, size_t end)
{
	if (writer->copies && begin < end)
		array_push(writer->copies, (struct encoding_copy){ begin, writer->out->size, end - begin });
	for (size_t next; begin < end; begin = next) {
		next = writer->outlet->drain && end - begin > PIECE ? begin + PIECE : end;
		buffer_append(writer->out, slice_range(writer->document->source, begin, next));
		outlet_drain(writer->outlet);
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
static void write_skeleton(struct document_writer *writer, size_t *slot, size_t *written, size_t end)
{
	const struct document *document = writer->document;
	for (; *slot < document->slot_count && document->slots[*slot].end <= end; ++*slot) {
		const struct slot *place = &document->slots[*slot];
		struct slice value = slot_value(place, writer->target);
		if (value.size == 0 || place->begin < *written)
			continue;
		copy_source(writer, *written, place->begin);
		buffer_append(writer->out, value);
		*written = place->end;
	}
	copy_source(writer, *written, end);
	*written = end;
}

static size_t first_edit_at(const struct document_writer *writer, size_t begin)
{
	size_t low = 0, high = writer->edits.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (writer->edits.items[middle].begin < begin)
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

static void write_range(struct document_writer *writer, size_t begin, size_t end, struct cursor from, unsigned depth);

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
static void write_edit(struct document_writer *writer, const struct edit *edit, unsigned depth)
{
	struct buffer fitted = { 0 };
	bool holes = edit->unit->kind->hole_count && depth < HOLE_DEPTH_MOST;
	writer->translated++;
	writer->fit(writer->document, edit->unit, edit->segment, edit->translation, holes ? &fitted : writer->out);
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
		buffer_append(writer->out, slice_range(text, from, at));
		/* Nothing in a hole begins where it begins but the text that it stands in. */
		struct cursor inside = { .edit = first_edit_at(writer, hole->begin + 1) };
		write_range(writer, hole->begin, hole->end, inside, depth + 1);
		from = at += hole->token.size;
	}
	buffer_append(writer->out, slice_from_offset(text, from));
	buffer_finish(&fitted);
}

/* The translation of SEGMENT of UNIT, if it has one. */
static bool find_edit(const struct document_writer *writer, const struct unit *unit, const struct segment *segment,
                      struct edit *edit)
{
	*edit = (struct edit){ .unit = unit, .segment = segment };
	if (!writer->translate(writer->context, unit, segment, &edit->translation))
		return false;
	edit->begin = unit_source_offset(unit, segment->begin);
	edit->end = unit_source_offset(unit, segment->end);
	return true;
}

/* The next translated segment. */
static bool next_edit(const struct document_writer *writer, struct cursor *cursor, struct edit *edit)
{
	if (writer->holes) {
		if (cursor->edit >= writer->edits.count)
			return false;
		*edit = writer->edits.items[cursor->edit++];
		return true;
	}
	for (; cursor->unit < writer->document->unit_count; cursor->unit++, cursor->segment = 0) {
		const struct unit *unit = &writer->document->units[cursor->unit];
		while (cursor->segment < unit->segment_count)
			if (find_edit(writer, unit, &unit->segments[cursor->segment++], edit))
				return true;
	}
	return false;
}

/* The edits from FROM on that begin before END, and what of the source lies between them, from *WRITTEN on. */
static void write_edits(struct document_writer *writer, struct cursor from, size_t end, size_t *slot, size_t *written,
                        unsigned depth)
{
	for (struct edit edit; next_edit(writer, &from, &edit) && edit.begin < end;) {
		if (edit.begin < *written)
			continue;
		write_skeleton(writer, slot, written, edit.begin);
		write_edit(writer, &edit, depth);
		*written = edit.end;
		outlet_drain(writer->outlet);
	}
}

/* [begin, end) of the source, of which the edit at FROM is the first. */
static void write_range(struct document_writer *writer, size_t begin, size_t end, struct cursor from, unsigned depth)
{
	size_t written = begin, slot = first_slot_at(writer->document, begin);
	write_edits(writer, from, end, &slot, &written, depth);
	write_skeleton(writer, &slot, &written, end);
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

static void gather_edits(struct document_writer *writer)
{
	struct cursor all = { 0 };
	writer->arena = arena_create();
	for (struct edit edit; next_edit(writer, &all, &edit);) {
		edit.translation = arena_copy(writer->arena, edit.translation);
		array_push(&writer->edits, edit);
	}
	if (writer->edits.count)
		qsort(writer->edits.items, writer->edits.count, sizeof *writer->edits.items, compare_edits);
	writer->holes = true;
}

struct document_writer *document_writer_begin(const struct document_target *target, document_fit *fit,
                                              document_translate *translate, void *context,
                                              const struct outlet *outlet, struct encoding_copies *copies)
{
	struct document_writer *writer = memory_allocate(sizeof *writer);
	*writer = (struct document_writer){
		.target = target, .fit = fit, .translate = translate, .context = context,
		.outlet = outlet, .out = outlet->text, .copies = copies,
	};
	return writer;
}

void document_writer_add(struct document_writer *writer, const struct document *document)
{
	writer->document = document;
	if (has_holes(document))
		gather_edits(writer);
	/* Before the first translated segment nothing is written, not even a slot: there may be none. */
	write_edits(writer, (struct cursor){ 0 }, document->source.size, &writer->slot, &writer->written, 0);
	array_finish(&writer->edits);
	arena_destroy(writer->arena);
	writer->arena = NULL;
	writer->holes = false;
}

size_t document_writer_end(struct document_writer *writer, const struct document *document)
{
	size_t translated = writer->translated;
	writer->document = document;
	if (translated)
		write_skeleton(writer, &writer->slot, &writer->written, document->source.size);
	free(writer);
	return translated;
}

size_t document_write_to(const struct document *document, const struct document_target *target, document_fit *fit,
                         document_translate *translate, void *context, const struct outlet *outlet,
                         struct encoding_copies *copies)
{
	struct document_writer *writer = document_writer_begin(target, fit, translate, context, outlet, copies);
	document_writer_add(writer, document);
	return document_writer_end(writer, document);
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
