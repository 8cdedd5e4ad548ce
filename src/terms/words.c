#include "terms/words.h"

#include "text/utf8.h"

#include <unicode/uchar.h>

enum word_rules word_rules_of(const char *language)
{
	static const struct { const char *code; enum word_rules rules; } known[] = {
		{ "az", WORD_RULES_AZERBAIJANI }, { "tr", WORD_RULES_AZERBAIJANI }, { "bs", WORD_RULES_SERBIAN },
		{ "hr", WORD_RULES_SERBIAN }, { "cnr", WORD_RULES_SERBIAN }, { "sh", WORD_RULES_SERBIAN },
		{ "sr", WORD_RULES_SERBIAN }, { "en", WORD_RULES_ENGLISH },
	};
	size_t size = strcspn(language, "-_@.");
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (slice_equal_string(slice_make(language, size), known[i].code))
			return known[i].rules;
	return WORD_RULES_PREFIX;
}

/* The Latin letters of Serbian's Cyrillic ones, U+0430 to U+045F; two where a second one is in the upper half. */
static void append_serbian(struct term_words *out, uint32_t letter)
{
	static const uint16_t latin[] = {
		'a', 'b', 'v', 'g', 'd', 'e', 0x17e, 'z', 'i', 0, 'k', 'l', 'm', 'n', 'o', 'p', 'r', 's', 't', 'u', 'f', 'h', 'c',
		0x10d, 0x161,
	};
	static const struct { uint16_t cyrillic, latin, second; } others[] = {
		{ 0x452, 0x111, 0 }, { 0x458, 'j', 0 }, { 0x459, 'l', 'j' }, { 0x45a, 'n', 'j' }, { 0x45b, 0x107, 0 }, { 0x45f, 'd', 0x17e },
	};
	if (letter >= 0x430 && letter < 0x430 + sizeof latin / sizeof *latin && latin[letter - 0x430]) {
		array_push(&out->letters, latin[letter - 0x430]);
		return;
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (letter == others[i].cyrillic) {
			array_push(&out->letters, others[i].latin);
			if (others[i].second)
				array_push(&out->letters, others[i].second);
			return;
		}
	array_push(&out->letters, letter);
}

static void append_letter(struct term_words *out, uint32_t letter, enum word_rules rules)
{
	bool turkic = rules == WORD_RULES_AZERBAIJANI;
	uint32_t folded = (uint32_t)u_foldCase((UChar32)letter, turkic ? U_FOLD_CASE_EXCLUDE_SPECIAL_I : U_FOLD_CASE_DEFAULT);
	if (rules == WORD_RULES_SERBIAN && folded >= 0x430 && folded < 0x460)
		append_serbian(out, folded);
	else
		array_push(&out->letters, folded);
}

/* Whether nothing but one space, no-break or not, or a hyphen is from BEGIN to END. */
static bool is_joint(struct slice text, size_t begin, size_t end)
{
	struct slice between = slice_range(text, begin, end);
	return slice_equal(between, SLICE(" ")) || slice_equal(between, SLICE("-")) || slice_equal(between, SLICE("\xc2\xa0")) ||
	       slice_equal(between, SLICE("\xe2\x80\x91"));
}

void term_words_find(struct slice text, const struct placeables *placeables, enum word_rules rules, struct term_words *out)
{
	size_t next = 0, last_end = SLICE_NONE, first_word = out->words.count;
	for (size_t i = 0, size; i < text.size;) {
		while (placeables && next < placeables->count && placeables->items[next].end <= i)
			next++;
		if (placeables && next < placeables->count && placeables->items[next].begin <= i) {
			i = placeables->items[next].end;
			last_end = SLICE_NONE;
			continue;
		}
		size_t limit = placeables && next < placeables->count ? placeables->items[next].begin : text.size;
		uint32_t letter = utf8_decode(text, i, &size);
		if (!u_isalnum((UChar32)letter)) {
			i += size;
			continue;
		}
		struct term_word word = { .begin = (uint32_t)i, .first = (uint32_t)out->letters.count };
		size_t letters = 0, capitals = 0, small = 0;
		while (i < limit && (u_isalnum((UChar32)letter) || u_getCombiningClass((UChar32)letter))) {
			if (letters++ < WORD_LETTERS_MOST)
				append_letter(out, letter, rules);
			capitals += u_isupper((UChar32)letter) != 0;
			small += u_islower((UChar32)letter) != 0;
			i += size;
			letter = i < limit ? utf8_decode(text, i, &size) : 0;
		}
		word.end = (uint32_t)i;
		word.count = (uint32_t)out->letters.count - word.first;
		word.capitals = capitals > 1 && !small;
		word.follows = out->words.count > first_word && last_end != SLICE_NONE && is_joint(text, last_end, word.begin);
		last_end = i;
		array_push(&out->words, word);
	}
}

void term_words_finish(struct term_words *words)
{
	array_finish(&words->letters);
	array_finish(&words->words);
}

static bool is_same(const uint32_t *letters, size_t count, const uint32_t *word, size_t word_count)
{
	return count == word_count && (count == 0 || memcmp(letters, word, count * sizeof *letters) == 0);
}

static size_t common_prefix(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count)
{
	size_t i = 0;
	while (i < a_count && i < b_count && a[i] == b[i])
		i++;
	return i;
}

/* What English adds to WORD, of which LETTERS has COMMON in common. */
static bool english_is_form(const uint32_t *letters, size_t count, const uint32_t *word, size_t word_count)
{
	static const struct { const char *of_word, *of_form; } endings[] = {
		{ "", "s" }, { "", "es" }, { "y", "ies" }, { "", "ed" }, { "e", "ed" }, { "y", "ied" }, { "", "ing" }, { "e", "ing" },
		{ "f", "ves" }, { "fe", "ves" }, { "is", "es" }, { "um", "a" }, { "on", "a" },
	};
	size_t common = common_prefix(letters, count, word, word_count);
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		size_t of_word = strlen(endings[i].of_word), of_form = strlen(endings[i].of_form);
		if (word_count < of_word || count < of_form || word_count - of_word != count - of_form || word_count - of_word > common ||
		    word_count - of_word < 2)
			continue;
		bool fits = true;
		for (size_t j = 0; j < of_word; j++)
			fits &= word[word_count - of_word + j] == (unsigned char)endings[i].of_word[j];
		for (size_t j = 0; j < of_form; j++)
			fits &= letters[count - of_form + j] == (unsigned char)endings[i].of_form[j];
		if (fits)
			return true;
	}
	/* A doubled consonant: stopped, running. */
	return common == word_count && count >= word_count + 3 && letters[word_count] == word[word_count - 1] &&
	       (count == word_count + 3 || count == word_count + 4);
}

/* What the last letters of WORD are that a form of it may change. */
static size_t english_changing_size(const uint32_t *word, size_t word_count)
{
	uint32_t last = word[word_count - 1], before = word[word_count - 2];
	if ((before == 'f' && last == 'e') || (before == 'i' && last == 's') || (before == 'u' && last == 'm') ||
	    (before == 'o' && last == 'n'))
		return 2;
	return last == 'y' || last == 'e' || last == 'f' ? 1 : 0;
}

static size_t ending_of(size_t word_count)
{
	return word_count > 7 ? 3 : word_count > 4 ? 2 : word_count > 2 ? 1 : 0;
}

/* The beginnings of two forms of one word are the same, in languages with endings. */
static bool prefix_is_form(const uint32_t *letters, size_t count, const uint32_t *word, size_t word_count)
{
	size_t common = common_prefix(letters, count, word, word_count);
	return common + ending_of(word_count) >= word_count && count <= word_count + 4;
}

/* So many letters at the beginning of WORD has every form of it. */
static size_t constant_size(const uint32_t *word, size_t word_count, enum word_rules rules)
{
	if (word_count < 3 || u_isdigit((UChar32)word[0]))
		return word_count;
	if (rules == WORD_RULES_ENGLISH)
		return word_count - english_changing_size(word, word_count);
	if (rules == WORD_RULES_AZERBAIJANI)
		return azerbaijani_constant_size(word, word_count);
	return word_count - ending_of(word_count);
}

void word_keys(const uint32_t *word, size_t word_count, enum word_rules rules, word_take_key *take, void *context)
{
	if (rules == WORD_RULES_SERBIAN)
		serbian_word_keys(word, word_count, take, context);
	else
		take(context, word, constant_size(word, word_count, rules));
}

void form_keys(const uint32_t *letters, size_t count, enum word_rules rules, const bool *sizes, word_take_key *take,
               void *context)
{
	if (rules == WORD_RULES_SERBIAN) {
		serbian_form_keys(letters, count, sizes, take, context);
		return;
	}
	for (size_t size = 1; size <= count && size <= WORD_KEY_MOST; size++)
		if (!sizes || sizes[size])
			take(context, letters, size);
}

bool word_is_form(const uint32_t *letters, size_t count, const uint32_t *word, size_t word_count, enum word_rules rules)
{
	if (is_same(letters, count, word, word_count))
		return true;
	/* Of a number or a single letter there are no forms. */
	if (word_count < 2 || count < 2 || u_isdigit((UChar32)word[0]))
		return false;
	switch (rules) {
	case WORD_RULES_ENGLISH:
		return english_is_form(letters, count, word, word_count);
	case WORD_RULES_SERBIAN:
		return serbian_is_form(letters, count, word, word_count);
	case WORD_RULES_AZERBAIJANI:
		return azerbaijani_is_form(letters, count, word, word_count);
	case WORD_RULES_PREFIX:
		break;
	}
	return prefix_is_form(letters, count, word, word_count);
}
