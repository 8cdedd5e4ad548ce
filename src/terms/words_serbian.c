/* words_serbian.c: the forms of Serbian words, in Latin letters.
 *
 * Two words are forms of one if, for some ending of each, what stands before it is the same stem but for what Serbian
 * changes in stems: a fleeting a (momak, momka), consonants that give way to the one behind them (vrabac, vrapca), k, g
 * and h as c, z and s (momci) or č, ž and š (momče), l as o (posao, posla), and the j that melts into the last
 * consonant (smrt, smrću; ljubav, ljubavlju). */

#include "terms/words.h"

enum { STEM_LEAST = 2, VERB_PREFIX_LEAST = 5 };

/* Of nouns, adjectives and pronouns; longest first within those that end alike does not matter, as all are tried. */
static const char *const endings[] = {
	"", "a", "e", "i", "o", "u", "om", "em", "im", "og", "eg", "oga", "ega", "oj", "ih", "ima", "ama", "omu", "emu", "ome", "ovi",
	"evi", "ova", "eva", "ove", "eve", "ovima", "evima", "ju", "jom", "oju", "ija", "iju", "ije", "ijom", "ji", "ja", "je",
};

enum { Z_CARON = 0x17e, C_CARON = 0x10d, S_CARON = 0x161, C_ACUTE = 0x107, D_STROKE = 0x111 };

static bool is_vowel(uint32_t letter)
{
	return letter == 'a' || letter == 'e' || letter == 'i' || letter == 'o' || letter == 'u';
}

static bool is_voiceless(uint32_t letter)
{
	return letter == 'k' || letter == 'p' || letter == 't' || letter == 's' || letter == 'f' || letter == 'h' || letter == 'c' ||
	       letter == C_CARON || letter == S_CARON || letter == C_ACUTE;
}

/* What LETTER becomes before a voiceless consonant. */
static uint32_t devoice(uint32_t letter)
{
	switch (letter) {
	case 'b': return 'p';
	case 'd': return 't';
	case 'g': return 'k';
	case 'z': return 's';
	case Z_CARON: return S_CARON;
	case D_STROKE: return C_ACUTE;
	default: return letter;
	}
}

/* The one that stands for what LETTER changes to at the end of a stem. */
static uint32_t class_of(uint32_t letter)
{
	switch (letter) {
	case 'c': case C_CARON: case 'k': return 'k';
	case 'z': case Z_CARON: case 'g': return 'g';
	case 's': case S_CARON: case 'h': return 'h';
	case 't': case C_ACUTE: return 't';
	case 'd': case D_STROKE: return 'd';
	default: return letter;
	}
}

static bool is_lip(uint32_t letter)
{
	return letter == 'v' || letter == 'b' || letter == 'p' || letter == 'm';
}

/* The stem LETTERS (COUNT) without what changes in it, into STEM; the number of its letters. */
static size_t make_stem(const uint32_t *letters, size_t count, uint32_t *stem)
{
	memcpy(stem, letters, count * sizeof *stem);
	/* posao, posla; čitalac, čitaoca. */
	if (count > 2 && stem[count - 1] == 'o' && is_vowel(stem[count - 2]))
		stem[count - 1] = 'l';
	else if (count > 3 && stem[count - 2] == 'o' && is_vowel(stem[count - 3]) && !is_vowel(stem[count - 1]))
		stem[count - 2] = 'l';
	/* The j that melts: after l and n it is a part of the digraphs, which lose it. */
	if (count > 3 && stem[count - 1] == 'j' && (stem[count - 2] == 'l' || stem[count - 2] == 'n')) {
		count--;
		if (stem[count - 1] == 'l' && is_lip(stem[count - 2]))
			count--;
	}
	/* A fleeting a between the last two consonants. */
	if (count > 2 && stem[count - 2] == 'a' && !is_vowel(stem[count - 1]) && !is_vowel(stem[count - 3])) {
		stem[count - 2] = stem[count - 1];
		count--;
	}
	/* otac, oca. */
	if (count > 2 && (stem[count - 1] == 'c' || stem[count - 1] == C_CARON) && (stem[count - 2] == 't' || stem[count - 2] == 'd')) {
		stem[count - 2] = stem[count - 1];
		count--;
	}
	for (size_t i = count; i-- > 1;)
		if (is_voiceless(stem[i]))
			stem[i - 1] = devoice(stem[i - 1]);
	stem[count - 1] = class_of(stem[count - 1]);
	return count;
}

static size_t ending_size(const uint32_t *letters, size_t count, const char *ending)
{
	size_t size = strlen(ending);
	if (count < size + STEM_LEAST)
		return SIZE_MAX;
	for (size_t i = 0; i < size; i++)
		if (letters[count - size + i] != (unsigned char)ending[i])
			return SIZE_MAX;
	return size;
}

static bool has_vowel(const uint32_t *letters, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_vowel(letters[i]) || letters[i] == 'r')
			return true;
	return false;
}

/* The endings of a word as dictionaries have it are few. */
static bool is_basic(const char *ending)
{
	return strlen(ending) < 2 || strcmp(ending, "ja") == 0 || strcmp(ending, "je") == 0 || strcmp(ending, "ija") == 0;
}

bool serbian_is_form(const uint32_t *letters, size_t count, const uint32_t *word, size_t word_count)
{
	uint32_t stem[WORD_FOLDED_MOST], other[WORD_FOLDED_MOST];
	size_t most = WORD_FOLDED_MOST;
	if (count > most || word_count > most || letters[0] != word[0])
		return false;
	enum { ENDINGS = sizeof endings / sizeof *endings };
	for (size_t i = 0; i < ENDINGS; i++) {
		size_t size = is_basic(endings[i]) ? ending_size(word, word_count, endings[i]) : SIZE_MAX;
		if (size == SIZE_MAX)
			continue;
		size_t stem_count = make_stem(word, word_count - size, stem);
		for (size_t j = 0; j < ENDINGS; j++) {
			size_t other_size = ending_size(letters, count, endings[j]);
			if (other_size == SIZE_MAX || count - other_size > stem_count + 3 || count - other_size + 3 < stem_count)
				continue;
			size_t other_count = make_stem(letters, count - other_size, other);
			/* One vowel alone is no ending of so short a stem: dva, dve; to, ta. */
			if (other_count == stem_count && memcmp(stem, other, stem_count * sizeof *stem) == 0 &&
			    (stem_count > 2 || has_vowel(stem, stem_count)))
				return true;
		}
	}
	/* Verbs: the beginning is the same. */
	size_t common = 0;
	while (common < count && common < word_count && letters[common] == word[common])
		common++;
	return common >= VERB_PREFIX_LEAST && common + 3 >= word_count && count <= word_count + 2 &&
	       word[word_count - 1] == 'i' && word[word_count - 2] == 't';
}

/* What a key begins with: the word as it is, a stem of it, the beginning of a verb. */
enum { KEY_WHOLE = 1, KEY_STEM, KEY_VERB };

static void take_key(uint32_t kind, const uint32_t *letters, size_t count, word_take_key *take, void *context)
{
	uint32_t key[WORD_KEY_MOST];
	key[0] = kind;
	memcpy(key + 1, letters, count * sizeof *key);
	take(context, key, count + 1);
}

/* The stems that are left of a word by each of its endings, the BASIC ones alone or all. */
static void take_stems(const uint32_t *letters, size_t count, bool basic, word_take_key *take, void *context)
{
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		uint32_t stem[WORD_FOLDED_MOST];
		size_t size = basic && !is_basic(endings[i]) ? SIZE_MAX : ending_size(letters, count, endings[i]);
		if (size != SIZE_MAX)
			take_key(KEY_STEM, stem, make_stem(letters, count - size, stem), take, context);
	}
}

static bool is_verb(const uint32_t *word, size_t count)
{
	return count >= VERB_PREFIX_LEAST && word[count - 1] == 'i' && word[count - 2] == 't';
}

void serbian_word_keys(const uint32_t *word, size_t word_count, word_take_key *take, void *context)
{
	take_key(KEY_WHOLE, word, word_count, take, context);
	take_stems(word, word_count, true, take, context);
	if (is_verb(word, word_count)) {
		size_t size = word_count > VERB_PREFIX_LEAST + 3 ? word_count - 3 : VERB_PREFIX_LEAST;
		take_key(KEY_VERB, word, size, take, context);
	}
}

void serbian_form_keys(const uint32_t *letters, size_t count, const bool *sizes, word_take_key *take, void *context)
{
	take_key(KEY_WHOLE, letters, count, take, context);
	take_stems(letters, count, false, take, context);
	for (size_t size = VERB_PREFIX_LEAST; size <= count; size++)
		if (!sizes || sizes[size + 1])
			take_key(KEY_VERB, letters, size, take, context);
}
