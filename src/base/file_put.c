/* file_put.c: the writing half of file.h. A new file is written without a name and linked to it where the system can do
 * that: nothing is left of it after a kill, nobody else can open it, and a folder changes once for it. All others go to a
 * temporary file that is renamed. */

#define _GNU_SOURCE /* O_TMPFILE, AT_EMPTY_PATH: Linux */

#include "base/buffer.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MODE_NEW = 0666, MODE_SECRET = 0600 };

/* Whether PATH holds just BYTES. *THERE, *MODE and *STAMP tell of the file as it is. */
static bool file_holds(const char *path, struct slice bytes, bool *there, mode_t *mode, struct stamp *stamp)
{
	struct stat status;
	*there = false;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		*there = errno != ENOENT && stat(path, &status) == 0;
		if (*there)
			*mode = status.st_mode;
		return false;
	}
	bool same = false;
	if (fstat(fd, &status) == 0) {
		*there = true;
		*mode = status.st_mode;
		*stamp = stamp_to_read(&status);
		same = S_ISREG(status.st_mode) && (size_t)status.st_size == bytes.size;
	}
	char block[65536];
	size_t compared = 0;
	while (same && compared < bytes.size) {
		ssize_t got = read(fd, block, sizeof block);
		if (got < 0 && errno == EINTR)
			continue;
		same = got > 0 && (size_t)got <= bytes.size - compared &&
		       memcmp(block, bytes.data + compared, (size_t)got) == 0;
		compared += same ? (size_t)got : 0;
	}
	close(fd);
	return same;
}

static bool write_all(int fd, struct slice bytes)
{
	while (bytes.size) {
		ssize_t written = write(fd, bytes.data, bytes.size);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		bytes = slice_from_offset(bytes, (size_t)written);
	}
	return true;
}

/* The folder that PATH is in, the caller's to free(). */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return slice_to_string(SLICE("."));
	return slice_to_string(slice_make(path, slash == path ? 1 : (size_t)(slash - path)));
}

/* Put PATH's new name on the disk. Some file systems can't; the file is whole either way. */
static void sync_folder_of(const char *path)
{
	char *folder = folder_of(path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(folder);
}

/* Whether FD is a file that was made by us as NAME, still has that name, and no other. */
static bool is_own(int fd, const char *name)
{
	struct stat opened, named;
	return fstat(fd, &opened) == 0 && lstat(name, &named) == 0 && opened.st_dev == named.st_dev &&
	       opened.st_ino == named.st_ino && S_ISREG(opened.st_mode) && opened.st_nlink == 1 &&
	       opened.st_uid == geteuid();
}

static void lock(int fd)
{
	while (flock(fd, LOCK_EX) < 0 && errno == EINTR)
		continue;
}

/* Wait until nobody writes NAME, and remove what a kill has left of it. False, with errno set, where it can't be looked at. */
static bool clear_name(const char *name)
{
	int fd = open(name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return errno == ENOENT;
	lock(fd);
	if (is_own(fd, name))
		unlink(name);
	close(fd);
	return true;
}

/* Make NAME and lock it. Who has it locked is waited for. */
static int open_locked(const char *name, mode_t mode)
{
	enum { ATTEMPTS = 1000 };
	for (int i = 0; i < ATTEMPTS; i++) {
		int fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		if (fd < 0 && (errno != EEXIST || !clear_name(name)))
			return -1;
		if (fd < 0)
			continue;
		lock(fd);
		if (is_own(fd, name))
			return fd;
		close(fd); /* somebody took it for what a kill had left */
	}
	errno = EBUSY;
	return -1;
}

int file_open_beside(const char *path, unsigned mode, char **name)
{
	struct buffer beside = { 0 };
	const char *slash = strrchr(path, '/');
	struct slice base = slice_from(slash ? slash + 1 : path);
	buffer_append(&beside, slice_make(path, slash ? (size_t)(slash - path) + 1 : 0));
	buffer_append_format(&beside, ".localize-%016llx", (unsigned long long)slice_hash(base));
	*name = slice_to_string(buffer_slice(&beside));
	buffer_finish(&beside);
	int fd = open_locked(*name, (mode_t)mode);
	if (fd < 0) {
		int fault = errno;
		free(*name);
		*name = NULL;
		errno = fault;
	}
	return fd;
}

/* What FD is, which was as BEFORE and has a name now; unless somebody else has written to it, what we wrote. */
static struct stamp stamp_named(int fd, const struct stat *before)
{
	struct stat named;
	bool same = fstat(fd, &named) == 0 && before->st_size == named.st_size &&
	            stamp_time(&before->st_mtim) == stamp_time(&named.st_mtim);
	return same ? stamp_of(&named) : (struct stamp){ STAMP_UNSETTLED, 0 };
}

/* A new file in FOLDER that has no name; below 0, and errno set, where there are no such files. */
static int open_nameless(const char *folder)
{
#ifdef O_TMPFILE
	return open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, MODE_NEW);
#else
	errno = file_is_folder(folder) ? ENOTSUP : ENOENT;
	return -1;
#endif
}

/* Name the nameless file FD PATH, which must not be there. */
static bool link_nameless(int fd, const char *path)
{
#ifdef O_TMPFILE
	char name[64];
	if (linkat(fd, "", AT_FDCWD, path, AT_EMPTY_PATH) == 0)
		return true;
	if (errno != ENOENT) /* that it is where a privilege is asked for */
		return false;
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	return linkat(AT_FDCWD, name, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0;
#else
	(void)fd;
	(void)path;
	return false;
#endif
}

static bool write_nameless(int fd, const char *path, struct slice bytes, bool durable, struct stamp *stamp)
{
	struct stat written;
	bool done = write_all(fd, bytes) && (!durable || fsync(fd) == 0) && fstat(fd, &written) == 0 &&
	            link_nameless(fd, path);
	if (done)
		*stamp = stamp_named(fd, &written);
	close(fd);
	if (done && durable)
		sync_folder_of(path);
	return done;
}

/* Write BYTES to a file beside PATH and rename it; of MODE, if there is one to be kept. Returns 0, or what errno said. */
static int write_beside(const char *path, struct slice bytes, bool keep_mode, mode_t mode, bool durable,
                        struct stamp *stamp)
{
	char *name;
	int fd = file_open_beside(path, keep_mode ? MODE_SECRET : MODE_NEW, &name), fault = 0;
	struct stat written;
	if (fd < 0)
		return errno;
	if (!write_all(fd, bytes) || (keep_mode && fchmod(fd, mode & 07777) < 0) || (durable && fsync(fd) < 0) ||
	    fstat(fd, &written) < 0)
		fault = errno;
	/* Closing may fail, and the lock must not end before the name is free again. */
	int locked = dup(fd);
	if (close(fd) < 0 && !fault)
		fault = errno;
	if (!fault && rename(name, path) < 0)
		fault = errno;
	if (fault)
		unlink(name);
	else
		*stamp = stamp_named(locked, &written);
	if (locked >= 0)
		close(locked);
	if (!fault && durable)
		sync_folder_of(path);
	free(name);
	return fault;
}

char *file_follow(const char *path)
{
	enum { LINKS_MOST = 40 };
	char target[PATH_MAX], *place = slice_to_string(slice_from(path));
	for (int i = 0; i < LINKS_MOST; i++) {
		ssize_t size = readlink(place, target, sizeof target);
		if (size < 0 && (errno == EINVAL || errno == ENOENT))
			return place;
		if (size < 0 || (size_t)size == sizeof target) {
			int fault = size < 0 ? errno : ENAMETOOLONG;
			free(place);
			errno = fault;
			return NULL;
		}
		const char *slash = target[0] == '/' ? NULL : strrchr(place, '/');
		struct buffer next = { 0 };
		buffer_append(&next, slice_make(place, slash ? (size_t)(slash - place) + 1 : 0));
		buffer_append(&next, slice_make(target, (size_t)size));
		free(place);
		place = slice_to_string(buffer_slice(&next));
		buffer_finish(&next);
	}
	free(place);
	errno = ELOOP;
	return NULL;
}

/* As write_beside, to where PATH leads. */
static int write_followed(const char *path, struct slice bytes, bool keep_mode, mode_t mode, bool durable,
                          struct stamp *stamp)
{
	char *target = file_follow(path);
	int fault = target ? write_beside(target, bytes, keep_mode, mode, durable, stamp) : errno;
	free(target);
	return fault;
}

static bool write_new(const char *path, struct slice bytes, bool durable, struct stamp *stamp, struct diagnostics *sink)
{
	char *folder = folder_of(path);
	int fd = open_nameless(folder);
	bool made = fd >= 0 || errno != ENOENT || file_make_folder(folder, sink);
	if (fd < 0 && made)
		fd = open_nameless(folder);
	free(folder);
	if (!made)
		return false;
	/* What goes wrong without a name is tried with one, and told of that. */
	int fault = fd >= 0 && write_nameless(fd, path, bytes, durable, stamp)
		? 0 : write_followed(path, bytes, false, 0, durable, stamp);
	return !fault || file_fail(path, fault, sink);
}

static bool write_again(const char *path, struct slice bytes, mode_t mode, bool durable, struct stamp *stamp,
                        struct diagnostics *sink)
{
	if (!S_ISREG(mode))
		return file_fail(path, S_ISDIR(mode) ? EISDIR : EEXIST, sink);
	int fault = write_followed(path, bytes, true, mode, durable, stamp);
	return !fault || file_fail(path, fault, sink); /* by the name that the user knows */
}

bool file_put(const char *path, struct slice bytes, bool durable, enum file_change *change, struct content *content,
              struct diagnostics *sink)
{
	bool there;
	mode_t mode = 0;
	struct stamp stamp = { 0 };
	bool same = file_holds(path, bytes, &there, &mode, &stamp), done = same;
	if (!same)
		done = there ? write_again(path, bytes, mode, durable, &stamp, sink) : write_new(path, bytes, durable, &stamp, sink);
	if (change)
		*change = same || !done ? FILE_UNCHANGED : there ? FILE_REPLACED : FILE_CREATED;
	if (done && content)
		*content = (struct content){ stamp, hash_of(bytes) };
	return done;
}

bool file_put_new(const char *path, struct slice bytes, bool durable, enum file_change *change, struct content *content,
                  struct diagnostics *sink)
{
	char *folder = folder_of(path);
	int fd = open_nameless(folder);
	struct stamp stamp;
	free(folder);
	/* What stands in the way is found, and told, in the usual way. */
	if (fd < 0 || !write_nameless(fd, path, bytes, durable, &stamp))
		return file_put(path, bytes, durable, change, content, sink);
	if (change)
		*change = FILE_CREATED;
	if (content)
		*content = (struct content){ stamp, hash_of(bytes) };
	return true;
}

bool file_replace(const char *path, struct slice bytes, enum file_change *change, struct diagnostics *sink)
{
	return file_put(path, bytes, true, change, NULL, sink);
}
