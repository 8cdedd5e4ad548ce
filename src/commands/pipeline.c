#include "commands/pipeline.h"

#include "base/file.h"
#include "base/jobs.h"
#include "base/message.h"
#include "base/progress.h"
#include "base/table.h"
#include "commands/agreement.h"
#include "commands/glossaries.h"
#include "commands/memory_files.h"
#include "commands/plan.h"
#include "commands/spellers.h"
#include "commands/waiting.h"
#include "project/locks.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

enum {
	MEMORY_TRIAL_MOST = 64,      /* articles that are looked at to see whether the memory is needed, */
	MEMORY_TRIAL_BYTES = 1 << 18, /* and bytes of them all: more are not merged twice */
	STATE_SECONDS = 5,           /* after which what was done is put into the state */
	STATE_BYTES_LARGEST = 1 << 24,
};

/* What an article has given, until it is taken. */
struct worked {
	struct arena *arena;
	struct diagnostics *sink;
	struct article_evidence evidence;
	struct article_result *results; /* one for each language */
	struct article_result *before;  /* what was done already when some of its catalogs were held back; NULL: none was */
};

struct run {
	const struct pipeline *pipeline;
	struct workshop workshop;
	struct plan plan;
	bool *failed;           /* articles × languages */
	size_t *busy;           /* the articles that there is something to do with, and */
	size_t busy_count;
	size_t reported;        /* how many articles were taken */
	struct worked **worked; /* one for each busy article, while it is under way */
	struct { size_t *items; size_t count, capacity; } held; /* of the busy articles, those with catalogs held back */
	struct agreement *agreement; /* NULL: nothing is checked */
	struct state_changes *changes;
	bool needed;            /* some of them tell more than times */
	struct timespec saved;  /* when changes were last put into the state */
	struct locks *locks;    /* NULL: nothing is written */
	struct diagnostics *sink;
	struct progress progress;
};

/* Leave out the articles whose catalogs, of those followed from number BEGIN on, could not be moved. */
static void note_failed(struct run *run, size_t begin)
{
	const struct workshop *workshop = &run->workshop;
	for (size_t i = begin; i < workshop->followed.count; i++) {
		const struct followed *followed = &workshop->followed.items[i];
		run->failed[followed->article * workshop->project->languages.count + followed->language] |= followed->failed;
	}
}

static struct worked *begin_article(const struct run *run)
{
	struct arena *arena = arena_create();
	struct worked *worked = arena_allocate_zero(arena, 1, sizeof *worked);
	worked->arena = arena;
	worked->sink = diagnostics_create();
	worked->results = arena_allocate_zero(arena, run->pipeline->project->languages.count, sizeof *worked->results);
	return worked;
}

static void end_article(const struct run *run, struct worked *worked)
{
	for (size_t i = 0; i < run->pipeline->project->languages.count; i++)
		result_finish(&worked->results[i]);
	diagnostics_destroy(worked->sink);
	arena_destroy(worked->arena);
}

static bool is_held(const struct run *run, const struct worked *worked)
{
	bool held = false;
	for (size_t i = 0; i < run->pipeline->project->languages.count; i++)
		held = held || worked->results[i].held;
	return held;
}

/* WORKED, of which some catalogs are held back, to be begun again. */
static struct worked *put_aside(const struct run *run, struct worked *worked)
{
	struct worked *again = begin_article(run);
	size_t count = run->pipeline->project->languages.count;
	again->before = arena_allocate_zero(again->arena, count, sizeof *again->before);
	for (size_t i = 0; i < count; i++)
		again->before[i] = (struct article_result){
			.held = worked->results[i].held, .merge = worked->results[i].merge,
			.catalog_changed = worked->results[i].catalog_changed, .output_changed = worked->results[i].output_changed,
		};
	end_article(run, worked);
	return again;
}

static void work_on_article(void *context, size_t number)
{
	struct run *run = context;
	size_t index = run->busy[number];
	const struct article *article = &run->pipeline->project->articles.items[index];
	struct worked *worked = run->worked[number] = begin_article(run);
	waiting_take(run->locks, slice_from(article->source), run->pipeline->options);
	plan_look(&run->plan, index, &worked->evidence, worked->results, worked->arena);
	steps_run(&run->workshop, article, &worked->evidence, worked->results, worked->arena, worked->sink);
	locks_give(run->locks, slice_from(article->source));
	if (is_held(run, worked))
		run->worked[number] = put_aside(run, worked);
}

static void report_findings(const struct findings *findings, struct diagnostics *sink)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];
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

static void print_messages(struct run *run)
{
	const struct options *options = run->pipeline->options;
	const struct diagnostic *pending;
	if (!diagnostics_all(run->sink, &pending))
		return;
	progress_clear(&run->progress);
	diagnostics_print(run->sink, stderr, options->quiet ? SEVERITY_ERROR : SEVERITY_NOTE, options_color(options));
}

/* Whether there was anything to do in some language. */
static bool was_needed(const struct run *run, const struct worked *worked)
{
	unsigned needs = 0;
	for (size_t i = 0; i < run->pipeline->project->languages.count; i++)
		needs |= worked->evidence.languages[i].needs;
	return needs != 0;
}

/* Tell of article INDEX, and hand its results on. */
static void report_article(struct run *run, size_t index, struct worked *worked)
{
	const struct pipeline *pipeline = run->pipeline;
	const struct project *project = pipeline->project;
	for (size_t i = 0; i < project->languages.count; i++) {
		const struct article_result *result = &worked->results[i];
		/* Alone they are what was asked for, and the command prints them. */
		if (pipeline->steps != STEP_CHECK)
			report_findings(&result->findings, worked->sink);
		if (pipeline->options->verbose)
			note_files(result, pipeline->steps, worked->sink);
		if (result->below_minimum)
			diagnostics_warning(worked->sink, position_of_file(project->articles.items[index].source),
			                    ngettext("not built in %s: %zu of %zu sentence is translated, and “minimum” asks for %u %%",
			                             "not built in %s: %zu of %zu sentences are translated, and “minimum” asks for %u %%",
			                             result->units),
			                    project->languages.items[i].language->spelling, result->translated, result->units,
			                    project->config.minimum);
	}
	diagnostics_move(run->sink, worked->sink);
	print_messages(run);
	if (run->agreement)
		agreement_gather(run->agreement, index, worked->results);
	pipeline->take(pipeline->context, index, worked->results);
}

/* Tell of the articles before END with which there is nothing to do. */
static void report_skipped(struct run *run, size_t end)
{
	for (; run->reported < end && run->pipeline->only_new; run->reported++)
		continue;
	while (run->reported < end) {
		struct worked *worked = begin_article(run);
		plan_recall(&run->plan, run->reported, worked->results, worked->arena);
		report_article(run, run->reported, worked);
		end_article(run, worked);
		run->reported++;
	}
}

static bool is_article(void *context, struct slice path)
{
	const struct table *paths = context;
	return table_get(paths, path) != TABLE_NONE;
}

/* Put what was done into the state. With ALL, which is when it is whole, articles that are no more are forgotten. */
static void save_state(struct run *run, bool all)
{
	const struct project *project = run->pipeline->project;
	struct table paths = { 0 };
	for (size_t i = 0; all && i < project->articles.count; i++)
		table_add(&paths, slice_from(project->articles.items[i].source), i);
	waiting_take(run->locks, LOCK_OF_STATE, run->pipeline->options);
	state_save(STATE_FILE, run->changes, all ? is_article : NULL, &paths, run->pipeline->whole_state);
	locks_give(run->locks, LOCK_OF_STATE);
	state_changes_destroy(run->changes);
	run->changes = state_changes_create();
	clock_gettime(CLOCK_MONOTONIC, &run->saved);
	table_finish(&paths);
}

/* Note and tell what was done with the busy article NUMBER. */
static void settle_article(struct run *run, size_t number)
{
	size_t index = run->busy[number];
	struct worked *worked = run->worked[number];
	const struct diagnostic *pending;
	/* What there is to say of an article has to be said each time. */
	if (run->locks && !diagnostics_all(worked->sink, &pending))
		plan_note(&run->plan, index, &worked->evidence, worked->results, run->changes);
	bool needed = was_needed(run, worked);
	run->needed |= needed;
	if (needed || !run->pipeline->only_new)
		report_article(run, index, worked);
	end_article(run, worked);
	run->worked[number] = NULL;
	progress_advance(&run->progress);
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (run->locks && (now.tv_sec - run->saved.tv_sec >= STATE_SECONDS ||
	                   state_changes_size(run->changes) > STATE_BYTES_LARGEST))
		save_state(run, false);
}

static void finish_article(void *context, size_t number)
{
	struct run *run = context;
	report_skipped(run, run->busy[number]);
	if (run->worked[number]->before)
		array_push(&run->held, number);
	else
		settle_article(run, number);
	run->reported++;
}

static void work_on_held(void *context, size_t number)
{
	struct run *run = context;
	size_t index = run->busy[run->held.items[number]];
	const struct project *project = run->pipeline->project;
	const struct article *article = &project->articles.items[index];
	struct worked *worked = run->worked[run->held.items[number]];
	waiting_take(run->locks, slice_from(article->source), run->pipeline->options);
	plan_look(&run->plan, index, &worked->evidence, worked->results, worked->arena);
	steps_run(&run->workshop, article, &worked->evidence, worked->results, worked->arena, worked->sink);
	locks_give(run->locks, slice_from(article->source));
	for (size_t i = 0; i < project->languages.count; i++) {
		if (worked->before[i].held)
			continue;
		worked->results[i].merge = worked->before[i].merge;
		worked->results[i].catalog_changed |= worked->before[i].catalog_changed;
		worked->results[i].output_changed |= worked->before[i].output_changed;
	}
}

static void finish_held(void *context, size_t number)
{
	struct run *run = context;
	settle_article(run, run->held.items[number]);
}

/* Find whose the catalogs are that were held back, and do what is left of their articles. */
static void do_held(struct run *run, size_t jobs, struct arena *arena)
{
	struct workshop *workshop = &run->workshop;
	const struct project *project = workshop->project;
	struct held_catalogs held = { 0 };
	for (size_t i = 0; i < run->held.count; i++)
		for (size_t l = 0; l < project->languages.count; l++)
			if (run->worked[run->held.items[i]]->before[l].held)
				array_push(&held, (struct held_catalog){ run->busy[run->held.items[i]], l });
	size_t before = workshop->followed.count;
	catalogs_regroup(project, workshop->options, workshop->segmenter, &held, &workshop->followed, arena, run->sink);
	note_failed(run, before);
	workshop->holds = workshop->holds_new = false;
	jobs_run(run->held.count, jobs, work_on_held, finish_held, run);
	array_finish(&held);
	array_finish(&run->held);
}

/* Tell of what catalogs disagree on, behind all else. */
static void report_disagreements(void *context, size_t language, const struct findings *findings)
{
	struct run *run = context;
	if (run->pipeline->steps != STEP_CHECK)
		report_findings(findings, run->sink);
	print_messages(run);
	run->pipeline->take_more(run->pipeline->context, language, findings);
}

static bool *copy_failed(const struct pipeline *pipeline)
{
	size_t count = pipeline->project->articles.count * pipeline->project->languages.count;
	bool *failed = memory_allocate_zero(count, sizeof *failed);
	if (pipeline->left_out && count)
		memcpy(failed, pipeline->left_out, count * sizeof *failed);
	return failed;
}

static void read_glossaries(struct run *run)
{
	const struct project *project = run->pipeline->project;
	struct arena *arena = arena_create();
	struct position place = position_of_file(project->config.file);
	const struct language *source = project->config.glossaries.count
	                                    ? language_find(project->config.source, arena, place, run->sink) : NULL;
	for (size_t i = 0; source && i < project->languages.count; i++) {
		bool done;
		if (!project->languages.items[i].from)
			run->workshop.glossaries[i] = glossaries_read(&project->config, source->tag,
			                                              project->languages.items[i].language->tag, &done, run->sink);
	}
	arena_destroy(arena);
}

static void open_spellers(struct run *run)
{
	const struct project *project = run->pipeline->project;
	const struct check_selection selection = pipeline_checks(&project->config, run->pipeline->options);
	if (!selection_has(&selection, &check_spelling))
		return;
	for (size_t i = 0; i < project->languages.count; i++)
		if (project_language_has_catalogs(&project->languages.items[i]))
			run->workshop.spellers[i] =
			    speller_of_project(&project->config, project->languages.items[i].language, run->sink);
}

/* Whether some article has sentences that could be looked up. Few are looked at, of many it is taken for granted: it makes
 * no difference for what comes out. */
static bool needs_memory(struct run *run)
{
	const struct project *project = run->pipeline->project;
	const struct article *articles = project->articles.items;
	size_t count = 0;
	off_t bytes = 0;
	for (size_t i = 0; i < run->busy_count && count <= MEMORY_TRIAL_MOST; i++) {
		struct stat status;
		if (!(run->plan.flags[run->busy[i]] & PLAN_UPDATE))
			continue;
		count++;
		bytes += stat(articles[run->busy[i]].source, &status) == 0 ? status.st_size : 0;
	}
	bool needs = count > MEMORY_TRIAL_MOST || bytes > MEMORY_TRIAL_BYTES || (count && project->config.show_matches);
	bool alone = !needs && !run->pipeline->some && project->articles.count == 1 && memory_files_are_of(project, articles);
	for (size_t i = 0; !needs && i < run->busy_count; i++)
		needs = run->plan.flags[run->busy[i]] & PLAN_UPDATE &&
		        steps_find_new(&run->workshop, &articles[run->busy[i]], alone);
	return needs;
}

/* What the update needs besides the rules. All of it is as it was before anything is written. */
static void prepare_update(struct run *run, unsigned flags, struct arena *arena)
{
	struct workshop *workshop = &run->workshop;
	const struct project *project = workshop->project;
	if (flags & PLAN_WITHOUT_CATALOG)
		catalogs_follow(project, workshop->options, workshop->segmenter, &workshop->followed, arena, run->sink);
	note_failed(run, 0);
	/* Where no article has a catalog, it makes no difference whose it is. */
	workshop->holds = true;
	for (size_t i = 0; i < project->articles.count && flags & PLAN_WITHOUT_CATALOG; i++)
		workshop->holds_new = workshop->holds_new || run->plan.flags[i] & PLAN_COMPLETE;
	if (needs_memory(run))
		workshop->memory = memory_before_run(project, &run->plan, run->pipeline->listing, run->sink);
	workshop->has_memory = workshop->memory && !memory_is_empty(workshop->memory);
}

/* Find what is to be done; the flags of all of it. */
static unsigned make_plan(struct run *run, const struct state *state, struct arena *arena)
{
	struct plan *plan = &run->plan;
	size_t count = run->pipeline->project->articles.count;
	unsigned flags = 0;
	*plan = (struct plan){
		.project = run->pipeline->project, .options = run->pipeline->options, .steps = run->pipeline->steps, .state = state,
		.left_out = run->failed,
	};
	keys_make(&plan->keys, plan->project, plan->options, arena);
	plan_make(plan);
	run->busy = memory_allocate_zero(count, sizeof *run->busy);
	for (size_t i = 0; i < count; i++) {
		flags |= plan->flags[i];
		if (plan->flags[i] & (PLAN_WORK | PLAN_NOTE))
			run->busy[run->busy_count++] = i;
	}
	run->worked = memory_allocate_zero(run->busy_count, sizeof *run->worked);
	return flags;
}

static void finish_workshop(struct workshop *workshop, struct segmenter *segmenter, struct cutters *cutters)
{
	pthread_mutex_destroy(&workshop->memory_lock);
	memory_end_run(workshop->memory);
	memory_close(workshop->memory);
	array_finish(&workshop->followed);
	cutters_destroy(cutters);
	segmenter_destroy(segmenter);
	for (size_t i = 0; i < workshop->project->languages.count; i++) {
		glossary_destroy(workshop->glossaries[i]);
		speller_close(workshop->spellers[i]);
	}
	free(workshop->glossaries);
	free(workshop->spellers);
}

void pipeline_run(const struct pipeline *pipeline, struct diagnostics *sink)
{
	const struct project *project = pipeline->project;
	const struct options *options = pipeline->options;
	struct arena *arena = arena_create();
	struct state *state = state_open(STATE_FILE, pipeline->whole_state);
	struct run run = {
		.pipeline = pipeline, .sink = sink,
		.workshop = { .project = project, .options = options, .steps = pipeline->steps },
		.failed = copy_failed(pipeline),
	};
	struct workshop *workshop = &run.workshop;
	unsigned flags = make_plan(&run, state, arena);
	bool done = true;
	struct segmenter *segmenter =
	    flags & PLAN_LOAD && !pipeline->segmenter ? pipeline_segmenter(&project->config, &done, sink) : NULL;
	workshop->segmenter = pipeline->segmenter ? pipeline->segmenter : segmenter;
	struct cutters *cutters = pipeline->cutters ? NULL : cutters_create(&project->config, workshop->segmenter);
	workshop->cutters = pipeline->cutters ? pipeline->cutters : cutters;
	workshop->glossaries = memory_allocate_zero(project->languages.count, sizeof *workshop->glossaries);
	workshop->spellers = memory_allocate_zero(project->languages.count, sizeof *workshop->spellers);
	pthread_mutex_init(&workshop->memory_lock, NULL);
	if (done && flags & PLAN_UPDATE)
		prepare_update(&run, flags, arena);
	if (done && pipeline->steps & (STEP_UPDATE | STEP_CHECK))
		read_glossaries(&run);
	if (done && pipeline->steps & STEP_CHECK) {
		open_spellers(&run);
		run.agreement = agreement_begin(project, options);
	}
	if (done && run.busy_count && !options->dry_run) {
		run.locks = locks_open();
		run.changes = state_changes_create();
		clock_gettime(CLOCK_MONOTONIC, &run.saved);
	}
	if (done) {
		progress_init(&run.progress, _("articles"), run.busy_count, options_progress(options));
		size_t jobs = options->jobs ? options->jobs : jobs_default();
		jobs_run(run.busy_count, jobs, work_on_article, finish_article, &run);
		report_skipped(&run, project->articles.count);
		if (run.held.count)
			do_held(&run, jobs, arena);
		progress_clear(&run.progress);
	}
	if (run.agreement)
		agreement_end(run.agreement, report_disagreements, &run);
	/* Times alone are not worth it to whoever looks at a few articles again and again. */
	if (run.locks && (run.needed || !pipeline->some))
		save_state(&run, !pipeline->some && options->arguments.count == 0 && !options->files_from);
	state_changes_destroy(run.changes);
	locks_close(run.locks);
	finish_workshop(workshop, segmenter, cutters);
	state_close(state);
	plan_finish(&run.plan);
	free(run.failed);
	free(run.busy);
	free(run.worked);
	arena_destroy(arena);
}
