#include "terms/glossary.h"

#include "base/buffer.h"
#include "base/table.h"

enum { SHORT_WORD = 4, KEY_LETTERS = 3, GAP_MOST = 2 };

/* A term with its words: where they are in its glossary's arrays. */
struct item {
	struct term term;
	size_t source_first, source_count, target_first, target_count;
	size_t next;   /* the next item whose first word has the same key, or TABLE_NONE */
	bool by_case;  /* only its capitals tell the target from one that is right */
};

struct glossary {
	struct arena *arena;
	enum word_rules source_rules, target_rules;
	struct { struct item *items; size_t count, capacity; } items;
	struct term_words source, target; /* of all terms */
	struct table known;               /* source, a NUL and target */
	struct table by_source, banned;   /* key of the first word → the first item of a chain */
};

struct glossary *glossary_create(const char *source, const char *target)
{
	struct glossary *glossary = memory_allocate_zero(1, sizeof *glossary);
	glossary->arena = arena_create();
	glossary->source_rules = word_rules_of(source);
	glossary->target_rules = word_rules_of(target);
	return glossary;
}

void glossary_destroy(struct glossary *glossary)
{
	if (!glossary)
		return;
	term_words_finish(&glossary->source);
	term_words_finish(&glossary->target);
	table_finish(&glossary->known);
	table_finish(&glossary->by_source);
	table_finish(&glossary->banned);
	array_finish(&glossary->items);
	arena_destroy(glossary->arena);
	free(glossary);
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
	if (item.target_count && (item.source_count || !item.term.source.size))
		array_push(&glossary->items, item);
}

/* A word of more than four letters is looked for by its first three, as its forms begin alike; a short one by its first. */
static struct slice key_of(const struct term_words *words, size_t index, size_t letters)
{
	return slice_make((const char *)term_word_letters(words, index), letters * sizeof(uint32_t));
}

static size_t key_letters(const struct term_words *words, size_t index)
{
	return words->words.items[index].count > SHORT_WORD ? KEY_LETTERS : 1;
}

static bool same_words(const struct term_words *words, size_t first, size_t other, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct term_word *a = &words->words.items[first + i], *b = &words->words.items[other + i];
		if (a->count != b->count || memcmp(term_word_letters(words, first + i), term_word_letters(words, other + i),
		                                   a->count * sizeof(uint32_t)) != 0)
			return false;
	}
	return true;
}

/* Whether another term of the same chain makes the target of ITEM, which is forbidden, right but for capitals. */
static bool has_twin(const struct glossary *glossary, const struct item *item)
{
	for (size_t i = item->next; i != TABLE_NONE; i = glossary->items.items[i].next) {
		const struct item *other = &glossary->items.items[i];
		if (!other->term.forbidden && other->target_count == item->target_count &&
		    same_words(&glossary->target, item->target_first, other->target_first, item->target_count))
			return true;
	}
	return false;
}

void glossary_seal(struct glossary *glossary)
{
	for (size_t i = glossary->items.count; i-- > 0;) {
		struct item *item = &glossary->items.items[i];
		const struct term_words *words = item->source_count ? &glossary->source : &glossary->target;
		size_t first = item->source_count ? item->source_first : item->target_first;
		struct table *index = item->source_count ? &glossary->by_source : &glossary->banned;
		struct slice key = key_of(words, first, key_letters(words, first));
		item->next = table_get(index, key);
		table_set(index, key, i);
	}
	for (size_t i = 0; i < glossary->items.count; i++) {
		struct item *item = &glossary->items.items[i];
		struct item first = *item;
		if (!item->source_count || !item->term.forbidden)
			continue;
		/* From the chain's beginning. */
		first.next = table_get(&glossary->by_source, key_of(&glossary->source, item->source_first,
		                                                    key_letters(&glossary->source, item->source_first)));
		item->by_case = has_twin(glossary, &first);
	}
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

/* Whether the COUNT words of a term from FIRST on stand at AT of WORDS, one behind the other. */
static bool stands_at(const struct term_words *words, size_t at, const struct term_words *term, size_t first, size_t count,
                      enum word_rules rules)
{
	if (words->words.count - at < count)
		return false;
	for (size_t i = 0; i < count; i++)
		if ((i && !words->words.items[at + i].follows) || !is_form(words, at + i, term, first + i, rules))
			return false;
	return true;
}

/* Append the longest of the terms in INDEX that stand at word AT of WORDS; the number of its words, 0 for none. */
static size_t find_at(const struct glossary *glossary, const struct table *index, bool banned, const struct term_words *words,
                      size_t at, struct term_matches *out)
{
	size_t longest = 0, first = out->count, letters = words->words.items[at].count;
	const struct term_words *terms = banned ? &glossary->target : &glossary->source;
	enum word_rules rules = banned ? glossary->target_rules : glossary->source_rules;
	const size_t keys[] = { 1, KEY_LETTERS };
	for (size_t k = 0; k < 2 && keys[k] <= letters; k++) {
		size_t i = table_get(index, key_of(words, at, keys[k]));
		for (; i != TABLE_NONE; i = glossary->items.items[i].next) {
			const struct item *item = &glossary->items.items[i];
			size_t count = banned ? item->target_count : item->source_count;
			if (count < longest || !stands_at(words, at, terms, banned ? item->target_first : item->source_first, count, rules))
				continue;
			if (count > longest)
				out->count = first;
			longest = count;
			array_push(out, (struct term_match){ i, words->words.items[at].begin, words->words.items[at + count - 1].end });
		}
	}
	return longest;
}

static void find_all(const struct glossary *glossary, const struct table *index, bool banned, const struct term_words *words,
                     struct term_matches *out)
{
	for (size_t at = 0; index->count && at < words->words.count;) {
		size_t count = find_at(glossary, index, banned, words, at, out);
		at += count ? count : 1;
	}
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
