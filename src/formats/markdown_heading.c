/* markdown_heading.c: headings (markdown_scanner.h; CommonMark 0.31, sections 4.2 and 4.3). */

#include "formats/markdown_scanner.h"

size_t markdown_end_without_attributes(struct slice source, size_t begin, size_t end)
{
	if (end <= begin || source.data[end - 1] != '}')
		return end;
	size_t open = end - 1;
	while (open > begin && source.data[open - 1] != '{' && source.data[open - 1] != '}')
		open--;
	if (open == begin || source.data[open - 1] != '{')
		return end;
	open--;
	size_t first = markdown_skip_blanks(source, open + 1, end - 1);
	if (!strchr("#.:", source.data[first]) || (open > begin && strchr("{\\`", source.data[open - 1])))
		return end;
	return markdown_trim_blanks(source, begin, open);
}

bool markdown_open_heading(struct markdown_scanner *scanner)
{
	struct slice source = scanner->source;
	size_t level = markdown_run_length(source, scanner->text, scanner->line_end, '#'), begin = scanner->text + level;
	if (level > 6 || (begin < scanner->line_end && !markdown_is_blank(source.data[begin])))
		return false;
	markdown_begin_block(scanner);
	begin = markdown_skip_blanks(source, begin, scanner->line_end);
	size_t end = markdown_trim_blanks(source, begin, scanner->line_end);
	end = markdown_end_without_attributes(source, begin, end);
	size_t hashes = end;
	while (hashes > begin && source.data[hashes - 1] == '#')
		hashes--;
	if (hashes == begin || markdown_is_blank(source.data[hashes - 1]))
		end = markdown_end_without_attributes(source, begin, markdown_trim_blanks(source, begin, hashes));
	struct markdown_block *block = markdown_push_block(scanner, MARKDOWN_HEADING, begin, end);
	block->level = (unsigned char)level;
	markdown_mark_filled(scanner);
	return true;
}

/* 1 or 2 if the text is a setext underline, else 0. */
static unsigned char setext_level(const struct markdown_scanner *scanner)
{
	char mark = markdown_byte_at(scanner, scanner->text);
	size_t end = scanner->text + markdown_run_length(scanner->source, scanner->text, scanner->line_end, mark);
	if (markdown_skip_blanks(scanner->source, end, scanner->line_end) < scanner->line_end)
		return 0;
	return mark == '=' ? 1 : mark == '-' ? 2 : 0;
}

bool markdown_close_setext_heading(struct markdown_scanner *scanner)
{
	unsigned char level = setext_level(scanner);
	if (!level)
		return false;
	markdown_take_definitions(scanner);
	if (scanner->block.line == scanner->out->lines.count)
		return false;
	scanner->block.kind = MARKDOWN_HEADING;
	scanner->block.level = level;
	scanner->block.setext = true;
	markdown_push_paragraph(scanner);
	scanner->leaf = MARKDOWN_LEAF_NONE;
	return true;
}
