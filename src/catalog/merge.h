/* merge.h: carrying translations over from a catalog to the article as it is now. */

#ifndef LOCALIZE_CATALOG_MERGE_H
#define LOCALIZE_CATALOG_MERGE_H

#include "catalog/catalog.h"
#include "text/month.h"
#include "text/placeable.h"
#include "text/segment.h"

struct merge_report {
	size_t kept;    /* entries whose sentence is still there, moved or not */
	size_t matched; /* new sentences that got the translation of a similar old one, fuzzy */
	size_t added;   /* new sentences without any */
	size_t retired; /* entries that became obsolete */
	size_t revived; /* obsolete entries whose sentence came back */
};

/* What merging knows of the texts; all may be left out. */
struct merge_options {
	placeable_find *find; /* finds the markup */
	bool character_references; /* `&mdash;` in the texts is a dash (text/character_reference.h) */

	/* What cuts texts of the article's language (or of the TARGET's) into sentences, asked for only when it is needed;
	 * NULL: nothing does. Without it, sentences and paragraphs are not carried over to each other. */
	const struct segmenter *(*segmenter)(void *context, bool target);
	/* The names of months likewise; NULL: they are words like others. */
	const struct month_names *(*months)(void *context, bool target);
	void *context;
};

/* Into MERGED (empty, its arena set), the entries of TEMPLATE in their order with what OLD has for them, then what is
 * left of OLD as obsolete entries. Every field that a translator or a tool wrote is kept: comments, flags, states, the
 * header's fields. What a new sentence gets, in this order; each old translation has one place:
 *
 * - as it is, the translation of the same sentence;
 * - that of a paragraph that the sentence is of, or those of the sentences of which the paragraph is, after the unit was
 *   changed (recut.h);
 * - fuzzy, with the old sentence as previous, that of an old sentence which has no place any more: one with other
 *   numbers, addresses, markup or punctuation, in which the change is made; one like it; a part of one that was split;
 *   two that were joined. Of several, the likest, neighbours and place counting as evidence.
 *
 * Near-linear. Texts point into OLD's and TEMPLATE's. OPTIONS may be NULL. */
void catalog_merge(struct catalog *merged, const struct catalog *old, const struct catalog *template,
                   const struct merge_options *options, struct merge_report *report);

/* The same for a TEMPLATE, its header first, in MERGED's arena, that is not needed any more: its entries become those of
 * MERGED, and it is left empty. */
void catalog_merge_taking(struct catalog *merged, const struct catalog *old, struct catalog *template,
                          const struct merge_options *options, struct merge_report *report);

#endif
