#include "alignment/corpus.h"

#include <math.h>

enum { PAIRS_LOOKED_AT_MOST = 400 };

static void forget_prepared(struct corpus *corpus)
{
	free(corpus->firsts);
	free(corpus->postings);
	free(corpus->translations);
	free(corpus->scratch);
	corpus->firsts = corpus->postings = corpus->scratch = NULL;
	corpus->translations = NULL;
	corpus->prepared = 0;
}

void corpus_finish(struct corpus *corpus)
{
	forget_prepared(corpus);
	vocabulary_finish(&corpus->vocabulary);
	array_finish(&corpus->numbers);
	array_finish(&corpus->pairs);
	array_finish(&corpus->target_counts);
	*corpus = (struct corpus){ 0 };
}

static void push_words(struct corpus *corpus, const struct aligned_words *words)
{
	for (size_t i = 0; i < words->count; i++)
		if (i == 0 || words->items[i].number != words->items[i - 1].number)
			array_push(&corpus->numbers, words->items[i].number);
}

static void count_targets(struct corpus *corpus, const struct corpus_pair *pair, uint32_t step)
{
	for (size_t i = pair->target; i < pair->end; i++) {
		while (corpus->target_counts.count <= corpus->numbers.items[i])
			array_push(&corpus->target_counts, 0);
		corpus->target_counts.items[corpus->numbers.items[i]] += step;
	}
}

void corpus_add(struct corpus *corpus, const struct aligned_words *source, const struct aligned_words *target, size_t source_letters,
                size_t target_letters)
{
	struct corpus_pair pair = {
		.source = corpus->numbers.count, .source_letters = (uint32_t)source_letters,
		.target_letters = (uint32_t)target_letters,
	};
	push_words(corpus, source);
	pair.target = corpus->numbers.count;
	push_words(corpus, target);
	pair.end = corpus->numbers.count;
	count_targets(corpus, &pair, 1);
	corpus->source_letters += pair.source_letters;
	corpus->target_letters += pair.target_letters;
	array_push(&corpus->pairs, pair);
}

void corpus_truncate(struct corpus *corpus, size_t count)
{
	while (corpus->pairs.count > count) {
		const struct corpus_pair *pair = array_last(&corpus->pairs);
		count_targets(corpus, pair, (uint32_t)-1);
		corpus->source_letters -= pair->source_letters;
		corpus->target_letters -= pair->target_letters;
		corpus->numbers.count = pair->source;
		corpus->pairs.count--;
	}
	forget_prepared(corpus);
}

void corpus_prepare(struct corpus *corpus)
{
	forget_prepared(corpus);
	size_t words = corpus->vocabulary.count, total = 0;
	corpus->prepared = words;
	corpus->firsts = memory_allocate_zero(words + 2, sizeof *corpus->firsts);
	corpus->translations = memory_allocate_zero(words + 1, sizeof *corpus->translations);
	corpus->scratch = memory_allocate_zero(words + 1, sizeof *corpus->scratch);
	for (size_t p = 0; p < corpus->pairs.count; p++)
		for (size_t i = corpus->pairs.items[p].source; i < corpus->pairs.items[p].target; i++, total++)
			corpus->firsts[corpus->numbers.items[i] + 2]++;
	for (size_t word = 2; word < words + 2; word++)
		corpus->firsts[word] += corpus->firsts[word - 1];
	corpus->postings = memory_allocate((total + 1) * sizeof *corpus->postings);
	for (size_t p = 0; p < corpus->pairs.count; p++)
		for (size_t i = corpus->pairs.items[p].source; i < corpus->pairs.items[p].target; i++)
			corpus->postings[corpus->firsts[corpus->numbers.items[i] + 1]++] = (uint32_t)p;
}

/* How telling it is that TARGET stands in TOGETHER of LOOKED pairs: more than by chance, and often. */
static double association(const struct corpus *corpus, uint32_t target, uint32_t together, uint32_t looked)
{
	double expected = (double)corpus_target_count(corpus, target) / (double)corpus->pairs.count;
	double rate = (double)together / looked;
	return rate > expected ? together * log(rate / expected) : 0;
}

static void keep_best(const struct corpus *corpus, struct translations *translations, uint32_t target)
{
	struct translation added = { target, corpus->scratch[target] };
	double score = association(corpus, target, added.together, translations->looked);
	size_t place = translations->count;
	while (place) {
		const struct translation *before = &translations->items[place - 1];
		double other = association(corpus, before->number, before->together, translations->looked);
		if (other > score || (other >= score && before->number < target))
			break;
		place--;
	}
	if (score <= 0 || place == TRANSLATIONS_MOST)
		return;
	if (translations->count < TRANSLATIONS_MOST)
		translations->count++;
	for (size_t i = translations->count - 1u; i > place; i--)
		translations->items[i] = translations->items[i - 1];
	translations->items[place] = added;
}

static void look_for(struct corpus *corpus, uint32_t number, struct translations *translations)
{
	size_t first = corpus->firsts[number], count = corpus->firsts[number + 1] - first;
	size_t looked = count < PAIRS_LOOKED_AT_MOST ? count : PAIRS_LOOKED_AT_MOST;
	struct { uint32_t *items; size_t count, capacity; } met = { 0 };
	translations->looked = (uint32_t)looked;
	for (size_t k = 0; k < looked; k++) {
		const struct corpus_pair *pair = &corpus->pairs.items[corpus->postings[first + k * count / looked]];
		for (size_t i = pair->target; i < pair->end; i++) {
			uint32_t target = corpus->numbers.items[i];
			if (corpus->scratch[target]++ == 0)
				array_push(&met, target);
		}
	}
	for (size_t i = 0; i < met.count; i++)
		keep_best(corpus, translations, met.items[i]);
	for (size_t i = 0; i < met.count; i++)
		corpus->scratch[met.items[i]] = 0;
	array_finish(&met);
}

const struct translations *corpus_translations(struct corpus *corpus, uint32_t number)
{
	static const struct translations none;
	if (number >= corpus->prepared)
		return &none;
	struct translations *translations = &corpus->translations[number];
	if (!translations->known)
		look_for(corpus, number, translations);
	translations->known = true;
	return translations;
}

bool corpus_pair_has(const struct corpus *corpus, size_t pair, uint32_t number)
{
	size_t low = corpus->pairs.items[pair].target, high = corpus->pairs.items[pair].end;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (corpus->numbers.items[middle] < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < corpus->pairs.items[pair].end && corpus->numbers.items[low] == number;
}
