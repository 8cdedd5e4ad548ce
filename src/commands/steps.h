/* steps.h: what is done with one article: update, check, build. */

#ifndef LOCALIZE_COMMANDS_STEPS_H
#define LOCALIZE_COMMANDS_STEPS_H

#include "base/content.h"
#include "catalog/merge.h"
#include "checks/consistency.h"
#include "checks/speller.h"
#include "commands/cutters.h"
#include "commands/follow.h"
#include "commands/options.h"
#include "memory/memory.h"
#include "project/project.h"

#include <pthread.h>

enum step {
	STEP_UPDATE = 1, /* template and catalogs */
	STEP_CHECK = 2,
	STEP_BUILD = 4,
	STEP_COUNT = 8,  /* only look */
};

/* How far an article is in a language, and what was done to it. */
struct article_result {
	size_t units;        /* different segments of the article */
	size_t translated;   /* by a translator */
	size_t fuzzy;        /* proposals from similar sentences, and what translators marked so */
	size_t machine;      /* machine translations, not confirmed */
	size_t outdated;     /* of the fuzzy ones, those whose sentence was edited since they were confirmed */
	size_t obsolete;
	struct merge_report merge;
	const char *catalog; /* its file; NULL for a language that has none of its own */
	const char *output;  /* its file; NULL: not built */
	bool catalog_changed, output_changed;
	bool below_minimum;  /* not built: too little is translated */
	bool failed;         /* an error in the sink says why */
	bool held;           /* its catalog may be another article's: nothing was done yet */
	struct findings findings;
	struct consistency_entries entries; /* of its catalog, to be compared with others' */
};

void result_finish(struct article_result *result); /* frees its arrays */

/* What the articles of a run share. Immutable, but for what locks guard. */
struct workshop {
	const struct project *project;
	const struct options *options;
	unsigned steps;
	const struct segmenter *segmenter;
	struct cutters *cutters;
	struct followed_catalogs followed; /* of articles that were renamed */
	struct memory *memory;             /* as it was before the run; NULL: none */
	bool has_memory;                   /* there is something in it */
	bool holds, holds_new;             /* articles that their catalogs know nothing of; and those that have none */
	pthread_mutex_t memory_lock;
	struct glossary **glossaries;      /* one for each language; NULL: none */
	struct speller **spellers;         /* likewise */
};

/* The contents that results are of. What is not looked at is zero. */
struct article_evidence {
	struct content source, template;
	struct language_evidence {
		struct content catalog, output;
		unsigned needs; /* the steps that are to be taken in this language */
	} *languages;
};

/* Take ARTICLE through the steps that EVIDENCE says it needs: it is read once and parsed once for all languages. RESULTS
 * has one item for each language of the project; those that are marked as failed are passed over. What steps that are not
 * needed would give is there already. The contents of the files that were read or written are noted in EVIDENCE. Texts
 * live in ARENA, and the results are to be finished. Threads may do it at once. */
void steps_run(struct workshop *workshop, const struct article *article, struct article_evidence *evidence,
               struct article_result *results, struct arena *arena, struct diagnostics *sink);

/* Whether the update would meet sentences in ARTICLE that are new, and so could look them up in the memory. ALONE: the
 * memory is of the article's catalogs only, and none is looked up there that is not in them but for its form. Writes
 * nothing; where something is wrong with a file, it is whatever. */
bool steps_find_new(struct workshop *workshop, const struct article *article, bool alone);

#endif
