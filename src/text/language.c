#include "text/language.h"

#include "base/buffer.h"
#include "base/message.h"
#include "text/language_table.h"
#include "text/plural.h"

#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

enum { SPELLING_LONGEST = 80 };

/* The parts of a spelling, as ICU names the locale. */
struct locale {
	char name[ULOC_FULLNAME_CAPACITY]; /* "sr_Latn_RS" */
	char language[ULOC_LANG_CAPACITY];
	char script[ULOC_SCRIPT_CAPACITY]; /* empty if not named */
	char region[ULOC_COUNTRY_CAPACITY];
	char variant[ULOC_FULLNAME_CAPACITY];
};

/* What stands between '-' and '_' in a spelling may be a script by its full name: "sr-latin", "sr@latin". Its
 * code is taken too. False if PART is neither. */
static bool append_script_code(struct buffer *tag, struct slice part)
{
	char name[SPELLING_LONGEST + 1];
	if (part.size < 4 || part.size > SPELLING_LONGEST)
		return false;
	memcpy(name, part.data, part.size);
	name[part.size] = '\0';
	/* glibc's name for the Tatar Latin alphabet. */
	int32_t code = slice_equal_ignoring_case(part, SLICE("iqtelif")) ? USCRIPT_LATIN
	                                                                 : u_getPropertyValueEnum(UCHAR_SCRIPT, name);
	if (code == UCHAR_INVALID_CODE)
		return false;
	buffer_append_string(tag, uscript_getShortName((UScriptCode)code));
	return true;
}

/* SPELLING as a BCP 47 tag, in the order that BCP 47 wants, not yet looked up: POSIX's "sr_RS.UTF-8@latin" is
 * "sr-Latn-RS". False if it can't be one. */
static bool append_tag(struct buffer *tag, struct slice spelling)
{
	if (spelling.size == 0 || spelling.size > SPELLING_LONGEST)
		return false;
	for (size_t i = 0; i < spelling.size; i++)
		if (!is_ascii_alphanumeric(spelling.data[i]) && !memchr("-_.@", spelling.data[i], 4))
			return false;
	size_t at = slice_find_byte(spelling, '@', 0);
	struct slice modifier = at == SLICE_NONE ? slice_make("", 0) : slice_from_offset(spelling, at + 1);
	struct slice rest = slice_range(spelling, 0, at == SLICE_NONE ? spelling.size : at);
	size_t dot = slice_find_byte(rest, '.', 0);
	if ((at != SLICE_NONE && modifier.size == 0) || slice_find_byte(modifier, '.', 0) != SLICE_NONE ||
	    slice_find_byte(modifier, '@', 0) != SLICE_NONE)
		return false;
	if (dot != SLICE_NONE) {
		if (dot + 1 == rest.size || slice_find_byte(rest, '.', dot + 1) != SLICE_NONE)
			return false;
		rest.size = dot;
	}

	size_t language = 0;
	while (language < rest.size && rest.data[language] != '-' && rest.data[language] != '_')
		language++;
	buffer_append(tag, slice_range(rest, 0, language));
	struct slice variant = modifier;
	if (slice_equal_ignoring_case(modifier, SLICE("euro"))) { /* the currency, long since everybody's */
		variant.size = 0;
	} else if (modifier.size) {
		buffer_append_byte(tag, '-');
		if (append_script_code(tag, modifier))
			variant.size = 0;
		else
			tag->size--;
	}
	for (size_t begin = language; begin < rest.size;) {
		size_t end = begin + 1;
		while (end < rest.size && rest.data[end] != '-' && rest.data[end] != '_')
			end++;
		struct slice part = slice_range(rest, begin + 1, end);
		buffer_append_byte(tag, '-');
		if (!append_script_code(tag, part))
			buffer_append(tag, part);
		begin = end;
	}
	if (variant.size) {
		buffer_append_byte(tag, '-');
		buffer_append(tag, variant);
	}
	return true;
}

typedef int32_t display_name(const char *locale, const char *in, UChar *name, int32_t capacity, UErrorCode *status);

/* The name that DISPLAY gives, in English; empty if ICU knows none and would give the code itself. */
static struct slice english_name(display_name *display, const char *locale, struct arena *arena)
{
	enum { NAME_CAPACITY = 256 };
	UChar name[NAME_CAPACITY];
	char *copy = arena_allocate(arena, NAME_CAPACITY * 3);
	int32_t size = 0;
	UErrorCode status = U_ZERO_ERROR;
	int32_t units = display(locale, "en", name, NAME_CAPACITY, &status);
	if (U_FAILURE(status) || status == U_USING_DEFAULT_WARNING || units > NAME_CAPACITY)
		return slice_make("", 0);
	u_strToUTF8(copy, NAME_CAPACITY * 3, &size, name, units, &status);
	return U_SUCCESS(status) ? slice_make(copy, (size_t)size) : slice_make("", 0);
}

/* Codes of ISO 639 that name no language: undetermined, several, missing, none. */
static bool is_no_language(const char *code)
{
	static const char *const codes[] = { "", "und", "mul", "mis", "zxx", "root" };
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (strcmp(code, codes[i]) == 0)
			return true;
	return false;
}

/* The code of ISO 639, the shortest one, of the language with this English name; NULL if none. */
static const char *code_of_name(struct slice name, struct arena *arena)
{
	const char *const *codes = uloc_getISOLanguages();
	while (*codes && !slice_equal_ignoring_case(english_name(uloc_getDisplayLanguage, *codes, arena), name))
		codes++;
	return *codes;
}

/* Whether ICU knows every part of LOCALE. */
static bool is_known(const struct locale *locale, struct arena *arena)
{
	if (is_no_language(locale->language) || strlen(locale->language) > 3)
		return false;
	if (!*uloc_getISO3Language(locale->language) &&
	    !english_name(uloc_getDisplayLanguage, locale->language, arena).size)
		return false;
	return (!*locale->script || english_name(uloc_getDisplayScript, locale->name, arena).size) &&
	       (!*locale->region || english_name(uloc_getDisplayCountry, locale->name, arena).size) &&
	       (!*locale->variant || english_name(uloc_getDisplayVariant, locale->name, arena).size);
}

/* The parts of the locale that TAG, in BCP 47's order, names. */
static bool parse_tag(const char *tag, struct locale *locale)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t parsed = 0;
	uloc_forLanguageTag(tag, locale->name, ULOC_FULLNAME_CAPACITY, &parsed, &status);
	uloc_getLanguage(locale->name, locale->language, ULOC_LANG_CAPACITY, &status);
	uloc_getScript(locale->name, locale->script, ULOC_SCRIPT_CAPACITY, &status);
	uloc_getCountry(locale->name, locale->region, ULOC_COUNTRY_CAPACITY, &status);
	uloc_getVariant(locale->name, locale->variant, ULOC_FULLNAME_CAPACITY, &status);
	return U_SUCCESS(status) && status != U_STRING_NOT_TERMINATED_WARNING && parsed == (int32_t)strlen(tag);
}

/* The locale that TAG names, with today's codes for deprecated ones ("iw", "he"). */
static bool read_tag(const char *tag, struct locale *locale, struct arena *arena)
{
	UErrorCode status = U_ZERO_ERROR;
	char canonical[ULOC_FULLNAME_CAPACITY];
	if (!parse_tag(tag, locale))
		return false;
	uloc_toLanguageTag(locale->name, canonical, sizeof canonical, true, &status);
	if (U_FAILURE(status) || status == U_STRING_NOT_TERMINATED_WARNING || !parse_tag(canonical, locale))
		return false;
	/* Another of ISO 639's codes for a language that has one with data ("ger") is known by its name alone. */
	struct slice name = english_name(uloc_getDisplayLanguage, locale->language, arena);
	const char *code = name.size && !*uloc_getISO3Language(locale->language) ? code_of_name(name, arena) : NULL;
	if (code) {
		const char *rest = strchr(canonical, '-');
		if (!parse_tag(arena_format(arena, "%s%s", code, rest ? rest : "").data, locale))
			return false;
	}
	return is_known(locale, arena);
}

/* The likely script (or region, by GET) of LOCALE's language, which has CODE_CAPACITY bytes of room. */
typedef int32_t get_part(const char *locale, char *part, int32_t capacity, UErrorCode *status);
enum { CODE_CAPACITY = ULOC_SCRIPT_CAPACITY };

static void find_likely(const char *locale, get_part *get, char *code)
{
	UErrorCode status = U_ZERO_ERROR;
	char full[ULOC_FULLNAME_CAPACITY];
	uloc_addLikelySubtags(locale, full, sizeof full, &status);
	get(full, code, CODE_CAPACITY, &status);
	if (U_FAILURE(status))
		*code = '\0';
}

/* gettext's spelling: the region says which Chinese is meant, and a script is named where it isn't the language's
 * own. */
static const char *gettext_name(const struct locale *locale, struct arena *arena)
{
	char script[CODE_CAPACITY] = "", region[CODE_CAPACITY] = "";
	bool is_chinese = strcmp(locale->language, "zh") == 0;
	find_likely(is_chinese ? locale->name : locale->language, uloc_getScript, script);
	if (is_chinese)
		find_likely(locale->name, uloc_getCountry, region);
	struct buffer name = { 0 };
	buffer_append_string(&name, locale->language);
	if (*locale->region || *region)
		buffer_append_format(&name, "_%s", *locale->region ? locale->region : region);
	const char *modifier = NULL;
	if (*locale->script && strcmp(locale->script, script) != 0)
		modifier = uscript_getName((UScriptCode)u_getPropertyValueEnum(UCHAR_SCRIPT, locale->script));
	else if (*locale->variant)
		modifier = locale->variant;
	if (modifier)
		buffer_append_byte(&name, '@');
	for (; modifier && *modifier; modifier++)
		buffer_append_byte(&name, ascii_lower(*modifier));
	const char *copy = arena_copy(arena, buffer_slice(&name)).data;
	buffer_finish(&name);
	return copy;
}

static const struct language *describe(const struct locale *locale, struct slice spelling, struct arena *arena)
{
	UErrorCode status = U_ZERO_ERROR;
	char tag[ULOC_FULLNAME_CAPACITY];
	uloc_toLanguageTag(locale->name, tag, sizeof tag, true, &status);
	struct slice name = english_name(uloc_getDisplayName, locale->name, arena);
	if (U_FAILURE(status))
		return NULL;
	/* Of the pseudo-languages, XB turns English round. */
	bool right_to_left = uloc_isRightToLeft(locale->name) || strcmp(locale->region, "XB") == 0;
	struct language *language = arena_allocate_zero(arena, 1, sizeof *language);
	language->spelling = arena_copy(arena, spelling).data;
	language->tag = arena_copy(arena, slice_from(tag)).data;
	language->gettext = gettext_name(locale, arena);
	language->name = name.size ? arena_copy(arena, name).data : language->tag;
	language->plurals = plural_forms(locale->name, arena).data;
	language->direction = right_to_left ? "rtl" : "ltr";
	return language;
}

/* The language CODE, if the table has it; else NULL. */
static const struct language *find_in_table(struct slice code, struct arena *arena)
{
	struct slice fields[LANGUAGE_FIELDS];
	if (!language_table_find(code, fields))
		return NULL;
	struct language *language = arena_allocate_zero(arena, 1, sizeof *language);
	language->spelling = language->tag = arena_copy(arena, code).data;
	language->gettext = arena_copy(arena, fields[LANGUAGE_GETTEXT]).data;
	language->name = arena_copy(arena, fields[LANGUAGE_NAME]).data;
	language->plurals = arena_copy(arena, fields[LANGUAGE_PLURALS]).data;
	language->direction = arena_copy(arena, fields[LANGUAGE_DIRECTION]).data;
	return language;
}

const struct language *language_find(struct slice spelling, struct arena *arena, struct position position,
                                     struct diagnostics *sink)
{
	const struct language *known = find_in_table(spelling, arena);
	if (known)
		return known;
	struct locale locale;
	struct buffer tag = { 0 };
	const struct language *language = NULL;
	if (append_tag(&tag, spelling) && read_tag(buffer_string(&tag), &locale, arena))
		language = describe(&locale, spelling, arena);
	buffer_finish(&tag);
	if (language)
		return language;

	/* A name instead of a code is the commonest slip. */
	struct slice shown = spelling.size > SPELLING_LONGEST ? slice_range(spelling, 0, SPELLING_LONGEST) : spelling;
	const char *meant = code_of_name(spelling, arena);
	if (meant)
		diagnostics_error(sink, position, _("no language is known as “%.*s”; did you mean %s?"),
		                  SLICE_ARG(shown), meant);
	else
		diagnostics_error(sink, position,
		                  _("no language is known as “%.*s”; give a BCP 47 tag such as sr, sr-Latn or pt-BR"),
		                  SLICE_ARG(shown));
	return NULL;
}
