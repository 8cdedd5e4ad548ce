/* Files made piece by piece: what is in them, and that one which has the bytes already is not touched. */

#include "base/arena.h"
#include "base/array.h"
#include "base/file_pieces.h"
#include "base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { PIECE = 1 << 18, PIECES = 11 }; /* the text is taken out several times */

struct fixture {
	struct arena *arena;
	struct diagnostics *sink;
	char folder[64];
	const char *path;
};

static int begin(void **state)
{
	struct fixture *fixture = memory_allocate_zero(1, sizeof *fixture);
	fixture->arena = arena_create();
	fixture->sink = diagnostics_create();
	strcpy(fixture->folder, "/tmp/localize-pieces-XXXXXX");
	*state = fixture;
	if (!mkdtemp(fixture->folder))
		return -1;
	fixture->path = file_join(fixture->arena, slice_from(fixture->folder), SLICE("sub/file"));
	return 0;
}

static int end(void **state)
{
	struct fixture *fixture = *state;
	char command[128];
	snprintf(command, sizeof command, "rm -r %s", fixture->folder);
	int status = system(command);
	arena_destroy(fixture->arena);
	diagnostics_destroy(fixture->sink);
	free(fixture);
	return status;
}

/* Put COUNT pieces, the one numbered ODD other than else; what was done, or -1 after an error. */
static int put(struct fixture *fixture, size_t count, size_t odd, struct slice known, bool dry, struct content *content)
{
	struct file_pieces pieces;
	enum file_change change;
	file_pieces_begin(&pieces, fixture->path, known, dry, fixture->sink);
	const struct outlet outlet = file_pieces_outlet(&pieces);
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < PIECE; k++)
			buffer_append_byte(&pieces.text, (char)('a' + i + (i == odd)));
		outlet_drain(&outlet);
		assert_true(pieces.text.size <= (size_t)4 * PIECE);
	}
	return file_pieces_end(&pieces, true, false, &change, content) ? (int)change : -1;
}

static struct slice read_back(const struct fixture *fixture)
{
	struct slice bytes;
	assert_true(file_read(fixture->path, fixture->arena, &bytes, fixture->sink));
	return bytes;
}

static void check(const struct fixture *fixture, size_t count, size_t odd)
{
	struct slice bytes = read_back(fixture);
	assert_int_equal(bytes.size, count * PIECE);
	for (size_t i = 0; i < bytes.size; i++)
		if (bytes.data[i] != (char)('a' + i / PIECE + (i / PIECE == odd)))
			fail_msg("another byte at %zu", i);
}

static void a_long_file_is_written_and_left_alone(void **state)
{
	struct fixture *fixture = *state;
	struct slice unknown = { 0 };
	struct content content, looked;
	struct stat first, second;
	static const struct content nothing;
	for (size_t count = 0; count <= PIECES; count += PIECES) {
		assert_int_equal(put(fixture, count, SIZE_MAX, unknown, false, &content), count ? FILE_REPLACED : FILE_CREATED);
		check(fixture, count, SIZE_MAX);
		assert_true(content_look(fixture->path, &nothing, &looked));
		assert_true(hash_equal(content.hash, looked.hash));
		assert_int_equal(stat(fixture->path, &first), 0);
		assert_int_equal(put(fixture, count, SIZE_MAX, unknown, false, &content), FILE_UNCHANGED);
		assert_int_equal(stat(fixture->path, &second), 0);
		assert_int_equal(first.st_ino, second.st_ino);
		assert_true(hash_equal(content.hash, looked.hash));
	}
	assert_int_equal(put(fixture, PIECES - 1, SIZE_MAX, unknown, false, NULL), FILE_REPLACED);
	check(fixture, PIECES - 1, SIZE_MAX);
}

static void what_is_known_is_compared_in_memory(void **state)
{
	struct fixture *fixture = *state;
	struct slice unknown = { 0 };
	assert_int_equal(put(fixture, PIECES, SIZE_MAX, unknown, false, NULL), FILE_CREATED);
	struct slice known = read_back(fixture);
	assert_int_equal(put(fixture, PIECES, SIZE_MAX, known, false, NULL), FILE_UNCHANGED);
	for (size_t odd = 0; odd < PIECES; odd++) {
		assert_int_equal(put(fixture, PIECES, odd, known, true, NULL), FILE_REPLACED);
		assert_true(slice_equal(read_back(fixture), known));
		assert_int_equal(put(fixture, PIECES, odd, known, false, NULL), FILE_REPLACED);
		check(fixture, PIECES, odd);
		assert_int_equal(put(fixture, PIECES, SIZE_MAX, read_back(fixture), false, NULL), FILE_REPLACED);
		check(fixture, PIECES, SIZE_MAX);
	}
	assert_int_equal(put(fixture, PIECES + 1, SIZE_MAX, known, false, NULL), FILE_REPLACED);
	check(fixture, PIECES + 1, SIZE_MAX);
	for (size_t count = 0; count < PIECES; count += 5) {
		assert_int_equal(put(fixture, count, SIZE_MAX, read_back(fixture), false, NULL), FILE_REPLACED);
		check(fixture, count, SIZE_MAX);
	}
}

static void modes_and_links_stay_and_folders_are_refused(void **state)
{
	struct fixture *fixture = *state;
	struct slice unknown = { 0 };
	struct stat status;
	assert_int_equal(put(fixture, PIECES, SIZE_MAX, unknown, false, NULL), FILE_CREATED);
	assert_int_equal(chmod(fixture->path, 0640), 0);
	const char *real = fixture->path;
	fixture->path = file_join(fixture->arena, slice_from(fixture->folder), SLICE("link"));
	assert_int_equal(symlink("sub/file", fixture->path), 0);
	assert_int_equal(put(fixture, PIECES, 3, unknown, false, NULL), FILE_REPLACED);
	assert_int_equal(lstat(fixture->path, &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_int_equal(stat(real, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0640);
	check(fixture, PIECES, 3);
	fixture->path = fixture->folder;
	assert_int_equal(put(fixture, PIECES, 3, unknown, false, NULL), -1);
	assert_int_equal(diagnostics_count(fixture->sink, SEVERITY_ERROR), 1);
}

static void what_is_not_kept_leaves_the_file(void **state)
{
	struct fixture *fixture = *state;
	struct slice unknown = { 0 };
	assert_int_equal(put(fixture, PIECES, SIZE_MAX, unknown, false, NULL), FILE_CREATED);
	struct file_pieces pieces;
	file_pieces_begin(&pieces, fixture->path, unknown, false, fixture->sink);
	const struct outlet outlet = file_pieces_outlet(&pieces);
	buffer_reserve(&pieces.text, (size_t)8 * PIECE);
	memset(pieces.text.data, 'x', (size_t)8 * PIECE);
	pieces.text.size = (size_t)8 * PIECE;
	outlet_drain(&outlet);
	assert_false(file_pieces_end(&pieces, false, false, NULL, NULL));
	check(fixture, PIECES, SIZE_MAX);
	struct slices names = { 0 };
	file_walk(fixture->folder, fixture->arena, &names, fixture->sink);
	assert_int_equal(names.count, 1);
	array_finish(&names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_long_file_is_written_and_left_alone, begin, end),
		cmocka_unit_test_setup_teardown(what_is_known_is_compared_in_memory, begin, end),
		cmocka_unit_test_setup_teardown(modes_and_links_stay_and_folders_are_refused, begin, end),
		cmocka_unit_test_setup_teardown(what_is_not_kept_leaves_the_file, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
