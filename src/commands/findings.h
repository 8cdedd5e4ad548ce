/* findings.h: what the checks found, for people and for programs. */

#ifndef LOCALIZE_COMMANDS_FINDINGS_H
#define LOCALIZE_COMMANDS_FINDINGS_H

#include "commands/pipeline.h"

#include <jansson.h>

enum findings_form { FINDINGS_TEXT, FINDINGS_GITHUB, FINDINGS_SARIF };

/* The form called NAME ("text", "github", "sarif"), into *FORM; false if there is none. */
bool findings_form(const char *name, enum findings_form *form);

/* Whether any finding in RESULTS is more than a note. */
bool findings_are_grave(const struct project *project, const struct article_result *results);

/* Print the findings of RESULTS on standard output: as "file:line:column: warning: text [name]", and with EXCERPTS
 * the translation under it with the fault marked; as commands of GitHub Actions; or as SARIF 2.1.0. */
void findings_print(const struct project *project, const struct article_result *results, enum findings_form form,
                    bool excerpts);

/* The finding as an object of --json; its range in characters of the translation. */
json_t *finding_to_json(const struct finding *finding);

#endif
