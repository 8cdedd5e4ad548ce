/* module.h: parts of the program that are loaded where they are needed first, with the libraries that they bring along.
 *
 * Each is a shared object that exports one structure, localize_NAME, which the header of that part declares. Programs of
 * the tests have them linked (src/modules/linked.c). */

#ifndef LOCALIZE_BASE_MODULE_H
#define LOCALIZE_BASE_MODULE_H

struct arena;

/* The structure of the module NAME ("http"), the same for the life of the process; NULL if it can't be loaded, and
 * *FAULT, in ARENA, says why and what to do. Several threads may ask at once. */
const void *module_find(const char *name, struct arena *arena, const char **fault);

#endif
