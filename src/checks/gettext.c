/* gettext.c: what GNU msgfmt --check looks at. */

#include "base/message.h"
#include "checks/check.h"

/* The language of a tag or locale: "sr" of "sr_RS@latin". */
static struct slice base_language(struct slice tag)
{
	size_t end = 0;
	while (end < tag.size && is_ascii_letter(tag.data[end]))
		end++;
	return slice_range(tag, 0, end);
}

static void run_header(struct check_context *context)
{
	static const char *const needed[] = {
		"Project-Id-Version", "PO-Revision-Date", "Last-Translator", "Language-Team", "Language", "MIME-Version",
		"Content-Type", "Content-Transfer-Encoding",
	};
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (!catalog_field(context->catalog, needed[i]).data)
			check_report_whole(context, _("the header has no field “%s”; run “localize update”"), needed[i]);
	struct slice language = catalog_field(context->catalog, "Language"), own = slice_from(context->language->gettext);
	if (language.size && !slice_equal_ignoring_case(base_language(language), base_language(own)))
		check_report_whole(context, _("the header says “Language: %.*s” in a catalog of %s; correct it, and Plural-Forms"),
		                   SLICE_ARG(language), context->language->gettext);
	struct slice type = catalog_field(context->catalog, "Content-Type");
	if (type.data && slice_find(type, SLICE("charset="), 0) == SLICE_NONE)
		check_report_whole(context, _("the header's Content-Type names no charset; write “text/plain; charset=UTF-8”"));
	struct slice plurals = catalog_field(context->catalog, "Plural-Forms");
	if (plurals.data && slice_find(plurals, SLICE("nplurals="), 0) == SLICE_NONE)
		check_report_whole(context, _("the header's Plural-Forms has no “nplurals=”; for this language write “%s”"),
		             context->language->plurals);
}

/* The number after "nplurals="; 0 where there is none. */
static size_t plural_count(const struct catalog *catalog)
{
	struct slice field = catalog_field(catalog, "Plural-Forms"), name = SLICE("nplurals=");
	size_t at = slice_find(field, name, 0), count = 0;
	if (at == SLICE_NONE)
		return 0;
	for (at += name.size; at < field.size && is_ascii_digit(field.data[at]) && count < 100; at++)
		count = count * 10 + (size_t)(field.data[at] - '0');
	return count;
}

static void run_plurals(struct check_context *context)
{
	if (!entry_plural(context->entry).data)
		return;
	size_t wanted = plural_count(context->catalog), count = context->entry->msgstr_count;
	if (wanted && wanted != count)
		check_report_whole(context,
		                   ngettext("%zu plural form, but the header says nplurals=%zu",
		                            "%zu plural forms, but the header says nplurals=%zu", count),
		                   count, wanted);
}

static void run_same_plurals(struct check_context *context)
{
	const struct entry *entry = context->entry;
	bool same = entry_plural(entry).data && entry->msgstr_count > 1;
	for (size_t i = 1; same && i < entry->msgstr_count; i++)
		same = slice_equal(entry->msgstr[i], entry->msgstr[0]);
	if (same)
		check_report_whole(context, _("all plural forms are the same"));
}

static size_t count_inner_newlines(struct slice text)
{
	size_t count = 0;
	for (size_t i = 1; i + 1 < text.size; i++)
		count += text.data[i] == '\n';
	return count;
}

static void run_line_breaks(struct check_context *context)
{
	size_t wanted = count_inner_newlines(context->source.text), count = count_inner_newlines(context->translation.text);
	if (wanted != count)
		check_report_whole(context,
		                   ngettext("%zu line break inside, where the sentence has %zu",
		                            "%zu line breaks inside, where the sentence has %zu", count),
		                   count, wanted);
}

static void run_newlines(struct check_context *context)
{
	struct slice source = context->source.text, translation = context->translation.text, newline = SLICE("\n");
	if (slice_starts_with(source, newline) != slice_starts_with(translation, newline))
		check_report(context, 0, slice_starts_with(translation, newline),
		             _("the sentence and its translation must both begin with a line break, or neither"));
	bool ends = slice_ends_with(translation, newline);
	if (slice_ends_with(source, newline) != ends)
		check_report(context, translation.size - ends, translation.size,
		             _("the sentence and its translation must both end with a line break, or neither"));
}

const struct check check_header = {
	"header", N_("the header lacks what gettext's tools need"), SEVERITY_WARNING, CHECK_HEADER, run_header, false,
};
const struct check check_plurals = {
	"plurals", N_("not as many plural forms as the language has"), SEVERITY_ERROR, CHECK_ENTRY, run_plurals, false,
};
const struct check check_same_plurals = {
	"same-plurals", N_("all plural forms are the same"), SEVERITY_NOTE, CHECK_ENTRY, run_same_plurals, false,
};
const struct check check_line_breaks = {
	"line-breaks", N_("more or fewer line breaks than in the sentence"), SEVERITY_NOTE, CHECK_TRANSLATION, run_line_breaks, false,
};
const struct check check_newlines = {
	"newlines", N_("line breaks at the ends differ"), SEVERITY_ERROR, CHECK_TRANSLATION, run_newlines, false,
};
