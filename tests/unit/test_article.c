/* Articles and their catalogs on the disk: what a translator saves while a run is at one stays; and a long article. */

#include "base/file.h"
#include "commands/article.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define CATALOG(TRANSLATION) "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\n" \
	                         "msgid \"One.\"\nmsgstr \"" TRANSLATION "\"\n"

static const char *path = "a.po";

static void put(const char *text)
{
	struct diagnostics *sink = diagnostics_create();
	assert_true(file_replace(path, slice_from(text), NULL, sink));
	diagnostics_destroy(sink);
}

/* Whether a catalog is saved that was READ (NULL: there was none) and then came to be MEANWHILE; it is changed in between. */
static bool save_over(const char *read, const char *meanwhile)
{
	struct diagnostics *sink = diagnostics_create();
	struct catalog old = { .arena = arena_create() }, merged = { .arena = arena_create() };
	struct slice bytes;
	bool changed;
	unlink(path);
	if (read)
		put(read);
	assert_true(catalog_load(&old, path, &bytes, sink));
	assert_true(catalog_read(&merged, SLICE(CATALOG("Made.")), path, sink));
	if (meanwhile)
		put(meanwhile);
	bool done = catalog_save(&merged, path, bytes, &old, false, &changed, sink);
	assert_int_equal(diagnostics_count(sink, SEVERITY_ERROR), !done);
	assert_int_equal(changed, done);
	catalog_finish(&old);
	catalog_finish(&merged);
	arena_destroy(old.arena);
	arena_destroy(merged.arena);
	diagnostics_destroy(sink);
	return done;
}

static void assert_has(const char *text)
{
	struct diagnostics *sink = diagnostics_create();
	struct arena *arena = arena_create();
	struct slice bytes;
	assert_true(file_read_if_there(path, arena, &bytes, sink));
	assert_non_null(strstr(bytes.data, text));
	arena_destroy(arena);
	diagnostics_destroy(sink);
}

static void test_saved(void **state)
{
	(void)state;
	assert_true(save_over(CATALOG("Old."), NULL));
	assert_has("Made.");
	assert_true(save_over(NULL, NULL));
	assert_has("Made.");
	assert_true(save_over(CATALOG("Old."), CATALOG("Old."))); /* another file, the same bytes */
	assert_has("Made.");
}

static void test_changed_meanwhile(void **state)
{
	(void)state;
	assert_false(save_over(CATALOG("Old."), CATALOG("New.")));
	assert_has("New.");
	assert_false(save_over(NULL, CATALOG("New.")));
	assert_has("New.");
	assert_false(save_over("", CATALOG("New."))); /* read while an editor had emptied it to write it anew */
	assert_has("New.");
}

static int enter_folder(void **state)
{
	static char folder[] = "/tmp/localize-article-XXXXXX";
	*state = folder;
	return mkdtemp(folder) ? chdir(folder) : -1;
}

static int leave_folder(void **state)
{
	unlink(path);
	return chdir("/") < 0 ? -1 : rmdir(*state);
}

/* A long article NAME of PARTS again and again, each with its number for "%zu", between BEGIN and END. */
static void put_long(const char *name, const char *begin, const char *const *parts, size_t count, const char *end)
{
	struct buffer text = { 0 };
	buffer_append_string(&text, begin);
	for (size_t i = 0; text.size < (1 << 20) + 1; i++) {
		char part[512];
		int size = snprintf(part, sizeof part, parts[i % count], i, i);
		buffer_append(&text, slice_make(part, (size_t)size));
	}
	buffer_append_string(&text, end);
	struct diagnostics *sink = diagnostics_create();
	assert_true(file_replace(name, buffer_slice(&text), NULL, sink));
	diagnostics_destroy(sink);
	buffer_finish(&text);
}

/* Every third sentence is translated, as in capital letters. */
static bool translate_third(void *context, const struct unit *unit, const struct segment *segment, struct slice *translation)
{
	struct buffer *made = context;
	struct slice text = unit_segment_text(unit, segment);
	if (slice_hash(text) % 3)
		return false;
	buffer_clear(made);
	for (size_t i = 0; i < text.size; i++)
		buffer_append_byte(made, text.data[i] == 'e' ? 'E' : text.data[i]);
	*translation = buffer_slice(made);
	return true;
}

static void add_units(void *context, struct document *document)
{
	document_writer_add(context, document);
}

static void write_loaded(const struct loaded_article *loaded, struct buffer *out)
{
	struct diagnostics *sink = diagnostics_create();
	struct buffer made = { 0 };
	const struct document_target target = { .language = SLICE("ar"), .direction = SLICE("rtl") };
	const struct outlet outlet = { .text = out };
	struct document_writer *writer =
	    document_writer_begin(&target, loaded->article->format->fit, translate_third, &made, &outlet, NULL);
	assert_true(article_take_units(loaded, add_units, writer, sink));
	assert_true(document_writer_end(writer, &loaded->document) > 0);
	buffer_finish(&made);
	diagnostics_destroy(sink);
}

/* What is made of an article whose units come some at a time is what is made of all of them. */
static void assert_same_parted(const char *name)
{
	const struct article article = { .source = name, .format = format_for_file(name) };
	struct config config = { .source = SLICE("en") };
	struct diagnostics *sink = diagnostics_create();
	struct arena *arena = arena_create();
	struct loaded_article whole, parted, counted;
	struct buffer written = { 0 }, again = { 0 };
	assert_true(article_load(&whole, &article, &config, NULL, arena, sink));
	assert_true(article_load_parted(&parted, &article, &config, NULL, true, arena, sink));
	assert_true(article_load_parted(&counted, &article, &config, NULL, false, arena, sink));
	assert_true(whole.document.unit_count > 0 && !whole.parted);
	assert_true(parted.document.unit_count == 0 && parted.parted);
	assert_true(catalog_equal(&whole.template, &parted.template));
	assert_int_equal(counted.sentence_count, whole.template.count - 1);
	write_loaded(&whole, &written);
	write_loaded(&counted, &again);
	assert_true(slice_equal(buffer_slice(&written), buffer_slice(&again)));
	buffer_finish(&written);
	buffer_finish(&again);
	article_unload(&whole);
	article_unload(&parted);
	article_unload(&counted);
	arena_destroy(arena);
	diagnostics_destroy(sink);
	unlink(name);
}

static void test_parted(void **state)
{
	(void)state;
	static const char *const markdown[] = {
		"# The *heading* %zu\n\n", "A sentence over\ntwo lines, the %zuth. And more [text](a.md \"The title\").\n\n",
		"> The quotation %zu\n> goes on.\n\n", "The same again.\n\n", "| The | cells |\n|---|---|\n| a%zu | the same |\n\n",
		"<p title=\"the %zu\">Some <b>bold</b> text.</p>\n\n", "A note.[^%zu]\n\n",
	};
	static const char *const html[] = {
		"<h2 lang=\"en\">The\n <i>heading</i> %zu</h2>\n", "<p>The text %zu,\n<img alt=\"the same\"> and more.\n",
		"<ul><li>The item<li>the item %zu</ul>", "<div dir=\"ltr\"><a title='the %zu'>link</a> here</div>\n", "Bare, the %zu ",
	};
	static const char *const plain[] = {
		"The Headline %zu\n\n",
		"The text goes on over the lines as it does when it is wrapped,\nand here is the end of it, the %zu.\n\n",
		"* the item\n* the same\n\n",
	};
	put_long("long.md", "", markdown, sizeof markdown / sizeof *markdown, "");
	assert_same_parted("long.md");
	put_long("long.html", "", html, sizeof html / sizeof *html, "");
	assert_same_parted("long.html");
	static const char *const docbook[] = {
		"<section><title>The %zu</title>\n<para>Some <emphasis>text\n here</emphasis>, the %zu.</para></section>\n",
		"<section xml:lang=\"en\"><para>A note<footnote><para>The note %zu.</para></footnote> in it.</para></section>\n",
	};
	put_long("long.dbk", "<book xmlns=\"http://docbook.org/ns/docbook\" version=\"5.0\">\n", docbook,
	         sizeof docbook / sizeof *docbook, "</book>\n");
	assert_same_parted("long.dbk");
	put_long("long.txt", "", plain, sizeof plain / sizeof *plain, "");
	assert_same_parted("long.txt");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_saved),
		cmocka_unit_test(test_changed_meanwhile),
		cmocka_unit_test(test_parted),
	};
	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
