/* words_azerbaijani.c: the forms of Azerbaijani words: the word, perhaps with its last consonant softened (kitab, otaq,
 * otağı; çörək, çörəyi) or its last vowel dropped (ağız, ağzı), and a chain of suffixes whose vowels follow in harmony.
 * Turkish goes by the same rules, with e for ə. */

#include "terms/harmony.h"
#include "terms/words.h"

/* A stands for a or ə, I for ı, i, u or ü, by harmony; K for k or q, G for y or ğ, by the vowel before. */
static const char *const suffixes[] = {
	"lAr", "In", "nIn", "I", "nI", "yI", "A", "yA", "nA", "dA", "ndA", "dAn", "ndAn", "tA", "tAn", "Im", "m", "sI", "n", "mIz", "ImIz",
	"nIz", "InIz", "lI", "sIz", "lIK", "lIG", "çI", "çA", "cA", "ki", "kI", "dIr", "dIrlAr", "tIr", "yAm", "sAn", "yIK", "IK", "sInIz",
	"dI", "ydI", "mIş", "ymIş", "sA", "ysA", "lA", "ylA", "dAkI", "dAki", "ndAki", "Incı", "mA", "mAK", "mAG", "lAş", "lAn", "Ar", "ır",
	"Ir", "An", "yAn", "AcAK", "AcAG", "Ib", "yIb", "ArAK",
};

enum { CHAIN_LONGEST = 24 };

static bool fits(char sign, uint32_t letter, uint32_t vowel)
{
	switch (sign) {
	case 'A':
		return letter == harmony_open(vowel) || (letter == 'e' && harmony_is_front(vowel));
	case 'I':
		return letter == harmony_close(vowel);
	case 'K':
		return letter == 'k' || letter == 'q';
	case 'G':
		return letter == 'y' || letter == 0x11f;
	default:
		return letter == (unsigned char)sign;
	}
}

/* The number of letters that SUFFIX takes at the beginning of LETTERS, behind VOWEL, which becomes its last one; 0 if it
 * does not stand there. The few letters beyond ASCII in the list are decoded here. */
static size_t match_suffix(const char *suffix, const uint32_t *letters, size_t count, uint32_t *vowel)
{
	size_t i = 0;
	for (; *suffix; suffix++, i++) {
		unsigned char byte = (unsigned char)*suffix;
		if (i == count)
			return 0;
		if (byte >= 0x80) {
			uint32_t code = (uint32_t)(byte & 0x1f) << 6 | ((unsigned char)suffix[1] & 0x3f);
			if (letters[i] != code)
				return 0;
			suffix++;
		} else if (!fits(*suffix, letters[i], *vowel)) {
			return 0;
		}
		if (harmony_is_vowel(letters[i]))
			*vowel = letters[i];
	}
	return i;
}

/* Whether LETTERS are a chain of suffixes behind VOWEL. What can be reached is marked from left to right. */
static bool is_chain(const uint32_t *letters, size_t count, uint32_t vowel)
{
	uint32_t reached[CHAIN_LONGEST + 1] = { 0 }; /* the last vowel there; 0: not reached */
	if (count > CHAIN_LONGEST)
		return false;
	reached[0] = vowel;
	for (size_t at = 0; at < count; at++) {
		for (size_t i = 0; reached[at] && i < sizeof suffixes / sizeof *suffixes; i++) {
			uint32_t last = reached[at];
			size_t size = match_suffix(suffixes[i], letters + at, count - at, &last);
			if (size)
				reached[at + size] = last;
		}
	}
	return reached[count] != 0;
}

static uint32_t last_vowel(const uint32_t *letters, size_t count)
{
	while (count-- > 0)
		if (harmony_is_vowel(letters[count]))
			return letters[count];
	return 'e'; /* letters are spelt out: BMT is be-em-te */
}

static bool begins(const uint32_t *letters, size_t count, const uint32_t *word, size_t word_count)
{
	return count >= word_count && memcmp(letters, word, word_count * sizeof *word) == 0;
}

/* The consonant that LETTER becomes before a vowel; itself if it stays. */
static uint32_t soften(uint32_t letter)
{
	return letter == 'k' ? 'y' : letter == 'q' ? 0x11f : letter == 't' ? 'd' : letter;
}

bool azerbaijani_is_form(const uint32_t *letters, size_t count, const uint32_t *word, size_t word_count)
{
	uint32_t changed[WORD_LETTERS_MOST + 1];
	uint32_t vowel = last_vowel(word, word_count);
	if (begins(letters, count, word, word_count)) {
		/* Foreign words and the suffixes of abbreviations follow the ear, which the letters don't tell. */
		return is_chain(letters + word_count, count - word_count, vowel) ||
		       is_chain(letters + word_count, count - word_count, harmony_is_front(vowel) ? 'a' : 'e');
	}
	if (word_count < 3 || word_count > WORD_LETTERS_MOST)
		return false;
	memcpy(changed, word, word_count * sizeof *changed);
	changed[word_count - 1] = soften(changed[word_count - 1]);
	if (begins(letters, count, changed, word_count) && count > word_count && harmony_is_vowel(letters[word_count]))
		return is_chain(letters + word_count, count - word_count, vowel);
	if (word_count < 4 || !harmony_is_vowel(word[word_count - 2]))
		return false;
	changed[word_count - 2] = word[word_count - 1];
	return begins(letters, count, changed, word_count - 1) && count >= word_count && harmony_is_vowel(letters[word_count - 1]) &&
	       is_chain(letters + word_count - 1, count - word_count + 1, vowel);
}

size_t azerbaijani_constant_size(const uint32_t *word, size_t word_count)
{
	if (word_count > 3 && harmony_is_vowel(word[word_count - 2]))
		return word_count - 2;
	return word_count > 2 && soften(word[word_count - 1]) != word[word_count - 1] ? word_count - 1 : word_count;
}
