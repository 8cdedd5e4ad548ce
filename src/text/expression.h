/* expression.h: regular expressions that are regular, as trees.
 *
 * Most segmentation rules use nothing of PCRE2's syntax that a finite automaton can't do. These are read here, with
 * PCRE2's meaning under UTF and UCP, and automaton.h makes automata of them; all others are PCRE2's to run. */

#ifndef LOCALIZE_TEXT_EXPRESSION_H
#define LOCALIZE_TEXT_EXPRESSION_H

#include "base/arena.h"

struct code_range {
	uint32_t first, last;
};

/* A set of code points: those in RANGES and those of the general CATEGORIES (bit 1 << u_charType), or all others. */
struct character_class {
	struct code_range *ranges;
	size_t range_count;
	uint32_t categories;
	bool negated;
	bool edge; /* and the text's edge, where there is no character */
};

enum expression_kind {
	EXPRESSION_CLASS,
	EXPRESSION_SEQUENCE,
	EXPRESSION_CHOICE,
	EXPRESSION_REPEAT,   /* of its one child, LEAST to MOST times */
	EXPRESSION_BOUNDARY, /* \b */
	EXPRESSION_AHEAD,    /* (?=…), and ^ \A \z as edges; a negative one is its complement */
	EXPRESSION_BEHIND,   /* (?<=…) */
};

#define EXPRESSION_UNLIMITED UINT32_MAX

struct expression {
	enum expression_kind kind;
	struct character_class class;
	uint32_t least, most;
	struct expression *first; /* child */
	struct expression *next;  /* after it in the parent's list */
};

/* The tree of TEXT, an expression of PCRE2's, in ARENA; NULL if it uses what is not known here. Unless *EXACT, it
 * matches more than TEXT does. */
struct expression *expression_parse(struct slice text, struct arena *arena, bool *exact);

/* Take the boundaries and look-arounds out of EXPRESSION, which matches more then. */
void expression_relax(struct expression *expression);

/* Whether CODE_POINT is in CLASS. */
bool character_class_has(const struct character_class *class, uint32_t code_point);

#endif
