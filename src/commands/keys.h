/* keys.h: what the results of each step depend on besides the files that the state has the hashes of.
 *
 * A key is a digest of the program itself, of the settings that the step reads and of the files that these name. */

#ifndef LOCALIZE_COMMANDS_KEYS_H
#define LOCALIZE_COMMANDS_KEYS_H

#include "commands/options.h"
#include "project/project.h"

/* Of the program's sources, made when it is built. */
extern const char program_fingerprint[];

/* The keys of one language. */
struct language_keys {
	uint64_t language, update, check, build; /* 0: it depends on more than can be told */
};

struct keys {
	uint64_t load;
	struct language_keys *languages; /* one for each of the project */
};

/* The keys of PROJECT as OPTIONS have it, in ARENA. The rules and glossaries that it names are read. */
void keys_make(struct keys *keys, const struct project *project, const struct options *options, struct arena *arena);

#endif
