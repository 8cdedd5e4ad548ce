#include "alignment/words.h"

#include "text/character_reference.h"
#include "text/utf8.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>

enum {
	STEM_LETTERS = 5,
	SOUNDS_MOST = 5,
	SOUNDS_LEAST = 2,
	MARKUP_LETTERS = 3, /* shorter words of markup are its names: <a>, <em> */
};

void vocabulary_finish(struct vocabulary *vocabulary)
{
	free(vocabulary->slots);
	*vocabulary = (struct vocabulary){ 0 };
}

static size_t find_slot(const struct vocabulary *vocabulary, uint64_t hash)
{
	size_t i = (size_t)(hash >> 7) & (vocabulary->capacity - 1);
	while (vocabulary->slots[i].number && vocabulary->slots[i].hash != hash)
		i = (i + 1) & (vocabulary->capacity - 1);
	return i;
}

static void grow(struct vocabulary *vocabulary)
{
	struct vocabulary old = *vocabulary;
	vocabulary->capacity = old.capacity ? old.capacity * 2 : 1024;
	vocabulary->slots = memory_allocate_zero(vocabulary->capacity, sizeof *vocabulary->slots);
	for (size_t i = 0; i < old.capacity; i++)
		if (old.slots[i].number)
			vocabulary->slots[find_slot(vocabulary, old.slots[i].hash)] = old.slots[i];
	free(old.slots);
}

static uint32_t number_of(struct vocabulary *vocabulary, uint64_t hash)
{
	if (vocabulary->count * 2 >= vocabulary->capacity)
		grow(vocabulary);
	size_t slot = find_slot(vocabulary, hash);
	if (!vocabulary->slots[slot].number) {
		vocabulary->slots[slot].hash = hash;
		vocabulary->slots[slot].number = (uint32_t)++vocabulary->count;
	}
	return vocabulary->slots[slot].number - 1;
}

static void add(struct aligned_words *words, struct vocabulary *vocabulary, enum word_kind kind, uint64_t hash)
{
	/* Plain words and names are the same words. */
	uint64_t class = kind == WORD_NAME ? WORD_PLAIN : kind;
	struct aligned_word word = { number_of(vocabulary, (hash ^ (class + 1)) * 0x9e3779b97f4a7c15u), kind };
	array_push(words, word);
}

static uint64_t mix(uint64_t hash, uint32_t code)
{
	return (hash ^ code) * 0x100000001b3u + 0x51;
}

/* The letter without its accents and in Latin script, for languages that spell the same word in both. */
static uint32_t plain_letter(uint32_t code)
{
	static const char cyrillic[] = "abvgdezzijklmnoprstufhccssyyyeuj"; /* а to я, some by the sound that comes first */
	if (code < 0x80)
		return code >= 'A' && code <= 'Z' ? code + 32 : code;
	code = (uint32_t)u_foldCase((UChar32)code, U_FOLD_CASE_DEFAULT);
	if (code >= 0x430 && code < 0x430 + sizeof cyrillic - 1)
		return (unsigned char)cyrillic[code - 0x430];
	switch (code) {
	case 0x450: case 0x451: case 0x454: return 'e';
	case 0x452: return 'd';
	case 0x456: case 0x457: case 0x131: return 'i';
	case 0x458: return 'j';
	case 0x459: return 'l';
	case 0x45a: return 'n';
	case 0x45b: return 'c';
	case 0x45f: return 'd';
	case 0x111: return 'd';
	case 0x259: return 'e';
	case 0xf8: return 'o';
	case 0xdf: return 's';
	default: break;
	}
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *normalizer = unorm2_getNFDInstance(&status);
	UChar parts[8];
	int32_t size = U_SUCCESS(status) ? unorm2_getDecomposition(normalizer, (UChar32)code, parts, 8, &status) : -1;
	return U_SUCCESS(status) && size > 0 && parts[0] < 0xd800 ? parts[0] : code;
}

/* The consonant's class; 0 for what is a vowel, or spoken differently from language to language. */
static unsigned sound_of(uint32_t letter)
{
	static const unsigned char classes[26] = {
		/* a b c d e f g h i j k l m n o p q r s t u v w x y z */
		0, 1, 2, 3, 0, 1, 2, 0, 0, 0, 2, 4, 5, 5, 0, 1, 2, 6, 2, 3, 0, 1, 1, 2, 0, 2,
	};
	return letter >= 'a' && letter <= 'z' ? classes[letter - 'a'] : 0;
}

static bool is_unspaced(uint32_t code)
{
	if (code < 0x0e00)
		return false;
	UErrorCode status = U_ZERO_ERROR;
	switch (uscript_getScript((UChar32)code, &status)) {
	case USCRIPT_HAN:
	case USCRIPT_HIRAGANA:
	case USCRIPT_KATAKANA:
	case USCRIPT_THAI:
	case USCRIPT_LAO:
	case USCRIPT_KHMER:
	case USCRIPT_MYANMAR:
		return true;
	default:
		return false;
	}
}

static bool is_letter(uint32_t code)
{
	return code < 0x80 ? is_ascii_letter((char)code) : u_isalpha((UChar32)code) || u_charType((UChar32)code) == U_NON_SPACING_MARK;
}

/* The value of a decimal digit; -1 for what is none. */
static int digit_of(uint32_t code)
{
	return code < 0x80 ? (is_ascii_digit((char)code) ? (int)code - '0' : -1) : u_charDigitValue((UChar32)code);
}

static size_t find_number(struct slice text, size_t begin, struct vocabulary *vocabulary, struct aligned_words *out)
{
	uint64_t hash = 0;
	size_t i = begin, size;
	for (; i < text.size; i += size) {
		int digit = digit_of(utf8_decode(text, i, &size));
		if (digit < 0)
			break;
		hash = mix(hash, (uint32_t)digit);
	}
	add(out, vocabulary, WORD_NUMBER, hash);
	return i;
}

static size_t find_unspaced(struct slice text, size_t begin, struct vocabulary *vocabulary, struct aligned_words *out)
{
	size_t i = begin, size, count = 0;
	uint32_t last = 0;
	for (; i < text.size; i += size, count++) {
		uint32_t code = utf8_decode(text, i, &size);
		if (!is_unspaced(code))
			break;
		if (count)
			add(out, vocabulary, WORD_PLAIN, mix(mix(0, last), code));
		last = code;
	}
	if (count == 1)
		add(out, vocabulary, WORD_PLAIN, mix(0, last));
	return i;
}

static size_t find_word(struct slice text, size_t begin, bool first, struct vocabulary *vocabulary, struct aligned_words *out)
{
	uint64_t stem = 0, sounds = 0;
	size_t i = begin, size, letters = 0, capitals = 0, sound_count = 0;
	unsigned last_sound = 0;
	bool capital = false;
	for (; i < text.size; i += size, letters++) {
		uint32_t code = utf8_decode(text, i, &size);
		if (!is_letter(code) || is_unspaced(code))
			break;
		bool upper = code < 0x80 ? code >= 'A' && code <= 'Z' : u_isupper((UChar32)code);
		capitals += upper;
		capital |= upper && letters == 0;
		uint32_t letter = plain_letter(code);
		if (letters < STEM_LETTERS)
			stem = mix(stem, letter);
		unsigned sound = sound_of(letter);
		if (sound && sound != last_sound && sound_count < SOUNDS_MOST) {
			sounds = sounds * 8 + sound;
			sound_count++;
		}
		last_sound = sound;
	}
	bool name = capital && (!first || (capitals == letters && letters > 1));
	add(out, vocabulary, name ? WORD_NAME : WORD_PLAIN, stem);
	if (capital && sound_count >= SOUNDS_LEAST)
		add(out, vocabulary, WORD_SOUND, sounds);
	return i;
}

static void find_in_markup(struct slice text, struct vocabulary *vocabulary, struct aligned_words *out, size_t most)
{
	for (size_t i = 0; i < text.size && out->count < most;) {
		size_t begin = i;
		while (i < text.size && (is_ascii_alphanumeric(text.data[i]) || (unsigned char)text.data[i] >= 0x80))
			i++;
		if (i - begin >= MARKUP_LETTERS)
			add(out, vocabulary, WORD_MARKUP, slice_hash(slice_range(text, begin, i)));
		i += i == begin;
	}
}

static int compare_words(const void *a, const void *b)
{
	const struct aligned_word *one = a, *other = b;
	return one->number == other->number ? (int)one->kind - (int)other->kind : one->number < other->number ? -1 : 1;
}

void words_find(struct slice text, const struct placeable *placeables, size_t placeable_count,
                struct vocabulary *vocabulary, struct aligned_words *out)
{
	size_t start = out->count, most = start + WORDS_MOST, placeable = 0;
	bool first = true;
	for (size_t i = 0, size; i < text.size && out->count < most;) {
		while (placeable < placeable_count && placeables[placeable].end <= i)
			placeable++;
		if (placeable < placeable_count && placeables[placeable].begin <= i) {
			size_t end = placeables[placeable].end < text.size ? placeables[placeable].end : text.size;
			find_in_markup(slice_range(text, i, end), vocabulary, out, most);
			i = end;
			continue;
		}
		struct slice before = text;
		if (placeable < placeable_count && placeables[placeable].begin < text.size)
			before.size = placeables[placeable].begin;
		uint32_t code = utf8_decode(text, i, &size);
		size_t reference = code == '&' ? character_reference_size(before, i) : 0;
		if (reference)
			i += reference;
		else if (digit_of(code) >= 0)
			i = find_number(before, i, vocabulary, out);
		else if (is_unspaced(code))
			i = find_unspaced(before, i, vocabulary, out);
		else if (is_letter(code)) {
			i = find_word(before, i, first, vocabulary, out);
			first = false;
		} else
			i += size;
	}
	if (out->count > most)
		out->count = most;
	if (out->count > start)
		qsort(out->items + start, out->count - start, sizeof *out->items, compare_words);
}
