/* Any bytes as an XLIFF file: what is read is whole, merging it into a catalog never loses the translations that it has,
 * and a catalog that is written and read again is what it was. */

#define _GNU_SOURCE
#include "formats/format.h"
#include "memory/xliff.h"
#include "text/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const struct xliff_text *text)
{
	if (utf8_find_invalid(text->text) != text->text.size)
		abort();
	size_t last = 0;
	for (size_t i = 0; i < text->codes.count; i++) {
		const struct xliff_code *code = &text->codes.items[i];
		if (code->begin < last || code->end < code->begin || code->end > text->text.size)
			abort();
		last = code->end;
	}
}

static void add_entry(struct xliff_merge *merge, struct slice msgid, struct slice msgstr)
{
	struct entry entry = { .msgid = msgid };
	entry_set_translation(&entry, msgstr, merge->catalog->arena);
	array_push(merge->catalog, entry);
}

static void take(void *context, const struct xliff_unit *unit)
{
	check_text(&unit->source);
	check_text(&unit->target);
	xliff_merge_unit(context, unit);
}

/* Write BYTES to a file in memory, and read it into MERGE's catalog: comments in it live until MERGE is finished. */
static void read_into(struct xliff_merge *merge, struct slice bytes)
{
	char path[64];
	int file = memfd_create("input", 0);
	if (write(file, bytes.data, bytes.size) != (ssize_t)bytes.size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	merge->path = path;
	xliff_read(path, take, merge, merge->sink);
	close(file);
}

static void check_round_trip(const struct catalog *catalog, struct arena *arena, enum xliff_version version)
{
	struct buffer out = { 0 };
	struct catalog empty = { .arena = arena };
	struct xliff_merge merge = {
		.catalog = &empty, .find = format_markdown.find_placeables, .sink = diagnostics_create(),
	};
	xliff_write_begin(version, "en", "sr", &out);
	xliff_write_catalog(version, "en", "sr", "a.md", "markdown", 1, catalog, merge.find, &out);
	xliff_write_end(version, &out);
	for (size_t i = 0; i < catalog->count; i++)
		add_entry(&merge, catalog->items[i].msgid, catalog->items[i].msgstr[0]);
	read_into(&merge, buffer_slice(&out));
	if (merge.report.refused || merge.report.unknown)
		abort();
	for (size_t i = 0; i < catalog->count; i++)
		if (!slice_equal(catalog->items[i].msgstr[0], empty.items[i].msgstr[0]))
			abort();
	buffer_finish(&out);
	xliff_merge_finish(&merge);
	catalog_finish(&empty);
	diagnostics_destroy(merge.sink);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create();
	struct catalog catalog = { .arena = arena };
	struct xliff_merge merge = {
		.catalog = &catalog, .find = format_markdown.find_placeables, .sink = diagnostics_create(),
	};
	add_entry(&merge, SLICE("The **mill** grinds `rye`."), SLICE(""));
	add_entry(&merge, SLICE("See [the map](https://example.org)."), SLICE("Види [карту](https://example.org)."));
	add_entry(&merge, SLICE("One."), SLICE("Један."));
	read_into(&merge, slice_make((const char *)data, size));
	if (!entry_is_translated(&catalog.items[1]) || !entry_is_translated(&catalog.items[2]))
		abort();
	check_round_trip(&catalog, arena, XLIFF_2_1);
	xliff_merge_finish(&merge);
	catalog_finish(&catalog);
	diagnostics_destroy(merge.sink);
	arena_destroy(arena);
	return 0;
}
