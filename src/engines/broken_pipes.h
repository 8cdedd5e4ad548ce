/* broken_pipes.h: writing to a connection or pipe whose other end is gone, without dying of it (SIGPIPE). */

#ifndef LOCALIZE_ENGINES_BROKEN_PIPES_H
#define LOCALIZE_ENGINES_BROKEN_PIPES_H

#include <signal.h>

/* Let this thread's writes to broken pipes fail with EPIPE; *OLD is how it was. Other threads are not touched. */
void broken_pipes_block(sigset_t *old);

/* As it was before, the signals that came meanwhile forgotten. */
void broken_pipes_unblock(const sigset_t *old);

#endif
