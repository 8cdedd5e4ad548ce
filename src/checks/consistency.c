/* consistency.c: the same sentence in two translations, and two sentences in the same one. */

#include "base/message.h"
#include "base/table.h"
#include "checks/check.h"

static bool is_compared(const struct entry *entry)
{
	return !entry->obsolete && !entry->fuzzy && !entry_is_header(entry) && entry_is_translated(entry);
}

static void report_against(struct check_context *context, const struct entry *entry, const struct entry *other,
                           const char *text)
{
	context->entry = entry;
	context->form = 0;
	if (!entry_ignores_check(entry, context->check))
		check_report_whole(context, "%s %zu", text, other->line);
}

/* The same msgid, in another context, with another translation. */
static void run_inconsistent(struct check_context *context)
{
	struct table seen = { 0 };
	const struct catalog *catalog = context->catalog;
	for (size_t i = 0; i < catalog->count; i++) {
		const struct entry *entry = &catalog->items[i];
		if (!is_compared(entry))
			continue;
		const struct entry *first = &catalog->items[table_add(&seen, entry->msgid, i)];
		if (first != entry && !slice_equal(first->msgstr[0], entry->msgstr[0]))
			report_against(context, entry, first, _("the same sentence has another translation in line"));
	}
	table_finish(&seen);
}

static void run_reused(struct check_context *context)
{
	struct table seen = { 0 };
	const struct catalog *catalog = context->catalog;
	for (size_t i = 0; i < catalog->count; i++) {
		const struct entry *entry = &catalog->items[i];
		if (!is_compared(entry))
			continue;
		const struct entry *first = &catalog->items[table_add(&seen, entry->msgstr[0], i)];
		if (first != entry && !slice_equal_ignoring_case(first->msgid, entry->msgid))
			report_against(context, entry, first, _("another sentence has the same translation in line"));
	}
	table_finish(&seen);
}

const struct check check_inconsistent = {
	"inconsistent", N_("one sentence has two translations"), SEVERITY_NOTE, CHECK_CATALOG, run_inconsistent, false,
};
const struct check check_reused = {
	"reused", N_("two sentences have one translation"), SEVERITY_NOTE, CHECK_CATALOG, run_reused, true,
};
