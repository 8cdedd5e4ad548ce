/* markdown_jsx.h: the tags and expressions of JSX in Markdown, as MDX reads them. */

#ifndef LOCALIZE_FORMATS_MARKDOWN_JSX_H
#define LOCALIZE_FORMATS_MARKDOWN_JSX_H

#include "base/slice.h"

/* The end of the JSX tag or the expression (MDX) at BEGIN of TEXT, a < or {; 0 if it does not end before LIMIT. */
size_t markdown_jsx_end(struct slice text, size_t begin, size_t limit);

#endif
