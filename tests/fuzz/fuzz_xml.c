/* Any bytes as an XML article: nothing crashes; what is well-formed is written as it was with nothing translated, and
 * stays well-formed with each segment translated to itself, and to the first line of the input whatever that is. */

#include "formats/format.h"
#include "formats/xml_scanner.h"
#include "text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static bool translate_none(void *context, const struct unit *unit, const struct segment *segment,
                           struct slice *translation)
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

static bool translate_to_line(void *context, const struct unit *unit, const struct segment *segment,
                              struct slice *translation)
{
	(void)unit, (void)segment;
	*translation = *(const struct slice *)context;
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

/* Units do not overlap, but for those in the holes of others. */
static void check_document(const struct document *document)
{
	const struct hole *hole = NULL;
	for (size_t i = 0, end = 0; i < document->unit_count; i++) {
		const struct unit *unit = &document->units[i];
		size_t begin = unit_source_offset(unit, 0), unit_end = unit_source_offset(unit, unit->text.size);
		require(unit_end > begin && unit_end <= document->source.size && (begin >= end || hole));
		end = unit_end > end ? unit_end : end;
		hole = unit->kind->hole_count ? unit->kind->holes : hole;
		check_placeables(unit->placeables, unit->placeable_count, unit->text.size);
		for (size_t k = 0; k < unit->kind->hole_count; k++)
			require(unit->kind->holes[k].begin >= begin && unit->kind->holes[k].end <= unit_end);
	}
}

static bool is_well_formed(struct slice text)
{
	struct xml_scanner scanner;
	struct xml_token token;
	xml_scanner_init(&scanner, text, XML_DOCUMENT, NULL, NULL);
	while (xml_scanner_next(&scanner, &token))
		;
	xml_scanner_finish(&scanner);
	return !scanner.failed;
}

static void check_written(struct document *document, document_translate *translate, void *context, struct buffer *out)
{
	struct document_target target = { SLICE("sr-Latn"), SLICE("ltr"), SLICE("UTF-8") };
	buffer_clear(out);
	document_write(document, &target, format_xml.fit, translate, context, out);
	require(is_well_formed(buffer_slice(out)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice source = slice_make((const char *)data, size);
	if (utf8_find_invalid(source) < size)
		return 0;
	size_t line_end = slice_find_byte(source, '\n', 0);
	struct slice line = slice_range(source, 0, line_end == SLICE_NONE ? size : line_end);
	struct diagnostics *sink = diagnostics_create();
	struct document document = { .arena = arena_create(), .name = "/nowhere/a.xml", .source = source };
	struct buffer out = { 0 };
	bool read = format_xml.parse(&document, sink);
	require(read == !diagnostics_count(sink, SEVERITY_ERROR));
	if (read) {
		check_document(&document);
		document_segment(&document, NULL);
		check_written(&document, translate_none, NULL, &out);
		require(slice_equal(buffer_slice(&out), source));
		check_written(&document, translate_to_itself, NULL, &out);
		check_written(&document, translate_to_line, &line, &out);
	}
	struct placeables found = { 0 };
	format_xml.find_placeables(source, &found);
	check_placeables(found.items, found.count, size);
	array_finish(&found);
	buffer_finish(&out);
	arena_destroy(document.arena);
	diagnostics_destroy(sink);
	return 0;
}
