/* secret.h: keys, which come from the environment or a file, and are never shown. */

#ifndef LOCALIZE_ENGINES_SECRET_H
#define LOCALIZE_ENGINES_SECRET_H

#include "base/arena.h"

/* The key in the environment variable VARIABLE, or else in the first line of FILE ("~/" is the user's home; either
 * may be NULL), in ARENA; NULL if there is none. *FAULT says what is wrong with it (translated), or is NULL. */
const char *secret_read(const char *variable, const char *file, struct arena *arena, const char **fault);

/* TEXT, which a server or the network wrote, for a message: at most MOST bytes of it, each of the COUNT keys in it
 * (NULL ones passed over) blotted out; in ARENA, valid UTF-8. */
const char *secret_blot(struct slice text, size_t most, const char *const *keys, size_t count, struct arena *arena);

#endif
