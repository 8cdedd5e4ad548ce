#include "trees.h"

#include "pseudo.h"

#include "formats/front_matter.h"

#include <cmark-gfm-core-extensions.h>

cmark_node *trees_read_markdown(struct slice text)
{
	static const char *const extensions[] = { "table", "strikethrough", "autolink", "tasklist" };
	cmark_gfm_core_extensions_ensure_registered();
	cmark_parser *parser = cmark_parser_new(CMARK_OPT_FOOTNOTES | CMARK_OPT_UNSAFE);
	for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
		cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(extensions[i]));
	cmark_parser_feed(parser, text.data, text.size);
	cmark_node *tree = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	return tree;
}

void trees_append_markdown_body(struct slice text, struct buffer *out)
{
	struct slice rest = slice_from_offset(text, front_matter_end(text)), line;
	while (slice_next_part(&rest, '\n', &line)) {
		size_t i = 0;
		while (i < line.size && is_ascii_space(line.data[i]))
			i++;
		struct slice mark = slice_range(line, i, i + 3 < line.size ? i + 3 : line.size);
		bool tab = slice_equal(mark, SLICE("===")) && i + 4 < line.size && line.data[i + 4] == '"';
		bool opens = slice_equal(mark, SLICE("!!!")) || slice_equal(mark, SLICE("???")) || tab;
		if (opens) {
			buffer_append(out, slice_range(line, 0, i));
			buffer_append_string(out, "-  ");
			line = slice_from_offset(line, i + 3);
		}
		buffer_append(out, line);
		if (rest.data)
			buffer_append_byte(out, '\n');
	}
}

/* TEXT without the white space at its ends and with one space for every other. */
static void append_folded(struct slice text, struct buffer *out)
{
	for (size_t i = 0; i < text.size; i++) {
		if (!is_ascii_space(text.data[i]))
			buffer_append_byte(out, text.data[i]);
		else if (out->size && !is_ascii_space(out->data[out->size - 1]))
			buffer_append_byte(out, ' ');
	}
}

/* TEXT, in which words may be translated, as it was. */
static void append_taken_back(const char *text, struct buffer *out)
{
	struct buffer plain = { 0 };
	buffer_append_string(&plain, text ? text : "");
	pseudo_take_back(&plain);
	append_folded(buffer_slice(&plain), out);
	buffer_finish(&plain);
}

static void append_node(cmark_node *node, enum trees_detail detail, struct buffer *out)
{
	cmark_node_type type = cmark_node_get_type(node);
	const char *literal = cmark_node_get_literal(node);
	if (type == CMARK_NODE_TEXT || type == CMARK_NODE_SOFTBREAK) {
		if (detail == TREES_WORDS)
			append_folded(type == CMARK_NODE_TEXT ? slice_from(literal) : SLICE(" "), out);
		return;
	}
	buffer_append_format(out, "\n<%s|", cmark_node_get_type_string(node));
	append_folded(slice_from(cmark_node_get_url(node)), out);
	buffer_append_byte(out, '|');
	append_taken_back(cmark_node_get_title(node), out);
	buffer_append_byte(out, '|');
	if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE)
		append_taken_back(literal, out);
	else
		append_folded(slice_from(literal), out);
	buffer_append_byte(out, '\n');
}

static void append_block(cmark_node *node, bool exit, struct buffer *out)
{
	if ((cmark_node_get_type(node) & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_BLOCK)
		buffer_append_format(out, "%s%s %d %d\n", exit ? "/" : "", cmark_node_get_type_string(node),
		                     cmark_node_get_heading_level(node), cmark_node_get_list_start(node));
}

void trees_append_markdown(struct slice text, enum trees_detail detail, struct buffer *out)
{
	struct buffer body = { 0 };
	trees_append_markdown_body(text, &body);
	cmark_node *tree = trees_read_markdown(buffer_slice(&body));
	buffer_finish(&body);
	cmark_iter *walk = cmark_iter_new(tree);
	for (cmark_event_type event; (event = cmark_iter_next(walk)) != CMARK_EVENT_DONE;) {
		cmark_node *node = cmark_iter_get_node(walk);
		if (detail == TREES_BLOCKS)
			append_block(node, event == CMARK_EVENT_EXIT, out);
		else if (event == CMARK_EVENT_EXIT)
			buffer_append_format(out, "\n</%s", cmark_node_get_type_string(node));
		else
			append_node(node, detail, out);
	}
	cmark_iter_free(walk);
	cmark_node_free(tree);
}
