#include "formats/markdown_jsx.h"

#include "formats/html.h"
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

size_t markdown_jsx_only_end(struct slice text, size_t begin, size_t limit)
{
	size_t end = markdown_jsx_end(text, begin, limit);
	size_t value = slice_find(slice_make(text.data, end), SLICE("={"), begin);
	return value != SLICE_NONE && slice_find_byte(slice_make(text.data, value), '<', begin + 1) == SLICE_NONE ? end : 0;
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

/* The attributes with prose of the JSX tag [begin, end): strings, in which HTML's references are known. */
static void push_attributes(struct markdown_scanner *scanner, size_t begin, size_t end)
{
	struct slice tag = slice_make(scanner->source.data, end);
	for (size_t i = begin + 1; i < end;) {
		if (tag.data[i] == '{') {
			size_t expression = markdown_jsx_end(tag, i, end);
			i = expression ? expression : end;
			continue;
		}
		size_t name = i;
		while (i < end && (is_ascii_alphanumeric(tag.data[i]) || tag.data[i] == '-' || tag.data[i] == '_' || tag.data[i] == ':'))
			i++;
		char quote = i + 1 < end && tag.data[i] == '=' ? tag.data[i + 1] : 0;
		if (quote != '"' && quote != '\'') {
			i += i == name || tag.data[i] == '=';
			continue;
		}
		size_t value = i + 2, close = slice_find_byte(tag, quote, value);
		const char *role = html_component_role(slice_range(tag, name, i));
		if (close == SLICE_NONE)
			return;
		if (role && close > value) {
			struct markdown_block *block = markdown_push_block(scanner, MARKDOWN_ATTRIBUTE, value, close);
			block->quote = quote;
			block->role = role;
		}
		i = close + 1;
	}
}

static bool may_begin(char first, char second)
{
	return first == '{' || (first == '<' && (is_ascii_letter(second) || second == '/' || second == '>'));
}

/* The end of the tag or expression at OFFSET; 0 if none ends there. A tag goes over a blank line only if it has to. */
static size_t jsx_end(struct markdown_scanner *scanner, size_t offset)
{
	struct slice source = scanner->source;
	char first = source.data[offset], second = offset + 1 < source.size ? source.data[offset + 1] : '\n';
	if (!may_begin(first, second))
		return 0;
	size_t end = 0;
	if (first == '<') {
		size_t blank = markdown_next_blank_line(scanner);
		end = markdown_jsx_end(source, offset, blank);
		scanner->jsx_wasted += end == 0 && blank > offset ? blank - offset : 0;
	}
	if (end == 0 && !scanner->jsx_fails) {
		end = markdown_jsx_end(source, offset, source.size);
		scanner->jsx_fails = end == 0;
	}
	return end;
}

/* The end of the element whose start tag is [begin, end), where its content is no prose; END of any other. */
static size_t kept_element_end(struct markdown_scanner *scanner, size_t begin, size_t end)
{
	static const struct { struct slice name, close; } kept[MARKDOWN_KEPT_ELEMENTS] = {
		{ { "math", 4 }, { "</math>", 7 } },   { { "svg", 3 }, { "</svg>", 6 } },       { { "pre", 3 }, { "</pre>", 6 } },
		{ { "code", 4 }, { "</code>", 7 } },   { { "samp", 4 }, { "</samp>", 7 } },     { { "kbd", 3 }, { "</kbd>", 6 } },
		{ { "var", 3 }, { "</var>", 6 } },     { { "script", 6 }, { "</script>", 9 } }, { { "style", 5 }, { "</style>", 8 } },
		{ { "textarea", 8 }, { "</textarea>", 11 } },
	};
	struct slice source = scanner->source;
	size_t name = begin + 1, name_end = name;
	while (name_end < end && is_ascii_alphanumeric(source.data[name_end]))
		name_end++;
	bool opens = source.data[begin] == '<' && source.data[end - 2] != '/' &&
	             (is_ascii_space(source.data[name_end]) || source.data[name_end] == '>');
	for (size_t i = 0; opens && i < MARKDOWN_KEPT_ELEMENTS; i++) {
		size_t *close = &scanner->kept_closes[i];
		if (!slice_equal(slice_range(source, name, name_end), kept[i].name))
			continue;
		if (*close < end)
			*close = slice_find(source, kept[i].close, end);
		return *close == SLICE_NONE ? end : *close + kept[i].close.size;
	}
	return end;
}

/* The end of tags, elements that are kept, and expressions with nothing but blanks between them and behind them, from the
 * text on; 0 if there is something else. */
static size_t jsx_line_end(struct markdown_scanner *scanner)
{
	struct slice source = scanner->source;
	size_t end = scanner->text;
	while (end < source.size && !markdown_rest_is_blank(scanner, end)) {
		size_t next = jsx_end(scanner, markdown_skip_blanks(source, end, source.size));
		if (next == 0) {
			scanner->jsx_wasted += end - scanner->text;
			return 0;
		}
		end = kept_element_end(scanner, markdown_skip_blanks(source, end, source.size), next);
	}
	return end;
}

bool markdown_take_jsx(struct markdown_scanner *scanner)
{
	enum { WASTED_MOST = 16 };
	struct slice source = scanner->source;
	bool fails = scanner->text < scanner->jsx_fails_before || scanner->jsx_wasted / WASTED_MOST > source.size;
	size_t begin = scanner->text, end = fails ? 0 : jsx_line_end(scanner);
	if (end == 0) {
		scanner->jsx_fails_before = scanner->line_end;
		return false;
	}
	markdown_skip_to(scanner, end);
	bool quoted = scanner->quotes.count && end > scanner->line_end;
	for (size_t i = 0; i < MARKDOWN_KEPT_ELEMENTS; i++)
		if (scanner->kept_closes[i] < end)
			scanner->kept_closes[i] = 0; /* the same way once more */
	for (size_t i = begin, next; i < end && !quoted; i = markdown_skip_blanks(source, next, end)) {
		size_t tag_end = markdown_jsx_end(source, i, end);
		next = kept_element_end(scanner, i, tag_end);
		if (next > tag_end)
			continue; /* all of it */
		if (source.data[i] == '<' && is_tag_of_html(source, i, next))
			markdown_push_block(scanner, MARKDOWN_HTML, i, next);
		else if (source.data[i] == '<')
			push_attributes(scanner, i, next);
	}
	return true;
}

bool markdown_take_jsx_only(struct markdown_scanner *scanner)
{
	struct slice source = scanner->source;
	if (scanner->text + 1 >= scanner->line_end || !is_ascii_letter(source.data[scanner->text + 1]) ||
	    scanner->text < scanner->jsx_fails_before)
		return false;
	size_t end = markdown_jsx_only_end(source, scanner->text, markdown_next_blank_line(scanner));
	if (end == 0)
		scanner->jsx_fails_before = markdown_next_blank_line(scanner);
	scanner->mdx = end && markdown_rest_is_blank(scanner, end) && markdown_take_jsx(scanner);
	return scanner->mdx;
}

bool markdown_take_module_line(struct markdown_scanner *scanner)
{
	struct slice line = slice_range(scanner->source, scanner->text, scanner->line_end);
	if (scanner->matched || scanner->column || scanner->text != scanner->line_start ||
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

/* `import A from "./a"`, `import "./a"`, or the first line of `import {`. */
static bool is_import(struct slice line)
{
	static const struct slice word = { "import ", 7 };
	if (!slice_starts_with(line, word))
		return false;
	struct slice rest = slice_trim(slice_from_offset(line, word.size));
	if (slice_ends_with(rest, SLICE(";")))
		rest.size--;
	if (slice_equal(rest, SLICE("{")))
		return true;
	char quote = rest.size ? rest.data[rest.size - 1] : 0;
	size_t from = slice_find(rest, SLICE(" from "), 0);
	if (quote != '"' && quote != '\'')
		return false;
	return rest.data[0] == quote || (from != SLICE_NONE && rest.data[from + strlen(" from ")] == quote);
}

bool markdown_begins_as_mdx(struct slice source, size_t begin)
{
	struct slice rest = slice_from_offset(source, begin), line;
	bool heading = false;
	while (slice_next_part(&rest, '\n', &line)) {
		struct slice text = slice_trim(line);
		if (text.size == 0)
			continue;
		if (heading || !slice_starts_with(text, SLICE("#")))
			return is_import(slice_make(line.data, (size_t)(text.data - line.data) + text.size));
		heading = true;
	}
	return false;
}
