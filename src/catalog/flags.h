/* flags.h: the flags of an entry: the words of its "#," line.
 *
 * GNU gettext knows four kinds and drops every other when it reads: fuzzy, the formats (c-format, no-python-format,
 * …), the range of a plural's number, and whether lines may be broken. The flags of other tools (Weblate's
 * max-length:20, …) are kept here, and written after gettext's. */

#ifndef LOCALIZE_CATALOG_FLAGS_H
#define LOCALIZE_CATALOG_FLAGS_H

#include "catalog/catalog.h"

/* The next flag in *REST, the text of a "#," line; a range is one flag, made "range: 0..5" in ARENA if it is spelt
 * otherwise. What is no flag is passed over. False at the end. */
bool flags_next(struct slice *rest, struct arena *arena, struct slice *flag);

/* Whether GNU gettext knows FLAG. */
bool flag_is_known(struct slice flag);

enum flag_format { FORMAT_UNDECIDED, FORMAT_NO, FORMAT_POSSIBLE, FORMAT_YES, FORMAT_IMPOSSIBLE };

enum { FORMATS_MOST = 96 };

/* What an entry's flags come to for GNU gettext, which keeps the last that is said of each thing. */
struct flag_state {
	unsigned char formats[FORMATS_MOST]; /* an enum flag_format for each of gettextpo_formats() */
	bool any_format;
	struct slice range;                  /* "range: 0..5", or a NULL pointer */
	bool no_wrap;
};

void flags_summarize(const struct entry *entry, struct flag_state *state);

/* The first format, in gettext's order, that ENTRY's strings may be in, without "-format"; NULL if there is none. */
const char *flags_format(const struct flag_state *state);

/* The "#," line of ENTRY, if it has one, into OUT. */
void flags_write(const struct entry *entry, const struct flag_state *state, struct buffer *out);

#endif
