#include "text/encoding.h"

#include "base/message.h"
#include "base/module.h"
#include "text/transliteration.h"
#include "text/utf8.h"

#include <errno.h>
#include <iconv.h>

static const struct mark {
	struct slice bytes;
	const char *name;
} marks[] = {
	{ { "\xff\xfe\0\0", 4 }, "UTF-32LE" }, /* before UTF-16LE, whose mark begins it */
	{ { "\0\0\xfe\xff", 4 }, "UTF-32BE" },
	{ { "\xef\xbb\xbf", 3 }, "UTF-8" },
	{ { "\xff\xfe", 2 }, "UTF-16LE" },
	{ { "\xfe\xff", 2 }, "UTF-16BE" },
};
enum { MARK_COUNT = sizeof marks / sizeof *marks, NAME_LONGEST = 63, PRESCAN_SIZE = 1024 };

static const struct mark *find_mark(struct slice bytes)
{
	for (const struct mark *mark = marks; mark < marks + MARK_COUNT; mark++)
		if (slice_starts_with(bytes, mark->bytes))
			return mark;
	return NULL;
}

static struct slice mark_of(const char *name)
{
	for (const struct mark *mark = marks; mark < marks + MARK_COUNT; mark++)
		if (strcmp(mark->name, name) == 0)
			return mark->bytes;
	return slice_make("", 0);
}

/* Names that iconv takes but that don't name one character set on every machine: the locale's, the machine's own. */
static const char *const private_names[] = { "char", "wchar_t", "internal" };

/* The character set's name is made of the characters that IANA's names have: none that iconv reads as an option
 * ("//TRANSLIT"), and not empty, which would be the locale's. */
static bool is_plain_name(struct slice name)
{
	if (name.size == 0 || name.size > NAME_LONGEST)
		return false;
	for (size_t i = 0; i < name.size; i++)
		if (!is_ascii_alphanumeric(name.data[i]) && !memchr("-_.:()+", name.data[i], 7))
			return false;
	for (size_t i = 0; i < sizeof private_names / sizeof *private_names; i++)
		if (slice_equal_ignoring_case(name, slice_from(private_names[i])))
			return false;
	return true;
}

enum family { FAMILY_OTHER, FAMILY_UTF8, FAMILY_UTF16, FAMILY_UTF32 };

/* The Unicode encoding forms by the names that leave the byte order open, hyphens and underscores left out. What
 * iconv makes of such a name differs: a byte order mark or none, this machine's order or big-endian. */
static enum family family_of(const char *name)
{
	static const struct {
		const char *name;
		enum family family;
	} families[] = {
		{ "utf8", FAMILY_UTF8 },   { "utf16", FAMILY_UTF16 },         { "ucs2", FAMILY_UTF16 },
		{ "utf32", FAMILY_UTF32 }, { "iso10646ucs2", FAMILY_UTF16 },  { "unicode", FAMILY_UTF16 },
		{ "ucs4", FAMILY_UTF32 },  { "iso10646ucs4", FAMILY_UTF32 },  { "csunicode", FAMILY_UTF16 },
		{ "csucs4", FAMILY_UTF32 },{ "iso10646", FAMILY_UTF32 },
		{ "wchart", FAMILY_UTF32 },{ "internal", FAMILY_UTF32 },
	};
	char folded[NAME_LONGEST + 1];
	size_t size = 0;
	for (; *name && size < NAME_LONGEST; name++)
		if (*name != '-' && *name != '_')
			folded[size++] = ascii_lower(*name);
	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		if (slice_equal_string(slice_make(folded, size), families[i].name))
			return families[i].family;
	return FAMILY_OTHER;
}

bool encoding_is_unicode(const struct encoding *encoding)
{
	return family_of(encoding->name) != FAMILY_OTHER || mark_of(encoding->name).size > 0;
}

/* Whether the code units of WIDTH bytes are more likely little-endian: spaces and line feeds are in nearly every text,
 * and U+2000 and U+0A00, which they would be in the other order, in nearly none. Big-endian where there is no sign
 * (RFC 2781, section 4.3). */
static bool is_little_endian(struct slice bytes, size_t width)
{
	size_t little = 0, big = 0;
	for (size_t i = 0; i + width <= bytes.size; i += width) {
		const char *unit = bytes.data + i;
		bool zeros = true;
		for (size_t j = 1; j + 1 < width; j++)
			zeros = zeros && unit[j] == 0;
		char first = unit[0], last = unit[width - 1];
		little += zeros && last == 0 && (first == ' ' || first == '\n');
		big += zeros && first == 0 && (last == ' ' || last == '\n');
	}
	return little > big;
}

/* NAME with the byte order that BYTES have: iconv is only ever given names that leave nothing open. */
static const char *resolve(const char *name, struct slice bytes)
{
	switch (family_of(name)) {
	case FAMILY_UTF8:
		return "UTF-8";
	case FAMILY_UTF16:
		return is_little_endian(bytes, 2) ? "UTF-16LE" : "UTF-16BE";
	case FAMILY_UTF32:
		return is_little_endian(bytes, 4) ? "UTF-32LE" : "UTF-32BE";
	default:
		return name;
	}
}

static const iconv_t no_converter = (iconv_t)-1;

static iconv_t open_converter(const char *to, const char *from)
{
	return is_plain_name(slice_from(to)) && is_plain_name(slice_from(from)) ? iconv_open(to, from) : no_converter;
}

bool encoding_is_known(const char *name)
{
	if (family_of(name) != FAMILY_OTHER)
		return true;
	iconv_t to = open_converter("UTF-8", name), from = open_converter(name, "UTF-8");
	if (to != no_converter)
		iconv_close(to);
	if (from != no_converter)
		iconv_close(from);
	return to != no_converter && from != no_converter;
}

/* The labels that mean more on the web than their names say (Encoding Standard, section 4.2), as iconv knows them. */
static const char *name_of_label(struct slice label, struct arena *arena)
{
	static const struct {
		const char *label, *name;
	} labels[] = {
		{ "ascii", "WINDOWS-1252" },      { "us-ascii", "WINDOWS-1252" },   { "iso-8859-1", "WINDOWS-1252" },
		{ "iso8859-1", "WINDOWS-1252" },  { "iso_8859-1", "WINDOWS-1252" }, { "latin1", "WINDOWS-1252" },
		{ "l1", "WINDOWS-1252" },         { "x-cp1252", "WINDOWS-1252" },   { "sjis", "CP932" },
		{ "iso-8859-9", "WINDOWS-1254" }, { "latin5", "WINDOWS-1254" },     { "x-cp1254", "WINDOWS-1254" },
		{ "iso-8859-11", "CP874" },       { "tis-620", "CP874" },           { "x-cp1250", "WINDOWS-1250" },
		{ "x-cp1251", "WINDOWS-1251" },   { "gb2312", "GBK" },              { "gb_2312-80", "GBK" },
		{ "x-gbk", "GBK" },               { "shift_jis", "CP932" },         { "shift-jis", "CP932" },
		{ "x-user-defined", "WINDOWS-1252" }, { "x-sjis", "CP932" },        { "windows-31j", "CP932" },
		{ "euc-kr", "CP949" },            { "korean", "CP949" },            { "ks_c_5601-1987", "CP949" },
		{ "ksc5601", "CP949" },           { "big5", "BIG5-HKSCS" },         { "x-x-big5", "BIG5-HKSCS" },
		{ "x-euc-jp", "EUC-JP" },         { "x-mac-cyrillic", "MAC-CYRILLIC" }, { "dos-866", "CP866" },
	};
	label = slice_trim(label);
	if (!is_plain_name(label))
		return NULL;
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (slice_equal_ignoring_case(label, slice_from(labels[i].label)))
			return labels[i].name;
	const char *name = arena_copy(arena, label).data;
	/* What declares itself in ASCII bytes can't be in UTF-16. */
	if (family_of(name) != FAMILY_OTHER || mark_of(name).size)
		return "UTF-8";
	return encoding_is_known(name) ? name : NULL;
}

static size_t skip_spaces(struct slice text, size_t i)
{
	while (i < text.size && is_ascii_space(text.data[i]))
		i++;
	return i;
}

/* The value of "charset" in a content attribute (HTML, "extracting a character encoding from a meta element"). */
static struct slice charset_in_content(struct slice content)
{
	static const struct slice word = { "charset", 7 };
	for (size_t i = 0; i + word.size < content.size; i++) {
		if (!slice_equal_ignoring_case(slice_range(content, i, i + word.size), word))
			continue;
		size_t begin = skip_spaces(content, i + word.size);
		if (begin == content.size || content.data[begin] != '=')
			continue;
		begin = skip_spaces(content, begin + 1);
		if (begin == content.size)
			break;
		char quote = content.data[begin];
		if (quote == '"' || quote == '\'') {
			size_t end = slice_find_byte(content, quote, begin + 1);
			return end == SLICE_NONE ? slice_make("", 0) : slice_range(content, begin + 1, end);
		}
		size_t end = begin;
		while (end < content.size && !is_ascii_space(content.data[end]) && content.data[end] != ';')
			end++;
		return slice_range(content, begin, end);
	}
	return slice_make("", 0);
}

/* The attribute at *I of TEXT (HTML, "prescan a byte stream", get an attribute); false at the tag's end. */
static bool next_attribute(struct slice text, size_t *i, struct slice *name, struct slice *value)
{
	size_t at = *i;
	while (at < text.size && (is_ascii_space(text.data[at]) || text.data[at] == '/'))
		at++;
	*i = at;
	if (at == text.size || text.data[at] == '>')
		return false;
	while (at < text.size && !is_ascii_space(text.data[at]) && !memchr("/>", text.data[at], 2) &&
	       (text.data[at] != '=' || at == *i))
		at++;
	*name = slice_range(text, *i, at);
	*value = slice_make("", 0);
	size_t equals = skip_spaces(text, at);
	*i = at;
	if (equals == text.size || text.data[equals] != '=')
		return true;
	size_t begin = skip_spaces(text, equals + 1), end = begin;
	if (begin < text.size && (text.data[begin] == '"' || text.data[begin] == '\'')) {
		end = slice_find_byte(text, text.data[begin], begin + 1);
		if (end == SLICE_NONE)
			end = text.size;
		*value = slice_range(text, begin + 1, end);
		*i = end < text.size ? end + 1 : end;
		return true;
	}
	while (end < text.size && !is_ascii_space(text.data[end]) && text.data[end] != '>')
		end++;
	*value = slice_range(text, begin, end);
	*i = end;
	return true;
}

/* The label that the attributes of a meta element from *I on declare; empty if none. */
static struct slice label_of_meta(struct slice text, size_t *i)
{
	struct slice name, value, charset = { "", 0 }, content = { "", 0 };
	bool is_content_type = false;
	while (next_attribute(text, i, &name, &value)) {
		if (slice_equal_ignoring_case(name, SLICE("charset")) && !charset.size)
			charset = value;
		else if (slice_equal_ignoring_case(name, SLICE("content")) && !content.size)
			content = charset_in_content(value);
		else if (slice_equal_ignoring_case(name, SLICE("http-equiv")))
			is_content_type = slice_equal_ignoring_case(value, SLICE("content-type"));
	}
	return charset.size ? charset : is_content_type ? content : slice_make("", 0);
}

static const char *prescan_html(struct slice text, struct arena *arena)
{
	size_t i = 0;
	while ((i = slice_find_byte(text, '<', i)) != SLICE_NONE) {
		struct slice rest = slice_from_offset(text, i);
		struct slice name, value;
		if (slice_starts_with(rest, SLICE("<!--"))) {
			i = slice_find(text, SLICE("-->"), i + 2);
			if (i == SLICE_NONE)
				return NULL;
			continue;
		}
		if (rest.size > 5 && slice_equal_ignoring_case(slice_range(rest, 0, 5), SLICE("<meta")) &&
		    (is_ascii_space(rest.data[5]) || rest.data[5] == '/')) {
			i += 5;
			struct slice label = label_of_meta(text, &i);
			const char *found = label.size ? name_of_label(label, arena) : NULL;
			if (found)
				return found;
			continue;
		}
		bool closing = rest.size > 1 && rest.data[1] == '/';
		if (rest.size > 1u + closing && is_ascii_letter(rest.data[1 + closing])) {
			while (i < text.size && !is_ascii_space(text.data[i]) && text.data[i] != '>')
				i++;
			while (next_attribute(text, &i, &name, &value))
				;
		} else if (rest.size > 1 && memchr("!/?", rest.data[1], 3)) {
			i = slice_find_byte(text, '>', i);
			if (i == SLICE_NONE)
				return NULL;
		} else {
			i++;
		}
	}
	return NULL;
}

/* The name in the XML declaration (XML 1.0, production 80). One that iconv doesn't know is the name all the same, so
 * that decoding says so. */
static const char *prescan_xml(struct slice text, struct arena *arena)
{
	if (slice_starts_with(text, slice_make("<\0?\0x\0", 6)))
		return "UTF-16LE";
	if (slice_starts_with(text, slice_make("\0<\0?\0x", 6)))
		return "UTF-16BE";
	if (!slice_starts_with(text, SLICE("<?xml")))
		return NULL;
	size_t end = slice_find_byte(text, '>', 0);
	struct slice declaration = slice_range(text, 0, end == SLICE_NONE ? text.size : end);
	size_t i = slice_find(declaration, SLICE("encoding"), 0);
	if (i == SLICE_NONE)
		return NULL;
	i = skip_spaces(declaration, i + 8);
	if (i == declaration.size || declaration.data[i] != '=')
		return NULL;
	i = skip_spaces(declaration, i + 1);
	if (i == declaration.size || !memchr("\"'", declaration.data[i], 2))
		return NULL;
	end = slice_find_byte(declaration, declaration.data[i], i + 1);
	struct slice name = slice_range(declaration, i + 1, end == SLICE_NONE ? 0 : end);
	if (!is_plain_name(name))
		return NULL;
	const char *copy = arena_copy(arena, name).data;
	return family_of(copy) != FAMILY_OTHER || mark_of(copy).size ? "UTF-8" : copy;
}

struct encoding encoding_detect(struct slice bytes, const char *declared, bool markup, struct arena *arena)
{
	const struct mark *mark = find_mark(bytes);
	if (mark)
		return (struct encoding){ .name = mark->name, .byte_order_mark = true };
	const char *name = NULL;
	if (declared)
		name = resolve(arena_copy(arena, slice_from(declared)).data, bytes);
	struct slice head = slice_range(bytes, 0, bytes.size < PRESCAN_SIZE ? bytes.size : PRESCAN_SIZE);
	if (!name && markup)
		name = prescan_xml(head, arena);
	if (!name && markup)
		name = prescan_html(head, arena);
	return (struct encoding){ .name = name ? name : "UTF-8" };
}

static void report_unknown(const char *name, const char *file, struct diagnostics *sink)
{
	diagnostics_error(sink, position_of_file(file),
	                  _("no character set is known as '%s'; give one of the names that `iconv -l` lists"), name);
}

static bool report_invalid(const char *name, const char *file, struct slice decoded, char byte, bool cut,
                           struct diagnostics *sink)
{
	struct position position = position_in_text(file, decoded, decoded.size);
	if (cut)
		diagnostics_error(sink, position,
		                  _("byte 0x%02X begins a character of %s that is cut off at the end; mend the file, or "
		                    "say which encoding it has"),
		                  (unsigned)(unsigned char)byte, name);
	else
		diagnostics_error(sink, position,
		                  _("byte 0x%02X is not valid in %s here; mend it, or say which encoding the file has"),
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
	const struct mark *mark = find_mark(bytes);
	enum family family = family_of(encoding->name);
	const char *name = mark && (family == FAMILY_UTF16 || family == FAMILY_UTF32) ? mark->name
	                                                                              : resolve(encoding->name, bytes);
	if (slice_starts_with(bytes, mark_of(name)))
		bytes = slice_from_offset(bytes, mark_of(name).size);
	if (strcmp(name, "UTF-8") == 0)
		return decode_utf8(bytes, file, text, sink);

	iconv_t converter = open_converter("UTF-8", name);
	if (converter == no_converter) {
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

/* TEXT by CONVERTER appended to OUT, up to the first letter that it lacks. The letter's offset, or TEXT's size. */
static size_t convert_known(iconv_t converter, struct slice text, struct buffer *out)
{
	size_t before = out->size;
	struct slice rest = text;
	switch (convert(converter, &rest, out)) {
	case OUTCOME_DONE:
		return text.size;
	case OUTCOME_REPLACED:
		out->size = before;
		return convert_letters(converter, text, out);
	default:
		return text.size - rest.size;
	}
}

struct encoder {
	iconv_t converter;
	enum encoding_lacking lacking;
	struct arena *arena;
	const struct transliteration *transliteration; /* NULL: not asked for yet */
	struct transliterator *transliterator;
	const char *fault; /* why it can't be asked */
};

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
		if (result.size && !slice_equal(result, letter) && convert_known(encoder->converter, result, out) == result.size)
			return true;
		out->size = before;
	}
	/* ICU knows none for the letter that Azerbaijani has most of; its readers write e where they lack it. */
	struct slice plain = slice_equal(letter, SLICE("ə")) ? SLICE("e") : slice_equal(letter, SLICE("Ə")) ? SLICE("E") : SLICE("");
	return plain.size && convert_known(encoder->converter, plain, out) == plain.size;
}

/* What stands for LETTER, which the character set lacks, appended to OUT; false if nothing does. */
static bool append_substitute(struct encoder *encoder, struct slice letter, struct buffer *out)
{
	size_t before = out->size, size;
	struct buffer reference = { 0 };
	bool done = false;
	if (encoder->lacking == LACKING_REFERENCE) {
		buffer_append_format(&reference, "&#%u;", (unsigned)utf8_decode(letter, 0, &size));
		done = convert_known(encoder->converter, buffer_slice(&reference), out) == reference.size;
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
		i += convert_known(encoder->converter, slice_range(text, i, tag), out);
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
	enum family family = family_of(encoding->name);
	const char *name = family == FAMILY_UTF16   ? "UTF-16LE"
	                   : family == FAMILY_UTF32 ? "UTF-32LE"
	                                            : resolve(encoding->name, text);
	size_t start = out->size;
	if (encoding->byte_order_mark || family == FAMILY_UTF16 || family == FAMILY_UTF32)
		buffer_append(out, mark_of(name));
	if (strcmp(name, "UTF-8") == 0) {
		buffer_append(out, text);
		return true;
	}
	struct encoder encoder = { .converter = open_converter(name, "UTF-8"), .lacking = encoding->lacking };
	if (encoder.converter == no_converter) {
		report_unknown(name, file, sink);
		return false;
	}
	encoder.arena = arena_create();
	size_t lacking = encode(&encoder, text, mark_of(name).size > 0, out);
	iconv_close(encoder.converter);
	if (encoder.transliteration)
		encoder.transliteration->destroy(encoder.transliterator);
	if (lacking < text.size) {
		out->size = start;
		size_t size;
		uint32_t letter = utf8_decode(text, lacking, &size);
		diagnostics_error(sink, position_in_text(file, text, lacking),
		                  _("%s has no letter '%.*s' (U+%04X); write it otherwise, or choose UTF-8 for the output"),
		                  name, (int)size, text.data + lacking, (unsigned)letter);
		if (encoder.fault)
			diagnostics_error(sink, position_of_file(file), "%s", encoder.fault);
	}
	arena_destroy(encoder.arena);
	return lacking == text.size;
}
