/* memory_files.h: the memory of a project: of its catalogs, and of the files in its folder memory/. */

#ifndef LOCALIZE_COMMANDS_MEMORY_FILES_H
#define LOCALIZE_COMMANDS_MEMORY_FILES_H

#include "commands/plan.h"
#include "memory/memory.h"
#include "project/project.h"

#define MEMORY_FOLDER "memory"

/* The files that the memory of PROJECT is of: catalogs first, then the folder memory/, then what the configuration names
 * beyond it but for the project's own translations there; each in the order of the paths, their texts in ARENA. A
 * catalog below the folder po/LANG, and an imported file in memory/LANG, is in LANG where it does not say another. What
 * the configuration names and is not there is a warning in SINK. */
void memory_files_find(const struct project *project, struct memory_files *files, struct arena *arena,
                       struct diagnostics *sink);

/* Whether the memory of PROJECT is of nothing but the catalogs of ARTICLE. */
bool memory_files_are_of(const struct project *project, const struct article *article);

/* The file in the shared memory MEMORY to which the project's own translations in LANGUAGE are written, in ARENA. */
const char *memory_files_shared(const struct config_memory *memory, const struct language *language, struct arena *arena);

/* The memory of PROJECT, brought up to date. Never NULL. */
struct memory *memory_of_project(const struct project *project, struct diagnostics *sink);

/* What several runs over parts of one project know of its catalogs, so that not each of them looks for them all. */
struct memory_listing;

/* Of PROJECT, which must live as long. Nothing is looked for before it is needed. */
struct memory_listing *memory_listing_create(const struct project *project);
void memory_listing_destroy(struct memory_listing *listing); /* takes NULL */

/* What changed since: the file PATH, or, where PATH is NULL, it can't be told what. */
void memory_listing_note(struct memory_listing *listing, struct slice path);

/* The same as it is before a run that changes catalogs, to the end of which belongs memory_end_run. Catalogs that PLAN has
 * seen to be as they were are not looked at again; with LISTING (or NULL), only those that were noted there. */
struct memory *memory_before_run(const struct project *project, const struct plan *plan, struct memory_listing *listing,
                                 struct diagnostics *sink);

#endif
