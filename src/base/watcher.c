#define _GNU_SOURCE /* DT_DIR, ppoll */
#include "base/watcher.h"

#include "base/array.h"
#include "base/file.h"

#if defined __linux__

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	EVENTS = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_ONLYDIR,
	QUIET_MILLISECONDS = 4,  /* an editor's save is several events */
	BURSTS_MOST = 8,
	DEPTH_MOST = 64,
};

struct watch {
	int number;
	const char *folder;
	bool deep;
};

struct watcher {
	int fd;
	struct arena *arena;
	struct { struct watch *items; size_t count, capacity; } watches; /* by their numbers, which grow */
	struct slices roots; /* what was asked for with all below it, there or not */
};

struct watcher *watcher_create(void)
{
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (fd < 0)
		return NULL;
	struct watcher *watcher = memory_allocate_zero(1, sizeof *watcher);
	watcher->fd = fd;
	watcher->arena = arena_create();
	return watcher;
}

void watcher_destroy(struct watcher *watcher)
{
	if (!watcher)
		return;
	close(watcher->fd);
	array_finish(&watcher->watches);
	array_finish(&watcher->roots);
	arena_destroy(watcher->arena);
	free(watcher);
}

static struct watch *find_watch(struct watcher *watcher, int number)
{
	size_t begin = 0, end = watcher->watches.count;
	while (begin < end) {
		size_t middle = begin + (end - begin) / 2;
		struct watch *watch = &watcher->watches.items[middle];
		if (watch->number == number)
			return watch;
		if (watch->number < number)
			begin = middle + 1;
		else
			end = middle;
	}
	return NULL;
}

static bool is_folder(const char *path, const struct dirent *item)
{
	return item->d_type == DT_DIR || ((item->d_type == DT_UNKNOWN || item->d_type == DT_LNK) && file_is_folder(path));
}

static bool add(struct watcher *watcher, const char *folder, bool deep, unsigned depth, struct arena *scratch)
{
	int number = inotify_add_watch(watcher->fd, folder, EVENTS);
	if (number < 0)
		return errno == ENOENT || errno == ENOTDIR;
	struct watch *known = find_watch(watcher, number);
	if (known) {
		known->deep |= deep;
		/* It may have been moved. */
		if (strcmp(known->folder, folder) != 0)
			known->folder = arena_copy(watcher->arena, slice_from(folder)).data;
	} else
		array_push(&watcher->watches, (struct watch){ number, arena_copy(watcher->arena, slice_from(folder)).data, deep });
	DIR *handle = deep && depth < DEPTH_MOST ? opendir(folder) : NULL;
	bool done = true;
	for (struct dirent *item; handle && done && (item = readdir(handle));) {
		if (item->d_name[0] == '.' || item->d_type == DT_REG)
			continue;
		const char *path = file_join(scratch, slice_from(folder), slice_from(item->d_name));
		if (is_folder(path, item))
			done = add(watcher, path, true, depth + 1, scratch);
	}
	if (handle)
		closedir(handle);
	return done;
}

static bool is_root(const struct watcher *watcher, struct slice path)
{
	for (size_t i = 0; i < watcher->roots.count; i++)
		if (slice_equal(watcher->roots.items[i], path))
			return true;
	return false;
}

bool watcher_add(struct watcher *watcher, const char *folder, bool deep)
{
	struct slice path = slice_from(folder);
	if (deep && !is_root(watcher, path))
		array_push(&watcher->roots, arena_copy(watcher->arena, path));
	struct arena *scratch = arena_create();
	bool done = add(watcher, folder, deep, 0, scratch);
	arena_destroy(scratch);
	return done;
}

static void take_event(struct watcher *watcher, const struct inotify_event *event, struct watched *watched)
{
	const struct watch *watch = find_watch(watcher, event->wd);
	if (event->mask & IN_Q_OVERFLOW)
		watched->all = true;
	if (!watch || !event->len || event->name[0] == '.')
		return;
	struct slice name = slice_from(event->name);
	const char *path = file_join(watched->arena, slice_from(watch->folder), name);
	if (event->mask & IN_ISDIR) {
		/* Files may be in it before it is watched. */
		bool deep = watch->deep || is_root(watcher, slice_from(path));
		watched->all |= deep;
		if (deep && event->mask & (IN_CREATE | IN_MOVED_TO))
			add(watcher, path, true, 0, watched->arena);
	} else if (!(event->mask & IN_CREATE))
		array_push(&watched->paths, slice_from(path));
}

static void read_events(struct watcher *watcher, struct watched *watched)
{
	_Alignas(struct inotify_event) char events[64 * (sizeof(struct inotify_event) + NAME_MAX + 1)];
	ssize_t size;
	while ((size = read(watcher->fd, events, sizeof events)) > 0)
		for (const char *at = events; at < events + size;) {
			const struct inotify_event *event = (const void *)at;
			take_event(watcher, event, watched);
			at += sizeof *event + event->len;
		}
}

bool watcher_wait(struct watcher *watcher, int milliseconds, const sigset_t *mask, struct watched *watched)
{
	struct pollfd more = { .fd = watcher->fd, .events = POLLIN };
	const struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000L };
	if (ppoll(&more, 1, milliseconds < 0 ? NULL : &time, mask) <= 0)
		return false;
	for (int i = 0; i == 0 || (i < BURSTS_MOST && poll(&more, 1, QUIET_MILLISECONDS) > 0); i++)
		read_events(watcher, watched);
	return watched->all || watched->paths.count;
}

#else

struct watcher *watcher_create(void)
{
	return NULL;
}

void watcher_destroy(struct watcher *watcher)
{
	(void)watcher;
}

bool watcher_add(struct watcher *watcher, const char *folder, bool deep)
{
	(void)watcher, (void)folder, (void)deep;
	return false;
}

bool watcher_wait(struct watcher *watcher, int milliseconds, const sigset_t *mask, struct watched *watched)
{
	(void)watcher, (void)milliseconds, (void)mask, (void)watched;
	return false;
}

#endif
