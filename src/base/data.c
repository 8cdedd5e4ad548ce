#include "base/data.h"

struct slice data_find(const char *name)
{
	for (const struct data_file *file = data_files; file->name; file++)
		if (strcmp(file->name, name) == 0)
			return slice_make(file->data, file->size);
	return slice_make(NULL, 0);
}
