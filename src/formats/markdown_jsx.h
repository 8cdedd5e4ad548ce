/* markdown_jsx.h: the tags and expressions of JSX in Markdown, as MDX reads them. */

#ifndef LOCALIZE_FORMATS_MARKDOWN_JSX_H
#define LOCALIZE_FORMATS_MARKDOWN_JSX_H

#include "base/slice.h"

/* The end of the JSX tag or the expression (MDX) at BEGIN of TEXT, a < or {; 0 if it does not end before LIMIT. */
size_t markdown_jsx_end(struct slice text, size_t begin, size_t limit);

/* The same for a tag that gives an attribute an expression (`style={{color: "red"}}`), as none of HTML does: it is JSX in a
 * file that nothing else shows to be MDX, too. 0 for any other. */
size_t markdown_jsx_only_end(struct slice text, size_t begin, size_t limit);

/* Whether the text from BEGIN on is MDX whatever its file is called, as generators (Docusaurus) take Markdown: an import of
 * JavaScript is the first thing in it, or follows a heading. */
bool markdown_begins_as_mdx(struct slice source, size_t begin);

#endif
