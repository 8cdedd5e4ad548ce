#include "base/jobs.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

enum { JOBS_MOST = 256, AHEAD_PER_JOB = 8 };

struct crew {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t count, window;
	size_t next, finished;
	bool *done; /* a ring: work i at i % window */
	void (*work)(void *context, size_t index);
	void *context;
};

size_t jobs_default(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	return processors < 1 ? 1 : processors > JOBS_MOST ? JOBS_MOST : (size_t)processors;
}

static void *work_along(void *argument)
{
	struct crew *crew = argument;
	pthread_mutex_lock(&crew->lock);
	while (crew->next < crew->count) {
		if (crew->next >= crew->finished + crew->window) {
			pthread_cond_wait(&crew->changed, &crew->lock);
			continue;
		}
		size_t index = crew->next++;
		pthread_mutex_unlock(&crew->lock);
		crew->work(crew->context, index);
		pthread_mutex_lock(&crew->lock);
		crew->done[index % crew->window] = true;
		pthread_cond_broadcast(&crew->changed);
	}
	pthread_mutex_unlock(&crew->lock);
	return NULL;
}

static void finish_in_order(struct crew *crew, void (*finish)(void *context, size_t index))
{
	pthread_mutex_lock(&crew->lock);
	while (crew->finished < crew->count) {
		size_t index = crew->finished;
		if (!crew->done[index % crew->window]) {
			pthread_cond_wait(&crew->changed, &crew->lock);
			continue;
		}
		pthread_mutex_unlock(&crew->lock);
		finish(crew->context, index);
		pthread_mutex_lock(&crew->lock);
		crew->done[index % crew->window] = false;
		crew->finished++;
		pthread_cond_broadcast(&crew->changed);
	}
	pthread_mutex_unlock(&crew->lock);
}

void jobs_run(size_t count, size_t jobs, void (*work)(void *context, size_t index),
              void (*finish)(void *context, size_t index), void *context)
{
	jobs = jobs < 1 ? 1 : jobs > JOBS_MOST ? JOBS_MOST : jobs;
	jobs = jobs > count ? count : jobs;
	struct crew crew = { .count = count, .window = jobs * AHEAD_PER_JOB, .work = work, .context = context };
	pthread_t threads[JOBS_MOST];
	size_t started = 0;
	if (jobs > 1) {
		pthread_mutex_init(&crew.lock, NULL);
		pthread_cond_init(&crew.changed, NULL);
		crew.done = memory_allocate_zero(crew.window, sizeof *crew.done);
		while (started < jobs && pthread_create(&threads[started], NULL, work_along, &crew) == 0)
			started++;
	}
	if (started)
		finish_in_order(&crew, finish);
	else
		for (size_t i = 0; i < count; i++) {
			work(context, i);
			finish(context, i);
		}
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	if (jobs > 1) {
		pthread_mutex_destroy(&crew.lock);
		pthread_cond_destroy(&crew.changed);
		free(crew.done);
	}
}
