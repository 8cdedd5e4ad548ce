/* localize.yaml: what holds without one, what it can set, and each way in which it can be wrong; and globs. */

#include "base/array.h"
#include "base/buffer.h"
#include "base/data.h"
#include "base/file.h"
#include "project/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena *arena;
static struct diagnostics *sink;
static char folder[64];

/* Each test has a folder of its own, and is in it. */
static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/localize-config-XXXXXX");
	if (!mkdtemp(folder) || chdir(folder) < 0)
		return -1;
	arena = arena_create();
	sink = diagnostics_create();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	static const char *const left[] = { "localize.yaml", "a/b", "a" };
	for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
		struct slice path = slice_from(file_join(arena, slice_from(folder), slice_from(left[i])));
		remove(path.data);
	}
	int status = chdir("/") < 0 || rmdir(folder) < 0 ? -1 : 0;
	arena_destroy(arena);
	diagnostics_destroy(sink);
	return status;
}

static bool read_text(struct config *config, const char *text)
{
	assert_true(file_replace("localize.yaml", slice_from(text), NULL, sink));
	return config_read(config, NULL, arena, sink);
}

static void assert_slice(struct slice slice, const char *expected)
{
	assert_int_equal(slice.size, strlen(expected));
	assert_memory_equal(slice.data, expected, slice.size);
}

/* TEXT gives just one error, at LINE and COLUMN, in which PART stands. */
static void assert_error(const char *text, size_t line, size_t column, const char *part)
{
	struct config config;
	struct diagnostics *outer = sink;
	sink = diagnostics_create();
	bool good = read_text(&config, text);
	size_t count = diagnostics_count(sink, SEVERITY_ERROR), size = 0;
	char *printed = NULL, place[64];
	FILE *stream = open_memstream(&printed, &size);
	assert_non_null(stream);
	diagnostics_print(sink, stream, SEVERITY_NOTE, false);
	fclose(stream);
	snprintf(place, sizeof place, "localize.yaml:%zu:%zu: error: ", line, column);
	if (good || count != 1 || strncmp(printed, place, strlen(place)) != 0 || !strstr(printed, part) ||
	    !strstr(printed, "; "))
		fail_msg("for %s: not %s… %s, but %s", text, place, part, printed);
	free(printed);
	config_finish(&config);
	diagnostics_destroy(sink);
	sink = outer;
}

static void everything_has_a_default(void **state)
{
	(void)state;
	static const char *const nothing[] = { NULL, "", "# only words\n", "---\n", "languages:\narticles:\nminimum: ~\n" };
	for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
		struct config config;
		assert_true(nothing[i] ? read_text(&config, nothing[i]) : config_read(&config, NULL, arena, sink));
		assert_string_equal(config.root, ".");
		assert_slice(config.source, "en");
		assert_slice(config.input, "input");
		assert_slice(config.catalog_name, "{po}/{lang}/{path}.po");
		assert_int_equal(config.languages.count, 0);
		assert_int_equal(config.minimum, 0);
		assert_false(config.paragraphs || config.accept_fuzzy || config.accept_machine);
		assert_false(config.formats.front_matter_only || config.formats.plain_lines);
		config_finish(&config);
	}
}

static void everything_can_be_set(void **state)
{
	(void)state;
	struct config config;
	assert_true(read_text(&config,
	                      "source: sr\n"
	                      "languages: [az, {sr-Latn: {from: sr}}, sr, pt_BR: ]\n"
	                      "folders: {input: articles, po: catalogs, output: site}\n"
	                      "articles: ['**/*.md', news/*]\n"
	                      "exclude: drafts/**\n"
	                      "names:\n"
	                      "  catalog: '{po}/{folder}/{lang}/{name}.po'\n"
	                      "  template: '{po}/{path}.pot'\n"
	                      "  output: '{lang}/{path}'\n"
	                      "encoding: {input: windows-1251, output: UTF-8, lacking: transliterate}\n"
	                      "unit: paragraph\n"
	                      "front_matter: {add: [intro, note], leave: tags}\n"
	                      "plain: {unit: line}\n"
	                      "markdown: {code_comments: true}\n"
	                      "accept: [translated, machine]\n"
	                      "minimum: 80\n"
	                      "engines:\n"
	                      "  libretranslate: {url: 'http://localhost:5000', timeout: 5, key_env: KEY, languages: sr}\n"
	                      "  deepl:\n"
	                      "  openai: {key_file: ~/key, certificates: a.pem, model: m, formality: less, glossary: g,\n"
	                      "           region: eu, project: p, style: short words, command: cat, deadline: 6,\n"
	                      "           concurrency: 7, batch: 8, limit: 9, month_limit: 10, attempts: 11, retry_delay: 12,\n"
	                      "           languages: [sr, sr@latin]}\n"
	                      "glossaries: [terms.csv]\n"
	                      "spelling: {dictionaries: [dicts], words: 'words.{lang}.txt'}\n"
	                      "checks: {off: [numbers], quotation_marks: {sr: '„…“', az: «»}}\n"
	                      "segmentation: rules.srx\n"));
	assert_slice(config.source, "sr");
	assert_int_equal(config.languages.count, 4);
	assert_slice(config.languages.items[1].spelling, "sr-Latn");
	assert_slice(config.languages.items[1].from, "sr");
	assert_int_equal(config.languages.items[1].position.line, 2);
	assert_slice(config.languages.items[3].spelling, "pt_BR");
	assert_slice(config.input, "articles");
	assert_false(config.formats.front_matter_only);
	assert_slice(config.formats.front_matter_add.items[1], "note");
	assert_slice(config.formats.front_matter_leave.items[0], "tags");
	assert_true(config.formats.plain_lines);
	assert_true(config.formats.code_comments);
	assert_int_equal(config.lacking, LACKING_TRANSLITERATE);
	assert_slice(config.po, "catalogs");
	assert_slice(config.output, "site");
	assert_int_equal(config.articles.count, 2);
	assert_slice(config.exclude.items[0].text, "drafts/**");
	assert_slice(config.catalog_name, "{po}/{folder}/{lang}/{name}.po");
	assert_string_equal(config.input_encoding, "windows-1251");
	assert_string_equal(config.output_encoding, "UTF-8");
	assert_true(config.paragraphs && config.accept_machine && !config.accept_fuzzy);
	assert_int_equal(config.minimum, 80);
	assert_int_equal(config.engine_count, 3);
	assert_string_equal(config.engines[0].name, "libretranslate");
	assert_string_equal(config.engines[0].url, "http://localhost:5000");
	assert_int_equal(config.engines[0].timeout, 5);
	assert_string_equal(config.engines[0].key_env, "KEY");
	assert_slice(config.engines[0].languages.items[0], "sr");
	assert_string_equal(config.engines[1].name, "deepl");
	assert_int_equal(config.engines[1].languages.count, 0);
	const struct engine_options *all = &config.engines[2];
	assert_string_equal(all->name, "openai");
	assert_string_equal(all->key_file, "~/key");
	assert_string_equal(all->certificates, "a.pem");
	assert_string_equal(all->model, "m");
	assert_string_equal(all->formality, "less");
	assert_string_equal(all->glossary, "g");
	assert_string_equal(all->region, "eu");
	assert_string_equal(all->project, "p");
	assert_string_equal(all->style, "short words");
	assert_string_equal(all->command, "cat");
	const size_t numbers[] = { all->deadline,    all->concurrency, all->batch,      all->limit,
		                   all->month_limit, all->attempts,    all->retry_delay };
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		assert_int_equal(numbers[i], 6 + i);
	assert_int_equal(all->languages.count, 2);
	assert_slice(all->languages.items[1], "sr@latin");
	assert_slice(config.glossaries.items[0], "terms.csv");
	assert_slice(config_quotes_of(&config, SLICE("sr-Latn")), "„…“");
	assert_slice(config_quotes_of(&config, SLICE("az")), "«»");
	assert_slice(config_quotes_of(&config, SLICE("de")), "");
	assert_slice(config.spelling_dictionaries.items[0], "dicts");
	assert_slice(config.spelling_words.items[0], "words.{lang}.txt");
	assert_slice(config.checks_on.items[config.checks_on.count - 1], "spelling");
	assert_slice(config.checks_off.items[0], "numbers");
	assert_slice(config.segmentation, "rules.srx");
	config_finish(&config);
}

/* The file of "localize init", with its settings uncommented, sets what holds without it. */
static void the_file_of_a_new_project_shows_the_defaults(void **state)
{
	(void)state;
	struct config with, without;
	struct slice rest = data_find("localize.yaml"), line;
	struct buffer settings = { 0 };
	while (slice_next_part(&rest, '\n', &line)) {
		bool words = slice_starts_with(line, SLICE("# ")) && !slice_starts_with(line, SLICE("#  "));
		if (words || line.size == 0)
			continue;
		assert_int_equal(line.data[0], '#');
		buffer_append(&settings, slice_from_offset(line, 1));
		buffer_append_byte(&settings, '\n');
	}
	assert_true(config_read(&without, NULL, arena, sink));
	assert_true(read_text(&with, buffer_string(&settings)));
	assert_true(slice_equal(with.source, without.source));
	assert_int_equal(with.languages.count + with.articles.count + with.exclude.count + with.checks_off.count, 0);
	assert_true(slice_equal(with.input, without.input));
	assert_true(slice_equal(with.po, without.po));
	assert_true(slice_equal(with.output, without.output));
	assert_true(slice_equal(with.catalog_name, without.catalog_name));
	assert_true(slice_equal(with.template_name, without.template_name));
	assert_true(slice_equal(with.output_name, without.output_name));
	assert_false(with.paragraphs || with.accept_fuzzy || with.accept_machine);
	assert_false(with.formats.front_matter_only || with.formats.plain_lines);
	assert_int_equal(with.formats.front_matter_add.count + with.formats.front_matter_leave.count, 0);
	assert_int_equal(with.minimum, 0);
	buffer_finish(&settings);
	config_finish(&with);
	config_finish(&without);
}

static void languages_may_be_a_mapping(void **state)
{
	(void)state;
	struct config config;
	assert_true(read_text(&config, "languages:\n  sr:\n  sr-Latn: {from: sr}\n  no:\n"));
	assert_int_equal(config.languages.count, 3);
	assert_slice(config.languages.items[1].from, "sr");
	assert_slice(config.languages.items[2].spelling, "no");
	config_finish(&config);
	assert_true(read_text(&config, "languages:\n- sr\n- sr-Latn: {from: sr}\n- az\n"));
	assert_int_equal(config.languages.count, 3);
	assert_slice(config.languages.items[1].spelling, "sr-Latn");
	config_finish(&config);
}

static void is_found_in_a_folder_above(void **state)
{
	(void)state;
	struct config config;
	assert_true(file_replace("localize.yaml", SLICE("source: az\n"), NULL, sink));
	assert_true(file_make_folder("a/b", sink));
	assert_int_equal(chdir("a/b"), 0);
	assert_true(config_read(&config, NULL, arena, sink));
	assert_string_equal(config.file, "../../localize.yaml");
	assert_string_equal(config.root, "../..");
	assert_slice(config.source, "az");
	config_finish(&config);
}

static void a_file_that_is_named_must_be_there(void **state)
{
	(void)state;
	struct config config;
	assert_false(config_read(&config, "other/site.yaml", arena, sink));
	assert_int_equal(diagnostics_count(sink, SEVERITY_ERROR), 1);
	config_finish(&config);
}

static void what_is_not_yaml_is_an_error(void **state)
{
	(void)state;
	assert_error("source: en\nlanguages: [sr\n", 3, 1, "not YAML");
	assert_error("articles: *.md\n", 1, 12, "not YAML");
	assert_error("a\n\xff\n", 2, 1, "not YAML");
	assert_error("source: en\n---\nsource: sr\n", 2, 1, "second document");
	assert_error("- sr\n", 1, 1, "keys with values");
	assert_error("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 1, 17, "nested too deep");
}

static void anchors_and_tags_are_refused(void **state)
{
	(void)state;
	assert_error("articles: &a [x]\nexclude: *a\n", 1, 11, "anchors");
	assert_error("a: *b\n", 1, 4, "aliases");
	assert_error("minimum: !!str 5\n", 1, 10, "tags");
	assert_error("source: \"a\\0b\"\n", 1, 9, "NUL");
}

static void unknown_words_name_the_nearest(void **state)
{
	(void)state;
	assert_error("langauges: [sr]\n", 1, 1, "did you mean “languages”?");
	assert_error("folders:\n  inptu: x\n", 2, 3, "did you mean “input”?");
	assert_error("colour: red\n", 1, 1, "known here: source, languages");
	assert_error("unit: sentances\n", 1, 7, "did you mean “sentence”?");
	assert_error("accept: [fuzy]\n", 1, 10, "did you mean “fuzzy”?");
	assert_error("engines: {libretranslat: {}}\n", 1, 11, "did you mean “libretranslate”?");
	assert_error("engines: {deepl: {ulr: x}}\n", 1, 19, "did you mean “url”?");
	assert_error("engines: {deepl: {formality: mor}}\n", 1, 30, "did you mean “more”?");
	assert_error("engines: {deepl: {languages: [sr, 5]}}\n", 1, 35, "no language");
	assert_error("checks: {off: [number]}\n", 1, 16, "did you mean “numbers”?");
	assert_error("names: {output: '{lnag}/{path}'}\n", 1, 17, "did you mean “{lang}”?");
}

static void wrong_values_are_errors(void **state)
{
	(void)state;
	assert_error("source: [en]\n", 1, 9, "single value");
	assert_error("source: ''\n", 1, 9, "no language");
	assert_error("source: ../en\n", 1, 9, "no language");
	assert_error("folders: input\n", 1, 10, "keys with values");
	assert_error("folders: {po: ''}\n", 1, 15, "empty");
	assert_error("articles: {a: b}\n", 1, 11, "a list");
	assert_error("articles: [a.md, '{b,c.md']\n", 1, 18, "“{”");
	assert_error("exclude: '{a,[b}.md'\n", 1, 10, "“[”");
	assert_error("exclude: '{a,[b.md'\n", 1, 10, "“{”");
	assert_error("accept: {fuzzy: true}\n", 1, 9, "a list");
	assert_error("minimum: 101\n", 1, 10, "0 to 100");
	assert_error("minimum: -1\n", 1, 10, "0 to 100");
	assert_error("minimum: 99999999999999999999999999\n", 1, 10, "0 to 100");
	assert_error("minimum: half\n", 1, 10, "0 to 100");
	assert_error("plain: {unit: lines}\n", 1, 15, "did you mean “line”?");
	assert_error("front_matter: {drop: title}\n", 1, 16, "add, leave");
	assert_error("encoding: {input: klingon}\n", 1, 19, "klingon");
	assert_error("source: en\nunit: sentence\nsource: sr\n", 3, 1, "first in line 1");
}

static void languages_must_make_sense(void **state)
{
	(void)state;
	assert_error("languages: [sr, sr]\n", 1, 17, "listed twice");
	assert_error("languages: [az, sr-Latn: {from: sr}]\n", 1, 17, "not listed");
	assert_error("languages:\n  sr-Latn: {from: sr-Latn}\n", 2, 3, "no catalogs");
	assert_error("languages: [az, sr-Latn: {from: az}]\n", 1, 17, "script");
	assert_error("languages: [[sr]]\n", 1, 13, "a name");
	assert_error("languages: [{sr: , az: }]\n", 1, 13, "a name");
}

static void names_must_differ(void **state)
{
	(void)state;
	assert_error("names: {catalog: '{po}/{path}.po'}\n", 1, 18, "{lang}");
	assert_error("names: {output: '{output}/{lang}/{name}'}\n", 1, 17, "{path}");
	assert_error("names: {template: '{lang}/{path}'}\n", 1, 19, "{lang}");
	assert_error("names: {output: '{po}/{lang}/{path}.po'}\n", 1, 8, "same names");
	assert_error("names: {output: '{lang}/{path'}\n", 1, 17, "field");
}

static void globs_match(void **state)
{
	(void)state;
	static const struct { const char *pattern, *path; bool matches; } cases[] = {
		{ "*.md", "a.md", true },
		{ "*.md", "a/b.md", false },
		{ "**/*.md", "a.md", true },
		{ "**/*.md", "a/b/c.md", true },
		{ "**/c.md", "abc.md", false },
		{ "**.md", "a/b.md", true },
		{ "a/**", "a/b/c", true },
		{ "a/**", "ab/c", false },
		{ "a/**/z", "a/z", true },
		{ "a/**/z", "a/b/c/z", true },
		{ "a/**/z", "a/bz", false },
		{ "?.txt", "š.txt", true },
		{ "?.txt", "/.txt", false },
		{ "?.txt", "\xff.txt", true },
		{ "??.txt", "š.txt", false },
		{ "[a-cš].md", "š.md", true },
		{ "[a-c].md", "d.md", false },
		{ "[!a-c].md", "d.md", true },
		{ "[!a]b", "/b", false },
		{ "[]]", "]", true },
		{ "[", "[", true },
		{ "[a", "[a", true },
		{ "*.{md,html}", "a.html", true },
		{ "*.{md,html}", "a.txt", false },
		{ "{a,b{c,d}}e", "bde", true },
		{ "{a,b{c,d}}e", "be", false },
		{ "{a,}b", "b", true },
		{ "{a,b", "{a,b", true },
		{ "a},b", "a},b", true },
		{ "\\*.md", "*.md", true },
		{ "\\*.md", "a.md", false },
		{ "\\", "\\", true },
		{ "", "", true },
		{ "", "a", false },
		{ "*", "", true },
		{ "a", "", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (config_matches(slice_from(cases[i].pattern), slice_from(cases[i].path)) != cases[i].matches)
			fail_msg("%s on %s", cases[i].pattern, cases[i].path);
	}
}

static void no_glob_takes_long(void **state)
{
	(void)state;
	struct slice path = slice_make(memset(arena_allocate(arena, 4000), 'a', 4000), 4000);
	assert_false(config_matches(SLICE("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b"), path));
	assert_false(config_matches(SLICE("**a**a**a**a**a**a**a**a**a**a**b"), path));
	assert_false(config_matches(SLICE("{a,a}{a,a}{a,a}{a,a}{a,a}{a,a}{a,a}{a,a}{a,a}{a,a}{a,a}{a,a}{a,a}{a,a}{a,a}b"), path));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(everything_has_a_default, set_up, tear_down),
		cmocka_unit_test_setup_teardown(everything_can_be_set, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_file_of_a_new_project_shows_the_defaults, set_up, tear_down),
		cmocka_unit_test_setup_teardown(languages_may_be_a_mapping, set_up, tear_down),
		cmocka_unit_test_setup_teardown(is_found_in_a_folder_above, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_file_that_is_named_must_be_there, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_not_yaml_is_an_error, set_up, tear_down),
		cmocka_unit_test_setup_teardown(anchors_and_tags_are_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(unknown_words_name_the_nearest, set_up, tear_down),
		cmocka_unit_test_setup_teardown(wrong_values_are_errors, set_up, tear_down),
		cmocka_unit_test_setup_teardown(languages_must_make_sense, set_up, tear_down),
		cmocka_unit_test_setup_teardown(names_must_differ, set_up, tear_down),
		cmocka_unit_test_setup_teardown(globs_match, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_glob_takes_long, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
