/* Any sentence and any translation, parted by a NUL byte or in halves, in some languages: what the checks find lies
 * inside the translation, between characters. */

#include "checks/mend.h"
#include "checks/place.h"
#include "formats/format.h"
#include "text/utf8.h"

#include <stdlib.h>


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_boundary(struct slice text, size_t offset)
{
	return offset == text.size || ((unsigned char)text.data[offset] & 0xc0) != 0x80;
}

/* What is mended is text, and it can be put into the catalog's file, in its own form or another. */
static void mend(struct catalog *catalog, const struct language *language, struct arena *arena, struct diagnostics *sink)
{
	struct check_selection selection = { .only = NULL };
	for (int other = 0; other < 2; other++) {
		struct buffer written = { 0 }, out = { 0 };
		struct catalog read = { .arena = arena };
		struct mendeds mended = { 0 };
		struct entry header = { .msgid = SLICE("") };
		struct catalog whole = { .arena = arena };
		entry_set_translation(&header, SLICE("Content-Type: text/plain; charset=UTF-8\n"), arena);
		array_push(&whole, header);
		array_push(&whole, catalog->items[0]);
		bool done = catalog_write(&whole, "a.po", &written, sink);
		if (other)
			buffer_append_string(&written, "\n\n# the end");
		if (done && catalog_read(&read, buffer_slice(&written), "a.po", sink)) {
			mend_catalog(&read, "a.po", language, NULL, &selection, arena, &mended);
			for (size_t i = 0; i < mended.count; i++)
				if (utf8_find_invalid(mended.items[i].after) < mended.items[i].after.size)
					abort();
			if (mended.count && !mend_file(&read, buffer_slice(&written), "a.po", &mended, arena, &out, sink))
				abort();
		}
		catalog_finish(&whole);
		catalog_finish(&read);
		array_finish(&mended);
		buffer_finish(&written);
		buffer_finish(&out);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const tags[] = { "sr", "sr-Latn", "az", "fr", "el", "th", "ja" };
	struct slice text = slice_make((const char *)data, size);
	size_t middle = slice_find_byte(text, '\0', 0);
	middle = middle == SLICE_NONE ? size / 2 : middle;
	while (middle < size && ((unsigned char)text.data[middle] & 0xc0) == 0x80)
		middle++;
	struct slice msgstr = slice_from_offset(text, middle), flag = size % 2 ? SLICE("c-format") : SLICE("python-brace-format");
	struct arena *arena = arena_create();
	struct diagnostics *sink = diagnostics_create();
	const struct entry_extra extra = { .flags = &flag, .flag_count = 1 };
	struct entry entry = {
		.msgid = slice_range(text, 0, middle), .msgstr = &msgstr, .msgstr_count = 1, .extra = &extra, .line = 1,
	};
	struct catalog catalog = { .arena = arena, .items = &entry, .count = 1, .capacity = 1 };
	struct findings findings = { 0 };
	struct check_selection selection = { .only = NULL, .character_references = size % 2 };
	const struct language *language =
	    language_find(slice_from(tags[size % (sizeof tags / sizeof *tags)]), arena, POSITION_NONE, sink);
	checks_run(&catalog, "a.po", language, size % 3 ? NULL : format_markdown.find_placeables, &selection, arena, &findings);
	for (size_t i = 0; i < findings.count; i++) {
		const struct finding *finding = &findings.items[i];
		if (finding->begin > finding->end || finding->end > finding->translation.size)
			abort();
		if (strcmp(finding->check, "header") != 0 && strcmp(finding->check, "blank") != 0 &&
		    (!is_boundary(finding->translation, finding->begin) || !is_boundary(finding->translation, finding->end)))
			abort();
	}
	places_find(text, &findings);
	mend(&catalog, language, arena, sink);
	array_finish(&findings);
	diagnostics_destroy(sink);
	arena_destroy(arena);
	return 0;
}
