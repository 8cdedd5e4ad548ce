/* language.h: languages and what Unicode's CLDR knows of them, by ICU. */

#ifndef LOCALIZE_TEXT_LANGUAGE_H
#define LOCALIZE_TEXT_LANGUAGE_H

#include "base/arena.h"
#include "base/diagnostics.h"

struct language {
	const char *spelling;  /* as the user spelt it: the name of its folder; "sr@latin" */
	const char *tag;       /* BCP 47: "sr-Latn" */
	const char *gettext;   /* gettext's spelling: "sr@latin", "pt_BR", "az" */
	const char *name;      /* in English: "Serbian (Latin)" */
	const char *plurals;   /* gettext's Plural-Forms: "nplurals=3; plural=(…);" */
	const char *direction; /* "ltr" or "rtl" */
};

/* The language that SPELLING (BCP 47 or POSIX: "sr", "sr-Latn", "sr@latin", "az", "pt_BR") names; its strings are in
 * ARENA. NULL after an error in SINK at POSITION where no such language is known. */
const struct language *language_find(struct slice spelling, struct arena *arena, struct position position,
                                     struct diagnostics *sink);

#endif
