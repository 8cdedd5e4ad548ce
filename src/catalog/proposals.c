/* proposals.c: which old sentences are proposed for which new ones.
 *
 * All proposals are made first, each weighed by how like the sentences are and whether their neighbours are the same,
 * then the weightiest are taken, each old and each new sentence once. A second round looks again into the gaps between
 * sentences that have found each other: where so much speaks for the place, a sentence may be less like. */

#include "catalog/merging.h"
#include "catalog/compose.h"
#include "text/similarity.h"

#include <stdlib.h>

enum {
	CANDIDATES_MOST = 8,
	COMPOSED_CANDIDATES_MOST = 2,
	NEIGHBOUR_BONUS = 4,  /* for each neighbour that is the same: between like sentences, the place decides */
	PLACE_BONUS = 16,     /* where both are: it outweighs that elsewhere, in another page of a kind, all words are the same */
	GAP_LEAST = 55,       /* how like a sentence must be in a gap */
	GAP_SENTENCES = 6,    /* in a gap, on each side */
	CHANGED_SCORE = 99,
	COMPOSED_LOSS = 3,    /* what is made of parts counts less than what is whole */
};

struct proposal {
	enum place_kind kind;
	size_t new, old;
	unsigned score, weight;
};

struct proposals {
	struct proposal *items;
	size_t count, capacity;
};

/* The msgid of the sentence beside INDEX in CATALOG, STEP (1 or -1) away; empty at the ends. */
static struct slice neighbour(const struct catalog *catalog, size_t index, int step)
{
	size_t beside = step < 0 ? index - 1 : index + 1;
	if (beside >= catalog->count || !entry_is_sentence(&catalog->items[beside]) || catalog->items[beside].obsolete)
		return SLICE("");
	return catalog->items[beside].msgid;
}

/* How many of the sentences before NEW and after NEW_END are those before OLD and after OLD_END. */
static unsigned same_neighbours(const struct merging *merging, size_t new, size_t new_end, size_t old, size_t old_end)
{
	if (merging->old->items[old].obsolete)
		return 0;
	return (unsigned)slice_equal(neighbour(merging->template, new, -1), neighbour(merging->old, old, -1)) +
	       (unsigned)slice_equal(neighbour(merging->template, new_end, 1), neighbour(merging->old, old_end, 1));
}

static void propose(const struct merging *merging, struct proposals *proposals, enum place_kind kind, size_t new,
                    size_t old, unsigned score)
{
	size_t new_end = kind == PLACE_SPLIT_FIRST ? new + 1 : new, old_end = kind == PLACE_JOINED ? old + 1 : old;
	unsigned same = same_neighbours(merging, new, new_end, old, old_end);
	unsigned weight = score + same * NEIGHBOUR_BONUS + (same == 2 ? PLACE_BONUS : 0);
	array_push(proposals, (struct proposal){ kind, new, old, score, weight });
}

/* ---- The same words ---- */

/* The old sentences of each key, as lists. */
struct keys {
	struct table table; /* key → index of first */
	struct { size_t *items; size_t count, capacity; } first; /* the next old entry of the key that a new one meets */
	size_t *after;      /* of each old entry: the next one of its key */
};

static void find_keys(const struct merging *merging, struct keys *keys, struct arena *arena)
{
	struct buffer key = { 0 };
	keys->after = memory_allocate(merging->old->count * sizeof *keys->after);
	for (size_t i = merging->old->count; i-- > 0;) {
		buffer_clear(&key);
		if (!merging_is_free(merging, i) || !change_append_key(&key, merging->old->items[i].msgid, &merging->tools))
			continue;
		struct slice found = buffer_slice(&key);
		size_t list = table_get(&keys->table, found);
		if (list == TABLE_NONE) {
			list = keys->first.count;
			table_add(&keys->table, arena_copy(arena, found), list);
			array_push(&keys->first, TABLE_NONE);
		}
		keys->after[i] = keys->first.items[list];
		keys->first.items[list] = i;
	}
	buffer_finish(&key);
}

static unsigned changed_score(unsigned changes)
{
	unsigned score = CHANGED_SCORE;
	score -= changes & CHANGE_NUMBERS ? 2 : 0;
	score -= changes & CHANGE_MARKUP ? 2 : 0;
	score -= changes & CHANGE_PUNCTUATION ? 1 : 0;
	return score;
}

/* Propose to each new sentence the old one of the same words; of several, in their order. */
static void propose_changed(const struct merging *merging, struct proposals *proposals)
{
	struct arena *arena = arena_create();
	struct keys keys = { 0 };
	struct buffer key = { 0 };
	find_keys(merging, &keys, arena);
	for (size_t i = 0; i < merging->template->count; i++) {
		struct slice sentence = merging->template->items[i].msgid;
		buffer_clear(&key);
		if (!merging_is_open(merging, i) || !change_append_key(&key, sentence, &merging->tools))
			continue;
		size_t list = table_get(&keys.table, buffer_slice(&key));
		if (list == TABLE_NONE || keys.first.items[list] == TABLE_NONE)
			continue;
		size_t old = keys.first.items[list];
		keys.first.items[list] = keys.after[old];
		const struct entry *entry = &merging->old->items[old];
		buffer_clear(&key);
		unsigned changes = change_carry_over(entry->msgid, sentence, entry->msgstr[0], &merging->tools, &key);
		propose(merging, proposals, PLACE_CHANGED, i, old, changed_score(changes ? changes : CHANGE_NUMBERS));
	}
	array_finish(&keys.first);
	table_finish(&keys.table);
	free(keys.after);
	buffer_finish(&key);
	arena_destroy(arena);
}

/* ---- Like sentences ---- */

static struct similarity_index *index_free(const struct merging *merging)
{
	struct similarity_index *index = similarity_index_create();
	for (size_t i = 0; i < merging->old->count; i++)
		if (merging_is_free(merging, i))
			similarity_index_add(index, merging->old->items[i].msgid, i);
	similarity_index_prepare(index);
	return index;
}

static bool is_confirmed(const struct merging *merging, size_t old)
{
	return merging_is_free(merging, old) && !merging->old->items[old].fuzzy;
}

/* Old sentences that stand one after the other, as one text under the number of the first. */
static struct similarity_index *index_pairs(const struct merging *merging, struct arena *arena)
{
	struct similarity_index *index = similarity_index_create();
	for (size_t i = 0; i + 1 < merging->old->count; i++) {
		const struct entry *first = &merging->old->items[i], *second = first + 1;
		if (is_confirmed(merging, i) && is_confirmed(merging, i + 1) && !first->obsolete && !second->obsolete)
			similarity_index_add(index, compose_join(first->msgid, second->msgid, arena), i);
	}
	similarity_index_prepare(index);
	return index;
}

static void propose_similar(const struct merging *merging, const struct similarity_index *index, size_t new,
                            struct proposals *proposals)
{
	struct similarity_match matches[CANDIDATES_MOST];
	size_t count = similarity_index_search(index, merging->template->items[new].msgid, SIMILARITY_FUZZY_LEAST, matches,
	                                       CANDIDATES_MOST);
	for (size_t m = 0; m < count; m++)
		propose(merging, proposals, PLACE_SIMILAR, new, matches[m].number, matches[m].score);
}

/* Propose the joined pairs that are like TEXT, and more so than their first sentence alone: KIND says which side is a
 * pair. */
static void propose_composed(const struct merging *merging, const struct similarity_index *index, enum place_kind kind,
                             size_t new, struct slice text, struct proposals *proposals)
{
	struct similarity_match matches[COMPOSED_CANDIDATES_MOST];
	size_t count = similarity_index_search(index, text, SIMILARITY_FUZZY_LEAST, matches, COMPOSED_CANDIDATES_MOST);
	for (size_t m = 0; m < count; m++)
		if (kind == PLACE_JOINED || is_confirmed(merging, matches[m].number))
			propose(merging, proposals, kind, new, matches[m].number, matches[m].score - COMPOSED_LOSS);
}

static void propose_all(const struct merging *merging, struct proposals *proposals)
{
	struct arena *arena = arena_create();
	struct similarity_index *index = index_free(merging), *pairs = index_pairs(merging, arena);
	const struct catalog *template = merging->template;
	for (size_t i = 0; i < template->count; i++) {
		if (!merging_is_open(merging, i))
			continue;
		propose_similar(merging, index, i, proposals);
		propose_composed(merging, pairs, PLACE_JOINED, i, template->items[i].msgid, proposals);
		if (i + 1 < template->count && merging_is_open(merging, i + 1))
			propose_composed(merging, index, PLACE_SPLIT_FIRST, i,
			                 compose_join(template->items[i].msgid, template->items[i + 1].msgid, arena), proposals);
	}
	similarity_index_destroy(index);
	similarity_index_destroy(pairs);
	arena_destroy(arena);
}

/* ---- Gaps ---- */

/* The old entry in use at which entry NEW of the template has its translation; TABLE_NONE if there is none. */
static size_t anchor_of(const struct merging *merging, size_t new)
{
	const struct place *place = &merging->places[new];
	bool known = place->kind != PLACE_NONE && place->kind != PLACE_RECUT;
	return known && !merging->old->items[place->old].obsolete ? place->old : TABLE_NONE;
}

static void propose_in_gap(const struct merging *merging, size_t begin, size_t end, size_t old_begin, size_t old_end,
                           struct proposals *proposals)
{
	for (size_t i = begin; i < end; i++)
		for (size_t old = old_begin; old < old_end; old++) {
			if (!merging_is_free(merging, old))
				continue;
			unsigned score = similarity_score(merging->template->items[i].msgid, merging->old->items[old].msgid,
			                                  GAP_LEAST);
			if (score)
				propose(merging, proposals, PLACE_SIMILAR, i, old, score);
		}
}

static void propose_in_gaps(const struct merging *merging, struct proposals *proposals)
{
	const struct catalog *template = merging->template;
	size_t first_old = merging->old->count && entry_is_header(&merging->old->items[0]) ? 1 : 0, last_old = first_old;
	while (last_old < merging->old->count && !merging->old->items[last_old].obsolete)
		last_old++;
	for (size_t i = 0, end; i < template->count; i = end) {
		end = i + 1;
		if (!merging_is_open(merging, i))
			continue;
		while (end < template->count && merging_is_open(merging, end))
			end++;
		bool is_first = i == 0 || entry_is_header(&template->items[i - 1]);
		size_t before = is_first ? TABLE_NONE : anchor_of(merging, i - 1);
		size_t after = end == template->count ? last_old : anchor_of(merging, end);
		if ((before == TABLE_NONE && !is_first) || after == TABLE_NONE)
			continue;
		if (before != TABLE_NONE && merging->places[i - 1].kind == PLACE_JOINED)
			before++;
		size_t old = is_first ? first_old : before + 1;
		if (end - i <= GAP_SENTENCES && old < after && after - old <= GAP_SENTENCES)
			propose_in_gap(merging, i, end, old, after, proposals);
	}
}

/* ---- Taking ---- */

static int compare_proposals(const void *a, const void *b)
{
	const struct proposal *first = a, *second = b;
	if (first->weight != second->weight)
		return first->weight > second->weight ? -1 : 1;
	if (first->new != second->new)
		return first->new < second->new ? -1 : 1;
	if (first->old != second->old)
		return first->old < second->old ? -1 : 1;
	return (int)first->kind - (int)second->kind;
}

static void take(struct merging *merging, const struct proposal *proposal)
{
	size_t new_end = proposal->new + (proposal->kind == PLACE_SPLIT_FIRST);
	size_t old_end = proposal->old + (proposal->kind == PLACE_JOINED);
	for (size_t i = proposal->new; i <= new_end; i++)
		if (!merging_is_open(merging, i))
			return;
	for (size_t i = proposal->old; i <= old_end; i++)
		if (!merging_is_free(merging, i))
			return;
	for (size_t i = proposal->old; i <= old_end; i++)
		merging->used[i] = USE_PLACED;
	merging->places[proposal->new] = place_make(proposal->kind, proposal->old, proposal->score, NULL);
	if (proposal->kind == PLACE_SPLIT_FIRST)
		merging->places[new_end] = place_make(PLACE_SPLIT_SECOND, proposal->old, proposal->score, NULL);
}

static void take_best(struct merging *merging, struct proposals *proposals)
{
	if (proposals->count)
		qsort(proposals->items, proposals->count, sizeof *proposals->items, compare_proposals);
	for (size_t i = 0; i < proposals->count; i++)
		take(merging, &proposals->items[i]);
	array_clear(proposals);
}

void merging_place_similar(struct merging *merging)
{
	struct proposals proposals = { 0 };
	propose_changed(merging, &proposals);
	propose_all(merging, &proposals);
	propose_in_gaps(merging, &proposals);
	take_best(merging, &proposals);
	propose_in_gaps(merging, &proposals);
	take_best(merging, &proposals);
	array_finish(&proposals);
}
