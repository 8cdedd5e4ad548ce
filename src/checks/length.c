/* length.c: translations that are empty, too long or too short, or that should not be there. */

#include "base/message.h"
#include "checks/check.h"
#include "text/utf8.h"

/* A sentence of fewer letters than this may become anything. */
enum { LETTERS_LEAST = 24 };

/* How many letters of a translation come to a hundred of the sentence, at least and at most. */
enum { SHORTEST = 40, LONGEST = 400, SHORTEST_IDEOGRAPHIC = 10 };

static void run_blank(struct check_context *context)
{
	for (context->form = 0; context->form < context->entry->msgstr_count; context->form++)
		if (slice_trim(context->entry->msgstr[context->form]).size == 0 && slice_trim(context->entry->msgid).size)
			check_report_whole(context, _("the translation is white space alone"));
}

static void run_length(struct check_context *context)
{
	size_t source = context->source.letters, translation = context->translation.letters;
	if (source < LETTERS_LEAST || entry_plural(context->entry).data)
		return;
	size_t least = context->habits->script == SCRIPT_OTHER ? SHORTEST_IDEOGRAPHIC : SHORTEST;
	size_t share = (size_t)((uint64_t)translation * 100 / source);
	if (share < least)
		check_report_whole(context,
		                   ngettext("much shorter than the sentence: %zu letter for %zu",
		                            "much shorter than the sentence: %zu letters for %zu", translation),
		                   translation, source);
	else if (share > LONGEST)
		check_report_whole(context,
		                   ngettext("much longer than the sentence: %zu letter for %zu",
		                            "much longer than the sentence: %zu letters for %zu", translation),
		                   translation, source);
}

/* The number in a flag NAME:N; 0 if FLAG is none. */
static size_t flag_number(struct slice flag, struct slice name)
{
	size_t number = 0;
	if (!slice_starts_with(flag, name))
		return 0;
	for (size_t i = name.size; i < flag.size && is_ascii_digit(flag.data[i]) && number < 1000000; i++)
		number = number * 10 + (size_t)(flag.data[i] - '0');
	return number;
}

/* The number of bytes that the first COUNT characters of TEXT take. */
static size_t prefix_size(struct slice text, size_t count)
{
	size_t offset = 0, size;
	for (size_t i = 0; i < count && offset < text.size; i++, offset += size)
		utf8_decode(text, offset, &size);
	return offset;
}

/* The least that a flag of ENTRY allows; 0 if none does. */
static size_t max_length_of(const struct entry *entry)
{
	const struct entry_extra *extra = entry_extra(entry);
	size_t least = 0;
	for (size_t i = 0; i < extra->flag_count; i++) {
		size_t most = flag_number(extra->flags[i], SLICE("max-length:"));
		least = most && (!least || most < least) ? most : least;
	}
	return least;
}

static void run_max_length(struct check_context *context)
{
	const struct entry *entry = context->entry;
	size_t most = max_length_of(entry);
	for (context->form = 0; most && context->form < entry->msgstr_count; context->form++) {
		struct slice text = entry->msgstr[context->form];
		size_t count = utf8_find_invalid(text) < text.size ? 0 : utf8_count(text);
		if (count > most)
			check_report(context, prefix_size(text, most), text.size,
			             ngettext("%zu character, where %zu are the most", "%zu characters, where %zu are the most", count),
			             count, most);
	}
}

static void run_read_only(struct check_context *context)
{
	const struct entry *entry = context->entry;
	const struct entry_extra *extra = entry_extra(entry);
	for (size_t i = 0; i < extra->flag_count; i++)
		if (slice_equal(extra->flags[i], SLICE("read-only")) && !slice_equal(entry->msgid, entry->msgstr[0]))
			check_report_whole(context, _("the sentence is marked as not to be translated"));
}

const struct check check_blank = {
	"blank", N_("the translation is white space alone"), SEVERITY_ERROR, CHECK_ENTRY, run_blank, false,
};
const struct check check_length = {
	"length", N_("the translation is much longer or shorter than the sentence"), SEVERITY_WARNING, CHECK_TRANSLATION,
	run_length, false,
};
const struct check check_max_length = {
	"max-length", N_("longer than the flag “max-length:N” allows"), SEVERITY_ERROR, CHECK_ENTRY, run_max_length, false,
};
const struct check check_read_only = {
	"read-only", N_("a sentence with the flag “read-only” is translated"), SEVERITY_ERROR, CHECK_ENTRY, run_read_only, false,
};
