/* encoding_name.c: the names of character sets. */

#include "text/encoding_name.h"

#include "text/encoding.h"

static const struct encoding_mark marks[] = {
	{ { "\xff\xfe\0\0", 4 }, "UTF-32LE" }, /* before UTF-16LE, whose mark begins it */
	{ { "\0\0\xfe\xff", 4 }, "UTF-32BE" },
	{ { "\xef\xbb\xbf", 3 }, "UTF-8" },
	{ { "\xff\xfe", 2 }, "UTF-16LE" },
	{ { "\xfe\xff", 2 }, "UTF-16BE" },
};
enum { MARK_COUNT = sizeof marks / sizeof *marks, NAME_LONGEST = 63 };

const struct encoding_mark *encoding_find_mark(struct slice bytes)
{
	for (const struct encoding_mark *mark = marks; mark < marks + MARK_COUNT; mark++)
		if (slice_starts_with(bytes, mark->bytes))
			return mark;
	return NULL;
}

struct slice encoding_mark_of(const char *name)
{
	for (const struct encoding_mark *mark = marks; mark < marks + MARK_COUNT; mark++)
		if (strcmp(mark->name, name) == 0)
			return mark->bytes;
	return slice_make("", 0);
}

/* Names that iconv takes but that don't name one character set on every machine: the locale's, the machine's own. */
static const char *const private_names[] = { "char", "wchar_t", "internal" };

/* None of the characters that iconv reads as an option ("//TRANSLIT"), and not empty, which would be the locale's. */
bool encoding_is_plain_name(struct slice name)
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

enum encoding_family encoding_family_of(const char *name)
{
	static const struct {
		const char *name; /* hyphens and underscores left out */
		enum encoding_family family;
	} families[] = {
		{ "utf8", FAMILY_UTF8 },   { "utf16", FAMILY_UTF16 },         { "ucs2", FAMILY_UTF16 },
		{ "utf32", FAMILY_UTF32 }, { "iso10646ucs2", FAMILY_UTF16 },  { "unicode", FAMILY_UTF16 },
		{ "ucs4", FAMILY_UTF32 },  { "iso10646ucs4", FAMILY_UTF32 },  { "csunicode", FAMILY_UTF16 },
		{ "csucs4", FAMILY_UTF32 },{ "iso10646", FAMILY_UTF32 },
		{ "wchart", FAMILY_UTF32 },{ "internal", FAMILY_UTF32 },
		{ "106461:1993", FAMILY_UTF32 }, { "106461:1993/ucs4/", FAMILY_UTF32 },
		{ "iso10646/ucs2/", FAMILY_UTF16 }, { "iso10646/ucs4/", FAMILY_UTF32 },
		{ "iso10646/utf8/", FAMILY_UTF8 },
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
	return encoding_family_of(encoding->name) != FAMILY_OTHER || encoding_mark_of(encoding->name).size > 0;
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

const char *encoding_resolve(const char *name, struct slice bytes)
{
	switch (encoding_family_of(name)) {
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

/* The one name with a slash that a file may be in: Braille. */
static bool can_be_opened(const char *name)
{
	return encoding_is_plain_name(slice_from(name)) || slice_equal_ignoring_case(slice_from(name), SLICE("ISO/TR_11548-1/"));
}

iconv_t encoding_open_converter(const char *to, const char *from)
{
	return can_be_opened(to) && can_be_opened(from) ? iconv_open(to, from) : ENCODING_NO_CONVERTER;
}

bool encoding_is_known(const char *name)
{
	if (encoding_family_of(name) != FAMILY_OTHER)
		return true;
	iconv_t to = encoding_open_converter("UTF-8", name), from = encoding_open_converter(name, "UTF-8");
	if (to != ENCODING_NO_CONVERTER)
		iconv_close(to);
	if (from != ENCODING_NO_CONVERTER)
		iconv_close(from);
	return to != ENCODING_NO_CONVERTER && from != ENCODING_NO_CONVERTER;
}

bool encoding_are_known(const char *names)
{
	struct slice rest = slice_from(names), part;
	char name[NAME_LONGEST + 1];
	while (slice_next_part(&rest, ',', &part)) {
		if (part.size > NAME_LONGEST)
			return false;
		memcpy(name, part.data, part.size);
		name[part.size] = '\0';
		if (!encoding_is_known(name))
			return false;
	}
	return *names != '\0';
}
