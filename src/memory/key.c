#include "memory/key.h"

#include "base/memory.h"
#include "text/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

enum { STEM_LETTERS = 6 };

/* Whether C may change, or be changed by what stands before it, in NFC; true is the safe answer. */
static bool may_need_composing(uint32_t c)
{
	if (c < 0x300)
		return false;
	return !((c >= 0x388 && c <= 0x482) || (c >= 0x48a && c <= 0x52f) || (c >= 0x1e00 && c <= 0x1eff) ||
	         (c >= 0x2002 && c <= 0x206f) || (c >= 0x20a0 && c <= 0x20cf) || (c >= 0x2190 && c <= 0x2328) ||
	         (c >= 0x232b && c <= 0x2adb) || (c >= 0x2b00 && c <= 0x2bff) || (c >= 0x3000 && c <= 0x3029) ||
	         (c >= 0x3030 && c <= 0x3098) || (c >= 0x30a0 && c <= 0x30ff) || (c >= 0x4e00 && c <= 0x9fff) ||
	         (c >= 0x1f000 && c <= 0x1faff));
}

/* TEXT in NFC, in memory that the caller frees; a NULL pointer where it can't be had (not UTF-8, too large). */
static struct slice compose(struct slice text)
{
	struct slice composed = { 0 };
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *normalizer = unorm2_getNFCInstance(&status);
	if (U_FAILURE(status) || text.size > INT32_MAX / 10) /* three times three of it */
		return composed;
	int32_t room = (int32_t)text.size + 1, wide_size = 0, normal_size, size = 0;
	UChar *wide = memory_allocate((size_t)room * sizeof *wide);
	u_strFromUTF8(wide, room, &wide_size, text.data, (int32_t)text.size, &status);
	if (U_SUCCESS(status) && unorm2_quickCheck(normalizer, wide, wide_size, &status) != UNORM_YES) {
		/* No character grows to more than three times its length in NFC (UAX #15, section 9). */
		UChar *normal = memory_allocate((size_t)wide_size * 3 * sizeof *normal + sizeof *normal);
		normal_size = unorm2_normalize(normalizer, wide, wide_size, normal, wide_size * 3 + 1, &status);
		char *bytes = memory_allocate((size_t)normal_size * 3 + 1);
		u_strToUTF8(bytes, normal_size * 3 + 1, &size, normal, normal_size, &status);
		free(normal);
		if (U_SUCCESS(status))
			composed = slice_make(bytes, (size_t)size);
		else
			free(bytes);
	}
	free(wide);
	return composed;
}

static bool is_wide_space(uint32_t c)
{
	return c == 0xa0 || c == 0x85 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
	       c == 0x202f || c == 0x205f || c == 0x3000;
}

static bool is_invisible(uint32_t c)
{
	return c == 0xad || c == 0x200b || c == 0x200e || c == 0x200f || c == 0x2060 || c == 0xfeff;
}

/* The plain form of a quotation mark, apostrophe, dash or ellipsis; NULL for what is none. */
static const char *plain_form(uint32_t c)
{
	switch (c) {
	case 0xab: case 0xbb: case 0x201c: case 0x201d: case 0x201e: case 0x201f: case 0x2033:
		return "\"";
	case 0x2bc: case 0x2018: case 0x2019: case 0x201a: case 0x201b: case 0x2032: case 0x2039: case 0x203a:
		return "'";
	case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2015: case 0x2212:
		return "-";
	case 0x2026:
		return "...";
	default:
		return NULL;
	}
}

static void append_folded(struct buffer *out, uint32_t c)
{
	const char *plain = plain_form(c);
	if (plain)
		buffer_append_string(out, plain);
	else
		buffer_append_code_point(out, (uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT));
}

void key_append(struct buffer *out, struct slice text)
{
	struct slice composed = { 0 };
	buffer_reserve(out, text.size + 1);
	size_t start = out->size;
	bool space = false, checked = false;
	for (size_t i = 0, size; i < text.size; i += size) {
		unsigned char byte = (unsigned char)text.data[i];
		size = 1;
		if (byte < 0x80) {
			if (is_ascii_space((char)byte)) {
				space = true;
				continue;
			}
			if (space && out->size > start)
				buffer_append_byte(out, ' ');
			space = false;
			/* A run of ASCII in one go: most text is. */
			while (i + size < text.size && (unsigned char)(text.data[i + size] - '!') < 0x7f - '!')
				size++;
			buffer_reserve(out, size);
			for (size_t j = 0; j < size; j++)
				out->data[out->size++] = ascii_lower(text.data[i + j]);
			continue;
		}
		uint32_t c = utf8_decode(text, i, &size);
		if (!checked && may_need_composing(c)) {
			checked = true;
			composed = compose(text);
			if (composed.data) {
				text = composed;
				out->size = start;
				space = false;
				i = size = 0;
				continue;
			}
		}
		if (is_wide_space(c))
			space = true;
		else if (!is_invisible(c)) {
			if (space && out->size > start)
				buffer_append_byte(out, ' ');
			space = false;
			append_folded(out, c);
		}
	}
	free((char *)composed.data);
}

uint32_t key_hash(struct slice key)
{
	uint64_t hash = slice_hash(key);
	uint32_t folded = (uint32_t)(hash ^ hash >> 32);
	return folded ? folded : 1;
}

/* Letters of scripts that set no spaces between words. */
static bool is_unspaced(uint32_t c)
{
	if (c < 0xe00)
		return false;
	return c <= 0xeff || (c >= 0x1000 && c <= 0x109f) || (c >= 0x1780 && c <= 0x17ff) ||
	       (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
	       (c >= 0x20000 && c <= 0x3ffff);
}

static bool is_word(uint32_t c)
{
	if (c < 0x80)
		return is_ascii_alphanumeric((char)c);
	return U_GET_GC_MASK((UChar32)c) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK);
}

static inline uint32_t decode(struct slice text, size_t offset, size_t *size)
{
	*size = 1;
	unsigned char byte = (unsigned char)text.data[offset];
	return byte < 0x80 ? byte : utf8_decode(text, offset, size);
}

static void add_token(struct key_tokens *tokens, struct slice word)
{
	tokens->length++;
	uint32_t hash = key_hash(word);
	size_t place = tokens->count;
	if (place == KEY_TOKENS_MOST && hash >= tokens->items[place - 1])
		return;
	while (place && tokens->items[place - 1] > hash)
		place--;
	if (place && tokens->items[place - 1] == hash)
		return;
	if (tokens->count < KEY_TOKENS_MOST)
		tokens->count++;
	memmove(tokens->items + place + 1, tokens->items + place, (tokens->count - place - 1) * sizeof *tokens->items);
	tokens->items[place] = hash;
}

void key_find_tokens(struct slice key, struct key_tokens *tokens)
{
	tokens->count = tokens->length = 0;
	for (size_t i = 0, size; i < key.size; i += size) {
		uint32_t c = decode(key, i, &size);
		if (!is_word(c))
			continue;
		if (is_unspaced(c)) {
			size_t next = i + size, next_size = 0;
			bool pair = next < key.size && is_unspaced(utf8_decode(key, next, &next_size));
			add_token(tokens, slice_range(key, i, pair ? next + next_size : next));
			continue;
		}
		size_t begin = i, stem = i, letters = 0;
		bool number = true;
		do {
			number = number && c < 0x80 && is_ascii_digit((char)c);
			if (letters++ < STEM_LETTERS)
				stem = i + size;
			i += size;
			if (i >= key.size)
				break;
			c = decode(key, i, &size);
		} while (is_word(c) && !is_unspaced(c));
		size = 0;
		add_token(tokens, number ? SLICE("0") : slice_range(key, begin, stem));
	}
}

unsigned key_length_class(size_t length)
{
	static const size_t longest[] = { 1, 2, 3, 4, 6, 8, 11, 15, 20, 27, 36, 48, 64, 86, 115, 153, 204, 272, 363 };
	unsigned class = 0;
	while (class < sizeof longest / sizeof *longest && length > longest[class])
		class++;
	return class;
}

/* The next run of digits of TEXT at *OFFSET or later; empty at the end. */
static struct slice next_number(struct slice text, size_t *offset)
{
	size_t begin = *offset;
	while (begin < text.size && !is_ascii_digit(text.data[begin]))
		begin++;
	size_t end = begin;
	while (end < text.size && is_ascii_digit(text.data[end]))
		end++;
	*offset = end;
	return slice_range(text, begin, end);
}

bool key_same_numbers(struct slice a, struct slice b)
{
	struct slice first, second;
	size_t i = 0, j = 0;
	do {
		first = next_number(a, &i);
		second = next_number(b, &j);
		if (!slice_equal(first, second))
			return false;
	} while (first.size);
	return true;
}

/* TAG as ICU takes it: "sr@latin" and "sr_RS.UTF-8" in BCP 47's form. */
static bool to_bcp(struct slice tag, char out[KEY_LANGUAGE_SIZE])
{
	size_t size = 0;
	bool modifier = false;
	for (size_t i = 0; i < tag.size && tag.data[i] != '.'; i++) {
		if (size + 1 >= KEY_LANGUAGE_SIZE)
			return false;
		char byte = tag.data[i];
		if (byte == '@') {
			modifier = true;
			break;
		}
		out[size++] = byte == '_' ? '-' : byte;
	}
	out[size] = '\0';
	size_t at = slice_find_byte(tag, '@', 0);
	if (!modifier && at == SLICE_NONE)
		return size > 0;
	struct slice script = slice_from_offset(tag, at + 1);
	const char *code = slice_equal_ignoring_case(script, SLICE("latin"))      ? "Latn"
	                   : slice_equal_ignoring_case(script, SLICE("cyrillic")) ? "Cyrl"
	                                                                          : NULL;
	size_t language = slice_find_byte(slice_from(out), '-', 0);
	language = language == SLICE_NONE ? size : language;
	if (!code || size + 6 > KEY_LANGUAGE_SIZE)
		return size > 0;
	memmove(out + language + 5, out + language, size - language + 1);
	out[language] = '-';
	memcpy(out + language + 1, code, 4);
	return true;
}

bool language_family(struct slice tag, char family[KEY_LANGUAGE_SIZE], char region[KEY_LANGUAGE_SIZE])
{
	char bcp[KEY_LANGUAGE_SIZE], locale[ULOC_FULLNAME_CAPACITY], likely[ULOC_FULLNAME_CAPACITY];
	char language[ULOC_LANG_CAPACITY], script[ULOC_SCRIPT_CAPACITY], usual[ULOC_SCRIPT_CAPACITY];
	char country[ULOC_COUNTRY_CAPACITY];
	family[0] = region[0] = '\0';
	UErrorCode status = U_ZERO_ERROR;
	int32_t parsed = 0;
	if (!to_bcp(slice_trim(tag), bcp))
		return false;
	uloc_forLanguageTag(bcp, locale, sizeof locale, &parsed, &status);
	if (U_FAILURE(status) || (size_t)parsed != strlen(bcp) ||
	    uloc_getLanguage(locale, language, sizeof language, &status) < 2)
		return false;
	uloc_getCountry(locale, country, sizeof country, &status);
	uloc_addLikelySubtags(locale, likely, sizeof likely, &status);
	uloc_getScript(likely, script, sizeof script, &status);
	uloc_addLikelySubtags(language, likely, sizeof likely, &status);
	uloc_getScript(likely, usual, sizeof usual, &status);
	if (U_FAILURE(status) || status == U_STRING_NOT_TERMINATED_WARNING)
		return false;
	bool plain = strcmp(script, usual) == 0;
	snprintf(family, KEY_LANGUAGE_SIZE, "%s%s%s", language, plain ? "" : "-", plain ? "" : script);
	snprintf(region, KEY_LANGUAGE_SIZE, "%s", country);
	return true;
}
