/* agreement.h: whether the catalogs of a project agree with one another. */

#ifndef LOCALIZE_COMMANDS_AGREEMENT_H
#define LOCALIZE_COMMANDS_AGREEMENT_H

#include "checks/consistency.h"
#include "commands/pipeline.h"

struct agreement;

/* Gathers what the catalogs of PROJECT say, for the checks of OPTIONS that compare them. */
struct agreement *agreement_begin(const struct project *project, const struct options *options);

/* Take the entries of the catalogs of article INDEX, one item in RESULTS for each language. */
void agreement_gather(struct agreement *agreement, size_t index, const struct article_result *results);

/* Hand on what disagrees, catalog by catalog, in the order of languages and articles, to TAKE with the number of the
 * language; the findings live until it returns. Catalogs are read again where there is anything to say of them. Frees the
 * agreement. */
void agreement_end(struct agreement *agreement,
                   void (*take)(void *context, size_t language, const struct findings *findings), void *context);

#endif
