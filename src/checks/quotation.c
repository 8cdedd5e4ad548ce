/* quotation.c: marks of quotation: the language's own, and each with its other half.
 *
 * Single ones are left alone: nobody can tell them from apostrophes. */

#include "base/message.h"
#include "checks/check.h"

/* A sign of feet and inches, or of minutes and seconds. */
static bool is_inch(const struct side *side, size_t index)
{
	return side_code(side, index) == '"' && index && side_kind(side, index - 1) == CHARACTER_DIGIT;
}

static bool is_mark(const struct side *side, size_t index)
{
	return !side->characters.items[index].markup && is_double_quotation_mark(side_code(side, index));
}

static void run_quotation_marks(struct check_context *context)
{
	const struct habits *habits = context->habits;
	const struct side *side = &context->translation;
	if (!habits->open.count || !habits->close.count)
		return;
	for (size_t i = 0; i < side->characters.count; i++) {
		if (!is_mark(side, i) || is_inch(side, i))
			continue;
		bool opens = is_opening_place(side, i);
		if (mark_set_has(opens ? &habits->open : &habits->close, side_code(side, i)))
			continue;
		struct slice mark = slice_range(side->text, side_offset(side, i), side_offset(side, i + 1));
		check_report_characters(context, i, i + 1,
		                        opens ? _("%.*s begins a quotation, where the language has %s")
		                              : _("%.*s ends a quotation, where the language has %s"),
		                        SLICE_ARG(mark), habits->usual);
	}
}

static size_t count_marks(const struct side *side)
{
	size_t count = 0;
	for (size_t i = 0; i < side->characters.count; i++)
		count += is_mark(side, i);
	return count;
}

static void run_quotation_pairs(struct check_context *context)
{
	const struct side *side = &context->translation;
	/* A quotation that goes on in the next sentence is open in both; inches need no other half. */
	if (count_marks(&context->source) % 2 || count_marks(side) % 2 == 0)
		return;
	size_t open = SIZE_MAX, wrong = SIZE_MAX, depth = 0;
	for (size_t i = 0; i < side->characters.count; i++) {
		if (!is_mark(side, i))
			continue;
		if (is_opening_place(side, i)) {
			open = depth++ ? open : i;
		} else if (depth) {
			depth--;
		} else {
			wrong = i;
		}
	}
	size_t at = depth ? open : wrong;
	if (at == SIZE_MAX)
		check_report_whole(context, _("a quotation lacks its beginning or end"));
	else
		check_report_characters(context, at, at + 1,
		                        depth ? _("the quotation that begins here has no end")
		                              : _("the quotation that ends here has no beginning"));
}

const struct check check_quotation_marks = {
	"quotation-marks", N_("quotation marks that the language does not use"), SEVERITY_WARNING, CHECK_TRANSLATION,
	run_quotation_marks, false,
};
const struct check check_quotation_pairs = {
	"quotation-pairs", N_("a quotation mark without its other half"), SEVERITY_WARNING, CHECK_TRANSLATION,
	run_quotation_pairs, false,
};
