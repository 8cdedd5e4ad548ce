/* markdown_containers.c: quotations, list items, footnotes and definitions (markdown_scanner.h; CommonMark 0.31,
 * section 5). */

#include "formats/markdown_scanner.h"

enum { ORDINAL_LIMIT = 9 };

void markdown_close_containers(struct markdown_scanner *scanner, size_t count)
{
	scanner->containers.count = count;
	while (scanner->quotes.count && *array_last(&scanner->quotes) >= count)
		scanner->quotes.count--;
}

void markdown_push_container(struct markdown_scanner *scanner, enum markdown_container_kind kind, size_t indent)
{
	static const enum markdown_place places[] = {
		[MARKDOWN_IN_QUOTE] = MARKDOWN_QUOTATION,
		[MARKDOWN_IN_ITEM] = MARKDOWN_LIST_ITEM,
		[MARKDOWN_IN_FOOTNOTE] = MARKDOWN_FOOTNOTE,
		[MARKDOWN_IN_DEFINITION] = MARKDOWN_DEFINITION,
	};
	enum markdown_place place = kind == MARKDOWN_IN_ADMONITION ? markdown_current_place(scanner) : places[kind];
	markdown_mark_filled(scanner);
	if (kind == MARKDOWN_IN_QUOTE)
		array_push(&scanner->quotes, scanner->containers.count);
	array_push(&scanner->containers, (struct markdown_container){ kind, place, true, indent });
	scanner->matched = scanner->containers.count;
}

size_t markdown_match_containers(struct markdown_scanner *scanner)
{
	size_t matched = 0, quotes = 0;
	for (; matched < scanner->containers.count; matched++) {
		struct markdown_container *container = &scanner->containers.items[matched];
		markdown_find_text(scanner);
		if (container->kind == MARKDOWN_IN_QUOTE) {
			if (markdown_indent(scanner) >= MARKDOWN_CODE_INDENT ||
			    markdown_byte_at(scanner, scanner->text) != '>')
				break;
			markdown_advance_past_text(scanner, 1);
			if (markdown_is_blank(markdown_byte_at(scanner, scanner->offset)))
				markdown_advance_columns(scanner, 1);
			quotes++;
		} else if (markdown_line_is_blank(scanner)) {
			/* A blank line is in all but quotations and items with nothing in them. */
			matched =
			    quotes < scanner->quotes.count ? scanner->quotes.items[quotes] : scanner->containers.count;
			if (matched == scanner->containers.count && matched &&
			    array_last(&scanner->containers)->empty &&
			    array_last(&scanner->containers)->kind != MARKDOWN_IN_ADMONITION)
				matched--;
			break;
		} else if (markdown_indent(scanner) >= container->indent) {
			markdown_advance_columns(scanner, container->indent);
		} else {
			break;
		}
	}
	markdown_find_text(scanner);
	return matched;
}

/* The end of a list marker at the text (CommonMark 0.31, section 5.2), or 0. */
static size_t list_marker_end(const struct markdown_scanner *scanner, bool interrupts)
{
	size_t i = scanner->text;
	char byte = markdown_byte_at(scanner, i);
	if (byte == '-' || byte == '+' || byte == '*') {
		i++;
	} else if (is_ascii_digit(byte)) {
		size_t number = 0;
		while (is_ascii_digit(markdown_byte_at(scanner, i))) {
			number = number * 10 + (size_t)(markdown_byte_at(scanner, i) - '0');
			if (++i - scanner->text > ORDINAL_LIMIT)
				return 0;
		}
		byte = markdown_byte_at(scanner, i);
		if ((byte != '.' && byte != ')') || (interrupts && number != 1))
			return 0;
		i++;
	} else {
		return 0;
	}
	if (i < scanner->line_end && !markdown_is_blank(scanner->source.data[i]))
		return 0;
	if (interrupts && markdown_skip_blanks(scanner->source, i, scanner->line_end) == scanner->line_end)
		return 0;
	return i;
}

/* Open an item, or another container that is indented as one, behind a marker that ends at MARKER_END. */
static void open_item(struct markdown_scanner *scanner, enum markdown_container_kind kind, size_t marker_end)
{
	size_t marker = marker_end - scanner->text, indent = markdown_indent(scanner);
	markdown_advance_past_text(scanner, marker);
	markdown_find_text(scanner);
	size_t padding = markdown_indent(scanner);
	if (markdown_line_is_blank(scanner) || padding > MARKDOWN_CODE_INDENT)
		padding = 1;
	markdown_advance_columns(scanner, padding);
	markdown_push_container(scanner, kind, indent + marker + padding);
}

void markdown_open_quote(struct markdown_scanner *scanner)
{
	markdown_begin_block(scanner);
	markdown_advance_past_text(scanner, 1);
	if (markdown_is_blank(markdown_byte_at(scanner, scanner->offset)))
		markdown_advance_columns(scanner, 1);
	markdown_push_container(scanner, MARKDOWN_IN_QUOTE, 0);
}

bool markdown_open_list_item(struct markdown_scanner *scanner, bool interrupts)
{
	size_t end = list_marker_end(scanner, interrupts);
	if (!end)
		return false;
	markdown_begin_block(scanner);
	open_item(scanner, MARKDOWN_IN_ITEM, end);
	return true;
}

/* `[^label]:` */
static size_t footnote_end(const struct markdown_scanner *scanner)
{
	size_t i = scanner->text + 2;
	if (markdown_byte_at(scanner, scanner->text + 1) != '^')
		return 0;
	while (i < scanner->line_end && !strchr("] \t", scanner->source.data[i]) && scanner->source.data[i])
		i++;
	if (i == scanner->text + 2 || markdown_byte_at(scanner, i) != ']' || markdown_byte_at(scanner, i + 1) != ':')
		return 0;
	return i + 2;
}

bool markdown_open_footnote(struct markdown_scanner *scanner)
{
	size_t end = footnote_end(scanner);
	if (!end)
		return false;
	markdown_begin_block(scanner);
	markdown_advance_past_text(scanner, end - scanner->text);
	markdown_push_container(scanner, MARKDOWN_IN_FOOTNOTE, MARKDOWN_CODE_INDENT);
	return true;
}

bool markdown_open_definition(struct markdown_scanner *scanner)
{
	if (!markdown_is_blank(markdown_byte_at(scanner, scanner->text + 1)))
		return false;
	markdown_begin_block(scanner);
	open_item(scanner, MARKDOWN_IN_DEFINITION, scanner->text + 1);
	return true;
}
