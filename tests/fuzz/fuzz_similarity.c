/* The score by blocks of bits and by the plain table is the same, in either order and for every least score; and a
 * sentence in an index is found. The two texts are parted by the first 0xff. */

#include "base/array.h"
#include "text/similarity.h"
#include "text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t plain_distance(struct slice a, struct slice b)
{
	size_t *row = memory_allocate((a.size + 1) * sizeof *row);
	for (size_t i = 0; i <= a.size; i++)
		row[i] = i;
	for (size_t j = 1; j <= b.size; j++) {
		size_t diagonal = row[0];
		row[0] = j;
		for (size_t i = 1; i <= a.size; i++) {
			size_t least = diagonal + (a.data[i - 1] != b.data[j - 1]);
			diagonal = row[i];
			least = row[i] + 1 < least ? row[i] + 1 : least;
			row[i] = row[i - 1] + 1 < least ? row[i - 1] + 1 : least;
		}
	}
	size_t distance = row[a.size];
	free(row);
	return distance;
}

/* Whether TEXT is a single word of ASCII letters and digits, whose words' score is 0 or 99. */
static bool is_plain_word(struct slice text)
{
	for (size_t i = 0; i < text.size; i++)
		if (!is_ascii_alphanumeric(text.data[i]))
			return false;
	return text.size > 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = slice_make((const char *)data, size);
	size_t middle = slice_find_byte(text, '\xff', 0);
	if (middle == SLICE_NONE)
		return 0;
	struct slice a = slice_range(text, 0, middle), b = slice_from_offset(text, middle + 1);
	if (utf8_find_invalid(a) < a.size || utf8_find_invalid(b) < b.size)
		return 0;
	unsigned score = similarity_score(a, b, 0);
	if (score != similarity_score(b, a, 0) || (score == 100) != slice_equal(a, b))
		abort();
	for (unsigned least = 1; least <= 100; least++)
		if (similarity_score(a, b, least) != (score >= least ? score : 0))
			abort();
	if (is_plain_word(a) && is_plain_word(b) && !slice_equal_ignoring_case(a, b)) {
		size_t longer = a.size > b.size ? a.size : b.size;
		size_t lost = (plain_distance(a, b) * 150 + longer - 1) / longer;
		unsigned expected = lost < 100 ? (unsigned)(100 - lost) : 0;
		if (score != (expected < 99 ? expected : 99))
			abort();
	}

	struct similarity_index *index = similarity_index_create();
	struct similarity_match matches[2];
	similarity_index_add(index, a, 1);
	similarity_index_add(index, b, 2);
	similarity_index_prepare(index);
	size_t count = similarity_index_search(index, b, 1, matches, 2);
	for (size_t i = 0; i < count; i++)
		if (matches[i].score != similarity_score(b, matches[i].number == 1 ? a : b, 1))
			abort();
	similarity_index_destroy(index);
	return 0;
}
