/* key.h: what of a sentence counts when it is looked up in the memory. */

#ifndef LOCALIZE_MEMORY_KEY_H
#define LOCALIZE_MEMORY_KEY_H

#include "base/buffer.h"

enum {
	KEY_TOKENS_MOST = 48,
	KEY_LANGUAGE_SIZE = 32, /* of the longest language that language_family writes, with its NUL */
};

/* A sentence's different words, as hashes in ascending order. Of a text with more words than there is room for, those
 * with the smallest hashes: like texts then keep the same ones. */
struct key_tokens {
	uint32_t items[KEY_TOKENS_MOST];
	size_t count;
	size_t length; /* words in all, each as often as it stands there */
};

/* TEXT (UTF-8) as it is compared, appended to OUT: in NFC, its case folded, each run of white space one space and none
 * at the ends, quotation marks, apostrophes and dashes in their plain form, invisible characters left out. Linear. */
void key_append(struct buffer *out, struct slice text);

/* The hash of a key; never 0. */
uint32_t key_hash(struct slice key);

/* The words of KEY, by their first letters, so that inflected forms are one; all numbers are one word; in scripts that
 * set no spaces between words, pairs of letters. Linear. */
void key_find_tokens(struct slice key, struct key_tokens *tokens);

/* The class of lengths, below 32, that a sentence of LENGTH words belongs to; each class is a third longer than the
 * one before. */
unsigned key_length_class(size_t length);

/* Whether two texts have the same numbers in the same order. */
bool key_same_numbers(struct slice a, struct slice b);

/* The language and script of TAG (BCP 47 or POSIX: "pt_BR", "sr@latin"), script left out where it is the usual one:
 * "pt", "sr-Latn". What differs in the region alone is one family. *REGION is the region or "". False where TAG is
 * no language tag. */
bool language_family(struct slice tag, char family[KEY_LANGUAGE_SIZE], char region[KEY_LANGUAGE_SIZE]);

#endif
