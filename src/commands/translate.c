#include "commands/translate.h"

#include "base/message.h"
#include "base/progress.h"
#include "catalog/merge.h"
#include "catalog/origin.h"
#include "catalog/template.h"
#include "commands/article.h"
#include "commands/memory_files.h"
#include "commands/pipeline.h"
#include "commands/recall.h"
#include "commands/run.h"

/* Sentences are sent together over the borders of articles, but not without end. */
enum { GROUP_SENTENCES = 2000, GROUP_CATALOGS = 500 };

/* A catalog with something missing, kept in memory until its group is answered. */
struct work {
	const struct article *article;
	const char *path;
	struct slice bytes;
	struct catalog old, merged;
};

struct group {
	struct arena *arena;
	struct { struct work *items; size_t count, capacity; } works;
	struct { struct entry **items; size_t count, capacity; } missing;
	struct { const struct format **items; size_t count, capacity; } formats; /* of each missing entry */
};

static void group_clear(struct group *group)
{
	for (size_t i = 0; i < group->works.count; i++) {
		catalog_finish(&group->works.items[i].old);
		catalog_finish(&group->works.items[i].merged);
	}
	array_clear(&group->works);
	array_clear(&group->missing);
	array_clear(&group->formats);
	arena_destroy(group->arena);
	group->arena = NULL;
}

static void group_finish(struct group *group)
{
	group_clear(group);
	array_finish(&group->works);
	array_finish(&group->missing);
	array_finish(&group->formats);
}

/* Read and update ARTICLE's catalog, fill it from MEMORY, and put it into GROUP. */
static void gather(struct group *group, const struct project *project, const struct article *article,
                   const struct language *language, const struct segmenter *segmenter, struct memory *memory,
                   struct translate_totals *totals, struct diagnostics *sink)
{
	struct loaded_article loaded;
	struct work work = { .article = article, .old.arena = group->arena, .merged.arena = group->arena };
	work.path = project_catalog_path(project, article, language, group->arena);
	struct merge_report report = { 0 };
	if (article_load(&loaded, article, &project->config, segmenter, group->arena, sink) &&
	    catalog_load(&work.old, work.path, &work.bytes, sink)) {
		catalog_merge(&work.merged, &work.old, &loaded.template, &report);
		template_complete_header(&work.merged, language);
		size_t recalled = recall_translations(&work.merged, article->format, language->spelling, MEMORY_LEAST, memory,
		                                      group->arena);
		totals->recalled += recalled;
		totals->missing += recalled;
		for (size_t i = 0; i < work.merged.count; i++)
			if (entry_is_missing(&work.merged.items[i])) {
				array_push(&group->missing, &work.merged.items[i]);
				array_push(&group->formats, article->format);
			}
		if (work.bytes.data || work.merged.count > 1)
			array_push(&group->works, work);
		else
			catalog_finish(&work.merged);
	} else {
		catalog_finish(&work.old);
		catalog_finish(&work.merged);
	}
	article_unload(&loaded);
}

static bool show_progress(void *context, const struct engine_report *report)
{
	struct progress *bar = context;
	progress_set(bar, report->left < bar->total ? bar->total - report->left : 0);
	return true;
}

/* Ask ENGINE for the entries of GROUP from FIRST to END, all of one format, that are still missing. */
static bool ask(struct group *group, size_t first, size_t end, const struct engine_options *engine,
                const struct project *project, const struct language *language, const struct options *options,
                struct translate_totals *totals, struct diagnostics *sink)
{
	const struct format *format = group->formats.items[first];
	struct engine_text *texts = arena_allocate_zero(group->arena, end - first, sizeof *texts);
	struct entry **entries = arena_allocate(group->arena, (end - first) * sizeof *entries);
	size_t count = 0;
	for (size_t i = first; i < end; i++) {
		struct entry *entry = group->missing.items[i];
		if (!entry_is_missing(entry))
			continue;
		struct placeables placeables = { 0 };
		if (format->find_placeables)
			format->find_placeables(entry->msgid, &placeables);
		texts[count].source = entry->msgid;
		texts[count].placeables =
		    arena_copy_array(group->arena, placeables.items, placeables.count, sizeof *placeables.items);
		texts[count].placeable_count = placeables.count;
		entries[count++] = entry;
		array_finish(&placeables);
	}
	struct engine_report report = { 0 };
	struct progress bar;
	progress_init(&bar, engine->name, count, options_progress(options));
	const struct engine_run run = {
		.options = engine,
		.source = arena_copy(group->arena, project->config.source).data,
		.target = language->tag,
		.find = format->find_placeables,
		.progress = show_progress,
		.context = &bar,
		.cache = ".localize",
		.dry_run = options->dry_run,
		.arena = group->arena,
	};
	bool done = count == 0 || engine_translate(&run, texts, count, &report, sink);
	progress_clear(&bar);
	totals->characters += report.characters;
	for (size_t i = 0; i < count; i++) {
		if (!texts[i].translation.size)
			continue;
		entries[i]->msgstr[0] = texts[i].translation;
		entries[i]->fuzzy = true;
		entry_set_origin(entries[i], ORIGIN_MACHINE, slice_from(engine->name), group->arena);
		totals->filled++;
	}
	return done;
}

/* Fill what GROUP misses by the engines in their order, and save its catalogs. */
static bool fill(struct group *group, const struct engine_options *engines, size_t engine_count,
                 const struct project *project, const struct language *language, const struct options *options,
                 struct translate_totals *totals, struct diagnostics *sink)
{
	bool done = true;
	totals->missing += group->missing.count;
	for (size_t e = 0; e < engine_count; e++)
		for (size_t first = 0, end; first < group->missing.count; first = end) {
			for (end = first + 1; end < group->missing.count; end++)
				if (group->formats.items[end] != group->formats.items[first])
					break;
			done &= ask(group, first, end, &engines[e], project, language, options, totals, sink);
		}
	for (size_t i = 0; i < group->works.count; i++) {
		struct work *work = &group->works.items[i];
		bool changed;
		done &= catalog_save(&work->merged, work->path, work->bytes, &work->old, options->dry_run, &changed, sink);
	}
	return done;
}

/* The engines to ask, in *COUNT: the one that --engine names, with its options if it is configured; else all that are,
 * which may be none. */
static bool choose_engines(const struct project *project, const struct options *options,
                           struct engine_options *chosen, size_t *count, struct diagnostics *sink)
{
	const struct config *config = &project->config;
	*count = options->engine ? 1 : config->engine_count;
	if (!options->engine) {
		memcpy(chosen, config->engines, config->engine_count * sizeof *chosen);
		return true;
	}
	for (size_t i = 0; i < config->engine_count; i++)
		if (strcmp(config->engines[i].name, options->engine) == 0) {
			chosen[0] = config->engines[i];
			return true;
		}
	for (const char *const *name = engine_names(); *name; name++)
		if (strcmp(*name, options->engine) == 0) {
			chosen[0] = (struct engine_options){ .name = options->engine };
			return true;
		}
	diagnostics_error(sink, POSITION_NONE, _("there is no engine “%s”; see “localize translate --help”"), options->engine);
	return false;
}

struct translate_totals translate_project(const struct project *project, const struct options *options,
                                          struct diagnostics *sink)
{
	struct translate_totals totals = { 0 };
	struct engine_options engines[CONFIG_ENGINES_MOST];
	size_t engine_count;
	bool done = choose_engines(project, options, engines, &engine_count, sink);
	struct memory *memory = done ? memory_of_project(project, sink) : NULL;
	struct segmenter *segmenter = done ? pipeline_segmenter(&project->config, &done, sink) : NULL;
	for (size_t l = 0; done && l < project->languages.count; l++) {
		if (project->languages.items[l].from)
			continue;
		const struct language *language = project->languages.items[l].language;
		struct group group = { .arena = arena_create() };
		for (size_t i = 0; done && i < project->articles.count; i++) {
			gather(&group, project, &project->articles.items[i], language, segmenter, memory, &totals, sink);
			if (group.missing.count < GROUP_SENTENCES && group.works.count < GROUP_CATALOGS &&
			    i + 1 < project->articles.count)
				continue;
			done = fill(&group, engines, engine_count, project, language, options, &totals, sink);
			group_clear(&group);
			group.arena = arena_create();
		}
		group_finish(&group);
	}
	segmenter_destroy(segmenter);
	memory_close(memory);
	return totals;
}

int command_translate(struct options *options, struct diagnostics *sink)
{
	struct project project;
	if (pipeline_open(&project, options, sink)) {
		struct translate_totals totals = translate_project(&project, options, sink);
		if (options->json)
			printf("{\"missing\": %zu, \"recalled\": %zu, \"filled\": %zu, \"characters\": %zu}\n", totals.missing,
			       totals.recalled, totals.filled, totals.characters);
		else if (!options->quiet)
			printf(options->dry_run
			           ? _("%zu sentences are missing, %zu are in the memory, %zu in the cache; %zu characters would be sent\n")
			           : _("%zu sentences were missing, %zu are filled from the memory, %zu by machine; %zu characters sent\n"),
			       totals.missing, totals.recalled, totals.filled, totals.characters);
	}
	project_close(&project);
	return STATUS_DONE;
}
