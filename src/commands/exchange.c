/* exchange.c: catalogs out as XLIFF, for translators' tools, and in again. */

#include "base/file_writer.h"
#include "base/message.h"
#include "base/table.h"
#include "catalog/template.h"
#include "commands/article.h"
#include "commands/pipeline.h"
#include "commands/run.h"
#include "commands/waiting.h"
#include "commands/user_path.h"
#include "memory/key.h"
#include "memory/xliff.h"

#include <stdio.h>

/* The catalog of an article, as it would be after an update. */
struct opened_catalog {
	struct arena *arena;
	const char *path;
	struct slice bytes;
	struct catalog old, merged;
};

static bool open_catalog(struct opened_catalog *opened, const struct project *project, const struct article *article,
                         const struct segmenter *segmenter, struct diagnostics *sink)
{
	struct arena *arena = arena_create();
	struct loaded_article loaded;
	struct merge_report report = { 0 };
	const struct language *language = project->languages.items[0].language;
	*opened = (struct opened_catalog){ .arena = arena, .old.arena = arena, .merged.arena = arena };
	opened->path = project_catalog_path(project, article, language, arena);
	bool done = article_load(&loaded, article, &project->config, segmenter, arena, sink) &&
	            catalog_load(&opened->old, opened->path, &opened->bytes, sink);
	if (done) {
		catalog_merge(&opened->merged, &opened->old, &loaded.template, NULL, &report);
		template_complete_header(&opened->merged, language);
	}
	article_unload(&loaded);
	return done;
}

static void close_catalog(struct opened_catalog *opened)
{
	catalog_finish(&opened->old);
	catalog_finish(&opened->merged);
	arena_destroy(opened->arena);
}

/* The one language of the work, which has catalogs. */
static bool check_language(const struct project *project, struct diagnostics *sink)
{
	const struct project_language *language = &project->languages.items[0];
	if (project->languages.count != 1)
		diagnostics_error(sink, POSITION_NONE, _("name one language with --lang; an XLIFF file has one"));
	else if (language->from)
		diagnostics_error(sink, POSITION_NONE, _("%s is made from %s by its script and has no catalogs; name %s"),
		                  language->language->spelling, language->from->spelling, language->from->spelling);
	else
		return true;
	return false;
}

static bool choose_version(const struct options *options, enum xliff_version *version, struct diagnostics *sink)
{
	*version = XLIFF_1_2;
	if (!options->format || strcmp(options->format, "xliff") == 0)
		return true;
	*version = XLIFF_2_1;
	if (strcmp(options->format, "xliff2") == 0)
		return true;
	diagnostics_error(sink, POSITION_NONE, _("--format takes xliff (1.2) or xliff2 (2.1), not “%s”"), options->format);
	return false;
}

/* Write the catalogs of all articles to STREAM; the number of sentences. */
static size_t export_catalogs(const struct project *project, enum xliff_version version,
                              const struct segmenter *segmenter, FILE *stream, struct diagnostics *sink)
{
	struct buffer out = { 0 };
	const char *source = arena_copy(project->arena, project->config.source).data;
	const char *target = project->languages.items[0].language->tag;
	size_t sentences = 0;
	xliff_write_begin(version, source, target, &out);
	for (size_t i = 0; i < project->articles.count; i++) {
		const struct article *article = &project->articles.items[i];
		struct opened_catalog opened;
		if (open_catalog(&opened, project, article, segmenter, sink)) {
			for (size_t e = 0; e < opened.merged.count; e++)
				sentences += xliff_is_sentence(&opened.merged.items[e]);
			xliff_write_catalog(version, source, target, article->source, article->format->name, i + 1,
			                    &opened.merged, article->format->find_placeables, &out);
			fwrite(out.data, 1, out.size, stream);
			buffer_clear(&out);
		}
		close_catalog(&opened);
	}
	xliff_write_end(version, &out);
	fwrite(out.data, 1, out.size, stream);
	buffer_finish(&out);
	return sentences;
}

static void export_to(const struct project *project, const struct options *options, enum xliff_version version,
                      const char *place, struct diagnostics *sink)
{
	bool done;
	struct segmenter *segmenter = pipeline_segmenter(&project->config, &done, sink);
	if (!done)
		return;
	bool standard = !place || strcmp(place, "-") == 0;
	struct file_writer file = { .stream = stdout };
	if (standard)
		export_catalogs(project, version, segmenter, stdout, sink);
	else if (options->dry_run) {
		FILE *nowhere = fopen("/dev/null", "wb");
		if (nowhere) {
			size_t count = export_catalogs(project, version, segmenter, nowhere, sink);
			fclose(nowhere);
			printf(ngettext("%zu sentence would be written to %s\n", "%zu sentences would be written to %s\n", count), count,
			       place);
		}
	} else if (file_writer_open(&file, place, sink)) {
		size_t count = export_catalogs(project, version, segmenter, file.stream, sink);
		if (file_writer_close(&file, true, sink) && !options->quiet)
			printf(ngettext("%zu sentence written to %s\n", "%zu sentences written to %s\n", count), count, place);
	}
	segmenter_destroy(segmenter);
}

int command_export(struct options *options, struct diagnostics *sink)
{
	enum xliff_version version;
	struct slice folder = user_folder(options->arena);
	if (!choose_version(options, &version, sink))
		return STATUS_ERROR;
	struct project project;
	if (pipeline_open(&project, options, sink) && check_language(&project, sink))
		export_to(&project, options, version,
		          options->output ? user_path(folder, options->output, options->arena) : NULL, sink);
	project_close(&project);
	return STATUS_DONE;
}

/* What is read of one file, article after article. */
struct import {
	const struct project *project;
	const struct options *options;
	const struct segmenter *segmenter;
	const struct article_names *names;
	const char *name;            /* of the file */
	struct slice original;       /* of the article that is being read; a copy */
	struct opened_catalog opened;
	struct xliff_merge merge;
	const struct article *article; /* NULL: none is open, or locked */
	struct locks *locks;         /* NULL: nothing is written */
	bool skipped;                /* what is being read is of no article here, or of another language */
	struct diagnostics *sink;
};

static struct slice file_name(struct slice path)
{
	size_t slash = path.size;
	while (slash && path.data[slash - 1] != '/')
		slash--;
	return slice_from_offset(path, slash);
}

/* What files call the articles of a project, each article by its number. */
struct article_names {
	struct table paths; /* its own, its catalog's, its template's */
	struct table names; /* the same without folders; AMBIGUOUS for those of several */
};

#define AMBIGUOUS (TABLE_NONE - 1)

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

/* The article that ORIGINAL names: by its path, by its catalog's or its template's, or by what no other one is called. */
static const struct article *find_article(const struct project *project, const struct article_names *names,
                                          struct slice original)
{
	size_t index = table_get(&names->paths, original);
	if (index == TABLE_NONE)
		index = table_get(&names->names, file_name(original));
	return index < project->articles.count ? &project->articles.items[index] : NULL;
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

static void end_article(struct import *import)
{
	if (!import->article)
		return;
	const struct xliff_report *report = &import->merge.report;
	struct opened_catalog *opened = &import->opened;
	bool changed;
	if (catalog_save(&opened->merged, opened->path, opened->bytes, &opened->old, import->options->dry_run, &changed,
	                 import->sink) && !import->options->quiet)
		print_report(import, report);
	xliff_merge_finish(&import->merge);
	close_catalog(opened);
	locks_give(import->locks, slice_from(import->article->source));
	import->article = NULL;
}

/* Whether two languages are one but for their regions. */
static bool is_same_family(struct slice one, struct slice other)
{
	char families[2][KEY_LANGUAGE_SIZE], region[KEY_LANGUAGE_SIZE];
	return language_family(one, families[0], region) && language_family(other, families[1], region) &&
	       strcmp(families[0], families[1]) == 0;
}

static bool is_our_language(const struct import *import, const struct xliff_unit *unit)
{
	const struct language *ours = import->project->languages.items[0].language;
	return !unit->target_language.size || is_same_family(unit->target_language, slice_from(ours->tag));
}

static void begin_article(struct import *import, const struct xliff_unit *unit)
{
	const struct position position = { import->name, unit->line, 0 };
	end_article(import);
	import->original = arena_copy(import->project->arena, unit->original);
	import->skipped = true;
	if (!is_our_language(import, unit)) {
		diagnostics_error(import->sink, position, _("is in “%.*s”, not in %s; name its language with --lang"),
		                  SLICE_ARG(unit->target_language), import->project->languages.items[0].language->spelling);
		return;
	}
	const struct article *article = find_article(import->project, import->names, unit->original);
	if (!article) {
		diagnostics_error(import->sink, position, _("there is no article “%.*s” here; import it where it was exported"),
		                  SLICE_ARG(unit->original));
		return;
	}
	waiting_take(import->locks, slice_from(article->source), import->options);
	if (open_catalog(&import->opened, import->project, article, import->segmenter, import->sink)) {
		import->article = article;
		import->skipped = false;
		import->merge = (struct xliff_merge){
			.catalog = &import->opened.merged, .path = import->name, .find = article->format->find_placeables,
			.sink = import->sink,
		};
	} else {
		locks_give(import->locks, slice_from(article->source));
		close_catalog(&import->opened);
	}
}

static void import_unit(void *context, const struct xliff_unit *unit)
{
	struct import *import = context;
	if (!import->original.data || !slice_equal(import->original, unit->original))
		begin_article(import, unit);
	if (!import->skipped)
		xliff_merge_unit(&import->merge, unit);
}

static void pass_over(void *context, const struct xliff_unit *unit)
{
	(void)context, (void)unit;
}

static void import_file(const struct project *project, const struct options *options, const struct segmenter *segmenter,
                        const struct article_names *names, const char *name, struct diagnostics *sink)
{
	struct import import = {
		.project = project, .options = options, .segmenter = segmenter, .names = names, .name = name, .sink = sink,
	};
	/* Read through first, so that nothing is taken of a file with a fault. */
	if (!xliff_read(name, pass_over, NULL, sink))
		return;
	import.locks = options->dry_run ? NULL : locks_open();
	xliff_read(name, import_unit, &import, sink);
	end_article(&import);
	locks_close(import.locks);
}

static void note_language(void *context, const struct xliff_unit *unit)
{
	struct buffer *language = context;
	if (!language->size)
		buffer_append(language, unit->target_language);
}

/* Choose the language that the file NAME is in, as the project spells it. */
static void choose_language(struct options *options, const char *name)
{
	struct diagnostics *ignored = diagnostics_create(); /* all is read again, and reported then */
	struct buffer tag = { 0 };
	struct project project;
	xliff_read(name, note_language, &tag, ignored);
	const struct language *language =
	    tag.size ? language_find(buffer_slice(&tag), options->arena, POSITION_NONE, ignored) : NULL;
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
	buffer_finish(&tag);
	diagnostics_destroy(ignored);
}

int command_import(struct options *options, struct diagnostics *sink)
{
	struct slice folder = user_folder(options->arena);
	struct slices names = options->arguments;
	if (!names.count) {
		diagnostics_error(sink, POSITION_NONE, _("name the XLIFF files to import; see “localize import --help”"));
		return STATUS_ERROR;
	}
	for (size_t i = 0; i < names.count && !options->languages.count; i++)
		choose_language(options, user_path(folder, names.items[i].data, options->arena));
	/* A file that can't be read says no language: then its fault is the one to tell. */
	bool done = true;
	for (size_t i = 0; i < names.count && !options->languages.count; i++)
		done &= xliff_read(user_path(folder, names.items[i].data, options->arena), pass_over, NULL, sink);
	if (!done)
		return STATUS_ERROR;
	options->arguments.count = 0;
	struct project project;
	if (pipeline_open(&project, options, sink) && check_language(&project, sink)) {
		struct segmenter *segmenter = pipeline_segmenter(&project.config, &done, sink);
		struct article_names articles = { 0 };
		find_names(&articles, &project);
		for (size_t i = 0; done && i < names.count; i++)
			import_file(&project, options, segmenter, &articles, user_path(folder, names.items[i].data, options->arena),
			            sink);
		finish_names(&articles);
		segmenter_destroy(segmenter);
	}
	project_close(&project);
	options->arguments.count = names.count;
	return STATUS_DONE;
}
