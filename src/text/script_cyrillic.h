/* script_cyrillic.h: Serbian text from Latin to Cyrillic script; script.h's other half. */

#ifndef LOCALIZE_TEXT_SCRIPT_CYRILLIC_H
#define LOCALIZE_TEXT_SCRIPT_CYRILLIC_H

#include "base/buffer.h"
#include "text/word_list.h"

/* The lists of data/ that tell what stays in Latin script and where two letters are two. */
struct cyrillic_lists {
	struct word_list digraphs, foreign, units, endings;
};

struct cyrillic_lists cyrillic_lists_open(void);

/* Bytes [begin, end) of TEXT in Cyrillic script appended to OUT; what stands around them is looked
 * at, not converted. */
void script_append_cyrillic(const struct cyrillic_lists *lists, struct slice text, size_t begin, size_t end,
                            struct buffer *out);

/* script.c, for all directions: the code point that ends at OFFSET of TEXT; 0 at its beginning. */
uint32_t script_letter_before(struct slice text, size_t offset);

/* Whether the capital that stands from BEGIN to END of TEXT is among capitals: before one, or at the end of a word that has
 * them. */
bool script_is_among_capitals(struct slice text, size_t begin, size_t end);

#endif
