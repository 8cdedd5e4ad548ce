/* habits.h: how a language is written, as far as checks need to know: from Unicode's CLDR, by ICU, and lists of ours. */

#ifndef LOCALIZE_CHECKS_HABITS_H
#define LOCALIZE_CHECKS_HABITS_H

#include "catalog/catalog.h"
#include "checks/side.h"
#include "text/language.h"

enum { HABITS_MARKS_MOST = 8 };

/* Marks of double quotation, each as it opens and as it closes. */
struct mark_set {
	uint32_t codes[HABITS_MARKS_MOST];
	size_t count;
};

struct habits {
	char code[12];               /* of the language alone: "sr" */
	enum script_bit script;
	struct mark_set open, close; /* what quotations may begin and end with */
	uint32_t usual_open, usual_close; /* those that the catalog has most, else the language's first ones */
	char usual[32];              /* them, for people: "„…“" */
	char nested[32];             /* those inside of others, likewise; empty: not known */
};

/* The habits of LANGUAGE in CATALOG: marks of quotation that a catalog uses in a good part of its quotations are
 * tolerated as its choice; a mark may be written as a reference if REFERENCES. Where a project has chosen QUOTES (an opening
 * and a closing mark, perhaps those inside of them; empty: it has not), there is no other. */
void habits_find(struct habits *habits, const struct language *language, const struct catalog *catalog, struct slice quotes,
                 bool references);

/* Whether TEXT is two or four marks of quotation, with nothing but dots between. */
bool habits_are_quotes(struct slice text);

/* The mark of double quotation at OFFSET of TEXT, and the number of its bytes in *SIZE; 0 if there is none, and then *SIZE
 * leads on. */
uint32_t double_mark_at(struct slice text, size_t offset, bool references, size_t *size);

bool habits_is(const struct habits *habits, const char *code);
bool mark_set_has(const struct mark_set *set, uint32_t code);

/* Whether the mark at INDEX of SIDE stands as one that opens, by what is around it. */
bool is_opening_place(const struct side *side, size_t index);

#endif
