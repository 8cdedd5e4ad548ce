#include "commands/opened_catalog.h"

#include "base/message.h"
#include "catalog/template.h"
#include "commands/article.h"

bool open_catalog(struct opened_catalog *opened, const struct project *project, const struct article *article,
                  const struct segmenter *segmenter, struct cutters *cutters, struct diagnostics *sink)
{
	struct arena *arena = arena_create();
	struct loaded_article loaded;
	struct merge_report report = { 0 };
	struct cutting cutting;
	const struct language *language = project->languages.items[0].language;
	*opened = (struct opened_catalog){ .arena = arena, .old.arena = arena, .merged.arena = arena };
	opened->path = project_catalog_path(project, article, language, arena);
	bool done = article_load(&loaded, article, &project->config, segmenter, arena, sink) &&
	            catalog_load(&opened->old, opened->path, &opened->bytes, sink);
	if (done) {
		const struct merge_options options = cutters_options(cutters, article, language, &cutting);
		catalog_merge(&opened->merged, &opened->old, &loaded.template, &options, &report);
		template_complete_header(&opened->merged, language);
	}
	article_unload(&loaded);
	return done;
}

void close_catalog(struct opened_catalog *opened)
{
	catalog_finish(&opened->old);
	catalog_finish(&opened->merged);
	arena_destroy(opened->arena);
}

bool check_one_language(const struct project *project, struct diagnostics *sink)
{
	const struct project_language *language = &project->languages.items[0];
	if (project->languages.count != 1)
		diagnostics_error(sink, POSITION_NONE, _("name one language with --lang; a file for translators has one"));
	else if (language->from)
		diagnostics_error(sink, POSITION_NONE, _("%s is made from %s by its script and has no catalogs; name %s"),
		                  language->language->spelling, language->from->spelling, language->from->spelling);
	else
		return true;
	return false;
}
