/* encoding_detect.c: the character set of a file, by what its bytes say of it. */

#include "text/encoding.h"
#include "text/encoding_name.h"
#include "text/utf8.h"

enum { PRESCAN_SIZE = 1024 };

/* The labels that iconv does not know or that mean more on the web than their names say (Encoding Standard, section 4.2), and what
 * iconv calls these character sets. */
static const struct {
	const char *name, *labels;
} web_names[] = {
	{ "UTF-8", "unicode-1-1-utf-8,unicode11utf8,unicode20utf8,x-unicode20utf8" },
	{ "WINDOWS-1252", "ansi_x3.4-1968,ascii,cp819,csisolatin1,ibm819,iso-8859-1,iso-ir-100,iso8859-1,iso88591,iso_8859-1,"
	                  "iso_8859-1:1987,l1,latin1,us-ascii,x-cp1252,x-user-defined" },
	{ "WINDOWS-1254", "csisolatin5,iso-8859-9,iso-ir-148,iso8859-9,iso88599,iso_8859-9,iso_8859-9:1989,l5,latin5,x-cp1254" },
	{ "WINDOWS-1250", "x-cp1250" },
	{ "WINDOWS-1251", "x-cp1251" },
	{ "WINDOWS-1253", "x-cp1253" },
	{ "WINDOWS-1255", "x-cp1255" },
	{ "WINDOWS-1256", "x-cp1256" },
	{ "WINDOWS-1257", "x-cp1257" },
	{ "WINDOWS-1258", "x-cp1258" },
	{ "CP874", "dos-874,iso-8859-11,iso8859-11,iso885911,tis-620" },
	{ "CP866", "dos-866" },
	{ "ISO-8859-6", "csiso88596e,csiso88596i,iso-8859-6-e,iso-8859-6-i" },
	{ "ISO-8859-7", "sun_eu_greek" },
	{ "ISO-8859-8", "csiso88598e,csiso88598i,iso-8859-8-e,iso-8859-8-i,logical,visual" },
	{ "ISO-8859-15", "csisolatin9,l9" },
	{ "KOI8-R", "koi,koi8_r" },
	{ "MACINTOSH", "x-mac-roman" },
	{ "MAC-CYRILLIC", "x-mac-cyrillic,x-mac-ukrainian" },
	{ "GBK", "chinese,csgb2312,csiso58gb231280,gb2312,gb_2312,gb_2312-80,iso-ir-58,x-gbk" },
	{ "BIG5-HKSCS", "big5,cn-big5,csbig5,x-x-big5" },
	{ "EUC-JP", "x-euc-jp" },
	{ "CP932", "csshiftjis,ms932,ms_kanji,shift-jis,shift_jis,sjis,windows-31j,x-sjis" },
	{ "CP949", "cseuckr,csksc56011987,euc-kr,iso-ir-149,korean,ks_c_5601-1987,ks_c_5601-1989,ksc5601,ksc_5601,windows-949" },
};

static const char *name_of_label(struct slice label, struct arena *arena)
{
	label = slice_trim(label);
	if (!encoding_is_plain_name(label))
		return NULL;
	for (size_t i = 0; i < sizeof web_names / sizeof *web_names; i++)
		for (struct slice rest = slice_from(web_names[i].labels), part; slice_next_part(&rest, ',', &part);)
			if (slice_equal_ignoring_case(label, part))
				return web_names[i].name;
	const char *name = arena_copy(arena, label).data;
	/* What declares itself in ASCII bytes can't be in UTF-16. */
	if (encoding_family_of(name) != FAMILY_OTHER || encoding_mark_of(name).size)
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
	if (!encoding_is_plain_name(name))
		return NULL;
	const char *copy = arena_copy(arena, name).data;
	return encoding_family_of(copy) != FAMILY_OTHER || encoding_mark_of(copy).size ? "UTF-8" : copy;
}

/* Whether all of BYTES are valid in the character set NAME. */
static bool is_valid_in(const char *name, struct slice bytes)
{
	if (strcmp(name, "UTF-8") == 0)
		return utf8_find_invalid(bytes) == bytes.size;
	struct arena *arena = arena_create();
	struct diagnostics *ignored = diagnostics_create();
	struct slice text;
	bool valid = encoding_decode(bytes, &(struct encoding){ .name = name }, "", arena, &text, ignored);
	diagnostics_destroy(ignored);
	arena_destroy(arena);
	return valid;
}

/* The first of NAMES, with commas between, in which BYTES are valid; the last where they are in none. */
static const char *choose(const char *names, struct slice bytes, struct arena *arena)
{
	struct slice rest = slice_from(names), part;
	const char *name = NULL;
	while (slice_next_part(&rest, ',', &part)) {
		name = encoding_resolve(arena_copy(arena, part).data, bytes);
		if (!rest.data || is_valid_in(name, bytes))
			break;
	}
	return name;
}

struct encoding encoding_detect(struct slice bytes, const char *fallback, bool markup, struct arena *arena)
{
	const struct encoding_mark *mark = encoding_find_mark(bytes);
	if (mark)
		return (struct encoding){ .name = mark->name, .byte_order_mark = true };
	const char *name = NULL;
	struct slice head = slice_range(bytes, 0, bytes.size < PRESCAN_SIZE ? bytes.size : PRESCAN_SIZE);
	if (markup)
		name = prescan_xml(head, arena);
	if (!name && markup)
		name = prescan_html(head, arena);
	if (!name && fallback)
		name = choose(fallback, bytes, arena);
	return (struct encoding){ .name = name ? name : "UTF-8", .assumed = !name };
}

const char *encoding_of_old_pages(const char *language, struct slice bytes)
{
	static const struct {
		const char *language, *name;
	} defaults[] = {
		{ "ar", "WINDOWS-1256" }, { "az", "WINDOWS-1254" }, { "ba", "WINDOWS-1251" }, { "be", "WINDOWS-1251" },
		{ "bg", "WINDOWS-1251" }, { "cs", "WINDOWS-1250" }, { "el", "ISO-8859-7" },   { "et", "WINDOWS-1257" },
		{ "fa", "WINDOWS-1256" }, { "he", "WINDOWS-1255" }, { "hr", "WINDOWS-1250" }, { "hu", "ISO-8859-2" },
		{ "ja", "CP932" },        { "kk", "WINDOWS-1251" }, { "ko", "CP949" },        { "ku", "WINDOWS-1254" },
		{ "ky", "WINDOWS-1251" }, { "lt", "WINDOWS-1257" }, { "lv", "WINDOWS-1257" }, { "mk", "WINDOWS-1251" },
		{ "pl", "ISO-8859-2" },   { "ru", "WINDOWS-1251" }, { "sah", "WINDOWS-1251" },{ "sk", "WINDOWS-1250" },
		{ "sl", "ISO-8859-2" },   { "sr", "WINDOWS-1251" }, { "tg", "WINDOWS-1251" }, { "th", "CP874" },
		{ "tr", "WINDOWS-1254" }, { "tt", "WINDOWS-1251" }, { "uk", "WINDOWS-1251" }, { "vi", "WINDOWS-1258" },
		{ "zh", "GB18030" },
	};
	size_t primary = strcspn(language, "-_@");
	const char *name = "WINDOWS-1252";
	for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
		if (slice_equal_string(slice_make(language, primary), defaults[i].language))
			name = defaults[i].name;
	if (strcmp(name, "GB18030") == 0 && (strstr(language, "TW") || strstr(language, "HK") || strstr(language, "Hant")))
		name = "BIG5-HKSCS";
	if (strcmp(name, "WINDOWS-1251") == 0 && strstr(language, "Latn"))
		name = "WINDOWS-1250";
	return encoding_is_known(name) && is_valid_in(name, bytes) ? name : NULL;
}
