/* catalog_tool: reads the PO file that it is given and writes it to standard output, as the catalog room does.
 *
 * Usage: catalog_tool [--road fast|gettextpo|any] FILE. Exit status 3 where the fast road gives up. */

#include "base/file.h"
#include "catalog/catalog.h"
#include "catalog/gettextpo.h"
#include "catalog/reader.h"

#include <stdio.h>

static int finish(int status, struct diagnostics *sink, struct arena *arena)
{
	diagnostics_print(sink, stderr, SEVERITY_NOTE, false);
	diagnostics_destroy(sink);
	arena_destroy(arena);
	return status;
}

int main(int argument_count, char **arguments)
{
	const char *road = "any", *path = NULL;
	if (argument_count == 4 && strcmp(arguments[1], "--road") == 0) {
		road = arguments[2];
		path = arguments[3];
	} else if (argument_count == 2) {
		path = arguments[1];
	} else {
		fprintf(stderr, "usage: catalog_tool [--road fast|gettextpo|any] FILE\n");
		return 2;
	}
	struct diagnostics *sink = diagnostics_create();
	struct arena *arena = arena_create();
	struct slice bytes;
	if (!file_read(path, arena, &bytes, sink))
		return finish(2, sink, arena);
	struct catalog catalog = { .arena = arena };
	bool read;
	if (strcmp(road, "fast") == 0)
		read = reader_read(&catalog, bytes, path);
	else if (strcmp(road, "gettextpo") == 0)
		read = gettextpo_read(&catalog, bytes, path, sink);
	else
		read = catalog_read(&catalog, bytes, path, sink);
	struct buffer out = { 0 };
	int status = !read ? (strcmp(road, "fast") == 0 ? 3 : 2) : catalog_write(&catalog, path, &out, sink) ? 0 : 2;
	if (status == 0 && out.size && fwrite(out.data, 1, out.size, stdout) < out.size)
		status = 2;
	buffer_finish(&out);
	catalog_finish(&catalog);
	return finish(status, sink, arena);
}
