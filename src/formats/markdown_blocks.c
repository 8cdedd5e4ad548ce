#include "formats/markdown_blocks.h"

#include "formats/code_comments.h"
#include "formats/markdown_link.h"
#include "formats/markdown_scanner.h"

static bool is_thematic_break(struct markdown_scanner *scanner)
{
	size_t i = scanner->text, count = 0;
	if (i < scanner->thematic_fails_before)
		return false;
	char mark = markdown_byte_at(scanner, i);
	for (; i < scanner->line_end; i++)
		if (scanner->source.data[i] == mark)
			count++;
		else if (!markdown_is_blank(scanner->source.data[i]))
			break;
	if (i == scanner->line_end && count >= 3)
		return true;
	scanner->thematic_fails_before = i;
	return false;
}

static bool take_thematic_break(struct markdown_scanner *scanner)
{
	if (!is_thematic_break(scanner))
		return false;
	markdown_begin_block(scanner);
	markdown_mark_filled(scanner);
	return true;
}

static bool open_fence(struct markdown_scanner *scanner)
{
	char mark = markdown_byte_at(scanner, scanner->text);
	size_t length = markdown_run_length(scanner->source, scanner->text, scanner->line_end, mark);
	if (length < 3)
		return false;
	/* The options of a chunk of R Markdown, in braces, may have backticks in their strings. */
	struct slice info = slice_trim(slice_range(scanner->source, scanner->text + length, scanner->line_end));
	bool chunk = slice_starts_with(info, SLICE("{")) && slice_ends_with(info, SLICE("}"));
	if (mark == '`' && !chunk && slice_find_byte(info, '`', 0) != SLICE_NONE)
		return false;
	markdown_begin_block(scanner);
	markdown_open_leaf(scanner, MARKDOWN_LEAF_FENCE, MARKDOWN_HTML);
	scanner->fence = mark;
	scanner->fence_length = length;
	scanner->fence_info = info;
	return true;
}

/* Whether the fenced code ends with this line. MDX knows no code by indentation, and so none that a fence ends. */
static bool closes_fence(const struct markdown_scanner *scanner)
{
	size_t length = markdown_run_length(scanner->source, scanner->text, scanner->line_end, scanner->fence);
	return (markdown_indent(scanner) < MARKDOWN_CODE_INDENT || scanner->mdx) && length >= scanner->fence_length &&
	       markdown_skip_blanks(scanner->source, scanner->text + length, scanner->line_end) == scanner->line_end;
}

static void take_code_comment(struct markdown_scanner *scanner)
{
	struct slice line = slice_range(scanner->source, scanner->text, scanner->line_end);
	size_t words = code_comment_begin(scanner->fence_info, line);
	if (words)
		markdown_push_block(scanner, MARKDOWN_COMMENT, scanner->text + words, scanner->line_end);
}

static bool open_math(struct markdown_scanner *scanner)
{
	struct slice source = scanner->source;
	size_t end = markdown_trim_blanks(source, scanner->text, scanner->line_end);
	struct slice line = slice_make(source.data, end);
	if (markdown_byte_at(scanner, scanner->text + 1) != '$')
		return false;
	size_t close = slice_find(line, SLICE("$$"), scanner->text + 2);
	if (close == SLICE_NONE) {
		markdown_begin_block(scanner);
		markdown_open_leaf(scanner, MARKDOWN_LEAF_MATH, MARKDOWN_HTML);
		return true;
	}
	if (close + 2 != end)
		return false;
	markdown_skip_to(scanner, end);
	return true;
}

/* `*[label]: text`, an abbreviation (PHP Markdown Extra): the text is a unit. */
static bool take_abbreviation(struct markdown_scanner *scanner)
{
	struct slice line = slice_make(scanner->source.data, scanner->line_end);
	size_t label = scanner->text + 1, end = markdown_label_end(line, label);
	if (line.data[scanner->text] != '*' || end == label || end >= line.size || line.data[end] != ':')
		return false;
	markdown_begin_block(scanner);
	markdown_mark_filled(scanner);
	markdown_push_block(scanner, MARKDOWN_PARAGRAPH, markdown_skip_blanks(line, end + 1, line.size), line.size);
	return true;
}

enum start { START_NONE, START_CONTAINER, START_LEAF };

static enum start leaf_if(bool opened)
{
	return opened ? START_LEAF : START_NONE;
}

/* Open what begins at the text, which is not indented as code is. INTERRUPTS: the line is in all containers of the
 * open paragraph. */
static enum start open_block(struct markdown_scanner *scanner, bool interrupts)
{
	switch (markdown_byte_at(scanner, scanner->text)) {
	case '>':
		markdown_open_quote(scanner);
		return START_CONTAINER;
	case '#':
		return leaf_if(markdown_open_heading(scanner) || markdown_take_slot(scanner));
	case '`':
	case '~':
		return leaf_if(open_fence(scanner));
	case '<':
		return leaf_if(markdown_take_inclusion(scanner) || (scanner->mdx && markdown_take_jsx(scanner)) ||
		               markdown_open_html(scanner, interrupts) || (!interrupts && markdown_take_jsx_only(scanner)));
	case '=':
		if (interrupts && markdown_close_setext_heading(scanner))
			return START_LEAF;
		return leaf_if(markdown_open_admonition(scanner, interrupts));
	case '-':
	case '_':
	case '*':
		if (interrupts && markdown_byte_at(scanner, scanner->text) == '-' && markdown_close_setext_heading(scanner))
			return START_LEAF;
		if (take_thematic_break(scanner) || markdown_take_inclusion(scanner) || take_abbreviation(scanner))
			return START_LEAF;
		return markdown_open_list_item(scanner, interrupts) ? START_CONTAINER : START_NONE;
	case '[':
		return markdown_open_footnote(scanner) ? START_CONTAINER : START_NONE;
	case ':':
		if (markdown_take_colon_fence(scanner))
			return START_LEAF;
		return markdown_open_definition(scanner) ? START_CONTAINER : START_NONE;
	case '!':
	case '?':
		return leaf_if(markdown_open_admonition(scanner, interrupts));
	case '{':
		return leaf_if(markdown_take_template(scanner) || (scanner->mdx && markdown_take_jsx(scanner)));
	case '$':
		return leaf_if(open_math(scanner));
	case 'i':
	case 'e':
		return leaf_if(scanner->mdx && !interrupts && markdown_take_module_line(scanner));
	default:
		return markdown_open_list_item(scanner, interrupts) ? START_CONTAINER : START_NONE;
	}
}

/* Whether the open leaf takes this line, which is in all of its containers, before anything else can begin. */
static bool goes_on(struct markdown_scanner *scanner)
{
	switch (scanner->leaf) {
	case MARKDOWN_LEAF_FENCE:
		if (closes_fence(scanner))
			markdown_close_leaf(scanner);
		else if (scanner->code_comments)
			take_code_comment(scanner);
		return true;
	case MARKDOWN_LEAF_CODE:
		if (markdown_line_is_blank(scanner) || markdown_indent(scanner) >= MARKDOWN_CODE_INDENT)
			return true;
		markdown_close_leaf(scanner);
		return false;
	case MARKDOWN_LEAF_HTML:
		if (scanner->html_type >= 6 && markdown_line_is_blank(scanner)) {
			if (!scanner->mdx && markdown_skip_raw_text(scanner))
				return true;
			markdown_close_leaf(scanner);
			return false;
		}
		markdown_add_html_line(scanner);
		return true;
	case MARKDOWN_LEAF_MATH: {
		struct slice line = slice_range(scanner->source, scanner->text, scanner->line_end);
		if (markdown_line_is_blank(scanner) || slice_find(line, SLICE("$$"), 0) != SLICE_NONE)
			markdown_close_leaf(scanner);
		return true;
	}
	default:
		return false;
	}
}

/* What is left of the line when nothing begins there: text. */
static void add_text(struct markdown_scanner *scanner, bool lazy)
{
	bool all = scanner->matched == scanner->containers.count;
	bool in_table = scanner->leaf == MARKDOWN_LEAF_TABLE && all;
	if (scanner->leaf == MARKDOWN_LEAF_PARAGRAPH && (lazy || all)) {
		markdown_push_line(scanner, scanner->text, scanner->line_end);
	} else if (!in_table || !markdown_add_row(scanner)) {
		markdown_begin_block(scanner);
		markdown_open_leaf(scanner, MARKDOWN_LEAF_PARAGRAPH, MARKDOWN_PARAGRAPH);
		/* As cmark-gfm reads it, a pipe alone is no row and ends the table; words on its line would be a row. */
		if (!in_table)
			markdown_push_line(scanner, scanner->text, scanner->line_end);
	}
}

static void take_line(struct markdown_scanner *scanner)
{
	scanner->thematic_fails_before = 0;
	scanner->matched = markdown_match_containers(scanner);
	bool all = scanner->matched == scanner->containers.count;
	if (all && goes_on(scanner))
		return;
	if (markdown_line_is_blank(scanner)) {
		bool paragraph = all && scanner->leaf == MARKDOWN_LEAF_PARAGRAPH && !scanner->mdx;
		if (!paragraph || !markdown_skip_raw_text(scanner))
			markdown_begin_block(scanner);
		return;
	}
	bool lazy = scanner->leaf == MARKDOWN_LEAF_PARAGRAPH, interrupts = lazy && all;
	for (;;) {
		if (markdown_indent(scanner) >= MARKDOWN_CODE_INDENT && !scanner->mdx) {
			if (lazy)
				break;
			markdown_begin_block(scanner);
			markdown_open_leaf(scanner, MARKDOWN_LEAF_CODE, MARKDOWN_HTML);
			return;
		}
		enum start start = open_block(scanner, interrupts);
		if (start == START_LEAF)
			return;
		if (start == START_NONE) {
			if (interrupts && markdown_open_table(scanner))
				return;
			break;
		}
		lazy = interrupts = false;
		markdown_find_text(scanner);
		if (markdown_line_is_blank(scanner))
			return;
	}
	add_text(scanner, lazy);
}

void markdown_scan_blocks(struct slice source, size_t begin, unsigned reading, struct arena *arena,
                          struct markdown_blocks *out)
{
	struct markdown_scanner scanner = {
		.source = source, .mdx = reading & MARKDOWN_MDX, .code_comments = reading & MARKDOWN_CODE_COMMENTS,
		.arena = arena, .out = out,
	};
	scanner.next_feed = slice_find_byte(source, '\n', begin);
	scanner.next_return = slice_find_byte(source, '\r', begin);
	for (size_t line = begin; line < source.size; line = scanner.next_line) {
		markdown_read_line(&scanner, line);
		if (scanner.leaf == MARKDOWN_LEAF_SKIP) {
			if (scanner.resumes && scanner.resumes < scanner.next_line)
				markdown_resume(&scanner);
			if (line < scanner.skip_until)
				continue;
			scanner.leaf = MARKDOWN_LEAF_NONE;
		}
		take_line(&scanner);
	}
	markdown_close_leaf(&scanner);
	out->mdx = scanner.mdx;
	array_finish(&scanner.containers);
	array_finish(&scanner.quotes);
	buffer_finish(&scanner.joined);
}

void markdown_blocks_finish(struct markdown_blocks *blocks)
{
	array_finish(&blocks->blocks);
	array_finish(&blocks->lines);
	table_finish(&blocks->labels);
}
