#include "engines/cache.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/message.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum statement { GET, PUT, SPEND, SPENT, BEGIN, COMMIT, STATEMENTS };

struct cache {
	sqlite3 *database;
	sqlite3_stmt *statements[STATEMENTS];
};

static const char schema[] =
    "PRAGMA trusted_schema = OFF; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
    "CREATE TABLE IF NOT EXISTS answers (key BLOB PRIMARY KEY, translation TEXT, reason TEXT) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS spent (engine TEXT, month TEXT, characters INTEGER NOT NULL,"
    " PRIMARY KEY (engine, month)) WITHOUT ROWID;";

static const char *const statements[STATEMENTS] = {
	[GET] = "SELECT translation, reason FROM answers WHERE key = ?1",
	[PUT] = "INSERT OR REPLACE INTO answers VALUES (?1, ?2, ?3)",
	[SPEND] = "INSERT INTO spent VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET characters = characters + ?3",
	[SPENT] = "SELECT characters FROM spent WHERE engine = ?1 AND month = ?2",
	[BEGIN] = "BEGIN IMMEDIATE",
	[COMMIT] = "COMMIT",
};

/* The SQLite result of making CACHE ready to use. */
static int cache_prepare(struct cache *cache, const char *path)
{
	int result = sqlite3_open_v2(path, &cache->database,
	                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	if (result == SQLITE_OK) {
		sqlite3_busy_timeout(cache->database, 10000);
		result = sqlite3_exec(cache->database, schema, NULL, NULL, NULL);
	}
	for (int i = 0; result == SQLITE_OK && i < STATEMENTS; i++)
		result = sqlite3_prepare_v3(cache->database, statements[i], -1, SQLITE_PREPARE_PERSISTENT,
		                            &cache->statements[i], NULL);
	return result;
}

static void cache_finish(struct cache *cache)
{
	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(cache->statements[i]);
	sqlite3_close(cache->database);
	*cache = (struct cache){ 0 };
}

struct cache *cache_open(const char *folder, struct diagnostics *sink)
{
	struct arena *arena = arena_create();
	struct cache *cache = memory_allocate_zero(1, sizeof *cache);
	const char *path = file_join(arena, slice_from(folder), SLICE("engines.sqlite"));
	int result = file_make_folder(folder, sink) ? cache_prepare(cache, path) : SQLITE_CANTOPEN;
	if (result == SQLITE_NOTADB || result == SQLITE_CORRUPT || result == SQLITE_ERROR) {
		cache_finish(cache);
		const char *aside = arena_format(arena, "%s.broken", path).data;
		diagnostics_warning(sink, position_of_file(path),
		                    _("the cache of translations is broken; it is kept as %s, and a new one begun"),
		                    aside);
		/* A log of the old file must not be played into the new one. */
		unlink(arena_format(arena, "%s-wal", path).data);
		unlink(arena_format(arena, "%s-shm", path).data);
		result = rename(path, aside) == 0 ? cache_prepare(cache, path) : SQLITE_CANTOPEN;
	}
	if (result != SQLITE_OK) {
		diagnostics_warning(sink, position_of_file(path),
		                    _("the cache of translations can't be used (%s); sentences may be paid for again"),
		                    sqlite3_errstr(result));
		cache_close(cache);
		cache = NULL;
	}
	arena_destroy(arena);
	return cache;
}

void cache_close(struct cache *cache)
{
	if (!cache)
		return;
	cache_finish(cache);
	free(cache);
}

static void bind_text(sqlite3_stmt *statement, int number, struct slice text)
{
	if (text.data && text.size <= INT_MAX)
		sqlite3_bind_text(statement, number, text.data, (int)text.size, SQLITE_STATIC);
}

static void bind_key(sqlite3_stmt *statement, struct slice key)
{
	if (key.size <= INT_MAX)
		sqlite3_bind_blob(statement, 1, key.data, (int)key.size, SQLITE_STATIC);
}

static void finish_step(sqlite3_stmt *statement)
{
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
}

static struct slice column(sqlite3_stmt *statement, int number, struct arena *arena)
{
	const char *text = (const char *)sqlite3_column_text(statement, number);
	return text ? arena_copy(arena, slice_make(text, (size_t)sqlite3_column_bytes(statement, number))) :
	              (struct slice){ 0 };
}

bool cache_get(struct cache *cache, struct slice key, struct arena *arena, struct slice *translation,
               const char **reason)
{
	*translation = (struct slice){ 0 };
	*reason = NULL;
	if (!cache)
		return false;
	sqlite3_stmt *statement = cache->statements[GET];
	bind_key(statement, key);
	bool found = sqlite3_step(statement) == SQLITE_ROW;
	if (found) {
		*translation = column(statement, 0, arena);
		*reason = column(statement, 1, arena).data;
	}
	finish_step(statement);
	return found && (translation->data || *reason);
}

void cache_put(struct cache *cache, struct slice key, struct slice translation, const char *reason)
{
	if (!cache)
		return;
	sqlite3_stmt *statement = cache->statements[PUT];
	bind_key(statement, key);
	bind_text(statement, 2, translation);
	if (!translation.data)
		bind_text(statement, 3, slice_from(reason));
	sqlite3_step(statement);
	finish_step(statement);
}

static void step(struct cache *cache, enum statement which)
{
	if (!cache)
		return;
	sqlite3_step(cache->statements[which]);
	sqlite3_reset(cache->statements[which]);
}

void cache_begin(struct cache *cache)
{
	step(cache, BEGIN);
}

void cache_commit(struct cache *cache)
{
	step(cache, COMMIT);
}

static void bind_month(sqlite3_stmt *statement, const char *engine, const char *month)
{
	bind_text(statement, 1, slice_from(engine));
	bind_text(statement, 2, slice_from(month));
}

size_t cache_spend(struct cache *cache, const char *engine, size_t characters)
{
	if (!cache)
		return 0;
	char month[32] = "";
	time_t now = time(NULL);
	struct tm parts;
	if (gmtime_r(&now, &parts))
		snprintf(month, sizeof month, "%d-%02d", parts.tm_year + 1900, parts.tm_mon + 1);
	if (characters) {
		bind_month(cache->statements[SPEND], engine, month);
		sqlite3_bind_int64(cache->statements[SPEND], 3, (sqlite3_int64)characters);
		sqlite3_step(cache->statements[SPEND]);
		finish_step(cache->statements[SPEND]);
	}
	sqlite3_int64 sum = 0;
	bind_month(cache->statements[SPENT], engine, month);
	if (sqlite3_step(cache->statements[SPENT]) == SQLITE_ROW)
		sum = sqlite3_column_int64(cache->statements[SPENT], 0);
	finish_step(cache->statements[SPENT]);
	return sum > 0 ? (size_t)sum : 0;
}
