#include "text/locale_data.h"

#include <stdio.h>
#include <stdlib.h>
#include <unicode/uloc.h>
#include <unicode/ures.h>
#include <unicode/ustring.h>

enum { KEY_LONGEST = 63 };

/* The part of BUNDLE that KEY names; closes BUNDLE. */
static UResourceBundle *open_part(UResourceBundle *bundle, struct slice key, UErrorCode *status)
{
	char name[KEY_LONGEST + 1];
	snprintf(name, sizeof name, "%.*s", SLICE_ARG(key));
	UResourceBundle *part = ures_getType(bundle) == URES_ARRAY ? ures_getByIndex(bundle, atoi(name), NULL, status)
	                                                           : ures_getByKey(bundle, name, NULL, status);
	ures_close(bundle);
	return part;
}

static struct slice read_string(const UResourceBundle *bundle, struct arena *arena, UErrorCode *status)
{
	int32_t units = 0, size = 0;
	const UChar *string = ures_getType(bundle) == URES_ARRAY ? ures_getStringByIndex(bundle, 0, &units, status)
	                                                         : ures_getString(bundle, &units, status);
	if (U_FAILURE(*status))
		return SLICE("");
	int32_t room = units * 3 + 1;
	char *text = arena_allocate(arena, (size_t)room);
	u_strToUTF8(text, room, &size, string, units, status);
	return U_SUCCESS(*status) ? slice_make(text, (size_t)size) : SLICE("");
}

/* What the data of LOCALE alone has at PATH, and the name of the locale that it inherits from into PARENT. */
static struct slice find_in(const char *locale, struct slice path, struct arena *arena, char *parent)
{
	UErrorCode status = U_ZERO_ERROR, parent_status = U_ZERO_ERROR;
	UResourceBundle *bundle = ures_openDirect(NULL, locale, &status);
	int32_t size = 0;
	const UChar *named = U_SUCCESS(status) ? ures_getStringByKey(bundle, "%%Parent", &size, &parent_status) : NULL;
	if (named && U_SUCCESS(parent_status) && size < ULOC_FULLNAME_CAPACITY)
		u_UCharsToChars(named, parent, size + 1);
	else
		uloc_getParent(locale, parent, ULOC_FULLNAME_CAPACITY, &(UErrorCode){ U_ZERO_ERROR });
	struct slice key;
	while (U_SUCCESS(status) && slice_next_part(&path, '/', &key))
		bundle = open_part(bundle, key, &status);
	struct slice found = U_SUCCESS(status) ? read_string(bundle, arena, &status) : SLICE("");
	ures_close(bundle);
	return found;
}

struct slice locale_data_find_own(const char *locale, const char *path, struct arena *arena)
{
	char name[ULOC_FULLNAME_CAPACITY], parent[ULOC_FULLNAME_CAPACITY] = "";
	UErrorCode status = U_ZERO_ERROR;
	struct slice found = SLICE("");
	uloc_getBaseName(locale, name, sizeof name, &status);
	while (U_SUCCESS(status) && *name && strcmp(name, "root") != 0 && !found.size) {
		found = find_in(name, slice_from(path), arena, parent);
		memcpy(name, parent, sizeof name);
	}
	return found;
}

struct slice locale_data_find(const char *locale, const char *path, struct arena *arena)
{
	char parent[ULOC_FULLNAME_CAPACITY];
	struct slice found = locale_data_find_own(locale, path, arena);
	return found.size ? found : find_in("root", slice_from(path), arena, parent);
}
