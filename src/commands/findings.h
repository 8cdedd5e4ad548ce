/* findings.h: what the checks found, for people and for programs. */

#ifndef LOCALIZE_COMMANDS_FINDINGS_H
#define LOCALIZE_COMMANDS_FINDINGS_H

#include "checks/check.h"

#include <jansson.h>

enum findings_form { FINDINGS_TEXT, FINDINGS_GITHUB, FINDINGS_SARIF };

/* The form called NAME ("text", "github", "sarif"), into *FORM; false if there is none. */
bool findings_form(const char *name, enum findings_form *form);

/* Whether any of FINDINGS is more than a note. */
bool findings_are_grave(const struct findings *findings);

/* What prints findings on standard output as they are found: as "file:line:column: warning: text [name]", and with
 * EXCERPTS the translation under it with the fault marked; as commands of GitHub Actions; or as SARIF 2.1.0. */
struct findings_printer;

struct findings_printer *findings_printer_begin(enum findings_form form, bool excerpts);
void findings_print(struct findings_printer *printer, const struct findings *findings);
void findings_printer_end(struct findings_printer *printer); /* frees it */

/* The finding as an object of --json; its range in characters of the translation. */
json_t *finding_to_json(const struct finding *finding);

#endif
