/* markdown_definitions.c: link reference definitions (markdown_scanner.h; CommonMark 0.31, section 4.7). */

#include "formats/markdown_scanner.h"
#include "formats/markdown_link.h"

/* The offset in the source of OFFSET in the joined lines from FIRST on; *LINE is moved to the line that it is in. */
static size_t joined_to_source(const struct markdown_scanner *scanner, size_t offset, size_t *line, size_t *line_offset)
{
	const struct markdown_line *lines = scanner->out->lines.items;
	while (offset - *line_offset > lines[*line].end - lines[*line].begin) {
		*line_offset += lines[*line].end - lines[*line].begin + 1;
		++*line;
	}
	return lines[*line].begin + (offset - *line_offset);
}

static size_t skip_spaces_and_one_line(struct slice text, size_t offset)
{
	offset = markdown_skip_blanks(text, offset, text.size);
	if (offset < text.size && text.data[offset] == '\n')
		offset = markdown_skip_blanks(text, offset + 1, text.size);
	return offset;
}

static bool ends_line(struct slice text, size_t *offset)
{
	size_t end = markdown_skip_blanks(text, *offset, text.size);
	if (end < text.size && text.data[end] != '\n')
		return false;
	*offset = end < text.size ? end + 1 : end;
	return true;
}

/* Read one link reference definition at OFFSET of the joined lines (CommonMark 0.31, section 4.7). Returns its end, or
 * OFFSET if there is none. [*title, *title_end) is its title with the quotes, empty if it has none. */
static size_t definition_end(struct slice text, size_t offset, struct slice *label, size_t *title, size_t *title_end)
{
	size_t label_end = markdown_label_end(text, offset);
	if (label_end == offset || label_end >= text.size || text.data[label_end] != ':')
		return offset;
	*label = slice_range(text, offset + 1, label_end - 1);
	if (slice_trim(*label).size == 0)
		return offset;
	size_t destination = skip_spaces_and_one_line(text, label_end + 1);
	size_t destination_end = markdown_destination_end(text, destination);
	if (destination_end == destination)
		return offset;
	size_t end = destination_end;
	*title = *title_end = 0;
	size_t from = skip_spaces_and_one_line(text, destination_end);
	if (from > destination_end) {
		size_t to = markdown_link_title_end(text, from), line_end = to;
		if (to > from && ends_line(text, &line_end)) {
			*title = from;
			*title_end = to;
			return line_end;
		}
	}
	return ends_line(text, &end) ? end : offset;
}

/* Add the title [begin, end) of the joined lines, with its quotes, as a block. */
static void push_link_title(struct markdown_scanner *scanner, size_t begin, size_t end, size_t line, size_t line_offset)
{
	struct markdown_block block = {
		.kind = MARKDOWN_LINK_TITLE,
		.place = scanner->block.place,
		.quote = scanner->joined.data[end - 1],
		.line = scanner->out->lines.count,
	};
	size_t from = joined_to_source(scanner, begin + 1, &line, &line_offset);
	for (;;) {
		struct markdown_line piece = scanner->out->lines.items[line];
		size_t piece_end = line_offset + (piece.end - piece.begin);
		piece.begin = from;
		if (end - 1 <= piece_end)
			piece.end -= piece_end - (end - 1);
		array_push(&scanner->out->lines, piece);
		block.line_count++;
		if (end - 1 <= piece_end)
			break;
		line_offset = piece_end + 1;
		from = scanner->out->lines.items[++line].begin;
	}
	array_push(&scanner->out->blocks, block);
}

void markdown_take_definitions(struct markdown_scanner *scanner)
{
	struct markdown_blocks *out = scanner->out;
	size_t line = scanner->block.line, last = out->lines.count;
	if (line == last || out->lines.items[line].begin >= out->lines.items[line].end ||
	    scanner->source.data[out->lines.items[line].begin] != '[')
		return;
	buffer_clear(&scanner->joined);
	for (size_t i = line; i < last; i++) {
		buffer_append(&scanner->joined,
		              slice_range(scanner->source, out->lines.items[i].begin, out->lines.items[i].end));
		buffer_append_byte(&scanner->joined, '\n');
	}
	struct slice text = buffer_slice(&scanner->joined);
	size_t offset = 0, line_offset = 0;
	for (;;) {
		struct slice label;
		size_t title = 0, title_end = 0, end = definition_end(text, offset, &label, &title, &title_end);
		if (end == offset)
			break;
		struct slice key = markdown_normalize_label(arena_copy(scanner->arena, label), scanner->arena);
		table_add(&out->labels, key, 0);
		if (title_end > title + 2)
			push_link_title(scanner, title, title_end, line, line_offset);
		offset = end;
		while (line < last && line_offset < offset) {
			line_offset += out->lines.items[line].end - out->lines.items[line].begin + 1;
			line++;
		}
	}
	if (offset == 0)
		return;
	/* The lines of titles were added behind: what is left of the paragraph goes there too. */
	size_t first = out->lines.count;
	for (; line < last; line++) {
		struct markdown_line copy = out->lines.items[line];
		array_push(&out->lines, copy);
	}
	scanner->block.line = first;
}
