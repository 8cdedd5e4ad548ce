#include "memory/store.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum {
	APPLICATION = 0x6c6f636d, /* "locm" */
	VERSION = 3,
	BUSY_MILLISECONDS = 300000, /* SQLite asks again and again, in no order: on a busy machine it may take long to get in */
	NEW_LANGUAGE = -1,
	LANGUAGES_MOST = 1000,
};

#define NO_LANGUAGE (TABLE_NONE - 1)

static const char schema[] =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE IF NOT EXISTS value (name TEXT PRIMARY KEY, value) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS file (id INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL, bucket INTEGER, origin TEXT,"
    " imported INTEGER, language TEXT, stamp INTEGER, hash INTEGER);"
    "CREATE INDEX IF NOT EXISTS file_bucket ON file (bucket);"
    "CREATE TABLE IF NOT EXISTS language (id INTEGER PRIMARY KEY, tag TEXT UNIQUE NOT NULL);"
    "CREATE TABLE IF NOT EXISTS unit (id INTEGER PRIMARY KEY, file INTEGER, language INTEGER, obsolete INTEGER,"
    " before INTEGER, after INTEGER, source TEXT, target TEXT, comment TEXT);"
    "CREATE INDEX IF NOT EXISTS unit_file ON unit (file);"
    "CREATE TABLE IF NOT EXISTS posting (key INTEGER, first INTEGER, count INTEGER, ids BLOB,"
    " PRIMARY KEY (key, first)) WITHOUT ROWID;"
    "PRAGMA application_id = 1819239277;"
    "PRAGMA user_version = 3;"
    "COMMIT;";

static const char *const queries[STORE_QUERIES] = {
	[STORE_ADD_UNIT] = "INSERT INTO unit (id, file, language, obsolete, before, after, source, target, comment)"
	                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
	[STORE_REMOVE_UNIT] = "DELETE FROM unit WHERE id = ?1",
	[STORE_REMOVE_UNITS] = "DELETE FROM unit WHERE file = ?1",
	[STORE_UNITS_OF_FILE] = "SELECT id, language, obsolete, before, after, source, target, comment FROM unit"
	                        " WHERE file = ?1 ORDER BY id",
	[STORE_UNIT] = "SELECT file, language, obsolete, before, after, source, target, comment FROM unit WHERE id = ?1",
	[STORE_HAS_UNITS] = "SELECT 1 FROM unit LIMIT 1",
	[STORE_COUNT_UNITS] = "SELECT count(*) FROM unit",
	[STORE_ADD_POSTING] = "INSERT INTO posting (key, first, count, ids) VALUES (?1, ?2, ?3, ?4)",
	[STORE_POSTINGS] = "SELECT first, ids FROM posting WHERE key = ?1",
	[STORE_COUNT_POSTINGS] = "SELECT sum(count) FROM posting WHERE key = ?1",
	[STORE_ADD_FILE] = "INSERT INTO file (path, imported, bucket) VALUES (?1, ?2, ?3)",
	[STORE_SET_FILE] = "UPDATE file SET origin = ?2, language = ?3, stamp = ?4, hash = ?5 WHERE id = ?1",
	[STORE_REMOVE_FILE] = "DELETE FROM file WHERE id = ?1",
	[STORE_FILES_OF_BUCKET] = "SELECT id, path, language, stamp, hash, imported FROM file WHERE bucket = ?1",
	[STORE_FILE] = "SELECT path, origin, imported FROM file WHERE id = ?1",
	[STORE_ADD_LANGUAGE] = "INSERT INTO language (tag) VALUES (?1)",
	[STORE_LANGUAGES] = "SELECT id, tag FROM language",
	[STORE_GET] = "SELECT value FROM value WHERE name = ?1",
	[STORE_SET] = "INSERT OR REPLACE INTO value (name, value) VALUES (?1, ?2)",
};

/* Remember what a fault says of the file. */
static void judge(struct memory *memory, int code)
{
	code &= 0xff;
	if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_FORMAT || code == SQLITE_ERROR)
		memory->damaged = true;
	memory->full |= code == SQLITE_FULL || code == SQLITE_IOERR;
}

sqlite3_stmt *store_statement(struct memory *memory, enum store_query query)
{
	sqlite3_stmt **statement = &memory->statements[query];
	if (*statement) {
		sqlite3_reset(*statement);
		return *statement;
	}
	if (!memory->database)
		return NULL;
	int code = sqlite3_prepare_v3(memory->database, queries[query], -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
	if (code != SQLITE_OK)
		judge(memory, code);
	return *statement;
}

bool store_step(struct memory *memory, sqlite3_stmt *statement)
{
	if (!statement)
		return false;
	int code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		return true;
	if (code != SQLITE_DONE)
		judge(memory, code);
	sqlite3_reset(statement);
	return false;
}

bool store_run(struct memory *memory, sqlite3_stmt *statement)
{
	if (!statement)
		return false;
	int code = sqlite3_step(statement);
	sqlite3_reset(statement);
	if (code != SQLITE_DONE && code != SQLITE_ROW)
		judge(memory, code);
	return code == SQLITE_DONE || code == SQLITE_ROW;
}

bool store_execute(struct memory *memory, const char *sql)
{
	int code = memory->database ? sqlite3_exec(memory->database, sql, NULL, NULL, NULL) : SQLITE_CANTOPEN;
	if (code != SQLITE_OK)
		judge(memory, code);
	return code == SQLITE_OK;
}

int64_t store_get(struct memory *memory, const char *name)
{
	sqlite3_stmt *statement = store_statement(memory, STORE_GET);
	store_bind_text(statement, 1, slice_from(name));
	int64_t value = store_step(memory, statement) ? sqlite3_column_int64(statement, 0) : 0;
	if (statement)
		sqlite3_reset(statement);
	return value;
}

bool store_set(struct memory *memory, const char *name, int64_t value)
{
	sqlite3_stmt *statement = store_statement(memory, STORE_SET);
	store_bind_text(statement, 1, slice_from(name));
	sqlite3_bind_int64(statement, 2, value);
	return store_run(memory, statement);
}

bool store_get_bytes(struct memory *memory, const char *name, void *bytes, size_t size)
{
	sqlite3_stmt *statement = store_statement(memory, STORE_GET);
	store_bind_text(statement, 1, slice_from(name));
	bool done = store_step(memory, statement) && sqlite3_column_type(statement, 0) == SQLITE_BLOB &&
	            (size_t)sqlite3_column_bytes(statement, 0) == size;
	if (done)
		memcpy(bytes, sqlite3_column_blob(statement, 0), size);
	else
		memset(bytes, 0, size);
	if (statement)
		sqlite3_reset(statement);
	return done;
}

bool store_set_bytes(struct memory *memory, const char *name, const void *bytes, size_t size)
{
	sqlite3_stmt *statement = store_statement(memory, STORE_SET);
	store_bind_text(statement, 1, slice_from(name));
	sqlite3_bind_blob64(statement, 2, bytes, size, SQLITE_STATIC);
	return store_run(memory, statement);
}

struct slice store_text(sqlite3_stmt *statement, int column)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);
	int size = sqlite3_column_bytes(statement, column);
	return slice_make(text, text && size > 0 ? (size_t)size : 0);
}

void store_bind_text(sqlite3_stmt *statement, int parameter, struct slice text)
{
	sqlite3_bind_text64(statement, parameter, text.data, text.size, SQLITE_STATIC, SQLITE_UTF8);
}

void store_rollback(struct memory *memory)
{
	if (memory->database && !sqlite3_get_autocommit(memory->database))
		sqlite3_exec(memory->database, "ROLLBACK", NULL, NULL, NULL);
}

static void finalize(struct memory *memory)
{
	for (size_t i = 0; i < STORE_QUERIES; i++) {
		sqlite3_finalize(memory->statements[i]);
		memory->statements[i] = NULL;
	}
	sqlite3_close(memory->database);
	memory->database = NULL;
	table_finish(&memory->tags);
	array_clear(&memory->languages);
}

static int64_t read_number(struct memory *memory, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int64_t number = -1;
	int code = sqlite3_prepare_v2(memory->database, sql, -1, &statement, NULL);
	if (code == SQLITE_OK && store_step(memory, statement))
		number = sqlite3_column_int64(statement, 0);
	else
		judge(memory, code);
	sqlite3_finalize(statement);
	return number;
}

/* SQLite does not wait for a lock when it turns a database to write-ahead logging, as it does for all others; so several
 * processes that make an index at once would find it locked. */
static bool set_write_ahead(struct memory *memory)
{
	const struct timespec pause = { 0, 5000000 };
	int code = SQLITE_BUSY;
	for (int waited = 0; (code & 0xff) == SQLITE_BUSY && waited < BUSY_MILLISECONDS; waited += 5) {
		if (waited)
			nanosleep(&pause, NULL);
		code = memory->database ? sqlite3_exec(memory->database, "PRAGMA journal_mode = WAL", NULL, NULL, NULL) :
		                          SQLITE_CANTOPEN;
	}
	if (code != SQLITE_OK)
		judge(memory, code);
	return code == SQLITE_OK;
}

/* Open PATH; false where it can't be opened or written at all. A file that is not ours is damaged. */
static bool open_database(struct memory *memory, const char *path)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
	memory->damaged = memory->full = false;
	if (sqlite3_open_v2(path, &memory->database, flags, NULL) != SQLITE_OK)
		return false;
	sqlite3_busy_timeout(memory->database, BUSY_MILLISECONDS);
	sqlite3_extended_result_codes(memory->database, 1);
	sqlite3_db_config(memory->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(memory->database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	if (sqlite3_db_readonly(memory->database, "main") == 1)
		return false;
	if (!store_execute(memory, "PRAGMA page_size = 8192") || !set_write_ahead(memory) ||
	    !store_execute(memory, "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384; PRAGMA cell_size_check = 1"))
		return memory->damaged;
	int64_t application = read_number(memory, "PRAGMA application_id");
	int64_t version = read_number(memory, "PRAGMA user_version");
	if (memory->damaged)
		return true;
	if (application < 0 || version < 0)
		return false;
	if (application == 0 && version == 0 && read_number(memory, "SELECT count(*) FROM sqlite_master") == 0) {
		if (!store_execute(memory, schema)) {
			store_rollback(memory);
			return memory->damaged;
		}
	} else if (application != APPLICATION || version != VERSION)
		memory->damaged = true;
	return true;
}

/* Whether what is open is an index that can be used. */
static bool is_good(struct memory *memory)
{
	for (size_t i = 0; !memory->damaged && i < STORE_QUERIES; i++)
		store_statement(memory, (enum store_query)i);
	if (!memory->damaged)
		store_load_languages(memory);
	return !memory->damaged;
}

static void remove_files(const struct memory *memory)
{
	static const char *const endings[] = { "", "-wal", "-shm", "-journal" };
	struct buffer name = { 0 };
	for (size_t i = 0; memory->path && i < sizeof endings / sizeof *endings; i++) {
		buffer_clear(&name);
		buffer_append_string(&name, memory->path);
		buffer_append_string(&name, endings[i]);
		unlink(buffer_string(&name));
	}
	buffer_finish(&name);
}

static void open_in_memory(struct memory *memory, struct diagnostics *sink)
{
	bool full = memory->full;
	finalize(memory);
	if (full)
		remove_files(memory);
	if (memory->path)
		diagnostics_note(sink, position_of_file(memory->path),
		                 _("can't be written; the memory is read anew for this run only"));
	free(memory->path);
	memory->path = NULL;
	if (!open_database(memory, ":memory:") || !is_good(memory))
		finalize(memory);
}

void store_renew(struct memory *memory, struct diagnostics *sink)
{
	finalize(memory);
	remove_files(memory);
	if (!open_database(memory, memory->path) || !is_good(memory))
		open_in_memory(memory, sink);
}

void store_give_up_file(struct memory *memory, struct diagnostics *sink)
{
	memory->full = true;
	open_in_memory(memory, sink);
}

void store_open(struct memory *memory, struct diagnostics *sink)
{
	if (!memory->path || !open_database(memory, memory->path)) {
		open_in_memory(memory, sink);
		return;
	}
	if (is_good(memory))
		return;
	diagnostics_note(sink, position_of_file(memory->path),
	                 _("is damaged or of another version; the memory is made anew from the catalogs"));
	store_renew(memory, sink);
}

void store_close(struct memory *memory)
{
	bool damaged = memory->damaged;
	finalize(memory);
	if (damaged)
		remove_files(memory);
	array_finish(&memory->languages);
}

static uint32_t mix(uint64_t hash)
{
	hash *= UINT64_C(0x9e3779b97f4a7c15);
	hash ^= hash >> 29;
	hash *= UINT64_C(0xbf58476d1ce4e5b9);
	return (uint32_t)(hash >> 32);
}

uint32_t store_sentence_key(uint32_t seed, uint32_t hash)
{
	return mix((uint64_t)seed << 32 ^ hash ^ UINT64_C(0x5e57e9ce));
}

uint32_t store_context_key(uint32_t seed, uint32_t hash, uint32_t before, uint32_t after)
{
	return mix((uint64_t)store_sentence_key(seed, hash) << 32 ^ mix((uint64_t)before << 32 | after));
}

uint32_t store_word_key(uint32_t seed, uint32_t word, unsigned length_class)
{
	return mix((uint64_t)seed << 32 ^ word ^ (uint64_t)(length_class + 1) << 56);
}

uint32_t store_neighbour_hash(struct memory *memory, struct slice text)
{
	if (!text.data)
		return 0;
	buffer_clear(&memory->beside);
	key_append(&memory->beside, text);
	return key_hash(buffer_slice(&memory->beside));
}

static const struct store_language *know_language(struct memory *memory, int64_t id, struct slice tag)
{
	if (memory->tags.count >= LANGUAGES_MOST)
		return NULL;
	struct store_language language = { .id = id, .tag = arena_copy(memory->arena, tag) };
	bool is_language = language_family(tag, language.family, language.region);
	table_set(&memory->tags, language.tag, is_language ? memory->languages.count : NO_LANGUAGE);
	if (!is_language)
		return NULL;
	language.seed = key_hash(slice_from(language.family));
	array_push(&memory->languages, language);
	return array_last(&memory->languages);
}

void store_load_languages(struct memory *memory)
{
	table_finish(&memory->tags);
	array_clear(&memory->languages);
	sqlite3_stmt *statement = store_statement(memory, STORE_LANGUAGES);
	while (store_step(memory, statement)) {
		know_language(memory, sqlite3_column_int64(statement, 0), store_text(statement, 1));
	}
}

const struct store_language *store_language(struct memory *memory, struct slice tag, bool add)
{
	size_t index = table_get(&memory->tags, tag);
	if (index == NO_LANGUAGE || (index == TABLE_NONE && !know_language(memory, NEW_LANGUAGE, tag)))
		return NULL;
	struct store_language *language =
	    index == TABLE_NONE ? array_last(&memory->languages) : &memory->languages.items[index];
	if (add && language->id == NEW_LANGUAGE) {
		sqlite3_stmt *statement = store_statement(memory, STORE_ADD_LANGUAGE);
		store_bind_text(statement, 1, tag);
		if (!store_run(memory, statement))
			return NULL;
		language->id = sqlite3_last_insert_rowid(memory->database);
	}
	return language;
}

const struct store_language *store_language_by_id(const struct memory *memory, int64_t id)
{
	for (size_t i = 0; i < memory->languages.count; i++)
		if (memory->languages.items[i].id == id)
			return &memory->languages.items[i];
	return NULL;
}
