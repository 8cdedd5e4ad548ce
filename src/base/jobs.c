#include "base/jobs.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

enum { JOBS_MOST = 256, AHEAD_PER_JOB = 8 };

struct crew {
	pthread_mutex_t lock;
	pthread_cond_t changed; /* something was finished, which makes room; only told where somebody waits for it */
	size_t count, window;
	size_t next, finished;
	size_t waiting;
	bool finishing; /* somebody is at it */
	bool *done;     /* a ring: work i at i % window */
	void (*work)(void *context, size_t index);
	void (*finish)(void *context, size_t index);
	void *context;
};

size_t jobs_default(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	return processors < 1 ? 1 : processors > JOBS_MOST ? JOBS_MOST : (size_t)processors;
}

/* Finish what is done, up to what is not. Called and left with the lock, which is open meanwhile. */
static void finish_done(struct crew *crew)
{
	crew->finishing = true;
	while (crew->finished < crew->count && crew->done[crew->finished % crew->window]) {
		size_t index = crew->finished;
		pthread_mutex_unlock(&crew->lock);
		crew->finish(crew->context, index);
		pthread_mutex_lock(&crew->lock);
		crew->done[index % crew->window] = false;
		crew->finished++;
		if (crew->waiting)
			pthread_cond_broadcast(&crew->changed);
	}
	crew->finishing = false;
}

/* Who has done a piece finishes what can be finished, unless another one is at it, who then finds this one done, too. So
 * nobody is woken for each piece, and when there is no piece left to begin, nothing is left that nobody will finish. */
static void *work_along(void *argument)
{
	struct crew *crew = argument;
	pthread_mutex_lock(&crew->lock);
	while (crew->next < crew->count) {
		if (crew->next >= crew->finished + crew->window) {
			crew->waiting++;
			pthread_cond_wait(&crew->changed, &crew->lock);
			crew->waiting--;
			continue;
		}
		size_t index = crew->next++;
		pthread_mutex_unlock(&crew->lock);
		crew->work(crew->context, index);
		pthread_mutex_lock(&crew->lock);
		crew->done[index % crew->window] = true;
		if (!crew->finishing)
			finish_done(crew);
	}
	pthread_mutex_unlock(&crew->lock);
	return NULL;
}

void jobs_run(size_t count, size_t jobs, void (*work)(void *context, size_t index),
              void (*finish)(void *context, size_t index), void *context)
{
	jobs = jobs < 1 ? 1 : jobs > JOBS_MOST ? JOBS_MOST : jobs;
	jobs = jobs > count ? count : jobs;
	if (jobs <= 1) {
		for (size_t i = 0; i < count; i++) {
			work(context, i);
			finish(context, i);
		}
		return;
	}
	struct crew crew = {
		.count = count, .window = jobs * AHEAD_PER_JOB, .work = work, .finish = finish, .context = context,
	};
	pthread_t threads[JOBS_MOST];
	size_t started = 0;
	pthread_mutex_init(&crew.lock, NULL);
	pthread_cond_init(&crew.changed, NULL);
	crew.done = memory_allocate_zero(crew.window, sizeof *crew.done);
	while (started < jobs - 1 && pthread_create(&threads[started], NULL, work_along, &crew) == 0)
		started++;
	work_along(&crew);
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	pthread_mutex_destroy(&crew.lock);
	pthread_cond_destroy(&crew.changed);
	free(crew.done);
}
