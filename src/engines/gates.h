/* gates.h: whether an answer can be a translation at all. */

#ifndef LOCALIZE_ENGINES_GATES_H
#define LOCALIZE_ENGINES_GATES_H

#include "engines/engine.h"

struct gate_question {
	struct slice source, translation; /* without their markup (protect_strip) */
	const char *source_language, *target_language; /* BCP 47 */
	bool chatty; /* a language model wrote it: it may refuse, or talk about its work */
	bool marks;  /* Apertium wrote it: it may have marked words that it doesn't know */
	const struct glossary *glossary; /* NULL: none */
};

/* NULL if nothing speaks against the translation, else the reason (translated): empty, a number lost or invented, in
 * the wrong script, far too long or short, repeating itself, the source untouched, a refusal or chatter of a language
 * model, marked words, a term of the glossary that is not used. Near-linear. */
const char *gates_refuse(const struct gate_question *question);

/* The reason to refuse ANSWER, with whatever protects its markup, for words that Apertium has marked; else NULL. */
const char *gates_refuse_marks(struct slice source, struct slice answer);

/* Whether TEXT, without its markup, has anything that can be translated: a letter, outside of URLs. */
bool gates_has_words(struct slice text);

#endif
