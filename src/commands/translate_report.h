/* translate_report.h: what a translation did or would do, for people and for programs. */

#ifndef LOCALIZE_COMMANDS_TRANSLATE_REPORT_H
#define LOCALIZE_COMMANDS_TRANSLATE_REPORT_H

#include "commands/translate.h"

#include <jansson.h>

/* Print RESULTS on standard output: with --json as one JSON object, else a line for each language and engine, and one
 * for all. */
void translate_report(const struct options *options, const struct translate_results *results);

/* RESULTS as a JSON object, the caller's. */
json_t *translate_report_json(const struct options *options, const struct translate_results *results);

#endif
