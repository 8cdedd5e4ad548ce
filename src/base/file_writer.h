/* file_writer.h: a file written piece by piece.
 *
 * As file_replace, for what is too large to be had in memory whole: the pieces go to a temporary file beside the old
 * one, which takes its name at the end. */

#ifndef LOCALIZE_BASE_FILE_WRITER_H
#define LOCALIZE_BASE_FILE_WRITER_H

#include "base/diagnostics.h"

#include <sys/types.h>

struct file_writer {
	FILE *stream;           /* to be written to; its errors show at the end */
	char *path;             /* as the user knows it */
	char *place;            /* where it leads */
	char *temporary;        /* what becomes that */
	bool replaces;          /* a file of this mode */
	mode_t mode;
	bool quick;             /* may be set: the file can be made again, and need not be forced onto the disk */
};

/* Begin to write PATH, whose folders are made; a symbolic link is followed as by file_replace. False after an error in
 * SINK; nothing is open then. */
bool file_writer_open(struct file_writer *writer, const char *path, struct diagnostics *sink);

/* End. With KEEP the file takes its name, else it is thrown away. False after an error in SINK; PATH is then as it
 * was. */
bool file_writer_close(struct file_writer *writer, bool keep, struct diagnostics *sink);

/* Set errno to why STREAM, in which writing has failed at some time, can't be written. */
void file_writer_find_fault(FILE *stream);

/* The bytes of FROM as the content of TO, in little memory. */
bool file_copy(const char *from, const char *to, struct diagnostics *sink);

/* Whether two files hold the same bytes; false where one can't be read. */
bool file_same(const char *a, const char *b);

#endif
