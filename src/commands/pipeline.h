/* pipeline.h: a run over the articles of a project.
 *
 * Articles are independent: each is one job, with an arena and a sink of its own, and what it gives is taken in the
 * articles' order and let go of. So memory is bounded by the articles under way. */

#ifndef LOCALIZE_COMMANDS_PIPELINE_H
#define LOCALIZE_COMMANDS_PIPELINE_H

#include "commands/steps.h"

/* Take the results of article number INDEX, one for each language. They live until this returns. */
typedef void take_results(void *context, size_t index, const struct article_result *results);

/* Take what was found at the end, with all catalogs in view, in one of LANGUAGE's. */
typedef void take_findings(void *context, size_t language, const struct findings *findings);

struct pipeline {
	const struct project *project;
	const struct options *options;
	unsigned steps;
	bool only_new;        /* be silent on articles with which there is nothing to do, and do not take them */
	bool some;            /* the project has more articles than these */
	const bool *left_out; /* of articles × languages, those to pass over: they failed before; NULL: none */
	struct segmenter *segmenter; /* by the rules of the project; NULL: it is made where it is needed */
	struct cutters *cutters; /* of several runs, if there is a segmenter or none is needed; NULL: they are made for this one */
	struct memory_listing *listing; /* of the whole project's catalogs; NULL: they are looked for where they are needed */
	uint64_t *whole_state; /* of several runs, as for state_open, from 0 on; NULL: each checks the state's file anew */
	take_results *take;   /* called for each article, in order and one at a time, on any of the run's threads */
	take_findings *take_more; /* called after the last article */
	void *context;
};

/* All the articles of the pipeline's project through its steps. Errors, and findings as warnings if there is more than
 * STEP_CHECK to do, are printed as they come. */
void pipeline_run(const struct pipeline *pipeline, struct diagnostics *sink);

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
