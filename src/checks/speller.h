/* speller.h: hunspell's dictionaries, through its library where the program was built with it. */

#ifndef LOCALIZE_CHECKS_SPELLER_H
#define LOCALIZE_CHECKS_SPELLER_H

#include "base/diagnostics.h"
#include "text/language.h"

struct speller;

/* The dictionary of LANGUAGE: NAME.dic with its NAME.aff in one of FOLDERS, else in one of $DICPATH, else where systems
 * keep them, by the names sr_Latn_RS, sr_Latn, sr_RS, sr; for Serbian without one in its script, that of the other one.
 * NULL after a note in SINK where there is none, or the program was built without hunspell. */
struct speller *speller_open(const struct language *language, const struct slices *folders, struct diagnostics *sink);
void speller_close(struct speller *speller); /* takes NULL */

/* Let the words in TEXT be right: one a line, as in a dictionary of hunspell (WORD, or WORD/MODEL for one that has the
 * forms of MODEL); what begins with # is a comment. */
void speller_add(struct speller *speller, struct slice text);

/* Whether WORD (UTF-8) is right. Several threads may ask at once; what was asked before is answered from memory. */
bool speller_knows(struct speller *speller, struct slice word);

#endif
