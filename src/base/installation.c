#include "base/installation.h"

#include <sys/stat.h>
#include <unistd.h>

enum { PATH_LONGEST = 4096 };

/* The path of the running program; empty where the system does not tell. */
static struct slice program_path(struct arena *arena)
{
	char path[PATH_LONGEST];
	ssize_t size = readlink("/proc/self/exe", path, sizeof path);
	return size > 0 && (size_t)size < sizeof path ? arena_copy(arena, slice_make(path, (size_t)size)) : SLICE("");
}

/* PATH up to its last slash, which is left out. */
static struct slice folder_of(struct slice path)
{
	size_t slash = path.size;
	while (slash && path.data[slash - 1] != '/')
		slash--;
	return slice_range(path, 0, slash ? slash - 1 : 0);
}

struct slice installation_program_folder(struct arena *arena)
{
	struct slice path = program_path(arena);
	return path.size ? slice_range(path, 0, folder_of(path).size + 1) : path;
}

/* Where two absolute paths part: behind the last slash that they share. */
static size_t find_parting(struct slice one, struct slice other)
{
	size_t parting = 0;
	for (size_t i = 0; i < one.size && i < other.size && one.data[i] == other.data[i]; i++)
		if (one.data[i] == '/')
			parting = i + 1;
	return parting;
}

bool installation_is_trusted(const char *path, struct arena *arena)
{
	struct slice program = program_path(arena), part = slice_from(path);
	struct stat self, folder, found;
	if (!program.size || stat(program.data, &self) < 0 || stat(arena_copy(arena, folder_of(program)).data, &folder) < 0)
		return false;
	for (size_t shared = find_parting(part, program); part.size > shared; part = folder_of(part)) {
		if (lstat(arena_copy(arena, part).data, &found) < 0)
			return false;
		bool own = found.st_uid == 0 || found.st_uid == geteuid() || found.st_uid == self.st_uid;
		/* As a user's own group may where the program was built. */
		bool group = (folder.st_mode & S_IWGRP) && folder.st_gid == found.st_gid;
		if (!own || S_ISLNK(found.st_mode) || (found.st_mode & S_IWOTH) || ((found.st_mode & S_IWGRP) && !group))
			return false;
	}
	return true;
}

const char *installation_find(const char *part, const char *binaries, struct arena *arena)
{
	struct slice folder = folder_of(program_path(arena)), configured = slice_from(binaries);
	size_t prefix = find_parting(slice_from(part), configured);
	struct slice below = slice_from_offset(configured, prefix);
	if (!prefix || !slice_ends_with(folder, below) || folder.size == below.size ||
	    folder.data[folder.size - below.size - 1] != '/')
		return part;
	const char *moved = arena_format(arena, "%.*s%s", SLICE_ARG(slice_range(folder, 0, folder.size - below.size)),
	                                 part + prefix).data;
	return installation_is_trusted(moved, arena) ? moved : part;
}
