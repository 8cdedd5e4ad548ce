/* words.h: what of a sentence can be told apart in any language: words, names, numbers, markup. */

#ifndef LOCALIZE_ALIGNMENT_WORDS_H
#define LOCALIZE_ALIGNMENT_WORDS_H

#include "text/placeable.h"

enum word_kind {
	WORD_PLAIN,  /* by its first letters, so that inflected forms are one; in scripts without spaces, a pair of letters */
	WORD_NAME,   /* the same, in capitals or with one where no sentence begins */
	WORD_SOUND,  /* the consonants of what may be a name, so that other spellings and scripts are one */
	WORD_NUMBER, /* digits, in any script */
	WORD_MARKUP, /* a word inside markup: of code, of an address */
};

struct aligned_word {
	uint32_t number; /* its vocabulary's */
	enum word_kind kind;
};

struct aligned_words {
	struct aligned_word *items;
	size_t count, capacity;
};

/* Numbers for words, from 0 on. Zeroed to begin with; vocabulary_finish frees it. */
struct vocabulary {
	struct { uint64_t hash; uint32_t number; } *slots; /* number + 1; 0: free */
	size_t count, capacity;
};

void vocabulary_finish(struct vocabulary *vocabulary);

/* The words of a sentence are looked at up to so many. */
enum { WORDS_MOST = 240 };

/* The words of TEXT (UTF-8) with its PLACEABLES appended to OUT, in the order of their numbers, each as often as it
 * stands there, new ones added to VOCABULARY. The name or number of a character reference (`&mdash;`) is none. Linear. */
void words_find(struct slice text, const struct placeable *placeables, size_t placeable_count,
                struct vocabulary *vocabulary, struct aligned_words *out);

#endif
