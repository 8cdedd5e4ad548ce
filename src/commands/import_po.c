/* import_po.c: a PO file that came back, which may be of one article, of many that msgcat joined, or another tool's. */

#include "base/file.h"
#include "base/message.h"
#include "catalog/references.h"
#include "commands/import.h"

#include <stdlib.h>

/* An entry, and an article whose catalog it is for. */
struct pair {
	size_t article, entry;
};

/* The entries of a file, sorted to the articles. */
struct sorted {
	const struct catalog *file;
	struct { struct pair *items; size_t count, capacity; } pairs; /* by article, then by entry */
	struct table anywhere; /* sentence → entry, of those for all articles that have it */
	struct table folded;   /* the same by what it is without line breaks */
	bool *found;           /* by entry, of these: an article had it */
	struct arena *arena;
};

/* What stands between the translations that GNU gettext's tools found of one sentence in several files. */
#define CONFLICT SLICE("#-#-#-#-#")

static bool has_sentence(const struct entry *entry)
{
	return !entry_is_header(entry) && !entry->obsolete && !entry_plural(entry).data;
}

static bool has_news(const struct entry *entry)
{
	return entry_is_translated(entry) || entry_comment(entry).size;
}

/* TEXT with each run of white space as one space, and none at its ends: tools differ in what they leave of line breaks. */
static struct slice fold(struct slice text, struct arena *arena)
{
	struct slice trimmed = slice_trim(text);
	bool folded = true;
	for (size_t i = 0; folded && i < trimmed.size; i++)
		folded = !is_ascii_space(trimmed.data[i]) || (trimmed.data[i] == ' ' && trimmed.data[i + 1] != ' ');
	if (folded)
		return trimmed;
	struct buffer out = { 0 };
	for (size_t i = 0; i < trimmed.size; i++)
		if (!is_ascii_space(trimmed.data[i]))
			buffer_append_byte(&out, trimmed.data[i]);
		else if (!is_ascii_space(trimmed.data[i - 1]))
			buffer_append_byte(&out, ' ');
	struct slice copy = arena_copy(arena, buffer_slice(&out));
	buffer_finish(&out);
	return copy;
}

static bool has_conflict(const struct entry *entry)
{
	return slice_find(entry->msgstr[0], CONFLICT, 0) != SLICE_NONE;
}

static void add_pair(struct sorted *sorted, size_t article, size_t entry)
{
	array_push(&sorted->pairs, (struct pair){ article, entry });
}

/* Add the entry INDEX to the articles that its references name; false: they name none. */
static bool sort_by_references(struct sorted *sorted, const struct article_names *names, size_t index)
{
	const struct entry *entry = &sorted->file->items[index];
	bool named = false;
	size_t begin = 0; /* of the words of a name */
	for (size_t i = 0; i < references_count(entry->references); i++) {
		struct slice file = references_get(entry->references, i, NULL); /* as read from a file */
		size_t line, article = import_find_article(names, file); /* as tools write it that leave out lines */
		if (references_first_of(entry->references, i, i + 1, sorted->arena, &file, &line)) {
			references_first_of(entry->references, begin, i + 1, sorted->arena, &file, &line);
			article = import_find_article(names, file);
			begin = i + 1;
		}
		if (article == TABLE_NONE)
			continue;
		add_pair(sorted, article, index);
		named = true;
	}
	return named;
}

/* Add the entry INDEX to what is for any article; of those of one sentence, that without a context is the one. */
static void add_anywhere(struct sorted *sorted, size_t index)
{
	const struct entry *entry = &sorted->file->items[index];
	if (!entry_is_translated(entry))
		return;
	if (entry_context(entry).data)
		table_add(&sorted->anywhere, entry->msgid, index);
	else
		table_set(&sorted->anywhere, entry->msgid, index);
	table_add(&sorted->folded, fold(entry->msgid, sorted->arena), index);
}

static int compare_pairs(const void *a, const void *b)
{
	const struct pair *one = a, *other = b;
	if (one->article != other->article)
		return one->article < other->article ? -1 : 1;
	return one->entry < other->entry ? -1 : one->entry > other->entry;
}

static void sort_entries(struct sorted *sorted, const struct import *import)
{
	size_t named = import_find_article(import->names, slice_from(import->name));
	for (size_t i = 0; i < sorted->file->count; i++) {
		const struct entry *entry = &sorted->file->items[i];
		if (!has_sentence(entry) || !has_news(entry))
			continue;
		if (has_conflict(entry))
			diagnostics_error(import->sink, (struct position){ import->name, entry->line, 0 },
			                  _("the translation holds those of several files; leave one of them"));
		if (sort_by_references(sorted, import->names, i))
			continue;
		if (named != TABLE_NONE)
			add_pair(sorted, named, i);
		else
			add_anywhere(sorted, i);
	}
	if (sorted->pairs.count)
		qsort(sorted->pairs.items, sorted->pairs.count, sizeof *sorted->pairs.items, compare_pairs);
}

/* The translators' comment of ENTRY without the lines that say in which of several files each part stood. */
static struct slice note_of(const struct entry *entry, struct arena *arena)
{
	struct slice comment = entry_comment(entry), rest = comment, line;
	if (slice_find(comment, CONFLICT, 0) == SLICE_NONE)
		return slice_trim(comment);
	struct buffer kept = { 0 };
	while (slice_next_part(&rest, '\n', &line)) {
		if (slice_starts_with(slice_trim(line), CONFLICT))
			continue;
		buffer_append_string(&kept, kept.size ? "\n" : "");
		buffer_append(&kept, line);
	}
	struct slice note = slice_trim(arena_copy(arena, buffer_slice(&kept)));
	buffer_finish(&kept);
	return note;
}

/* Merge ENTRY as the translation of SENTENCE, which it is but for white space. */
static void merge_entry(struct import *import, const struct sorted *sorted, const struct entry *entry, struct slice sentence)
{
	if (has_conflict(entry)) {
		import->merge.report.refused++;
		return;
	}
	bool same = slice_equal(sentence, entry->msgid), sure = !entry->fuzzy && !entry_context(entry).data;
	const struct xliff_unit unit = {
		.source = { .text = sentence, .there = true },
		.target = {
			.text = same ? entry->msgstr[0] : fold(entry->msgstr[0], sorted->arena), .there = true, .line = entry->line,
		},
		.state = !entry_is_translated(entry) ? XLIFF_UNTRANSLATED : sure ? XLIFF_TRANSLATED : XLIFF_FUZZY,
		.note = note_of(entry, sorted->arena), .previous = entry_previous_msgid(entry), .line = entry->line,
	};
	xliff_merge_unit(&import->merge, &unit);
}

/* Merge the entries of PAIRS, COUNT of one article, into it. */
static void merge_pairs(struct import *import, const struct sorted *sorted, const struct pair *pairs, size_t count)
{
	const struct catalog *catalog = &import->opened.merged;
	struct table sentences = { 0 }, folded = { 0 };
	for (size_t i = 0; count && i < catalog->count; i++) {
		struct slice sentence = catalog->items[i].msgid;
		if (!xliff_is_sentence(&catalog->items[i]))
			continue;
		table_add(&sentences, sentence, i);
		table_add(&folded, fold(sentence, catalog->arena), i);
	}
	for (size_t i = 0; i < count; i++) {
		if (i && pairs[i].entry == pairs[i - 1].entry)
			continue;
		const struct entry *entry = &sorted->file->items[pairs[i].entry];
		size_t index = table_get(&sentences, entry->msgid);
		if (index == TABLE_NONE)
			index = table_get(&folded, fold(entry->msgid, sorted->arena));
		merge_entry(import, sorted, entry, index == TABLE_NONE ? entry->msgid : catalog->items[index].msgid);
	}
	table_finish(&sentences);
	table_finish(&folded);
}

/* Merge what is for any article into the one that is open; whether it has anything of it. */
static bool merge_anywhere(struct import *import, struct sorted *sorted)
{
	const struct catalog *catalog = &import->opened.merged;
	bool any = false;
	for (size_t i = 0; sorted->anywhere.count && i < catalog->count; i++) {
		if (!xliff_is_sentence(&catalog->items[i]))
			continue;
		struct slice sentence = catalog->items[i].msgid;
		size_t entry = table_get(&sorted->anywhere, sentence);
		if (entry == TABLE_NONE)
			entry = table_get(&sorted->folded, fold(sentence, catalog->arena));
		if (entry == TABLE_NONE)
			continue;
		merge_entry(import, sorted, &sorted->file->items[entry], sentence);
		any = sorted->found[entry] = true;
	}
	return any;
}

static void merge_sorted(struct import *import, struct sorted *sorted)
{
	const struct project *project = import->project;
	for (size_t i = 0, next = 0; i < project->articles.count; i++) {
		size_t first = next;
		while (next < sorted->pairs.count && sorted->pairs.items[next].article == i)
			next++;
		if ((next == first && !sorted->anywhere.count) || !import_begin_article(import, &project->articles.items[i]))
			continue;
		merge_pairs(import, sorted, sorted->pairs.items + first, next - first);
		if (merge_anywhere(import, sorted) || next > first)
			import_end_article(import);
		else
			import_leave_article(import);
	}
}

/* Say what of the file went nowhere. */
static void note_lost(const struct import *import, const struct sorted *sorted)
{
	size_t lost = 0;
	if (!sorted->pairs.count && !sorted->anywhere.count)
		diagnostics_note(import->sink, position_of_file(import->name), _("there is no translation in it"));
	for (size_t i = 0; i < sorted->anywhere.capacity; i++)
		lost += sorted->anywhere.slots[i].key.data && !sorted->found[sorted->anywhere.slots[i].value];
	if (lost)
		diagnostics_note(import->sink, position_of_file(import->name),
		                 ngettext("%zu translation in it is of a sentence that no article has",
		                          "%zu translations in it are of sentences that no article has", lost),
		                 lost);
}

/* The catalog in the file NAME, in ARENA. False after errors in SINK. */
static bool read_file(struct catalog *catalog, const char *name, struct arena *arena, struct diagnostics *sink)
{
	struct slice bytes;
	*catalog = (struct catalog){ .arena = arena };
	return file_read(name, arena, &bytes, sink) && catalog_read(catalog, bytes, name, sink);
}

void import_po(struct import *import)
{
	struct arena *arena = arena_create();
	struct catalog file;
	if (read_file(&file, import->name, arena, import->sink) &&
	    import_has_language(import, catalog_field(&file, "Language"), 0)) {
		struct sorted sorted = {
			.file = &file, .arena = arena, .found = arena_allocate_zero(arena, file.count + 1, sizeof *sorted.found),
		};
		sort_entries(&sorted, import);
		merge_sorted(import, &sorted);
		note_lost(import, &sorted);
		array_finish(&sorted.pairs);
		table_finish(&sorted.anywhere);
		table_finish(&sorted.folded);
	}
	catalog_finish(&file);
	arena_destroy(arena);
}

bool import_po_language(const char *name, struct slice *language, struct arena *arena, struct diagnostics *sink)
{
	struct arena *reading = arena_create();
	struct catalog file;
	bool done = read_file(&file, name, reading, sink);
	*language = arena_copy(arena, done ? catalog_field(&file, "Language") : SLICE(""));
	catalog_finish(&file);
	arena_destroy(reading);
	return done;
}
