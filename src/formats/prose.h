/* prose.h: what is worth a translator's time, and how prose ends and runs. */

#ifndef LOCALIZE_FORMATS_PROSE_H
#define LOCALIZE_FORMATS_PROSE_H

#include "base/slice.h"

/* Whether TEXT (UTF-8) has a letter or a digit. */
bool prose_has_words(struct slice text);

/* Whether TEXT ends with a full stop or its like, quotation marks and brackets behind it or not. */
bool prose_ends_sentence(struct slice text);

/* Whether the character that begins with LEAD takes two columns: U+3000 to U+D7FF, which are almost all that do. */
bool prose_is_wide(char lead);

/* The columns that TEXT takes. */
size_t prose_columns(struct slice text);

/* How lines of SOURCE end, as the first one does: LF, CR LF or CR. */
struct slice prose_line_ending(struct slice source);

#endif
