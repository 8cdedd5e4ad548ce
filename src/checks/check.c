#include "checks/check.h"

#include "base/buffer.h"

const struct check *const checks[] = {
	&check_header, &check_plurals, &check_newlines, &check_markup, &check_links, &check_numbers, NULL,
};

void check_report(struct check_context *context, enum severity severity, const char *format, ...)
{
	struct buffer text = { 0 };
	va_list arguments;
	va_start(arguments, format);
	buffer_append_format_list(&text, format, arguments);
	va_end(arguments);
	struct finding finding = {
		.check = context->check,
		.severity = severity,
		.position = { context->file, context->entry->line, 0 },
		.text = arena_copy(context->arena, buffer_slice(&text)),
		.msgid = context->entry->msgid,
	};
	array_push(context->out, finding);
	buffer_finish(&text);
}

static bool is_off(const struct check *check, const struct slices *off)
{
	for (size_t i = 0; off && i < off->count; i++)
		if (slice_equal_string(off->items[i], check->name))
			return true;
	return false;
}

/* Whether LIST, names parted by commas or white space, has NAME. */
static bool names_check(struct slice list, const char *name)
{
	for (size_t i = 0; i < list.size;) {
		size_t end = i;
		while (end < list.size && list.data[end] != ',' && !is_ascii_space(list.data[end]))
			end++;
		if (slice_equal_string(slice_range(list, i, end), name))
			return true;
		i = end + 1;
	}
	return false;
}

static bool is_ignored(const struct check *check, const struct entry *entry)
{
	for (size_t i = 0; i < entry->flag_count; i++)
		if (slice_starts_with(entry->flags[i], SLICE("ignore-")) &&
		    slice_equal_string(slice_from_offset(entry->flags[i], sizeof "ignore-" - 1), check->name))
			return true;
	struct slice rest = entry->comment, line, prefix = SLICE("localize: ignore ");
	while (slice_next_part(&rest, '\n', &line))
		if (slice_starts_with(slice_trim(line), prefix) &&
		    names_check(slice_from_offset(slice_trim(line), prefix.size), check->name))
			return true;
	return false;
}

void checks_run(const struct catalog *catalog, const char *file, const struct language *language,
                void (*find)(struct slice text, struct placeables *out), const struct slices *off, struct arena *arena,
                struct findings *out)
{
	struct check_context context = {
		.file = file, .catalog = catalog, .language = language, .arena = arena, .out = out,
	};
	for (size_t i = 0; i < catalog->count; i++) {
		const struct entry *entry = &catalog->items[i];
		bool header = entry_is_header(entry);
		if (entry->obsolete || (!header && (entry->fuzzy || !entry_is_translated(entry))))
			continue;
		context.entry = entry;
		context.source = entry->msgid;
		context.translation = entry->msgstr[0];
		array_clear(&context.source_placeables);
		array_clear(&context.translation_placeables);
		if (find && !header) {
			find(context.source, &context.source_placeables);
			find(context.translation, &context.translation_placeables);
		}
		for (const struct check *const *check = checks; *check; check++)
			if ((*check)->header == header && !is_off(*check, off) && !is_ignored(*check, entry)) {
				context.check = (*check)->name;
				(*check)->run(&context);
			}
	}
	array_finish(&context.source_placeables);
	array_finish(&context.translation_placeables);
}
