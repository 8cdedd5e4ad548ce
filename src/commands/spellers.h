/* spellers.h: the dictionary and the words of a project. */

#ifndef LOCALIZE_COMMANDS_SPELLERS_H
#define LOCALIZE_COMMANDS_SPELLERS_H

#include "checks/speller.h"
#include "project/config.h"

/* The dictionary of LANGUAGE with the words of CONFIG, in whose names {lang} is the language; the list of one language may
 * be missing. NULL after a note in SINK that there is none, or an error that a list can't be read. */
struct speller *speller_of_project(const struct config *config, const struct language *language, struct diagnostics *sink);

#endif
