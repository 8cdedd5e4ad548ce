/* ooxml_fields.h: the fields of WordprocessingML (ECMA-376, part 1, 17.16): what a program fills in, in runs of its own. */

#ifndef LOCALIZE_FORMATS_OOXML_FIELDS_H
#define LOCALIZE_FORMATS_OOXML_FIELDS_H

#include "formats/office_part.h"

/* What an item of a paragraph is in a field: its detail. */
enum ooxml_field_part {
	OOXML_FIELD_NONE,
	OOXML_FIELD_BEGIN,
	OOXML_FIELD_INSTRUCTION, /* the item's text */
	OOXML_FIELD_SEPARATE,
	OOXML_FIELD_END,
};

/* Whether a field with INSTRUCTION is a link, so that what it shows is prose: its type is the first word. */
bool ooxml_field_is_link(struct slice instruction);

/* Make each field of PARAGRAPH, from its beginning to its end, one tag, or a pair around what it shows. */
void ooxml_resolve_fields(struct office_paragraph *paragraph);

#endif
