#include "formats/prose.h"

#include "text/utf8.h"

#include <unicode/uchar.h>

/* The number of bytes that LEAD, which is not ASCII, promises. */
static size_t sequence_size(char lead)
{
	unsigned char byte = (unsigned char)lead;
	return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

bool prose_has_words(struct slice text)
{
	for (size_t i = 0; i < text.size;) {
		char byte = text.data[i];
		if (is_ascii_alphanumeric(byte))
			return true;
		size_t size = 1;
		if ((unsigned char)byte >= 0x80 && text.size - i >= sequence_size(byte) &&
		    u_isalnum((UChar32)utf8_decode(text, i, &size)))
			return true;
		i += size;
	}
	return false;
}
