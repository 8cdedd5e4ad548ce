/* Translations carried over from an old catalog to the article as it is now. */

#include "catalog/merge.h"
#include "catalog/origin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct catalog make_catalog(struct arena *arena)
{
	struct catalog catalog = { .arena = arena };
	struct entry header = { .msgid = SLICE("") };
	entry_set_translation(&header, SLICE("Language: sr\nX-Team-Note: keep me\n"), arena);
	array_push(&catalog, header);
	return catalog;
}

static struct entry *add(struct catalog *catalog, const char *msgid, const char *msgstr)
{
	struct entry entry = { .msgid = slice_from(msgid) };
	entry_set_translation(&entry, slice_from(msgstr), catalog->arena);
	array_push(catalog, entry);
	return array_last(catalog);
}

static void assert_slice(struct slice slice, const char *expected)
{
	assert_int_equal(slice.size, strlen(expected));
	assert_memory_equal(slice.data, expected, slice.size);
}

static void keeps_what_is_still_there_and_moved(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	struct catalog old = make_catalog(arena), template = make_catalog(arena), merged = { .arena = arena };
	add(&old, "The first sentence stands here.", "Prva.");
	struct entry *second = add(&old, "The second one is about something else.", "Druga.");
	second->extra = &(struct entry_extra){ .comment = SLICE("a translator's remark"),
	                                       .flags = (struct slice[]){ SLICE("ignore-same") }, .flag_count = 1 };
	add(&template, "The second one is about something else.", "");
	add(&template, "The first sentence stands here.", "");
	struct merge_report report;
	catalog_merge(&merged, &old, &template, NULL, &report);
	assert_int_equal(report.kept, 2);
	assert_int_equal(merged.count, 3);
	assert_slice(merged.items[0].msgstr[0], "Language: sr\nX-Team-Note: keep me\n");
	assert_slice(merged.items[1].msgstr[0], "Druga.");
	assert_slice(entry_comment(&merged.items[1]), "a translator's remark");
	assert_int_equal(entry_extra(&merged.items[1])->flag_count, 1);
	assert_slice(merged.items[2].msgstr[0], "Prva.");
	catalog_finish(&old);
	catalog_finish(&template);
	catalog_finish(&merged);
	arena_destroy(arena);
}

static void edited_sentence_is_fuzzy_with_its_previous(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	struct catalog old = make_catalog(arena), template = make_catalog(arena), merged = { .arena = arena };
	add(&old, "Trade between the two countries grew by a third last year.", "Trgovina je porasla.");
	add(&old, "The museum opens its doors to visitors every Sunday morning.", "Muzej se otvara.");
	add(&template, "Trade between the two countries grew by a half last year.", "");
	add(&template, "An entirely different thought about rivers and boats.", "");
	struct merge_report report;
	catalog_merge(&merged, &old, &template, NULL, &report);
	assert_int_equal(report.matched, 1);
	assert_int_equal(report.added, 1);
	assert_int_equal(report.retired, 1);
	assert_int_equal(merged.count, 4);
	assert_true(merged.items[1].fuzzy);
	assert_slice(entry_previous_msgid(&merged.items[1]), "Trade between the two countries grew by a third last year.");
	assert_slice(merged.items[1].msgstr[0], "Trgovina je porasla.");
	assert_int_equal(entry_origin(&merged.items[1]), ORIGIN_SIMILAR);
	assert_false(merged.items[2].fuzzy);
	assert_slice(merged.items[2].msgstr[0], "");
	assert_true(merged.items[3].obsolete);
	assert_slice(merged.items[3].msgid, "The museum opens its doors to visitors every Sunday morning.");
	catalog_finish(&old);
	catalog_finish(&template);
	catalog_finish(&merged);
	arena_destroy(arena);
}

static void obsolete_entry_comes_back(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	struct catalog old = make_catalog(arena), template = make_catalog(arena), merged = { .arena = arena };
	add(&old, "A sentence that was gone for a while.", "Rečenica.")->obsolete = true;
	add(&template, "A sentence that was gone for a while.", "");
	struct merge_report report;
	catalog_merge(&merged, &old, &template, NULL, &report);
	assert_int_equal(report.revived, 1);
	assert_int_equal(merged.count, 2);
	assert_false(merged.items[1].obsolete);
	assert_slice(merged.items[1].msgstr[0], "Rečenica.");
	catalog_finish(&old);
	catalog_finish(&template);
	catalog_finish(&merged);
	arena_destroy(arena);
}

static void one_old_translation_goes_to_one_new_sentence(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	struct catalog old = make_catalog(arena), template = make_catalog(arena), merged = { .arena = arena };
	add(&old, "The bridge over the river was closed for repairs on Monday.", "Most je zatvoren.");
	add(&template, "The bridge over the river was closed for repairs on Friday.", "");
	add(&template, "The bridge over the river was closed for repairs on Sunday.", "");
	struct merge_report report;
	catalog_merge(&merged, &old, &template, NULL, &report);
	assert_int_equal(report.matched, 1);
	assert_int_equal(report.added, 1);
	assert_int_equal(merged.count, 3);
	catalog_finish(&old);
	catalog_finish(&template);
	catalog_finish(&merged);
	arena_destroy(arena);
}

static void foreign_entries_survive_as_obsolete(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	struct catalog old = make_catalog(arena), template = make_catalog(arena), merged = { .arena = arena };
	add(&old, "Open", "Otvori")->extra = &(struct entry_extra){ .context = SLICE("menu") };
	add(&template, "Open", "");
	struct merge_report report;
	catalog_merge(&merged, &old, &template, NULL, &report);
	assert_int_equal(report.added, 1);
	assert_int_equal(merged.count, 3);
	assert_slice(merged.items[1].msgstr[0], "");
	assert_true(merged.items[2].obsolete);
	assert_slice(entry_context(&merged.items[2]), "menu");
	catalog_finish(&old);
	catalog_finish(&template);
	catalog_finish(&merged);
	arena_destroy(arena);
}

/* One template is merged with the catalogs of all languages. */
static void shares_nothing_that_changes(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	struct catalog old = make_catalog(arena), none = { .arena = arena }, template = make_catalog(arena);
	add(&old, "Kept.", "");
	add(&template, "Kept.", "");
	add(&template, "New.", "");
	for (int i = 0; i < 2; i++) {
		struct catalog merged = { .arena = arena };
		struct merge_report report;
		catalog_merge(&merged, i ? &none : &old, &template, NULL, &report);
		catalog_set_field(&merged, "Language", SLICE("az"));
		entry_set_form(&merged.items[1], 0, SLICE("Rečenica."), arena);
		entry_set_translation(&merged.items[2], SLICE("Rečenica."), arena);
		catalog_finish(&merged);
	}
	assert_slice(catalog_field(&template, "Language"), "sr");
	assert_slice(catalog_field(&old, "Language"), "sr");
	assert_slice(template.items[1].msgstr[0], "");
	assert_slice(template.items[2].msgstr[0], "");
	assert_slice(old.items[1].msgstr[0], "");
	catalog_finish(&old);
	catalog_finish(&template);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_what_is_still_there_and_moved),
		cmocka_unit_test(edited_sentence_is_fuzzy_with_its_previous),
		cmocka_unit_test(obsolete_entry_comes_back),
		cmocka_unit_test(one_old_translation_goes_to_one_new_sentence),
		cmocka_unit_test(foreign_entries_survive_as_obsolete),
		cmocka_unit_test(shares_nothing_that_changes),
	};
	return cmocka_run_group_tests_name("merge", tests, NULL, NULL);
}
