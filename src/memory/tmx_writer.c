/* tmx_writer.c: TMX 1.4b out, inline markup as its codes. */

#include "base/message.h"
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

/* The placeable I of TEXT as an inline code: a half of a pair by its number, what has no partner alone. */
static void append_code(struct buffer *out, struct slice text, const struct placeables *placeables, size_t i)
{
	const struct placeable *placeable = &placeables->items[i];
	const char *name = "ph";
	if (placeable->kind == PLACEABLE_ALONE)
		buffer_append_format(out, "<ph x=\"%zu\">", i + 1);
	else if (placeable->partner == i || placeable->partner >= placeables->count) {
		name = "it";
		buffer_append_format(out, "<it pos=\"%s\" x=\"%zu\">",
		                     placeable->kind == PLACEABLE_OPEN ? "begin" : "end", i + 1);
	} else if (placeable->kind == PLACEABLE_OPEN) {
		name = "bpt";
		buffer_append_format(out, "<bpt i=\"%zu\" x=\"%zu\">", i + 1, i + 1);
	} else {
		name = "ept";
		buffer_append_format(out, "<ept i=\"%zu\">", placeable->partner + 1);
	}
	xml_append_text(out, slice_range(text, placeable->begin, placeable->end));
	buffer_append_format(out, "</%s>", name);
}

static void append_segment(struct exchange_writer *writer, struct slice text)
{
	struct placeables placeables = { 0 };
	size_t offset = 0;
	if (writer->find)
		writer->find(text, &placeables);
	for (size_t i = 0; i < placeables.count; i++) {
		xml_append_text(&writer->out, slice_range(text, offset, placeables.items[i].begin));
		append_code(&writer->out, text, &placeables, i);
		offset = placeables.items[i].end;
	}
	xml_append_text(&writer->out, slice_from_offset(text, offset));
	array_finish(&placeables);
}

static void append_variant(struct exchange_writer *writer, const char *language, struct slice text)
{
	buffer_append_string(&writer->out, "<tuv xml:lang=\"");
	xml_append_text(&writer->out, slice_from(language));
	buffer_append_string(&writer->out, "\"><seg>");
	append_segment(writer, text);
	buffer_append_string(&writer->out, "</seg></tuv>\n");
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
	buffer_append_string(out, "<tu>\n");
	if (unit->comment.size)
		append_field(out, "<note>", unit->comment, "</note>\n");
	append_field(out, "<prop type=\"prev\">", unit->before, "</prop>\n");
	append_field(out, "<prop type=\"next\">", unit->after, "</prop>\n");
	append_variant(writer, writer->source, unit->source);
	append_variant(writer, writer->target, unit->target);
	buffer_append_string(out, "</tu>\n");
}

void tmx_write_end(struct exchange_writer *writer)
{
	buffer_append_string(&writer->out, "</body>\n</tmx>\n");
}
