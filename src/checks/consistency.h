/* consistency.h: the same sentence in two translations, and two sentences in the same one, over many catalogs.
 *
 * Of each entry only hashes are kept, and of many entries only a part in memory, so that a project of any size can be
 * compared. */

#ifndef LOCALIZE_CHECKS_CONSISTENCY_H
#define LOCALIZE_CHECKS_CONSISTENCY_H

#include "checks/check.h"

struct consistency_entry {
	uint64_t source, translation;   /* hashes */
	uint32_t line;                  /* in its catalog, of msgid */
	bool ignores[2];                /* inconsistent, reused */
};

struct consistency_entries {
	struct consistency_entry *items;
	size_t count, capacity;
};

/* Append the confirmed translations of CATALOG. */
void consistency_gather(const struct catalog *catalog, struct consistency_entries *out);

/* A comparison of catalogs, by the checks of SELECTION. */
struct consistency *consistency_begin(const struct check_selection *selection);
void consistency_end(struct consistency *consistency); /* takes NULL */

/* Take the entries of catalog number CATALOG of LANGUAGE; numbers are the caller's, below 2^32 and 2^16. */
void consistency_add(struct consistency *consistency, size_t language, size_t catalog,
                     const struct consistency_entries *entries);

/* One entry that does not agree with another. */
struct disagreement {
	const struct check *check;
	size_t language;
	size_t catalog, line;             /* where the entry stands, and */
	size_t other_catalog, other_line; /* the other one */
};

/* The next disagreement in the order of languages, catalogs and lines: each sentence whose translation is not the one that
 * it has mostly, with the first that has that, and the latter with the first that differs. False when there is none left;
 * nothing can be added after the first call. */
bool consistency_next(struct consistency *consistency, struct disagreement *out);

/* Append to OUT the finding that DISAGREEMENT is, in CATALOG, which is the file FILE; the other entry stands in OTHER_FILE.
 * Texts are in ARENA, or CATALOG's. */
void consistency_report(const struct disagreement *disagreement, const struct catalog *catalog, const char *file,
                        const char *other_file, struct arena *arena, struct findings *out);

#endif
