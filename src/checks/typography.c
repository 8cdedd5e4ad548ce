/* typography.c: marks made of other marks, and spaces at which no line may be broken.
 *
 * They are notes, and held against the sentence: who writes "..." there may be followed. */

#include "base/message.h"
#include "checks/check.h"

/* Whether INDEX of SIDE is the first of three full stops, and no more. */
static bool is_three_stops(const struct side *side, size_t index)
{
	for (size_t i = index; i < index + 3; i++)
		if (side_code(side, i) != '.' || side->characters.items[i].markup)
			return false;
	return side_code(side, index + 3) != '.' && (index == 0 || side_code(side, index - 1) != '.');
}

static size_t count_three_stops(const struct side *side)
{
	size_t count = 0;
	for (size_t i = 0; i < side->characters.count; i++)
		count += is_three_stops(side, i);
	return count;
}

static void run_ellipses(struct check_context *context)
{
	const struct side *translation = &context->translation;
	if (slice_find(translation->text, SLICE("..."), 0) == SLICE_NONE || count_three_stops(&context->source))
		return;
	for (size_t i = 0; i < translation->characters.count; i++)
		if (is_three_stops(translation, i))
			check_report_mend(context, i, i + 3, SLICE("…"), _("three full stops for an ellipsis"));
}

/* The number of hyphens with a space on either side at INDEX of SIDE: 1 or 2; 0 for none, or for what may be a minus or
 * the mark of a list. */
static size_t hyphen_size(const struct side *side, size_t index)
{
	if (index < 2 || side_code(side, index) != '-' || side_kind(side, index - 1) != CHARACTER_SPACE ||
	    side->characters.items[index].markup || side_code(side, index - 2) == '\n')
		return 0;
	size_t size = side_code(side, index + 1) == '-' ? 2 : 1;
	return index + size + 1 < side->characters.count && side_kind(side, index + size) == CHARACTER_SPACE ? size : 0;
}

static bool has_hyphens(const struct side *side)
{
	if (slice_find_byte(side->text, '-', 0) == SLICE_NONE)
		return false;
	for (size_t i = 0; i < side->characters.count; i++)
		if (hyphen_size(side, i))
			return true;
	return false;
}

/* Where the dash between words is the long one. */
static bool has_long_dash(const struct habits *habits)
{
	static const char *const codes[] = { "be", "kk", "ky", "ru", "uk" };
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (habits_is(habits, codes[i]))
			return true;
	return false;
}

static void run_dashes(struct check_context *context)
{
	const struct side *translation = &context->translation;
	if (!has_hyphens(translation) || has_hyphens(&context->source))
		return;
	for (size_t i = 0; i < translation->characters.count; i++) {
		size_t size = hyphen_size(translation, i);
		/* A range, or a minus. */
		if (size && side_kind(translation, i + size + 1) != CHARACTER_DIGIT)
			check_report_mend(context, i, i + size, has_long_dash(context->habits) ? SLICE("—") : SLICE("–"),
			                  _("a hyphen for a dash"));
	}
}

static bool is_no_break_space(uint32_t code)
{
	return code == 0xa0 || code == 0x202f;
}

/* A space between a number and what it counts. */
static bool is_behind_number(const struct side *side, size_t index)
{
	return index && index + 1 < side->characters.count && side_kind(side, index - 1) == CHARACTER_DIGIT &&
	       side_kind(side, index) == CHARACTER_SPACE && !side->characters.items[index].markup &&
	       (is_letter_kind(side_kind(side, index + 1)) || side_code(side, index + 1) == '%' || side_code(side, index + 1) == 0xb0);
}

/* Whether SIDE has a space behind a number, and none of them is a plain one. */
static bool binds_numbers(const struct side *side)
{
	bool binds = false;
	for (size_t i = 0; i < side->characters.count; i++) {
		if (!is_behind_number(side, i))
			continue;
		if (!is_no_break_space(side_code(side, i)))
			return false;
		binds = true;
	}
	return binds;
}

/* A plain space where French never breaks a line: before high marks, and inside its quotation marks. */
static bool is_french_space(const struct side *side, size_t index)
{
	if (index == 0 || side_code(side, index) != ' ' || side->characters.items[index].markup)
		return false;
	uint32_t before = side_code(side, index - 1), after = side_code(side, index + 1);
	bool high = after == ';' || after == ':' || after == '!' || after == '?';
	return before == 0xab || after == 0xbb ||
	       (high && is_letter_kind(side_kind(side, index - 1)) &&
	        (index + 2 >= side->characters.count || side_kind(side, index + 2) == CHARACTER_SPACE));
}

static void run_no_break_spaces(struct check_context *context)
{
	const struct side *translation = &context->translation;
	bool french = habits_is(context->habits, "fr"), binds = binds_numbers(&context->source);
	for (size_t i = 0; (french || binds) && i < translation->characters.count; i++) {
		if (side_code(translation, i) != ' ')
			continue;
		bool colon = side_code(translation, i + 1) == ':' || side_code(translation, i - 1) == 0xab ||
		             side_code(translation, i + 1) == 0xbb;
		if (binds && is_behind_number(translation, i))
			check_report_mend(context, i, i + 1, SLICE("\xc2\xa0"), _("a space at which the line may be broken; the sentence has a no-break space"));
		else if (french && is_french_space(translation, i))
			check_report_mend(context, i, i + 1, colon ? SLICE("\xc2\xa0") : SLICE("\xe2\x80\xaf"),
			                  _("a space at which the line may be broken; a no-break space belongs here"));
	}
}

const struct check check_ellipses = {
	"ellipses", N_("three full stops for an ellipsis"), SEVERITY_NOTE, CHECK_TRANSLATION, run_ellipses, false,
};
const struct check check_dashes = {
	"dashes", N_("a hyphen for a dash"), SEVERITY_NOTE, CHECK_TRANSLATION, run_dashes, false,
};
const struct check check_no_break_spaces = {
	"no-break-spaces", N_("a plain space where no line may be broken"), SEVERITY_NOTE, CHECK_TRANSLATION,
	run_no_break_spaces, false,
};
