/* glossary.h: the terms of a project from its source language to one target: what is to be used, and what is not. */

#ifndef LOCALIZE_TERMS_GLOSSARY_H
#define LOCALIZE_TERMS_GLOSSARY_H

#include "base/arena.h"
#include "terms/words.h"

struct term {
	struct slice source; /* empty: whatever the sentence says, the target is not to be used */
	struct slice target;
	bool forbidden;      /* the target is not to be used for the source */
};

struct glossary;

/* An empty glossary from SOURCE to TARGET (BCP 47). */
struct glossary *glossary_create(const char *source, const char *target);
void glossary_destroy(struct glossary *glossary); /* takes NULL */

/* So many terms may have the same source: each place where it stands has all of them to be looked for. */
enum { GLOSSARY_TARGETS_MOST = 64 };

/* Add a term; its texts are copied. What has no words, and what is in the glossary already, is passed over; so are, and
 * glossary_left_out counts them, further terms of a source that has enough, and terms of more than 64 words. */
void glossary_add(struct glossary *glossary, const struct term *term);

/* To be called once, after the last term: from then on the glossary can be used, by several threads at once. */
void glossary_seal(struct glossary *glossary);

size_t glossary_left_out(const struct glossary *glossary);

size_t glossary_count(const struct glossary *glossary);
const struct term *glossary_term(const struct glossary *glossary, size_t index);

/* A term in a sentence. */
struct term_match {
	size_t term;       /* its index in the glossary */
	size_t begin, end; /* bytes of the sentence */
	size_t distance;   /* between the sizes of the term and of what stands there, where several are found in one place */
};

struct term_matches {
	struct term_match *items;
	size_t count, capacity;
};

/* Append the terms whose source is in WORDS, in any form, in the order of the sentence: where several begin at the same
 * word, the longest, and all that are of as many words, the likest first; none inside another. Near-linear in the
 * sentence. */
void glossary_find(const struct glossary *glossary, const struct term_words *words, struct term_matches *out);

/* The same for TEXT (UTF-8), without placeables. */
void glossary_find_in(const struct glossary *glossary, struct slice text, struct term_matches *out);

/* Append the forbidden terms without a source that WORDS, of a translation, have. */
void glossary_find_banned(const struct glossary *glossary, const struct term_words *words, struct term_matches *out);

/* Where which words of WORDS, of a translation, are, so that COUNT terms are looked for in it in a time that grows with both;
 * NULL where it is quicker to try each word. */
struct term_places *glossary_find_places(const struct glossary *glossary, const struct term_words *words, size_t count);
void term_places_destroy(struct term_places *places); /* takes NULL */

/* Whether WORDS, of the translation TEXT, have the target of the term of that INDEX in any form, and where. PLACES are those of
 * WORDS, if there are any. */
bool glossary_has_target(const struct glossary *glossary, size_t index, struct slice text, const struct term_words *words,
                         const struct term_places *places, size_t *begin, size_t *end);

/* The rules by which each side's words are found. */
enum word_rules glossary_source_rules(const struct glossary *glossary);
enum word_rules glossary_target_rules(const struct glossary *glossary);

#endif
