#include "catalog/parts.h"

#include "base/array.h"

/* After so many comparisons for each text it is quicker to take for granted that there is a part. */
enum { BEGINNING = 8, COMPARED_MOST = 64 };

struct part_text {
	struct slice text;
	size_t next; /* the text added before that begins alike; TABLE_NONE: there is none */
};

void parts_add(struct parts *parts, struct slice text)
{
	if (text.size < BEGINNING) {
		parts->any_short = true;
		return;
	}
	struct slice beginning = slice_range(text, 0, BEGINNING);
	array_push(&parts->texts, (struct part_text){ text, table_get(&parts->beginnings, beginning) });
	table_set(&parts->beginnings, beginning, parts->texts.count - 1);
}

void parts_finish(struct parts *parts)
{
	table_finish(&parts->beginnings);
	array_finish(&parts->texts);
}

/* Whether a text stands in TEXT at AT. */
static bool stands_at(struct parts *parts, struct slice text, size_t at)
{
	struct slice rest = slice_from_offset(text, at);
	if (rest.size < BEGINNING)
		return false;
	size_t i = table_get(&parts->beginnings, slice_range(rest, 0, BEGINNING));
	for (; i != TABLE_NONE; i = parts->texts.items[i].next) {
		struct slice part = parts->texts.items[i].text;
		if (++parts->compared > parts->texts.count * COMPARED_MOST)
			return true;
		if (part.size < text.size && slice_starts_with(rest, part))
			return true;
	}
	return false;
}

bool parts_may_begin(struct parts *parts, struct slice text)
{
	return parts->any_short || stands_at(parts, text, 0);
}

bool parts_may_stand_in(struct parts *parts, struct slice text)
{
	bool found = parts->any_short;
	for (size_t at = 0; !found && at + BEGINNING <= text.size; at++)
		found = stands_at(parts, text, at);
	return found;
}
