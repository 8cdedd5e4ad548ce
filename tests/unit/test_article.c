/* Catalogs of articles on the disk: what a translator saves while a run is at one stays. */

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_saved),
		cmocka_unit_test(test_changed_meanwhile),
	};
	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
