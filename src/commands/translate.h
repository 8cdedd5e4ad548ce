/* translate.h: fill what is missing by machine translation. */

#ifndef LOCALIZE_COMMANDS_TRANSLATE_H
#define LOCALIZE_COMMANDS_TRANSLATE_H

#include "commands/options.h"
#include "project/project.h"

struct translate_totals {
	size_t missing;    /* sentences without a translation */
	size_t filled;
	size_t characters; /* sent, or that would be */
};

/* Update the catalogs of PROJECT's languages and fill their untranslated entries by the engines that OPTIONS or the
 * configuration name, in their order; what comes back is fuzzy and says where it is from. Nothing that a translator
 * wrote is touched. Errors go to SINK; what was answered before is kept. */
struct translate_totals translate_project(const struct project *project, const struct options *options,
                                          struct diagnostics *sink);

#endif
