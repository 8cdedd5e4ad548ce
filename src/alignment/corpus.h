/* corpus.h: sentences and their translations, to learn from which words translate which. */

#ifndef LOCALIZE_ALIGNMENT_CORPUS_H
#define LOCALIZE_ALIGNMENT_CORPUS_H

#include "alignment/words.h"

/* A word that stands in the translations of sentences with some other word. */
struct translation {
	uint32_t number;
	uint32_t together; /* pairs, of those looked at, that have both */
};

enum { TRANSLATIONS_MOST = 6 };

/* What is known of a word of the source. */
struct translations {
	struct translation items[TRANSLATIONS_MOST]; /* the most telling ones first */
	unsigned char count;
	bool known;      /* they were looked for */
	uint32_t looked; /* pairs with the word that were looked at: all, or a sample */
};

struct corpus {
	struct vocabulary vocabulary;
	struct { uint32_t *items; size_t count, capacity; } numbers; /* of each pair: the source's words, then the target's */
	struct { struct corpus_pair *items; size_t count, capacity; } pairs;
	struct { uint32_t *items; size_t count, capacity; } target_counts; /* by word: pairs with it in the target */
	double source_letters, target_letters; /* of all pairs */

	/* Made by corpus_prepare. */
	size_t prepared;      /* words */
	uint32_t *firsts;     /* by word: its first place in postings; one more than words */
	uint32_t *postings;   /* pairs that have the word in the source, ascending */
	struct translations *translations; /* by word */
	uint32_t *scratch;    /* by word, zeroed */
};

/* Where its words are in numbers, ascending and each once. */
struct corpus_pair {
	size_t source, target, end;
	uint32_t source_letters, target_letters;
};

void corpus_finish(struct corpus *corpus);

/* Add a pair of sentences, taken apart with the corpus's vocabulary, with their sizes in characters. */
void corpus_add(struct corpus *corpus, const struct aligned_words *source, const struct aligned_words *target, size_t source_letters,
                size_t target_letters);

/* Forget all pairs but the first COUNT. */
void corpus_truncate(struct corpus *corpus, size_t count);

/* Make look-ups possible: to be called after pairs or words were added. Linear. */
void corpus_prepare(struct corpus *corpus);

/* What translates the source's word NUMBER. Looks at some hundred pairs the first time. */
const struct translations *corpus_translations(struct corpus *corpus, uint32_t number);

/* In how many pairs the word NUMBER is in the target. */
static inline uint32_t corpus_target_count(const struct corpus *corpus, uint32_t number)
{
	return number < corpus->target_counts.count ? corpus->target_counts.items[number] : 0;
}

/* Whether pair PAIR has the word NUMBER in the target. */
bool corpus_pair_has(const struct corpus *corpus, size_t pair, uint32_t number);

#endif
