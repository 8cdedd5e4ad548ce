/* Any bytes as plain text: nothing crashes, units are in order and apart, and nothing but white space at the joints of
 * wrapped lines is lost when each is translated to itself. */

#include "formats/format.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static bool translate_to_itself(void *context, const struct unit *unit, const struct segment *segment,
                                struct slice *translation)
{
	*translation = unit_segment_text(unit, segment);
	return context != NULL;
}

/* TEXT without white space and quotation marks. */
static void append_bare(struct buffer *out, struct slice text)
{
	for (size_t i = 0; i < text.size; i++)
		if (!is_ascii_space(text.data[i]) && text.data[i] != '>')
			buffer_append_byte(out, text.data[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct document document = {
		.arena = arena_create(), .name = "a.txt", .source = slice_make((const char *)data, size),
	};
	require(format_plain.parse(&document, NULL));
	size_t end = 0;
	for (size_t i = 0; i < document.unit_count; i++) {
		const struct unit *unit = &document.units[i];
		require(unit_source_offset(unit, 0) >= end);
		end = unit_source_offset(unit, unit->text.size);
		require(end <= size);
	}
	document_segment(&document, NULL);

	struct document_target target = { { 0 }, { 0 }, { 0 } };
	struct buffer out = { 0 }, before = { 0 }, after = { 0 };
	document_write(&document, &target, format_plain.fit, translate_to_itself, NULL, &out);
	require(slice_equal(buffer_slice(&out), document.source));
	buffer_clear(&out);
	document_write(&document, &target, format_plain.fit, translate_to_itself, &out, &out);
	append_bare(&before, document.source);
	append_bare(&after, buffer_slice(&out));
	require(slice_equal(buffer_slice(&before), buffer_slice(&after)));
	buffer_finish(&out);
	buffer_finish(&before);
	buffer_finish(&after);
	arena_destroy(document.arena);
	return 0;
}
