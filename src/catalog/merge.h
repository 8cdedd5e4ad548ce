/* merge.h: carrying translations over from a catalog to the article as it is now. */

#ifndef LOCALIZE_CATALOG_MERGE_H
#define LOCALIZE_CATALOG_MERGE_H

#include "catalog/catalog.h"

struct merge_report {
	size_t kept;    /* entries whose sentence is still there, moved or not */
	size_t matched; /* new sentences that got the translation of a similar old one, fuzzy */
	size_t added;   /* new sentences without any */
	size_t retired; /* entries that became obsolete */
	size_t revived; /* obsolete entries whose sentence came back */
};

/* Into MERGED (empty, its arena set), the entries of TEMPLATE in their order with what OLD has for them, then what is
 * left of OLD as obsolete entries. Every field that a translator or a tool wrote is kept: comments, flags, states, the
 * header's fields. A new sentence takes the translation of the most similar old sentence that has no place any more,
 * each old one once, the neighbours counting as evidence; it is then fuzzy and has the old sentence as previous.
 * Near-linear. Texts point into OLD's and TEMPLATE's. */
void catalog_merge(struct catalog *merged, const struct catalog *old, const struct catalog *template,
                   struct merge_report *report);

#endif
