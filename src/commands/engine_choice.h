/* engine_choice.h: which engines are asked for which language. */

#ifndef LOCALIZE_COMMANDS_ENGINE_CHOICE_H
#define LOCALIZE_COMMANDS_ENGINE_CHOICE_H

#include "commands/options.h"
#include "project/project.h"

struct engine_choice {
	struct engine_options options;
	const char **languages; /* BCP 47 */
	size_t language_count;  /* 0: all */
};

struct engine_choices {
	struct engine_choice *items;
	size_t count;
};

/* The engines to ask, in their order, in ARENA: the one that --engine names, with its options if it is configured and
 * for whatever language; else all that are configured, which may be none. False after an error in SINK. */
bool engines_choose(const struct config *config, const struct options *options, struct engine_choices *out,
                    struct arena *arena, struct diagnostics *sink);

/* Whether CHOICE is asked for the language TAG: "sr" in its list stands for "sr-Latn" too. */
bool engine_serves(const struct engine_choice *choice, const char *tag);

#endif
