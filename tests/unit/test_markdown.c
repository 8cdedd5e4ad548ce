/* What Markdown's prose is, and translations in their places. */

#include "formats/format.h"
#include "formats/front_matter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct article {
	struct document document;
	struct diagnostics *sink;
};

static struct article read_article(const char *name, const char *source)
{
	struct article article = {
		.document = { .arena = arena_create(), .name = name, .source = slice_from(source) },
		.sink = diagnostics_create(),
	};
	assert_true(format_markdown.parse(&article.document, article.sink));
	document_segment(&article.document, NULL);
	return article;
}

static void finish_article(struct article *article)
{
	diagnostics_destroy(article->sink);
	arena_destroy(article->document.arena);
}

static void assert_bytes(struct slice actual, const char *expected)
{
	char *string = slice_to_string(actual);
	assert_string_equal(string, expected);
	free(string);
}

/* The units of SOURCE, a line each: "role: text", with \n for a line break. */
static void assert_units_of(const char *name, const char *source, const char *expected)
{
	struct article article = read_article(name, source);
	struct buffer units = { 0 };
	for (size_t i = 0; i < article.document.unit_count; i++) {
		const struct unit *unit = &article.document.units[i];
		buffer_append(&units, unit->kind->role);
		buffer_append_string(&units, ": ");
		for (size_t k = 0; k < unit->text.size; k++)
			if (unit->text.data[k] == '\n')
				buffer_append_string(&units, "\\n");
			else
				buffer_append_byte(&units, unit->text.data[k]);
		buffer_append_byte(&units, '\n');
	}
	assert_bytes(buffer_slice(&units), expected);
	buffer_finish(&units);
	finish_article(&article);
}

static void assert_units(const char *source, const char *expected)
{
	assert_units_of("article.md", source, expected);
}

/* The placeables of the only unit of SOURCE: "<" and ">" around halves of pairs, "=" around the others. */
static void assert_placeables_of(const char *name, const char *source, const char *expected)
{
	struct article article = read_article(name, source);
	struct buffer marked = { 0 };
	assert_int_equal(article.document.unit_count, 1);
	const struct unit *unit = &article.document.units[0];
	for (size_t i = 0; i < unit->placeable_count; i++) {
		static const char *const marks[] = { "<", ">", "=" };
		const struct placeable *placeable = &unit->placeables[i];
		buffer_append_format(&marked, "%s%s%.*s", i ? " " : "", marks[placeable->kind],
		                     SLICE_ARG(slice_range(unit->text, placeable->begin, placeable->end)));
		assert_int_equal(unit->placeables[placeable->partner].partner, i);
	}
	assert_bytes(buffer_slice(&marked), expected);
	buffer_finish(&marked);
	finish_article(&article);
}

static void assert_placeables(const char *source, const char *expected)
{
	assert_placeables_of("article.md", source, expected);
}

struct pair {
	const char *source, *translation;
};

static bool look_up(void *context, const struct unit *unit, const struct segment *segment, struct slice *translation)
{
	for (const struct pair *pair = context; pair->source; pair++)
		if (slice_equal_string(unit_segment_text(unit, segment), pair->source)) {
			*translation = slice_from(pair->translation);
			return true;
		}
	return false;
}

/* SOURCE with the segment FROM translated as TO. */
static void assert_written(const char *source, const char *from, const char *to, const char *expected)
{
	struct article article = read_article("article.md", source);
	struct pair pairs[] = { { from, to }, { NULL, NULL } };
	struct document_target target = { .language = SLICE("sr") };
	struct buffer out = { 0 };
	document_write(&article.document, &target, format_markdown.fit, look_up, pairs, &out);
	assert_bytes(buffer_slice(&out), expected);
	buffer_finish(&out);
	finish_article(&article);
}

static void blocks_are_units(void **state)
{
	(void)state;
	assert_units("# One #\n\nTwo\nthree\n\nFour\n---\n", "heading 1: One\nparagraph: Two three\nheading 2: Four\n");
	assert_units("- a\n  b\n\n  c\n- [x] d\n1. e\n", "list item: a b\nlist item: c\nlist item: d\nlist item: e\n");
	assert_units("> a\nb\n> - c\n", "quotation: a b\nlist item: c\n");
	assert_units("| a | b \\| c |\n|---|---|\n| d | `e\\|f` |\n",
	             "table heading: a\ntable heading: b \\| c\ntable cell: d\n");
	assert_units("| a |\n|---|\n| b |\n|\n| c |\n",
	             "table heading: a\ntable cell: b\nparagraph: | c |\n"); /* a pipe alone is no row */
	assert_units("a[^1]\n\n[^1]: b\n    c\n", "paragraph: a[^1]\nfootnote: b c\n");
	assert_units("    code\n\n```\ncode\n```\n\n***\n\n$$\nx\n$$\n\n123 `a`\n", "");
	assert_units("a\r\nb\r\n\r\nc\rd", "paragraph: a b\nparagraph: c d\n");
}

static void what_sites_add(void **state)
{
	(void)state;
	assert_units(":::tip One\ntwo\n:::\n", "title: One\nparagraph: two\n");
	assert_units("!!! note \"One\"\n    Two\n\n    - three\n", "title: One\nparagraph: Two\nlist item: three\n");
	assert_units("> [!NOTE]\n> One\n", "quotation: One\n");
	assert_units("{{< a >}}\nOne\n{{< /a >}}\n{: .b}\n", "paragraph: One\n");
	assert_units("# One {#id}\n\n[TOC]\n\nTerm\n: Two\n", "heading 1: One\nparagraph: Term\ndefinition: Two\n");
	assert_units_of("a.mdx", "import A from 'a'\n\n<B\n  c={d}\n>\nOne {e}\n</B>\n{/* f */}\n", "paragraph: One {e}\n");
	assert_units_of("a.mdx", "<B\n  title=\"One\n  two\"\n  icon=\"x\" c={d}\n  label='Three'\n/>\n",
	                "attribute: title: One two\nattribute: label: Three\n");
	assert_units_of("a.mdx", "<B c={() => \"d\"} title=\"One\" />\n\n> <B\n>   title=\"Two\"\n> />\n",
	                "attribute: title: One\nattribute: title: Two\n");
	assert_units("<B c={[\"d\"]}>\n\n    One {e}\n</B>\n", "paragraph: One {e}\n");
	assert_units("<B c>\n\n    d\n\n</B>\n", "");
	assert_placeables_of("a.md", "a <b c={{d: \"e\"}}>f</b> g <h", "<<b c={{d: \"e\"}}> ></b>");
	assert_placeables_of("a.md", "a <b c d={e}> f", "=<b c d={e}>");
	assert_placeables_of("a.md", "a < b and <c d={[\"e\"]} />", "=<c d={[\"e\"]} />");
}

static void what_templates_keep_out(void **state)
{
	(void)state;
	assert_units("{% highlight ruby %}\nputs 1\n\nputs 2\n{% endhighlight %}\n\nA {% comment %}b{%- endcomment -%} c.\n\n"
	             "{{< highlight go >}}\na highlight\n\nb\n{{< / highlight >}}\n\n{% comment %}\nd\n",
	             "paragraph: A {% comment %}b{%- endcomment -%} c.\nparagraph: d\n");
	assert_units_of("a.mdx", "<A>\n  <B>\n    ```js\n    c\n    ```\n  </B>\n</A>\n\nD\n", "paragraph: D\n");
	assert_units(":::warning[Important: [a](b)]\nc\n:::\n", "title: Important: [a](b)\nparagraph: c\n");
}

static void images_and_link_titles(void **state)
{
	(void)state;
	assert_units("![One](a.png \"Two\")\n", "image description: One\nimage title: Two\n");
	assert_units("See ![one](a.png \"two\")\n", "paragraph: See ![one](a.png \"two\")\n");
	assert_units("[a]: /b\n  'One\n  two'\n", "link title: One two\n");
	assert_written("![One](a.png \"Two\")\n", "Two", "A \"b\"", "![One](a.png \"A \\\"b\\\"\")\n");
}

static void line_breaks(void **state)
{
	(void)state;
	assert_units("a  \nb\\\nc **d  \ne**\n", "paragraph: a b c **d\\\\ne**\n");
	assert_written("a  \nb\\\nc\n", "b", "x", "a  \nx\\\nc\n");
	assert_written("- c **d  \r\n  e**\r\n", "c **d\\\ne**", "x **y\\\nz**", "- x **y  \r\n  z**\r\n");
	assert_written("> - c **d  \n>   e**\n", "c **d\\\ne**", "x **y\\\nz**", "> - x **y  \n>   z**\n");
	assert_written("**d\\\ne**\n", "**d\\\ne**", "**y\\\nz**", "**y\\\nz**\n");
	assert_written("**d  \ne**\n", "**d\\\ne**", "**y  \nz\\\\**", "**y  \nz\\\\**\n");
}

static void inline_markup(void **state)
{
	(void)state;
	assert_placeables("a ***b** c* d", "<* <** >** >*");
	assert_placeables("a `b` <http://c> www.d.ef g@h.ij <br/>k", "=`b` =<http://c> =www.d.ef =g@h.ij");
	assert_placeables("a [b ![c](d)](e \"f\") [g] [^h]\n", "<[ <![ >](d) >](e \"f\") =[^h]");
	assert_placeables("a <em>b</em> <code>*c*</code> <i>d", "<<em> ></em> =<code>*c*</code> =<i>");
	assert_placeables("a {{ b }} $c_d_e$ costs $5 or $6 ~~f~~", "={{ b }} =$c_d_e$ <~~ >~~");
	assert_placeables("a [b]({{< ref \"c d\" >}})", "<[ >]({{< ref \"c d\" >}})");
	assert_placeables("a \\*b\\* snake_case_word &amp;", "");
	assert_placeables_of("a.mdx", "a {b({})} c", "={b({})}");
	assert_placeables("A :smile: and :+1:, 10:30:45 a:b: :-: <kbd>Ctrl</kbd>", "=:smile: =:+1: =<kbd>Ctrl</kbd>");
}

static void text_that_would_be_markup_is_escaped(void **state)
{
	(void)state;
	static const struct pair cases[] = {
		{ "2026. godine", "2026\\. godine" }, { "# a", "\\# a" },   { "- a", "\\- a" },    { "> a", "\\> a" },
		{ "---", "\\---" },                   { "***", "\\***" },   { "~~~ a", "\\~~~ a" }, { "[a]: b", "[a]\\: b" },
		{ "**a**", "**a**" },                 { "2026.a", "2026.a" }, { "a\\", "a\\\\" },   { "a # b", "a # b" },
		{ "[ ] a", "[ ] a" },                 { "+a", "+a" },       { "=== ", "\\===" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_written("One", "One", cases[i].source, cases[i].translation);
	assert_written("- One", "One", "[ ] a", "- \\[ ] a");
	assert_written("# One", "One", "a #", "# a \\#");
	assert_written("# One", "One", "1. a", "# 1. a");
	assert_written("One  \ntwo", "two", "1. a", "One  \n1\\. a");
	assert_written("|One|\n|-|\n", "One", "a|b `c|d` \\|", "|a\\|b `c\\|d` \\||\n|-|\n");
	assert_written("> One\n> two", "One two", "a\nb", "> a\n> b");
}

static void references_keep_their_targets(void **state)
{
	(void)state;
	assert_written("See [a] [sic]\n\n[a]: /b\n", "See [a] [sic]", "V. [b] [sic!]", "V. [b][a] [sic!]\n\n[a]: /b\n");
	assert_written("See [a][]\n\n[a]: /b\n", "See [a][]", "V. [b][]", "V. [b][a]\n\n[a]: /b\n");
}

static void front_matter_is_read_and_quoted(void **state)
{
	(void)state;
	assert_units("---\ntitle: One\nslug: two\ntags: [a, 'b']\nx:\n  alt: \"c \\\"d\\\"\"\nsummary: |\n  e\n  f\n---\n",
	             "front matter: title: One\nfront matter: tags: a\nfront matter: tags: b\nfront matter: alt: c \"d\"\n"
	             "front matter: summary: e\\nf\n");
	assert_units("+++\ntitle = \"One\"\ntags = ['a', \"b\"]\n[c]\ndate = 'd'\ncaption = 'e'\n+++\n",
	             "front matter: title: One\nfront matter: tags: a\nfront matter: tags: b\nfront matter: caption: e\n");
	assert_units("{\n\"title\": \"One\", \"url\": \"two\",\n\"tags\": [\"a\"]\n}\nThree\n",
	             "front matter: title: One\nfront matter: tags: a\nparagraph: Three\n");
	assert_written("---\ntitle: One\n---\n", "One", "Dva", "---\ntitle: Dva\n---\n");
	assert_written("---\ntitle: One\n---\n", "One", "Dva: \"tri\"", "---\ntitle: \"Dva: \\\"tri\\\"\"\n---\n");
	assert_written("---\ntitle: 'One'\n---\n", "One", "d'a", "---\ntitle: 'd''a'\n---\n");
	assert_written("---\ntags: [One]\n---\n", "One", "a, b", "---\ntags: [\"a, b\"]\n---\n");
	assert_written("---\nlang: en\ntitle: One\n---\n", "One", "ne", "---\nlang: sr\ntitle: ne\n---\n");
}

static void invalid_front_matter_is_a_warning(void **state)
{
	(void)state;
	struct article article = read_article("a.md", "---\ntitle: [a\n---\nOne\n");
	assert_int_equal(diagnostics_count(article.sink, SEVERITY_WARNING), 1);
	assert_int_equal(diagnostics_count(article.sink, SEVERITY_ERROR), 0);
	assert_int_equal(article.document.unit_count, 1);
	finish_article(&article);
}

static void headings_name_sections(void **state)
{
	(void)state;
	struct article article = read_article("a.md", "# One *two* `three`\n\nText\n");
	assert_bytes(article.document.units[1].section[0], "One two `three`");
	finish_article(&article);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_are_units),
		cmocka_unit_test(what_sites_add),
		cmocka_unit_test(what_templates_keep_out),
		cmocka_unit_test(images_and_link_titles),
		cmocka_unit_test(line_breaks),
		cmocka_unit_test(inline_markup),
		cmocka_unit_test(text_that_would_be_markup_is_escaped),
		cmocka_unit_test(references_keep_their_targets),
		cmocka_unit_test(front_matter_is_read_and_quoted),
		cmocka_unit_test(invalid_front_matter_is_a_warning),
		cmocka_unit_test(headings_name_sections),
	};
	return cmocka_run_group_tests_name("markdown", tests, NULL, NULL);
}
