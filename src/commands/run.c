/* run.c: the whole run, and its steps alone: update, check, build. */

#include "commands/run.h"

#include "base/message.h"
#include "commands/findings.h"
#include "commands/pipeline.h"
#include "commands/report.h"
#include "commands/translate.h"

static bool any_below_minimum(const struct project *project, const struct article_result *results)
{
	for (size_t i = 0; i < project->articles.count * project->languages.count; i++)
		if (results[i].below_minimum)
			return true;
	return false;
}

/* The whole run with a translation in it, after the update and before the rest. */
static void run_and_translate(const struct project *project, const struct options *options, unsigned steps,
                              struct article_result *results, struct translate_results *translated,
                              struct arena *arena, struct diagnostics *sink)
{
	if (options->dry_run) {
		pipeline_run(project, options, steps, results, arena, sink);
		translate_project(project, options, results, translated, arena, sink);
		return;
	}
	pipeline_run(project, options, STEP_UPDATE, results, arena, sink);
	translate_project(project, options, results, translated, arena, sink);
	/* All is counted again, but for what the update did. */
	for (size_t i = 0; i < project->articles.count * project->languages.count; i++) {
		struct article_result updated = results[i];
		results[i] = (struct article_result){
			.merge = updated.merge, .catalog_changed = updated.catalog_changed, .failed = updated.failed,
		};
	}
	pipeline_run(project, options, steps & ~(unsigned)STEP_UPDATE, results, arena, sink);
}

static int run_steps(struct options *options, unsigned steps, bool translate, struct diagnostics *sink)
{
	struct project project;
	struct arena *arena = arena_create();
	int status = STATUS_ERROR;
	if (pipeline_open(&project, options, sink)) {
		size_t count = project.articles.count * project.languages.count;
		struct article_result *results = arena_allocate_zero(arena, count, sizeof *results);
		struct translate_results translated;
		translate = translate && (project.config.engine_count || options->engine);
		if (translate)
			run_and_translate(&project, options, steps, results, &translated, arena, sink);
		else
			pipeline_run(&project, options, steps, results, arena, sink);
		report_results(&project, options, steps, results, translate ? &translated : NULL);
		status = any_below_minimum(&project, results) || findings_are_grave(&project, results) ?
		         STATUS_FINDINGS : STATUS_DONE;
		for (size_t i = 0; i < count; i++)
			array_finish(&results[i].findings);
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
