/* rule_filter.h: which segmentation rules the characters around a place leave possible, for all rules at once.
 *
 * A row has a bit for each rule: bit N % 64 of word N / 64 for rule N. */

#ifndef LOCALIZE_TEXT_RULE_FILTER_H
#define LOCALIZE_TEXT_RULE_FILTER_H

#include "text/automaton.h"

enum rule_side { RULE_BEFORE, RULE_AFTER };

struct rule_filter {
	size_t words;         /* of a row */
	uint64_t *nearest[2]; /* [byte * words]: rows for the byte that is nearest to the place on a side */
	uint64_t *pairs[2];   /* rows for the two characters beyond, AUTOMATON_THIRDS for each kind of the first of them */
	uint16_t kinds[2][AUTOMATON_SECONDS];
};

/* The rows of SIDE for COUNT rules, of which FILTERS says what can stand on it, in ARENA. */
void rule_filter_make(struct rule_filter *filter, enum rule_side side, const struct automaton_filter *filters, size_t count,
                      struct arena *arena);

static inline const uint64_t *rule_filter_nearest(const struct rule_filter *filter, enum rule_side side, unsigned char byte)
{
	return &filter->nearest[side][byte * filter->words];
}

/* SECOND and THIRD by automaton_second and automaton_third. */
static inline const uint64_t *rule_filter_pair(const struct rule_filter *filter, enum rule_side side, size_t second, size_t third)
{
	return &filter->pairs[side][(filter->kinds[side][second] * (size_t)AUTOMATON_THIRDS + third) * filter->words];
}

#endif
