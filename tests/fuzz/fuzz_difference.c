/* Any two texts, parted by "|": the way from the one to the other has both of them in it. */

#include "base/buffer.h"
#include "text/difference.h"
#include "text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = slice_make((const char *)data, size);
	size_t middle = slice_find_byte(text, '|', 0);
	if (middle == SLICE_NONE || utf8_find_invalid(text) != size)
		return 0;
	struct slice old = slice_range(text, 0, middle), new = slice_from_offset(text, middle + 1);
	struct differences differences = { 0 };
	struct buffer before = { 0 }, after = { 0 };
	difference_find(old, new, &differences);
	for (size_t i = 0; i < differences.count; i++) {
		if (differences.items[i].kind != DIFFERENCE_ADDED)
			buffer_append(&before, differences.items[i].text);
		if (differences.items[i].kind != DIFFERENCE_REMOVED)
			buffer_append(&after, differences.items[i].text);
	}
	if (!slice_equal(buffer_slice(&before), old) || !slice_equal(buffer_slice(&after), new))
		abort();
	array_finish(&differences);
	buffer_finish(&before);
	buffer_finish(&after);
	return 0;
}
