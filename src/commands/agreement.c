#include "commands/agreement.h"

#include "checks/place.h"
#include "commands/article.h"

#include <stdlib.h>

struct agreement {
	const struct project *project;
	struct consistency *consistency;
};

struct agreement *agreement_begin(const struct project *project, const struct options *options)
{
	const struct check_selection selection = pipeline_checks(&project->config, options);
	struct agreement *agreement = memory_allocate_zero(1, sizeof *agreement);
	agreement->project = project;
	agreement->consistency = consistency_begin(&selection);
	return agreement;
}

void agreement_gather(struct agreement *agreement, size_t index, const struct article_result *results)
{
	for (size_t i = 0; i < agreement->project->languages.count; i++)
		consistency_add(agreement->consistency, i, index, &results[i].entries);
}

/* Take the disagreements of one catalog, of which NEXT is the first; *NEXT becomes the first of another one. False if there
 * is none. */
static bool report_catalog(const struct agreement *agreement, struct disagreement *next, struct findings *findings,
                           struct arena *arena)
{
	const struct project *project = agreement->project;
	const struct article *articles = project->articles.items;
	const struct disagreement first = *next;
	const struct language *language = project->languages.items[first.language].language;
	const char *path = project_catalog_path(project, &articles[first.catalog], language, arena);
	struct diagnostics *ignored = diagnostics_create();
	struct catalog catalog = { .arena = arena };
	struct slice bytes;
	bool more = true;
	/* It was read a moment ago; who changes it meanwhile will check it again. */
	bool read = catalog_load(&catalog, path, &bytes, ignored) && bytes.data;
	for (; more && next->language == first.language && next->catalog == first.catalog;
	     more = consistency_next(agreement->consistency, next)) {
		const char *other = project_catalog_path(project, &articles[next->other_catalog], language, arena);
		if (read)
			consistency_report(next, &catalog, path, other, arena, findings);
	}
	if (read)
		places_find(bytes, findings);
	catalog_finish(&catalog);
	diagnostics_destroy(ignored);
	return more;
}

void agreement_end(struct agreement *agreement,
                   void (*take)(void *context, size_t language, const struct findings *findings), void *context)
{
	struct disagreement next;
	for (bool more = consistency_next(agreement->consistency, &next); more;) {
		struct arena *arena = arena_create();
		struct findings findings = { 0 };
		size_t language = next.language;
		more = report_catalog(agreement, &next, &findings, arena);
		take(context, language, &findings);
		array_finish(&findings);
		arena_destroy(arena);
	}
	consistency_end(agreement->consistency);
	free(agreement);
}
