#include "commands/adopt_fill.h"

#include "base/message.h"
#include "base/table.h"
#include "catalog/origin.h"

/* A sentence of so many spaces, the same in both articles, was left in the source's language; a shorter one may be a
 * name. */
enum { SPACES_OF_A_SENTENCE = 3 };

/* A segment and where it stands. */
struct place {
	const struct unit *unit;
	const struct segment *segment;
	size_t line; /* in its article */
};

struct places {
	struct place *items;
	size_t count, capacity;
};

/* How far an entry was filled in this run. */
enum filled { FILLED_NOT, FILLED_SAME, FILLED_KEPT, FILLED_DOUBTFUL, FILLED_SURE };

struct filling {
	struct catalog *catalog;
	const struct loaded_article *source, *translated;
	struct places sources, targets;
	struct table entries; /* msgid → index */
	enum filled *filled;  /* by entry */
	const struct adopt_way *way;
	struct adopt_result *result;
};

static void find_places(const struct document *document, struct places *places)
{
	size_t line = 1, offset = 0;
	for (size_t u = 0; u < document->unit_count; u++)
		for (size_t s = 0; s < document->units[u].segment_count; s++) {
			const struct segment *segment = &document->units[u].segments[s];
			size_t begin = unit_source_offset(&document->units[u], segment->begin);
			for (; offset < begin; offset++)
				line += document->source.data[offset] == '\n';
			struct place place = { &document->units[u], segment, line };
			array_push(places, place);
		}
}

/* The text of COUNT places from FIRST on: with what stands between them where they are of one unit. */
static struct slice join_texts(const struct filling *filling, const struct places *places, size_t first, size_t count)
{
	const struct place *place = &places->items[first], *last = place + count - 1;
	struct slice text = unit_segment_text(place->unit, place->segment);
	if (last->unit == place->unit)
		return slice_range(place->unit->text, place->segment->begin, last->segment->end);
	for (place++; place <= last; place++)
		text = arena_format(filling->catalog->arena, "%.*s %.*s", SLICE_ARG(text),
		                    SLICE_ARG(unit_segment_text(place->unit, place->segment)));
	return text;
}

static bool has_markup(const struct loaded_article *article, struct slice text)
{
	struct placeables placeables = { 0 };
	if (article->article->format->find_placeables)
		article->article->format->find_placeables(text, &placeables);
	bool found = placeables.count > 0;
	array_finish(&placeables);
	return found;
}

/* Why the translation TEXT of STEP for the sentence MSGID is to be confirmed; NULL: it is sure. */
static const char *reason_of(const struct filling *filling, const struct alignment_step *step, struct slice msgid,
                             struct slice text)
{
	if (step->source_count > 1)
		return "one translation for several sentences";
	if (filling->source->article->format != filling->translated->article->format &&
	    (has_markup(filling->source, msgid) || has_markup(filling->translated, text)))
		return "its markup is that of another format";
	switch (step->doubt) {
	case DOUBT_PLACE: return step->moved ? "found in another place" : "its neighbours fit nearly as well";
	case DOUBT_WORDS: return "little in it tells that it belongs here";
	case DOUBT_PART: return "a sentence beside it may share the translation";
	case DOUBT_LENGTH: return "unusually long or short for this sentence";
	case DOUBT_RIVAL: return "another sentence looks more like it";
	case DOUBT_NONE: break;
	}
	return NULL;
}

static bool is_whole_sentence(struct slice text)
{
	size_t spaces = 0;
	for (size_t i = 0; i < text.size; i++)
		spaces += text.data[i] == ' ';
	return spaces >= SPACES_OF_A_SENTENCE;
}

/* Whether ENTRY may be filled: nothing is there, or only what no translator wrote. */
static bool is_free(const struct filling *filling, const struct entry *entry)
{
	return filling->way->replace || !entry_is_translated(entry) || (entry->fuzzy && entry_origin(entry) != ORIGIN_TRANSLATOR);
}

/* TEXT, a translation of MSGID, in the script that is asked for; what is left as it was in the source is in that of the source. */
static struct slice convert(const struct filling *filling, struct slice text, struct slice msgid)
{
	if (!filling->way->to || slice_equal(text, msgid))
		return text;
	struct buffer converted = { 0 };
	format_convert_script(filling->translated->article->format, text, *filling->way->to, &converted);
	text = arena_copy(filling->catalog->arena, buffer_slice(&converted));
	buffer_finish(&converted);
	return text;
}

static void set_translation(struct filling *filling, struct entry *entry, struct slice text, const char *reason,
                            const struct alignment_step *step)
{
	struct arena *arena = filling->catalog->arena;
	entry_set_translation(entry, text, arena);
	entry->fuzzy = reason != NULL;
	entry_drop_previous(entry, arena);
	if (reason) {
		size_t line = filling->targets.items[step->target].line;
		entry_set_origin(entry, ORIGIN_ADOPTED,
		                 arena_format(arena, "%s:%zu, %s", filling->translated->document.name, line, reason), arena);
	} else
		entry_drop_origin(entry, arena);
}

static void fill_segment(struct filling *filling, size_t source, const struct alignment_step *step)
{
	const struct place *place = &filling->sources.items[source];
	struct slice msgid = unit_segment_text(place->unit, place->segment);
	size_t index = table_get(&filling->entries, msgid);
	if (index == TABLE_NONE)
		return;
	struct entry *entry = &filling->catalog->items[index];
	enum filled *filled = &filling->filled[index];
	if (*filled == FILLED_NOT && !is_free(filling, entry))
		*filled = FILLED_KEPT;
	if (!step->target_count || *filled == FILLED_KEPT)
		return;
	struct slice text = join_texts(filling, &filling->targets, step->target, step->target_count);
	if (slice_equal(text, msgid) && is_whole_sentence(text)) {
		if (*filled == FILLED_NOT)
			*filled = FILLED_SAME;
		return;
	}
	const char *reason = reason_of(filling, step, msgid, text);
	enum filled found = reason ? FILLED_DOUBTFUL : FILLED_SURE;
	if (found <= *filled)
		return;
	*filled = found;
	text = convert(filling, text, msgid);
	writing_add(&filling->result->writing, filling->way->language, text, msgid);
	set_translation(filling, entry, text, reason, step);
}

static void count_up(const struct filling *filling, const struct alignment *steps)
{
	struct adopt_result *result = filling->result;
	for (size_t i = 0; i < filling->catalog->count; i++) {
		const struct entry *entry = &filling->catalog->items[i];
		if (entry_is_header(entry) || entry->obsolete || entry_context(entry).data)
			continue;
		result->sentences++;
		result->adopted += filling->filled[i] == FILLED_SURE;
		result->doubtful += filling->filled[i] == FILLED_DOUBTFUL;
		result->kept += filling->filled[i] == FILLED_KEPT;
		result->same += filling->filled[i] == FILLED_SAME;
		result->missing += filling->filled[i] == FILLED_NOT;
	}
	for (size_t s = 0; s < steps->count; s++)
		if (!steps->items[s].source_count)
			result->left += steps->items[s].target_count;
}

void adopt_fill(struct catalog *catalog, const struct loaded_article *source, const struct loaded_article *translated,
                const struct alignment *steps, const struct adopt_way *way, struct adopt_result *result)
{
	struct filling filling = {
		.catalog = catalog, .source = source, .translated = translated, .way = way, .result = result,
		.filled = memory_allocate_zero(catalog->count + 1, sizeof *filling.filled),
	};
	find_places(&source->document, &filling.sources);
	find_places(&translated->document, &filling.targets);
	for (size_t i = 0; i < catalog->count; i++) {
		const struct entry *entry = &catalog->items[i];
		if (!entry_is_header(entry) && !entry->obsolete && !entry_context(entry).data && !entry_plural(entry).data)
			table_add(&filling.entries, entry->msgid, i);
	}
	for (size_t s = 0; s < steps->count; s++)
		for (size_t i = 0; i < steps->items[s].source_count; i++)
			fill_segment(&filling, steps->items[s].source + i, &steps->items[s]);
	count_up(&filling, steps);
	table_finish(&filling.entries);
	array_finish(&filling.sources);
	array_finish(&filling.targets);
	free(filling.filled);
}
