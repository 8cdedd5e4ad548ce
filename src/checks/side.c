#include "checks/side.h"

#include "text/character_reference.h"
#include "text/utf8.h"

#include <unicode/uchar.h>

static enum character_kind kind_of(uint32_t code)
{
	if (code < 0x80) {
		char byte = (char)code;
		if (is_ascii_letter(byte))
			return byte >= 'a' ? CHARACTER_LOWER : CHARACTER_UPPER;
		if (is_ascii_digit(byte))
			return CHARACTER_DIGIT;
		return is_ascii_space(byte) ? CHARACTER_SPACE : is_ascii_punctuation(byte) ? CHARACTER_PUNCTUATION : CHARACTER_OTHER;
	}
	switch (u_charType((UChar32)code)) {
	case U_UPPERCASE_LETTER:
	case U_TITLECASE_LETTER:
		return CHARACTER_UPPER;
	case U_LOWERCASE_LETTER:
		return CHARACTER_LOWER;
	case U_MODIFIER_LETTER:
	case U_OTHER_LETTER:
		return CHARACTER_LETTER;
	case U_NON_SPACING_MARK:
	case U_COMBINING_SPACING_MARK:
	case U_ENCLOSING_MARK:
		return CHARACTER_ACCENT;
	case U_DECIMAL_DIGIT_NUMBER:
		return CHARACTER_DIGIT;
	case U_SPACE_SEPARATOR:
	case U_LINE_SEPARATOR:
	case U_PARAGRAPH_SEPARATOR:
		return CHARACTER_SPACE;
	case U_DASH_PUNCTUATION:
	case U_START_PUNCTUATION:
	case U_END_PUNCTUATION:
	case U_CONNECTOR_PUNCTUATION:
	case U_OTHER_PUNCTUATION:
	case U_INITIAL_PUNCTUATION:
	case U_FINAL_PUNCTUATION:
		return CHARACTER_PUNCTUATION;
	default:
		return CHARACTER_OTHER;
	}
}

/* The scripts that look alike; by Unicode's blocks. */
static enum script_bit script_of(uint32_t code)
{
	if (code < 0x0370)
		return SCRIPT_LATIN;
	if (code < 0x0400)
		return SCRIPT_GREEK;
	if (code < 0x0530)
		return SCRIPT_CYRILLIC;
	if (code >= 0x1e00 && code < 0x1f00)
		return SCRIPT_LATIN;
	if (code >= 0x1f00 && code < 0x2000)
		return SCRIPT_GREEK;
	if ((code >= 0x1c80 && code < 0x1c90) || (code >= 0x2de0 && code < 0x2e00) || (code >= 0xa640 && code < 0xa6a0))
		return SCRIPT_CYRILLIC;
	return SCRIPT_OTHER;
}

uint32_t side_decode(struct slice text, size_t offset, bool references, size_t *size)
{
	struct character_reference reference;
	if (references && text.data[offset] == '&' && character_reference_read(text, offset, &reference) && reference.character &&
	    !character_reference_is_escaped(text, offset)) {
		*size = reference.size;
		return reference.character;
	}
	return utf8_decode(text, offset, size);
}

static void gather_characters(struct side *side, bool references)
{
	const struct placeables *placeables = &side->placeables;
	size_t next = 0;
	for (size_t i = 0, size; i < side->text.size; i += size) {
		struct character character = { .offset = (uint32_t)i };
		while (next < placeables->count && placeables->items[next].end <= i)
			next++;
		character.markup = next < placeables->count && placeables->items[next].begin <= i;
		character.code = side_decode(side->text, i, references && !character.markup, &size);
		character.reference = side->text.data[i] == '&' && size > 1;
		character.kind = (unsigned char)kind_of(character.code);
		if (is_letter_kind(character.kind))
			character.script = (unsigned char)script_of(character.code);
		array_push(&side->characters, character);
	}
}

/* Nothing in an address is text. */
static void set_addresses_off(struct side *side)
{
	addresses_find(side, &side->addresses);
	size_t at = 0;
	for (size_t i = 0; i < side->addresses.count; i++) {
		size_t begin = (size_t)(side->addresses.items[i].data - side->text.data);
		size_t end = begin + side->addresses.items[i].size;
		for (; at < side->characters.count && side->characters.items[at].offset < end; at++)
			side->characters.items[at].markup |= side->characters.items[at].offset >= begin;
	}
}

static bool is_word_character(const struct character *character)
{
	return !character->markup && (character->script || character->kind == CHARACTER_ACCENT);
}

static void gather_words(struct side *side)
{
	const struct character *items = side->characters.items;
	size_t count = side->characters.count;
	for (size_t i = 0; i < count; i++) {
		if (items[i].markup || !items[i].script)
			continue;
		struct word word = { .begin = (uint32_t)i };
		for (; i < count; i++) {
			bool apostrophe = !items[i].markup && (items[i].code == '\'' || items[i].code == 0x2019) && i + 1 < count &&
			                  items[i + 1].script && !items[i + 1].markup;
			if (!apostrophe && !is_word_character(&items[i]))
				break;
			word.scripts |= items[i].script;
			side->letters += items[i].script != 0;
			uint32_t code = apostrophe ? '\'' : items[i].code;
			/* Nothing else has a small letter. */
			if (items[i].kind == CHARACTER_UPPER)
				code = code < 0x80 ? code | 0x20 : (uint32_t)u_tolower((UChar32)code);
			word.hash = (word.hash ^ code) * UINT64_C(0x100000001b3);
		}
		word.end = (uint32_t)i;
		word.hash ^= word.hash >> 29;
		array_push(&side->words, word);
	}
}

void side_set(struct side *side, struct slice text, placeable_find *find, bool references)
{
	side->text = text;
	side->letters = 0;
	array_clear(&side->placeables);
	array_clear(&side->characters);
	array_clear(&side->words);
	array_clear(&side->addresses);
	array_clear(&side->word_hashes);
	if (find)
		find(text, &side->placeables);
	gather_characters(side, references);
	set_addresses_off(side);
	gather_words(side);
}

void side_finish(struct side *side)
{
	array_finish(&side->placeables);
	array_finish(&side->characters);
	array_finish(&side->words);
	array_finish(&side->addresses);
	array_finish(&side->word_hashes);
}

struct slice side_word(const struct side *side, const struct word *word)
{
	return slice_range(side->text, side_offset(side, word->begin), side_offset(side, word->end));
}

struct slice side_word_as_read(const struct side *side, const struct word *word, struct buffer *spare)
{
	struct slice bytes = side_word(side, word);
	if (slice_find_byte(bytes, '&', 0) == SLICE_NONE)
		return bytes;
	buffer_clear(spare);
	for (size_t i = word->begin; i < word->end; i++)
		buffer_append_code_point(spare, side_code(side, i));
	return buffer_slice(spare);
}

size_t side_count_lower(const struct side *side)
{
	size_t count = 0;
	for (size_t i = 0; i < side->words.count; i++) {
		const struct word *word = &side->words.items[i];
		count += word->end - word->begin > 1 && side_kind(side, word->begin) == CHARACTER_LOWER;
	}
	return count;
}

size_t side_count_quotation_marks(const struct side *side)
{
	size_t count = 0;
	for (size_t i = 0; i < side->characters.count; i++)
		count += is_double_quotation_mark(side->characters.items[i].code) && !side->characters.items[i].markup;
	return count;
}

bool side_has(const struct side *side, uint32_t code)
{
	for (size_t i = 0; i < side->characters.count; i++)
		if (side->characters.items[i].code == code && !side->characters.items[i].markup)
			return true;
	return false;
}

bool side_has_word(struct side *side, const struct word *word)
{
	if (!side->word_hashes.count) {
		for (size_t i = 0; i < side->words.count; i++)
			array_push(&side->word_hashes, side->words.items[i].hash);
		hashes_sort(&side->word_hashes);
	}
	return hashes_have(&side->word_hashes, word->hash);
}
