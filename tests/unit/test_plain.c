/* What becomes a unit of plain text, and how its translation is written back. */

#include "formats/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct rewrite {
	struct slice from, to;
};

static bool rewrite(void *context, const struct unit *unit, const struct segment *segment, struct slice *translation)
{
	const struct rewrite *wanted = context;
	*translation = wanted->to;
	return slice_equal(unit_segment_text(unit, segment), wanted->from);
}

static void parse(struct document *document, const char *source)
{
	*document = (struct document){ .arena = arena_create(), .name = "a.txt", .source = slice_from(source) };
	assert_true(format_plain.parse(document, NULL));
	document_segment(document, NULL);
}

static void assert_units(const char *source, const char *expected)
{
	struct document document;
	parse(&document, source);
	struct buffer dump = { 0 };
	for (size_t i = 0; i < document.unit_count; i++)
		buffer_append_format(&dump, "%.*s: %.*s\n", SLICE_ARG(document.units[i].kind->role), SLICE_ARG(document.units[i].text));
	assert_string_equal(buffer_string(&dump), expected);
	buffer_finish(&dump);
	arena_destroy(document.arena);
}

static void assert_rewritten(const char *source, const char *from, const char *to, const char *expected)
{
	struct document document;
	parse(&document, source);
	struct buffer out = { 0 };
	struct document_target target = { { 0 }, { 0 }, { 0 } };
	struct rewrite wanted = { slice_from(from), slice_from(to) };
	document_write(&document, &target, format_plain.fit, rewrite, &wanted, &out);
	assert_string_equal(buffer_string(&out), expected);
	buffer_finish(&out);
	arena_destroy(document.arena);
}

static void wrapped_lines_are_one_paragraph(void **state)
{
	(void)state;
	assert_units("This is a paragraph that an editor has wrapped at fifty\n"
	             "columns or so, and Mr.\nSmith ends it.  \n\nNext one.",
	             "paragraph: This is a paragraph that an editor has wrapped at fifty columns or so, and Mr.\n"
	             "paragraph: Smith ends it.\nparagraph: Next one.\n");
	assert_units("It has several sentences that fill the lines up, as well as Mr.\r\nSmith in one of them.\r\n",
	             "paragraph: It has several sentences that fill the lines up, as well as Mr. Smith in one of them.\n");
}

static void lines_of_their_own_stay_apart(void **state)
{
	(void)state;
	assert_units("Town news\n\nBelgrade, 5 May\n\nRoses are red,\nViolets are blue,\nSugar is sweet.\n",
	             "headline: Town news\nparagraph: Belgrade, 5 May\nparagraph: Roses are red,\n"
	             "paragraph: Violets are blue,\nparagraph: Sugar is sweet.\n");
	assert_units("Name: John\nTown: Niš\n=====\n* * *\n", "headline: Name: John\nparagraph: Town: Niš\n");
	assert_units("Regards\n-- \nJohn and his many colleagues at the\ncompany of things\n",
	             "headline: Regards\nparagraph: John and his many colleagues at the\nparagraph: company of things\n");
}

static void lists_and_quotations(void **state)
{
	(void)state;
	assert_units("To do:\n- the first thing, which is longer than the line\n  that it began on\n"
	             "- second\n1. third\na) fourth\n• fifth\n",
	             "paragraph: To do:\nlist item: the first thing, which is longer than the line that it began on\n"
	             "list item: second\nlist item: third\nlist item: fourth\nlist item: fifth\n");
	assert_units("> They said that all of it would be quoted as it was\n> written by them.\n>> Deeper.\n>\n> Back.\n",
	             "quotation: They said that all of it would be quoted as it was written by them.\n"
	             "quotation: Deeper.\nquotation: Back.\n");
}

static void ideographs_are_joined_without_a_space(void **state)
{
	(void)state;
	assert_units("日本語の文章は空白なしで書かれますから、行の折り返しは空白にな\nりません。\n",
	             "paragraph: 日本語の文章は空白なしで書かれますから、行の折り返しは空白になりません。\n");
}

static void translations_fill_their_place(void **state)
{
	(void)state;
	assert_rewritten("  - one  \r\n  - two\r\n", "one", "jedan\ndva", "  - jedan dva  \r\n  - two\r\n");
	assert_rewritten("> A line that was wrapped where the sixty columns\n> of it ended.\n\n",
	                 "A line that was wrapped where the sixty columns of it ended.", "- Red.", "> - Red.\n\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrapped_lines_are_one_paragraph),
		cmocka_unit_test(lines_of_their_own_stay_apart),
		cmocka_unit_test(lists_and_quotations),
		cmocka_unit_test(ideographs_are_joined_without_a_space),
		cmocka_unit_test(translations_fill_their_place),
	};
	return cmocka_run_group_tests_name("plain", tests, NULL, NULL);
}
