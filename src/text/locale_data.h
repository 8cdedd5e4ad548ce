/* locale_data.h: what CLDR has of a language, read from ICU's data.
 *
 * ICU's formatters have it too; but they lie in its largest library, and making one of them takes megabytes. */

#ifndef LOCALIZE_TEXT_LOCALE_DATA_H
#define LOCALIZE_TEXT_LOCALE_DATA_H

#include "base/arena.h"

/* The string at PATH ("delimiters/quotationStart"; the place in an array is a number; the first of an array is meant where
 * PATH ends at one) that LOCALE ("sr_Latn_RS") has or inherits, in ARENA; empty where there is none. */
struct slice locale_data_find(const char *locale, const char *path, struct arena *arena);

/* As locale_data_find, but not what stands in the root of all languages. */
struct slice locale_data_find_own(const char *locale, const char *path, struct arena *arena);

#endif
