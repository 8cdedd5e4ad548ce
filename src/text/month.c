#include "text/month.h"

#include "base/arena.h"
#include "base/memory.h"
#include "text/language_table.h"
#include "text/locale_data.h"
#include "text/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>

enum { MONTHS = 12, FORMS = 4, PATH_LONGEST = 80 };

struct month_names {
	struct arena *arena;
	struct slice names[FORMS][MONTHS];
	unsigned forms;
};

/* Add the names of months in LOCALE that stand in WHERE, if they are there. */
static void read_form(struct month_names *names, const char *locale, const char *where)
{
	struct slice *form = names->names[names->forms];
	bool known = names->forms < FORMS;
	for (unsigned month = 0; known && month < MONTHS; month++) {
		char path[PATH_LONGEST];
		snprintf(path, sizeof path, "calendar/gregorian/monthNames/%s/wide/%u", where, month);
		form[month] = locale_data_find_own(locale, path, names->arena);
		known = form[month].size > 0;
	}
	names->forms += known;
}

/* Add the forms of LANGUAGE in SCRIPT ("_Latn"). */
static void read_forms(struct month_names *names, const char *language, const char *script)
{
	char locale[ULOC_FULLNAME_CAPACITY];
	UErrorCode status = U_ZERO_ERROR;
	int32_t parsed = 0, size = uloc_forLanguageTag(language, locale, sizeof locale, &parsed, &status);
	if (U_FAILURE(status) || size <= 0 || (size_t)size + strlen(script) >= sizeof locale)
		return;
	strcat(locale, script);
	read_form(names, locale, "format");
	read_form(names, locale, "stand-alone");
}

static void read_table(struct month_names *names, struct slice list)
{
	struct slice name;
	for (unsigned i = 0; i < FORMS * MONTHS && slice_next_part(&list, '|', &name) && name.size; i++) {
		names->names[i / MONTHS][i % MONTHS] = name;
		names->forms = (i + 1) / MONTHS;
	}
}

struct month_names *month_names_create(const char *language)
{
	struct month_names *names = memory_allocate_zero(1, sizeof *names);
	struct slice fields[LANGUAGE_FIELDS];
	names->arena = arena_create();
	if (language_table_find(slice_from(language), fields))
		read_table(names, fields[LANGUAGE_MONTHS]);
	else {
		read_forms(names, language, "");
		if (strcmp(language, "sr") == 0)
			read_forms(names, language, "_Latn");
	}
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

unsigned month_forms(const struct month_names *names)
{
	return names ? names->forms : 0;
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
