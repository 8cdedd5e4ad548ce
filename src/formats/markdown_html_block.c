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
	if (scanner->mdx)
		return 0; /* it had comments before its second version, and sites still do */
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
	size_t begin = scanner->quotes.count ? markdown_skip_raw_text_in_line(scanner) : scanner->offset;
	markdown_push_line(scanner, begin, scanner->line_end);
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
	scanner->raw_text = 0;
	scanner->block.level = (unsigned char)type;
	markdown_add_html_line(scanner);
	return true;
}
