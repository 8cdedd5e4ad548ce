/* script.h: Serbian text from one script to the other, and Azerbaijani from Cyrillic to Latin. */

#ifndef LOCALIZE_TEXT_SCRIPT_H
#define LOCALIZE_TEXT_SCRIPT_H

#include "base/buffer.h"
#include "text/placeable.h"

enum script_direction { SCRIPT_TO_LATIN, SCRIPT_TO_CYRILLIC, SCRIPT_AZERBAIJANI_TO_LATIN };

/* What text that was converted is in: "sr-Latn", "sr-Cyrl", "az-Latn", and as gettext spells it. */
const char *script_tag(enum script_direction direction);
const char *script_gettext(enum script_direction direction);

/* The direction to what is called TAG, or to what gettext's spelling of a language (of any region) says that it is written in;
 * false: there is none. */
bool script_find(const char *tag, enum script_direction *direction);
bool script_find_gettext(const char *gettext, enum script_direction *direction);

/* TEXT (UTF-8) in the other script appended to OUT. Placeables are copied as they are (PLACEABLES may be NULL with a
 * count of 0), and so are URLs, e-mail addresses, and what is in neither script. To Latin, Љ becomes Lj before a small
 * letter and LJ among capitals. To Cyrillic, nj, lj and dž are one letter but in the words where they are two, and
 * Roman numerals, units and words with q, w, x, y stay in Latin. Near-linear. */
void script_convert(struct slice text, enum script_direction direction, const struct placeable *placeables,
                    size_t placeable_count, struct buffer *out);

#endif
