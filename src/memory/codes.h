/* codes.h: the inline markup of a sentence and of its translation, numbered for tools that show it as codes. */

#ifndef LOCALIZE_MEMORY_CODES_H
#define LOCALIZE_MEMORY_CODES_H

#include "text/placeable.h"

/* A piece of markup. Both halves of a pair have one number; what the translation has as the sentence has it, too. */
struct code {
	size_t begin, end;        /* of its text */
	enum placeable_kind kind;
	bool paired;
	size_t number;            /* from 1 on */
};

struct codes {
	struct code *items;
	size_t count, capacity;
};

/* The codes of the sentence SOURCE, and those of its translation TARGET, in their order, appended to SOURCES and
 * TARGETS, which must be empty. FIND finds markup; NULL: there is none. Near-linear. */
void codes_find(struct slice source, struct slice target, void (*find)(struct slice text, struct placeables *out),
                struct codes *sources, struct codes *targets);

/* Whether the pairs of CODES are nested. */
bool codes_are_nested(const struct codes *codes);

#endif
