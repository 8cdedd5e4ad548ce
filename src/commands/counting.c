#include "commands/counting.h"

#include "catalog/entry_index.h"
#include "catalog/origin.h"

static bool is_of(const struct entry *entry, struct slice msgid)
{
	return !entry->obsolete && !entry_context(entry).data && slice_equal(entry->msgid, msgid);
}

/* What finds a catalog's entries that are not where they are likely to be. */
struct entry_finder {
	const struct catalog *catalog;
	struct entry_index entries;
	bool gathered;
};

/* The entry for MSGID, which is likely to be that at INDEX; NULL if there is none. */
static const struct entry *find_entry(struct entry_finder *finder, struct slice msgid, size_t index)
{
	const struct catalog *catalog = finder->catalog;
	if (index < catalog->count && is_of(&catalog->items[index], msgid))
		return &catalog->items[index];
	for (size_t i = 0; !finder->gathered && i < catalog->count; i++)
		if (!catalog->items[i].obsolete && !entry_context(&catalog->items[i]).data)
			entry_index_add(&finder->entries, catalog, catalog->items[i].msgid, i);
	finder->gathered = true;
	size_t found = entry_index_get(&finder->entries, catalog, msgid);
	return found == ENTRY_NONE ? NULL : &catalog->items[found];
}

void counting_begin(struct article_result *result, size_t units)
{
	result->units = units;
	result->translated = result->fuzzy = result->machine = result->outdated = result->obsolete = 0;
}

void counting_add(const struct entry *entry, struct article_result *result)
{
	if (entry->obsolete) {
		result->obsolete += entry->msgstr[0].size > 0; /* others are not written */
		return;
	}
	if (!entry_is_translated(entry))
		return;
	if (!entry->fuzzy)
		result->translated++;
	else if (entry_origin(entry) == ORIGIN_MACHINE)
		result->machine++;
	else {
		result->fuzzy++;
		result->outdated += entry_is_outdated(entry);
	}
}

void counting_of_updated(const struct catalog *catalog, struct article_result *result)
{
	counting_begin(result, 0);
	for (size_t i = 0; i < catalog->count; i++) {
		const struct entry *entry = &catalog->items[i];
		if (entry_is_header(entry))
			continue;
		result->units += !entry->obsolete;
		counting_add(entry, result);
	}
}

void counting_of_template(const struct catalog *template, const struct catalog *catalog, struct article_result *result)
{
	struct entry_finder finder = { .catalog = catalog };
	counting_begin(result, 0);
	for (size_t i = 0; i < catalog->count; i++)
		if (catalog->items[i].obsolete)
			counting_add(&catalog->items[i], result);
	for (size_t i = 0; i < template->count; i++) {
		if (entry_is_header(&template->items[i]))
			continue;
		const struct entry *entry = find_entry(&finder, template->items[i].msgid, i);
		result->units++;
		if (entry)
			counting_add(entry, result);
	}
	entry_index_finish(&finder.entries);
}
