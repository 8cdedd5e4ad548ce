/* process.h: a command of the user's own, lines in and lines out. */

#ifndef LOCALIZE_ENGINES_PROCESS_H
#define LOCALIZE_ENGINES_PROCESS_H

#include "base/arena.h"

struct process {
	const char *command; /* for /bin/sh -c; its standard error is ours */
	struct slice input;  /* for its standard input */
	size_t timeout;      /* seconds without a useful line after which it is killed with all that it started */
	size_t line_most;    /* bytes of a line of its output; more is a fault */

	bool (*take_line)(void *context, struct slice line); /* as each line comes; whether it was of use */
	void *line_context;
	bool (*progress)(void *context); /* called several times a second; false kills it (may be NULL) */
	void *progress_context;
};

/* Run PROCESS to its end. NULL if it ended well (status 0), else what went wrong (translated, in ARENA); the lines
 * that came before were taken. */
const char *process_run(const struct process *process, struct arena *arena);

#endif
