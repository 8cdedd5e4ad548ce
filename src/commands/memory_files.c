#include "commands/memory_files.h"

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

static void add(struct memory_files *files, struct table *known, const struct memory_file *file)
{
	if (table_add(known, slice_from(file->path), files->count) == files->count)
		array_push(files, *file);
}

/* Whether PATH is that of the project's own translations in MEMORY. */
static bool is_own(struct slice path, const struct config_memory *memory)
{
	size_t dot = slice_find_byte(path, '.', 0);
	return memory && memory->write && dot != SLICE_NONE && slice_equal_string(slice_range(path, 0, dot), memory->write) &&
	       slice_ends_with(path, SLICE(".tmx"));
}

/* Add what FOLDER has: catalogs, or IMPORTED files, those of the configured MEMORY unless that is NULL. */
static void add_folder(const char *folder, bool imported, const struct config_memory *memory, struct memory_files *files,
                       struct table *known, struct arena *arena, struct diagnostics *sink)
{
	struct slices paths = { 0 };
	if (file_is_folder(folder))
		file_walk(folder, arena, &paths, sink);
	for (size_t i = 0; i < paths.count; i++) {
		struct slice path = paths.items[i];
		bool wanted = imported ? exchange_format_of(path) != EXCHANGE_NONE : slice_ends_with(path, SLICE(".po"));
		if (!wanted || is_own(path, memory))
			continue;
		const struct memory_file file = {
			.path = file_join(arena, slice_from(folder), path),
			.language = first_folder(path, arena),
			.imported = imported,
			.outside = memory != NULL,
		};
		add(files, known, &file);
	}
	array_finish(&paths);
}

static void add_configured(const struct config_memory *memory, struct memory_files *files, struct table *known,
                           struct arena *arena, struct diagnostics *sink)
{
	const struct memory_file file = {
		.path = arena_copy(arena, memory->path).data, .imported = true, .outside = true,
	};
	if (file_is_folder(file.path))
		add_folder(file.path, true, memory, files, known, arena, sink);
	else if (file_exists(file.path) && exchange_format_of(memory->path) != EXCHANGE_NONE)
		add(files, known, &file);
	else if (file_exists(file.path))
		diagnostics_warning(sink, memory->position, _("“%s” is no file of translations by its name; it is passed over"),
		                    file.path);
	else if (!memory->write)
		diagnostics_warning(sink, memory->position, _("there is no file or folder “%s”; the memory is used without it"),
		                    file.path);
}

/* The catalogs of the articles. Most of them lie in the folder of catalogs, whose files FOUND has: only others are looked
 * for. What PLAN has seen need not be looked at again. */
static void add_catalogs(const struct project *project, const struct plan *plan, const struct table *found,
                         struct memory_files *files, struct table *known, struct arena *arena)
{
	for (size_t l = 0; l < project->languages.count; l++)
		for (size_t i = 0; i < project->articles.count; i++) {
			const struct project_language *target = &project->languages.items[l];
			struct memory_file file = {
				.path = project_catalog_path(project, &project->articles.items[i], target->language, arena),
				.language = target->language->spelling,
			};
			if (plan && project_language_has_catalogs(target))
				file.stamp = plan_catalog_stamp(plan, i, l);
			if (table_get(found, slice_from(file.path)) != TABLE_NONE || file_exists(file.path))
				add(files, known, &file);
		}
}

static void find_files(const struct project *project, const struct plan *plan, struct memory_files *files,
                       struct arena *arena, struct diagnostics *sink)
{
	struct table known = { 0 }, found = { 0 };
	struct memory_files catalogs = { 0 };
	add_folder(arena_copy(arena, project->config.po).data, false, NULL, &catalogs, &found, arena, sink);
	/* By their names first: the configuration may put catalogs anywhere. */
	add_catalogs(project, plan, &found, files, &known, arena);
	for (size_t i = 0; i < catalogs.count; i++)
		add(files, &known, &catalogs.items[i]);
	add_folder(MEMORY_FOLDER, true, NULL, files, &known, arena, sink);
	for (size_t i = 0; i < project->config.memories.count; i++)
		add_configured(&project->config.memories.items[i], files, &known, arena, sink);
	array_finish(&catalogs);
	table_finish(&found);
	table_finish(&known);
}

void memory_files_find(const struct project *project, struct memory_files *files, struct arena *arena,
                       struct diagnostics *sink)
{
	find_files(project, NULL, files, arena, sink);
}

const char *memory_files_shared(const struct config_memory *memory, const struct language *language, struct arena *arena)
{
	struct slice name = arena_format(arena, "%s.%s.tmx", memory->write, language->spelling);
	return file_join(arena, memory->path, name);
}

static struct memory *open_memory(const struct project *project, const struct plan *plan,
                                  bool (*refresh)(struct memory *memory, const struct memory_files *files,
                                                  struct diagnostics *sink),
                                  struct diagnostics *sink)
{
	struct arena *arena = arena_create();
	struct memory_files files = { 0 };
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
	return open_memory(project, NULL, memory_refresh, sink);
}

struct memory *memory_before_run(const struct project *project, const struct plan *plan, struct diagnostics *sink)
{
	return open_memory(project, plan, memory_begin_run, sink);
}
