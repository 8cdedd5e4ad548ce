/* Character references: the forms that count, what they stand for, and HTML 4's names as libxml2 knows them. */

#include "text/character_reference.h"
#include "text/character_reference_table.h"

#include <libxml/HTMLparser.h>
#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void forms_are_read(void **state)
{
	(void)state;
	static const struct { const char *text; size_t size; uint32_t character; } cases[] = {
		{ "&mdash;", 7, 0x2014 }, { "&mdash; and", 7, 0x2014 }, { "&#8212;", 7, 0x2014 }, { "&#x2014;", 8, 0x2014 },
		{ "&#X2019;", 8, 0x2019 }, { "&amp;", 5, '&' }, { "&gt;", 4, '>' }, { "&Aacute;", 8, 0xc1 }, { "&aacute;", 8, 0xe1 },
		{ "&CounterClockwiseContourIntegral;", 33, 0x2233 }, { "&#0000000000008212;", 19, 0x2014 }, { "&frac12;", 8, 0xbd },
		{ "&#x10FFFF;", 10, 0x10ffff },
		/* As browsers have it. */
		{ "&#151;", 6, 0x2014 }, { "&#x85;", 6, 0x2026 }, { "&#129;", 6, 0x81 }, { "&#160;", 6, 0xa0 },
		/* Known to nobody. */
		{ "&product;", 9, 0 }, { "&MDASH;", 7, 0 }, { "&#0;", 4, 0 }, { "&#xD800;", 8, 0 }, { "&#x110000;", 10, 0 },
		{ "&#99999999999999;", 17, 0 },
		/* No references. */
		{ "&mdash", 0, 0 }, { "&mdash and", 0, 0 }, { "& mdash;", 0, 0 }, { "&;", 0, 0 }, { "&", 0, 0 }, { "", 0, 0 }, { "&#;", 0, 0 },
		{ "&#x;", 0, 0 }, { "&#x", 0, 0 }, { "&#8g;", 0, 0 }, { "&#x8g;", 0, 0 }, { "&a;", 0, 0 }, { "&1a;", 0, 0 }, { "mdash;", 0, 0 },
		{ "&mda-sh;", 0, 0 }, { "&#99999999999999999;", 0, 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct character_reference reference;
		bool read = character_reference_read(slice_from(cases[i].text), 0, &reference);
		if (read != (cases[i].size > 0) || reference.size != cases[i].size || reference.character != cases[i].character)
			fail_msg("%s: %zu bytes, U+%04X", cases[i].text, reference.size, (unsigned)reference.character);
	}
}

static void second_characters_are_told(void **state)
{
	(void)state;
	struct character_reference reference;
	assert_true(character_reference_read(SLICE("&NotEqualTilde;"), 0, &reference));
	assert_int_equal(reference.character, 0x2242);
	assert_true(reference.more);
	assert_true(character_reference_read(SLICE("&EqualTilde;"), 0, &reference));
	assert_int_equal(reference.character, 0x2242);
	assert_false(reference.more);
}

static void backslashes_escape(void **state)
{
	(void)state;
	assert_false(character_reference_is_escaped(SLICE("&lt;"), 0));
	assert_true(character_reference_is_escaped(SLICE("a\\&lt;"), 2));
	assert_false(character_reference_is_escaped(SLICE("a\\\\&lt;"), 3));
}

static void names_are_those_of_html(void **state)
{
	(void)state;
	size_t compared = 0;
	for (size_t i = 0; i < character_reference_count; i++) {
		const struct character_reference_name *known = &character_reference_names[i];
		struct slice name = slice_make(character_reference_letters + known->letters, known->size);
		struct character_reference reference;
		char text[64];
		snprintf(text, sizeof text, "&%.*s;", SLICE_ARG(name));
		assert_true(character_reference_read(slice_from(text), 0, &reference));
		assert_int_equal(reference.size, name.size + 2);
		assert_int_equal(reference.character, known->character);
		/* HTML 4 had angle brackets of mathematics that look like those of HTML 5. */
		text[name.size + 1] = '\0';
		const htmlEntityDesc *old = htmlEntityLookup((const xmlChar *)text + 1);
		if (old && !slice_equal_string(name, "lang") && !slice_equal_string(name, "rang")) {
			compared++;
			assert_int_equal(reference.character, old->value);
		}
	}
	assert_int_equal(compared, 251);
	assert_int_equal(character_reference_count, 2125);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_are_read),
		cmocka_unit_test(second_characters_are_told),
		cmocka_unit_test(backslashes_escape),
		cmocka_unit_test(names_are_those_of_html),
	};
	return cmocka_run_group_tests_name("character_reference", tests, NULL, NULL);
}
