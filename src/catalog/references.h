/* references.h: the places in the sources that a message comes from: its "#:" lines.
 *
 * A name with spaces stands between U+2068 and U+2069, as GNU gettext has it from 0.22 on; before, each of its words
 * is a reference of its own. */

#ifndef LOCALIZE_CATALOG_REFERENCES_H
#define LOCALIZE_CATALOG_REFERENCES_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/table.h"

/* Add the references of TEXT, the rest of a "#:" line, to those in REFERENCES that are not there yet. SEEN goes with
 * REFERENCES: zeroed where these are empty, and kept between the lines of one entry. False for a spelling that only
 * libgettextpo reads. Linear in TEXT. */
bool references_read(struct slice text, struct arena *arena, struct slices *references, struct table *seen);

/* Join what libgettextpo before 0.22 reads as the words of a name. */
void references_join(struct arena *arena, struct slices *references);

/* The file and line that the first of COUNT references, as a catalog of ours has them, names: the words of a name with
 * spaces are references of their own, and the last of them has the line. *FILE is in ARENA, with a NUL. False for none. */
bool references_first(const struct slice *references, size_t count, struct arena *arena, struct slice *file,
                      size_t *line);

/* The "#:" lines of COUNT references, broken at WIDTH bytes, into OUT. */
void references_write(const struct slice *references, size_t count, size_t width, struct buffer *out);

#endif
