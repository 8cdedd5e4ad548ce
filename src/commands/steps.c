#include "commands/steps.h"

#include "base/file.h"
#include "base/hashes.h"
#include "catalog/template.h"
#include "checks/place.h"
#include "commands/article.h"
#include "commands/counting.h"
#include "commands/glossaries.h"
#include "commands/output.h"
#include "commands/pipeline.h"
#include "commands/recall.h"
#include "memory/key.h"

#include <stdlib.h>

void result_finish(struct article_result *result)
{
	array_finish(&result->findings);
	array_finish(&result->entries);
}

/* Give new sentences the translation that the same sentence has elsewhere, to be confirmed. */
static void recall_same(struct workshop *workshop, const struct loaded_article *loaded, const struct language *language,
                        struct catalog *catalog, struct arena *arena)
{
	pthread_mutex_lock(&workshop->memory_lock);
	recall_translations(catalog, loaded->article->format, language->spelling, MEMORY_SAME, workshop->memory, arena);
	pthread_mutex_unlock(&workshop->memory_lock);
}

/* Tell translators, in comments, what the memory has that is like what is missing. */
static void show_matches(struct workshop *workshop, const struct article *article, const struct language *language,
                         struct catalog *catalog, struct arena *arena)
{
	pthread_mutex_lock(&workshop->memory_lock);
	recall_comments(catalog, article->format, language->spelling, workshop->project->config.show_matches,
	                workshop->memory, arena);
	pthread_mutex_unlock(&workshop->memory_lock);
}

static bool has_translations(const struct catalog *catalog)
{
	for (size_t i = 0; i < catalog->count; i++) {
		const struct entry *entry = &catalog->items[i];
		if (!entry->obsolete && !entry->fuzzy && !entry_is_header(entry) && entry_is_translated(entry))
			return true;
	}
	return false;
}

/* Check CURRENT, the catalog of PATH, or what the update has made of that file: its lines are those that a translator
 * will see. BYTES are what was read, none of a long file. */
static bool check_catalog(struct workshop *workshop, const struct article *article, const struct language *language,
                          const char *path, const struct catalog *current, struct slice bytes,
                          size_t index, struct article_result *result, struct arena *arena,
                          struct diagnostics *sink)
{
	struct check_selection selection = pipeline_checks(&workshop->project->config, workshop->options);
	selection.glossary = workshop->glossaries[index];
	selection.speller = workshop->spellers[index];
	selection.accept = article->format->accept;
	selection.character_references = article->format->character_references;
	selection.quotes = config_quotes_of(&workshop->project->config, slice_from(language->spelling));
	struct catalog written = { .arena = arena };
	struct content ignored;
	bool done = true;
	/* Of what nobody has translated there is no line to tell. */
	bool again = result->catalog_changed && !workshop->options->dry_run;
	if (again && !has_translations(current)) {
		checks_run(current, path, language, article->format->find_placeables, &selection, arena, &result->findings);
		if (!result->findings.count)
			return true;
		array_clear(&result->findings);
	}
	if (again) {
		done = catalog_load_like(&written, path, current, &bytes, &ignored, sink);
		current = &written;
	}
	if (done) {
		checks_run(current, path, language, article->format->find_placeables, &selection, arena,
		           &result->findings);
		if (!bytes.size && result->findings.count)
			done = file_read(path, arena, &bytes, sink);
		places_find(bytes, &result->findings);
		consistency_gather(current, &result->entries);
	}
	catalog_finish(&written);
	return done;
}

/* A pseudo-language has no catalog: all of its article is translated at any time. */
static bool process_pseudo_language(struct workshop *workshop, const struct loaded_article *loaded,
                                    const struct project_language *target, struct language_evidence *evidence,
                                    struct article_result *result, struct arena *arena, struct diagnostics *sink)
{
	const struct translations none = { 0 };
	evidence->catalog = (struct content){ .stamp.value = STAMP_ABSENT };
	if (loaded->article) {
		counting_begin(result, loaded->sentence_count);
		result->translated = result->units;
	}
	return !(evidence->needs & STEP_BUILD) ||
	       output_build(workshop, loaded, target, &none, result, &evidence->output, arena, sink);
}

/* What an output takes of a catalog that goes by, and how far it is. */
struct gathering {
	const struct loaded_article *loaded;
	const struct config *config;
	struct article_result *result;
	bool builds;
	struct translations translations;
	struct arena *texts;
	struct diagnostics *sink;
};

static void finish_gathering(struct gathering *gathering)
{
	translations_finish(&gathering->translations);
	arena_destroy(gathering->texts);
	diagnostics_destroy(gathering->sink);
}

static void restart_gathering(void *context)
{
	struct gathering *gathering = context;
	finish_gathering(gathering);
	gathering->texts = arena_create();
	gathering->sink = diagnostics_create();
	counting_begin(gathering->result, gathering->loaded->sentence_count);
}

static bool gather_entry(void *context, const struct entry *entry)
{
	struct gathering *gathering = context;
	const struct loaded_article *loaded = gathering->loaded;
	bool is_sentence = !entry_is_header(entry) && !entry_context(entry).data;
	if (entry->obsolete || (is_sentence && hashes_have(&loaded->sentences, slice_hash(entry->msgid))))
		counting_add(entry, gathering->result);
	if (gathering->builds)
		output_take(&gathering->translations, loaded, gathering->config, entry, gathering->texts, gathering->sink);
	return true;
}

/* Count, and build, LOADED, which has no template, as the catalog in the file PATH goes by. */
static bool process_passing(const struct workshop *workshop, const struct loaded_article *loaded,
                            const struct project_language *target, const char *path, struct language_evidence *evidence,
                            struct article_result *result, struct arena *arena, struct diagnostics *sink)
{
	const struct project *project = workshop->project;
	bool builds = evidence->needs & STEP_BUILD;
	struct gathering gathering = { .loaded = loaded, .config = &project->config, .result = result, .builds = builds };
	bool done = catalog_go_through(path, restart_gathering, gather_entry, &gathering, &evidence->catalog, sink);
	if (done && evidence->catalog.stamp.value == STAMP_ABSENT)
		done = output_is_free(project, loaded, target->language, arena, sink);
	if (done && builds && !output_is_below_minimum(&project->config, result))
		diagnostics_move(sink, gathering.sink);
	if (done && builds)
		done = output_build(workshop, loaded, target, &gathering.translations, result, &evidence->output, arena, sink);
	finish_gathering(&gathering);
	return done;
}

/* Build LOADED from CATALOG. */
static bool build_from(const struct workshop *workshop, const struct loaded_article *loaded,
                       const struct project_language *target, const struct catalog *catalog,
                       struct language_evidence *evidence, struct article_result *result, struct arena *arena,
                       struct diagnostics *sink)
{
	const struct config *config = &workshop->project->config;
	struct translations translations = { 0 };
	bool builds = !output_is_below_minimum(config, result);
	for (size_t i = 0; builds && i < catalog->count; i++)
		output_take(&translations, loaded, config, &catalog->items[i], NULL, sink);
	bool done = output_build(workshop, loaded, target, &translations, result, &evidence->output, arena, sink);
	translations_finish(&translations);
	return done;
}

/* Without KEEP the template is not needed any more, and goes. */
static void merge(struct workshop *workshop, struct loaded_article *loaded, const struct language *own,
                  const struct catalog *old, bool keep, struct catalog *merged, struct merge_report *report)
{
	struct cutting cutting;
	const struct merge_options options = cutters_options(workshop->cutters, loaded->article, own, &cutting);
	if (keep)
		catalog_merge(merged, old, &loaded->template, &options, report);
	else
		catalog_merge_taking(merged, old, &loaded->template, &options, report);
}

/* Whether the article of so many SENTENCES and its catalog OLD have next to nothing in common, though there is much in that.
 * Of a catalog that has few of the sentences, all may be in the article: it is the smaller of the two that counts. */
static bool is_estranged(const struct catalog *old, size_t sentences, const struct merge_report *report)
{
	enum { SHARE_LEAST = 15, ENTRIES_LEAST = 2 };
	size_t before = 0, common = report->kept + report->matched;
	for (size_t i = 0; i < old->count; i++)
		before += !old->items[i].obsolete && !entry_is_header(&old->items[i]) && entry_is_translated(&old->items[i]);
	return before >= ENTRIES_LEAST && common * 100 < SHARE_LEAST * (before < sentences ? before : sentences);
}

/* LAST: no other language needs the article's template after this one. */
static bool process_language(struct workshop *workshop, struct loaded_article *loaded, bool last,
                             const struct article *article, const struct project_language *target,
                             struct language_evidence *evidence, struct article_result *result, struct arena *arena,
                             struct diagnostics *sink)
{
	if (target->pseudo)
		return process_pseudo_language(workshop, loaded, target, evidence, result, arena, sink);
	const struct project *project = workshop->project;
	size_t index = (size_t)(target - project->languages.items);
	const struct language *own = project_language_of_catalogs(target);
	const char *path = project_catalog_path(project, article, own, arena);
	const char *source = workshop->options->dry_run ? followed_source(&workshop->followed, path) : path;
	if (loaded->article && !loaded->has_template) {
		result->catalog = target->from ? NULL : path;
		return process_passing(workshop, loaded, target, source, evidence, result, arena, sink);
	}
	struct catalog old = { .arena = arena }, merged = { .arena = arena };
	struct slice bytes;
	bool done = catalog_load_like(&old, source, &loaded->template, &bytes, &evidence->catalog, sink);
	const struct catalog *current = &old;
	if (done && !bytes.data && loaded->article)
		done = output_is_free(workshop->project, loaded, target->language, arena, sink);
	if (done && (evidence->needs & STEP_UPDATE)) {
		struct merge_report report;
		size_t sentences = loaded->sentence_count;
		/* What is short is written from the template's text, by its entries; what is long must not be there twice. */
		bool keep = !last || loaded->text.places.count;
		merge(workshop, loaded, own, &old, keep, &merged, &report);
		bool estranged = bytes.data ? workshop->holds && is_estranged(&old, sentences, &report)
		                            : workshop->holds_new && sentences;
		if (estranged) {
			result->held = true;
			catalog_finish(&old);
			catalog_finish(&merged);
			return true;
		}
		if (!target->from)
			result->merge = report;
		if (workshop->has_memory && report.added && !target->from)
			recall_same(workshop, loaded, own, &merged, arena);
		if (workshop->has_memory && project->config.show_matches && !target->from)
			show_matches(workshop, article, own, &merged, arena);
		template_complete_header(&merged, own);
		glossaries_comment(&merged, workshop->glossaries[index], article->format->find_placeables);
		current = &merged;
		if (!target->from && (bytes.data || sentences))
			done = catalog_keep(&merged, &loaded->text, path, bytes, &old, workshop->options->dry_run,
			                    &result->catalog_changed, &evidence->catalog, sink);
	}
	if (!target->from)
		result->catalog = path;
	if (done && current == &merged)
		counting_of_updated(&merged, result);
	else if (done && loaded->article)
		counting_of_template(&loaded->template, current, result);
	if (done && (evidence->needs & STEP_CHECK) && !target->from)
		done = check_catalog(workshop, article, target->language, path, current, bytes, index, result, arena, sink);
	if (done && (evidence->needs & STEP_BUILD))
		done = build_from(workshop, loaded, target, current, evidence, result, arena, sink);
	catalog_finish(&old);
	catalog_finish(&merged);
	return done;
}

static bool update_template(struct workshop *workshop, struct loaded_article *loaded, struct content *content,
                            struct arena *arena, struct diagnostics *sink)
{
	const char *path = project_template_path(workshop->project, loaded->article, arena);
	struct slice bytes;
	if (!file_read_short(path, arena, &bytes, content, sink))
		return false;
	return !(bytes.data || loaded->sentence_count) ||
	       template_keep(loaded, path, bytes, workshop->options->dry_run, content, sink);
}

void steps_run(struct workshop *workshop, const struct article *article, struct article_evidence *evidence,
               struct article_result *results, struct arena *arena, struct diagnostics *sink)
{
	const struct project *project = workshop->project;
	struct loaded_article loaded = { 0 };
	unsigned needs = 0;
	bool done = true;
	for (size_t i = 0; i < project->languages.count; i++)
		needs |= evidence->languages[i].needs;
	/* The check reads catalogs only. */
	if (needs & ~(unsigned)STEP_CHECK) {
		bool with_template = needs & (STEP_UPDATE | STEP_CHECK);
		done = article_load_parted(&loaded, article, &project->config, workshop->segmenter, with_template, arena, sink);
		/* What else the article is made of nobody looks after: it is read again next time. */
		evidence->source = loaded.document.uses_files ? (struct content){ 0 } : content_of(loaded.stamp, loaded.bytes);
	}
	if (done && (needs & STEP_UPDATE))
		done = update_template(workshop, &loaded, &evidence->template, arena, sink);
	if (loaded.article && !(needs & STEP_BUILD))
		document_forget_units(&loaded.document);
	size_t last = project->languages.count;
	while (last && !evidence->languages[last - 1].needs)
		last--;
	for (size_t i = 0; i < last; i++)
		if (!results[i].failed && evidence->languages[i].needs)
			results[i].failed = !done || !process_language(workshop, &loaded, i + 1 == last, article,
			                                               &project->languages.items[i], &evidence->languages[i],
			                                               &results[i], arena, sink);
	article_unload(&loaded);
}

static uint64_t hash_key(const struct entry *entry, struct buffer *key)
{
	buffer_clear(key);
	key_append(key, entry->msgid);
	return slice_hash(buffer_slice(key));
}

/* Add the keys of what OLD has translations of to KNOWN, and of what is missing in MERGED to MISSING. */
static void gather_keys(const struct catalog *old, const struct catalog *merged, struct hashes *known,
                        struct hashes *missing)
{
	struct buffer key = { 0 };
	for (size_t i = 0; i < old->count; i++)
		if (!entry_is_header(&old->items[i]) && entry_is_translated(&old->items[i]))
			array_push(known, hash_key(&old->items[i], &key));
	for (size_t i = 0; i < merged->count; i++)
		if (entry_is_missing(&merged->items[i]))
			array_push(missing, hash_key(&merged->items[i], &key));
	buffer_finish(&key);
}

static bool have_common(struct hashes *known, const struct hashes *missing)
{
	bool common = false;
	hashes_sort(known);
	for (size_t i = 0; i < missing->count && !common; i++)
		common = hashes_have(known, missing->items[i]);
	return common;
}

bool steps_find_new(struct workshop *workshop, const struct article *article, bool alone)
{
	const struct project *project = workshop->project;
	struct arena *arena = arena_create();
	struct diagnostics *ignored = diagnostics_create();
	struct hashes known = { 0 }, missing = { 0 };
	struct loaded_article loaded;
	bool found = false;
	bool done = article_load(&loaded, article, &project->config, workshop->segmenter, arena, ignored);
	for (size_t i = 0; done && !found && i < project->languages.count; i++) {
		const struct project_language *target = &project->languages.items[i];
		if (!project_language_has_catalogs(target))
			continue;
		struct catalog old = { .arena = arena }, merged = { .arena = arena };
		const char *path = project_catalog_path(project, article, target->language, arena);
		struct slice bytes;
		struct merge_report report = { 0 };
		if (catalog_load(&old, followed_source(&workshop->followed, path), &bytes, ignored))
			merge(workshop, &loaded, target->language, &old, true, &merged, &report);
		if (alone)
			gather_keys(&old, &merged, &known, &missing);
		found = !alone && report.added > 0;
		catalog_finish(&old);
		catalog_finish(&merged);
	}
	found = found || have_common(&known, &missing);
	array_finish(&known);
	array_finish(&missing);
	article_unload(&loaded);
	diagnostics_destroy(ignored);
	arena_destroy(arena);
	return found;
}
