#include "text/utf8.h"

static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* The size of the valid sequence at DATA, of which LEFT bytes are there; 0 if it is none (Unicode 15, table 3-7). */
static size_t sequence_size(const unsigned char *data, size_t left)
{
	unsigned char lead = data[0];
	size_t size = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
	if (size < 2)
		return size;
	if (size > left)
		return 0;
	unsigned char least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
	unsigned char most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
	if (data[1] < least || data[1] > most)
		return 0;
	for (size_t i = 2; i < size; i++)
		if ((data[i] & 0xc0) != 0x80)
			return 0;
	return size;
}

size_t utf8_find_invalid(struct slice text)
{
	const unsigned char *data = (const unsigned char *)text.data;
	size_t i = 0;
	while (i < text.size) {
		uint64_t word;
		while (i + sizeof word <= text.size) {
			memcpy(&word, data + i, sizeof word);
			if (word & UINT64_C(0x8080808080808080))
				break;
			i += sizeof word;
		}
		/* Most of the rest of the world is written in these and single bytes. */
		while (i + 1 < text.size && data[i] >= 0xc2 && data[i] < 0xe0 && (data[i + 1] & 0xc0) == 0x80) {
			i += 2;
			i += i < text.size && data[i] < 0x80;
		}
		if (i >= text.size)
			break;
		size_t size = sequence_size(data + i, text.size - i);
		if (size == 0)
			return i;
		i += size;
	}
	return text.size;
}

uint32_t utf8_decode(struct slice text, size_t offset, size_t *size)
{
	const unsigned char *data = (const unsigned char *)text.data + offset;
	uint32_t lead = data[0];
	*size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	if (lead < 0x80)
		return lead;
	uint32_t code_point = lead & (0x7fU >> *size);
	for (size_t i = 1; i < *size; i++)
		code_point = code_point << 6 | (data[i] & 0x3fU);
	return code_point;
}

size_t utf8_count(struct slice text)
{
	size_t count = 0;
	for (size_t i = 0; i < text.size; i++)
		count += !is_continuation(text.data[i]);
	return count;
}

bool utf8_is_text(struct slice text)
{
	unsigned char ends = 0;
	for (size_t i = 0; i < text.size; i++)
		ends |= (text.data[i] == '\0') | (text.data[i] == '\4');
	return !ends && utf8_find_invalid(text) == text.size;
}
