#include "catalog/reader.h"

#include "base/array.h"
#include "catalog/ending.h"
#include "catalog/flags.h"
#include "catalog/references.h"
#include "text/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

/* What is known of the entry that is being read; the comments before it come first. */
struct pending {
	struct slices comment, extracted, references, flags;
	struct table seen_references;
	bool fuzzy, any_flags;
};

/* What the header says of the character set. */
enum header {
	HEADER_NONE,
	HEADER_UTF8,
	HEADER_OPEN,  /* nothing yet, as that of a template may */
	HEADER_OTHER, /* what only libgettextpo reads */
};

struct reader {
	const char *file;            /* its name */
	const char *at, *end;
	size_t line;                 /* of AT */
	struct catalog *catalog;
	struct arena *arena;         /* of the texts: the catalog's, or that of a piece */
	const struct catalog *like;  /* what has many of the texts already, where a file is read in pieces; else NULL */
	size_t next_like;            /* the entry of it that is likely to be the next one's */
	catalog_visitor *visit;         /* takes the entries; NULL: they are the catalog's */
	void *context;               /* of it */
	struct pending pending;
	char *room, *room_end;       /* a stretch of the arena that texts are packed into */
	uint64_t *seen;              /* an open hash table of entries' hashes, 0 for none; none while all are as in LIKE */
	size_t seen_count, seen_capacity;
	size_t count;                /* of entries that were read */
	enum header header;
};

enum {
	ROOM_SIZE = 1 << 15,
	LIKE_AHEAD = 64, /* entries of LIKE that the next one is looked for in */
};

/* SIZE bytes of the arena, unaligned. */
static char *take_room(struct reader *reader, size_t size)
{
	if (!reader->room || (size_t)(reader->room_end - reader->room) < size) {
		if (size > ROOM_SIZE / 8)
			return arena_allocate(reader->arena, size);
		reader->room = arena_allocate(reader->arena, ROOM_SIZE);
		reader->room_end = reader->room + ROOM_SIZE;
	}
	reader->room += size;
	return reader->room - size;
}

/* Whether a byte of WORD is below LIMIT (at most 0x80), or equal to BYTE; the lowest such has its high bit set. */
static uint64_t bytes_below(uint64_t word, uint64_t limit)
{
	return (word - UINT64_C(0x0101010101010101) * limit) & ~word & UINT64_C(0x8080808080808080);
}

static uint64_t bytes_equal(uint64_t word, unsigned char byte)
{
	return bytes_below(word ^ UINT64_C(0x0101010101010101) * byte, 1);
}

/* The first quote, backslash or control character at AT or later. */
static const char *find_special(const char *at, const char *end)
{
	for (uint64_t word; (size_t)(end - at) >= sizeof word; at += sizeof word) {
		memcpy(&word, at, sizeof word);
		if (bytes_below(word, 0x20) | bytes_equal(word, '"') | bytes_equal(word, '\\'))
			break;
	}
	while (at < end && (unsigned char)*at >= 0x20 && *at != '"' && *at != '\\')
		at++;
	return at;
}

static bool starts_with(const struct reader *reader, struct slice prefix)
{
	return slice_starts_with(slice_make(reader->at, (size_t)(reader->end - reader->at)), prefix);
}

/* The character that an escape sequence stands for, or -1 for those that only libgettextpo reads. */
static int escaped_character(char letter)
{
	static const char letters[] = "ntbrfva\\\"", characters[] = "\n\t\b\r\f\v\a\\\"";
	const char *found = letter ? strchr(letters, letter) : NULL;
	return found ? characters[found - letters] : -1;
}

/* Over a string, from after its opening quote to the next line. False if it is not one. */
static bool skip_string(struct reader *reader, size_t *escapes)
{
	for (;;) {
		const char *special = find_special(reader->at, reader->end);
		if (special == reader->end)
			return false;
		reader->at = special + 1;
		if (*special == '"')
			break;
		if (*special == '\\') {
			if (reader->at == reader->end || escaped_character(*reader->at) < 0)
				return false;
			reader->at++;
			++*escapes;
		} else if (*special != '\t') {
			return false;
		}
	}
	if (reader->at == reader->end)
		return true;
	if (*reader->at != '\n')
		return false;
	reader->at++;
	reader->line++;
	return true;
}

/* Append the characters of a piece, from after its opening quote, at OUT; *AT is left after its closing quote. */
static char *decode_piece(const char **at, const char *end, char *out)
{
	for (const char *from = *at;;) {
		const char *special = find_special(from, end);
		memcpy(out, from, (size_t)(special - from));
		out += special - from;
		from = special + 1;
		if (*special == '"') {
			*at = from;
			return out;
		}
		*out++ = *special == '\\' ? (char)escaped_character(*from++) : *special;
	}
}

/* The string of one or more pieces that begins at the reader's place with a quote; the lines after the first begin
 * with PREFIX. */
static bool read_string(struct reader *reader, struct slice prefix, struct slice *string)
{
	if (reader->at == reader->end || *reader->at != '"')
		return false;
	const char *first = ++reader->at;
	size_t escapes = 0, pieces = 1;
	if (!skip_string(reader, &escapes))
		return false;
	const char *first_end = reader->at;
	const char *last_end = reader->at;
	while (starts_with(reader, prefix) && (size_t)(reader->end - reader->at) > prefix.size &&
	       reader->at[prefix.size] == '"') {
		reader->at += prefix.size + 1;
		if (!skip_string(reader, &escapes))
			return false;
		last_end = reader->at;
		pieces++;
	}
	if (last_end[-1] == '\n')
		last_end--;
	if (first_end[-1] == '\n')
		first_end--;
	if (pieces == 1 && escapes == 0) {
		*string = slice_make(first, (size_t)(first_end - 1 - first));
		return true;
	}
	/* Each piece but the first brings a quote, a newline and another quote that are not characters. */
	size_t size = (size_t)(last_end - first) - 1 - escapes - (pieces - 1) * (3 + prefix.size);
	char *out = take_room(reader, size);
	*string = slice_make(out, size);
	const char *at = first;
	for (size_t piece = 0; piece < pieces; piece++) {
		out = decode_piece(&at, last_end, out);
		at += 2 + prefix.size;
	}
	return true;
}

/* KEYWORD and its string, if they come next. *FOUND says whether KEYWORD did; false if its string is not canonical. */
static bool read_keyword(struct reader *reader, struct slice prefix, struct slice keyword, bool *found,
                         struct slice *string)
{
	const char *start = reader->at;
	size_t left = (size_t)(reader->end - start);
	*found = left > prefix.size + keyword.size && starts_with(reader, prefix) &&
	         memcmp(start + prefix.size, keyword.data, keyword.size) == 0;
	if (!*found)
		return true;
	reader->at += prefix.size + keyword.size;
	return read_string(reader, prefix, string);
}

static void finish_list(struct arena *arena, struct slices *list, struct slice **items, uint32_t *count)
{
	*items = arena_copy_array(arena, list->items, list->count, sizeof *list->items);
	*count = (uint32_t)list->count;
	array_clear(list);
}

/* The lines of LIST parted by newlines. */
static struct slice join_lines(struct reader *reader, struct slices *list)
{
	if (list->count == 0)
		return slice_make(NULL, 0);
	if (list->count == 1) {
		array_clear(list);
		return list->items[0];
	}
	size_t size = list->count - 1;
	for (size_t i = 0; i < list->count; i++)
		size += list->items[i].size;
	char *text = take_room(reader, size), *out = text;
	for (size_t i = 0; i < list->count; i++) {
		if (i)
			*out++ = '\n';
		memcpy(out, list->items[i].data, list->items[i].size);
		out += list->items[i].size;
	}
	array_clear(list);
	return slice_make(text, size);
}

static uint64_t key_hash(const struct entry *entry)
{
	uint64_t hash = slice_hash(entry->msgid);
	if (entry_context(entry).data)
		hash = hash * 31 + slice_hash(entry_context(entry)) + 1;
	return hash ? hash : 1;
}

/* The slot of HASH, or the free one where it belongs. */
static uint64_t *find_seen(uint64_t *seen, size_t capacity, uint64_t hash)
{
	size_t slot = hash & (capacity - 1);
	while (seen[slot] && seen[slot] != hash)
		slot = (slot + 1) & (capacity - 1);
	return &seen[slot];
}

static void seen_grow(struct reader *reader)
{
	size_t capacity = reader->seen_capacity ? reader->seen_capacity * 2 : 64;
	uint64_t *seen = memory_allocate_zero(capacity, sizeof *seen);
	for (size_t i = 0; i < reader->seen_capacity; i++)
		if (reader->seen[i])
			*find_seen(seen, capacity, reader->seen[i]) = reader->seen[i];
	free(reader->seen);
	reader->seen = seen;
	reader->seen_capacity = capacity;
}

/* Note ENTRY as seen; false if there is one with its context and msgid already, or, which is as rare as rare can be, with
 * another one's hash. */
static bool note_seen(struct reader *reader, const struct entry *entry)
{
	if ((reader->seen_count + 1) * 4 > reader->seen_capacity * 3)
		seen_grow(reader);
	uint64_t hash = key_hash(entry), *slot = find_seen(reader->seen, reader->seen_capacity, hash);
	if (*slot)
		return false;
	*slot = hash;
	reader->seen_count++;
	return true;
}

/* Whether ENTRY, the next one, has another context and msgid than all before. What LIKE has, in its order, differs. */
static bool is_new(struct reader *reader, const struct entry *entry, bool in_like)
{
	if (in_like && !reader->seen_capacity)
		return true;
	size_t before = reader->seen_capacity || !reader->catalog ? 0 : reader->catalog->count;
	for (size_t i = 0; i < before; i++)
		note_seen(reader, &reader->catalog->items[i]);
	return note_seen(reader, entry);
}

/* The forms msgstr[0], msgstr[1], … */
static bool read_forms(struct reader *reader, struct slice prefix, struct slices *forms)
{
	for (size_t number = 0;; number++) {
		char keyword[32];
		int size = snprintf(keyword, sizeof keyword, "msgstr[%zu] ", number);
		bool found;
		struct slice string;
		if (!read_keyword(reader, prefix, slice_make(keyword, (size_t)size), &found, &string))
			return false;
		if (!found)
			return number > 0 && number <= UINT16_MAX;
		array_push(forms, string);
	}
}

/* TEXT, which is in a piece, where it stays: KNOWN if that is the same. */
static struct slice keep_text(const struct reader *reader, struct slice text, struct slice known)
{
	if (!text.data)
		return text;
	return known.data && slice_equal(text, known) ? known : arena_copy(reader->catalog->arena, text);
}

static struct slice *keep_texts(const struct reader *reader, const struct slice *texts, size_t count)
{
	struct slice *kept = arena_copy_array(reader->catalog->arena, texts, count, sizeof *texts);
	for (size_t i = 0; i < count; i++)
		kept[i] = keep_text(reader, texts[i], slice_make(NULL, 0));
	return kept;
}

/* The entry of LIKE for the sentence MSGID, which comes soon if it comes; NULL for none. */
static const struct entry *find_like(struct reader *reader, struct slice msgid)
{
	for (size_t i = reader->next_like; i < reader->like->count && i < reader->next_like + LIKE_AHEAD; i++)
		if (slice_equal(reader->like->items[i].msgid, msgid)) {
			reader->next_like = i + 1;
			return &reader->like->items[i];
		}
	return NULL;
}

/* Others than those of LIKE, an entry for the same sentence, are of where it stood before, which nobody asks. */
static void keep_references(const struct reader *reader, struct entry *entry, const struct entry *like)
{
	if (references_equal(entry->references, like->references))
		entry->references = like->references;
	else if (like->msgstr)
		entry->references = NULL;
	else
		entry->references = references_of_names(keep_texts(reader, entry->references->names, entry->references->count),
		                                        entry->references->count, reader->catalog->arena);
}

/* Have the texts of ENTRY outlive the piece that they are in: those of LIKE, an entry for the same sentence, where they are
 * the same. */
static void keep_entry(const struct reader *reader, struct entry *entry, const struct entry *like)
{
	entry->msgid = keep_text(reader, entry->msgid, like->msgid);
	if (entry->msgstr != &entry_untranslated)
		entry->msgstr = keep_texts(reader, entry->msgstr, entry->msgstr_count);
	entry->extracted = keep_text(reader, entry->extracted, like->extracted);
	keep_references(reader, entry, like);
	if (!entry->extra)
		return;
	struct entry_extra extra = *entry->extra;
	struct slice *const texts[] = {
		&extra.comment, &extra.context, &extra.plural, &extra.previous_context, &extra.previous_msgid, &extra.previous_plural,
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = keep_text(reader, *texts[i], slice_make(NULL, 0));
	extra.flags = keep_texts(reader, extra.flags, extra.flag_count);
	entry_set_extra(entry, &extra, reader->catalog->arena);
}

/* What ENTRY, a header, says in FILE; FIRST: it is the first entry. */
static enum header header_of(const struct entry *entry, const char *file, bool first)
{
	struct slice header = entry->msgstr[0], key = SLICE("charset=");
	size_t begin = slice_find(header, key, 0);
	if (!first || entry->obsolete || entry_plural(entry).data || begin == SLICE_NONE)
		return HEADER_OTHER;
	begin += key.size;
	size_t end = begin;
	while (end < header.size && header.data[end] != ' ' && header.data[end] != '\t' && header.data[end] != '\n')
		end++;
	struct slice charset = slice_range(header, begin, end);
	if (slice_equal(charset, SLICE("UTF-8")))
		return HEADER_UTF8;
	return slice_equal(charset, SLICE("CHARSET")) && slice_ends_with(slice_from(file), SLICE(".pot")) ? HEADER_OPEN
	                                                                                                  : HEADER_OTHER;
}

/* Have ENTRY, which was read, where it belongs; false if it can't be there. */
static bool take_entry(struct reader *reader, struct entry *entry)
{
	static const struct entry none;
	if (entry_is_header(entry))
		reader->header = header_of(entry, reader->file, reader->count == 0);
	if (reader->header == HEADER_OTHER || ++reader->count > UINT32_MAX)
		return false;
	if (reader->visit)
		return is_new(reader, entry, false) && reader->visit(reader->context, entry);
	const struct entry *like = reader->like ? find_like(reader, entry->msgid) : NULL;
	if (!is_new(reader, entry, like && !entry_context(entry).data))
		return false;
	if (reader->like)
		keep_entry(reader, entry, like ? like : &none);
	array_push(reader->catalog, *entry);
	return true;
}

/* One entry from its "#|" lines or its msgctxt on. */
static bool read_entry(struct reader *reader, bool obsolete)
{
	struct arena *arena = reader->arena;
	struct slice prefix = obsolete ? SLICE("#~ ") : SLICE("");
	struct slice previous_prefix = obsolete ? SLICE("#~| ") : SLICE("#| ");
	struct entry entry = { .obsolete = obsolete, .fuzzy = reader->pending.fuzzy };
	struct entry_extra extra = { 0 };
	bool found, found_context;
	if (!read_keyword(reader, previous_prefix, SLICE("msgctxt "), &found_context, &extra.previous_context) ||
	    !read_keyword(reader, previous_prefix, SLICE("msgid "), &found, &extra.previous_msgid) ||
	    (found_context && !found) ||
	    (found && !read_keyword(reader, previous_prefix, SLICE("msgid_plural "), &found, &extra.previous_plural)) ||
	    !read_keyword(reader, prefix, SLICE("msgctxt "), &found, &extra.context))
		return false;
	entry.line = (uint32_t)reader->line;
	if (!read_keyword(reader, prefix, SLICE("msgid "), &found, &entry.msgid) || !found ||
	    !read_keyword(reader, prefix, SLICE("msgid_plural "), &found, &extra.plural))
		return false;
	struct slices forms = { 0 };
	struct slice single;
	if (found ? !read_forms(reader, prefix, &forms)
	          : !read_keyword(reader, prefix, SLICE("msgstr "), &found, &single) || !found) {
		array_finish(&forms);
		return false;
	}
	if (extra.plural.data) {
		entry.msgstr = arena_copy_array(arena, forms.items, forms.count, sizeof *forms.items);
		entry.msgstr_count = (uint16_t)forms.count;
		array_finish(&forms);
	} else if (single.size) {
		entry_set_translation(&entry, single, arena);
	} else {
		entry.msgstr = &entry_untranslated;
		entry.msgstr_count = 1;
	}
	struct pending *pending = &reader->pending;
	extra.comment = join_lines(reader, &pending->comment);
	entry.extracted = join_lines(reader, &pending->extracted);
	struct slice *references;
	uint32_t reference_count;
	finish_list(arena, &pending->references, &references, &reference_count);
	entry.references = references_of_names(references, reference_count, arena);
	finish_list(arena, &pending->flags, &extra.flags, &extra.flag_count);
	entry_set_extra(&entry, &extra, arena);
	table_finish(&pending->seen_references);
	pending->fuzzy = pending->any_flags = false;
	return take_entry(reader, &entry);
}

static bool read_flags(struct reader *reader, struct slice text)
{
	struct pending *pending = &reader->pending;
	if (pending->any_flags)
		return false;
	pending->any_flags = true;
	for (struct slice flag; flags_next(&text, reader->arena, &flag);)
		if (slice_equal(flag, SLICE("fuzzy")))
			pending->fuzzy = true;
		else
			array_push(&pending->flags, flag);
	return true;
}

/* Solaris spelt references "# File: name, line: number:12"; libgettextpo knows. */
static bool may_be_solaris_reference(struct slice text)
{
	if (!slice_starts_with(text, SLICE(" File:")) && !slice_starts_with(text, SLICE(" file:")))
		return false;
	for (size_t i = 0; i + 1 < text.size; i++)
		if (text.data[i] == ':' && is_ascii_digit(text.data[i + 1]))
			return true;
	return false;
}

/* One comment line, from "#" to its end; the next line comes next. */
static bool read_comment(struct reader *reader)
{
	const char *newline = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));
	const char *end = newline ? newline : reader->end;
	struct slice text = slice_make(reader->at + 1, (size_t)(end - reader->at) - 1);
	if (text.size && text.data[text.size - 1] == '\\')
		return false;
	reader->at = newline ? newline + 1 : end;
	reader->line++;
	struct slices *list = &reader->pending.comment;
	switch (text.size ? text.data[0] : '\0') {
	case '!':
		return false;
	case ',':
		return read_flags(reader, slice_from_offset(text, 1));
	case ':':
		return references_read(slice_from_offset(text, 1), reader->arena, &reader->pending.references,
		                       &reader->pending.seen_references);
	case '.':
		list = &reader->pending.extracted;
		text = slice_from_offset(text, 1);
		break;
	default:
		if (may_be_solaris_reference(text))
			return false;
	}
	if (text.size && text.data[0] == ' ')
		text = slice_from_offset(text, 1);
	array_push(list, text);
	return true;
}

static bool read_entries(struct reader *reader)
{
	while (reader->at < reader->end) {
		bool canonical;
		if (*reader->at == '\n') {
			reader->at++;
			reader->line++;
			continue;
		}
		char second = reader->end - reader->at > 1 ? reader->at[1] : '\0';
		if (*reader->at != '#' || second == '|')
			canonical = read_entry(reader, false);
		else if (second == '~')
			canonical = read_entry(reader, true);
		else
			canonical = read_comment(reader);
		if (!canonical)
			return false;
	}
	return true;
}

/* Whether the entries say that their text is what the bytes are, of which ASCII tells whether all are ASCII. */
static bool has_right_header(const struct reader *reader, bool ascii)
{
	return reader->header == HEADER_UTF8 || (reader->header != HEADER_OTHER && ascii);
}

static bool is_ascii(struct slice bytes)
{
	uint64_t word, high = 0;
	size_t i = 0;
	for (; i + sizeof word <= bytes.size; i += sizeof word) {
		memcpy(&word, bytes.data + i, sizeof word);
		high |= word;
	}
	for (; i < bytes.size; i++)
		high |= (uint64_t)(unsigned char)bytes.data[i];
	return !(high & UINT64_C(0x8080808080808080));
}

/* Whether BYTES can be canonical, and clear *ASCII if they are not ASCII. */
static bool has_right_characters(struct slice bytes, bool *ascii)
{
	bool here = is_ascii(bytes);
	*ascii = *ascii && here;
	return slice_find_byte(bytes, '\r', 0) == SLICE_NONE && slice_find_byte(bytes, '\0', 0) == SLICE_NONE &&
	       (here || utf8_find_invalid(bytes) == bytes.size);
}

static void reader_finish(struct reader *reader)
{
	array_finish(&reader->pending.comment);
	array_finish(&reader->pending.extracted);
	array_finish(&reader->pending.references);
	array_finish(&reader->pending.flags);
	table_finish(&reader->pending.seen_references);
	free(reader->seen);
}

bool reader_read(struct catalog *catalog, struct slice bytes, const char *file)
{
	bool ascii = true;
	if (!has_right_characters(bytes, &ascii))
		return false;
	struct catalog before = *catalog;
	struct reader reader = {
		.file = file, .at = bytes.data, .end = bytes.data + bytes.size, .line = 1, .catalog = catalog,
		.arena = catalog->arena,
	};
	catalog->count = 0;
	bool canonical = read_entries(&reader) && has_right_header(&reader, ascii);
	if (!canonical)
		catalog->count = before.count;
	reader_finish(&reader);
	return canonical;
}

/* The entries of PIECE, which ends between two of them, or as LAST with the file. */
static bool read_piece(struct reader *reader, struct slice piece, bool last, bool *ascii)
{
	if (!has_right_characters(piece, ascii))
		return false;
	reader->arena = arena_create();
	reader->room = reader->room_end = NULL;
	reader->at = piece.data;
	reader->end = piece.data + piece.size;
	bool good = read_entries(reader);
	arena_destroy(reader->arena);
	const struct pending *pending = &reader->pending;
	bool open = pending->comment.count || pending->extracted.count || pending->references.count || pending->any_flags;
	/* The comments of an entry are in its piece, and so are all of those behind the last one. */
	if (open && !last)
		return false;
	if (good && last && reader->catalog)
		reader->catalog->ending = ending_read(piece, reader->catalog->arena);
	return good;
}

/* Behind the last blank line of TEXT that ends beyond FROM; 0 if there is none. */
static size_t find_gap(struct slice text, size_t from)
{
	for (size_t i = text.size; i > from && i >= 2; i--)
		if (text.data[i - 1] == '\n' && text.data[i - 2] == '\n')
			return i;
	return 0;
}

static bool read_pieces(struct reader *reader, int fd, size_t piece, bool *ascii)
{
	struct buffer text = { 0 };
	bool good = true;
	for (bool last = false; good && !last;) {
		buffer_reserve(&text, piece);
		ssize_t got = read(fd, text.data + text.size, piece);
		if (got < 0 && errno == EINTR)
			continue;
		last = got == 0;
		good = got >= 0;
		size_t before = text.size;
		text.size += good ? (size_t)got : 0;
		size_t end = last ? text.size : find_gap(buffer_slice(&text), before);
		good = good && (!(end || last) || read_piece(reader, slice_range(buffer_slice(&text), 0, end), last, ascii));
		memmove(text.data, text.data + end, text.size - end);
		text.size -= end;
	}
	buffer_finish(&text);
	return good;
}

bool reader_read_file(struct catalog *catalog, int fd, const char *file, const struct catalog *like, size_t piece)
{
	struct reader reader = { .file = file, .line = 1, .catalog = catalog, .like = like };
	bool ascii = true;
	catalog->count = 0;
	bool canonical = read_pieces(&reader, fd, piece, &ascii) && has_right_header(&reader, ascii);
	if (canonical && catalog->count)
		array_trim(catalog);
	if (!canonical) {
		catalog->count = 0;
		catalog->ending = slice_make(NULL, 0);
	}
	reader_finish(&reader);
	return canonical;
}

bool reader_visit_file(int fd, const char *file, catalog_visitor *visit, void *context, size_t piece)
{
	struct reader reader = { .file = file, .line = 1, .visit = visit, .context = context };
	bool ascii = true;
	bool canonical = read_pieces(&reader, fd, piece, &ascii) && has_right_header(&reader, ascii);
	reader_finish(&reader);
	return canonical;
}
