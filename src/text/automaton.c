#include "text/automaton_table.h"

#include "base/array.h"
#include "base/table.h"
#include "text/utf8.h"

enum { MOST_PLACES = 1 << 15, MOST_EDGES = 1 << 18, MOST_STATES = 1 << 13, MOST_ROUGH_STATES = 1 << 12 };

/* Bytes that are compared at once. */
typedef unsigned char vector __attribute__((vector_size(16)));

struct numbers {
	uint32_t *items;
	size_t count, capacity;
};

/* A character of the expression (Glushkov's construction: the automaton's states are sets of these). */
struct place {
	const struct character_class *class;
	struct numbers follow;
	bool last;
};

/* Part of an expression: the places at which it can begin and end, and whether it matches nothing. */
struct fragment {
	struct numbers first, last;
	bool nullable;
};

struct builder {
	bool backward;
	struct { struct place *items; size_t count, capacity; } places;
	size_t edges;
};

static bool build(struct builder *builder, const struct expression *expression, bool tail, struct fragment *out);

static void numbers_append(struct numbers *to, const struct numbers *from)
{
	for (size_t i = 0; i < from->count; i++)
		array_push(to, from->items[i]);
}

static void fragment_finish(struct fragment *fragment)
{
	array_finish(&fragment->first);
	array_finish(&fragment->last);
}

static bool link_places(struct builder *builder, const struct numbers *last, const struct numbers *first)
{
	for (size_t i = 0; i < last->count; i++)
		numbers_append(&builder->places.items[last->items[i]].follow, first);
	builder->edges += last->count * first->count;
	return builder->edges <= MOST_EDGES;
}

/* LEFT becomes LEFT and then RIGHT, which is used up. */
static bool append_fragment(struct builder *builder, struct fragment *left, struct fragment *right)
{
	bool done = link_places(builder, &left->last, &right->first);
	if (left->nullable)
		numbers_append(&left->first, &right->first);
	if (right->nullable)
		numbers_append(&right->last, &left->last);
	array_finish(&left->last);
	left->last = right->last;
	left->nullable = left->nullable && right->nullable;
	array_finish(&right->first);
	return done;
}

static bool build_class(struct builder *builder, const struct character_class *class, struct fragment *out)
{
	if (builder->places.count >= MOST_PLACES)
		return false;
	uint32_t number = (uint32_t)builder->places.count;
	array_push(&builder->places, (struct place){ .class = class });
	array_push(&out->first, number);
	array_push(&out->last, number);
	return true;
}

enum { WORD_CATEGORIES = U_GC_L_MASK | U_GC_N_MASK };

/* Whether all of CLASS, or none of it, is \w: 1, 0; -1 if that can't be said. */
static int class_is_word(const struct character_class *class)
{
	bool word = class->categories & WORD_CATEGORIES;
	bool other = class->categories & ~(uint32_t)WORD_CATEGORIES;
	for (size_t i = 0; i < class->range_count; i++) {
		if (class->ranges[i].last - class->ranges[i].first > 4096)
			return -1;
		for (uint32_t c = class->ranges[i].first; c <= class->ranges[i].last; c++) {
			bool is_word = c == '_' || (U_MASK(u_charType((UChar32)c)) & WORD_CATEGORIES);
			word = word || is_word;
			other = other || !is_word;
		}
	}
	return class->negated || word == other ? -1 : word;
}

/* \b after BEFORE: a character of the other sort than the last one of BEFORE, or the edge beside a word. */
static bool build_boundary(struct builder *builder, struct fragment *before)
{
	static struct code_range underscore = { '_', '_' };
	static const struct character_class word = { .ranges = &underscore, .range_count = 1,
		                                     .categories = WORD_CATEGORIES };
	static const struct character_class not_word = { .ranges = &underscore, .range_count = 1,
		                                         .categories = WORD_CATEGORIES, .negated = true, .edge = true };
	struct fragment sides[2] = { 0 };
	bool done = !before->nullable && build_class(builder, &word, &sides[0]) &&
	            build_class(builder, &not_word, &sides[1]);
	for (size_t i = 0; i < before->last.count && done; i++) {
		struct place *place = &builder->places.items[before->last.items[i]];
		int is_word = class_is_word(place->class);
		done = is_word >= 0;
		if (done)
			array_push(&place->follow, sides[is_word].first.items[0]);
	}
	array_finish(&before->last);
	for (size_t i = 0; i < 2 && done; i++)
		numbers_append(&before->last, &sides[i].last);
	fragment_finish(&sides[0]);
	fragment_finish(&sides[1]);
	return done;
}

static bool build_sequence(struct builder *builder, const struct expression *expression, bool tail, struct fragment *out)
{
	struct { const struct expression **items; size_t count, capacity; } children = { 0 };
	for (const struct expression *child = expression->first; child; child = child->next)
		array_push(&children, child);
	bool done = true;
	out->nullable = true;
	for (size_t i = 0; i < children.count && done; i++) {
		const struct expression *child = children.items[builder->backward ? children.count - 1 - i : i];
		bool is_tail = tail && i + 1 == children.count;
		if (child->kind == EXPRESSION_BOUNDARY) {
			done = is_tail && build_boundary(builder, out);
			continue;
		}
		struct fragment part = { 0 };
		done = build(builder, child, is_tail, &part);
		if (done)
			done = append_fragment(builder, out, &part);
		else
			fragment_finish(&part);
	}
	array_finish(&children);
	return done;
}

static bool build_choice(struct builder *builder, const struct expression *expression, bool tail, struct fragment *out)
{
	for (const struct expression *child = expression->first; child; child = child->next) {
		struct fragment part = { 0 };
		bool done = build(builder, child, tail, &part);
		numbers_append(&out->first, &part.first);
		numbers_append(&out->last, &part.last);
		out->nullable = out->nullable || part.nullable;
		fragment_finish(&part);
		if (!done)
			return false;
	}
	return true;
}

static bool build_repeat(struct builder *builder, const struct expression *expression, struct fragment *out)
{
	bool unlimited = expression->most == EXPRESSION_UNLIMITED;
	uint32_t copies = unlimited ? (expression->least ? expression->least : 1) : expression->most;
	out->nullable = true;
	for (uint32_t i = 0; i < copies; i++) {
		struct fragment part = { 0 };
		if (!build(builder, expression->first, false, &part)) {
			fragment_finish(&part);
			return false;
		}
		if (unlimited && i + 1 == copies && !link_places(builder, &part.last, &part.first)) {
			fragment_finish(&part);
			return false;
		}
		part.nullable = part.nullable || i >= expression->least;
		if (!append_fragment(builder, out, &part))
			return false;
	}
	return true;
}

static bool build(struct builder *builder, const struct expression *expression, bool tail, struct fragment *out)
{
	switch (expression->kind) {
	case EXPRESSION_CLASS:
		return build_class(builder, &expression->class, out);
	case EXPRESSION_SEQUENCE:
		return build_sequence(builder, expression, tail, out);
	case EXPRESSION_CHOICE:
		return build_choice(builder, expression, tail, out);
	case EXPRESSION_REPEAT:
		return build_repeat(builder, expression, out);
	case EXPRESSION_BOUNDARY:
		return false;
	case EXPRESSION_AHEAD:
		return tail && !builder->backward && build(builder, expression->first, true, out);
	case EXPRESSION_BEHIND:
		return tail && builder->backward && build(builder, expression->first, true, out);
	}
	return false;
}

static int compare_numbers(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
	return left < right ? -1 : left > right;
}

static void sort_numbers(struct numbers *numbers)
{
	qsort(numbers->items, numbers->count, sizeof *numbers->items, compare_numbers);
	size_t kept = 0;
	for (size_t i = 0; i < numbers->count; i++)
		if (i == 0 || numbers->items[i] != numbers->items[kept - 1])
			numbers->items[kept++] = numbers->items[i];
	numbers->count = kept;
}

/* The classes of an expression, each once, and for each symbol which of them have its code points. */
struct alphabet {
	struct { const struct character_class **items; size_t count, capacity; } classes;
	struct numbers class_of_place;
	struct numbers *symbols_of_class;
	struct table symbol_of_membership;
};

static struct slice class_key(const struct character_class *class, struct arena *arena)
{
	struct slice ranges = slice_make((const char *)class->ranges, class->range_count * sizeof *class->ranges);
	char *key = arena_allocate(arena, ranges.size + 6);
	memcpy(key, &class->categories, 4);
	key[4] = class->negated;
	key[5] = class->edge;
	if (ranges.size)
		memcpy(key + 6, ranges.data, ranges.size);
	return slice_make(key, ranges.size + 6);
}

static void gather_classes(struct builder *builder, struct alphabet *alphabet, struct arena *scratch)
{
	struct table known = { 0 };
	for (size_t i = 0; i < builder->places.count; i++) {
		const struct character_class *class = builder->places.items[i].class;
		size_t number = table_add(&known, class_key(class, scratch), alphabet->classes.count);
		if (number == alphabet->classes.count)
			array_push(&alphabet->classes, class);
		array_push(&alphabet->class_of_place, (uint32_t)number);
	}
	table_finish(&known);
}

/* The symbol of the code points of which CATEGORY and the classes' ranges (IN_RANGES, a byte each) say MEMBERSHIP;
 * MOST_SYMBOLS + 1 if there are too many. */
static size_t symbol_of(struct automaton *automaton, struct alphabet *alphabet, const char *in_ranges,
                        unsigned category, struct arena *scratch)
{
	size_t count = alphabet->classes.count;
	char *membership = arena_allocate(scratch, count);
	for (size_t i = 0; i < count; i++) {
		const struct character_class *class = alphabet->classes.items[i];
		bool has = in_ranges[i] || (class->categories >> category & 1);
		membership[i] = has != class->negated;
	}
	size_t symbol = table_add(&alphabet->symbol_of_membership, slice_make(membership, count), automaton->symbol_count);
	if (symbol == automaton->symbol_count) {
		if (++automaton->symbol_count > MOST_SYMBOLS)
			return symbol;
		for (size_t i = 0; i < count; i++)
			if (membership[i])
				array_push(&alphabet->symbols_of_class[i], (uint32_t)symbol);
	}
	return symbol;
}

/* The categories that the code points from FIRST to before END may have: all, where they are many. */
static uint32_t categories_between(uint32_t first, uint32_t end)
{
	if (end - first > 1024)
		return UINT32_MAX;
	uint32_t categories = 0;
	for (uint32_t c = first; c < end; c++)
		categories |= U_MASK(u_charType((UChar32)c));
	return categories;
}

/* Part the code points into intervals and symbols. */
static bool build_alphabet(struct automaton *automaton, struct alphabet *alphabet, struct arena *arena,
                           struct arena *scratch)
{
	struct numbers bounds = { 0 };
	size_t count = alphabet->classes.count;
	array_push(&bounds, 0);
	alphabet->symbols_of_class = arena_allocate_zero(scratch, count + 1, sizeof *alphabet->symbols_of_class);
	uint32_t categories = 0;
	for (size_t i = 0; i < count; i++) {
		const struct character_class *class = alphabet->classes.items[i];
		categories |= class->categories;
		for (size_t r = 0; r < class->range_count; r++) {
			array_push(&bounds, class->ranges[r].first);
			array_push(&bounds, class->ranges[r].last + 1);
		}
		if (class->edge)
			array_push(&alphabet->symbols_of_class[i], 0);
	}
	sort_numbers(&bounds);
	automaton->symbol_count = 1;
	automaton->interval_count = bounds.count;
	automaton->intervals = arena_allocate_zero(arena, bounds.count, sizeof *automaton->intervals);
	bool done = true;
	char *in_ranges = arena_allocate(scratch, count + 1);
	for (size_t b = 0; b < bounds.count && done; b++) {
		struct interval *interval = &automaton->intervals[b];
		interval->first = bounds.items[b];
		for (size_t i = 0; i < count; i++) {
			const struct character_class *class = alphabet->classes.items[i];
			in_ranges[i] = 0;
			for (size_t r = 0; r < class->range_count; r++)
				in_ranges[i] |= interval->first >= class->ranges[r].first &&
				                interval->first <= class->ranges[r].last;
		}
		/* Categories that no class names are one. */
		size_t unnamed = SIZE_MAX;
		uint32_t end = b + 1 < bounds.count ? bounds.items[b + 1] : CODE_POINTS;
		uint32_t present = categories_between(bounds.items[b], end);
		for (unsigned category = 0; category < U_CHAR_CATEGORY_COUNT && done; category++) {
			if (!(present >> category & 1))
				continue;
			bool named = categories >> category & 1;
			size_t symbol = !named && unnamed != SIZE_MAX ? unnamed :
			                symbol_of(automaton, alphabet, in_ranges, category, scratch);
			if (!named)
				unnamed = symbol;
			done = automaton->symbol_count <= MOST_SYMBOLS;
			interval->symbols[category] = (uint8_t)symbol;
		}
	}
	array_finish(&bounds);
	return done;
}

static const struct interval *find_interval(const struct automaton *automaton, uint32_t code_point)
{
	size_t low = 0, high = automaton->interval_count;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (automaton->intervals[middle].first <= code_point)
			low = middle;
		else
			high = middle;
	}
	return &automaton->intervals[low];
}

static uint8_t symbol_at(const struct automaton *automaton, uint32_t code_point)
{
	return find_interval(automaton, code_point)->symbols[u_charType((UChar32)code_point)];
}

/* The subset construction, from sets of places to states. */
struct subsets {
	struct { struct slice *items; size_t count, capacity; } sets; /* of states STATE_START and on */
	struct table states;
	struct { uint16_t *items; size_t count, capacity; } next;
	uint16_t *state_of_place; /* of a set of one; 0: not known yet */
	bool rough; /* sets beyond the first MOST_ROUGH_STATES are taken for matches */
	struct arena *scratch;
};

/* The places that follow those of SET into TARGETS, in order; MARKS has a bit for each place and is left all zero. */
static void find_targets(const struct builder *builder, const struct fragment *root, struct slice set, uint64_t *marks,
                         struct numbers *targets)
{
	size_t words = builder->places.count / 64 + 1;
	array_clear(targets);
	for (size_t i = 0; i < root->first.count && !set.data; i++)
		marks[root->first.items[i] / 64] |= UINT64_C(1) << (root->first.items[i] % 64);
	for (size_t i = 0; i < set.size; i += sizeof(uint32_t)) {
		uint32_t place;
		memcpy(&place, set.data + i, sizeof place);
		const struct numbers *follow = &builder->places.items[place].follow;
		for (size_t k = 0; k < follow->count; k++)
			marks[follow->items[k] / 64] |= UINT64_C(1) << (follow->items[k] % 64);
	}
	for (size_t w = 0; w < words; w++)
		for (uint32_t i = (uint32_t)w * 64; marks[w]; i++, marks[w] >>= 1)
			if (marks[w] & 1)
				array_push(targets, i);
}

/* The state of the places SET, which is sorted. */
static size_t state_of(struct subsets *subsets, const struct builder *builder, const struct numbers *set)
{
	if (set->count == 0)
		return STATE_DEAD;
	for (size_t i = 0; i < set->count; i++)
		if (builder->places.items[set->items[i]].last)
			return STATE_ACCEPT;
	uint16_t *known = set->count == 1 ? &subsets->state_of_place[set->items[0]] : NULL;
	if (known && *known)
		return *known;
	struct slice key = slice_make((const char *)set->items, set->count * sizeof *set->items);
	size_t state = known ? TABLE_NONE : table_get(&subsets->states, key);
	if (state != TABLE_NONE)
		return state;
	if (subsets->rough && subsets->sets.count >= MOST_ROUGH_STATES)
		return STATE_ACCEPT;
	key = arena_copy(subsets->scratch, key);
	state = STATE_START + subsets->sets.count;
	array_push(&subsets->sets, key);
	if (known)
		*known = (uint16_t)state;
	else
		table_set(&subsets->states, key, state);
	return state;
}

static bool build_states(struct automaton *automaton, struct builder *builder, struct alphabet *alphabet,
                         const struct fragment *root, struct subsets *subsets)
{
	size_t symbols = automaton->symbol_count;
	struct numbers *buckets = memory_allocate_zero(symbols, sizeof *buckets);
	struct numbers targets = { 0 };
	uint64_t *marks = arena_allocate_zero(subsets->scratch, builder->places.count / 64 + 1, sizeof *marks);
	subsets->state_of_place = arena_allocate_zero(subsets->scratch, builder->places.count + 1, sizeof(uint16_t));
	array_push(&subsets->sets, slice_make(NULL, 0)); /* the start: no place yet */
	for (size_t i = 0; i < STATE_START * symbols; i++)
		array_push(&subsets->next, (uint16_t)(i / symbols));
	bool done = true;
	for (size_t s = 0; s < subsets->sets.count && done; s++) {
		find_targets(builder, root, subsets->sets.items[s], marks, &targets);
		for (size_t i = 0; i < targets.count; i++) {
			uint32_t class = alphabet->class_of_place.items[targets.items[i]];
			const struct numbers *of_class = &alphabet->symbols_of_class[class];
			for (size_t k = 0; k < of_class->count; k++)
				array_push(&buckets[of_class->items[k]], targets.items[i]);
		}
		for (size_t k = 0; k < symbols; k++) {
			array_push(&subsets->next, (uint16_t)state_of(subsets, builder, &buckets[k]));
			array_clear(&buckets[k]);
		}
		done = subsets->sets.count < MOST_STATES;
	}
	for (size_t k = 0; k < symbols; k++)
		array_finish(&buckets[k]);
	free(buckets);
	array_finish(&targets);
	return done;
}

static struct leaving find_leaving(const struct automaton *automaton, size_t state)
{
	const uint16_t *next = &automaton->next[state * automaton->symbol_count];
	struct leaving leaving = { 0 };
	size_t count = 0;
	for (size_t i = 0; i < automaton->interval_count; i++) {
		uint32_t first = automaton->intervals[i].first;
		uint32_t last = i + 1 < automaton->interval_count ? automaton->intervals[i + 1].first - 1 : CODE_POINTS - 1;
		bool stays = true;
		for (size_t category = 0; category < U_CHAR_CATEGORY_COUNT && stays; category++) {
			uint8_t symbol = automaton->intervals[i].symbols[category];
			stays = symbol == 0 || next[symbol] == state; /* 0: the interval has none of the category */
		}
		if (stays)
			continue;
		unsigned char byte = lead_byte(first);
		if (byte != lead_byte(last))
			return leaving;
		if (count && memchr(leaving.bytes, byte, count))
			continue;
		if (count == MOST_LEAVING)
			return leaving;
		leaving.bytes[count++] = byte;
	}
	leaving.few = count > 0;
	for (; count && count < MOST_LEAVING; count++)
		leaving.bytes[count] = leaving.bytes[count - 1];
	return leaving;
}

static void find_all_leaving(struct automaton *automaton, size_t states, struct arena *arena)
{
	bool any = false;
	struct leaving *leaving = arena_allocate_zero(arena, states, sizeof *leaving);
	for (size_t state = STATE_START; state < states; state++) {
		leaving[state] = find_leaving(automaton, state);
		any = any || leaving[state].few;
	}
	automaton->leaving = any ? leaving : NULL;
}

static struct automaton *create(const struct expression *expression, bool backward, bool rough, struct arena *arena)
{
	struct arena *scratch = arena_create();
	struct builder builder = { .backward = backward };
	struct fragment root = { 0 };
	struct alphabet alphabet = { 0 };
	struct subsets subsets = { .rough = rough, .scratch = scratch };
	struct automaton *automaton = arena_allocate_zero(arena, 1, sizeof *automaton);
	automaton->backward = backward;
	bool done = build(&builder, expression, true, &root);
	if (done) {
		for (size_t i = 0; i < root.last.count; i++)
			builder.places.items[root.last.items[i]].last = true;
		gather_classes(&builder, &alphabet, scratch);
		done = build_alphabet(automaton, &alphabet, arena, scratch) &&
		       build_states(automaton, &builder, &alphabet, &root, &subsets);
	}
	if (done) {
		automaton->start = root.nullable ? STATE_ACCEPT : STATE_START;
		automaton->next = arena_copy_array(arena, subsets.next.items, subsets.next.count, sizeof *subsets.next.items);
		for (uint32_t c = 0; c < NEAR; c++)
			automaton->near[c] = symbol_at(automaton, c);
		for (uint32_t c = 0; c < NEAR_PUNCTUATION; c++)
			automaton->punctuation[c] = symbol_at(automaton, PUNCTUATION + c);
		size_t states = subsets.next.count / automaton->symbol_count;
		if (!backward)
			find_all_leaving(automaton, states, arena);
	}
	for (size_t i = 0; i < builder.places.count; i++)
		array_finish(&builder.places.items[i].follow);
	array_finish(&builder.places);
	fragment_finish(&root);
	for (size_t i = 0; alphabet.symbols_of_class && i < alphabet.classes.count; i++)
		array_finish(&alphabet.symbols_of_class[i]);
	array_finish(&alphabet.classes);
	array_finish(&alphabet.class_of_place);
	table_finish(&alphabet.symbol_of_membership);
	table_finish(&subsets.states);
	array_finish(&subsets.sets);
	array_finish(&subsets.next);
	arena_destroy(scratch);
	return done ? automaton : NULL;
}

struct automaton *automaton_create(const struct expression *expression, bool backward, struct arena *arena)
{
	return create(expression, backward, false, arena);
}

struct automaton *automaton_create_rough(const struct expression *expression, bool backward, struct arena *arena)
{
	return create(expression, backward, true, arena);
}

/* Where the first of BYTES stands in TEXT, from AT on; the end of TEXT if there is none. */
__attribute__((noinline)) static size_t find_one_of(struct slice text, size_t at, const unsigned char bytes[MOST_LEAVING])
{
	vector first = (vector){ 0 } + bytes[0], second = (vector){ 0 } + bytes[1], third = (vector){ 0 } + bytes[2];
	for (; text.size - at >= sizeof(vector); at += sizeof(vector)) {
		vector part;
		memcpy(&part, text.data + at, sizeof part);
		vector found = (vector)(part == first) | (vector)(part == second) | (vector)(part == third);
		uint64_t halves[2];
		memcpy(halves, &found, sizeof halves);
		if (halves[0] | halves[1])
			break;
	}
	for (; at < text.size; at++) {
		unsigned char byte = (unsigned char)text.data[at];
		if (byte == bytes[0] || byte == bytes[1] || byte == bytes[2])
			break;
	}
	return at;
}

/* The code point of the SIZE bytes at AT; another one where TEXT is not UTF-8. */
static uint32_t decode(const unsigned char *at, size_t size)
{
	if (size == 2)
		return (at[0] & 0x1fU) << 6 | (at[1] & 0x3fU);
	if (size == 3)
		return (at[0] & 0x0fU) << 12 | (at[1] & 0x3fU) << 6 | (at[2] & 0x3fU);
	return size == 4 ? (at[0] & 0x07U) << 18 | (at[1] & 0x3fU) << 12 | (at[2] & 0x3fU) << 6 | (at[3] & 0x3fU) : 0xfffd;
}

/* A character's symbol, and where it ends, or begins if it was read backward. */
struct taken {
	size_t at;
	uint8_t symbol;
};

/* Take the character beyond ASCII that begins at AT, or with BACKWARD ends there. Not inlined: so the loops around it
 * stay in registers. */
__attribute__((noinline)) static struct taken take_wide(const struct automaton *automaton, struct slice text, size_t at,
                                                        bool backward)
{
	size_t begin = backward ? at - 1 : at, end = begin + 1;
	while (backward && begin > 0 && (text.data[begin] & 0xc0) == 0x80)
		begin--;
	while (!backward && end < text.size && (text.data[end] & 0xc0) == 0x80)
		end++;
	uint32_t code_point = decode((const unsigned char *)text.data + begin, end - begin);
	uint8_t symbol = code_point < NEAR ? automaton->near[code_point] :
	                 code_point - PUNCTUATION < NEAR_PUNCTUATION ? automaton->punctuation[code_point - PUNCTUATION] :
	                 symbol_at(automaton, code_point);
	return (struct taken){ backward ? begin : end, symbol };
}

static bool match_forward(const struct automaton *automaton, struct slice text, size_t at, size_t *steps)
{
	const struct leaving *leaving = automaton->leaving;
	size_t state = automaton->start, symbols = automaton->symbol_count, begin = at;
	while (state > STATE_ACCEPT) {
		if (leaving && leaving[state].few)
			at = find_one_of(text, at, leaving[state].bytes);
		if (at >= text.size) {
			state = automaton->next[state * symbols];
			break;
		}
		struct taken taken = { at + 1, automaton->near[text.data[at] & (ASCII - 1)] };
		if ((unsigned char)text.data[at] >= ASCII)
			taken = take_wide(automaton, text, at, false);
		at = taken.at;
		state = automaton->next[state * symbols + taken.symbol];
	}
	*steps += at - begin + 1;
	return state == STATE_ACCEPT;
}

static bool match_backward(const struct automaton *automaton, struct slice text, size_t at, size_t *steps)
{
	size_t state = automaton->start, symbols = automaton->symbol_count, end = at;
	while (state > STATE_ACCEPT) {
		if (at == 0) {
			state = automaton->next[state * symbols];
			break;
		}
		struct taken taken = { at - 1, automaton->near[text.data[at - 1] & (ASCII - 1)] };
		if ((unsigned char)text.data[at - 1] >= ASCII)
			taken = take_wide(automaton, text, at, true);
		at = taken.at;
		state = automaton->next[state * symbols + taken.symbol];
	}
	*steps += end - at + 1;
	return state == STATE_ACCEPT;
}

bool automaton_matches(const struct automaton *automaton, struct slice text, size_t at, size_t *steps)
{
	return automaton->backward ? match_backward(automaton, text, at, steps) : match_forward(automaton, text, at, steps);
}
