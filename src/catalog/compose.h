/* compose.h: translations made of parts of others. */

#ifndef LOCALIZE_CATALOG_COMPOSE_H
#define LOCALIZE_CATALOG_COMPOSE_H

#include "base/arena.h"
#include "text/placeable.h"

/* Cut TRANSLATION, that of a sentence which became FIRST and SECOND, in two: at the end of a sentence or clause where
 * the lengths of the two lead to expect it, never inside markup (which FIND finds; NULL: there is none). The parts get
 * the mark that ends FIRST, and the capital that SECOND has, by LANGUAGE (BCP 47 or POSIX, a NUL after it). False where
 * there is no such place. Linear. */
bool compose_split(struct slice translation, struct slice first, struct slice second, placeable_find *find,
                   struct slice language, struct arena *arena, struct slice parts[2]);

/* Two texts with what parts sentences of their script between them: a space, or nothing where it has none. */
struct slice compose_join(struct slice first, struct slice second, struct arena *arena);

#endif
