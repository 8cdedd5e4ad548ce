#include "catalog/references.h"

#include "base/array.h"

#define OPENING SLICE("\xe2\x81\xa8")
#define CLOSING SLICE("\xe2\x81\xa9")

enum { COMPARED_MOST = 16 };

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* The offset of the digits that REFERENCE ends with; its size if there are none. */
static size_t find_digits(struct slice reference)
{
	size_t at = reference.size;
	while (at > 0 && is_ascii_digit(reference.data[at - 1]))
		at--;
	return at;
}

/* Where the name ends and its ":12" begins. */
static size_t find_name_end(struct slice reference)
{
	size_t digits = find_digits(reference);
	bool has_line = digits > 1 && digits < reference.size && reference.data[digits - 1] == ':';
	return has_line ? digits - 1 : reference.size;
}

/* Whether libgettextpo takes REFERENCE for what it looks like: "name:12" or "name". It looks for a colon and a number
 * beyond spaces too, and makes 012 a 12. */
static bool is_plain(struct slice reference)
{
	if (reference.data[0] == ':' || reference.data[reference.size - 1] == ':')
		return false;
	size_t digits = find_digits(reference), size = reference.size - digits;
	if (find_name_end(reference) == reference.size)
		return true;
	return size <= 9 && (size == 1 || reference.data[digits] != '0');
}

/* A name between marks without them, if it holds spaces. */
static struct slice unmark(struct arena *arena, struct slice reference)
{
	size_t closing = slice_find(reference, CLOSING, 0);
	struct slice name = slice_range(reference, OPENING.size, closing);
	if (slice_find_byte(name, ' ', 0) == SLICE_NONE)
		return reference;
	return arena_format(arena, "%.*s%.*s", SLICE_ARG(name),
	                    SLICE_ARG(slice_from_offset(reference, closing + CLOSING.size)));
}

/* The end of the reference that begins at BEGIN: the next blank, beyond *CLOSING if a mark is opened. *CLOSING is the
 * last found, 0 at first, and looked for again unless it comes behind BEGIN. */
static size_t find_end(struct slice text, size_t begin, size_t *closing, bool *marked)
{
	size_t end = begin;
	*marked = slice_starts_with(slice_from_offset(text, begin), OPENING);
	if (*marked && *closing <= begin)
		*closing = slice_find(text, CLOSING, begin);
	*marked = *marked && *closing != SLICE_NONE;
	if (*marked)
		end = *closing + CLOSING.size;
	while (end < text.size && !is_blank(text.data[end]))
		end++;
	return end;
}

static bool is_there(const struct slices *references, struct table *seen, struct slice reference)
{
	if (references->count <= COMPARED_MOST) {
		for (size_t i = 0; i < references->count; i++)
			if (slice_equal(references->items[i], reference))
				return true;
		return false;
	}
	for (size_t i = seen->count; i < references->count; i++)
		table_add(seen, references->items[i], i);
	return table_get(seen, reference) != TABLE_NONE;
}

static bool has_lines(const struct references *references)
{
	return references->lines[0] != 0;
}

static struct references *allocate(const struct slice *names, size_t count, size_t lines, struct arena *arena)
{
	struct references *references = arena_allocate(arena, sizeof *references + lines * sizeof *references->lines);
	references->names = names;
	references->count = (uint32_t)count;
	references->lines[0] = 0;
	return references;
}

const struct references *references_of_names(const struct slice *names, size_t count, struct arena *arena)
{
	return count ? allocate(names, count, 1, arena) : NULL;
}

const struct references *references_of_lines(const struct slice *file, const uint32_t *lines, size_t count,
                                             struct arena *arena)
{
	if (!count)
		return NULL;
	struct references *references = allocate(file, count, count, arena);
	memcpy(references->lines, lines, count * sizeof *lines);
	return references;
}

struct slice references_get(const struct references *references, size_t index, struct buffer *room)
{
	if (!has_lines(references))
		return references->names[index];
	buffer_clear(room);
	buffer_append(room, *references->names);
	buffer_append_byte(room, ':');
	buffer_append_number(room, references->lines[index]);
	return buffer_slice(room);
}

bool references_equal(const struct references *a, const struct references *b)
{
	size_t count = references_count(a);
	if (a == b || count != references_count(b))
		return a == b;
	struct buffer first = { 0 }, second = { 0 };
	bool equal = true;
	for (size_t i = 0; i < count && equal; i++)
		equal = slice_equal(references_get(a, i, &first), references_get(b, i, &second));
	buffer_finish(&first);
	buffer_finish(&second);
	return equal;
}

bool references_read(struct slice text, struct arena *arena, struct slices *references, struct table *seen)
{
	size_t closing = 0;
	for (size_t begin = 0, end;; begin = end) {
		while (begin < text.size && is_blank(text.data[begin]))
			begin++;
		if (begin == text.size)
			return true;
		bool marked;
		end = find_end(text, begin, &closing, &marked);
		struct slice reference = slice_range(text, begin, end);
		if (!is_plain(reference))
			return false;
		if (marked)
			reference = unmark(arena, reference);
		if (!is_there(references, seen, reference))
			array_push(references, reference);
	}
}

void references_join(struct arena *arena, struct slices *references)
{
	size_t closings = references->count, kept = 0;
	while (closings > 0 && slice_find(references->items[closings - 1], CLOSING, 0) == SLICE_NONE)
		closings--;
	for (size_t i = 0; i < references->count; i++) {
		struct slice reference = references->items[i];
		if (i < closings && slice_starts_with(reference, OPENING)) {
			struct buffer joined = { 0 };
			buffer_append(&joined, reference);
			while (slice_find(references->items[i], CLOSING, 0) == SLICE_NONE) {
				buffer_append_byte(&joined, ' ');
				buffer_append(&joined, references->items[++i]);
			}
			reference = unmark(arena, arena_copy(arena, buffer_slice(&joined)));
			buffer_finish(&joined);
		}
		references->items[kept++] = reference;
	}
	references->count = kept;
}

void references_write(const struct references *references, size_t width, struct buffer *room, struct buffer *out)
{
	size_t column = 0, count = references_count(references);
	for (size_t i = 0; i < count; i++) {
		struct slice reference = references_get(references, i, room);
		while (slice_starts_with(reference, SLICE("./")))
			reference = slice_from_offset(reference, 2);
		bool marked = slice_find_byte(reference, ' ', 0) != SLICE_NONE;
		size_t size = reference.size + (marked ? OPENING.size + CLOSING.size : 0);
		if (i == 0 || column + 1 + size > width) {
			buffer_append_string(out, i ? "\n#:" : "#:");
			column = 2;
		}
		size_t name_end = find_name_end(reference);
		buffer_append_byte(out, ' ');
		buffer_append(out, marked ? OPENING : SLICE(""));
		buffer_append(out, slice_range(reference, 0, name_end));
		buffer_append(out, marked ? CLOSING : SLICE(""));
		buffer_append(out, slice_from_offset(reference, name_end));
		column += 1 + size;
	}
	if (count)
		buffer_append_byte(out, '\n');
}

bool references_first(const struct references *references, struct arena *arena, struct slice *file, size_t *line)
{
	return references_first_of(references, 0, references_count(references), arena, file, line);
}

bool references_first_of(const struct references *references, size_t begin, size_t end, struct arena *arena,
                         struct slice *file, size_t *line)
{
	enum { LINE_MOST = 1000000000 };
	struct slice name = SLICE("");
	if (begin < end && has_lines(references)) {
		*file = arena_copy(arena, *references->names);
		*line = references->lines[begin];
		return true;
	}
	for (size_t i = begin; i < end; i++) {
		struct slice word = references->names[i];
		size_t digits = word.size, unit = 1;
		for (*line = 0; digits && is_ascii_digit(word.data[digits - 1]) && unit < LINE_MOST; digits--, unit *= 10)
			*line += (size_t)(word.data[digits - 1] - '0') * unit;
		bool last = digits && digits < word.size && word.data[digits - 1] == ':';
		name = arena_format(arena, "%.*s%s%.*s", SLICE_ARG(name), name.size ? " " : "",
		                    SLICE_ARG(slice_range(word, 0, last ? digits - 1 : word.size)));
		if (last) {
			*file = name;
			return true;
		}
	}
	return false;
}
