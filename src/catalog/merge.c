#include "catalog/merge.h"

#include "base/table.h"
#include "catalog/origin.h"
#include "text/similarity.h"

enum {
	CANDIDATES_MOST = 8,
	NEIGHBOUR_BONUS = 4,   /* for each neighbour that is the same: between like sentences, the place decides */
	NEIGHBOUR_LENIENCE = 15, /* how much less like a sentence may be that both neighbours vouch for */
};

/* That entry NEW of the template takes the translation of entry OLD. */
struct proposal {
	size_t new, old;
	unsigned score; /* how like their sentences are, 0 to 100 */
	unsigned weight; /* the score with the evidence of the neighbours */
};

struct merging {
	const struct catalog *old, *template;
	struct catalog *merged;
	struct merge_report *report;
	struct table old_entries; /* msgid → index in old */
	bool *used;               /* of each old entry: its translation has found its place */
	struct { struct proposal *items; size_t count, capacity; } proposals;
};

/* Entries with a context or plural forms are not of our making, and no sentence's. */
static bool is_sentence(const struct entry *entry)
{
	return !entry_is_header(entry) && !entry->context.data && !entry->plural.data;
}

static bool has_work(const struct entry *entry)
{
	for (size_t i = 0; i < entry->msgstr_count; i++)
		if (entry->msgstr[i].size)
			return true;
	return entry->comment.size > 0;
}

/* What a translator or a tool wrote in OLD, with the article's own fields of TEMPLATE. */
static struct entry carry_over(const struct entry *template, const struct entry *old)
{
	struct entry entry = *old;
	entry.msgid = template->msgid;
	entry.extracted = template->extracted;
	entry.references = template->references;
	entry.reference_count = template->reference_count;
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

/* The msgid of the sentence beside INDEX in CATALOG, STEP (1 or -1) away; empty at the ends. */
static struct slice neighbour(const struct catalog *catalog, size_t index, int step)
{
	size_t beside = step < 0 ? index - 1 : index + 1;
	if (beside >= catalog->count || !is_sentence(&catalog->items[beside]) || catalog->items[beside].obsolete)
		return SLICE("");
	return catalog->items[beside].msgid;
}

static unsigned same_neighbours(const struct merging *merging, size_t new, size_t old)
{
	if (merging->old->items[old].obsolete)
		return 0;
	unsigned same = 0;
	for (int step = -1; step <= 1; step += 2)
		same += slice_equal(neighbour(merging->template, new, step), neighbour(merging->old, old, step));
	return same;
}

static void propose(struct merging *merging, size_t new, size_t old, unsigned score)
{
	unsigned weight = score + same_neighbours(merging, new, old) * NEIGHBOUR_BONUS;
	array_push(&merging->proposals, (struct proposal){ new, old, score, weight });
}

/* The old sentence in the place of a new one is proposed even if it is less like it, if both neighbours are the same. */
static void propose_in_place(struct merging *merging, size_t new, size_t old)
{
	unsigned least = SIMILARITY_FUZZY_LEAST - (same_neighbours(merging, new, old) == 2 ? NEIGHBOUR_LENIENCE : 0);
	unsigned score = similarity_score(merging->template->items[new].msgid, merging->old->items[old].msgid, least);
	if (score >= least)
		propose(merging, new, old, score);
}

/* The old entry that stood after the sentence before NEW, if its translation has no place; TABLE_NONE if not. */
static size_t entry_in_place(const struct merging *merging, size_t new)
{
	struct slice before = neighbour(merging->template, new, -1);
	size_t index = before.size ? table_get(&merging->old_entries, before) : TABLE_NONE;
	if (index == TABLE_NONE || index + 1 >= merging->old->count)
		return TABLE_NONE;
	const struct entry *entry = &merging->old->items[index + 1];
	return is_sentence(entry) && !entry->obsolete && !merging->used[index + 1] && entry->msgstr[0].size ? index + 1
	                                                                                                     : TABLE_NONE;
}

static int compare_proposals(const void *a, const void *b)
{
	const struct proposal *first = a, *second = b;
	if (first->weight != second->weight)
		return first->weight > second->weight ? -1 : 1;
	if (first->new != second->new)
		return first->new < second->new ? -1 : 1;
	return first->old < second->old ? -1 : first->old > second->old;
}

/* Propose to each new sentence the old ones like it that have no place any more. */
static void find_similar(struct merging *merging, const bool *placed)
{
	struct similarity_index *index = NULL;
	for (size_t i = 0; i < merging->old->count; i++) {
		const struct entry *entry = &merging->old->items[i];
		if (merging->used[i] || !is_sentence(entry) || !entry->msgstr[0].size)
			continue;
		if (!index)
			index = similarity_index_create();
		similarity_index_add(index, entry->msgid, i);
	}
	if (!index)
		return;
	similarity_index_prepare(index);
	for (size_t i = 0; i < merging->template->count; i++) {
		if (placed[i] || !is_sentence(&merging->template->items[i]))
			continue;
		size_t in_place = entry_in_place(merging, i);
		if (in_place != TABLE_NONE)
			propose_in_place(merging, i, in_place);
		struct similarity_match matches[CANDIDATES_MOST];
		size_t count = similarity_index_search(index, merging->template->items[i].msgid, SIMILARITY_FUZZY_LEAST, matches,
		                                       CANDIDATES_MOST);
		for (size_t m = 0; m < count; m++)
			if (matches[m].number != in_place)
				propose(merging, i, matches[m].number, matches[m].score);
	}
	similarity_index_destroy(index);
	if (merging->proposals.count)
		qsort(merging->proposals.items, merging->proposals.count, sizeof *merging->proposals.items, compare_proposals);
}

/* Entry NEW of the template with the translation of the old entry that PROPOSAL names, fuzzy. */
static struct entry take_similar(struct merging *merging, const struct proposal *proposal)
{
	const struct entry *old = &merging->old->items[proposal->old];
	struct entry entry = carry_over(&merging->template->items[proposal->new], old);
	/* What was fuzzy already is the translation of the sentence before that, not of this one. */
	if (!old->fuzzy || !old->previous_msgid.data)
		entry.previous_msgid = old->msgid;
	entry.fuzzy = true;
	if (entry_origin(old) == ORIGIN_MACHINE)
		entry_keep_origin(&entry, old, merging->merged->arena);
	else
		entry_set_origin(&entry, ORIGIN_SIMILAR, arena_format(merging->merged->arena, "%u %%", proposal->score),
		                 merging->merged->arena);
	return entry;
}

static void place_entries(struct merging *merging)
{
	const struct catalog *template = merging->template;
	size_t *same = memory_allocate_zero(template->count, sizeof *same);
	bool *placed = memory_allocate_zero(template->count, sizeof *placed);
	const struct proposal **taken = memory_allocate_zero(template->count, sizeof *taken);
	for (size_t i = 0; i < template->count; i++) {
		same[i] = entry_is_header(&template->items[i]) ? TABLE_NONE
		                                               : table_get(&merging->old_entries, template->items[i].msgid);
		placed[i] = same[i] != TABLE_NONE;
		if (placed[i])
			merging->used[same[i]] = true;
	}
	find_similar(merging, placed);
	for (size_t i = 0; i < merging->proposals.count; i++) {
		const struct proposal *proposal = &merging->proposals.items[i];
		if (placed[proposal->new] || merging->used[proposal->old])
			continue;
		placed[proposal->new] = merging->used[proposal->old] = true;
		taken[proposal->new] = proposal;
	}
	for (size_t i = 0; i < template->count; i++) {
		struct entry entry = template->items[i];
		if (entry_is_header(&entry))
			continue;
		if (same[i] != TABLE_NONE) {
			const struct entry *old = &merging->old->items[same[i]];
			entry = carry_over(&template->items[i], old);
			entry_keep_origin(&entry, old, merging->merged->arena);
			merging->report->revived += old->obsolete;
			merging->report->kept += !old->obsolete;
		} else if (taken[i]) {
			entry = take_similar(merging, taken[i]);
			merging->report->matched++;
		} else
			merging->report->added++;
		array_push(merging->merged, entry);
	}
	free(same);
	free(placed);
	free(taken);
}

/* What is left of the old catalog, as obsolete entries; an entry without any work in it goes. */
static void retire_entries(struct merging *merging)
{
	for (size_t i = 0; i < merging->old->count; i++) {
		struct entry entry = merging->old->items[i];
		if (merging->used[i] || entry_is_header(&entry) || (!entry.obsolete && !has_work(&entry)))
			continue;
		merging->report->retired += !entry.obsolete;
		if (!entry.obsolete) {
			entry.extracted = slice_make(NULL, 0);
			entry.reference_count = 0;
		}
		entry.obsolete = true;
		array_push(merging->merged, entry);
	}
}

void catalog_merge(struct catalog *merged, const struct catalog *old, const struct catalog *template,
                   struct merge_report *report)
{
	*report = (struct merge_report){ 0 };
	struct merging merging = { .old = old, .template = template, .merged = merged, .report = report };
	merging.used = memory_allocate_zero(old->count, sizeof *merging.used);
	for (int obsolete = 0; obsolete < 2; obsolete++)
		for (size_t i = 0; i < old->count; i++)
			if (is_sentence(&old->items[i]) && old->items[i].obsolete == obsolete)
				table_add(&merging.old_entries, old->items[i].msgid, i);
	merge_header(&merging);
	place_entries(&merging);
	retire_entries(&merging);
	array_finish(&merging.proposals);
	table_finish(&merging.old_entries);
	free(merging.used);
}
