#define _DEFAULT_SOURCE /* DT_REG */
/* What reads folders in this program is ours, and fails when told to, as where a file system in the network goes away. */

#include "base/array.h"
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static bool folder_is_lost;

struct dirent *readdir(DIR *folder)
{
	static struct dirent item = { .d_name = "file", .d_type = DT_REG };
	static unsigned asked;
	(void)folder;
	if (asked++ % 2 == 0)
		return &item;
	errno = folder_is_lost ? EIO : errno;
	return NULL;
}

static void walk_tells_of_a_folder_that_is_lost(void **state)
{
	(void)state;
	for (int lost = 0; lost < 2; lost++) {
		struct arena *arena = arena_create();
		struct diagnostics *sink = diagnostics_create();
		struct slices paths = { 0 };
		folder_is_lost = lost;
		file_walk("/tmp", arena, &paths, sink);
		assert_int_equal(paths.count, 1);
		assert_int_equal(diagnostics_count(sink, SEVERITY_ERROR), lost);
		array_finish(&paths);
		diagnostics_destroy(sink);
		arena_destroy(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walk_tells_of_a_folder_that_is_lost),
	};
	return cmocka_run_group_tests_name("lost_folder", tests, NULL, NULL);
}
