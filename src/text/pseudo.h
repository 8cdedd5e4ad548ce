/* pseudo.h: pseudo-translation: text that shows what of an article is translated, and how it would bear it.
 *
 * CLDR names two pseudo-languages, each with the region of a language that is made of another: XA has accents on every
 * letter, XB runs from right to left. */

#ifndef LOCALIZE_TEXT_PSEUDO_H
#define LOCALIZE_TEXT_PSEUDO_H

#include "base/buffer.h"
#include "text/placeable.h"
#include "text/segment.h"

enum pseudo {
	PSEUDO_NONE,
	PSEUDO_ACCENTED, /* "Hello" becomes "⟦Ĥéļļö⟧" */
	PSEUDO_MIRRORED, /* each word between RIGHT-TO-LEFT OVERRIDE and POP DIRECTIONAL FORMATTING */
};

/* What the language with the BCP 47 tag TAG is: "en-XA", "sr-Latn-XB". */
enum pseudo pseudo_of_language(const char *tag);

/* TEXT (UTF-8) in KIND, not PSEUDO_NONE, appended to OUT; accented text has no brackets unless BRACKETS. Every letter is
 * changed but those of placeables, character references (`&nbsp;`) and addresses. PROSE are the ranges inside of
 * placeables, in order, that are text all the same (the value of an attribute). False, and nothing is appended, if there
 * is no letter to change. Linear. */
bool pseudo_translate(struct slice text, enum pseudo kind, bool brackets, const struct placeables *placeables,
                      const struct segments *prose, struct buffer *out);

#endif
