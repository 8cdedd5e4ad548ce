#include "checks/consistency.h"

#include "base/array.h"
#include "base/message.h"
#include "base/sorter.h"

enum { CHECKS = 2 };

/* What one of them looks for. */
static const struct check *const checks_of_project[CHECKS] = { &check_inconsistent, &check_reused };

/* An entry as one of the checks sees it: where KEY is the same, VALUE is to be. */
struct compared {
	uint64_t key, value;
	uint32_t catalog, line;
	uint16_t language;
	bool ignores;
};

/* A disagreement while it is sorted. */
struct told {
	uint64_t place; /* language and catalog */
	uint32_t line, other_catalog, other_line, check;
};

struct group {
	struct compared *items;
	size_t count, capacity;
};

struct consistency {
	struct sorter *entries[CHECKS]; /* NULL: the check is not wanted, or done */
	struct sorter *told;            /* NULL as long as entries are added */
};

static bool is_compared(const struct entry *entry)
{
	return !entry->obsolete && !entry->fuzzy && !entry_is_header(entry) && entry_is_translated(entry);
}

void consistency_gather(const struct catalog *catalog, struct consistency_entries *out)
{
	for (size_t i = 0; i < catalog->count; i++) {
		const struct entry *entry = &catalog->items[i];
		if (!is_compared(entry))
			continue;
		struct consistency_entry compared = {
			.source = slice_hash(entry->msgid), .translation = slice_hash(entry->msgstr[0]),
			.line = entry->line,
			.ignores = { entry_ignores_check(entry, &check_inconsistent), entry_ignores_check(entry, &check_reused) },
		};
		/* What has a plural is another sentence than what has none. */
		struct slice plural = entry_plural(entry);
		compared.source ^= plural.data ? slice_hash(plural) * UINT64_C(0x9e3779b97f4a7c15) : 0;
		array_push(out, compared);
	}
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_places(const struct compared *a, const struct compared *b)
{
	int order = compare_numbers(a->catalog, b->catalog);
	return order ? order : compare_numbers(a->line, b->line);
}

static int by_key(const void *a, const void *b)
{
	const struct compared *first = a, *second = b;
	int order = compare_numbers(first->key, second->key);
	order = order ? order : compare_numbers(first->language, second->language);
	order = order ? order : compare_numbers(first->value, second->value);
	return order ? order : compare_places(first, second);
}

static int by_place(const void *a, const void *b)
{
	const struct told *first = a, *second = b;
	int order = compare_numbers(first->place, second->place);
	order = order ? order : compare_numbers(first->line, second->line);
	return order ? order : compare_numbers(first->check, second->check);
}

struct consistency *consistency_begin(const struct check_selection *selection)
{
	struct consistency *consistency = memory_allocate_zero(1, sizeof *consistency);
	for (size_t i = 0; i < CHECKS; i++)
		if (selection_has(selection, checks_of_project[i]))
			consistency->entries[i] = sorter_create(sizeof(struct compared), by_key);
	return consistency;
}

void consistency_end(struct consistency *consistency)
{
	if (!consistency)
		return;
	for (size_t i = 0; i < CHECKS; i++)
		sorter_destroy(consistency->entries[i]);
	sorter_destroy(consistency->told);
	free(consistency);
}

void consistency_add(struct consistency *consistency, size_t language, size_t catalog,
                     const struct consistency_entries *entries)
{
	for (size_t check = 0; check < CHECKS; check++)
		for (size_t i = 0; consistency->entries[check] && i < entries->count; i++) {
			const struct consistency_entry *entry = &entries->items[i];
			bool reused = checks_of_project[check] == &check_reused;
			const struct compared compared = {
				.key = reused ? entry->translation : entry->source,
				.value = reused ? entry->source : entry->translation,
				.catalog = (uint32_t)catalog, .line = entry->line, .language = (uint16_t)language,
				.ignores = entry->ignores[check],
			};
			sorter_add(consistency->entries[check], &compared);
		}
}

static void tell(struct consistency *consistency, size_t check, const struct compared *entry, const struct compared *other)
{
	const struct told told = {
		(uint64_t)entry->language << 32 | entry->catalog, entry->line, other->catalog, other->line, (uint32_t)check,
	};
	if (!entry->ignores)
		sorter_add(consistency->told, &told);
}

/* The entries of GROUP have the same key, and their values are sorted: tell of those that are not of the commonest value. */
static void compare_group(struct consistency *consistency, size_t check, const struct group *group)
{
	const struct compared *begin = group->items, *end = begin + group->count, *norm = NULL, *stranger = NULL;
	size_t most = 0;
	for (const struct compared *run = begin, *next; run < end; run = next) {
		for (next = run + 1; next < end && next->value == run->value;)
			next++;
		size_t count = (size_t)(next - run);
		if (count > most || (count == most && compare_places(run, norm) < 0)) {
			most = count;
			norm = run;
		}
	}
	for (const struct compared *entry = begin; entry < end; entry++) {
		if (entry->value == norm->value)
			continue;
		if (!stranger || compare_places(entry, stranger) < 0)
			stranger = entry;
		tell(consistency, check, entry, norm);
	}
	if (stranger)
		tell(consistency, check, norm, stranger);
}

static void compare_all(struct consistency *consistency, size_t check)
{
	struct group group = { 0 };
	const struct compared *entry;
	while ((entry = sorter_next(consistency->entries[check]))) {
		if (group.count && (entry->key != group.items[0].key || entry->language != group.items[0].language)) {
			compare_group(consistency, check, &group);
			array_clear(&group);
		}
		array_push(&group, *entry);
	}
	if (group.count)
		compare_group(consistency, check, &group);
	array_finish(&group);
}

bool consistency_next(struct consistency *consistency, struct disagreement *out)
{
	if (!consistency->told)
		consistency->told = sorter_create(sizeof(struct told), by_place);
	for (size_t i = 0; i < CHECKS; i++) {
		if (consistency->entries[i])
			compare_all(consistency, i);
		sorter_destroy(consistency->entries[i]);
		consistency->entries[i] = NULL;
	}
	const struct told *told = sorter_next(consistency->told);
	if (!told)
		return false;
	*out = (struct disagreement){
		checks_of_project[told->check], (size_t)(told->place >> 32), told->place & UINT32_MAX, told->line,
		told->other_catalog, told->other_line,
	};
	return true;
}

/* The entry in CATALOG, as it was read, that begins at LINE; NULL where there is none. */
static const struct entry *entry_at(const struct catalog *catalog, size_t line)
{
	size_t begin = 0, end = catalog->count;
	while (begin < end) {
		size_t middle = begin + (end - begin) / 2;
		if (catalog->items[middle].line < line)
			begin = middle + 1;
		else
			end = middle;
	}
	return begin < catalog->count && catalog->items[begin].line == line ? &catalog->items[begin] : NULL;
}

void consistency_report(const struct disagreement *disagreement, const struct catalog *catalog, const char *file,
                        const char *other_file, struct arena *arena, struct findings *out)
{
	const struct entry *entry = entry_at(catalog, disagreement->line);
	if (!entry)
		return;
	bool reused = disagreement->check == &check_reused;
	struct finding finding = {
		.check = disagreement->check->name,
		.severity = disagreement->check->severity,
		.position = { file, entry->line, 0 },
		.text = arena_format(arena, reused ? _("another sentence has the same translation in %s:%zu")
		                                   : _("the same sentence has another translation in %s:%zu"),
		                     other_file, disagreement->other_line),
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
