#include "commands/translate.h"

#include "base/file.h"
#include "base/message.h"
#include "base/progress.h"
#include "base/table.h"
#include "catalog/merge.h"
#include "catalog/origin.h"
#include "catalog/references.h"
#include "catalog/template.h"
#include "commands/article.h"
#include "commands/cutters.h"
#include "commands/engine_choice.h"
#include "commands/follow.h"
#include "commands/glossaries.h"
#include "commands/memory_files.h"
#include "commands/output.h"
#include "commands/recall.h"
#include "commands/run.h"
#include "commands/waiting.h"
#include "commands/translate_report.h"
#include "engines/references.h"

/* Sentences are sent together over the borders of articles, but not without end. */
enum { GROUP_SENTENCES = 2000, GROUP_CATALOGS = 500 };

/* A catalog with something missing, kept in memory until its group is answered. */
struct work {
	const struct article *article;
	const char *path;
	struct slice bytes;
	struct catalog old, merged;
};

/* An entry without a translation, and where in which article it stands. */
struct missing {
	struct entry *entry;
	const struct format *format;
	struct slice title, section, before, after;
	struct position position;
};

struct group {
	struct arena *arena;
	struct { struct work *items; size_t count, capacity; } works;
	struct { struct missing *items; size_t count, capacity; } missing;
};

/* An engine in this run. */
struct asked_engine {
	const struct engine_choice *choice;
	size_t characters; /* sent so far */
	double seconds;    /* that it took so far */
	bool stopped;      /* for the language that is being translated */
	bool unusable;
};

/* A run over all languages, and the language that it is at. */
struct run {
	const struct project *project;
	const struct options *options;
	const struct segmenter *segmenter;
	struct cutters *cutters;
	struct memory *memory;
	const char *source; /* BCP 47 */
	struct asked_engine *engines;
	size_t engine_count;
	struct diagnostics *sink;

	const struct language *language;
	struct translate_result *result;
	struct glossary *glossary; /* NULL: none */
	struct group group;
};

/* What is asked at once: entries of one format. */
struct asking {
	struct run *run;
	const struct format *format;
	struct table entries; /* the source as it is asked for → index of group.missing */
	struct progress bar;
};

static void group_clear(struct group *group)
{
	for (size_t i = 0; i < group->works.count; i++) {
		catalog_finish(&group->works.items[i].old);
		catalog_finish(&group->works.items[i].merged);
	}
	array_clear(&group->works);
	array_clear(&group->missing);
	arena_destroy(group->arena);
	group->arena = NULL;
}

static void group_finish(struct group *group)
{
	group_clear(group);
	array_finish(&group->works);
	array_finish(&group->missing);
}

/* What DOCUMENT says that it is called: in its front matter, its head, or its first heading. */
static struct slice title_of(const struct document *document)
{
	static const char *const roles[] = { "front matter: title", "title", "heading 1", "headline" };
	for (size_t r = 0; r < sizeof roles / sizeof *roles; r++)
		for (size_t u = 0; u < document->unit_count; u++)
			if (slice_equal_string(document->units[u].kind->role, roles[r]))
				return document->units[u].text;
	return SLICE("");
}

/* The line of ENTRY's first reference; 0 if it has none. */
static size_t line_of(const struct entry *entry, struct arena *arena)
{
	struct slice file;
	size_t line;
	return references_first(entry->references, arena, &file, &line) ? line : 0;
}

/* Put the entries of CATALOG that have no translation into GROUP, with what the article says around them. */
static void note_missing(struct group *group, const struct catalog *catalog, const struct loaded_article *loaded)
{
	const struct document *document = &loaded->document;
	struct table units = { 0 };
	for (size_t u = 0; u < document->unit_count; u++)
		for (size_t s = 0; s < document->units[u].segment_count; s++)
			table_add(&units, unit_segment_text(&document->units[u], &document->units[u].segments[s]), u);
	struct slice title = title_of(document);
	for (size_t i = 0; i < catalog->count; i++) {
		struct entry *entry = &catalog->items[i];
		if (!entry_is_missing(entry))
			continue;
		size_t unit = table_get(&units, entry->msgid);
		struct missing missing = {
			.entry = entry,
			.format = loaded->article->format,
			.title = title,
			.before = i ? catalog->items[i - 1].msgid : SLICE(""), /* the header's is empty, too */
			.after = i + 1 < catalog->count && !catalog->items[i + 1].obsolete ? catalog->items[i + 1].msgid : SLICE(""),
			.section = unit == TABLE_NONE ? SLICE("") : *document->units[unit].section,
			.position = { loaded->article->source, line_of(entry, group->arena), 0 },
		};
		array_push(&group->missing, missing);
	}
	table_finish(&units);
}

/* Read and update ARTICLE's catalog, fill it from the memory, and put it into the group. */
static void gather(struct run *run, const struct article *article)
{
	struct group *group = &run->group;
	struct loaded_article loaded;
	struct work work = { .article = article, .old.arena = group->arena, .merged.arena = group->arena };
	work.path = project_catalog_path(run->project, article, run->language, group->arena);
	struct merge_report report = { 0 };
	struct cutting cutting;
	const struct merge_options options = cutters_options(run->cutters, article, run->language, &cutting);
	if (article_load(&loaded, article, &run->project->config, run->segmenter, group->arena, run->sink) &&
	    catalog_load(&work.old, work.path, &work.bytes, run->sink) &&
	    (work.bytes.data ||
	     output_is_free(run->project, &loaded, run->language, group->arena, run->sink))) {
		catalog_merge(&work.merged, &work.old, &loaded.template, &options, &report);
		template_complete_header(&work.merged, run->language);
		glossaries_comment(&work.merged, run->glossary, article->format->find_placeables);
		size_t recalled = recall_translations(&work.merged, article->format, run->language->spelling, MEMORY_LEAST,
		                                      run->memory, group->arena);
		run->result->recalled += recalled;
		run->result->missing += recalled;
		note_missing(group, &work.merged, &loaded);
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
	struct asking *asking = context;
	struct progress *bar = &asking->bar;
	bar->rate = report->seconds > 0 ? (size_t)((double)report->answered / report->seconds) : 0;
	progress_set(bar, report->left < bar->total ? bar->total - report->left : 0);
	return true;
}

/* What the project's checks have against TRANSLATION, if it is an error. */
static const char *refuse(void *context, const struct engine_text *text, struct slice translation)
{
	struct asking *asking = context;
	const struct run *run = asking->run;
	struct arena *arena = run->group.arena;
	size_t index = table_get(&asking->entries, text->source);
	if (index == TABLE_NONE)
		return NULL;
	struct entry proposal = *run->group.missing.items[index].entry;
	proposal.msgstr = &translation;
	struct catalog catalog = { .arena = arena, .items = &proposal, .count = 1, .capacity = 1 };
	struct findings findings = { 0 };
	const struct config *config = &run->project->config;
	struct check_selection selection = { .on = &config->checks_on, .off = &config->checks_off,
	                                      .accept = asking->format->accept,
	                                      .character_references = asking->format->character_references };
	checks_run(&catalog, "", run->language, asking->format->find_placeables, &selection, arena, &findings);
	const char *reason = NULL;
	for (size_t i = 0; !reason && i < findings.count; i++)
		if (findings.items[i].severity == SEVERITY_ERROR)
			reason = arena_format(arena, "%.*s [%s]", SLICE_ARG(findings.items[i].text), findings.items[i].check).data;
	array_finish(&findings);
	return reason;
}

/* The engines that can be asked now, with what is left of their time, in ACTIVE (their numbers), OPTIONS and BEFORE. */
static size_t find_active(struct run *run, size_t *active, struct engine_options *options, size_t *before)
{
	size_t count = 0;
	for (size_t e = 0; e < run->engine_count; e++) {
		struct asked_engine *engine = &run->engines[e];
		const struct engine_options *own = &engine->choice->options;
		if (engine->stopped || engine->unusable || !engine_serves(engine->choice, run->language->tag))
			continue;
		size_t used = (size_t)engine->seconds;
		if (own->deadline && used >= own->deadline) {
			diagnostics_warning(run->sink, POSITION_NONE,
			                    _("%s is not asked any more: its deadline is over; run again to go on where it was"),
			                    own->name);
			engine->unusable = true;
			continue;
		}
		options[count] = *own;
		options[count].deadline = own->deadline ? own->deadline - used : 0;
		before[count] = engine->characters;
		active[count++] = e;
	}
	return count;
}

static void add_report(struct engine_report *sum, const struct engine_report *report)
{
	sum->texts += report->texts;
	sum->repeated += report->repeated;
	sum->copied += report->copied;
	sum->cached += report->cached;
	sum->sent += report->sent;
	sum->answered += report->answered;
	sum->refused += report->refused;
	sum->unanswered += report->unanswered;
	sum->requests += report->requests;
	sum->retried += report->retried;
	sum->characters += report->characters;
	sum->seconds += report->seconds;
	sum->stopped |= report->stopped;
	sum->unusable |= report->unusable;
}

/* TEXTS are what is missing of one format; ENTRIES are theirs. */
static void ask(struct asking *asking, struct engine_text *texts, struct entry *const *entries, size_t count)
{
	struct run *run = asking->run;
	struct arena *arena = run->group.arena;
	size_t *active = arena_allocate(arena, run->engine_count * sizeof *active);
	size_t *before = arena_allocate(arena, run->engine_count * sizeof *before);
	struct engine_options *options = arena_allocate(arena, run->engine_count * sizeof *options);
	struct engine_report *reports = arena_allocate_zero(arena, run->engine_count, sizeof *reports);
	size_t engine_count = find_active(run, active, options, before);
	const struct engine_run engine_run = {
		.source = run->source,
		.target = run->language->tag,
		.glossary = run->glossary,
		.find = asking->format->find_placeables,
		.refuse = refuse,
		.progress = show_progress,
		.context = asking,
		.cache = ".localize",
		.dry_run = run->options->dry_run,
		.arena = arena,
	};
	progress_init(&asking->bar, run->language->spelling, count, options_progress(run->options));
	if (engine_count)
		engine_translate_in_turn(&engine_run, options, engine_count, before, texts, count, reports, run->sink);
	progress_clear(&asking->bar);
	for (size_t e = 0; e < engine_count; e++) {
		struct asked_engine *engine = &run->engines[active[e]];
		engine->characters += reports[e].characters;
		engine->seconds += reports[e].seconds;
		engine->stopped = reports[e].stopped;
		engine->unusable = reports[e].unusable;
		add_report(&run->result->reports[active[e]], &reports[e]);
	}
	for (size_t i = 0; i < count; i++) {
		if (!texts[i].translation.size)
			continue;
		entry_set_translation(entries[i], texts[i].translation, arena);
		entries[i]->fuzzy = true;
		entry_set_origin(entries[i], ORIGIN_MACHINE, slice_from(texts[i].engine), arena);
		run->result->filled++;
	}
}

/* Ask the engines for what the group misses of FORMAT. */
static void ask_for_format(struct run *run, const struct format *format)
{
	struct group *group = &run->group;
	struct asking asking = { .run = run, .format = format };
	struct engine_text *texts = arena_allocate_zero(group->arena, group->missing.count, sizeof *texts);
	struct entry **entries = arena_allocate(group->arena, group->missing.count * sizeof *entries);
	size_t count = 0;
	for (size_t i = 0; i < group->missing.count; i++) {
		const struct missing *missing = &group->missing.items[i];
		if (missing->format != format)
			continue;
		struct slice source = missing->entry->msgid;
		struct placeables found = { 0 }, placeables = { 0 };
		if (format->find_placeables) {
			format->find_placeables(source, &found);
			source = references_resolve(source, found.items, found.count, &placeables, group->arena);
		}
		table_add(&asking.entries, source, i);
		entries[count] = missing->entry;
		texts[count++] = (struct engine_text){
			.source = source,
			.placeables =
			    arena_copy_array(group->arena, placeables.items, placeables.count, sizeof *placeables.items),
			.placeable_count = placeables.count,
			.context = missing->section,
			.before = missing->before,
			.after = missing->after,
			.title = missing->title,
			.position = missing->position,
		};
		array_finish(&found);
		array_finish(&placeables);
	}
	ask(&asking, texts, entries, count);
	table_finish(&asking.entries);
}

/* Save what was made of a catalog. Engines take their time: what somebody has written there meanwhile counts more. */
static void save_work(struct run *run, struct work *work, struct locks *locks)
{
	struct slice now;
	bool changed;
	waiting_take(locks, slice_from(work->article->source), run->options);
	if (file_read_if_there(work->path, run->group.arena, &now, run->sink)) {
		if (!now.data == !work->bytes.data && slice_equal(now, work->bytes))
			catalog_save(&work->merged, work->path, work->bytes, &work->old, run->options->dry_run, &changed, run->sink);
		else
			diagnostics_warning(run->sink, position_of_file(work->path),
			                    _("was changed while it was being translated, and is left so; run “localize translate” again: "
			                      "what was answered is not asked for twice"));
	}
	locks_give(locks, slice_from(work->article->source));
}

/* Fill what the group misses by the engines, and save its catalogs. */
static void fill(struct run *run)
{
	struct group *group = &run->group;
	struct { const struct format **items; size_t count, capacity; } formats = { 0 };
	run->result->missing += group->missing.count;
	for (size_t i = 0; run->engine_count && i < group->missing.count; i++) {
		size_t f = 0;
		while (f < formats.count && formats.items[f] != group->missing.items[i].format)
			f++;
		if (f < formats.count)
			continue;
		array_push(&formats, group->missing.items[i].format);
		ask_for_format(run, group->missing.items[i].format);
	}
	array_finish(&formats);
	struct locks *locks = run->options->dry_run ? NULL : locks_open();
	for (size_t i = 0; i < group->works.count; i++)
		save_work(run, &group->works.items[i], locks);
	locks_close(locks);
	group_clear(group);
}

/* All articles in the language of number INDEX in the project. */
static void translate_language(struct run *run, const bool *left_out, size_t index)
{
	const struct project *project = run->project;
	bool terms_read;
	run->glossary = glossaries_read(&project->config, run->source, run->language->tag, &terms_read, run->sink);
	/* Without the words of the glossary they would be paid for and be wrong. */
	for (size_t e = 0; e < run->engine_count; e++)
		run->engines[e].stopped = !terms_read;
	for (size_t i = 0; i < project->articles.count; i++) {
		if (left_out && left_out[i * project->languages.count + index])
			continue;
		if (!run->group.arena)
			run->group.arena = arena_create();
		gather(run, &project->articles.items[i]);
		if (run->group.missing.count >= GROUP_SENTENCES || run->group.works.count >= GROUP_CATALOGS)
			fill(run);
	}
	if (run->group.arena)
		fill(run);
	glossary_destroy(run->glossary);
}

static void prepare_results(struct run *run, const struct engine_choices *choices, struct translate_results *results,
                            struct arena *arena)
{
	const char **names = arena_allocate_zero(arena, choices->count + 1, sizeof *names);
	run->engine_count = results->engine_count = choices->count;
	run->engines = arena_allocate_zero(arena, choices->count, sizeof *run->engines);
	for (size_t e = 0; e < choices->count; e++) {
		run->engines[e].choice = &choices->items[e];
		names[e] = choices->items[e].options.name;
	}
	results->engines = names;
	results->items = arena_allocate_zero(arena, run->project->languages.count, sizeof *results->items);
}

void translate_project(const struct project *project, const struct options *options,
                       const bool *left_out, struct translate_results *results, struct arena *arena,
                       struct diagnostics *sink)
{
	*results = (struct translate_results){ 0 };
	struct run run = { .project = project, .options = options, .sink = sink };
	struct engine_choices choices;
	struct position place = position_of_file(project->config.file);
	const struct language *source = language_find(project->config.source, arena, place, sink);
	bool done;
	if (!source || !engines_choose(&project->config, options, &choices, arena, sink))
		return;
	struct segmenter *segmenter = pipeline_segmenter(&project->config, &done, sink);
	if (!done)
		return;
	run.source = source->tag;
	run.segmenter = segmenter;
	run.cutters = cutters_create(&project->config, segmenter);
	struct followed_catalogs followed = { 0 };
	catalogs_follow(project, options, segmenter, &followed, arena, sink);
	array_finish(&followed);
	run.memory = memory_of_project(project, sink);
	prepare_results(&run, &choices, results, arena);
	for (size_t l = 0; l < project->languages.count; l++) {
		if (!project_language_has_catalogs(&project->languages.items[l]))
			continue;
		run.language = project->languages.items[l].language;
		run.result = &results->items[results->count++];
		run.result->language = run.language;
		run.result->reports = arena_allocate_zero(arena, choices.count, sizeof *run.result->reports);
		translate_language(&run, left_out, l);
	}
	group_finish(&run.group);
	cutters_destroy(run.cutters);
	segmenter_destroy(segmenter);
	memory_close(run.memory);
}

int command_translate(struct options *options, struct diagnostics *sink)
{
	struct project project;
	struct arena *arena = arena_create();
	struct translate_results results;
	if (pipeline_open(&project, options, sink)) {
		translate_project(&project, options, NULL, &results, arena, sink);
		translate_report(options, &results);
	}
	project_close(&project);
	arena_destroy(arena);
	return STATUS_DONE;
}
