/* html_inline.c: where inline HTML of Markdown ends (CommonMark 0.31, section 6.6). */

#include "formats/html.h"
#include "formats/html_tokenizer.h"

enum closer { COMMENT_CLOSER, INSTRUCTION_CLOSER, DECLARATION_CLOSER, CDATA_CLOSER, DOUBLE_QUOTE, SINGLE_QUOTE };

/* The offset behind CLOSER at FROM or later, or 0. */
static size_t find_after(struct slice text, size_t from, enum closer kind, struct html_inline_memory *memory)
{
	static const char *const closers[] = { "-->", "?>", ">", "]]>", "\"", "'" };
	/* One more than the offset from which on there is none. */
	if (from > text.size || (memory->missing[kind] && from + 1 >= memory->missing[kind]))
		return 0;
	struct slice closer = slice_from(closers[kind]);
	size_t found = slice_find(text, closer, from);
	if (found != SLICE_NONE)
		return found + closer.size;
	memory->missing[kind] = from + 1;
	return 0;
}

static size_t skip_space(struct slice text, size_t offset)
{
	while (offset < text.size && is_html_space(text.data[offset]))
		offset++;
	return offset;
}

static size_t skip_tag_name(struct slice text, size_t offset)
{
	if (offset >= text.size || !is_ascii_letter(text.data[offset]))
		return offset;
	while (offset < text.size && (is_ascii_alphanumeric(text.data[offset]) || text.data[offset] == '-'))
		offset++;
	return offset;
}

static size_t skip_attribute_name(struct slice text, size_t offset)
{
	if (offset >= text.size ||
	    !(is_ascii_letter(text.data[offset]) || text.data[offset] == '_' || text.data[offset] == ':'))
		return offset;
	while (offset < text.size && (is_ascii_alphanumeric(text.data[offset]) ||
	                              (text.data[offset] && strchr("_.:-", text.data[offset]))))
		offset++;
	return offset;
}

/* The end of the attribute value at OFFSET, or 0. */
static size_t value_end(struct slice text, size_t offset, struct html_inline_memory *memory)
{
	if (offset >= text.size)
		return 0;
	if (text.data[offset] == '"' || text.data[offset] == '\'')
		return find_after(text, offset + 1, text.data[offset] == '"' ? DOUBLE_QUOTE : SINGLE_QUOTE, memory);
	size_t begin = offset;
	while (offset < text.size && !is_html_space(text.data[offset]) &&
	       !(text.data[offset] && strchr("\"'=<>`", text.data[offset])))
		offset++;
	return offset > begin ? offset : 0;
}

static size_t open_tag_end(struct slice text, size_t offset, struct html_inline_memory *memory)
{
	size_t name = skip_tag_name(text, offset);
	if (name == offset)
		return 0;
	for (offset = name;;) {
		size_t begin = skip_space(text, offset);
		if (begin < text.size && text.data[begin] == '>')
			return begin + 1;
		if (begin + 1 < text.size && text.data[begin] == '/' && text.data[begin + 1] == '>')
			return begin + 2;
		size_t end = skip_attribute_name(text, begin);
		if (begin == offset || end == begin)
			return 0;
		offset = end;
		size_t equals = skip_space(text, end);
		if (equals >= text.size || text.data[equals] != '=')
			continue;
		offset = value_end(text, skip_space(text, equals + 1), memory);
		if (offset == 0)
			return 0;
	}
}

static size_t closing_tag_end(struct slice text, size_t offset)
{
	size_t end = skip_tag_name(text, offset);
	if (end == offset)
		return 0;
	end = skip_space(text, end);
	return end < text.size && text.data[end] == '>' ? end + 1 : 0;
}

size_t html_inline_end_remembering(struct slice text, size_t offset, struct html_inline_memory *memory)
{
	struct slice rest = slice_from_offset(text, offset);
	if (rest.size < 3 || rest.data[0] != '<')
		return 0;
	if (rest.data[1] == '/')
		return closing_tag_end(text, offset + 2);
	if (rest.data[1] == '?')
		return find_after(text, offset + 2, INSTRUCTION_CLOSER, memory);
	if (rest.data[1] != '!')
		return open_tag_end(text, offset + 1, memory);
	if (slice_starts_with(rest, SLICE("<!--")))
		/* `<!-->` and `<!--->` are comments, too. */
		return find_after(text, offset + 2, COMMENT_CLOSER, memory);
	if (slice_starts_with(rest, SLICE("<![CDATA[")))
		return find_after(text, offset + 9, CDATA_CLOSER, memory);
	return is_ascii_letter(rest.data[2]) ? find_after(text, offset + 2, DECLARATION_CLOSER, memory) : 0;
}

size_t html_inline_end(struct slice text, size_t offset)
{
	struct html_inline_memory memory = { 0 };
	return html_inline_end_remembering(text, offset, &memory);
}
