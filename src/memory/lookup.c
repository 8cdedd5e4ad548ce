/* lookup.c: the same sentence, and sentences like it. */

#include "base/memory.h"
#include "memory/store.h"
#include "text/similarity.h"
#include "text/utf8.h"

#include <stdlib.h>

enum {
	SAME_MOST = 100,         /* translations of one sentence that are looked at */
	CANDIDATES_MOST = 48,    /* sentences whose likeness is measured */
	POSTINGS_BUDGET = 40000, /* of the query's rarest words; the rest of them are too common to tell anything */
	SLOTS = 1 << 17,         /* more than twice the budget, a power of two */
	CLASSES_MOST = 4,
	SIMILAR_BEST = 99,
	IDENTICAL = 100,
	IN_CONTEXT = 101,
	PENALTY_PLACE = 1,       /* imported, obsolete, another region: one for each */
	PENALTY_CONTENT = 2,     /* other numbers, other markup: two for each */
};

struct found {
	struct memory_match match;
	int64_t file;
	unsigned neighbours; /* of the query that are the match's too */
};

struct lookup {
	struct memory *memory;
	const struct memory_query *query;
	const struct store_language *language;
	struct slice key;
	uint32_t hash, before, after;
	unsigned least;
	struct found *found; /* best first */
	size_t count, most;
	struct arena *arena;
};

/* A list of the index: the sentences of a class of lengths that have a word. */
struct list {
	uint32_t key;
	int64_t count;
};

struct candidate {
	uint32_t id;
	uint32_t weight;
};

static bool same_markup(const struct lookup *lookup, struct slice other)
{
	if (!lookup->query->find)
		return true;
	struct placeables own = { 0 }, theirs = { 0 };
	lookup->query->find(lookup->query->source, &own);
	lookup->query->find(other, &theirs);
	bool same = own.count == theirs.count;
	for (size_t i = 0; same && i < own.count; i++)
		same = slice_equal(slice_range(lookup->query->source, own.items[i].begin, own.items[i].end),
		                   slice_range(other, theirs.items[i].begin, theirs.items[i].end));
	array_finish(&own);
	array_finish(&theirs);
	return same;
}

/* Better first; the order does not depend on the order in which files were indexed. */
static int compare_found(const struct found *a, const struct found *b)
{
	if (a->match.score != b->match.score)
		return a->match.score > b->match.score ? -1 : 1;
	if (a->neighbours != b->neighbours)
		return a->neighbours > b->neighbours ? -1 : 1;
	if (a->match.obsolete != b->match.obsolete)
		return a->match.obsolete ? 1 : -1;
	if (a->match.imported != b->match.imported)
		return a->match.imported ? 1 : -1;
	int order = strcmp(a->match.file, b->match.file);
	if (!order)
		order = slice_compare(a->match.source, b->match.source);
	return order ? order : slice_compare(a->match.target, b->match.target);
}

/* Put FOUND in its place, unless the same translation is there from a better place, or there are enough better ones. */
static void keep(struct lookup *lookup, const struct found *found)
{
	size_t place = lookup->count;
	for (size_t i = 0; i < lookup->count; i++)
		if (slice_equal(lookup->found[i].match.source, found->match.source) &&
		    slice_equal(lookup->found[i].match.target, found->match.target)) {
			if (compare_found(&lookup->found[i], found) <= 0)
				return;
			memmove(&lookup->found[i], &lookup->found[i + 1], (lookup->count - i - 1) * sizeof *lookup->found);
			place = --lookup->count;
			break;
		}
	while (place && compare_found(found, &lookup->found[place - 1]) < 0)
		place--;
	if (place == lookup->most)
		return;
	if (lookup->count < lookup->most)
		lookup->count++;
	memmove(&lookup->found[place + 1], &lookup->found[place], (lookup->count - place - 1) * sizeof *lookup->found);
	lookup->found[place] = *found;
}

static void set_file(struct lookup *lookup, struct found *found, int64_t file)
{
	found->file = file;
	for (size_t i = 0; i < lookup->count; i++)
		if (lookup->found[i].file == file) {
			found->match.file = lookup->found[i].match.file;
			found->match.origin = lookup->found[i].match.origin;
			found->match.imported = lookup->found[i].match.imported;
			return;
		}
	sqlite3_stmt *statement = store_statement(lookup->memory, STORE_FILE);
	sqlite3_bind_int64(statement, 1, file);
	bool there = store_step(lookup->memory, statement);
	struct slice path = there ? store_text(statement, 0) : SLICE("");
	found->match.file = arena_copy(lookup->arena, path).data;
	struct slice origin = there ? store_text(statement, 1) : SLICE("");
	found->match.origin = origin.size ? arena_copy(lookup->arena, origin).data : found->match.file;
	found->match.imported = there && sqlite3_column_int(statement, 2);
	if (statement)
		sqlite3_reset(statement);
}

static bool other_region(const struct lookup *lookup, int64_t language)
{
	const struct store_language *other = store_language_by_id(lookup->memory, language);
	return other && other->region[0] && lookup->language->region[0] &&
	       strcmp(other->region, lookup->language->region) != 0;
}

/* The least score with which a match still finds room. */
static unsigned least_wanted(const struct lookup *lookup)
{
	unsigned last = lookup->count == lookup->most ? lookup->found[lookup->count - 1].match.score : 0;
	return last > lookup->least ? last : lookup->least;
}

/* How like SOURCE is to what is looked up, penalties not counted; 0 where it is less than is wanted. */
static unsigned score_source(struct lookup *lookup, struct slice source, bool same)
{
	if (same) {
		buffer_clear(&lookup->memory->beside);
		key_append(&lookup->memory->beside, source);
		if (!slice_equal(buffer_slice(&lookup->memory->beside), lookup->key))
			return 0;
		return slice_equal(slice_trim(source), slice_trim(lookup->query->source)) ? IDENTICAL : SIMILAR_BEST;
	}
	unsigned least = least_wanted(lookup);
	unsigned score = similarity_score(lookup->query->source, source, least);
	return score < least ? 0 : score > SIMILAR_BEST ? SIMILAR_BEST : score;
}

/* Look at the translation ID; SAME: its sentence should be the one that is looked up. */
static void consider(struct lookup *lookup, uint32_t id, bool same)
{
	struct memory *memory = lookup->memory;
	sqlite3_stmt *statement = store_statement(memory, STORE_UNIT);
	sqlite3_bind_int64(statement, 1, id);
	if (!store_step(memory, statement))
		return;
	struct slice source = store_text(statement, 5), target = store_text(statement, 6);
	struct found found = { .match.obsolete = sqlite3_column_int(statement, 2) != 0 };
	bool sound = utf8_find_invalid(source) == source.size && utf8_find_invalid(target) == target.size;
	memory->damaged |= !sound;
	unsigned score = sound ? score_source(lookup, source, same) : 0;
	unsigned penalty = 0;
	if (score) {
		found.neighbours = lookup->before && lookup->before == (uint32_t)sqlite3_column_int64(statement, 3);
		found.neighbours += lookup->after && lookup->after == (uint32_t)sqlite3_column_int64(statement, 4);
		if (score == IDENTICAL && found.neighbours == 2)
			score = IN_CONTEXT;
		set_file(lookup, &found, sqlite3_column_int64(statement, 0));
		penalty = PENALTY_PLACE * ((found.match.imported ? 1U : 0U) + (found.match.obsolete ? 1U : 0U) +
		                           (other_region(lookup, sqlite3_column_int64(statement, 1)) ? 1U : 0U));
		if (score < IDENTICAL && !key_same_numbers(lookup->query->source, source))
			penalty += PENALTY_CONTENT;
		if (score < IDENTICAL && !same_markup(lookup, source))
			penalty += PENALTY_CONTENT;
	}
	if (score >= penalty + lookup->least) {
		found.match.score = score - penalty;
		found.match.source = arena_copy(lookup->arena, source);
		found.match.target = arena_copy(lookup->arena, target);
		found.match.comment = arena_copy(lookup->arena, store_text(statement, 7));
		keep(lookup, &found);
	}
	sqlite3_reset(statement);
}

/* The translations of the sentence itself that the list KEY has. */
static void find_same(struct lookup *lookup, uint32_t key)
{
	uint32_t ids[SAME_MOST];
	size_t count = 0;
	sqlite3_stmt *statement = store_statement(lookup->memory, STORE_POSTINGS);
	sqlite3_bind_int64(statement, 1, key);
	while (count < SAME_MOST && store_step(lookup->memory, statement)) {
		uint32_t id = (uint32_t)sqlite3_column_int64(statement, 0);
		const void *blob = sqlite3_column_blob(statement, 1);
		struct slice packed = slice_make(blob, blob ? (size_t)sqlite3_column_bytes(statement, 1) : 0);
		size_t offset = 0;
		do
			ids[count++] = id;
		while (count < SAME_MOST && postings_next(packed, &offset, &id));
	}
	if (statement)
		sqlite3_reset(statement);
	for (size_t i = 0; i < count; i++)
		consider(lookup, ids[i], true);
}

static int compare_lists(const void *a, const void *b)
{
	const struct list *first = a, *second = b;
	if (first->count != second->count)
		return first->count < second->count ? -1 : 1;
	return first->key < second->key ? -1 : first->key > second->key;
}

/* The lists of the words of the query that are not empty, the shortest first. */
static size_t find_lists(struct lookup *lookup, const struct key_tokens *tokens, struct list *lists)
{
	unsigned shortest = key_length_class((tokens->length * lookup->least + 99) / 100);
	unsigned longest = key_length_class(tokens->length * 100 / lookup->least);
	unsigned class = key_length_class(tokens->length);
	if (class > shortest + 1)
		shortest = class - 1;
	if (longest > shortest + CLASSES_MOST - 1)
		longest = shortest + CLASSES_MOST - 1;
	size_t count = 0;
	for (size_t i = 0; i < tokens->count; i++)
		for (unsigned c = shortest; c <= longest; c++) {
			struct list list = { .key = store_word_key(lookup->language->seed, tokens->items[i], c) };
			sqlite3_stmt *statement = store_statement(lookup->memory, STORE_COUNT_POSTINGS);
			sqlite3_bind_int64(statement, 1, list.key);
			if (store_step(lookup->memory, statement))
				list.count = sqlite3_column_int64(statement, 0);
			if (statement)
				sqlite3_reset(statement);
			if (list.count > 0)
				lists[count++] = list;
		}
	if (count)
		qsort(lists, count, sizeof *lists, compare_lists);
	return count;
}

/* What a word that COUNT sentences have tells: the rarer, the more. */
static uint32_t weight_of(int64_t count)
{
	uint32_t weight = 40;
	for (; count > 1; count >>= 1)
		weight -= weight > 2 ? 2 : 0;
	return weight;
}

/* Add WEIGHT to the slot of ID. */
static void count_id(uint64_t *slots, uint32_t id, uint32_t weight)
{
	size_t place = (size_t)(id * UINT32_C(0x9e3779b1)) >> 7 & (SLOTS - 1);
	while (slots[place] && (uint32_t)(slots[place] >> 32) != id)
		place = (place + 1) & (SLOTS - 1);
	slots[place] = ((uint64_t)id << 32) | ((uint32_t)slots[place] + weight);
}

static size_t count_list(struct lookup *lookup, const struct list *list, size_t budget)
{
	size_t counted = 0;
	uint32_t weight = weight_of(list->count);
	sqlite3_stmt *statement = store_statement(lookup->memory, STORE_POSTINGS);
	sqlite3_bind_int64(statement, 1, list->key);
	while (counted < budget && store_step(lookup->memory, statement)) {
		uint32_t id = (uint32_t)sqlite3_column_int64(statement, 0);
		const void *blob = sqlite3_column_blob(statement, 1);
		struct slice packed = slice_make(blob, blob ? (size_t)sqlite3_column_bytes(statement, 1) : 0);
		size_t offset = 0;
		do {
			count_id(lookup->memory->slots, id, weight);
			counted++;
		} while (counted < budget && postings_next(packed, &offset, &id));
	}
	if (statement)
		sqlite3_reset(statement);
	return counted;
}

/* The heaviest first; of those that weigh the same, the latest, which is likelier to be still there. */
static bool is_heavier(const struct candidate *a, const struct candidate *b)
{
	return a->weight != b->weight ? a->weight > b->weight : a->id > b->id;
}

/* The candidates that share the most telling words with the query. */
static size_t choose_candidates(const uint64_t *slots, struct candidate *candidates)
{
	size_t count = 0;
	for (size_t i = 0; i < SLOTS; i++) {
		if (!slots[i])
			continue;
		struct candidate candidate = { (uint32_t)(slots[i] >> 32), (uint32_t)slots[i] };
		if (count == CANDIDATES_MOST && !is_heavier(&candidate, &candidates[count - 1]))
			continue;
		size_t place = count < CANDIDATES_MOST ? count++ : count - 1;
		for (; place && is_heavier(&candidate, &candidates[place - 1]); place--)
			candidates[place] = candidates[place - 1];
		candidates[place] = candidate;
	}
	return count;
}

static void find_similar(struct lookup *lookup)
{
	struct key_tokens tokens;
	struct list lists[KEY_TOKENS_MOST * CLASSES_MOST];
	struct candidate candidates[CANDIDATES_MOST];
	key_find_tokens(lookup->key, &tokens);
	size_t count = find_lists(lookup, &tokens, lists);
	if (!count)
		return;
	struct memory *memory = lookup->memory;
	if (!memory->slots)
		memory->slots = memory_allocate(SLOTS * sizeof *memory->slots);
	memset(memory->slots, 0, SLOTS * sizeof *memory->slots);
	size_t budget = POSTINGS_BUDGET;
	for (size_t i = 0; i < count && budget; i++)
		budget -= count_list(lookup, &lists[i], budget);
	count = choose_candidates(memory->slots, candidates);
	for (size_t i = 0; i < count; i++)
		consider(lookup, candidates[i].id, false);
}

size_t memory_find(struct memory *memory, const struct memory_query *query, unsigned least,
                   struct memory_match *matches, size_t most, struct arena *arena)
{
	const struct store_language *language = store_language(memory, slice_from(query->language), false);
	if (!language || !most || !memory->database || memory->damaged || query->source.size > INT32_MAX / 4 ||
	    utf8_find_invalid(query->source) != query->source.size)
		return 0;
	struct lookup lookup = {
		.memory = memory, .query = query, .language = language, .arena = arena, .most = most,
		.least = least < MEMORY_LEAST ? MEMORY_LEAST : least,
		.before = store_neighbour_hash(memory, query->before),
		.after = store_neighbour_hash(memory, query->after),
		.found = memory_allocate(most * sizeof *lookup.found),
	};
	buffer_clear(&memory->key);
	key_append(&memory->key, query->source);
	lookup.key = buffer_slice(&memory->key);
	lookup.hash = key_hash(lookup.key);
	if (lookup.before || lookup.after)
		find_same(&lookup, store_context_key(language->seed, lookup.hash, lookup.before, lookup.after));
	find_same(&lookup, store_sentence_key(language->seed, lookup.hash));
	if (lookup.least < MEMORY_SAME && (lookup.count < most || lookup.found[most - 1].match.score < SIMILAR_BEST))
		find_similar(&lookup);
	for (size_t i = 0; i < lookup.count; i++)
		matches[i] = lookup.found[i].match;
	free(lookup.found);
	return lookup.count;
}
