#include "catalog/compose.h"

#include "text/utf8.h"

#include <unicode/uchar.h>
#include <unicode/ustring.h>

enum {
	SENTENCE_TOLERANCE = 35, /* per cent of the translation that the end of a sentence may be off its place */
	CLAUSE_TOLERANCE = 20,
};

/* The size of the mark at OFFSET where a sentence (*WHOLE) or a clause may end; 0 where there is none. */
static size_t mark_size(struct slice text, size_t offset, bool *whole)
{
	static const struct { const char *mark; bool whole; } marks[] = {
		{ ".", true }, { "?", true }, { "!", true }, { "…", true }, { "。", true }, { "？", true }, { "！", true },
		{ "؟", true }, { "।", true }, { "։", true },
		{ ",", false }, { ";", false }, { ":", false }, { " –", false }, { " —", false }, { "，", false },
		{ "；", false }, { "：", false }, { "、", false }, { "،", false }, { "؛", false },
	};
	struct slice rest = slice_from_offset(text, offset);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (slice_starts_with(rest, slice_from(marks[i].mark))) {
			*whole = marks[i].whole;
			return strlen(marks[i].mark);
		}
	return 0;
}

static bool is_wide_mark(struct slice text, size_t end)
{
	return end >= 3 && (slice_equal(slice_range(text, end - 3, end), SLICE("。")) ||
	                    (unsigned char)text.data[end - 3] == 0xef || slice_equal(slice_range(text, end - 3, end), SLICE("、")));
}

/* Where a text may be cut as far as its markup goes. Asked for ascending offsets only. */
struct outside {
	const struct placeables *placeables;
	size_t next; /* placeable that may begin before the offset */
	size_t end;  /* of what has begun: the text is inside until there */
};

static bool is_outside(struct outside *outside, size_t offset)
{
	const struct placeables *placeables = outside->placeables;
	for (; outside->next < placeables->count && placeables->items[outside->next].begin < offset; outside->next++) {
		const struct placeable *placeable = &placeables->items[outside->next];
		bool paired = placeable->partner > outside->next && placeable->partner < placeables->count;
		size_t end = paired ? placeables->items[placeable->partner].end : placeable->end;
		outside->end = end > outside->end ? end : outside->end;
	}
	return offset >= outside->end;
}

/* The end of what closes behind a mark at OFFSET: quotation marks, brackets, the markup around the sentence. */
static size_t skip_closers(struct slice text, size_t offset)
{
	static const char *const closers[] = { "\"", "'", "”", "’", "»", "“", ")", "]", "`", "*", "_" };
	for (size_t i = 0; i < sizeof closers / sizeof *closers; i++)
		if (slice_starts_with(slice_from_offset(text, offset), slice_from(closers[i]))) {
			offset += strlen(closers[i]);
			i = SIZE_MAX; /* from the first one again */
		}
	return offset;
}

/* Where to cut TEXT: *END is the end of what comes before the mark, *NEXT the beginning of what comes after. */
static bool find_cut(struct slice text, size_t expected, const struct placeables *placeables, size_t *end, size_t *next,
                     bool *whole)
{
	size_t least = SIZE_MAX;
	struct outside before = { placeables, 0, 0 }, behind = { placeables, 0, 0 };
	for (size_t i = 1, size; i < text.size; i += size ? size : 1) {
		bool ends;
		size = mark_size(text, i, &ends);
		size_t after = size && ends ? skip_closers(text, i + size) : i + size;
		if (!size || after >= text.size || !(is_ascii_space(text.data[after]) || is_wide_mark(text, after)))
			continue;
		size_t distance = after > expected ? after - expected : expected - after;
		if (distance * 100 > text.size * (ends ? SENTENCE_TOLERANCE : CLAUSE_TOLERANCE))
			continue;
		/* The end of a sentence is the better place even where it is further away. */
		distance += ends ? 0 : text.size;
		if (distance >= least || (!ends && !is_outside(&before, i)) || !is_outside(&behind, after))
			continue;
		least = distance;
		*whole = ends;
		*end = ends ? after : i;
		*next = after;
	}
	return least != SIZE_MAX;
}

/* The mark that ends a sentence, with what closes a quotation behind it left out. */
static struct slice end_mark(struct slice sentence)
{
	bool whole;
	for (size_t i = sentence.size; i-- > 0 && sentence.size - i <= 4;)
		if (((unsigned char)sentence.data[i] & 0xc0) != 0x80 && mark_size(sentence, i, &whole) && whole)
			return slice_range(sentence, i, i + mark_size(sentence, i, &whole));
	return SLICE("");
}

/* TEXT with a capital where it begins. */
static struct slice capitalize(struct slice text, const char *language, struct arena *arena)
{
	size_t size;
	uint32_t code = text.size ? utf8_decode(text, 0, &size) : 0;
	if (!code || !u_islower((UChar32)code))
		return text;
	UChar from[2], to[8];
	char capital[32];
	int32_t from_size = 0, to_size, capital_size = 0;
	UErrorCode status = U_ZERO_ERROR;
	U16_APPEND_UNSAFE(from, from_size, (UChar32)code);
	to_size = u_strToUpper(to, 8, from, from_size, language, &status);
	u_strToUTF8(capital, sizeof capital, &capital_size, to, to_size, &status);
	if (U_FAILURE(status))
		return text;
	return arena_format(arena, "%.*s%.*s", (int)capital_size, capital, SLICE_ARG(slice_from_offset(text, size)));
}

static bool begins_with_capital(struct slice text)
{
	size_t size;
	return text.size && u_isupper((UChar32)utf8_decode(text, 0, &size));
}

bool compose_split(struct slice translation, struct slice first, struct slice second, placeable_find *find,
                   struct slice language, struct arena *arena, struct slice parts[2])
{
	struct placeables placeables = { 0 };
	size_t end = 0, next = 0, expected = (size_t)((double)translation.size * (double)first.size /
	                                              (double)(first.size + second.size + 1));
	bool whole = false;
	if (find)
		find(translation, &placeables);
	bool found = find_cut(translation, expected, &placeables, &end, &next, &whole);
	array_finish(&placeables);
	if (!found)
		return false;
	parts[0] = slice_trim(slice_range(translation, 0, end));
	parts[1] = slice_trim(slice_from_offset(translation, next));
	if (!parts[0].size || !parts[1].size)
		return false;
	if (!whole)
		parts[0] = arena_format(arena, "%.*s%.*s", SLICE_ARG(parts[0]), SLICE_ARG(end_mark(first)));
	if (begins_with_capital(second))
		parts[1] = capitalize(parts[1], arena_copy(arena, language).data, arena);
	return true;
}

struct slice compose_join(struct slice first, struct slice second, struct arena *arena)
{
	const char *space = is_wide_mark(first, first.size) ? "" : " ";
	return arena_format(arena, "%.*s%s%.*s", SLICE_ARG(first), space, SLICE_ARG(second));
}
