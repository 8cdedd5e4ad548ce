#include "text/similarity.h"

#include "base/array.h"
#include "text/utf8.h"

#include <unicode/uchar.h>

enum {
	SYMBOLS_LOCAL = 512,   /* texts up to this size are compared without allocating */
	SYMBOLS_MOST = 16384,  /* longer ones are not compared in order */
	BLOCK = 64,
};

/* ---- Texts as words and as characters ---- */

/* The words or characters of a text. */
struct symbols {
	uint32_t *items;
	size_t count;
};

/* Room for SIZE symbols: LOCAL, which has SYMBOLS_LOCAL, while they fit in it. */
static struct symbols symbols_make(uint32_t *local, size_t size)
{
	return (struct symbols){ size <= SYMBOLS_LOCAL ? local : memory_allocate(size * sizeof *local), 0 };
}

static void symbols_finish(struct symbols *symbols, const uint32_t *local)
{
	if (symbols->items != local)
		free(symbols->items);
}

static uint32_t decode(struct slice text, size_t i, size_t *size)
{
	*size = 1;
	return (unsigned char)text.data[i] < 0x80 ? (unsigned char)text.data[i] : utf8_decode(text, i, size);
}

static struct symbols read_characters(struct slice text, uint32_t *local)
{
	struct symbols characters = symbols_make(local, text.size);
	for (size_t i = 0, size; i < text.size; i += size)
		characters.items[characters.count++] = decode(text, i, &size);
	return characters;
}

/* Scripts whose words are not parted by spaces: Thai to Lao, Burmese, Khmer, kana, Han. */
static bool is_unspaced(uint32_t letter)
{
	return (letter >= 0xe00 && letter < 0xf00) || (letter >= 0x1000 && letter < 0x10a0) ||
	       (letter >= 0x1780 && letter < 0x1800) || (letter >= 0x3040 && letter < 0x3100) ||
	       (letter >= 0x3400 && letter < 0xa000) || (letter >= 0xf900 && letter < 0xfb00) ||
	       (letter >= 0x20000 && letter < 0x40000);
}

static bool is_space(uint32_t letter)
{
	if (letter < 0x80)
		return is_ascii_space((char)letter);
	return letter == 0xa0 || (letter >= 0x1680 && u_isUWhiteSpace((UChar32)letter));
}

static bool is_punctuation(uint32_t letter)
{
	return letter < 0x80 ? is_ascii_punctuation((char)letter) : letter >= 0xa0 && !u_isalnum((UChar32)letter);
}

static uint32_t fold(uint32_t letter)
{
	if (letter < 0x80)
		return (unsigned char)ascii_lower((char)letter);
	return (uint32_t)u_foldCase((UChar32)letter, U_FOLD_CASE_DEFAULT);
}

static uint32_t mix(uint32_t hash, uint32_t value)
{
	hash = (hash ^ value) * UINT32_C(0x9e3779b1);
	return hash ^ hash >> 15;
}

/* A word's number, and that of its beginning, which its forms share. */
struct word_hashes {
	uint32_t whole, stem;
};

enum { STEM_LETTERS = 5 };

/* The next word of TEXT at *I or later; false at its end. Punctuation between white space is a word too. */
static bool next_word(struct slice text, size_t *i, struct word_hashes *word)
{
	uint32_t letters = 0, whole = 0, pending = 0, alone = 0;
	size_t size;
	bool after_space = *i == 0 || is_ascii_space(text.data[*i - 1]);
	*word = (struct word_hashes){ 0 };
	for (; *i < text.size; *i += size) {
		uint32_t letter = decode(text, *i, &size);
		if (is_space(letter)) {
			if (letters || alone)
				break;
			after_space = true;
			continue;
		}
		if (is_unspaced(letter)) {
			if (letters)
				break;
			*i += size;
			word->whole = word->stem = mix(1, letter);
			return true;
		}
		uint32_t small = fold(letter);
		if (is_punctuation(letter)) {
			/* Beside letters it counts only if it has some on both sides. */
			if (letters)
				pending = mix(pending ? pending : 1, small);
			else if (after_space)
				alone = mix(alone ? alone : 1, small);
			continue;
		}
		whole = mix(pending ? mix(whole, pending) : whole, small);
		pending = 0;
		word->whole = whole;
		if (++letters <= STEM_LETTERS)
			word->stem = whole;
	}
	if (!letters)
		word->whole = word->stem = alone;
	return letters || alone;
}

static struct symbols read_words(struct slice text, uint32_t *local)
{
	struct word_hashes word;
	struct symbols words = symbols_make(local, text.size);
	for (size_t i = 0; next_word(text, &i, &word);)
		words.items[words.count++] = word.whole;
	return words;
}

/* ---- Distance ---- */

/* For each symbol of the pattern, the rows in which it stands, as bits. */
struct pattern_bits {
	uint32_t *keys;
	uint16_t *rows; /* 0: a free slot; else the row of masks, counted from 1 */
	size_t slots;
	uint64_t *masks; /* row 0 is empty: a symbol that the pattern has not */
	size_t blocks;
};

static size_t find_slot(const struct pattern_bits *bits, uint32_t symbol)
{
	size_t slot = (symbol * UINT32_C(0x9e3779b1)) >> 16 & (bits->slots - 1);
	while (bits->rows[slot] && bits->keys[slot] != symbol)
		slot = (slot + 1) & (bits->slots - 1);
	return slot;
}

static void fill_pattern(struct pattern_bits *bits, const uint32_t *pattern, size_t size)
{
	uint16_t used = 0;
	memset(bits->rows, 0, bits->slots * sizeof *bits->rows);
	memset(bits->masks, 0, bits->blocks * sizeof *bits->masks);
	for (size_t i = 0; i < size; i++) {
		size_t slot = find_slot(bits, pattern[i]);
		if (!bits->rows[slot]) {
			bits->keys[slot] = pattern[i];
			bits->rows[slot] = ++used;
			memset(bits->masks + used * bits->blocks, 0, bits->blocks * sizeof *bits->masks);
		}
		bits->masks[bits->rows[slot] * bits->blocks + i / BLOCK] |= UINT64_C(1) << i % BLOCK;
	}
}

/* One block of 64 rows of the table of distances: which of the differences to the row above are +1 and -1. */
struct block {
	uint64_t positive, negative;
	size_t score; /* the distance in its last row */
};

/* Advance BLOCK by one column. EQUAL has the rows equal to the column's symbol, IN is the difference to the last column
 * in the row above, LAST the bit of the block's last row, in which that difference is returned. */
static int advance_block(struct block *block, uint64_t equal, int in, uint64_t last)
{
	uint64_t positive = block->positive, negative = block->negative;
	uint64_t vertical = equal | negative;
	equal |= in < 0;
	uint64_t horizontal = (((equal & positive) + positive) ^ positive) | equal;
	uint64_t plus = negative | ~(horizontal | positive), minus = positive & horizontal;
	int out = (plus & last) ? 1 : (minus & last) ? -1 : 0;
	plus = plus << 1 | (in > 0);
	minus = minus << 1 | (in < 0);
	block->positive = minus | ~(vertical | plus);
	block->negative = plus & vertical;
	block->score += (size_t)out; /* wraps back for -1 */
	return out;
}

/* The distance of PATTERN and TEXT, where it is at most LIMIT; else something more than LIMIT. Only the blocks that
 * hold a cell within LIMIT of the diagonal are computed: cells outside are taken for one more than their neighbours
 * inside, which is never too little. */
static size_t find_distance(const struct pattern_bits *bits, struct block *blocks, size_t size, const uint32_t *text,
                            size_t text_size, size_t limit)
{
	size_t first = 0, last = 0;
	uint64_t end_bit = UINT64_C(1) << (size - 1) % BLOCK;
	blocks[0] = (struct block){ ~UINT64_C(0), 0, size < BLOCK ? size : BLOCK };
	for (size_t column = 0; column < text_size; column++) {
		size_t lowest = column + 1 + limit; /* the lowest row of the band */
		while (last + 1 < bits->blocks && (last + 1) * BLOCK < lowest) {
			size_t rows = last + 2 == bits->blocks ? size - (last + 1) * BLOCK : BLOCK;
			blocks[last + 1] = (struct block){ ~UINT64_C(0), 0, blocks[last].score + rows };
			last++;
		}
		while (first < last && (first + 1) * BLOCK + limit < column + 1)
			first++;
		const uint64_t *masks = bits->masks + bits->rows[find_slot(bits, text[column])] * bits->blocks;
		int difference = 1;
		for (size_t i = first; i <= last; i++)
			difference = advance_block(&blocks[i], masks[i], difference,
			                           i + 1 == bits->blocks ? end_bit : UINT64_C(1) << (BLOCK - 1));
	}
	return last + 1 == bits->blocks ? blocks[last].score : limit + 1;
}

/* A lower bound of the distance: how many symbols one text has and the other has not, by the last bits of each. */
static size_t find_bound(const uint32_t *a, size_t a_size, const uint32_t *b, size_t b_size)
{
	enum { KINDS = 64 };
	int counts[KINDS] = { 0 };
	for (size_t i = 0; i < a_size; i++)
		counts[a[i] % KINDS]++;
	for (size_t i = 0; i < b_size; i++)
		counts[b[i] % KINDS]--;
	size_t more = 0, fewer = 0;
	for (size_t i = 0; i < KINDS; i++) {
		more += counts[i] > 0 ? (size_t)counts[i] : 0;
		fewer += counts[i] < 0 ? (size_t)-counts[i] : 0;
	}
	return more > fewer ? more : fewer;
}

/* The distance of two texts, where it is at most LIMIT; else something more than LIMIT. */
static size_t bounded_distance(const uint32_t *a, size_t a_size, const uint32_t *b, size_t b_size, size_t limit)
{
	while (a_size && b_size && a[0] == b[0])
		a++, b++, a_size--, b_size--;
	while (a_size && b_size && a[a_size - 1] == b[b_size - 1])
		a_size--, b_size--;
	if (a_size > b_size) {
		const uint32_t *swapped = a;
		size_t swapped_size = a_size;
		a = b, a_size = b_size;
		b = swapped, b_size = swapped_size;
	}
	if (a_size == 0 || b_size - a_size > limit)
		return b_size;
	size_t bound = find_bound(a, a_size, b, b_size);
	if (bound > limit)
		return bound;

	/* The shorter one is the pattern: a row of masks for each of its symbols at most. */
	enum { LOCAL_BLOCKS = 4, LOCAL_ROWS = LOCAL_BLOCKS * BLOCK };
	uint32_t local_keys[2 * LOCAL_ROWS];
	uint16_t local_rows[2 * LOCAL_ROWS];
	uint64_t local_masks[(LOCAL_ROWS + 1) * LOCAL_BLOCKS];
	struct block local_blocks[LOCAL_BLOCKS];
	struct pattern_bits bits = { local_keys, local_rows, 2, local_masks, (a_size + BLOCK - 1) / BLOCK };
	struct block *blocks = local_blocks;
	while (bits.slots < 2 * a_size)
		bits.slots *= 2;
	bool is_local = a_size <= LOCAL_ROWS;
	if (!is_local) {
		bits.keys = memory_allocate(bits.slots * sizeof *bits.keys);
		bits.rows = memory_allocate(bits.slots * sizeof *bits.rows);
		bits.masks = memory_allocate((a_size + 1) * bits.blocks * sizeof *bits.masks);
		blocks = memory_allocate(bits.blocks * sizeof *blocks);
	}
	fill_pattern(&bits, a, a_size);
	size_t distance = find_distance(&bits, blocks, a_size, b, b_size, limit);
	if (!is_local) {
		free(bits.keys);
		free(bits.rows);
		free(bits.masks);
		free(blocks);
	}
	return distance;
}

static int compare_symbols(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
	return (left > right) - (left < right);
}

static uint32_t *copy_sorted(const struct symbols *symbols)
{
	uint32_t *copy = memory_allocate(symbols->count * sizeof *copy);
	if (symbols->count)
		memcpy(copy, symbols->items, symbols->count * sizeof *copy);
	qsort(copy, symbols->count, sizeof *copy, compare_symbols);
	return copy;
}

/* The distance of two texts as if their symbols might be put in any order. */
static size_t unordered_distance(const struct symbols *a, const struct symbols *b)
{
	uint32_t *sorted_a = copy_sorted(a), *sorted_b = copy_sorted(b);
	size_t common = 0;
	for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
		int order = compare_symbols(&sorted_a[i], &sorted_b[j]);
		common += order == 0;
		i += order <= 0;
		j += order >= 0;
	}
	free(sorted_a);
	free(sorted_b);
	return (a->count > b->count ? a->count : b->count) - common;
}

/* ---- Score ---- */

/* What is left of 100 where each of DISTANCE changes in LONGER symbols counts COST hundredths of its share. */
static unsigned score_of(size_t distance, size_t longer, size_t cost)
{
	size_t lost = (distance * cost + longer - 1) / longer;
	return lost < 100 ? (unsigned)(100 - lost) : 0;
}

/* The score of A and B with that COST; 0 if it is less than LEAST. */
static unsigned score_symbols(const struct symbols *a, const struct symbols *b, size_t cost, unsigned least)
{
	size_t longer = a->count > b->count ? a->count : b->count;
	if (longer == 0 || least > 100)
		return 0;
	size_t limit = (100 - least) * longer / cost;
	size_t distance = bounded_distance(a->items, a->count, b->items, b->count, limit);
	unsigned score = distance <= limit ? score_of(distance, longer, cost) : 0;
	return score >= least ? score : 0;
}

enum { COST_WORD = 100, COST_CHARACTER = 150 };

static unsigned score_characters(struct slice a, struct slice b, unsigned least)
{
	/* A difference in size is a difference in characters: of four bytes each at most. */
	size_t longer = a.size > b.size ? a.size : b.size, shorter = a.size + b.size - longer;
	if (longer > SYMBOLS_MOST || (longer - shorter) / 4 * COST_CHARACTER > (100 - least) * longer)
		return 0;
	uint32_t local_a[SYMBOLS_LOCAL], local_b[SYMBOLS_LOCAL];
	struct symbols characters_a = read_characters(a, local_a), characters_b = read_characters(b, local_b);
	unsigned score = score_symbols(&characters_a, &characters_b, COST_CHARACTER, least);
	symbols_finish(&characters_a, local_a);
	symbols_finish(&characters_b, local_b);
	return score;
}

static unsigned score_words(const struct symbols *a, const struct symbols *b, unsigned least)
{
	if (a->count <= SYMBOLS_MOST && b->count <= SYMBOLS_MOST)
		return score_symbols(a, b, COST_WORD, least);
	return score_of(unordered_distance(a, b), a->count > b->count ? a->count : b->count, COST_WORD);
}

enum {
	REORDERED_LEAST = 4,  /* words: fewer say little when their order is not looked at */
	REORDERED_LOSS = 12,
	COST_REORDERED = 200, /* of each word that is another one besides */
};

/* The score of texts whose words may stand in another order. */
static unsigned score_reordered(const struct symbols *a, const struct symbols *b, unsigned least)
{
	size_t longer = a->count > b->count ? a->count : b->count;
	if (a->count < REORDERED_LEAST || b->count < REORDERED_LEAST || least > 100 - REORDERED_LOSS)
		return 0;
	size_t limit = (100 - REORDERED_LOSS - least) * longer / COST_REORDERED;
	if (find_bound(a->items, a->count, b->items, b->count) > limit)
		return 0;
	size_t distance = unordered_distance(a, b);
	return distance <= limit ? score_of(distance, longer, COST_REORDERED) - REORDERED_LOSS : 0;
}

/* The score of A and B, whose words are given too. */
static unsigned score_texts(struct slice a, const struct symbols *words_a, struct slice b,
                            const struct symbols *words_b, unsigned least)
{
	enum { UNEQUAL_MOST = 99 }; /* of texts that are not equal */
	if (slice_equal(a, b))
		return 100;
	if (least > UNEQUAL_MOST)
		return 0;
	unsigned best = score_words(words_a, words_b, least);
	if (best < UNEQUAL_MOST) {
		unsigned wanted = best + 1 > least ? best + 1 : least, score = score_characters(a, b, wanted);
		best = score > best ? score : best;
	}
	if (best < 100 - REORDERED_LOSS) {
		unsigned score = score_reordered(words_a, words_b, best + 1 > least ? best + 1 : least);
		best = score > best ? score : best;
	}
	best = best < UNEQUAL_MOST ? best : UNEQUAL_MOST;
	return best >= least ? best : 0;
}

unsigned similarity_score(struct slice a, struct slice b, unsigned least)
{
	uint32_t local_a[SYMBOLS_LOCAL], local_b[SYMBOLS_LOCAL];
	struct symbols words_a = read_words(a, local_a), words_b = read_words(b, local_b);
	unsigned score = score_texts(a, &words_a, b, &words_b, least);
	symbols_finish(&words_a, local_a);
	symbols_finish(&words_b, local_b);
	return score;
}

/* ---- Index ---- */

/* What sentences are found by: each of their words, by its beginning; each pair of neighbours; and of short sentences
 * the whole, and the whole without one word, which is what two sentences with one word changed have in common even
 * when all that is left is frequent. A feature is a hash; another one's sentences in its list cost time and no more. */

enum {
	FEATURES_MOST = 192,    /* of a text to be searched for: more than any sentence has */
	SHORT_SENTENCE = 12,    /* words, up to which the whole counts */
	POSTINGS_MOST = 1000,   /* sentences looked at for one search */
	CANDIDATES_MOST = 24,   /* sentences compared for one search */
	DIRECTORY_BITS_LEAST = 8,
};

struct entry {
	struct slice text;
	size_t number;
	size_t word_begin, word_count; /* in the words of the index */
};

struct key {
	uint32_t feature;
	uint32_t begin; /* of its sentences in postings */
};

struct similarity_index {
	struct { struct entry *items; size_t count, capacity; } entries;
	struct { uint32_t *items; size_t count, capacity; } words;
	/* While sentences are added: feature << 32 | entry. */
	struct { uint64_t *items; size_t count, capacity; } pairs;
	/* Once prepared: the keys in order, ended by one more, and where those with the same first bits begin. */
	struct key *keys;
	size_t key_count;
	uint32_t *postings;
	uint32_t *directory;
	unsigned directory_bits;
};

struct features {
	uint32_t *items;
	size_t count, capacity;
};

enum { KIND_WORD = 1, KIND_PAIR, KIND_WHOLE };

static uint32_t feature_of(uint32_t kind, uint32_t a, uint32_t b)
{
	uint32_t hash = mix(mix(mix(kind, a), b), kind);
	return hash ^ hash >> 13;
}

/* The features of TEXT; at most LIMIT words of it are read. */
static void read_features(struct slice text, size_t limit, struct features *out)
{
	struct word_hashes word;
	uint32_t stems[SHORT_SENTENCE], before = 0;
	size_t count = 0;
	for (size_t i = 0; count < limit && next_word(text, &i, &word); before = word.stem) {
		array_push(out, feature_of(KIND_WORD, word.stem, 0));
		array_push(out, feature_of(KIND_PAIR, before, word.stem));
		if (count < SHORT_SENTENCE)
			stems[count] = word.stem;
		count++;
	}
	if (count == 0)
		return;
	array_push(out, feature_of(KIND_PAIR, before, 0));
	for (size_t left_out = 0; count <= SHORT_SENTENCE && left_out <= count; left_out++) {
		uint32_t whole = 0;
		for (size_t i = 0; i < count; i++)
			if (i != left_out)
				whole = mix(whole, stems[i]);
		if (count > 1)
			array_push(out, feature_of(KIND_WHOLE, whole, 0));
	}
}

struct similarity_index *similarity_index_create(void)
{
	return memory_allocate_zero(1, sizeof(struct similarity_index));
}

void similarity_index_destroy(struct similarity_index *index)
{
	if (!index)
		return;
	array_finish(&index->entries);
	array_finish(&index->words);
	array_finish(&index->pairs);
	free(index->keys);
	free(index->postings);
	free(index->directory);
	free(index);
}

void similarity_index_add(struct similarity_index *index, struct slice text, size_t number)
{
	struct features features = { 0 };
	uint32_t local[SYMBOLS_LOCAL];
	struct symbols words = read_words(text, local);
	read_features(text, SYMBOLS_MOST, &features);
	uint64_t entry = index->entries.count;
	array_push(&index->entries, (struct entry){ text, number, index->words.count, words.count });
	for (size_t i = 0; i < words.count; i++)
		array_push(&index->words, words.items[i]);
	symbols_finish(&words, local);
	for (size_t i = 0; i < features.count; i++)
		array_push(&index->pairs, (uint64_t)features.items[i] << 32 | entry);
	array_finish(&features);
}

/* Sort the pairs by feature. They are in the order of the entries already, and stay so within a feature. */
static void sort_pairs(struct similarity_index *index)
{
	enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };
	size_t count = index->pairs.count;
	uint64_t *from = index->pairs.items, *to = memory_allocate(count * sizeof *to);
	for (unsigned shift = 32; shift < 64; shift += DIGIT_BITS) {
		size_t begins[DIGITS + 1] = { 0 };
		for (size_t i = 0; i < count; i++)
			begins[(from[i] >> shift & (DIGITS - 1)) + 1]++;
		for (size_t i = 0; i < DIGITS; i++)
			begins[i + 1] += begins[i];
		for (size_t i = 0; i < count; i++)
			to[begins[from[i] >> shift & (DIGITS - 1)]++] = from[i];
		uint64_t *swapped = from;
		from = to;
		to = swapped;
	}
	free(to);
	index->pairs.items = from;
	index->pairs.capacity = count;
}

void similarity_index_prepare(struct similarity_index *index)
{
	size_t count = index->pairs.count;
	sort_pairs(index);
	index->postings = memory_allocate(count * sizeof *index->postings);
	struct { struct key *items; size_t count, capacity; } keys = { 0 };
	for (size_t i = 0; i < count; i++) {
		uint32_t feature = (uint32_t)(index->pairs.items[i] >> 32);
		if (keys.count == 0 || array_last(&keys)->feature != feature)
			array_push(&keys, (struct key){ feature, (uint32_t)i });
		index->postings[i] = (uint32_t)index->pairs.items[i];
	}
	array_finish(&index->pairs);
	index->key_count = keys.count;
	array_push(&keys, (struct key){ 0, (uint32_t)count });
	index->keys = keys.items;

	unsigned bits = DIRECTORY_BITS_LEAST;
	while (bits < 31 && (size_t)1 << bits < index->key_count)
		bits++;
	index->directory_bits = bits;
	size_t slots = (size_t)1 << bits;
	index->directory = memory_allocate((slots + 1) * sizeof *index->directory);
	for (size_t slot = 0, key = 0; slot <= slots; slot++) {
		while (key < index->key_count && index->keys[key].feature >> (32 - bits) < slot)
			key++;
		index->directory[slot] = (uint32_t)key;
	}
}

/* The sentences that have one feature. */
struct posting_list {
	uint32_t begin, count;
};

static struct posting_list find_postings(const struct similarity_index *index, uint32_t feature)
{
	size_t slot = feature >> (32 - index->directory_bits);
	const struct key *key = index->keys + index->directory[slot], *end = index->keys + index->directory[slot + 1];
	for (; key < end; key++)
		if (key->feature == feature)
			return (struct posting_list){ key->begin, key[1].begin - key->begin };
	return (struct posting_list){ 0 };
}

static int compare_lists(const void *a, const void *b)
{
	const struct posting_list *left = a, *right = b;
	if (left->count != right->count)
		return left->count < right->count ? -1 : 1;
	return (left->begin > right->begin) - (left->begin < right->begin);
}

/* How often a sentence was met, the rarer the feature the more it counts. */
struct candidate {
	uint32_t entry; /* counted from 1; 0: a free slot */
	uint32_t weight;
};

static bool is_likelier(const struct candidate *a, const struct candidate *b)
{
	return a->weight != b->weight ? a->weight > b->weight : a->entry < b->entry;
}

enum { CANDIDATE_SLOT_BITS = 11, CANDIDATE_SLOTS = 1 << CANDIDATE_SLOT_BITS };

/* The sentences met so far. */
struct candidates {
	struct candidate slots[CANDIDATE_SLOTS];
	uint16_t used[POSTINGS_MOST]; /* the slots taken */
	size_t count;
};

static void count_candidate(struct candidates *candidates, uint32_t entry, uint32_t weight)
{
	struct candidate *slots = candidates->slots;
	size_t slot = (entry * UINT32_C(0x9e3779b1)) >> (32 - CANDIDATE_SLOT_BITS);
	while (slots[slot].entry && slots[slot].entry != entry + 1)
		slot = (slot + 1) % CANDIDATE_SLOTS;
	if (!slots[slot].entry)
		candidates->used[candidates->count++] = (uint16_t)slot;
	slots[slot] = (struct candidate){ entry + 1, slots[slot].weight + weight };
}

/* What a feature that COUNT of ALL sentences have is worth: the bits that it tells. */
static uint32_t weight_of(size_t count, size_t all)
{
	uint32_t bits = 1;
	for (; count < all; count *= 2)
		bits++;
	return bits;
}

/* The likeliest sentences for TEXT into BEST, which has room for CANDIDATES_MOST, the likeliest first; returns how
 * many. */
static size_t find_candidates(const struct similarity_index *index, struct slice text, struct candidate *best)
{
	struct features features = { 0 };
	struct posting_list lists[FEATURES_MOST * 2 + SHORT_SENTENCE + 2];
	struct candidates met;
	size_t list_count = 0, seen = 0, count = 0;
	read_features(text, FEATURES_MOST, &features);
	for (size_t i = 0; i < features.count; i++) {
		struct posting_list list = find_postings(index, features.items[i]);
		if (list.count)
			lists[list_count++] = list;
	}
	array_finish(&features);
	if (list_count == 0)
		return 0;
	qsort(lists, list_count, sizeof *lists, compare_lists);
	memset(met.slots, 0, sizeof met.slots);
	met.count = 0;
	for (size_t i = 0; i < list_count && seen < POSTINGS_MOST; i++) {
		uint32_t weight = weight_of(lists[i].count, index->entries.count);
		for (uint32_t j = 0; j < lists[i].count && seen < POSTINGS_MOST; j++, seen++)
			count_candidate(&met, index->postings[lists[i].begin + j], weight);
	}
	for (size_t i = 0; i < met.count; i++) {
		const struct candidate *candidate = &met.slots[met.used[i]];
		size_t place = count;
		while (place > 0 && is_likelier(candidate, &best[place - 1]))
			place--;
		if (place == CANDIDATES_MOST)
			continue;
		count += count < CANDIDATES_MOST;
		memmove(best + place + 1, best + place, (count - place - 1) * sizeof *best);
		best[place] = *candidate;
	}
	return count;
}

static bool is_better(const struct similarity_match *a, const struct similarity_match *b)
{
	return a->score != b->score ? a->score > b->score : a->number < b->number;
}

size_t similarity_index_search(const struct similarity_index *index, struct slice text, unsigned least,
                               struct similarity_match *matches, size_t capacity)
{
	struct candidate best[CANDIDATES_MOST];
	uint32_t local[SYMBOLS_LOCAL];
	struct symbols words = read_words(text, local);
	size_t candidates = index->postings ? find_candidates(index, text, best) : 0, count = 0;
	for (size_t i = 0; capacity && i < candidates; i++) {
		const struct entry *entry = &index->entries.items[best[i].entry - 1];
		/* Once there are enough, only a better one is of interest. */
		unsigned wanted = count == capacity ? matches[count - 1].score : least;
		struct symbols theirs = { index->words.items + entry->word_begin, entry->word_count };
		struct similarity_match match = { entry->number, score_texts(text, &words, entry->text, &theirs, wanted) };
		if (match.score == 0 || match.score < least)
			continue;
		size_t place = count;
		while (place > 0 && is_better(&match, &matches[place - 1]))
			place--;
		if (place == capacity)
			continue;
		count += count < capacity;
		memmove(matches + place + 1, matches + place, (count - place - 1) * sizeof *matches);
		matches[place] = match;
	}
	symbols_finish(&words, local);
	return count;
}
