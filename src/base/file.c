#define _GNU_SOURCE /* DT_REG and its kin */

#include "base/file.h"

#include "base/array.h"
#include "base/buffer.h"
#include "base/message.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* strerror in the words that this program uses for the commonest faults. */
static const char *explain(int fault)
{
	switch (fault) {
	case ENOENT:
		return _("no such file or folder; check its name");
	case EACCES:
	case EPERM:
		return _("permission denied; check who owns it and its mode");
	case EISDIR:
		return _("is a folder, not a file; name an article in it");
	case ENOTDIR:
		return _("a file stands where a folder is needed; move it away");
	case ELOOP:
		return _("a loop of symbolic links; remove one of them");
	case ENOSPC:
	case EDQUOT:
		return _("no space left on the disk; free some and run again, nothing was changed");
	case EROFS:
		return _("the file system is read-only; nothing was changed");
	case ENAMETOOLONG:
		return _("the name is too long for the file system");
	default:
		return strerror(fault);
	}
}

static bool fail(const char *path, int fault, struct diagnostics *sink)
{
	diagnostics_error(sink, position_of_file(path), "%s", explain(fault));
	return false;
}

/* The rest of FD, of which EXPECTED bytes are likely, into ARENA. */
static bool read_rest(int fd, size_t expected, struct arena *arena, struct slice *bytes)
{
	size_t room = expected + 1, used = 0; /* one more byte than expected shows the end without growing */
	char *data = arena_allocate(arena, room);
	for (;;) {
		if (used == room) {
			char *larger = arena_allocate(arena, room * 2);
			memcpy(larger, data, used);
			data = larger;
			room *= 2;
		}
		ssize_t got = read(fd, data + used, room - used);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (got == 0)
			break;
		used += (size_t)got;
	}
	*bytes = slice_make(data, used);
	return true;
}

static bool read_file(const char *path, struct arena *arena, struct slice *bytes, bool must_be_there,
                      struct diagnostics *sink)
{
	*bytes = slice_make(NULL, 0);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return (errno == ENOENT && !must_be_there) || fail(path, errno, sink);
	struct stat status;
	int fault = 0;
	if (fstat(fd, &status) < 0)
		fault = errno;
	else if (S_ISDIR(status.st_mode))
		fault = EISDIR;
	else if (!S_ISREG(status.st_mode)) {
		close(fd);
		diagnostics_error(sink, position_of_file(path), _("not a regular file; name a file with text in it"));
		return false;
	} else if (!read_rest(fd, status.st_size > 0 ? (size_t)status.st_size : 0, arena, bytes))
		fault = errno;
	close(fd);
	return fault == 0 || fail(path, fault, sink);
}

bool file_read(const char *path, struct arena *arena, struct slice *bytes, struct diagnostics *sink)
{
	return read_file(path, arena, bytes, true, sink);
}

bool file_read_if_there(const char *path, struct arena *arena, struct slice *bytes, struct diagnostics *sink)
{
	return read_file(path, arena, bytes, false, sink);
}

bool file_is_folder(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool file_exists(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0;
}

bool file_make_folder(const char *path, struct diagnostics *sink)
{
	if (file_is_folder(path))
		return true;
	char *copy = slice_to_string(slice_from(path));
	bool done = true;
	for (char *slash = copy + 1; done && copy[0]; slash++) {
		if (*slash != '/' && *slash != '\0')
			continue;
		char kept = *slash;
		*slash = '\0';
		if (mkdir(copy, 0777) < 0 && errno != EEXIST)
			done = fail(copy, errno, sink);
		else if (!file_is_folder(copy))
			done = fail(copy, ENOTDIR, sink);
		*slash = kept;
		if (!kept)
			break;
	}
	free(copy);
	return done;
}

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

/* Put the rename itself on the disk. Some file systems can't; the file is whole either way. */
static void sync_folder_of(const char *path)
{
	char *folder = slice_to_string(slice_from(path));
	char *slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0';
	int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
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

/* Open NAME, made if it is not there, and lock it. Another process that has it locked is waited for; what it has then
 * renamed is not NAME any more, and a new one is made. */
static int open_locked(const char *name)
{
	enum { ATTEMPTS = 1000 };
	for (int i = 0; i < ATTEMPTS; i++) {
		int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
		if (fd < 0)
			return -1;
		while (flock(fd, LOCK_EX) < 0 && errno == EINTR)
			continue;
		if (is_own(fd, name) && ftruncate(fd, 0) == 0)
			return fd;
		close(fd);
	}
	errno = EBUSY;
	return -1;
}

int file_open_beside(const char *path, char **name)
{
	struct buffer beside = { 0 };
	const char *slash = strrchr(path, '/');
	struct slice base = slice_from(slash ? slash + 1 : path);
	buffer_append(&beside, slice_make(path, slash ? (size_t)(slash - path) + 1 : 0));
	buffer_append_format(&beside, ".localize-%016llx", (unsigned long long)slice_hash(base));
	*name = slice_to_string(buffer_slice(&beside));
	buffer_finish(&beside);
	int fd = open_locked(*name);
	if (fd < 0) {
		int fault = errno;
		free(*name);
		*name = NULL;
		errno = fault;
	}
	return fd;
}

static bool make_folder_of(const char *path, struct diagnostics *sink)
{
	char *folder = slice_to_string(slice_from(path));
	char *slash = strrchr(folder, '/');
	bool done = true;
	if (slash && slash != folder) {
		*slash = '\0';
		done = file_make_folder(folder, sink);
	}
	free(folder);
	return done;
}

/* Rename the new file NAME, which FD is of, to PATH. *STAMP is what it has then, unless somebody else has written to it. */
static bool take_name(int fd, const char *name, const char *path, struct stamp *stamp)
{
	struct stat written, renamed;
	bool known = fstat(fd, &written) == 0;
	if (rename(name, path) < 0)
		return false;
	known = known && fstat(fd, &renamed) == 0 && written.st_size == renamed.st_size &&
	        stamp_time(&written.st_mtim) == stamp_time(&renamed.st_mtim);
	*stamp = known ? stamp_of(&renamed) : (struct stamp){ STAMP_UNSETTLED, 0 };
	return true;
}

/* Write BYTES to a new file beside PATH and give it PATH's name; DURABLE: on the disk before that. */
static bool write_beside(const char *path, struct slice bytes, bool keep_mode, mode_t mode, bool durable,
                         struct stamp *stamp, struct diagnostics *sink)
{
	char *name;
	int fd = file_open_beside(path, &name), fault = 0;
	if (fd < 0)
		return fail(path, errno, sink);
	if (!keep_mode) {
		mode_t mask = umask(0);
		umask(mask);
		mode = 0666 & ~mask;
	}
	if (!write_all(fd, bytes) || fchmod(fd, mode & 07777) < 0 || (durable && fsync(fd) < 0))
		fault = errno;
	/* Closing may fail, and the lock must not end before the name is free again. */
	int locked = dup(fd);
	if (close(fd) < 0 && !fault)
		fault = errno;
	if (!fault && !take_name(locked, name, path, stamp))
		fault = errno;
	if (fault)
		unlink(name);
	if (locked >= 0)
		close(locked);
	if (!fault && durable)
		sync_folder_of(path);
	free(name);
	return !fault || fail(path, fault, sink);
}

bool file_put(const char *path, struct slice bytes, bool durable, enum file_change *change, struct content *content,
              struct diagnostics *sink)
{
	enum file_change ignored;
	change = change ? change : &ignored;
	*change = FILE_UNCHANGED;
	bool there;
	mode_t mode = 0;
	struct stamp stamp = { 0 };
	bool done = file_holds(path, bytes, &there, &mode, &stamp);
	if (!done) {
		if (there && !S_ISREG(mode))
			return fail(path, S_ISDIR(mode) ? EISDIR : EEXIST, sink);
		char *target = there ? realpath(path, NULL) : NULL;
		done = there || make_folder_of(path, sink);
		done = done && write_beside(target ? target : path, bytes, there, mode, durable, &stamp, sink);
		free(target);
		if (done)
			*change = there ? FILE_REPLACED : FILE_CREATED;
	}
	if (done && content)
		*content = (struct content){ stamp, hash_of(bytes) };
	return done;
}

bool file_replace(const char *path, struct slice bytes, enum file_change *change, struct diagnostics *sink)
{
	return file_put(path, bytes, true, change, NULL, sink);
}

bool file_remake(const char *path, struct slice bytes, enum file_change *change, struct diagnostics *sink)
{
	return file_put(path, bytes, false, change, NULL, sink);
}

struct folder_above {
	const struct folder_above *above;
	dev_t device;
	ino_t inode;
};

static int compare_slices(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

static void sort_slices(struct slices *slices)
{
	if (slices->count)
		qsort(slices->items, slices->count, sizeof *slices->items, compare_slices);
}

/* A name in a folder, and what it is as far as the folder says. */
struct listed {
	struct slice name;
	unsigned char type;
};

struct listing {
	struct listed *items;
	size_t count, capacity;
};

static int compare_listed(const void *a, const void *b)
{
	return slice_compare(((const struct listed *)a)->name, ((const struct listed *)b)->name);
}

static bool list_names(const char *folder, struct arena *arena, struct listing *names)
{
	DIR *handle = opendir(folder);
	if (!handle)
		return false;
	for (struct dirent *item; (item = readdir(handle));)
		if (item->d_name[0] != '.')
			array_push(names, (struct listed){ arena_copy(arena, slice_from(item->d_name)), item->d_type });
	closedir(handle);
	if (names->count)
		qsort(names->items, names->count, sizeof *names->items, compare_listed);
	return true;
}

/* What ITEM is, whose path is PATH: stat is asked where the folder does not say, and where a link leads. */
static unsigned char type_of(const struct listed *item, const char *path, struct diagnostics *sink)
{
	struct stat status;
	if (item->type != DT_UNKNOWN && item->type != DT_LNK)
		return item->type;
	if (stat(path, &status) < 0) {
		fail(path, errno, sink);
		return DT_UNKNOWN;
	}
	return S_ISDIR(status.st_mode) ? DT_DIR : S_ISREG(status.st_mode) ? DT_REG : DT_UNKNOWN;
}

static void walk(const char *folder, struct slice relative, const struct folder_above *above, struct arena *arena,
                 struct slices *paths, struct diagnostics *sink)
{
	struct stat status;
	if (stat(folder, &status) < 0) {
		fail(folder, errno, sink);
		return;
	}
	struct folder_above here = { above, status.st_dev, status.st_ino };
	for (; above; above = above->above)
		if (above->device == here.device && above->inode == here.inode) {
			fail(folder, ELOOP, sink);
			return;
		}
	struct listing names = { 0 };
	if (!list_names(folder, arena, &names))
		fail(folder, errno, sink);
	for (size_t i = 0; i < names.count; i++) {
		const char *path = file_join(arena, slice_from(folder), names.items[i].name);
		struct slice below = slice_from(file_join(arena, relative, names.items[i].name));
		unsigned char type = type_of(&names.items[i], path, sink);
		if (type == DT_DIR)
			walk(path, below, &here, arena, paths, sink);
		else if (type == DT_REG)
			array_push(paths, below);
	}
	array_finish(&names);
}

void file_walk(const char *folder, struct arena *arena, struct slices *paths, struct diagnostics *sink)
{
	walk(folder, SLICE(""), NULL, arena, paths, sink);
	sort_slices(paths);
}

void file_list_folders(const char *folder, struct arena *arena, struct slices *names)
{
	struct listing all = { 0 };
	list_names(folder, arena, &all);
	for (size_t i = 0; i < all.count; i++)
		if (file_is_folder(file_join(arena, slice_from(folder), all.items[i].name)))
			array_push(names, all.items[i].name);
	array_finish(&all);
}

const char *file_join(struct arena *arena, struct slice folder, struct slice name)
{
	if (folder.size == 0 || slice_equal(folder, SLICE(".")))
		return arena_copy(arena, name).data;
	bool slashed = folder.data[folder.size - 1] == '/';
	return arena_format(arena, "%.*s%s%.*s", SLICE_ARG(folder), slashed ? "" : "/", SLICE_ARG(name)).data;
}
