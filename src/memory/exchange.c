#include "memory/exchange.h"

#include "base/file.h"
#include "base/file_writer.h"
#include "base/message.h"
#include "base/table.h"
#include "memory/key.h"
#include "memory/xliff.h"
#include "text/encoding.h"
#include "text/utf8.h"

#include <errno.h>

enum { FLUSH_SIZE = 1 << 16 };

enum exchange_format exchange_format_of(struct slice name)
{
	static const struct {
		const char *ending;
		enum exchange_format format;
	} endings[] = {
		{ ".tmx", EXCHANGE_TMX }, { ".po", EXCHANGE_PO },   { ".pot", EXCHANGE_PO },
		{ ".csv", EXCHANGE_CSV }, { ".tsv", EXCHANGE_TSV }, { ".tab", EXCHANGE_TSV }, { ".tbx", EXCHANGE_TBX },
		{ ".xlf", EXCHANGE_XLIFF }, { ".xliff", EXCHANGE_XLIFF }, { ".sdlxliff", EXCHANGE_XLIFF },
		{ ".mqxliff", EXCHANGE_XLIFF },
	};
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		struct slice ending = slice_from(endings[i].ending);
		struct slice bare = slice_from_offset(ending, 1);
		if (slice_equal_ignoring_case(name, bare) ||
		    (name.size > ending.size &&
		     slice_equal_ignoring_case(slice_from_offset(name, name.size - ending.size), ending)))
			return endings[i].format;
	}
	return EXCHANGE_NONE;
}

static bool is_sentence(const struct entry *entry)
{
	return !entry_is_header(entry) && !entry->obsolete;
}

static struct slice keep(struct buffer *buffer, struct slice text)
{
	buffer_clear(buffer);
	buffer_append(buffer, text);
	return buffer_slice(buffer);
}

/* Give the unit that waits, with the sentence AFTER it. */
static void give_unit(struct exchange_catalog *exchange, struct slice after)
{
	if (!exchange->is_open)
		return;
	if (!exchange->unit.obsolete)
		exchange->unit.after = after;
	exchange->take(exchange->context, &exchange->unit);
	exchange->is_open = false;
}

void exchange_take_entry(struct exchange_catalog *exchange, const struct entry *entry)
{
	struct slice sentence = is_sentence(entry) ? entry->msgid : SLICE("");
	give_unit(exchange, sentence);
	if (!entry_is_header(entry) && !entry->fuzzy && entry_is_translated(entry)) {
		exchange->unit = (struct memory_unit){
			.source = keep(&exchange->texts[0], entry->msgid),
			.target = keep(&exchange->texts[1], entry->msgstr[0]),
			.comment = keep(&exchange->texts[2], entry_comment(entry)),
			.before = keep(&exchange->texts[3], entry->obsolete ? SLICE("") : buffer_slice(&exchange->last)),
			.language = exchange->language, .obsolete = entry->obsolete,
		};
		exchange->is_open = true;
	}
	keep(&exchange->last, sentence);
}

void exchange_end_catalog(struct exchange_catalog *exchange)
{
	give_unit(exchange, SLICE(""));
	for (size_t i = 0; i < sizeof exchange->texts / sizeof *exchange->texts; i++)
		buffer_finish(&exchange->texts[i]);
	buffer_finish(&exchange->last);
}

static bool read_po(struct slice bytes, const char *path, const struct exchange_languages *languages,
                    struct arena *arena, memory_take *take, void *context, struct diagnostics *sink)
{
	struct catalog catalog = { .arena = arena };
	bool done = catalog_read(&catalog, bytes, path, sink);
	if (done) {
		struct slice language = catalog_field(&catalog, "Language");
		if (!language.size)
			language = slice_from(languages->target);
		struct exchange_catalog exchange = { .language = language, .take = take, .context = context };
		for (size_t i = 0; language.size && i < catalog.count; i++)
			exchange_take_entry(&exchange, &catalog.items[i]);
		exchange_end_catalog(&exchange);
		if (!language.size) {
			diagnostics_error(sink, position_of_file(path),
			                  _("does not say its language; name it with --lang"));
			done = false;
		}
	}
	catalog_finish(&catalog);
	return done;
}

/* What reads an XLIFF file for the memory. */
struct xliff_reading {
	const char *source; /* a family */
	const struct exchange_languages *languages;
	memory_take *take;
	void *context;
};

static void take_xliff(void *context, const struct xliff_unit *from)
{
	const struct xliff_reading *reading = context;
	char family[KEY_LANGUAGE_SIZE], region[KEY_LANGUAGE_SIZE];
	const struct memory_unit unit = {
		.source = slice_trim(from->source.text), .target = slice_trim(from->target.text), .comment = from->note,
		.language = from->target_language.size ? from->target_language : slice_from(reading->languages->target),
	};
	if (from->state == XLIFF_TRANSLATED && unit.source.size && unit.target.size && unit.language.size &&
	    language_family(from->source_language, family, region) && strcmp(family, reading->source) == 0)
		reading->take(reading->context, &unit);
}

static bool read_xliff(const char *path, const struct exchange_languages *languages, memory_take *take, void *context,
                       struct diagnostics *sink)
{
	char family[KEY_LANGUAGE_SIZE], region[KEY_LANGUAGE_SIZE];
	struct xliff_reading reading = { .languages = languages, .take = take, .context = context, .source = family };
	language_family(slice_from(languages->source), family, region);
	return xliff_read(path, take_xliff, &reading, sink);
}

/* What reads any file: no catalog that takes a translation with a NUL could be written. */
struct guard {
	memory_take *take;
	void *context;
	size_t refused;
};

static void take_text(void *context, const struct memory_unit *unit)
{
	struct guard *guard = context;
	if (utf8_is_text(unit->source) && utf8_is_text(unit->target) && utf8_is_text(unit->comment))
		guard->take(guard->context, unit);
	else
		guard->refused++;
}

static bool read_any(const char *path, enum exchange_format format, const struct exchange_languages *languages,
                     memory_take *take, void *context, struct diagnostics *sink)
{
	if (format == EXCHANGE_TMX)
		return tmx_read(path, languages, take, context, sink);
	if (format == EXCHANGE_XLIFF)
		return read_xliff(path, languages, take, context, sink);
	if (format == EXCHANGE_NONE) {
		diagnostics_error(sink, position_of_file(path),
		                  _("is no file of translations by its name; known are .tmx, .tbx, .po, .csv and .tsv"));
		return false;
	}
	struct arena *arena = arena_create();
	struct slice bytes, text;
	bool done = file_read(path, arena, &bytes, sink);
	if (done && format == EXCHANGE_PO)
		done = read_po(bytes, path, languages, arena, take, context, sink);
	else if (done && format == EXCHANGE_TBX)
		done = tbx_read(bytes, path, languages, take, context, sink);
	else if (done) {
		struct encoding encoding = encoding_detect(bytes, NULL, false, arena);
		done = encoding_decode(bytes, &encoding, path, arena, &text, sink) &&
		       csv_read(text, path, format == EXCHANGE_TSV, languages, take, context, sink);
	}
	arena_destroy(arena);
	return done;
}

bool exchange_read(const char *path, enum exchange_format format, const struct exchange_languages *languages,
                   memory_take *take, void *context, struct diagnostics *sink)
{
	struct guard guard = { .take = take, .context = context };
	bool done = read_any(path, format, languages, take_text, &guard, sink);
	if (guard.refused)
		diagnostics_warning(sink, position_of_file(path),
		                    ngettext("%zu translation with a NUL or EOT character in it is left out; remove the character",
		                             "%zu translations with a NUL or EOT character in them are left out; remove the characters",
		                             guard.refused),
		                    guard.refused);
	return done;
}

static void po_begin(struct exchange_writer *writer)
{
	struct catalog *catalog = &writer->catalog;
	catalog->arena = arena_create();
	catalog_set_field(catalog, "Language", slice_from(writer->target));
	catalog_set_field(catalog, "MIME-Version", SLICE("1.0"));
	catalog_set_field(catalog, "Content-Type", SLICE("text/plain; charset=UTF-8"));
	catalog_set_field(catalog, "Content-Transfer-Encoding", SLICE("8bit"));
}

void exchange_begin(struct exchange_writer *writer, FILE *stream)
{
	writer->stream = stream;
	if (writer->format == EXCHANGE_TMX)
		tmx_write_begin(writer);
	else if (writer->format == EXCHANGE_PO)
		po_begin(writer);
	else
		csv_write_begin(writer);
}

static void po_add(struct exchange_writer *writer, const struct memory_unit *unit)
{
	struct catalog *catalog = &writer->catalog;
	struct entry entry = { .msgid = arena_copy(catalog->arena, unit->source) };
	entry_set_translation(&entry, arena_copy(catalog->arena, unit->target), catalog->arena);
	if (unit->comment.size)
		entry_set_comment(&entry, arena_copy(catalog->arena, unit->comment), catalog->arena);
	array_push(catalog, entry);
}

/* Hand what was written to the stream; an error of the stream shows at the end. */
static void drain(struct exchange_writer *writer)
{
	fwrite(writer->out.data ? writer->out.data : "", 1, writer->out.size, writer->stream);
	buffer_clear(&writer->out);
}

void exchange_add(struct exchange_writer *writer, const struct memory_unit *unit)
{
	if (writer->format == EXCHANGE_TMX)
		tmx_write_unit(writer, unit);
	else if (writer->format == EXCHANGE_PO)
		po_add(writer, unit);
	else
		csv_write_unit(writer, unit);
	if (writer->out.size >= FLUSH_SIZE)
		drain(writer);
}

/* Another translation of a sentence, and the next one. */
struct duplicate {
	struct slice translation;
	size_t next;
};

struct duplicates {
	struct duplicate *items;
	size_t count, capacity;
	size_t *first, *last; /* by entry; TABLE_NONE: none */
};

static void add_duplicate(struct duplicates *duplicates, size_t entry, struct slice translation)
{
	size_t index = duplicates->count, last = duplicates->last[entry];
	array_push(duplicates, (struct duplicate){ translation, TABLE_NONE });
	if (last == TABLE_NONE)
		duplicates->first[entry] = index;
	else
		duplicates->items[last].next = index;
	duplicates->last[entry] = index;
}

/* Add the duplicates from INDEX on to the comment of ENTRY, which stays the translation of the first. */
static void comment_duplicates(struct entry *entry, const struct duplicates *duplicates, size_t index, struct arena *arena)
{
	struct buffer comment = { 0 };
	buffer_append(&comment, entry_comment(entry));
	for (; index != TABLE_NONE; index = duplicates->items[index].next) {
		buffer_append_string(&comment, comment.size ? "\nalso: " : "also: ");
		buffer_append(&comment, duplicates->items[index].translation);
	}
	entry_set_comment(entry, arena_copy(arena, buffer_slice(&comment)), arena);
	buffer_finish(&comment);
}

/* A PO file has each msgid once: the first translation is the entry's, others go to the comment. */
static void join_duplicates(struct catalog *catalog)
{
	struct table known = { 0 };
	struct duplicates duplicates = {
		.first = memory_allocate(catalog->count * sizeof(size_t) + 1), .last = memory_allocate(catalog->count * sizeof(size_t) + 1),
	};
	size_t count = 0;
	for (size_t i = 0; i < catalog->count; i++) {
		const struct entry entry = catalog->items[i];
		size_t first = table_add(&known, entry.msgid, count);
		if (first == count) {
			duplicates.first[count] = duplicates.last[count] = TABLE_NONE;
			catalog->items[count++] = entry;
		} else if (!slice_equal(catalog->items[first].msgstr[0], entry.msgstr[0]))
			add_duplicate(&duplicates, first, entry.msgstr[0]);
	}
	catalog->count = count;
	for (size_t i = 0; i < count; i++)
		if (duplicates.first[i] != TABLE_NONE)
			comment_duplicates(&catalog->items[i], &duplicates, duplicates.first[i], catalog->arena);
	array_finish(&duplicates);
	free(duplicates.first);
	free(duplicates.last);
	table_finish(&known);
}

bool exchange_end(struct exchange_writer *writer, const char *file, struct diagnostics *sink)
{
	bool done = true;
	if (writer->format == EXCHANGE_TMX)
		tmx_write_end(writer);
	else if (writer->format == EXCHANGE_PO) {
		join_duplicates(&writer->catalog);
		done = catalog_write(&writer->catalog, file, &writer->out, sink);
	}
	drain(writer);
	if (done && (fflush(writer->stream) != 0 || ferror(writer->stream))) {
		file_writer_find_fault(writer->stream);
		diagnostics_error(sink, position_of_file(file), _("can't be written: %s"), strerror(errno));
		done = false;
	}
	return done;
}

void exchange_finish(struct exchange_writer *writer)
{
	buffer_finish(&writer->out);
	catalog_finish(&writer->catalog);
	arena_destroy(writer->catalog.arena);
	writer->catalog.arena = NULL;
}
