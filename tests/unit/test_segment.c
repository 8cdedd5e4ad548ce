/* Segments by rules: against a slow reference, around placeables, in linear time, and as tests/cases/segment has them. */

#include "base/buffer.h"
#include "base/data.h"
#include "base/file.h"
#include "text/candidates.h"
#include "text/regex.h"
#include "text/segment.h"
#include "text/srx.h"
#include "text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SRX_BEGIN "<srx xmlns=\"http://www.lisa.org/srx20\" version=\"2.0\"><header segmentsubflows=\"yes\" cascade=\"yes\"/><body>"
#define SRX_END "</body></srx>"
#define SRX_MAPS "<maprules><languagemap languagepattern=\".*\" languagerulename=\"All\"/></maprules>"

/* Numbers that are the same in every run. */
static uint32_t next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33);
}

static const char *pick(uint64_t *state, const char *const *choices, size_t count)
{
	return choices[next_random(state) % count];
}

#define PICK(state, choices) pick(state, choices, sizeof choices / sizeof *choices)

static struct segmenter *create(struct slice rules, const char *language)
{
	struct diagnostics *sink = diagnostics_create();
	struct segmenter *segmenter = segmenter_create(rules, "rules.srx", language, sink);
	diagnostics_print(sink, stderr, SEVERITY_NOTE, false);
	diagnostics_destroy(sink);
	return segmenter;
}

/* The standard's definition, word for word: at each position each rule in order, PCRE2 on the whole text. That
 * beforebreak ends at the position is said by the number of characters that must follow. */
static bool reference_matches(struct slice expression, struct slice text, size_t at, bool before)
{
	struct diagnostics *sink = diagnostics_create();
	char suffix[64] = "";
	if (before)
		snprintf(suffix, sizeof suffix, "(?=(?s:.{%zu})\\z)", utf8_count(slice_from_offset(text, at)));
	pcre2_code *code = regex_compile(expression, suffix, before ? 0 : PCRE2_ANCHORED, POSITION_NONE, sink);
	assert_non_null(code);
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	bool matches = pcre2_match(code, (PCRE2_SPTR)text.data, text.size, before ? 0 : at, 0, data, NULL) >= 0;
	pcre2_match_data_free(data);
	pcre2_code_free(code);
	diagnostics_destroy(sink);
	return matches;
}

static bool reference_breaks(const struct srx *srx, struct slice text, size_t at)
{
	for (size_t i = 0; i < srx->count; i++)
		if (reference_matches(srx->items[i].after, text, at, false) &&
		    reference_matches(srx->items[i].before, text, at, true))
			return srx->items[i].breaks;
	return false;
}

static void assert_as_reference(struct slice rules, const char *language, struct slice text)
{
	struct arena *arena = arena_create();
	struct diagnostics *sink = diagnostics_create();
	struct srx srx;
	assert_true(srx_read(rules, "rules.srx", language, arena, &srx, sink));
	struct segmenter *segmenter = create(rules, language);
	assert_non_null(segmenter);
	struct segments segments = { 0 };
	segmenter_run(segmenter, text, NULL, 0, &segments);
	size_t segment = 0, begin = 0;
	for (size_t at = 1; at <= text.size; at++) {
		bool inside = at < text.size && ((unsigned char)text.data[at] & 0xc0) == 0x80;
		if (inside || (at < text.size && !reference_breaks(&srx, text, at)))
			continue;
		struct slice expected = slice_trim(slice_range(text, begin, at));
		begin = at;
		if (!expected.size)
			continue;
		struct slice found = segment < segments.count ?
		                     slice_range(text, segments.items[segment].begin, segments.items[segment].end) : SLICE("");
		segment++;
		if (!slice_equal(found, expected))
			fail_msg("'%.*s' instead of '%.*s' in '%.*s' by\n%.*s", SLICE_ARG(found), SLICE_ARG(expected),
			         SLICE_ARG(text), SLICE_ARG(rules.size < 4000 ? rules : SLICE("our rules")));
	}
	assert_int_equal(segment, segments.count);
	array_finish(&segments);
	segmenter_destroy(segmenter);
	array_finish(&srx);
	diagnostics_destroy(sink);
	arena_destroy(arena);
}

static const char *const befores[] = {
	"", "\\.", "[.!?]+", "[.!?…]['”)]*", "\\b(?:Dr|Mr|npr|д)\\.", "(?x) \\b (?: a | ab | Ćao ) \\. # comment\n", "\\b\\p{Lu}\\.",
	"(?&lt;![\\p{L}.])\\d{1,2}\\.", "(?&lt;=\\s)a\\.", "^\\s*\\d+\\.", "(?i)dr\\.", "(?&lt;!D)r\\.", "(a|b)\\1\\.", "a(?=\\.)\\.?",
	"\\w+?\\.", "[^\\s]{2,3}\\.", "\\S\\.", "(?:ab)*\\.", "\\.\\b", "\\B\\.", ".", "\\u2026", "[\\x{2026}\\x41]", "a++\\.",
	"(?:\\bA|\\b\\.|\\s)\\.", "\\p{P}", "[\\W\\d]", "(?:a|ab)(?:\\.|b\\.)", "。", "\\P{L}", "[[:alpha:]]\\.", "\\Aa?",
	"(?iu)dr\\.", "(?U)\\bA\\.", "[\\p{L}&amp;&amp;[^aA]]\\.", "(?&lt;!a\\h?)b\\.", "(?&lt;=(?:D|M)r\\h{0,2})\\.", "[^[ab]D]\\.",
	"\\b[a\\-]+\\.", "(?i)ć(ao)?\\.?",
};
static const char *const afters[] = {
	"", "\\s", "\\s+", "\\s+\\p{Lu}", "\\s+[“(]*\\p{Ll}", "(?!\\s)", "(?=\\s+A)", "\\s(?![ab])", "\\s+(?:A|The|Ćao)\\b", "\\s\\z",
	"\\s*\\d", "(?i)\\sd", "[^”]", "$", "\\b", ".*a", "(?&lt;=\\.)\\s", "\\s+(?!A[ab])", "\\s{2}", "\\n?", "[\\h\\v]+\\p{Lu}", "(?i)\\h+the",
	"\\s(?![AD]b|a)", "[\\s-\\x{2013}]A",
};
static const char *const pieces[] = {
	".", ".", ". ", ". ", "!", "?", "…", "”", "“", "'", ")", "(", " ", " ", "  ", "\n", "a", "b", "ab", "A", "D", "Dr", "Mr", "d", "r",
	"1", "12", "Ć", "Ćao", "ć", "д", "Д", "npr", "。", "の", "\u00a0", "The", "_", "😀",
};

static void append_random_text(struct buffer *text, uint64_t *state, size_t most)
{
	for (size_t i = next_random(state) % most; i > 0; i--)
		buffer_append_string(text, PICK(state, pieces));
}

static void random_rules_agree_with_the_definition(void **state)
{
	(void)state;
	uint64_t random = 1;
	for (size_t round = 0; round < 600; round++) {
		struct buffer rules = { 0 }, text = { 0 };
		buffer_append_string(&rules, SRX_BEGIN "<languagerules><languagerule languagerulename=\"All\">");
		for (size_t i = 1 + next_random(&random) % 6; i > 0; i--)
			buffer_append_format(&rules, "<rule break=\"%s\"><beforebreak>%s</beforebreak><afterbreak>%s</afterbreak></rule>\n",
			                     next_random(&random) % 2 ? "yes" : "no", PICK(&random, befores), PICK(&random, afters));
		buffer_append_string(&rules, "</languagerule></languagerules>" SRX_MAPS SRX_END);
		append_random_text(&text, &random, 24);
		/* Spaces that slice_trim does not know would need Unicode's definition in the reference, too. */
		if (slice_find(buffer_slice(&text), SLICE("\u00a0"), 0) == SLICE_NONE)
			assert_as_reference(buffer_slice(&rules), "en", buffer_slice(&text));
		buffer_finish(&rules);
		buffer_finish(&text);
	}
}

static void our_rules_agree_with_the_definition(void **state)
{
	(void)state;
	static const char *const languages[] = { "en", "sr", "sr-Latn", "az", "ru", "de", "fr", "es", "tr", "el", "ja" };
	static const char *const words[] = {
		"The", "the", "Dr.", "etc.", "U.S.", "J.", "5.", "15.", "2026.", "maja", "Maj", "said", "“Go.”", "(No.", "3)", "itd.", "г.", "и др.",
		"Он", "on", "z. B.", "p.m.", "ET", "…", "...", "?!", ":)", "[2]", "»", "«", "–", "。", "」", "а", "Inc.", "Yahoo!", "əhali", "və s.",
	};
	uint64_t random = 7;
	for (size_t round = 0; round < 44; round++) {
		struct buffer text = { 0 };
		for (size_t i = 2 + next_random(&random) % 8; i > 0; i--) {
			buffer_append_string(&text, PICK(&random, words));
			buffer_append_string(&text, next_random(&random) % 3 ? " " : next_random(&random) % 2 ? ". " : "");
		}
		assert_as_reference(data_find("segmentation.srx"), languages[round % 11], buffer_slice(&text));
		buffer_finish(&text);
	}
}

static void dialects_are_understood(void **state)
{
	(void)state;
	static const struct {
		const char *expression, *text;
		bool matches;
	} cases[] = {
		{ "^\\u0041$", "A", true },
		{ "^\\Qa.b\\E.$", "a.bc", true },
		{ "^(?u)a", "a", true },
		{ "^(?iu)ć", "Ć", true },
		{ "^(?iU:a)b", "Ab", true },
		{ "^[\\p{Punct}a]$", "!", true },
		{ "^\\p{IsUppercase}$", "Ć", true },
		{ "^[\\p{Ps}-–]$", "-", true },
		{ "^[a-z&&[^aeiou]]$", "b", true },
		{ "^[a-z&&[^aeiou]]$", "e", false },
		{ "^[^a-z&&[^aeiou]]$", "e", true },
		{ "^[^a-z&&[^aeiou]]$", "b", false },
		{ "^[a[^b-z]]$", "b", false },
		{ "^[a[^b-z]]$", "A", true },
		{ "^[a-d[x-z]]$", "y", true },
		{ "^[a-z--[aeiou]]$", "e", false },
		{ "^[a-z-[aeiou]]$", "f", true },
		{ "^[[a]-]$", "-", true },
		{ "(?<!\\d\\s*)a", "1  a", false },
		{ "(?<!\\d\\s*)a", "b  a", true },
		{ "(?<=(?:ab?|c)\\s{0,2})d", "ab d", true },
		{ "(?<=(?:ab?|c)\\s{0,2})d", "b d", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct diagnostics *sink = diagnostics_create();
		pcre2_code *code = regex_compile(slice_from(cases[i].expression), "", 0, POSITION_NONE, sink);
		diagnostics_print(sink, stderr, SEVERITY_NOTE, false);
		assert_non_null(code);
		pcre2_match_data *data = pcre2_match_data_create(1, NULL);
		struct slice text = slice_from(cases[i].text);
		if ((pcre2_match(code, (PCRE2_SPTR)text.data, text.size, 0, 0, data, NULL) >= 0) != cases[i].matches)
			fail_msg("'%s' in '%s'", cases[i].expression, cases[i].text);
		pcre2_match_data_free(data);
		pcre2_code_free(code);
		diagnostics_destroy(sink);
	}
}

/* TEXT is marked: «…» a pair's halves, ¤ a placeable that stands alone; | where a segment must end. */
static void assert_marked(const char *marked, struct slice rules)
{
	struct buffer text = { 0 };
	struct placeables placeables = { 0 };
	struct segments segments = { 0 };
	struct { size_t *items; size_t count, capacity; } opened = { 0 }, ends = { 0 };
	for (struct slice rest = slice_from(marked); rest.size;) {
		size_t size, begin = text.size;
		utf8_decode(rest, 0, &size);
		struct slice mark = slice_range(rest, 0, size);
		rest = slice_from_offset(rest, size);
		size_t number = placeables.count;
		if (slice_equal(mark, SLICE("|"))) {
			array_push(&ends, slice_trim(buffer_slice(&text)).size);
		} else if (slice_equal(mark, SLICE("«"))) {
			buffer_append_string(&text, "<b x='. A'>");
			array_push(&placeables, placeable_make(begin, text.size, PLACEABLE_OPEN, number));
			array_push(&opened, number);
		} else if (slice_equal(mark, SLICE("»"))) {
			size_t partner = opened.count ? opened.items[--opened.count] : number;
			buffer_append_string(&text, "</b>");
			array_push(&placeables, placeable_make(begin, text.size, PLACEABLE_CLOSE, partner));
			placeables.items[partner].partner = (uint32_t)number;
		} else if (slice_equal(mark, SLICE("¤"))) {
			buffer_append_string(&text, "`x. Y.`");
			array_push(&placeables, placeable_make(begin, text.size, PLACEABLE_ALONE, number));
		} else {
			buffer_append(&text, mark);
		}
	}
	array_push(&ends, text.size);
	struct segmenter *segmenter = create(rules, "en");
	segmenter_run(segmenter, buffer_slice(&text), placeables.items, placeables.count, &segments);
	if (segments.count != ends.count)
		fail_msg("%zu segments in %s", segments.count, marked);
	for (size_t i = 0; i < ends.count; i++)
		if (segments.items[i].end != ends.items[i])
			fail_msg("segment %zu ends at %zu, not %zu, in %s", i, (size_t)segments.items[i].end, ends.items[i], marked);
	segmenter_destroy(segmenter);
	array_finish(&segments);
	array_finish(&placeables);
	array_finish(&opened);
	array_finish(&ends);
	buffer_finish(&text);
}

static void markup_stays_whole(void **state)
{
	(void)state;
	static const char *const marked[] = {
		"One.| Two.",
		"«One.»| Two.",
		"One.| «Two.»",
		"«One. Two.»| Three.",
		"«One. »|Two.",
		"«One. » |Two.",
		"One. |« Two.»",
		"«One.»| «Two.»",
		"««One.»»| «Two.»",
		"«One.»«»| Two.",
		"See ¤ Bar.",
		"Use ¤.| Bar is next.",
		"Use it.| ¤ is next.",
		"The end.¤| Next.",
		"The end.¤¤| Next.",
		"The end.«¤»| Next.",
		"“«Really?»” he asked.",
		"D«r.» Smith came.",
		"A«. B» c.",
		"See «Dr. No.»| Two.",
		"One.»| Two.",
		"«One.| Two.",
	};
	for (size_t i = 0; i < sizeof marked / sizeof *marked; i++)
		assert_marked(marked[i], data_find("segmentation.srx"));
}

static void header_says_where_markup_belongs(void **state)
{
	(void)state;
	struct slice rules = SLICE(
	    "<srx xmlns=\"http://www.lisa.org/srx20\" version=\"2.0\"><header segmentsubflows=\"yes\" cascade=\"yes\">"
	    "<formathandle type=\"end\" include=\"no\"/><formathandle type=\"isolated\" include=\"yes\"/></header><body>"
	    "<languagerules><languagerule languagerulename=\"All\"><rule><beforebreak>\\.</beforebreak></rule>"
	    "</languagerule></languagerules>" SRX_MAPS SRX_END);
	assert_marked("One.¤| Two.", rules);
	assert_marked("One.»| Two.", rules); /* a closing mark never begins a segment */
}

/* A text of random characters and markup, once as characters and once with references for some of them. */
struct twins {
	struct buffer plain, referring;
	struct placeables plain_marks, referring_marks;
};

static void append_mark(struct twins *twins, const char *mark, enum placeable_kind kind)
{
	size_t number = twins->plain_marks.count, begin = twins->plain.size, other = twins->referring.size;
	buffer_append_string(&twins->plain, mark);
	buffer_append_string(&twins->referring, mark);
	array_push(&twins->plain_marks, placeable_make(begin, twins->plain.size, kind, number));
	array_push(&twins->referring_marks, placeable_make(other, twins->referring.size, kind, number));
}

static void append_twin(struct twins *twins, uint64_t *state)
{
	static const struct { const char *character, *references[3]; } characters[] = {
		{ "—", { "&mdash;", "&#8212;", "&#151;" } }, { "…", { "&hellip;", "&#x2026;", "&mldr;" } },
		{ "\u00a0", { "&nbsp;", "&#160;", "&#xA0;" } }, { "”", { "&rdquo;", "&#8221;", "&#x201d;" } },
		{ "“", { "&ldquo;", "&#8220;", "&#147;" } }, { "’", { "&rsquo;", "&#8217;", "&#146;" } },
		{ "«", { "&laquo;", "&#171;", "&#xab;" } }, { "»", { "&raquo;", "&#187;", "&#xbb;" } },
		{ "\"", { "&quot;", "&#34;", "&QUOT;" } }, { "'", { "&apos;", "&#39;", "&#x27;" } },
		{ "é", { "&eacute;", "&#233;", "&#xe9;" } }, { "É", { "&Eacute;", "&#201;", "&#xC9;" } },
		{ ".", { "&period;", "&#46;", "&#x2E;" } }, { "\u2009", { "&thinsp;", "&#8201;", "&ThinSpace;" } },
		{ " ", { "&#32;", "&#x20;", "&#32;" } }, { "?", { "&quest;", "&#63;", "&#x3f;" } },
	};
	size_t choice = next_random(state) % 12;
	if (choice == 0) {
		static const char *const marks[] = { "<b>", "</b>", "<br title='&mdash;. A'>" };
		enum placeable_kind kind = (enum placeable_kind)(next_random(state) % 3);
		append_mark(twins, marks[kind], kind);
	} else if (choice < 7) {
		size_t i = next_random(state) % (sizeof characters / sizeof *characters);
		const char *reference = characters[i].references[next_random(state) % 3];
		bool as_it_is = next_random(state) % 4 == 0;
		buffer_append_string(&twins->plain, characters[i].character);
		buffer_append_string(&twins->referring, as_it_is ? characters[i].character : reference);
	} else {
		const char *piece = PICK(state, pieces);
		buffer_append_string(&twins->plain, piece);
		buffer_append_string(&twins->referring, piece);
	}
}

static void references_are_cut_as_characters(void **state)
{
	(void)state;
	static const char *const languages[] = { "en", "sr", "az", "fr", "de", "und" };
	for (size_t l = 0; l < sizeof languages / sizeof *languages; l++) {
		uint64_t seed = l;
		struct segmenter *segmenter = create(data_find("segmentation.srx"), languages[l]);
		for (size_t run = 0; run < 4000; run++) {
			struct twins twins = { 0 };
			struct segments plain = { 0 }, referring = { 0 };
			enum { PARTS_MOST = 60, SIZE_MOST = PARTS_MOST * 32 };
			size_t bounds[SIZE_MOST] = { 0 };
			for (size_t i = next_random(&seed) % PARTS_MOST; i > 0; i--) {
				size_t begin = twins.plain.size, other = twins.referring.size;
				append_twin(&twins, &seed);
				assert_true(twins.plain.size < SIZE_MOST);
				/* A segment may end in the middle of what is the same in both. */
				for (size_t at = begin + 1; at < twins.plain.size; at++)
					bounds[at] = other + (at - begin);
				bounds[twins.plain.size] = twins.referring.size;
			}
			segmenter_run(segmenter, buffer_slice(&twins.plain), twins.plain_marks.items, twins.plain_marks.count, &plain);
			segmenter_run_referring(segmenter, buffer_slice(&twins.referring), twins.referring_marks.items,
			                        twins.referring_marks.count, &referring);
			bool same = plain.count == referring.count;
			for (size_t i = 0; same && i < plain.count; i++)
				same = bounds[plain.items[i].begin] == referring.items[i].begin &&
				       bounds[plain.items[i].end] == referring.items[i].end;
			if (!same)
				fail_msg("%s: '%.*s' is cut otherwise than '%.*s'", languages[l], SLICE_ARG(buffer_slice(&twins.referring)),
				         SLICE_ARG(buffer_slice(&twins.plain)));
			buffer_finish(&twins.plain);
			buffer_finish(&twins.referring);
			array_finish(&twins.plain_marks);
			array_finish(&twins.referring_marks);
			array_finish(&plain);
			array_finish(&referring);
		}
		segmenter_destroy(segmenter);
	}
}

static void assert_cut_at(const struct segmenter *segmenter, const char *text, size_t count, size_t first_end)
{
	struct segments segments = { 0 };
	segmenter_run_referring(segmenter, slice_from(text), NULL, 0, &segments);
	if (segments.count != count || segments.items[0].end != first_end)
		fail_msg("%zu segments, the first up to %u, in %s", segments.count, (unsigned)segments.items[0].end, text);
	array_finish(&segments);
}

/* What is no reference, or unknown, is text as it stands. */
static void what_is_no_reference_is_text(void **state)
{
	(void)state;
	struct segmenter *segmenter = create(data_find("segmentation.srx"), "en");
	assert_cut_at(segmenter, "At 6 a.m. &mdash; and so on.", 1, 28);
	assert_cut_at(segmenter, "At 6 a.m. \\&mdash; and so on.", 2, 9);
	assert_cut_at(segmenter, "It ends&hellip; A new one.", 2, 15);
	assert_cut_at(segmenter, "It ends\\&hellip; A new one.", 1, 27);
	assert_cut_at(segmenter, "It ends\\\\&hellip; A new one.", 2, 17);
	assert_cut_at(segmenter, "It ends&company; A new one.", 1, 27);
	assert_cut_at(segmenter, "It ends&amp;hellip; A new one.", 1, 30);
	segmenter_destroy(segmenter);
}

static size_t steps_for(const struct segmenter *segmenter, const char *piece, size_t count)
{
	struct buffer text = { 0 };
	struct segments segments = { 0 };
	for (size_t i = 0; i < count; i++)
		buffer_append_string(&text, piece);
	size_t steps = segmenter_run_counted(segmenter, buffer_slice(&text), NULL, 0, &segments);
	array_finish(&segments);
	buffer_finish(&text);
	return steps;
}

static void cost_grows_as_the_text(void **state)
{
	(void)state;
	static const char *const texts[] = { ".", ". ", "“", "“. ", "A. ", "a", " ", "1.", "(", ". \n", "... ", ".”", "。", "。」", "[1]", ".[1] ",
		                             "he said. “Go.” ", "Dr. ", "e.g. ", "Aa ", "? Aa ", "[[", "x.[", "\u00a0" };
	struct segmenter *segmenter = create(data_find("segmentation.srx"), "en");
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		size_t once = steps_for(segmenter, texts[i], 4000), four_times = steps_for(segmenter, texts[i], 16000);
		if (four_times > once * 5 || four_times > 16000 * strlen(texts[i]) * 4 * SEGMENT_WINDOW)
			fail_msg("%zu steps, then %zu for four times '%s'", once, four_times, texts[i]);
	}
	segmenter_destroy(segmenter);
}

/* Segments in order, not empty, without white space at their ends, and nothing but white space between them. */
static void assert_covers(struct slice text, const struct segments *segments)
{
	size_t at = 0;
	for (size_t i = 0; i <= segments->count; i++) {
		size_t begin = i < segments->count ? segments->items[i].begin : text.size;
		assert_true(begin >= at);
		struct slice between = slice_range(text, at, begin);
		for (size_t k = 0; k < between.size;) {
			bool wide = slice_starts_with(slice_from_offset(between, k), SLICE("\u00a0"));
			assert_true(wide || is_ascii_space(between.data[k]));
			k += wide ? 2 : 1;
		}
		if (i == segments->count)
			break;
		assert_true(segments->items[i].end > begin);
		at = segments->items[i].end;
	}
}

static void segments_and_white_space_are_the_text(void **state)
{
	(void)state;
	uint64_t random = 3;
	struct segmenter *segmenter = create(data_find("segmentation.srx"), "sr");
	for (size_t round = 0; round < 20000; round++) {
		struct buffer text = { 0 };
		struct segments segments = { 0 };
		append_random_text(&text, &random, 40);
		segmenter_run(segmenter, buffer_slice(&text), NULL, 0, &segments);
		assert_covers(buffer_slice(&text), &segments);
		array_finish(&segments);
		buffer_finish(&text);
	}
	segmenter_destroy(segmenter);
}

static void bad_rules_are_refused_with_their_line(void **state)
{
	(void)state;
	static const struct {
		const char *rules, *message;
		size_t line;
	} cases[] = {
		{ "", "XML", 1 },
		{ "<srx", "XML", 1 },
		{ "\n<html/>", "not SRX 2.0", 2 },
		{ "<srx version=\"1.0\"/>", "not SRX 2.0", 1 },
		{ "<srx version=\"2.0\">\n<body/></srx>", "<header>", 1 },
		{ SRX_BEGIN "<languagerules/>" SRX_END, "<maprules>", 1 },
		{ SRX_BEGIN "<languagerules/><maprules/>" SRX_END, "<languagemap>", 1 },
		{ SRX_BEGIN "<languagerules/>\n\n" SRX_MAPS SRX_END, "“All”", 3 },
		{ SRX_BEGIN "<languagerules/><maprules>\n<languagemap languagepattern=\"(\" languagerulename=\"x\"/></maprules>" SRX_END,
		  "not a regular expression", 2 },
		{ SRX_BEGIN "<languagerules><languagerule languagerulename=\"All\"><rule>\n<beforebreak>a)(b</beforebreak></rule>"
		            "</languagerule></languagerules>" SRX_MAPS SRX_END, "not a regular expression", 2 },
		{ SRX_BEGIN "<languagerules><languagerule languagerulename=\"All\"><rule>\n\n<afterbreak>[</afterbreak></rule>"
		            "</languagerule></languagerules>" SRX_MAPS SRX_END, "not a regular expression", 3 },
		{ SRX_BEGIN "<languagerules><languagerule languagerulename=\"All\">\n<rule break=\"maybe\"/>"
		            "</languagerule></languagerules>" SRX_MAPS SRX_END, "maybe", 2 },
		{ SRX_BEGIN "<languagerules><languagerule languagerulename=\"All\">\n<ruel/>"
		            "</languagerule></languagerules>" SRX_MAPS SRX_END, "<ruel>", 2 },
		{ "<!DOCTYPE srx [\n<!ENTITY a \"b\">]>" SRX_BEGIN SRX_END, "entity", 2 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct diagnostics *sink = diagnostics_create();
		assert_null(segmenter_create(slice_from(cases[i].rules), "rules.srx", "en", sink));
		const struct diagnostic *found;
		size_t count = diagnostics_all(sink, &found);
		if (count != 1 || found->severity != SEVERITY_ERROR || !strstr(found->text, cases[i].message) ||
		    found->position.line != cases[i].line)
			fail_msg("case %zu: %zu messages, at line %zu: %s", i, count, count ? found->position.line : 0,
			         count ? found->text : "");
		diagnostics_destroy(sink);
	}
}

/* No place that was told is missed, and the processor's own instructions find the same as the portable code. */
static void places_of_breaks_are_found(void **state)
{
	(void)state;
	uint64_t random = 5;
	for (size_t round = 0; round < 200; round++) {
		struct candidates candidates = { 0 };
		struct byte_set told[40][CANDIDATE_PLACES] = { 0 };
		size_t count = next_random(&random) % 40;
		for (size_t i = 0; i < count; i++) {
			for (size_t k = next_random(&random) % 400; k > 0; k--)
				byte_set_add(&told[i][k % CANDIDATE_PLACES], (unsigned char)next_random(&random));
			candidates_add(&candidates, told[i]);
		}
		candidates_finish(&candidates);
		unsigned char text[1 + CANDIDATES_CHUNK + 2];
		for (size_t i = 0; i < sizeof text; i++)
			text[i] = (unsigned char)next_random(&random);
		uint64_t found = candidates_find(&candidates, text + 1);
		assert_true(found == candidates_find_portably(&candidates, text + 1));
		for (size_t i = 0; i < CANDIDATES_CHUNK * count; i++) {
			const unsigned char *at = text + i / count;
			const struct byte_set *sets = told[i % count];
			bool is_told = true;
			for (size_t place = 0; place < CANDIDATE_PLACES; place++)
				is_told = is_told && byte_set_has(&sets[place], at[place]);
			if (is_told)
				assert_true(found >> (i / count) & 1);
		}
	}
}

/* The rules of maps A (en.*) and B (.*), each of which breaks at a letter of its own. */
static void maps_cascade_in_order(void **state)
{
	(void)state;
	static const struct {
		const char *cascade, *language;
		size_t segments;
	} cases[] = { { "yes", "en-GB", 3 }, { "no", "EN", 2 }, { "yes", "sr", 2 }, { "no", "sr", 2 }, { "yes", "den", 2 } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buffer rules = { 0 };
		struct segments segments = { 0 };
		buffer_append_format(&rules,
		                     "<srx version=\"2.0\"><header segmentsubflows=\"no\" cascade=\"%s\"/><body><languagerules>"
		                     "<languagerule languagerulename=\"A\"><rule><beforebreak>a</beforebreak></rule></languagerule>"
		                     "<languagerule languagerulename=\"B\"><rule><beforebreak>b</beforebreak></rule></languagerule>"
		                     "</languagerules><maprules><languagemap languagepattern=\"en.*\" languagerulename=\"A\"/>"
		                     "<languagemap languagepattern=\".*\" languagerulename=\"B\"/></maprules></body></srx>",
		                     cases[i].cascade);
		struct segmenter *segmenter = create(buffer_slice(&rules), cases[i].language);
		segmenter_run(segmenter, SLICE("1a2b3"), NULL, 0, &segments);
		assert_int_equal(segments.count, cases[i].segments);
		segmenter_destroy(segmenter);
		array_finish(&segments);
		buffer_finish(&rules);
	}
}

/* The lines of PARAGRAPH are the segments of these lines joined with spaces. Returns whether they are. */
static bool paragraph_is_cut_as_written(const struct segmenter *segmenter, const char *file, struct slice paragraph)
{
	struct buffer text = { 0 };
	struct segments segments = { 0 };
	struct slice line, rest = paragraph;
	while (slice_next_part(&rest, '\n', &line)) {
		buffer_append_string(&text, text.size ? " " : "");
		buffer_append(&text, line);
	}
	segmenter_run(segmenter, buffer_slice(&text), NULL, 0, &segments);
	bool done = true;
	size_t at = 0;
	rest = paragraph;
	for (size_t i = 0; slice_next_part(&rest, '\n', &line); i++, at += line.size + 1)
		if (done && (i >= segments.count || segments.items[i].begin != at || segments.items[i].end != at + line.size)) {
			done = false;
			print_message("%s: '%.*s' became '%.*s'\n", file, SLICE_ARG(line), SLICE_ARG(i < segments.count ?
			              slice_range(buffer_slice(&text), segments.items[i].begin, segments.items[i].end) : SLICE("")));
		}
	array_finish(&segments);
	buffer_finish(&text);
	return done;
}

static void cases_are_cut_as_written(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	struct diagnostics *sink = diagnostics_create();
	struct slices paths = { 0 };
	size_t count = 0, wrong = 0;
	size_t below = file_walk(TESTS_FOLDER "/cases/segment", arena, &paths, sink);
	for (size_t i = 0; i < paths.count; i++) {
		const char *path = paths.items[i].data;
		struct slice bytes, language = slice_from_offset(paths.items[i], below);
		assert_true(file_read(path, arena, &bytes, sink));
		language.size = slice_find_byte(language, '/', 0);
		assert_true(language.size != SLICE_NONE);
		struct segmenter *segmenter = create(data_find("segmentation.srx"), arena_copy(arena, language).data);
		for (bytes = slice_trim(bytes); bytes.size;) {
			size_t end = slice_find(bytes, SLICE("\n\n"), 0);
			struct slice paragraph = end == SLICE_NONE ? bytes : slice_range(bytes, 0, end);
			count++;
			wrong += !paragraph_is_cut_as_written(segmenter, path, slice_trim(paragraph));
			bytes = end == SLICE_NONE ? SLICE("") : slice_from_offset(bytes, end + 2);
		}
		segmenter_destroy(segmenter);
	}
	assert_true(count > 0);
	if (wrong)
		fail_msg("%zu of %zu paragraphs", wrong, count);
	array_finish(&paths);
	diagnostics_destroy(sink);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_rules_agree_with_the_definition),
		cmocka_unit_test(our_rules_agree_with_the_definition),
		cmocka_unit_test(dialects_are_understood),
		cmocka_unit_test(markup_stays_whole),
		cmocka_unit_test(header_says_where_markup_belongs),
		cmocka_unit_test(references_are_cut_as_characters),
		cmocka_unit_test(what_is_no_reference_is_text),
		cmocka_unit_test(cost_grows_as_the_text),
		cmocka_unit_test(segments_and_white_space_are_the_text),
		cmocka_unit_test(bad_rules_are_refused_with_their_line),
		cmocka_unit_test(maps_cascade_in_order),
		cmocka_unit_test(places_of_breaks_are_found),
		cmocka_unit_test(cases_are_cut_as_written),
	};
	return cmocka_run_group_tests_name("segment", tests, NULL, NULL);
}
