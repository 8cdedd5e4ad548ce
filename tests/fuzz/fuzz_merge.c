/* Any old catalog and new article: lines "source=translation", in them a first "~" for an obsolete entry and "?" for a
 * fuzzy one, then a line "|", then the new sentences. Each new sentence is there once, and nothing translated is lost. */

#include "base/data.h"
#include "catalog/merge.h"
#include "base/table.h"
#include "formats/format.h"
#include "text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct segmenter *segmenter_of(void *context, bool target)
{
	static struct segmenter *segmenter;
	(void)context;
	(void)target;
	if (!segmenter) {
		struct diagnostics *sink = diagnostics_create();
		segmenter = segmenter_create(data_find("segmentation.srx"), "segmentation.srx", "en", sink);
		diagnostics_destroy(sink);
	}
	return segmenter;
}

static void add(struct catalog *catalog, struct slice line, struct table *known)
{
	struct entry entry = { 0 };
	entry.obsolete = slice_starts_with(line, SLICE("~"));
	line = slice_from_offset(line, entry.obsolete);
	entry.fuzzy = slice_starts_with(line, SLICE("?"));
	line = slice_from_offset(line, entry.fuzzy);
	struct slice rest = line;
	slice_next_part(&rest, '=', &entry.msgid);
	entry_set_translation(&entry, rest.data ? rest : SLICE(""), catalog->arena);
	if (entry.msgid.size && table_add(known, entry.msgid, 1) == 1) {
		table_set(known, entry.msgid, 0);
		array_push(catalog, entry);
	}
}

static void require(bool holds)
{
	if (!holds)
		abort();
}

/* Whether TEXT is a sentence or a previous sentence of CATALOG, alone or beside another. */
static bool is_kept(const struct catalog *catalog, struct slice text)
{
	for (size_t i = 0; i < catalog->count; i++) {
		const struct entry *entry = &catalog->items[i];
		if (slice_equal(entry->msgid, text) || slice_starts_with(entry_previous_msgid(entry), text) ||
		    slice_ends_with(entry_previous_msgid(entry), text))
			return true;
	}
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = slice_make((const char *)data, size), line;
	if (size == 0 || size > 4096 || utf8_find_invalid(rest) != size || memchr(data, 0, size))
		return 0;
	struct arena *arena = arena_create();
	struct catalog old = { .arena = arena }, template = { .arena = arena }, merged = { .arena = arena };
	struct table old_known = { 0 }, new_known = { 0 };
	bool is_new = false;
	while (slice_next_part(&rest, '\n', &line)) {
		if (slice_equal(line, SLICE("|")))
			is_new = true;
		else if (is_new && line.size && line.data[0] != '~' && line.data[0] != '?' &&
		         slice_find_byte(line, '=', 0) == SLICE_NONE)
			add(&template, line, &new_known);
		else if (!is_new)
			add(&old, line, &old_known);
	}
	const struct merge_options options = { .find = format_markdown.find_placeables, .segmenter = segmenter_of };
	struct merge_report report;
	catalog_merge(&merged, &old, &template, &options, &report);
	require(report.kept + report.matched + report.added + report.revived == template.count);
	require(merged.count >= template.count);
	for (size_t i = 0; i < merged.count; i++) {
		const struct entry *entry = &merged.items[i];
		require(i < template.count ? slice_equal(entry->msgid, template.items[i].msgid) && !entry->obsolete : entry->obsolete);
		require(utf8_find_invalid(entry->msgstr[0]) == entry->msgstr[0].size);
		if (entry->obsolete)
			for (size_t j = 0; j < template.count; j++)
				require(!slice_equal(entry->msgid, template.items[j].msgid));
	}
	for (size_t i = 0; i < old.count; i++)
		require(!old.items[i].msgstr[0].size || is_kept(&merged, old.items[i].msgid));
	struct catalog taking = { .arena = arena };
	catalog_merge_taking(&taking, &old, &template, &options, &report);
	require(catalog_equal(&taking, &merged) && template.count == 0);
	catalog_finish(&taking);
	catalog_finish(&old);
	catalog_finish(&template);
	catalog_finish(&merged);
	table_finish(&old_known);
	table_finish(&new_known);
	arena_destroy(arena);
	return 0;
}
