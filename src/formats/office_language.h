/* office_language.h: languages as office documents name them. */

#ifndef LOCALIZE_FORMATS_OFFICE_LANGUAGE_H
#define LOCALIZE_FORMATS_OFFICE_LANGUAGE_H

#include "formats/office_part.h"

struct office_language {
	struct slice from; /* the primary language that is replaced */
	bool set;          /* by the one below */
	char tag[64], language[16], country[16], script[16]; /* "sr-Cyrl-RS", "sr", "RS", "Cyrl" */
	char with_script[128]; /* `sr`, or `sr" fo:script="Latn" …` where the script is not the expected one */
};

/* That of TAG (BCP 47; empty: none is set) in place of FROM. Office programs want a country, and where a language is
 * written in several scripts, its script: what TAG leaves out is the likeliest. */
void office_language_init(struct office_language *language, struct slice tag, struct slice from);

/* What the value OLD of KIND becomes, into *NEW, which lives as long as LANGUAGE; false where it stays. */
bool office_language_value(const struct office_language *language, enum office_patch_kind kind, struct slice old,
                           struct slice *new);

/* Whether TAG has the same primary language as FROM. */
bool office_language_same(struct slice tag, struct slice from);

#endif
