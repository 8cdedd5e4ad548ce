/* Slices, buffers, tables, files, jobs, diagnostics. */

#include "base/arena.h"
#include "base/array.h"
#include "base/buffer.h"
#include "base/file.h"
#include "base/file_writer.h"
#include "base/jobs.h"
#include "base/sorter.h"
#include "base/table.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void slices_are_compared_found_and_cut(void **state)
{
	(void)state;
	struct slice text = SLICE("one, two,, three");
	assert_int_equal(slice_find(text, SLICE("two"), 0), 5);
	assert_int_equal(slice_find(text, SLICE("two"), 6), SLICE_NONE);
	assert_int_equal(slice_find_byte(text, ',', 4), 8);
	assert_true(slice_compare(SLICE("a"), SLICE("ab")) < 0);
	assert_true(slice_compare(SLICE("\xff"), SLICE("a")) > 0);
	assert_true(slice_equal(slice_trim(SLICE(" \t x \r\n")), SLICE("x")));
	assert_true(slice_equal_ignoring_case(SLICE("UTF-8"), SLICE("utf-8")));
	size_t count = 0;
	struct slice rest = text, part;
	while (slice_next_part(&rest, ',', &part))
		count++;
	assert_int_equal(count, 4);
	assert_int_equal(slice_hash(SLICE("abc")), slice_hash(slice_range(SLICE("xabc"), 1, 4)));
	assert_int_not_equal(slice_hash(SLICE("abc")), slice_hash(SLICE("abd")));
}

static void buffer_grows_and_encodes(void **state)
{
	(void)state;
	struct buffer buffer = { 0 };
	for (int i = 0; i < 1000; i++)
		buffer_append_format(&buffer, "%d,", i);
	assert_int_equal(buffer.size, 10 * 2 + 90 * 3 + 900 * 4);
	buffer_clear(&buffer);
	static const uint32_t code_points[] = { 'a', 0x161, 0x20ac, 0x1f600, 0xd800, 0x110000 };
	for (size_t i = 0; i < 6; i++)
		buffer_append_code_point(&buffer, code_points[i]);
	assert_string_equal(buffer_string(&buffer), "aš€😀��");
	buffer_finish(&buffer);
}

static void table_finds_what_was_added(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	struct table table = { 0 };
	for (size_t i = 0; i < 5000; i++)
		assert_int_equal(table_add(&table, arena_format(arena, "key %zu", i), i), i);
	for (size_t i = 0; i < 5000; i++)
		assert_int_equal(table_get(&table, arena_format(arena, "key %zu", i)), i);
	assert_int_equal(table_get(&table, SLICE("none")), TABLE_NONE);
	assert_int_equal(table_add(&table, SLICE("key 7"), 99), 7);
	assert_int_equal(table_add(&table, SLICE(""), 1), 1);
	assert_int_equal(table_get(&table, slice_make(NULL, 0)), 1);
	table_finish(&table);
	arena_destroy(arena);
}

struct count {
	size_t order[500];
	size_t finished;
};

static void square(void *context, size_t index)
{
	((struct count *)context)->order[index] = index * index;
}

static void finish(void *context, size_t index)
{
	struct count *count = context;
	assert_int_equal(index, count->finished);
	assert_int_equal(count->order[index], index * index);
	count->finished++;
}

struct record {
	uint64_t key;
	uint32_t more;
};

static int compare_records(const void *a, const void *b)
{
	const struct record *first = a, *second = b;
	if (first->key != second->key)
		return first->key < second->key ? -1 : 1;
	return first->more < second->more ? -1 : first->more > second->more;
}

/* Few records stay in memory, a million is more than it keeps. */
static void sorter_sorts_more_than_it_keeps(void **state)
{
	(void)state;
	static const uint32_t counts[] = { 0, 1, 1000, 1000000 };
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		struct sorter *sorter = sorter_create(sizeof(struct record), compare_records);
		uint64_t sum = 0;
		for (uint32_t number = 0; number < counts[i]; number++) {
			/* Half of the keys are spread over all numbers, half are few. */
			uint64_t spread = (number + 1) * UINT64_C(0x9e3779b97f4a7c15);
			const struct record record = { number % 2 ? spread : number % 7, counts[i] - number };
			sum += record.key ^ record.more;
			sorter_add(sorter, &record);
		}
		struct record before = { 0 };
		const struct record *record;
		uint32_t count = 0;
		for (; (record = sorter_next(sorter)); count++) {
			assert_true(count == 0 || compare_records(&before, record) < 0);
			sum -= record->key ^ record->more;
			before = *record;
		}
		assert_int_equal(count, counts[i]);
		assert_int_equal(sum, 0);
		sorter_destroy(sorter);
	}
}

static void jobs_finish_in_order(void **state)
{
	(void)state;
	static const size_t jobs[] = { 1, 2, 3, 16 };
	for (size_t i = 0; i < 4; i++) {
		struct count count = { .finished = 0 };
		jobs_run(500, jobs[i], square, finish, &count);
		assert_int_equal(count.finished, 500);
	}
	jobs_run(0, 4, square, finish, NULL);
}

static char *make_folder(char *template)
{
	assert_non_null(mkdtemp(template));
	return template;
}

static void file_is_replaced_only_when_it_changes(void **state)
{
	(void)state;
	char folder[] = "/tmp/localize-test-XXXXXX";
	struct arena *arena = arena_create();
	struct diagnostics *sink = diagnostics_create();
	const char *path = file_join(arena, slice_from(make_folder(folder)), SLICE("deep/er/file"));
	enum file_change change;
	assert_true(file_replace(path, SLICE("one"), &change, sink));
	assert_int_equal(change, FILE_CREATED);
	assert_int_equal(chmod(path, 0640), 0);
	assert_true(file_replace(path, SLICE("one"), &change, sink));
	assert_int_equal(change, FILE_UNCHANGED);
	assert_true(file_replace(path, SLICE("two!"), &change, sink));
	assert_int_equal(change, FILE_REPLACED);
	struct stat status;
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0640);
	struct slice bytes;
	assert_true(file_read(path, arena, &bytes, sink));
	assert_true(slice_equal(bytes, SLICE("two!")));
	assert_false(file_replace(folder, SLICE("x"), &change, sink));
	assert_int_equal(diagnostics_count(sink, SEVERITY_ERROR), 1);
	assert_int_equal(unlink(path), 0);
	rmdir(file_join(arena, slice_from(folder), SLICE("deep/er")));
	rmdir(file_join(arena, slice_from(folder), SLICE("deep")));
	rmdir(folder);
	diagnostics_destroy(sink);
	arena_destroy(arena);
}

/* What is taken for new and is there all the same is treated as what is known to be there. */
static void file_that_is_likely_new_may_be_there(void **state)
{
	(void)state;
	char folder[] = "/tmp/localize-test-XXXXXX";
	struct arena *arena = arena_create();
	struct diagnostics *sink = diagnostics_create();
	const char *path = file_join(arena, slice_from(make_folder(folder)), SLICE("deep/file"));
	const struct { struct slice bytes; enum file_change change; } puts[] = {
		{ SLICE("one"), FILE_CREATED }, { SLICE("one"), FILE_UNCHANGED }, { SLICE("two"), FILE_REPLACED },
	};
	for (size_t i = 0; i < sizeof puts / sizeof *puts; i++) {
		enum file_change change;
		struct content content;
		struct slice bytes;
		assert_true(file_put_new(path, puts[i].bytes, false, &change, &content, sink));
		assert_int_equal(change, puts[i].change);
		assert_true(hash_equal(content.hash, hash_of(puts[i].bytes)));
		assert_true(file_read(path, arena, &bytes, sink));
		assert_true(slice_equal(bytes, puts[i].bytes));
	}
	assert_int_equal(unlink(path), 0);
	rmdir(file_join(arena, slice_from(folder), SLICE("deep")));
	assert_int_equal(rmdir(folder), 0); /* nothing else is left in it */
	diagnostics_destroy(sink);
	arena_destroy(arena);
}

static unsigned mode_of(const char *path)
{
	struct stat status;
	assert_int_equal(lstat(path, &status), 0);
	assert_true(S_ISREG(status.st_mode));
	return status.st_mode & 0777;
}

static void file_is_written_whatever_is_in_the_way(void **state)
{
	(void)state;
	char folder[] = "/tmp/localize-test-XXXXXX", *left;
	struct arena *arena = arena_create();
	struct diagnostics *sink = diagnostics_create();
	const char *path = file_join(arena, slice_from(make_folder(folder)), SLICE("file"));
	mode_t mask = umask(027);
	assert_true(file_replace(path, SLICE("new"), NULL, sink));
	assert_int_equal(mode_of(path), 0640);
	/* As a kill leaves it: longer than what is written next, and of another mode. */
	int fd = file_open_beside(path, 0600, &left);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "unfinished", 10), 10);
	close(fd);
	assert_true(file_replace(path, SLICE("next"), NULL, sink));
	assert_int_equal(mode_of(path), 0640);
	assert_false(file_exists(left));
	/* Neither there nor free: it can't be linked to. What the link leads to is made. */
	const char *target = file_join(arena, slice_from(folder), SLICE("target"));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("target", path), 0);
	assert_true(file_replace(path, SLICE("for the link"), NULL, sink));
	assert_int_equal(mode_of(target), 0640);
	struct slice bytes;
	struct stamp stamp;
	assert_true(file_read_stamped(path, arena, &bytes, &stamp, sink));
	assert_true(slice_equal(bytes, SLICE("for the link")));
	assert_int_not_equal(stamp.value, STAMP_ABSENT);
	assert_int_equal(unlink(target), 0);
	assert_int_equal(unlink(path), 0);
	assert_true(file_read_stamped(path, arena, &bytes, &stamp, sink));
	assert_null(bytes.data);
	assert_int_equal(stamp.value, STAMP_ABSENT);
	umask(mask);
	free(left);
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(diagnostics_count(sink, SEVERITY_ERROR), 0);
	diagnostics_destroy(sink);
	arena_destroy(arena);
}

/* In the order of the whole paths: what is in the folder b comes behind b-c and b.md, though b is the first name. */
static void walk_finds_files_in_order(void **state)
{
	(void)state;
	static const char *const names[] = { "a/z", "b-c", "b.md", "b/deep/one", "b/x", "b0" };
	char folder[] = "/tmp/localize-test-XXXXXX", *old = getcwd(NULL, 0);
	struct arena *arena = arena_create();
	struct diagnostics *sink = diagnostics_create();
	assert_int_equal(chdir(make_folder(folder)), 0);
	for (size_t i = 6; i-- > 0;)
		assert_true(file_replace(names[i], SLICE("x"), NULL, sink));
	assert_int_equal(symlink("deep/one", "b/y"), 0);
	assert_int_equal(symlink("..", "b/loop"), 0);
	const char *const starts[] = { folder, ".", "" };
	for (size_t i = 0; i < 3; i++) {
		struct slices paths = { 0 };
		size_t below = file_walk(starts[i], arena, &paths, sink);
		assert_int_equal(below, i ? 0 : strlen(folder) + 1);
		assert_int_equal(paths.count, 7);
		for (size_t j = 0; j < 5; j++)
			assert_string_equal(paths.items[j].data + below, names[j]);
		assert_string_equal(paths.items[5].data + below, "b/y");
		assert_string_equal(paths.items[6].data + below, "b0");
		assert_int_equal(diagnostics_count(sink, SEVERITY_ERROR), i + 1);
		array_finish(&paths);
	}
	assert_int_equal(unlink("b/loop") + unlink("b/y"), 0);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(unlink(names[i]), 0);
	assert_int_equal(rmdir("a") + rmdir("b/deep") + rmdir("b"), 0);
	assert_int_equal(chdir(old), 0);
	rmdir(folder);
	free(old);
	diagnostics_destroy(sink);
	arena_destroy(arena);
}

static void position_counts_characters(void **state)
{
	(void)state;
	struct position position = position_in_text("f", SLICE("one\ntwo ž x\n"), 11);
	assert_int_equal(position.line, 2);
	assert_int_equal(position.column, 7);
	position = position_in_text("f", SLICE("a\n"), 2);
	assert_int_equal(position.line, 2);
	assert_int_equal(position.column, 1);
}

static void hostile_text_is_shown_escaped(void **state)
{
	(void)state;
	struct diagnostics *sink = diagnostics_create();
	diagnostics_error(sink, position_of_file("a\x1b[2Jb"), "bad %s", "\x07");
	const struct diagnostic *pending;
	assert_int_equal(diagnostics_all(sink, &pending), 1);
	assert_string_equal(pending[0].text, "bad \\x07");
	assert_string_equal(pending[0].position.file, "a\\x1b[2Jb");
	diagnostics_destroy(sink);
}

static void writer_says_why_it_failed_before(void **state)
{
	(void)state;
	char folder[] = "/tmp/localize-test-XXXXXX", block[8192] = { 0 };
	struct arena *arena = arena_create();
	struct diagnostics *sink = diagnostics_create();
	const char *path = file_join(arena, slice_from(make_folder(folder)), SLICE("file"));
	struct rlimit before, limit;
	struct file_writer writer;
	const struct diagnostic *pending;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	limit = before;
	limit.rlim_cur = 65536;
	assert_true(file_writer_open(&writer, path, sink));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	for (int i = 0; i < 32; i++)
		fwrite(block, 1, sizeof block, writer.stream);
	assert_null(fopen("/tmp/is/not/there", "rb"));
	assert_false(file_writer_close(&writer, true, sink));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(diagnostics_all(sink, &pending), 1);
	assert_non_null(strstr(pending->text, strerror(EFBIG)));
	assert_int_equal(rmdir(folder), 0);
	diagnostics_destroy(sink);
	arena_destroy(arena);
}

static void precision_of_a_long_text_is_none_below_zero(void **state)
{
	(void)state;
	const struct { int size; const char *data; } given = { SLICE_ARG(slice_make("text", (size_t)INT_MAX + 1)) };
	assert_int_equal(given.size, INT_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slices_are_compared_found_and_cut),
		cmocka_unit_test(buffer_grows_and_encodes),
		cmocka_unit_test(table_finds_what_was_added),
		cmocka_unit_test(sorter_sorts_more_than_it_keeps),
		cmocka_unit_test(jobs_finish_in_order),
		cmocka_unit_test(file_is_replaced_only_when_it_changes),
		cmocka_unit_test(file_that_is_likely_new_may_be_there),
		cmocka_unit_test(file_is_written_whatever_is_in_the_way),
		cmocka_unit_test(walk_finds_files_in_order),
		cmocka_unit_test(writer_says_why_it_failed_before),
		cmocka_unit_test(precision_of_a_long_text_is_none_below_zero),
		cmocka_unit_test(position_counts_characters),
		cmocka_unit_test(hostile_text_is_shown_escaped),
	};
	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
