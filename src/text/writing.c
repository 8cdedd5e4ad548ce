#include "text/writing.h"

#include "base/table.h"
#include "text/utf8.h"

#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/uscript.h>

enum { SCRIPTS_MOST = 8, FOREIGN_LEAST = 3 };

static int scripts_of(const char *tag, UScriptCode scripts[SCRIPTS_MOST])
{
	UErrorCode status = U_ZERO_ERROR;
	char locale[ULOC_FULLNAME_CAPACITY];
	uloc_forLanguageTag(tag, locale, sizeof locale, NULL, &status);
	if (U_FAILURE(status) || status == U_STRING_NOT_TERMINATED_WARNING)
		return 0;
	int count = uscript_getCode(locale, scripts, SCRIPTS_MOST, &status);
	return U_SUCCESS(status) && count > 0 && scripts[0] != USCRIPT_UNKNOWN ? count : 0;
}

static bool is_letter(uint32_t code_point)
{
	return u_isalpha((UChar32)code_point);
}

/* The words of TEXT, runs of letters, into a set. */
static void collect_words(struct slice text, struct table *words)
{
	size_t begin = 0, size;
	bool inside = false;
	for (size_t i = 0; i <= text.size; i += size) {
		bool letter = i < text.size && is_letter(utf8_decode(text, i, &size));
		if (i == text.size)
			size = 1;
		if (letter && !inside)
			begin = i;
		if (!letter && inside)
			table_add(words, slice_range(text, begin, i), 0);
		inside = letter;
	}
}

static bool is_in(uint32_t letter, const UScriptCode *scripts, int count)
{
	UErrorCode status = U_ZERO_ERROR;
	UScriptCode script = uscript_getScript((UChar32)letter, &status);
	bool found = script == USCRIPT_COMMON || script == USCRIPT_INHERITED;
	for (int i = 0; i < count && !found; i++)
		found = uscript_hasScript((UChar32)letter, scripts[i]);
	return found;
}

void writing_add(struct writing *writing, const char *tag, struct slice text, struct slice source)
{
	UScriptCode scripts[SCRIPTS_MOST];
	int count = scripts_of(tag, scripts);
	if (!count)
		return;
	struct table words = { 0 };
	collect_words(source, &words);
	size_t size, begin = 0, foreign = 0; /* of the word from BEGIN on */
	for (size_t i = 0; i <= text.size; i += size) {
		uint32_t letter = i < text.size ? utf8_decode(text, i, &size) : 0;
		if (i < text.size && is_letter(letter)) {
			bool own = is_in(letter, scripts, count);
			writing->own += own;
			foreign += !own;
			continue;
		}
		if (foreign && table_get(&words, slice_range(text, begin, i)) == TABLE_NONE)
			writing->foreign += foreign;
		foreign = 0;
		size = i < text.size ? size : 1;
		begin = i + size;
	}
	table_finish(&words);
}

bool writing_is_foreign(const struct writing *writing)
{
	return writing->foreign >= FOREIGN_LEAST && writing->foreign > writing->own;
}
