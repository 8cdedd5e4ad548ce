/* automaton_table.h: what an automaton is made of, for the files that build, run and examine it. */

#ifndef LOCALIZE_TEXT_AUTOMATON_TABLE_H
#define LOCALIZE_TEXT_AUTOMATON_TABLE_H

#include "text/automaton.h"

#include <unicode/uchar.h>

/* States: these, then the start. */
enum { STATE_DEAD, STATE_ACCEPT, STATE_START };

enum { MOST_SYMBOLS = 254, ASCII = 128, NEAR = 0x500, PUNCTUATION = 0x2000, NEAR_PUNCTUATION = 0x80,
       CODE_POINTS = 0x110000 };

/* The code points that lie between FIRST and the next interval's are told apart by their category alone. */
struct interval {
	uint32_t first;
	uint8_t symbols[U_CHAR_CATEGORY_COUNT];
};

enum { MOST_LEAVING = 3 };

/* The bytes with which all characters begin at which a state is left, the last one repeated, if they are few. */
struct leaving {
	bool few;
	unsigned char bytes[MOST_LEAVING];
};

struct automaton {
	bool backward;
	uint16_t start;
	size_t symbol_count; /* symbol 0 is the text's edge */
	/* The symbols of Latin, Greek and Cyrillic, and of general punctuation, which are looked up directly. */
	uint8_t near[NEAR], punctuation[NEAR_PUNCTUATION];
	struct interval *intervals; /* by their first, from 0 */
	size_t interval_count;
	uint16_t *next; /* [state * symbol_count + symbol] */
	struct leaving *leaving; /* [state], forward; NULL if there is none */
};

/* The first byte of CODE_POINT in UTF-8. */
static inline unsigned char lead_byte(uint32_t code_point)
{
	unsigned byte = code_point < 0x80 ? code_point : code_point < 0x800 ? 0xc0 | code_point >> 6 :
	                code_point < 0x10000 ? 0xe0 | code_point >> 12 : 0xf0 | code_point >> 18;
	return (unsigned char)byte;
}

#endif
