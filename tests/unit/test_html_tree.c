/* Translating everything changes nothing of a page but its words: the tree that an HTML5 parser makes of it, without
 * text, is the same. Run with the names of files it checks those; without, the pages below. */

#include "../tools/html_tree.h"

#include "base/file.h"
#include "formats/format.h"

#include <stdlib.h>

static const char *const pages[] = {
	"<!DOCTYPE html><html lang=en><title>A page</title>"
	"<p>One <b>two</b> three.<ul><li>Four<li><a href=x title='t'>Five</a></ul>",
	"<p>A <i>misnested <b>pair</i> of</b> tags<p>and <code>code</code>, <a href=a>an <em>open link<p>and on",
	"<table>foster <b>parent</b><tr><td>a<td>b<table><tr><td>c</table></table>text",
	"<p>a < b & c &copy &amp; d &unknown; <3 </ > <?pi?> <!-- c --> {{ x < y }} {% if a <b %}x{% endif %}",
	"<svg><desc>d<p>e</p></desc><text>f</text></svg>g<math><mi>x</mi><annotation-xml>h</annotation-xml></math>",
	"<select><option>a<option label=b>c<optgroup label=d><option>e</select>"
	"<textarea>f</textarea><button>g</button> <button>h</button>",
	"<script><!-- <script> </script> --> </script>x<style></styl></style>y<noscript>z <b>w</noscript><xmp><b></xmp>",
	"<h1><a id=a></a>b <a href=#a>#</a></h1><p>c<br>d <b>e<br>f</b><p><span><img alt=g src=h> i</span><hr>j",
	"<div translate=no>a <span translate=yes>b</span> c</div><input type=submit value='d \"e\"'><img alt=f><img alt=>",
	"<p>a<script>document.write('<p>')</script>b <a\n href='x'\n title=\"y\"\n>c</a> d</p",
};

/* Every ASCII letter outside of placeables and character references becomes another. */
static bool disguise(void *context, const struct unit *unit, const struct segment *segment, struct slice *translation)
{
	struct buffer text = { 0 };
	bool reference = false;
	for (size_t i = segment->begin, k = 0; i < segment->end; i++) {
		char byte = unit->text.data[i];
		while (k < unit->placeable_count && unit->placeables[k].end <= i)
			k++;
		if (byte == '&')
			reference = true;
		else if (!is_ascii_alphanumeric(byte) && byte != '#')
			reference = false;
		if (is_ascii_letter(byte) && !reference && (k == unit->placeable_count || unit->placeables[k].begin > i))
			buffer_append_code_point(&text, 0x3b1 + (uint32_t)(ascii_lower(byte) - 'a') % 17);
		else
			buffer_append_byte(&text, byte);
	}
	*translation = arena_copy(context, buffer_slice(&text));
	buffer_finish(&text);
	return true;
}

static bool check_page(const char *name, struct slice page, struct diagnostics *sink)
{
	struct document document = { .arena = arena_create(), .name = name, .source = page };
	format_html.parse(&document, sink);
	document_segment(&document, NULL);
	struct buffer translated = { 0 };
	struct document_target target = { SLICE("sr-Latn"), SLICE("ltr"), SLICE("UTF-8") };
	document_write(&document, &target, format_html.fit, disguise, document.arena, &translated);
	struct buffer before = { 0 }, after = { 0 };
	html_tree_append(page, &before);
	html_tree_append(buffer_slice(&translated), &after);
	bool same = slice_equal(buffer_slice(&before), buffer_slice(&after));
	if (!same)
		fprintf(stderr, "%s: the structure is another:\n%.*s\n", name, SLICE_ARG(buffer_slice(&translated)));
	buffer_finish(&before);
	buffer_finish(&after);
	buffer_finish(&translated);
	arena_destroy(document.arena);
	return same;
}

/* Prints TAP: a line for each page of ours, or for each file that is named. */
int main(int count, char **names)
{
	struct diagnostics *sink = diagnostics_create();
	int failed = 0;
	size_t own = sizeof pages / sizeof *pages, total = count == 1 ? own : (size_t)count - 1;
	printf("1..%zu\n", total);
	for (size_t i = 0; i < total; i++) {
		struct arena *arena = arena_create();
		const char *name = count == 1 ? "page" : names[i + 1];
		struct slice page = count == 1 ? slice_from(pages[i]) : SLICE("");
		bool good = (count == 1 || file_read(name, arena, &page, sink)) && check_page(name, page, sink);
		printf("%s %zu - %s keeps its structure\n", good ? "ok" : "not ok", i + 1, name);
		failed += !good;
		arena_destroy(arena);
	}
	diagnostics_print(sink, stderr, SEVERITY_NOTE, false);
	diagnostics_destroy(sink);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
