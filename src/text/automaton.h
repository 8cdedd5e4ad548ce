/* automaton.h: a regular expression as a finite automaton that tells whether it matches at a place.
 *
 * One table look-up a character, no memory, no backtracking: what a segmentation rule costs where it is tried. It
 * runs forward from the place, or backward to find out whether a match ends there. */

#ifndef LOCALIZE_TEXT_AUTOMATON_H
#define LOCALIZE_TEXT_AUTOMATON_H

#include "text/expression.h"

struct automaton; /* immutable */

/* The automaton of EXPRESSION, BACKWARD or forward, in ARENA. NULL if it can't be one: a look-around or \b elsewhere
 * than at the end at which the automaton ends, or too many states. */
struct automaton *automaton_create(const struct expression *expression, bool backward, struct arena *arena);

/* Whether a match begins at byte AT of TEXT (forward), or ends there (backward), with TEXT all there is. *STEPS grows
 * by the characters read. */
bool automaton_matches(const struct automaton *automaton, struct slice text, size_t at, size_t *steps);

/* What can stand at the place of a match: the nearest byte; beyond it, if that is ASCII, the next two as far as
 * automaton_pair tells them apart, else (backward only) the byte before it. Where the text has fewer bytes, this says
 * nothing. */
enum { AUTOMATON_PAIRS = 4096 };

struct automaton_filter {
	bool nearest[256], second[256], pairs[AUTOMATON_PAIRS];
};

void automaton_filter(const struct automaton *automaton, struct automaton_filter *filter);

/* The index of SECOND, the byte next to the nearest one, and THIRD, the one beyond it. */
static inline size_t automaton_pair(unsigned char second, unsigned char third)
{
	return (size_t)(second < 0x80 ? second : 0) << 5 | (third < 0x80 ? third & 31 : 0);
}

/* Set bit C % SIZE of BITS for each code point C beyond ASCII that can be the nearest one to the place of a match. */
void automaton_characters(const struct automaton *automaton, uint64_t *bits, uint32_t size);

#endif
