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
	size_t next;  /* another node that is found by the same letters, or TABLE_NONE */
};

/* The terms, word by word. A node is found by the one before it and by the letters that each form of its word begins with. */
struct trie {
	struct { struct node *items; size_t count, capacity; } nodes; /* the first is before all words */
	struct table by_letters;
	bool sizes[WORD_FOLDED_MOST + 1]; /* the numbers of letters that nodes are found by */
};

struct glossary {
	struct arena *arena;
	enum word_rules source_rules, target_rules;
	struct { struct item *items; size_t count, capacity; } items;
	struct term_words source, target; /* of all terms */
	struct table known;               /* source and target */
	struct table counts;              /* source → its terms */
	size_t left_out;
	struct trie by_source, banned;
};

struct glossary *glossary_create(const char *source, const char *target)
{
	struct glossary *glossary = memory_allocate_zero(1, sizeof *glossary);
	glossary->arena = arena_create();
	glossary->source_rules = word_rules_of(source);
	glossary->target_rules = word_rules_of(target);
	return glossary;
}

static void trie_finish(struct trie *trie)
{
	table_finish(&trie->by_letters);
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

/* Count one more term of SOURCE; false if there are too many. */
static bool count_source(struct glossary *glossary, struct slice source)
{
	size_t count = table_get(&glossary->counts, source);
	if (count == GLOSSARY_TARGETS_MOST)
		return false;
	table_set(&glossary->counts, source, count == TABLE_NONE ? 1 : count + 1);
	return true;
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
	if (item.term.source.size && !count_source(glossary, item.term.source)) {
		glossary->left_out++;
		return;
	}
	item.source_first = glossary->source.words.count;
	term_words_find(item.term.source, NULL, glossary->source_rules, &glossary->source);
	item.source_count = glossary->source.words.count - item.source_first;
	item.target_first = glossary->target.words.count;
	term_words_find(item.term.target, NULL, glossary->target_rules, &glossary->target);
	item.target_count = glossary->target.words.count - item.target_first;
	if (item.source_count > TERM_WORDS_MOST || item.target_count > TERM_WORDS_MOST)
		glossary->left_out++;
	else if (item.target_count && (item.source_count || !item.term.source.size))
		array_push(&glossary->items, item);
}

/* A node by the one BEFORE it and the first COUNT letters of its word, in KEY. */
static struct slice make_key(size_t before, const uint32_t *letters, size_t count, uint32_t key[WORD_FOLDED_MOST + 1])
{
	key[0] = (uint32_t)before;
	memcpy(key + 1, letters, count * sizeof *key);
	return slice_make((const char *)key, (count + 1) * sizeof *key);
}

/* The node of word INDEX of WORDS behind the node BEFORE, made if there is none; KNOWN has all by their whole words. */
static size_t add_node(struct glossary *glossary, struct trie *trie, struct table *known, const struct term_words *words,
                       size_t index, size_t before, enum word_rules rules)
{
	const struct term_word *word = &words->words.items[index];
	const uint32_t *letters = term_word_letters(words, index);
	uint32_t key[WORD_FOLDED_MOST + 1];
	size_t name_size = (word->count + 2) * sizeof *key;
	uint32_t *name = arena_allocate(glossary->arena, name_size);
	name[0] = (uint32_t)before;
	name[1] = word->capitals;
	memcpy(name + 2, letters, word->count * sizeof *name);
	size_t node = table_add(known, slice_make((const char *)name, name_size), trie->nodes.count);
	if (node < trie->nodes.count)
		return node;
	size_t size = word_constant_size(letters, word->count, rules);
	struct slice by = arena_copy(glossary->arena, make_key(before, letters, size, key));
	array_push(&trie->nodes, (struct node){ index, TABLE_NONE, table_get(&trie->by_letters, by) });
	table_set(&trie->by_letters, by, node);
	trie->sizes[size] = true;
	return node;
}

/* Make TRIE of the terms that have a source, or of those that have none. */
static void make_trie(struct glossary *glossary, struct trie *trie, bool banned)
{
	const struct term_words *words = banned ? &glossary->target : &glossary->source;
	enum word_rules rules = banned ? glossary->target_rules : glossary->source_rules;
	struct table known = { 0 };
	array_push(&trie->nodes, (struct node){ 0, TABLE_NONE, TABLE_NONE });
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
	buffer_clear(name);
	const uint32_t *source = term_word_letters(&glossary->source, item->source_first);
	size_t size = word_constant_size(source, glossary->source.words.items[item->source_first].count, glossary->source_rules);
	buffer_append(name, slice_make((const char *)source, size * sizeof *source));
	for (size_t i = item->target_first; i < item->target_first + item->target_count; i++) {
		size_t letters = glossary->target.words.items[i].count;
		buffer_append_format(name, " %zu ", letters);
		buffer_append(name, slice_make((const char *)term_word_letters(&glossary->target, i), letters * sizeof(uint32_t)));
	}
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

void glossary_seal(struct glossary *glossary)
{
	make_trie(glossary, &glossary->by_source, false);
	make_trie(glossary, &glossary->banned, true);
	find_by_case(glossary);
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
};

/* Append the terms that end at NODE, COUNT words long, of those from FIRST on the longest; their number of words. */
static size_t take_items(const struct search *search, const struct node *node, size_t at, size_t count, size_t longest,
                         size_t first, struct term_matches *out)
{
	const struct term_word *words = search->words->words.items;
	if (node->items == TABLE_NONE || count < longest)
		return longest;
	if (count > longest)
		out->count = first;
	for (size_t i = node->items; i != TABLE_NONE; i = search->glossary->items.items[i].next)
		array_push(out, (struct term_match){ i, words[at].begin, words[at + count - 1].end, 0 });
	return count;
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
	size_t longest = 0, first = out->count;
	array_push(&search->reached, (struct reached){ 0, 0 });
	while (search->reached.count) {
		struct reached reached = *array_last(&search->reached);
		search->reached.count--;
		size_t index = at + reached.depth;
		if (index == search->words->words.count || (reached.depth && !search->words->words.items[index].follows))
			continue;
		size_t letters = search->words->words.items[index].count;
		for (size_t size = 1; size <= letters && size <= WORD_FOLDED_MOST; size++) {
			uint32_t key[WORD_FOLDED_MOST + 1];
			if (!trie->sizes[size])
				continue;
			size_t node = table_get(&trie->by_letters, make_key(reached.node, term_word_letters(search->words, index), size, key));
			for (; node != TABLE_NONE; node = trie->nodes.items[node].next) {
				const struct node *found = &trie->nodes.items[node];
				if (!is_form(search->words, index, search->terms, found->word, search->rules))
					continue;
				longest = take_items(search, found, at, reached.depth + 1, longest, first, out);
				array_push(&search->reached, (struct reached){ node, reached.depth + 1 });
			}
		}
	}
	sort_matches(search->glossary, search->terms == &search->glossary->target, out, first);
	return longest;
}

static void find_all(const struct glossary *glossary, const struct trie *trie, bool banned, const struct term_words *words,
                     struct term_matches *out)
{
	struct search search = {
		.glossary = glossary, .trie = trie, .terms = banned ? &glossary->target : &glossary->source, .words = words,
		.rules = banned ? glossary->target_rules : glossary->source_rules,
	};
	for (size_t at = 0; trie->by_letters.count && at < words->words.count;) {
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

bool glossary_has_target(const struct glossary *glossary, size_t index, struct slice text, const struct term_words *words,
                         size_t *begin, size_t *end)
{
	const struct item *item = &glossary->items.items[index];
	for (size_t at = 0, last = 0; at < words->words.count; at++) {
		if (!target_at(glossary, item, words, at, &last))
			continue;
		*begin = words->words.items[at].begin;
		*end = words->words.items[last].end;
		size_t first_size = glossary->target.words.items[item->target_first].end;
		struct slice as_written = slice_range(item->term.target, 0, first_size < 2 ? first_size : first_size / 2);
		if (!item->by_case || slice_starts_with(slice_from_offset(text, *begin), as_written))
			return true;
	}
	return false;
}
