/* progress.h: a bar on a terminal for what takes longer than half a second. */

#ifndef LOCALIZE_BASE_PROGRESS_H
#define LOCALIZE_BASE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
	bool shown;          /* whether there may be a bar at all */
	bool drawn;          /* whether there is one now */
	const char *label;
	size_t done, total;
	size_t rate;         /* how many are done a second, to be shown; 0: it is not known */
	uint64_t begun, last; /* by clock_now */
};

/* SHOWN: false where standard error is no terminal, or the user wants none. */
void progress_init(struct progress *progress, const char *label, size_t total, bool shown);

/* One more of the total is done; so many of it are. */
void progress_advance(struct progress *progress);
void progress_set(struct progress *progress, size_t done);

/* Take the bar away, before something else is printed and at the end; the next advance draws it again. */
void progress_clear(struct progress *progress);

#endif
