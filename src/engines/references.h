/* references.h: character references (`&rsquo;`, `&#233;`, `&amp;`) as engines understand them.
 *
 * An engine that is sent "don&rsquo;t" sees a word "rsquo" in it. A letter, a typographic mark or an apostrophe goes to
 * it as the character; what would be markup as a character, or is not known, as a token of its own. */

#ifndef LOCALIZE_ENGINES_REFERENCES_H
#define LOCALIZE_ENGINES_REFERENCES_H

#include "base/arena.h"
#include "text/placeable.h"

/* TEXT so, in ARENA, and its placeables, which are COUNT at PLACEABLES and those that were made, appended to OUT (empty).
 * What stands inside a placeable, and behind a backslash, is as it was. Linear in both. */
struct slice references_resolve(struct slice text, const struct placeable *placeables, size_t count,
                                struct placeables *out, struct arena *arena);

#endif
