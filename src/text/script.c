#include "text/script.h"

#include "text/address.h"
#include "text/script_azerbaijani.h"
#include "text/script_cyrillic.h"
#include "text/utf8.h"

#include <unicode/uchar.h>

uint32_t script_letter_before(struct slice text, size_t offset)
{
	size_t size, begin = offset;
	while (begin > 0 && offset - begin < 4)
		if (((unsigned char)text.data[--begin] & 0xc0) != 0x80)
			return utf8_decode(text, begin, &size);
	return 0;
}

static const struct { const char *tag, *gettext; } scripts[] = {
	[SCRIPT_TO_LATIN] = { "sr-Latn", "sr@latin" },
	[SCRIPT_TO_CYRILLIC] = { "sr-Cyrl", "sr" },
	[SCRIPT_AZERBAIJANI_TO_LATIN] = { "az-Latn", "az" },
};

enum { SCRIPTS = sizeof scripts / sizeof *scripts };

const char *script_tag(enum script_direction direction)
{
	return scripts[direction].tag;
}

const char *script_gettext(enum script_direction direction)
{
	return scripts[direction].gettext;
}

bool script_find(const char *tag, enum script_direction *direction)
{
	for (size_t i = 0; i < SCRIPTS; i++)
		if (strcmp(tag, scripts[i].tag) == 0) {
			*direction = (enum script_direction)i;
			return true;
		}
	return false;
}

bool script_find_gettext(const char *gettext, enum script_direction *direction)
{
	size_t language = strcspn(gettext, "_@");
	const char *modifier = gettext + strcspn(gettext, "@");
	for (size_t i = 0; i < SCRIPTS; i++) {
		size_t size = strcspn(scripts[i].gettext, "@");
		if (size == language && strncmp(gettext, scripts[i].gettext, size) == 0 &&
		    strcmp(modifier, scripts[i].gettext + size) == 0) {
			*direction = (enum script_direction)i;
			return true;
		}
	}
	return false;
}

/* ---- To Latin ---- */

struct letters {
	char bytes[3];
	unsigned char size; /* 0: not a letter of Serbian */
};

#define LETTERS(string) { string, sizeof(string) - 1 }

/* The Latin letters of U+0400 to U+047F. */
static const struct letters latin[128] = {
	[0x00] = LETTERS("È"), [0x02] = LETTERS("Đ"), [0x08] = LETTERS("J"), [0x09] = LETTERS("Lj"),
	[0x0a] = LETTERS("Nj"), [0x0b] = LETTERS("Ć"), [0x0d] = LETTERS("Ì"), [0x0f] = LETTERS("Dž"),
	[0x10] = LETTERS("A"), [0x11] = LETTERS("B"), [0x12] = LETTERS("V"), [0x13] = LETTERS("G"),
	[0x14] = LETTERS("D"), [0x15] = LETTERS("E"), [0x16] = LETTERS("Ž"), [0x17] = LETTERS("Z"),
	[0x18] = LETTERS("I"), [0x1a] = LETTERS("K"), [0x1b] = LETTERS("L"), [0x1c] = LETTERS("M"),
	[0x1d] = LETTERS("N"), [0x1e] = LETTERS("O"), [0x1f] = LETTERS("P"), [0x20] = LETTERS("R"),
	[0x21] = LETTERS("S"), [0x22] = LETTERS("T"), [0x23] = LETTERS("U"), [0x24] = LETTERS("F"),
	[0x25] = LETTERS("H"), [0x26] = LETTERS("C"), [0x27] = LETTERS("Č"), [0x28] = LETTERS("Š"),
	[0x30] = LETTERS("a"), [0x31] = LETTERS("b"), [0x32] = LETTERS("v"), [0x33] = LETTERS("g"),
	[0x34] = LETTERS("d"), [0x35] = LETTERS("e"), [0x36] = LETTERS("ž"), [0x37] = LETTERS("z"),
	[0x38] = LETTERS("i"), [0x3a] = LETTERS("k"), [0x3b] = LETTERS("l"), [0x3c] = LETTERS("m"),
	[0x3d] = LETTERS("n"), [0x3e] = LETTERS("o"), [0x3f] = LETTERS("p"), [0x40] = LETTERS("r"),
	[0x41] = LETTERS("s"), [0x42] = LETTERS("t"), [0x43] = LETTERS("u"), [0x44] = LETTERS("f"),
	[0x45] = LETTERS("h"), [0x46] = LETTERS("c"), [0x47] = LETTERS("č"), [0x48] = LETTERS("š"),
	[0x50] = LETTERS("è"), [0x52] = LETTERS("đ"), [0x58] = LETTERS("j"), [0x59] = LETTERS("lj"),
	[0x5a] = LETTERS("nj"), [0x5b] = LETTERS("ć"), [0x5d] = LETTERS("ì"), [0x5f] = LETTERS("dž"),
};

bool script_is_among_capitals(struct slice text, size_t begin, size_t end)
{
	size_t size;
	UChar32 next = end < text.size ? (UChar32)utf8_decode(text, end, &size) : ' ';
	return u_isupper(next) || (!u_islower(next) && u_isupper((UChar32)script_letter_before(text, begin)));
}

/* Bytes [begin, end) of TEXT in Latin script appended to OUT. */
static void append_latin(struct slice text, size_t begin, size_t end, struct buffer *out)
{
	/* Two bytes of Cyrillic become at most three; and three are written at a time. */
	buffer_reserve(out, (end - begin) / 2 * 3 + 4);
	const char *in = text.data + begin, *stop = text.data + end;
	char *to = out->data + out->size;
	while (in < stop) {
		unsigned lead = (unsigned char)*in;
		if ((lead & 0xfe) != 0xd0 || stop - in < 2) {
			*to++ = *in++;
			continue;
		}
		unsigned index = (lead & 1) << 6 | ((unsigned char)in[1] & 0x3f);
		const struct letters *letters = &latin[index];
		if (letters->size == 0) {
			*to++ = *in++;
			*to++ = *in++;
			continue;
		}
		memcpy(to, letters->bytes, 3);
		if ((index == 0x09 || index == 0x0a || index == 0x0f) &&
		    script_is_among_capitals(text, (size_t)(in - text.data), (size_t)(in - text.data) + 2))
			memcpy(to, index == 0x09 ? "LJ" : index == 0x0a ? "NJ" : "DŽ", letters->size);
		to += letters->size;
		in += 2;
	}
	out->size = (size_t)(to - out->data);
}

/* ---- Both ---- */

/* Bytes [begin, end) of TEXT, in which there is no placeable. */
static void append_piece(struct slice text, size_t begin, size_t end, enum script_direction direction,
                         const struct cyrillic_lists *lists, struct buffer *out)
{
	struct address_search search;
	address_search_begin(&search, text, begin, end);
	while (begin < end) {
		size_t address, address_end;
		if (!address_find(&search, begin, &address, &address_end))
			address = address_end = end;
		if (direction == SCRIPT_TO_CYRILLIC)
			script_append_cyrillic(lists, text, begin, address, out);
		else if (direction == SCRIPT_AZERBAIJANI_TO_LATIN)
			script_append_azerbaijani(text, begin, address, out);
		else
			append_latin(text, begin, address, out);
		buffer_append(out, slice_range(text, address, address_end));
		begin = address_end;
	}
}

void script_convert(struct slice text, enum script_direction direction, const struct placeable *placeables,
                    size_t placeable_count, struct buffer *out)
{
	struct cyrillic_lists lists = { 0 };
	if (direction == SCRIPT_TO_CYRILLIC)
		lists = cyrillic_lists_open();
	size_t begin = 0;
	for (size_t i = 0; i < placeable_count; i++) {
		append_piece(text, begin, placeables[i].begin, direction, &lists, out);
		buffer_append(out, slice_range(text, placeables[i].begin, placeables[i].end));
		begin = placeables[i].end;
	}
	append_piece(text, begin, text.size, direction, &lists, out);
}
