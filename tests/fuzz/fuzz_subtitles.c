/* Any text as SubRip and as WebVTT: what is not translated is written as it is, units are in order and apart with
 * their placeables in pairs, and whatever a translation is, the times stay. The first byte of the input says which. */

#include "formats/format.h"
#include "text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static bool translate(void *context, const struct unit *unit, const struct segment *segment, struct slice *translation)
{
	(void)unit, (void)segment;
	*translation = context ? SLICE("a --> b <i>\n\nc c c c c c c c c c c c c c c c c c c c c c c c c</i>") : SLICE("");
	return context != NULL;
}

static void check_placeables(const struct placeable *placeables, size_t count, size_t size)
{
	size_t end = 0;
	for (size_t i = 0; i < count; i++) {
		require(placeables[i].begin >= end && placeables[i].end <= size && placeables[i].partner < count);
		require(placeables[placeables[i].partner].partner == i);
		end = placeables[i].end;
	}
}

static size_t count_arrows(struct slice text)
{
	size_t count = 0;
	for (size_t i = 0; (i = slice_find(text, SLICE("-->"), i)) != SLICE_NONE; i += 3)
		count++;
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	const struct format *format = data[0] & 1 ? &format_webvtt : &format_subrip;
	struct slice source = slice_make((const char *)data + 1, size - 1);
	if (utf8_find_invalid(source) < source.size)
		return 0;
	struct document document = { .arena = arena_create(), .name = "a", .source = source };
	require(format->parse(&document, NULL));
	size_t end = 0;
	for (size_t i = 0; i < document.unit_count; i++) {
		const struct unit *unit = &document.units[i];
		require(unit_source_offset(unit, 0) >= end);
		end = unit_source_offset(unit, unit->text.size);
		require(end <= source.size);
		check_placeables(unit->placeables, unit->placeable_count, unit->text.size);
	}
	document_segment(&document, NULL);
	struct document_target target = { { 0 }, { 0 }, { 0 } };
	struct buffer out = { 0 };
	document_write(&document, &target, format->fit, translate, NULL, &out);
	require(slice_equal(buffer_slice(&out), source));
	buffer_clear(&out);
	document_write(&document, &target, format->fit, translate, &out, &out);
	require(count_arrows(buffer_slice(&out)) <= count_arrows(source));
	for (size_t i = 0; i < document.unit_count; i++)
		format_pseudo_translate(format, &document.units[i], &document.units[i].segments[0], PSEUDO_ACCENTED, &out);
	struct placeables found = { 0 };
	format->find_placeables(source, &found);
	check_placeables(found.items, found.count, source.size);
	array_finish(&found);
	buffer_finish(&out);
	arena_destroy(document.arena);
	return 0;
}
