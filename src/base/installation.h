/* installation.h: where the parts of the program lie, also of an installation that was moved as a whole. */

#ifndef LOCALIZE_BASE_INSTALLATION_H
#define LOCALIZE_BASE_INSTALLATION_H

#include "base/arena.h"

/* The folder of the running program, with the slash at its end; empty where the system does not tell. */
struct slice installation_program_folder(struct arena *arena);

/* PART, the path of a file or folder of the installation as it was configured, seen from the running program; PART itself where
 * it is not there, where the program does not lie in a folder called as the configured one, BINARIES, or where it is not
 * trusted. In ARENA. */
const char *installation_find(const char *part, const char *binaries, struct arena *arena);

/* Whether PATH, absolute and without links, is there and only who could replace the running program could have put it there:
 * as far up as their paths differ, all is root's, the user's, or his who has the program, and nobody else may write to
 * it. */
bool installation_is_trusted(const char *path, struct arena *arena);

#endif
