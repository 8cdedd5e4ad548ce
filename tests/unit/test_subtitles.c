/* What becomes a unit of subtitles, and how a translation is written back as the lines of its cue. */

#include "formats/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void parse(const struct format *format, struct document *document, const char *source)
{
	*document = (struct document){ .arena = arena_create(), .name = "a", .source = slice_from(source) };
	assert_true(format->parse(document, NULL));
	document_segment(document, NULL);
}

/* The units of SOURCE, a line each, with line breaks as |, and behind # what translators are told. */
static void assert_units(const struct format *format, const char *source, const char *expected)
{
	struct document document;
	parse(format, &document, source);
	struct buffer dump = { 0 };
	for (size_t u = 0; u < document.unit_count; u++) {
		const struct unit *unit = &document.units[u];
		for (size_t i = 0; i < unit->text.size; i++)
			buffer_append_byte(&dump, unit->text.data[i] == '\n' ? '|' : unit->text.data[i]);
		if (unit->kind->note.size)
			buffer_append_format(&dump, " # %.*s", SLICE_ARG(unit->kind->note));
		buffer_append_byte(&dump, '\n');
		assert_int_equal(unit->segment_count, 1);
	}
	assert_string_equal(buffer_string(&dump), expected);
	buffer_finish(&dump);
	arena_destroy(document.arena);
}

static bool replace_all(void *context, const struct unit *unit, const struct segment *segment, struct slice *translation)
{
	(void)unit, (void)segment;
	*translation = slice_from(context);
	return true;
}

/* The first cue of SOURCE with the text TO. */
static void assert_rewritten(const struct format *format, const char *source, char *to, const char *expected)
{
	struct document document;
	parse(format, &document, source);
	struct buffer out = { 0 };
	struct document_target target = { { 0 }, { 0 }, { 0 } };
	document_write(&document, &target, format->fit, replace_all, to, &out);
	assert_string_equal(buffer_string(&out), expected);
	buffer_finish(&out);
	arena_destroy(document.arena);
}

#define TIME "00:00:01,000 --> 00:00:02,000\n"

static void a_cue_of_subrip_is_a_unit(void **state)
{
	(void)state;
	assert_units(&format_subrip, "1\n" TIME "Hello there,\nyou.\n\n2\n" TIME "{\\an8}<i>Bye.</i>\n", "Hello there, you.\n{\\an8}<i>Bye.</i>\n");
	assert_units(&format_subrip, "1\r\n" TIME "- Hello.\r\n- <b>Bye.</b>\r\n\r\n", "- Hello.|- <b>Bye.</b>\n");
}

/* No blank line between cues, one within, no number, a number as text, times without their thousandths. */
static void what_is_amiss_is_read_as_players_do(void **state)
{
	(void)state;
	assert_units(&format_subrip, "1\n" TIME "One.\n2\n" TIME "Two.\n\n\nAnd more.\n\n" TIME "Three.\n", "One.\nTwo.\nAnd more.\nThree.\n");
	assert_units(&format_subrip, "\n0:0:1-->0:0:2\n1984\n\n7\n" TIME "\n8\n" TIME "No. 5", "1984 # sentence: 1984 No. 5\nNo. 5 # sentence: 1984 No. 5\n");
	assert_units(&format_subrip, "Not a cue.\n\n1\n00:xx --> 00:00\nNor this.\n", "");
}

static void a_cue_of_webvtt_is_a_unit(void **state)
{
	(void)state;
	assert_units(&format_webvtt,
	             "WEBVTT - a title\nkind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE a note\nof two lines\n\n"
	             "REGION\nid:a\n\nintro\n00:01.000 --> 00:02.000 align:start\n<v Ann>Hello <c.loud>you</c>\n\n"
	             "00:02.000 --> 00:03.000\nAnd <00:02.500>on\n01:00:04.000 --> 01:00:05.000\nNext &amp; last.\n",
	             "<v Ann>Hello <c.loud>you</c> # sentence: Hello you And on Next &amp; last.\n"
	             "And <00:02.500>on # sentence: Hello you And on Next &amp; last.\n"
	             "Next &amp; last. # sentence: Hello you And on Next &amp; last.\n");
	assert_units(&format_webvtt, "WEBVTT\n\n00:01.000 --> 00:02.000\n{\"a\": 1}\n\n00:02.000 --> 00:03.000\na.jpg#xywh=0,0,1,1\n", "");
}

static void sentences_are_shown_whole(void **state)
{
	(void)state;
	assert_units(&format_subrip,
	             TIME "We met Mr. Smith\nwho\n\n" TIME "{\\an8}<i>was here.</i> Did he\n\n" TIME "say so? Yes.\n\n"
	             TIME "So...\n\n" TIME "...it goes.\n\n" TIME "Alone.\n\n" TIME "- And\n\n" TIME "- I?\n",
	             "We met Mr. Smith who # sentence: We met Mr. Smith who was here.\n"
	             "{\\an8}<i>was here.</i> Did he # sentence: We met Mr. Smith who was here.\nsentence: Did he say so?\n"
	             "say so? Yes. # sentence: Did he say so?\n"
	             "So... # sentence: So... ...it goes.\n...it goes. # sentence: So... ...it goes.\nAlone.\n- And\n- I?\n");
}

static void translations_are_cut_into_lines(void **state)
{
	(void)state;
	assert_rewritten(&format_subrip, TIME "One line that is not\nlonger than the other one\n\n",
	                 "Ovo je jedan prevod koji je mnogo duži nego što je to original bio",
	                 TIME "Ovo je jedan prevod koji je mnogo\nduži nego što je to original bio\n\n");
	assert_rewritten(&format_subrip, TIME "a\r\n\r\n", "<i>x</i>\n\n  y --> z\n", TIME "<i>x</i>\ny -> z\r\n\r\n");
	assert_rewritten(&format_webvtt, "WEBVTT\n\n00:01.000 --> 00:02.000\na", "x --> y", "WEBVTT\n\n00:01.000 --> 00:02.000\nx --&gt; y");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cue_of_subrip_is_a_unit),
		cmocka_unit_test(what_is_amiss_is_read_as_players_do),
		cmocka_unit_test(a_cue_of_webvtt_is_a_unit),
		cmocka_unit_test(sentences_are_shown_whole),
		cmocka_unit_test(translations_are_cut_into_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
