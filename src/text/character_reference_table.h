/* character_reference_table.h: the names of HTML's character references, made by tools/list_references.py. */

#ifndef LOCALIZE_TEXT_CHARACTER_REFERENCE_TABLE_H
#define LOCALIZE_TEXT_CHARACTER_REFERENCE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct character_reference_name {
	uint32_t character; /* the first that it stands for */
	uint16_t letters;   /* where its letters begin in character_reference_letters */
	uint8_t size;       /* their number */
	bool more;          /* it stands for a second one, too */
};

extern const char character_reference_letters[]; /* of all names, one behind the other */
extern const struct character_reference_name character_reference_names[]; /* in the order of their bytes */
extern const size_t character_reference_count;

#endif
