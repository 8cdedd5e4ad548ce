#include "text/transliteration.h"

#include "base/memory.h"

#include <stdlib.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

struct transliterator {
	UTransliterator *ways[TRANSLITERATION_WAYS]; /* made when they are first asked */
};

static struct transliterator *create(void)
{
	return memory_allocate_zero(1, sizeof(struct transliterator));
}

static void destroy(struct transliterator *transliterator)
{
	for (size_t way = 0; transliterator && way < TRANSLITERATION_WAYS; way++)
		utrans_close(transliterator->ways[way]);
	free(transliterator);
}

static size_t write(struct transliterator *transliterator, size_t way, struct slice letter, char text[TRANSLITERATION_LONGEST])
{
	static const UChar *const rules[TRANSLITERATION_WAYS] = { u"Any-Latin; NFC", u"Any-Latin; Latin-ASCII; NFD; [:Mn:] Remove" };
	UErrorCode status = U_ZERO_ERROR;
	if (!transliterator->ways[way])
		transliterator->ways[way] = utrans_openU(rules[way], -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
	enum { UNITS_MOST = TRANSLITERATION_LONGEST / 3 };
	UChar units[UNITS_MOST];
	int32_t count = 0, size = 0;
	u_strFromUTF8(units, UNITS_MOST, &count, letter.data, (int32_t)letter.size, &status);
	int32_t limit = count;
	if (U_SUCCESS(status))
		utrans_transUChars(transliterator->ways[way], units, &count, UNITS_MOST, 0, &limit, &status);
	if (U_SUCCESS(status))
		u_strToUTF8(text, TRANSLITERATION_LONGEST, &size, units, count, &status);
	return U_SUCCESS(status) ? (size_t)size : 0;
}

const struct transliteration localize_transliteration = { create, destroy, write };
