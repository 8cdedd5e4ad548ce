/* consistency.h: the same sentence in two translations, and two sentences in the same one, over many catalogs.
 *
 * Of each entry only hashes are kept, so that a project of any size can be compared. */

#ifndef LOCALIZE_CHECKS_CONSISTENCY_H
#define LOCALIZE_CHECKS_CONSISTENCY_H

#include "checks/check.h"

struct consistency_entry {
	uint64_t source, translation; /* hashes */
	size_t catalog, entry, line;  /* CATALOG is the caller's number for it */
	bool ignores[2];              /* inconsistent, reused */
};

struct consistency_entries {
	struct consistency_entry *items;
	size_t count, capacity;
};

/* One entry that does not agree with another. */
struct disagreement {
	const struct check *check;
	struct consistency_entry entry, other;
};

struct disagreements {
	struct disagreement *items;
	size_t count, capacity;
};

/* Append the confirmed translations of CATALOG, whose number is NUMBER. */
void consistency_gather(const struct catalog *catalog, size_t number, struct consistency_entries *out);

/* Append to OUT what disagrees in ENTRIES, which are sorted here, by the checks of SELECTION: each sentence whose translation
 * is not the one that it has mostly, with the first that has that, and the latter with the first that differs; in the
 * order of catalogs and entries. */
void consistency_find(struct consistency_entries *entries, const struct check_selection *selection, struct disagreements *out);

/* Append to OUT the finding that DISAGREEMENT is, in CATALOG, which is the file FILE; the other entry stands in OTHER_FILE.
 * Texts are in ARENA, or CATALOG's. */
void consistency_report(const struct disagreement *disagreement, const struct catalog *catalog, const char *file,
                        const char *other_file, struct arena *arena, struct findings *out);

#endif
