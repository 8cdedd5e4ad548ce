#include "document/document.h"

size_t unit_source_offset(const struct unit *unit, size_t text)
{
	size_t low = 0, high = unit->mapping_count; /* the mapping in [low, high) is the last that begins at text or before */
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (unit->mappings[middle].text <= text)
			low = middle;
		else
			high = middle;
	}
	size_t offset = unit->mappings[low].source + (text - unit->mappings[low].text);
	size_t next = low + 1 < unit->mapping_count ? unit->mappings[low + 1].source : offset;
	return offset < next ? offset : next;
}

/* The part [begin, end) of the unit's text as a segment, white space at its ends left out. */
static void push_whole(struct segments *segments, struct slice text, size_t begin, size_t end)
{
	while (begin < end && is_ascii_space(text.data[begin]))
		begin++;
	while (end > begin && is_ascii_space(text.data[end - 1]))
		end--;
	if (begin < end)
		array_push(segments, (struct segment){ begin, end });
}

/* Run SEGMENTER over part [begin, end) of UNIT, with the placeables that lie in it. */
static void segment_part(const struct unit *unit, const struct segmenter *segmenter, size_t begin, size_t end,
                         size_t *first, struct placeables *inside, struct segments *out)
{
	array_clear(inside);
	for (; *first < unit->placeable_count && unit->placeables[*first].end <= end; ++*first) {
		struct placeable placeable = unit->placeables[*first];
		if (placeable.begin < begin)
			continue;
		placeable.begin -= begin;
		placeable.end -= begin;
		array_push(inside, placeable);
	}
	/* Breaks stand outside of pairs; should a half be in another part all the same, it stands alone in this one. */
	size_t shift = *first - inside->count;
	for (size_t i = 0; i < inside->count; i++) {
		size_t partner = inside->items[i].partner;
		inside->items[i].partner = partner >= shift && partner < *first ? partner - shift : i;
	}
	size_t before = out->count;
	segmenter_run(segmenter, slice_range(unit->text, begin, end), inside->items, inside->count, out);
	for (size_t i = before; i < out->count; i++) {
		out->items[i].begin += begin;
		out->items[i].end += begin;
	}
}

void document_segment(struct document *document, const struct segmenter *segmenter)
{
	struct segments segments = { 0 };
	struct placeables inside = { 0 };
	for (size_t i = 0; i < document->unit_count; i++) {
		struct unit *unit = &document->units[i];
		array_clear(&segments);
		size_t begin = 0, first = 0;
		for (size_t b = 0; b <= unit->break_count; b++) {
			size_t end = b < unit->break_count ? unit->breaks[b] : unit->text.size;
			if (segmenter && !unit->whole)
				segment_part(unit, segmenter, begin, end, &first, &inside, &segments);
			else
				push_whole(&segments, unit->text, begin, end);
			begin = end;
		}
		unit->segments = arena_copy_array(document->arena, segments.items, segments.count, sizeof *segments.items);
		unit->segment_count = segments.count;
	}
	array_finish(&segments);
	array_finish(&inside);
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
	default:
		return target->charset;
	}
}

static bool is_translated(const struct document *document, document_translate *translate, void *context)
{
	struct slice translation;
	for (size_t u = 0; u < document->unit_count; u++)
		for (size_t s = 0; s < document->units[u].segment_count; s++)
			if (translate(context, &document->units[u], &document->units[u].segments[s], &translation))
				return true;
	return false;
}

/* The source's bytes up to END into OUT, the slots among them set for TARGET. */
static void write_skeleton(const struct document *document, const struct document_target *target, size_t *slot,
                           size_t *written, size_t end, struct buffer *out)
{
	for (; *slot < document->slot_count && document->slots[*slot].end <= end; ++*slot) {
		const struct slot *place = &document->slots[*slot];
		struct slice value = slot_value(place, target);
		if (value.size == 0 || place->begin < *written)
			continue;
		buffer_append(out, slice_range(document->source, *written, place->begin));
		buffer_append(out, value);
		*written = place->end;
	}
	buffer_append(out, slice_range(document->source, *written, end));
	*written = end;
}

size_t document_write(const struct document *document, const struct document_target *target, document_fit *fit,
                      document_translate *translate, void *context, struct buffer *out)
{
	struct slice source = document->source;
	if (!is_translated(document, translate, context)) {
		buffer_append(out, source);
		return 0;
	}
	size_t translated = 0, written = 0, slot = 0;
	buffer_reserve(out, source.size + source.size / 4);
	for (size_t u = 0; u < document->unit_count; u++) {
		const struct unit *unit = &document->units[u];
		for (size_t s = 0; s < unit->segment_count; s++) {
			const struct segment *segment = &unit->segments[s];
			struct slice translation;
			size_t begin = unit_source_offset(unit, segment->begin);
			if (begin < written || !translate(context, unit, segment, &translation))
				continue;
			write_skeleton(document, target, &slot, &written, begin, out);
			fit(document, unit, segment, translation, out);
			written = unit_source_offset(unit, segment->end);
			translated++;
		}
	}
	write_skeleton(document, target, &slot, &written, source.size, out);
	return translated;
}
