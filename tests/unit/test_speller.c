/* Spelling by hunspell, with dictionaries of a few words. */

#include "checks/check.h"
#include "checks/speller.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct {
	const char *language, *source, *translation, *found; /* the words, each with a space behind */
} cases[] = {
	{ "sr", "The old bridge stands.", "Стари мост стоји код моста.", "" },
	{ "sr", "The old bridge stands.", "Сатри мост стоји код мстом.", "Сатри мстом " },
	{ "sr-Latn", "The old bridge stands.", "Stari most stoji kod mosta, satri.", "satri " },
	{ "sr-Latn", "Trump stands by Qux.", "Trump stoji kod Quxa.", "" },
	{ "sr", "NATO stands.", "НАТО стоји код НАТО-а.", "" },
	{ "sr", "A `word` here: 5 km", "Мост `рчц` стоји: 5km", "" },
	{ "sr", "Our bridge", "Мостић мостићом, кравица", "" },
	{ "bg", "The bridge stands.", "Мост стои, стоя.", "стоя " },
	{ "az", "The stone is heavy.", "Daş ağır daşlar, ağirdan.", "ağirdan " },
};

static const struct language *find_language(const char *tag, struct arena *arena)
{
	struct diagnostics *sink = diagnostics_create();
	const struct language *language = language_find(slice_from(tag), arena, POSITION_NONE, sink);
	diagnostics_destroy(sink);
	assert_non_null(language);
	return language;
}

static void find_code(struct slice text, struct placeables *out)
{
	size_t begin = slice_find_byte(text, '`', 0), end = begin == SLICE_NONE ? begin : slice_find_byte(text, '`', begin + 1);
	if (end != SLICE_NONE)
		array_push(out, placeable_make(begin, end + 1, PLACEABLE_ALONE, 0));
}

static void words_are_looked_up(void **state)
{
	(void)state;
	struct slice folder = SLICE(TESTS_FOLDER "/unit/dictionaries"), only = SLICE("spelling");
	const struct slices folders = { &folder, 1, 1 }, names = { &only, 1, 1 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *arena = arena_create();
		struct diagnostics *sink = diagnostics_create();
		const struct language *language = find_language(cases[i].language, arena);
		struct speller *speller = speller_open(language, &folders, sink);
		assert_non_null(speller);
		speller_add(speller, SLICE("# our words\nмостић/мост\nкравица\n"));
		struct slice translation = slice_from(cases[i].translation);
		struct entry entry = { .msgid = slice_from(cases[i].source), .msgstr = &translation, .msgstr_count = 1, .line = 1 };
		struct catalog catalog = { .arena = arena, .items = &entry, .count = 1, .capacity = 1 };
		const struct check_selection selection = { .only = &names, .speller = speller };
		struct findings findings = { 0 };
		struct buffer found = { 0 };
		checks_run(&catalog, "a.po", language, find_code, &selection, arena, &findings);
		for (size_t j = 0; j < findings.count; j++)
			buffer_append_format(&found, "%.*s ", SLICE_ARG(slice_range(translation, findings.items[j].begin, findings.items[j].end)));
		assert_string_equal(buffer_string(&found), cases[i].found);
		buffer_finish(&found);
		array_finish(&findings);
		speller_close(speller);
		diagnostics_destroy(sink);
		arena_destroy(arena);
	}
}

static void a_missing_dictionary_is_noted(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	struct diagnostics *sink = diagnostics_create();
	assert_null(speller_open(find_language("tlh", arena), NULL, sink));
	assert_int_equal(diagnostics_count(sink, SEVERITY_NOTE), 1);
	diagnostics_destroy(sink);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_looked_up),
		cmocka_unit_test(a_missing_dictionary_is_noted),
	};
	return cmocka_run_group_tests_name("speller", tests, NULL, NULL);
}
