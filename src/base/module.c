#include "base/module.h"

#include "base/installation.h"
#include "base/message.h"

#include <dlfcn.h>

const void *module_find(const char *name, struct arena *arena, const char **fault)
{
	struct slice folder = installation_program_folder(arena);
	const char *built = arena_format(arena, "%.*smodules/%s.so", SLICE_ARG(folder), name).data;
	const char *installed = arena_format(arena, "%s/%s.so", LOCALIZE_MODULE_FOLDER, name).data;
	if (folder.size && installation_is_trusted(built, arena))
		installed = built; /* before it was installed, modules lie below the program */
	else
		installed = installation_find(installed, LOCALIZE_BINARY_FOLDER, arena);
	/* What is loaded twice is the same, and is never unloaded. */
	void *module = dlopen(installed, RTLD_NOW | RTLD_LOCAL);
	const void *offered = module ? dlsym(module, arena_format(arena, "localize_%s", name).data) : NULL;
	if (!offered)
		*fault = arena_format(arena, _("a part of the program can't be loaded: %s; install it again"), dlerror()).data;
	return offered;
}
