#include "text/encoding.h"

#include "base/message.h"
#include "base/module.h"
#include "text/encoding_name.h"
#include "text/transliteration.h"
#include "text/utf8.h"

#include <errno.h>

static void report_unknown(const char *name, const char *file, struct diagnostics *sink)
{
	diagnostics_error(sink, position_of_file(file),
	                  _("no character set is known as “%s”; “iconv -l” lists them"), name);
}

static bool report_invalid(const char *name, const char *file, struct slice decoded, char byte, bool cut,
                           struct diagnostics *sink)
{
	struct position position = position_in_text(file, decoded, decoded.size);
	if (cut)
		diagnostics_error(sink, position,
		                  _("byte 0x%02X begins a character of %s that is cut off at the end; mend the file, or "
		                    "name its character set with --encoding"),
		                  (unsigned)(unsigned char)byte, name);
	else
		diagnostics_error(sink, position,
		                  _("byte 0x%02X is not valid in %s here; mend it, or name the character set of the file with --encoding"),
		                  (unsigned)(unsigned char)byte, name);
	return false;
}

static bool decode_utf8(struct slice bytes, const char *file, struct slice *text, struct diagnostics *sink)
{
	size_t invalid = utf8_find_invalid(bytes);
	if (invalid < bytes.size)
		return report_invalid("UTF-8", file, slice_range(bytes, 0, invalid), bytes.data[invalid], false, sink);
	*text = bytes;
	return true;
}

enum outcome { OUTCOME_DONE, OUTCOME_INVALID, OUTCOME_CUT, OUTCOME_REPLACED };

/* *REST by CONVERTER appended to OUT, what iconv holds back included; *REST is left at what could not be converted. */
static enum outcome convert(iconv_t converter, struct slice *rest, struct buffer *out)
{
	char *in = (char *)(uintptr_t)rest->data; /* iconv's parameter is not const, but it writes nothing there */
	size_t left = rest->size;
	enum outcome outcome = OUTCOME_DONE;
	for (bool ending = left == 0;;) {
		buffer_reserve(out, left + left / 2 + 32);
		char *to = out->data + out->size;
		size_t room = out->capacity - out->size;
		size_t result = iconv(converter, ending ? NULL : &in, ending ? NULL : &left, &to, &room);
		int fault = result == SIZE_MAX ? errno : 0;
		out->size = out->capacity - room;
		if (fault == E2BIG)
			continue;
		if (fault)
			outcome = fault == EINVAL ? OUTCOME_CUT : OUTCOME_INVALID;
		else if (result && outcome == OUTCOME_DONE)
			outcome = OUTCOME_REPLACED;
		if (ending)
			break;
		ending = true;
	}
	*rest = slice_make(in, left);
	return outcome;
}

bool encoding_decode(struct slice bytes, const struct encoding *encoding, const char *file, struct arena *arena,
                     struct slice *text, struct diagnostics *sink)
{
	const struct encoding_mark *mark = encoding_find_mark(bytes);
	enum encoding_family family = encoding_family_of(encoding->name);
	const char *name = mark && (family == FAMILY_UTF16 || family == FAMILY_UTF32) ? mark->name
	                                                                              : encoding_resolve(encoding->name, bytes);
	if (slice_starts_with(bytes, encoding_mark_of(name)))
		bytes = slice_from_offset(bytes, encoding_mark_of(name).size);
	if (strcmp(name, "UTF-8") == 0)
		return decode_utf8(bytes, file, text, sink);

	iconv_t converter = encoding_open_converter("UTF-8", name);
	if (converter == ENCODING_NO_CONVERTER) {
		report_unknown(name, file, sink);
		return false;
	}
	struct buffer decoded = { 0 };
	struct slice rest = bytes;
	enum outcome outcome = convert(converter, &rest, &decoded);
	iconv_close(converter);
	/* Some of the C library's converters let code points pass that Unicode has not. */
	size_t invalid = utf8_find_invalid(buffer_slice(&decoded));
	bool valid = rest.size == 0 && outcome != OUTCOME_CUT && outcome != OUTCOME_INVALID && invalid == decoded.size;
	if (valid)
		*text = arena_copy(arena, buffer_slice(&decoded));
	else
		report_invalid(name, file, slice_range(buffer_slice(&decoded), 0, invalid),
		               rest.size ? rest.data[0] : 0, outcome == OUTCOME_CUT, sink);
	buffer_finish(&decoded);
	return valid;
}

/* Letter by letter, as iconv says how many it replaced, not where: TEXT appended to OUT up to the first letter that
 * CONVERTER does not convert to itself. Its offset, or TEXT's size. */
static size_t convert_letters(iconv_t converter, struct slice text, struct buffer *out)
{
	for (size_t i = 0, size; i < text.size; i += size) {
		size_t before = out->size;
		utf8_decode(text, i, &size);
		struct slice letter = slice_range(text, i, i + size);
		if (convert(converter, &letter, out) != OUTCOME_DONE) {
			out->size = before;
			return i;
		}
	}
	return text.size;
}

/* The offset of the first tag character (U+E0000 to U+E007F): iconv drops them without a word. */
static size_t find_tag(struct slice text)
{
	size_t i = 0;
	while ((i = slice_find(text, SLICE("\xf3\xa0"), i)) != SLICE_NONE) {
		unsigned char third = i + 2 < text.size ? (unsigned char)text.data[i + 2] : 0;
		if (third == 0x80 || third == 0x81)
			return i;
		i += 2;
	}
	return text.size;
}

struct encoder {
	iconv_t converter;
	bool replaces; /* it has replaced a letter that it lacks: what it converts is to be looked at letter by letter */
	enum encoding_lacking lacking;
	struct arena *arena;
	const struct transliteration *transliteration; /* NULL: not asked for yet */
	struct transliterator *transliterator;
	const char *fault; /* why it can't be asked */
};

/* TEXT appended to OUT, up to the first letter that ENCODER's character set lacks. The letter's offset, or TEXT's size. */
static size_t convert_known(struct encoder *encoder, struct slice text, struct buffer *out)
{
	size_t before = out->size;
	struct slice rest = text;
	enum outcome outcome = encoder->replaces ? OUTCOME_REPLACED : convert(encoder->converter, &rest, out);
	if (outcome == OUTCOME_DONE)
		return text.size;
	if (outcome != OUTCOME_REPLACED)
		return text.size - rest.size;
	encoder->replaces = true;
	out->size = before;
	return convert_letters(encoder->converter, text, out);
}

/* LETTER in letters that look or sound alike appended to OUT. */
static bool transliterate(struct encoder *encoder, struct slice letter, struct buffer *out)
{
	if (!encoder->transliteration && !encoder->fault) {
		encoder->transliteration = module_find("transliteration", encoder->arena, &encoder->fault);
		if (encoder->transliteration)
			encoder->transliterator = encoder->transliteration->create();
	}
	size_t before = out->size;
	for (size_t way = 0; encoder->transliterator && way < TRANSLITERATION_WAYS; way++) {
		char text[TRANSLITERATION_LONGEST];
		struct slice result = slice_make(text, encoder->transliteration->write(encoder->transliterator, way, letter, text));
		if (result.size && !slice_equal(result, letter) && convert_known(encoder, result, out) == result.size)
			return true;
		out->size = before;
	}
	/* ICU knows none for the letter that Azerbaijani has most of; its readers write e where they lack it. */
	struct slice plain = slice_equal(letter, SLICE("ə")) ? SLICE("e") : slice_equal(letter, SLICE("Ə")) ? SLICE("E") : SLICE("");
	return plain.size && convert_known(encoder, plain, out) == plain.size;
}

/* What stands for LETTER, which the character set lacks, appended to OUT; false if nothing does. */
static bool append_substitute(struct encoder *encoder, struct slice letter, struct buffer *out)
{
	size_t before = out->size, size;
	struct buffer reference = { 0 };
	bool done = false;
	if (encoder->lacking == LACKING_REFERENCE) {
		buffer_append_format(&reference, "&#%u;", (unsigned)utf8_decode(letter, 0, &size));
		done = convert_known(encoder, buffer_slice(&reference), out) == reference.size;
	} else if (encoder->lacking == LACKING_TRANSLITERATE) {
		done = transliterate(encoder, letter, out);
	}
	buffer_finish(&reference);
	if (!done)
		out->size = before;
	return done;
}

/* TEXT appended to OUT; the offset of the first letter that is lacking and nothing stands for, or TEXT's size. */
static size_t encode(struct encoder *encoder, struct slice text, bool unicode, struct buffer *out)
{
	size_t tag = unicode ? text.size : find_tag(text);
	for (size_t i = 0, size; i < text.size; i += size) {
		i += convert_known(encoder, slice_range(text, i, tag), out);
		if (i == text.size)
			break;
		utf8_decode(text, i, &size);
		if (!append_substitute(encoder, slice_range(text, i, i + size), out))
			return i;
		if (i == tag)
			tag = i + size + find_tag(slice_from_offset(text, i + size));
	}
	return text.size;
}

bool encoding_encode(struct slice text, const struct encoding *encoding, const char *file, struct buffer *out,
                     struct diagnostics *sink)
{
	/* A name that leaves the order open is written little-endian, as nearly all such files are, and with the mark. */
	enum encoding_family family = encoding_family_of(encoding->name);
	const char *name = family == FAMILY_UTF16   ? "UTF-16LE"
	                   : family == FAMILY_UTF32 ? "UTF-32LE"
	                                            : encoding_resolve(encoding->name, text);
	size_t start = out->size;
	if (encoding->byte_order_mark || family == FAMILY_UTF16 || family == FAMILY_UTF32)
		buffer_append(out, encoding_mark_of(name));
	if (strcmp(name, "UTF-8") == 0) {
		buffer_append(out, text);
		return true;
	}
	struct encoder encoder = { .converter = encoding_open_converter(name, "UTF-8"), .lacking = encoding->lacking };
	if (encoder.converter == ENCODING_NO_CONVERTER) {
		out->size = start;
		report_unknown(name, file, sink);
		return false;
	}
	encoder.arena = arena_create();
	size_t lacking = encode(&encoder, text, encoding_mark_of(name).size > 0, out);
	iconv_close(encoder.converter);
	if (encoder.transliteration)
		encoder.transliteration->destroy(encoder.transliterator);
	if (lacking < text.size) {
		out->size = start;
		size_t size;
		uint32_t letter = utf8_decode(text, lacking, &size);
		diagnostics_error(sink, position_in_text(file, text, lacking),
		                  _("%s has no letter “%.*s” (U+%04X); write it otherwise, or choose UTF-8 for the output "
		                    "(--output-encoding UTF-8)"),
		                  name, (int)size, text.data + lacking, (unsigned)letter);
		if (encoder.fault)
			diagnostics_error(sink, position_of_file(file), "%s", encoder.fault);
	}
	arena_destroy(encoder.arena);
	return lacking == text.size;
}

size_t encoding_find_lacking(struct slice text, const struct encoding *encoding)
{
	const char *name = encoding_resolve(encoding->name, text);
	struct encoder encoder = { .converter = encoding_open_converter(name, "UTF-8") };
	struct buffer out = { 0 };
	if (encoder.converter == ENCODING_NO_CONVERTER)
		return text.size;
	size_t lacking = encoding_is_unicode(encoding) ? text.size : encode(&encoder, text, false, &out);
	iconv_close(encoder.converter);
	buffer_finish(&out);
	return lacking;
}
