#include "formats/xml_characters.h"

#include "text/utf8.h"

enum {
	NAME_START = 1,
	NAME = 2,
	FORBIDDEN = 4,   /* a control character, or the lead byte of a noncharacter */
	TEXT_STOPS = 8,
};

/* Bytes from 0x80 on are looked at as characters where it matters: in names, and 0xef for U+FFFE and U+FFFF. */
static const unsigned char classes[256] = {
	[0x00] = FORBIDDEN, [0x01] = FORBIDDEN, [0x02] = FORBIDDEN, [0x03] = FORBIDDEN, [0x04] = FORBIDDEN,
	[0x05] = FORBIDDEN, [0x06] = FORBIDDEN, [0x07] = FORBIDDEN, [0x08] = FORBIDDEN, [0x0b] = FORBIDDEN,
	[0x0c] = FORBIDDEN, [0x0e] = FORBIDDEN, [0x0f] = FORBIDDEN, [0x10] = FORBIDDEN, [0x11] = FORBIDDEN,
	[0x12] = FORBIDDEN, [0x13] = FORBIDDEN, [0x14] = FORBIDDEN, [0x15] = FORBIDDEN, [0x16] = FORBIDDEN,
	[0x17] = FORBIDDEN, [0x18] = FORBIDDEN, [0x19] = FORBIDDEN, [0x1a] = FORBIDDEN, [0x1b] = FORBIDDEN,
	[0x1c] = FORBIDDEN, [0x1d] = FORBIDDEN, [0x1e] = FORBIDDEN, [0x1f] = FORBIDDEN, [0xef] = FORBIDDEN,
	['<'] = TEXT_STOPS, ['&'] = TEXT_STOPS, [']'] = TEXT_STOPS,
	['-'] = NAME, ['.'] = NAME, ['0'] = NAME, ['1'] = NAME, ['2'] = NAME, ['3'] = NAME, ['4'] = NAME, ['5'] = NAME,
	['6'] = NAME, ['7'] = NAME, ['8'] = NAME, ['9'] = NAME,
#define LETTER NAME_START | NAME
	[':'] = LETTER, ['_'] = LETTER,
	['A'] = LETTER, ['B'] = LETTER, ['C'] = LETTER, ['D'] = LETTER, ['E'] = LETTER, ['F'] = LETTER, ['G'] = LETTER,
	['H'] = LETTER, ['I'] = LETTER, ['J'] = LETTER, ['K'] = LETTER, ['L'] = LETTER, ['M'] = LETTER, ['N'] = LETTER,
	['O'] = LETTER, ['P'] = LETTER, ['Q'] = LETTER, ['R'] = LETTER, ['S'] = LETTER, ['T'] = LETTER, ['U'] = LETTER,
	['V'] = LETTER, ['W'] = LETTER, ['X'] = LETTER, ['Y'] = LETTER, ['Z'] = LETTER,
	['a'] = LETTER, ['b'] = LETTER, ['c'] = LETTER, ['d'] = LETTER, ['e'] = LETTER, ['f'] = LETTER, ['g'] = LETTER,
	['h'] = LETTER, ['i'] = LETTER, ['j'] = LETTER, ['k'] = LETTER, ['l'] = LETTER, ['m'] = LETTER, ['n'] = LETTER,
	['o'] = LETTER, ['p'] = LETTER, ['q'] = LETTER, ['r'] = LETTER, ['s'] = LETTER, ['t'] = LETTER, ['u'] = LETTER,
	['v'] = LETTER, ['w'] = LETTER, ['x'] = LETTER, ['y'] = LETTER, ['z'] = LETTER,
#undef LETTER
};

static inline unsigned class_at(struct slice text, size_t offset)
{
	return classes[(unsigned char)text.data[offset]];
}

struct range {
	uint32_t first, last;
};

static bool is_in(const struct range *ranges, size_t count, uint32_t code_point)
{
	for (size_t i = 0; i < count; i++)
		if (code_point >= ranges[i].first && code_point <= ranges[i].last)
			return true;
	return false;
}

/* Whether CODE_POINT, not of ASCII, may stand in a name, as its first character if FIRST. */
static bool is_name_character(uint32_t code_point, bool first)
{
	static const struct range starts[] = {
		{ 0xc0, 0xd6 }, { 0xd8, 0xf6 }, { 0xf8, 0x2ff }, { 0x370, 0x37d }, { 0x37f, 0x1fff }, { 0x200c, 0x200d },
		{ 0x2070, 0x218f }, { 0x2c00, 0x2fef }, { 0x3001, 0xd7ff }, { 0xf900, 0xfdcf }, { 0xfdf0, 0xfffd },
		{ 0x10000, 0xeffff },
	};
	static const struct range others[] = { { 0xb7, 0xb7 }, { 0x300, 0x36f }, { 0x203f, 0x2040 } };
	return is_in(starts, sizeof starts / sizeof *starts, code_point) ||
	       (!first && is_in(others, sizeof others / sizeof *others, code_point));
}

size_t xml_name_end(struct slice text, size_t offset)
{
	for (size_t i = offset; i < text.size;) {
		if (class_at(text, i) & (i == offset ? NAME_START : NAME)) {
			i++;
			continue;
		}
		size_t size;
		if ((unsigned char)text.data[i] < 0x80 || !is_name_character(utf8_decode(text, i, &size), i == offset))
			return i;
		i += size;
	}
	return text.size;
}

static bool is_allowed(uint32_t code_point)
{
	return code_point == '\t' || code_point == '\n' || code_point == '\r' ||
	       (code_point >= 0x20 && code_point < 0x110000 && !(code_point >= 0xd800 && code_point < 0xe000) &&
	        code_point != 0xfffe && code_point != 0xffff);
}

/* The value of DIGIT, 16 where it is none. */
static uint32_t digit_value(char digit)
{
	digit = ascii_lower(digit);
	return is_ascii_digit(digit)          ? (uint32_t)(digit - '0')
	       : digit >= 'a' && digit <= 'f' ? (uint32_t)(digit - 'a') + 10
	                                      : 16;
}

/* The number of a character in NAME, "#38" or "#x26"; 0 where there is none. */
static uint32_t read_number(struct slice name)
{
	bool hexadecimal = name.size > 1 && name.data[1] == 'x';
	uint32_t base = hexadecimal ? 16 : 10, number = 0;
	size_t digits = hexadecimal ? 2 : 1;
	for (size_t i = digits; i < name.size; i++) {
		uint32_t value = digit_value(name.data[i]);
		if (value >= base)
			return 0;
		number = number < 0x110000 ? number * base + value : number;
	}
	return name.size > digits && is_allowed(number) ? number : 0;
}

size_t xml_reference_end(struct slice text, size_t offset)
{
	size_t begin = offset + 1, end = begin;
	if (begin < text.size && text.data[begin] == '#') {
		for (end++; end < text.size && is_ascii_alphanumeric(text.data[end]); end++)
			;
		if (!read_number(slice_range(text, begin, end)))
			return 0;
	} else {
		end = xml_name_end(text, begin);
	}
	return end > begin && end < text.size && text.data[end] == ';' ? end + 1 : 0;
}

uint32_t xml_reference_character(struct slice name)
{
	static const struct { const char *name; uint32_t character; } known[] = {
		{ "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' },
	};
	if (name.size && name.data[0] == '#')
		return read_number(name);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (slice_equal_string(name, known[i].name))
			return known[i].character;
	return 0;
}

void xml_decode(struct slice raw, bool attribute, struct buffer *out)
{
	size_t from = 0;
	for (size_t i = 0; i < raw.size; i++) {
		char byte = raw.data[i];
		size_t end = byte == '&' ? xml_reference_end(raw, i) : 0;
		uint32_t character = end ? xml_reference_character(slice_range(raw, i + 1, end - 1)) : 0;
		bool space = byte == '\r' || (attribute && (byte == '\n' || byte == '\t'));
		if (!character && !space)
			continue;
		buffer_append(out, slice_range(raw, from, i));
		if (character) {
			buffer_append_code_point(out, character);
			i = end - 1;
		} else {
			buffer_append_byte(out, attribute ? ' ' : '\n');
			i += byte == '\r' && i + 1 < raw.size && raw.data[i + 1] == '\n';
		}
		from = i + 1;
	}
	buffer_append(out, slice_from_offset(raw, from));
}

/* Whether the byte at OFFSET, of class FORBIDDEN, begins what is not allowed. */
static bool is_forbidden(struct slice text, size_t offset)
{
	return (unsigned char)text.data[offset] < 0x20 ||
	       (text.size - offset > 2 && text.data[offset + 1] == '\xbf' && (unsigned char)text.data[offset + 2] >= 0xbe);
}

size_t xml_find_forbidden(struct slice text, size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++)
		if (class_at(text, i) & FORBIDDEN && is_forbidden(text, i))
			return i;
	return end;
}

size_t xml_text_end(struct slice text, size_t begin)
{
	for (size_t i = begin;; i++) {
		while (i < text.size && !(class_at(text, i) & (FORBIDDEN | TEXT_STOPS)))
			i++;
		if (i == text.size)
			return i;
		char byte = text.data[i];
		if (byte == ']' ? text.size - i > 2 && text.data[i + 1] == ']' && text.data[i + 2] == '>'
		                : byte == '<' || byte == '&' || is_forbidden(text, i))
			return i;
	}
}
