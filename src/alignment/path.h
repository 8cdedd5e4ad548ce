/* path.h: the best way through two sequences of segments, and how sure each of its steps is. */

#ifndef LOCALIZE_ALIGNMENT_PATH_H
#define LOCALIZE_ALIGNMENT_PATH_H

#include "alignment/model.h"

/* Segments that belong together beyond much doubt. */
struct anchor {
	size_t source, target;
};

/* In strictly ascending order on both sides. */
struct anchors {
	struct anchor *items;
	size_t count, capacity;
};

/* Leave in ANCHORS, sorted by source and then by target, a longest part of them that ascends on both sides. */
void anchors_straighten(struct anchors *anchors);

/* The best path by MODEL appended to OUT, without moved steps, within a band around ANCHORS. Short texts are looked at
 * whole if WHOLE. */
void path_find(struct model *model, const struct anchors *anchors, bool whole, struct alignment *out);

/* Set the chance of each step of the path STEPS. */
void path_weigh(struct model *model, struct alignment *steps);

#endif
