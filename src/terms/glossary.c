#include "terms/glossary.h"

#include "base/buffer.h"
#include "base/table.h"

enum { GAP_MOST = 2, TERM_WORDS_MOST = 64 };

/* A term with its words: where they are in its glossary's arrays. */
struct item {
	struct term term;
	size_t source_first, source_count, target_first, target_count;
	size_t next;   /* the next item of the same words, or TABLE_NONE */
	bool by_case;  /* only its capitals tell the target from one that is right */
};

/* A word that terms go on with behind the words before it. */
struct node {
	size_t word;  /* in the words of the terms */
	size_t items; /* the first of those that end with it; TABLE_NONE: none does */
};

/* What is found by a key, a node or a place, and the next that is found by the same one, or TABLE_NONE. */
struct found {
	size_t what, next;
};

struct keys {
	struct { struct found *items; size_t count, capacity; } found;
	struct table by_key; /* what is before it and the key → the last that was added */
	bool sizes[WORD_KEY_MOST + 1]; /* those of keys */
	struct arena *arena; /* of the keys */
};

/* The terms, word by word. A node is found by the one before it and by the keys of its word. */
struct trie {
	struct { struct node *items; size_t count, capacity; } nodes; /* the first is before all words */
	struct keys keys;
};

struct term_places {
	struct keys keys; /* of the words of a text */
};

struct glossary {
	struct arena *arena;
	enum word_rules source_rules, target_rules;
	struct { struct item *items; size_t count, capacity; } items;
	struct term_words source, target; /* of all terms */
	struct table known;               /* source and target */
	struct table counts;              /* the words of a source → its terms */
	size_t left_out;
	struct trie by_source, banned;
	bool target_sizes[WORD_KEY_MOST + 1]; /* of the keys of the targets' first words */
};

struct glossary *glossary_create(const char *source, const char *target)
{
	struct glossary *glossary = memory_allocate_zero(1, sizeof *glossary);
	glossary->arena = arena_create();
	glossary->source_rules = word_rules_of(source);
	glossary->target_rules = word_rules_of(target);
	return glossary;
}

static void keys_finish(struct keys *keys)
{
	table_finish(&keys->by_key);
	array_finish(&keys->found);
}

static void trie_finish(struct trie *trie)
{
	keys_finish(&trie->keys);
	array_finish(&trie->nodes);
}

void glossary_destroy(struct glossary *glossary)
{
	if (!glossary)
		return;
	term_words_finish(&glossary->source);
	term_words_finish(&glossary->target);
	table_finish(&glossary->known);
	table_finish(&glossary->counts);
	trie_finish(&glossary->by_source);
	trie_finish(&glossary->banned);
	array_finish(&glossary->items);
	arena_destroy(glossary->arena);
	free(glossary);
}

/* Append the COUNT words from FIRST on to NAME, folded. */
static void append_words(const struct term_words *words, size_t first, size_t count, struct buffer *name)
{
	for (size_t i = first; i < first + count; i++) {
		size_t letters = words->words.items[i].count;
		buffer_append_format(name, "%zu ", letters);
		buffer_append(name, slice_make((const char *)term_word_letters(words, i), letters * sizeof(uint32_t)));
	}
}

/* Count one more term of ITEM's source; false if there are too many. */
static bool count_source(struct glossary *glossary, const struct item *item)
{
	struct buffer name = { 0 };
	append_words(&glossary->source, item->source_first, item->source_count, &name);
	size_t count = table_get(&glossary->counts, buffer_slice(&name));
	if (count == TABLE_NONE)
		table_add(&glossary->counts, arena_copy(glossary->arena, buffer_slice(&name)), 1);
	else if (count < GLOSSARY_TARGETS_MOST)
		table_set(&glossary->counts, buffer_slice(&name), count + 1);
	buffer_finish(&name);
	return count == TABLE_NONE || count < GLOSSARY_TARGETS_MOST;
}

void glossary_add(struct glossary *glossary, const struct term *term)
{
	struct item item = { .term = *term, .next = TABLE_NONE };
	item.term.source = arena_copy(glossary->arena, slice_trim(term->source));
	item.term.target = arena_copy(glossary->arena, slice_trim(term->target));
	/* Without a source only what is forbidden says anything. */
	if (!item.term.target.size || (!item.term.source.size && !item.term.forbidden))
		return;
	struct slice key = arena_format(glossary->arena, "%d%.*s\n%.*s", item.term.forbidden, SLICE_ARG(item.term.source),
	                                SLICE_ARG(item.term.target));
	if (table_add(&glossary->known, key, glossary->items.count) != glossary->items.count)
		return;
	item.source_first = glossary->source.words.count;
	term_words_find(item.term.source, NULL, glossary->source_rules, &glossary->source);
	item.source_count = glossary->source.words.count - item.source_first;
	item.target_first = glossary->target.words.count;
	term_words_find(item.term.target, NULL, glossary->target_rules, &glossary->target);
	item.target_count = glossary->target.words.count - item.target_first;
	if (!item.target_count || (item.term.source.size && !item.source_count))
		return;
	if (item.source_count > TERM_WORDS_MOST || item.target_count > TERM_WORDS_MOST ||
	    (item.source_count && !count_source(glossary, &item)))
		glossary->left_out++;
	else
		array_push(&glossary->items, item);
}

/* The KEY of SIZE with what it is BEFORE, in FULL. */
static struct slice full_key(size_t before, const uint32_t *key, size_t size, uint32_t full[WORD_KEY_MOST + 1])
{
	full[0] = (uint32_t)before;
	memcpy(full + 1, key, size * sizeof *full);
	return slice_make((const char *)full, (size + 1) * sizeof *full);
}

/* What is being put under keys. */
struct adding {
	struct keys *keys;
	size_t before, what;
};

static void add_key(void *context, const uint32_t *key, size_t size)
{
	struct adding *adding = context;
	struct keys *keys = adding->keys;
	uint32_t full[WORD_KEY_MOST + 1];
	struct slice by = full_key(adding->before, key, size, full);
	size_t last = table_get(&keys->by_key, by);
	/* Two keys of one word may be the same. */
	if (last != TABLE_NONE && keys->found.items[last].what == adding->what)
		return;
	table_set(&keys->by_key, last == TABLE_NONE ? arena_copy(keys->arena, by) : by, keys->found.count);
	array_push(&keys->found, (struct found){ adding->what, last });
	keys->sizes[size] = true;
}

/* The node of word INDEX of WORDS behind the node BEFORE, made if there is none; KNOWN has all by their whole words. */
static size_t add_node(struct glossary *glossary, struct trie *trie, struct table *known, const struct term_words *words,
                       size_t index, size_t before, enum word_rules rules)
{
	const struct term_word *word = &words->words.items[index];
	const uint32_t *letters = term_word_letters(words, index);
	size_t name_size = (word->count + 2) * sizeof *letters;
	uint32_t *name = arena_allocate(glossary->arena, name_size);
	name[0] = (uint32_t)before;
	name[1] = word->capitals;
	memcpy(name + 2, letters, word->count * sizeof *name);
	size_t node = table_add(known, slice_make((const char *)name, name_size), trie->nodes.count);
	if (node < trie->nodes.count)
		return node;
	array_push(&trie->nodes, (struct node){ index, TABLE_NONE });
	struct adding adding = { &trie->keys, before, node };
	word_keys(letters, word->count, rules, add_key, &adding);
	return node;
}

/* Make TRIE of the terms that have a source, or of those that have none. */
static void make_trie(struct glossary *glossary, struct trie *trie, bool banned)
{
	const struct term_words *words = banned ? &glossary->target : &glossary->source;
	enum word_rules rules = banned ? glossary->target_rules : glossary->source_rules;
	struct table known = { 0 };
	trie->keys.arena = glossary->arena;
	array_push(&trie->nodes, (struct node){ 0, TABLE_NONE });
	for (size_t i = glossary->items.count; i-- > 0;) {
		struct item *item = &glossary->items.items[i];
		if (banned == (item->source_count > 0))
			continue;
		size_t first = banned ? item->target_first : item->source_first, node = 0;
		size_t count = banned ? item->target_count : item->source_count;
		for (size_t w = 0; w < count; w++)
			node = add_node(glossary, trie, &known, words, first + w, node, rules);
		item->next = trie->nodes.items[node].items;
		trie->nodes.items[node].items = i;
	}
	table_finish(&known);
}

/* The beginning of ITEM's source and the letters of its target, whose case does not tell, in NAME. */
static void name_target(const struct glossary *glossary, const struct item *item, struct buffer *name)
{
	enum { SHORT_WORD = 4, BEGINNING = 3 };
	size_t letters = glossary->source.words.items[item->source_first].count > SHORT_WORD ? BEGINNING : 1;
	const uint32_t *source = term_word_letters(&glossary->source, item->source_first);
	buffer_clear(name);
	buffer_append(name, slice_make((const char *)source, letters * sizeof *source));
	buffer_append_byte(name, ' ');
	append_words(&glossary->target, item->target_first, item->target_count, name);
}

/* Find out of which forbidden targets only capitals tell that they are not those that other terms have, whose sources begin
 * alike. */
static void find_by_case(struct glossary *glossary)
{
	struct table right = { 0 };
	struct buffer name = { 0 };
	for (size_t pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < glossary->items.count; i++) {
			struct item *item = &glossary->items.items[i];
			if (!item->source_count || item->term.forbidden != (pass == 1))
				continue;
			name_target(glossary, item, &name);
			if (pass == 0)
				table_add(&right, arena_copy(glossary->arena, buffer_slice(&name)), i);
			else
				item->by_case = table_get(&right, buffer_slice(&name)) != TABLE_NONE;
		}
	buffer_finish(&name);
	table_finish(&right);
}

static void note_size(void *context, const uint32_t *key, size_t size)
{
	bool *sizes = context;
	(void)key;
	sizes[size] = true;
}

void glossary_seal(struct glossary *glossary)
{
	make_trie(glossary, &glossary->by_source, false);
	make_trie(glossary, &glossary->banned, true);
	find_by_case(glossary);
	for (size_t i = 0; i < glossary->items.count; i++) {
		size_t word = glossary->items.items[i].target_first;
		word_keys(term_word_letters(&glossary->target, word), glossary->target.words.items[word].count, glossary->target_rules,
		          note_size, glossary->target_sizes);
	}
}

size_t glossary_left_out(const struct glossary *glossary)
{
	return glossary->left_out;
}

size_t glossary_count(const struct glossary *glossary)
{
	return glossary->items.count;
}

const struct term *glossary_term(const struct glossary *glossary, size_t index)
{
	return &glossary->items.items[index].term;
}

enum word_rules glossary_source_rules(const struct glossary *glossary)
{
	return glossary->source_rules;
}

enum word_rules glossary_target_rules(const struct glossary *glossary)
{
	return glossary->target_rules;
}

/* Whether word AT of WORDS is a form of word INDEX of a term. An acronym is one only in capitals: IT is not "it". */
static bool is_form(const struct term_words *words, size_t at, const struct term_words *term, size_t index,
                    enum word_rules rules)
{
	const struct term_word *word = &words->words.items[at], *wanted = &term->words.items[index];
	if (wanted->capitals && !word->capitals)
		return false;
	return word_is_form(term_word_letters(words, at), word->count, term_word_letters(term, index), wanted->count, rules);
}

/* A node that was reached, and the number of words up to it. */
struct reached {
	size_t node, depth;
};

struct search {
	const struct glossary *glossary;
	const struct trie *trie;
	const struct term_words *terms, *words; /* of the terms, and of the text */
	enum word_rules rules;
	struct { struct reached *items; size_t count, capacity; } reached;
	size_t at;           /* the word that terms are to begin at */
	struct reached from; /* what is being gone on from, and where in REACHED begins what that leads to */
	size_t step;
	size_t longest, first; /* the words of the longest term, and where in OUT those of this place begin */
	struct term_matches *out;
};

/* Append the terms that end at NODE, COUNT words long, if they are as long as those that were found, or longer. */
static void take_items(struct search *search, const struct node *node, size_t count)
{
	const struct term_word *words = search->words->words.items;
	struct term_matches *out = search->out;
	if (node->items == TABLE_NONE || count < search->longest)
		return;
	if (count > search->longest)
		out->count = search->first;
	search->longest = count;
	for (size_t i = node->items; i != TABLE_NONE; i = search->glossary->items.items[i].next)
		array_push(out, (struct term_match){ i, words[search->at].begin, words[search->at + count - 1].end, 0 });
}

/* Whether this step has led to NODE already, by another key. */
static bool was_reached(const struct search *search, size_t node)
{
	for (size_t i = search->step; i < search->reached.count; i++)
		if (search->reached.items[i].node == node)
			return true;
	return false;
}

/* Go on to the nodes that a key of the word leads to. */
static void follow_key(void *context, const uint32_t *key, size_t size)
{
	struct search *search = context;
	const struct trie *trie = search->trie;
	uint32_t full[WORD_KEY_MOST + 1];
	size_t depth = search->from.depth, i = table_get(&trie->keys.by_key, full_key(search->from.node, key, size, full));
	for (; i != TABLE_NONE; i = trie->keys.found.items[i].next) {
		size_t node = trie->keys.found.items[i].what;
		if (was_reached(search, node) || !is_form(search->words, search->at + depth, search->terms,
		                                          trie->nodes.items[node].word, search->rules))
			continue;
		take_items(search, &trie->nodes.items[node], depth + 1);
		array_push(&search->reached, (struct reached){ node, depth + 1 });
	}
}

static int compare_matches(const void *a, const void *b)
{
	const struct term_match *one = a, *other = b;
	if (one->distance != other->distance)
		return one->distance < other->distance ? -1 : 1;
	return one->term < other->term ? -1 : one->term > other->term;
}

/* Put those from FIRST on into order: what is most like the words of the text, then as in the glossary. */
static void sort_matches(const struct glossary *glossary, bool banned, struct term_matches *matches, size_t first)
{
	if (matches->count - first < 2)
		return;
	for (size_t i = first; i < matches->count; i++) {
		struct term_match *match = &matches->items[i];
		const struct term *term = glossary_term(glossary, match->term);
		size_t size = banned ? term->target.size : term->source.size, found = match->end - match->begin;
		match->distance = size > found ? size - found : found - size;
	}
	qsort(matches->items + first, matches->count - first, sizeof *matches->items, compare_matches);
}

/* Append the longest of the terms that stand at word AT; the number of its words, 0 for none. */
static size_t find_at(struct search *search, size_t at, struct term_matches *out)
{
	const struct trie *trie = search->trie;
	search->longest = 0;
	search->first = out->count;
	search->out = out;
	array_push(&search->reached, (struct reached){ 0, 0 });
	while (search->reached.count) {
		struct reached reached = *array_last(&search->reached);
		search->reached.count--;
		size_t index = at + reached.depth;
		if (index == search->words->words.count || (reached.depth && !search->words->words.items[index].follows))
			continue;
		search->at = at;
		search->from = reached;
		search->step = search->reached.count;
		form_keys(term_word_letters(search->words, index), search->words->words.items[index].count, search->rules,
		          trie->keys.sizes, follow_key, search);
	}
	sort_matches(search->glossary, search->terms == &search->glossary->target, out, search->first);
	return search->longest;
}

static void find_all(const struct glossary *glossary, const struct trie *trie, bool banned, const struct term_words *words,
                     struct term_matches *out)
{
	struct search search = {
		.glossary = glossary, .trie = trie, .terms = banned ? &glossary->target : &glossary->source, .words = words,
		.rules = banned ? glossary->target_rules : glossary->source_rules,
	};
	for (size_t at = 0; trie->keys.by_key.count && at < words->words.count;) {
		size_t count = find_at(&search, at, out);
		at += count ? count : 1;
	}
	array_finish(&search.reached);
}

void glossary_find(const struct glossary *glossary, const struct term_words *words, struct term_matches *out)
{
	find_all(glossary, &glossary->by_source, false, words, out);
}

void glossary_find_in(const struct glossary *glossary, struct slice text, struct term_matches *out)
{
	struct term_words words = { 0 };
	term_words_find(text, NULL, glossary->source_rules, &words);
	glossary_find(glossary, &words, out);
	term_words_finish(&words);
}

void glossary_find_banned(const struct glossary *glossary, const struct term_words *words, struct term_matches *out)
{
	find_all(glossary, &glossary->banned, true, words, out);
}

/* Whether the words of ITEM's target stand in WORDS from AT on, in order, with not many others between: an adjective may
 * part a noun from its own. *LAST is the last of them. */
static bool target_at(const struct glossary *glossary, const struct item *item, const struct term_words *words, size_t at,
                      size_t *last)
{
	size_t gap_most = item->term.forbidden ? 0 : GAP_MOST;
	for (size_t i = 0, gap = 0; i < item->target_count; at++) {
		if (at >= words->words.count)
			return false;
		if (is_form(words, at, &glossary->target, item->target_first + i, glossary->target_rules)) {
			*last = at;
			i++;
			gap = 0;
		} else if (i == 0 || gap++ >= gap_most) {
			return false;
		}
	}
	return true;
}

struct term_places *glossary_find_places(const struct glossary *glossary, const struct term_words *words, size_t count)
{
	enum { TRIES_MOST = 10000 };
	if (!count || words->words.count < TRIES_MOST / count)
		return NULL;
	struct term_places *places = memory_allocate_zero(1, sizeof *places);
	places->keys.arena = arena_create();
	/* The first of those found by a key is to be the first in the text. */
	for (size_t i = words->words.count; i-- > 0;) {
		struct adding adding = { &places->keys, 0, i };
		form_keys(term_word_letters(words, i), words->words.items[i].count, glossary->target_rules, glossary->target_sizes,
		          add_key, &adding);
	}
	return places;
}

void term_places_destroy(struct term_places *places)
{
	if (!places)
		return;
	arena_destroy(places->keys.arena);
	keys_finish(&places->keys);
	free(places);
}

/* A term that is looked for in a translation. */
struct looking {
	const struct glossary *glossary;
	const struct item *item;
	struct slice text;
	const struct term_words *words;
	const struct keys *keys;
	size_t first, last; /* its words in the text; TABLE_NONE: it was not found */
};

/* Whether the target stands at word AT; then it was found, unless it was found before AT. */
static bool try_at(struct looking *looking, size_t at)
{
	const struct glossary *glossary = looking->glossary;
	const struct item *item = looking->item;
	size_t last = 0;
	if (!target_at(glossary, item, looking->words, at, &last))
		return false;
	size_t first_size = glossary->target.words.items[item->target_first].end;
	struct slice as_written = slice_range(item->term.target, 0, first_size < 2 ? first_size : first_size / 2);
	if (item->by_case &&
	    !slice_starts_with(slice_from_offset(looking->text, looking->words->words.items[at].begin), as_written))
		return false;
	looking->first = at;
	looking->last = last;
	return true;
}

static void look_by_key(void *context, const uint32_t *key, size_t size)
{
	struct looking *looking = context;
	uint32_t full[WORD_KEY_MOST + 1];
	size_t i = table_get(&looking->keys->by_key, full_key(0, key, size, full));
	for (; i != TABLE_NONE; i = looking->keys->found.items[i].next) {
		size_t at = looking->keys->found.items[i].what;
		if (at >= looking->first || try_at(looking, at))
			return;
	}
}

bool glossary_has_target(const struct glossary *glossary, size_t index, struct slice text, const struct term_words *words,
                         const struct term_places *places, size_t *begin, size_t *end)
{
	struct looking looking = {
		.glossary = glossary, .item = &glossary->items.items[index], .text = text, .words = words,
		.keys = places ? &places->keys : NULL, .first = TABLE_NONE,
	};
	size_t word = looking.item->target_first;
	if (places)
		word_keys(term_word_letters(&glossary->target, word), glossary->target.words.items[word].count, glossary->target_rules,
		          look_by_key, &looking);
	for (size_t at = 0; !places && at < words->words.count && !try_at(&looking, at); at++)
		continue;
	if (looking.first == TABLE_NONE)
		return false;
	*begin = words->words.items[looking.first].begin;
	*end = words->words.items[looking.last].end;
	return true;
}
