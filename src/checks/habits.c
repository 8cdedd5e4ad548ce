#include "checks/habits.h"

#include "base/buffer.h"
#include "text/locale_data.h"
#include "text/utf8.h"

#include <stdio.h>
#include <unicode/uloc.h>

enum {
	TOLERATED_SHARE = 5,  /* one in so many of a catalog's quotations makes a choice of a mark */
	TOLERATED_LEAST = 3,
	NESTED_MOST = 3,      /* marks of quotation in a row */
};

/* What is right in a language beside what CLDR has. */
static const struct {
	const char *code;
	uint32_t open[3], close[3];
} further_marks[] = {
	{ "az", { 0xab, 0x201c }, { 0xbb, 0x201d } },
	{ "bs", { 0x201e, 0xbb }, { 0x201d, 0x201c, 0xab } },
	{ "de", { 0x201e, 0xbb, 0xab }, { 0x201c, 0xab, 0xbb } },
	{ "en", { 0x201c }, { 0x201d } },
	{ "fr", { 0xab, 0x201c }, { 0xbb, 0x201d } },
	{ "hr", { 0x201e, 0xbb, 0x201c }, { 0x201d, 0x201c, 0xab } },
	{ "sr", { 0x201e, 0xbb }, { 0x201c, 0x201d, 0xab } },
	{ "tr", { 0x201c, 0xab }, { 0x201d, 0xbb } },
};

bool mark_set_has(const struct mark_set *set, uint32_t code)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->codes[i] == code)
			return true;
	return false;
}

static void mark_set_add(struct mark_set *set, uint32_t code)
{
	if (code && set->count < HABITS_MARKS_MOST && !mark_set_has(set, code))
		set->codes[set->count++] = code;
}

/* The first character of the string at PATH; 0 if there is none, or it is no mark of double quotation and must be. */
static uint32_t delimiter(const char *locale, const char *path, bool any, struct arena *arena)
{
	struct slice text = locale_data_find(locale, path, arena);
	size_t size;
	uint32_t code = text.size ? utf8_decode(text, 0, &size) : 0;
	return any || is_double_quotation_mark(code) ? code : 0;
}

/* OPEN and CLOSE with an ellipsis between, as far as there are such, into TEXT. */
static void write_pair(uint32_t open, uint32_t close, char *text, size_t size)
{
	struct buffer pair = { 0 };
	if (open && close) {
		buffer_append_code_point(&pair, open);
		buffer_append_string(&pair, "…");
		buffer_append_code_point(&pair, close);
	}
	snprintf(text, size, "%s", buffer_string(&pair));
	buffer_finish(&pair);
}

static void read_delimiters(struct habits *habits, const char *locale)
{
	static const char inner_open[] = "delimiters/alternateQuotationStart", inner_close[] = "delimiters/alternateQuotationEnd";
	struct arena *arena = arena_create();
	mark_set_add(&habits->open, delimiter(locale, "delimiters/quotationStart", true, arena));
	mark_set_add(&habits->close, delimiter(locale, "delimiters/quotationEnd", true, arena));
	mark_set_add(&habits->open, delimiter(locale, inner_open, false, arena));
	mark_set_add(&habits->close, delimiter(locale, inner_close, false, arena));
	write_pair(delimiter(locale, inner_open, true, arena), delimiter(locale, inner_close, true, arena), habits->nested,
	           sizeof habits->nested);
	arena_destroy(arena);
}

static enum script_bit read_script(const char *locale)
{
	UErrorCode status = U_ZERO_ERROR;
	char full[ULOC_FULLNAME_CAPACITY], script[ULOC_SCRIPT_CAPACITY] = "";
	uloc_addLikelySubtags(locale, full, sizeof full, &status);
	uloc_getScript(full, script, sizeof script, &status);
	if (U_FAILURE(status))
		return SCRIPT_NONE;
	return strcmp(script, "Latn") == 0   ? SCRIPT_LATIN
	       : strcmp(script, "Cyrl") == 0 ? SCRIPT_CYRILLIC
	       : strcmp(script, "Grek") == 0 ? SCRIPT_GREEK
	                                     : SCRIPT_OTHER;
}

static bool is_free_before(const struct side *side, size_t index)
{
	if (index == 0 || side->characters.items[index - 1].markup || side_kind(side, index - 1) == CHARACTER_SPACE)
		return true;
	uint32_t code = side_code(side, index - 1);
	return (code && code < 0x80 && strchr("([{/-", (int)code)) || code == 0x2013 || code == 0x2014;
}

bool is_opening_place(const struct side *side, size_t index)
{
	size_t first = index;
	while (first > 0 && index - first < NESTED_MOST && is_quotation_mark(side_code(side, first - 1)))
		first--;
	if (!is_free_before(side, first) || index + 1 >= side->characters.count)
		return false;
	enum character_kind after = side_kind(side, index + 1);
	/* Behind markup, which may begin or end there, the next character tells. */
	bool behind_markup = first > 0 && side->characters.items[first - 1].markup;
	/* French has a space inside its quotation marks. */
	if (after == CHARACTER_SPACE && side_code(side, index) == 0xab)
		return true;
	return behind_markup ? is_letter_kind(after) || after == CHARACTER_DIGIT : after != CHARACTER_SPACE;
}

/* How often each mark opens and closes quotations in a catalog. */
struct mark_use {
	uint32_t code;
	bool opens;
	size_t count;
};

struct mark_uses {
	struct mark_use items[HABITS_MARKS_MOST * 2];
	size_t count, opening, closing;
};

static void count_mark(struct mark_uses *uses, uint32_t code, bool opens)
{
	*(opens ? &uses->opening : &uses->closing) += 1;
	for (size_t i = 0; i < uses->count; i++)
		if (uses->items[i].code == code && uses->items[i].opens == opens) {
			uses->items[i].count++;
			return;
		}
	if (uses->count < sizeof uses->items / sizeof *uses->items)
		uses->items[uses->count++] = (struct mark_use){ code, opens, 1 };
}

uint32_t double_mark_at(struct slice text, size_t offset, bool references, size_t *size)
{
	unsigned char byte = (unsigned char)text.data[offset];
	*size = 1;
	if (byte != '"' && byte != 0xc2 && byte != 0xe2 && byte != 0xe3 && byte != '&')
		return 0;
	/* A translation may be cut off in a character. */
	if (byte >= 0x80 && text.size - offset < (byte < 0xe0 ? 2 : 3))
		return 0;
	uint32_t code = side_decode(text, offset, references, size);
	return is_double_quotation_mark(code) ? code : 0;
}

static void count_marks(struct slice text, struct mark_uses *uses, bool references)
{
	if (utf8_find_invalid(text) < text.size)
		return;
	for (size_t i = 0, size; i < text.size; i += size) {
		uint32_t code = double_mark_at(text, i, references, &size);
		if (!code)
			continue;
		bool free_before = i == 0 || is_ascii_space(text.data[i - 1]) || text.data[i - 1] == '(';
		bool free_after = i + size == text.size || is_ascii_space(text.data[i + size]);
		/* One that stands alone, and one in a word, say nothing. */
		if (free_before != free_after || (!free_before && is_ascii_punctuation(text.data[i + size])))
			count_mark(uses, code, free_before);
	}
}

static void count_uses(const struct catalog *catalog, struct mark_uses *uses, bool references)
{
	for (size_t i = 0; i < catalog->count; i++) {
		const struct entry *entry = &catalog->items[i];
		if (entry->obsolete || entry->fuzzy || entry_is_header(entry))
			continue;
		for (size_t form = 0; form < entry->msgstr_count; form++)
			count_marks(entry->msgstr[form], uses, references);
	}
}

static void tolerate_choices(struct habits *habits, const struct mark_uses *uses)
{
	for (size_t i = 0; i < uses->count; i++) {
		const struct mark_use *use = &uses->items[i];
		size_t all = use->opens ? uses->opening : uses->closing;
		if (use->count >= TOLERATED_LEAST && use->count >= all / TOLERATED_SHARE)
			mark_set_add(use->opens ? &habits->open : &habits->close, use->code);
	}
}

/* The mark of SET that opens, or closes, the most quotations of the catalog; the first where none does. */
static uint32_t find_usual(const struct mark_set *set, const struct mark_uses *uses, bool opens)
{
	uint32_t usual = set->count ? set->codes[0] : 0;
	size_t most = 0;
	for (size_t i = 0; i < uses->count; i++) {
		const struct mark_use *use = &uses->items[i];
		if (use->opens == opens && use->count > most && mark_set_has(set, use->code)) {
			most = use->count;
			usual = use->code;
		}
	}
	return usual;
}

static void choose_usual(struct habits *habits, const struct mark_uses *uses)
{
	habits->usual_open = find_usual(&habits->open, uses, true);
	habits->usual_close = find_usual(&habits->close, uses, false);
	write_pair(habits->usual_open, habits->usual_close, habits->usual, sizeof habits->usual);
}

/* The marks of quotation in TEXT, at most four, into MARKS; their number, 0 where there is anything else but dots. */
static size_t read_quotes(struct slice text, uint32_t marks[4])
{
	size_t count = 0, size;
	for (size_t i = 0; i < text.size; i += size) {
		uint32_t code = utf8_decode(text, i, &size);
		if (code == '.' || code == 0x2026 || code == ' ')
			continue;
		if (!is_quotation_mark(code) || count == 4)
			return 0;
		marks[count++] = code;
	}
	return count;
}

bool habits_are_quotes(struct slice text)
{
	uint32_t marks[4];
	size_t count = utf8_find_invalid(text) == text.size ? read_quotes(text, marks) : 0;
	return count == 2 || count == 4;
}

static void choose_quotes(struct habits *habits, struct slice quotes)
{
	uint32_t marks[4] = { 0 };
	size_t count = read_quotes(quotes, marks);
	habits->open = (struct mark_set){ { marks[0] }, 1 };
	habits->close = (struct mark_set){ { marks[1] }, 1 };
	habits->usual_open = marks[0];
	habits->usual_close = marks[1];
	write_pair(marks[0], marks[1], habits->usual, sizeof habits->usual);
	for (size_t i = 2; count == 4 && i < 4; i++)
		mark_set_add(i == 2 ? &habits->open : &habits->close, marks[i]);
	if (count == 4)
		write_pair(marks[2], marks[3], habits->nested, sizeof habits->nested);
}

void habits_find(struct habits *habits, const struct language *language, const struct catalog *catalog, struct slice quotes,
                 bool references)
{
	*habits = (struct habits){ .script = SCRIPT_NONE };
	UErrorCode status = U_ZERO_ERROR;
	char locale[ULOC_FULLNAME_CAPACITY];
	uloc_forLanguageTag(language->tag, locale, sizeof locale, NULL, &status);
	uloc_getLanguage(locale, habits->code, sizeof habits->code, &status);
	if (U_FAILURE(status))
		return;
	habits->script = read_script(locale);
	read_delimiters(habits, locale);
	for (size_t i = 0; i < sizeof further_marks / sizeof *further_marks; i++)
		for (size_t j = 0; j < 3 && habits_is(habits, further_marks[i].code); j++) {
			mark_set_add(&habits->open, further_marks[i].open[j]);
			mark_set_add(&habits->close, further_marks[i].close[j]);
		}
	if (quotes.size) {
		choose_quotes(habits, quotes);
		return;
	}
	struct mark_uses uses = { .count = 0 };
	count_uses(catalog, &uses, references);
	/* What the language has anyway comes first: what is only tolerated is nobody's example. */
	choose_usual(habits, &uses);
	tolerate_choices(habits, &uses);
}

bool habits_is(const struct habits *habits, const char *code)
{
	return strcmp(habits->code, code) == 0;
}
