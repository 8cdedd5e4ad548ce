/* Any bytes read as Markdown: what is not translated is written as it is, the units are in order and lie in the source,
 * and their placeables are in order, in pairs and inside. The first byte of the input says whether it is MDX. */

#include "formats/format.h"
#include "text/utf8.h"

static __attribute__((noinline)) void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_unit(const struct document *document, const struct unit *unit)
{
	size_t before = 0;
	for (size_t i = 0; i < unit->placeable_count; i++) {
		const struct placeable *placeable = &unit->placeables[i];
		require(placeable->begin >= before && placeable->begin <= placeable->end &&
		        placeable->end <= unit->text.size);
		require(placeable->partner < unit->placeable_count);
		require(unit->placeables[placeable->partner].partner == i);
		require(placeable->kind == PLACEABLE_OPEN || placeable->partner <= i);
		require(placeable->kind == PLACEABLE_CLOSE || placeable->partner >= i);
		before = placeable->end;
	}
	size_t offset = 0;
	for (size_t i = 0; i <= unit->text.size; i++) {
		size_t source = unit_source_offset(unit, i);
		require(source >= offset && source <= document->source.size);
		offset = source;
	}
}

static bool leave(void *context, const struct unit *unit, const struct segment *segment, struct slice *translation)
{
	(void)context, (void)unit, (void)segment, (void)translation;
	return false;
}

static bool change(void *context, const struct unit *unit, const struct segment *segment, struct slice *translation)
{
	char *bytes = arena_allocate(context, segment->end - segment->begin + 1);
	for (size_t i = segment->begin; i < segment->end; i++)
		bytes[i - segment->begin] = (char)(unit->text.data[i] == 'a' ? '|' : unit->text.data[i]);
	*translation = slice_make(bytes, segment->end - segment->begin);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	struct slice source = slice_make((const char *)data + 1, size - 1);
	if (utf8_find_invalid(source) < source.size)
		return 0;
	struct arena *arena = arena_create();
	struct diagnostics *sink = diagnostics_create();
	struct document document = { .arena = arena, .name = data[0] & 1 ? "fuzz.mdx" : "fuzz.md", .source = source };
	require(format_markdown.parse(&document, sink));
	for (size_t i = 0; i < document.unit_count; i++)
		check_unit(&document, &document.units[i]);
	document_segment(&document, NULL);
	struct document_target target = { .language = SLICE("sr") };
	struct buffer out = { 0 };
	document_write(&document, &target, format_markdown.fit, leave, NULL, &out);
	require(slice_equal(buffer_slice(&out), source));
	buffer_clear(&out);
	document_write(&document, &target, format_markdown.fit, change, arena, &out);
	for (size_t i = 0; i < document.unit_count; i++)
		for (size_t s = 0; s < document.units[i].segment_count; s++)
			format_pseudo_translate(&format_markdown, &document.units[i], &document.units[i].segments[s],
			                        i % 2 ? PSEUDO_ACCENTED : PSEUDO_MIRRORED, &out);
	require(utf8_find_invalid(buffer_slice(&out)) == out.size);
	struct placeables placeables = { 0 };
	format_markdown.find_placeables(source, &placeables);
	array_finish(&placeables);
	buffer_finish(&out);
	diagnostics_destroy(sink);
	arena_destroy(arena);
	return 0;
}
