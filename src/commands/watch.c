/* watch.c: the command that rebuilds what changes as it is saved. */

#include "base/file.h"
#include "base/message.h"
#include "base/table.h"
#include "base/watcher.h"
#include "commands/memory_files.h"
#include "commands/pipeline.h"
#include "commands/run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/select.h>
#include <unistd.h>

/* Where the system does not tell of changes, all files are looked at so often. */
enum { LOOK_MILLISECONDS = 500 };

static volatile sig_atomic_t ended;

struct watching {
	struct options *options;
	int home;               /* the folder in which the command was given */
	struct project project;
	struct segmenter *segmenter; /* making it takes longer than an article, and so do */
	struct cutters *cutters;
	struct memory_listing *listing;
	uint64_t whole_state;
	struct table articles;  /* path below the input folder → index */
	struct watcher *watcher; /* NULL: all is looked at, now and then */
	sigset_t mask;          /* of signals, while it waits */
};

static void end(int signal)
{
	(void)signal;
	ended = 1;
}

/* What ends a run is let in only while it waits: no article is left half done. */
static void catch_signals(struct watching *watching)
{
	struct sigaction action = { .sa_handler = end }, before;
	sigset_t blocked;
	sigemptyset(&action.sa_mask);
	sigemptyset(&blocked);
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		/* What nohup, or a shell for what runs in the background, lets be ignored stays so. */
		if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler == SIG_IGN)
			continue;
		sigaction(signals[i], &action, NULL);
		sigaddset(&blocked, signals[i]);
	}
	sigprocmask(SIG_BLOCK, &blocked, &watching->mask);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		sigdelset(&watching->mask, signals[i]);
}

static void print(const struct watching *watching, struct diagnostics *sink)
{
	const struct options *options = watching->options;
	diagnostics_print(sink, stderr, options->quiet ? SEVERITY_ERROR : SEVERITY_NOTE, options_color(options));
}

/* Only what was written is worth a line. */
static void take(void *context, size_t index, const struct article_result *results)
{
	const struct watching *watching = context;
	(void)index;
	for (size_t i = 0; i < watching->project.languages.count && !watching->options->quiet; i++) {
		if (results[i].catalog_changed)
			printf(_("%s: updated\n"), results[i].catalog);
		if (results[i].output_changed)
			printf(_("%s: built\n"), results[i].output);
	}
	fflush(stdout);
}

static void take_more(void *context, size_t language, const struct findings *findings)
{
	(void)context;
	(void)language;
	(void)findings;
}

/* Run over COUNT articles of the project, ITEMS. */
static void run_over(struct watching *watching, struct article *items, size_t count)
{
	struct diagnostics *sink = diagnostics_create();
	struct project some = watching->project;
	bool all = count == watching->project.articles.count;
	some.articles.items = items;
	some.articles.count = count;
	const struct pipeline pipeline = {
		.project = &some, .options = watching->options, .steps = STEP_UPDATE | STEP_CHECK | STEP_BUILD, .only_new = true,
		.some = !all, .whole_state = &watching->whole_state, .segmenter = watching->segmenter, .cutters = watching->cutters,
		.listing = all || !watching->watcher ? NULL : watching->listing, .take = take, .take_more = take_more,
		.context = watching,
	};
	pipeline_run(&pipeline, sink);
	print(watching, sink);
	diagnostics_destroy(sink);
}

static void close_project(struct watching *watching)
{
	table_finish(&watching->articles);
	memory_listing_destroy(watching->listing);
	cutters_destroy(watching->cutters);
	segmenter_destroy(watching->segmenter);
	project_close(&watching->project);
}

static void stop_watching(struct watching *watching)
{
	watcher_destroy(watching->watcher);
	watching->watcher = NULL;
}

static bool watch_folder_of(struct watcher *watcher, const char *file)
{
	const char *slash = strrchr(file, '/');
	char *folder = slash ? slice_to_string(slice_make(file, (size_t)(slash - file))) : NULL;
	bool done = watcher_add(watcher, !slash ? "." : folder[0] ? folder : "/", false);
	free(folder);
	return done;
}

static bool watch_files(struct watcher *watcher, const struct slices *files)
{
	bool done = true;
	for (size_t i = 0; done && i < files->count; i++) {
		char *file = slice_to_string(files->items[i]);
		done = watch_folder_of(watcher, file);
		free(file);
	}
	return done;
}

/* Watch everything that a run depends on. What is watched already goes on to be, so that nothing is missed meanwhile. */
static void begin_watching(struct watching *watching, struct diagnostics *sink)
{
	const struct project *project = &watching->project;
	const struct config *config = &project->config;
	struct watcher *watcher = watching->watcher ? watching->watcher : watcher_create();
	char *input = slice_to_string(config->input), *po = slice_to_string(config->po);
	bool done = watcher && watcher_add(watcher, ".", false) && watch_folder_of(watcher, input) &&
	            watch_folder_of(watcher, po) && watcher_add(watcher, input, true) && watcher_add(watcher, po, true) &&
	            watch_files(watcher, &config->glossaries);
	for (size_t i = 0; done && i < project->articles.count; i++)
		if (!slice_starts_with(slice_from(project->articles.items[i].source), config->input))
			done = watch_folder_of(watcher, project->articles.items[i].source);
	if (done && config->segmentation.size)
		done = watch_files(watcher, &(struct slices){ .items = (struct slice *)&config->segmentation, .count = 1 });
	free(input);
	free(po);
	if (!done) {
		diagnostics_note(sink, POSITION_NONE,
		                 _("the system does not tell of changes (%s); files are looked at twice a second instead"),
		                 watcher ? strerror(errno) : _("no inotify"));
		watcher_destroy(watcher);
		watcher = NULL;
	}
	watching->watcher = watcher;
}

/* Open the project again, as it is now. With an error in it, what was open stays. */
static bool open_project(struct watching *watching, bool first)
{
	struct diagnostics *sink = diagnostics_create();
	struct project project;
	struct segmenter *segmenter = NULL;
	bool done = fchdir(watching->home) == 0 && pipeline_open(&project, watching->options, sink);
	if (done)
		segmenter = pipeline_segmenter(&project.config, &done, sink);
	if (done) {
		if (!first) {
			/* What is watched has its names from there. */
			if (strcmp(watching->project.config.root, project.config.root) != 0)
				stop_watching(watching);
			close_project(watching);
		}
		watching->project = project;
		watching->segmenter = segmenter;
		watching->cutters = cutters_create(&watching->project.config, segmenter);
		watching->listing = memory_listing_create(&watching->project);
		for (size_t i = 0; i < project.articles.count; i++)
			table_add(&watching->articles, project.articles.items[i].path, i);
		begin_watching(watching, sink);
	} else {
		project_close(&project);
		if (!first && chdir(watching->project.config.root) < 0)
			ended = 1;
	}
	print(watching, sink);
	diagnostics_destroy(sink);
	return done;
}

static void run_over_all(struct watching *watching)
{
	run_over(watching, watching->project.articles.items, watching->project.articles.count);
}

/* The first save is not to wait until all catalogs are in the memory. */
static void prepare_memory(struct watching *watching)
{
	struct diagnostics *sink = diagnostics_create();
	struct memory *memory = memory_before_run(&watching->project, NULL, watching->listing, sink);
	memory_end_run(memory);
	memory_close(memory);
	diagnostics_destroy(sink);
}

static bool names_file(const struct slices *files, struct slice path)
{
	for (size_t i = 0; i < files->count; i++)
		if (slice_equal(files->items[i], path))
			return true;
	return false;
}

/* Whether PATH is a file on which everything depends. */
static bool is_setting(const struct watching *watching, struct slice path)
{
	const struct config *config = &watching->project.config;
	const char *file = config->file ? strrchr(config->file, '/') : NULL;
	file = file ? file + 1 : config->file ? config->file : "localize.yaml";
	return slice_equal_string(path, file) || slice_equal(path, config->segmentation) ||
	       names_file(&config->glossaries, path);
}

static size_t article_of(const struct watching *watching, struct slice path, struct arena *arena)
{
	const struct project *project = &watching->project;
	for (size_t i = 0; i < project->languages.count; i++) {
		const struct project_language *language = &project->languages.items[i];
		struct slice article = language->pseudo || language->from ? SLICE("")
		    : project_article_of_catalog(project, path.data, language->language, arena);
		size_t index = article.size ? table_get(&watching->articles, article) : TABLE_NONE;
		if (index != TABLE_NONE)
			return index;
	}
	struct slice input = project->config.input;
	if (slice_starts_with(path, input) && path.size > input.size + 1 && path.data[input.size] == '/')
		return table_get(&watching->articles, slice_from_offset(path, input.size + 1));
	for (size_t i = 0; i < project->articles.count; i++)
		if (slice_equal_string(path, project->articles.items[i].source))
			return i;
	return TABLE_NONE;
}

/* Whether PATH, which is none of the articles', could be one of a new one. */
static bool may_be_article(const struct watching *watching, struct slice path)
{
	return slice_starts_with(path, watching->project.config.input) && format_for_file(path.data);
}

/* Do what follows from WATCHED. */
static void follow_changes(struct watching *watching, const struct watched *watched)
{
	struct { struct article *items; size_t count, capacity; } some = { 0 };
	struct arena *arena = arena_create();
	bool again = false, all = watched->all;
	if (all)
		memory_listing_note(watching->listing, (struct slice){ 0 });
	for (size_t i = 0; i < watched->paths.count; i++) {
		struct slice path = watched->paths.items[i];
		size_t index = article_of(watching, path, arena);
		memory_listing_note(watching->listing, path);
		if (is_setting(watching, path))
			again = all = true;
		else if (index != TABLE_NONE)
			array_push(&some, watching->project.articles.items[index]);
		else
			all |= may_be_article(watching, path);
	}
	bool opened = !all || open_project(watching, false);
	if (all && (opened || !again))
		run_over_all(watching);
	else if (some.count) {
		/* Each of them once: the events of a save name a file more than once. */
		struct table known = { 0 };
		size_t count = 0;
		for (size_t i = 0; i < some.count; i++)
			if (file_exists(some.items[i].source) && table_add(&known, slice_from(some.items[i].source), i) == i)
				some.items[count++] = some.items[i];
		table_finish(&known);
		if (count)
			run_over(watching, some.items, count);
	}
	array_finish(&some);
	arena_destroy(arena);
}

static void watch(struct watching *watching)
{
	while (!ended) {
		struct watched watched = { .arena = arena_create() };
		if (!watching->watcher) {
			const struct timespec time = { .tv_nsec = LOOK_MILLISECONDS * 1000000L };
			pselect(0, NULL, NULL, NULL, &time, &watching->mask);
			watched.all = !ended;
		} else
			watcher_wait(watching->watcher, -1, &watching->mask, &watched);
		if (!ended && (watched.all || watched.paths.count))
			follow_changes(watching, &watched);
		array_finish(&watched.paths);
		arena_destroy(watched.arena);
	}
}

int command_watch(struct options *options, struct diagnostics *sink)
{
	struct watching watching = { .options = options, .home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) };
	if (watching.home < 0) {
		diagnostics_error(sink, POSITION_NONE, _("can't enter this folder; check its name and mode"));
		return STATUS_ERROR;
	}
	int status = STATUS_ERROR;
	catch_signals(&watching);
	if (open_project(&watching, true)) {
		run_over_all(&watching);
		if (!options->dry_run)
			prepare_memory(&watching);
		if (!options->quiet) {
			size_t count = watching.project.articles.count;
			printf(ngettext("Watching %zu article; Ctrl+C ends this.\n", "Watching %zu articles; Ctrl+C ends this.\n", count),
			       count);
			fflush(stdout);
		}
		watch(&watching);
		close_project(&watching);
		stop_watching(&watching);
		status = STATUS_DONE;
	}
	close(watching.home);
	return status;
}
