/* ending.h: the comment behind a PO file's last entry: an editor's settings, or a word of a translator's. */

#ifndef LOCALIZE_CATALOG_ENDING_H
#define LOCALIZE_CATALOG_ENDING_H

#include "base/arena.h"

/* The lines of translators' comments behind the last entry of BYTES, each without "#" and the space after it, in ARENA; a
 * NULL pointer where there are none, or they are not UTF-8. Comments of other kinds are of an entry, and of none here.
 * Linear in what stands behind the last entry. */
struct slice ending_read(struct slice bytes, struct arena *arena);

#endif
