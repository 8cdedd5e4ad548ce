/* language_table.h: what ICU has of its languages, taken down when the program is built.
 *
 * A look-up in ICU's data, thirty megabytes, brings one or two of them into memory; a plain run needs none of it so. */

#ifndef LOCALIZE_TEXT_LANGUAGE_TABLE_H
#define LOCALIZE_TEXT_LANGUAGE_TABLE_H

#include "base/slice.h"

/* The table's name among the data files: a line for each language, of fields with TABs between them, in UTF-8. */
#define LANGUAGE_TABLE "languages"

/* The fields of a line, in their order. */
enum language_field {
	LANGUAGE_CODE,      /* of ISO 639, by which it is found: "sr" */
	LANGUAGE_GETTEXT,   /* the members of struct language */
	LANGUAGE_NAME,
	LANGUAGE_PLURALS,
	LANGUAGE_DIRECTION,
	LANGUAGE_MONTHS,    /* forms of the names of the twelve months, each name before a "|" */
	LANGUAGE_FIELDS,
};

/* The fields of the language CODE, for the life of the process. False where the table has none: of a language in a region
 * or script, of one without data, and of all where the program was built on a machine that can't run it. ICU is to be
 * asked then. Linear in the table's 64 KiB. */
bool language_table_find(struct slice code, struct slice fields[LANGUAGE_FIELDS]);

#endif
