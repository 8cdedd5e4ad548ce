/* spaces.c: white space at the ends, doubled, and beside marks; marks set twice. */

#include "base/message.h"
#include "checks/check.h"

/* The number of spaces at the beginning, or the end, line breaks aside: those have a check of their own. */
static size_t count_spaces(const struct side *side, bool end)
{
	size_t count = side->characters.count, spaces = 0;
	while (spaces < count) {
		size_t at = end ? count - 1 - spaces : spaces;
		if (side_kind(side, at) != CHARACTER_SPACE || side_code(side, at) == '\n')
			break;
		spaces++;
	}
	return spaces;
}

static void run_spaces(struct check_context *context)
{
	const struct side *translation = &context->translation;
	size_t count = translation->characters.count;
	for (int end = 0; end < 2; end++) {
		size_t wanted = count_spaces(&context->source, end), spaces = count_spaces(translation, end);
		if ((wanted > 0) == (spaces > 0))
			continue;
		size_t begin = end ? count - spaces : 0, source_count = context->source.characters.count;
		if (spaces)
			check_report_mend(context, begin, begin + spaces, SLICE(""),
			                  end ? _("white space at the end, which the sentence has not")
			                      : _("white space at the beginning, which the sentence has not"));
		else
			check_report_mend(context, begin, begin,
			                  side_range(&context->source, end ? source_count - wanted : 0, end ? source_count : wanted),
			                  end ? _("the white space at the end of the sentence is missing")
			                      : _("the white space at the beginning of the sentence is missing"));
	}
}

/* The next run of two spaces or more between other characters, at *BEGIN or later. */
static bool next_run(const struct side *side, size_t *begin, size_t *end)
{
	for (size_t i = *begin; i + 1 < side->characters.count; i = *end + 1) {
		*end = i;
		if (side_kind(side, i) != CHARACTER_SPACE)
			continue;
		for (*end = i; *end < side->characters.count && side_kind(side, *end) == CHARACTER_SPACE &&
		               side_code(side, *end) != '\n' && !side->characters.items[*end].markup;)
			++*end;
		if (*end < i + 2 || i == 0 || *end == side->characters.count || side_code(side, *end) == '\n')
			continue;
		*begin = i;
		return true;
	}
	return false;
}

static void run_double_spaces(struct check_context *context)
{
	size_t begin = 0, end, other = 0;
	if (!next_run(&context->translation, &begin, &end) || next_run(&context->source, &other, &end))
		return;
	for (; next_run(&context->translation, &begin, &end); begin = end) {
		/* One that keeps words together stays. */
		size_t kept = begin;
		while (kept < end && side_code(&context->translation, kept) == ' ')
			kept++;
		check_report_mend(context, begin, end, kept < end ? side_range(&context->translation, kept, kept + 1) : SLICE(" "),
		                  _("more than one space between words"));
	}
}

static bool is_tight_mark(uint32_t code)
{
	return code == ',' || code == ';' || code == ':' || code == '!' || code == '?' || code == '.';
}

/* A space before the mark at INDEX, behind a word. French sets one before high marks. */
static bool has_space_before(const struct side *side, size_t index, const struct habits *habits)
{
	uint32_t code = side_code(side, index);
	if (index < 2 || side_kind(side, index - 1) != CHARACTER_SPACE || !is_tight_mark(code) ||
	    side->characters.items[index].markup)
		return false;
	if (habits && (habits_is(habits, "fr") || habits_is(habits, "br")) && code != ',' && code != '.')
		return false;
	/* ".5", ":)" and " ... " are no marks behind words. */
	enum character_kind after = side_kind(side, index + 1);
	bool joined = is_letter_kind(side_kind(side, index - 2)) && is_letter_kind(after) && (code == ',' || code == ';');
	return index + 1 == side->characters.count || after == CHARACTER_SPACE || joined;
}

/* No space behind the mark at INDEX, between two words. */
static bool lacks_space_after(const struct side *side, size_t index)
{
	uint32_t code = side_code(side, index);
	if (index == 0 || index + 1 >= side->characters.count || side->characters.items[index].markup)
		return false;
	enum character_kind before = side_kind(side, index - 1), after = side_kind(side, index + 1);
	if (!is_letter_kind(before) || !is_letter_kind(after) || side->characters.items[index + 1].markup)
		return false;
	if (code == ',' || code == ';' || code == '!' || code == '?')
		return true;
	/* A full stop between a word and a sentence; "U.S.A." and "example.com" are none. */
	return code == '.' && before == CHARACTER_LOWER && after == CHARACTER_UPPER && index > 1 &&
	       is_letter_kind(side_kind(side, index - 2)) && side_kind(side, index + 2) == CHARACTER_LOWER;
}

/* Whether any mark of SIDE has a space before it, or else lacks the one behind it. */
static bool does_any(const struct side *side, bool before)
{
	for (size_t i = 0; i < side->characters.count; i++)
		if (before ? has_space_before(side, i, NULL) : lacks_space_after(side, i))
			return true;
	return false;
}

/* The same, once for all marks: *KNOWN remembers it, and is -1 at first. */
static bool does_any_known(const struct side *side, bool before, int *known)
{
	if (*known < 0)
		*known = does_any(side, before);
	return *known != 0;
}

static void run_mark_spaces(struct check_context *context)
{
	const struct side *translation = &context->translation;
	int before = -1, behind = -1;
	for (size_t i = 0; i < translation->characters.count; i++) {
		if (side_kind(translation, i) != CHARACTER_PUNCTUATION)
			continue;
		/* Sentences that do so themselves are rare, and so are translations that do. */
		if (has_space_before(translation, i, context->habits) && !does_any_known(&context->source, true, &before)) {
			char mended[2] = { (char)side_code(translation, i), ' ' };
			check_report_mend(context, i - 1, i + 1, slice_make(mended, is_letter_kind(side_kind(translation, i + 1)) ? 2 : 1),
			                  _("a space before a mark that stands close to its word"));
		}
		if (lacks_space_after(translation, i) && !does_any_known(&context->source, false, &behind)) {
			char mended[2] = { (char)side_code(translation, i), ' ' };
			/* What looks like the end of a sentence may be a name: Node.Js. */
			check_report_mend(context, i, i + 1, mended[0] == '.' ? slice_make(NULL, 0) : slice_make(mended, 2),
			                  _("no space behind the mark"));
		}
	}
}

/* Marks that never stand twice in a row; three full stops are an ellipsis. */
static size_t repeated_size(const struct side *side, size_t index)
{
	uint32_t code = side_code(side, index);
	if ((code != ',' && code != ';' && code != ':' && code != '.') || side->characters.items[index].markup)
		return 0;
	size_t end = index + 1;
	while (side_code(side, end) == code)
		end++;
	size_t size = end - index;
	if (size == 1)
		return code != '.' && (side_code(side, end) == '.' || (code != ',' && side_code(side, end) == ',')) ? 2 : 0;
	return code == '.' && size > 2 ? 0 : size;
}

static size_t count_repeated(const struct side *side)
{
	size_t count = 0;
	for (size_t i = 0; i < side->characters.count; i++)
		if (side_kind(side, i) == CHARACTER_PUNCTUATION && (i == 0 || side_code(side, i - 1) != side_code(side, i)) &&
		    repeated_size(side, i))
			count++;
	return count;
}

/* One mark for the SIZE that stand at INDEX, if they are all the same and were hardly meant as an ellipsis. */
static struct slice mend_repeated(const struct check_context *context, size_t index, size_t size)
{
	const struct side *translation = &context->translation, *source = &context->source;
	uint32_t code = side_code(translation, index);
	size_t last = source->characters.count;
	bool stop = last > 1 && side_code(source, last - 1) == '.' && side_code(source, last - 2) != '.' &&
	            index + size == translation->characters.count;
	if (side_code(translation, index + size - 1) != code || (code == '.' && !stop))
		return slice_make(NULL, 0);
	return side_range(translation, index, index + 1);
}

static void run_repeated_marks(struct check_context *context)
{
	const struct side *translation = &context->translation;
	if (!count_repeated(translation) || count_repeated(&context->source))
		return;
	for (size_t i = 0; i < translation->characters.count; i++) {
		size_t size = i && side_code(translation, i - 1) == side_code(translation, i) ? 0 : repeated_size(translation, i);
		if (size)
			check_report_mend(context, i, i + size, mend_repeated(context, i, size), _("the mark stands twice"));
	}
}

const struct check check_spaces = {
	"spaces", N_("white space at the beginning or end is added or lost"), SEVERITY_WARNING, CHECK_TRANSLATION, run_spaces, false,
};
const struct check check_double_spaces = {
	"double-spaces", N_("more than one space between words"), SEVERITY_NOTE, CHECK_TRANSLATION, run_double_spaces, false,
};
const struct check check_mark_spaces = {
	"mark-spaces", N_("a space before a mark, or none behind it"), SEVERITY_WARNING, CHECK_TRANSLATION, run_mark_spaces, false,
};
const struct check check_repeated_marks = {
	"repeated-marks", N_("a comma, full stop or the like that stands twice"), SEVERITY_WARNING, CHECK_TRANSLATION,
	run_repeated_marks, false,
};
