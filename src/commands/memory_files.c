#include "commands/memory_files.h"

#include "base/content.h"
#include "base/file.h"
#include "base/message.h"
#include "base/table.h"
#include "memory/exchange.h"

#define INDEX_FILE ".localize/memory.sqlite"

/* The first part of PATH where it has several; NULL where it is a name alone. */
static const char *first_folder(struct slice path, struct arena *arena)
{
	size_t slash = slice_find_byte(path, '/', 0);
	return slash == SLICE_NONE ? NULL : arena_copy(arena, slice_range(path, 0, slash)).data;
}

/* What is gathered, each file once. */
struct finding_files {
	struct memory_files *files;
	struct slices found;    /* the paths of what the folder of catalogs has, sorted, and */
	bool *taken;            /* which of them are gathered */
	size_t next;            /* the one that is likely to be asked for */
	struct table others;    /* the paths of other files that are */
	const struct table *listed; /* the paths of catalogs that were gathered before, or NULL */
	bool elsewhere;         /* some catalog is, or would be, outside of the folder */
	struct arena *arena;
	struct diagnostics *sink;
};

/* Add FILE, unless it is there. */
static void add(struct finding_files *finding, const struct memory_file *file)
{
	if (finding->listed && table_get(finding->listed, slice_from(file->path)) != TABLE_NONE)
		return;
	size_t count = finding->others.count;
	table_add(&finding->others, slice_from(file->path), 0);
	if (finding->others.count > count)
		array_push(finding->files, *file);
}

/* Whether PATH is that of the project's own translations in MEMORY. */
static bool is_own(struct slice path, const struct config_memory *memory)
{
	size_t dot = slice_find_byte(path, '.', 0);
	return memory && memory->write && dot != SLICE_NONE && slice_equal_string(slice_range(path, 0, dot), memory->write) &&
	       slice_ends_with(path, SLICE(".tmx"));
}

/* Add the imported files that FOLDER has, those of the configured MEMORY unless that is NULL. */
static void add_folder(struct finding_files *finding, const char *folder, const struct config_memory *memory)
{
	struct slices paths = { 0 };
	size_t below = file_is_folder(folder) ? file_walk(folder, finding->arena, &paths, finding->sink) : 0;
	for (size_t i = 0; i < paths.count; i++) {
		struct slice path = slice_from_offset(paths.items[i], below);
		if (exchange_format_of(path) == EXCHANGE_NONE || is_own(path, memory))
			continue;
		const struct memory_file file = {
			.path = paths.items[i].data, .language = first_folder(path, finding->arena), .imported = true,
			.outside = memory != NULL,
		};
		add(finding, &file);
	}
	array_finish(&paths);
}

static void add_configured(struct finding_files *finding, const struct config_memory *memory)
{
	const struct memory_file file = {
		.path = arena_copy(finding->arena, memory->path).data, .imported = true, .outside = true,
	};
	if (file_is_folder(file.path))
		add_folder(finding, file.path, memory);
	else if (file_exists(file.path) && exchange_format_of(memory->path) != EXCHANGE_NONE)
		add(finding, &file);
	else if (file_exists(file.path))
		diagnostics_warning(finding->sink, memory->position,
		                    _("“%s” is no file of translations by its name; it is passed over"), file.path);
	else if (!memory->write)
		diagnostics_warning(finding->sink, memory->position,
		                    _("there is no file or folder “%s”; the memory is used without it"), file.path);
}

/* The number of PATH in the folder of catalogs; TABLE_NONE where it is not there. Constant, if it is behind the one that was
 * asked for before, as most are. */
static size_t find_catalog(struct finding_files *finding, struct slice path)
{
	const struct slices *found = &finding->found;
	if (finding->next < found->count && slice_equal(found->items[finding->next], path))
		return finding->next++;
	size_t begin = 0, end = found->count;
	while (begin < end) {
		size_t middle = begin + (end - begin) / 2;
		if (slice_compare(found->items[middle], path) < 0)
			begin = middle + 1;
		else
			end = middle;
	}
	finding->next = begin;
	return begin < found->count && slice_equal(found->items[begin], path) ? finding->next++ : TABLE_NONE;
}

static bool lies_below(const char *path, struct slice folder)
{
	return slice_starts_with(slice_from(path), folder) && path[folder.size] == '/';
}

/* The catalog of ARTICLE in TARGET. Most lie in the folder of catalogs, whose files are known: only others are looked for. */
static void add_catalog(struct finding_files *finding, const struct project *project, const struct article *article,
                        const struct project_language *target, uint64_t stamp, struct arena *scratch)
{
	const char *path = project_catalog_path(project, article, target->language, scratch);
	struct memory_file file = { .language = target->language->spelling, .stamp = stamp };
	size_t index = find_catalog(finding, slice_from(path));
	if (index != TABLE_NONE) {
		file.path = finding->found.items[index].data;
		if (!finding->taken[index])
			array_push(finding->files, file);
		finding->taken[index] = true;
		return;
	}
	finding->elsewhere |= !lies_below(path, project->config.po);
	if (file_exists(path)) {
		file.path = arena_copy(finding->arena, slice_from(path)).data;
		add(finding, &file);
	}
}

/* The catalogs of the articles, by their names: the configuration may put them anywhere. What PLAN has seen need not be
 * looked at again. */
static void add_catalogs(struct finding_files *finding, const struct project *project, const struct plan *plan)
{
	enum { CHUNK = 1000 };
	struct arena *scratch = arena_create();
	for (size_t l = 0; l < project->languages.count; l++) {
		const struct project_language *target = &project->languages.items[l];
		bool known = plan && project_language_has_catalogs(target);
		if (!file_is_folder(project_catalog_folder(project, target->language, scratch)))
			continue;
		for (size_t i = 0; i < project->articles.count; i++) {
			add_catalog(finding, project, &project->articles.items[i], target, known ? plan_catalog_stamp(plan, i, l) : 0,
			            scratch);
			if (i % CHUNK == 0) {
				arena_destroy(scratch);
				scratch = arena_create();
			}
		}
	}
	arena_destroy(scratch);
}

/* All catalogs of PROJECT, then others that lie in their folder. */
static void find_catalogs(struct finding_files *finding, const struct project *project, const struct plan *plan)
{
	const char *po = arena_copy(finding->arena, project->config.po).data;
	size_t below = file_is_folder(po) ? file_walk(po, finding->arena, &finding->found, finding->sink) : 0;
	finding->taken = memory_allocate_zero(finding->found.count, sizeof *finding->taken);
	add_catalogs(finding, project, plan);
	for (size_t i = 0; i < finding->found.count; i++) {
		struct slice path = finding->found.items[i];
		if (finding->taken[i] || !slice_ends_with(path, SLICE(".po")))
			continue;
		const struct memory_file file = {
			.path = path.data, .language = first_folder(slice_from_offset(path, below), finding->arena),
		};
		add(finding, &file);
	}
	array_finish(&finding->found);
	free(finding->taken);
}

static void find_imported(struct finding_files *finding, const struct project *project)
{
	add_folder(finding, MEMORY_FOLDER, NULL);
	for (size_t i = 0; i < project->config.memories.count; i++)
		add_configured(finding, &project->config.memories.items[i]);
}

static void find_files(const struct project *project, const struct plan *plan, struct memory_files *files,
                       struct arena *arena, struct diagnostics *sink)
{
	struct finding_files finding = { .files = files, .arena = arena, .sink = sink };
	find_catalogs(&finding, project, plan);
	find_imported(&finding, project);
	table_finish(&finding.others);
}

void memory_files_find(const struct project *project, struct memory_files *files, struct arena *arena,
                       struct diagnostics *sink)
{
	find_files(project, NULL, files, arena, sink);
}

static bool is_catalog_of(const struct project *project, const struct article *article, const char *path,
                          struct arena *arena)
{
	for (size_t i = 0; i < project->languages.count; i++)
		if (strcmp(project_catalog_path(project, article, project->languages.items[i].language, arena), path) == 0)
			return true;
	return false;
}

bool memory_files_are_of(const struct project *project, const struct article *article)
{
	/* Whoever opens the memory says what is wrong with the folders. */
	struct diagnostics *ignored = diagnostics_create();
	struct arena *arena = arena_create();
	struct memory_files files = { 0 };
	memory_files_find(project, &files, arena, ignored);
	bool own = project->config.memories.count == 0;
	for (size_t i = 0; own && i < files.count; i++)
		own = is_catalog_of(project, article, files.items[i].path, arena);
	array_finish(&files);
	arena_destroy(arena);
	diagnostics_destroy(ignored);
	return own;
}

const char *memory_files_shared(const struct config_memory *memory, const struct language *language, struct arena *arena)
{
	struct slice name = arena_format(arena, "%s.%s.tmx", memory->write, language->spelling);
	return file_join(arena, memory->path, name);
}

struct memory_listing {
	const struct project *project;
	bool made;
	struct arena *arena;
	struct memory_files files; /* the catalogs */
	struct table paths;        /* the path of each, and its number */
};

static void forget_listing(struct memory_listing *listing)
{
	array_finish(&listing->files);
	table_finish(&listing->paths);
	arena_destroy(listing->arena);
	listing->arena = arena_create();
	listing->made = false;
}

struct memory_listing *memory_listing_create(const struct project *project)
{
	struct memory_listing *listing = memory_allocate_zero(1, sizeof *listing);
	listing->project = project;
	listing->arena = arena_create();
	return listing;
}

void memory_listing_destroy(struct memory_listing *listing)
{
	if (!listing)
		return;
	forget_listing(listing);
	arena_destroy(listing->arena);
	free(listing);
}

void memory_listing_note(struct memory_listing *listing, struct slice path)
{
	size_t index = path.data ? table_get(&listing->paths, path) : TABLE_NONE;
	if (index != TABLE_NONE)
		listing->files.items[index].stamp = STAMP_UNSETTLED;
	else if (!path.data || slice_ends_with(path, SLICE(".po")))
		forget_listing(listing);
}

static void make_listing(struct memory_listing *listing, struct diagnostics *sink)
{
	struct finding_files finding = { .files = &listing->files, .arena = listing->arena, .sink = sink };
	find_catalogs(&finding, listing->project, NULL);
	table_finish(&finding.others);
	/* What lies elsewhere comes and goes without a note. */
	listing->made = !finding.elsewhere;
	for (size_t i = 0; i < listing->files.count; i++)
		table_add(&listing->paths, slice_from(listing->files.items[i].path), i);
}

/* The same as find_files, from LISTING. */
static void find_listed(struct memory_listing *listing, struct memory_files *files, struct arena *arena,
                        struct diagnostics *sink)
{
	if (!listing->made) {
		forget_listing(listing);
		make_listing(listing, sink);
	}
	struct finding_files finding = { .files = files, .listed = &listing->paths, .arena = arena, .sink = sink };
	for (size_t i = 0; i < listing->files.count; i++) {
		struct memory_file *file = &listing->files.items[i];
		struct stat status;
		if (file->stamp == STAMP_UNSETTLED)
			file->stamp = stat(file->path, &status) < 0 || !S_ISREG(status.st_mode) ? STAMP_ABSENT : stamp_of(&status).value;
		array_push(files, *file);
	}
	find_imported(&finding, listing->project);
	table_finish(&finding.others);
}

/* The memory of PROJECT, brought up to date by REFRESH; PLAN and LISTING as for memory_before_run. */
static struct memory *open_memory(const struct project *project, const struct plan *plan, struct memory_listing *listing,
                                  bool (*refresh)(struct memory *memory, const struct memory_files *files,
                                                  struct diagnostics *sink),
                                  struct diagnostics *sink)
{
	struct arena *arena = arena_create();
	struct memory_files files = { 0 };
	if (listing)
		find_listed(listing, &files, arena, sink);
	else
		find_files(project, plan, &files, arena, sink);
	/* A project without translations needs no index yet. */
	const char *index = files.count || file_exists(INDEX_FILE) ? INDEX_FILE : NULL;
	struct memory *memory = memory_open(index, arena_copy(arena, project->config.source).data, sink);
	refresh(memory, &files, sink);
	array_finish(&files);
	arena_destroy(arena);
	return memory;
}

struct memory *memory_of_project(const struct project *project, struct diagnostics *sink)
{
	return open_memory(project, NULL, NULL, memory_refresh, sink);
}

struct memory *memory_before_run(const struct project *project, const struct plan *plan, struct memory_listing *listing,
                                 struct diagnostics *sink)
{
	return open_memory(project, plan, listing, memory_begin_run, sink);
}
