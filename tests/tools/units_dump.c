/* units_dump FILE…: the units of articles, for people: role, line, section, text, placeables, segments. */

#include "pseudo.h"

#include <stdio.h>

static void print_quoted(const char *label, struct slice text)
{
	printf("  %s: ", label);
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] == '\n')
			fputs("\\n", stdout);
		else
			putchar(text.data[i]);
	putchar('\n');
}

static void print_unit(const struct document *document, const struct unit *unit)
{
	struct position position = position_in_text(document->name, document->source, unit_source_offset(unit, 0));
	printf("%s:%zu: %.*s\n", document->name, position.line, SLICE_ARG(unit->kind->role));
	if (unit->section->size)
		print_quoted("section", *unit->section);
	if (unit->kind->note.size)
		print_quoted("note", unit->kind->note);
	print_quoted("text", unit->text);
	for (size_t i = 0; i < unit->placeable_count; i++) {
		static const char *const kinds[] = { "open", "close", "alone" };
		const struct placeable *placeable = &unit->placeables[i];
		print_quoted(kinds[placeable->kind], slice_range(unit->text, placeable->begin, placeable->end));
	}
	for (size_t i = 0; unit->segment_count > 1 && i < unit->segment_count; i++)
		print_quoted("segment", unit_segment_text(unit, &unit->segments[i]));
}

int main(int argc, char **argv)
{
	struct diagnostics *sink = diagnostics_create();
	for (int i = 1; i < argc; i++) {
		struct arena *arena = arena_create();
		const struct document *document = pseudo_read(argv[i], arena, sink);
		for (size_t u = 0; document && u < document->unit_count; u++)
			print_unit(document, &document->units[u]);
		arena_destroy(arena);
	}
	int status = diagnostics_count(sink, SEVERITY_ERROR) ? 2 : 0;
	diagnostics_print(sink, stderr, SEVERITY_NOTE, false);
	diagnostics_destroy(sink);
	return status;
}
