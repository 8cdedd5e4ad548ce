/* moved.h: sentences that the translation has in another place. */

#ifndef LOCALIZE_ALIGNMENT_MOVED_H
#define LOCALIZE_ALIGNMENT_MOVED_H

#include "alignment/model.h"

/* Look, for each segment of the source, at those of the target anywhere that share its rarer words. Segments that STEPS
 * leaves out, or pairs worse, become pairs where each is the other's best by far; a sure step that has a better rival
 * becomes doubtful. Near-linear. */
void moved_find(struct model *model, struct alignment *steps);

#endif
