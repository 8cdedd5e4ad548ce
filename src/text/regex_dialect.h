/* regex_dialect.h: regular expressions of ICU and Java, in which rules files are written, as PCRE2 spells them. */

#ifndef LOCALIZE_TEXT_REGEX_DIALECT_H
#define LOCALIZE_TEXT_REGEX_DIALECT_H

#include "base/buffer.h"

/* Append EXPRESSION to OUT: \uXXXX and \UXXXXXXXX, flags that PCRE2 lacks ((?u), and (?U), which means another thing
 * there; Unicode is always on), properties by their Java names, sets with unions, intersections and differences
 * ([a-z&&[^aeiou]]), and look-behinds of several lengths, of which * and + match at most LOOK_BEHIND_REPEATS times.
 * What is PCRE2's already stays as it is, and so does what is not understood: PCRE2 will refuse it. */
void regex_append_translated(struct buffer *out, struct slice expression);

enum { LOOK_BEHIND_REPEATS = 4 };

#endif
