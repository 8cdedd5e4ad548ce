/* translate.h: fill what is missing, from the memory and by machine translation. */

#ifndef LOCALIZE_COMMANDS_TRANSLATE_H
#define LOCALIZE_COMMANDS_TRANSLATE_H

#include "commands/pipeline.h"

/* What was done for one language. */
struct translate_result {
	const struct language *language;
	size_t missing;  /* sentences without a translation */
	size_t recalled; /* of these, filled from the memory */
	size_t filled;   /* of these, filled by machine; in a dry run from what was answered before */
	struct engine_report *reports; /* one for each engine */
};

struct translate_results {
	struct translate_result *items; /* one for each language that has catalogs of its own */
	size_t count;
	const char *const *engines; /* their names, in the order in which they are asked */
	size_t engine_count;
};

/* Update the catalogs of PROJECT's languages and fill their untranslated entries from the memory, as it was before, and
 * then by the engines that OPTIONS or the configuration name, in their order, if they name any; what is filled is fuzzy
 * and says where it is from. Nothing that a translator wrote is touched. LEFT_OUT says which of articles × languages are
 * passed over (NULL: none is). What was done is in RESULTS, in ARENA.
 * Errors go to SINK; what was answered before is kept. */
void translate_project(const struct project *project, const struct options *options,
                       const bool *left_out, struct translate_results *results, struct arena *arena,
                       struct diagnostics *sink);

#endif
