/* suffixes.c: Azerbaijani suffixes behind numbers, abbreviations and code: joined by a hyphen (2026-cı, BMT-nin), their
 * vowels in harmony with the last one that is spoken before them. */

#include "base/buffer.h"
#include "base/message.h"
#include "checks/check.h"
#include "terms/harmony.h"

/* The suffixes that stand behind numbers and abbreviations, with A for a or ə and I for ı, i, u or ü; joined, they make
 * chains such as -cisinin. */
static const char *const suffixes[] = {
	"cI", "IncI", "ncI", "lAr", "In", "nIn", "I", "nI", "yI", "sI", "A", "yA", "nA", "dA", "dAn", "ndA", "ndAn", "dIr", "lI", "lIq",
	"lIk", "lA", "ylA", "kI", "dAkI", "ndAkI",
};

/* Those of two letters (Aİ), and long ones without a vowel, are read as the words that they stand for. */
enum { SUFFIX_LONGEST = 12, ABBREVIATION_LEAST = 3, ABBREVIATION_MOST = 8, CONSONANTS_MOST = 3 };

static bool is_of_sign(char sign, uint32_t letter)
{
	if (sign == 'A')
		return letter == 'a' || letter == SCHWA;
	if (sign == 'I')
		return letter == 'i' || letter == DOTLESS_I || letter == 'u' || letter == U_UMLAUT;
	return letter == (unsigned char)sign;
}

/* Whether characters [BEGIN, END) of SIDE are suffixes, whatever their vowels. */
static bool is_suffix(const struct side *side, size_t begin, size_t end)
{
	bool reached[SUFFIX_LONGEST + 1] = { true };
	size_t size = end - begin;
	if (size == 0 || size > SUFFIX_LONGEST)
		return false;
	for (size_t at = 0; at < size; at++)
		for (size_t i = 0; reached[at] && i < sizeof suffixes / sizeof *suffixes; i++) {
			size_t j = 0;
			while (suffixes[i][j] && at + j < size && is_of_sign(suffixes[i][j], side_code(side, begin + at + j)))
				j++;
			reached[at + j] |= !suffixes[i][j];
		}
	return reached[size];
}

/* Append the suffix [BEGIN, END) as it is behind VOWEL. */
static void append_in_harmony(const struct side *side, size_t begin, size_t end, uint32_t vowel, struct buffer *out)
{
	for (size_t i = begin; i < end; i++) {
		uint32_t letter = side_code(side, i);
		if (is_of_sign('A', letter))
			letter = harmony_open(vowel);
		else if (is_of_sign('I', letter))
			letter = harmony_close(vowel);
		if (harmony_is_vowel(letter))
			vowel = letter;
		buffer_append_code_point(out, letter);
	}
}

/* The last vowel of the number whose last digits end at END, as it is spoken; the number begins at BEGIN or before. */
static uint32_t vowel_of_number(const struct side *side, size_t begin, size_t end)
{
	/* sıfır, bir, iki, üç, dörd, beş, altı, yeddi, səkkiz, doqquz; on, iyirmi, otuz, qırx, əlli, altmış, yetmiş, səksən,
	 * doxsan */
	static const uint16_t units[] = { DOTLESS_I, 'i', 'i', U_UMLAUT, O_UMLAUT, 'e', DOTLESS_I, 'i', 'i', 'u' };
	static const uint16_t tens[] = { 0, 'o', 'i', 'u', DOTLESS_I, 'i', DOTLESS_I, 'i', SCHWA, 'a' };
	size_t zeros = 0;
	uint32_t digit = 0;
	while (end > begin) {
		uint32_t code = side_code(side, end - 1);
		if (code >= '0' && code <= '9') {
			digit = code - '0';
			if (digit)
				break;
			zeros++;
		}
		end--;
	}
	if (zeros == 0 || digit == 0)
		return units[digit];
	return zeros == 1  ? tens[digit]
	       : zeros == 2 ? U_UMLAUT /* yüz */
	       : zeros < 6  ? 'i'      /* min */
	       : zeros < 9  ? 'o'      /* milyon */
	       : zeros < 12 ? 'a'      /* milyard */
	                    : 'o';
}

static bool is_joint(uint32_t code)
{
	return code == '-' || code == '\'' || code == 0x2019 || code == 0x2010 || code == 0x2011 || code == 0x2013;
}

/* The end of the letters from BEGIN on; BEGIN where a capital is among them, as in no suffix. */
static size_t letters_end(const struct side *side, size_t begin)
{
	size_t end = begin;
	while (end < side->characters.count && side_kind(side, end) == CHARACTER_LOWER && !side->characters.items[end].markup)
		end++;
	enum character_kind next = side_kind(side, end);
	bool goes_on = end < side->characters.count && (is_letter_kind(next) || next == CHARACTER_DIGIT) && !side->characters.items[end].markup;
	return goes_on ? begin : end;
}

/* Report the suffix [BEGIN, END) that stands JOINT before it (as many characters) behind what is spoken with one of
 * VOWELS last, the likeliest first. */
static void check_suffix(struct check_context *context, size_t begin, size_t end, size_t joint, const uint32_t *vowels,
                         size_t vowel_count, bool sure)
{
	const struct side *side = &context->translation;
	struct buffer right = { 0 };
	bool good = false;
	for (size_t i = vowel_count; i-- > 0 && !good;) {
		buffer_clear(&right);
		append_in_harmony(side, begin, end, vowels[i], &right);
		good = slice_equal(buffer_slice(&right), side_range(side, begin, end));
	}
	bool hyphen = joint == 1 && (side_code(side, begin - 1) == '-' || side_code(side, begin - 1) == 0x2011);
	if (!good || !hyphen) {
		struct buffer mended = { 0 };
		buffer_append_byte(&mended, '-');
		buffer_append(&mended, buffer_slice(&right));
		bool mend = good || sure;
		check_report_mend(context, begin - joint, end, mend ? buffer_slice(&mended) : slice_make(NULL, 0),
		                  good ? _("“%.*s”, where a hyphen parts the suffix: “%.*s”")
		                       : _("“%.*s” is not in harmony with what it follows; “%.*s” is"),
		                  SLICE_ARG(side_range(side, begin - joint, end)), SLICE_ARG(buffer_slice(&mended)));
		buffer_finish(&mended);
	}
	buffer_finish(&right);
}

/* The number of characters between what ends at END and a suffix: 1 or 0; 2 for none. */
static size_t find_joint(const struct side *side, size_t end)
{
	if (end >= side->characters.count || side->characters.items[end].markup)
		return 2;
	if (is_joint(side_code(side, end)))
		return 1;
	return side_kind(side, end) == CHARACTER_LOWER ? 0 : 2;
}

/* Whether the number at BEGIN belongs to a name, which may be read as in its language: Radio 4, Boeing 747. */
static bool is_of_name(const struct side *side, size_t begin)
{
	if (begin < 2 || side_kind(side, begin - 1) != CHARACTER_SPACE)
		return false;
	size_t word = begin - 1;
	while (word > 0 && is_letter_kind(side_kind(side, word - 1)))
		word--;
	return word > 0 && side_kind(side, word) == CHARACTER_UPPER;
}

static void check_number(struct check_context *context, size_t begin, size_t end)
{
	const struct side *side = &context->translation;
	size_t joint = find_joint(side, end), first = end + joint, last = letters_end(side, first);
	/* Without a joint only an ordinal is sure: 5m and 3a are none. */
	if (joint > 1 || !is_suffix(side, first, last) || (side_code(side, first) != 'c' && is_of_name(side, begin)) || (joint == 0 && (last - first != 2 || side_code(side, first) != 'c')))
		return;
	uint32_t vowel = vowel_of_number(side, begin, end);
	check_suffix(context, first, last, joint, &vowel, 1, true);
}

static uint32_t small(uint32_t letter)
{
	return letter == 0x130   ? 'i'
	       : letter == 'I'   ? DOTLESS_I
	       : letter == 0x18f ? SCHWA
	       : letter == 0xd6  ? O_UMLAUT
	       : letter == 0xdc  ? U_UMLAUT
	       : letter < 0x80   ? (unsigned char)ascii_lower((char)letter)
	                         : letter;
}

/* The vowels that may be last when the abbreviation [BEGIN, END) is read: as a word (NATO, ABŞ), or letter by letter (BMT). */
static size_t vowels_of(const struct side *side, size_t begin, size_t end, uint32_t vowels[3])
{
	size_t count = 0;
	uint32_t last = small(side_code(side, end - 1));
	for (size_t i = end; i > begin && !count; i--)
		if (harmony_is_vowel(small(side_code(side, i - 1))))
			vowels[count++] = small(side_code(side, i - 1));
	if (harmony_is_vowel(last))
		return count;
	vowels[count++] = 'e';
	/* ka, ha, xa, qa */
	if (last == 'k' || last == 'h' || last == 'x' || last == 'q')
		vowels[count++] = 'a';
	return count;
}

/* Foreign abbreviations may be read as in their language, so only the Azerbaijani alphabet's are looked at, without W. */
static bool is_abbreviation(const struct side *side, size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++)
		if (side_kind(side, i) != CHARACTER_UPPER || side_code(side, i) == 'W' || side->characters.items[i].script != SCRIPT_LATIN)
			return false;
	return end - begin >= ABBREVIATION_LEAST && end - begin <= ABBREVIATION_MOST;
}

static bool has_vowel(const struct side *side, size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++)
		if (harmony_is_vowel(small(side_code(side, i))))
			return true;
	return false;
}

static void check_abbreviation(struct check_context *context, size_t begin, size_t end)
{
	const struct side *side = &context->translation;
	size_t joint = find_joint(side, end), first = end + joint, last = letters_end(side, first);
	if (joint != 1 || !is_suffix(side, first, last) || (end - begin > CONSONANTS_MOST && !has_vowel(side, begin, end)))
		return;
	uint32_t vowels[3];
	size_t count = vowels_of(side, begin, end, vowels);
	check_suffix(context, first, last, joint, vowels, count, false);
}

/* A suffix close behind code, which nobody can tell where it begins. */
static void check_code(struct check_context *context, const struct placeable *placeable, size_t index)
{
	const struct side *side = &context->translation;
	size_t end = letters_end(side, index);
	if (placeable->kind != PLACEABLE_ALONE || !is_suffix(side, index, end))
		return;
	struct buffer mended = { 0 };
	buffer_append_byte(&mended, '-');
	buffer_append(&mended, side_range(side, index, end));
	check_report_mend(context, index, end, buffer_slice(&mended), _("“%.*s”, where a hyphen parts the suffix: “%.*s”"),
	                  SLICE_ARG(side_range(side, index, end)), SLICE_ARG(buffer_slice(&mended)));
	buffer_finish(&mended);
}

static void run_suffixes(struct check_context *context)
{
	const struct side *side = &context->translation;
	if (!habits_is(context->habits, "az") || context->habits->script != SCRIPT_LATIN)
		return;
	size_t next = 0;
	for (size_t i = 0; i < side->characters.count;) {
		while (next < side->placeables.count && side->placeables.items[next].end <= side_offset(side, i)) {
			if (side->placeables.items[next].end == side_offset(side, i) && !side->characters.items[i].markup)
				check_code(context, &side->placeables.items[next], i);
			next++;
		}
		enum character_kind kind = side_kind(side, i);
		if (side->characters.items[i].markup || (kind != CHARACTER_DIGIT && !is_letter_kind(kind))) {
			i++;
			continue;
		}
		size_t begin = i;
		if (kind == CHARACTER_DIGIT) {
			/* Digits, and the marks between them. */
			for (i++; side_kind(side, i) == CHARACTER_DIGIT ||
			          ((side_code(side, i) == '.' || side_code(side, i) == ' ') && side_kind(side, i + 1) == CHARACTER_DIGIT); i++)
				;
			check_number(context, begin, i);
		} else {
			while (is_letter_kind(side_kind(side, i)) && !side->characters.items[i].markup)
				i++;
			if (is_abbreviation(side, begin, i))
				check_abbreviation(context, begin, i);
		}
	}
}

const struct check check_suffixes = {
	"suffixes", N_("an Azerbaijani suffix without its hyphen, or out of harmony"), SEVERITY_WARNING, CHECK_TRANSLATION,
	run_suffixes, false,
};
