#include "catalog/written.h"

#include "base/array.h"

#include <stdio.h>

void written_lines_find(struct written_lines *lines, struct slice bytes)
{
	struct slice rest = bytes, line;
	while (slice_next_part(&rest, '\n', &line))
		array_push(lines, line);
}

size_t written_find_string(const struct written_lines *lines, size_t line, size_t form)
{
	char numbered[32];
	int size = snprintf(numbered, sizeof numbered, "msgstr[%zu]", form);
	for (size_t at = line ? line - 1 : lines->count; at < lines->count; at++) {
		struct slice text = slice_trim(lines->items[at]);
		if (slice_starts_with(text, slice_make(numbered, (size_t)size)) ||
		    (form == 0 && slice_starts_with(text, SLICE("msgstr")) && !slice_starts_with(text, SLICE("msgstr["))))
			return at;
		if (text.size == 0 || text.data[0] == '#')
			break;
	}
	return lines->count;
}

size_t written_size(struct slice line, size_t offset)
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

static void append_escaped(struct buffer *out, struct slice text)
{
	for (size_t i = 0; i < text.size; i++) {
		const char *const escape = text.data[i] == '"'    ? "\\\""
		                           : text.data[i] == '\\' ? "\\\\"
		                           : text.data[i] == '\n' ? "\\n"
		                           : text.data[i] == '\t' ? "\\t"
		                                                  : NULL;
		if (escape)
			buffer_append_string(out, escape);
		else
			buffer_append_byte(out, text.data[i]);
	}
}

/* A walk over a string's bytes, piece by piece. */
struct walk {
	const struct written_lines *lines;
	size_t line, offset; /* in the file */
	size_t at;           /* in the string */
};

static bool is_inside(const struct walk *walk)
{
	struct slice line = walk->lines->items[walk->line];
	return walk->offset < line.size && line.data[walk->offset] != '"';
}

/* Go on to the next piece of the string; false if there is none. */
static bool next_piece(struct walk *walk)
{
	if (walk->line + 1 >= walk->lines->count ||
	    !slice_starts_with(slice_trim(walk->lines->items[walk->line + 1]), SLICE("\"")))
		return false;
	walk->line++;
	walk->offset = slice_find_byte(walk->lines->items[walk->line], '"', 0) + 1;
	return true;
}

static const char *address_of(const struct walk *walk)
{
	return walk->lines->items[walk->line].data + walk->offset;
}

/* Go on to byte AT of the string. The file is copied to OUT up to COPIED; unless KEEP, the bytes passed are left out of
 * that, but not what stands between pieces. False if the string ends before. */
static bool walk_to(struct walk *walk, size_t at, bool keep, const char **copied, struct buffer *out)
{
	while (walk->at < at) {
		if (is_inside(walk)) {
			size_t size = written_size(walk->lines->items[walk->line], walk->offset);
			if (!keep) {
				buffer_append(out, slice_make(*copied, (size_t)(address_of(walk) - *copied)));
				*copied = address_of(walk) + size;
			}
			walk->offset += size;
			walk->at++;
		} else if (!next_piece(walk)) {
			return false;
		}
	}
	return true;
}

bool written_replace(struct slice bytes, const struct written_edit *edits, size_t count, struct buffer *out)
{
	struct written_lines lines = { 0 };
	written_lines_find(&lines, bytes);
	const char *copied = bytes.data;
	bool done = true;
	struct walk walk = { .lines = &lines };
	for (size_t i = 0; done && i < count; i++) {
		const struct written_edit *edit = &edits[i];
		if (i == 0 || edit->line != edits[i - 1].line || edit->form != edits[i - 1].form) {
			walk.line = written_find_string(&lines, edit->line, edit->form);
			size_t quote = walk.line < lines.count ? slice_find_byte(lines.items[walk.line], '"', 0) : SLICE_NONE;
			done = quote != SLICE_NONE;
			walk.offset = quote + 1;
			walk.at = 0;
		}
		done = done && edit->begin >= walk.at && walk_to(&walk, edit->begin, true, &copied, out);
		/* A place behind a piece's last character is the next piece's beginning, where there is one. */
		while (done && !is_inside(&walk) && next_piece(&walk))
			;
		if (!done)
			break;
		buffer_append(out, slice_make(copied, (size_t)(address_of(&walk) - copied)));
		copied = address_of(&walk);
		append_escaped(out, edit->text);
		done = walk_to(&walk, edit->end, false, &copied, out);
	}
	if (done)
		buffer_append(out, slice_make(copied, (size_t)(bytes.data + bytes.size - copied)));
	else
		buffer_clear(out);
	array_finish(&lines);
	return done;
}
