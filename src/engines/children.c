#include "engines/children.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/* More commands than run at once; any further ones would be left to themselves. */
enum { GROUPS_MOST = 64 };

/* All that the handler touches is free of locks. */
static atomic_intmax_t groups[GROUPS_MOST]; /* 0: none */
static atomic_int starting;
static atomic_int awaited; /* a signal that came while a command was started; 0: none */

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
enum { SIGNALS = sizeof signals / sizeof *signals };

static void end_with(int signal_number)
{
	for (size_t i = 0; i < GROUPS_MOST; i++) {
		intmax_t group = atomic_load(&groups[i]);
		if (group)
			kill((pid_t)-group, SIGKILL);
	}
	/* As the program would have ended without us; where this is the handler, when it returns. */
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

static void handle(int signal_number)
{
	if (atomic_load(&starting))
		atomic_store(&awaited, signal_number);
	else
		end_with(signal_number);
}

static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = handle }, before;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < SIGNALS; i++)
		if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
			sigaction(signals[i], &action, NULL);
}

void children_begin_start(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, catch_signals);
	atomic_fetch_add(&starting, 1);
}

void children_end_start(pid_t group)
{
	for (size_t i = 0; group && i < GROUPS_MOST; i++) {
		intmax_t none = 0;
		if (atomic_compare_exchange_strong(&groups[i], &none, group))
			break;
	}
	if (atomic_fetch_sub(&starting, 1) == 1 && atomic_load(&awaited))
		end_with(atomic_load(&awaited));
}

void children_forget(pid_t group)
{
	for (size_t i = 0; i < GROUPS_MOST; i++) {
		intmax_t known = group;
		if (atomic_compare_exchange_strong(&groups[i], &known, 0))
			break;
	}
}
