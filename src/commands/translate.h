/* translate.h: fill what is missing, from the memory and by machine translation. */

#ifndef LOCALIZE_COMMANDS_TRANSLATE_H
#define LOCALIZE_COMMANDS_TRANSLATE_H

#include "commands/options.h"
#include "project/project.h"

struct translate_totals {
	size_t missing;    /* sentences without a translation */
	size_t recalled;   /* from the memory */
	size_t filled;     /* by machine */
	size_t characters; /* sent, or that would be */
};

/* Update the catalogs of PROJECT's languages and fill their untranslated entries from the memory, as it was before, and
 * then by the engines that OPTIONS or the configuration name, in their order, if they name any; what is filled is fuzzy
 * and says where it is from. Nothing that a translator
 * wrote is touched. Errors go to SINK; what was answered before is kept. */
struct translate_totals translate_project(const struct project *project, const struct options *options,
                                          struct diagnostics *sink);

#endif
