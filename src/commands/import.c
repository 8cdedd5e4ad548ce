/* import.c: what translators' tools made of catalogs, in again; XLIFF and what it has in common with PO (import_po.c). */

#include "commands/import.h"

#include "base/message.h"
#include "commands/article.h"
#include "commands/pipeline.h"
#include "commands/run.h"
#include "commands/user_path.h"
#include "commands/waiting.h"
#include "memory/exchange.h"
#include "memory/key.h"

#include <stdio.h>

static struct slice file_name(struct slice path)
{
	size_t slash = path.size;
	while (slash && path.data[slash - 1] != '/')
		slash--;
	return slice_from_offset(path, slash);
}

#define AMBIGUOUS (TABLE_NONE - 1) /* a name of several articles */

static void find_names(struct article_names *names, const struct project *project)
{
	for (size_t i = 0; i < project->articles.count; i++) {
		const struct article *article = &project->articles.items[i];
		const char *const paths[] = {
			article->source,
			project_catalog_path(project, article, project->languages.items[0].language, project->arena),
			project_template_path(project, article, project->arena),
		};
		for (size_t j = 0; j < sizeof paths / sizeof *paths; j++) {
			struct slice path = slice_from(paths[j]), name = file_name(path);
			table_add(&names->paths, path, i);
			if (table_add(&names->names, name, i) != i)
				table_set(&names->names, name, AMBIGUOUS);
		}
	}
}

static void finish_names(struct article_names *names)
{
	table_finish(&names->paths);
	table_finish(&names->names);
}

size_t import_find_article(const struct article_names *names, struct slice name)
{
	size_t index = table_get(&names->paths, name);
	if (index == TABLE_NONE)
		index = table_get(&names->names, file_name(name));
	return index == AMBIGUOUS ? TABLE_NONE : index;
}

static void print_report(const struct import *import, const struct xliff_report *report)
{
	printf(import->options->dry_run
	           ? ngettext("%s: %zu translation would be taken", "%s: %zu translations would be taken", report->taken)
	           : ngettext("%s: %zu translation taken", "%s: %zu translations taken", report->taken),
	       import->opened.path, report->taken);
	printf(_(", %zu the same, %zu refused, %zu of sentences that it has not\n"), report->same, report->refused,
	       report->unknown);
}

bool import_begin_article(struct import *import, const struct article *article)
{
	waiting_take(import->locks, slice_from(article->source), import->options);
	import->article = article;
	import->merge = (struct xliff_merge){
		.catalog = &import->opened.merged, .path = import->name, .find = article->format->find_placeables,
		.sink = import->sink,
	};
	if (open_catalog(&import->opened, import->project, article, import->segmenter, import->cutters, import->sink))
		return true;
	import_leave_article(import);
	return false;
}

void import_leave_article(struct import *import)
{
	xliff_merge_finish(&import->merge);
	close_catalog(&import->opened);
	locks_give(import->locks, slice_from(import->article->source));
	import->article = NULL;
}

void import_end_article(struct import *import)
{
	if (!import->article)
		return;
	const struct opened_catalog *opened = &import->opened;
	bool changed;
	if (catalog_save(&opened->merged, opened->path, opened->bytes, &opened->old, import->options->dry_run, &changed,
	                 import->sink) && !import->options->quiet)
		print_report(import, &import->merge.report);
	import_leave_article(import);
}

/* Whether two languages are one but for their regions. */
static bool is_same_family(struct slice one, struct slice other)
{
	char families[2][KEY_LANGUAGE_SIZE], region[KEY_LANGUAGE_SIZE];
	return language_family(one, families[0], region) && language_family(other, families[1], region) &&
	       strcmp(families[0], families[1]) == 0;
}

bool import_has_language(const struct import *import, struct slice language, size_t line)
{
	const struct language *ours = import->project->languages.items[0].language;
	if (!language.size || is_same_family(language, slice_from(ours->tag)))
		return true;
	diagnostics_error(import->sink, (struct position){ import->name, line, 0 },
	                  _("is in “%.*s”, not in %s; name its language with --lang"), SLICE_ARG(language), ours->spelling);
	return false;
}

static void begin_original(struct import *import, const struct xliff_unit *unit)
{
	import_end_article(import);
	import->original = arena_copy(import->project->arena, unit->original);
	import->skipped = true;
	if (!import_has_language(import, unit->target_language, unit->line))
		return;
	size_t article = import_find_article(import->names, unit->original);
	if (article == TABLE_NONE)
		diagnostics_error(import->sink, (struct position){ import->name, unit->line, 0 },
		                  _("there is no article “%.*s” here; import it where it was exported"), SLICE_ARG(unit->original));
	else
		import->skipped = !import_begin_article(import, &import->project->articles.items[article]);
}

static void import_unit(void *context, const struct xliff_unit *unit)
{
	struct import *import = context;
	if (!import->original.data || !slice_equal(import->original, unit->original))
		begin_original(import, unit);
	if (!import->skipped)
		xliff_merge_unit(&import->merge, unit);
}

static void pass_over(void *context, const struct xliff_unit *unit)
{
	(void)context, (void)unit;
}

static bool is_po(const char *name)
{
	return exchange_format_of(slice_from(name)) == EXCHANGE_PO;
}

static void import_xliff(struct import *import)
{
	/* Read through first, so that nothing is taken of a file with a fault. */
	if (!xliff_read(import->name, pass_over, NULL, import->sink))
		return;
	xliff_read(import->name, import_unit, import, import->sink);
	import_end_article(import);
}

static void import_file(struct import *import)
{
	import->locks = import->options->dry_run ? NULL : locks_open();
	if (is_po(import->name))
		import_po(import);
	else
		import_xliff(import);
	locks_close(import->locks);
}

static void note_language(void *context, const struct xliff_unit *unit)
{
	struct buffer *language = context;
	if (!language->size)
		buffer_append(language, unit->target_language);
}

/* The language that the file NAME says it is in, in ARENA; empty: none. False after an error in SINK. */
static bool find_language(const char *name, struct slice *language, struct arena *arena, struct diagnostics *sink)
{
	if (is_po(name))
		return import_po_language(name, language, arena, sink);
	struct buffer tag = { 0 };
	bool done = xliff_read(name, note_language, &tag, sink);
	*language = arena_copy(arena, buffer_slice(&tag));
	buffer_finish(&tag);
	return done;
}

/* Choose the language that the file NAME is in, as the project spells it. */
static void choose_language(struct options *options, const char *name)
{
	struct diagnostics *ignored = diagnostics_create(); /* all is read again, and reported then */
	struct slice tag;
	struct project project;
	find_language(name, &tag, options->arena, ignored);
	const struct language *language = tag.size ? language_find(tag, options->arena, POSITION_NONE, ignored) : NULL;
	const struct project_request request = {
		.config_file = options->config_file, .needs_languages = true, .without_articles = true,
	};
	const char *spelling = language ? language->spelling : NULL;
	bool found = false;
	if (language && project_open(&project, &request, ignored)) {
		for (size_t i = 0; i < project.languages.count; i++) {
			const struct language *ours = project.languages.items[i].language;
			bool same = strcmp(ours->tag, language->tag) == 0;
			if (same || (!found && is_same_family(slice_from(ours->tag), slice_from(language->tag))))
				spelling = arena_copy(options->arena, slice_from(ours->spelling)).data;
			found |= same;
		}
	}
	if (language)
		project_close(&project);
	if (spelling)
		array_push(&options->languages, slice_from(spelling));
	diagnostics_destroy(ignored);
}

int command_import(struct options *options, struct diagnostics *sink)
{
	struct slice folder = user_folder(options->arena);
	struct slices names = options->arguments;
	if (!names.count) {
		diagnostics_error(sink, POSITION_NONE, _("name the XLIFF or PO files to import; see “localize import --help”"));
		return STATUS_ERROR;
	}
	for (size_t i = 0; i < names.count && !options->languages.count; i++)
		choose_language(options, user_path(folder, names.items[i].data, options->arena));
	/* A file that can't be read says no language: then its fault is the one to tell. */
	struct slice language;
	bool done = true;
	for (size_t i = 0; i < names.count && !options->languages.count; i++)
		done &= find_language(user_path(folder, names.items[i].data, options->arena), &language, options->arena, sink);
	if (!done)
		return STATUS_ERROR;
	options->arguments.count = 0;
	struct project project;
	if (pipeline_open(&project, options, sink) && check_one_language(&project, sink)) {
		struct segmenter *segmenter = pipeline_segmenter(&project.config, &done, sink);
		struct cutters *cutters = cutters_create(&project.config, segmenter);
		struct article_names articles = { 0 };
		find_names(&articles, &project);
		for (size_t i = 0; done && i < names.count; i++) {
			struct import import = {
				.project = &project, .options = options, .segmenter = segmenter, .cutters = cutters, .names = &articles,
				.name = user_path(folder, names.items[i].data, options->arena), .sink = sink,
			};
			import_file(&import);
		}
		finish_names(&articles);
		cutters_destroy(cutters);
		segmenter_destroy(segmenter);
	}
	project_close(&project);
	options->arguments.count = names.count;
	return STATUS_DONE;
}
