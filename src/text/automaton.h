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

/* The same of one that may match more, if there would be many states: it knows how each match begins. */
struct automaton *automaton_create_rough(const struct expression *expression, bool backward, struct arena *arena);

/* Whether a match begins at byte AT of TEXT (forward), or ends there (backward), with TEXT all there is. *STEPS grows
 * by the bytes read. */
bool automaton_matches(const struct automaton *automaton, struct slice text, size_t at, size_t *steps);

/* Whether one character, or none, can make a match. */
bool automaton_takes_one(const struct automaton *automaton);

/* What can stand at the place of a match: the nearest byte; and where that is ASCII, the two characters beyond it: bit
 * automaton_third(THIRD) of pairs[automaton_second(SECOND)]. Where the text has fewer characters, this says nothing. */
enum { AUTOMATON_SECONDS = 0x201, AUTOMATON_THIRDS = 64 };

struct automaton_filter {
	bool nearest[256];
	uint64_t pairs[AUTOMATON_SECONDS];
};

void automaton_filter(const struct automaton *automaton, struct automaton_filter *filter);

/* Greek and Cyrillic letters are told apart, and from Latin ones. */
static inline size_t automaton_second(uint32_t code_point)
{
	return code_point < 0x80 ? code_point :
	       code_point < 0x300 ? 0x80 | (code_point & 0x7f) :
	       code_point < 0x500 ? 0x100 | (code_point & 0xff) : 0x200;
}

/* Characters beyond ASCII are in the upper half. */
static inline size_t automaton_third(uint32_t code_point)
{
	return (code_point < 0x80 ? 0 : 32) | (code_point & 31);
}

/* Add to BYTES those that can stand beyond the nearest byte where that is NEAREST. */
void automaton_beyond(const struct automaton *automaton, unsigned char nearest, bool bytes[256]);

/* Set bit C % SIZE of BITS for each code point C beyond ASCII that can be the nearest one to the place of a match. */
void automaton_characters(const struct automaton *automaton, uint64_t *bits, uint32_t size);

#endif
