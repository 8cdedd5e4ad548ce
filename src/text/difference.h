/* difference.h: what changed between two texts, word by word. */

#ifndef LOCALIZE_TEXT_DIFFERENCE_H
#define LOCALIZE_TEXT_DIFFERENCE_H

#include "base/array.h"
#include "base/slice.h"

enum difference_kind { DIFFERENCE_SAME, DIFFERENCE_REMOVED, DIFFERENCE_ADDED };

/* A run of words and what is between them: of the old text where it was removed, else of the new. */
struct difference {
	enum difference_kind kind;
	struct slice text;
};

struct differences {
	struct difference *items;
	size_t count, capacity;
};

/* The way from OLD to NEW (UTF-8), appended to OUT: a shortest one by words, punctuation and white space, each mark a
 * word of its own. The texts of what is not removed, joined, are NEW; of what is not added, OLD. Texts of more than
 * some thousand words that differ in most of them count as changed whole between their common ends. */
void difference_find(struct slice old, struct slice new, struct differences *out);

#endif
