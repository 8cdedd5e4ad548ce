/* agreement.h: whether the catalogs of a project agree with one another. */

#ifndef LOCALIZE_COMMANDS_AGREEMENT_H
#define LOCALIZE_COMMANDS_AGREEMENT_H

#include "checks/consistency.h"
#include "commands/pipeline.h"

/* Add to the findings of RESULTS (articles × languages of PROJECT), which the checks of OPTIONS were run on, what disagrees
 * between their entries; those are used up. Texts are in ARENA. Catalogs are read again where there is anything to say of
 * them. */
void agreement_check(const struct project *project, const struct options *options, struct article_result *results,
                     struct arena *arena);

#endif
