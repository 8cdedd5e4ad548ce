/* markdown_html_block.c: HTML blocks (markdown_scanner.h; CommonMark 0.31, section 4.6). */

#include "formats/markdown_scanner.h"
#include "formats/html.h"

static bool names_equal(struct slice name, const char *const *names)
{
	for (; *names; names++)
		if (slice_equal_ignoring_case(name, slice_from(*names)))
			return true;
	return false;
}

/* The kind of HTML block, 1 to 7, that begins at the text (CommonMark 0.31, section 4.6), or 0. */
static int html_block_type(const struct markdown_scanner *scanner, bool interrupts)
{
	static const char *const raw[] = { "pre", "script", "style", "textarea", NULL };
	static const char *const blocks[] = {
		"address",  "article",  "aside",    "base",       "basefont", "blockquote", "body",   "caption",
		"center",   "col",      "colgroup", "dd",         "details",  "dialog",     "dir",    "div",
		"dl",       "dt",       "fieldset", "figcaption", "figure",   "footer",     "form",   "frame",
		"frameset", "h1",       "h2",       "h3",         "h4",       "h5",         "h6",     "head",
		"header",   "hr",       "html",     "iframe",     "legend",   "li",         "link",   "main",
		"menu",     "menuitem", "nav",      "noframes",   "ol",       "optgroup",   "option", "p",
		"param",    "search",   "section",  "summary",    "table",    "tbody",      "td",     "tfoot",
		"th",       "thead",    "title",    "tr",         "track",    "ul",         NULL,
	};
	struct slice line = slice_range(scanner->source, scanner->text, scanner->line_end);
	if (slice_starts_with(line, SLICE("<!--")))
		return 2;
	if (slice_starts_with(line, SLICE("<?")))
		return 3;
	if (slice_starts_with(line, SLICE("<![CDATA[")))
		return 5;
	if (line.size > 2 && line.data[1] == '!')
		return is_ascii_letter(line.data[2]) ? 4 : 0;
	bool closes = line.size > 1 && line.data[1] == '/';
	size_t begin = closes ? 2 : 1, end = begin;
	while (end < line.size && is_ascii_alphanumeric(line.data[end]))
		end++;
	struct slice name = slice_range(line, begin, end);
	bool name_ends = end >= line.size || is_ascii_space(line.data[end]) || line.data[end] == '>';
	if (name.size && !closes && name_ends && names_equal(name, raw))
		return 1;
	bool empty_ends = end + 1 < line.size && line.data[end] == '/' && line.data[end + 1] == '>';
	if (name.size && (name_ends || empty_ends) && names_equal(name, blocks))
		return 6;
	if (interrupts || line.size < 3 || !(closes || is_ascii_letter(line.data[1])))
		return 0;
	size_t tag_end = html_inline_end(line, 0);
	return tag_end && slice_trim(slice_from_offset(line, tag_end)).size == 0 ? 7 : 0;
}

/* Whether an HTML block of a kind that has an end of its own ends with this line. */
static bool closes_html(const struct markdown_scanner *scanner)
{
	struct slice line = slice_range(scanner->source, scanner->text, scanner->line_end);
	switch (scanner->html_type) {
	case 1:
		for (size_t i = slice_find(line, SLICE("</"), 0); i != SLICE_NONE;
		     i = slice_find(line, SLICE("</"), i + 2)) {
			static const char *const ends[] = { "</script>", "</pre>", "</style>", "</textarea>" };
			for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
				size_t end = i + strlen(ends[k]);
				if (end <= line.size &&
				    slice_equal_ignoring_case(slice_range(line, i, end), slice_from(ends[k])))
					return true;
			}
		}
		return false;
	case 2:
		return slice_find(line, SLICE("-->"), 0) != SLICE_NONE;
	case 3:
		return slice_find(line, SLICE("?>"), 0) != SLICE_NONE;
	case 4:
		return slice_find_byte(line, '>', 0) != SLICE_NONE;
	case 5:
		return slice_find(line, SLICE("]]>"), 0) != SLICE_NONE;
	default:
		return false;
	}
}

void markdown_add_html_line(struct markdown_scanner *scanner)
{
	markdown_push_line(scanner, scanner->offset, scanner->line_end);
	if (closes_html(scanner))
		markdown_close_leaf(scanner);
}

bool markdown_open_html(struct markdown_scanner *scanner, bool interrupts)
{
	bool behind_template = scanner->template_ends && scanner->template_ends == scanner->line_start;
	int type = html_block_type(scanner, interrupts || behind_template);
	if (!type)
		return false;
	markdown_begin_block(scanner);
	markdown_open_leaf(scanner, MARKDOWN_LEAF_HTML, MARKDOWN_HTML);
	scanner->html_type = type;
	scanner->block.level = (unsigned char)type;
	markdown_add_html_line(scanner);
	return true;
}

/* What holds no prose, and ends with its own end alone: elements, and comments. */
static const struct { struct slice open, close; } raw_texts[] = {
	{ { "<pre", 4 }, { "</pre", 5 } },         { { "<script", 7 }, { "</script", 8 } }, { { "<style", 6 }, { "</style", 7 } },
	{ { "<textarea", 9 }, { "</textarea", 10 } }, { { "<!--", 4 }, { "-->", 3 } },
};
enum { RAW_TEXTS = sizeof raw_texts / sizeof *raw_texts };

static bool stands_at(struct slice text, size_t offset, struct slice mark)
{
	size_t end = offset + mark.size;
	if (end > text.size || !slice_equal_ignoring_case(slice_range(text, offset, end), mark))
		return false;
	bool element = is_ascii_letter(mark.data[mark.size - 1]);
	return !element || end == text.size || !is_ascii_alphanumeric(text.data[end]);
}

/* The index of the raw text that is open behind LINE where OPEN was before it; RAW_TEXTS for none. */
static size_t open_raw_text(struct slice line, size_t open)
{
	for (size_t i = 0; i < line.size; i++) {
		if (line.data[i] != '<' && line.data[i] != '-')
			continue;
		if (open < RAW_TEXTS && stands_at(line, i, raw_texts[open].close))
			open = RAW_TEXTS;
		for (size_t k = 0; k < RAW_TEXTS && open == RAW_TEXTS; k++)
			if (stands_at(line, i, raw_texts[k].open))
				open = k;
	}
	return open;
}

/* Where the end of raw text KIND stands, from OFFSET of SOURCE on; SLICE_NONE where another begins before (so that all calls
 * together are linear). */
static size_t find_raw_text_end(struct slice source, size_t kind, size_t offset)
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

bool markdown_skip_raw_text(struct markdown_scanner *scanner)
{
	const struct markdown_line *lines = scanner->out->lines.items;
	size_t open = RAW_TEXTS;
	for (size_t i = scanner->block.line; i < scanner->out->lines.count; i++)
		open = open_raw_text(slice_range(scanner->source, lines[i].begin, lines[i].end), open);
	size_t end = open < RAW_TEXTS ? find_raw_text_end(scanner->source, open, scanner->next_line) : SLICE_NONE;
	if (end == SLICE_NONE)
		return false;
	size_t line = end;
	while (line > scanner->next_line && markdown_is_blank(scanner->source.data[line - 1]))
		line--;
	/* A line that begins with the end is read; in one that has it elsewhere, what follows it is. */
	bool begins = line == scanner->next_line || strchr("\r\n", scanner->source.data[line - 1]);
	markdown_skip_to(scanner, begins ? line : end + 1);
	scanner->html_resumes = begins ? 0 : end;
	return true;
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

void markdown_resume_html(struct markdown_scanner *scanner)
{
	size_t begin = scanner->html_resumes;
	scanner->html_resumes = 0;
	size_t text = markdown_skip_blanks(scanner->source, scanner->line_start, scanner->line_end);
	if (scanner->containers.count || text - scanner->line_start >= MARKDOWN_CODE_INDENT || !is_without_fence(scanner->source, begin))
		return;
	scanner->leaf = MARKDOWN_LEAF_NONE;
	markdown_open_leaf(scanner, MARKDOWN_LEAF_HTML, MARKDOWN_HTML);
	scanner->html_type = 6;
	scanner->block.level = 6;
	markdown_push_line(scanner, begin, scanner->line_end);
}
