/* translations.h: what the sentences of an article are in another language, by their hashes: all that an output takes of a
 * catalog, which need not be in memory then. Zeroed to begin with; translations_finish frees it. */

#ifndef LOCALIZE_COMMANDS_TRANSLATIONS_H
#define LOCALIZE_COMMANDS_TRANSLATIONS_H

#include "base/content.h"
#include "base/slice.h"

struct translation {
	struct hash sentence;
	const char *text;
	uint32_t size;
	bool outdated; /* it is that of the sentence before it was edited */
};

struct translations {
	struct translation *items;
	size_t count, capacity;
	uint32_t *slots;      /* numbers of items, from 1 on; 0: free. Three quarters full at most */
	size_t slot_count;    /* a power of two */
};

/* Add TEXT, which outlives TRANSLATIONS, for SENTENCE, unless that has a translation. */
void translations_add(struct translations *translations, struct slice sentence, struct slice text, bool outdated);

/* The translation of SENTENCE, valid until the next one is added, or NULL. */
const struct translation *translations_find(const struct translations *translations, struct slice sentence);

void translations_finish(struct translations *translations);

#endif
