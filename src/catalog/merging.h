/* merging.h: a merge under way, for the files that make it. */

#ifndef LOCALIZE_CATALOG_MERGING_H
#define LOCALIZE_CATALOG_MERGING_H

#include "base/table.h"
#include "catalog/entry_index.h"
#include "catalog/merge.h"
#include "text/change.h"

enum place_kind {
	PLACE_NONE,
	PLACE_SAME,
	PLACE_CHANGED,      /* the same but for numbers, addresses, markup, punctuation */
	PLACE_SIMILAR,
	PLACE_SPLIT_FIRST,  /* the first and */
	PLACE_SPLIT_SECOND, /* second part of an old sentence */
	PLACE_JOINED,       /* an old sentence and the one after it */
	PLACE_RECUT,
};

/* What an entry of the template gets. There is one for each sentence of a long article. */
struct place {
	const struct entry *made; /* of PLACE_RECUT: the entry's own fields, as they will be */
	uint32_t old;
	uint8_t kind; /* an enum place_kind */
	uint8_t score;
};

static inline struct place place_make(enum place_kind kind, size_t old, unsigned score, const struct entry *made)
{
	return (struct place){ .made = made, .old = (uint32_t)old, .kind = (uint8_t)kind, .score = (uint8_t)score };
}

enum use {
	USE_NONE,
	USE_PLACED, /* all of its work is in the new catalog */
	USE_SPENT,  /* its translation is, but it stays as an obsolete entry too */
};

struct merging {
	const struct catalog *old, *template;
	const struct merge_options *options;
	struct change_tools tools;
	struct catalog *merged;
	struct merge_report *report;
	struct entry_index old_entries; /* msgid → index in old, once it was needed; see merging_find_old */
	bool indexed;
	struct place *places;     /* of each entry of the template */
	unsigned char *used;      /* of each old entry: an enum use */
};

/* Entries with a context or plural forms are not of our making, and no sentence's. */
static inline bool entry_is_sentence(const struct entry *entry)
{
	return !entry_is_header(entry) && !entry_context(entry).data && !entry_plural(entry).data;
}

/* Whether the translation of OLD looks for a place. */
static inline bool merging_is_free(const struct merging *merging, size_t old)
{
	const struct entry *entry = &merging->old->items[old];
	return merging->used[old] == USE_NONE && entry_is_sentence(entry) && entry->msgstr[0].size;
}

/* Whether entry NEW of the template looks for a translation. */
static inline bool merging_is_open(const struct merging *merging, size_t new)
{
	return merging->places[new].kind == PLACE_NONE && entry_is_sentence(&merging->template->items[new]);
}

/* The old entry of SENTENCE, of those in use rather than of obsolete ones; ENTRY_NONE where there is none. */
size_t merging_find_old(struct merging *merging, struct slice sentence);

/* Find places for free translations of old sentences that are like open ones, and take them. */
void merging_place_similar(struct merging *merging);

#endif
