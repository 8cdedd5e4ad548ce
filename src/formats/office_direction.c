#include "formats/office_direction.h"

#include "text/utf8.h"

#include <unicode/uchar.h>

enum strength { NEUTRAL, LEFT_TO_RIGHT, RIGHT_TO_LEFT };

/* Of CODEPOINT, behind characters of CURRENT, in EMBEDDINGS from right to left. */
static enum strength strength_of(uint32_t codepoint, enum strength current, size_t *embeddings)
{
	switch (u_charDirection((UChar32)codepoint)) {
	case U_RIGHT_TO_LEFT_EMBEDDING:
	case U_RIGHT_TO_LEFT_OVERRIDE:
	case U_RIGHT_TO_LEFT_ISOLATE:
		++*embeddings;
		return RIGHT_TO_LEFT;
	case U_POP_DIRECTIONAL_FORMAT:
	case U_POP_DIRECTIONAL_ISOLATE:
		if (*embeddings == 0)
			return NEUTRAL;
		--*embeddings;
		return RIGHT_TO_LEFT;
	case U_RIGHT_TO_LEFT:
	case U_RIGHT_TO_LEFT_ARABIC:
		return RIGHT_TO_LEFT;
	case U_LEFT_TO_RIGHT:
		return *embeddings ? RIGHT_TO_LEFT : LEFT_TO_RIGHT;
	case U_EUROPEAN_NUMBER:
		return *embeddings ? RIGHT_TO_LEFT : current == LEFT_TO_RIGHT ? LEFT_TO_RIGHT : NEUTRAL;
	default:
		return *embeddings ? RIGHT_TO_LEFT : NEUTRAL;
	}
}

size_t office_stretch_end(struct slice text, size_t from, bool base_rtl, bool *rtl)
{
	enum strength base = base_rtl ? RIGHT_TO_LEFT : LEFT_TO_RIGHT, current = NEUTRAL;
	size_t strong_end = from, embeddings = 0;
	*rtl = base_rtl;
	for (size_t i = from, next; i < text.size; i = next) {
		size_t size;
		enum strength strength = strength_of(utf8_decode(text, i, &size), current, &embeddings);
		next = i + size;
		if (strength == NEUTRAL)
			continue;
		if (current == NEUTRAL && strength != base && i > from)
			return i;
		if (current != NEUTRAL && strength != current)
			return current == base ? i : strong_end;
		current = strength;
		*rtl = current == RIGHT_TO_LEFT;
		strong_end = next;
	}
	return current == NEUTRAL || current == base ? text.size : strong_end;
}
