/* markdown_line.c: the line that the blocks of Markdown are found in, from left to right (markdown_scanner.h). */

#include "formats/markdown_scanner.h"

void markdown_read_line(struct markdown_scanner *scanner, size_t start)
{
	struct slice source = scanner->source;
	if (scanner->next_feed < start)
		scanner->next_feed = slice_find_byte(source, '\n', start);
	if (scanner->next_return < start)
		scanner->next_return = slice_find_byte(source, '\r', start);
	size_t end = scanner->next_feed < scanner->next_return ? scanner->next_feed : scanner->next_return;
	scanner->line_start = scanner->offset = start;
	scanner->line_end = scanner->next_line = end == SLICE_NONE ? source.size : end;
	if (scanner->next_line < source.size)
		scanner->next_line +=
		    source.data[end] == '\r' && end + 1 < source.size && source.data[end + 1] == '\n' ? 2 : 1;
	scanner->column = scanner->tab_rest = 0;
	scanner->text_found = false;
}

void markdown_find_text(struct markdown_scanner *scanner)
{
	if (scanner->text_found)
		return;
	scanner->text_found = true;
	scanner->text = scanner->offset + (scanner->tab_rest > 0);
	scanner->text_column = scanner->column + scanner->tab_rest;
	for (; scanner->text < scanner->line_end; scanner->text++) {
		char byte = scanner->source.data[scanner->text];
		if (byte == ' ')
			scanner->text_column++;
		else if (byte == '\t')
			scanner->text_column += MARKDOWN_TAB - scanner->text_column % MARKDOWN_TAB;
		else
			break;
	}
}

void markdown_advance_past_text(struct markdown_scanner *scanner, size_t count)
{
	scanner->offset = scanner->text + count;
	scanner->column = scanner->text_column + count;
	scanner->tab_rest = 0;
	scanner->text_found = false;
}

void markdown_advance_columns(struct markdown_scanner *scanner, size_t count)
{
	while (count && scanner->offset < scanner->line_end) {
		size_t width = 1;
		if (scanner->tab_rest)
			width = scanner->tab_rest;
		else if (scanner->source.data[scanner->offset] == '\t')
			width = MARKDOWN_TAB - scanner->column % MARKDOWN_TAB;
		size_t taken = width < count ? width : count;
		scanner->tab_rest = width - taken;
		scanner->column += taken;
		count -= taken;
		if (scanner->tab_rest == 0)
			scanner->offset++;
	}
}

bool markdown_rest_is_blank(const struct markdown_scanner *scanner, size_t offset)
{
	size_t end = offset;
	while (end < scanner->source.size && markdown_is_blank(scanner->source.data[end]))
		end++;
	return end >= scanner->source.size || scanner->source.data[end] == '\n' || scanner->source.data[end] == '\r';
}

static size_t find_blank_line(const struct markdown_scanner *scanner)
{
	struct slice source = scanner->source;
	for (size_t i = slice_find_byte(source, '\n', scanner->text); i != SLICE_NONE;
	     i = slice_find_byte(source, '\n', i)) {
		size_t next = i + 1;
		while (next < source.size && (markdown_is_blank(source.data[next]) || source.data[next] == '\r'))
			next++;
		if (next >= source.size || source.data[next] == '\n')
			return i + 1;
		i = next;
	}
	return source.size;
}

size_t markdown_next_blank_line(struct markdown_scanner *scanner)
{
	if (scanner->next_blank <= scanner->text)
		scanner->next_blank = find_blank_line(scanner);
	return scanner->next_blank;
}
