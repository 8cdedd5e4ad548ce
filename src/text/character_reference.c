#include "text/character_reference.h"

#include "text/character_reference_table.h"

enum { NAME_LEAST = 2, NAME_MOST = 31, DIGITS_MOST = 16 };

static bool is_hexadecimal_digit(char byte)
{
	char lower = ascii_lower(byte);
	return is_ascii_digit(byte) || (lower >= 'a' && lower <= 'f');
}

/* The end of the digits that begin at BEGIN, or of as many as are read. */
static size_t digits_end(struct slice text, size_t begin, bool hexadecimal)
{
	size_t end = begin;
	while (end < text.size && end - begin < DIGITS_MOST &&
	       (hexadecimal ? is_hexadecimal_digit(text.data[end]) : is_ascii_digit(text.data[end])))
		end++;
	return end;
}

size_t character_reference_size(struct slice text, size_t offset)
{
	size_t begin = offset + 1, end;
	if (begin >= text.size || text.data[offset] != '&')
		return 0;
	if (text.data[begin] == '#') {
		bool hexadecimal = begin + 1 < text.size && ascii_lower(text.data[begin + 1]) == 'x';
		begin += hexadecimal ? 2 : 1;
		end = digits_end(text, begin, hexadecimal);
		if (end == begin)
			return 0;
	} else {
		for (end = begin; end < text.size && end - begin < NAME_MOST && is_ascii_alphanumeric(text.data[end]);)
			end++;
		if (end - begin < NAME_LEAST || !is_ascii_letter(text.data[begin]))
			return 0;
	}
	return end < text.size && text.data[end] == ';' ? end + 1 - offset : 0;
}

/* The character of DIGITS, one or more. */
static uint32_t character_of_number(struct slice digits, bool hexadecimal)
{
	/* What pages of windows-1252 meant by 0x80 and on (HTML Living Standard, section 13.2.5.80). */
	static const uint16_t old[] = {
		0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
		0x2039, 0x152,  0x8d,   0x17d,  0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
		0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178,
	};
	uint32_t number = 0;
	for (size_t i = 0; i < digits.size && number <= 0x10ffff; i++) {
		char byte = ascii_lower(digits.data[i]);
		number = number * (hexadecimal ? 16 : 10) + (uint32_t)(is_ascii_digit(byte) ? byte - '0' : byte - 'a' + 10);
	}
	if (number >= 0x80 && number < 0x80 + sizeof old / sizeof *old)
		return old[number - 0x80];
	return number > 0x10ffff || (number >= 0xd800 && number < 0xe000) ? 0 : number;
}

static const struct character_reference_name *find_name(struct slice name)
{
	size_t low = 0, high = character_reference_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct character_reference_name *known = &character_reference_names[middle];
		int order = slice_compare(slice_make(character_reference_letters + known->letters, known->size), name);
		if (order == 0)
			return known;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

bool character_reference_read(struct slice text, size_t offset, struct character_reference *reference)
{
	*reference = (struct character_reference){ .size = character_reference_size(text, offset) };
	if (!reference->size)
		return false;
	struct slice name = slice_range(text, offset + 1, offset + reference->size - 1);
	if (name.data[0] == '#') {
		bool hexadecimal = ascii_lower(name.data[1]) == 'x';
		reference->character = character_of_number(slice_from_offset(name, hexadecimal ? 2 : 1), hexadecimal);
		return true;
	}
	const struct character_reference_name *known = find_name(name);
	if (known) {
		reference->character = known->character;
		reference->more = known->more;
	}
	return true;
}

bool character_reference_is_escaped(struct slice text, size_t offset)
{
	size_t begin = offset;
	while (begin > 0 && text.data[begin - 1] == '\\')
		begin--;
	return (offset - begin) % 2;
}
