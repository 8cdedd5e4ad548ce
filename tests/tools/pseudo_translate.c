/* pseudo_translate FILE: the article with every segment pseudo-translated, on standard output. */

#include "pseudo.h"

#include <stdio.h>

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	struct diagnostics *sink = diagnostics_create();
	struct arena *arena = arena_create();
	const struct document *document = pseudo_read(argv[1], arena, sink);
	struct buffer out = { 0 };
	if (document)
		pseudo_write(format_for_file(argv[1]), document, &out);
	fwrite(out.data, 1, out.size, stdout);
	diagnostics_print(sink, stderr, SEVERITY_NOTE, false);
	buffer_finish(&out);
	arena_destroy(arena);
	diagnostics_destroy(sink);
	return document ? 0 : 2;
}
