/* recut.h: translations of sentences for the paragraph that they make, and of a paragraph for its sentences.
 *
 * When a project's unit is changed, or a paragraph's sentences are cut otherwise than before, a text is still there but
 * in other pieces. */

#ifndef LOCALIZE_CATALOG_RECUT_H
#define LOCALIZE_CATALOG_RECUT_H

#include "catalog/merging.h"

/* Give each open entry of the template that is several old sentences, all translated, their translations joined: it is
 * confirmed where all of them are, since the output is the same to the byte, else fuzzy. Give each that is a sentence
 * of a free old entry, a paragraph, its part of the paragraph's translation: confirmed where that has as many sentences,
 * each of them with the numbers and the markup of its own and of a like length, else fuzzy, saying why. The old entries stay as
 * obsolete ones too, so that nothing is lost when the unit is changed back. Linear. */
void merging_place_recut(struct merging *merging);

#endif
