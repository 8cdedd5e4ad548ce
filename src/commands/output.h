/* output.h: the localized article: what an article and a catalog make. */

#ifndef LOCALIZE_COMMANDS_OUTPUT_H
#define LOCALIZE_COMMANDS_OUTPUT_H

#include "commands/article.h"
#include "commands/steps.h"

/* Whether too little is translated, by RESULT's counts, for CONFIG to have the article built. */
bool output_is_below_minimum(const struct config *config, const struct article_result *result);

/* Whether the output of LOADED in LANGUAGE, of which there is no catalog yet, may be written. If there is a file that is no
 * copy of the article, somebody has translated it by hand, which is an error in SINK. An article without sentences never has
 * a catalog, and no translation. */
bool output_is_free(const struct project *project, const struct loaded_article *loaded, const struct language *language,
                    struct arena *arena, struct diagnostics *sink);

/* Write the article LOADED in the language TARGET with the translations of CATALOG, unless it is below the minimum, and
 * tell RESULT (counted already) of it. *CONTENT is what the file then is. False after errors in SINK. */
bool output_build(const struct workshop *workshop, const struct loaded_article *loaded,
                  const struct project_language *target, const struct catalog *catalog, struct article_result *result,
                  struct content *content, struct arena *arena, struct diagnostics *sink);

#endif
