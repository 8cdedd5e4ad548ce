/* store.h: the memory's tables, for the files of this room. */

#ifndef LOCALIZE_MEMORY_STORE_H
#define LOCALIZE_MEMORY_STORE_H

#include "base/buffer.h"
#include "base/table.h"
#include "memory/key.h"
#include "memory/memory.h"
#include "memory/postings.h"

#include <sqlite3.h>

enum store_query {
	STORE_ADD_UNIT, STORE_REMOVE_UNIT, STORE_REMOVE_UNITS, STORE_UNITS_OF_FILE, STORE_UNIT, STORE_COUNT_UNITS,
	STORE_HAS_UNITS,
	STORE_ADD_POSTING, STORE_POSTINGS, STORE_COUNT_POSTINGS,
	STORE_ADD_FILE, STORE_SET_FILE, STORE_REMOVE_FILE, STORE_FILES_OF_BUCKET, STORE_FILE,
	STORE_ADD_LANGUAGE, STORE_LANGUAGES, STORE_GET, STORE_SET,
	STORE_QUERIES,
};

/* A language of translations. */
struct store_language {
	int64_t id;
	struct slice tag;
	char family[KEY_LANGUAGE_SIZE], region[KEY_LANGUAGE_SIZE];
	uint32_t seed; /* of the family: mixed into every key, so that languages do not meet */
};

struct memory {
	char *path, *source;     /* the path is NULL for an index in memory */
	sqlite3 *database;
	sqlite3_stmt *statements[STORE_QUERIES];
	bool damaged;            /* the file is to be made anew */
	bool full;               /* the disk takes no more */
	char fault[128];         /* why the last transaction was taken back */
	struct arena *arena;     /* the tags */
	struct table tags;       /* tag → index into languages, or past its end for what is no language */
	struct { struct store_language *items; size_t count, capacity; } languages;
	struct postings postings;
	uint32_t next_id;
	size_t removed;          /* units taken out since the index was made */
	struct buffer key, beside;
	uint64_t *slots;         /* of look-ups, for counting */
};

/* Open or make the file; on damage, make it anew. */
void store_open(struct memory *memory, struct diagnostics *sink);
void store_close(struct memory *memory);

/* Throw a damaged file away and begin with an empty one. */
void store_renew(struct memory *memory, struct diagnostics *sink);

/* Throw the file away, which leaves no room for what is worth more, and begin with an empty index in memory. */
void store_give_up_file(struct memory *memory, struct diagnostics *sink);

/* The statement of QUERY, ready for its parameters; NULL after a fault. */
sqlite3_stmt *store_statement(struct memory *memory, enum store_query query);

/* Step STATEMENT: true on a row. At the end and after a fault it is reset. */
bool store_step(struct memory *memory, sqlite3_stmt *statement);

/* Run STATEMENT (NULL: false) to its end; false after a fault. */
bool store_run(struct memory *memory, sqlite3_stmt *statement);

/* Run SQL without parameters. */
bool store_execute(struct memory *memory, const char *sql);

/* Take the transaction back, if there is one. */
void store_rollback(struct memory *memory);

/* Read the table of languages; after a transaction was taken back, too. */
void store_load_languages(struct memory *memory);

int64_t store_get(struct memory *memory, const char *name);
bool store_set(struct memory *memory, const char *name, int64_t value);

/* The same of SIZE bytes. False, and BYTES all zero, where there are none or another number of them. */
bool store_get_bytes(struct memory *memory, const char *name, void *bytes, size_t size);
bool store_set_bytes(struct memory *memory, const char *name, const void *bytes, size_t size);

/* A column as a slice, valid until the statement moves. */
struct slice store_text(sqlite3_stmt *statement, int column);
void store_bind_text(sqlite3_stmt *statement, int parameter, struct slice text);

/* The language TAG, made known if ADD; NULL where it is none, or not known. Valid until the next one is added. */
const struct store_language *store_language(struct memory *memory, struct slice tag, bool add);
const struct store_language *store_language_by_id(const struct memory *memory, int64_t id);

/* The keys in the index: of a sentence, of one between its neighbours, of a word in sentences of a class of lengths. */
uint32_t store_sentence_key(uint32_t seed, uint32_t hash);
uint32_t store_context_key(uint32_t seed, uint32_t hash, uint32_t before, uint32_t after);
uint32_t store_word_key(uint32_t seed, uint32_t word, unsigned length_class);

/* The hash of a neighbour; 0 where it is not known. */
uint32_t store_neighbour_hash(struct memory *memory, struct slice text);

#endif
