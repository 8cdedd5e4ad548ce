#include "memory/memory.h"

#include "base/file.h"
#include "base/memory.h"
#include "memory/store.h"

#include <stdlib.h>

struct memory *memory_open(const char *path, const char *source, struct diagnostics *sink)
{
	struct memory *memory = memory_allocate_zero(1, sizeof *memory);
	memory->path = path ? slice_to_string(slice_from(path)) : NULL;
	memory->source = slice_to_string(slice_from(source));
	memory->arena = arena_create();
	char *slash = path ? strrchr(memory->path, '/') : NULL;
	if (slash) {
		/* Where the folder can't be made, opening the file says so. */
		struct diagnostics *quiet = diagnostics_create();
		char *folder = slice_to_string(slice_make(memory->path, (size_t)(slash - memory->path)));
		file_make_folder(folder, quiet);
		free(folder);
		diagnostics_destroy(quiet);
	}
	store_open(memory, sink);
	return memory;
}

void memory_close(struct memory *memory)
{
	if (!memory)
		return;
	store_close(memory);
	postings_finish(&memory->postings);
	buffer_finish(&memory->key);
	buffer_finish(&memory->beside);
	arena_destroy(memory->arena);
	free(memory->slots);
	free(memory->path);
	free(memory->source);
	free(memory);
}

size_t memory_count(struct memory *memory)
{
	sqlite3_stmt *statement = store_statement(memory, STORE_COUNT_UNITS);
	int64_t count = store_step(memory, statement) ? sqlite3_column_int64(statement, 0) : 0;
	if (statement)
		sqlite3_reset(statement);
	return count > 0 ? (size_t)count : 0;
}

bool memory_is_empty(struct memory *memory)
{
	sqlite3_stmt *statement = store_statement(memory, STORE_HAS_UNITS);
	bool empty = !store_step(memory, statement);
	if (statement)
		sqlite3_reset(statement);
	return empty;
}
