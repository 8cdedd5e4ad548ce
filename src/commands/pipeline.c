#include "commands/pipeline.h"

#include "base/data.h"
#include "base/file.h"
#include "base/jobs.h"
#include "base/message.h"
#include "base/progress.h"
#include "base/table.h"
#include "catalog/origin.h"
#include "catalog/template.h"
#include "checks/place.h"
#include "commands/agreement.h"
#include "commands/article.h"
#include "commands/cutters.h"
#include "commands/follow.h"
#include "commands/glossaries.h"
#include "commands/memory_files.h"
#include "commands/recall.h"
#include "commands/spellers.h"

#include <pthread.h>

struct run {
	const struct project *project;
	const struct options *options;
	const struct segmenter *segmenter;
	struct cutters *cutters;
	unsigned steps;
	struct article_result *results; /* articles × languages */
	struct diagnostics **sinks;     /* one for each article */
	struct arena **arenas;          /* what an article's results point into */
	struct arena *arena;            /* what outlives the run */
	struct diagnostics *sink;
	struct progress progress;
	struct followed_catalogs followed; /* of articles that were renamed */
	struct memory *memory;          /* as it was before the run; NULL: none */
	pthread_mutex_t memory_lock;
	struct glossary **glossaries;   /* one for each language; NULL: none */
	struct speller **spellers;      /* likewise */
};

/* What the segments of an article are in one language. */
struct translations {
	const struct catalog *catalog;
	struct table entries; /* msgid → index */
	const struct format *format;
	const char *outdated_class; /* marks translations whose sentence was edited since; NULL: nothing does */
	bool convert;
	enum script_direction direction;
	enum pseudo pseudo;
	struct arena *arena;
};

/* Give new sentences the translation that the same sentence has elsewhere, to be confirmed. */
static void recall_same(struct run *run, const struct loaded_article *loaded, const struct language *language,
                        struct catalog *catalog, struct arena *arena)
{
	pthread_mutex_lock(&run->memory_lock);
	recall_translations(catalog, loaded->article->format, language->spelling, MEMORY_SAME, run->memory, arena);
	pthread_mutex_unlock(&run->memory_lock);
}

static bool is_accepted(const struct entry *entry, const struct config *config)
{
	if (!entry_is_translated(entry) || entry->obsolete)
		return false;
	if (!entry->fuzzy)
		return true;
	if (entry_origin(entry) == ORIGIN_MACHINE)
		return config->accept_machine;
	return config->accept_fuzzy || (config->accept_outdated && entry_is_outdated(entry));
}

static struct slice convert_script(const struct translations *translations, struct slice text)
{
	struct buffer converted = { 0 };
	format_convert_script(translations->format, text, translations->direction, &converted);
	struct slice copy = arena_copy(translations->arena, buffer_slice(&converted));
	buffer_finish(&converted);
	return copy;
}

static bool pseudo_translate_segment(const struct translations *translations, const struct unit *unit,
                                     const struct segment *segment, struct slice *translation)
{
	struct buffer text = { 0 };
	bool changed = format_pseudo_translate(translations->format, unit, segment, translations->pseudo, &text);
	if (changed)
		*translation = arena_copy(translations->arena, buffer_slice(&text));
	buffer_finish(&text);
	return changed;
}

static bool translate_segment(void *context, const struct unit *unit, const struct segment *segment,
                              struct slice *translation)
{
	struct translations *translations = context;
	if (translations->pseudo)
		return pseudo_translate_segment(translations, unit, segment, translation);
	size_t index = table_get(&translations->entries, unit_segment_text(unit, segment));
	if (index == TABLE_NONE)
		return false;
	const struct entry *entry = &translations->catalog->items[index];
	*translation = entry->msgstr[0];
	if (translations->convert)
		*translation = convert_script(translations, *translation);
	if (translations->outdated_class && translations->format->takes_elements(unit) && entry_is_outdated(entry))
		*translation = arena_format(translations->arena, "<span class=\"%s\">%.*s</span>", translations->outdated_class,
		                            SLICE_ARG(*translation));
	return true;
}

/* The class that marks outdated translations in FORMAT. Outside of HTML, elements must be asked for. */
static const char *outdated_class(const struct config *config, const struct format *format)
{
	if (!config->accept_outdated || !format->takes_elements)
		return NULL;
	return config->outdated_class || format != &format_html ? config->outdated_class : "outdated";
}

/* The bytes of the localized article into OUT. */
static bool render(const struct loaded_article *loaded, const struct project_language *target,
                   const struct catalog *catalog, const struct config *config, struct arena *arena, struct buffer *out,
                   struct diagnostics *sink)
{
	struct translations translations = {
		.catalog = catalog, .format = loaded->article->format, .arena = arena,
		.outdated_class = outdated_class(config, loaded->article->format),
		.convert = target->from != NULL, .pseudo = target->pseudo,
		.direction = strstr(target->language->tag, "Cyrl") ? SCRIPT_TO_CYRILLIC : SCRIPT_TO_LATIN,
	};
	for (size_t i = 0; i < catalog->count; i++)
		if (!catalog->items[i].context.data && is_accepted(&catalog->items[i], config))
			table_add(&translations.entries, catalog->items[i].msgid, i);
	struct encoding encoding = loaded->encoding;
	const char *wanted = config->output_encoding;
	if (!wanted && target->pseudo && !encoding_is_unicode(&encoding))
		wanted = "UTF-8"; /* no other has the letters */
	bool recode = wanted && strcmp(wanted, encoding.name) != 0;
	if (recode)
		encoding = (struct encoding){ .name = wanted };
	struct document_target place = {
		.language = slice_from(target->language->tag),
		.direction = slice_from(target->language->direction),
		.charset = recode ? slice_from(encoding.name) : SLICE(""),
	};
	struct buffer text = { 0 };
	size_t translated = document_write(&loaded->document, &place, loaded->article->format->fit, translate_segment,
	                                   &translations, &text);
	bool done = true;
	if (translated == 0 && !recode)
		buffer_append(out, loaded->bytes);
	else
		done = encoding_encode(buffer_slice(&text), &encoding, loaded->article->source, out, sink);
	buffer_finish(&text);
	table_finish(&translations.entries);
	return done;
}

static void count_entries(const struct catalog *template, const struct catalog *catalog, struct article_result *result)
{
	struct table entries = { 0 };
	for (size_t i = 0; i < catalog->count; i++) {
		if (catalog->items[i].obsolete)
			result->obsolete++;
		else if (!catalog->items[i].context.data)
			table_add(&entries, catalog->items[i].msgid, i);
	}
	for (size_t i = 0; i < template->count; i++) {
		if (entry_is_header(&template->items[i]))
			continue;
		result->units++;
		size_t index = table_get(&entries, template->items[i].msgid);
		const struct entry *entry = index == TABLE_NONE ? NULL : &catalog->items[index];
		if (!entry || !entry_is_translated(entry))
			continue;
		if (!entry->fuzzy)
			result->translated++;
		else if (entry_origin(entry) == ORIGIN_MACHINE)
			result->machine++;
		else {
			result->fuzzy++;
			result->outdated += entry_is_outdated(entry);
		}
	}
	table_finish(&entries);
}

static size_t per_cent(size_t part, size_t whole)
{
	return whole ? part * 100 / whole : 100;
}

static bool build_output(struct run *run, const struct loaded_article *loaded, const struct project_language *target,
                         const struct catalog *catalog, struct article_result *result, struct arena *arena,
                         struct diagnostics *sink)
{
	const struct config *config = &run->project->config;
	size_t fuzzy = config->accept_fuzzy ? result->fuzzy : config->accept_outdated ? result->outdated : 0;
	size_t counted = result->translated + fuzzy +
	                 (config->accept_machine ? result->machine : 0);
	if (per_cent(counted, result->units) < config->minimum) {
		result->below_minimum = true;
		return true;
	}
	const char *path = project_output_path(run->project, loaded->article, target->language, arena);
	struct buffer out = { 0 };
	bool done = render(loaded, target, catalog, config, arena, &out, sink);
	enum file_change change = FILE_UNCHANGED;
	if (done && !run->options->dry_run)
		done = file_remake(path, buffer_slice(&out), &change, sink);
	if (done) {
		result->output = path;
		result->output_changed = change != FILE_UNCHANGED;
	}
	buffer_finish(&out);
	return done;
}

/* An article without any gets no template and no catalogs. */
static bool has_sentences(const struct catalog *template)
{
	return template->count > 1;
}

struct check_selection pipeline_checks(const struct config *config, const struct options *options)
{
	return (struct check_selection){
		.only = &options->checks_only, .on = &config->checks_on,
		.off = &config->checks_off, .also_off = &options->checks_off,
	};
}

/* Check CURRENT, the catalog of PATH, or what the update has made of that file: its lines are those that a translator
 * will see. BYTES are what was read. */
static bool check_catalog(struct run *run, const struct loaded_article *loaded, const struct language *language,
                          const char *path, const struct catalog *current, struct slice bytes,
                          size_t index, struct article_result *result, struct arena *arena, struct diagnostics *sink)
{
	struct check_selection selection = pipeline_checks(&run->project->config, run->options);
	selection.glossary = run->glossaries[index];
	selection.speller = run->spellers[index];
	struct catalog written = { .arena = arena };
	bool done = true;
	if (result->catalog_changed && !run->options->dry_run) {
		done = catalog_load(&written, path, &bytes, sink);
		current = &written;
	}
	if (done) {
		checks_run(current, path, language, loaded->article->format->find_placeables, &selection, arena,
		           &result->findings);
		places_find(bytes, &result->findings);
		consistency_gather(current, 0, &result->entries);
	}
	catalog_finish(&written);
	return done;
}

/* A pseudo-language has no catalog: all of its article is translated at any time. */
static bool process_pseudo_language(struct run *run, const struct loaded_article *loaded,
                                    const struct project_language *target, struct article_result *result,
                                    struct arena *arena, struct diagnostics *sink)
{
	const struct catalog none = { .arena = arena };
	count_entries(&loaded->template, &none, result);
	result->translated = result->units;
	return !(run->steps & STEP_BUILD) || build_output(run, loaded, target, &none, result, arena, sink);
}

static bool process_language(struct run *run, const struct loaded_article *loaded,
                             const struct project_language *target, struct article_result *result, struct arena *arena,
                             struct diagnostics *sink)
{
	if (target->pseudo)
		return process_pseudo_language(run, loaded, target, result, arena, sink);
	const struct project *project = run->project;
	size_t index = (size_t)(target - project->languages.items);
	const struct language *own = target->from ? target->from : target->language;
	const char *path = project_catalog_path(project, loaded->article, own, arena);
	struct catalog old = { .arena = arena }, merged = { .arena = arena };
	struct slice bytes;
	bool done = catalog_load(&old, run->options->dry_run ? followed_source(&run->followed, path) : path, &bytes, sink);
	const struct catalog *current = &old;
	if (done && (run->steps & STEP_UPDATE)) {
		struct cutting cutting;
		const struct merge_options options = cutters_options(run->cutters, loaded->article, own, &cutting);
		catalog_merge(&merged, &old, &loaded->template, &options, &result->merge);
		if (run->memory && result->merge.added && !target->from)
			recall_same(run, loaded, own, &merged, arena);
		if (run->memory && project->config.show_matches && !target->from) {
			pthread_mutex_lock(&run->memory_lock);
			recall_comments(&merged, loaded->article->format, own->spelling, project->config.show_matches, run->memory,
			                arena);
			pthread_mutex_unlock(&run->memory_lock);
		}
		template_complete_header(&merged, own);
		glossaries_comment(&merged, run->glossaries[index], loaded->article->format->find_placeables);
		current = &merged;
		if (!target->from && (bytes.data || has_sentences(&loaded->template)))
			done = catalog_save(&merged, path, bytes, &old, run->options->dry_run, &result->catalog_changed, sink);
	}
	if (!target->from)
		result->catalog = path;
	if (done)
		count_entries(&loaded->template, current, result);
	if (done && (run->steps & STEP_CHECK) && !target->from)
		done = check_catalog(run, loaded, target->language, path, current, bytes, index, result, arena,
		                     sink);
	if (done && (run->steps & STEP_BUILD))
		done = build_output(run, loaded, target, current, result, arena, sink);
	catalog_finish(&old);
	catalog_finish(&merged);
	return done;
}

static bool update_template(struct run *run, const struct loaded_article *loaded, struct arena *arena,
                            struct diagnostics *sink)
{
	const char *path = project_template_path(run->project, loaded->article, arena);
	struct slice bytes;
	bool changed;
	if (!file_read_if_there(path, arena, &bytes, sink))
		return false;
	return !(bytes.data || has_sentences(&loaded->template)) ||
	       catalog_save(&loaded->template, path, bytes, NULL, run->options->dry_run, &changed, sink);
}

static void process_article(void *context, size_t index)
{
	struct run *run = context;
	const struct project *project = run->project;
	struct article_result *results = &run->results[index * project->languages.count];
	struct arena *arena = run->arenas[index] = arena_create();
	struct diagnostics *sink = run->sinks[index] = diagnostics_create();
	struct loaded_article loaded;
	size_t failed = 0;
	for (size_t i = 0; i < project->languages.count; i++)
		failed += results[i].failed;
	if (failed == project->languages.count)
		return;
	bool done = article_load(&loaded, &project->articles.items[index], &project->config, run->segmenter, arena, sink);
	if (done && (run->steps & STEP_UPDATE))
		done = update_template(run, &loaded, arena, sink);
	for (size_t i = 0; i < project->languages.count; i++) {
		results[i].failed = results[i].failed || !done ||
		                    !process_language(run, &loaded, &project->languages.items[i], &results[i], arena, sink);
	}
	article_unload(&loaded);
}

/* What outlives the article's arena. */
static void keep_result(struct article_result *result, struct arena *arena)
{
	if (result->catalog)
		result->catalog = arena_copy(arena, slice_from(result->catalog)).data;
	if (result->output)
		result->output = arena_copy(arena, slice_from(result->output)).data;
	for (size_t i = 0; i < result->findings.count; i++) {
		struct finding *finding = &result->findings.items[i];
		finding->position.file = result->catalog;
		finding->text = arena_copy(arena, finding->text);
		finding->msgid = arena_copy(arena, finding->msgid);
		finding->translation = arena_copy(arena, finding->translation);
		if (finding->mend.data)
			finding->mend = arena_copy(arena, finding->mend);
	}
}

static void report_findings(const struct article_result *result, size_t first, struct diagnostics *sink)
{
	for (size_t i = first; i < result->findings.count; i++) {
		const struct finding *finding = &result->findings.items[i];
		(finding->severity == SEVERITY_NOTE ? diagnostics_note : diagnostics_warning)(
		    sink, finding->position, "%.*s [%s]", SLICE_ARG(finding->text), finding->check);
	}
}

static void note_files(const struct article_result *result, unsigned steps, struct diagnostics *sink)
{
	if (result->catalog_changed && steps & STEP_UPDATE)
		diagnostics_note(sink, position_of_file(result->catalog), _("updated"));
	if (result->output_changed)
		diagnostics_note(sink, position_of_file(result->output), _("built"));
}

static void finish_article(void *context, size_t index)
{
	struct run *run = context;
	const struct project *project = run->project;
	struct article_result *results = &run->results[index * project->languages.count];
	struct diagnostics *sink = run->sinks[index];
	for (size_t i = 0; i < project->languages.count; i++) {
		struct article_result *result = &results[i];
		keep_result(result, run->arena);
		/* Alone they are what was asked for, and the command prints them. */
		if (run->steps != STEP_CHECK)
			report_findings(result, 0, sink);
		if (run->options->verbose)
			note_files(result, run->steps, sink);
		if (result->below_minimum)
			diagnostics_warning(sink, position_of_file(project->articles.items[index].source),
			                    _("not built in %s: %zu of %zu sentences are translated, and “minimum” asks for %u %%"),
			                    project->languages.items[i].language->spelling, result->translated, result->units,
			                    project->config.minimum);
	}
	arena_destroy(run->arenas[index]);
	diagnostics_move(run->sink, sink);
	diagnostics_destroy(sink);
	progress_advance(&run->progress);
	const struct diagnostic *pending;
	if (diagnostics_all(run->sink, &pending)) {
		progress_clear(&run->progress);
		diagnostics_print(run->sink, stderr, run->options->quiet ? SEVERITY_ERROR : SEVERITY_NOTE,
		                  options_color(run->options));
	}
}

struct segmenter *pipeline_segmenter_of(const struct config *config, struct slice language, struct diagnostics *sink)
{
	struct arena *arena = arena_create();
	struct slice rules = data_find("segmentation.srx");
	const char *file = "segmentation.srx";
	bool done = true;
	if (config->segmentation.size) {
		file = arena_copy(arena, config->segmentation).data;
		done = file_read(file, arena, &rules, sink);
	}
	struct segmenter *segmenter = NULL;
	if (done)
		segmenter = segmenter_create(rules, file, arena_copy(arena, language).data, sink);
	arena_destroy(arena);
	return segmenter;
}

struct segmenter *pipeline_segmenter(const struct config *config, bool *done, struct diagnostics *sink)
{
	struct segmenter *segmenter = config->paragraphs ? NULL : pipeline_segmenter_of(config, config->source, sink);
	*done = config->paragraphs || segmenter;
	return segmenter;
}

static void read_glossaries(struct run *run)
{
	const struct project *project = run->project;
	struct arena *arena = arena_create();
	struct position place = position_of_file(project->config.file);
	const struct language *source = project->config.glossaries.count
	                                    ? language_find(project->config.source, arena, place, run->sink) : NULL;
	for (size_t i = 0; source && i < project->languages.count; i++) {
		bool done;
		if (!project->languages.items[i].from)
			run->glossaries[i] = glossaries_read(&project->config, source->tag, project->languages.items[i].language->tag,
			                                     &done, run->sink);
	}
	arena_destroy(arena);
}

/* What catalogs disagree on is found at the end, and reported behind all else. */
static void check_agreement(struct run *run)
{
	size_t count = run->project->articles.count * run->project->languages.count;
	size_t *before = memory_allocate_zero(count + 1, sizeof *before);
	for (size_t i = 0; i < count; i++)
		before[i] = run->results[i].findings.count;
	agreement_check(run->project, run->options, run->results, run->arena);
	for (size_t i = 0; i < count && run->steps != STEP_CHECK; i++)
		report_findings(&run->results[i], before[i], run->sink);
	free(before);
	diagnostics_print(run->sink, stderr, run->options->quiet ? SEVERITY_ERROR : SEVERITY_NOTE, options_color(run->options));
}

static void open_spellers(struct run *run)
{
	const struct project *project = run->project;
	const struct check_selection selection = pipeline_checks(&project->config, run->options);
	if (!selection_has(&selection, &check_spelling))
		return;
	for (size_t i = 0; i < project->languages.count; i++)
		if (!project->languages.items[i].from)
			run->spellers[i] = speller_of_project(&project->config, project->languages.items[i].language, run->sink);
}

void pipeline_run(const struct project *project, const struct options *options, unsigned steps,
                  struct article_result *results, struct arena *arena, struct diagnostics *sink)
{
	size_t count = project->articles.count;
	struct run run = {
		.project = project, .options = options, .steps = steps, .results = results, .arena = arena, .sink = sink,
		.sinks = memory_allocate_zero(count, sizeof *run.sinks),
		.arenas = memory_allocate_zero(count, sizeof *run.arenas),
		.glossaries = memory_allocate_zero(project->languages.count + 1, sizeof *run.glossaries),
		.spellers = memory_allocate_zero(project->languages.count + 1, sizeof *run.spellers),
	};
	bool done;
	struct segmenter *segmenter = pipeline_segmenter(&project->config, &done, sink);
	if (done) {
		run.segmenter = segmenter;
		run.cutters = cutters_create(&project->config, segmenter);
		if (steps & STEP_UPDATE) {
			catalogs_follow(project, options, segmenter, &run.followed, arena, sink);
			for (size_t i = 0; i < run.followed.count; i++)
				results[run.followed.items[i].article * project->languages.count + run.followed.items[i].language].failed |=
				    run.followed.items[i].failed;
			run.memory = memory_before_run(project, sink);
		}
		if (steps & (STEP_UPDATE | STEP_CHECK))
			read_glossaries(&run);
		if (steps & STEP_CHECK)
			open_spellers(&run);
		pthread_mutex_init(&run.memory_lock, NULL);
		progress_init(&run.progress, _("articles"), count, options_progress(options));
		jobs_run(count, options->jobs ? options->jobs : jobs_default(), process_article, finish_article, &run);
		progress_clear(&run.progress);
		if (steps & STEP_CHECK)
			check_agreement(&run);
		pthread_mutex_destroy(&run.memory_lock);
		memory_end_run(run.memory);
		memory_close(run.memory);
		array_finish(&run.followed);
		cutters_destroy(run.cutters);
	}
	segmenter_destroy(segmenter);
	for (size_t i = 0; i < project->languages.count; i++) {
		glossary_destroy(run.glossaries[i]);
		speller_close(run.spellers[i]);
	}
	free(run.glossaries);
	free(run.spellers);
	free(run.sinks);
	free(run.arenas);
}

static bool read_accept(const struct options *options, struct config *config, struct diagnostics *sink)
{
	if (!options->accept.data)
		return true;
	config->accept_fuzzy = config->accept_machine = config->accept_outdated = false;
	struct slice rest = options->accept, part;
	while (slice_next_part(&rest, ',', &part)) {
		part = slice_trim(part);
		if (slice_equal(part, SLICE("fuzzy")))
			config->accept_fuzzy = true;
		else if (slice_equal(part, SLICE("machine")))
			config->accept_machine = true;
		else if (slice_equal(part, SLICE("outdated")))
			config->accept_outdated = true;
		else if (part.size && !slice_equal(part, SLICE("none"))) {
			diagnostics_error(sink, POSITION_NONE, _("--accept takes fuzzy, machine, outdated, several with commas, or none, not “%.*s”"),
			                  SLICE_ARG(part));
			return false;
		}
	}
	return true;
}

static bool check_encoding(const char *name, struct diagnostics *sink)
{
	if (!name || encoding_is_known(name))
		return true;
	diagnostics_error(sink, POSITION_NONE, _("no character set is known as “%s”; “iconv -l” lists them"), name);
	return false;
}

bool pipeline_open(struct project *project, const struct options *options, struct diagnostics *sink)
{
	const struct project_request request = {
		.config_file = options->config_file,
		.languages = options->languages,
		.articles = options->arguments,
		.needs_languages = true,
	};
	if (!project_open(project, &request, sink))
		return false;
	struct config *config = &project->config;
	if (options->encoding)
		config->input_encoding = options->encoding;
	if (options->output_encoding)
		config->output_encoding = options->output_encoding;
	return check_encoding(config->input_encoding, sink) && check_encoding(config->output_encoding, sink) &&
	       read_accept(options, config, sink);
}
