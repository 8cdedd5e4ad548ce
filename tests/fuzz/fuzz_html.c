/* Any bytes as HTML: nothing crashes, units and slots are in order and apart, nothing translated is the identity, and
 * a translation changes nothing but its place. */

#include "formats/format.h"
#include "formats/html.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static bool translate_none(void *context, const struct unit *unit, const struct segment *segment, struct slice *translation)
{
	(void)context, (void)unit, (void)segment, (void)translation;
	return false;
}

static bool translate_to_itself(void *context, const struct unit *unit, const struct segment *segment,
                                struct slice *translation)
{
	(void)context;
	*translation = unit_segment_text(unit, segment);
	return true;
}

static void check_placeables(const struct placeable *placeables, size_t count, size_t size)
{
	for (size_t i = 0, at = 0; i < count; i++) {
		const struct placeable *placeable = &placeables[i];
		require(placeable->begin >= at && placeable->end > placeable->begin && placeable->end <= size);
		require(placeable->partner < count && placeables[placeable->partner].partner == i);
		at = placeable->end;
	}
}

static void check_document(const struct document *document)
{
	size_t slot = 0, end = 0;
	for (size_t i = 0; i < document->unit_count; i++) {
		const struct unit *unit = &document->units[i];
		size_t begin = unit_source_offset(unit, 0);
		require(begin >= end);
		end = unit_source_offset(unit, unit->text.size);
		require(end > begin && end <= document->source.size);
		while (slot < document->slot_count && document->slots[slot].end <= begin)
			slot++;
		require(slot == document->slot_count || document->slots[slot].begin >= end);
		check_placeables(unit->placeables, unit->placeable_count, unit->text.size);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct document document = {
		.arena = arena_create(), .name = size && data[0] == 'x' ? "a.xhtml" : "a.html",
		.source = slice_make((const char *)data, size),
	};
	require(format_html.parse(&document, NULL));
	check_document(&document);
	document_segment(&document, NULL);

	struct document_target target = { SLICE("sr-Latn"), SLICE("ltr"), SLICE("UTF-8") };
	struct buffer out = { 0 };
	document_write(&document, &target, format_html.fit, translate_none, NULL, &out);
	require(slice_equal(buffer_slice(&out), document.source));

	/* Written twice it is the same: what a translation is escaped to is read back as it was. */
	buffer_clear(&out);
	document_write(&document, &target, format_html.fit, translate_to_itself, NULL, &out);
	struct document again = { .arena = document.arena, .name = document.name, .source = buffer_slice(&out) };
	require(format_html.parse(&again, NULL));
	check_document(&again);

	struct placeables found = { 0 };
	html_find_placeables(document.source, &found);
	check_placeables(found.items, found.count, size);
	struct html_inline_memory memory = { { 0 } };
	for (size_t at = 0; (at = slice_find_byte(document.source, '<', at)) != SLICE_NONE; at++) {
		size_t end = html_inline_end(document.source, at);
		require(end == html_inline_end_remembering(document.source, at, &memory));
		require(end == 0 || (end > at && end <= size));
	}
	array_finish(&found);
	buffer_finish(&out);
	arena_destroy(document.arena);
	return 0;
}
