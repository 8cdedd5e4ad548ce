/* Protected markup, quality gates, language codes: what needs no server. */

#include "base/array.h"
#include "engines/gates.h"
#include "engines/language_code.h"
#include "engines/protect.h"
#include "engines/references.h"
#include "engines/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* `*` opens and closes a pair, in turn; `#` is a lone placeable. */
static void find(struct slice text, struct placeables *out)
{
	size_t open = SIZE_MAX;
	for (size_t i = 0; i < text.size; i++) {
		size_t own = out->count;
		if (text.data[i] != '*' && text.data[i] != '#')
			continue;
		array_push(out, placeable_make(i, i + 1, PLACEABLE_ALONE, own));
		if (text.data[i] == '*' && open == SIZE_MAX) {
			open = own;
		} else if (text.data[i] == '*') {
			out->items[own].kind = PLACEABLE_CLOSE;
			out->items[own].partner = (uint32_t)open;
			out->items[open].kind = PLACEABLE_OPEN;
			out->items[open].partner = (uint32_t)own;
			open = SIZE_MAX;
		}
	}
}

static const struct {
	const char *source;
	enum protection form;
	const char *sent, *answer, *translation; /* NULL: refused */
} protections[] = {
	{ "See *this* & #.", PROTECTION_XML, "See <x1>this</x1> &amp; <x3/>.", "Vidi <x1>ovo</x1> &amp; <x3/>.",
	  "Vidi *ovo* & #." },
	{ "See *this*.", PROTECTION_TEXT, "See [x1]this[/x1].", "Vidi [X1] ovo [ / x1 ].", "Vidi *ovo*." },
	{ "[a] *b*", PROTECTION_TEXT, "[a] {x1}b{/x1}", "[c] {x1}d{/x1}", "[c] *d*" },
	{ "A # b", PROTECTION_HTML, "A <span id=\"x1\" translate=\"no\" class=\"notranslate\">X1</span> b",
	  "C <span class='notranslate' id = x1>whatever</span> d", "C # d" },
	{ "a *b* c", PROTECTION_XML, NULL, "d <x1> e </x1>f", "d *e* f" },
	{ "a *b* c", PROTECTION_XML, NULL, "d<x1>e</x1>f", "d *e* f" },
	{ "a (#), b", PROTECTION_XML, NULL, "c ( <x1/> ), d", "c (#), d" },
	{ " a\n", PROTECTION_TEXT, " a\n", "  b  c\n\n", " b c\n" },
	{ "*a* *b*", PROTECTION_XML, NULL, "<x3>c</x3> <x1>d</x1>", "*c* *d*" },
	{ "*a*", PROTECTION_XML, NULL, "<x1></x1>b", NULL },
	{ "*a*", PROTECTION_XML, NULL, "</x1>b<x1>", NULL },
	{ "*a* b", PROTECTION_XML, NULL, "<x1>a b", NULL },
	{ "*a* b", PROTECTION_XML, NULL, "<x1>a</x1> <x2/>b", NULL },
	{ "*a* b", PROTECTION_XML, NULL, "<x1>a</x1> <x1>b</x1>", NULL },
	{ "*a* *b*", PROTECTION_XML, NULL, "<x1>a <x3>b</x1></x3>", NULL },
	{ "a", PROTECTION_TEXT, "a", "b <script>", NULL },
	{ "a", PROTECTION_XML, "a", "b &lt;script>", NULL },
	{ "a", PROTECTION_XML, "a", "b &#60;script>", NULL },
	{ "a", PROTECTION_XML, "a", "b &#x202e;c", NULL },
	{ "a", PROTECTION_TEXT, "a", "b\x1b[1m", NULL },
	{ "a", PROTECTION_TEXT, "a", "{{b}}", NULL },
	{ "{{a}} b", PROTECTION_TEXT, "{{a}} b", "c {{a}}", "c {{a}}" },
	{ "a", PROTECTION_TEXT, "a", "b\xff", NULL },
	{ "a", PROTECTION_TEXT, "a", "b\xe2\x80\x8b", "b" },
	{ "a < b", PROTECTION_XML, "a &lt; b", "c &lt; d", "c < d" },
};

static void protects_and_takes_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof protections / sizeof *protections; i++) {
		struct placeables placeables = { 0 }, found = { 0 };
		struct buffer sent = { 0 }, translation = { 0 };
		const char *reason = NULL;
		find(slice_from(protections[i].source), &placeables);
		struct protected_text text = { slice_from(protections[i].source), placeables.items, placeables.count,
			                       protections[i].form, 1 };
		protect_encode(&text, &sent);
		if (protections[i].sent)
			assert_string_equal(buffer_string(&sent), protections[i].sent);
		bool taken = protect_decode(&text, slice_from(protections[i].answer), &translation, &found, &reason);
		assert_string_equal(taken ? buffer_string(&translation) : "refused",
		                    protections[i].translation ? protections[i].translation : "refused");
		buffer_finish(&sent);
		buffer_finish(&translation);
		array_finish(&placeables);
		array_finish(&found);
	}
}

static const struct {
	const char *source, *translation, *target;
	bool good;
} translations[] = {
	{ "There are 1,500 of them.", "Ima ih 1.500.", "sr-Latn", true },
	{ "There are 1,500 of them.", "Ima ih 1 500.", "sr-Latn", true },
	{ "There are 1,500 of them.", "Ima ih 15.", "sr-Latn", false },
	{ "There are many of them.", "Ima ih 1.500.", "sr-Latn", false },
	{ "We have 3 houses.",
	  "Imamo tri ku\xc4\x87"
	  "e.",
	  "sr-Latn", true },
	{ "The 19th century was long.", "XIX vek je bio dug.", "sr-Latn", true },
	{ "The year 1984 was long.", "Godina je bila duga.", "sr-Latn", false },
	{ "Version 2.0 of 2024.",
	  "\xd9\xa2\xd9\xa0\xd9\xa2\xd9\xa4 \xd8\xa5\xd8\xb5\xd8\xaf\xd8\xa7\xd8\xb1 \xd9\xa2.\xd9\xa0", "ar", true },
	{ "A house.", "\xd0\x9a\xd1\x83\xd1\x9b\xd0\xb0.", "sr", true },
	{ "A house.", "\xd0\x9a\xd1\x83\xd1\x9b\xd0\xb0.", "az", false },
	{ "The GitHub house of Mozilla.", "GitHub Mozilla \xd0\xba\xd1\x83\xd1\x9b\xd0\xb0.", "sr", true },
	{ "\xe2\x80\x9cGitHub\xe2\x80\x9d", "\xe2\x80\x9eGitHub\xe2\x80\x9c", "sr", true },
	{ "This is not translated.", "This is not translated.", "az", false },
	{ "Microsoft Windows", "Microsoft Windows", "az", true },
	{ "Yes.", "Ha ha ha ha ha ha ha ha ha ha ha ha.", "sr-Latn", false },
	{ "Something.", "", "sr-Latn", false },
	{ "Something.", "Ne\4to.", "sr-Latn", false },
};

static void gates_refuse_what_is_no_translation(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof translations / sizeof *translations; i++) {
		struct gate_question question = {
			.source = slice_from(translations[i].source),
			.translation = slice_from(translations[i].translation),
			.source_language = "en",
			.target_language = translations[i].target,
		};
		const char *reason = gates_refuse(&question);
		if (!reason != translations[i].good)
			fail_msg("\"%s\": %s", translations[i].translation, reason ? reason : "accepted");
	}
}

static void gates_know_the_terms_of_the_glossary_in_their_forms(void **state)
{
	(void)state;
	static const struct {
		const char *source, *translation, *target;
		bool good;
	} cases[] = {
		{ "The memory is full.", "Преводилачка меморија је пуна.", "sr", true },
		{ "We look it up in the memory.", "Тражимо у преводилачкој меморији.", "sr", true },
		{ "The Memory is full.", "Памћење је пуно.", "sr", false },
		{ "He is a memorable man.", "Он је упечатљив човек.", "sr", true },
		{ "Open the catalog.", "Kataloqu açın.", "az", true },
		{ "Open the catalog.", "Siyahını açın.", "az", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		bool serbian = strcmp(cases[i].target, "sr") == 0;
		struct glossary *glossary = glossary_create("en", cases[i].target);
		glossary_add(glossary, &(struct term){ SLICE("memory"),
		                                       serbian ? SLICE("преводилачка меморија") : SLICE("tərcümə yaddaşı"), false });
		glossary_add(glossary, &(struct term){ SLICE("catalog"), serbian ? SLICE("каталог") : SLICE("kataloq"), false });
		glossary_seal(glossary);
		struct gate_question question = {
			.source = slice_from(cases[i].source),
			.translation = slice_from(cases[i].translation),
			.source_language = "en",
			.target_language = cases[i].target,
			.glossary = glossary,
		};
		const char *reason = gates_refuse(&question);
		if (!reason != cases[i].good)
			fail_msg("\"%s\": %s", cases[i].translation, reason ? reason : "accepted");
		glossary_destroy(glossary);
	}
}

static void languages_are_spelt_as_the_provider_does(void **state)
{
	(void)state;
	static const struct language_spelling table[] = {
		{ "zh", "zh-CN" }, { "zh-Hant", "zh-TW" }, { "pt-BR", "pt-br" }, { "sr-Latn", "srl" }, { NULL, NULL },
	};
	static const char *const cases[][2] = {
		{ "en", "en" },           { "EN_us", "en" },       { "zh", "zh-CN" },     { "zh-Hant-HK", "zh-TW" },
		{ "pt_BR", "pt-br" },     { "pt", "pt" },          { "sr-Latn-RS", "srl" }, { "sr", "sr" },
		{ "ca-ES-valencia", "ca" }, { "en-x-private", "en" },
	};
	struct arena *arena = arena_create();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(language_code_spell(cases[i][0], table, arena), cases[i][1]);
	struct language_code code;
	static const char *const none[] = { "", "e", "e1", "en-", "-en", "en--US", "en/..", "verylonglanguage" };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_false(language_code_parse(none[i], &code));
	assert_string_equal(language_code_serbian_script("sr"), "Cyrl");
	assert_string_equal(language_code_serbian_script("sr-latn"), "Latn");
	assert_null(language_code_serbian_script("hr"));
	arena_destroy(arena);
}

static void keys_are_blotted_out(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	const char *const keys[] = { "abcdef", NULL, "abcdefgh" };
	assert_string_equal(secret_blot(SLICE("x abcdefghi\n\xff y abcdef"), 100, keys, 3, arena), "x ***i ? y ***");
	assert_string_equal(secret_blot(SLICE("0123456789"), 5, keys, 3, arena), "01234\xe2\x80\xa6");
	arena_destroy(arena);
}

static void character_references_become_characters_or_tokens(void **state)
{
	(void)state;
	static const struct {
		const char *text, *resolved;
		size_t tokens;
	} cases[] = {
		{ "don&rsquo;t &#233; &#xe9;&eacute;", "don\xe2\x80\x99t \xc3\xa9 \xc3\xa9\xc3\xa9", 0 },
		{ "a &amp; b &lt;i&gt; &quot;c&quot; it&#39;s", "a &amp; b &lt;i&gt; &quot;c&quot; it's", 5 },
		{ "&shy; &#10; &#xd800; &#x110000; &#99999999999; &no;", "&shy; &#10; &#xd800; &#x110000; &#99999999999; &no;", 6 },
		{ "\\&eacute; & &; &#; &# &e &eacute", "\\&eacute; & &; &#; &# &e &eacute", 0 },
		{ "*&amp;* #&eacute;", "*&amp;* #\xc3\xa9", 4 },
		{ "", "", 0 },
	};
	struct arena *arena = arena_create();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct placeables found = { 0 }, out = { 0 };
		if (cases[i].tokens == 4)
			find(slice_from(cases[i].text), &found);
		struct slice resolved = references_resolve(slice_from(cases[i].text), found.items, found.count, &out, arena);
		assert_string_equal(resolved.data, cases[i].resolved);
		assert_int_equal(out.count, cases[i].tokens);
		for (size_t k = 0, at = 0; k < out.count; at = out.items[k++].end) {
			assert_true(out.items[k].begin >= at && out.items[k].end <= resolved.size);
			assert_int_equal(out.items[out.items[k].partner].partner, k);
			assert_true((out.items[k].kind == PLACEABLE_ALONE) == (out.items[k].partner == k));
		}
		array_finish(&found);
		array_finish(&out);
	}
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(protects_and_takes_back),
		cmocka_unit_test(gates_refuse_what_is_no_translation),
		cmocka_unit_test(gates_know_the_terms_of_the_glossary_in_their_forms),
		cmocka_unit_test(languages_are_spelt_as_the_provider_does),
		cmocka_unit_test(keys_are_blotted_out),
		cmocka_unit_test(character_references_become_characters_or_tokens),
	};
	return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
