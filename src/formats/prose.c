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

/* TEXT without closing quotation marks and brackets at its end. */
static struct slice strip_closers(struct slice text)
{
	static const char *const closers[] = {
		"\"", "'", ")", "]", "}", "*", "_", "\xc2\xbb", "\xc2\xab", "\xe2\x80\x9c", "\xe2\x80\x9d", "\xe2\x80\x99",
		"\xe3\x80\x8d", "\xe3\x80\x8f",
	};
	for (size_t i = 0; i < sizeof closers / sizeof *closers; i++)
		if (slice_ends_with(text, slice_from(closers[i]))) {
			text.size -= strlen(closers[i]);
			i = SIZE_MAX; /* again, from the first on */
		}
	return text;
}

bool prose_ends_sentence(struct slice text)
{
	static const char *const stops[] = {
		".", "!", "?", "\xe2\x80\xa6", "\xe3\x80\x82", "\xef\xbc\x81", "\xef\xbc\x9f", "\xd8\x9f", "\xdb\x94",
		"\xe0\xa5\xa4", "\xd5\x9d", "\xd6\x89",
	};
	text = strip_closers(text);
	for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
		if (slice_ends_with(text, slice_from(stops[i])))
			return true;
	return false;
}

bool prose_is_wide(char lead)
{
	return (unsigned char)lead >= 0xe3 && (unsigned char)lead <= 0xed;
}

size_t prose_columns(struct slice text)
{
	size_t columns = utf8_count(text);
	for (size_t i = 0; i < text.size; i++)
		columns += prose_is_wide(text.data[i]);
	return columns;
}

struct slice prose_line_ending(struct slice source)
{
	for (size_t i = 0; i < source.size; i++) {
		if (source.data[i] == '\n')
			return SLICE("\n");
		if (source.data[i] == '\r')
			return i + 1 < source.size && source.data[i + 1] == '\n' ? SLICE("\r\n") : SLICE("\r");
	}
	return SLICE("\n");
}
