/* Which words are forms of one another, which terms are in a sentence, and what TBX files say. */

#include "base/array.h"
#include "memory/exchange.h"
#include "terms/glossary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct { const char *language, *word, *forms, *others; } words[] = {
	{ "en", "city", "city cities City CITIES", "cited pity" },
	{ "en", "stop", "stops stopped stopping", "stapled top" },
	{ "en", "leaf", "leaves leafs", "leave" },
	{ "en", "analysis", "analyses", "analyst" },
	{ "en", "memory", "memories", "memorable memo" },
	{ "sr", "момак", "момка момку момком момци момака момче", "мама мрак" },
	{ "sr", "отац", "оца оцу оцем очеви очева", "овац" },
	{ "sr", "врабац", "врапца врапци врабаца", "вратар" },
	{ "sr", "читалац", "читаоца читаоци читалаца", "читанка" },
	{ "sr", "посао", "посла послом послови послова", "писао" },
	{ "sr", "банка", "банке банци банком банака банкама", "боца балкон" },
	{ "sr", "књига", "књизи књигу књигама књиге", "књиге-а коњ" },
	{ "sr", "снаха", "снаси снахама", "снага" },
	{ "sr", "смрт", "смрти смрћу", "смер" },
	{ "sr", "љубав", "љубави љубављу", "лубеница" },
	{ "sr", "меморија", "меморије меморији меморију меморијом меморијама", "мемоар" },
	{ "sr", "нови", "нова новог новом новим нових новој", "ново-то" },
	{ "sr", "покренути", "покрените покренуо покренула", "окренути" },
	{ "sr", "Београд", "Београда Beogradu beogradom", "Београђанка" },
	{ "sr-Latn", "injekcija", "injekcije инјекције injekcijama", "injektor" },
	{ "az", "kitab", "kitabı kitablar kitablarımızın kitabda kitabdan kitabdır", "kitəb katib" },
	{ "az", "otaq", "otağı otaqda otaqlar otağının", "otar" },
	{ "az", "çörək", "çörəyi çörəklər çörəyin", "çörçil" },
	{ "az", "ağız", "ağzı ağızda ağzında", "ağac" },
	{ "az", "ev", "evlər evimizdə evin evdən evdəki", "evə-bax evlat" },
	{ "az", "şəhər", "şəhərin şəhərlərində ŞƏHƏRİN şəhərə", "şirin şəhid" },
	{ "az", "NATO", "NATO NATOnun NATOya", "nato-ya" },
	{ "az", "İstanbul", "istanbulda İSTANBULDAN", "ıstanbul" },
	{ "tr", "kitap", "kitaplar kitapta", "katip" },
	{ "de", "Brücke", "Brücken", "Bruch" },
};

static bool is_form(const char *form, size_t size, const char *word, const char *language)
{
	struct term_words found = { 0 };
	enum word_rules rules = word_rules_of(language);
	term_words_find(slice_make(form, size), NULL, rules, &found);
	term_words_find(slice_from(word), NULL, rules, &found);
	size_t last = found.words.count - 1;
	bool form_found = found.words.count == 2 &&
	                  word_is_form(term_word_letters(&found, 0), found.words.items[0].count, term_word_letters(&found, last),
	                               found.words.items[last].count, rules) &&
	                  (!found.words.items[last].capitals || found.words.items[0].capitals || size > 4);
	term_words_finish(&found);
	return form_found;
}

static void words_are_known_in_their_forms(void **state)
{
	(void)state;
	size_t wrong = 0;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		for (int other = 0; other < 2; other++) {
			struct slice rest = slice_from(other ? words[i].others : words[i].forms), form;
			while (slice_next_part(&rest, ' ', &form))
				if (is_form(form.data, form.size, words[i].word, words[i].language) == (other == 1)) {
					print_message("%s: %.*s is %sa form\n", words[i].word, SLICE_ARG(form), other ? "" : "no ");
					wrong++;
				}
		}
	assert_int_equal(wrong, 0);
}

static struct glossary *make_glossary(void)
{
	const struct term terms[] = {
		{ SLICE("European Union"), SLICE("Европска унија"), false },
		{ SLICE("union"), SLICE("унија"), false },
		{ SLICE("NATO"), SLICE("НАТО"), false },
		{ SLICE("NATO"), SLICE("Нато"), true },
		{ SLICE("IT"), SLICE("ИТ"), false },
		{ SLICE("city"), SLICE("град"), false },
		{ SLICE("city"), SLICE("варош"), false },
		{ SLICE(""), SLICE("дотични"), true },
	};
	struct glossary *glossary = glossary_create("en", "sr");
	for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
		glossary_add(glossary, &terms[i]);
	glossary_add(glossary, &terms[0]);
	glossary_seal(glossary);
	return glossary;
}

static void the_longest_terms_are_found(void **state)
{
	(void)state;
	static const struct { const char *text, *found; } cases[] = {
		{ "The European Union's members", "4-18:Европска унија " },
		{ "Unions in the European  Union", "0-6:унија 24-29:унија " },
		{ "It is a NATO city", "8-12:НАТО 8-12:Нато 13-17:град 13-17:варош " },
		{ "IT in cities", "0-2:ИТ 6-12:град 6-12:варош " },
		{ "nothing", "" },
		{ "", "" },
	};
	struct glossary *glossary = make_glossary();
	assert_int_equal(glossary_count(glossary), 8);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct term_matches matches = { 0 };
		struct buffer found = { 0 };
		glossary_find_in(glossary, slice_from(cases[i].text), &matches);
		for (size_t j = 0; j < matches.count; j++)
			buffer_append_format(&found, "%zu-%zu:%.*s ", matches.items[j].begin, matches.items[j].end,
			                     SLICE_ARG(glossary_term(glossary, matches.items[j].term)->target));
		assert_string_equal(buffer_string(&found), cases[i].found);
		buffer_finish(&found);
		array_finish(&matches);
	}
	glossary_destroy(glossary);
}

static void take(void *context, const struct memory_unit *unit)
{
	buffer_append_format(context, "%.*s>%.*s:%.*s%s\n", SLICE_ARG(unit->source), SLICE_ARG(unit->language),
	                     SLICE_ARG(unit->target), unit->forbidden ? "!" : "");
}

static void glossaries_are_read_from_tbx(void **state)
{
	(void)state;
	static const char *const version_2 =
	    "<?xml version='1.0'?>\n<!DOCTYPE martif SYSTEM \"TBXBasiccoreStructV02.dtd\">\n"
	    "<martif type=\"TBX-Basic\" xml:lang=\"en\"><martifHeader><fileDesc/></martifHeader><text><body>\n"
	    "<termEntry id=\"c1\"><langSet xml:lang=\"en\"><tig><term>bridge</term></tig></langSet>\n"
	    "<langSet xml:lang=\"sr\"><tig><term> мост </term><termNote type=\"partOfSpeech\">noun</termNote></tig>\n"
	    "<ntig><termGrp><term>ћуприја</term><termNote type=\"administrativeStatus\">deprecatedTerm-admn-sts</termNote>"
	    "</termGrp></ntig></langSet></termEntry>\n"
	    "<termEntry><langSet xml:lang=\"az\"><tig><term>körpü</term></tig></langSet></termEntry></body></text></martif>";
	static const char *const version_3 =
	    "<tbx type=\"TBX-Basic\" style=\"dct\" xml:lang=\"en\" xmlns=\"urn:iso:std:iso:30042:ed-2\" xmlns:min=\"m\">"
	    "<text><body><conceptEntry id=\"c1\"><langSec xml:lang=\"en-US\"><termSec><term>IT &amp; more</term></termSec></langSec>"
	    "<langSec xml:lang=\"az\"><termSec><term>İT</term><min:administrativeStatus>supersededTerm-admn-sts"
	    "</min:administrativeStatus></termSec><termSec><term>informasiya</term></termSec></langSec></conceptEntry>"
	    "</body></text></tbx>";
	static const struct { const char *text, *read; bool good; } cases[] = {
		{ version_2, "bridge>sr:мост\nbridge>sr:ћуприја!\n", true },
		{ version_3, "IT & more>az:İT!\nIT & more>az:informasiya\n", true },
		{ "<tbx>", "", false },
		{ "<html/>", "", false },
		{ "", "", false },
		{ "<!DOCTYPE tbx [<!ENTITY a \"b\">]><tbx>&a;</tbx>", "", false },
	};
	const struct exchange_languages languages = { "en", NULL };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct diagnostics *sink = diagnostics_create();
		struct buffer read = { 0 };
		assert_int_equal(tbx_read(slice_from(cases[i].text), "a.tbx", &languages, take, &read, sink), cases[i].good);
		assert_string_equal(buffer_string(&read), cases[i].read);
		assert_int_equal(diagnostics_count(sink, SEVERITY_ERROR), cases[i].good ? 0 : 1);
		buffer_finish(&read);
		diagnostics_destroy(sink);
	}
}

/* Each term is paired with each of the other language. */
static void concepts_of_a_glossary_have_an_end(void **state)
{
	(void)state;
	struct buffer text = { 0 }, read = { 0 };
	const struct exchange_languages languages = { "en", NULL };
	struct diagnostics *sink = diagnostics_create();
	buffer_append_string(&text, "<tbx>\n<conceptEntry>");
	for (int i = 0; i < 20000; i++)
		buffer_append_format(&text, "<langSec xml:lang=\"%s\"><term>a%d</term></langSec>\n", i % 2 ? "sr" : "en", i);
	buffer_append_string(&text, "</conceptEntry></tbx>");
	assert_false(tbx_read(buffer_slice(&text), "a.tbx", &languages, take, &read, sink));
	const struct diagnostic *pending;
	assert_int_equal(diagnostics_all(sink, &pending), 1);
	assert_int_equal(pending->position.line, 1002);
	buffer_finish(&text);
	buffer_finish(&read);
	diagnostics_destroy(sink);
}

struct seen_key {
	const uint32_t *key;
	size_t size;
	bool same; /* a key of the word is one of the form */
	const uint32_t *form;
	size_t form_count;
	enum word_rules rules;
};

static void compare_key(void *context, const uint32_t *key, size_t size)
{
	struct seen_key *seen = context;
	seen->same = seen->same || (size == seen->size && memcmp(key, seen->key, size * sizeof *key) == 0);
}

static void look_for_key(void *context, const uint32_t *key, size_t size)
{
	struct seen_key *seen = context;
	seen->key = key;
	seen->size = size;
	form_keys(seen->form, seen->form_count, seen->rules, NULL, compare_key, seen);
}

/* Glossaries find the forms of a word by its keys. */
static void forms_have_a_key_of_their_word(void **state)
{
	(void)state;
	static const uint32_t letters[] = { 'a', 'e', 'i', 'o', 'u', 'f', 'v', 's', 'm', 'n', 'y', 'd', 'k', 'q', 't', 'j', 'c', 'p', 0x11f, '1' };
	enum { LETTERS = sizeof letters / sizeof *letters, LONGEST = 12 };
	uint64_t random = 1;
	size_t forms[4] = { 0 };
	for (size_t round = 0; round < 300000; round++) {
		uint32_t word[LONGEST], form[LONGEST];
		size_t count = 1 + round % 8, form_count = 1 + round / 8 % LONGEST;
		for (size_t i = 0; i < LONGEST; i++) {
			random = random * 6364136223846793005u + 1442695040888963407u;
			bool same = i < count && (i + 3 < count || (random >> 50) % 8 < 3);
			word[i] = letters[(random >> 33) % LETTERS];
			form[i] = same ? word[i] : letters[(random >> 40) % LETTERS];
		}
		for (enum word_rules rules = WORD_RULES_PREFIX; rules <= WORD_RULES_AZERBAIJANI; rules++) {
			struct seen_key seen = { .form = form, .form_count = form_count, .rules = rules };
			if (!word_is_form(form, form_count, word, count, rules))
				continue;
			forms[rules]++;
			word_keys(word, count, rules, look_for_key, &seen);
			assert_true(seen.same);
		}
	}
	for (size_t i = 0; i < 4; i++)
		assert_true(forms[i] > 1000);
}

/* Of 20,000 terms that begin alike, all in one sentence, each is found, and only those of one source are too many. */
static void terms_that_begin_alike_take_no_long(void **state)
{
	(void)state;
	enum { TERMS = 20000 };
	struct glossary *glossary = glossary_create("en", "sr");
	struct buffer text = { 0 }, source = { 0 }, target = { 0 };
	for (int i = 0; i < TERMS; i++) {
		buffer_clear(&source);
		buffer_clear(&target);
		buffer_append_format(&source, i % 2 ? "data%dx" : "data centre%dx", i);
		buffer_append_format(&target, "reč%d", i / 2); /* of two terms, one forbidden */
		struct term term = { buffer_slice(&source), buffer_slice(&target), i % 2 };
		glossary_add(glossary, &term);
		buffer_append_format(&text, "%s, ", buffer_string(&source));
		glossary_add(glossary, &(struct term){ SLICE("other"), buffer_slice(&source), false });
	}
	glossary_seal(glossary);
	struct term_matches matches = { 0 };
	glossary_find_in(glossary, buffer_slice(&text), &matches);
	assert_int_equal(matches.count, TERMS);
	/* Each is in the translation as well, where trying each word finds it, too. */
	struct buffer translation = { 0 };
	struct term_words there = { 0 };
	for (int i = TERMS / 2; i-- > 0;)
		buffer_append_format(&translation, "reč%d rečima ", i);
	term_words_find(buffer_slice(&translation), NULL, glossary_target_rules(glossary), &there);
	struct term_places *places = glossary_find_places(glossary, &there, matches.count);
	assert_non_null(places);
	for (size_t i = 0; i < matches.count; i++) {
		size_t begin, end, first, last, term = matches.items[i].term;
		bool has = glossary_has_target(glossary, term, buffer_slice(&translation), &there, places, &begin, &end);
		if (i % 400)
			continue;
		assert_int_equal(has, glossary_has_target(glossary, term, buffer_slice(&translation), &there, NULL, &first, &last));
		assert_true(!has || (begin == first && end == last));
	}
	term_places_destroy(places);
	term_words_finish(&there);
	buffer_finish(&translation);
	array_clear(&matches);
	glossary_find_in(glossary, SLICE("other"), &matches);
	assert_int_equal(matches.count, GLOSSARY_TARGETS_MOST);
	assert_int_equal(glossary_left_out(glossary), TERMS - GLOSSARY_TARGETS_MOST);
	array_finish(&matches);
	buffer_finish(&text);
	buffer_finish(&source);
	buffer_finish(&target);
	glossary_destroy(glossary);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_known_in_their_forms),
		cmocka_unit_test(the_longest_terms_are_found),
		cmocka_unit_test(forms_have_a_key_of_their_word),
		cmocka_unit_test(terms_that_begin_alike_take_no_long),
		cmocka_unit_test(glossaries_are_read_from_tbx),
		cmocka_unit_test(concepts_of_a_glossary_have_an_end),
	};
	return cmocka_run_group_tests_name("terms", tests, NULL, NULL);
}
