/* Pseudo-translation: which letters are changed, where the brackets go, and what a format calls prose inside of markup. */

#include "formats/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* TEXT, one paragraph of FORMAT, is EXPECTED in KIND. */
static void assert_pseudo(const struct format *format, const char *text, enum pseudo kind, const char *expected)
{
	struct document document = { .arena = arena_create(), .name = "a", .source = slice_from(text) };
	assert_true(format->parse(&document, NULL));
	document_segment(&document, NULL);
	assert_int_equal(document.unit_count, 1);
	assert_int_equal(document.units[0].segment_count, 1);
	struct buffer out = { 0 };
	bool changed = format_pseudo_translate(format, &document.units[0], &document.units[0].segments[0], kind, &out);
	assert_string_equal(buffer_string(&out), expected);
	assert_int_equal(changed, *expected != '\0');
	buffer_finish(&out);
	arena_destroy(document.arena);
}

static void assert_accented(const char *text, const char *expected)
{
	assert_pseudo(&format_markdown, text, PSEUDO_ACCENTED, expected);
}

static void every_letter_is_changed(void **state)
{
	(void)state;
	assert_accented("The quick brown fox jumps over the lazy dog.", "⟦Ţĥé ǫûîçķ ƀŕöŵñ ƒöẋ ĵûɱþš öṽéŕ ţĥé ļåžý ðöĝ.⟧");
	assert_accented("THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG",
	                "⟦ŢĤÉ ǪÛÎÇĶ ƁŔÖŴÑ ƑÖẊ ĴÛṀÞŠ ÖṼÉŔ ŢĤÉ ĻÅŽÝ ÐÖĜ⟧");
	assert_accented("Café, Ниш и 東京 x2", "⟦Çåƒé́, Н́и́ш́ и́ 東́京́ ẋ2⟧");
	assert_pseudo(&format_plain, "1,000.5", PSEUDO_ACCENTED, "");
}

static void markup_stays(void **state)
{
	(void)state;
	assert_accented("Use `code`, [a *link*](u \"Its title\") and <b title='Tip' id=x>b</b> &amp; $x^2$.",
	                "⟦Ûšé `code`, [å *ļîñķ*](u \"Îţš ţîţļé\") åñð <b title='Ţîþ' id=x>ƀ⟧</b> &amp; $x^2$.");
	assert_accented("See https://example.org/a, me@example.org.", "⟦Šéé⟧ https://example.org/a, me@example.org.");
	assert_accented("![An image](a.png \"T {{ x }}\") of {{< code >}}", "![⟦Åñ îɱåĝé](a.png \"Ţ {{ x }}\") öƒ⟧ {{< code >}}");
	assert_pseudo(&format_html, "Say \\&quot;no\\&quot;", PSEUDO_ACCENTED, "⟦Šåý \\&quot;ñö\\&quot;⟧");
	assert_pseudo(&format_html, "Look <img src=a alt=\"A {{ cat }} here\"> at <i>x &copy; y</i>", PSEUDO_ACCENTED,
	              "⟦Ļööķ <img src=a alt=\"Å {{ cat }} ĥéŕé\"> åţ <i>ẋ &copy; ý⟧</i>");
}

/* A bracket at a delimiter must not change whether it opens or closes. */
static void brackets_keep_the_markup(void **state)
{
	(void)state;
	assert_accented("**Bold** and *more*", "**⟦Ɓöļð** åñð *ɱöŕé⟧*");
	assert_accented("&#9;a&nbsp;b&nbsp;", "&#9;⟦å&nbsp;ƀ⟧&nbsp;");
	assert_accented("&ensp;a&#x2003;", "&ensp;⟦å⟧&#x2003;");
	assert_accented("http://a.org/<b c", "http://a.org/<⟦ƀ ç⟧");
	assert_accented("1**st** a", "⟦1**šţ** å⟧");
	assert_accented("a the 1**st**2", "⟦å ţĥé 1**šţ**2⟧");
	assert_accented("(**a**) b_c_", "⟦(**å**) ƀ_ç⟧_");
	assert_accented("`1`**st**`x`", "`1`⟦**šţ**⟧`x`");
	assert_accented("*\u00a0a\u00a0*", "*\u00a0⟦å⟧\u00a0*");
	assert_accented("*a:** b", "*⟦å:** ƀ⟧");
	assert_accented("[**a (b_c*)**](u)", "[⟦**å (ƀ_ç*)⟧**](u)");
	assert_accented("*a:** <i>1</i>", "*⟦å:⟧** <i>1</i>");
	assert_accented("a\\ b\\", "⟦å\\ ƀ⟧\\");
}

static void mirrored_words_run_from_right_to_left(void **state)
{
	(void)state;
	assert_pseudo(&format_markdown, "A **word1**, 25 `x`", PSEUDO_MIRRORED, "\u202eA\u202c **\u202eword1\u202c**, 25 `x`");
	assert_pseudo(&format_html, "<b title=b>ж&nbsp;</b>7 c", PSEUDO_MIRRORED,
	              "<b title=\u202eb\u202c>\u202eж\u202c&nbsp;</b>7 \u202ec\u202c");
}

static void languages_say_so(void **state)
{
	(void)state;
	assert_int_equal(pseudo_of_language("en-XA"), PSEUDO_ACCENTED);
	assert_int_equal(pseudo_of_language("sr-Latn-XB"), PSEUDO_MIRRORED);
	assert_int_equal(pseudo_of_language("sr-Latn"), PSEUDO_NONE);
	assert_int_equal(pseudo_of_language("xa"), PSEUDO_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_letter_is_changed),
		cmocka_unit_test(markup_stays),
		cmocka_unit_test(brackets_keep_the_markup),
		cmocka_unit_test(mirrored_words_run_from_right_to_left),
		cmocka_unit_test(languages_say_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
