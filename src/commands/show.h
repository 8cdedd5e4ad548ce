/* show.h: texts and their differences, as they are printed. */

#ifndef LOCALIZE_COMMANDS_SHOW_H
#define LOCALIZE_COMMANDS_SHOW_H

#include "base/buffer.h"
#include "text/difference.h"

/* TEXT on one line into OUT; control characters, which a terminal would obey, and bytes that are no UTF-8 as signs. */
void show_text(struct slice text, struct buffer *out);

/* The columns that TEXT takes on a terminal, as show_text has it. */
size_t show_columns(struct slice text);

/* Print TEXT as show_text has it, and spaces behind it up to COLUMNS. */
void show_padded(struct slice text, size_t columns);

/* What makes NEW of OLD, word by word, into OUT: [-removed-] and {+added+}, with COLOR red and struck out, and green. */
void show_difference(struct slice old, struct slice new, bool color, struct buffer *out);

#endif
