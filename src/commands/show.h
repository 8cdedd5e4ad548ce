/* show.h: texts and their differences, as they are printed. */

#ifndef LOCALIZE_COMMANDS_SHOW_H
#define LOCALIZE_COMMANDS_SHOW_H

#include "base/buffer.h"
#include "text/difference.h"

/* TEXT on one line into OUT; control characters, which a terminal would obey, as signs. */
void show_text(struct slice text, struct buffer *out);

/* What makes NEW of OLD, word by word, into OUT: [-removed-] and {+added+}, with COLOR red and struck out, and green. */
void show_difference(struct slice old, struct slice new, bool color, struct buffer *out);

#endif
