/* writing.h: whether a text is written in the script of its language. */

#ifndef LOCALIZE_TEXT_WRITING_H
#define LOCALIZE_TEXT_WRITING_H

#include "base/slice.h"

struct writing {
	size_t own, foreign; /* letters in a script of the language, and in others */
};

/* Add the letters of TEXT, a translation of SOURCE into the language TAG (BCP 47), to WRITING. Words in a foreign script that
 * SOURCE has too, such as names and addresses, are not counted; nor is anything where ICU knows no script of the
 * language. Linear. */
void writing_add(struct writing *writing, const char *tag, struct slice text, struct slice source);

/* Whether more of what was added is in a foreign script than in the language's own, and more than an odd word. */
bool writing_is_foreign(const struct writing *writing);

#endif
