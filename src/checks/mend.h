/* mend.h: what the checks can mend safely, mended. */

#ifndef LOCALIZE_CHECKS_MEND_H
#define LOCALIZE_CHECKS_MEND_H

#include "checks/check.h"

/* A translation that was mended. */
struct mended {
	size_t entry, form;    /* in the catalog */
	struct slice before, after;
	struct slice checks;   /* the names of those that found something: "dashes, spaces" */
};

struct mendeds {
	struct mended *items;
	size_t count, capacity;
};

/* Run the checks on CATALOG, as checks_run does, and put what they offer into its translations, until they have nothing
 * more to offer. What was mended is appended to OUT in the order of the catalog; texts in ARENA. Nothing else in CATALOG
 * changes: what is fuzzy is not looked at. Linear for what a few rounds mend. */
void mend_catalog(struct catalog *catalog, const char *file, const struct language *language, placeable_find *find,
                  const struct check_selection *selection, struct arena *arena, struct mendeds *out);

/* BYTES, the file that CATALOG was read from, with the translations of MENDED in place, into OUT. A file in gettext's own
 * form stays in it; in any other, every byte but those mended is kept. False after an error in SINK. */
bool mend_file(const struct catalog *catalog, struct slice bytes, const char *file, const struct mendeds *mended,
               struct arena *arena, struct buffer *out, struct diagnostics *sink);

#endif
