/* markdown_leaf.c: leaf blocks opened and closed (markdown_scanner.h). */

#include "formats/markdown_scanner.h"

enum markdown_place markdown_current_place(const struct markdown_scanner *scanner)
{
	return scanner->containers.count ? array_last(&scanner->containers)->place : MARKDOWN_BODY;
}

void markdown_push_line(struct markdown_scanner *scanner, size_t begin, size_t end)
{
	array_push(&scanner->out->lines, (struct markdown_line){ scanner->line_start, begin, end });
}

struct markdown_block *markdown_push_block(struct markdown_scanner *scanner, enum markdown_block_kind kind, size_t begin,
                                           size_t end)
{
	struct markdown_block block = {
		.kind = kind,
		.place = markdown_current_place(scanner),
		.line = scanner->out->lines.count,
		.line_count = 1,
	};
	markdown_push_line(scanner, begin, end);
	array_push(&scanner->out->blocks, block);
	return array_last(&scanner->out->blocks);
}

void markdown_mark_filled(struct markdown_scanner *scanner)
{
	if (scanner->containers.count)
		array_last(&scanner->containers)->empty = false;
}

void markdown_open_leaf(struct markdown_scanner *scanner, enum markdown_leaf leaf, enum markdown_block_kind kind)
{
	bool first = scanner->containers.count && array_last(&scanner->containers)->empty &&
	             array_last(&scanner->containers)->kind == MARKDOWN_IN_ITEM;
	scanner->leaf = leaf;
	scanner->block = (struct markdown_block){
		.kind = kind,
		.place = markdown_current_place(scanner),
		.opens_item = first,
		.opens_line = true,
		.line = scanner->out->lines.count,
	};
	markdown_mark_filled(scanner);
}

static bool is_table_of_contents(struct slice text)
{
	static const char *const marks[] = { "[TOC]", "[[TOC]]", "[[_TOC_]]", "{:toc}", "{{toc}}", "[[toc]]", "[toc]" };
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (slice_equal_string(text, marks[i]))
			return true;
	return false;
}

void markdown_push_paragraph(struct markdown_scanner *scanner)
{
	scanner->block.line_count = scanner->out->lines.count - scanner->block.line;
	if (scanner->block.line_count == 0)
		return;
	const struct markdown_line *line = &scanner->out->lines.items[scanner->block.line];
	if (scanner->block.line_count == 1 && scanner->block.kind == MARKDOWN_PARAGRAPH &&
	    is_table_of_contents(slice_trim(slice_range(scanner->source, line->begin, line->end))))
		return;
	array_push(&scanner->out->blocks, scanner->block);
}

void markdown_close_leaf(struct markdown_scanner *scanner)
{
	if (scanner->leaf == MARKDOWN_LEAF_PARAGRAPH) {
		markdown_take_definitions(scanner);
		if (scanner->block.line < scanner->out->lines.count)
			markdown_take_alert(scanner);
		markdown_push_paragraph(scanner);
	} else if (scanner->leaf == MARKDOWN_LEAF_HTML && (scanner->html_type < 3 || scanner->html_type > 5)) {
		markdown_push_paragraph(scanner); /* and not a processing instruction, a declaration, a section of CDATA */
	}
	scanner->leaf = MARKDOWN_LEAF_NONE;
}

void markdown_begin_block(struct markdown_scanner *scanner)
{
	markdown_close_leaf(scanner);
	markdown_close_containers(scanner, scanner->matched);
}

void markdown_skip_to(struct markdown_scanner *scanner, size_t end)
{
	markdown_begin_block(scanner);
	markdown_mark_filled(scanner);
	if (end > scanner->next_line) {
		scanner->leaf = MARKDOWN_LEAF_SKIP;
		scanner->skip_until = end;
	}
}
