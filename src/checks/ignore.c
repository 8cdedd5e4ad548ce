/* ignore.c: how an entry turns checks off for itself. */

#include "checks/check.h"

/* What Weblate calls our checks: its flags "ignore-NAME" are honoured. */
static const struct { const char *theirs, *ours; } names[] = {
	{ "begin-newline", "newlines" },
	{ "begin-space", "spaces" },
	{ "bbcode", "markup" },
	{ "double-space", "double-spaces" },
	{ "check-glossary", "terms" },
	{ "duplicate", "doubled-words" },
	{ "end-colon", "end-mark" },
	{ "end-ellipsis", "end-mark" },
	{ "end-exclamation", "end-mark" },
	{ "end-interrobang", "end-mark" },
	{ "end-newline", "newlines" },
	{ "end-question", "end-mark" },
	{ "end-semicolon", "end-mark" },
	{ "end-space", "spaces" },
	{ "end-stop", "end-mark" },
	{ "inconsistent", "inconsistent" },
	{ "kashida", "invisible" },
	{ "escaped-newline", "line-breaks" },
	{ "long-untranslated", "untranslated" },
	{ "md-link", "links" },
	{ "md-reflink", "links" },
	{ "md-syntax", "markup" },
	{ "newline-count", "line-breaks" },
	{ "plurals", "plurals" },
	{ "punctuation-spacing", "mark-spaces" },
	{ "safe-html", "markup" },
	{ "same", "untranslated" },
	{ "translated", "reused" },
	{ "url", "addresses" },
	{ "xml-chars-around-tags", "markup" },
	{ "xml-invalid", "markup" },
	{ "xml-tags", "markup" },
	{ "zero-width-space", "invisible" },
};

static bool is_name_of(struct slice name, const struct check *check)
{
	if (slice_equal_string(name, check->name) || slice_equal(name, SLICE("all-checks")))
		return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (slice_equal_string(name, names[i].theirs) && strcmp(names[i].ours, check->name) == 0)
			return true;
	return slice_ends_with(name, SLICE("-format")) && strcmp(check->name, "placeholders") == 0;
}

/* Whether LIST, names parted by commas or white space, has CHECK. */
static bool list_has(struct slice list, const struct check *check)
{
	for (size_t i = 0; i < list.size;) {
		size_t end = i;
		while (end < list.size && list.data[end] != ',' && !is_ascii_space(list.data[end]))
			end++;
		if (end > i && is_name_of(slice_range(list, i, end), check))
			return true;
		i = end + 1;
	}
	return false;
}

bool entry_ignores_check(const struct entry *entry, const struct check *check)
{
	const struct entry_extra *extra = entry_extra(entry);
	for (size_t i = 0; i < extra->flag_count; i++)
		if (slice_starts_with(extra->flags[i], SLICE("ignore-")) &&
		    is_name_of(slice_from_offset(extra->flags[i], sizeof "ignore-" - 1), check))
			return true;
	struct slice rest = entry_comment(entry), line, prefix = SLICE("localize: ignore ");
	while (slice_next_part(&rest, '\n', &line))
		if (slice_starts_with(slice_trim(line), prefix) &&
		    list_has(slice_from_offset(slice_trim(line), prefix.size), check))
			return true;
	return false;
}
