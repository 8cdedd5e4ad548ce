#include "engines/broken_pipes.h"

#include <time.h>

static void make_set(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGPIPE);
}

void broken_pipes_block(sigset_t *old)
{
	sigset_t set;
	make_set(&set);
	pthread_sigmask(SIG_BLOCK, &set, old);
}

void broken_pipes_unblock(const sigset_t *old)
{
	sigset_t set;
	make_set(&set);
	if (!sigismember(old, SIGPIPE))
		while (sigtimedwait(&set, NULL, &(struct timespec){ 0 }) > 0)
			continue;
	pthread_sigmask(SIG_SETMASK, old, NULL);
}
