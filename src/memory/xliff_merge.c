/* xliff_merge.c: translations of an XLIFF file into the catalog that it was made from. */

#include "base/message.h"
#include "catalog/origin.h"
#include "memory/codes.h"
#include "memory/xliff.h"
#include "text/utf8.h"

#include <stdlib.h>

/* Codes as units may name them: an id and a half, what it stands for, and whether it was used. */
struct known_code {
	struct slice text;
	enum placeable_kind kind;
	bool used;
};

struct known_codes {
	struct { struct known_code *items; size_t count, capacity; } list;
	struct table by_name; /* "OPEN 1" → index */
	bool nested;
};

/* What stands for any code where codes are not told apart. */
#define ANY_CODE "\xef\xbf\xbc"

/* ENTRY's sentence with its codes not told apart. */
static struct slice bare_sentence(const struct xliff_merge *merge, const struct entry *entry)
{
	struct placeables placeables = { 0 };
	struct buffer bare = { 0 };
	size_t offset = 0;
	if (merge->find)
		merge->find(entry->msgid, &placeables);
	for (size_t i = 0; i < placeables.count; i++) {
		buffer_append(&bare, slice_range(entry->msgid, offset, placeables.items[i].begin));
		buffer_append_string(&bare, ANY_CODE);
		offset = placeables.items[i].end;
	}
	buffer_append(&bare, slice_from_offset(entry->msgid, offset));
	struct slice copy = arena_copy(merge->catalog->arena, buffer_slice(&bare));
	buffer_finish(&bare);
	array_finish(&placeables);
	return copy;
}

/* The entry whose sentence is TEXT, whose codes do not say what they stand for. */
static size_t find_bare(const struct xliff_merge *merge, const struct xliff_text *text)
{
	struct buffer bare = { 0 };
	size_t offset = 0;
	for (size_t i = 0; i < text->codes.count; i++) {
		buffer_append(&bare, slice_range(text->text, offset, text->codes.items[i].begin));
		buffer_append_string(&bare, ANY_CODE);
		offset = text->codes.items[i].end;
	}
	buffer_append(&bare, slice_from_offset(text->text, offset));
	size_t index = table_get(&merge->by_bare, slice_trim(buffer_slice(&bare)));
	buffer_finish(&bare);
	return index;
}

static void make_tables(struct xliff_merge *merge)
{
	struct catalog *catalog = merge->catalog;
	for (size_t i = 0; i < catalog->count; i++) {
		if (!xliff_is_sentence(&catalog->items[i]))
			continue;
		char id[XLIFF_ID_SIZE];
		xliff_make_id(&catalog->items[i], id);
		table_add(&merge->by_id, arena_copy(catalog->arena, slice_from(id)), i);
		table_add(&merge->by_sentence, catalog->items[i].msgid, i);
		table_add(&merge->by_bare, bare_sentence(merge, &catalog->items[i]), i);
	}
}

static struct slice name_code(struct arena *arena, enum placeable_kind kind, struct slice id)
{
	return arena_format(arena, "%d %.*s", (int)kind, SLICE_ARG(id));
}

static void add_known(struct known_codes *known, struct arena *arena, struct slice id, const struct known_code *code)
{
	struct slice name = name_code(arena, code->kind, id);
	if (table_add(&known->by_name, name, known->list.count) == known->list.count)
		array_push(&known->list, *code);
}

static void add_numbered(struct known_codes *known, struct arena *arena, struct slice text, const struct codes *codes)
{
	for (size_t i = 0; i < codes->count; i++) {
		const struct code *code = &codes->items[i];
		const struct known_code added = {
			.text = slice_range(text, code->begin, code->end), .kind = code->kind,
		};
		add_known(known, arena, arena_format(arena, "%zu", code->number), &added);
	}
}

/* The codes that a translation of ENTRY may have: those that the unit's own source has, those of the sentence by our
 * numbers, and those of the translation that the catalog has. */
static void find_known(struct xliff_merge *merge, const struct entry *entry, const struct xliff_unit *unit,
                       struct known_codes *known)
{
	struct arena *arena = merge->catalog->arena;
	struct codes sources = { 0 }, targets = { 0 };
	for (size_t i = 0; i < unit->source.codes.count; i++) {
		const struct xliff_code *code = &unit->source.codes.items[i];
		const struct known_code added = {
			.text = arena_copy(arena, slice_range(unit->source.text, code->begin, code->end)), .kind = code->kind,
		};
		if (code->known)
			add_known(known, arena, code->id, &added);
	}
	codes_find(entry->msgid, entry->msgstr[0], merge->find, &sources, &targets);
	add_numbered(known, arena, entry->msgid, &sources);
	known->nested = codes_are_nested(&sources);
	add_numbered(known, arena, entry->msgstr[0], &targets);
	array_finish(&sources);
	array_finish(&targets);
}

static struct known_code *find_code(const struct known_codes *known, struct arena *arena, const struct xliff_code *code)
{
	size_t index = table_get(&known->by_name, name_code(arena, code->kind, code->id));
	return index == TABLE_NONE ? NULL : &known->list.items[index];
}

/* TEXT with what its codes stand for; those that are not known as the file says. */
static void expand(const struct known_codes *known, struct arena *arena, const struct xliff_text *text,
                   struct buffer *out)
{
	size_t offset = 0;
	for (size_t i = 0; i < text->codes.count; i++) {
		const struct xliff_code *code = &text->codes.items[i];
		const struct known_code *found = find_code(known, arena, code);
		buffer_append(out, slice_range(text->text, offset, code->begin));
		buffer_append(out, found ? found->text : slice_range(text->text, code->begin, code->end));
		offset = code->end;
	}
	buffer_append(out, slice_from_offset(text->text, offset));
}

/* Whether UNIT's source is the sentence of ENTRY. */
static bool is_source_of(struct xliff_merge *merge, const struct entry *entry, const struct xliff_unit *unit)
{
	if (slice_equal(unit->source.text, entry->msgid))
		return true;
	struct known_codes known = { 0 };
	struct buffer text = { 0 };
	find_known(merge, entry, unit, &known);
	expand(&known, merge->catalog->arena, &unit->source, &text);
	bool same = slice_equal(slice_trim(buffer_slice(&text)), slice_trim(entry->msgid));
	buffer_finish(&text);
	array_finish(&known.list);
	table_finish(&known.by_name);
	return same;
}

static struct entry *find_entry(struct xliff_merge *merge, const struct xliff_unit *unit)
{
	size_t index = table_get(&merge->by_id, unit->id);
	if (index != TABLE_NONE && is_source_of(merge, &merge->catalog->items[index], unit))
		return &merge->catalog->items[index];
	index = table_get(&merge->by_sentence, unit->source.text);
	if (index == TABLE_NONE)
		index = table_get(&merge->by_sentence, slice_trim(unit->source.text));
	if (index != TABLE_NONE)
		return &merge->catalog->items[index];
	index = find_bare(merge, &unit->source);
	bool same = index != TABLE_NONE && is_source_of(merge, &merge->catalog->items[index], unit);
	return same ? &merge->catalog->items[index] : NULL;
}

/* What is wrong with the codes of TEXT, NAME being the one at fault; NULL: nothing. */
static const char *find_fault(struct known_codes *known, struct arena *arena, const struct xliff_text *text,
                              struct slice *name)
{
	struct slices open = { 0 };
	struct table left = { 0 }; /* pairs of which the second half is to come, when pairs may cross */
	const char *fault = NULL;
	size_t halves = 0;
	for (size_t i = 0; i < text->codes.count && !fault; i++) {
		const struct xliff_code *code = &text->codes.items[i];
		struct known_code *found = find_code(known, arena, code);
		struct slice content = slice_range(text->text, code->begin, code->end);
		*name = code->id;
		if (!found)
			fault = N_("the sentence has no code “%.*s”; take the code out, or one that it has");
		else if (found->used)
			fault = N_("the code “%.*s” stands there twice; leave one");
		else if (code->known && !slice_equal(content, found->text))
			fault = N_("what the code “%.*s” stands for was changed; only its place may be");
		if (fault)
			break;
		found->used = true;
		const struct xliff_code first = { .kind = PLACEABLE_OPEN, .id = code->id };
		const struct xliff_code second = { .kind = PLACEABLE_CLOSE, .id = code->id };
		bool paired = find_code(known, arena, &first) && find_code(known, arena, &second);
		if (code->kind == PLACEABLE_OPEN && paired) {
			array_push(&open, code->id);
			table_set(&left, code->id, 1);
			halves++;
		} else if (code->kind == PLACEABLE_CLOSE && paired) {
			if (table_get(&left, code->id) != 1 || (known->nested && !slice_equal(*array_last(&open), code->id)))
				fault = N_("the second half of the code “%.*s” stands where it can't; pairs must be nested");
			else if (known->nested)
				open.count--;
			table_set(&left, code->id, 0);
			halves--;
		}
	}
	if (!fault && halves) {
		for (size_t i = open.count; i-- > 0;)
			if (table_get(&left, open.items[i]) == 1)
				*name = open.items[i];
		fault = N_("the code “%.*s” has lost its second half; put it back");
	}
	array_finish(&open);
	table_finish(&left);
	return fault;
}

/* Add the codes of TEXT that nobody knows but that say what they stand for; whether there are any. */
static bool add_foreign(struct known_codes *known, struct arena *arena, const struct xliff_text *text)
{
	size_t before = known->list.count;
	for (size_t i = 0; i < text->codes.count; i++) {
		const struct xliff_code *code = &text->codes.items[i];
		const struct known_code added = {
			.text = arena_copy(arena, slice_range(text->text, code->begin, code->end)), .kind = code->kind,
		};
		if (code->known)
			add_known(known, arena, code->id, &added);
	}
	return known->list.count > before;
}

/* Whether the source has a code that the translation, looked through before, did not use. */
static bool lacks_code(const struct known_codes *known, struct arena *arena, const struct xliff_text *source)
{
	for (size_t i = 0; i < source->codes.count; i++) {
		const struct known_code *found = find_code(known, arena, &source->codes.items[i]);
		if (found && !found->used)
			return true;
	}
	return false;
}

/* The translation of UNIT as the catalog has it, in *TEXT. False if it is no text or its codes are broken, after an error;
 * *DOUBTFUL tells that one is missing, or one is there that the sentence has not. */
static bool read_translation(struct xliff_merge *merge, const struct entry *entry, const struct xliff_unit *unit,
                             struct slice *text, bool *doubtful)
{
	struct arena *arena = merge->catalog->arena;
	const struct position position = { merge->path, unit->target.line, unit->target.column };
	*doubtful = false;
	if (!utf8_is_text(unit->target.text)) {
		diagnostics_error(merge->sink, position, _("the translation has a NUL or EOT character in it; remove it"));
		return false;
	}
	/* Made without codes, as by tools that convert from PO: the text is what it is. */
	if (!unit->source.codes.count && !unit->target.codes.count) {
		*text = arena_copy(arena, unit->target.text);
		return true;
	}
	struct known_codes known = { 0 };
	struct slice name = SLICE("");
	struct buffer expanded = { 0 };
	find_known(merge, entry, unit, &known);
	bool foreign = add_foreign(&known, arena, &unit->target);
	const char *fault = find_fault(&known, arena, &unit->target, &name);
	if (fault)
		diagnostics_error(merge->sink, position, _(fault), SLICE_ARG(name));
	else {
		expand(&known, arena, &unit->target, &expanded);
		*text = arena_copy(arena, buffer_slice(&expanded));
		*doubtful = foreign || lacks_code(&known, arena, &unit->source);
		if (*doubtful && !slice_equal(*text, entry->msgstr[0]))
			diagnostics_warning(merge->sink, position,
			                    foreign ? _("the translation has a code that its sentence has not, and is taken as fuzzy; see "
			                                "whether it is meant so")
			                            : _("the translation lacks a code of its sentence, and is taken as fuzzy; see whether "
			                                "it is meant so"));
	}
	buffer_finish(&expanded);
	array_finish(&known.list);
	table_finish(&known.by_name);
	return !fault;
}

/* The comment of ENTRY, to be added to. */
static struct xliff_comment *open_comment(struct xliff_merge *merge, const struct entry *entry)
{
	size_t index = table_add(&merge->comment_of, entry->msgid, merge->comments.count);
	if (index < merge->comments.count)
		return &merge->comments.items[index];
	array_push(&merge->comments, (struct xliff_comment){ 0 });
	struct xliff_comment *comment = array_last(&merge->comments);
	struct slice rest = entry_comment(entry), line;
	buffer_append(&comment->text, rest);
	while (slice_next_part(&rest, '\n', &line))
		table_add(&comment->lines, slice_trim(line), 0);
	return comment;
}

/* Add NOTE, in the catalog's arena, to the translators' comment, unless all lines of it are there. */
static void add_comment(struct xliff_merge *merge, struct entry *entry, struct slice note)
{
	struct xliff_comment *comment = open_comment(merge, entry);
	struct slice rest = note, line;
	size_t known = comment->lines.count;
	while (slice_next_part(&rest, '\n', &line))
		table_add(&comment->lines, slice_trim(line), 0);
	if (comment->lines.count > known) {
		buffer_append_string(&comment->text, comment->text.size ? "\n" : "");
		buffer_append(&comment->text, note);
	}
	/* Its text may lie elsewhere now. */
	if (comment->text.size)
		entry_set_comment(entry, buffer_slice(&comment->text), merge->catalog->arena);
}

static void set_translation(struct xliff_merge *merge, struct entry *entry, struct slice text, bool fuzzy)
{
	struct arena *arena = merge->catalog->arena;
	bool replaces = entry_is_translated(entry) && !entry->fuzzy && !slice_equal(entry->msgstr[0], text);
	if (replaces)
		add_comment(merge, entry, arena_format(arena, "before: %.*s", SLICE_ARG(entry->msgstr[0])));
	entry_set_translation(entry, text, arena);
	entry->fuzzy = fuzzy;
	if (!fuzzy)
		entry_drop_previous(entry, arena);
	entry_drop_origin(entry, arena);
}

void xliff_merge_unit(struct xliff_merge *merge, const struct xliff_unit *unit)
{
	struct arena *arena = merge->catalog->arena;
	if (!merge->by_sentence.count)
		make_tables(merge);
	struct entry *entry = find_entry(merge, unit);
	if (!entry) {
		merge->report.unknown++;
		return;
	}
	if (unit->note.size && utf8_is_text(unit->note))
		add_comment(merge, entry, arena_copy(arena, unit->note));
	struct slice text;
	bool doubtful;
	if (unit->state == XLIFF_UNTRANSLATED)
		return;
	if (!read_translation(merge, entry, unit, &text, &doubtful)) {
		merge->report.refused++;
		return;
	}
	bool fuzzy = unit->state == XLIFF_FUZZY || doubtful, had = entry_is_translated(entry);
	bool same = had && slice_equal(entry->msgstr[0], text);
	/* What is confirmed in the catalog gives way to what is confirmed in the file only. */
	if ((same && (entry->fuzzy == fuzzy || fuzzy)) || (had && !entry->fuzzy && fuzzy)) {
		merge->report.same++;
		return;
	}
	set_translation(merge, entry, text, fuzzy);
	if (fuzzy && !entry_previous_msgid(entry).size && unit->previous.size && utf8_is_text(unit->previous))
		entry_set_previous_msgid(entry, arena_copy(arena, unit->previous), arena);
	merge->report.taken++;
}

void xliff_merge_finish(struct xliff_merge *merge)
{
	table_finish(&merge->by_id);
	table_finish(&merge->by_sentence);
	table_finish(&merge->by_bare);
	for (size_t i = 0; i < merge->comments.count; i++) {
		buffer_finish(&merge->comments.items[i].text);
		table_finish(&merge->comments.items[i].lines);
	}
	array_finish(&merge->comments);
	table_finish(&merge->comment_of);
}
