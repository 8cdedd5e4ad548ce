/* check.c: the command that checks the catalogs. */

#include "base/message.h"
#include "commands/findings.h"
#include "commands/fix.h"
#include "commands/report.h"
#include "commands/run.h"

static void list_checks(void)
{
	const char *const names[] = { _("note"), _("warning"), _("error") };
	for (const struct check *const *check = checks; *check; check++)
		printf("%-16s %-8s %s%s\n", (*check)->name, names[(*check)->severity], _((*check)->reason),
		       (*check)->off ? _(" (off by default)") : "");
}

int command_check(struct options *options, struct diagnostics *sink)
{
	enum findings_form form = FINDINGS_TEXT;
	if (options->list) {
		list_checks();
		return STATUS_DONE;
	}
	if (options->format && !findings_form(options->format, &form)) {
		diagnostics_error(sink, POSITION_NONE, _("--format takes text, github or sarif here, not “%s”"), options->format);
		return STATUS_ERROR;
	}
	if (options->yes && !options->fix) {
		diagnostics_error(sink, POSITION_NONE, _("--yes goes with --fix; give both"));
		return STATUS_ERROR;
	}
	struct project project;
	struct arena *arena = arena_create();
	int status = STATUS_ERROR;
	if (pipeline_open(&project, options, sink)) {
		if (options->fix)
			fix_catalogs(&project, options, sink);
		size_t count = project.articles.count * project.languages.count;
		struct article_result *results = arena_allocate_zero(arena, count, sizeof *results);
		pipeline_run(&project, options, STEP_CHECK, results, arena, sink);
		if (!options->json)
			findings_print(&project, results, form, options_color_output(options));
		if (form == FINDINGS_TEXT)
			report_results(&project, options, STEP_CHECK, results, NULL);
		status = findings_are_grave(&project, results) ? STATUS_FINDINGS : STATUS_DONE;
		for (size_t i = 0; i < count; i++)
			array_finish(&results[i].findings);
	}
	project_close(&project);
	arena_destroy(arena);
	return status;
}
