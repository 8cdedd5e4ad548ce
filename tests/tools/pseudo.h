/* pseudo.h: articles read for the test programs, and a pseudo-translation that can be taken back. */

#ifndef LOCALIZE_TESTS_TOOLS_PSEUDO_H
#define LOCALIZE_TESTS_TOOLS_PSEUDO_H

#include "formats/format.h"

/* The article of PATH, cut into segments; NULL after an error in SINK. It lives in ARENA. */
struct document *pseudo_read(const char *path, struct arena *arena, struct diagnostics *sink);

/* The document of SOURCE in FORMAT, cut into segments; NULL after an error in SINK. */
struct document *pseudo_parse(const struct format *format, const char *name, struct slice source, struct arena *arena,
                              struct diagnostics *sink);

/* What en-XA and en-XB do, taken back, in place: accented letters become ASCII's, and brackets, acute accents and marks of
 * direction are gone. */
void pseudo_take_back(struct buffer *text);

/* DOCUMENT with every segment pseudo-translated into OUT. */
void pseudo_write(const struct format *format, const struct document *document, struct buffer *out);

#endif
