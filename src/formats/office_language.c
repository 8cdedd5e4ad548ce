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

void office_language_init(struct office_language *language, struct slice tag, struct slice from)
{
	*language = (struct office_language){ .from = primary(from) };
	char name[48], locale[96], likely[96], minimal[96];
	UErrorCode error = U_ZERO_ERROR;
	if (tag.size == 0 || tag.size >= sizeof name || from.size == 0)
		return;
	memcpy(name, tag.data, tag.size);
	name[tag.size] = 0;
	uloc_forLanguageTag(name, locale, sizeof locale, NULL, &error);
	uloc_addLikelySubtags(locale, likely, sizeof likely, &error);
	uloc_getLanguage(likely, language->language, sizeof language->language, &error);
	uloc_getScript(likely, language->script, sizeof language->script, &error);
	uloc_getCountry(likely, language->country, sizeof language->country, &error);
	if (U_FAILURE(error) || error == U_STRING_NOT_TERMINATED_WARNING || !language->language[0])
		return;
	/* The script is said where there are several, or it is not the one that one expects. */
	snprintf(locale, sizeof locale, "%s_%s", language->language, language->country);
	uloc_addLikelySubtags(locale, minimal, sizeof minimal, &error);
	char script[16];
	uloc_getScript(minimal, script, sizeof script, &error);
	bool odd = U_FAILURE(error) || strcmp(script, language->script) != 0, said = odd || has_scripts(language->language);
	snprintf(language->tag, sizeof language->tag, "%s%s%s%s%s", language->language, said ? "-" : "",
	         said ? language->script : "", language->country[0] ? "-" : "", language->country);
	if (odd)
		snprintf(language->with_script, sizeof language->with_script, "%s\" fo:script=\"%s", language->language,
		         language->script);
	else
		snprintf(language->with_script, sizeof language->with_script, "%s", language->language);
	language->set = true;
}

bool office_language_value(const struct office_language *language, enum office_patch_kind kind, struct slice old,
                           struct slice *new)
{
	if (!language->set)
		return false;
	switch (kind) {
	case OFFICE_TAG:
		*new = slice_from(language->tag);
		return office_language_same(old, language->from);
	case OFFICE_TAG_LANGUAGE:
		*new = slice_from(language->language);
		return true;
	case OFFICE_TAG_LANGUAGE_SCRIPT:
		*new = slice_from(language->with_script);
		return true;
	case OFFICE_TAG_COUNTRY:
		*new = slice_from(language->country);
		return true;
	case OFFICE_TAG_SCRIPT:
		*new = slice_from(language->script);
		return true;
	default:
		return false;
	}
}
