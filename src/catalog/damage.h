/* damage.h: what makes a file no catalog, where a syntax error would say little of it. */

#ifndef LOCALIZE_CATALOG_DAMAGE_H
#define LOCALIZE_CATALOG_DAMAGE_H

#include "base/diagnostics.h"

/* Whether BYTES, the file FILE, is UTF-16 or UTF-32, or has the marks of a conflict that a version control's merge left;
 * what it is, is reported as errors. Linear. */
bool damage_report(struct slice bytes, const char *file, struct diagnostics *sink);

#endif
