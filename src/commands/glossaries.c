#include "commands/glossaries.h"

#include "base/array.h"
#include "base/message.h"
#include "base/table.h"
#include "commands/engine_choice.h"
#include "memory/exchange.h"

struct reading {
	struct glossary *glossary;
	struct arena *arena;
	const char *target;
	struct slice language; /* of the last term, as spelt */
	bool fits;
};

/* Whether a term in the language that is spelt SPELLING is one for the target: one for "sr" is for "sr-Latn" too, and
 * the other way round. */
static bool fits_target(struct slice spelling, const struct reading *reading)
{
	struct diagnostics *ignored = diagnostics_create();
	const struct language *language = language_find(spelling, reading->arena, POSITION_NONE, ignored);
	diagnostics_destroy(ignored);
	if (!language)
		return false;
	const struct engine_choice term = { .languages = (const char *[]){ language->tag }, .language_count = 1 };
	const struct engine_choice target = { .languages = (const char *[]){ reading->target }, .language_count = 1 };
	return engine_serves(&term, reading->target) || engine_serves(&target, language->tag);
}

static void take_term(void *context, const struct memory_unit *unit)
{
	struct reading *reading = context;
	if (!slice_equal(unit->language, reading->language) || !reading->language.data) {
		reading->language = arena_copy(reading->arena, unit->language);
		reading->fits = fits_target(reading->language, reading);
	}
	if (reading->fits)
		glossary_add(reading->glossary, &(struct term){ unit->source, unit->target, unit->forbidden });
}

struct glossary *glossaries_read(const struct config *config, const char *source, const char *target, bool *done,
                                 struct diagnostics *sink)
{
	*done = true;
	if (!config->glossaries.count)
		return NULL;
	struct glossary *glossary = glossary_create(source, target);
	struct arena *arena = arena_create();
	struct reading reading = { .glossary = glossary, .arena = arena, .target = target };
	const struct exchange_languages languages = { source, target };
	for (size_t i = 0; i < config->glossaries.count; i++) {
		const char *path = arena_copy(arena, config->glossaries.items[i]).data;
		*done &= exchange_read(path, exchange_format_of(slice_from(path)), &languages, take_term, &reading, sink);
	}
	arena_destroy(arena);
	if (glossary_left_out(glossary))
		diagnostics_warning(sink, POSITION_NONE,
		                    ngettext("%zu term of the glossaries is left out: it is too long, or its source has %d others",
		                             "%zu terms of the glossaries are left out: they are too long, or their sources have %d others",
		                             glossary_left_out(glossary)),
		                    glossary_left_out(glossary), GLOSSARY_TARGETS_MOST);
	if (*done) {
		glossary_seal(glossary);
		return glossary;
	}
	glossary_destroy(glossary);
	return NULL;
}

/* Append the targets of the matches [FIRST, LAST) that are FORBIDDEN or not, SIGN before them. */
static void append_targets(const struct glossary *glossary, const struct term_match *first, const struct term_match *last,
                           bool forbidden, const char *sign, struct buffer *line)
{
	for (const struct term_match *match = first; match < last; match++) {
		const struct term *term = glossary_term(glossary, match->term);
		if (term->forbidden != forbidden)
			continue;
		buffer_append_string(line, sign);
		buffer_append(line, term->target);
		sign = ", ";
	}
}

/* The line for the matches [FIRST, LAST), which are of one place. */
static struct slice term_line(const struct glossary *glossary, const struct term_match *first, const struct term_match *last,
                              struct arena *arena)
{
	struct buffer line = { 0 };
	buffer_append_string(&line, "term: ");
	buffer_append(&line, glossary_term(glossary, first->term)->source);
	append_targets(glossary, first, last, false, " → ", &line);
	append_targets(glossary, first, last, true, "; not: ", &line);
	/* A comment is a line. */
	for (size_t i = 0; i < line.size; i++)
		if ((unsigned char)line.data[i] < 0x20)
			line.data[i] = ' ';
	struct slice copy = arena_copy(arena, buffer_slice(&line));
	buffer_finish(&line);
	return copy;
}

static void comment(struct entry *entry, const struct glossary *glossary, const struct term_matches *matches,
                    struct arena *arena)
{
	struct table known = { 0 };
	struct buffer lines = { 0 };
	struct slice rest = entry->extracted, line;
	if (!matches->count)
		return;
	while (slice_next_part(&rest, '\n', &line))
		table_add(&known, line, 0);
	for (size_t i = 0, end; i < matches->count; i = end) {
		for (end = i + 1; end < matches->count && matches->items[end].begin == matches->items[i].begin;)
			end++;
		size_t before = known.count;
		line = term_line(glossary, matches->items + i, matches->items + end, arena);
		table_add(&known, line, 0);
		if (known.count == before)
			continue;
		buffer_append_string(&lines, lines.size || entry->extracted.data ? "\n" : "");
		buffer_append(&lines, line);
	}
	if (lines.size)
		entry->extracted = arena_format(arena, "%.*s%.*s", SLICE_ARG(entry->extracted), SLICE_ARG(buffer_slice(&lines)));
	buffer_finish(&lines);
	table_finish(&known);
}

void glossaries_comment(struct catalog *catalog, const struct glossary *glossary,
                        void (*find)(struct slice text, struct placeables *out))
{
	if (!glossary)
		return;
	struct term_words words = { 0 };
	struct term_matches matches = { 0 };
	struct placeables placeables = { 0 };
	for (size_t i = 0; i < catalog->count; i++) {
		struct entry *entry = &catalog->items[i];
		if (entry->obsolete || entry_is_header(entry))
			continue;
		array_clear(&words.words);
		array_clear(&words.letters);
		array_clear(&placeables);
		array_clear(&matches);
		if (find)
			find(entry->msgid, &placeables);
		term_words_find(entry->msgid, &placeables, glossary_source_rules(glossary), &words);
		glossary_find(glossary, &words, &matches);
		comment(entry, glossary, &matches, catalog->arena);
	}
	array_finish(&placeables);
	array_finish(&matches);
	term_words_finish(&words);
}
