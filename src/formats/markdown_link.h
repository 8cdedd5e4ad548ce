/* markdown_link.h: the parts of links, which inline links and definitions have both (CommonMark 0.31, section 6.3). */

#ifndef LOCALIZE_FORMATS_MARKDOWN_LINK_H
#define LOCALIZE_FORMATS_MARKDOWN_LINK_H

#include "base/arena.h"

/* The end of what is a link destination (CommonMark 0.31, section 6.3) at OFFSET of TEXT, with the expressions of
 * templates in it; OFFSET itself if there is none. */
size_t markdown_destination_end(struct slice text, size_t offset);

/* The end of the link title at OFFSET of TEXT, after its closing quote; OFFSET itself if there is none. */
size_t markdown_link_title_end(struct slice text, size_t offset);

/* The end of the link label at OFFSET of TEXT, after its ]; OFFSET itself if there is none. */
size_t markdown_label_end(struct slice text, size_t offset);

/* LABEL, of a link reference, as such labels are compared (CommonMark 0.31, section 6.3, "matches"); in ARENA, or
 * LABEL itself where it is so already. */
struct slice markdown_normalize_label(struct slice label, struct arena *arena);

#endif
