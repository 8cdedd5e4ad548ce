/* trees.h: what other parsers read in an article, as text that can be compared: cmark-gfm's tree of Markdown, and gumbo's
 * of HTML. */

#ifndef LOCALIZE_TESTS_TOOLS_TREES_H
#define LOCALIZE_TESTS_TOOLS_TREES_H

#include "base/buffer.h"

#include <cmark-gfm.h>

enum trees_detail {
	TREES_BLOCKS,    /* of Markdown: the blocks alone */
	TREES_STRUCTURE, /* and inline markup, code, addresses, raw HTML */
	TREES_WORDS,     /* and the words, with one space for all white space */
};

/* cmark-gfm's tree of TEXT, with GitHub's extensions; the caller's to free. */
cmark_node *trees_read_markdown(struct slice text);

/* TEXT without front matter, and with MkDocs' admonitions and definitions, whose content is indented, as items of lists, whose
 * content may be: cmark-gfm knows none of these. */
void trees_append_markdown_body(struct slice text, struct buffer *out);

/* cmark-gfm's tree of the article TEXT, appended to OUT. Titles and raw HTML are always there, with what the
 * pseudo-languages do to words taken back. */
void trees_append_markdown(struct slice text, enum trees_detail detail, struct buffer *out);

#endif
