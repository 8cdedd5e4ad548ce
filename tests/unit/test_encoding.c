/* Character sets: what is detected, that nothing is lost on the way in and out, and where faults are said to be. */

#include "text/encoding.h"

#include "text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct arena *arena;
static struct diagnostics *sink;

static int set_up(void **state)
{
	(void)state;
	arena = arena_create();
	sink = diagnostics_create();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_destroy(arena);
	diagnostics_destroy(sink);
	return 0;
}

static void assert_detected(struct slice bytes, const char *declared, bool markup, const char *name, bool mark)
{
	struct encoding encoding = encoding_detect(bytes, declared, markup, arena);
	assert_string_equal(encoding.name, name);
	assert_int_equal(encoding.byte_order_mark, mark);
}

static void detects_marks_and_declarations(void **state)
{
	(void)state;
	assert_detected(SLICE(""), NULL, true, "UTF-8", false);
	assert_detected(SLICE("\xef\xbb\xbfx"), "ISO-8859-2", true, "UTF-8", true);
	assert_detected(SLICE("\xff\xfex\0"), NULL, false, "UTF-16LE", true);
	assert_detected(SLICE("\xfe\xff\0x"), "windows-1250", false, "UTF-16BE", true);
	assert_detected(SLICE("\xff\xfe\0\0x\0\0\0"), NULL, false, "UTF-32LE", true);
	assert_detected(SLICE("\0\0\xfe\xff\0\0\0x"), NULL, false, "UTF-32BE", true);
	assert_detected(SLICE("x"), "windows-1250", false, "windows-1250", false);
	assert_detected(SLICE("x"), "utf8", false, "UTF-8", false);
	assert_detected(SLICE("a\0 \0b\0"), "utf-16", false, "UTF-16LE", false);
	assert_detected(SLICE("\0a\0 \0b"), "UTF-16", false, "UTF-16BE", false);
	assert_detected(SLICE("\0a\0b"), "UTF-16", false, "UTF-16BE", false);
	assert_detected(SLICE("\n\0\0\0"), "UCS-4", false, "UTF-32LE", false);
}

static void prescans_markup(void **state)
{
	(void)state;
	static const struct {
		const char *markup, *name;
	} cases[] = {
		{ "<meta charset=koi8-r>", "koi8-r" },
		{ "<META CHARSET = 'ISO-8859-5' >", "ISO-8859-5" },
		{ "<meta/charset=\"latin1\">", "WINDOWS-1252" },
		{ "<meta charset=utf-16>", "UTF-8" },
		{ "<!-- <meta charset=koi8-r> --><meta charset=cp866>", "cp866" },
		{ "<!--><meta charset=cp866>", "cp866" },
		{ "<a title='<meta charset=koi8-r>'>", "UTF-8" },
		{ "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>", "windows-1251" },
		{ "<meta content='text/html; charset= \"koi8-u\"' http-equiv=content-type>", "koi8-u" },
		{ "<meta charset=iso-8859-8-i>", "ISO-8859-8" },
		{ "<meta charset=KS_C_5601-1989>", "CP949" },
		{ "<meta charset='ISO_8859-1:1987'>", "WINDOWS-1252" },
		{ "<meta content='text/html; charset=koi8-u'>", "UTF-8" },
		{ "<meta charset=no-such-set><meta charset=koi8-r>", "koi8-r" },
		{ "<metacharset=koi8-r>", "UTF-8" },
		{ "<meta charset=koi8-r", "koi8-r" },
		{ "<meta charset=//TRANSLIT>", "UTF-8" },
		{ "<meta charset=''>", "UTF-8" },
		{ "<?xml version='1.0' encoding='ISO-8859-2'?><a/>", "ISO-8859-2" },
		{ "<?xml version=\"1.0\" encoding = \"utf-16\"?><a/>", "UTF-8" },
		{ "<?xml version='1.0' encoding='x-none'?><a/>", "x-none" },
		{ "<?xml version='1.0'?><meta charset=koi8-r>", "koi8-r" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_detected(slice_from(cases[i].markup), NULL, true, cases[i].name, false);
	assert_detected(SLICE("<\0?\0x\0m\0l\0"), NULL, true, "UTF-16LE", false);
	assert_detected(SLICE("<meta charset=koi8-r>"), NULL, false, "UTF-8", false);
	assert_detected(SLICE("<meta charset=koi8-r>"), "cp1251", true, "koi8-r", false);
	assert_detected(SLICE("<meta charset=koi8-r>"), "cp1251", false, "cp1251", false);

	struct buffer late = { 0 };
	for (int i = 0; i < 1024; i++)
		buffer_append_byte(&late, ' ');
	buffer_append_string(&late, "<meta charset=koi8-r>");
	assert_detected(buffer_slice(&late), NULL, true, "UTF-8", false);
	buffer_finish(&late);
}

static void tries_names_in_turn(void **state)
{
	(void)state;
	assert_detected(SLICE("č"), "UTF-8,windows-1250", false, "UTF-8", false);
	assert_detected(SLICE("\xe8"), "UTF-8,windows-1250", false, "windows-1250", false);
	assert_detected(SLICE("\xe8\x81"), "UTF-8,windows-1252,windows-1250", false, "windows-1250", false);
	assert_detected(SLICE("\xe8\xff"), "UTF-8,ASCII", false, "ASCII", false);
	assert_true(encoding_are_known("UTF-8,cp1250"));
	assert_false(encoding_are_known("UTF-8,,cp1250"));
	assert_false(encoding_are_known("UTF-8,x-none"));
	assert_false(encoding_are_known(""));
}

static void guesses_as_browsers_do(void **state)
{
	(void)state;
	static const struct {
		const char *language, *name;
	} cases[] = {
		{ "en", "WINDOWS-1252" }, { "sr", "WINDOWS-1251" },      { "sr-Latn", "WINDOWS-1250" }, { "az", "WINDOWS-1254" },
		{ "hr-HR", "WINDOWS-1250" }, { "zh-Hans-CN", "GB18030" }, { "zh-TW", "BIG5-HKSCS" },    { "srd", "WINDOWS-1252" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(encoding_of_old_pages(cases[i].language, SLICE("a")), cases[i].name);
	assert_null(encoding_of_old_pages("en", SLICE("\x81")));
}

static bool decode(struct slice bytes, const char *name, bool mark, struct slice *text)
{
	return encoding_decode(bytes, &(struct encoding){ .name = name, .byte_order_mark = mark }, "file", arena, text, sink);
}

static void assert_fault(size_t line, size_t column, const char *part)
{
	const struct diagnostic *all;
	assert_int_equal(diagnostics_all(sink, &all), 1);
	assert_int_equal(all[0].severity, SEVERITY_ERROR);
	assert_int_equal(all[0].position.line, line);
	assert_int_equal(all[0].position.column, column);
	assert_non_null(strstr(all[0].text, part));
	struct diagnostics *done = diagnostics_create();
	diagnostics_move(done, sink);
	diagnostics_destroy(done);
}

static void decodes(void **state)
{
	(void)state;
	struct slice text, utf8 = SLICE("\xef\xbb\xbf" "a\0б");
	assert_true(decode(utf8, "UTF-8", true, &text));
	assert_ptr_equal(text.data, utf8.data + 3);
	assert_int_equal(text.size, 4);
	static const struct {
		struct slice bytes;
		const char *name, *text;
	} cases[] = {
		{ { "\xcb\xe8", 2 }, "windows-1251", "Ли" },
		{ { "\xff\xfe" "a\0\x52\x04", 6 }, "UTF-16LE", "aђ" },
		{ { "\xff\xfe" "a\0\x52\x04", 6 }, "UTF-16", "aђ" },
		{ { "\x3d\xd8\x00\xde", 4 }, "UTF-16LE", "😀" },
		{ { "\0\0\0a", 4 }, "UTF-32", "a" },
		{ { "\x1b$B$\"\x1b(B", 8 }, "ISO-2022-JP", "あ" },
		{ { "\x93\xfa\x96\x7b", 4 }, "SHIFT_JIS", "日本" },
		{ { "e\xec", 2 }, "CP1258", "é" }, /* iconv holds the letter back for an accent */
		{ { "ae", 2 }, "CP1258", "ae" },
		{ { "", 0 }, "CP1258", "" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(decode(cases[i].bytes, cases[i].name, false, &text));
		assert_true(slice_equal_string(text, cases[i].text));
	}
	assert_int_equal(diagnostics_count(sink, SEVERITY_ERROR), 0);
}

static void says_where_bytes_are_invalid(void **state)
{
	(void)state;
	struct slice text;
	assert_false(decode(SLICE("ab\nčđ\xff"), "UTF-8", false, &text));
	assert_fault(2, 3, "0xFF");
	assert_false(decode(SLICE("\xef\xbb\xbf" "a\xc3"), "UTF-8", true, &text));
	assert_fault(1, 2, "0xC3");
	assert_false(decode(SLICE("\xed\xa0\x80"), "UTF-8", false, &text));
	assert_fault(1, 1, "0xED");
	assert_false(decode(SLICE("\xe8\xe8\n\xe8\x81"), "WINDOWS-1252", false, &text));
	assert_fault(2, 2, "0x81");
	assert_false(decode(SLICE("a\n\x93\xfa\x93"), "SHIFT_JIS", false, &text));
	assert_fault(2, 2, "0x93");
	assert_false(decode(SLICE("a\0\x3d\xd8" "a\0"), "UTF-16LE", false, &text));
	assert_fault(1, 2, "0x3D");
	assert_false(decode(SLICE("a\0b"), "UTF-16LE", false, &text));
	assert_fault(1, 2, "0x62");
	assert_false(decode(SLICE("ab\x80"), "ASCII", false, &text));
	assert_fault(1, 3, "0x80");
	assert_false(decode(SLICE("ee\xd2\xd2\xff\xd2\xd2"), "CP1255", false, &text));
	assert_fault(1, 5, "0xFF");
	assert_false(decode(SLICE("a"), "x-none", false, &text));
	assert_fault(0, 0, "x-none");
}

static void encodes(void **state)
{
	(void)state;
	static const struct {
		const char *text, *name;
		bool mark;
		struct slice bytes;
	} cases[] = {
		{ "č", "UTF-8", true, { "\xef\xbb\xbf\xc4\x8d", 5 } },
		{ "č", "UTF-16LE", true, { "\xff\xfe\x0d\x01", 4 } },
		{ "č", "UTF-16LE", false, { "\x0d\x01", 2 } },
		{ "č", "UTF-16", false, { "\xff\xfe\x0d\x01", 4 } },
		{ "č", "UTF-32BE", true, { "\0\0\xfe\xff\0\0\x01\x0d", 8 } },
		{ "č", "windows-1250", true, { "\xe8", 1 } },
		{ "aあ", "ISO-2022-JP", false, { "a\x1b$B$\"\x1b(B", 9 } },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buffer out = { 0 };
		struct encoding encoding = { .name = cases[i].name, .byte_order_mark = cases[i].mark };
		assert_true(encoding_encode(slice_from(cases[i].text), &encoding, "file", &out, sink));
		assert_true(slice_equal(buffer_slice(&out), cases[i].bytes));
		buffer_finish(&out);
	}
}

static void names_the_letter_that_is_lacking(void **state)
{
	(void)state;
	struct buffer out = { 0 };
	buffer_append_string(&out, "kept");
	assert_false(encoding_encode(SLICE("čć\nšђa"), &(struct encoding){ .name = "ISO-8859-2", .byte_order_mark = false }, "file", &out, sink));
	assert_fault(2, 2, "“ђ” (U+0452)");
	assert_false(encoding_encode(SLICE("a\U000E0041"), &(struct encoding){ .name = "GB18030", .byte_order_mark = false }, "file", &out, sink));
	assert_fault(1, 2, "U+E0041");
	assert_false(encoding_encode(SLICE("a“"), &(struct encoding){ .name = "ASCII", .byte_order_mark = true }, "file", &out, sink));
	assert_fault(1, 2, "U+201C");
	assert_true(slice_equal_string(buffer_slice(&out), "kept"));
	buffer_finish(&out);
}

/* SOURCE, decoded from BYTES, with REPLACED of its bytes from AT on being REPLACEMENT. */
static void assert_kept(struct slice bytes, const char *name, size_t at, size_t replaced, const char *replacement,
                        struct slice expected)
{
	struct encoding encoding = { .name = name };
	struct slice source;
	assert_true(encoding_decode(bytes, &encoding, "file", arena, &source, sink));
	struct buffer text = { 0 }, out = { 0 };
	buffer_append(&text, slice_range(source, 0, at));
	buffer_append_string(&text, replacement);
	size_t rest = text.size;
	buffer_append(&text, slice_from_offset(source, at + replaced));
	struct encoding_copy items[] = { { 0, 0, at }, { at + replaced, rest, source.size - at - replaced } };
	struct encoding_copies copies = { items, 2, 2 };
	assert_true(encoding_encode_copies(buffer_slice(&text), &encoding, bytes, source, &copies, "file", &out, sink));
	assert_true(slice_equal(buffer_slice(&out), expected));
	buffer_finish(&text);
	buffer_finish(&out);
}

static void what_is_kept_keeps_its_bytes(void **state)
{
	(void)state;
	assert_kept(SLICE("a\xe8" "b"), "windows-1250", 0, 1, "č", SLICE("\xe8\xe8" "b"));
	assert_kept(SLICE("\x81\xca\xee\xf9 a \x81\xca\xee\xf9"), "CP932", 7, 1, "日本",
	            SLICE("\x81\xca\xee\xf9 \x93\xfa\x96\x7b \x81\xca\xee\xf9"));
	/* There, a copy may begin in a state of shift that its text is not in: all is encoded. */
	assert_kept(SLICE("a\x1b$B$\"$\"\x1b(B b"), "ISO-2022-JP", 4, 3, "あb", SLICE("a\x1b$B$\"$\"\x1b(Bb b"));
}

static void assert_substituted(const char *text, const char *name, enum encoding_lacking lacking, const char *expected)
{
	struct buffer out = { 0 };
	const struct encoding encoding = { .name = name, .lacking = lacking };
	assert_true(encoding_encode(slice_from(text), &encoding, "file", &out, sink));
	assert_string_equal(buffer_string(&out), expected);
	buffer_finish(&out);
}

static void something_stands_for_what_is_lacking(void **state)
{
	(void)state;
	assert_substituted("a ђ “č” \U0001f600\U000e0041.", "ISO-8859-2", LACKING_REFERENCE,
	                   "a &#1106; &#8220;\xe8&#8221; &#128512;&#917569;.");
	assert_substituted("Ђ, š, ə – “x”…", "ISO-8859-1", LACKING_TRANSLITERATE, "D, s, e - \"x\"...");
	assert_substituted("Šećer и Ђо", "windows-1250", LACKING_TRANSLITERATE, "\x8a" "e\xe6" "er i \xd0o");
	struct buffer out = { 0 };
	const struct encoding encoding = { .name = "ISO-8859-1", .lacking = LACKING_TRANSLITERATE };
	assert_false(encoding_encode(SLICE("a\n\U0001f600"), &encoding, "file", &out, sink));
	assert_fault(2, 1, "U+1F600");
	buffer_finish(&out);
}

static void knows_names(void **state)
{
	(void)state;
	static const char *const known[] = { "utf-8", "UTF-16", "ISO-8859-5", "cp1251", "KOI8-R", "GB18030", "Big5",
		                             "ISO-10646/UCS2/", "10646-1:1993/UCS4/", "ISO-10646/UTF8/" };
	static const char *const unknown[] = {
		"", "//TRANSLIT", "UTF-8//IGNORE", "x-none", "../x", "UTF-8,TRANSLIT", "char",
		"ISO-10646/UTF8/TRANSLIT", "ISO/TR_11548-1/TRANSLIT",
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		assert_true(encoding_is_known(known[i]));
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
		assert_false(encoding_is_known(unknown[i]));
}

/* The number of single bytes that are characters of the set NAME; in *LOST those that don't come back as themselves. */
static size_t round_trip_bytes(const char *name, size_t *lost)
{
	struct encoding encoding = { .name = name };
	struct diagnostics *ignored = diagnostics_create();
	struct buffer out = { 0 };
	size_t valid = 0;
	for (int byte = 0; byte < 256; byte++) {
		char letter = (char)byte;
		struct slice text, bytes = slice_make(&letter, 1);
		if (!encoding_decode(bytes, &encoding, "file", arena, &text, ignored))
			continue;
		valid++;
		assert_int_equal(utf8_find_invalid(text), text.size);
		buffer_clear(&out);
		if (!encoding_encode(text, &encoding, "file", &out, ignored) || !slice_equal(buffer_slice(&out), bytes))
			printf("%s: byte 0x%02X does not come back\n", name, (unsigned)byte), ++*lost;
	}
	buffer_finish(&out);
	diagnostics_destroy(ignored);
	return valid;
}

static void single_bytes_come_back(void **state)
{
	(void)state;
	static const char *const names[] = {
		"ASCII",        "ISO-8859-1",   "ISO-8859-2",   "ISO-8859-3",   "ISO-8859-4",   "ISO-8859-5",
		"ISO-8859-6",   "ISO-8859-7",   "ISO-8859-8",   "ISO-8859-9",   "ISO-8859-10",  "ISO-8859-13",
		"ISO-8859-14",  "ISO-8859-15",  "ISO-8859-16",  "WINDOWS-1250", "WINDOWS-1251", "WINDOWS-1252",
		"WINDOWS-1253", "WINDOWS-1254", "WINDOWS-1255", "WINDOWS-1256", "WINDOWS-1257", "WINDOWS-1258",
		"CP437",        "CP850",        "CP852",        "CP855",        "CP866",        "CP874",
		"KOI8-R",       "KOI8-U",       "MACINTOSH",    "TIS-620",
	};
	size_t lost = 0;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (encoding_is_known(names[i]))
			assert_true(round_trip_bytes(names[i], &lost) >= 96);
	assert_int_equal(lost, 0);
}

int main(int count, char **names)
{
	/* With names: those character sets, for `test_encoding $(iconv -l)`. */
	if (count > 1) {
		size_t lost = 0;
		set_up(NULL);
		for (int i = 1; i < count; i++) {
			char *name = names[i], *end = strstr(name, "//");
			if (end)
				*end = '\0';
			if (!encoding_is_known(name))
				printf("%s: not known\n", name);
			else if (!round_trip_bytes(name, &lost))
				printf("%s: no byte is a character\n", name);
		}
		tear_down(NULL);
		return lost != 0;
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(detects_marks_and_declarations, set_up, tear_down),
		cmocka_unit_test_setup_teardown(prescans_markup, set_up, tear_down),
		cmocka_unit_test_setup_teardown(tries_names_in_turn, set_up, tear_down),
		cmocka_unit_test_setup_teardown(guesses_as_browsers_do, set_up, tear_down),
		cmocka_unit_test_setup_teardown(decodes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(says_where_bytes_are_invalid, set_up, tear_down),
		cmocka_unit_test_setup_teardown(encodes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(names_the_letter_that_is_lacking, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_kept_keeps_its_bytes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(something_stands_for_what_is_lacking, set_up, tear_down),
		cmocka_unit_test_setup_teardown(knows_names, set_up, tear_down),
		cmocka_unit_test_setup_teardown(single_bytes_come_back, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("encoding", tests, NULL, NULL);
}
