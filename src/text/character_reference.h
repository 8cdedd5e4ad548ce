/* character_reference.h: a character written by its name or number, as HTML, Markdown and XML have it: `&mdash;`,
 * `&#8212;`, `&#x2014;`.
 *
 * Only those with a semicolon count, which all three of them know. */

#ifndef LOCALIZE_TEXT_CHARACTER_REFERENCE_H
#define LOCALIZE_TEXT_CHARACTER_REFERENCE_H

#include "base/slice.h"

struct character_reference {
	size_t size;        /* of all of it, `&` and `;` with it */
	uint32_t character; /* a code point; 0: that of a name which HTML has not, or a number that is none's */
	bool more;          /* the name stands for a second character, too: in most cases a mark that combines with the first */
};

/* The size of what has the form of a reference at OFFSET of TEXT, known or not; 0 if nothing has. */
size_t character_reference_size(struct slice text, size_t offset);

/* The same, and what it stands for. Numbers of the C1 controls are read as browsers do, as the characters of windows-1252. */
bool character_reference_read(struct slice text, size_t offset, struct character_reference *reference);

/* Whether the reference at OFFSET of TEXT is none, as Markdown has it, because a backslash stands before it. */
bool character_reference_is_escaped(struct slice text, size_t offset);

#endif
