/* diff.c: what changed in the articles since their sentences were translated. */

#include "base/jobs.h"
#include "base/message.h"
#include "catalog/origin.h"
#include "catalog/references.h"
#include "commands/article.h"
#include "commands/cutters.h"
#include "commands/follow.h"
#include "commands/pipeline.h"
#include "commands/run.h"
#include "commands/show.h"

#include <jansson.h>

enum state { STATE_CHANGED, STATE_SPLIT, STATE_JOINED, STATE_RECUT, STATE_NEW, STATE_GONE, STATES };

/* The words of --json. */
static const char *const state_names[STATES] = { "changed", "split", "joined", "recut", "new", "gone" };

struct article_diff {
	struct buffer text;
	json_t *changes; /* NULL: not asked for */
	struct diagnostics *sink;
	size_t count;
};

struct run {
	const struct project *project;
	const struct options *options;
	const struct segmenter *segmenter;
	struct cutters *cutters;
	struct followed_catalogs followed;
	struct article_diff *articles;
	json_t *list;
	struct diagnostics *sink;
	bool color;
	size_t count;
};

/* What happened to the sentence of ENTRY; STATES for nothing. */
static enum state state_of(const struct entry *entry)
{
	if (entry_is_header(entry) || entry_context(entry).data)
		return STATES;
	if (entry->obsolete)
		return entry_is_translated(entry) ? STATE_GONE : STATES;
	if (!entry_is_translated(entry))
		return STATE_NEW;
	switch (entry_origin(entry)) {
	case ORIGIN_MACHINE:
	case ORIGIN_MEMORY:
		return STATE_NEW;
	case ORIGIN_SPLIT:
		return STATE_SPLIT;
	case ORIGIN_JOINED:
		return STATE_JOINED;
	case ORIGIN_RECUT:
		return entry_previous_msgid(entry).size ? STATE_RECUT : STATES;
	default:
		return entry->fuzzy && entry_previous_msgid(entry).size ? STATE_CHANGED : STATES;
	}
}

static json_t *to_json(struct slice text)
{
	return json_stringn(text.data, text.size);
}

static json_t *difference_to_json(struct slice old, struct slice new)
{
	static const char *const kinds[] = { "same", "removed", "added" };
	struct differences differences = { 0 };
	json_t *list = json_array();
	difference_find(old, new, &differences);
	for (size_t i = 0; i < differences.count; i++)
		json_array_append_new(list, json_pack("{s:s, s:o}", "kind", kinds[differences.items[i].kind], "text",
		                                      to_json(differences.items[i].text)));
	array_finish(&differences);
	return list;
}

static void add_json(struct article_diff *diff, const struct entry *entry, enum state state, const char *language,
                     size_t line)
{
	json_t *change = json_pack("{s:s, s:s, s:o}", "language", language, "state", state_names[state], "sentence",
	                           to_json(entry->msgid));
	if (line)
		json_object_set_new(change, "line", json_integer((json_int_t)line));
	if (entry->msgstr[0].size)
		json_object_set_new(change, "translation", to_json(entry->msgstr[0]));
	if (state < STATE_NEW) {
		json_object_set_new(change, "previous", to_json(entry_previous_msgid(entry)));
		json_object_set_new(change, "difference", difference_to_json(entry_previous_msgid(entry), entry->msgid));
	}
	json_array_append_new(diff->changes, change);
}

static void add_text(struct article_diff *diff, const struct entry *entry, enum state state, const char *language,
                     const char *article, size_t line, bool color)
{
	const char *const words[STATES] = {
		_("changed"), _("split"), _("joined"), _("cut otherwise"), _("new"), _("gone"),
	};
	buffer_append_format(&diff->text, "%s%s", color ? "\033[1m" : "", article);
	if (line)
		buffer_append_format(&diff->text, ":%zu", line);
	buffer_append_format(&diff->text, ": %s: %s%s\n  ", language, words[state], color ? "\033[0m" : "");
	struct slice none = SLICE("");
	show_difference(state < STATE_NEW ? entry_previous_msgid(entry) : state == STATE_GONE ? entry->msgid : none,
	                state == STATE_GONE ? none : entry->msgid, color, &diff->text);
	if (entry->msgstr[0].size) {
		buffer_append_string(&diff->text, "\n  ");
		show_text(entry->msgstr[0], &diff->text);
	}
	buffer_append_byte(&diff->text, '\n');
}

static void compare_language(struct run *run, const struct loaded_article *loaded, const struct language *language,
                             struct article_diff *diff, struct arena *arena)
{
	const char *path = project_catalog_path(run->project, loaded->article, language, arena);
	struct catalog old = { .arena = arena }, merged = { .arena = arena };
	struct slice bytes, file;
	struct cutting cutting;
	const struct merge_options options = cutters_options(run->cutters, loaded->article, language, &cutting);
	struct merge_report report;
	if (catalog_load(&old, followed_source(&run->followed, path), &bytes, diff->sink)) {
		catalog_merge(&merged, &old, &loaded->template, &options, &report);
		for (size_t i = 0; i < merged.count; i++) {
			const struct entry *entry = &merged.items[i];
			enum state state = state_of(entry);
			size_t line = 0;
			if (state == STATES)
				continue;
			diff->count++;
			if (!entry->obsolete)
				references_first(entry->references, arena, &file, &line);
			if (diff->changes)
				add_json(diff, entry, state, language->spelling, line);
			else
				add_text(diff, entry, state, language->spelling, loaded->article->source, line, run->color);
		}
	}
	catalog_finish(&old);
	catalog_finish(&merged);
}

static void compare_article(void *context, size_t index)
{
	struct run *run = context;
	const struct project *project = run->project;
	struct article_diff *diff = &run->articles[index];
	struct arena *arena = arena_create();
	struct loaded_article loaded;
	diff->sink = diagnostics_create();
	diff->changes = run->options->json ? json_array() : NULL;
	if (article_load(&loaded, &project->articles.items[index], &project->config, run->segmenter, arena, diff->sink))
		for (size_t l = 0; l < project->languages.count; l++)
			if (project_language_has_catalogs(&project->languages.items[l]))
				compare_language(run, &loaded, project->languages.items[l].language, diff, arena);
	article_unload(&loaded);
	arena_destroy(arena);
}

static void finish_article(void *context, size_t index)
{
	struct run *run = context;
	struct article_diff *diff = &run->articles[index];
	fwrite(buffer_slice(&diff->text).data, 1, diff->text.size, stdout);
	if (diff->changes && diff->count)
		json_array_append_new(run->list, json_pack("{s:s, s:O}", "article", run->project->articles.items[index].source,
		                                           "changes", diff->changes));
	run->count += diff->count;
	json_decref(diff->changes);
	buffer_finish(&diff->text);
	diagnostics_move(run->sink, diff->sink);
	diagnostics_destroy(diff->sink);
}

static void compare_project(struct run *run, struct arena *arena)
{
	const struct project *project = run->project;
	struct options dry = *run->options;
	bool done;
	struct segmenter *segmenter = pipeline_segmenter(&project->config, &done, run->sink);
	if (!done)
		return;
	dry.dry_run = true; /* what was renamed is found, and left where it is */
	run->segmenter = segmenter;
	run->cutters = cutters_create(&project->config, segmenter);
	run->articles = arena_allocate_zero(arena, project->articles.count, sizeof *run->articles);
	run->list = run->options->json ? json_array() : NULL;
	catalogs_follow(project, &dry, segmenter, &run->followed, arena, run->sink);
	jobs_run(project->articles.count, run->options->jobs ? run->options->jobs : jobs_default(), compare_article,
	         finish_article, run);
	if (run->list) {
		json_t *report = json_pack("{s:o}", "articles", run->list);
		json_dumpf(report, stdout, JSON_INDENT(2));
		putchar('\n');
		json_decref(report);
	} else if (!run->count)
		diagnostics_note(run->sink, POSITION_NONE, _("nothing changed since it was translated"));
	array_finish(&run->followed);
	cutters_destroy(run->cutters);
	segmenter_destroy(segmenter);
}

int command_diff(struct options *options, struct diagnostics *sink)
{
	struct project project;
	struct arena *arena = arena_create();
	int status = STATUS_ERROR;
	if (pipeline_open(&project, options, sink)) {
		struct run run = {
			.project = &project, .options = options, .sink = sink, .color = options_color_output(options),
		};
		compare_project(&run, arena);
		status = STATUS_DONE;
	}
	project_close(&project);
	arena_destroy(arena);
	return status;
}
