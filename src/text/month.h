/* month.h: the names of the months in a language, by CLDR. */

#ifndef LOCALIZE_TEXT_MONTH_H
#define LOCALIZE_TEXT_MONTH_H

#include "base/slice.h"

struct month_names; /* immutable, may be shared by threads */

/* The names in LANGUAGE (BCP 47), as they stand in dates and alone; of Serbian in both scripts. NULL where ICU knows
 * none. */
struct month_names *month_names_create(const char *language);
void month_names_destroy(struct month_names *names); /* takes NULL */

/* How many forms there are; 0 for NULL. */
unsigned month_forms(const struct month_names *names);

/* The month, 0 to 11, that WORD is a name of but for a capital at its beginning, and in which of the language's forms;
 * false for none. */
bool month_find(const struct month_names *names, struct slice word, unsigned *month, unsigned *form);

/* Its name in one of the forms. */
struct slice month_name(const struct month_names *names, unsigned month, unsigned form);

#endif
