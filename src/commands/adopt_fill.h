/* adopt_fill.h: what an alignment found, put into a catalog. */

#ifndef LOCALIZE_COMMANDS_ADOPT_FILL_H
#define LOCALIZE_COMMANDS_ADOPT_FILL_H

#include "alignment/alignment.h"
#include "catalog/catalog.h"
#include "commands/article.h"
#include "text/script.h"
#include "text/writing.h"

/* What became of the sentences of an article, each counted once. */
struct adopt_result {
	size_t sentences;
	size_t adopted;  /* translated now */
	size_t doubtful; /* fuzzy, with a reason */
	size_t kept;     /* had a translation */
	size_t same;     /* stand in the translated article as they are in the source */
	size_t missing;  /* found no translation */
	size_t left;     /* segments of the translated article that translate none */
	struct writing writing; /* of what is translated or fuzzy now */
};

struct adopt_way {
	const char *language;             /* BCP 47: what is adopted is in it */
	const enum script_direction *to;  /* the script is converted first; NULL: it is not */
	bool replace;                     /* what a translator wrote does not stay */
};

/* Put what STEPS, an alignment of SOURCE's segments with TRANSLATED's, found into CATALOG, that of SOURCE: sure pairs as
 * translations, doubtful ones as fuzzy with their reason, in the WAY that is asked for. New texts are in the catalog's arena
 * or TRANSLATED's. */
void adopt_fill(struct catalog *catalog, const struct loaded_article *source, const struct loaded_article *translated,
                const struct alignment *steps, const struct adopt_way *way, struct adopt_result *result);

#endif
