/* markdown_raw_text.c: what HTML in Markdown holds that is no prose, and goes on to its own end in the eyes of its author though
 * its block does not (markdown_scanner.h): `<style>`, `<pre>`, a comment. */

#include "formats/markdown_scanner.h"
#include "formats/html.h"

enum raw_text { NONE, PRE, SCRIPT, STYLE, TEXTAREA, COMMENT, RAW_TEXTS };

static const struct { struct slice open, close; } raw_texts[RAW_TEXTS] = {
	[PRE] = { { "<pre", 4 }, { "</pre", 5 } },
	[SCRIPT] = { { "<script", 7 }, { "</script", 8 } },
	[STYLE] = { { "<style", 6 }, { "</style", 7 } },
	[TEXTAREA] = { { "<textarea", 9 }, { "</textarea", 10 } },
	[COMMENT] = { { "<!--", 4 }, { "-->", 3 } },
};

static bool stands_at(struct slice text, size_t offset, struct slice mark)
{
	size_t end = offset + mark.size;
	if (end > text.size || !slice_equal_ignoring_case(slice_range(text, offset, end), mark))
		return false;
	bool element = is_ascii_letter(mark.data[mark.size - 1]);
	return !element || end == text.size || !is_ascii_alphanumeric(text.data[end]);
}

/* The raw text that begins at OFFSET. */
static unsigned raw_text_at(struct slice text, size_t offset)
{
	for (unsigned kind = PRE; kind < RAW_TEXTS; kind++)
		if (stands_at(text, offset, raw_texts[kind].open))
			return kind;
	return NONE;
}

/* Where raw text KIND ends, from OFFSET of TEXT on; SLICE_NONE where it does not. */
static size_t find_close(struct slice text, unsigned kind, size_t offset)
{
	for (size_t i = offset; i < text.size; i++)
		if ((text.data[i] == '<' || text.data[i] == '-') && stands_at(text, i, raw_texts[kind].close))
			return i;
	return SLICE_NONE;
}

/* The raw text that is open behind LINE where OPEN was before it. */
static unsigned open_raw_text(struct slice line, unsigned open)
{
	for (size_t i = 0; i < line.size; i++) {
		if (line.data[i] != '<' && line.data[i] != '-')
			continue;
		if (open && stands_at(line, i, raw_texts[open].close))
			open = NONE;
		if (!open)
			open = raw_text_at(line, i);
	}
	return open;
}

size_t markdown_skip_raw_text_in_line(struct markdown_scanner *scanner)
{
	struct slice line = slice_range(scanner->source, scanner->offset, scanner->line_end);
	unsigned open = scanner->raw_text;
	scanner->raw_text = open_raw_text(line, open);
	if (!open)
		return scanner->offset;
	size_t close = find_close(line, open, 0);
	if (close == SLICE_NONE)
		return scanner->line_end;
	return scanner->offset + close + (open == COMMENT ? raw_texts[open].close.size : 0);
}

/* Where the end of raw text KIND stands, from OFFSET of SOURCE on; SLICE_NONE where another begins before (so that all calls
 * together are linear). */
static size_t find_raw_text_end(struct slice source, unsigned kind, size_t offset)
{
	for (size_t i = offset; i < source.size; i++) {
		if (source.data[i] != '<' && source.data[i] != '-')
			continue;
		if (stands_at(source, i, raw_texts[kind].close))
			return i;
		if (stands_at(source, i, raw_texts[kind].open))
			return SLICE_NONE;
	}
	return SLICE_NONE;
}

/* Skip to END, of raw text that the open block leaves open: a line that begins with it is read; in one that has it elsewhere, what
 * follows it is. */
static void skip_to_end(struct markdown_scanner *scanner, size_t end)
{
	size_t line = end;
	while (line > scanner->next_line && markdown_is_blank(scanner->source.data[line - 1]))
		line--;
	bool begins = line == scanner->next_line || strchr("\r\n", scanner->source.data[line - 1]);
	scanner->resumes_in = scanner->leaf;
	markdown_skip_to(scanner, begins ? line : end + 1);
	scanner->resumes = begins ? 0 : end;
}

static bool skip_behind_html(struct markdown_scanner *scanner)
{
	const struct markdown_line *lines = scanner->out->lines.items;
	unsigned open = NONE;
	for (size_t i = scanner->block.line; i < scanner->out->lines.count; i++)
		open = open_raw_text(slice_range(scanner->source, lines[i].begin, lines[i].end), open);
	size_t end = open ? find_raw_text_end(scanner->source, open, scanner->next_line) : SLICE_NONE;
	if (end == SLICE_NONE)
		return false;
	skip_to_end(scanner, end);
	return true;
}

/* The end of the code span at OFFSET of LINE, or of the backticks there. */
static size_t code_span_end(struct slice line, size_t offset)
{
	enum { LONGEST = 80 };
	size_t length = markdown_run_length(line, offset, line.size, '`');
	for (size_t i = offset + length; length <= LONGEST && (i = slice_find_byte(line, '`', i)) != SLICE_NONE;) {
		size_t run = markdown_run_length(line, i, line.size, '`');
		i += run;
		if (run == length)
			return i;
	}
	return offset + length;
}

/* The raw text that is open behind LINE, of a paragraph, where OPEN was before it; *BEGIN: where it begins. */
static unsigned open_element(struct slice line, unsigned open, size_t *begin)
{
	for (size_t i = 0; i < line.size;) {
		if (open) {
			i = find_close(line, open, i);
			if (i == SLICE_NONE)
				break;
			open = NONE;
		} else if (line.data[i] == '`') {
			i = code_span_end(line, i);
		} else if (line.data[i] == '<' && (open = raw_text_at(line, i)) != NONE) {
			size_t tag = open == COMMENT ? 0 : html_inline_end(line, i);
			*begin = i;
			if (!tag)
				open = NONE;
			i = tag ? tag : i + 1;
		} else {
			i += line.data[i] == '\\' && i + 1 < line.size ? 2 : 1;
		}
	}
	return open;
}

/* Of a paragraph the text before the raw text is read. */
static bool skip_behind_paragraph(struct markdown_scanner *scanner)
{
	struct markdown_line *lines = scanner->out->lines.items;
	unsigned open = NONE;
	size_t line = 0, begin = 0;
	for (size_t i = scanner->block.line; i < scanner->out->lines.count; i++) {
		size_t found = SLICE_NONE;
		open = open_element(slice_range(scanner->source, lines[i].begin, lines[i].end), open, &found);
		if (found != SLICE_NONE) {
			line = i;
			begin = found;
		}
	}
	size_t end = open ? find_raw_text_end(scanner->source, open, scanner->next_line) : SLICE_NONE;
	if (end == SLICE_NONE)
		return false;
	lines[line].end = lines[line].begin + begin;
	scanner->out->lines.count = line + (begin > 0);
	skip_to_end(scanner, end);
	return true;
}

bool markdown_skip_raw_text(struct markdown_scanner *scanner)
{
	return scanner->leaf == MARKDOWN_LEAF_PARAGRAPH ? skip_behind_paragraph(scanner) : skip_behind_html(scanner);
}

/* Whether the paragraph at OFFSET holds no beginning of fenced code. */
static bool is_without_fence(struct slice source, size_t offset)
{
	struct slice rest = slice_from_offset(source, offset), line;
	while (slice_next_part(&rest, '\n', &line)) {
		line = slice_trim(line);
		if (line.size == 0)
			break;
		if (slice_starts_with(line, SLICE("```")) || slice_starts_with(line, SLICE("~~~")))
			return false;
	}
	return true;
}

void markdown_resume(struct markdown_scanner *scanner)
{
	size_t begin = scanner->resumes;
	bool paragraph = scanner->resumes_in == MARKDOWN_LEAF_PARAGRAPH;
	scanner->resumes = 0;
	scanner->matched = markdown_match_containers(scanner);
	if (paragraph)
		markdown_close_containers(scanner, scanner->matched);
	if (scanner->matched < scanner->containers.count || markdown_indent(scanner) >= MARKDOWN_CODE_INDENT ||
	    (!paragraph && !is_without_fence(scanner->source, begin)))
		return;
	scanner->leaf = MARKDOWN_LEAF_NONE;
	markdown_open_leaf(scanner, scanner->resumes_in, paragraph ? MARKDOWN_PARAGRAPH : MARKDOWN_HTML);
	scanner->block.opens_line = false;
	scanner->html_type = 6;
	scanner->raw_text = NONE;
	scanner->block.level = paragraph ? 0 : 6;
	markdown_push_line(scanner, begin, scanner->line_end);
}
