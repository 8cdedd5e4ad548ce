/* parts.h: texts that other texts may be made of, found without cutting anything. */

#ifndef LOCALIZE_CATALOG_PARTS_H
#define LOCALIZE_CATALOG_PARTS_H

#include "base/table.h"

/* Zero before the first text. */
struct parts {
	struct table beginnings; /* the first bytes of a text → the last text added that has them */
	struct { struct part_text *items; size_t count, capacity; } texts;
	bool any_short; /* one that is too short to be told by its beginning */
	size_t compared;
};

/* Add TEXT, which must outlive PARTS. */
void parts_add(struct parts *parts, struct slice text);
void parts_finish(struct parts *parts);

/* Whether one of the texts may be the beginning of TEXT, or stand anywhere in it, and be shorter than it. False is sure.
 * Linear in TEXT. */
bool parts_may_begin(struct parts *parts, struct slice text);
bool parts_may_stand_in(struct parts *parts, struct slice text);

#endif
