/* From Latin to Cyrillic a letter's meaning depends on its word: nj is one letter or two, and a word may be none of
 * Serbian's. Lists in data/ know single words; the rest is told from the letters. No word of Serbian has q, w, x, y, ch
 * or gh, nor after a vowel tz or a doubled b, c, f, g, k, l, m, p, s or t, nor a small letter before a capital. Words in
 * capitals of up to five letters are acronyms, which are written in Cyrillic (НАТО, АССР). */

#include "text/script_cyrillic.h"

#include "text/character_reference.h"
#include "text/utf8.h"

#include <unicode/uchar.h>

enum { KEY_CAPACITY = 64, PREFIX_LONGEST = 8, ACRONYM_LONGEST = 5, LOOK_AROUND = 32 };

struct cyrillic_lists cyrillic_lists_open(void)
{
	return (struct cyrillic_lists){
		.digraphs = word_list_open("serbian-digraphs.txt"),
		.foreign = word_list_open("serbian-foreign.txt"),
		.units = word_list_open("serbian-units.txt"),
		.endings = word_list_open("serbian-endings.txt"),
	};
}

/* ---- Letters ---- */

enum { CARON = 0x30c, ACUTE = 0x301, GRAVE_TWICE = 0x30f, BREVE_BELOW = 0x311, MACRON = 0x304 };

/* A letter of Serbian's Latin alphabet, small, with its Cyrillic one; the digraphs as Unicode's single letters. */
static const struct letter {
	uint16_t latin, cyrillic;
} letters[] = {
	{ 'a', 0x430 },   { 'b', 0x431 },   { 'c', 0x446 },   { 'd', 0x434 },   { 'e', 0x435 },   { 'f', 0x444 },
	{ 'g', 0x433 },   { 'h', 0x445 },   { 'i', 0x438 },   { 'j', 0x458 },   { 'k', 0x43a },   { 'l', 0x43b },
	{ 'm', 0x43c },   { 'n', 0x43d },   { 'o', 0x43e },   { 'p', 0x43f },   { 'r', 0x440 },   { 's', 0x441 },
	{ 't', 0x442 },   { 'u', 0x443 },   { 'v', 0x432 },   { 'z', 0x437 },   { 0x107, 0x45b }, { 0x10d, 0x447 },
	{ 0x111, 0x452 }, { 0x161, 0x448 }, { 0x17e, 0x436 }, { 0x1c6, 0x45f }, { 0x1c9, 0x459 }, { 0x1cc, 0x45a },
};

static uint32_t to_cyrillic(uint32_t latin)
{
	enum { COUNT = sizeof letters / sizeof *letters };
	size_t low = 0, high = COUNT;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (letters[middle].latin < latin)
			low = middle + 1;
		else
			high = middle;
	}
	return low < COUNT && letters[low].latin == latin ? letters[low].cyrillic : 0;
}

/* The vowel (or r) and the accent of one of the letters that Serbian marks tones and length with, ȁ ȃ ā; false if
 * LETTER, which is small, is none. Other accents are foreign. */
static bool split_accent(uint32_t letter, uint32_t *base, uint32_t *accent)
{
	static const uint16_t macrons[] = { 0x101, 0x113, 0x12b, 0x14d, 0x16b };
	for (size_t i = 0; i < sizeof macrons / sizeof *macrons; i++)
		if (letter == macrons[i]) {
			*base = (unsigned char)"aeiou"[i];
			*accent = MACRON;
			return true;
		}
	if (letter < 0x200 || letter > 0x217)
		return false;
	*base = (unsigned char)"aeioru"[(letter - 0x200) / 4];
	*accent = letter & 2 ? BREVE_BELOW : GRAVE_TWICE;
	return true;
}

static bool is_word_letter(uint32_t code_point)
{
	if (code_point < 0x80)
		return is_ascii_letter((char)code_point);
	return u_isalpha((UChar32)code_point) || (code_point >= 0x300 && code_point < 0x370);
}

static uint32_t with_caron_or_acute(uint32_t base, uint32_t accent)
{
	switch (base) {
	case 'c':
	case 'C':
		return accent == CARON ? base == 'c' ? 0x10d : 0x10c : base == 'c' ? 0x107 : 0x106;
	case 's':
	case 'S':
		return accent == CARON ? base == 's' ? 0x161 : 0x160 : 0;
	case 'z':
	case 'Z':
		return accent == CARON ? base == 'z' ? 0x17e : 0x17d : 0;
	default:
		return 0;
	}
}

/* The letter at *I of TEXT, before END; *I is left after it. A letter and its combining caron or acute are one. */
static uint32_t next_letter(struct slice text, size_t end, size_t *i)
{
	size_t size = 1;
	uint32_t letter = (unsigned char)text.data[*i];
	if (letter >= 0x80)
		letter = utf8_decode(text, *i, &size);
	*i += size;
	if (letter < 0x80 && *i + 1 < end && text.data[*i] == '\xcc') {
		uint32_t accent = utf8_decode(text, *i, &size);
		uint32_t composed = accent == CARON || accent == ACUTE ? with_caron_or_acute(letter, accent) : 0;
		if (composed) {
			*i += size;
			return composed;
		}
	}
	return letter;
}

static uint32_t to_small(uint32_t letter)
{
	if (letter < 0x80)
		return (unsigned char)ascii_lower((char)letter);
	return (uint32_t)u_tolower((UChar32)letter);
}

/* ---- Words ---- */

struct word {
	size_t begin, end;
	char key[KEY_CAPACITY]; /* the beginning of the word in small letters */
	size_t key_size;
	size_t letters, capitals;
	bool foreign;
};

static size_t key_size_of(uint32_t letter)
{
	return letter < 0x80 ? 1 : 2;
}

/* Append a small letter of at most U+07FF to the key, if there is room. */
static void append_to_key(struct word *word, uint32_t letter)
{
	size_t size = key_size_of(letter);
	if (letter > 0x7ff || word->key_size + size > KEY_CAPACITY)
		return;
	if (size == 2)
		word->key[word->key_size++] = (char)(0xc0 | letter >> 6);
	word->key[word->key_size++] = (char)(size == 2 ? 0x80 | (letter & 0x3f) : letter);
}

/* What a small letter says of the word that it stands in. */
enum trait {
	TRAIT_STRANGE = 1, /* not in Serbian's alphabet */
	TRAIT_SINGLE = 2,  /* not doubled after a vowel */
	TRAIT_VOWEL = 4,
	TRAIT_DIGRAPH = 8, /* begins one */
};

static bool has_trait(uint32_t letter, enum trait trait)
{
	static const unsigned char traits[26] = {
		['a' - 'a'] = TRAIT_VOWEL, ['e' - 'a'] = TRAIT_VOWEL, ['i' - 'a'] = TRAIT_VOWEL, ['o' - 'a'] = TRAIT_VOWEL,
		['u' - 'a'] = TRAIT_VOWEL, ['q' - 'a'] = TRAIT_STRANGE, ['w' - 'a'] = TRAIT_STRANGE,
		['x' - 'a'] = TRAIT_STRANGE, ['y' - 'a'] = TRAIT_STRANGE, ['b' - 'a'] = TRAIT_SINGLE,
		['c' - 'a'] = TRAIT_SINGLE, ['f' - 'a'] = TRAIT_SINGLE, ['g' - 'a'] = TRAIT_SINGLE,
		['k' - 'a'] = TRAIT_SINGLE, ['l' - 'a'] = TRAIT_SINGLE | TRAIT_DIGRAPH, ['m' - 'a'] = TRAIT_SINGLE,
		['p' - 'a'] = TRAIT_SINGLE, ['s' - 'a'] = TRAIT_SINGLE, ['t' - 'a'] = TRAIT_SINGLE,
		['d' - 'a'] = TRAIT_DIGRAPH, ['n' - 'a'] = TRAIT_DIGRAPH,
	};
	return letter >= 'a' && letter <= 'z' && traits[letter - 'a'] & trait;
}

/* The word at BEGIN, which has a letter there. */
static struct word read_word(struct slice text, size_t begin, size_t end)
{
	struct word word = { .begin = begin, .end = begin };
	uint32_t last = 0, before = 0, base, accent;
	bool strange = false, spelt_strangely = false, was_small = false;
	while (word.end < end) {
		size_t next = word.end;
		uint32_t letter = next_letter(text, end, &next);
		if (!is_word_letter(letter))
			break;
		word.end = next;
		uint32_t small = to_small(letter);
		bool is_mark = letter >= 0x300 && letter < 0x370, is_cyrillic = letter >= 0x400 && letter < 0x530;
		if (is_mark)
			continue;
		if (small < 0x80)
			strange = strange || has_trait(small, TRAIT_STRANGE);
		else
			strange = strange || (!to_cyrillic(small) && !is_cyrillic && !(letter >= 0x1c4 && letter <= 0x1cc) &&
			                      !split_accent(small, &base, &accent));
		bool doubled = small == last && has_trait(small, TRAIT_SINGLE), camel = was_small && small != letter;
		if ((doubled || (small == 'z' && last == 't')) && has_trait(before, TRAIT_VOWEL))
			spelt_strangely = true;
		if (small == 'h' && (last == 'c' || last == 'g'))
			spelt_strangely = true;
		if (camel && small != 'j' && small != 0x17e && !(word.letters == 1 && last == 'e')) /* nJ; eUprava */
			spelt_strangely = true;
		word.letters++;
		word.capitals += small != letter;
		was_small = small == letter;
		append_to_key(&word, small);
		before = last;
		last = small;
	}
	bool acronym = word.capitals == word.letters && word.letters <= ACRONYM_LONGEST;
	word.foreign = strange || (spelt_strangely && !acronym);
	return word;
}

/* Whether the letters at AT of the word's key, nj, lj or dž, are two: whether a line of the list says so that begins
 * the word, or that begins with * and stands further inside. */
static bool is_parted(const struct cyrillic_lists *lists, const struct word *word, size_t at)
{
	if (at >= word->key_size)
		return false;
	struct slice key = slice_make(word->key, word->key_size);
	struct slice line = word_list_find_beginning(&lists->digraphs, key);
	if (line.data && slice_find_byte(line, '|', 0) == at + 1)
		return true;
	for (size_t begin = at > PREFIX_LONGEST ? at - PREFIX_LONGEST : 0; begin <= at; begin++) {
		char starred[KEY_CAPACITY + 1] = "*";
		memcpy(starred + 1, key.data + begin, key.size - begin);
		line = word_list_find_beginning(&lists->digraphs, slice_make(starred, key.size - begin + 1));
		if (line.data && slice_find_byte(line, '|', 0) + begin == at + 2)
			return true;
	}
	return false;
}

static void append_cyrillic_letter(struct buffer *out, uint32_t cyrillic, bool capital)
{
	if (capital)
		cyrillic -= cyrillic >= 0x450 ? 0x50 : 0x20;
	buffer_append_code_point(out, cyrillic);
}

static uint32_t digraph_of(uint32_t first, uint32_t second)
{
	if (second == 'j')
		return first == 'l' ? 0x1c9 : first == 'n' ? 0x1cc : 0;
	return second == 0x17e && first == 'd' ? 0x1c6 : 0;
}

static void convert_word(const struct cyrillic_lists *lists, struct slice text, const struct word *word,
                         struct buffer *out)
{
	size_t at = 0; /* in the key */
	for (size_t i = word->begin, next; i < word->end; i = next) {
		next = i;
		uint32_t letter = next_letter(text, word->end, &next), small = to_small(letter), base, accent;
		bool capital = small != letter;
		if (letter >= 0x1c4 && letter <= 0x1cc) { /* the digraphs have a form in between, ǅ */
			small = 0x1c6 + (letter - 0x1c4) / 3 * 3;
			capital = letter != small;
		}
		if (next < word->end && has_trait(small, TRAIT_DIGRAPH)) {
			size_t after = next;
			uint32_t second = next_letter(text, word->end, &after);
			uint32_t digraph = digraph_of(small, to_small(second));
			bool backwards = !capital && to_small(second) != second;
			if (digraph && !backwards && !is_parted(lists, word, at)) {
				append_cyrillic_letter(out, to_cyrillic(digraph), capital);
				at += 1 + key_size_of(to_small(second));
				next = after;
				continue;
			}
		}
		if (letter < 0x300 || letter >= 0x370)
			at += key_size_of(small);
		uint32_t cyrillic = to_cyrillic(small);
		if (cyrillic) {
			append_cyrillic_letter(out, cyrillic, capital);
		} else if (split_accent(small, &base, &accent)) {
			append_cyrillic_letter(out, to_cyrillic(base), capital);
			buffer_append_code_point(out, accent);
		} else {
			buffer_append(out, slice_range(text, i, next));
		}
	}
}

/* ---- What stays ---- */

static size_t skip_space_back(struct slice text, size_t i)
{
	if (i > 0 && text.data[i - 1] == ' ')
		return i - 1;
	if (i > 1 && memcmp(text.data + i - 2, "\xc2\xa0", 2) == 0) /* no-break space */
		return i - 2;
	struct slice last = slice_range(text, i > 2 ? i - 3 : i, i);
	if (slice_equal(last, SLICE("\xe2\x80\xaf")) || slice_equal(last, SLICE("\xe2\x80\x89")))
		return i - 3; /* narrow no-break space, thin space */
	return i;
}

/* Whether the word is a unit after a number, after a degree sign, or after another unit that ended at UNIT_END and a
 * slash. */
static bool is_unit(const struct cyrillic_lists *lists, struct slice text, const struct word *word, size_t unit_end)
{
	struct slice name = slice_range(text, word->begin, word->end);
	if (word->begin >= 2 && memcmp(text.data + word->begin - 2, "\xc2\xb0", 2) == 0)
		return word->letters == 1;
	if (unit_end != SLICE_NONE && word->begin == unit_end + 1 && text.data[unit_end] == '/')
		return word->letters <= 3;
	size_t before = skip_space_back(text, word->begin);
	return before > 0 && is_ascii_digit(text.data[before - 1]) && word_list_has(&lists->units, name);
}

/* Moves *I over letters of ROMAN as they stand for a decimal place: ONE up to three times, with FIVE before, or ONE
 * before FIVE or TEN. */
static void skip_place(struct slice roman, size_t *i, char one, char five, char ten)
{
	char first = *i < roman.size ? roman.data[*i] : '\0', second = *i + 1 < roman.size ? roman.data[*i + 1] : '\0';
	if (first == one && second && (second == five || second == ten)) {
		*i += 2;
		return;
	}
	*i += first && first == five;
	for (int count = 0; count < 3 && *i < roman.size && roman.data[*i] == one; count++)
		++*i;
}

static bool is_roman_number(struct slice word)
{
	size_t i = 0;
	skip_place(word, &i, 'M', '\0', '\0');
	skip_place(word, &i, 'C', 'D', 'M');
	skip_place(word, &i, 'X', 'L', 'C');
	skip_place(word, &i, 'I', 'V', 'X');
	return word.size && i == word.size;
}

/* Whether the bytes of TEXT from BEGIN on, or those that end at END where BEGIN is SLICE_NONE, are a word of two or
 * more capitals that is no Roman number. Only ASCII letters are looked at. */
static bool is_word_in_capitals(struct slice text, size_t begin, size_t end)
{
	if (begin == SLICE_NONE) {
		begin = end;
		while (begin > 0 && end - begin < LOOK_AROUND && is_ascii_letter(text.data[begin - 1]))
			begin--;
	} else {
		end = begin;
		while (end < text.size && end - begin < LOOK_AROUND && is_ascii_letter(text.data[end]))
			end++;
	}
	for (size_t i = begin; i < end; i++)
		if (ascii_lower(text.data[i]) == text.data[i])
			return false;
	return end >= begin + 2 && !is_roman_number(slice_range(text, begin, end));
}

static bool is_between_capitals(struct slice text, const struct word *word)
{
	size_t before = skip_space_back(text, word->begin), after = word->end;
	if (after < text.size && text.data[after] == ' ')
		after++;
	return is_word_in_capitals(text, SLICE_NONE, before) || is_word_in_capitals(text, after, 0);
}

/* Whether the word is a Roman number. I and VI are words of Serbian too ("and", "you"): they are so among words in
 * capitals, and I where a sentence begins and no full stop follows. */
static bool is_roman(struct slice text, const struct word *word)
{
	struct slice name = slice_range(text, word->begin, word->end);
	if (word->capitals != name.size || !is_roman_number(name))
		return false;
	if (slice_equal(name, SLICE("I"))) {
		size_t before = word->begin;
		while (before > 0 && text.data[before - 1] == ' ')
			before--;
		uint32_t last = script_letter_before(text, before);
		bool inside = u_isalnum((UChar32)last) || last == ',' || last == ')';
		bool numbered = word->end < text.size && text.data[word->end] == '.';
		return (inside || numbered) && !is_between_capitals(text, word);
	}
	if (slice_equal(name, SLICE("VI")))
		return !is_between_capitals(text, word);
	for (size_t i = 0; i < name.size; i++)
		if (!memchr("IVX", name.data[i], 3))
			return name.size > 2;
	return true;
}

/* The line of the list of foreign words that WORD begins with or is; a NULL pointer if there is none. */
static struct slice find_foreign(const struct cyrillic_lists *lists, const struct word *word)
{
	char whole[KEY_CAPACITY + 1];
	memcpy(whole, word->key, word->key_size);
	whole[word->key_size] = '$';
	return word_list_find_beginning(&lists->foreign, slice_make(whole, word->key_size + 1));
}

static bool is_foreign(const struct cyrillic_lists *lists, struct slice text, const struct word *word)
{
	if (word->foreign)
		return true;
	/* Short words are the second half of Serbian compounds too: plej-of. */
	if (word->letters <= 2 && word->begin > 0 && text.data[word->begin - 1] == '-')
		return false;
	return find_foreign(lists, word).data != NULL;
}

/* The end of the two words with a hyphen between that WORD begins, if they stay together ("e-mail"); 0 if not. */
static size_t find_foreign_compound(const struct cyrillic_lists *lists, struct slice text, const struct word *word,
                                    size_t end)
{
	size_t second = word->end + 1;
	if (second >= end || text.data[word->end] != '-' || !is_ascii_letter(text.data[second]))
		return 0;
	struct word compound = *word;
	append_to_key(&compound, '-');
	while (second < end && second - word->end < LOOK_AROUND && is_ascii_letter(text.data[second]))
		append_to_key(&compound, (unsigned char)ascii_lower(text.data[second++]));
	struct slice line = find_foreign(lists, &compound);
	return line.data && slice_find_byte(line, '-', 0) != SLICE_NONE ? second : 0;
}

static bool is_path_byte(char byte)
{
	return is_ascii_alphanumeric(byte) || memchr("-_~%?=&#+", byte, 9);
}

/* The name of a site, a file or a program's variable in the token [begin, end): a path from its root, or a name that
 * ends as the list of endings says, or with a backslash or an underscore inside. */
static bool find_name(const struct cyrillic_lists *lists, struct slice text, size_t begin, size_t end,
                      size_t *name_begin, size_t *name_end)
{
	while (end > begin && memchr(".,;:!?)]}\"'*>", text.data[end - 1], 13))
		end--;
	while (begin < end && memchr("([{\"'*<", text.data[begin], 7))
		begin++;
	struct slice token = slice_range(text, begin, end);
	if (slice_find_byte(token, '.', 0) == SLICE_NONE && slice_find_byte(token, '/', 0) == SLICE_NONE &&
	    slice_find_byte(token, '\\', 0) == SLICE_NONE && slice_find_byte(token, '_', 0) == SLICE_NONE)
		return false;
	bool is_path = slice_starts_with(token, SLICE("/")) || slice_starts_with(token, SLICE("~/")) ||
	               slice_starts_with(token, SLICE("./")) || slice_starts_with(token, SLICE("../"));
	bool has_letter = false, has_sign = false;
	size_t start = 0;
	*name_begin = begin;
	*name_end = end;
	for (size_t i = 0; i < token.size; i++) {
		char byte = token.data[i], next = i + 1 < token.size ? token.data[i + 1] : '\0';
		has_letter = has_letter || is_ascii_letter(byte);
		bool inside = i > 0 && is_ascii_alphanumeric(token.data[i - 1]) && is_ascii_alphanumeric(next);
		has_sign = has_sign || byte == '\\' || (byte == '_' && inside);
		if (!is_ascii_alphanumeric(byte) && !memchr("-_./", byte, 4))
			start = i + 1;
		if (byte != '.' || i == start)
			continue;
		size_t last = i + 1;
		while (last < token.size && is_ascii_alphanumeric(token.data[last]))
			last++;
		if (!word_list_has(&lists->endings, slice_range(token, i + 1, last)))
			continue;
		*name_begin = begin + start;
		*name_end = begin + last;
		/* What goes on with a path or another ending. */
		while (last < token.size && (token.data[last] == '.' || token.data[last] == '/'))
			for (last++; last < token.size && is_path_byte(token.data[last]); last++)
				*name_end = begin + last + 1;
		return true;
	}
	return has_letter && (is_path || has_sign);
}

/* A token without white space, [begin, end), word by word. */
static void append_token(const struct cyrillic_lists *lists, struct slice text, size_t begin, size_t end,
                         struct buffer *out)
{
	size_t name_begin = end, name_end = end, unit_end = SLICE_NONE, size;
	if (!find_name(lists, text, begin, end, &name_begin, &name_end))
		name_begin = name_end = end;
	for (size_t i = begin; i < end;) {
		if (i == name_begin && name_end > i) {
			buffer_append(out, slice_range(text, i, name_end));
			i = name_end;
			continue;
		}
		size_t limit = i < name_begin ? name_begin : end;
		uint32_t code_point = utf8_decode(text, i, &size);
		size_t reference = code_point == '&' ? character_reference_size(slice_range(text, 0, limit), i) : 0;
		size = reference ? reference : size;
		if (!is_word_letter(code_point)) {
			buffer_append(out, slice_range(text, i, i + size));
			i += size;
			continue;
		}
		struct word word = read_word(text, i, limit);
		bool unit = is_unit(lists, text, &word, unit_end);
		size_t compound = find_foreign_compound(lists, text, &word, limit);
		i = word.end;
		if (unit || is_roman(text, &word)) {
			buffer_append(out, slice_range(text, word.begin, word.end));
			unit_end = unit ? word.end : SLICE_NONE;
		} else if (compound) {
			buffer_append(out, slice_range(text, word.begin, compound));
			i = compound;
		} else if (is_foreign(lists, text, &word)) {
			buffer_append(out, slice_range(text, word.begin, word.end));
			/* The English 's belongs to its word. */
			struct slice rest = slice_range(text, word.end, limit);
			size_t quote = 0;
			if (slice_starts_with(rest, SLICE("'s")))
				quote = 1;
			else if (slice_starts_with(rest, SLICE("’s")))
				quote = 3;
			if (quote && (rest.size == quote + 1 || !is_ascii_letter(rest.data[quote + 1]))) {
				buffer_append(out, slice_range(rest, 0, quote + 1));
				i += quote + 1;
			}
		} else {
			convert_word(lists, text, &word, out);
		}
	}
}

void script_append_cyrillic(const struct cyrillic_lists *lists, struct slice text, size_t begin, size_t end,
                            struct buffer *out)
{
	buffer_reserve(out, (end - begin) * 2);
	while (begin < end) {
		size_t i = begin;
		while (i < end && is_ascii_space(text.data[i]))
			i++;
		buffer_append(out, slice_range(text, begin, i));
		begin = i;
		while (i < end && !is_ascii_space(text.data[i]))
			i++;
		append_token(lists, text, begin, i, out);
		begin = i;
	}
}
