#include "formats/office_language.h"

#include <stdio.h>
#include <unicode/uloc.h>

static struct slice primary(struct slice tag)
{
	size_t end = 0;
	while (end < tag.size && tag.data[end] != '-' && tag.data[end] != '_')
		end++;
	return slice_range(tag, 0, end);
}

bool office_language_same(struct slice tag, struct slice from)
{
	return tag.size && slice_equal_ignoring_case(primary(tag), primary(from));
}

/* Whether locales of LANGUAGE are told apart by script. */
static bool has_scripts(const char *language)
{
	static const char *const known[] = { "az", "bs", "mn", "sr", "tg", "uz" };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(language, known[i]) == 0)
			return true;
	return false;
}

/* Thai, the scripts of India, and those from right to left have fonts and languages of their own in a document. */
static bool is_complex(const char *script)
{
	static const char *const known[] = {
		"Adlm", "Arab", "Beng", "Deva", "Gujr", "Guru", "Hebr", "Khmr", "Knda", "Laoo", "Mlym", "Mymr", "Nkoo", "Orya",
		"Rohg", "Sinh", "Syrc", "Taml", "Telu", "Thaa", "Thai", "Tibt",
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(script, known[i]) == 0)
			return true;
	return false;
}

static bool is_asian(const char *script)
{
	static const char *const known[] = { "Bopo", "Hang", "Hani", "Hans", "Hant", "Hira", "Jpan", "Kana", "Kore" };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(script, known[i]) == 0)
			return true;
	return false;
}

bool office_language_init(struct office_language *language, struct slice tag, struct slice from)
{
	*language = (struct office_language){ .from = primary(from) };
	char name[48], locale[96], likely[96], minimal[96], expected[16];
	UErrorCode error = U_ZERO_ERROR;
	if (tag.size == 0 || tag.size >= sizeof name || from.size == 0)
		return false;
	memcpy(name, tag.data, tag.size);
	name[tag.size] = 0;
	uloc_forLanguageTag(name, locale, sizeof locale, NULL, &error);
	uloc_addLikelySubtags(locale, likely, sizeof likely, &error);
	uloc_getLanguage(likely, language->language, sizeof language->language, &error);
	uloc_getScript(likely, language->script, sizeof language->script, &error);
	uloc_getCountry(likely, language->country, sizeof language->country, &error);
	if (U_FAILURE(error) || error == U_STRING_NOT_TERMINATED_WARNING || !language->language[0])
		return false;
	/* The script is said where there are several, or it is not the one that one expects. */
	snprintf(locale, sizeof locale, "%s_%s", language->language, language->country);
	uloc_addLikelySubtags(locale, minimal, sizeof minimal, &error);
	uloc_getScript(minimal, expected, sizeof expected, &error);
	const char *script = language->script;
	language->odd_script = U_FAILURE(error) || strcmp(expected, script) != 0;
	bool said = language->odd_script || has_scripts(language->language);
	snprintf(language->tag, sizeof language->tag, "%s%s%s%s%s", language->language, said ? "-" : "", said ? script : "",
	         language->country[0] ? "-" : "", language->country);
	language->kind = is_complex(script) ? OFFICE_COMPLEX : is_asian(script) ? OFFICE_ASIAN : OFFICE_WESTERN;
	return true;
}
