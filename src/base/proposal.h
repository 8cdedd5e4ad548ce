/* proposal.h: which of the known words a mistyped one is likely to mean. */

#ifndef LOCALIZE_BASE_PROPOSAL_H
#define LOCALIZE_BASE_PROPOSAL_H

#include "base/slice.h"

/* The index of the one of NAMES that WORD is nearest to, the first of several; their count where none is near. Case does not
 * count. */
size_t proposal_find(struct slice word, const struct slices *names);

#endif
