/* words.h: words as terms are compared by: without case, script or accents of typing in the way, and in all their forms.
 *
 * No dictionary is asked. For each language, rules say which words may be forms of one another: they forgive more than
 * they miss, as whoever uses a term in an unusual form is not to be told that it is missing. */

#ifndef LOCALIZE_TERMS_WORDS_H
#define LOCALIZE_TERMS_WORDS_H

#include "text/placeable.h"

enum { WORD_LETTERS_MOST = 40, WORD_FOLDED_MOST = 2 * WORD_LETTERS_MOST };

/* A run of letters and digits. */
struct term_word {
	uint32_t begin, end;    /* bytes of the text */
	uint32_t first, count;  /* its folded letters, in the array of its words */
	bool capitals;          /* two letters or more, and no small one */
	bool follows;           /* only a space or a hyphen stands before it, and then a word */
};

struct term_words {
	struct { uint32_t *items; size_t count, capacity; } letters;
	struct { struct term_word *items; size_t count, capacity; } words;
};

enum word_rules { WORD_RULES_PREFIX, WORD_RULES_ENGLISH, WORD_RULES_SERBIAN, WORD_RULES_AZERBAIJANI };

/* The rules for a language, BCP 47. */
enum word_rules word_rules_of(const char *language);

/* Append the words of TEXT (UTF-8) outside of PLACEABLES, folded: small letters, by the rules of Turkic languages for
 * Azerbaijani; Serbian in Latin script, whichever it is in; of a very long word the beginning. Linear. */
void term_words_find(struct slice text, const struct placeables *placeables, enum word_rules rules, struct term_words *out);
void term_words_finish(struct term_words *words);

static inline const uint32_t *term_word_letters(const struct term_words *words, size_t index)
{
	return words->letters.items + words->words.items[index].first;
}

/* Whether LETTERS (COUNT, folded) may be a form of the word WORD (WORD_COUNT, folded), which stands as dictionaries have it.
 * Costs no more than the square of a word's length. */
bool word_is_form(const uint32_t *letters, size_t count, const uint32_t *word, size_t word_count, enum word_rules rules);

/* Call TAKE with the keys by which forms of a word are found. Those of WORD, which stands as dictionaries have it, are a few;
 * each form of it has one of them at least among its own. SIZES, of WORD_KEY_MOST + 1 items, says of form_keys how long those
 * that are beginnings need to be; NULL: of any size. Costs no more than the square of a word's length. */
enum { WORD_KEY_MOST = 1 + WORD_FOLDED_MOST };
typedef void word_take_key(void *context, const uint32_t *key, size_t size);
void word_keys(const uint32_t *word, size_t word_count, enum word_rules rules, word_take_key *take, void *context);
void form_keys(const uint32_t *letters, size_t count, enum word_rules rules, const bool *sizes, word_take_key *take,
               void *context);

/* The parts of it for languages; each knows its own in its file. */
size_t azerbaijani_constant_size(const uint32_t *word, size_t word_count);
void serbian_word_keys(const uint32_t *word, size_t word_count, word_take_key *take, void *context);
void serbian_form_keys(const uint32_t *letters, size_t count, const bool *sizes, word_take_key *take, void *context);
bool serbian_is_form(const uint32_t *letters, size_t count, const uint32_t *word, size_t word_count);
bool azerbaijani_is_form(const uint32_t *letters, size_t count, const uint32_t *word, size_t word_count);

#endif
