#include "commands/report.h"

#include "base/message.h"
#include "commands/json_output.h"
#include "commands/show.h"
#include "commands/translate_report.h"

#include <stdlib.h>

enum { BAR_WIDTH = 20 };

/* What the table shows of an article in a language. */
struct row {
	uint32_t units, translated, fuzzy, machine;
	bool failed;
};

/* Of a language, all articles together. */
struct sums {
	struct article_result result;
	size_t failed, findings, catalogs, outputs;
};

struct report {
	const struct project *project;
	const struct options *options;
	unsigned steps;
	enum findings_form form;
	struct sums *sums; /* one for each language */
	struct row *rows;  /* articles × languages; NULL: no table is to be printed */
	struct findings_printer *findings; /* NULL: they are warnings, printed already */
	size_t articles;   /* taken so far */
	size_t more;       /* findings besides theirs */
	bool below_minimum, grave;
};

static void add_up(struct article_result *sum, const struct article_result *result)
{
	sum->units += result->units;
	sum->translated += result->translated;
	sum->fuzzy += result->fuzzy;
	sum->machine += result->machine;
	sum->obsolete += result->obsolete;
	sum->merge.kept += result->merge.kept;
	sum->merge.matched += result->merge.matched;
	sum->merge.added += result->merge.added;
	sum->merge.retired += result->merge.retired;
	sum->merge.revived += result->merge.revived;
}

static json_t *number(size_t value)
{
	return json_integer((json_int_t)value);
}

static json_t *result_to_json(const struct article_result *result, const struct language *language, unsigned steps)
{
	json_t *object = json_pack("{s:s, s:s?, s:b, s:o, s:o, s:o, s:o, s:o, s:o}", "language", language->spelling, "catalog",
	                           result->catalog, "failed", result->failed, "units", number(result->units), "translated",
	                           number(result->translated), "fuzzy", number(result->fuzzy), "machine",
	                           number(result->machine), "untranslated",
	                           number(result->units - result->translated - result->fuzzy - result->machine), "obsolete",
	                           number(result->obsolete));
	if (steps & STEP_UPDATE)
		json_object_set_new(object, "merge",
		                    json_pack("{s:o, s:o, s:o, s:o, s:o, s:b}", "kept", number(result->merge.kept), "matched",
		                              number(result->merge.matched), "added", number(result->merge.added), "retired",
		                              number(result->merge.retired), "revived", number(result->merge.revived),
		                              "changed", result->catalog_changed));
	if (steps & STEP_CHECK) {
		json_t *findings = json_array();
		for (size_t i = 0; i < result->findings.count; i++)
			json_array_append_new(findings, finding_to_json(&result->findings.items[i]));
		json_object_set_new(object, "findings", findings);
	}
	if (steps & STEP_BUILD) {
		json_object_set_new(object, "output", result->output ? json_string(result->output) : json_null());
		json_object_set_new(object, "output_changed", json_boolean(result->output_changed));
	}
	return object;
}

static void print_bar(const struct article_result *result, bool color)
{
	size_t whole = result->units ? result->units : 1;
	size_t full = result->units ? result->translated * BAR_WIDTH / whole : BAR_WIDTH;
	size_t half = (result->translated + result->fuzzy + result->machine) * BAR_WIDTH / whole;
	fputs(color ? "\033[32m" : "", stdout);
	for (size_t i = 0; i < BAR_WIDTH; i++) {
		if (color && i == full)
			fputs("\033[33m", stdout);
		fputs(i < full ? "█" : i < half ? "▒" : "░", stdout);
	}
	fputs(color ? "\033[0m" : "", stdout);
}

/* A row without its end. Of what FAILED and has no sentences, nothing is known. */
static void print_row(const struct article_result *result, bool failed, size_t width, struct slice name, bool color)
{
	fputs("  ", stdout);
	show_padded(name, width);
	putchar(' ');
	if (failed && !result->units) {
		printf("%*s    –", BAR_WIDTH, "");
		return;
	}
	print_bar(result, color);
	size_t translated = result->units ? result->translated * 100 / result->units : 100;
	printf(" %3zu %%  %zu/%zu", translated, result->translated, result->units);
	if (result->fuzzy)
		printf(_(", %zu fuzzy"), result->fuzzy);
	if (result->machine)
		printf(_(", %zu machine"), result->machine);
}

static void print_table(const struct report *report)
{
	const struct project *project = report->project;
	bool color = options_color_output(report->options);
	size_t width = 10;
	for (size_t i = 0; i < project->articles.count; i++) {
		size_t columns = show_columns(project->articles.items[i].path);
		width = columns > width ? columns : width;
	}
	width = width > 60 ? 60 : width;
	for (size_t j = 0; j < project->languages.count; j++) {
		const struct project_language *target = &project->languages.items[j];
		printf("%s (%s)", target->language->spelling, target->language->name);
		printf(target->from ? _(", from %s\n") : "\n", target->from ? target->from->spelling : "");
		for (size_t i = 0; i < project->articles.count; i++) {
			const struct row *row = &report->rows[i * project->languages.count + j];
			const struct article_result result = {
				.units = row->units, .translated = row->translated, .fuzzy = row->fuzzy, .machine = row->machine,
			};
			print_row(&result, row->failed, width, project->articles.items[i].path, color);
			puts(row->failed ? _(", failed") : "");
		}
		if (project->articles.count < 2)
			continue;
		const struct sums *sums = &report->sums[j];
		print_row(&sums->result, sums->failed > 0, width, slice_from(_("all")), color);
		if (sums->failed)
			printf(_("; %zu failed"), sums->failed);
		putchar('\n');
	}
}

/* One line: how much is translated into LANGUAGE, and what was done. */
static void print_summary(const struct report *report, const struct language *language, const struct sums *sums)
{
	const struct article_result *sum = &sums->result;
	bool dry = report->options->dry_run;
	size_t articles = report->project->articles.count;
	printf(ngettext("%s: %zu article", "%s: %zu articles", articles), language->spelling, articles);
	printf(ngettext(", %zu of %zu sentence translated", ", %zu of %zu sentences translated", sum->units), sum->translated,
	       sum->units);
	if (sum->fuzzy)
		printf(_(", %zu fuzzy"), sum->fuzzy);
	if (sum->machine)
		printf(_(", %zu by machine"), sum->machine);
	if (report->steps & STEP_UPDATE && sum->merge.added + sum->merge.matched + sum->merge.retired + sum->merge.revived)
		printf(_("; %zu new, %zu changed, %zu retired, %zu back"), sum->merge.added, sum->merge.matched,
		       sum->merge.retired, sum->merge.revived);
	if (report->steps & STEP_UPDATE)
		printf(dry ? ngettext("; %zu catalog would be written", "; %zu catalogs would be written", sums->catalogs)
		           : ngettext("; %zu catalog written", "; %zu catalogs written", sums->catalogs),
		       sums->catalogs);
	if (report->steps & STEP_CHECK)
		printf(ngettext("; %zu finding", "; %zu findings", sums->findings), sums->findings);
	if (report->steps & STEP_BUILD)
		printf(dry ? ngettext("; %zu article would be written", "; %zu articles would be written", sums->outputs)
		           : ngettext("; %zu article written", "; %zu articles written", sums->outputs),
		       sums->outputs);
	if (sums->failed)
		printf(_("; %zu failed"), sums->failed);
	putchar('\n');
}

static void print_article(const struct report *report, size_t index, const struct article_result *results)
{
	const struct project *project = report->project;
	json_t *languages = json_array();
	for (size_t j = 0; j < project->languages.count; j++)
		json_array_append_new(languages,
		                      result_to_json(&results[j], project->languages.items[j].language, report->steps));
	json_print_item(json_pack("{s:s, s:o}", "article", project->articles.items[index].source, "languages", languages), 2,
	                report->articles == 0);
}

/* With --json what was found with all catalogs in view is an array of its own, behind the articles. */
static void print_more(struct report *report, const struct findings *findings)
{
	if (report->more == 0)
		fputs(report->articles ? "\n  ],\n  \"findings\": [" : "],\n  \"findings\": [", stdout);
	for (size_t i = 0; i < findings->count; i++)
		json_print_item(finding_to_json(&findings->items[i]), 2, report->more++ == 0);
}

static void finish_json(const struct report *report, const struct translate_results *translated)
{
	fputs(report->articles || report->more ? "\n  ]" : "]", stdout);
	if (translated) {
		fputs(",\n  \"translation\": ", stdout);
		json_print_value(translate_report_json(report->options, translated), 1);
	}
	puts("\n}");
}

struct report *report_begin(const struct project *project, const struct options *options, unsigned steps,
                            enum findings_form form)
{
	struct report *report = memory_allocate_zero(1, sizeof *report);
	report->project = project;
	report->options = options;
	report->steps = steps;
	report->form = form;
	report->sums = memory_allocate_zero(project->languages.count, sizeof *report->sums);
	if (steps == STEP_COUNT && !options->json)
		report->rows = memory_allocate_zero(project->articles.count * project->languages.count, sizeof *report->rows);
	if (steps == STEP_CHECK && !options->json)
		report->findings = findings_printer_begin(form, options_color_output(options));
	if (options->json && form == FINDINGS_TEXT)
		fputs("{\n  \"articles\": [", stdout);
	return report;
}

void report_take(void *context, size_t index, const struct article_result *results)
{
	struct report *report = context;
	size_t languages = report->project->languages.count;
	for (size_t j = 0; j < languages; j++) {
		const struct article_result *result = &results[j];
		struct sums *sums = &report->sums[j];
		add_up(&sums->result, result);
		sums->failed += result->failed;
		sums->findings += result->findings.count;
		sums->catalogs += result->catalog_changed;
		sums->outputs += result->output_changed;
		report->below_minimum |= result->below_minimum;
		report->grave |= findings_are_grave(&result->findings);
		if (report->rows)
			report->rows[index * languages + j] = (struct row){
				(uint32_t)result->units, (uint32_t)result->translated, (uint32_t)result->fuzzy,
				(uint32_t)result->machine, result->failed,
			};
		if (report->findings)
			findings_print(report->findings, &result->findings);
	}
	if (report->options->json && report->form == FINDINGS_TEXT)
		print_article(report, index, results);
	report->articles++;
}

void report_take_more(void *context, size_t language, const struct findings *findings)
{
	struct report *report = context;
	report->sums[language].findings += findings->count;
	report->grave |= findings_are_grave(findings);
	if (report->findings)
		findings_print(report->findings, findings);
	if (report->options->json && report->form == FINDINGS_TEXT)
		print_more(report, findings);
}

int report_end(struct report *report, const struct translate_results *translated)
{
	const struct project *project = report->project;
	const struct options *options = report->options;
	int status = report->below_minimum || report->grave ? STATUS_FINDINGS : STATUS_DONE;
	if (report->findings)
		findings_printer_end(report->findings);
	bool whole = report->form == FINDINGS_TEXT;
	if (whole && options->json)
		finish_json(report, translated);
	else if (whole && report->rows)
		print_table(report);
	else if (whole && !options->quiet) {
		if (translated)
			translate_report(options, translated);
		for (size_t j = 0; j < project->languages.count; j++)
			print_summary(report, project->languages.items[j].language, &report->sums[j]);
	}
	free(report->sums);
	free(report->rows);
	free(report);
	return status;
}
