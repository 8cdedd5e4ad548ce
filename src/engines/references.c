#include "engines/references.h"

#include "base/buffer.h"

#include <libxml/HTMLparser.h>
#include <unicode/uchar.h>

enum { NAME_MOST = 31, DIGITS_MOST = 8 };

#define NO_PARTNER UINT32_MAX /* yet: it is none of the text's own placeables */

static uint32_t number_of(struct slice digits, unsigned base)
{
	uint32_t number = 0;
	for (size_t i = 0; i < digits.size; i++) {
		char byte = ascii_lower(digits.data[i]);
		unsigned digit = is_ascii_digit(byte) ? (unsigned)(byte - '0') : (unsigned)(byte - 'a') + 10;
		if (!is_ascii_alphanumeric(byte) || digit >= base || digits.size > DIGITS_MOST || number > 0x10ffff)
			return 0;
		number = number * base + digit;
	}
	return number;
}

/* The size of the reference at OFFSET, or 0; its character, or 0 where it is not known. */
static size_t read_reference(struct slice text, size_t offset, uint32_t *character)
{
	size_t end = offset + 1;
	bool number = end < text.size && text.data[end] == '#';
	end += number;
	size_t begin = end;
	while (end < text.size && end - begin < NAME_MOST && is_ascii_alphanumeric(text.data[end]))
		end++;
	if (end == begin || end == text.size || text.data[end] != ';')
		return 0;
	struct slice name = slice_range(text, begin, end);
	if (number) {
		bool hexadecimal = ascii_lower(name.data[0]) == 'x';
		*character = number_of(slice_from_offset(name, hexadecimal), hexadecimal ? 16 : 10);
	} else {
		char copy[NAME_MOST + 1] = { 0 };
		memcpy(copy, name.data, name.size);
		const htmlEntityDesc *known = htmlEntityLookup((const xmlChar *)copy);
		*character = known ? known->value : 0;
	}
	return end + 1 - offset;
}

/* Whether CHARACTER can be neither markup nor something unseen. */
static bool is_harmless(uint32_t character)
{
	return character == '\'' || character == 0xa0 ||
	       (character > 0xa0 && character <= 0x10ffff && u_isgraph((UChar32)character));
}

struct slice references_resolve(struct slice text, const struct placeable *placeables, size_t count,
                                struct placeables *out, struct arena *arena)
{
	struct buffer resolved = { 0 };
	size_t *places = arena_allocate(arena, (count + 1) * sizeof *places); /* of the old placeables among the new */
	for (size_t i = 0, k = 0; i < text.size || k < count;) {
		uint32_t character = 0;
		size_t size = 0;
		if (k < count && i >= placeables[k].begin) {
			struct placeable moved = placeables[k];
			moved.begin = (uint32_t)resolved.size;
			buffer_append(&resolved, slice_range(text, i, placeables[k].end));
			moved.end = (uint32_t)resolved.size;
			i = placeables[k].end > i ? placeables[k].end : i;
			places[k++] = out->count;
			array_push(out, moved);
			continue;
		}
		if (text.data[i] == '&' && (i == 0 || text.data[i - 1] != '\\'))
			size = read_reference(text, i, &character);
		if (size && !is_harmless(character))
			array_push(out, placeable_make(resolved.size, resolved.size + size, PLACEABLE_ALONE, NO_PARTNER));
		if (size && is_harmless(character))
			buffer_append_code_point(&resolved, character);
		else
			buffer_append(&resolved, slice_range(text, i, i + (size ? size : 1)));
		i += size ? size : 1;
	}
	for (size_t i = 0; i < out->count; i++)
		out->items[i].partner = (uint32_t)(out->items[i].partner == NO_PARTNER ? i : places[out->items[i].partner]);
	struct slice copy = arena_copy(arena, buffer_slice(&resolved));
	buffer_finish(&resolved);
	return copy;
}
