/* PO files in memory: fields of the header, both roads of reading, where lines are broken, and threads. */

#include "catalog/catalog.h"
#include "catalog/gettextpo.h"
#include "catalog/reader.h"
#include "catalog/references.h"
#include "catalog/wrap.h"

#include "base/array.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#define HEADER "msgid \"\"\nmsgstr \"\"\n\"Language: sr\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\n"

struct fixture {
	struct arena *arena;
	struct diagnostics *sink;
	struct catalog catalog;
	struct buffer out;
};

static int set_up(void **state)
{
	struct fixture *fixture = memory_allocate_zero(1, sizeof *fixture);
	fixture->arena = arena_create();
	fixture->sink = diagnostics_create();
	fixture->catalog.arena = fixture->arena;
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	buffer_finish(&fixture->out);
	catalog_finish(&fixture->catalog);
	diagnostics_destroy(fixture->sink);
	arena_destroy(fixture->arena);
	free(fixture);
	return 0;
}

static void assert_text(struct slice text, const char *expected)
{
	assert_non_null(text.data);
	assert_int_equal(text.size, strlen(expected));
	assert_memory_equal(text.data, expected, text.size);
}

static void read_catalog(struct fixture *fixture, const char *text)
{
	assert_true(catalog_read(&fixture->catalog, slice_from(text), "test.po", fixture->sink));
	assert_int_equal(diagnostics_count(fixture->sink, SEVERITY_ERROR), 0);
}

static const char *write_catalog(struct fixture *fixture)
{
	buffer_clear(&fixture->out);
	assert_true(catalog_write(&fixture->catalog, "test.po", &fixture->out, fixture->sink));
	return buffer_string(&fixture->out);
}

static const struct entry *only_entry(const struct fixture *fixture)
{
	assert_int_equal(fixture->catalog.count, 2);
	return &fixture->catalog.items[1];
}

static void plain_strings_point_into_the_bytes(void **state)
{
	struct fixture *fixture = *state;
	const char *text = HEADER "#. a\n#: b:1 c:2\nmsgid \"One.\"\nmsgstr \"\"\n\"Je\"\n\"dan.\"\n";
	read_catalog(fixture, text);
	const struct entry *entry = only_entry(fixture);
	assert_text(entry->msgid, "One.");
	assert_true(entry->msgid.data > text && entry->msgid.data < text + strlen(text));
	assert_text(entry->msgstr[0], "Jedan.");
	assert_text(entry->extracted, "a");
	assert_null(entry_comment(entry).data);
	assert_null(entry_context(entry).data);
	assert_int_equal(references_count(entry->references), 2);
	assert_text(references_get(entry->references, 1, NULL), "c:2");
	assert_int_equal(entry->line, 8);
}

static void all_parts_are_read_by_both_roads(void **state)
{
	struct fixture *fixture = *state;
	const char *text = HEADER "# one\n#\n# three\n#, c-format, fuzzy, max-length:20\n#| msgid \"Old.\"\n"
				  "msgctxt \"\"\nmsgid \"New.\\n\"\nmsgid_plural \"Newer.\"\n"
				  "msgstr[0] \"a\\tb\"\nmsgstr[1] \"\"\n\"c\\\"\"\n";
	for (int road = 0; road < 2; road++) {
		if (road == 0)
			assert_true(reader_read(&fixture->catalog, slice_from(text), "test.po"));
		else
			assert_true(gettextpo_read(&fixture->catalog, slice_from(text), "test.po", fixture->sink));
		const struct entry *entry = only_entry(fixture);
		assert_text(entry_comment(entry), "one\n\nthree");
		assert_true(entry->fuzzy);
		assert_false(entry->obsolete);
		assert_int_equal(entry_extra(entry)->flag_count, 2);
		assert_text(entry_extra(entry)->flags[0], "c-format");
		assert_text(entry_extra(entry)->flags[1], "max-length:20");
		assert_text(entry_previous_msgid(entry), "Old.");
		assert_null(entry_extra(entry)->previous_context.data);
		assert_text(entry_context(entry), "");
		assert_text(entry->msgid, "New.\n");
		assert_text(entry_plural(entry), "Newer.");
		assert_int_equal(entry->msgstr_count, 2);
		assert_text(entry->msgstr[0], "a\tb");
		assert_text(entry->msgstr[1], "c\"");
		assert_int_equal(entry->line, 12);
		assert_true(entry_is_translated(entry));
	}
}

static void copies_of_an_entry_do_not_change_each_other(void **state)
{
	struct fixture *fixture = *state;
	read_catalog(fixture, HEADER "#, ignore-same\n#| msgctxt \"\"\n#| msgid \"Old.\"\n"
			      "msgctxt \"\"\nmsgid \"New.\"\nmsgstr \"\"\n");
	const struct entry *entry = only_entry(fixture);
	struct entry changed = *entry, dropped = *entry, plain = { .msgid = SLICE("a") };
	entry_set_previous_msgid(&changed, SLICE("Older."), fixture->arena);
	entry_drop_previous(&dropped, fixture->arena);
	entry_drop_previous(&plain, fixture->arena);
	assert_text(entry_previous_msgid(entry), "Old.");
	assert_text(entry_previous_msgid(&changed), "Older.");
	assert_text(entry_extra(&changed)->previous_context, "");
	assert_non_null(entry_extra(&changed)->previous_context.data);
	assert_null(entry_previous_msgid(&dropped).data);
	assert_null(entry_extra(&dropped)->previous_context.data);
	assert_non_null(entry_context(&dropped).data);
	assert_text(entry_context(&dropped), "");
	assert_int_equal(entry_extra(&dropped)->flag_count, 1);
	assert_null(plain.extra);
	assert_null(entry_context(&plain).data);
}

static void header_fields_are_found_and_set(void **state)
{
	struct fixture *fixture = *state;
	read_catalog(fixture, "msgid \"\"\nmsgstr \"\"\n\"Language: sr\\n\"\n\"X-Own:  kept \\n\"\n"
			      "\"content-type: text/plain; charset=UTF-8\\n\"\n");
	assert_text(catalog_field(&fixture->catalog, "Content-Type"), "text/plain; charset=UTF-8");
	assert_text(catalog_field(&fixture->catalog, "X-Own"), "kept");
	assert_null(catalog_field(&fixture->catalog, "X-Ow").data);
	catalog_set_field(&fixture->catalog, "Language", SLICE("az"));
	catalog_set_field(&fixture->catalog, "X-New", SLICE("1"));
	catalog_set_field(&fixture->catalog, "X-Own", SLICE("kept"));
	assert_string_equal(write_catalog(fixture),
	                    "msgid \"\"\nmsgstr \"\"\n\"Language: az\\n\"\n\"X-Own:  kept \\n\"\n"
	                    "\"content-type: text/plain; charset=UTF-8\\n\"\n\"X-New: 1\\n\"\n");
}

static void a_header_is_made_where_there_is_none(void **state)
{
	struct fixture *fixture = *state;
	read_catalog(fixture, "msgid \"a\"\nmsgstr \"\"\n");
	assert_null(catalog_header(&fixture->catalog));
	catalog_set_field(&fixture->catalog, "Language", SLICE("sr"));
	assert_string_equal(write_catalog(fixture),
	                    "msgid \"\"\nmsgstr \"Language: sr\\n\"\n\nmsgid \"a\"\nmsgstr \"\"\n");
}

struct bad_case {
	const char *text;
	size_t line, column;
};

static void errors_have_their_place(void **state)
{
	struct fixture *fixture = *state;
	static const struct bad_case cases[] = {
		{ HEADER "msgid \"a\"\nmsgstr \"b\n", 8, 0 }, /* where the line has ended */
		{ HEADER "msgid \"a\"\nmsgid \"b\"\nmsgstr \"c\"\n", 6, 0 },
		{ HEADER "msgid \"a\"\nmsgstr \"\"\n\nmsgid \"a\"\nmsgstr \"\"\n", 9, 0 },
		{ HEADER "msgid \"a\"\nmsgstr \"\xff\"\n", 7, 9 },
		{ HEADER "# \xff\nmsgid \"a\"\nmsgstr \"\"\n", 6, 3 },
		{ HEADER "msgid \"a\" x\nmsgstr \"\"\n", 6, 0 },
		{ "msgid \"\"\nmsgstr \"charset=ISO-8859-99\\n\"\n\nmsgid \"a\"\nmsgstr \"\xff\"\n", 0, 0 },
		{ "domain \"one\"\nmsgid \"a\"\nmsgstr \"\"\n", 0, 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct diagnostics *sink = diagnostics_create();
		assert_false(catalog_read(&fixture->catalog, slice_from(cases[i].text), "bad.po", sink));
		const struct diagnostic *all;
		size_t count = diagnostics_all(sink, &all), error = 0;
		while (error < count && all[error].severity != SEVERITY_ERROR)
			error++;
		assert_true(error < count);
		assert_string_equal(all[error].position.file, "bad.po");
		assert_int_equal(all[error].position.line, cases[i].line);
		if (cases[i].column)
			assert_int_equal(all[error].position.column, cases[i].column);
		assert_int_equal(fixture->catalog.count, 0);
		diagnostics_destroy(sink);
	}
}

static void what_a_file_cannot_hold_is_refused(void **state)
{
	struct fixture *fixture = *state;
	struct slice texts[] = { slice_make("a\0b", 3), SLICE("a\4b"), SLICE("\xff") };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct entry entry = { .msgid = SLICE("a"), .msgstr = &texts[i], .msgstr_count = 1 };
		struct catalog catalog = { .arena = fixture->arena, .items = &entry, .count = 1 };
		assert_false(catalog_write(&catalog, "test.po", &fixture->out, fixture->sink));
	}
	assert_int_equal(diagnostics_count(fixture->sink, SEVERITY_ERROR), 3);
}

/* GNU gettext joins a line that ends with a backslash with the next, in comments as well. */
static void a_backslash_does_not_swallow_the_next_line(void **state)
{
	struct fixture *fixture = *state;
	struct slice msgstr = SLICE("b");
	struct entry entry = {
		.extracted = SLICE("C:\\"), .msgid = SLICE("a"), .msgstr = &msgstr, .msgstr_count = 1
	};
	struct catalog catalog = { .arena = fixture->arena, .items = &entry, .count = 1 };
	assert_true(catalog_write(&catalog, "test.po", &fixture->out, fixture->sink));
	for (int road = 0; road < 2; road++) {
		if (road == 0)
			assert_true(reader_read(&fixture->catalog, buffer_slice(&fixture->out), "test.po"));
		else
			assert_true(gettextpo_read(&fixture->catalog, buffer_slice(&fixture->out), "test.po",
			                           fixture->sink));
		assert_int_equal(fixture->catalog.count, 1);
		assert_text(fixture->catalog.items[0].msgid, "a");
	}
}

/* libgettextpo would take minutes for the first, and more stack than there is for the second. */
static void hostile_files_cost_little(void **state)
{
	struct fixture *fixture = *state;
	struct buffer text = { 0 };
	buffer_append_string(&text, HEADER " msgid \"a\"\nmsgid_plural \"b\"\n");
	for (int i = 0; i < 100000; i++)
		buffer_append_format(&text, "msgstr[%d] \"\"\n", i);
	assert_false(catalog_read(&fixture->catalog, buffer_slice(&text), "test.po", fixture->sink));
	buffer_clear(&text);
	buffer_append_string(&text, HEADER "#, java-format\nmsgid \"");
	for (int i = 0; i < 100000; i++)
		buffer_append_string(&text, "{0,choice,0# ");
	buffer_append_string(&text, "\"\nmsgstr \"\"\n");
	assert_true(catalog_read(&fixture->catalog, buffer_slice(&text), "test.po", fixture->sink));
	assert_true(catalog_write(&fixture->catalog, "test.po", &fixture->out, fixture->sink));
	buffer_finish(&text);
}

static uint32_t next_random(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*seed >> 33);
}

static void assert_same_breaks(struct slice text, size_t width, size_t start)
{
	struct breaks fast = { 0 }, slow = { 0 };
	wrap_find(text, width, start, &fast);
	wrap_find_by_library(text, width, start, &slow);
	if (fast.count != slow.count || (fast.count && memcmp(fast.items, slow.items, fast.count * sizeof *fast.items)))
		fail_msg("breaks differ at width %zu from %zu: %.*s", width, start, SLICE_ARG(text));
	array_finish(&fast);
	array_finish(&slow);
}

/* Every character up to U+2FFF beside one of each class, with spaces and without. */
static void each_character_breaks_as_in_libunistring(void **state)
{
	(void)state;
	static const char *const neighbours[] = { "a", "$", "|", "%", "'", "1", "(", ",", "}", "\xc2\xa0", "…", "!",
		                                  ")", "-", "—", "«", "–", "字" };
	struct buffer text = { 0 };
	for (uint32_t code_point = ' '; code_point < 0x3000; code_point++) {
		if (code_point == 0x7f || code_point == '\\')
			continue;
		for (size_t i = 0; i < sizeof neighbours / sizeof *neighbours; i++) {
			buffer_clear(&text);
			for (int spaced = 0; spaced < 4; spaced++) {
				buffer_append_string(&text, neighbours[i]);
				buffer_append_string(&text, spaced & 1 ? " " : "");
				buffer_append_code_point(&text, code_point);
				buffer_append_string(&text, spaced & 2 ? " " : "");
			}
			assert_same_breaks(buffer_slice(&text), 1, 0);
		}
	}
	buffer_finish(&text);
}

static void random_text_breaks_as_in_libunistring(void **state)
{
	(void)state;
	static const char *const pieces[] = { " ", " ", " ", "a", "b", "word", "ш", "č", "1", "2", ".", ",", "-", "(", ")",
		                              "[", "]", "{", "}", "%", "$", "\\\\", "\\\"", "\\n", "\\t", "/", ":", "!", "?",
		                              "„", "“", "”", "«", "»", "–", "—", "…", "\xc2\xa0", "'", "+", "|", "<", "&",
		                              "=", "°", "€", "№", "ə", "İ", "´", "字", "\xcc\x81", "א", "\xc2\xad", "😀" };
	uint64_t seed = 20260102;
	struct buffer text = { 0 };
	for (int round = 0; round < 30000; round++) {
		buffer_clear(&text);
		/* The odd ones, which are for the library, stand last. */
		size_t kinds = sizeof pieces / sizeof *pieces - (round % 4 ? 6 : 0);
		for (size_t count = next_random(&seed) % 60; count > 0; count--)
			buffer_append_string(&text, pieces[next_random(&seed) % kinds]);
		if (text.size)
			assert_same_breaks(buffer_slice(&text), 1 + next_random(&seed) % 40, next_random(&seed) % 12);
	}
	buffer_finish(&text);
}

static void *read_and_write(void *argument)
{
	bool *right = argument;
	const char *texts[] = {
		HEADER "msgid \"a\"\nmsgstr \"b\"\n",
		HEADER "  msgid \"a\"\nmsgstr \"b\"\n",
		HEADER "msgid \"a\nmsgstr \"b\"\n",
	};
	for (int i = 0; i < 300; i++) {
		struct arena *arena = arena_create();
		struct diagnostics *sink = diagnostics_create();
		struct catalog catalog = { .arena = arena };
		struct buffer out = { 0 };
		bool read = catalog_read(&catalog, slice_from(texts[i % 3]), "test.po", sink);
		*right = *right && read == (i % 3 != 2) && catalog_write(&catalog, "test.po", &out, sink) &&
		         (!read || slice_equal(buffer_slice(&out), slice_from(texts[0])));
		buffer_finish(&out);
		catalog_finish(&catalog);
		diagnostics_destroy(sink);
		arena_destroy(arena);
	}
	return NULL;
}

static void threads_do_not_meet(void **state)
{
	(void)state;
	pthread_t threads[4];
	bool right[4] = { true, true, true, true };
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, read_and_write, &right[i]), 0);
	for (size_t i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		assert_true(right[i]);
	}
}

/* A file of several pieces, of which LIKE has every other sentence: read as it is read at once. */
static void a_file_in_pieces_is_the_same(void **state)
{
	struct fixture *fixture = *state;
	struct buffer text = { 0 };
	struct catalog whole = { .arena = fixture->arena }, like = { .arena = fixture->arena };
	buffer_append_string(&text, HEADER);
	for (unsigned i = 0; i < 12000; i++) {
		buffer_append_format(&text, "%s#. paragraph\n#: a.md:%u\n%s", i % 7 ? "" : "# Said.\n# Again.\n", i,
		                     i % 3 ? "" : "#, fuzzy, no-wrap\n#| msgid \"Before.\"\n");
		buffer_append_format(&text, "msgid \"\"\n\"Sentence %u, which \"\n\"is \\\"long\\\".\"\n", i);
		buffer_append_format(&text, "msgstr \"%s\"\n\n", i % 2 ? "" : "Реченица.");
	}
	buffer_append_string(&text, "#~ msgid \"Gone.\"\n#~ msgstr \"Нема.\"\n\n# The end.\n");
	assert_true(catalog_read(&whole, buffer_slice(&text), "test.po", fixture->sink));
	for (size_t i = 0; i < whole.count; i += 2)
		array_push(&like, whole.items[i]);
	FILE *file = tmpfile();
	assert_int_equal(fwrite(text.data, 1, text.size, file), text.size);
	rewind(file);
	assert_true(reader_read_file(&fixture->catalog, fileno(file), "test.po", &like, READER_PIECE));
	assert_true(catalog_equal(&fixture->catalog, &whole));
	assert_int_equal(fixture->catalog.items[12000].line, whole.items[12000].line);
	assert_ptr_equal(fixture->catalog.items[2].msgid.data, whole.items[2].msgid.data);
	/* What is odd is left to the other road, wherever it comes. */
	assert_int_equal(fwrite("msgid \"x\"\n", 1, 10, file), 10);
	rewind(file);
	assert_false(reader_read_file(&fixture->catalog, fileno(file), "test.po", &like, READER_PIECE));
	assert_int_equal(fixture->catalog.count, 0);
	fclose(file);
	catalog_finish(&whole);
	catalog_finish(&like);
	buffer_finish(&text);
}

/* The entries that a visit is expected to give, and how many it gave. */
struct visit {
	const struct catalog *whole;
	size_t count;
};

static bool visit_entry(void *context, const struct entry *entry)
{
	struct visit *visit = context;
	const struct entry *expected = &visit->whole->items[visit->count++];
	struct entry copy = *entry;
	const struct catalog one = { .items = &copy, .count = 1 }, other = { .items = (struct entry *)expected, .count = 1 };
	assert_true(catalog_equal(&one, &other));
	return true;
}

/* Every place where a piece can end: within a character, an escape, the gap between two entries, the comment at the end. */
static void pieces_of_any_size_are_the_same(void **state)
{
	struct fixture *fixture = *state;
	struct slice text = SLICE(HEADER "# Said.\n#. paragraph\n#: a.md:1\n#, fuzzy\n#| msgid \"Was.\"\nmsgctxt \"c\"\n"
	                          "msgid \"\"\n\"Ĉu \\\"\"\n\"unu\\\"?\\n\"\nmsgstr \"Један.\"\n\n\n"
	                          "msgid \"two\"\nmsgid_plural \"twos\"\nmsgstr[0] \"\"\nmsgstr[1] \"два\"\n\n"
	                          "msgid \"three\"\nmsgstr \"\"\n\nmsgid \"four\"\nmsgstr \"\"\n\n"
	                          "#~ msgid \"Gone.\"\n#~ msgstr \"Нема.\"\n\n# The end.\n# Крај.\n");
	struct catalog whole = { .arena = fixture->arena }, like = { .arena = fixture->arena };
	assert_true(catalog_read(&whole, text, "test.po", fixture->sink));
	assert_int_equal(whole.count, 6);
	array_push(&like, whole.items[2]);
	array_push(&like, whole.items[4]);
	FILE *file = tmpfile();
	assert_int_equal(pwrite(fileno(file), text.data, text.size, 0), text.size);
	for (size_t piece = 1; piece <= text.size + 1; piece++) {
		struct catalog catalog = { .arena = fixture->arena };
		assert_int_equal(lseek(fileno(file), 0, SEEK_SET), 0);
		assert_true(reader_read_file(&catalog, fileno(file), "test.po", &like, piece));
		assert_true(catalog_equal(&catalog, &whole));
		for (size_t i = 0; i < catalog.count; i++)
			assert_int_equal(catalog.items[i].line, whole.items[i].line);
		catalog_finish(&catalog);
	}
	struct visit visit = { .whole = &whole };
	rewind(file);
	assert_true(reader_visit_file(fileno(file), "test.po", visit_entry, &visit, 7));
	assert_int_equal(visit.count, whole.count);
	/* A sentence that comes twice is for the other road to tell. */
	const char again[] = "\nmsgid \"three\"\nmsgstr \"\"\n";
	assert_int_equal(pwrite(fileno(file), again, sizeof again - 1, (off_t)text.size), sizeof again - 1);
	rewind(file);
	visit.count = 0;
	assert_false(reader_visit_file(fileno(file), "test.po", visit_entry, &visit, 7));
	fclose(file);
	catalog_finish(&whole);
	catalog_finish(&like);
}

#define CATALOG_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CATALOG_TEST(plain_strings_point_into_the_bytes),
		CATALOG_TEST(all_parts_are_read_by_both_roads),
		CATALOG_TEST(copies_of_an_entry_do_not_change_each_other),
		CATALOG_TEST(header_fields_are_found_and_set),
		CATALOG_TEST(a_header_is_made_where_there_is_none),
		CATALOG_TEST(errors_have_their_place),
		CATALOG_TEST(what_a_file_cannot_hold_is_refused),
		CATALOG_TEST(a_backslash_does_not_swallow_the_next_line),
		CATALOG_TEST(hostile_files_cost_little),
		CATALOG_TEST(a_file_in_pieces_is_the_same),
		CATALOG_TEST(pieces_of_any_size_are_the_same),
		cmocka_unit_test(each_character_breaks_as_in_libunistring),
		cmocka_unit_test(random_text_breaks_as_in_libunistring),
		cmocka_unit_test(threads_do_not_meet),
	};
	return cmocka_run_group_tests_name("catalog", tests, NULL, NULL);
}
