/* file.h: whole files in, whole files out, and the walk of a tree.
 *
 * A file is read once and written at once. Writing replaces: the new bytes go to a temporary file beside the old
 * one, reach the disk, and take its name, so that a kill, a full disk or a power cut at any instant leaves the old
 * file or the new one. */

#ifndef LOCALIZE_BASE_FILE_H
#define LOCALIZE_BASE_FILE_H

#include "base/arena.h"
#include "base/content.h"
#include "base/diagnostics.h"

/* The bytes of PATH, in ARENA. False after an error in SINK: no such file, a folder, not readable. */
bool file_read(const char *path, struct arena *arena, struct slice *bytes, struct diagnostics *sink);

/* As file_read, but where there is no such file *BYTES has a NULL pointer and all is well. */
bool file_read_if_there(const char *path, struct arena *arena, struct slice *bytes, struct diagnostics *sink);

/* As file_read_if_there. *STAMP is that of the file before it was read, STAMP_ABSENT where there is none. */
bool file_read_stamped(const char *path, struct arena *arena, struct slice *bytes, struct stamp *stamp,
                       struct diagnostics *sink);

enum file_change { FILE_UNCHANGED, FILE_CREATED, FILE_REPLACED };

/* Make BYTES the content of PATH, with the folders above it. A file that has these bytes already is not touched.
 * The mode of a file that is replaced is kept. A symbolic link is followed, also to what is not there yet, as editors do; but
 * no folder is made where it leads. *CHANGE (may be NULL) says what was done. False after an error in SINK; PATH is then as it
 * was. */
bool file_replace(const char *path, struct slice bytes, enum file_change *change, struct diagnostics *sink);

/* As file_replace if DURABLE. If not, which is for what can be made again from other files, it is not forced onto the disk,
 * which is far quicker: a kill still leaves the old file or the new one; a power cut may leave an empty one, which the next
 * run makes again. *CONTENT (may be NULL) is what the file then is. */
bool file_put(const char *path, struct slice bytes, bool durable, enum file_change *change, struct content *content,
              struct diagnostics *sink);

/* As file_put, and quicker where there is no PATH, as is likely; slower where there is. */
bool file_put_new(const char *path, struct slice bytes, bool durable, enum file_change *change, struct content *content,
                  struct diagnostics *sink);

/* A new empty file beside PATH, in whose place it is to come, of MODE where the process's mask allows it: its descriptor,
 * and its name in *NAME, the caller's to free(). The name is always the same for PATH, and locked while it is written: so
 * what a kill leaves behind is removed by the next one who writes PATH, and who writes at the same time waits. Below 0, and
 * errno set, where it can't be made; *NAME is then NULL. */
int file_open_beside(const char *path, unsigned mode, char **name);

/* PATH, or where it leads if it is a symbolic link, be the last link's target there or not; the caller's to free(). NULL, and
 * errno set, where the links are a loop or can't be read. */
char *file_follow(const char *path);

/* Report the system's error FAULT, such as errno, about PATH. Always false. */
bool file_fail(const char *path, int fault, struct diagnostics *sink);

/* Create the folder PATH and those above it. */
bool file_make_folder(const char *path, struct diagnostics *sink);

bool file_is_folder(const char *path);
bool file_exists(const char *path);

/* Every regular file below FOLDER (links are followed; files and folders whose name begins with a dot are passed
 * over), as paths that begin with FOLDER, with '/' between, in byte order, in ARENA. Returns where in each of them the path
 * as seen from FOLDER begins. What can't be read, and a loop of links, is an error in SINK, and the walk goes on. */
size_t file_walk(const char *folder, struct arena *arena, struct slices *paths, struct diagnostics *sink);

/* The names in FOLDER that are folders and begin with no dot, in byte order; none if it can't be read. */
void file_list_folders(const char *folder, struct arena *arena, struct slices *names);

/* FOLDER/NAME in ARENA; NAME alone where FOLDER is "" or ".". */
const char *file_join(struct arena *arena, struct slice folder, struct slice name);

#endif
