/* tmx_writer.c: TMX 1.4b out, inline markup as its codes. */

#include "base/array.h"
#include "memory/codes.h"
#include "memory/exchange.h"
#include "memory/xml_text.h"

void tmx_write_begin(struct exchange_writer *writer)
{
	struct buffer *out = &writer->out;
	buffer_append_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n"
	                          "<tmx version=\"1.4\">\n<header creationtool=\"localize\" creationtoolversion=\"1\""
	                          " segtype=\"sentence\" o-tmf=\"PO\" adminlang=\"en\" datatype=\"plaintext\" srclang=\"");
	xml_append_text(out, slice_from(writer->source));
	buffer_append_string(out, "\"/>\n<body>\n");
}

/* CODE of TEXT as an element: a half of a pair by its number, what has no partner alone. What the translation has as the
 * sentence has it is matched by x; so that OmegaT's tags are those of our XLIFF files, no number is left out. */
static void append_code(struct buffer *out, struct slice text, const struct code *code)
{
	const char *name = "ph";
	if (code->kind == PLACEABLE_ALONE)
		buffer_append_format(out, "<ph x=\"%zu\">", code->number);
	else if (!code->paired) {
		name = "it";
		buffer_append_format(out, "<it pos=\"%s\" x=\"%zu\">", code->kind == PLACEABLE_OPEN ? "begin" : "end", code->number);
	} else if (code->kind == PLACEABLE_OPEN) {
		name = "bpt";
		buffer_append_format(out, "<bpt i=\"%zu\" x=\"%zu\">", code->number, code->number);
	} else {
		name = "ept";
		buffer_append_format(out, "<ept i=\"%zu\">", code->number);
	}
	xml_append_text(out, slice_range(text, code->begin, code->end));
	buffer_append_format(out, "</%s>", name);
}

static void append_variant(struct buffer *out, const char *language, struct slice text, const struct codes *codes)
{
	size_t offset = 0;
	buffer_append_string(out, "<tuv xml:lang=\"");
	xml_append_text(out, slice_from(language));
	buffer_append_string(out, "\"><seg>");
	for (size_t i = 0; i < codes->count; i++) {
		xml_append_text(out, slice_range(text, offset, codes->items[i].begin));
		append_code(out, text, &codes->items[i]);
		offset = codes->items[i].end;
	}
	xml_append_text(out, slice_from_offset(text, offset));
	buffer_append_string(out, "</seg></tuv>\n");
}

static void append_field(struct buffer *out, const char *begin, struct slice text, const char *end)
{
	if (!text.data)
		return;
	buffer_append_string(out, begin);
	xml_append_text(out, text);
	buffer_append_string(out, end);
}

void tmx_write_unit(struct exchange_writer *writer, const struct memory_unit *unit)
{
	struct buffer *out = &writer->out;
	struct codes sources = { 0 }, targets = { 0 };
	codes_find(unit->source, unit->target, writer->find, &sources, &targets);
	buffer_append_string(out, "<tu>\n");
	if (unit->comment.size)
		append_field(out, "<note>", unit->comment, "</note>\n");
	append_field(out, "<prop type=\"prev\">", unit->before, "</prop>\n");
	append_field(out, "<prop type=\"next\">", unit->after, "</prop>\n");
	append_variant(out, writer->source, unit->source, &sources);
	append_variant(out, writer->target, unit->target, &targets);
	buffer_append_string(out, "</tu>\n");
	array_finish(&sources);
	array_finish(&targets);
}

void tmx_write_end(struct exchange_writer *writer)
{
	buffer_append_string(&writer->out, "</body>\n</tmx>\n");
}
