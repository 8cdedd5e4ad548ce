#include "commands/translate_report.h"

#include "base/message.h"

/* All languages and engines. */
struct sums {
	size_t missing, recalled, filled, characters;
};

static struct sums add_up(const struct translate_results *results)
{
	struct sums sums = { 0 };
	for (size_t l = 0; l < results->count; l++) {
		const struct translate_result *result = &results->items[l];
		sums.missing += result->missing;
		sums.recalled += result->recalled;
		sums.filled += result->filled;
		for (size_t e = 0; e < results->engine_count; e++)
			sums.characters += result->reports[e].characters;
	}
	return sums;
}

static json_t *number(size_t value)
{
	return json_integer((json_int_t)value);
}

static json_t *engine_to_json(const char *name, const struct engine_report *report)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:f, s:b}", "engine", name, "texts",
	                 number(report->texts), "repeated", number(report->repeated), "copied", number(report->copied),
	                 "cached", number(report->cached), "sent", number(report->sent), "answered",
	                 number(report->answered), "refused", number(report->refused), "unanswered",
	                 number(report->unanswered), "requests", number(report->requests), "retried",
	                 number(report->retried), "characters", number(report->characters), "seconds", report->seconds,
	                 "stopped", report->stopped);
}

json_t *translate_report_json(const struct options *options, const struct translate_results *results)
{
	json_t *languages = json_array();
	for (size_t l = 0; l < results->count; l++) {
		const struct translate_result *result = &results->items[l];
		json_t *engines = json_array();
		for (size_t e = 0; e < results->engine_count; e++)
			if (result->reports[e].texts)
				json_array_append_new(engines, engine_to_json(results->engines[e], &result->reports[e]));
		json_array_append_new(languages,
		                      json_pack("{s:s, s:o, s:o, s:o, s:o}", "language", result->language->spelling, "missing",
		                                number(result->missing), "recalled", number(result->recalled), "filled",
		                                number(result->filled), "engines", engines));
	}
	struct sums sums = add_up(results);
	return json_pack("{s:b, s:o, s:o, s:o, s:o, s:o}", "dry_run", options->dry_run, "missing", number(sums.missing),
	                 "recalled", number(sums.recalled), "filled", number(sums.filled), "characters",
	                 number(sums.characters), "languages", languages);
}

/* Behind how many sentences they are in. */
static void print_characters(size_t count)
{
	printf(ngettext(" (%zu character)", " (%zu characters)", count), count);
}

static void print_engine(const struct options *options, const struct language *language, const char *name,
                         const struct engine_report *report)
{
	printf("%s, %s: ", language->spelling, name);
	if (options->dry_run) {
		printf(ngettext("%zu sentence would be sent", "%zu sentences would be sent", report->sent), report->sent);
		print_characters(report->characters);
		printf(_(", %zu in the cache\n"), report->cached);
		return;
	}
	size_t tenths = (size_t)(report->seconds * 10);
	printf(ngettext("%zu sentence sent", "%zu sentences sent", report->sent), report->sent);
	print_characters(report->characters);
	printf(_("; %zu answered, %zu from the cache, %zu refused, %zu left"), report->answered, report->cached,
	       report->refused, report->unanswered);
	printf(ngettext("; %zu request retried", "; %zu requests retried", report->retried), report->retried);
	printf(_("; %zu.%zu s\n"), tenths / 10, tenths % 10);
}

void translate_report(const struct options *options, const struct translate_results *results)
{
	if (options->json) {
		json_t *report = translate_report_json(options, results);
		json_dumpf(report, stdout, JSON_INDENT(2));
		putchar('\n');
		json_decref(report);
		return;
	}
	if (options->quiet)
		return;
	for (size_t l = 0; l < results->count; l++)
		for (size_t e = 0; e < results->engine_count; e++)
			if (results->items[l].reports[e].texts)
				print_engine(options, results->items[l].language, results->engines[e], &results->items[l].reports[e]);
	struct sums sums = add_up(results);
	printf(options->dry_run ? ngettext("%zu sentence is missing, %zu in the memory, %zu in the cache",
	                                   "%zu sentences are missing, %zu in the memory, %zu in the cache", sums.missing)
	                        : ngettext("%zu sentence was missing, %zu filled from the memory, %zu by machine",
	                                   "%zu sentences were missing, %zu filled from the memory, %zu by machine", sums.missing),
	       sums.missing, sums.recalled, sums.filled);
	printf(options->dry_run ? ngettext("; %zu character would be sent\n", "; %zu characters would be sent\n", sums.characters)
	                        : ngettext("; %zu character sent\n", "; %zu characters sent\n", sums.characters),
	       sums.characters);
}
