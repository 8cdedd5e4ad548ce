/* Any text both ways: what comes out is UTF-8, and Latin is not changed by a second conversion. */

#include "text/script.h"
#include "text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct buffer convert(struct slice text, enum script_direction direction)
{
	struct buffer out = { 0 };
	struct placeable placeable = placeable_make(text.size / 3, text.size / 2, PLACEABLE_ALONE, 0);
	while (placeable.begin < text.size && ((unsigned char)text.data[placeable.begin] & 0xc0) == 0x80)
		placeable.begin++;
	while (placeable.end < text.size && ((unsigned char)text.data[placeable.end] & 0xc0) == 0x80)
		placeable.end++;
	script_convert(text, direction, &placeable, text.size % 5 == 0, &out);
	if (utf8_find_invalid(buffer_slice(&out)) < out.size)
		abort();
	return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = slice_make((const char *)data, size);
	if (utf8_find_invalid(text) < size)
		return 0;
	struct buffer cyrillic = convert(text, SCRIPT_TO_CYRILLIC), latin = { 0 }, again = { 0 };
	script_convert(text, SCRIPT_TO_LATIN, NULL, 0, &latin);
	script_convert(buffer_slice(&latin), SCRIPT_TO_LATIN, NULL, 0, &again);
	if (!slice_equal(buffer_slice(&latin), buffer_slice(&again)))
		abort();
	struct buffer azerbaijani = convert(text, SCRIPT_AZERBAIJANI_TO_LATIN);
	buffer_finish(&azerbaijani);
	buffer_finish(&cyrillic);
	buffer_finish(&latin);
	buffer_finish(&again);
	return 0;
}
