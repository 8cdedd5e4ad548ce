/* Any two sentences and a translation, parted by "|": a change that was made is there, and all texts stay UTF-8. */

#include "formats/format.h"
#include "text/change.h"
#include "text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = slice_make((const char *)data, size), texts[3];
	if (size == 0 || utf8_find_invalid(rest) != size)
		return 0;
	for (size_t i = 0; i < 3; i++)
		if (!slice_next_part(&rest, '|', &texts[i]))
			return 0;
	struct buffer out = { 0 }, first = { 0 }, second = { 0 };
	static struct month_names *source, *target;
	if (!source) {
		source = month_names_create("en");
		target = month_names_create("az");
	}
	placeable_find *find = format_markdown.find_placeables;
	const struct change_tools tools = { find, source, target };
	unsigned changes = change_carry_over(texts[0], texts[1], texts[2], &tools, &out);
	if ((!changes && out.size) || utf8_find_invalid(buffer_slice(&out)) != out.size)
		abort();
	/* What is carried over between sentences has one key. */
	if (changes && change_append_key(&first, texts[0], &tools) != change_append_key(&second, texts[1], &tools))
		abort();
	if (changes && !slice_equal(buffer_slice(&first), buffer_slice(&second)))
		abort();
	if (!change_same_tokens(texts[0], texts[0], find))
		abort();
	buffer_finish(&out);
	buffer_finish(&first);
	buffer_finish(&second);
	return 0;
}
