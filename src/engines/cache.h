/* cache.h: answers that were had before, in an SQLite file.
 *
 * Every answer is on the disk before the next one is waited for, so a run that is killed pays for none of them again;
 * several runs may share the file. It is a cache: a broken one is set aside, and without one all goes on. */

#ifndef LOCALIZE_ENGINES_CACHE_H
#define LOCALIZE_ENGINES_CACHE_H

#include "base/arena.h"
#include "base/diagnostics.h"

struct cache;

/* The cache in FOLDER, which is made if need be. NULL after a warning in SINK: it can't be used. */
struct cache *cache_open(const char *folder, struct diagnostics *sink);
void cache_close(struct cache *cache); /* takes NULL */

/* What is remembered of KEY, in ARENA: true with a translation, or with a NULL pointer in *TRANSLATION and the reason
 * for which the answer was refused in *REASON. False if nothing is. All of these take a NULL cache, which is empty. */
bool cache_get(struct cache *cache, struct slice key, struct arena *arena, struct slice *translation,
               const char **reason);

/* Remember an accepted TRANSLATION of KEY, or (with a NULL pointer) the REASON for which it was refused. */
void cache_put(struct cache *cache, struct slice key, struct slice translation, const char *reason);

/* What is put between begin and commit reaches the disk at once, or not at all. */
void cache_begin(struct cache *cache);
void cache_commit(struct cache *cache);

/* Add CHARACTERS to what ENGINE was sent in this calendar month (UTC), and the sum of that month. */
size_t cache_spend(struct cache *cache, const char *engine, size_t characters);

#endif
