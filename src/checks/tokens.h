/* tokens.h: what must come back in a translation just as it stands in the sentence: markup, addresses, placeholders. */

#ifndef LOCALIZE_CHECKS_TOKENS_H
#define LOCALIZE_CHECKS_TOKENS_H

#include "checks/check.h"

/* What to report, formats with "%.*s" for the token; in CHANGED for that of the translation, then for the other. They
 * are not translated yet (N_). */
struct token_texts {
	const char *missing, *added, *changed;
};

/* Report the tokens of SOURCE that TRANSLATION has not, and those that only TRANSLATION has; where one of each is left,
 * that is a change. Both are parts of the sides' texts, and are sorted here and cut down to what is left. SAME (NULL: byte
 * by byte) tells whether a token of the sentence stands for one of the translation. */
void tokens_compare(struct check_context *context, struct slices *source, struct slices *translation,
                    bool (*same)(struct slice source, struct slice translation), const struct token_texts *texts);

#endif
