/* What the checks find, where, and what they must leave alone. */

#include "checks/consistency.h"
#include "checks/place.h"
#include "formats/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct pair {
	const char *language, *source;
	const char *translation; /* the fault in ⟦…⟧; none: the whole of it, or there is none */
	const char *found;       /* the check that finds it, and no other; "" for none */
	const char *flag;
};

static const struct pair faults[] = {
	{ "sr", "The bridge is open.", "Мост је отворен⟦⟧", "end-mark", NULL },
	{ "sr", "Is the bridge open?", "Да ли је мост отворен⟦.⟧", "end-mark", NULL },
	{ "sr", "He said: “It is open.”", "Рекао је: „Отворен је“⟦⟧", "end-mark", NULL },
	{ "az", "The bridge is open.", "Körpü açıqdır⟦!⟧", "end-mark", NULL },
	{ "az", "“The bridge is open.”", "“Körpü açıqdır”⟦⟧", "end-mark", NULL },
	{ "el", "Is it open?", "Είναι ανοιχτό⟦.⟧", "end-mark", NULL },
	{ "sr", "He came in 1987.", "Дошао је ⟦1978⟧.", "numbers", NULL },
	{ "sr", "It costs 2,400 dinars.", "Кошта ⟦2.500⟧ динара.", "numbers", NULL },
	{ "az", "He came in 1987 with three friends.", "O, üç dostu ilə gəldi.", "numbers", NULL },
	{ "az", "It has 7 doors.", "Onun ⟦8⟧ qapısı var.", "numbers", NULL },
	{ "sr", "The “old” bridge stands.", "⟦“⟧Стари“ мост стоји.", "quotation-marks", NULL },
	{ "sr", "The “old” bridge stands.", "„Стари⟦\"⟧ мост стоји.", "quotation-marks", NULL },
	{ "az", "The “old” bridge stands.", "⟦„⟧Köhnə” körpü durur.", "quotation-marks", NULL },
	{ "sr", "It stands.”", "Стоји.⟦\"⟧", "quotation-marks", NULL },
	{ "sr", "The “old” bridge stands.", "⟦„⟧Стари мост стоји.", "quotation-pairs", NULL },
	{ "az", "The “old” bridge stands.", "Köhnə⟦”⟧ körpü durur.", "quotation-pairs", NULL },
	{ "sr", "The bridge (the old one) stands.", "Мост ⟦(⟧стари стоји.", "brackets", NULL },
	{ "sr", "The bridge [the old one] stands.", "Мост стари⟦]⟧ стоји.", "brackets", NULL },
	{ "sr", "The bridge stands.", "⟦ ⟧Мост стоји.", "spaces", NULL },
	{ "sr", "The bridge stands.", "Мост стоји.⟦ ⟧", "spaces", NULL },
	{ "sr", "The bridge stands.", "Мост⟦  ⟧стоји.", "double-spaces", NULL },
	{ "sr", "If so, wait.", "Ако је тако⟦ ,⟧ чекај.", "mark-spaces", NULL },
	{ "sr", "If so, wait.", "Ако је тако⟦,⟧чекај.", "mark-spaces", NULL },
	{ "az", "If so, wait.", "Elədirsə⟦,,⟧ gözlə.", "repeated-marks", NULL },
	{ "sr", "The bridge stands.", "Мост стоји⟦..⟧", "repeated-marks", NULL },
	{ "sr", "It is hers.", "То ⟦је је⟧ њено.", "doubled-words", NULL },
	{ "az", "The bridge is open.", "⟦Körpü körpü⟧ açıqdır.", "doubled-words", NULL },
	{ "sr", "The bridge is open today.", "The bridge is open today.", "untranslated", NULL },
	{ "sr", "We waited until the bridge was open again.", "Чекали смо ⟦the bridge was open again⟧.", "half-translated", NULL },
	{ "az", "We waited until the bridge was open again.", "Biz ⟦until the bridge was open again⟧.", "half-translated", NULL },
	{ "sr", "The bridge is open to everybody who wants to cross.", "Мост је ту.", "length", NULL },
	{ "sr", "The bridge stands.", "М⟦o⟧ст стоји.", "mixed-scripts", NULL },
	{ "sr", "The bridge stands and waits.", "Мост стоји ⟦a⟧ чека.", "mixed-scripts", NULL },
	{ "sr-Latn", "The bridge stands.", "M⟦о⟧st stoji.", "mixed-scripts", NULL },
	{ "az", "The stone is heavy.", "Daş ağır d⟦ә⟧yil.", "mixed-scripts", NULL },
	{ "sr-Latn", "The bridge stands.", "⟦Мост⟧ stoji.", "wrong-script", NULL },
	{ "az", "Everybody came.", "H⟦ä⟧mı gəldi.", "wrong-letters", NULL },
	{ "sr-Latn", "Georgia came.", "⟦Ð⟧ordžija je došla.", "wrong-letters", NULL },
	{ "sr", "The bridge stands.", "Мост⟦\xe2\x80\x8b⟧ стоји.", "invisible", NULL },
	{ "sr", "The old bridge stands.", "⟦с⟧тари мост стоји.", "capitals", NULL },
	{ "sr", "See https://example.org/a for more.", "Више на ⟦https://example.org/b⟧ има.", "addresses", NULL },
	{ "az", "Write to us at a@example.org now.", "Bizə indi ⟦b@example.org⟧ yazın.", "addresses", NULL },
	{ "sr", "Open %d files.", "Отвори ⟦%s⟧ датотеке.", "placeholders", "c-format" },
	{ "sr", "Open {name} now.", "Отвори ⟦{ime}⟧ сада.", "placeholders", "python-brace-format" },
	{ "sr", "Open $FILE$ now.", "Отвори сада.", "placeholders", "placeholders:$FILE$" },
	{ "sr", "Open it.", "Отвор⟦и то.⟧", "max-length", "max-length:5" },
	{ "sr", "Open it.", "Отвори то.", "read-only", "read-only" },
	{ "sr", "A **bold** word.", "Једна подебљана реч.", "markup", NULL },
	{ "sr", "A [word](https://example.org/a).", "Једна [реч⟦](https://example.org/b⟧).", "links", NULL },
	{ "sr", "The bridge stands.\n", "Мост стоји.⟦⟧", "newlines", NULL },
	{ "az", "In 2026 it opens.", "2026⟦-ci⟧ ildə açılır.", "suffixes", NULL },
	{ "az", "The 3rd of 40", "40-cı yerdə 3⟦-ci⟧", "suffixes", NULL },
	{ "az", "In 2026 it opens.", "2026⟦cı⟧ ildə açılır.", "suffixes", NULL },
	{ "az", "In 2026 it opens.", "2026⟦’cı⟧ ildə açılır.", "suffixes", NULL },
	{ "az", "The UN's and NATO's", "BMT⟦-nın⟧ və NATO-nun", "suffixes", NULL },
	{ "az", "The UN's and NATO's", "BMT-nin və NATO⟦-nin⟧", "suffixes", NULL },
	{ "az", "The UN's and NATO's", "BMT⟦'nin⟧ və NATO-nun", "suffixes", NULL },
	{ "az", "The bridge is here.", "Körpü b⟦I⟧rdir.", "wrong-letters", NULL },
	{ "az", "The old bridge is here.", "Körpü ⟦ı⟧şıqlıdır.", "wrong-letters", NULL },
	{ "sr", "It rose by 3.5 per cent.", "Порастао је ⟦3.5⟧ посто.", "number-form", NULL },
	{ "az", "It has 1,250 doors.", "Onun ⟦1,250⟧ qapısı var.", "number-form", NULL },
	{ "sr", "On 23 November 2026 it opens.", "Отвара се 2⟦3 ⟧новембра 2026. године.", "date-form", NULL },
	{ "sr", "On 23 November 2026 it opens.", "Отвара се 23. ⟦Н⟧овембра 2026. године.", "date-form", NULL },
	{ "sr-Latn", "On 23 November 2026 it opens.", "Otvara se 23. novembra 202⟦6⟧ u podne.", "date-form", NULL },
	{ "az", "On 29 September it opened.", "29 ⟦S⟧entyabrda açıldı.", "date-form", NULL },
	{ "sr", "“The “old” bridge” stands.", "„Мост ⟦„⟧стари“ мост“ стоји.", "nested-quotations", NULL },
	{ "sr", "Call make with --force now.", "Позови make са ⟦--sila⟧ сада.", "literals", NULL },
	{ "sr", "See etc/localize.conf and /usr/share/doc here.", "Види etc/localize.conf и ⟦/usr/share/dok⟧ овде.", "literals", NULL },
	{ "sr", "Call main() and $HOME.", "Позови main() и дом.", "literals", NULL },
	{ "fr", "It is closed.", "C'est ferm⟦Ã©⟧.", "corrupted", NULL },
	{ "sr", "One line\nand another.", "Један ред и други.", "line-breaks", NULL },
	{ "az", "NASA and the ESA met.", "NASA görüşdü.", "acronyms", NULL },
	{ "sr", "It stands. It waits.", "Стоји и чека.", "sentence-count", NULL },
	{ "sr", "Wait… and see.", "Чекај⟦...⟧ па ћеш видети.", "ellipses", NULL },
	{ "sr", "The bridge – an old one.", "Мост ⟦-⟧ стари.", "dashes", NULL },
	{ "fr", "Is it open?", "Est-il ouvert⟦ ⟧?", "no-break-spaces", NULL },
	{ "az", "It has 5\xc2\xa0km.", "5⟦ ⟧km-dir.", "no-break-spaces", NULL },
};

static const struct pair good[] = {
	{ "sr", "He said: “It is open.”", "Рекао је: „Отворен је.“", "", NULL },
	{ "sr", "He said: “It is open.”", "Рекао је: „Отворен је“.", "", NULL },
	{ "sr", "It has 1,250.5 metres and 3 gates.", "Има 1.250,5 метара и три капије.", "", NULL },
	{ "sr", "It opened at 8:30 p.m. on 5 October 2018.", "Отворен је 5. 10. 2018. у 20.30.", "", NULL },
	{ "sr", "It costs 1.5 million dinars.", "Кошта 1.500.000 динара.", "", NULL },
	{ "sr", "It stood in the 19th century.", "Стајао је у XIX веку.", "", NULL },
	{ "sr", "It stood in the 1990s.", "Стајао је деведесетих, тачније 90-их.", "", NULL },
	{ "sr", "He is 6 feet tall.", "Висок је 183 центиметра.", "", NULL },
	{ "sr", "50% of all bridges stand.", "Половина свих мостова стоји.", "", NULL },
	{ "sr", "Everybody, everybody came to see the bridge.", "Сви сви су дошли да виде мост, мало мало.", "doubled-words", NULL },
	{ "sr", "Yo-Yo Ma plays Johnson Johnson today.", "Јо-Јо Ма данас свира Џонсон Џонсон.", "", NULL },
	{ "sr", "NATO and the EU met on the BBC.", "НАТО и ЕУ су се срели на BBC-ју.", "", NULL },
	{ "sr", "Vitamin C and plan B help.", "Витамин C и план B помажу.", "", NULL },
	{ "sr", "He watched The Lord of the Rings again.", "Опет је гледао „The Lord of the Rings“.", "", NULL },
	{ "sr", "a) the first thing", "а) прва ствар", "", NULL },
	{ "sr", "iPhone users came here today.", "Корисници iPhone-а су данас дошли овде.", "", NULL },
	{ "sr", "“It began here", "„Почело је овде", "", NULL },
	{ "sr", "Wait... and see.", "Чекај… па ћеш видети.", "", NULL },
	{ "sr", "And so on...", "И тако даље…", "", NULL },
	{ "sr", "News from Belgrade", "Вести из Београда", "", NULL },
	{ "sr", "See https://example.org/a.", "Погледајте https://example.org/a.", "", NULL },
	{ "sr", "Serbia", "Србија", "", NULL },
	{ "sr", "His and/or her 24/7 km/h (s) service...", "Његова и/или њена услуга 24/7 km/h...", "", NULL },
	{ "fr", "An À la carte — Ärger", "À la carte — Ärger", "", NULL },
	{ "sr", "He left the U.S.", "Напустио је САД.", "", NULL },
	{ "sr-Latn", "The “old” bridge stands.", "„Stari“ most stoji.", "", NULL },
	{ "sr-Latn", "The “old” bridge stands.", "„Stari” most stoji.", "", NULL },
	{ "sr-Latn", "An injection is needed.", "Potrebna je injekcija.", "", NULL },
	{ "az", "The “old” bridge stands.", "“Köhnə” körpü durur.", "", NULL },
	{ "az", "The “old” bridge stands.", "«Köhnə» körpü durur.", "", NULL },
	{ "az", "He came in 2026 with 15 people.", "O, 2026-cı ildə 15 nəfərlə gəldi.", "", NULL },
	{ "az", "He walked slowly.", "O, yavaş yavaş gedirdi.", "", NULL },
	{ "az", "The 1st, 2nd, 3rd, 4th, 5th, 6th, 7th, 8th, 9th, 10th", "1-ci, 2-ci, 3-cü, 4-cü, 5-ci, 6-cı, 7-ci, 8-ci, 9-cu, 10-cu", "", NULL },
	{ "az", "The 20th, 30th, 40th, 50th, 60th, 70th, 80th, 90th", "20-ci, 30-cu, 40-cı, 50-ci, 60-cı, 70-ci, 80-ci, 90-cı", "", NULL },
	{ "az", "The 100th, 1,000th, 2,000,000th", "100-cü, 1 000-ci, 2.000.000-cu", "", NULL },
	{ "az", "From 2018 to 2026, in 1990", "2018-dən 2026-ya, 1990-da və 1990-dakı", "", NULL },
	{ "az", "The USA's and the OSCE's, FIFA's", "ABŞ-ın və ATƏT-in, FİFA-nın", "", NULL },
	{ "az", "Use `make` now.", "`make`-in özünü işlədin.", "", NULL },
	{ "az", "It stands.\"", "Körpü durur\"", "", NULL },
	{ "sr", "It stands.\"", "Стоји.\"", "", NULL },
	{ "az", "He often came.", "O, tez-tez gəlirdi.", "", NULL },
	{ "az", "The UN and NATO met.", "BMT-nin və NATO-nun görüşü oldu.", "", NULL },
	{ "az", "Read it at https://example.org/a now.", "Onu indi https://example.org/a-da oxuyun.", "", NULL },
	{ "az", "Händel came to Baku.", "Händel Bakıya gəldi.", "", NULL },
	{ "az", "Istanbul is large.", "İstanbul böyükdür.", "", NULL },
	{ "az", "Instagram and IBM, WiFi, I Nicholas", "Instagram və IBM, WiFi, I Nikolay", "", NULL },
	{ "fr", "Is it open?", "Est-il ouvert\xe2\x80\xaf?", "", NULL },
	{ "fr", "The “old” bridge stands.", "Le «\xc2\xa0vieux\xc2\xa0» pont est debout.", "", NULL },
	{ "sr", "The bridge – an old one – stands...", "Мост – стари – стоји...", "", NULL },
	{ "sr", "From 5 to 10 km", "Од 5 - 10 km", "", NULL },
	{ "el", "Is it open?", "Είναι ανοιχτό;", "", NULL },
	{ "ja", "The bridge is open.", "橋は開いています。", "", NULL },
	{ "th", "The bridge is open.", "สะพานเปิดอยู่", "", NULL },
	{ "de", "The “old” bridge stands.", "Die „alte“ Brücke steht.", "", NULL },
	{ "id", "The children came.", "Anak anak datang.", "", NULL },
};

/* TEXT without the marks of the fault, whose range they give. */
static struct slice take_marks(const char *text, struct arena *arena, size_t *begin, size_t *end)
{
	const char *open = strstr(text, "⟦"), *close = strstr(text, "⟧");
	*begin = 0;
	*end = strlen(text);
	if (!open)
		return slice_from(text);
	size_t mark = strlen("⟦");
	*begin = (size_t)(open - text);
	*end = (size_t)(close - open) - mark + *begin;
	return arena_format(arena, "%.*s%.*s%s", (int)*begin, text, (int)(*end - *begin), open + mark, close + mark);
}

static const struct language *find_language(const char *tag, struct arena *arena)
{
	struct diagnostics *sink = diagnostics_create();
	const struct language *language = language_find(slice_from(tag), arena, POSITION_NONE, sink);
	diagnostics_destroy(sink);
	assert_non_null(language);
	return language;
}

static size_t complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
static size_t complain(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vprint_message(format, arguments);
	va_end(arguments);
	print_message("\n");
	return 1;
}

/* The number of ways in which PAIR is not as it should be. */
static size_t check_pair(const struct pair *pair, bool references)
{
	size_t wrong = 0;
	struct arena *arena = arena_create();
	size_t begin, end;
	struct slice translation = take_marks(pair->translation, arena, &begin, &end), flag = slice_from(pair->flag);
	const struct entry_extra extra = { .flags = &flag, .flag_count = 1 };
	struct entry entry = {
		.msgid = slice_from(pair->source), .msgstr = &translation, .msgstr_count = 1, .line = 1,
		.extra = pair->flag ? &extra : NULL,
	};
	struct catalog catalog = { .arena = arena, .items = &entry, .count = 1, .capacity = 1 };
	struct findings findings = { 0 };
	/* Those that are off are turned on to be tried. */
	struct slice on = slice_from(pair->found);
	const struct slices names = { &on, 1, 1 };
	struct check_selection selection = { .on = &names, .character_references = references };
	bool markdown = !pair->found[0] || strcmp(pair->found, "markup") == 0 || strcmp(pair->found, "links") == 0;
	placeable_find *find = markdown ? format_markdown.find_placeables : NULL;
	checks_run(&catalog, "a.po", find_language(pair->language, arena), find, &selection, arena,
	           &findings);
	for (size_t i = 0; i < findings.count; i++)
		if (strcmp(findings.items[i].check, pair->found) != 0)
			wrong += complain("%s: %s: %.*s", pair->translation, findings.items[i].check, SLICE_ARG(findings.items[i].text));
	if (pair->found[0] && !findings.count)
		wrong += complain("%s: no %s", pair->translation, pair->found);
	if (pair->found[0] && findings.count && strstr(pair->translation, "⟦") &&
	    (findings.items[0].begin != begin || findings.items[0].end != end))
		wrong += complain("%s: %zu to %zu, not %zu to %zu", pair->translation, findings.items[0].begin, findings.items[0].end, begin,
		         end);
	array_finish(&findings);
	arena_destroy(arena);
	return wrong;
}

static void faults_are_found_at_their_place(void **state)
{
	(void)state;
	size_t wrong = 0;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		wrong += check_pair(&faults[i], false);
	assert_int_equal(wrong, 0);
}

static void good_translations_are_left_alone(void **state)
{
	(void)state;
	size_t wrong = 0;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		wrong += check_pair(&good[i], false);
	assert_int_equal(wrong, 0);
}

/* A character reference is seen as its character. */
static void references_are_seen_as_characters(void **state)
{
	(void)state;
	static const struct pair pairs[] = {
		{ "sr", "It is open&hellip;", "Отворено је…", "", NULL },
		{ "sr", "It is open…", "Отворено је&hellip;", "", NULL },
		{ "sr", "He said: &ldquo;It is open.&rdquo;", "Рекао је: &bdquo;Отворено је.&ldquo;", "", NULL },
		{ "sr", "He said: &#8220;It is open.&#8221;", "Рекао је: „Отворено је.“", "", NULL },
		{ "sr", "It costs 10&nbsp;000&nbsp;dinars now.", "Сада кошта 10.000&nbsp;динара.", "", NULL },
		{ "sr", "It costs 1.5&nbsp;million now.", "Сада кошта 1.500.000.", "", NULL },
		{ "sr", "It&#8217;s the old bridge.", "То је стари мост.", "", NULL },
		{ "fr", "Is it open?", "Est-ce ouvert&nbsp;?", "", NULL },
		{ "fr", "Wait; it is open.", "Attendez&#8239;; c&rsquo;est ouvert.", "", NULL },
		{ "sr-Latn", "The &ldquo;old&rdquo;, bridge.", "&bdquo;Stari&rdquo;, most.", "", NULL },
		{ "sr-Latn", "The bridge &mdash; the old one.", "Most&nbsp;&mdash; onaj stari.", "", NULL },
		{ "de", "The shipping company waits.", "Die Schiff&shy;fahrts&shy;gesellschaft wartet.", "", NULL },
		{ "de", "The ship&shy;ping company waits.", "Die Schiff\u00adfahrtsgesellschaft wartet.", "", NULL },
		{ "sr", "Brackets &lpar;so&rpar; stand.", "Заграде (тако) стоје.", "", NULL },
		{ "sr", "It is open&hellip;", "Отворено је⟦.⟧", "end-mark", NULL },
		{ "sr", "It is open.", "Отворено је⟦&hellip;⟧", "end-mark", NULL },
		{ "sr", "The &ldquo;old&rdquo; bridge stands.", "⟦&ldquo;⟧Стари&ldquo; мост стоји.", "quotation-marks", NULL },
		{ "sr", "The &ldquo;old&rdquo; bridge stands.", "⟦&bdquo;⟧Стари мост стоји.", "quotation-pairs", NULL },
		{ "sr", "If so, wait.", "Ако је тако⟦&nbsp;,⟧ чекај.", "mark-spaces", NULL },
		{ "sr", "The bridge stands.", "Мост⟦&nbsp; ⟧стоји.", "double-spaces", NULL },
		{ "sr", "It has 3&nbsp;km.", "Има 3⟦ ⟧km.", "no-break-spaces", NULL },
		{ "sr", "It is open&hellip; Go.", "Отворено је⟦...⟧ Иди.", "ellipses", NULL },
		{ "sr", "Brackets &lpar;so&rpar; stand.", "Заграде ⟦&lpar;⟧тако стоје.", "brackets", NULL },
	};
	size_t wrong = 0;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		wrong += check_pair(&pairs[i], true);
	assert_int_equal(wrong, 0);
}

/* Where there are no references, `&nbsp;` is letters between two marks. */
static void letters_are_no_references(void **state)
{
	(void)state;
	static const struct pair pairs[] = {
		{ "sr", "It is open…", "Отворено је&hellip⟦;⟧", "end-mark", NULL },
		{ "sr-Latn", "Brackets &lpar;so&rpar; stand.", "Zagrade &lpar;tako stoje.", "", NULL },
	};
	size_t wrong = 0;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		wrong += check_pair(&pairs[i], false);
	assert_int_equal(wrong, 0);
}

static size_t check_text(const char *text, const struct check_selection *selection, struct findings *findings,
                         struct arena *arena)
{
	struct catalog catalog = { .arena = arena };
	struct diagnostics *sink = diagnostics_create();
	assert_true(catalog_read(&catalog, slice_from(text), "a.po", sink));
	checks_run(&catalog, "a.po", find_language("sr", arena), NULL, selection, arena, findings);
	places_find(slice_from(text), findings);
	catalog_finish(&catalog);
	diagnostics_destroy(sink);
	return findings->count;
}

#define HEADER "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n"

static void places_are_lines_and_columns(void **state)
{
	(void)state;
	static const struct { const char *text; size_t line, column; } cases[] = {
		{ HEADER "msgid \"If so, wait.\"\nmsgstr \"Ако тако  јесте, чекај.\"\n", 5, 17 },
		{ HEADER "msgid \"If so, wait.\"\nmsgstr \"\"\n\"Ако тако \"\n\" јесте, чекај.\"\n", 6, 10 },
		{ HEADER "msgid \"If \\\"so\\\", wait.\"\nmsgstr \"„Ако“ \\\\ \\\\  тако, чекај.\"\n", 5, 20 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *arena = arena_create();
		struct findings findings = { 0 };
		struct slice only = SLICE("double-spaces");
		struct slices names = { &only, 1, 1 };
		struct check_selection selection = { .only = &names };
		assert_true(check_text(cases[i].text, &selection, &findings, arena) > 0);
		assert_int_equal(findings.items[0].position.line, cases[i].line);
		assert_int_equal(findings.items[0].position.column, cases[i].column);
		array_finish(&findings);
		arena_destroy(arena);
	}
}

static void checks_are_chosen_and_ignored(void **state)
{
	(void)state;
	static const struct { const char *before; size_t found; } cases[] = {
		{ "", 1 },
		{ "# localize: ignore end-mark\n", 0 },
		{ "# localize: ignore numbers, end-mark\n", 0 },
		{ "# localize: ignore numbers\n", 1 },
		{ "#, ignore-end-mark\n", 0 },
		{ "#, ignore-end-stop\n", 0 },
		{ "#, ignore-all-checks\n", 0 },
		{ "#, ignore-end-space\n", 1 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *arena = arena_create();
		struct findings findings = { 0 };
		struct slice header = SLICE("header"), mark = SLICE("end-mark");
		struct slices off = { &header, 1, 1 }, both = { &mark, 1, 1 };
		struct check_selection selection = { .off = &off }, none = { .only = &both, .off = &both };
		struct slice text = arena_format(arena, HEADER "%smsgid \"Wait here.\"\nmsgstr \"Чекај овде\"\n", cases[i].before);
		assert_int_equal(check_text(text.data, &selection, &findings, arena), cases[i].found);
		array_clear(&findings);
		assert_int_equal(check_text(text.data, &none, &findings, arena), cases[i].found);
		array_finish(&findings);
		arena_destroy(arena);
	}
}

static void a_catalog_may_choose_its_quotation_marks(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	struct buffer text = { 0 };
	struct findings findings = { 0 };
	struct slice only = SLICE("quotation-marks");
	struct slices names = { &only, 1, 1 };
	struct check_selection selection = { .only = &names };
	buffer_append_string(&text, HEADER);
	for (int i = 0; i < 5; i++)
		buffer_append_format(&text, "msgid \"An “old” bridge %d\"\nmsgstr \"Један \\\"стари\\\" мост %d\"\n\n", i, i);
	assert_int_equal(check_text(buffer_string(&text), &selection, &findings, arena), 0);
	for (int i = 5; i < 40; i++)
		buffer_append_format(&text, "msgid \"An “old” bridge %d\"\nmsgstr \"Један „стари“ мост %d\"\n\n", i, i);
	assert_int_equal(check_text(buffer_string(&text), &selection, &findings, arena), 10);
	buffer_finish(&text);
	array_finish(&findings);
	arena_destroy(arena);
}

static void a_project_may_choose_its_quotation_marks(void **state)
{
	(void)state;
	static const struct { const char *quotes, *text; size_t found; } cases[] = {
		{ "", "“Köhnə” və «yeni»", 0 },
		{ "«…»", "“Köhnə” və «yeni»", 2 },
		{ "“”", "“Köhnə” və «yeni»", 2 },
		{ "«» “”", "“Köhnə” və «yeni»", 0 },
	};
	assert_true(habits_are_quotes(SLICE("„…“ ’…’")) && habits_are_quotes(SLICE("\"\"")));
	assert_false(habits_are_quotes(SLICE("«")) || habits_are_quotes(SLICE("a«»")) || habits_are_quotes(SLICE("«»“")));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *arena = arena_create();
		struct slice translation = slice_from(cases[i].text), only = SLICE("quotation-marks");
		struct slices names = { &only, 1, 1 };
		struct entry entry = { .msgid = SLICE("“Old” and “new”"), .msgstr = &translation, .msgstr_count = 1, .line = 1 };
		struct catalog catalog = { .arena = arena, .items = &entry, .count = 1, .capacity = 1 };
		const struct check_selection selection = { .only = &names, .quotes = slice_from(cases[i].quotes) };
		struct findings findings = { 0 };
		checks_run(&catalog, "a.po", find_language("az", arena), NULL, &selection, arena, &findings);
		assert_int_equal(findings.count, cases[i].found);
		array_finish(&findings);
		arena_destroy(arena);
	}
}

static void catalogs_are_compared(void **state)
{
	(void)state;
	static const char *const texts[] = {
		HEADER "msgctxt \"a\"\nmsgid \"Home\"\nmsgstr \"Дом\"\n\nmsgid \"House\"\nmsgstr \"Кућа\"\n",
		HEADER "msgid \"Home\"\nmsgstr \"Почетна\"\n\nmsgid \"House\"\nmsgstr \"Дом\"\n",
		HEADER "msgid \"Home\"\nmsgstr \"Почетна\"\n\n# localize: ignore inconsistent\nmsgid \"House\"\nmsgstr \"Зграда\"\n"
		       "\n#, fuzzy\nmsgid \"Inn\"\nmsgstr \"Дом\"\n",
	};
	static const char *const files[] = { "a.po", "b.po", "c.po" };
	struct arena *arena = arena_create();
	struct diagnostics *sink = diagnostics_create();
	struct catalog catalogs[3] = { { .arena = arena }, { .arena = arena }, { .arena = arena } };
	struct findings findings = { 0 };
	struct slice on = SLICE("reused");
	struct slices names = { &on, 1, 1 };
	struct check_selection selection = { .on = &names };
	struct consistency *consistency = consistency_begin(&selection);
	struct disagreement found;
	struct buffer text = { 0 };
	for (size_t i = 3; i-- > 0;) {
		struct consistency_entries entries = { 0 };
		assert_true(catalog_read(&catalogs[i], slice_from(texts[i]), files[i], sink));
		consistency_gather(&catalogs[i], &entries);
		consistency_add(consistency, 1, i, &entries);
		/* Languages have nothing to do with one another. */
		if (i == 0)
			consistency_add(consistency, 2, i, &entries);
		array_finish(&entries);
	}
	while (consistency_next(consistency, &found)) {
		assert_int_equal(found.language, 1);
		consistency_report(&found, &catalogs[found.catalog], files[found.catalog], files[found.other_catalog], arena,
		                   &findings);
	}
	consistency_end(consistency);
	for (size_t i = 0; i < findings.count; i++)
		buffer_append_format(&text, "%s:%zu: %.*s [%s]\n", findings.items[i].position.file, findings.items[i].position.line,
		                     SLICE_ARG(findings.items[i].text), findings.items[i].check);
	assert_string_equal(buffer_string(&text),
	                    "a.po:5: the same sentence has another translation in b.po:4 [inconsistent]\n"
	                    "a.po:5: another sentence has the same translation in b.po:7 [reused]\n"
	                    "a.po:8: the same sentence has another translation in b.po:7 [inconsistent]\n"
	                    "b.po:4: the same sentence has another translation in a.po:5 [inconsistent]\n"
	                    "b.po:7: the same sentence has another translation in a.po:8 [inconsistent]\n"
	                    "b.po:7: another sentence has the same translation in a.po:5 [reused]\n");
	buffer_finish(&text);
	array_finish(&findings);
	for (size_t i = 0; i < 3; i++)
		catalog_finish(&catalogs[i]);
	diagnostics_destroy(sink);
	arena_destroy(arena);
}

static void repeat(struct buffer *out, const char *before, const char *text, size_t times, const char *after)
{
	buffer_append_string(out, before);
	for (size_t i = 0; i < times; i++)
		buffer_append_string(out, text);
	buffer_append_string(out, after);
}

/* What looks through a whole side for each of its characters would take hours here, and be ended by meson. */
static void long_translations_are_looked_through_once(void **state)
{
	(void)state;
	enum { TIMES = 200000 };
	static const struct { const char *language, *flag, *source, *source_end, *translation; } hostile[] = {
		{ "sr-Latn", "", "x ", "ð", "ð " },                   /* letters that are looked for in the sentence, */
		{ "sr", "", "the bridge ", ".", "мост je je и " },    /* and words */
		{ "sr", "", "the bridge ", ".", "мост , је;и " },
		{ "sr", "", "the bridge ", ".", "мост \\\"је\\\" и " },
		{ "sr", "c-format, python-format, max-length:9, placeholders:a:b:c:d, ", "%s the ", ".", "%s мост " },
	};
	const struct check_selection all = { 0 };
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		struct buffer text = { 0 };
		struct arena *arena = arena_create();
		struct diagnostics *sink = diagnostics_create();
		struct catalog catalog = { .arena = arena };
		struct findings findings = { 0 };
		if (hostile[i].flag[0])
			repeat(&text, "#, ", hostile[i].flag, TIMES / 4, "no-wrap\n");
		repeat(&text, "msgid \"", hostile[i].source, TIMES, hostile[i].source_end);
		repeat(&text, "\"\nmsgstr \"", hostile[i].translation, TIMES, "\"\n");
		assert_true(catalog_read(&catalog, buffer_slice(&text), "a.po", sink));
		checks_run(&catalog, "a.po", find_language(hostile[i].language, arena), NULL, &all, arena, &findings);
		assert_true(findings.count > 0);
		array_finish(&findings);
		catalog_finish(&catalog);
		diagnostics_destroy(sink);
		arena_destroy(arena);
		buffer_finish(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(faults_are_found_at_their_place),
		cmocka_unit_test(good_translations_are_left_alone),
		cmocka_unit_test(references_are_seen_as_characters),
		cmocka_unit_test(letters_are_no_references),
		cmocka_unit_test(places_are_lines_and_columns),
		cmocka_unit_test(checks_are_chosen_and_ignored),
		cmocka_unit_test(a_catalog_may_choose_its_quotation_marks),
		cmocka_unit_test(a_project_may_choose_its_quotation_marks),
		cmocka_unit_test(catalogs_are_compared),
		cmocka_unit_test(long_translations_are_looked_through_once),
	};
	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
