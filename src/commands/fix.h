/* fix.h: catalogs with what can be mended safely mended. */

#ifndef LOCALIZE_COMMANDS_FIX_H
#define LOCALIZE_COMMANDS_FIX_H

#include "commands/options.h"
#include "project/project.h"

/* Print what the checks can mend in the catalogs of PROJECT, translation by translation, and write it if OPTIONS say yes
 * or whoever sits at the terminal does. Each catalog is replaced whole or not at all. What could not be read or mended is
 * an error in SINK, and the others are done. */
void fix_catalogs(const struct project *project, const struct options *options, struct diagnostics *sink);

#endif
