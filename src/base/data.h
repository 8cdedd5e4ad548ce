/* data.h: the files of data/ that the program carries in itself. */

#ifndef LOCALIZE_BASE_DATA_H
#define LOCALIZE_BASE_DATA_H

#include "base/slice.h"

struct data_file {
	const char *name; /* "segmentation.srx" */
	const char *data;
	size_t size;
};

/* Made from data/ by tools/embed.py; a NULL name ends it. */
extern const struct data_file data_files[];

/* The content of the file NAME; a NULL pointer where there is none. */
struct slice data_find(const char *name);

#endif
