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
	char *room;    /* libunistring's */
	size_t room_size;
};

/* The breaks of TEXT: valid UTF-8, escaped as it stands between the quotes, a newline (as "\n") at most at its end.
 * A line holds WIDTH columns, the first START fewer. Linear in TEXT. */
void wrap_find(struct slice text, size_t width, size_t start, struct breaks *breaks);

/* The columns that TEXT takes, as libunistring has it. */
size_t wrap_columns(struct slice text);

void breaks_finish(struct breaks *breaks);

#endif
