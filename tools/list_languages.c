/* list_languages.c: writes the table of languages that text/language_table.h describes: list_languages FILE */

#include "base/buffer.h"
#include "base/data.h"
#include "text/language.h"
#include "text/language_table.h"
#include "text/month.h"

#include <stdio.h>
#include <unicode/uloc.h>

enum { MONTHS = 12 };

/* There is no table yet, so that ICU is asked. */
const struct data_file data_files[] = { { 0, 0, 0 } };

static void append_months(struct buffer *out, const char *code)
{
	struct month_names *names = month_names_create(code);
	for (unsigned i = 0; i < month_forms(names) * MONTHS; i++) {
		buffer_append(out, month_name(names, i % MONTHS, i / MONTHS));
		buffer_append_byte(out, '|');
	}
	month_names_destroy(names);
}

static void append_language(struct buffer *out, const char *code, struct arena *arena, struct diagnostics *sink)
{
	const struct language *language = language_find(slice_from(code), arena, POSITION_NONE, sink);
	if (!language || strcmp(language->tag, code) != 0)
		return;
	buffer_append_format(out, "%s\t%s\t%s\t%s\t%s\t", code, language->gettext, language->name, language->plurals,
	                     language->direction);
	append_months(out, code);
	buffer_append_byte(out, '\n');
}

int main(int argument_count, char **arguments)
{
	struct arena *arena = arena_create();
	struct diagnostics *sink = diagnostics_create();
	struct buffer out = { 0 };
	for (int32_t i = 0, count = uloc_countAvailable(); i < count; i++)
		if (!strchr(uloc_getAvailable(i), '_'))
			append_language(&out, uloc_getAvailable(i), arena, sink);
	FILE *file = argument_count == 2 ? fopen(arguments[1], "wb") : NULL;
	bool done = file && fwrite(buffer_slice(&out).data, 1, out.size, file) == out.size;
	done = file && fclose(file) == 0 && done;
	buffer_finish(&out);
	diagnostics_destroy(sink);
	arena_destroy(arena);
	return done ? 0 : 1;
}
