/* prose.h: what is worth a translator's time. */

#ifndef LOCALIZE_FORMATS_PROSE_H
#define LOCALIZE_FORMATS_PROSE_H

#include "base/slice.h"

/* Whether TEXT (UTF-8) has a letter or a digit. */
bool prose_has_words(struct slice text);

#endif
