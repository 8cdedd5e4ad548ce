/* watcher.h: what changes below folders, as it happens: by inotify on Linux; elsewhere it can't be told. */

#ifndef LOCALIZE_BASE_WATCHER_H
#define LOCALIZE_BASE_WATCHER_H

#include "base/arena.h"

#include <signal.h>

struct watcher;

/* NULL where the system does not tell, or not any more programs. */
struct watcher *watcher_create(void);
void watcher_destroy(struct watcher *watcher); /* takes NULL */

/* Watch FOLDER, and with DEEP all folders below it whose names begin with no dot; those that are made later too. False
 * where one can't be watched: the system allows for so many only. What is not there is passed over;
 * with DEEP, it is watched from when it is made in a folder that is.
 * What is watched already goes on to be, by the name that it is given now. */
bool watcher_add(struct watcher *watcher, const char *folder, bool deep);

/* What changed. */
struct watched {
	struct slices paths; /* files that were written, moved or removed: FOLDER/NAME, as the folder was given; in ARENA */
	struct arena *arena;
	bool all;            /* folders came or went, or more happened than could be told: look at everything */
};

/* Wait until something changes, MILLISECONDS at most (below 0: without end), with the signals of MASK blocked, then until
 * nothing more does for a moment. False where nothing did, or a signal came. */
bool watcher_wait(struct watcher *watcher, int milliseconds, const sigset_t *mask, struct watched *watched);

#endif
