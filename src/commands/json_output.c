#include "commands/json_output.h"

#include "base/slice.h"
#include "commands/show.h"

#include <stdio.h>
#include <stdlib.h>

static void begin_line(size_t depth)
{
	printf("\n%*s", (int)depth * 2, "");
}

json_t *json_name(const char *name)
{
	json_t *string = json_string(name);
	if (string)
		return string;
	struct buffer shown = { 0 };
	show_text(slice_from(name), &shown);
	string = json_stringn(shown.data, shown.size);
	buffer_finish(&shown);
	return string;
}

void json_print_value(json_t *object, size_t depth)
{
	char *text = json_dumps(object, JSON_INDENT(2));
	struct slice rest = slice_from(text), line;
	for (bool first = true; slice_next_part(&rest, '\n', &line); first = false) {
		if (!first)
			begin_line(depth);
		fwrite(line.data, 1, line.size, stdout);
	}
	free(text);
	json_decref(object);
}

void json_print_item(json_t *object, size_t depth, bool first)
{
	if (!first)
		putchar(',');
	begin_line(depth);
	json_print_value(object, depth);
}
