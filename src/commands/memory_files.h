/* memory_files.h: the memory of a project: of its catalogs, and of the files in its folder memory/. */

#ifndef LOCALIZE_COMMANDS_MEMORY_FILES_H
#define LOCALIZE_COMMANDS_MEMORY_FILES_H

#include "memory/memory.h"
#include "project/project.h"

#define MEMORY_FOLDER "memory"

/* The files that the memory of PROJECT is of, catalogs first, each in the order of the paths; their texts in ARENA. A
 * catalog below the folder po/LANG, and an imported file in memory/LANG, is in LANG where it does not say another. */
void memory_files_find(const struct project *project, struct memory_files *files, struct arena *arena,
                       struct diagnostics *sink);

/* The memory of PROJECT, brought up to date. Never NULL. */
struct memory *memory_of_project(const struct project *project, struct diagnostics *sink);

#endif
