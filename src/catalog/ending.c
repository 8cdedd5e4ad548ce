#include "catalog/ending.h"

#include "base/buffer.h"
#include "text/utf8.h"

#include <string.h>

/* Whether LINE is blank, or a comment of no entry. */
static bool is_beyond_entries(struct slice line)
{
	line = slice_trim(line);
	return !line.size || (line.data[0] == '#' && !slice_starts_with(line, SLICE("#~")));
}

static bool is_translators(struct slice line)
{
	return line.size && line.data[0] == '#' && (line.size == 1 || !strchr(".:,|!=~", line.data[1]));
}

/* Where what stands behind the last entry begins. */
static size_t find_ending(struct slice bytes)
{
	size_t ending = bytes.size;
	while (ending > 0) {
		size_t begin = ending - 1;
		while (begin > 0 && bytes.data[begin - 1] != '\n')
			begin--;
		if (!is_beyond_entries(slice_range(bytes, begin, ending)))
			break;
		ending = begin;
	}
	return ending;
}

struct slice ending_read(struct slice bytes, struct arena *arena)
{
	struct slice rest = slice_from_offset(bytes, find_ending(bytes)), line;
	if (!rest.size || utf8_find_invalid(rest) < rest.size || memchr(rest.data, '\0', rest.size))
		return slice_make(NULL, 0);
	struct buffer text = { 0 };
	bool any = false;
	while (slice_next_part(&rest, '\n', &line)) {
		if (line.size && line.data[line.size - 1] == '\r')
			line.size--;
		if (!is_translators(line))
			continue;
		if (any)
			buffer_append_byte(&text, '\n');
		line = slice_from_offset(line, line.size > 1 && line.data[1] == ' ' ? 2 : 1);
		buffer_append(&text, line);
		any = true;
	}
	struct slice ending = any ? arena_copy(arena, buffer_slice(&text)) : slice_make(NULL, 0);
	buffer_finish(&text);
	return ending;
}
