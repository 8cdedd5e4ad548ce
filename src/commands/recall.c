#include "commands/recall.h"

#include "catalog/origin.h"
#include "text/change.h"

bool entry_is_missing(const struct entry *entry)
{
	return !entry->obsolete && !entry_is_header(entry) && !entry_plural(entry).data && !entry_context(entry).data &&
	       !entry->msgstr[0].size;
}

/* The sentence beside INDEX, STEP (1 or -1) away; empty at the ends. */
static struct slice neighbour(const struct catalog *catalog, size_t index, int step)
{
	size_t beside = step < 0 ? index - 1 : index + 1;
	if (beside >= catalog->count || catalog->items[beside].obsolete || entry_is_header(&catalog->items[beside]))
		return SLICE("");
	return catalog->items[beside].msgid;
}

/* The query for entry INDEX of CATALOG. */
static struct memory_query query_of(const struct catalog *catalog, size_t index, const struct format *format,
                                    const char *language)
{
	return (struct memory_query){
		.source = catalog->items[index].msgid,
		.before = neighbour(catalog, index, -1),
		.after = neighbour(catalog, index, 1),
		.language = language,
		.find = format->find_placeables,
	};
}

size_t recall_translations(struct catalog *catalog, const struct format *format, const char *language, unsigned least,
                           struct memory *memory, struct arena *arena)
{
	size_t filled = 0;
	for (size_t i = 0; i < catalog->count; i++) {
		struct entry *entry = &catalog->items[i];
		if (!entry_is_missing(entry))
			continue;
		const struct memory_query query = query_of(catalog, i, format, language);
		struct memory_match match;
		if (!memory_find(memory, &query, least, &match, 1, arena))
			continue;
		struct buffer changed = { 0 };
		const struct change_tools tools = { .find = query.find };
		bool made = change_carry_over(match.source, entry->msgid, match.target, &tools, &changed) &&
		            !slice_equal(buffer_slice(&changed), match.target);
		entry_set_translation(entry, made ? arena_copy(arena, buffer_slice(&changed)) : match.target, arena);
		buffer_finish(&changed);
		entry->fuzzy = true;
		if (!slice_equal(match.source, entry->msgid))
			entry_set_previous_msgid(entry, match.source, arena);
		struct slice detail = arena_format(arena, "%u %%, %s%s", match.score, match.origin,
		                                   made ? ", changed as the sentence was" : "");
		entry_set_origin(entry, ORIGIN_MEMORY, detail, arena);
		filled++;
	}
	return filled;
}

/* TEXT on one line, as a comment has it. */
static struct slice one_line(struct slice text, struct arena *arena)
{
	struct slice line = arena_copy(arena, text);
	for (char *byte = (char *)line.data; byte < line.data + line.size; byte++)
		if ((unsigned char)*byte < 0x20)
			*byte = ' ';
	return line;
}

void recall_comments(struct catalog *catalog, const struct format *format, const char *language, unsigned least,
                     struct memory *memory, struct arena *arena)
{
	for (size_t i = 0; least && i < catalog->count; i++) {
		struct entry *entry = &catalog->items[i];
		struct memory_match match;
		if (!entry_is_missing(entry))
			continue;
		const struct memory_query query = query_of(catalog, i, format, language);
		if (!memory_find(memory, &query, least, &match, 1, arena))
			continue;
		entry->extracted = arena_format(arena, "%.*s%slike, %u %%, %s: %.*s\ntranslated as: %.*s",
		                                SLICE_ARG(entry->extracted), entry->extracted.size ? "\n" : "", match.score,
		                                match.origin, SLICE_ARG(one_line(match.source, arena)),
		                                SLICE_ARG(one_line(match.target, arena)));
	}
}
