#include "catalog/merge.h"

#include "catalog/compose.h"
#include "catalog/merging.h"
#include "catalog/origin.h"
#include "catalog/recut.h"

static bool has_work(const struct entry *entry)
{
	for (size_t i = 0; i < entry->msgstr_count; i++)
		if (entry->msgstr[i].size)
			return true;
	return entry_comment(entry).size > 0;
}

/* What a translator or a tool wrote in OLD, with the article's own fields of TEMPLATE. */
static struct entry carry_over(const struct entry *template, const struct entry *old)
{
	struct entry entry = *old;
	entry.msgid = template->msgid;
	entry.extracted = template->extracted;
	entry.references = template->references;
	entry.obsolete = false;
	return entry;
}

static void merge_header(struct merging *merging)
{
	const struct entry *old = catalog_header(merging->old), *template = catalog_header(merging->template);
	if (old)
		array_push(merging->merged, *old);
	else if (template)
		array_push(merging->merged, *template);
}

/* What an entry's translation is that of: the sentence before it was edited, where the translation was only proposed. */
static struct slice translated_sentence(const struct entry *entry)
{
	return entry->fuzzy && entry_previous_msgid(entry).data ? entry_previous_msgid(entry) : entry->msgid;
}

/* Mark ENTRY, which has the translation of OLD or a part of it, as proposed. */
static void mark_proposed(const struct merging *merging, struct entry *entry, const struct entry *old,
                          enum origin origin, struct slice detail)
{
	struct arena *arena = merging->merged->arena;
	bool confirmed = !old->fuzzy || entry_is_outdated(old);
	entry->fuzzy = true;
	entry_set_previous_msgid(entry, translated_sentence(old), arena);
	if (entry_origin(old) == ORIGIN_MACHINE)
		entry_keep_origin(entry, old, arena);
	else
		entry_set_origin(entry, origin, confirmed ? detail : arena_format(arena, "%.*s" ORIGIN_UNCONFIRMED, SLICE_ARG(detail)),
		                 arena);
}

static struct entry take_similar(const struct merging *merging, size_t new, const struct place *place)
{
	const struct entry *old = &merging->old->items[place->old];
	struct arena *arena = merging->merged->arena;
	struct entry entry = carry_over(&merging->template->items[new], old);
	struct buffer changed = { 0 };
	unsigned changes = change_carry_over(old->msgid, entry.msgid, old->msgstr[0], &merging->tools, &changed);
	if (!changes)
		changes = change_carry_over(translated_sentence(old), entry.msgid, old->msgstr[0], &merging->tools, &changed);
	bool made = changes && !slice_equal(buffer_slice(&changed), old->msgstr[0]);
	if (made)
		entry_set_translation(&entry, arena_copy(arena, buffer_slice(&changed)), arena);
	buffer_finish(&changed);
	mark_proposed(merging, &entry, old, ORIGIN_SIMILAR,
	              arena_format(arena, "%u %%%s", place->score, made ? ", changed as the sentence was" : ""));
	return entry;
}

static struct entry take_part(const struct merging *merging, size_t new, const struct place *place)
{
	const struct catalog *template = merging->template;
	const struct entry *old = &merging->old->items[place->old];
	struct arena *arena = merging->merged->arena;
	bool is_first = place->kind == PLACE_SPLIT_FIRST;
	size_t first = is_first ? new : new - 1;
	struct entry entry = carry_over(&template->items[new], old);
	struct slice parts[2];
	bool cut = compose_split(old->msgstr[0], template->items[first].msgid, template->items[first + 1].msgid,
	                         merging->options->find, catalog_field(merging->old, "Language"), arena, parts);
	if (cut)
		entry_set_translation(&entry, parts[!is_first], arena);
	mark_proposed(merging, &entry, old, ORIGIN_SPLIT,
	              arena_format(arena, "%u %%, %s", place->score, cut ? "a part of the translation" : "the whole translation"));
	return entry;
}

static struct entry take_joined(const struct merging *merging, size_t new, const struct place *place)
{
	const struct entry *first = &merging->old->items[place->old], *second = first + 1;
	struct arena *arena = merging->merged->arena;
	struct entry entry = carry_over(&merging->template->items[new], first);
	entry_set_translation(&entry, compose_join(first->msgstr[0], second->msgstr[0], arena), arena);
	struct slice before = entry_comment(first), behind = entry_comment(second);
	if (behind.size)
		entry_set_comment(&entry, before.size ? arena_format(arena, "%.*s\n%.*s", SLICE_ARG(before), SLICE_ARG(behind))
		                                      : behind, arena);
	mark_proposed(merging, &entry, first, ORIGIN_JOINED, arena_format(arena, "%u %%", place->score));
	entry_set_previous_msgid(&entry, compose_join(first->msgid, second->msgid, arena), arena);
	return entry;
}

/* Entry NEW of the template as it will be. */
static struct entry fill_entry(struct merging *merging, size_t new)
{
	const struct place *place = &merging->places[new];
	struct merge_report *report = merging->report;
	struct entry entry = merging->template->items[new];
	switch (place->kind) {
	case PLACE_NONE:
		report->added++;
		return entry;
	case PLACE_SAME: {
		const struct entry *old = &merging->old->items[place->old];
		entry = carry_over(&entry, old);
		entry_keep_origin(&entry, old, merging->merged->arena);
		report->revived += old->obsolete;
		report->kept += !old->obsolete;
		return entry;
	}
	case PLACE_RECUT:
		report->kept += !place->made->fuzzy;
		report->matched += place->made->fuzzy;
		return *place->made;
	case PLACE_CHANGED:
	case PLACE_SIMILAR:
		entry = take_similar(merging, new, place);
		break;
	case PLACE_SPLIT_FIRST:
	case PLACE_SPLIT_SECOND:
		entry = take_part(merging, new, place);
		break;
	case PLACE_JOINED:
		entry = take_joined(merging, new, place);
		break;
	}
	report->matched++;
	return entry;
}

size_t merging_find_old(struct merging *merging, struct slice sentence)
{
	const struct catalog *old = merging->old;
	if (!merging->indexed)
		for (int obsolete = 0; obsolete < 2; obsolete++)
			for (size_t i = 0; i < old->count; i++)
				if (entry_is_sentence(&old->items[i]) && old->items[i].obsolete == obsolete)
					entry_index_add(&merging->old_entries, old, old->items[i].msgid, i);
	merging->indexed = true;
	return entry_index_get(&merging->old_entries, old, sentence);
}

/* Whether the old entry INDEX is that of SENTENCE, and in use. */
static bool is_in_use(const struct merging *merging, size_t index, struct slice sentence)
{
	if (index >= merging->old->count)
		return false;
	const struct entry *old = &merging->old->items[index];
	return !old->obsolete && entry_is_sentence(old) && slice_equal(old->msgid, sentence);
}

static void place_same(struct merging *merging)
{
	size_t next = catalog_header(merging->old) == merging->old->items; /* where the next one is likely to be */
	for (size_t i = 0; i < merging->template->count; i++) {
		const struct entry *entry = &merging->template->items[i];
		if (entry_is_header(entry))
			continue;
		size_t old = is_in_use(merging, next, entry->msgid) ? next : merging_find_old(merging, entry->msgid);
		if (old == ENTRY_NONE)
			continue;
		next = old + 1;
		merging->places[i] = place_make(PLACE_SAME, old, 100, NULL);
		merging->used[old] = USE_PLACED;
	}
}

/* What is left of the old catalog, as obsolete entries; an entry without any work in it goes. */
static void retire_entries(struct merging *merging)
{
	for (size_t i = 0; i < merging->old->count; i++) {
		struct entry entry = merging->old->items[i];
		if (merging->used[i] == USE_PLACED || entry_is_header(&entry) || (!entry.obsolete && !has_work(&entry)))
			continue;
		merging->report->retired += !entry.obsolete;
		if (!entry.obsolete) {
			entry.extracted = slice_make(NULL, 0);
			entry.references = NULL;
		}
		entry.obsolete = true;
		array_push(merging->merged, entry);
	}
}

/* Whether an old translation and a new sentence both look for each other. */
static bool merging_has_work(const struct merging *merging)
{
	size_t free = 0, open = 0;
	while (free < merging->old->count && !merging_is_free(merging, free))
		free++;
	while (open < merging->template->count && !merging_is_open(merging, open))
		open++;
	return free < merging->old->count && open < merging->template->count;
}

/* The entries of the template, filled, into the merged catalog. */
static void fill_entries(struct merging *merging)
{
	merge_header(merging);
	for (size_t i = 0; i < merging->template->count; i++)
		if (!entry_is_header(&merging->template->items[i]))
			array_push(merging->merged, fill_entry(merging, i));
}

/* The same in place: what an entry becomes is made of itself, of old ones and of its neighbours' sentences, which stay. */
static void fill_in_place(struct merging *merging, struct catalog *template)
{
	struct catalog *merged = merging->merged;
	const struct entry *header = catalog_header(merging->old);
	struct entry *items = template->items;
	for (size_t i = 0; i < template->count; i++) {
		if (!entry_is_header(&items[i]))
			items[i] = fill_entry(merging, i);
		else if (header)
			items[i] = *header;
	}
	merged->items = items;
	merged->count = template->count;
	merged->capacity = template->capacity;
}

/* Where the entries of the template get what they get. */
static void place_entries(struct merging *merging)
{
	place_same(merging);
	if (merging->options->segmenter && merging_has_work(merging))
		merging_place_recut(merging);
	if (!merging_has_work(merging))
		return;
	merging->tools.find = merging->options->find;
	if (merging->options->months) {
		merging->tools.source = merging->options->months(merging->options->context, false);
		merging->tools.target = merging->options->months(merging->options->context, true);
	}
	merging_place_similar(merging);
}

/* TAKEN: the template, if its entries may be used. */
static void merge(struct catalog *merged, const struct catalog *old, const struct catalog *template,
                  struct catalog *taken, const struct merge_options *options, struct merge_report *report)
{
	static const struct merge_options none;
	*report = (struct merge_report){ 0 };
	struct merging merging = {
		.old = old, .template = template, .options = options ? options : &none, .merged = merged, .report = report,
		.places = memory_allocate_zero(template->count, sizeof *merging.places),
		.used = memory_allocate_zero(old->count, sizeof *merging.used),
	};
	place_entries(&merging);
	if (taken)
		fill_in_place(&merging, taken);
	else
		fill_entries(&merging);
	retire_entries(&merging);
	merged->ending = old->ending;
	entry_index_finish(&merging.old_entries);
	free(merging.places);
	free(merging.used);
}

void catalog_merge(struct catalog *merged, const struct catalog *old, const struct catalog *template,
                   const struct merge_options *options, struct merge_report *report)
{
	merge(merged, old, template, NULL, options, report);
}

void catalog_merge_taking(struct catalog *merged, const struct catalog *old, struct catalog *template,
                          const struct merge_options *options, struct merge_report *report)
{
	merge(merged, old, template, template, options, report);
	*template = (struct catalog){ .arena = template->arena };
}
