/* similarity.h: how alike two sentences are, and which of many are most like one.
 *
 * A score is the best of three measures, in per cent of the longer text:
 *
 * - by words, how many of them stay when one text becomes the other in the fewest insertions, deletions and
 *   replacements (Levenshtein's distance). A word is what stands between white space, without the punctuation around
 *   it and whatever its case; in scripts that do not part words, a character. So a changed word costs the same however
 *   long it is, and in a sentence of four words one may be another.
 * - by characters, where each change counts one and a half times: a text may have small changes in many words
 *   (another number or ending, corrected letters), but words that merely share letters are not taken for each other.
 * - by words in any order, for a clause that was moved: twelve are taken off, and each other change counts twice.
 *
 * Distances are computed 64 rows at once (Myers 1999, in the form of Hyyrö 2003), in a band as wide as the score asked
 * for allows. */

#ifndef LOCALIZE_TEXT_SIMILARITY_H
#define LOCALIZE_TEXT_SIMILARITY_H

#include "base/slice.h"

/* The least score at which a sentence is proposed as a fuzzy match: one word of four may differ, or two of eight. */
enum { SIMILARITY_FUZZY_LEAST = 75 };

/* How alike A and B (UTF-8) are, 0 to 100; 100 only for equal texts, 99 where only punctuation between words, case or
 * white space differs. A score below LEAST is given as 0, and found the faster the higher LEAST is. Of texts of more
 * than 16,384 words the order of words is not looked at, so that no pair takes long. */
unsigned similarity_score(struct slice a, struct slice b, unsigned least);

/* Sentences to be searched. Once prepared it may be searched by several threads at once. */
struct similarity_index;

struct similarity_match {
	size_t number;
	unsigned score;
};

struct similarity_index *similarity_index_create(void);
void similarity_index_destroy(struct similarity_index *index); /* takes NULL */

/* Add TEXT, which must outlive the index, under NUMBER. */
void similarity_index_add(struct similarity_index *index, struct slice text, size_t number);

/* To be called once, after the last sentence is added and before the first search. Linear in the text. */
void similarity_index_prepare(struct similarity_index *index);

/* The at most CAPACITY sentences most like TEXT with a score of at least LEAST into MATCHES, the best first, of equal
 * ones the lower number; returns how many. Those that share the rarest words and neighbours with TEXT are looked at,
 * and those that are TEXT but for one word, so the cost hardly grows with the number of sentences. */
size_t similarity_index_search(const struct similarity_index *index, struct slice text, unsigned least,
                               struct similarity_match *matches, size_t capacity);

#endif
