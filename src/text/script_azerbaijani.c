/* script_azerbaijani.c: Azerbaijani in the Cyrillic alphabet of 1958, and the letters that it had before, in the Latin one of
 * 1991. Each letter has its own; those of before 1958 that stand for two follow the case of what is around them. */

#include "text/script_azerbaijani.h"

#include "text/script_cyrillic.h"
#include "text/utf8.h"

#include <unicode/uchar.h>

struct letter {
	uint16_t cyrillic;
	char latin[5];
};

/* By code point. */
static const struct letter letters[] = {
	{ 0x401, "Yo" }, { 0x408, "Y" }, { 0x410, "A" }, { 0x411, "B" }, { 0x412, "V" }, { 0x413, "Q" }, { 0x414, "D" },
	{ 0x415, "E" }, { 0x416, "J" }, { 0x417, "Z" }, { 0x418, "İ" }, { 0x419, "Y" }, { 0x41a, "K" }, { 0x41b, "L" },
	{ 0x41c, "M" }, { 0x41d, "N" }, { 0x41e, "O" }, { 0x41f, "P" }, { 0x420, "R" }, { 0x421, "S" }, { 0x422, "T" },
	{ 0x423, "U" }, { 0x424, "F" }, { 0x425, "X" }, { 0x426, "Ts" }, { 0x427, "Ç" }, { 0x428, "Ş" }, { 0x429, "Şç" },
	{ 0x42a, "" }, { 0x42b, "I" }, { 0x42c, "" }, { 0x42d, "E" }, { 0x42e, "Yu" }, { 0x42f, "Ya" },
	{ 0x430, "a" }, { 0x431, "b" }, { 0x432, "v" }, { 0x433, "q" }, { 0x434, "d" }, { 0x435, "e" }, { 0x436, "j" },
	{ 0x437, "z" }, { 0x438, "i" }, { 0x439, "y" }, { 0x43a, "k" }, { 0x43b, "l" }, { 0x43c, "m" }, { 0x43d, "n" },
	{ 0x43e, "o" }, { 0x43f, "p" }, { 0x440, "r" }, { 0x441, "s" }, { 0x442, "t" }, { 0x443, "u" }, { 0x444, "f" },
	{ 0x445, "x" }, { 0x446, "ts" }, { 0x447, "ç" }, { 0x448, "ş" }, { 0x449, "şç" }, { 0x44a, "" }, { 0x44b, "ı" },
	{ 0x44c, "" }, { 0x44d, "e" }, { 0x44e, "yu" }, { 0x44f, "ya" }, { 0x451, "yo" }, { 0x458, "y" },
	{ 0x492, "Ğ" }, { 0x493, "ğ" }, { 0x49c, "G" }, { 0x49d, "g" }, { 0x4ae, "Ü" }, { 0x4af, "ü" }, { 0x4b8, "C" },
	{ 0x4b9, "c" }, { 0x4ba, "H" }, { 0x4bb, "h" }, { 0x4d8, "Ə" }, { 0x4d9, "ə" }, { 0x4e8, "Ö" }, { 0x4e9, "ö" },
};

static const char *find_letter(uint32_t code)
{
	size_t low = 0, high = sizeof letters / sizeof *letters;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (letters[middle].cyrillic < code)
			low = middle + 1;
		else
			high = middle;
	}
	return low < sizeof letters / sizeof *letters && letters[low].cyrillic == code ? letters[low].latin : NULL;
}

/* LATIN, one letter or two, appended to OUT; both capitals if CAPITALS: ЮНЕСКО is YUNESKO, Юрд is Yurd. */
static void append_latin(struct buffer *out, struct slice latin, bool capitals)
{
	size_t size = 0, second_size;
	if (latin.size)
		utf8_decode(latin, 0, &size);
	buffer_append(out, slice_range(latin, 0, size));
	if (size == latin.size)
		return;
	uint32_t second = utf8_decode(latin, size, &second_size);
	buffer_append_code_point(out, capitals ? (uint32_t)u_toupper((UChar32)second) : second);
}

void script_append_azerbaijani(struct slice text, size_t begin, size_t end, struct buffer *out)
{
	buffer_reserve(out, (end - begin) * 2);
	for (size_t i = begin, size; i < end; i += size) {
		uint32_t code = utf8_decode(text, i, &size);
		const char *latin = code >= 0x400 && code < 0x500 ? find_letter(code) : NULL;
		if (!latin) {
			buffer_append(out, slice_range(text, i, i + size));
			continue;
		}
		append_latin(out, slice_from(latin), u_isupper((UChar32)code) && script_is_among_capitals(text, i, i + size));
	}
}
