/* What --fix makes of a translation, and that it keeps every other byte of a catalog. */

#include "checks/mend.h"
#include "formats/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define HEADER "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n"

static const struct {
	const char *language, *source, *before, *after; /* NULL: nothing is mended */
} cases[] = {
	{ "sr", "If so, wait.", "Ако је тако ,  чекај. ", "Ако је тако, чекај." },
	{ "sr", " If so, wait.", "Ако је тако,чекај.", " Ако је тако, чекај." },
	{ "sr", "If so, wait.", "Ако је тако ,чекај.", "Ако је тако, чекај." },
	{ "sr", "It is 5 km.", "То је 5\xc2\xa0 km.", "То је 5\xc2\xa0km." },
	{ "sr", "The bridge stands.", "Moст стоји,, .", "Мост стоји,." },
	{ "sr", "The bridge stands.", "Мост стоји..", "Мост стоји." },
	{ "sr", "The bridge stands and so on...", "Мост стоји и тако даље..", NULL },
	{ "sr", "The “old” bridge stands…", "\"Стари\" мост стоји...", "„Стари“ мост стоји…" },
	{ "sr", "The “old” bridge stands.", "\"Стари мост стоји.", NULL },
	{ "sr", "The bridge – the old one – stands.", "Мост - стари - стоји.", "Мост – стари – стоји." },
	{ "sr", "The bridge - the old one - stands.", "Мост - стари - стоји.", NULL },
	{ "sr", "From 5 to 10", "Од 5 - 10", NULL },
	{ "sr", "It has 5\xc2\xa0km.", "Има 5 km.", "Има 5\xc2\xa0km." },
	{ "sr", "A zero-width space.", "Размак без \xe2\x80\x8bширине.", "Размак без ширине." },
	{ "sr", "See `a,b` and **this**.", "Види `a,b` и **ово** .", "Види `a,b` и **ово**." },
	{ "sr", "Buy an iPhone now.", "Купи iPhоne одмах.", NULL },
	{ "az", "The stone is heavy.", "Daş ağır dәyil.", "Daş ağır dəyil." },
	{ "az", "Everybody came.", "Hämı gəldi.", NULL },
	{ "ro", "The place.", "Loc\xc5\xa3iitor.", "Loc\xc8\x9biitor." },
	{ "ru", "The bridge – an old one.", "Мост - старый.", "Мост — старый." },
	{ "fr", "Is it open? “Yes!”", "Est-il ouvert ? « Oui ! »",
	  "Est-il ouvert\xe2\x80\xaf? «\xc2\xa0Oui\xe2\x80\xaf!\xc2\xa0»" },
};

static const struct language *find_language(const char *tag, struct arena *arena)
{
	struct diagnostics *sink = diagnostics_create();
	const struct language *language = language_find(slice_from(tag), arena, POSITION_NONE, sink);
	diagnostics_destroy(sink);
	assert_non_null(language);
	return language;
}

static void what_is_sure_is_mended(void **state)
{
	(void)state;
	size_t wrong = 0;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *arena = arena_create();
		struct slice translation = slice_from(cases[i].before);
		struct entry entry = { .msgid = slice_from(cases[i].source), .msgstr = &translation, .msgstr_count = 1, .line = 1 };
		struct catalog catalog = { .arena = arena, .items = &entry, .count = 1, .capacity = 1 };
		struct mendeds mended = { 0 };
		const struct check_selection selection = { .only = NULL };
		mend_catalog(&catalog, "a.po", find_language(cases[i].language, arena), format_markdown.find_placeables, &selection,
		             arena, &mended);
		const char *after = cases[i].after ? cases[i].after : cases[i].before;
		if (!slice_equal_string(entry.msgstr[0], after) || mended.count != (cases[i].after ? 1 : 0)) {
			print_message("%s: %.*s, not %s\n", cases[i].before, SLICE_ARG(entry.msgstr[0]), after);
			wrong++;
		}
		array_finish(&mended);
		arena_destroy(arena);
	}
	assert_int_equal(wrong, 0);
}

/* Mend TEXT, in Serbian; what the file is then, in ARENA. */
static struct slice mend_text(const char *text, struct arena *arena)
{
	struct diagnostics *sink = diagnostics_create();
	struct catalog catalog = { .arena = arena };
	struct mendeds mended = { 0 };
	struct buffer out = { 0 };
	const struct check_selection selection = { .only = NULL };
	assert_true(catalog_read(&catalog, slice_from(text), "a.po", sink));
	mend_catalog(&catalog, "a.po", find_language("sr", arena), NULL, &selection, arena, &mended);
	assert_true(mend_file(&catalog, slice_from(text), "a.po", &mended, arena, &out, sink));
	struct slice copy = arena_copy(arena, buffer_slice(&out));
	buffer_finish(&out);
	array_finish(&mended);
	catalog_finish(&catalog);
	diagnostics_destroy(sink);
	return copy;
}

/* A file that is not as gettext's tools would write it, with faults in its translations marked. */
static void every_other_byte_is_kept(void **state)
{
	(void)state;
	static const char *const before =
	    "# a comment  with two spaces\n" HEADER "#,fuzzy\nmsgid \"If  so\"\nmsgstr \"Ако  је\"\n\n\n"
	    "#. note\nmsgid   \"If so, wait.\"\nmsgstr \"\"\n  \"Ако \"\n\"  \\\"тако\\\",\"\n\" чекај. \"\n"
	    "msgid \"One\"\nmsgid_plural \"Many\"\nmsgstr[0] \"Један \"\nmsgstr[1] \"Један\"\nmsgstr[2] \" Више\"\n\n"
	    "#~ msgid \"Old  one\"\n#~ msgstr \"Стари  онај \"";
	static const char *const after =
	    "# a comment  with two spaces\n" HEADER "#,fuzzy\nmsgid \"If  so\"\nmsgstr \"Ако  је\"\n\n\n"
	    "#. note\nmsgid   \"If so, wait.\"\nmsgstr \"\"\n  \"Ако \"\n\"„тако“,\"\n\" чекај.\"\n"
	    "msgid \"One\"\nmsgid_plural \"Many\"\nmsgstr[0] \"Један\"\nmsgstr[1] \"Један\"\nmsgstr[2] \"Више\"\n\n"
	    "#~ msgid \"Old  one\"\n#~ msgstr \"Стари  онај \"";
	struct arena *arena = arena_create();
	struct slice mended = mend_text(before, arena);
	assert_string_equal(mended.data, after);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_sure_is_mended),
		cmocka_unit_test(every_other_byte_is_kept),
	};
	return cmocka_run_group_tests_name("mend", tests, NULL, NULL);
}
