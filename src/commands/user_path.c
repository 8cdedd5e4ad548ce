#include "commands/user_path.h"

#include "base/file.h"

#include <limits.h>
#include <unistd.h>

struct slice user_folder(struct arena *arena)
{
	char folder[PATH_MAX];
	return arena_copy(arena, slice_from(getcwd(folder, sizeof folder) ? folder : ""));
}

const char *user_path(struct slice before, const char *name, struct arena *arena)
{
	bool stays = name[0] == '/' || strcmp(name, "-") == 0 || slice_equal(before, user_folder(arena));
	return stays ? name : file_join(arena, before, slice_from(name));
}
