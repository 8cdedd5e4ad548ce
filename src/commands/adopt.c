/* adopt.c: a catalog filled from an article that somebody translated without us. */

#include "base/file.h"
#include "base/message.h"
#include "catalog/template.h"
#include "commands/adopt_fill.h"
#include "commands/cutters.h"
#include "commands/json_output.h"
#include "commands/memory_files.h"
#include "commands/pipeline.h"
#include "commands/run.h"
#include "commands/user_path.h"
#include "commands/waiting.h"
#include "memory/exchange.h"
#include "memory/key.h"
#include "text/utf8.h"

#include <jansson.h>
#include <stdlib.h>

/* So many of the memory's translations are read to learn from. */
enum { PAIRS_MOST = 200000 };

struct adoption {
	const struct project *project;
	const struct options *options;
	const struct language *language;
	struct adopt_way way;
	const struct segmenter *segmenter, *their_segmenter;
	struct cutters *cutters;
	struct corpus corpus;
	char family[KEY_LANGUAGE_SIZE];
	struct aligned_words source_words, target_words; /* at work */
	struct locks *locks; /* NULL: nothing is written */
	struct diagnostics *sink;
	json_t *report;
	size_t absent; /* articles that no file was found for */
};

static void learn_pair(void *context, const struct memory_unit *unit)
{
	struct adoption *adoption = context;
	char family[KEY_LANGUAGE_SIZE], region[KEY_LANGUAGE_SIZE];
	if (adoption->corpus.pairs.count >= PAIRS_MOST || !language_family(unit->language, family, region) ||
	    strcmp(family, adoption->family) != 0)
		return;
	array_clear(&adoption->source_words);
	array_clear(&adoption->target_words);
	words_find(unit->source, NULL, 0, &adoption->corpus.vocabulary, &adoption->source_words);
	words_find(unit->target, NULL, 0, &adoption->corpus.vocabulary, &adoption->target_words);
	corpus_add(&adoption->corpus, &adoption->source_words, &adoption->target_words, utf8_count(unit->source),
	           utf8_count(unit->target));
}

/* What the project and its memory know: a dictionary grows from it. */
static void learn_memory(struct adoption *adoption)
{
	struct arena *arena = arena_create();
	struct diagnostics *ignored = diagnostics_create(); /* whoever works on these files reports their faults */
	struct memory_files files = { 0 };
	char region[KEY_LANGUAGE_SIZE];
	language_family(slice_from(adoption->language->tag), adoption->family, region);
	memory_files_find(adoption->project, &files, arena, ignored);
	for (size_t i = 0; i < files.count && adoption->corpus.pairs.count < PAIRS_MOST; i++) {
		const struct memory_file *file = &files.items[i];
		const struct exchange_languages languages = {
			arena_copy(arena, adoption->project->config.source).data, file->language,
		};
		enum exchange_format format = file->imported ? exchange_format_of(slice_from(file->path)) : EXCHANGE_PO;
		exchange_read(file->path, format, &languages, learn_pair, adoption, ignored);
	}
	array_finish(&files);
	diagnostics_destroy(ignored);
	arena_destroy(arena);
}

static void report(struct adoption *adoption, const struct article *article, const char *from, const char *catalog,
                   const struct adopt_result *result)
{
	if (adoption->options->json) {
		json_array_append_new(
		    adoption->report,
		    json_pack("{s:s, s:o, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "article", article->source, "translated",
		              json_name(from), "catalog", catalog, "sentences", (json_int_t)result->sentences, "adopted",
		              (json_int_t)result->adopted, "doubtful", (json_int_t)result->doubtful, "kept",
		              (json_int_t)result->kept, "same", (json_int_t)result->same, "missing",
		              (json_int_t)result->missing, "left", (json_int_t)result->left));
		return;
	}
	if (adoption->options->quiet)
		return;
	printf(adoption->options->dry_run
	           ? ngettext("%s: %zu of %zu sentence would be adopted", "%s: %zu of %zu sentences would be adopted",
	                      result->sentences)
	           : ngettext("%s: %zu of %zu sentence adopted", "%s: %zu of %zu sentences adopted", result->sentences),
	       catalog, result->adopted, result->sentences);
	printf(_(", %zu doubtful (fuzzy), %zu kept, %zu the same, %zu without a translation\n"), result->doubtful, result->kept,
	       result->same, result->missing);
	if (result->left)
		diagnostics_note(adoption->sink, position_of_file(from),
		                 ngettext("%zu sentence of it translates nothing in %s",
		                          "%zu sentences of it translate nothing in %s", result->left),
		                 result->left, article->source);
}

static void align(struct adoption *adoption, const struct loaded_article *source,
                  const struct loaded_article *translated, struct alignment *steps)
{
	struct aligned_text one = { 0 }, other = { 0 };
	aligned_text_add(&one, &source->document);
	aligned_text_add(&other, &translated->document);
	alignment_find(&adoption->corpus, &one, &other, steps);
	array_finish(&one);
	array_finish(&other);
}

/* Whether what was taken from the file FROM is in the script that the language has. */
static bool check_script(const struct adoption *adoption, const char *from, const struct adopt_result *result)
{
	enum script_direction to;
	const char *spelling = adoption->language->spelling;
	if (!writing_is_foreign(&result->writing))
		return true;
	if (!adoption->way.to && script_find_gettext(adoption->language->gettext, &to))
		diagnostics_error(adoption->sink, position_of_file(from),
		                  _("is in another script than “%s”; add --to %s to have it converted as “localize script” does, or "
		                    "name with --lang the language and script that it is in"),
		                  spelling, script_tag(to));
	else
		diagnostics_error(adoption->sink, position_of_file(from),
		                  _("is in another script than “%s”; name with --lang the language and script that it is in"), spelling);
	return false;
}

/* Fill the catalog of ARTICLE from the file FROM. */
static void adopt_article(struct adoption *adoption, const struct article *article, const char *from)
{
	const struct project *project = adoption->project;
	struct arena *arena = arena_create();
	struct article theirs = { .path = article->path, .source = from, .format = format_for_file(from) };
	if (!theirs.format)
		theirs.format = article->format;
	struct loaded_article source, translated;
	struct catalog old = { .arena = arena }, merged = { .arena = arena };
	struct slice bytes;
	const char *path = project_catalog_path(project, article, adoption->language, arena);
	bool done = article_load(&source, article, &project->config, adoption->segmenter, arena, adoption->sink);
	done = article_load(&translated, &theirs, &project->config, adoption->their_segmenter, arena, adoption->sink) && done;
	waiting_take(adoption->locks, slice_from(article->source), adoption->options);
	if (done && catalog_load(&old, path, &bytes, adoption->sink)) {
		struct alignment steps = { 0 };
		struct merge_report merge = { 0 };
		struct adopt_result result = { 0 };
		bool changed;
		struct cutting cutting;
		const struct merge_options options = cutters_options(adoption->cutters, article, adoption->language, &cutting);
		catalog_merge(&merged, &old, &source.template, &options, &merge);
		template_complete_header(&merged, adoption->language);
		align(adoption, &source, &translated, &steps);
		adopt_fill(&merged, &source, &translated, &steps, &adoption->way, &result);
		if (check_script(adoption, from, &result) &&
		    catalog_save(&merged, path, bytes, &old, adoption->options->dry_run, &changed, adoption->sink))
			report(adoption, article, from, path, &result);
		array_finish(&steps);
	}
	locks_give(adoption->locks, slice_from(article->source));
	catalog_finish(&old);
	catalog_finish(&merged);
	article_unload(&source);
	article_unload(&translated);
	arena_destroy(arena);
}

/* The articles below FOLDER, each from the file of the same name below TRANSLATED. */
static void adopt_folder(struct adoption *adoption, const char *folder, const char *translated)
{
	const struct project *project = adoption->project;
	if (!file_is_folder(translated)) {
		diagnostics_error(adoption->sink, position_of_file(translated),
		                  _("is no folder, as the other one is; name two folders or two files"));
		return;
	}
	char *root = realpath(folder, NULL);
	size_t size = root ? strlen(root) : 0;
	for (size_t i = 0; root && i < project->articles.count; i++) {
		const struct article *article = &project->articles.items[i];
		char *path = realpath(article->source, NULL);
		if (path && strncmp(path, root, size) == 0 && path[size] == '/') {
			const char *from = file_join(project->arena, slice_from(translated), slice_from(path + size + 1));
			if (file_exists(from))
				adopt_article(adoption, article, from);
			else
				adoption->absent++;
		}
		free(path);
	}
	if (adoption->absent)
		diagnostics_note(adoption->sink, position_of_file(translated),
		                 ngettext("%zu article has no file of the same name here",
		                          "%zu articles have no file of the same name here", adoption->absent),
		                 adoption->absent);
	free(root);
}

/* The rules that cut text in the language that is adopted. */
static struct segmenter *their_segmenter(const struct project *project, const struct language *language, bool *done,
                                         struct diagnostics *sink)
{
	struct config config = project->config;
	config.source = slice_from(language->tag);
	return pipeline_segmenter(&config, done, sink);
}

static void adopt(struct adoption *adoption, const char *article, const char *translated)
{
	const struct project *project = adoption->project;
	bool done, their_done = false;
	struct segmenter *segmenter = pipeline_segmenter(&project->config, &done, adoption->sink), *theirs = NULL;
	if (done)
		theirs = their_segmenter(project, adoption->language, &their_done, adoption->sink);
	if (done && their_done) {
		adoption->segmenter = segmenter;
		adoption->their_segmenter = theirs;
		adoption->cutters = cutters_create(&project->config, segmenter);
		learn_memory(adoption);
		if (file_is_folder(article))
			adopt_folder(adoption, article, translated);
		else if (project->articles.count)
			adopt_article(adoption, &project->articles.items[0], translated);
	}
	cutters_destroy(adoption->cutters);
	segmenter_destroy(segmenter);
	segmenter_destroy(theirs);
}

static bool check_language(const struct project *project, struct diagnostics *sink)
{
	const struct project_language *language = &project->languages.items[0];
	if (project->languages.count != 1)
		diagnostics_error(sink, POSITION_NONE, _("name one language with --lang: that of the translated article"));
	else if (language->from)
		diagnostics_error(sink, POSITION_NONE,
		                  _("%s is made from %s by its script and has no catalogs; adopt with --lang %s"),
		                  language->language->spelling, language->from->spelling, language->from->spelling);
	else
		return true;
	return false;
}

int command_adopt(struct options *options, struct diagnostics *sink)
{
	if (options->arguments.count != 2) {
		diagnostics_error(sink, POSITION_NONE,
		                  _("name an article and its translation, or two folders; see “localize adopt --help”"));
		return STATUS_ERROR;
	}
	enum script_direction to;
	if (options->to && !script_find(options->to, &to)) {
		diagnostics_error(sink, POSITION_NONE, _("say which script to convert to: --to sr-Latn, sr-Cyrl or az-Latn"));
		return STATUS_ERROR;
	}
	struct slice folder = user_folder(options->arena);
	const char *article = options->arguments.items[0].data, *translated = options->arguments.items[1].data;
	options->arguments.count = file_is_folder(article) ? 0 : 1;
	struct project project;
	if (pipeline_open(&project, options, sink) && check_language(&project, sink)) {
		struct adoption adoption = {
			.project = &project, .options = options, .sink = sink,
			.language = project.languages.items[0].language,
			.way = {
				.language = project.languages.items[0].language->tag, .to = options->to ? &to : NULL,
				.replace = options->replace,
			},
			.report = json_array(),
			.locks = options->dry_run ? NULL : locks_open(),
		};
		adopt(&adoption, user_path(folder, article, options->arena), user_path(folder, translated, options->arena));
		if (options->json) {
			json_t *whole = json_pack("{s:s, s:O}", "language", adoption.language->spelling, "articles", adoption.report);
			json_dumpf(whole, stdout, JSON_INDENT(2));
			putchar('\n');
			json_decref(whole);
		}
		json_decref(adoption.report);
		locks_close(adoption.locks);
		array_finish(&adoption.source_words);
		array_finish(&adoption.target_words);
		corpus_finish(&adoption.corpus);
	}
	project_close(&project);
	return STATUS_DONE;
}
