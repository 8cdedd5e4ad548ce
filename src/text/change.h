/* change.h: changes of a sentence that leave its words as they are, made in its translation.
 *
 * What may change so are numbers, months beside them, addresses, inline markup (the target of a link, the content of a
 * code span) and punctuation, written as characters or as character references. A translation has them as the sentence
 * has, whatever its language, so the change can be made without knowing the language. */

#ifndef LOCALIZE_TEXT_CHANGE_H
#define LOCALIZE_TEXT_CHANGE_H

#include "base/buffer.h"
#include "text/month.h"
#include "text/placeable.h"

enum change {
	CHANGE_NUMBERS = 1,     /* and months, and addresses */
	CHANGE_MARKUP = 2,
	CHANGE_PUNCTUATION = 4,
};

/* What is known of the texts; all may be NULL. */
struct change_tools {
	placeable_find *find;                      /* finds the markup */
	const struct month_names *source, *target; /* of the sentences' language and the translation's */
};

/* Append to OUT a key of TEXT (UTF-8), the same for all sentences of the same words with markup, numbers, months and
 * addresses in the same places. False, and no key, where TEXT has no word in letters. Linear. */
bool change_append_key(struct buffer *out, struct slice text, const struct change_tools *tools);

/* Make in TRANSLATION, which is that of OLD, what makes NEW of OLD, and append it to OUT. Each number, month,
 * address and mark-up that changed must be found in the translation just as often as in OLD; a number may be written in
 * another way there (1.000 for 1,000), a month in one of its forms. Of punctuation only the mark at the end is changed,
 * if it is a character. Returns what changed, as a sum of enum change; 0, and nothing in OUT, where the sentences are
 * equal, differ in words, or the change can't be made with certainty. Linear, but for the sentence's numbers times
 * themselves, of which there may be 64 that change. */
unsigned change_carry_over(struct slice old, struct slice new, struct slice translation,
                           const struct change_tools *tools, struct buffer *out);

/* Whether two texts have the same numbers, addresses and markup, in any order; numbers by their digits. */
bool change_same_tokens(struct slice a, struct slice b, placeable_find *find);

#endif
