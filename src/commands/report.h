/* report.h: the results of a run, for people and for programs. */

#ifndef LOCALIZE_COMMANDS_REPORT_H
#define LOCALIZE_COMMANDS_REPORT_H

#include "commands/pipeline.h"
#include "commands/translate.h"

/* Print RESULTS (articles × languages) on standard output: with --json as one JSON object, else a line a language, or
 * a table with bars if STEPS is STEP_COUNT. TRANSLATED is what was translated before (NULL: nothing was). */
void report_results(const struct project *project, const struct options *options, unsigned steps,
                    const struct article_result *results, const struct translate_results *translated);

#endif
