/* html_tree.h: gumbo's tree of HTML, as text that can be compared. */

#ifndef LOCALIZE_TESTS_TOOLS_HTML_TREE_H
#define LOCALIZE_TESTS_TOOLS_HTML_TREE_H

#include "base/buffer.h"

#include <gumbo.h>

/* The node after NODE in the tree of ROOT, in the order of the source, without recursion: pages may be nested deep. *LEFT,
 * if not NULL, is the number of elements that end on the way. NULL after the last node. */
const GumboNode *html_tree_next(const GumboNode *root, const GumboNode *node, size_t *left);

/* Whether the attribute NAME holds prose, or what is set for the target language; so it may change. */
bool html_tree_may_change(const char *name);

/* Whether the text in NODE, an element, is not translated: code, scripts, foreign content, what says so. */
bool html_tree_is_kept(const GumboNode *node);

/* The tree of PAGE appended to OUT, without the values of attributes that may change, and without its text but for that
 * which is not translated. */
void html_tree_append(struct slice page, struct buffer *out);

#endif
