/* refresh.c: the index made one of the files as they are now. */

#include "base/content.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/message.h"
#include "catalog/references.h"
#include "memory/exchange.h"
#include "memory/store.h"
#include "text/utf8.h"

#include <errno.h>
#include <stdlib.h>

enum {
	GARBAGE_LEAST = 20000,      /* so many units may have been taken out before the index is made anew */
	BUCKETS = 1024,             /* of files, by their paths; only those in which something changed are compared */
	KNOWN_MOST = 20000,         /* files that are compared at once, if no bucket has more */
	HASH_BLOCK = 1 << 16,
	LARGE_FILE = 1 << 20,       /* such a catalog is not held whole */
};

#define IDS_MOST UINT32_C(0xf0000000)

#define DIGESTS "files" /* of the buckets, as the index has them */

/* The files that the index is to be of, and the digests of their buckets: sums, in which order does not count. */
struct listing {
	const struct memory_files *files;
	uint64_t *stamps;  /* of each file; STAMP_ABSENT: it is none */
	uint16_t *buckets; /* in which it is */
	uint64_t digests[BUCKETS];
};

/* What the index knows of a file. */
struct known_file {
	int64_t id, hash;
	uint64_t stamp;
	struct slice path, language;
	bool imported, listed;
};

struct known_files {
	struct known_file *items;
	size_t count, capacity;
};

/* A unit of a file as it was. */
struct known_unit {
	uint64_t fingerprint;
	int64_t id;
	bool kept;
};

struct indexing {
	struct memory *memory;
	int64_t file;
	struct { struct known_unit *items; size_t count, capacity; } units;
	struct table fingerprints; /* → index into units */
	struct buffer scratch;
	bool failed;               /* the database took something not */
};

static uint64_t hash_block(uint64_t hash, struct slice block)
{
	return hash * UINT64_C(0x9fb21c651e98df25) + slice_hash(block);
}

static uint64_t hash_bytes(struct slice bytes)
{
	uint64_t hash = 0;
	for (size_t i = 0; i < bytes.size; i += HASH_BLOCK)
		hash = hash_block(hash, slice_range(bytes, i, bytes.size - i < HASH_BLOCK ? bytes.size : i + HASH_BLOCK));
	return hash;
}

static uint64_t hash_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	char *block = memory_allocate(HASH_BLOCK);
	uint64_t hash = 0;
	for (size_t got; file && (got = fread(block, 1, HASH_BLOCK, file)) > 0;)
		hash = hash_block(hash, slice_make(block, got));
	if (file)
		fclose(file);
	free(block);
	return hash;
}

static bool is_large(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_size >= LARGE_FILE;
}

static unsigned bucket_of(struct slice path)
{
	return (unsigned)(slice_hash(path) >> 32) % BUCKETS;
}

/* What a file adds to its bucket's digest: all that it is compared by. */
static uint64_t digest_of(struct slice path, struct slice language, bool imported, uint64_t stamp)
{
	struct digest digest = { 0 };
	digest_add(&digest, path);
	digest_add(&digest, language);
	digest_add_number(&digest, imported);
	digest_add_number(&digest, stamp);
	return digest.value;
}

static bool write_posting(void *context, uint32_t key, uint32_t first, uint32_t count, struct slice packed)
{
	struct memory *memory = context;
	sqlite3_stmt *statement = store_statement(memory, STORE_ADD_POSTING);
	sqlite3_bind_int64(statement, 1, key);
	sqlite3_bind_int64(statement, 2, first);
	sqlite3_bind_int64(statement, 3, count);
	sqlite3_bind_blob64(statement, 4, packed.data, packed.size, SQLITE_STATIC);
	return store_run(memory, statement);
}

static void add_postings(struct memory *memory, uint32_t seed, struct slice source, uint32_t before, uint32_t after,
                         uint32_t id)
{
	buffer_clear(&memory->key);
	key_append(&memory->key, source);
	struct slice key = buffer_slice(&memory->key);
	struct key_tokens tokens;
	key_find_tokens(key, &tokens);
	uint32_t hash = key_hash(key);
	unsigned length_class = key_length_class(tokens.length);
	postings_add(&memory->postings, store_sentence_key(seed, hash), id);
	if (before || after)
		postings_add(&memory->postings, store_context_key(seed, hash, before, after), id);
	for (size_t i = 0; i < tokens.count; i++)
		postings_add(&memory->postings, store_word_key(seed, tokens.items[i], length_class), id);
}

static bool add_unit(struct indexing *indexing, const struct memory_unit *unit, const struct store_language *language,
                     uint32_t before, uint32_t after)
{
	struct memory *memory = indexing->memory;
	uint32_t id = memory->next_id++;
	sqlite3_stmt *statement = store_statement(memory, STORE_ADD_UNIT);
	sqlite3_bind_int64(statement, 1, id);
	sqlite3_bind_int64(statement, 2, indexing->file);
	sqlite3_bind_int64(statement, 3, language->id);
	sqlite3_bind_int64(statement, 4, unit->obsolete);
	sqlite3_bind_int64(statement, 5, before);
	sqlite3_bind_int64(statement, 6, after);
	store_bind_text(statement, 7, unit->source);
	store_bind_text(statement, 8, unit->target);
	store_bind_text(statement, 9, unit->comment.size ? unit->comment : slice_make(NULL, 0));
	if (!store_run(memory, statement))
		return false;
	add_postings(memory, language->seed, unit->source, before, after, id);
	return !postings_are_full(&memory->postings) || postings_flush(&memory->postings, write_posting, memory);
}

static void append_field(struct buffer *out, struct slice text)
{
	uint64_t size = text.size;
	buffer_append(out, slice_make((const char *)&size, sizeof size));
	buffer_append(out, text);
}

/* A hash of all that the index keeps of a unit. */
static uint64_t fingerprint(struct buffer *scratch, const struct memory_unit *unit, int64_t language, uint32_t before,
                            uint32_t after)
{
	const int64_t numbers[] = { language, unit->obsolete, before, after };
	buffer_clear(scratch);
	append_field(scratch, unit->source);
	append_field(scratch, unit->target);
	append_field(scratch, unit->comment);
	append_field(scratch, slice_make((const char *)numbers, sizeof numbers));
	return slice_hash(buffer_slice(scratch));
}

static struct slice fingerprint_key(const struct known_unit *unit)
{
	return slice_make((const char *)&unit->fingerprint, sizeof unit->fingerprint);
}

/* The units that the index has of the file, so that those that stay need not be written again. */
static void load_units(struct indexing *indexing)
{
	sqlite3_stmt *statement = store_statement(indexing->memory, STORE_UNITS_OF_FILE);
	sqlite3_bind_int64(statement, 1, indexing->file);
	while (store_step(indexing->memory, statement)) {
		const struct memory_unit unit = {
			.source = store_text(statement, 5),
			.target = store_text(statement, 6),
			.comment = store_text(statement, 7),
			.obsolete = sqlite3_column_int(statement, 2) != 0,
		};
		struct known_unit known = { .id = sqlite3_column_int64(statement, 0) };
		known.fingerprint = fingerprint(&indexing->scratch, &unit, sqlite3_column_int64(statement, 1),
		                                (uint32_t)sqlite3_column_int64(statement, 3),
		                                (uint32_t)sqlite3_column_int64(statement, 4));
		array_push(&indexing->units, known);
	}
	for (size_t i = 0; i < indexing->units.count; i++)
		table_add(&indexing->fingerprints, fingerprint_key(&indexing->units.items[i]), i);
}

static bool is_text(struct slice text)
{
	return text.size <= INT32_MAX / 4 && utf8_find_invalid(text) == text.size;
}

static void take_unit(void *context, const struct memory_unit *unit)
{
	struct indexing *indexing = context;
	struct memory *memory = indexing->memory;
	if (indexing->failed || unit->forbidden || !unit->source.size || !unit->target.size || !is_text(unit->source) ||
	    !is_text(unit->target) || !is_text(unit->before) || !is_text(unit->after))
		return;
	const struct store_language *language = store_language(memory, unit->language, true);
	if (!language)
		return;
	uint32_t before = store_neighbour_hash(memory, unit->before), after = store_neighbour_hash(memory, unit->after);
	if (indexing->units.count) {
		struct known_unit wanted = { .fingerprint =
			                         fingerprint(&indexing->scratch, unit, language->id, before, after) };
		size_t index = table_get(&indexing->fingerprints, fingerprint_key(&wanted));
		if (index != TABLE_NONE) {
			indexing->units.items[index].kept = true;
			return;
		}
	}
	indexing->failed = !add_unit(indexing, unit, language, before, after);
}

static void remove_lost_units(struct indexing *indexing)
{
	struct memory *memory = indexing->memory;
	for (size_t i = 0; !indexing->failed && i < indexing->units.count; i++) {
		if (indexing->units.items[i].kept)
			continue;
		sqlite3_stmt *statement = store_statement(memory, STORE_REMOVE_UNIT);
		sqlite3_bind_int64(statement, 1, indexing->units.items[i].id);
		indexing->failed = !store_run(memory, statement);
		memory->removed++;
	}
}

/* The article that ENTRY says it is of, in its references; empty if it says none. */
static struct slice article_of(const struct entry *entry)
{
	if (entry->obsolete || !entry->references)
		return SLICE("");
	struct slice name = entry->references->names[0]; /* with its line or without */
	size_t end = name.size;
	while (end && is_ascii_digit(name.data[end - 1]))
		end--;
	return end && end < name.size && name.data[end - 1] == ':' ? slice_range(name, 0, end - 1) : name;
}

/* A catalog that is being read. */
struct reading {
	struct exchange_catalog exchange;
	struct arena *arena;
	struct slice origin; /* the article that it is of, as its first entry has it */
};

static bool read_entry(void *context, const struct entry *entry)
{
	struct reading *reading = context;
	if (entry_is_header(entry)) {
		struct entry header = *entry;
		struct slice language = catalog_field(&(struct catalog){ .items = &header, .count = 1 }, "Language");
		if (language.size)
			reading->exchange.language = arena_copy(reading->arena, language);
	}
	if (!reading->origin.size)
		reading->origin = arena_copy(reading->arena, article_of(entry));
	exchange_take_entry(&reading->exchange, entry);
	return true;
}

static bool pass_over(void *context, const struct entry *entry)
{
	(void)context, (void)entry;
	return true;
}

/* Read the catalog FILE, of which BYTES are all, unless it is LARGE: then it is read by entries, after it is known that it can
 * be. One that can't be read counts as one without translations. */
static bool read_catalog(struct indexing *indexing, const struct memory_file *file, bool large, struct slice bytes,
                         struct arena *arena, struct slice *origin)
{
	struct reading reading = {
		.exchange = { .language = slice_from(file->language), .take = take_unit, .context = indexing },
		.arena = arena, .origin = SLICE(""),
	};
	struct catalog catalog = { .arena = arena };
	struct diagnostics *quiet = diagnostics_create();
	bool visited = large && catalog_visit(file->path, pass_over, NULL);
	bool done = visited || ((!large || file_read(file->path, arena, &bytes, quiet)) &&
	                        catalog_read(&catalog, bytes, file->path, quiet));
	if (done) {
		load_units(indexing);
		if (visited)
			done = catalog_visit(file->path, read_entry, &reading);
		for (size_t i = 0; i < catalog.count; i++)
			read_entry(&reading, &catalog.items[i]);
		exchange_end_catalog(&reading.exchange);
		*origin = reading.origin;
	}
	if (done)
		remove_lost_units(indexing);
	diagnostics_destroy(quiet);
	catalog_finish(&catalog);
	return done;
}

/* Read an imported file; in what is wrong with it, the index keeps what it had. */
static bool read_import(struct indexing *indexing, const struct memory_file *file, struct diagnostics *sink)
{
	struct memory *memory = indexing->memory;
	const struct exchange_languages languages = { .source = memory->source, .target = file->language };
	load_units(indexing);
	size_t removed = memory->removed;
	if (!store_execute(memory, "SAVEPOINT import"))
		return false;
	enum exchange_format format = exchange_format_of(slice_from(file->path));
	bool done = exchange_read(file->path, format, &languages, take_unit, indexing, sink);
	if (done)
		remove_lost_units(indexing);
	if (!done) {
		store_execute(memory, "ROLLBACK TO import");
		store_load_languages(memory);
		memory->removed = removed;
	}
	store_execute(memory, "RELEASE import");
	return done;
}

static bool set_file(struct memory *memory, const struct known_file *known, struct slice origin)
{
	sqlite3_stmt *statement = store_statement(memory, STORE_SET_FILE);
	sqlite3_bind_int64(statement, 1, known->id);
	store_bind_text(statement, 2, origin);
	store_bind_text(statement, 3, known->language);
	sqlite3_bind_int64(statement, 4, (int64_t)known->stamp);
	sqlite3_bind_int64(statement, 5, known->hash);
	return store_run(memory, statement);
}

static struct slice origin_of_file(struct memory *memory, int64_t id, struct arena *arena)
{
	sqlite3_stmt *statement = store_statement(memory, STORE_FILE);
	sqlite3_bind_int64(statement, 1, id);
	struct slice origin = store_step(memory, statement) ? arena_copy(arena, store_text(statement, 1)) : SLICE("");
	if (statement)
		sqlite3_reset(statement);
	return origin;
}

/* Index FILE, which the index knows as KNOWN (its id 0: not at all). False where the database fails; a fault of the file's
 * own is in SINK. */
static bool index_file(struct memory *memory, const struct memory_file *file, struct known_file known,
                       struct diagnostics *sink)
{
	known.stamp = stamp_file(file->path).value;
	struct arena *arena = arena_create();
	struct slice bytes = { 0 }, origin = SLICE("");
	struct diagnostics *quiet = diagnostics_create();
	bool large = is_large(file->path);
	bool there = file->imported || large || file_read(file->path, arena, &bytes, quiet);
	diagnostics_destroy(quiet);
	int64_t hash = (int64_t)(file->imported || large ? hash_file(file->path) : hash_bytes(bytes));
	struct indexing indexing = { .memory = memory, .file = known.id };
	bool same = known.id && hash == known.hash && slice_equal(known.language, slice_from(file->language));
	if (!known.id) {
		sqlite3_stmt *statement = store_statement(memory, STORE_ADD_FILE);
		store_bind_text(statement, 1, slice_from(file->path));
		sqlite3_bind_int64(statement, 2, file->imported);
		sqlite3_bind_int64(statement, 3, bucket_of(slice_from(file->path)));
		indexing.failed = !store_run(memory, statement);
		indexing.file = known.id = memory->database ? sqlite3_last_insert_rowid(memory->database) : 0;
	}
	bool done = there;
	if (same)
		origin = origin_of_file(memory, known.id, arena);
	else if (there && !indexing.failed)
		done = file->imported ? read_import(&indexing, file, sink)
		                      : read_catalog(&indexing, file, large, bytes, arena, &origin);
	if (done && !indexing.failed) {
		known.language = slice_from(file->language);
		known.hash = hash;
		indexing.failed = !set_file(memory, &known, origin);
	}
	table_finish(&indexing.fingerprints);
	array_finish(&indexing.units);
	buffer_finish(&indexing.scratch);
	arena_destroy(arena);
	return !indexing.failed;
}

static bool forget_file(struct memory *memory, const struct known_file *known)
{
	sqlite3_stmt *statement = store_statement(memory, STORE_REMOVE_UNITS);
	sqlite3_bind_int64(statement, 1, known->id);
	bool done = store_run(memory, statement);
	if (done)
		memory->removed += (size_t)sqlite3_changes(memory->database);
	statement = store_statement(memory, STORE_REMOVE_FILE);
	sqlite3_bind_int64(statement, 1, known->id);
	return done && store_run(memory, statement);
}

static void load_files(struct memory *memory, unsigned bucket, struct known_files *files, struct table *paths,
                       struct arena *arena)
{
	sqlite3_stmt *statement = store_statement(memory, STORE_FILES_OF_BUCKET);
	sqlite3_bind_int64(statement, 1, bucket);
	while (store_step(memory, statement)) {
		const struct known_file known = {
			.id = sqlite3_column_int64(statement, 0),
			.path = arena_copy(arena, store_text(statement, 1)),
			.language = arena_copy(arena, store_text(statement, 2)),
			.stamp = (uint64_t)sqlite3_column_int64(statement, 3),
			.hash = sqlite3_column_int64(statement, 4),
			.imported = sqlite3_column_int64(statement, 5) != 0,
		};
		table_add(paths, known.path, files->count);
		array_push(files, known);
	}
}

/* The digest of a bucket as the index has it. */
static uint64_t digest_of_bucket(struct memory *memory, unsigned bucket)
{
	uint64_t digest = 0;
	sqlite3_stmt *statement = store_statement(memory, STORE_FILES_OF_BUCKET);
	sqlite3_bind_int64(statement, 1, bucket);
	while (store_step(memory, statement))
		digest += digest_of(store_text(statement, 1), store_text(statement, 2), sqlite3_column_int64(statement, 5) != 0,
		                    (uint64_t)sqlite3_column_int64(statement, 3));
	return digest;
}

/* The stamp of FILE, as its finder saw it, or by a look at it now; STAMP_ABSENT where it is no file. */
static uint64_t stamp_of_file(const struct memory_file *file)
{
	struct stat status;
	if (file->stamp != STAMP_UNSETTLED)
		return file->stamp;
	return stat(file->path, &status) < 0 || !S_ISREG(status.st_mode) ? STAMP_ABSENT : stamp_of(&status).value;
}

static void list_files(struct listing *listing, const struct memory_files *files)
{
	*listing = (struct listing){ .files = files };
	listing->stamps = memory_allocate_zero(files->count, sizeof *listing->stamps);
	listing->buckets = memory_allocate_zero(files->count, sizeof *listing->buckets);
	for (size_t i = 0; i < files->count; i++) {
		const struct memory_file *file = &files->items[i];
		struct slice path = slice_from(file->path);
		listing->stamps[i] = stamp_of_file(file);
		listing->buckets[i] = (uint16_t)bucket_of(path);
		if (listing->stamps[i] != STAMP_ABSENT)
			listing->digests[listing->buckets[i]] +=
			    digest_of(path, slice_from(file->language), file->imported, listing->stamps[i]);
	}
}

static void finish_listing(struct listing *listing)
{
	free(listing->stamps);
	free(listing->buckets);
}

/* Bring the files of the buckets in CHOSEN up to date, of which the index knows the files KNOWN. */
static bool update_files(struct memory *memory, const struct listing *listing, const bool *chosen,
                         struct known_files *known, const struct table *paths, struct diagnostics *sink)
{
	bool done = true;
	for (size_t i = 0; done && i < listing->files->count; i++) {
		const struct memory_file *file = &listing->files->items[i];
		if (!chosen[listing->buckets[i]] || listing->stamps[i] == STAMP_ABSENT)
			continue;
		size_t index = table_get(paths, slice_from(file->path));
		struct known_file before = index != TABLE_NONE ? known->items[index] : (struct known_file){ 0 };
		if (index != TABLE_NONE)
			known->items[index].listed = true;
		if (before.id && before.imported != file->imported) {
			done = forget_file(memory, &before);
			before = (struct known_file){ 0 };
		}
		if (before.id && before.stamp == listing->stamps[i] && slice_equal(before.language, slice_from(file->language)))
			continue;
		done = done && index_file(memory, file, before, sink);
	}
	for (size_t i = 0; done && i < known->count; i++)
		done = known->items[i].listed || forget_file(memory, &known->items[i]);
	return done && !memory->damaged;
}

/* Bring the index up to date where the digests of buckets differ from DIGESTS, those that it has. */
static bool update_buckets(struct memory *memory, const struct listing *listing, uint64_t *digests,
                           struct diagnostics *sink)
{
	bool done = true;
	for (unsigned begin = 0, end = 0; done && begin < BUCKETS; begin = end) {
		struct arena *arena = arena_create();
		struct known_files known = { 0 };
		struct table paths = { 0 };
		bool chosen[BUCKETS] = { false }, any = false;
		for (; end < BUCKETS && known.count < KNOWN_MOST; end++) {
			chosen[end] = listing->digests[end] != digests[end];
			any |= chosen[end];
			if (chosen[end])
				load_files(memory, end, &known, &paths, arena);
		}
		done = !any || update_files(memory, listing, chosen, &known, &paths, sink);
		for (unsigned i = begin; i < end; i++)
			if (chosen[i])
				digests[i] = digest_of_bucket(memory, i);
		table_finish(&paths);
		array_finish(&known);
		arena_destroy(arena);
	}
	return done && store_set_bytes(memory, DIGESTS, digests, BUCKETS * sizeof *digests) && !memory->damaged;
}

static bool begin(struct memory *memory)
{
	if (!store_execute(memory, "BEGIN IMMEDIATE"))
		return false;
	int64_t next = store_get(memory, "next"), removed = store_get(memory, "removed");
	bool other_source = store_get(memory, "source") != (int64_t)slice_hash(slice_from(memory->source));
	bool much_removed = removed > GARBAGE_LEAST && removed > (int64_t)memory_count(memory) + GARBAGE_LEAST;
	if (other_source || next >= IDS_MOST || much_removed) {
		next = removed = 0;
		if (!store_execute(memory, "DELETE FROM unit; DELETE FROM posting; DELETE FROM file;"
		                           "DELETE FROM value WHERE name = '" DIGESTS "';") ||
		    !store_set(memory, "source", (int64_t)slice_hash(slice_from(memory->source))))
			return false;
	}
	memory->next_id = next > 0 ? (uint32_t)next : 1;
	memory->removed = removed > 0 ? (size_t)removed : 0;
	store_load_languages(memory);
	return !memory->damaged;
}

static bool commit(struct memory *memory)
{
	return postings_flush(&memory->postings, write_posting, memory) && store_set(memory, "next", memory->next_id) &&
	       store_set(memory, "removed", (int64_t)memory->removed) && store_execute(memory, "COMMIT");
}

static bool bring_up_to_date(struct memory *memory, const struct listing *listing, struct diagnostics *sink)
{
	uint64_t digests[BUCKETS];
	if (store_get(memory, "source") == (int64_t)slice_hash(slice_from(memory->source)) &&
	    store_get_bytes(memory, DIGESTS, digests, sizeof digests) &&
	    memcmp(digests, listing->digests, sizeof digests) == 0)
		return !memory->damaged;
	if (begin(memory)) {
		store_get_bytes(memory, DIGESTS, digests, sizeof digests);
		if (update_buckets(memory, listing, digests, sink) && commit(memory))
			return true;
	}
	snprintf(memory->fault, sizeof memory->fault, "%s",
	         memory->database ? sqlite3_errmsg(memory->database) : strerror(ENOSPC));
	store_rollback(memory);
	memory->postings.count = 0;
	store_load_languages(memory);
	return false;
}

bool memory_refresh(struct memory *memory, const struct memory_files *files, struct diagnostics *sink)
{
	size_t errors = diagnostics_count(sink, SEVERITY_ERROR);
	struct diagnostics *trial = diagnostics_create();
	struct listing listing;
	list_files(&listing, files);
	bool done = bring_up_to_date(memory, &listing, trial);
	if (!done && memory->path && (memory->damaged || memory->full)) {
		diagnostics_destroy(trial);
		trial = diagnostics_create();
		if (memory->full)
			store_give_up_file(memory, sink);
		else {
			diagnostics_note(sink, position_of_file(memory->path),
			                 _("is damaged; the memory is made anew from the catalogs"));
			store_renew(memory, sink);
		}
		done = bring_up_to_date(memory, &listing, trial);
	}
	finish_listing(&listing);
	/* What writing has taken is room that those who look up want for the catalogs. */
	postings_finish(&memory->postings);
	if (memory->database)
		sqlite3_db_release_memory(memory->database);
	diagnostics_move(sink, trial);
	diagnostics_destroy(trial);
	if (!done)
		diagnostics_warning(sink, position_of_file(memory->path),
		                    _("the memory can't be brought up to date (%s); it is used as it is"),
		                    memory->fault);
	return diagnostics_count(sink, SEVERITY_ERROR) == errors;
}

#define RUNNING "running"

bool memory_begin_run(struct memory *memory, const struct memory_files *files, struct diagnostics *sink)
{
	bool same_source = store_get(memory, "source") == (int64_t)slice_hash(slice_from(memory->source));
	if (same_source && store_get(memory, RUNNING))
		return true;
	bool done = memory_refresh(memory, files, sink);
	store_set(memory, RUNNING, 1);
	return done;
}

void memory_end_run(struct memory *memory)
{
	if (memory && store_get(memory, RUNNING))
		store_set(memory, RUNNING, 0);
}
