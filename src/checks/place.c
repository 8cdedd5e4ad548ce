#include "checks/place.h"

#include "base/array.h"
#include "catalog/written.h"
#include "text/utf8.h"

static size_t column_of(struct slice line, size_t offset)
{
	return utf8_count(slice_range(line, 0, offset)) + 1;
}

static void find_place(const struct written_lines *lines, struct finding *finding)
{
	size_t left = finding->begin;
	for (size_t at = written_find_string(lines, finding->position.line, finding->form); at < lines->count; at++) {
		struct slice line = lines->items[at];
		size_t offset = slice_find_byte(line, '"', 0);
		if (offset == SLICE_NONE)
			return;
		offset++;
		bool empty = offset < line.size && line.data[offset] == '"';
		/* A place behind a piece's last character is the next piece's beginning, if there is one. */
		if (!empty || finding->position.column == 0) {
			finding->position.line = at + 1;
			finding->position.column = column_of(line, offset);
		}
		for (; left && offset < line.size && line.data[offset] != '"'; left--)
			offset += written_size(line, offset);
		finding->position.column = empty ? finding->position.column : column_of(line, offset);
		if (left == 0 && offset < line.size && line.data[offset] != '"')
			return;
		struct slice next = at + 1 < lines->count ? slice_trim(lines->items[at + 1]) : SLICE("");
		if (!slice_starts_with(next, SLICE("\"")))
			return;
	}
}

void places_find(struct slice bytes, struct findings *findings)
{
	if (!findings->count || utf8_find_invalid(bytes) < bytes.size)
		return;
	struct written_lines lines = { 0 };
	written_lines_find(&lines, bytes);
	for (size_t i = 0; i < findings->count; i++)
		find_place(&lines, &findings->items[i]);
	array_finish(&lines);
}
