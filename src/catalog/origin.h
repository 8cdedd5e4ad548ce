/* origin.h: where a translation that no translator has confirmed comes from, as an entry's comment says it.
 *
 * The line stands among the comments that we write for translators ("#. suggested: machine translation,
 * libretranslate") and is kept while the entry is fuzzy. */

#ifndef LOCALIZE_CATALOG_ORIGIN_H
#define LOCALIZE_CATALOG_ORIGIN_H

#include "catalog/catalog.h"

enum origin {
	ORIGIN_TRANSLATOR, ORIGIN_SIMILAR, ORIGIN_SPLIT, ORIGIN_JOINED, ORIGIN_RECUT, ORIGIN_MACHINE, ORIGIN_MEMORY,
	ORIGIN_ADOPTED,
};

/* What ends the line of origin where what it is from was not confirmed. */
#define ORIGIN_UNCONFIRMED ", never confirmed"

/* What ENTRY's comment says; ORIGIN_TRANSLATOR where it says nothing, or the entry is not fuzzy. */
enum origin entry_origin(const struct entry *entry);

/* Whether ENTRY's translation is that of its previous sentence, which was confirmed before the sentence was edited. */
bool entry_is_outdated(const struct entry *entry);

/* Make ENTRY's comment say that its translation comes from ORIGIN, DETAIL ("87 %", "libretranslate") after it. */
void entry_set_origin(struct entry *entry, enum origin origin, struct slice detail, struct arena *arena);

/* Leave no line of origin in ENTRY's comment. */
void entry_drop_origin(struct entry *entry, struct arena *arena);

/* Keep in ENTRY's comment the line of origin that OLD's has, if it has one. */
void entry_keep_origin(struct entry *entry, const struct entry *old, struct arena *arena);

#endif
