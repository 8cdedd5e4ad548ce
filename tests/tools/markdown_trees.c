/* markdown_trees [-q|-m|-p] [FILE…]: that Markdown articles keep their structure. For each file (of the arguments, or
 * one a line on standard input):
 * untranslated, it must be written as it is; pseudo-translated, with the pseudo-translation taken back, cmark-gfm must
 * read the same tree as from the source, but for white space in text; and with translations that look like markup of
 * blocks, the same blocks. What differs is printed, and the counts.
 * -q: no differences, only the names. -p: print the article with such translations instead. -m: measure instead how
 * long it takes to read the articles into units. */

#include "pseudo.h"
#include "trees.h"

#include "base/file.h"

#include <stdio.h>
#include <time.h>

static bool keep(void *context, const struct unit *unit, const struct segment *segment, struct slice *translation)
{
	(void)context;
	*translation = unit_segment_text(unit, segment);
	return true;
}

static bool leave(void *context, const struct unit *unit, const struct segment *segment, struct slice *translation)
{
	(void)context, (void)unit, (void)segment, (void)translation;
	return false;
}

/* Every segment as what a translator may write that Markdown would read as something else. */
static bool provoke(void *context, const struct unit *unit, const struct segment *segment, struct slice *translation)
{
	static const char *const begins[] = {
		"2026. ", "# ",        "- ",   "> ",    "+ ",    "* ",     "1) ",  "| a | ", "### ", "~~~ ", "``` ",
		"===",    "---",       "***",  "* * *", "[x]: ", "[^x]: ", "[ ] ", ": ",     "::: ", "1.",   "-",
		"\\\\",   "--- | ---", "__ _", "    ",  "\t",    "!!! a",  "&#",   "1. 1. ", "#",
	};
	static const char *const ends[] = { "",     " #",   " ##",    "\\",      "  ",    " |",   "\n",
		                            "\\\n", "\n- ", "\n2. a", "\\\n# a", "\n===", "\n---" };
	struct arena *arena = context;
	size_t number = (size_t)slice_hash(unit_segment_text(unit, segment));
	const char *begin = begins[number % (sizeof begins / sizeof *begins)];
	const char *end = ends[number / 64 % (sizeof ends / sizeof *ends)];
	bool alone = number / 4096 % 4 == 0 && unit->placeable_count == 0; /* a footnote without references is none */
	*translation = arena_format(arena, "%s%.*s%s", begin,
	                            SLICE_ARG(alone ? SLICE("") : unit_segment_text(unit, segment)), end);
	return slice_trim(*translation).size > 0 && !(unit->form & 0x300);
}

static bool is_written_as_it_is(const struct document *document, document_translate *translate)
{
	struct buffer out = { 0 };
	struct document_target target = { 0 };
	document_write(document, &target, format_markdown.fit, translate, NULL, &out);
	bool same = slice_equal(buffer_slice(&out), document->source);
	buffer_finish(&out);
	return same;
}

static bool print_difference(const char *what, const char *name, struct slice expected, struct slice actual, bool quiet)
{
	size_t i = 0;
	while (i < expected.size && i < actual.size && expected.data[i] == actual.data[i])
		i++;
	if (i == expected.size && i == actual.size)
		return false;
	size_t from = i > 100 ? i - 100 : 0;
	printf("%s %s\n", what, name);
	if (!quiet)
		printf("--- source\n%.*s\n--- translated\n%.*s\n===\n",
		       SLICE_ARG(slice_range(expected, from, i + 60 < expected.size ? i + 60 : expected.size)),
		       SLICE_ARG(slice_range(actual, from, i + 60 < actual.size ? i + 60 : actual.size)));
	return true;
}

struct counts {
	size_t files, refused, bytes, units, identical, trees, provoked;
};

static void check(const char *path, bool quiet, struct counts *counts)
{
	struct arena *arena = arena_create();
	struct diagnostics *sink = diagnostics_create();
	const struct document *document = pseudo_read(path, arena, sink);
	counts->files++;
	if (document) {
		counts->bytes += document->source.size;
		counts->units += document->unit_count;
		bool same = is_written_as_it_is(document, leave) && is_written_as_it_is(document, keep);
		counts->identical += same;
		if (!same)
			printf("IDENTITY %s\n", path);
		struct buffer written = { 0 }, expected = { 0 }, actual = { 0 };
		pseudo_write(&format_markdown, document, &written);
		trees_append_markdown(document->source, TREES_WORDS, &expected);
		trees_append_markdown(buffer_slice(&written), TREES_WORDS, &actual);
		pseudo_take_back(&actual);
		pseudo_take_back(&expected);
		counts->trees += !print_difference("TREE", path, buffer_slice(&expected), buffer_slice(&actual), quiet);
		buffer_clear(&written);
		buffer_clear(&expected);
		buffer_clear(&actual);
		struct document_target target = { 0 };
		document_write(document, &target, format_markdown.fit, provoke, arena, &written);
		trees_append_markdown(document->source, TREES_BLOCKS, &expected);
		trees_append_markdown(buffer_slice(&written), TREES_BLOCKS, &actual);
		counts->provoked +=
		    !print_difference("BLOCKS", path, buffer_slice(&expected), buffer_slice(&actual), quiet);
		buffer_finish(&written);
		buffer_finish(&expected);
		buffer_finish(&actual);
	} else {
		counts->refused++;
	}
	diagnostics_print(sink, stdout, SEVERITY_WARNING, false);
	diagnostics_destroy(sink);
	arena_destroy(arena);
}

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The megabytes a second of reading PATH into units, the best of several runs. */
static void measure(const char *path)
{
	struct arena *file = arena_create();
	struct diagnostics *sink = diagnostics_create();
	struct slice source;
	double best = 1e9;
	size_t units = 0;
	bool read = file_read(path, file, &source, sink);
	for (int run = 0; read && run < 5; run++) {
		struct arena *arena = arena_create();
		struct document document = { .arena = arena, .name = path, .source = source };
		double begin = seconds();
		format_markdown.parse(&document, sink);
		double taken = seconds() - begin;
		best = taken < best ? taken : best;
		units = document.unit_count;
		arena_destroy(arena);
	}
	printf("%s: %zu bytes, %zu units, %.4f s, %.1f MB/s\n", path, source.size, units, best,
	       (double)source.size / best / 1e6);
	diagnostics_destroy(sink);
	arena_destroy(file);
}

static void print_provoked(const char *path)
{
	struct arena *arena = arena_create();
	struct diagnostics *sink = diagnostics_create();
	const struct document *document = pseudo_read(path, arena, sink);
	struct document_target target = { 0 };
	struct buffer written = { 0 };
	if (document)
		document_write(document, &target, format_markdown.fit, provoke, arena, &written);
	printf("%.*s", SLICE_ARG(buffer_slice(&written)));
	buffer_finish(&written);
	diagnostics_destroy(sink);
	arena_destroy(arena);
}

int main(int argc, char **argv)
{
	struct counts counts = { 0 };
	bool quiet = false;
	int first = 1;
	if (argc > 2 && strcmp(argv[1], "-m") == 0) {
		for (int i = 2; i < argc; i++)
			measure(argv[i]);
		return 0;
	}
	if (argc > 2 && strcmp(argv[1], "-p") == 0) {
		print_provoked(argv[2]);
		return 0;
	}
	if (argc > 1 && strcmp(argv[1], "-q") == 0) {
		quiet = true;
		first = 2;
	}
	for (int i = first; i < argc; i++)
		check(argv[i], quiet, &counts);
	char line[4096];
	while (first == argc && fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = '\0';
		check(line, quiet, &counts);
	}
	printf("%zu files, %zu bytes, %zu units; %zu refused; %zu written as they are; %zu trees the same; "
	       "%zu with their blocks whatever the words\n",
	       counts.files, counts.bytes, counts.units, counts.refused, counts.identical, counts.trees,
	       counts.provoked);
	return counts.identical == counts.files && counts.trees == counts.files && counts.provoked == counts.files ? 0
	                                                                                                           : 1;
}
