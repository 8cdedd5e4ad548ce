#include "checks/consistency.h"

#include "base/message.h"

static bool is_compared(const struct entry *entry)
{
	return !entry->obsolete && !entry->fuzzy && !entry_is_header(entry) && entry_is_translated(entry);
}

void consistency_gather(const struct catalog *catalog, size_t number, struct consistency_entries *out)
{
	for (size_t i = 0; i < catalog->count; i++) {
		const struct entry *entry = &catalog->items[i];
		if (!is_compared(entry))
			continue;
		struct consistency_entry compared = {
			.source = slice_hash(entry->msgid), .translation = slice_hash(entry->msgstr[0]),
			.catalog = number, .entry = i, .line = entry->line,
			.ignores = { entry_ignores_check(entry, &check_inconsistent), entry_ignores_check(entry, &check_reused) },
		};
		/* What has a plural is another sentence than what has none. */
		compared.source ^= entry->plural.data ? slice_hash(entry->plural) * UINT64_C(0x9e3779b97f4a7c15) : 0;
		array_push(out, compared);
	}
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_entries(const struct consistency_entry *a, const struct consistency_entry *b)
{
	int order = compare_numbers(a->catalog, b->catalog);
	return order ? order : compare_numbers(a->entry, b->entry);
}

static int by_source(const void *a, const void *b)
{
	const struct consistency_entry *first = a, *second = b;
	int order = compare_numbers(first->source, second->source);
	order = order ? order : compare_numbers(first->translation, second->translation);
	return order ? order : compare_entries(first, second);
}

static int by_translation(const void *a, const void *b)
{
	const struct consistency_entry *first = a, *second = b;
	int order = compare_numbers(first->translation, second->translation);
	order = order ? order : compare_numbers(first->source, second->source);
	return order ? order : compare_entries(first, second);
}

static int by_place(const void *a, const void *b)
{
	const struct disagreement *first = a, *second = b;
	int order = compare_entries(&first->entry, &second->entry);
	return order ? order : (first->check == &check_reused) - (second->check == &check_reused);
}

/* What must be the same in a group, and what in it as well. */
static uint64_t key_of(const struct consistency_entry *entry, bool reused)
{
	return reused ? entry->translation : entry->source;
}

static uint64_t value_of(const struct consistency_entry *entry, bool reused)
{
	return reused ? entry->source : entry->translation;
}

/* Entries [BEGIN, END) have the same key, and their values are sorted: report those that are not of the commonest value. */
static void compare_group(const struct consistency_entry *begin, const struct consistency_entry *end, bool reused,
                          struct disagreements *out)
{
	const struct consistency_entry *norm = NULL, *stranger = NULL;
	size_t most = 0;
	for (const struct consistency_entry *run = begin, *next; run < end; run = next) {
		for (next = run + 1; next < end && value_of(next, reused) == value_of(run, reused);)
			next++;
		size_t count = (size_t)(next - run);
		if (count > most || (count == most && compare_entries(run, norm) < 0)) {
			most = count;
			norm = run;
		}
	}
	const struct check *check = reused ? &check_reused : &check_inconsistent;
	for (const struct consistency_entry *entry = begin; entry < end; entry++) {
		if (value_of(entry, reused) == value_of(norm, reused))
			continue;
		if (!stranger || compare_entries(entry, stranger) < 0)
			stranger = entry;
		if (!entry->ignores[reused])
			array_push(out, (struct disagreement){ check, *entry, *norm });
	}
	if (stranger && !norm->ignores[reused])
		array_push(out, (struct disagreement){ check, *norm, *stranger });
}

void consistency_find(struct consistency_entries *entries, const struct check_selection *selection, struct disagreements *out)
{
	for (int reused = 0; reused < 2 && entries->count; reused++) {
		if (!selection_has(selection, reused ? &check_reused : &check_inconsistent))
			continue;
		qsort(entries->items, entries->count, sizeof *entries->items, reused ? by_translation : by_source);
		for (size_t i = 0, end; i < entries->count; i = end) {
			for (end = i + 1; end < entries->count && key_of(&entries->items[end], reused) == key_of(&entries->items[i], reused);)
				end++;
			if (end > i + 1)
				compare_group(entries->items + i, entries->items + end, reused, out);
		}
	}
	if (out->count)
		qsort(out->items, out->count, sizeof *out->items, by_place);
}

void consistency_report(const struct disagreement *disagreement, const struct catalog *catalog, const char *file,
                        const char *other_file, struct arena *arena, struct findings *out)
{
	if (disagreement->entry.entry >= catalog->count)
		return;
	const struct entry *entry = &catalog->items[disagreement->entry.entry];
	bool reused = disagreement->check == &check_reused;
	struct finding finding = {
		.check = disagreement->check->name,
		.severity = disagreement->check->severity,
		.position = { file, entry->line, 0 },
		.text = arena_format(arena, reused ? _("another sentence has the same translation in %s:%zu")
		                                   : _("the same sentence has another translation in %s:%zu"),
		                     other_file, disagreement->other.line),
		.msgid = entry->msgid,
		.translation = entry->msgstr[0],
		.end = entry->msgstr[0].size,
	};
	array_push(out, finding);
}

/* They are not run on entries or catalogs, but by the functions above. */
static void run_nothing(struct check_context *context)
{
	(void)context;
}

const struct check check_inconsistent = {
	"inconsistent", N_("one sentence has two translations in the project"), SEVERITY_NOTE, CHECK_PROJECT, run_nothing, false,
};
const struct check check_reused = {
	"reused", N_("two sentences have one translation in the project"), SEVERITY_NOTE, CHECK_PROJECT, run_nothing, true,
};
