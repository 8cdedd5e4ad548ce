/* What becomes a unit of HTML, and how its translation is written back. */

#include "formats/format.h"
#include "formats/html.h"
#include "formats/html_tokenizer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct rewrite {
	struct slice from, to;
};

static bool rewrite(void *context, const struct unit *unit, const struct segment *segment, struct slice *translation)
{
	const struct rewrite *wanted = context;
	*translation = wanted->to;
	return slice_equal(unit_segment_text(unit, segment), wanted->from);
}

static void parse(struct document *document, const char *name, const char *source)
{
	*document = (struct document){ .arena = arena_create(), .name = name, .source = slice_from(source) };
	assert_true(format_html.parse(document, NULL));
	document_segment(document, NULL);
}

/* "role: text" of each unit, the placeables as {open}, {/close} and {alone}, a line each; then the slots' values. */
static void assert_units(const char *source, const char *expected)
{
	struct document document;
	parse(&document, "a.html", source);
	struct buffer dump = { 0 };
	for (size_t i = 0; i < document.unit_count; i++) {
		const struct unit *unit = &document.units[i];
		buffer_append_format(&dump, "%.*s: ", SLICE_ARG(unit->kind->role));
		size_t at = 0;
		for (size_t k = 0; k < unit->placeable_count; k++) {
			const struct placeable *placeable = &unit->placeables[k];
			static const char *const marks[] = { "[", "]", "=" };
			assert_true(placeable->begin >= at && placeable->end > placeable->begin);
			buffer_append(&dump, slice_range(unit->text, at, placeable->begin));
			buffer_append_format(&dump, "{%s%.*s}", placeable->partner == k && placeable->kind != PLACEABLE_ALONE
			                     ? "?" : marks[placeable->kind],
			                     (int)(placeable->end - placeable->begin), unit->text.data + placeable->begin);
			at = placeable->end;
		}
		buffer_append(&dump, slice_from_offset(unit->text, at));
		buffer_append_byte(&dump, '\n');
	}
	for (size_t i = 0; i < document.slot_count; i++)
		buffer_append_format(&dump, "%d=%.*s\n", document.slots[i].kind,
		                     SLICE_ARG(slice_range(document.source, document.slots[i].begin, document.slots[i].end)));
	assert_string_equal(buffer_string(&dump), expected);
	buffer_finish(&dump);
	arena_destroy(document.arena);
}

static void assert_rewritten_as(const char *name, const char *source, const char *from, const char *to,
                                const char *expected)
{
	struct document document;
	parse(&document, name, source);
	struct buffer out = { 0 };
	struct document_target target = { SLICE("sr-Latn"), SLICE("ltr"), SLICE("UTF-8") };
	struct rewrite wanted = { slice_from(from), slice_from(to) };
	document_write(&document, &target, format_html.fit, rewrite, &wanted, &out);
	assert_string_equal(buffer_string(&out), expected);
	buffer_finish(&out);
	arena_destroy(document.arena);
}

static void assert_rewritten(const char *source, const char *from, const char *to, const char *expected)
{
	assert_rewritten_as("a.html", source, from, to, expected);
}

static void blocks_part_sentences(void **state)
{
	(void)state;
	assert_units("<h2>Head</h2><p>One\n  two<p>Three<ul><li>Four<li>Five</ul>six",
	             "heading 2: Head\nparagraph: One two\nparagraph: Three\n"
	             "list item: Four\nlist item: Five\nparagraph: six\n");
	assert_units("<table><caption>C<tr><th abbr=T>Th<td>Td<tr><td>&nbsp;<td>7</table>",
	             "caption: C\nattribute: abbr: T\ntable heading: Th\ntable cell: Td\ntable cell: 7\n");
	assert_units("<title>A &amp;  B</title><dl><dt>T<dd>D</dl><blockquote><p>Q</blockquote><option>O",
	             "title: A &amp; B\nterm: T\ndefinition: D\nquotation: Q\noption: O\n");
	assert_units("<p>One<br>two <b>three<br>four</b>", "paragraph: One\nparagraph: two {[<b>}three{=<br>}four{]</b>}\n");
}

static void inline_elements_stay_in_the_sentence(void **state)
{
	(void)state;
	assert_units("<p>See <a\n  href=x>the <b>page</b></a>, <img src=y> it.",
	             "paragraph: See {[<a href=x>}the {[<b>}page{]</b>}{]</a>}, {=<img src=y>} it.\n");
	assert_units("<p>A <b>b <i>c</b> d</i> e", "paragraph: A {[<b>}b {?<i>}c{]</b>} d{?</i>} e\n");
	assert_units("<p>Run <code>rm\n <b>x</b></code>, <!-- no --> then <svg><path d='>'/></svg> go",
	             "paragraph: Run {=<code>rm <b>x</b></code>}, {=<!-- no -->} then {=<svg><path d='>'/></svg>} go\n");
	assert_units("<p>Hi {{ name | \"<b>\" }}, {% if a <b %}you{% endif %} <?php echo 1 > 0 ?> are {{",
	             "paragraph: Hi {={{ name | \"<b>\" }}}, "
	             "{={% if a <b %}}you{={% endif %}} {=<?php echo 1 > 0 ?>} are {{\n");
}

static void what_borders_the_words_stays_outside(void **state)
{
	(void)state;
	assert_units("<li><a href=x title=T><span>Text</span></a></li>", "attribute: title: T\nlist item: Text\n");
	assert_units("<p><img alt='An icon'> Text <i class=x></i>", "attribute: alt: An icon\nparagraph: Text\n");
	assert_units("<p>Text with <img alt=inside> it", "paragraph: Text with {=<img alt=inside>} it\n");
	assert_units("<h1><a id=x></a>Head <a href=#x>#</a></h1>", "heading 1: Head\n");
	assert_units("<nav><a href=a>One</a> | <a href=b>Two</a></nav>", "paragraph: One\nparagraph: Two\n");
	assert_units("<p><a href=a>One</a>, <a href=b>two</a>.",
	             "paragraph: {[<a href=a>}One{]</a>}, {[<a href=b>}two{]</a>}.\n");
	assert_units("<p><code>x</code> is a name. <code>y</code>",
	             "paragraph: {=<code>x</code>} is a name. {=<code>y</code>}\n");
	assert_units("<p>… <b>&nbsp;</b> —</p><p><code>only</code></p>", "");
}

static void what_is_not_translated(void **state)
{
	(void)state;
	assert_units("<pre>a <b title=t>b</b></pre><script>\"<p>x\"</script><style>p{}</style><textarea>t</textarea>", "");
	assert_units("<p>A <span translate=no>B <span>c</span> d</span> e",
	             "paragraph: A {=<span translate=no>B <span>c</span> d</span>} e\n");
	assert_units("<div translate=no title=x>No <span translate=yes title=t>yes</span> no<p translate=yes>Yes</div>after",
	             "attribute: title: t\nparagraph: yes\nparagraph: Yes\nparagraph: after\n");
	assert_units("<p class='x notranslate'>No<p>Yes<noscript><p>Yes</noscript>", "paragraph: Yes\nparagraph: Yes\n");
	assert_units("<svg><title>x</title><style></style><![CDATA[ <p> ]]></svg><p>Yes", "paragraph: Yes\n");
	assert_units("<svg><desc><svg><title><svg><title>x</title></svg></title></svg></desc><style>p</style></svg><p>Yes",
	             "paragraph: Yes\n");
	assert_units("a <svg><g>b <p>c", "paragraph: a\nparagraph: c\n");
	assert_units("<p>A {% comment %}b <i>c</i>\n\nd{% endcomment %} e", 
	             "paragraph: A {={% comment %}b <i>c</i>\n\nd{% endcomment %}} e\n");
}

/* ITS 2.0: notes to translators, and elements that part sentences. */
static void authors_speak_to_translators(void **state)
{
	(void)state;
	struct document document;
	parse(&document, "a.html", "<div its-loc-note=\"Be\n brief\"><p>One<p its-loc-note=x its-loc-note-type=alert>Two</div>"
	                           "<p>Three <i its-loc-note-ref=y>four</i>.<p>Five<img alt=six its-loc-note=z>");
	static const char *const expected[] = { "note: Be  brief", "alert: x", "note: see y", "note: z", "note: z" };
	assert_int_equal(document.unit_count, 5);
	for (size_t i = 0; i < document.unit_count; i++)
		assert_true(slice_equal_string(document.units[i].kind->note, expected[i]));
	arena_destroy(document.arena);
	assert_units("<p>A <span its-within-text=no>b <span>c</span> d</span> e",
	             "paragraph: A\nparagraph: b {[<span>}c{]</span>} d\nparagraph: e\n");
	assert_units("<p>A<i its-within-text=nested title=t>b <u its-within-text=nested>c</u> <b>d</b></i> e<i its-within-text=nested>f</i>",
	             "paragraph: A{=<nested/>} e\nattribute: title: t\nparagraph: b {=<nested/>} {[<b>}d{]</b>}\nparagraph: c\n"
	             "paragraph: f\n");
	assert_units("<p>A <i its-within-text=nested>b<p>c", "paragraph: A\nparagraph: b\nparagraph: c\n");
	assert_units("<p>A<nested/>b<i its-within-text=nested>c</i> d",
	             "paragraph: A{?<nested/>}b{=<its-nested/>} d\nparagraph: c\n");
	assert_rewritten("<p>A<i its-within-text=nested>b</i> c", "A<nested/> c", "C<nested/> a",
	                 "<p>C<i its-within-text=nested>b</i> a");
}

static void attributes_are_units(void **state)
{
	(void)state;
	assert_units("<meta name=Description content='It is'><meta name=viewport content=x><meta property=og:title content=O>"
	             "<link title=no><input type=submit value=Send><input value=no placeholder=P><optgroup label=L>",
	             "description: It is\ntitle: O\nattribute: value: Send\nattribute: placeholder: P\nattribute: label: L\n");
	assert_units("<p aria-label=\"Of {{ x }}\" title='{{ y }}' alt='{{ \"z'>", "attribute: aria-label: Of {={{ x }}}\n");
}

static void slots_are_the_documents_own(void **state)
{
	(void)state;
	assert_units("<html lang=en dir=ltr><meta charset=x><meta http-equiv=content-type content='text/html; charset=y'>"
	             "<meta property=og:locale content=en_US><body><p lang=fr>A<p lang=EN>B <i lang=en>c</i> d",
	             "paragraph: A\nparagraph: B {[<i lang=en>}c{]</i>} d\n"
	             "0=en\n1=ltr\n2=x\n2=y\n0=en_US\n0=EN\n");
}

static void sections_are_headings_above(void **state)
{
	(void)state;
	struct document document;
	parse(&document, "a.html", "<h1>One <b>b</b><br>c</h1>x<h2>Two</h2>y<h2>Three</h2><h1>Four</h1>z");
	static const char *const sections[] = { "", "", "One b c", "One b c", "Two", "One b c", "", "Four" };
	assert_int_equal(document.unit_count, 8);
	for (size_t i = 0; i < 8; i++)
		assert_true(slice_equal_string(document.units[i].section[0], sections[i]));
	arena_destroy(document.arena);
}

static void translations_fit_their_place(void **state)
{
	(void)state;
	assert_rewritten("<p>x", "x", "a < b && <b>c</b>\nd &amp; &copy <i",
	                 "<p>a &lt; b &amp;&amp; <b>c</b> d &amp; &copy &lt;i");
	assert_rewritten("<p>x & <= y", "x & <= y", "z < & <b &&", "<p>z < & &lt;b &&amp;");
	assert_rewritten("<p>x<p>y", "x", "<!-- z <b", "<p>&lt;!-- z &lt;b<p>y");
	assert_rewritten("<p>x<p>y", "x", "<script>z", "<p>&lt;script>z<p>y");
	assert_rewritten("<p>x", "x", "<textarea><b></textarea> {{ a && b }}", "<p><textarea><b></textarea> {{ a && b }}");
	assert_rewritten("<img alt=\"x\">", "x", "\"a\"\n<'b'> & &lt;", "<img alt=\"&quot;a&quot; <'b'> &amp; &lt;\">");
	assert_rewritten("<img alt='x'>", "x", "\"a\" 'b'", "<img alt='\"a\" &#39;b&#39;'>");
	assert_rewritten("<img alt=x src=y>", "x", "a \"b\"", "<img alt=\"a &quot;b&quot;\" src=y>");
	assert_rewritten("<img alt=x src=y>", "x", "ab", "<img alt=ab src=y>");
	assert_rewritten("<title>x</title>", "x", "a <b> & </title>", "<title>a <b> &amp; &lt;/title></title>");
	assert_rewritten_as("a.xhtml", "<title/><img alt='x'/>", "x", "< &copy &lt;",
	                    "<title/><img alt='&lt; &amp;copy &lt;'/>");
	assert_rewritten("<html lang=en><p>One\n two", "One two", "Jedan", "<html lang=sr-Latn><p>Jedan");
}

static void find_placeables_as_parse_does(void **state)
{
	(void)state;
	struct placeables found = { 0 };
	struct slice text = SLICE("A <b>b</b><br><code>c</code> <p> {{ x }} <script>\n</script> <i");
	html_find_placeables(text, &found);
	static const char *const expected[] = {
		"<b>", "</b>", "<br>", "<code>c</code>", "<p>", "{{ x }}", "<script>\n</script>",
	};
	assert_int_equal(found.count, 7);
	for (size_t i = 0; i < found.count; i++)
		assert_true(slice_equal_string(slice_range(text, found.items[i].begin, found.items[i].end), expected[i]));
	assert_int_equal(found.items[0].partner, 1);
	assert_int_equal(found.items[1].partner, 0);
	assert_int_equal(found.items[2].partner, 2);
	array_finish(&found);
}

static void inline_html_ends(void **state)
{
	(void)state;
	static const char *const whole[] = {
		"<a>", "<b2/>", "<a  /><", "<a href=\"x>\" b c='\n' _d.e:f-g=h/>", "</a >", "<!-->", "<!--->", "<!-- a -- b -->",
		"<?x >?>", "<!X y>", "<![CDATA[ ]] ]]>", "<x-y\n>",
	};
	static const char *const none[] = {
		"<", "<33>", "<__>", "<a h*#ref=\"hi\">", "<a href='bar' / >", "<a\"b>", "<a b='c'd>", "</a b>", "<!-- a", "<!>",
		"<?", "<a b=>", "< a>", "<a b=\"", "<![CDATA[ ]]",
	};
	for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
		size_t end = strlen(whole[i]) - (slice_ends_with(slice_from(whole[i]), SLICE("><")) ? 1 : 0);
		assert_int_equal(html_inline_end(slice_from(whole[i]), 0), end);
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_int_equal(html_inline_end(slice_from(none[i]), 0), 0);
}

static void hostile_text_takes_linear_time(void **state)
{
	(void)state;
	static const char *const pieces[] = {
		"<!--", "<?php ", "{{", "{% ", "<a ", "<a b=\"", "<div>", "<b>", "</b>", "<b><i></b>", "<svg>", "<li><ul>", "<td>",
		"<b>x<br>", "<span translate=no>x", "&#", "<!", "<script>", "<script><!--<script>", "a\n\n{{ ", "x {{y}} ", "<%",
	};
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		struct buffer text = { 0 };
		while (text.size < 1 << 20)
			buffer_append_string(&text, pieces[i]);
		struct document document;
		parse(&document, "a.html", buffer_string(&text));
		arena_destroy(document.arena);
		struct html_inline_memory memory = { { 0 } };
		for (size_t at = 0; (at = slice_find_byte(buffer_slice(&text), '<', at)) != SLICE_NONE; at++)
			html_inline_end_remembering(buffer_slice(&text), at, &memory);
		buffer_finish(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_part_sentences),
		cmocka_unit_test(inline_elements_stay_in_the_sentence),
		cmocka_unit_test(what_borders_the_words_stays_outside),
		cmocka_unit_test(what_is_not_translated),
		cmocka_unit_test(attributes_are_units),
		cmocka_unit_test(authors_speak_to_translators),
		cmocka_unit_test(slots_are_the_documents_own),
		cmocka_unit_test(sections_are_headings_above),
		cmocka_unit_test(translations_fit_their_place),
		cmocka_unit_test(find_placeables_as_parse_does),
		cmocka_unit_test(inline_html_ends),
		cmocka_unit_test(hostile_text_takes_linear_time),
	};
	return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
