/* Changes that leave the words, made in the translation. */

#include "base/array.h"
#include "formats/format.h"
#include "text/change.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct row {
	const char *old, *new, *translation, *expected; /* NULL: can't be made */
	unsigned changes;
};

static struct month_names *english;

static void check(const struct row *row, const struct month_names *months)
{
	struct buffer out = { 0 };
	const struct change_tools tools = { format_markdown.find_placeables, english, months };
	unsigned changes = change_carry_over(slice_from(row->old), slice_from(row->new), slice_from(row->translation), &tools,
	                                     &out);
	if (changes != row->changes || !slice_equal_string(buffer_slice(&out), row->expected ? row->expected : ""))
		fail_msg("“%s” → “%s”: changes %u, “%s”", row->old, row->new, changes, buffer_string(&out));
	buffer_finish(&out);
}

static void makes_changes_that_are_certain(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "It has 5 rooms.", "It has 7 rooms.", "Ima 5 soba.", "Ima 7 soba.", CHANGE_NUMBERS },
		{ "From 3 to 5.", "From 5 to 3.", "Od 3 do 5.", "Od 5 do 3.", CHANGE_NUMBERS },
		{ "It cost 1,200 euros.", "It cost 3,450 euros.", "Koštalo je 1.200 evra.", "Koštalo je 3.450 evra.", CHANGE_NUMBERS },
		{ "On 2024-05-01 it began.", "On 2024-06-01 it began.", "Počelo je 2024-05-01.", "Počelo je 2024-06-01.", CHANGE_NUMBERS },
		{ "5 and 5 are ten.", "6 and 6 are ten.", "5 i 5 su deset.", "6 i 6 su deset.", CHANGE_NUMBERS },
		{ "See https://a.org/x.", "See https://b.org/y.", "Vidi https://a.org/x.", "Vidi https://b.org/y.", CHANGE_MARKUP },
		{ "Run `make`.", "Run `ninja`.", "Pokreni `make`.", "Pokreni `ninja`.", CHANGE_MARKUP },
		{ "Read [this](a.md).", "Read [this](b.md).", "Čitaj [ovo](a.md).", "Čitaj [ovo](b.md).", CHANGE_MARKUP },
		{ "A *new* word.", "A **new** word.", "Jedna *nova* reč.", "Jedna **nova** reč.", CHANGE_MARKUP },
		{ "Is it so.", "Is it so?", "Da li je tako.", "Da li je tako?", CHANGE_PUNCTUATION },
		{ "Stop.", "Stop!", "停止。", "停止！", CHANGE_PUNCTUATION },
		{ "Wait...", "Wait.", "Čekaj...", "Čekaj.", CHANGE_PUNCTUATION },
		{ "Wait.", "Wait...", "Čekaj.", "Čekaj…", CHANGE_PUNCTUATION },
		{ "Wait...", "Wait…", "Čekaj...", "Čekaj...", CHANGE_PUNCTUATION },
		{ "Wait…", "Wait!", "等……", "等！", CHANGE_PUNCTUATION },
		{ "Wait…", "Wait!", "Čekaj…", "Čekaj!", CHANGE_PUNCTUATION },
		{ "Wait&hellip;", "Wait.", "Čekaj&hellip;", "Čekaj&hellip;", CHANGE_PUNCTUATION },
		{ "This &mdash; that;", "This &ndash; that.", "Ovo &mdash; ono;", "Ovo &mdash; ono.", CHANGE_PUNCTUATION },
		{ "“New” in 1999.", "&#8220;New&#8221; in 2001.", "„Novo“ iz 1999.", "„Novo“ iz 2001.", CHANGE_NUMBERS | CHANGE_PUNCTUATION },
		{ "First, it rains.", "First it rains.", "Prvo, pada kiša.", "Prvo, pada kiša.", CHANGE_PUNCTUATION },
		{ "Use `a` 2 times.", "Use `b` 3 times!", "Koristi `a` 2 puta.", "Koristi `b` 3 puta!",
		  CHANGE_NUMBERS | CHANGE_MARKUP | CHANGE_PUNCTUATION },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check(&rows[i], NULL);
}

static void leaves_what_is_not(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "The same.", "The same.", "Isto.", NULL, 0 },
		{ "The cat sat.", "The dog sat.", "Mačka je sela.", NULL, 0 },
		{ "It has 5 rooms.", "It has 7 rooms.", "Ima pet soba.", NULL, 0 },           /* in words */
		{ "5 and 5 are ten.", "5 and 6 are ten.", "5 i 5 su deset.", NULL, 0 },       /* which of them? */
		{ "5 and 5 are ten.", "6 and 6 are ten.", "Dvaput 5 je deset.", NULL, 0 },    /* once too few */
		{ "It cost 1,200 euros.", "It cost 900.5 euros.", "Koštalo je 1.200 evra.", NULL, 0 }, /* how is a point written? */
		{ "It cost 1200 euros.", "It cost 1300 euros.", "Koštalo je 1.200 evra.", NULL, 0 },
		{ "Run `make`.", "Run `ninja`.", "Pokreni program.", NULL, 0 },
		{ "A *new* word.", "A new word.", "Jedna *nova* reč.", NULL, 0 },
		{ "", "", "", NULL, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check(&rows[i], NULL);
}

static bool same_key(const char *a, const char *b)
{
	const struct change_tools tools = { .source = english };
	struct buffer first = { 0 }, second = { 0 };
	bool known = change_append_key(&first, slice_from(a), &tools) && change_append_key(&second, slice_from(b), &tools);
	bool same = known && slice_equal(buffer_slice(&first), buffer_slice(&second));
	buffer_finish(&first);
	buffer_finish(&second);
	return same;
}

static void keys_are_of_words(void **state)
{
	(void)state;
	assert_true(same_key("Version 2.3, of 2021", "Version 4 of 2022."));
	assert_false(same_key("Version two", "Version 2"));
	assert_false(same_key("Save it", "Save them"));
	assert_false(same_key("ab c", "a bc"));
	assert_false(same_key("1.5", "1.6"));
	assert_true(same_key("Don&#8217;t&nbsp;go", "Don't go"));
	assert_false(same_key("The &product; works", "The &company; works"));
	assert_true(same_key("It ends on March 5.", "It ends on May 17."));
	assert_false(same_key("It ends in March.", "It ends in May."));
}

static void compares_tokens_in_any_order(void **state)
{
	(void)state;
	assert_true(change_same_tokens(SLICE("5 of 1,000"), SLICE("od 1.000 su 5"), NULL));
	assert_false(change_same_tokens(SLICE("5 of 10"), SLICE("5 od 100"), NULL));
	assert_false(change_same_tokens(SLICE("a 5"), SLICE("a"), NULL));
	assert_true(change_same_tokens(SLICE("run `x`"), SLICE("`x` pokreni"), format_markdown.find_placeables));
	assert_false(change_same_tokens(SLICE("run `x`"), SLICE("pokreni `y`"), format_markdown.find_placeables));
}

static void changes_months_in_their_forms(void **state)
{
	(void)state;
	static const struct {
		const char *language;
		struct row row;
	} rows[] = {
		{ "az", { "It opens on 5 March 2024.", "It opens on 7 April 2024.", "2024-cü il 5 mart açılır.",
		          "2024-cü il 7 aprel açılır.", CHANGE_NUMBERS } },
		{ "ru", { "It opened on March 5.", "It opened on May 5.", "Открылся 5 марта.", "Открылся 5 мая.", CHANGE_NUMBERS } },
		{ "sr", { "In March 2024 it rained.", "In June 2024 it rained.", "Mart 2024. je bio kišovit.",
		          "Jun 2024. je bio kišovit.", CHANGE_NUMBERS } },
		{ "sr", { "In March 2024 it rained.", "In June 2024 it rained.", "Март 2024. је био кишовит.",
		          "Јун 2024. је био кишовит.", CHANGE_NUMBERS } },
		{ "sr", { "On 5 March it rained.", "On 5 June it rained.", "Kiša je pala 5. marta.", NULL, 0 } }, /* not CLDR's */
		{ "sr", { "In March it rained.", "In May it rained.", "U martu je padala kiša.", NULL, 0 } },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct month_names *months = month_names_create(rows[i].language);
		check(&rows[i].row, months);
		month_names_destroy(months);
	}
}

int main(void)
{
	english = month_names_create("en");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_changes_that_are_certain),
		cmocka_unit_test(leaves_what_is_not),
		cmocka_unit_test(changes_months_in_their_forms),
		cmocka_unit_test(keys_are_of_words),
		cmocka_unit_test(compares_tokens_in_any_order),
	};
	int failed = cmocka_run_group_tests_name("change", tests, NULL, NULL);
	month_names_destroy(english);
	return failed;
}
