/* Languages by every spelling, and plural forms that choose as ICU's own rules do. */

#include "base/table.h"
#include "text/language.h"
#include "text/month.h"
#include "text/plural.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <unicode/uloc.h>
#include <unicode/upluralrules.h>
#include <unicode/ures.h>
#include <unicode/ustring.h>

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

static const struct language *find(const char *spelling)
{
	return language_find(slice_from(spelling), arena, POSITION_NONE, sink);
}

static void finds_every_spelling(void **state)
{
	(void)state;
	static const struct {
		const char *spelling, *tag, *gettext, *name, *direction;
	} cases[] = {
		{ "sr", "sr", "sr", "Serbian", "ltr" },
		{ "sr-Latn", "sr-Latn", "sr@latin", "Serbian (Latin)", "ltr" },
		{ "sr@latin", "sr-Latn", "sr@latin", "Serbian (Latin)", "ltr" },
		{ "SR_LATN", "sr-Latn", "sr@latin", "Serbian (Latin)", "ltr" },
		{ "sr-latin", "sr-Latn", "sr@latin", "Serbian (Latin)", "ltr" },
		{ "sr_RS@latin", "sr-Latn-RS", "sr_RS@latin", "Serbian (Latin, Serbia)", "ltr" },
		{ "sr-Cyrl", "sr-Cyrl", "sr", "Serbian (Cyrillic)", "ltr" },
		{ "srp", "sr", "sr", "Serbian", "ltr" },
		{ "az", "az", "az", "Azerbaijani", "ltr" },
		{ "az-Arab", "az-Arab", "az@arabic", "Azerbaijani (Arabic)", "rtl" },
		{ "pt_BR", "pt-BR", "pt_BR", "Portuguese (Brazil)", "ltr" },
		{ "zh-Hans", "zh-Hans", "zh_CN", "Chinese (Simplified)", "ltr" },
		{ "zh-Hant", "zh-Hant", "zh_TW", "Chinese (Traditional)", "ltr" },
		{ "zh_hk", "zh-HK", "zh_HK", "Chinese (Hong Kong SAR China)", "ltr" },
		{ "uz-Cyrl", "uz-Cyrl", "uz@cyrillic", "Uzbek (Cyrillic)", "ltr" },
		{ "be-Latn", "be-Latn", "be@latin", "Belarusian (Latin)", "ltr" },
		{ "ca@valencia", "ca-valencia", "ca@valencia", "Catalan (Valencian)", "ltr" },
		{ "en_GB.UTF-8", "en-GB", "en_GB", "English (United Kingdom)", "ltr" },
		{ "de_DE@euro", "de-DE", "de_DE", "German (Germany)", "ltr" },
		{ "ger", "de", "de", "German", "ltr" },
		{ "iw", "he", "he", "Hebrew", "rtl" },
		{ "en-XA", "en-XA", "en_XA", "English (Pseudo-Accents)", "ltr" },
		{ "en-XB", "en-XB", "en_XB", "English (Pseudo-Bidi)", "rtl" },
		{ "es-419", "es-419", "es_419", "Spanish (Latin America)", "ltr" },
		{ "kab", "kab", "kab", "Kabyle", "ltr" },
		{ "tlh", "tlh", "tlh", "Klingon", "ltr" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct language *language = find(cases[i].spelling);
		assert_non_null(language);
		assert_string_equal(language->spelling, cases[i].spelling);
		assert_string_equal(language->tag, cases[i].tag);
		assert_string_equal(language->gettext, cases[i].gettext);
		assert_string_equal(language->name, cases[i].name);
		assert_string_equal(language->direction, cases[i].direction);
	}
	assert_int_equal(diagnostics_count(sink, SEVERITY_ERROR), 0);
}

static void refuses_what_is_no_language(void **state)
{
	(void)state;
	static const char *const spellings[] = {
		"", "xx", "klingon", "qqq", "und", "C", "POSIX", "../x", "sr/..", ".", "..", "-sr", "sr-", "sr--RS", "sr@",
		"sr-XX", "sr@alien", "sr_RS.", "sr_RS..", "sr .", "sr\n", "@sr", "sr@a@b", "ср", "sr.UTF-8/x",
		"sr-Latn-Cyrl", "1", "e", "en-GB-US", "sr@latin.x",
	};
	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
		assert_null(find(spellings[i]));
		assert_int_equal(diagnostics_count(sink, SEVERITY_ERROR), i + 1);
	}
	assert_null(language_find(slice_make("sr\0x", 4), arena, POSITION_NONE, sink));
	assert_null(find("Serbian"));
	const struct diagnostic *all;
	size_t count = diagnostics_all(sink, &all);
	assert_string_equal(all[count - 1].text, "no language is known as “Serbian”; did you mean sr?");
	assert_string_equal(all[1].text, "no language is known as “xx”; give a BCP 47 tag such as sr, sr-Latn or pt-BR");
}

static void reads_as_gettext_writes(void **state)
{
	(void)state;
	static const struct {
		const char *locale, *forms;
	} cases[] = {
		{ "en", "nplurals=2; plural=(n != 1);" },
		{ "az", "nplurals=2; plural=(n != 1);" },
		{ "fa", "nplurals=2; plural=(n > 1);" },
		{ "ja", "nplurals=1; plural=0;" },
		{ "is", "nplurals=2; plural=(n%10!=1 || n%100==11);" },
		{ "sr",
		  "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);" },
		{ "pl", "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);" },
		{ "cs", "nplurals=3; plural=(n==1 ? 0 : n>=2 && n<=4 ? 1 : 2);" },
		{ "sl", "nplurals=4; plural=(n%100==1 ? 0 : n%100==2 ? 1 : n%100>=3 && n%100<=4 ? 2 : 3);" },
		{ "ar",
		  "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);" },
		{ "fr", "nplurals=3; plural=(n<=1 ? 0 : n%1000000==0 ? 1 : 2);" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(plural_forms(cases[i].locale, arena).data, cases[i].forms);
}

/* A C expression of n, by operators in the order of their binding. */
static unsigned long evaluate(const char **at, unsigned long n, int level);

static void skip_spaces(const char **at)
{
	*at += strspn(*at, " ");
}

static bool take(const char **at, const char *word)
{
	skip_spaces(at);
	if (strncmp(*at, word, strlen(word)) != 0)
		return false;
	*at += strlen(word);
	return true;
}

static unsigned long evaluate_operand(const char **at, unsigned long n)
{
	if (take(at, "(")) {
		unsigned long value = evaluate(at, n, 0);
		assert_true(take(at, ")"));
		return value;
	}
	if (take(at, "n"))
		return n;
	skip_spaces(at);
	char *end;
	unsigned long value = strtoul(*at, &end, 10);
	assert_ptr_not_equal(end, *at);
	*at = end;
	return value;
}

static unsigned long evaluate(const char **at, unsigned long n, int level)
{
	static const char *const operators[][5] = {
		{ "?" }, { "||" }, { "&&" }, { "==", "!=" }, { "<=", ">=", "<", ">" }, { "%" },
	};
	if (level == 6)
		return evaluate_operand(at, n);
	unsigned long value = evaluate(at, n, level + 1);
	for (const char *const *sign = operators[level]; *sign; sign++) {
		if (!take(at, *sign))
			continue;
		unsigned long other = evaluate(at, n, level == 0 ? 0 : level + 1);
		switch (**sign) {
		case '?': {
			assert_true(take(at, ":"));
			unsigned long otherwise = evaluate(at, n, 0);
			return value ? other : otherwise;
		}
		case '|': value = value || other; break;
		case '&': value = value && other; break;
		case '=': value = value == other; break;
		case '!': value = value != other; break;
		case '<': value = (*sign)[1] ? value <= other : value < other; break;
		case '>': value = (*sign)[1] ? value >= other : value > other; break;
		default: value %= other; break;
		}
		sign = operators[level] - 1;
	}
	return value;
}

/* The number of the form, among those of FORMS, that each n has is the same for all n of one of ICU's categories. */
static void assert_same_choice(const char *locale, const char *forms)
{
	static const char *const order[] = { "zero", "one", "two", "few", "many", "other" };
	UErrorCode status = U_ZERO_ERROR;
	UPluralRules *rules = uplrules_open(locale, &status);
	assert_true(U_SUCCESS(status));
	unsigned count = (unsigned)strtoul(forms + strlen("nplurals="), NULL, 10);
	const char *expression = strstr(forms, "plural=(");
	int form_of[6];
	unsigned seen = 0;
	memset(form_of, -1, sizeof form_of);
	for (unsigned i = 0; i <= 10000 + 2000; i++) {
		unsigned long n = i <= 10000 ? i : i <= 11000 ? (i - 10000) * 1000UL : (i - 11000) * 500000UL + i % 4;
		UChar keyword[16];
		char name[16];
		u_UCharsToChars(keyword, name, uplrules_select(rules, (double)n, keyword, 16, &status) + 1);
		size_t category = 0;
		while (strcmp(order[category], name) != 0)
			category++;
		const char *at = expression ? expression + strlen("plural=") : "0";
		int form = (int)evaluate(&at, n, 0);
		if (form_of[category] < 0)
			form_of[category] = form, seen++;
		if (form_of[category] != form)
			fail_msg("%s: form %d for %lu, not %d: %s", locale, form, n, form_of[category], forms);
	}
	assert_int_equal(seen, count);
	for (int i = 0, next = 0; i < 6; i++)
		if (form_of[i] >= 0)
			assert_int_equal(form_of[i], next++);
	uplrules_close(rules);
}

static void assert_accepted_by_msgfmt(const char *forms)
{
	FILE *msgfmt = popen("msgfmt -c -o /dev/null - 2>&1 | grep -i plural && exit 1; exit 0", "w");
	assert_non_null(msgfmt);
	fprintf(msgfmt, "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: %s\\n\"\n", forms);
	unsigned count = (unsigned)strtoul(forms + strlen("nplurals="), NULL, 10);
	fprintf(msgfmt, "msgid \"a\"\nmsgid_plural \"b\"\n");
	for (unsigned i = 0; i < count; i++)
		fprintf(msgfmt, "msgstr[%u] \"x\"\n", i);
	assert_int_equal(pclose(msgfmt), 0);
}

static void chooses_as_icu(void **state)
{
	(void)state;
	UErrorCode status = U_ZERO_ERROR;
	UResourceBundle *plurals = ures_openDirect(NULL, "plurals", &status);
	UResourceBundle *locales = ures_getByKey(plurals, "locales", NULL, &status);
	assert_true(U_SUCCESS(status));
	struct table accepted = { 0 };
	size_t count = 0;
	for (; ures_hasNext(locales); count++) {
		const char *locale = NULL;
		ures_getNextString(locales, NULL, &locale, &status);
		assert_true(U_SUCCESS(status));
		const char *forms = plural_forms(locale, arena).data;
		assert_same_choice(locale, forms);
		if (table_add(&accepted, slice_from(forms), count) == count)
			assert_accepted_by_msgfmt(forms);
	}
	assert_true(count > 200);
	table_finish(&accepted);
	ures_close(locales);
	ures_close(plurals);
}

/* What the program has of a language itself is what ICU says, which is asked for one with its region. */
static void has_what_icu_has(void **state)
{
	(void)state;
	enum { MONTHS = 12 };
	static const char *const languages[][2] = {
		{ "en", "en-US" }, { "de", "de-DE" }, { "ar", "ar-EG" }, { "az", "az-AZ" }, { "pl", "pl-PL" }, { "ja", "ja-JP" },
	};
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
		const struct language *own = find(languages[i][0]), *asked = find(languages[i][1]);
		assert_string_equal(own->plurals, asked->plurals);
		assert_string_equal(own->direction, asked->direction);
		struct month_names *names = month_names_create(own->tag), *wanted = month_names_create(asked->tag);
		assert_int_equal(month_forms(names), month_forms(wanted));
		assert_int_not_equal(month_forms(names), 0);
		for (unsigned j = 0; j < month_forms(names) * MONTHS; j++)
			assert_true(slice_equal(month_name(names, j % MONTHS, j / MONTHS), month_name(wanted, j % MONTHS, j / MONTHS)));
		month_names_destroy(names);
		month_names_destroy(wanted);
	}
	assert_null(language_find(SLICE("en\ten"), arena, POSITION_NONE, sink));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(finds_every_spelling, set_up, tear_down),
		cmocka_unit_test_setup_teardown(refuses_what_is_no_language, set_up, tear_down),
		cmocka_unit_test_setup_teardown(reads_as_gettext_writes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(chooses_as_icu, set_up, tear_down),
		cmocka_unit_test_setup_teardown(has_what_icu_has, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("language", tests, NULL, NULL);
}
