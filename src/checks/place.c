#include "checks/place.h"

#include "text/utf8.h"

#include <stdio.h>

struct lines {
	struct slice *items;
	size_t count, capacity;
};

/* The line of the string that FORM of the entry whose msgid is in line AT (from 0) begins with; lines.count for none. */
static size_t find_string(const struct lines *lines, size_t at, size_t form)
{
	char numbered[32];
	int size = snprintf(numbered, sizeof numbered, "msgstr[%zu]", form);
	for (; at < lines->count; at++) {
		struct slice line = slice_trim(lines->items[at]);
		if (slice_starts_with(line, slice_make(numbered, (size_t)size)) ||
		    (form == 0 && slice_starts_with(line, SLICE("msgstr")) && !slice_starts_with(line, SLICE("msgstr["))))
			return at;
		if (line.size == 0 || line.data[0] == '#')
			break;
	}
	return lines->count;
}

/* The number of bytes that the character of a PO string at OFFSET takes in the file. */
static size_t written_size(struct slice line, size_t offset)
{
	if (line.data[offset] != '\\' || offset + 1 >= line.size)
		return 1;
	size_t end = offset + 2;
	char letter = line.data[offset + 1];
	if (letter >= '0' && letter <= '7') {
		while (end < line.size && end < offset + 4 && line.data[end] >= '0' && line.data[end] <= '7')
			end++;
	} else if (letter == 'x') {
		while (end < line.size && (is_ascii_digit(line.data[end]) || strchr("abcdefABCDEF", line.data[end])))
			end++;
	}
	return end - offset;
}

static size_t column_of(struct slice line, size_t offset)
{
	return utf8_count(slice_range(line, 0, offset)) + 1;
}

static void find_place(const struct lines *lines, struct finding *finding)
{
	if (finding->position.line == 0)
		return;
	size_t left = finding->begin;
	for (size_t at = find_string(lines, finding->position.line - 1, finding->form); at < lines->count; at++) {
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
	struct lines lines = { 0 };
	struct slice rest = bytes, line;
	while (slice_next_part(&rest, '\n', &line))
		array_push(&lines, line);
	for (size_t i = 0; i < findings->count; i++)
		find_place(&lines, &findings->items[i]);
	array_finish(&lines);
}
