/* report.h: the results of a run, for people and for programs. */

#ifndef LOCALIZE_COMMANDS_REPORT_H
#define LOCALIZE_COMMANDS_REPORT_H

#include "commands/findings.h"
#include "commands/pipeline.h"
#include "commands/translate.h"

/* A report that is printed on standard output while the articles are done: with --json one JSON object, else a line for
 * each language at the end, or a table with bars if STEPS is STEP_COUNT. With STEP_CHECK alone the findings come first,
 * in FORM; in any but text they are all. */
struct report;

struct report *report_begin(const struct project *project, const struct options *options, unsigned steps,
                            enum findings_form form);

/* What the pipeline hands results to; the context is the report. */
take_results report_take;
take_findings report_take_more;

/* Print the rest, with what was translated before (NULL: nothing was), and free the report. Returns the exit status. */
int report_end(struct report *report, const struct translate_results *translated);

#endif
