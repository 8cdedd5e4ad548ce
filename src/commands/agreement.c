#include "commands/agreement.h"

#include "checks/place.h"
#include "commands/article.h"

/* DISAGREEMENTS, all of one catalog, which is that of RESULT. */
static void report_catalog(const struct disagreement *begin, const struct disagreement *end, const struct article_result *results,
                           struct article_result *result, struct arena *arena)
{
	struct arena *own = arena_create();
	struct diagnostics *ignored = diagnostics_create();
	struct catalog catalog = { .arena = own };
	struct findings findings = { 0 };
	struct slice bytes;
	/* It was read a moment ago; who changes it meanwhile will check it again. */
	if (catalog_load(&catalog, result->catalog, &bytes, ignored) && bytes.data) {
		for (; begin < end; begin++)
			consistency_report(begin, &catalog, result->catalog, results[begin->other.catalog].catalog, arena, &findings);
		places_find(bytes, &findings);
	}
	for (size_t i = 0; i < findings.count; i++) {
		struct finding finding = findings.items[i];
		finding.msgid = arena_copy(arena, finding.msgid);
		finding.translation = arena_copy(arena, finding.translation);
		array_push(&result->findings, finding);
	}
	array_finish(&findings);
	catalog_finish(&catalog);
	diagnostics_destroy(ignored);
	arena_destroy(own);
}

void agreement_check(const struct project *project, const struct options *options, struct article_result *results,
                     struct arena *arena)
{
	const struct check_selection selection = pipeline_checks(&project->config, options);
	size_t languages = project->languages.count;
	for (size_t j = 0; j < languages; j++) {
		struct consistency_entries entries = { 0 };
		struct disagreements found = { 0 };
		for (size_t i = j; i < project->articles.count * languages; i += languages) {
			for (size_t k = 0; k < results[i].entries.count; k++) {
				results[i].entries.items[k].catalog = i;
				array_push(&entries, results[i].entries.items[k]);
			}
			array_finish(&results[i].entries);
		}
		consistency_find(&entries, &selection, &found);
		for (size_t i = 0, end; i < found.count; i = end) {
			for (end = i + 1; end < found.count && found.items[end].entry.catalog == found.items[i].entry.catalog;)
				end++;
			report_catalog(found.items + i, found.items + end, results, &results[found.items[i].entry.catalog], arena);
		}
		array_finish(&found);
		array_finish(&entries);
	}
}
