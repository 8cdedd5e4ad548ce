/* markdown_table.c: tables (markdown_scanner.h; GFM 0.29, section 4.10). */

#include "formats/markdown_scanner.h"

/* The next cell of a row, trimmed, from *OFFSET on; false at the row's end. */
static bool next_cell(const struct markdown_scanner *scanner, size_t *offset, size_t row_end, size_t *begin, size_t *end)
{
	const char *data = scanner->source.data;
	if (*offset >= row_end)
		return false;
	size_t i = *offset;
	/* As cmark-gfm reads it, any backslash before a pipe escapes it, even an escaped one. */
	while (i < row_end && (data[i] != '|' || (i > *offset && data[i - 1] == '\\')))
		i++;
	*begin = markdown_skip_blanks(scanner->source, *offset, i);
	*end = markdown_trim_blanks(scanner->source, *begin, i);
	*offset = i < row_end ? markdown_skip_blanks(scanner->source, i + 1, row_end) : i;
	return true;
}

static size_t row_begin(const struct markdown_scanner *scanner, size_t begin, size_t end)
{
	bool pipe = begin < end && scanner->source.data[begin] == '|';
	return pipe ? markdown_skip_blanks(scanner->source, begin + 1, end) : begin;
}

static size_t count_cells(const struct markdown_scanner *scanner, size_t begin, size_t end)
{
	size_t count = 0, offset = row_begin(scanner, begin, end), cell, cell_end;
	while (next_cell(scanner, &offset, end, &cell, &cell_end))
		count++;
	return count;
}

/* Whether the text is a delimiter row. */
static bool is_delimiter_row(const struct markdown_scanner *scanner)
{
	struct slice source = scanner->source;
	size_t end = markdown_trim_blanks(source, scanner->text, scanner->line_end);
	size_t offset = row_begin(scanner, scanner->text, end);
	size_t cell, cell_end, count = 0;
	while (next_cell(scanner, &offset, end, &cell, &cell_end)) {
		if (cell < cell_end && source.data[cell] == ':')
			cell++;
		size_t dashes = markdown_run_length(source, cell, cell_end, '-');
		cell += dashes;
		if (cell < cell_end && source.data[cell] == ':')
			cell++;
		if (dashes == 0 || cell != cell_end)
			return false;
		count++;
	}
	return count > 0;
}

static void push_row(struct markdown_scanner *scanner, enum markdown_block_kind kind, size_t start, size_t begin,
                     size_t end)
{
	end = markdown_trim_blanks(scanner->source, begin, end);
	size_t offset = row_begin(scanner, begin, end), cell, cell_end;
	bool opens_line = offset == begin;
	for (size_t column = 0; column < scanner->columns && next_cell(scanner, &offset, end, &cell, &cell_end);
	     column++) {
		if (cell < cell_end) {
			struct markdown_block *block = markdown_push_block(scanner, kind, cell, cell_end);
			array_last(&scanner->out->lines)->start = start;
			block->opens_line = opens_line;
		}
		opens_line = false;
	}
}

bool markdown_open_table(struct markdown_scanner *scanner)
{
	if (scanner->block.line == scanner->out->lines.count || !is_delimiter_row(scanner))
		return false;
	struct markdown_line header = *array_last(&scanner->out->lines);
	size_t end = markdown_trim_blanks(scanner->source, scanner->text, scanner->line_end);
	size_t columns = count_cells(scanner, scanner->text, end);
	header.end = markdown_trim_blanks(scanner->source, header.begin, header.end);
	if (columns != count_cells(scanner, header.begin, header.end))
		return false;
	scanner->out->lines.count--;
	markdown_close_leaf(scanner);
	scanner->leaf = MARKDOWN_LEAF_TABLE;
	scanner->columns = columns;
	push_row(scanner, MARKDOWN_TABLE_HEADING, header.start, header.begin, header.end);
	return true;
}

bool markdown_add_row(struct markdown_scanner *scanner)
{
	size_t end = markdown_trim_blanks(scanner->source, scanner->text, scanner->line_end);
	if (row_begin(scanner, scanner->text, end) == end)
		return false;
	push_row(scanner, MARKDOWN_TABLE_CELL, scanner->line_start, scanner->text, end);
	return true;
}
