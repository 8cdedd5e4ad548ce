/* office_language.h: languages as office documents name them. */

#ifndef LOCALIZE_FORMATS_OFFICE_LANGUAGE_H
#define LOCALIZE_FORMATS_OFFICE_LANGUAGE_H

#include "formats/office_part.h"

struct office_language {
	struct slice from; /* the primary language that is replaced */
	enum { OFFICE_WESTERN, OFFICE_ASIAN, OFFICE_COMPLEX } kind; /* as office programs tell scripts apart */
	char tag[64], language[16], country[16]; /* "sr-Cyrl-RS", "sr", "RS" */
	char script[16];   /* "Cyrl" */
	bool odd_script;   /* it is not the one that one expects */
};

/* TAG (BCP 47) in place of FROM, the language of a document. Office programs want a country, and where a language is
 * written in several scripts, its script: what TAG leaves out is the likeliest. False where TAG says too little. */
bool office_language_init(struct office_language *language, struct slice tag, struct slice from);

/* Whether TAG has the same primary language as FROM. */
bool office_language_same(struct slice tag, struct slice from);

#endif
