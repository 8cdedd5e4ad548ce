/* Any text, with any well-formed placeables, is cut into segments that stand in order, are not empty, begin outside
 * of every placeable and pair, and leave out nothing but white space. */

#include "base/data.h"
#include "text/segment.h"
#include "text/utf8.h"

#include <unicode/uchar.h>

#include <stdint.h>
#include <stdlib.h>

static void require(bool condition)
{
	if (!condition)
		abort();
}

/* The byte 1 opens and closes a pair in turn, the byte 2 stands for a placeable of its own. */
static void find_placeables(struct slice text, struct placeables *out)
{
	size_t opened = SIZE_MAX;
	for (size_t i = 0; i < text.size; i++) {
		size_t number = out->count;
		if (text.data[i] == '\2') {
			array_push(out, placeable_make(i, i + 1, PLACEABLE_ALONE, number));
		} else if (text.data[i] == '\1' && opened == SIZE_MAX) {
			array_push(out, placeable_make(i, i + 1, PLACEABLE_OPEN, number));
			opened = number;
		} else if (text.data[i] == '\1') {
			array_push(out, placeable_make(i, i + 1, PLACEABLE_CLOSE, opened));
			out->items[opened].partner = (uint32_t)number;
			opened = SIZE_MAX;
		}
	}
}

static void require_blank(struct slice text)
{
	for (size_t i = 0, size; i < text.size; i += size)
		require(u_isUWhiteSpace((UChar32)utf8_decode(text, i, &size)));
}

/* Cut TEXT with SEGMENTER, references as characters or not, and look whether the segments are what they should be. */
static void try_segments(const struct segmenter *segmenter, struct slice text, const struct placeables *placeables,
                         bool referring)
{
	bool valid = !referring && utf8_find_invalid(text) == text.size;
	struct segments segments = { 0 };
	(referring ? segmenter_run_referring : segmenter_run)(segmenter, text, placeables->items, placeables->count, &segments);
	size_t at = 0, placeable = 0, inside = 0;
	for (size_t i = 0; i < segments.count; i++) {
		struct segment segment = segments.items[i];
		require(segment.begin >= at && segment.end > segment.begin && segment.end <= text.size);
		if (valid)
			require_blank(slice_range(text, at, segment.begin));
		for (; placeable < placeables->count && placeables->items[placeable].begin < segment.begin; placeable++) {
			const struct placeable *item = &placeables->items[placeable];
			if (item->kind == PLACEABLE_OPEN && placeables->items[item->partner].end > inside)
				inside = placeables->items[item->partner].end;
		}
		require(segment.begin >= inside);
		at = segment.end;
	}
	if (valid)
		require_blank(slice_from_offset(text, at));
	array_finish(&segments);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const languages[] = { "en", "sr", "az", "de", "fr", "ru", "tr", "ja" };
	static struct segmenter *segmenters[8];
	if (size == 0)
		return 0;
	size_t language = data[0] & 7;
	if (!segmenters[language])
		segmenters[language] = segmenter_create(data_find("segmentation.srx"), "segmentation.srx", languages[language], NULL);
	struct slice text = slice_make((const char *)data + 1, size - 1);
	struct placeables placeables = { 0 };
	find_placeables(text, &placeables);
	try_segments(segmenters[language], text, &placeables, false);
	try_segments(segmenters[language], text, &placeables, true);
	array_finish(&placeables);
	return 0;
}
