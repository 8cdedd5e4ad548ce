/* plan.h: what is to be done: what the state does not say is done already.
 *
 * An article's work is done if all files that it is made of and makes have the contents that the state has seen, and the
 * keys of its steps are the same. A file is looked at by stat, and read only where that says that it was changed. */

#ifndef LOCALIZE_COMMANDS_PLAN_H
#define LOCALIZE_COMMANDS_PLAN_H

#include "commands/keys.h"
#include "commands/steps.h"
#include "project/state.h"

enum plan_flag {
	PLAN_WORK = 1,            /* some step is needed */
	PLAN_NOTE = 2,            /* nothing is, but a file has other times than the state knows */
	PLAN_LOAD = 4,            /* the article has to be read for it */
	PLAN_UPDATE = 8,
	PLAN_WITHOUT_CATALOG = 16, /* in some language there is none, and maybe should be */
	PLAN_COMPLETE = 32,        /* there is one in every language */
};

struct plan {
	const struct project *project;
	const struct options *options;
	unsigned steps;
	const struct state *state;
	struct keys keys;
	const bool *left_out;   /* articles × languages, or NULL */
	unsigned char *flags;   /* of each article, and */
	const struct state_article **known; /* what the state has of it */
};

/* Look at all articles, by as many threads as OPTIONS say. The plan's STATE, KEYS and so on are set; what
 * else it has is made here, and freed by plan_finish. */
void plan_make(struct plan *plan);
void plan_finish(struct plan *plan);

/* The stamp of the catalog of article INDEX in the language of number LANGUAGE, if plan_make has seen that the catalog is as
 * the state has it; STAMP_UNSETTLED if not. */
uint64_t plan_catalog_stamp(const struct plan *plan, size_t index, size_t language);

/* Look at article INDEX: what is needed, and the contents of its files, into EVIDENCE (its array in ARENA), and what
 * earlier runs have found of it into RESULTS. Texts are in ARENA or point into the state; findings are to be freed. The
 * flags are returned, but for what they tell of catalogs that are not there, which only plan_make asks. */
unsigned plan_look(const struct plan *plan, size_t index, struct article_evidence *evidence,
                   struct article_result *results, struct arena *arena);

/* What the state has of article INDEX, with which there is nothing to do, into RESULTS, without a look at its files. */
void plan_recall(const struct plan *plan, size_t index, struct article_result *results, struct arena *arena);

/* Note in CHANGES what was done with article INDEX. */
void plan_note(const struct plan *plan, size_t index, const struct article_evidence *evidence,
               const struct article_result *results, struct state_changes *changes);

#endif
