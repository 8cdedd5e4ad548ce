/* wrap.h: where GNU gettext breaks the lines of a string.
 *
 * msgcat breaks by UAX #14 as libunistring has it. So do we: by libunistring itself, and faster for the letters that
 * most texts are made of, with the same result. */

#ifndef LOCALIZE_CATALOG_WRAP_H
#define LOCALIZE_CATALOG_WRAP_H

#include "base/slice.h"

struct breaks {
	size_t *items; /* offsets before which a new line begins, in order */
	size_t count, capacity;
};

/* The breaks of TEXT into BREAKS, which is emptied first. TEXT is valid UTF-8, escaped as it stands between the
 * quotes, with a newline (as "\n") at most at its end. A line holds WIDTH columns, the first START fewer. Linear. */
void wrap_find(struct slice text, size_t width, size_t start, struct breaks *breaks);

/* The same for any text, by libunistring alone: slower, and what wrap_find is held against. */
void wrap_find_by_library(struct slice text, size_t width, size_t start, struct breaks *breaks);

#endif
