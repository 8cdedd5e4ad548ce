#include "document/document.h"

#include "base/message.h"

size_t unit_source_offset(const struct unit *unit, size_t text)
{
	const struct mapping *mappings = unit->folds->mappings;
	if (!mappings)
		return unit->source + text;
	size_t low = 0, high = unit->folds->mapping_count; /* the mapping in [low, high) is the last that begins at text or before */
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (mappings[middle].text <= text)
			low = middle;
		else
			high = middle;
	}
	size_t offset = mappings[low].source + (text - mappings[low].text);
	size_t next = low + 1 < unit->folds->mapping_count ? mappings[low + 1].source : offset;
	return unit->source + (offset < next ? offset : next);
}

size_t unit_placeable_behind(const struct unit *unit, size_t offset)
{
	size_t low = 0, high = unit->placeable_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (unit->placeables[middle].end <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct arena *document_unit_arena(const struct document *document)
{
	return document->unit_arena ? document->unit_arena : document->arena;
}

/* The part [begin, end) of the unit's text as a segment, white space at its ends left out. */
static void push_whole(struct segments *segments, struct slice text, size_t begin, size_t end)
{
	while (begin < end && is_ascii_space(text.data[begin]))
		begin++;
	while (end > begin && is_ascii_space(text.data[end - 1]))
		end--;
	if (begin < end)
		array_push(segments, segment_make(begin, end));
}

/* Run SEGMENTER over part [begin, end) of UNIT, with the placeables that lie in it. */
static void segment_part(const struct document *document, const struct unit *unit, const struct segmenter *segmenter,
                         size_t begin, size_t end, size_t *first, struct placeables *inside, struct segments *out)
{
	array_clear(inside);
	for (; *first < unit->placeable_count && unit->placeables[*first].end <= end; ++*first) {
		struct placeable placeable = unit->placeables[*first];
		if (placeable.begin < begin)
			continue;
		placeable.begin -= (uint32_t)begin;
		placeable.end -= (uint32_t)begin;
		array_push(inside, placeable);
	}
	/* Breaks stand outside of pairs; should a half be in another part all the same, it stands alone in this one. */
	size_t shift = *first - inside->count;
	for (size_t i = 0; i < inside->count; i++) {
		size_t partner = inside->items[i].partner;
		inside->items[i].partner = (uint32_t)(partner >= shift && partner < *first ? partner - shift : i);
	}
	size_t before = out->count;
	struct slice text = slice_range(unit->text, begin, end);
	if (document->character_references)
		segmenter_run_referring(segmenter, text, inside->items, inside->count, out);
	else
		segmenter_run(segmenter, text, inside->items, inside->count, out);
	for (size_t i = before; i < out->count; i++) {
		out->items[i].begin += (uint32_t)begin;
		out->items[i].end += (uint32_t)begin;
	}
}

static void leave_unoffered(const struct document *document, const struct unit *unit, struct segments *segments)
{
	size_t kept = 0;
	for (size_t i = 0; i < segments->count; i++)
		if (!document->offers || document->offers(unit, &segments->items[i]))
			segments->items[kept++] = segments->items[i];
	segments->count = kept;
}

void document_segment(struct document *document, const struct segmenter *segmenter)
{
	struct segments segments = { 0 };
	struct placeables inside = { 0 };
	for (size_t i = 0; i < document->unit_count; i++) {
		struct unit *unit = &document->units[i];
		array_clear(&segments);
		size_t begin = 0, first = 0;
		for (size_t b = 0; b <= unit->folds->break_count; b++) {
			size_t end = b < unit->folds->break_count ? unit->folds->breaks[b] : unit->text.size;
			if (segmenter && !unit->whole)
				segment_part(document, unit, segmenter, begin, end, &first, &inside, &segments);
			else
				push_whole(&segments, unit->text, begin, end);
			begin = end;
		}
		leave_unoffered(document, unit, &segments);
		unit->segments =
		    arena_copy_array(document_unit_arena(document), segments.items, segments.count, sizeof *segments.items);
		unit->segment_count = (uint32_t)segments.count;
	}
	array_finish(&segments);
	array_finish(&inside);
}

/* The offset of a character of TEXT that no catalog can hold; SLICE_NONE if there is none. */
static size_t find_unwritable(struct slice text)
{
	size_t null = slice_find_byte(text, '\0', 0), transmission_end = slice_find_byte(text, '\4', 0);
	return null < transmission_end ? null : transmission_end;
}

static void warn_of_unwritable(const struct document *document, size_t at, struct diagnostics *sink)
{
	diagnostics_warning(sink, position_in_text(document->name, document->source, at),
	                    _("a sentence with a character such as this one (U+%04X) is left as it is, as no catalog can hold it; "
	                      "remove the character, or say which encoding the file has"),
	                    (unsigned)document->source.data[at]);
}

void document_leave_unwritable(struct document *document, struct diagnostics *sink)
{
	struct segments kept = { 0 };
	for (size_t u = 0; u < document->unit_count; u++) {
		struct unit *unit = &document->units[u];
		if (find_unwritable(unit->text) == SLICE_NONE)
			continue;
		array_clear(&kept);
		for (size_t i = 0; i < unit->segment_count; i++) {
			size_t at = find_unwritable(unit_segment_text(unit, &unit->segments[i]));
			if (at == SLICE_NONE)
				array_push(&kept, unit->segments[i]);
			else if (!document->warned_of_unwritable)
				warn_of_unwritable(document, unit_source_offset(unit, unit->segments[i].begin + at), sink);
			document->warned_of_unwritable |= at != SLICE_NONE;
		}
		unit->segments = arena_copy_array(document_unit_arena(document), kept.items, kept.count, sizeof *kept.items);
		unit->segment_count = (uint32_t)kept.count;
	}
	array_finish(&kept);
}

void document_forget_units(struct document *document)
{
	arena_let_go(document->arena, document->units);
	document->units = NULL;
	document->unit_count = 0;
}
