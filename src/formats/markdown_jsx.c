#include "formats/markdown_jsx.h"

#include "formats/markdown_scanner.h"

size_t markdown_jsx_end(struct slice source, size_t begin, size_t limit)
{
	bool tag = source.data[begin] == '<';
	size_t depth = 0;
	char quote = 0;
	for (size_t i = begin + tag; i < limit; i++) {
		char byte = source.data[i];
		if (quote) {
			if (byte == '\\' && depth)
				i++;
			else if (byte == quote)
				quote = 0;
		} else if (byte == '{') {
			depth++;
		} else if (byte == '}') {
			if (depth == 0)
				return 0;
			if (--depth == 0 && !tag)
				return i + 1;
		} else if (byte == '>' && depth == 0) {
			return i + 1;
		} else if (byte == '/' && depth && i + 1 < limit && source.data[i + 1] == '*') {
			size_t end = slice_find(slice_make(source.data, limit), SLICE("*/"), i + 2);
			if (end == SLICE_NONE)
				return 0;
			i = end + 1;
		} else if ((byte == '"' || byte == '\'' || byte == '`') && (depth || source.data[i - 1] == '=')) {
			quote = byte;
		}
	}
	return 0;
}

/* Whether HTML reads the tag [begin, end) as JSX does: an expression in it is one word, the value of an attribute. */
static bool is_tag_of_html(struct slice source, size_t begin, size_t end)
{
	char quote = 0;
	bool expression = false;
	for (size_t i = begin + 1; i + 1 < end; i++) {
		char byte = source.data[i];
		if (quote) {
			if (byte == quote)
				quote = 0;
		} else if (expression) {
			if (is_ascii_space(byte) || strchr("\"'`<>{", byte))
				return false;
			expression = byte != '}';
		} else if (byte == '{') {
			if (source.data[i - 1] != '=')
				return false;
			expression = true;
		} else if (byte == '"' || byte == '\'') {
			quote = byte;
		}
	}
	return !expression;
}

bool markdown_take_jsx(struct markdown_scanner *scanner)
{
	char second = markdown_byte_at(scanner, scanner->text + 1);
	bool tag = markdown_byte_at(scanner, scanner->text) == '<';
	if ((tag && !is_ascii_letter(second) && second != '/' && second != '>') ||
	    scanner->text < scanner->jsx_fails_before)
		return false;
	size_t limit = tag ? markdown_next_blank_line(scanner) : scanner->source.size;
	size_t end = markdown_jsx_end(scanner->source, scanner->text, limit);
	if (end == 0) {
		scanner->jsx_fails_before = limit;
		return false;
	}
	if (!markdown_rest_is_blank(scanner, end))
		return false;
	markdown_skip_to(scanner, end);
	bool quoted = scanner->quotes.count && end > scanner->line_end;
	if (tag && !quoted && is_tag_of_html(scanner->source, scanner->text, end))
		markdown_push_block(scanner, MARKDOWN_HTML, scanner->text, end);
	return true;
}

bool markdown_take_module_line(struct markdown_scanner *scanner)
{
	struct slice line = slice_range(scanner->source, scanner->text, scanner->line_end);
	if (scanner->containers.count || scanner->column || scanner->text != scanner->line_start ||
	    !(slice_starts_with(line, SLICE("import ")) || slice_starts_with(line, SLICE("export "))))
		return false;
	struct slice source = scanner->source;
	size_t end = scanner->text, depth = 0;
	bool blank = false;
	for (; end < source.size && !(blank && depth == 0 && source.data[end] == '\n'); end++) {
		char byte = source.data[end];
		blank = byte == '\n' || (blank && is_ascii_space(byte));
		depth += byte == '{';
		depth -= byte == '}' && depth;
	}
	markdown_skip_to(scanner, end);
	return true;
}
