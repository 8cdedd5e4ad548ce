#include "commands/report.h"

#include "base/message.h"
#include "commands/findings.h"
#include "commands/translate_report.h"

enum { BAR_WIDTH = 20 };

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

static void report_json(const struct project *project, const struct options *options, unsigned steps,
                        const struct article_result *results, const struct translate_results *translated)
{
	json_t *articles = json_array();
	for (size_t i = 0; i < project->articles.count; i++) {
		json_t *languages = json_array();
		for (size_t j = 0; j < project->languages.count; j++)
			json_array_append_new(languages, result_to_json(&results[i * project->languages.count + j],
			                                                project->languages.items[j].language, steps));
		json_array_append_new(articles, json_pack("{s:s, s:o}", "article", project->articles.items[i].source,
		                                          "languages", languages));
	}
	json_t *report = json_pack("{s:o}", "articles", articles);
	if (translated)
		json_object_set_new(report, "translation", translate_report_json(options, translated));
	json_dumpf(report, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(report);
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

static void print_row(const struct article_result *result, int width, const char *name, bool color)
{
	printf("  %-*s ", width, name);
	print_bar(result, color);
	size_t translated = result->units ? result->translated * 100 / result->units : 100;
	printf(" %3zu %%  %zu/%zu", translated, result->translated, result->units);
	if (result->fuzzy)
		printf(_(", %zu fuzzy"), result->fuzzy);
	if (result->machine)
		printf(_(", %zu machine"), result->machine);
	puts(result->failed ? _(", failed") : "");
}

static void report_table(const struct project *project, const struct options *options,
                         const struct article_result *results)
{
	bool color = options_color_output(options);
	size_t width = 10;
	for (size_t i = 0; i < project->articles.count; i++)
		if (project->articles.items[i].path.size > width)
			width = project->articles.items[i].path.size;
	width = width > 60 ? 60 : width;
	for (size_t j = 0; j < project->languages.count; j++) {
		const struct project_language *target = &project->languages.items[j];
		printf("%s (%s)", target->language->spelling, target->language->name);
		printf(target->from ? _(", from %s\n") : "\n", target->from ? target->from->spelling : "");
		struct article_result sum = { 0 };
		for (size_t i = 0; i < project->articles.count; i++) {
			const struct article_result *result = &results[i * project->languages.count + j];
			print_row(result, (int)width, project->articles.items[i].path.data, color);
			add_up(&sum, result);
		}
		if (project->articles.count > 1)
			print_row(&sum, (int)width, _("all"), color);
	}
}

/* One line a language: how much is translated, and what was done. */
static void report_summary(const struct project *project, unsigned steps, const struct article_result *results)
{
	for (size_t j = 0; j < project->languages.count; j++) {
		struct article_result sum = { 0 };
		size_t failed = 0, findings = 0, catalogs = 0, outputs = 0;
		for (size_t i = 0; i < project->articles.count; i++) {
			const struct article_result *result = &results[i * project->languages.count + j];
			add_up(&sum, result);
			failed += result->failed;
			findings += result->findings.count;
			catalogs += result->catalog_changed;
			outputs += result->output_changed;
		}
		printf(_("%s: %zu articles, %zu of %zu sentences translated"), project->languages.items[j].language->spelling,
		       project->articles.count, sum.translated, sum.units);
		if (sum.fuzzy)
			printf(_(", %zu fuzzy"), sum.fuzzy);
		if (sum.machine)
			printf(_(", %zu by machine"), sum.machine);
		if (steps & STEP_UPDATE && sum.merge.added + sum.merge.matched + sum.merge.retired + sum.merge.revived)
			printf(_("; %zu new, %zu changed, %zu retired, %zu back"), sum.merge.added, sum.merge.matched,
			       sum.merge.retired, sum.merge.revived);
		if (steps & STEP_UPDATE)
			printf(_("; %zu catalogs written"), catalogs);
		if (steps & STEP_CHECK)
			printf(_("; %zu findings"), findings);
		if (steps & STEP_BUILD)
			printf(_("; %zu articles written"), outputs);
		if (failed)
			printf(_("; %zu failed"), failed);
		putchar('\n');
	}
}

void report_results(const struct project *project, const struct options *options, unsigned steps,
                    const struct article_result *results, const struct translate_results *translated)
{
	if (options->json)
		report_json(project, options, steps, results, translated);
	else if (steps == STEP_COUNT)
		report_table(project, options, results);
	else if (!options->quiet) {
		if (translated)
			translate_report(options, translated);
		report_summary(project, steps, results);
	}
}
