#define _GNU_SOURCE /* DT_REG and its kin */

#include "base/file.h"

#include "base/array.h"
#include "base/buffer.h"
#include "base/message.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
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

static bool is_link(const char *path)
{
	struct stat status;
	return lstat(path, &status) == 0 && S_ISLNK(status.st_mode);
}

bool file_fail(const char *path, int fault, struct diagnostics *sink)
{
	if (fault == ENOENT && is_link(path))
		diagnostics_error(sink, position_of_file(path), _("is a symbolic link to what is not there; mend or remove it"));
	else
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
		used += (size_t)got;
		if (got == 0 || (used == expected && used < room)) /* less than was asked for: there is no more */
			break;
	}
	*bytes = slice_make(data, used);
	return true;
}

/* A missing file is an error where STAMP is NULL. */
static bool read_file(const char *path, struct arena *arena, struct slice *bytes, struct stamp *stamp,
                      struct diagnostics *sink)
{
	*bytes = slice_make(NULL, 0);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int fault = fd < 0 ? errno : 0;
	if (fault == ENOENT && stamp && !is_link(path)) {
		*stamp = (struct stamp){ STAMP_ABSENT, 0 };
		return true;
	}
	if (fault)
		return file_fail(path, fault, sink);
	struct stat status;
	if (fstat(fd, &status) < 0)
		fault = errno;
	else if (S_ISDIR(status.st_mode))
		fault = EISDIR;
	else if (!S_ISREG(status.st_mode)) {
		close(fd);
		diagnostics_error(sink, position_of_file(path), _("not a regular file; name a file with text in it"));
		return false;
	} else {
		if (stamp)
			*stamp = stamp_to_read(&status);
		if (!read_rest(fd, status.st_size > 0 ? (size_t)status.st_size : 0, arena, bytes))
			fault = errno;
	}
	close(fd);
	return fault == 0 || file_fail(path, fault, sink);
}

bool file_read(const char *path, struct arena *arena, struct slice *bytes, struct diagnostics *sink)
{
	return read_file(path, arena, bytes, NULL, sink);
}

bool file_read_if_there(const char *path, struct arena *arena, struct slice *bytes, struct diagnostics *sink)
{
	struct stamp ignored;
	return read_file(path, arena, bytes, &ignored, sink);
}

bool file_read_stamped(const char *path, struct arena *arena, struct slice *bytes, struct stamp *stamp,
                       struct diagnostics *sink)
{
	return read_file(path, arena, bytes, stamp, sink);
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

/* Create each folder on the way to PATH. */
static bool make_folders(const char *path, struct diagnostics *sink)
{
	char *copy = slice_to_string(slice_from(path));
	bool done = true;
	for (char *slash = copy + 1; done && copy[0]; slash++) {
		if (*slash != '/' && *slash != '\0')
			continue;
		char kept = *slash;
		*slash = '\0';
		if (mkdir(copy, 0777) < 0 && errno != EEXIST)
			done = file_fail(copy, errno, sink);
		else if (!file_is_folder(copy))
			done = file_fail(copy, ENOTDIR, sink);
		*slash = kept;
		if (!kept)
			break;
	}
	free(copy);
	return done;
}

bool file_make_folder(const char *path, struct diagnostics *sink)
{
	return mkdir(path, 0777) == 0 || file_is_folder(path) || make_folders(path, sink);
}

struct folder_above {
	const struct folder_above *above;
	dev_t device;
	ino_t inode;
};

/* A name in a folder, and what it is; DT_LNK or DT_UNKNOWN where that can't be said. */
struct listed {
	struct slice name;
	unsigned char type;
};

struct listing {
	struct listed *items;
	size_t count, capacity;
	struct arena *arena; /* of the names */
};

/* The order of the paths of what they are and what is in them: a folder's name counts with a '/' behind it. */
static int compare_listed(const void *a, const void *b)
{
	const struct listed *first = a, *second = b;
	size_t shared = first->name.size < second->name.size ? first->name.size : second->name.size;
	int order = memcmp(first->name.data, second->name.data, shared);
	if (order)
		return order;
	int next = first->name.size > shared ? (unsigned char)first->name.data[shared] : first->type == DT_DIR ? '/' : 0;
	int other = second->name.size > shared ? (unsigned char)second->name.data[shared] : second->type == DT_DIR ? '/' : 0;
	return next - other;
}

/* What ITEM of the folder HANDLE is: stat is asked where the folder does not say, and where a link leads. */
static unsigned char type_of(DIR *handle, const struct dirent *item)
{
	struct stat status;
	if (item->d_type != DT_UNKNOWN && item->d_type != DT_LNK)
		return item->d_type;
	if (fstatat(dirfd(handle), item->d_name, &status, 0) < 0)
		return item->d_type;
	return S_ISDIR(status.st_mode) ? DT_DIR : S_ISREG(status.st_mode) ? DT_REG : DT_CHR;
}

/* The names in FOLDER. False, and errno set, where not all of them can be had. */
static bool list_names(const char *folder, struct listing *names)
{
	DIR *handle = opendir(folder);
	if (!handle)
		return false;
	names->arena = arena_create();
	errno = 0;
	for (struct dirent *item; (item = readdir(handle)); errno = 0)
		if (item->d_name[0] != '.')
			array_push(names, (struct listed){ arena_copy(names->arena, slice_from(item->d_name)), type_of(handle, item) });
	int fault = errno;
	closedir(handle);
	if (names->count)
		qsort(names->items, names->count, sizeof *names->items, compare_listed);
	errno = fault;
	return fault == 0;
}

static void finish_listing(struct listing *names)
{
	array_finish(names);
	arena_destroy(names->arena);
}

struct walk {
	struct buffer path; /* of the folder that is looked at */
	struct arena *arena;
	struct slices *paths;
	struct diagnostics *sink;
};

/* Say why PATH can't be looked at, if that is still so. */
static void fail_item(const char *path, struct diagnostics *sink)
{
	struct stat status;
	if (stat(path, &status) < 0)
		file_fail(path, errno, sink);
}

static void walk_folder(struct walk *walk, const struct folder_above *above)
{
	struct stat status;
	if (stat(buffer_string(&walk->path), &status) < 0) {
		file_fail(buffer_string(&walk->path), errno, walk->sink);
		return;
	}
	struct folder_above here = { above, status.st_dev, status.st_ino };
	for (; above; above = above->above)
		if (above->device == here.device && above->inode == here.inode) {
			file_fail(buffer_string(&walk->path), ELOOP, walk->sink);
			return;
		}
	struct listing names = { 0 };
	if (!list_names(buffer_string(&walk->path), &names))
		file_fail(buffer_string(&walk->path), errno, walk->sink);
	size_t size = walk->path.size;
	bool is_current = slice_equal(buffer_slice(&walk->path), SLICE("."));
	for (size_t i = 0; i < names.count; i++) {
		walk->path.size = is_current ? 0 : size;
		if (!is_current && walk->path.data[size - 1] != '/')
			buffer_append_byte(&walk->path, '/');
		buffer_append(&walk->path, names.items[i].name);
		if (names.items[i].type == DT_DIR)
			walk_folder(walk, &here);
		else if (names.items[i].type == DT_REG)
			array_push(walk->paths, arena_copy(walk->arena, buffer_slice(&walk->path)));
		else if (names.items[i].type == DT_UNKNOWN || names.items[i].type == DT_LNK)
			fail_item(buffer_string(&walk->path), walk->sink);
	}
	walk->path.size = size;
	if (is_current) {
		buffer_clear(&walk->path);
		buffer_append_byte(&walk->path, '.');
	}
	finish_listing(&names);
}

size_t file_walk(const char *folder, struct arena *arena, struct slices *paths, struct diagnostics *sink)
{
	struct walk walk = { .arena = arena, .paths = paths, .sink = sink };
	buffer_append_string(&walk.path, folder[0] ? folder : ".");
	walk_folder(&walk, NULL);
	struct slice walked = buffer_slice(&walk.path);
	size_t begin = slice_equal(walked, SLICE(".")) ? 0 : walked.size + !slice_ends_with(walked, SLICE("/"));
	buffer_finish(&walk.path);
	return begin;
}

static int compare_slices(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

void file_list_folders(const char *folder, struct arena *arena, struct slices *names)
{
	struct listing all = { 0 };
	list_names(folder, &all);
	for (size_t i = 0; i < all.count; i++)
		if (all.items[i].type == DT_DIR)
			array_push(names, arena_copy(arena, all.items[i].name));
	finish_listing(&all);
	if (names->count)
		qsort(names->items, names->count, sizeof *names->items, compare_slices);
}

const char *file_join(struct arena *arena, struct slice folder, struct slice name)
{
	if (folder.size == 0 || slice_equal(folder, SLICE(".")))
		return arena_copy(arena, name).data;
	bool slashed = folder.data[folder.size - 1] == '/';
	char *path = arena_allocate(arena, folder.size + !slashed + name.size + 1), *at = path + folder.size;
	memcpy(path, folder.data, folder.size);
	if (!slashed)
		*at++ = '/';
	if (name.size)
		memcpy(at, name.data, name.size);
	at[name.size] = '\0';
	return path;
}
