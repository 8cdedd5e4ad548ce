/* check.c: the command that checks the catalogs. */

#include "base/message.h"
#include "commands/fix.h"
#include "commands/report.h"
#include "commands/run.h"
#include "commands/show.h"

static void list_checks(void)
{
	const char *const names[] = { _("note"), _("warning"), _("error") };
	size_t widest = 0;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t columns = show_columns(slice_from(names[i]));
		widest = columns > widest ? columns : widest;
	}
	for (const struct check *const *check = checks; *check; check++) {
		printf("%-17s ", (*check)->name);
		show_padded(slice_from(names[(*check)->severity]), widest);
		printf(" %s%s\n", _((*check)->reason), (*check)->off ? _(" (off by default)") : "");
	}
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
	int status = STATUS_ERROR;
	if (pipeline_open(&project, options, sink)) {
		if (options->fix)
			fix_catalogs(&project, options, sink);
		struct report *report = report_begin(&project, options, STEP_CHECK, form);
		const struct pipeline pipeline = {
			.project = &project, .options = options, .steps = STEP_CHECK, .take = report_take,
			.take_more = report_take_more, .context = report,
		};
		pipeline_run(&pipeline, sink);
		status = report_end(report, NULL);
	}
	project_close(&project);
	return status;
}
