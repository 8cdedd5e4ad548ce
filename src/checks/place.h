/* place.h: where in a PO file the fault of a finding is. */

#ifndef LOCALIZE_CHECKS_PLACE_H
#define LOCALIZE_CHECKS_PLACE_H

#include "checks/check.h"

/* Make the positions of FINDINGS, which are those of their entries, the lines and columns where their faults begin in
 * BYTES, the catalog's file. One that is not found there, as in a file that is no UTF-8, keeps the position that it
 * has. Linear in BYTES, and for each finding in its entry. */
void places_find(struct slice bytes, struct findings *findings);

#endif
