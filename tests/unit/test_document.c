/* Units gathered by a builder, and translations spliced into the source. */

#include "document/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct document_builder builder_for(struct document *document, const char *source)
{
	*document = (struct document){ .arena = arena_create(), .name = "test", .source = slice_from(source) };
	return (struct document_builder){ .document = document };
}

static void assert_text(struct slice text, const char *expected)
{
	assert_int_equal(text.size, strlen(expected));
	assert_memory_equal(text.data, expected, text.size);
}

static void unit_of_one_run_points_into_the_source(void **state)
{
	(void)state;
	struct document document;
	struct document_builder builder = builder_for(&document, "x  One. Two. y");
	builder_begin(&builder);
	builder_take(&builder, 1, 13);
	const struct unit *unit = builder_end(&builder, SLICE("paragraph"));
	assert_non_null(unit);
	assert_ptr_equal(unit->text.data, document.source.data + 3);
	assert_text(unit->text, "One. Two.");
	assert_int_equal(unit_source_offset(unit, 0), 3);
	assert_int_equal(unit_source_offset(unit, unit->text.size), 12);
	builder_finish(&builder);
	arena_destroy(document.arena);
}

static void folded_lines_map_to_their_source(void **state)
{
	(void)state;
	struct document document;
	struct document_builder builder = builder_for(&document, "> One\n>   two. Three\n");
	builder_begin(&builder);
	builder_take(&builder, 2, 5);
	builder_replace(&builder, SLICE(" "), 5, 10);
	builder_take(&builder, 10, 20);
	const struct unit *unit = builder_end(&builder, SLICE("paragraph"));
	assert_text(unit->text, "One two. Three");
	assert_int_equal(unit_source_offset(unit, 3), 5);
	assert_int_equal(unit_source_offset(unit, 4), 10);
	assert_int_equal(unit_source_offset(unit, 8), 14);
	assert_int_equal(unit_source_offset(unit, 14), 20);
	builder_finish(&builder);
	arena_destroy(document.arena);
}

static void blank_unit_is_dropped(void **state)
{
	(void)state;
	struct document document;
	struct document_builder builder = builder_for(&document, " \n ");
	builder_begin(&builder);
	builder_take(&builder, 0, 3);
	assert_null(builder_end(&builder, SLICE("paragraph")));
	builder_finish(&builder);
	assert_int_equal(document.unit_count, 0);
	arena_destroy(document.arena);
}

static bool upper(void *context, const struct unit *unit, const struct segment *segment, struct slice *translation)
{
	struct slice *wanted = context;
	*translation = SLICE("NEW");
	return slice_equal(unit_segment_text(unit, segment), *wanted);
}

static void fit_as_it_is(const struct document *document, const struct unit *unit, const struct segment *segment,
                         struct slice translation, struct buffer *out)
{
	(void)document, (void)unit, (void)segment;
	buffer_append(out, translation);
}

static void writes_translations_and_slots(void **state)
{
	(void)state;
	struct document document;
	struct document_builder builder = builder_for(&document, "<lang=en>One\r\ntwo</lang=en>");
	builder_begin(&builder);
	builder_take(&builder, 9, 12);
	builder_replace(&builder, SLICE(" "), 12, 14);
	builder_take(&builder, 14, 17);
	builder_end(&builder, SLICE("paragraph"));
	builder_add_slot(&builder, SLOT_LANGUAGE, 24, 26);
	builder_add_slot(&builder, SLOT_LANGUAGE, 6, 8);
	builder_finish(&builder);
	document_segment(&document, NULL);

	struct document_target target = { .language = SLICE("sr-Latn") };
	struct buffer out = { 0 };
	struct slice wanted = SLICE("none");
	assert_int_equal(document_write(&document, &target, fit_as_it_is, upper, &wanted, &out), 0);
	assert_true(slice_equal(buffer_slice(&out), document.source));
	buffer_clear(&out);
	wanted = SLICE("One two");
	assert_int_equal(document_write(&document, &target, fit_as_it_is, upper, &wanted, &out), 1);
	assert_text(buffer_slice(&out), "<lang=sr-Latn>NEW</lang=sr-Latn>");
	buffer_finish(&out);
	arena_destroy(document.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unit_of_one_run_points_into_the_source),
		cmocka_unit_test(folded_lines_map_to_their_source),
		cmocka_unit_test(blank_unit_is_dropped),
		cmocka_unit_test(writes_translations_and_slots),
	};
	return cmocka_run_group_tests_name("document", tests, NULL, NULL);
}
