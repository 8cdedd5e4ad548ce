#include "engines/secret.h"

#include "base/buffer.h"
#include "base/diagnostics.h"
#include "base/file.h"
#include "base/message.h"
#include "text/utf8.h"

#include <stdlib.h>

enum { LONGEST = 8192 };

/* Whether a header can carry it: no line end could smuggle in another header. */
static bool is_sendable(struct slice key)
{
	for (size_t i = 0; i < key.size; i++)
		if (key.data[i] <= ' ' || key.data[i] > '~')
			return false;
	return key.size <= LONGEST;
}

const char *secret_read(const char *variable, const char *file, struct arena *arena, const char **fault)
{
	*fault = NULL;
	const char *value = variable && variable[0] ? getenv(variable) : NULL;
	struct slice key = slice_trim(slice_from(value));
	const char *home = getenv("HOME");
	if (file && home && strncmp(file, "~/", 2) == 0)
		file = file_join(arena, slice_from(home), slice_from(file + 2));
	if (key.size == 0 && file) {
		struct diagnostics *sink = diagnostics_create();
		struct slice bytes = { 0 };
		if (!file_read(file, arena, &bytes, sink))
			*fault = arena_format(arena, _("its key can't be read from %s"), file).data;
		diagnostics_destroy(sink);
		slice_next_part(&bytes, '\n', &key);
		key = slice_trim(key);
	}
	if (!is_sendable(key)) {
		*fault = _("its key has characters that no key has");
		return NULL;
	}
	return key.size ? arena_copy(arena, key).data : NULL;
}

static size_t key_at(struct slice rest, const char *const *keys, size_t count)
{
	enum { SHORTEST = 4 };
	size_t longest = 0;
	for (size_t i = 0; i < count; i++) {
		struct slice key = slice_from(keys[i]);
		if (key.size >= SHORTEST && key.size > longest && slice_starts_with(rest, key))
			longest = key.size;
	}
	return longest;
}

const char *secret_blot(struct slice text, size_t most, const char *const *keys, size_t count, struct arena *arena)
{
	struct buffer out = { 0 };
	for (size_t i = 0; i < text.size && out.size < most;) {
		struct slice rest = slice_from_offset(text, i);
		size_t key = key_at(rest, keys, count);
		if (key) {
			buffer_append_string(&out, "***");
			i += key;
			continue;
		}
		/* One character, or a byte of what is none. */
		size_t size = 1;
		while (size < 4 && size < rest.size && ((unsigned char)rest.data[size] & 0xc0) == 0x80)
			size++;
		struct slice character = slice_range(rest, 0, size);
		if (utf8_find_invalid(character) < size)
			buffer_append_string(&out, "?");
		else if (size == 1 && (unsigned char)character.data[0] < ' ')
			buffer_append_byte(&out, ' ');
		else
			buffer_append(&out, character);
		i += size;
	}
	if (out.size >= most)
		buffer_append_string(&out, "\xe2\x80\xa6");
	const char *copy = arena_copy(arena, slice_trim(buffer_slice(&out))).data;
	buffer_finish(&out);
	return copy;
}
