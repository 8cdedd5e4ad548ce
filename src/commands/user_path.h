/* user_path.h: files as the user named them, from the folder that the program was started in. */

#ifndef LOCALIZE_COMMANDS_USER_PATH_H
#define LOCALIZE_COMMANDS_USER_PATH_H

#include "base/arena.h"

/* The current folder, to be asked for before opening the project goes to its root. */
struct slice user_folder(struct arena *arena);

/* The file that the user named NAME in the folder BEFORE, as it is found now; "-" stays what it is. */
const char *user_path(struct slice before, const char *name, struct arena *arena);

#endif
