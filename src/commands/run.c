/* run.c: the whole run, and its steps alone: update, check, build. */

#include "commands/run.h"

#include "commands/pipeline.h"
#include "commands/report.h"
#include "commands/translate.h"

#include <stdlib.h>

/* What the update did to an article in a language, kept while all of them are translated. */
struct updated {
	uint32_t kept, matched, added, retired, revived;
	bool changed;
};

/* The whole run with a translation in it, after the update and before the rest. */
struct translating {
	const struct project *project;
	struct report *report;
	struct updated *updated; /* articles × languages, and */
	bool *failed;            /* which of them are passed over */
};

static void take_updated(void *context, size_t index, const struct article_result *results)
{
	struct translating *translating = context;
	size_t languages = translating->project->languages.count;
	for (size_t i = 0; i < languages; i++) {
		const struct merge_report *merge = &results[i].merge;
		translating->updated[index * languages + i] = (struct updated){
			(uint32_t)merge->kept, (uint32_t)merge->matched, (uint32_t)merge->added, (uint32_t)merge->retired,
			(uint32_t)merge->revived, results[i].catalog_changed,
		};
		translating->failed[index * languages + i] = results[i].failed;
	}
}

/* All is counted again after the translation, but for what the update did. */
static void take_rest(void *context, size_t index, const struct article_result *results)
{
	struct translating *translating = context;
	size_t languages = translating->project->languages.count;
	struct article_result *whole = memory_allocate_zero(languages, sizeof *whole);
	for (size_t i = 0; i < languages; i++) {
		const struct updated *updated = &translating->updated[index * languages + i];
		whole[i] = results[i];
		whole[i].merge = (struct merge_report){
			updated->kept, updated->matched, updated->added, updated->retired, updated->revived,
		};
		whole[i].catalog_changed = updated->changed;
	}
	report_take(translating->report, index, whole);
	free(whole);
}

static void take_all(void *context, size_t index, const struct article_result *results)
{
	struct translating *translating = context;
	take_updated(context, index, results);
	report_take(translating->report, index, results);
}

static void take_more(void *context, size_t language, const struct findings *findings)
{
	struct translating *translating = context;
	report_take_more(translating->report, language, findings);
}

static void run_and_translate(struct pipeline *pipeline, struct report *report, struct translate_results *translated,
                              struct arena *arena, struct diagnostics *sink)
{
	const struct project *project = pipeline->project;
	size_t count = project->articles.count * project->languages.count;
	struct translating translating = {
		.project = project, .report = report,
		.updated = memory_allocate_zero(count, sizeof *translating.updated),
		.failed = memory_allocate_zero(count, sizeof *translating.failed),
	};
	unsigned steps = pipeline->steps;
	pipeline->context = &translating;
	pipeline->take = take_all;
	pipeline->take_more = take_more;
	if (!pipeline->options->dry_run) {
		pipeline->steps = STEP_UPDATE;
		pipeline->take = take_updated;
	}
	pipeline_run(pipeline, sink);
	translate_project(project, pipeline->options, translating.failed, translated, arena, sink);
	if (!pipeline->options->dry_run) {
		pipeline->steps = steps & ~(unsigned)STEP_UPDATE;
		pipeline->take = take_rest;
		pipeline->left_out = translating.failed;
		pipeline_run(pipeline, sink);
	}
	free(translating.updated);
	free(translating.failed);
}

static int run_steps(struct options *options, unsigned steps, bool translate, struct diagnostics *sink)
{
	struct project project;
	struct arena *arena = arena_create();
	int status = STATUS_ERROR;
	if (pipeline_open(&project, options, sink)) {
		struct report *report = report_begin(&project, options, steps, FINDINGS_TEXT);
		struct pipeline pipeline = {
			.project = &project, .options = options, .steps = steps, .take = report_take,
			.take_more = report_take_more, .context = report,
		};
		struct translate_results translated;
		translate = translate && (project.config.engine_count || options->engine);
		if (translate)
			run_and_translate(&pipeline, report, &translated, arena, sink);
		else
			pipeline_run(&pipeline, sink);
		status = report_end(report, translate ? &translated : NULL);
	}
	project_close(&project);
	arena_destroy(arena);
	return status;
}

int command_run(struct options *options, struct diagnostics *sink)
{
	return run_steps(options, STEP_UPDATE | STEP_CHECK | STEP_BUILD, true, sink);
}

int command_update(struct options *options, struct diagnostics *sink)
{
	return run_steps(options, STEP_UPDATE, false, sink);
}

int command_build(struct options *options, struct diagnostics *sink)
{
	return run_steps(options, STEP_BUILD, false, sink);
}

int command_status(struct options *options, struct diagnostics *sink)
{
	return run_steps(options, STEP_COUNT, false, sink);
}
