/* markdown_scanner.h: what the files that find the blocks of Markdown share. Nothing else includes it.
 *
 * The scanner goes through the lines once. Of each it takes the prefixes of the open containers, then the blocks that begin
 * in it, then what is left as text of the open leaf. A function `markdown_open_…` or `markdown_take_…` looks at the text of
 * the line (markdown_find_text) and returns whether its block begins there; if so it has closed what the line does not go
 * on with (markdown_begin_block) and has gone past what it took. */

#ifndef LOCALIZE_FORMATS_MARKDOWN_SCANNER_H
#define LOCALIZE_FORMATS_MARKDOWN_SCANNER_H

#include "base/buffer.h"
#include "formats/markdown_blocks.h"

enum { MARKDOWN_CODE_INDENT = 4, MARKDOWN_TAB = 4, MARKDOWN_KEPT_ELEMENTS = 10 };

enum markdown_container_kind {
	MARKDOWN_IN_QUOTE,
	MARKDOWN_IN_ITEM,
	MARKDOWN_IN_FOOTNOTE,
	MARKDOWN_IN_ADMONITION,
	MARKDOWN_IN_DEFINITION,
};

struct markdown_container {
	enum markdown_container_kind kind;
	enum markdown_place place;
	bool empty;    /* nothing is in it yet */
	size_t indent; /* the columns that its lines are indented by */
};

enum markdown_leaf {
	MARKDOWN_LEAF_NONE,
	MARKDOWN_LEAF_PARAGRAPH,
	MARKDOWN_LEAF_TABLE,
	MARKDOWN_LEAF_FENCE,
	MARKDOWN_LEAF_CODE,
	MARKDOWN_LEAF_HTML,
	MARKDOWN_LEAF_MATH,
	MARKDOWN_LEAF_SKIP,
};

struct markdown_scanner {
	struct slice source;
	bool mdx, code_comments;
	struct arena *arena;
	struct markdown_blocks *out;

	struct { struct markdown_container *items; size_t count, capacity; } containers;
	struct { size_t *items; size_t count, capacity; } quotes; /* indexes of those that no blank line is in */

	/* The open leaf. */
	enum markdown_leaf leaf;
	struct markdown_block block; /* of a paragraph or an HTML block */
	char fence;
	size_t fence_length;
	struct slice fence_info;
	int html_type;
	unsigned raw_text;   /* what is open in it, in a quotation (markdown_raw_text.c) */
	size_t columns;    /* of a table */
	size_t skip_until; /* lines that begin before it belong to what MARKDOWN_LEAF_SKIP is */
	size_t template_ends; /* the line that follows one of templates alone, which is a paragraph to CommonMark; or 0 */
	bool has_components;  /* `::name` was there */
	size_t resumes; /* the end of what is skipped, where more of its block follows on its line; or 0 */
	enum markdown_leaf resumes_in;

	/* The line. */
	size_t line_start, line_end, next_line;
	size_t offset, column;
	size_t tab_rest; /* columns left of a tab at offset that a container has taken a part of */
	bool text_found;
	size_t text, text_column;     /* the first byte that is no space or tab, once it is found */
	size_t matched;               /* of the containers, those that the line is in */
	size_t thematic_fails_before; /* no thematic break begins before this offset */
	size_t jsx_fails_before, template_fails_before;
	bool jsx_fails; /* a tag or an expression did not end before the source did */
	size_t jsx_wasted; /* bytes that were read in vain, for lines that are no JSX: not many times the source */
	size_t next_blank; /* the next blank line, once looked for */
	size_t kept_closes[MARKDOWN_KEPT_ELEMENTS]; /* where the next end tag of each stands, once looked for (markdown_jsx.c) */
	unsigned regions_missing;
	size_t next_feed, next_return; /* the next LF and CR at line_start or later */
	struct buffer joined;
};

static inline bool markdown_is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static inline size_t markdown_skip_blanks(struct slice text, size_t offset, size_t end)
{
	while (offset < end && markdown_is_blank(text.data[offset]))
		offset++;
	return offset;
}

static inline size_t markdown_trim_blanks(struct slice text, size_t begin, size_t end)
{
	while (end > begin && markdown_is_blank(text.data[end - 1]))
		end--;
	return end;
}

static inline size_t markdown_run_length(struct slice text, size_t offset, size_t end, char byte)
{
	size_t from = offset;
	while (offset < end && text.data[offset] == byte)
		offset++;
	return offset - from;
}

/* markdown_line.c: the line. */

/* The byte at OFFSET of the source; LF from the line's end on. */
static inline char markdown_byte_at(const struct markdown_scanner *scanner, size_t offset)
{
	return offset < scanner->line_end ? scanner->source.data[offset] : '\n';
}

/* Go to the line that begins at START. */
void markdown_read_line(struct markdown_scanner *scanner, size_t start);

/* Find the text of the line, from the present offset on. */
void markdown_find_text(struct markdown_scanner *scanner);

/* Whether there is no text, and the columns before it, once it is looked for. */
static inline bool markdown_line_is_blank(const struct markdown_scanner *scanner)
{
	return scanner->text >= scanner->line_end;
}

static inline size_t markdown_indent(const struct markdown_scanner *scanner)
{
	return scanner->text_column - scanner->column;
}

/* Go to the text, COUNT bytes on. */
void markdown_advance_past_text(struct markdown_scanner *scanner, size_t count);

/* Go COUNT columns on, through spaces and tabs. */
void markdown_advance_columns(struct markdown_scanner *scanner, size_t count);

/* Whether OFFSET of the source, in this line or a later one, is followed by nothing but blanks in its line. */
bool markdown_rest_is_blank(const struct markdown_scanner *scanner, size_t offset);

/* The end of what begins at the text: the next blank line, or the source's end. */
size_t markdown_next_blank_line(struct markdown_scanner *scanner);

/* markdown_leaf.c: the open leaf. */

enum markdown_place markdown_current_place(const struct markdown_scanner *scanner);

/* The innermost container has something in it. */
void markdown_mark_filled(struct markdown_scanner *scanner);

/* Add [begin, end) of this line to the lines of the open leaf. */
void markdown_push_line(struct markdown_scanner *scanner, size_t begin, size_t end);

/* A block of one line, [begin, end) of this one. Valid until the next. */
struct markdown_block *markdown_push_block(struct markdown_scanner *scanner, enum markdown_block_kind kind, size_t begin,
                                           size_t end);

/* The block of the open leaf, with the lines since. */
void markdown_push_paragraph(struct markdown_scanner *scanner);

void markdown_open_leaf(struct markdown_scanner *scanner, enum markdown_leaf leaf, enum markdown_block_kind kind);
void markdown_close_leaf(struct markdown_scanner *scanner);

/* Something begins: close what the line does not go on with. */
void markdown_begin_block(struct markdown_scanner *scanner);

/* Skip to END, which is in this line or in a later one. */
void markdown_skip_to(struct markdown_scanner *scanner, size_t end);

/* markdown_containers.c: quotations, list items, footnotes and definitions. */

/* Close all but the outermost COUNT. */
void markdown_close_containers(struct markdown_scanner *scanner, size_t count);

void markdown_push_container(struct markdown_scanner *scanner, enum markdown_container_kind kind, size_t indent);

/* Go past the prefixes of the open containers as far as the line has them. Returns how many it has. */
size_t markdown_match_containers(struct markdown_scanner *scanner);

void markdown_open_quote(struct markdown_scanner *scanner);
bool markdown_open_list_item(struct markdown_scanner *scanner, bool interrupts);
bool markdown_open_footnote(struct markdown_scanner *scanner);

/* `: text`, the definition of the term above it. */
bool markdown_open_definition(struct markdown_scanner *scanner);

/* markdown_definitions.c: link reference definitions. */

/* Take the definitions off the begin of the open paragraph. */
void markdown_take_definitions(struct markdown_scanner *scanner);

/* markdown_heading.c: headings. */

/* Where [begin, end) ends without attributes at its end: `{#id}`, `{: .class}`. */
size_t markdown_end_without_attributes(struct slice source, size_t begin, size_t end);

bool markdown_open_heading(struct markdown_scanner *scanner);

/* Make the open paragraph a heading, if the text is an underline and the paragraph is more than definitions. */
bool markdown_close_setext_heading(struct markdown_scanner *scanner);

/* markdown_html_block.c: HTML blocks. */

bool markdown_open_html(struct markdown_scanner *scanner, bool interrupts);

/* This line goes on with the open HTML block, and may end it. */
void markdown_add_html_line(struct markdown_scanner *scanner);

/* markdown_raw_text.c: HTML that holds no prose. */

/* Where prose can begin in the line, of an HTML block whose lines are read one by one: behind raw text of those before it. */
size_t markdown_skip_raw_text_in_line(struct markdown_scanner *scanner);

/* The open paragraph or HTML block ends at this blank line. What it leaves open that holds no prose (`<style>`, `<pre>`, a comment)
 * goes on to its own end in the eyes of its author: skip to that. False where there is no such thing. */
bool markdown_skip_raw_text(struct markdown_scanner *scanner);

/* What is skipped ends within this line: go on with its block, unless it would be code by now. */
void markdown_resume(struct markdown_scanner *scanner);

/* markdown_table.c: tables. */

/* Make the last line of the open paragraph the heading of a table, of which this line is the delimiter row. */
bool markdown_open_table(struct markdown_scanner *scanner);

/* This line as a row of the open table; false if it is none. */
bool markdown_add_row(struct markdown_scanner *scanner);

/* markdown_admonition.c: notes, tips and warnings. */

/* `:::tip Title`, `::: tip[Title]{attributes}`, `:::` */
bool markdown_take_colon_fence(struct markdown_scanner *scanner);

/* `#name`, where what follows goes in a component (`::card`), on a line of its own. */
bool markdown_take_slot(struct markdown_scanner *scanner);

/* `!!! note "Title"`, `???+ note`, `=== "Tab"`: what follows, indented by four, is inside. */
bool markdown_open_admonition(struct markdown_scanner *scanner, bool interrupts);

/* `[!NOTE]`, with a title of its own in some dialects, at the begin of the open paragraph, a quotation's. */
void markdown_take_alert(struct markdown_scanner *scanner);

/* markdown_template.c: templates. */

/* Lines of nothing but `{{< … >}}`, `{% … %}` and the like, which may go on over several; and of nothing but
 * attributes: `{: .class}`, `{#id}`. */
bool markdown_take_template(struct markdown_scanner *scanner);

/* The parameters with prose of the tag of a template, or the fence of colons, that begins at TAG of the source and ends at END or
 * before, as blocks. */
void markdown_push_parameters(struct markdown_scanner *scanner, size_t tag, size_t end);

/* Lines that bring in another file: `--8<-- "file"` (PyMdown), `<<< @/file` (VitePress). */
bool markdown_take_inclusion(struct markdown_scanner *scanner);

/* markdown_jsx.c: MDX. */

/* JSX tags and expressions alone on their lines. */
bool markdown_take_jsx(struct markdown_scanner *scanner);

/* The same where nothing has shown the file to be MDX yet: a tag that HTML does not have. What follows is read as MDX. */
bool markdown_take_jsx_only(struct markdown_scanner *scanner);

/* import and export, up to the next blank line that no brace is open at. */
bool markdown_take_module_line(struct markdown_scanner *scanner);

#endif
