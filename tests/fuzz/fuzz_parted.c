/* Any article whose units are taken as soon as they can be gives the template, and the output, that all of them at once
 * give. The first byte of the input says what it is. */

#include "catalog/template.h"
#include "formats/format.h"
#include "text/utf8.h"

#include <stdlib.h>

static __attribute__((noinline)) void require(bool condition)
{
	if (!condition)
		abort();
}

/* Every second sentence, by its hash, in capital letters. */
static bool translate(void *context, const struct unit *unit, const struct segment *segment, struct slice *translation)
{
	struct buffer *made = context;
	struct slice text = unit_segment_text(unit, segment);
	if (slice_hash(text) % 2)
		return false;
	buffer_clear(made);
	for (size_t i = 0; i < text.size; i++)
		buffer_append_byte(made, text.data[i] == 'e' ? 'E' : text.data[i]);
	*translation = buffer_slice(made);
	return true;
}

struct taking {
	struct template_maker *maker;
	struct document_writer *writer;
};

static void take(void *context, struct document *document)
{
	const struct taking *taking = context;
	document_segment(document, NULL);
	template_add(taking->maker, document);
	document_writer_add(taking->writer, document);
}

/* Read SOURCE, and write it to OUT; false if it can't be read. PARTED: the units are taken as soon as they can be. */
static bool go_through(const struct format *format, const char *name, struct slice source, bool parted,
                       struct catalog *template, struct buffer *out)
{
	struct diagnostics *sink = diagnostics_create();
	struct buffer made = { 0 };
	const struct document_target target = { SLICE("ar"), SLICE("rtl"), SLICE("UTF-8") };
	const struct outlet outlet = { .text = out };
	struct document document = { .arena = template->arena, .name = name, .source = source };
	struct taking taking = {
		template_begin(template, &document),
		document_writer_begin(&target, format->fit, translate, &made, &outlet, NULL),
	};
	document.take = parted ? take : NULL;
	document.take_context = &taking;
	document.take_least = 1;
	bool read = format->parse(&document, sink);
	if (!parted)
		take(&taking, &document);
	template_end(taking.maker);
	document_writer_end(taking.writer, &document);
	buffer_finish(&made);
	diagnostics_destroy(sink);
	return read;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct { const struct format *format; const char *name; } articles[] = {
		{ &format_markdown, "a.md" }, { &format_markdown, "a.mdx" }, { &format_html, "a.html" }, { &format_html, "a.xhtml" },
		{ &format_plain, "a.txt" }, { &format_xml, "/nowhere/a.xml" }, { &format_subrip, "a.srt" }, { &format_webvtt, "a.vtt" },
	};
	if (size == 0)
		return 0;
	size_t kind = data[0] % (sizeof articles / sizeof *articles);
	struct slice source = slice_make((const char *)data + 1, size - 1);
	if (utf8_find_invalid(source) < source.size)
		return 0;
	struct catalog whole = { .arena = arena_create() }, parted = { .arena = arena_create() };
	struct buffer written = { 0 }, again = { 0 };
	bool read = go_through(articles[kind].format, articles[kind].name, source, false, &whole, &written);
	require(go_through(articles[kind].format, articles[kind].name, source, true, &parted, &again) == read);
	if (read) {
		require(catalog_equal(&whole, &parted));
		require(slice_equal(buffer_slice(&written), buffer_slice(&again)));
	}
	catalog_finish(&whole);
	catalog_finish(&parted);
	arena_destroy(whole.arena);
	arena_destroy(parted.arena);
	buffer_finish(&written);
	buffer_finish(&again);
	return 0;
}
