/* output.h: the localized article: what an article and a catalog make. */

#ifndef LOCALIZE_COMMANDS_OUTPUT_H
#define LOCALIZE_COMMANDS_OUTPUT_H

#include "commands/article.h"
#include "commands/steps.h"
#include "commands/translations.h"

/* Whether too little is translated, by RESULT's counts, for CONFIG to have the article built. */
bool output_is_below_minimum(const struct config *config, const struct article_result *result);

/* Whether the output of LOADED in LANGUAGE, of which there is no catalog yet, may be written. If there is a file that is no
 * copy of the article, somebody has translated it by hand, which is an error in SINK. An article without sentences never has
 * a catalog, and no translation. */
bool output_is_free(const struct project *project, const struct loaded_article *loaded, const struct language *language,
                    struct arena *arena, struct diagnostics *sink);

/* Add the translation of ENTRY to TRANSLATIONS if the output of LOADED may have it. What can't be written there is an error in
 * SINK. COPIES: the arena of a copy, or NULL where ENTRY's text outlives TRANSLATIONS. */
void output_take(struct translations *translations, const struct loaded_article *loaded, const struct config *config,
                 const struct entry *entry, struct arena *copies, struct diagnostics *sink);

/* Write the article LOADED in the language TARGET with TRANSLATIONS, unless it is below the minimum, and
 * tell RESULT (counted already) of it. *CONTENT is what the file then is. False after errors in SINK. */
bool output_build(const struct workshop *workshop, const struct loaded_article *loaded,
                  const struct project_language *target, const struct translations *translations,
                  struct article_result *result, struct content *content, struct arena *arena, struct diagnostics *sink);

#endif
