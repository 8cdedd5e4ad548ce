/* pipeline.h: what is done with each article: update, check, build.
 *
 * An article is read once and parsed once for all its languages. Articles are independent: each is one job, with an
 * arena and a sink of its own, and what it gives is reported in the articles' order. */

#ifndef LOCALIZE_COMMANDS_PIPELINE_H
#define LOCALIZE_COMMANDS_PIPELINE_H

#include "catalog/merge.h"
#include "checks/consistency.h"
#include "commands/options.h"
#include "project/project.h"

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
	struct findings findings;
	struct consistency_entries entries; /* of its catalog, until agreement_check has compared them */
};

/* All the articles of PROJECT through STEPS. RESULTS, an array of articles × languages that the caller zeroes, tells of
 * each; its texts live in ARENA. One that is marked as failed, by steps before, is passed over. Errors, and findings as warnings if STEPS has STEP_CHECK, are printed as they come. */
void pipeline_run(const struct project *project, const struct options *options, unsigned steps,
                  struct article_result *results, struct arena *arena, struct diagnostics *sink);

/* The rules that cut articles into sentences, by CONFIG; segmenter_destroy frees them. NULL with the unit "paragraph", and
 * after an error in SINK: then *DONE is false. */
struct segmenter *pipeline_segmenter(const struct config *config, bool *done, struct diagnostics *sink);

/* The rules that cut texts in LANGUAGE (BCP 47) into sentences, whatever the unit is; NULL after an error in SINK. */
struct segmenter *pipeline_segmenter_of(const struct config *config, struct slice language, struct diagnostics *sink);

/* The checks that CONFIG and OPTIONS choose. */
struct check_selection pipeline_checks(const struct config *config, const struct options *options);

/* Open the project that OPTIONS speak of, for a command that needs languages, with what OPTIONS say in place of the
 * configuration. False after an error in SINK; project_close frees what there is either way. */
bool pipeline_open(struct project *project, const struct options *options, struct diagnostics *sink);

#endif
