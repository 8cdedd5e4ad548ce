/* regex.h: the regular expressions of a rules file, by PCRE2. */

#ifndef LOCALIZE_TEXT_REGEX_H
#define LOCALIZE_TEXT_REGEX_H

#include "base/diagnostics.h"

#ifndef PCRE2_CODE_UNIT_WIDTH
#define PCRE2_CODE_UNIT_WIDTH 8
#endif
#include <pcre2.h>

/* EXPRESSION compiled for UTF-8 (Unicode properties for \w, \d, \s and \b), as a group with SUFFIX after it. Beside
 * PCRE2's syntax, that of ICU and Java is understood (regex_dialect.h). The caller's to pcre2_code_free. NULL after an error in SINK at POSITION, which says where in EXPRESSION it is. */
pcre2_code *regex_compile(struct slice expression, const char *suffix, uint32_t options,
                          struct position position, struct diagnostics *sink);

/* What keeps any expression's cost at a position bounded; one that reaches a limit does not match. Shared, not
 * changed by matching; the caller's to pcre2_match_context_free. */
pcre2_match_context *regex_limits(void);

#endif
