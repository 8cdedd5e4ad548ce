/* jobs.h: independent pieces of work on several threads, their results in order. */

#ifndef LOCALIZE_BASE_JOBS_H
#define LOCALIZE_BASE_JOBS_H

#include <stddef.h>

/* The number of processors that this process may run on; at least 1. */
size_t jobs_default(void);

/* Call WORK(context, i) once for each i below COUNT, on JOBS threads, of which the caller's own is one, and
 * FINISH(context, i) for each, in order and one at a time, on any of these threads, once its work is done. Work runs ahead of
 * what is finished by a few pieces only, so that memory is bounded by the jobs and not by COUNT. */
void jobs_run(size_t count, size_t jobs, void (*work)(void *context, size_t index),
              void (*finish)(void *context, size_t index), void *context);

#endif
