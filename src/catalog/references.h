/* references.h: the places in the sources that a message comes from: its "#:" lines.
 *
 * A name with spaces stands between U+2068 and U+2069, as GNU gettext has it from 0.22 on; before, each of its words
 * is a reference of its own. */

#ifndef LOCALIZE_CATALOG_REFERENCES_H
#define LOCALIZE_CATALOG_REFERENCES_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/table.h"

/* Those of an entry, in order; copies of it share them. A long article has one for each sentence, so they are small. */
struct references {
	const struct slice *names; /* "input/a.md:12", all of them; or, if there are lines, the one file that they are of */
	uint32_t count;
	uint32_t lines[];          /* the first is 0 if there are none */
};

/* COUNT references NAMES, which live as long, in ARENA; NULL for none. */
const struct references *references_of_names(const struct slice *names, size_t count, struct arena *arena);

/* LINES, COUNT of them and none 0, of *FILE, which has no white space in its name and lives as long, in ARENA. */
const struct references *references_of_lines(const struct slice *file, const uint32_t *lines, size_t count,
                                             struct arena *arena);

/* How many REFERENCES (NULL: none) are. */
static inline size_t references_count(const struct references *references)
{
	return references ? references->count : 0;
}

/* The one at INDEX; where it is a line of a file, it is written to ROOM. */
struct slice references_get(const struct references *references, size_t index, struct buffer *room);

bool references_equal(const struct references *a, const struct references *b);

/* Add the references of TEXT, the rest of a "#:" line, to those in REFERENCES that are not there yet. SEEN goes with
 * REFERENCES: zeroed where these are empty, and kept between the lines of one entry. False for a spelling that only
 * libgettextpo reads. Linear in TEXT. */
bool references_read(struct slice text, struct arena *arena, struct slices *references, struct table *seen);

/* Join what libgettextpo before 0.22 reads as the words of a name. */
void references_join(struct arena *arena, struct slices *references);

/* The file and line that the first of REFERENCES, as a catalog of ours has them, names: the words of a name with
 * spaces are references of their own, and the last of them has the line. *FILE is in ARENA, with a NUL. False for none. */
bool references_first(const struct references *references, struct arena *arena, struct slice *file, size_t *line);

/* The same of those in [BEGIN, END). */
bool references_first_of(const struct references *references, size_t begin, size_t end, struct arena *arena,
                         struct slice *file, size_t *line);

/* The "#:" lines of REFERENCES, broken at WIDTH bytes, into OUT; each is made in ROOM where references_get would. */
void references_write(const struct references *references, size_t width, struct buffer *room, struct buffer *out);

#endif
