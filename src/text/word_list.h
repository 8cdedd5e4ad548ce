/* word_list.h: the sorted lists of words in data/.
 *
 * Such a file has lines that begin with # at its top, then a word a line in byte order. It is searched where it lies,
 * by halving: nothing is built, so nothing is shared or freed. A bar in a word marks a place in it and does not count
 * as a letter. */

#ifndef LOCALIZE_TEXT_WORD_LIST_H
#define LOCALIZE_TEXT_WORD_LIST_H

#include "base/slice.h"

struct word_list {
	struct slice lines;
};

/* The list in the data file NAME. */
struct word_list word_list_open(const char *name);

/* Whether WORD is a line of LIST. */
bool word_list_has(const struct word_list *list, struct slice word);

/* The line of LIST that WORD begins with, its bar included; a NULL pointer if there is none. No line of the list may
 * begin another. */
struct slice word_list_find_beginning(const struct word_list *list, struct slice word);

#endif
