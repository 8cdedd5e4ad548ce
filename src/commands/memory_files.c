#include "commands/memory_files.h"

#include "base/file.h"
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

static void add_folder(const char *folder, bool imported, struct memory_files *files, struct table *known,
                       struct arena *arena, struct diagnostics *sink)
{
	struct slices paths = { 0 };
	if (file_is_folder(folder))
		file_walk(folder, arena, &paths, sink);
	for (size_t i = 0; i < paths.count; i++) {
		struct slice path = paths.items[i];
		bool wanted = imported ? exchange_format_of(path) != EXCHANGE_NONE : slice_ends_with(path, SLICE(".po"));
		if (!wanted)
			continue;
		const struct memory_file file = {
			.path = file_join(arena, slice_from(folder), path),
			.language = first_folder(path, arena),
			.imported = imported,
		};
		add(files, known, &file);
	}
	array_finish(&paths);
}

void memory_files_find(const struct project *project, struct memory_files *files, struct arena *arena,
                       struct diagnostics *sink)
{
	struct table known = { 0 };
	/* By their names first: the configuration may put catalogs anywhere. */
	for (size_t l = 0; l < project->languages.count; l++)
		for (size_t i = 0; i < project->articles.count; i++) {
			const struct language *language = project->languages.items[l].language;
			const struct memory_file file = {
				.path = project_catalog_path(project, &project->articles.items[i], language, arena),
				.language = language->spelling,
			};
			if (file_exists(file.path))
				add(files, &known, &file);
		}
	add_folder(arena_copy(arena, project->config.po).data, false, files, &known, arena, sink);
	add_folder(MEMORY_FOLDER, true, files, &known, arena, sink);
	table_finish(&known);
}

struct memory *memory_of_project(const struct project *project, struct diagnostics *sink)
{
	struct arena *arena = arena_create();
	struct memory_files files = { 0 };
	memory_files_find(project, &files, arena, sink);
	/* A project without translations needs no index yet. */
	const char *index = files.count || file_exists(INDEX_FILE) ? INDEX_FILE : NULL;
	struct memory *memory = memory_open(index, arena_copy(arena, project->config.source).data, sink);
	memory_refresh(memory, &files, sink);
	array_finish(&files);
	arena_destroy(arena);
	return memory;
}
