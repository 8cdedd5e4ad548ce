#include "text/month.h"

#include "base/arena.h"
#include "base/memory.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/ures.h>
#include <unicode/ustring.h>

enum { MONTHS = 12, FORMS = 4, NAME_BYTES = 256 };

struct month_names {
	struct arena *arena;
	struct slice names[FORMS][MONTHS];
	unsigned forms;
};

/* Add the form that lies at WHERE in the names of months in BUNDLE, if it is there. */
static void read_form(struct month_names *names, const UResourceBundle *bundle, const char *where)
{
	UErrorCode status = U_ZERO_ERROR;
	UResourceBundle *form = ures_getByKey(bundle, where, NULL, &status);
	UResourceBundle *wide = ures_getByKey(form, "wide", NULL, &status);
	bool known = U_SUCCESS(status) && ures_getSize(wide) == MONTHS && names->forms < FORMS;
	for (int32_t month = 0; known && month < MONTHS; month++) {
		char text[NAME_BYTES];
		int32_t size = 0, units = 0;
		const UChar *name = ures_getStringByIndex(wide, month, &units, &status);
		if (U_SUCCESS(status))
			u_strToUTF8(text, sizeof text, &size, name, units, &status);
		known = U_SUCCESS(status) && size > 0;
		if (known)
			names->names[names->forms][month] = arena_copy(names->arena, slice_make(text, (size_t)size));
	}
	names->forms += known;
	ures_close(wide);
	ures_close(form);
}

/* Add the forms of LANGUAGE in SCRIPT ("_Latn"). A date format of ICU has them too, but its making takes megabytes. */
static void read_forms(struct month_names *names, const char *language, const char *script)
{
	char locale[ULOC_FULLNAME_CAPACITY];
	UErrorCode status = U_ZERO_ERROR;
	int32_t parsed = 0, size = uloc_forLanguageTag(language, locale, sizeof locale, &parsed, &status);
	if (U_FAILURE(status) || size <= 0 || (size_t)size + strlen(script) >= sizeof locale)
		return;
	strcat(locale, script);
	static const char *const path[] = { "calendar", "gregorian", "monthNames" };
	UResourceBundle *bundle = ures_open(NULL, locale, &status);
	if (status == U_USING_DEFAULT_WARNING) /* that is the environment's */
		status = U_MISSING_RESOURCE_ERROR;
	for (size_t i = 0; i < sizeof path / sizeof *path; i++) {
		UResourceBundle *inner = ures_getByKey(bundle, path[i], NULL, &status);
		ures_close(bundle);
		bundle = inner;
	}
	if (U_SUCCESS(status)) {
		read_form(names, bundle, "format");
		read_form(names, bundle, "stand-alone");
	}
	ures_close(bundle);
}

struct month_names *month_names_create(const char *language)
{
	struct month_names *names = memory_allocate_zero(1, sizeof *names);
	names->arena = arena_create();
	read_forms(names, language, "");
	if (strcmp(language, "sr") == 0)
		read_forms(names, language, "_Latn");
	if (names->forms)
		return names;
	month_names_destroy(names);
	return NULL;
}

void month_names_destroy(struct month_names *names)
{
	if (!names)
		return;
	arena_destroy(names->arena);
	free(names);
}

/* Equal but for the case of the first letter. */
static bool is_name(struct slice word, struct slice name)
{
	size_t size, name_size;
	if (!word.size || !name.size)
		return false;
	uint32_t first = utf8_decode(word, 0, &size), letter = utf8_decode(name, 0, &name_size);
	return u_foldCase((UChar32)first, U_FOLD_CASE_DEFAULT) == u_foldCase((UChar32)letter, U_FOLD_CASE_DEFAULT) &&
	       slice_equal(slice_from_offset(word, size), slice_from_offset(name, name_size));
}

bool month_find(const struct month_names *names, struct slice word, unsigned *month, unsigned *form)
{
	for (*form = 0; *form < names->forms; ++*form)
		for (*month = 0; *month < MONTHS; ++*month)
			if (is_name(word, names->names[*form][*month]))
				return true;
	return false;
}

struct slice month_name(const struct month_names *names, unsigned month, unsigned form)
{
	return names->names[form][month];
}
