#define _GNU_SOURCE /* F_OFD_SETLK: in Linux, and in POSIX.1-2024 */
#include "project/locks.h"

#include "base/content.h"
#include "base/file.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* A lock of the open file, not of the process, is not lost when any descriptor of that file is closed. Nobody blocks in the
 * kernel: it would take two processes that wait for each other's threads for a deadlock. */
#ifdef F_OFD_SETLK
enum { SET_LOCK = F_OFD_SETLK };
#else
enum { SET_LOCK = F_SETLK };
#endif

enum { SHORTEST_MILLISECONDS = 1, LONGEST_MILLISECONDS = 50, NOTED_MILLISECONDS = 1000 };

struct locks {
	int fd; /* -1: none are held */
};

/* Make the folder of what can be made again at any time, so that git leaves it alone. */
static bool make_folder(struct diagnostics *sink)
{
	if (file_is_folder(".localize"))
		return true;
	return file_make_folder(".localize", sink) &&
	       file_put(".localize/.gitignore", SLICE("*\n"), false, NULL, NULL, sink);
}

struct locks *locks_open(void)
{
	struct locks *locks = memory_allocate(sizeof *locks);
	struct diagnostics *ignored = diagnostics_create();
	locks->fd = make_folder(ignored) ? open(LOCKS_FILE, O_RDWR | O_CREAT | O_CLOEXEC, 0666) : -1;
	diagnostics_destroy(ignored);
	return locks;
}

void locks_close(struct locks *locks)
{
	if (!locks)
		return;
	if (locks->fd >= 0)
		close(locks->fd);
	free(locks);
}

static bool set_lock(struct locks *locks, short type, struct slice name)
{
	uint64_t place = hash_of(name).low >> 2; /* as large as the least off_t of 64 bits takes */
	struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_start = (off_t)place, .l_len = 1 };
	int done;
	do
		done = fcntl(locks->fd, SET_LOCK, &lock);
	while (done < 0 && errno == EINTR);
	return done == 0;
}

void locks_take(struct locks *locks, struct slice name, void (*waiting)(void *context, struct slice name), void *context)
{
	long pause = SHORTEST_MILLISECONDS, waited = 0;
	while (locks && locks->fd >= 0 && !set_lock(locks, F_WRLCK, name)) {
		if (errno != EAGAIN && errno != EACCES)
			return; /* there are no locks here */
		nanosleep(&(struct timespec){ .tv_nsec = pause * 1000000 }, NULL);
		if (waited < NOTED_MILLISECONDS && waited + pause >= NOTED_MILLISECONDS)
			waiting(context, name);
		waited += pause;
		pause = pause * 2 < LONGEST_MILLISECONDS ? pause * 2 : LONGEST_MILLISECONDS;
	}
}

void locks_give(struct locks *locks, struct slice name)
{
	if (locks && locks->fd >= 0)
		set_lock(locks, F_UNLCK, name);
}
