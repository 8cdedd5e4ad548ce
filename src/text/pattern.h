/* pattern.h: regular expressions over UTF-8, by PCRE2. */

#ifndef LOCALIZE_TEXT_PATTERN_H
#define LOCALIZE_TEXT_PATTERN_H

#include "base/diagnostics.h"

/* Compiled; immutable, may be shared by threads. A match that costs too much (a runaway pattern) is no match. */
struct pattern;

enum {
	PATTERN_CASELESS = 1,
	PATTERN_WHOLE = 2, /* what matches must reach from the offset to the end of the text */
	PATTERN_END = 4,   /* what matches must reach to the end of the text */
};

/* TEXT, a regular expression in the syntax of SRX (ICU's), compiled. NULL after an error in SINK at POSITION. */
struct pattern *pattern_create(struct slice text, unsigned flags, struct position position, struct diagnostics *sink);
void pattern_destroy(struct pattern *pattern); /* takes NULL */

/* Whether PATTERN matches TEXT (valid UTF-8) beginning just at OFFSET. Sees what stands before. */
bool pattern_matches_at(const struct pattern *pattern, struct slice text, size_t offset);

/* The first match in TEXT that begins at FROM or later; its range in *BEGIN and *END. */
bool pattern_find(const struct pattern *pattern, struct slice text, size_t from, size_t *begin, size_t *end);

#endif
