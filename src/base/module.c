#include "base/module.h"

#include "base/arena.h"
#include "base/message.h"

#include <dlfcn.h>
#include <unistd.h>

enum { PATH_LONGEST = 4096 };

/* The folder that the program lies in, or an empty one where the system does not tell: modules lie below it before they
 * are installed. */
static struct slice program_folder(char path[PATH_LONGEST])
{
	ssize_t size = readlink("/proc/self/exe", path, PATH_LONGEST);
	while (size > 0 && path[size - 1] != '/')
		size--;
	return slice_make(path, size > 0 ? (size_t)size : 0);
}

const void *module_find(const char *name, struct arena *arena, const char **fault)
{
	char path[PATH_LONGEST];
	struct slice folder = program_folder(path);
	const char *built = arena_format(arena, "%.*smodules/%s.so", SLICE_ARG(folder), name).data;
	const char *installed = arena_format(arena, "%s/%s.so", LOCALIZE_MODULE_FOLDER, name).data;
	/* What is loaded twice is the same, and is never unloaded. */
	void *module = dlopen(folder.size && access(built, R_OK) == 0 ? built : installed, RTLD_NOW | RTLD_LOCAL);
	const void *offered = module ? dlsym(module, arena_format(arena, "localize_%s", name).data) : NULL;
	if (!offered)
		*fault = arena_format(arena, _("a part of the program can't be loaded: %s; install it again"), dlerror()).data;
	return offered;
}
