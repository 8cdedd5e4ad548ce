/* conflict.h: the marks of a conflict that a version control's merge left in a file. */

#ifndef LOCALIZE_BASE_CONFLICT_H
#define LOCALIZE_BASE_CONFLICT_H

#include "base/diagnostics.h"

/* Whether BYTES, the file FILE, has such marks, the first of which are reported to SINK as errors. Linear. */
bool conflict_report(struct slice bytes, const char *file, struct diagnostics *sink);

#endif
