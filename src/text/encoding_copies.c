/* encoding_copies.c: texts encoded so that what was not changed in them keeps its bytes. */

#include "text/encoding.h"
#include "text/encoding_name.h"

/* Bytes of a file and the text that they are, to be walked through side by side. */
struct walk {
	iconv_t converter;
	char *bytes;
	size_t bytes_left, text; /* behind what was walked through */
};

/* Walk on to offset TEXT of the text. False where no byte begins there. */
static bool walk_to(struct walk *walk, size_t text, const char *begin, size_t *offset)
{
	char scratch[4096];
	while (walk->text < text) {
		size_t wanted = text - walk->text < sizeof scratch ? text - walk->text : sizeof scratch, room = wanted;
		char *out = scratch;
		iconv(walk->converter, &walk->bytes, &walk->bytes_left, &out, &room);
		if (room == wanted)
			return false;
		walk->text += wanted - room;
	}
	*offset = (size_t)(walk->bytes - begin);
	return walk->text == text;
}

static bool encode_piece(struct slice text, const struct encoding *encoding, struct buffer *out)
{
	struct diagnostics *ignored = diagnostics_create();
	bool done = encoding_encode(text, encoding, "", out, ignored);
	diagnostics_destroy(ignored);
	return done;
}

/* TEXT with its copies' own bytes appended to OUT, and what it should be when it is decoded to EXPECTED. */
static bool splice(struct slice text, const struct encoding *encoding, struct slice bytes,
                   const struct encoding_copies *copies, struct walk *walk, struct buffer *out, struct buffer *expected)
{
	size_t done = 0;
	const char *begin = walk->bytes;
	for (size_t i = 0; i <= copies->count; i++) {
		struct encoding_copy copy = { .text = text.size };
		if (i < copies->count)
			copy = copies->items[i];
		struct buffer piece = { 0 };
		struct slice between = slice_range(text, done, copy.text), decoded;
		struct arena *arena = arena_create();
		struct diagnostics *ignored = diagnostics_create();
		bool good = encode_piece(between, encoding, &piece) &&
		            encoding_decode(buffer_slice(&piece), encoding, "", arena, &decoded, ignored);
		if (good) {
			buffer_append(out, buffer_slice(&piece));
			buffer_append(expected, decoded);
			buffer_append(expected, slice_range(text, copy.text, copy.text + copy.size));
		}
		diagnostics_destroy(ignored);
		arena_destroy(arena);
		buffer_finish(&piece);
		size_t from = 0, to = 0;
		if (!good || (copy.size && (!walk_to(walk, copy.source, begin, &from) ||
		                            !walk_to(walk, copy.source + copy.size, begin, &to))))
			return false;
		buffer_append(out, slice_range(bytes, from, to));
		done = copy.text + copy.size;
	}
	return true;
}

/* TEXT appended to OUT with its copies' own bytes; false, and nothing is, where that would read otherwise. */
static bool encode_spliced(struct slice text, const struct encoding *encoding, struct slice bytes,
                           const struct encoding_copies *copies, struct buffer *out)
{
	const char *name = encoding_resolve(encoding->name, bytes);
	struct walk walk = {
		.converter = encoding_open_converter("UTF-8", name), .bytes = (char *)(uintptr_t)bytes.data, .bytes_left = bytes.size,
	};
	if (walk.converter == ENCODING_NO_CONVERTER)
		return false;
	struct buffer spliced = { 0 }, expected = { 0 };
	struct arena *arena = arena_create();
	struct diagnostics *ignored = diagnostics_create();
	struct slice decoded;
	bool done = splice(text, encoding, bytes, copies, &walk, &spliced, &expected) &&
	            encoding_decode(buffer_slice(&spliced), encoding, "", arena, &decoded, ignored) &&
	            slice_equal(decoded, buffer_slice(&expected));
	if (done)
		buffer_append(out, buffer_slice(&spliced));
	iconv_close(walk.converter);
	diagnostics_destroy(ignored);
	arena_destroy(arena);
	buffer_finish(&spliced);
	buffer_finish(&expected);
	return done;
}

bool encoding_encode_copies(struct slice text, const struct encoding *encoding, struct slice bytes, struct slice source,
                            const struct encoding_copies *copies, const char *file, struct buffer *out,
                            struct diagnostics *sink)
{
	struct buffer again = { 0 };
	struct encoding strict = *encoding;
	strict.lacking = LACKING_ERROR;
	bool unique = encoding_is_unicode(encoding) ||
	              (encode_piece(source, &strict, &again) && slice_equal(buffer_slice(&again), bytes));
	buffer_finish(&again);
	return (!unique && encode_spliced(text, encoding, bytes, copies, out)) ||
	       encoding_encode(text, encoding, file, out, sink);
}
