/* language_code.h: BCP 47 tags as providers spell them. */

#ifndef LOCALIZE_ENGINES_LANGUAGE_CODE_H
#define LOCALIZE_ENGINES_LANGUAGE_CODE_H

#include "base/arena.h"

struct language_code {
	char language[9]; /* "sr" */
	char script[5];   /* "Latn"; empty if there is none */
	char region[4];   /* "RS", "419"; empty if there is none */
};

/* A row of a provider's own spellings: of a tag and of all that are more special. */
struct language_spelling {
	const char *tag;  /* "zh-Hant" */
	const char *code; /* "zh-TW" */
};

/* TAG ("sr-Latn", "pt_BR", in any case; variants and extensions left out) taken apart. False if it is none. */
bool language_code_parse(const char *tag, struct language_code *code);

/* TAG by the most special row of TABLE (a NULL tag ends it; NULL: none) that fits it, else its language alone; in
 * ARENA or static. TAG must be one that language_code_parse takes. */
const char *language_code_spell(const char *tag, const struct language_spelling *table, struct arena *arena);

/* The script that Serbian tagged TAG is written in, "Cyrl" or "Latn"; NULL for all other languages. */
const char *language_code_serbian_script(const char *tag);

#endif
