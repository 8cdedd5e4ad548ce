/* cutters.h: what merging knows of each language, made when it is first needed: what cuts its texts into sentences, the
 * names of its months. */

#ifndef LOCALIZE_COMMANDS_CUTTERS_H
#define LOCALIZE_COMMANDS_CUTTERS_H

#include "catalog/merge.h"
#include "project/project.h"

struct cutters; /* may be asked by several threads */

/* SOURCE cuts the articles' language where it is there already; else NULL. */
struct cutters *cutters_create(const struct config *config, const struct segmenter *source);
void cutters_destroy(struct cutters *cutters); /* takes NULL */

/* One language's, as the context of merge_options. */
struct cutting {
	struct cutters *cutters;
	const char *target; /* BCP 47 */
};

/* The options to merge ARTICLE's catalog in LANGUAGE with. CUTTING must live as long as they do. */
struct merge_options cutters_options(struct cutters *cutters, const struct article *article,
                                     const struct language *language, struct cutting *cutting);

#endif
