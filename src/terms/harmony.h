/* harmony.h: the vowels of Azerbaijani, and how those of a suffix follow the last one before it. */

#ifndef LOCALIZE_TERMS_HARMONY_H
#define LOCALIZE_TERMS_HARMONY_H

#include <stdbool.h>
#include <stdint.h>

enum { SCHWA = 0x259, DOTLESS_I = 0x131, O_UMLAUT = 0xf6, U_UMLAUT = 0xfc };

static inline bool harmony_is_vowel(uint32_t letter)
{
	return letter == 'a' || letter == 'e' || letter == SCHWA || letter == 'i' || letter == DOTLESS_I || letter == 'o' ||
	       letter == O_UMLAUT || letter == 'u' || letter == U_UMLAUT;
}

static inline bool harmony_is_front(uint32_t vowel)
{
	return vowel == 'e' || vowel == SCHWA || vowel == 'i' || vowel == O_UMLAUT || vowel == U_UMLAUT;
}

static inline bool harmony_is_round(uint32_t vowel)
{
	return vowel == 'o' || vowel == O_UMLAUT || vowel == 'u' || vowel == U_UMLAUT;
}

/* The open vowel of a suffix behind VOWEL, a or ə; and the close one, ı, i, u or ü. */
static inline uint32_t harmony_open(uint32_t vowel)
{
	return harmony_is_front(vowel) ? SCHWA : 'a';
}

static inline uint32_t harmony_close(uint32_t vowel)
{
	if (harmony_is_round(vowel))
		return harmony_is_front(vowel) ? U_UMLAUT : 'u';
	return harmony_is_front(vowel) ? 'i' : DOTLESS_I;
}

#endif
