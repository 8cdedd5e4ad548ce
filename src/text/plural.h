/* plural.h: gettext's plural forms from the plural rules of Unicode's CLDR, as ICU carries them. */

#ifndef LOCALIZE_TEXT_PLURAL_H
#define LOCALIZE_TEXT_PLURAL_H

#include "base/arena.h"

/* The value of a catalog's Plural-Forms header for LOCALE, as ICU spells it ("sr", "pt_PT"):
 * "nplurals=2; plural=(n != 1);". The forms are the CLDR categories (UTS #35, part 3, section 5) that a whole number
 * can have, in the order zero, one, two, few, many, other; a single form where CLDR has no rules for the language.
 * In ARENA. */
struct slice plural_forms(const char *locale, struct arena *arena);

#endif
