#include "catalog/template.h"

#include "base/array.h"
#include "base/memory.h"
#include "catalog/entry_index.h"
#include "catalog/references.h"
#include "text/utf8.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>
#include <unicode/uchar.h>

/* SOURCE_DATE_EPOCH's date, or the epoch's own: the same input gives the same bytes at any clock. */
static struct slice revision_date(struct arena *arena)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t seconds = epoch ? (time_t)strtoll(epoch, NULL, 10) : 0;
	struct tm date;
	char text[64];
	if (!gmtime_r(&seconds, &date) || !strftime(text, sizeof text, "%Y-%m-%d %H:%M+0000", &date))
		return SLICE("1970-01-01 00:00+0000");
	return arena_copy(arena, slice_from(text));
}

bool template_takes(struct slice text)
{
	for (size_t i = 0, size; i < text.size; i += size) {
		uint32_t code_point = utf8_decode(text, i, &size);
		if (code_point == 0)
			return false;
		if (is_ascii_letter(text.data[i]) || (code_point >= 0x80 && u_isalpha((UChar32)code_point)))
			return true;
		bool separator = code_point == '.' || code_point == ',';
		if (separator && i && is_ascii_digit(text.data[i - 1]) && i + 1 < text.size && is_ascii_digit(text.data[i + 1]))
			return true;
	}
	return false;
}

/* Two lines joined. Neighbours stand in the same section and are much of a kind, so what was made for one serves many. */
struct joined_lines {
	struct slice first, second, both;
};

struct comments {
	struct arena *arena;
	struct joined_lines recent[8];
	size_t next;
	struct slice section, section_line; /* of the sentence before */
	struct slice note;                  /* of a unit before, and its lines */
	struct slices note_lines;
};

static void note_joined(struct comments *comments, struct slice first, struct slice second, struct slice both)
{
	enum { RECENT = sizeof comments->recent / sizeof *comments->recent };
	comments->recent[comments->next++ % RECENT] = (struct joined_lines){ first, second, both };
}

static struct slice join_lines(struct comments *comments, struct slice first, struct slice second)
{
	enum { RECENT = sizeof comments->recent / sizeof *comments->recent };
	for (size_t i = 0; i < RECENT; i++) {
		const struct joined_lines *joined = &comments->recent[i];
		if (joined->second.data == second.data && joined->second.size == second.size && slice_equal(joined->first, first))
			return joined->both;
	}
	const struct slice lines[] = { first, SLICE("\n"), second };
	struct slice both = arena_join(comments->arena, lines, 3);
	note_joined(comments, first, second, both);
	return both;
}

/* Add the line "TEXT" to an entry's comments for translators if it is not there yet. */
static void add_line(struct entry *entry, struct slice text, struct comments *comments)
{
	struct slice rest = entry->extracted, line;
	while (slice_next_part(&rest, '\n', &line))
		if (slice_equal(line, text))
			return;
	entry->extracted = entry->extracted.data ? join_lines(comments, entry->extracted, text) : text;
}

/* Make TEXT, which is ours, one line. */
static void make_line(struct slice text)
{
	for (char *byte = (char *)text.data; byte < text.data + text.size; byte++)
		if ((unsigned char)*byte < 0x20)
			*byte = ' ';
}

/* Add the line with the name of SECTION to ENTRY's comments, where its role stands. It is made as a part of the first comment
 * that has it. */
static void add_section(struct entry *entry, struct slice section, struct comments *comments)
{
	if (comments->section_line.data && slice_equal(section, comments->section)) {
		add_line(entry, comments->section_line, comments);
		return;
	}
	const struct slice parts[] = { entry->extracted, SLICE("\n"), SLICE("section: "), section };
	struct slice both = arena_join(comments->arena, parts, 4);
	comments->section = section;
	comments->section_line = slice_from_offset(both, entry->extracted.size + 1);
	make_line(comments->section_line);
	note_joined(comments, entry->extracted, comments->section_line, both);
	entry->extracted = both;
}

enum { COMMENTS_MOST = 4096 }; /* bytes of a comment to which lines of a note are added, and of a note */

/* The lines of NOTE, which neighbours have in common, into COMMENTS. */
static void cut_note(struct comments *comments, struct slice note)
{
	struct slice line;
	size_t size = 0;
	if (comments->note.data == note.data && comments->note.size == note.size)
		return;
	comments->note = note;
	array_clear(&comments->note_lines);
	while (size < COMMENTS_MOST && slice_next_part(&note, '\n', &line)) {
		line = slice_trim(line);
		if (!line.size)
			continue;
		line = arena_copy(comments->arena, line);
		make_line(line);
		size += line.size;
		array_push(&comments->note_lines, line);
	}
}

/* Add the lines of a unit's note. A sentence that stands in many places has those of the first of them. */
static void add_note(struct entry *entry, struct slice note, struct comments *comments)
{
	cut_note(comments, note);
	for (size_t i = 0; i < comments->note_lines.count && entry->extracted.size < COMMENTS_MOST; i++)
		add_line(entry, comments->note_lines.items[i], comments);
}

/* Where a segment stands. References are gathered as these first and made at the end, so that a sentence that stands a
 * million times costs no more than a million sentences. */
struct place {
	uint32_t entry, line;
};

/* The words of NAME. */
static void split_name(struct slice name, struct slices *words)
{
	size_t begin = 0;
	for (size_t i = 0; i < name.size; i++)
		if (is_ascii_space(name.data[i])) {
			array_push(words, slice_range(name, begin, i));
			begin = i + 1;
		}
	array_push(words, slice_from_offset(name, begin));
}

/* The references of an article whose name has WORDS to LINES, COUNT of them: the words of the name and one of each line. A
 * name with spaces is written as its words: every version of gettext's tools reads and wraps that alike, which is not so of
 * the marks (U+2068, U+2069) that newer ones put around it. */
static const struct references *make_references(const struct slices *words, const uint32_t *lines, size_t count,
                                                struct arena *arena)
{
	if (words->count == 1)
		return references_of_lines(words->items, lines, count, arena);
	size_t others = words->count - 1; /* which, a second time, would be taken for a repetition */
	struct slice *names = arena_allocate(arena, (others + count) * sizeof *names);
	memcpy(names, words->items, others * sizeof *names);
	for (size_t i = 0; i < count; i++)
		names[others + i] = arena_format(arena, "%.*s:%" PRIu32, SLICE_ARG(words->items[others]), lines[i]);
	return references_of_names(names, others + count, arena);
}

static int compare_places(const void *a, const void *b)
{
	const struct place *first = a, *second = b;
	if (first->entry != second->entry)
		return first->entry < second->entry ? -1 : 1;
	return first->line < second->line ? -1 : first->line > second->line;
}

/* Each entry's references, in order; a line in which it stands twice is one. */
static void set_references(struct catalog *catalog, struct slice name, struct place *places, size_t count)
{
	struct slices words = { 0 };
	struct { uint32_t *items; size_t count, capacity; } lines = { 0 };
	uint32_t last_line = 0;
	split_name(name, &words);
	struct slice *kept = arena_copy_array(catalog->arena, words.items, words.count, sizeof *kept);
	const struct slices own = { kept, words.count, words.count };
	const struct references *last = NULL; /* one for all sentences of a line, of which long articles have several */
	array_finish(&words);
	if (count)
		qsort(places, count, sizeof *places, compare_places);
	for (size_t i = 0; i < count; i++) {
		if (!lines.count || places[i].line != *array_last(&lines))
			array_push(&lines, places[i].line);
		if (i + 1 < count && places[i + 1].entry == places[i].entry)
			continue;
		if (lines.count > 1 || lines.items[0] != last_line)
			last = make_references(&own, lines.items, lines.count, catalog->arena);
		last_line = lines.count > 1 ? 0 : lines.items[0];
		catalog->items[places[i].entry].references = last;
		array_clear(&lines);
	}
	array_finish(&lines);
}

static void add_header(struct catalog *catalog, const char *name)
{
	struct entry header = { .msgid = SLICE("") };
	/* In the header a line break would begin a field. */
	char *project = (char *)arena_copy(catalog->arena, slice_from(name)).data;
	for (char *at = project; *at; at++)
		if (is_ascii_space(*at))
			*at = ' ';
	const struct slice fields[] = {
		SLICE("Project-Id-Version: "), slice_from(project),
		SLICE("\nPO-Revision-Date: "), revision_date(catalog->arena),
		SLICE("\n"
		      "Last-Translator: Automatically generated\n"
		      "Language-Team: none\n"
		      "Language: \n"
		      "MIME-Version: 1.0\n"
		      "Content-Type: text/plain; charset=UTF-8\n"
		      "Content-Transfer-Encoding: 8bit\n"
		      "X-Generator: localize\n"),
	};
	entry_set_translation(&header, arena_join(catalog->arena, fields, sizeof fields / sizeof *fields), catalog->arena);
	array_push(catalog, header);
}

/* The line breaks in bytes [BEGIN, END) of TEXT: a line may be all of a large file. */
static size_t count_lines(struct slice text, size_t begin, size_t end)
{
	size_t lines = 0;
	struct slice before = slice_range(text, 0, end);
	for (size_t at = begin; at < end && (at = slice_find_byte(before, '\n', at)) != SLICE_NONE; at++)
		lines++;
	return lines;
}

struct template_maker {
	struct catalog *catalog;
	struct slice name;
	struct entry_index known;
	struct { struct place *items; size_t count, capacity; } places;
	struct comments comments;
	size_t line, counted; /* the lines of the source up to an offset */
};

struct template_maker *template_begin(struct catalog *catalog, const struct document *document)
{
	struct template_maker *maker = memory_allocate(sizeof *maker);
	*maker = (struct template_maker){
		.catalog = catalog, .name = slice_from(document->name), .comments = { .arena = catalog->arena }, .line = 1,
	};
	add_header(catalog, document->name);
	return maker;
}

/* TEXT, that of SEGMENT of UNIT, as it outlives the unit: as a rule it is a part of the source, even where the unit is not. */
static struct slice keep_text(const struct document *document, const struct unit *unit, const struct segment *segment,
                              struct slice text, struct arena *arena)
{
	if (!document->take || slice_lies_in(text, document->source))
		return text;
	struct slice source = slice_range(document->source, unit_source_offset(unit, segment->begin),
	                                  unit_source_offset(unit, segment->end));
	return slice_equal(source, text) ? source : arena_copy(arena, text);
}

static void add_segment(struct template_maker *maker, const struct document *document, const struct unit *unit,
                        const struct segment *segment)
{
	struct catalog *catalog = maker->catalog;
	struct slice text = unit_segment_text(unit, segment);
	size_t offset = unit_source_offset(unit, segment->begin);
	maker->line += count_lines(document->source, maker->counted, offset);
	maker->counted = offset > maker->counted ? offset : maker->counted;
	if (!template_takes(text))
		return;
	size_t index = entry_index_add(&maker->known, catalog, text, catalog->count);
	bool first = index == catalog->count;
	if (first) {
		const struct entry entry = {
			.msgid = keep_text(document, unit, segment, text, catalog->arena),
			.msgstr = &entry_untranslated, .msgstr_count = 1,
		};
		array_push(catalog, entry);
	}
	struct entry *entry = &catalog->items[index];
	add_line(entry, unit->kind->role, &maker->comments);
	if (first && unit->section->size && !slice_equal(*unit->section, unit->text))
		add_section(entry, *unit->section, &maker->comments);
	if (unit->kind->note.size)
		add_note(entry, unit->kind->note, &maker->comments);
	array_push(&maker->places, (struct place){ (uint32_t)index, (uint32_t)maker->line });
}

void template_add(struct template_maker *maker, const struct document *document)
{
	for (size_t u = 0; u < document->unit_count; u++)
		for (size_t s = 0; s < document->units[u].segment_count; s++)
			add_segment(maker, document, &document->units[u], &document->units[u].segments[s]);
}

void template_end(struct template_maker *maker)
{
	array_finish(&maker->comments.note_lines);
	entry_index_finish(&maker->known);
	array_trim(maker->catalog);
	set_references(maker->catalog, maker->name, maker->places.items, maker->places.count);
	array_finish(&maker->places);
	free(maker);
}

void template_make(struct catalog *catalog, const struct document *document)
{
	struct template_maker *maker = template_begin(catalog, document);
	template_add(maker, document);
	template_end(maker);
}

void template_complete_header(struct catalog *catalog, const struct language *language)
{
	if (catalog_field(catalog, "Language").size == 0) {
		catalog_set_field(catalog, "Language", slice_from(language->gettext));
		catalog_set_field(catalog, "Language-Team", slice_from(language->name));
	}
	const struct { const char *name, *value; } fields[] = {
		{ "MIME-Version", "1.0" },
		{ "Content-Type", "text/plain; charset=UTF-8" },
		{ "Content-Transfer-Encoding", "8bit" },
		{ "Plural-Forms", language->plurals },
	};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (!catalog_field(catalog, fields[i].name).size)
			catalog_set_field(catalog, fields[i].name, slice_from(fields[i].value));
}
