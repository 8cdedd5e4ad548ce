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

/* The size of the mark of MkDocs' admonitions and tabs, or of a definition (PHP Markdown Extra), that LINE begins with. */
static size_t mark_size(struct slice line)
{
	if (line.size > 1 && line.data[0] == ':' && is_ascii_space(line.data[1]))
		return 1;
	struct slice mark = slice_range(line, 0, line.size < 3 ? line.size : 3);
	bool known = slice_equal(mark, SLICE("!!!")) || slice_equal(mark, SLICE("???")) || slice_equal(mark, SLICE("==="));
	size_t next = line.size > 3 && line.data[3] == '+' ? 4 : 3;
	if (!known || line.size <= next || !is_ascii_space(line.data[next]))
		return 0;
	struct slice title = slice_trim(slice_from_offset(line, next));
	return title.size && (mark.data[0] != '=' || title.data[0] == '"') ? 3 : 0;
}

/* The end of the template that begins at OFFSET of TEXT; 0 if none does. */
static size_t template_end(struct slice text, size_t offset)
{
	enum { LONGEST = 200 };
	size_t most = text.size - offset < LONGEST ? text.size : offset + LONGEST;
	struct slice rest = slice_range(text, offset, most);
	bool expression = slice_starts_with(rest, SLICE("{{"));
	if (!expression && !slice_starts_with(rest, SLICE("{%")))
		return 0;
	size_t end = slice_find(rest, expression ? SLICE("}}") : SLICE("%}"), 2), blank = slice_find(rest, SLICE("\n\n"), 0);
	return end != SLICE_NONE && end < blank ? offset + end + 2 : 0;
}

/* TEXT with dots for the white space of templates in addresses: Markdown takes but one word there. */
static void append_visible_templates(struct slice text, struct buffer *out)
{
	bool address = false;
	for (size_t i = 0; i < text.size; i++) {
		struct slice rest = slice_from_offset(text, i);
		size_t end = address ? template_end(text, i) : 0;
		for (; i < end; i++)
			buffer_append_byte(out, is_ascii_space(text.data[i]) ? '.' : text.data[i]);
		if (i == text.size)
			break;
		if (address && (is_ascii_space(text.data[i]) || text.data[i] == ')'))
			address = false;
		if (slice_starts_with(rest, SLICE("](")) || slice_starts_with(rest, SLICE("]: "))) {
			size_t size = rest.data[1] == '(' ? 2 : 3;
			buffer_append(out, slice_range(rest, 0, size));
			i += size - 1;
			address = true;
			continue;
		}
		buffer_append_byte(out, text.data[i]);
	}
}

/* Whether LINE begins a chunk of R Markdown, whose options may have backticks in their strings. */
static bool is_chunk(struct slice line)
{
	line = slice_trim(line);
	return slice_starts_with(line, SLICE("```{")) && slice_ends_with(line, SLICE("}"));
}

void trees_append_markdown_body(struct slice text, struct buffer *out)
{
	struct buffer visible = { 0 };
	append_visible_templates(slice_from_offset(text, front_matter_end(text)), &visible);
	struct slice rest = buffer_slice(&visible), line;
	while (slice_next_part(&rest, '\n', &line)) {
		for (;;) {
			size_t i = 0;
			while (i < line.size && is_ascii_space(line.data[i]))
				i++;
			size_t mark = mark_size(slice_from_offset(line, i));
			if (!mark)
				break;
			buffer_append(out, slice_range(line, 0, i));
			line = slice_from_offset(line, i + mark);
			while (mark > 1 && line.size && is_ascii_space(*line.data))
				line = slice_from_offset(line, 1);
			buffer_append_string(out, mark == 1 ? "-" : "-   ");
		}
		size_t begin = out->size;
		buffer_append(out, line);
		size_t options = is_chunk(line) ? begin + (size_t)slice_find_byte(line, '{', 0) : out->size;
		for (size_t i = options; i < out->size; i++)
			if (out->data[i] == '`')
				out->data[i] = '.';
		if (rest.data)
			buffer_append_byte(out, '\n');
	}
	buffer_finish(&visible);
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
		append_folded(slice_trim(slice_from(literal)), out);
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
