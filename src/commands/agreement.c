#include "commands/agreement.h"

#include "checks/place.h"
#include "commands/article.h"

#include <stdlib.h>

struct agreement {
	const struct project *project;
	const struct options *options;
	struct consistency_entries *entries; /* of each language */
};

struct agreement *agreement_begin(const struct project *project, const struct options *options)
{
	struct agreement *agreement = memory_allocate_zero(1, sizeof *agreement);
	agreement->project = project;
	agreement->options = options;
	agreement->entries = memory_allocate_zero(project->languages.count, sizeof *agreement->entries);
	return agreement;
}

void agreement_gather(struct agreement *agreement, size_t index, const struct article_result *results)
{
	for (size_t i = 0; i < agreement->project->languages.count; i++)
		for (size_t j = 0; j < results[i].entries.count; j++) {
			array_push(&agreement->entries[i], results[i].entries.items[j]);
			array_last(&agreement->entries[i])->catalog = index;
		}
}

/* Find what DISAGREEMENTS, all of one catalog, come to. */
static void report_catalog(const struct agreement *agreement, const struct disagreement *begin,
                           const struct disagreement *end, const struct language *language, struct findings *findings,
                           struct arena *arena)
{
	const struct project *project = agreement->project;
	const struct article *articles = project->articles.items;
	const char *path = project_catalog_path(project, &articles[begin->entry.catalog], language, arena);
	struct diagnostics *ignored = diagnostics_create();
	struct catalog catalog = { .arena = arena };
	struct slice bytes;
	/* It was read a moment ago; who changes it meanwhile will check it again. */
	if (catalog_load(&catalog, path, &bytes, ignored) && bytes.data) {
		for (; begin < end; begin++)
			consistency_report(begin, &catalog, path,
			                   project_catalog_path(project, &articles[begin->other.catalog], language, arena), arena,
			                   findings);
		places_find(bytes, findings);
	}
	catalog_finish(&catalog);
	diagnostics_destroy(ignored);
}

void agreement_end(struct agreement *agreement,
                   void (*take)(void *context, size_t language, const struct findings *findings), void *context)
{
	const struct project *project = agreement->project;
	const struct check_selection selection = pipeline_checks(&project->config, agreement->options);
	for (size_t j = 0; j < project->languages.count; j++) {
		struct disagreements found = { 0 };
		consistency_find(&agreement->entries[j], &selection, &found);
		for (size_t i = 0, end; i < found.count; i = end) {
			for (end = i + 1; end < found.count && found.items[end].entry.catalog == found.items[i].entry.catalog;)
				end++;
			struct arena *arena = arena_create();
			struct findings findings = { 0 };
			report_catalog(agreement, found.items + i, found.items + end, project->languages.items[j].language, &findings,
			               arena);
			take(context, j, &findings);
			array_finish(&findings);
			arena_destroy(arena);
		}
		array_finish(&found);
		array_finish(&agreement->entries[j]);
	}
	free(agreement->entries);
	free(agreement);
}
