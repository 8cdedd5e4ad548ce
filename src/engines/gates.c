#include "engines/gates.h"

#include "base/array.h"
#include "base/buffer.h"
#include "base/message.h"
#include "base/table.h"
#include "engines/language_code.h"
#include "text/utf8.h"
#include "text/writing.h"

#include <unicode/uchar.h>

static bool is_letter(uint32_t code_point)
{
	return u_isalpha((UChar32)code_point);
}

bool gates_has_words(struct slice text)
{
	size_t size;
	for (size_t i = 0; i < text.size; i += size) {
		struct slice rest = slice_from_offset(text, i);
		if (slice_starts_with(rest, SLICE("http://")) || slice_starts_with(rest, SLICE("https://"))) {
			for (size = 0; size < rest.size && !is_ascii_space(rest.data[size]);)
				size++;
			continue;
		}
		if (is_letter(utf8_decode(text, i, &size)))
			return true;
	}
	return false;
}

static size_t count_letters(struct slice text)
{
	size_t count = 0, size;
	for (size_t i = 0; i < text.size; i += size)
		count += is_letter(utf8_decode(text, i, &size));
	return count;
}

/* One of a text: digits of any script as ASCII, separators and leading zeros left out ("1,000.5" is 10005). */
struct number {
	size_t begin, end; /* of digits */
};

struct numbers {
	struct number *items;
	size_t count, capacity;
	struct buffer digits;
};

/* The decimal digit at OFFSET, or -1. */
static int digit_at(struct slice text, size_t offset, size_t *size)
{
	if (offset >= text.size)
		return -1;
	return u_charDigitValue((UChar32)utf8_decode(text, offset, size));
}

/* The size of a separator at OFFSET: '.', ',', an apostrophe; a space (plain, no-break, narrow, thin) before just
 * three digits. 0 if there is none, or no digit behind it. */
static size_t separator_at(struct slice text, size_t offset)
{
	size_t size = 0, width;
	uint32_t code_point = offset < text.size ? utf8_decode(text, offset, &size) : 0;
	bool space = code_point == ' ' || code_point == 0xa0 || code_point == 0x202f || code_point == 0x2009;
	if (!space && code_point != '.' && code_point != ',' && code_point != '\'' && code_point != 0x2019 &&
	    code_point != 0x66b && code_point != 0x66c)
		return 0;
	size_t at = offset + size, digits = 0;
	while (digit_at(text, at, &width) >= 0 && digits < 4) {
		at += width;
		digits++;
	}
	return (space ? digits == 3 : digits > 0) ? size : 0;
}

static void find_numbers(struct slice text, struct numbers *numbers)
{
	size_t size;
	for (size_t i = 0; i < text.size;) {
		int digit = digit_at(text, i, &size);
		if (digit < 0) {
			i += size;
			continue;
		}
		size_t begin = numbers->digits.size;
		while (i < text.size) {
			digit = digit_at(text, i, &size);
			if (digit < 0) {
				size_t separator = separator_at(text, i);
				if (!separator)
					break;
				i += separator;
				continue;
			}
			if (digit || numbers->digits.size > begin)
				buffer_append_byte(&numbers->digits, (char)('0' + digit));
			i += size;
		}
		if (numbers->digits.size == begin)
			buffer_append_byte(&numbers->digits, '0');
		array_push(numbers, (struct number){ begin, numbers->digits.size });
	}
}

/* Numbers up to twelve are often written as words, and those of centuries and kings in Roman numerals. */
static bool may_be_a_word(struct slice number)
{
	return number.size == 1 || slice_equal(number, SLICE("10")) || slice_equal(number, SLICE("11")) ||
	       slice_equal(number, SLICE("12"));
}

static bool has_roman_numeral(struct slice text)
{
	for (size_t i = 0; i < text.size; i++) {
		size_t end = i;
		while (end < text.size && memchr("IVXLC", text.data[end], 5))
			end++;
		bool begins =
		    i == 0 || (!is_ascii_alphanumeric(text.data[i - 1]) && !((unsigned char)text.data[i - 1] & 0x80));
		if (end > i && begins && (end == text.size || !is_ascii_alphanumeric(text.data[end])))
			return true;
		i = end > i ? end - 1 : i;
	}
	return false;
}

/* Whether each number of A that must be in B is. */
static bool numbers_are_in(const struct numbers *a, const struct numbers *b, struct slice other_text)
{
	struct table counts = { 0 };
	bool all = true;
	struct slice digits = buffer_slice(&b->digits);
	for (size_t i = 0; i < b->count; i++) {
		struct slice number = slice_range(digits, b->items[i].begin, b->items[i].end);
		table_set(&counts, number, table_add(&counts, number, 0) + 1);
	}
	digits = buffer_slice(&a->digits);
	for (size_t i = 0; all && i < a->count; i++) {
		struct slice number = slice_range(digits, a->items[i].begin, a->items[i].end);
		size_t left = table_get(&counts, number);
		if (left != TABLE_NONE && left > 0)
			table_set(&counts, number, left - 1);
		else
			all = may_be_a_word(number) || (number.size <= 2 && has_roman_numeral(other_text));
	}
	table_finish(&counts);
	return all;
}

static bool same_numbers(struct slice source, struct slice translation)
{
	struct numbers a = { 0 }, b = { 0 };
	find_numbers(source, &a);
	find_numbers(translation, &b);
	bool same = numbers_are_in(&a, &b, translation) && numbers_are_in(&b, &a, source);
	array_finish(&a);
	array_finish(&b);
	buffer_finish(&a.digits);
	buffer_finish(&b.digits);
	return same;
}

static bool absurd_length(struct slice source, struct slice translation)
{
	size_t from = utf8_count(source), to = utf8_count(translation);
	return to > from * 4 + 40 || (from >= 60 && to * 8 < from);
}

/* The bytes from which on TEXT is the same piece again and again, at least four times and 24 bytes: how long that
 * goes on at the longest. */
static size_t longest_repetition(struct slice text)
{
	enum { LONGEST_PERIOD = 64 };
	size_t longest = 0;
	for (size_t period = 1; period <= LONGEST_PERIOD && period < text.size; period++) {
		size_t same = 0;
		bool letters = false;
		for (size_t i = period; i <= text.size; i++) {
			if (i < text.size && text.data[i] == text.data[i - period]) {
				letters |= is_ascii_letter(text.data[i]) || ((unsigned char)text.data[i] & 0x80);
				same++;
				continue;
			}
			size_t all = same + period;
			if (letters && all >= period * 4 && all >= 24 && all > longest)
				longest = all;
			same = 0;
			letters = false;
		}
	}
	return longest;
}

static bool repeats_itself(struct slice source, struct slice translation)
{
	size_t longest = longest_repetition(translation);
	return longest && longest > longest_repetition(source) * 2;
}

static size_t count_words(struct slice text)
{
	size_t count = 0, size;
	bool inside = false;
	for (size_t i = 0; i < text.size; i += size) {
		bool letter = is_letter(utf8_decode(text, i, &size));
		count += letter && !inside;
		inside = letter;
	}
	return count;
}

static bool same_language(const char *a, const char *b)
{
	struct language_code first, second;
	return language_code_parse(a, &first) && language_code_parse(b, &second) &&
	       strcmp(first.language, second.language) == 0;
}

static bool untouched(const struct gate_question *question)
{
	return slice_equal_ignoring_case(slice_trim(question->source), slice_trim(question->translation)) &&
	       !same_language(question->source_language, question->target_language) &&
	       count_words(question->source) >= 3 && count_letters(question->source) >= 12;
}

static bool starts_ignoring_case(struct slice text, const char *prefix)
{
	size_t size = strlen(prefix);
	return text.size >= size && slice_equal_ignoring_case(slice_range(text, 0, size), slice_make(prefix, size));
}

/* What language models say when they don't translate, or while they do. */
static bool is_chatter(const struct gate_question *question)
{
	static const char *const openings[] = {
		"as an ai", "i'm sorry", "i\xe2\x80\x99m sorry", "i am sorry", "sorry, ", "i can't",
		"i can\xe2\x80\x99t", "i cannot", "i am unable", "i'm unable", "sure,", "sure!", "sure.", "certainly",
		"of course", "here is the", "here's the", "here\xe2\x80\x99s the", "here are the", "the translation",
		"translation:", "translated text", "in serbian", "note:", "```",
		"izvinite, ali ne mogu", "izvinjavam se", "evo prevoda", "naravno,", "prevod:",
	};
	struct slice source = slice_trim(question->source), translation = slice_trim(question->translation);
	bool into_english = same_language(question->target_language, "en");
	for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
		if (starts_ignoring_case(translation, openings[i]) && !starts_ignoring_case(source, openings[i]))
			return !into_english || slice_find_byte(translation, ':', 0) != SLICE_NONE ||
			       starts_ignoring_case(translation, "as an ai");
	return false;
}

/* Words that Apertium marks: `*` it doesn't know, `@` it can't translate, `#` it can't inflect, which may stand behind
 * the markup that it moved. */
static size_t count_marks(struct slice text)
{
	size_t count = 0, size;
	for (size_t i = 0; i < text.size; i++) {
		bool reference = i && text.data[i - 1] == '&';
		bool inside = i && is_ascii_alphanumeric(text.data[i - 1]);
		if (text.data[i] == '*')
			count += !inside && i + 1 < text.size && is_letter(utf8_decode(text, i + 1, &size));
		else
			count += !reference && (text.data[i] == '@' || text.data[i] == '#');
	}
	return count;
}

const char *gates_refuse_marks(struct slice source, struct slice answer)
{
	return count_marks(answer) > count_marks(source) ? _("it has words that the engine could not translate") : NULL;
}

/* Whether the source has a term whose translation the answer lacks in every form. */
static bool lacks_term(const struct gate_question *question)
{
	const struct glossary *glossary = question->glossary;
	struct term_words source = { 0 }, translation = { 0 };
	struct term_matches matches = { 0 };
	bool lacks = false;
	if (glossary) {
		term_words_find(question->source, NULL, glossary_source_rules(glossary), &source);
		glossary_find(glossary, &source, &matches);
	}
	if (matches.count)
		term_words_find(question->translation, NULL, glossary_target_rules(glossary), &translation);
	struct term_places *places = matches.count ? glossary_find_places(glossary, &translation, matches.count) : NULL;
	for (size_t i = 0, end; !lacks && i < matches.count; i = end) {
		/* One of several translations will do. */
		size_t wanted = 0, found = 0, at, stop;
		for (end = i; end < matches.count && matches.items[end].begin == matches.items[i].begin; end++) {
			if (glossary_term(glossary, matches.items[end].term)->forbidden)
				continue;
			wanted++;
			found += glossary_has_target(glossary, matches.items[end].term, question->translation, &translation, places, &at,
			                             &stop);
		}
		lacks = wanted && !found;
	}
	term_places_destroy(places);
	array_finish(&matches);
	term_words_finish(&source);
	term_words_finish(&translation);
	return lacks;
}

const char *gates_refuse(const struct gate_question *question)
{
	struct slice source = question->source, translation = question->translation;
	if (slice_trim(translation).size == 0)
		return _("it is empty");
	if (!utf8_is_text(translation))
		return _("it has a character that no catalog can hold");
	if (question->marks && gates_refuse_marks(source, translation))
		return gates_refuse_marks(source, translation);
	if (question->chatty && is_chatter(question))
		return _("the engine talks instead of translating");
	if (untouched(question))
		return _("it is the source, untouched");
	struct writing writing = { 0 };
	writing_add(&writing, question->target_language, question->translation, question->source);
	if (writing_is_foreign(&writing))
		return _("it is in the wrong script");
	if (absurd_length(source, translation))
		return _("it is far too long or too short");
	if (repeats_itself(source, translation))
		return _("it repeats itself");
	if (!same_numbers(source, translation))
		return _("its numbers are not those of the source");
	if (lacks_term(question))
		return _("a term of the glossary is not used in it");
	return NULL;
}
