#include "checks/check.h"

#include "base/buffer.h"
#include "base/message.h"
#include "text/utf8.h"

const struct check *const checks[] = {
	&check_header, &check_plurals, &check_same_plurals, &check_blank, &check_newlines, &check_line_breaks, &check_read_only, &check_max_length, &check_markup,
	&check_links, &check_unwritable, &check_placeholders, &check_addresses, &check_literals, &check_numbers, &check_untranslated, &check_half_translated,
	&check_length, &check_end_mark, &check_quotation_marks, &check_quotation_pairs, &check_brackets, &check_spaces,
	&check_double_spaces, &check_mark_spaces, &check_repeated_marks, &check_doubled_words, &check_mixed_scripts,
	&check_wrong_script, &check_wrong_letters, &check_invisible, &check_corrupted, &check_capitals, &check_ellipses, &check_dashes,
	&check_no_break_spaces, &check_number_form,
	&check_date_form, &check_nested_quotations, &check_suffixes, &check_acronyms, &check_sentence_count, &check_terms, &check_spelling, &check_inconsistent, &check_reused,
	NULL,
};

/* So many findings of one check in one translation say enough. */
enum { FINDINGS_MOST = 8 };

static bool is_enough(const struct check_context *context)
{
	const struct findings *out = context->out;
	if (out->count < FINDINGS_MOST || context->every)
		return false;
	const struct finding *before = &out->items[out->count - FINDINGS_MOST];
	return before->check == context->check->name && before->msgid.data == context->entry->msgid.data &&
	       before->form == context->form;
}

static void report_list(struct check_context *context, size_t begin, size_t end, struct slice mend, const char *format,
                        va_list arguments) __attribute__((format(printf, 5, 0)));
static void report_list(struct check_context *context, size_t begin, size_t end, struct slice mend, const char *format,
                        va_list arguments)
{
	if (is_enough(context))
		return;
	struct buffer text = { 0 };
	buffer_append_format_list(&text, format, arguments);
	struct finding finding = {
		.check = context->check->name,
		.severity = context->check->severity,
		.position = { context->file, context->entry->line, 0 },
		.text = arena_copy(context->arena, buffer_slice(&text)),
		.msgid = context->entry->msgid,
		.translation = context->form < context->entry->msgstr_count ? context->entry->msgstr[context->form] : SLICE(""),
		.form = context->form,
		.begin = begin,
		.end = end,
		.mend = mend.data ? arena_copy(context->arena, mend) : mend,
	};
	array_push(context->out, finding);
	buffer_finish(&text);
}

#define REPORT(begin, end, mend)                                                                     \
	do {                                                                                         \
		va_list arguments;                                                                   \
		va_start(arguments, format);                                                         \
		report_list(context, begin, end, mend, format, arguments);                           \
		va_end(arguments);                                                                   \
	} while (0)

void check_report(struct check_context *context, size_t begin, size_t end, const char *format, ...)
{
	REPORT(begin, end, slice_make(NULL, 0));
}

void check_report_characters(struct check_context *context, size_t begin, size_t end, const char *format, ...)
{
	REPORT(side_offset(&context->translation, begin), side_offset(&context->translation, end), slice_make(NULL, 0));
}

void check_report_whole(struct check_context *context, const char *format, ...)
{
	REPORT(0, context->form < context->entry->msgstr_count ? context->entry->msgstr[context->form].size : 0,
	       slice_make(NULL, 0));
}

void check_report_mend(struct check_context *context, size_t begin, size_t end, struct slice mend, const char *format, ...)
{
	REPORT(side_offset(&context->translation, begin), side_offset(&context->translation, end), mend);
}

const struct check *check_find(struct slice name)
{
	for (const struct check *const *check = checks; *check; check++)
		if (slice_equal_string(name, (*check)->name))
			return *check;
	return NULL;
}

static bool has_name(const struct slices *names, const struct check *check)
{
	for (size_t i = 0; names && i < names->count; i++)
		if (slice_equal_string(names->items[i], check->name))
			return true;
	return false;
}

bool selection_has(const struct check_selection *selection, const struct check *check)
{
	if (selection->only && selection->only->count)
		return has_name(selection->only, check);
	return (!check->off || has_name(selection->on, check)) && !has_name(selection->off, check) &&
	       !has_name(selection->also_off, check);
}

/* The checks of one run, those of a scope together. */
struct chosen {
	const struct check **items;
	size_t count, capacity;
};

static void choose(struct chosen *chosen, const struct check_selection *selection, enum check_scope scope)
{
	for (const struct check *const *check = checks; *check; check++)
		if ((*check)->scope == scope && selection_has(selection, *check))
			array_push(chosen, *check);
}

/* Whether ENTRY may ignore any check at all: most don't. */
static bool may_ignore(const struct entry *entry)
{
	return entry_extra(entry)->flag_count || slice_find(entry_comment(entry), SLICE("localize:"), 0) != SLICE_NONE;
}

static void run_chosen(struct check_context *context, const struct chosen *chosen)
{
	bool may = may_ignore(context->entry);
	for (size_t i = 0; i < chosen->count; i++) {
		context->check = chosen->items[i];
		if (!may || !entry_ignores_check(context->entry, context->check))
			context->check->run(context);
	}
}

/* The source that a form translates: the plural but for the first of several. */
static struct slice source_of_form(const struct entry *entry, size_t form)
{
	return entry_plural(entry).data && (form > 0 || entry->msgstr_count == 1) ? entry_plural(entry) : entry->msgid;
}

static bool is_text(struct slice text)
{
	return text.size < UINT32_MAX && utf8_find_invalid(text) == text.size;
}

/* Translations of a catalog that were typed with letters of another script, more than which one finding stands for all. */
enum { HABITS_MOST = 3 };

/* Leave of the findings from FIRST on that are habits the first one, which then tells of all. */
static void sum_habits_up(struct check_context *context, size_t first)
{
	struct findings *out = context->out;
	if (context->habit_entries <= HABITS_MOST || context->every)
		return;
	size_t kept = first;
	bool told = false;
	const struct slice words = arena_format(context->arena, ngettext("%zu word", "%zu words", context->habit_words),
	                                        context->habit_words);
	for (size_t i = first; i < out->count; i++) {
		struct finding *finding = &out->items[i];
		if (finding->habit && told)
			continue;
		if (finding->habit) {
			told = true;
			finding->text = arena_format(context->arena,
			                             ngettext("%.*s; so it is in %.*s of %zu translation: “localize check --fix” mends "
			                                      "them, “--only %s” lists them",
			                                      "%.*s; so it is in %.*s of %zu translations: “localize check --fix” mends "
			                                      "them, “--only %s” lists them",
			                                      context->habit_entries),
			                             SLICE_ARG(finding->text), SLICE_ARG(words), context->habit_entries, finding->check);
		}
		out->items[kept++] = *finding;
	}
	out->count = kept;
}

static void run_on_entry(struct check_context *context, const struct chosen *on_entries, const struct chosen *on_forms,
                         placeable_find *find)
{
	const struct entry *entry = context->entry;
	context->form = 0;
	run_chosen(context, on_entries);
	for (context->form = 0; context->form < entry->msgstr_count; context->form++) {
		struct slice source = source_of_form(entry, context->form), translation = entry->msgstr[context->form];
		if (!is_text(source) || !is_text(translation))
			continue;
		if (context->form < 2)
			side_set(&context->source, source, find, context->character_references);
		side_set(&context->translation, translation, find, context->character_references);
		run_chosen(context, on_forms);
	}
}

/* Whether ENTRY has a translation that somebody takes for right. */
static bool is_checked(const struct entry *entry)
{
	return !entry->obsolete && !entry->fuzzy && !entry_is_header(entry) && entry_is_translated(entry);
}

void checks_run(const struct catalog *catalog, const char *file, const struct language *language, placeable_find *find,
                const struct check_selection *selection, struct arena *arena, struct findings *out)
{
	size_t first = out->count;
	size_t begin = 0;
	while (begin < catalog->count && !is_checked(&catalog->items[begin]))
		begin++;
	struct habits habits = { 0 };
	if (begin < catalog->count)
		habits_find(&habits, language, catalog, selection->quotes, selection->character_references);
	struct check_context context = {
		.file = file, .catalog = catalog, .language = language, .habits = &habits, .arena = arena, .out = out,
		.every = selection->every, .glossary = selection->glossary, .speller = selection->speller, .accept = selection->accept,
		.character_references = selection->character_references,
	};
	struct chosen of[CHECK_PROJECT] = { { 0 } };
	for (size_t scope = 0; scope < CHECK_PROJECT; scope++)
		choose(&of[scope], selection, (enum check_scope)scope);
	for (size_t i = 0; i < catalog->count; i++) {
		context.entry = &catalog->items[i];
		context.form = 0;
		if (!context.entry->obsolete && entry_is_header(context.entry))
			run_chosen(&context, &of[CHECK_HEADER]);
		else if (is_checked(context.entry))
			run_on_entry(&context, &of[CHECK_ENTRY], &of[CHECK_TRANSLATION], find);
	}
	if (!selection->only || !selection->only->count)
		sum_habits_up(&context, first);
	for (size_t scope = 0; scope < CHECK_PROJECT; scope++)
		array_finish(&of[scope]);
	for (size_t i = 0; i < 2; i++) {
		array_finish(&context.scratch[i]);
		term_words_finish(&context.words[i]);
	}
	array_finish(&context.matches);
	side_finish(&context.source);
	side_finish(&context.translation);
}
