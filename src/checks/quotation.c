/* quotation.c: marks of quotation: the language's own, and each with its other half.
 *
 * Single ones are left alone: nobody can tell them from apostrophes. */

#include "base/buffer.h"
#include "base/message.h"
#include "checks/check.h"

enum { CARRIED_MOST = 1 }; /* sentences that a quotation may be carried on for */

/* A sign of feet and inches, or of minutes and seconds. */
static bool is_inch(const struct side *side, size_t index)
{
	return side_code(side, index) == '"' && index && side_kind(side, index - 1) == CHARACTER_DIGIT;
}

static bool is_mark(const struct side *side, size_t index)
{
	return !side->characters.items[index].markup && is_double_quotation_mark(side_code(side, index));
}

/* Whether each mark of SIDE that opens a quotation has one that closes it: then nobody doubts which is which. */
static bool marks_pair(const struct side *side)
{
	size_t depth = 0;
	for (size_t i = 0; i < side->characters.count; i++) {
		if (!is_mark(side, i) || is_inch(side, i))
			continue;
		if (is_opening_place(side, i))
			depth++;
		else if (depth-- == 0)
			return false;
	}
	return depth == 0;
}

/* Whether both sides have one mark alone, so that it may be half of a quotation that goes on in another sentence. */
static bool have_one_mark(const struct check_context *context)
{
	return side_count_quotation_marks(&context->translation) == 1 && side_count_quotation_marks(&context->source) == 1;
}

/* Whether the mark at INDEX, the only one, ends a quotation that begins in another sentence, and is the sentence's own: how it
 * began, and so how it ends, is told there. */
static bool ends_other(const struct check_context *context, size_t index)
{
	return !is_opening_place(&context->translation, index) &&
	       side_has(&context->source, side_code(&context->translation, index));
}

static void run_quotation_marks(struct check_context *context)
{
	const struct habits *habits = context->habits;
	const struct side *side = &context->translation;
	if (!habits->open.count || !habits->close.count)
		return;
	bool asked = false, alone = false, paired = false;
	for (size_t i = 0; i < side->characters.count; i++) {
		if (!is_mark(side, i) || is_inch(side, i))
			continue;
		bool opens = is_opening_place(side, i);
		if (mark_set_has(opens ? &habits->open : &habits->close, side_code(side, i)))
			continue;
		/* Few translations come so far. */
		if (!asked) {
			alone = have_one_mark(context);
			paired = marks_pair(side);
			asked = true;
		}
		if (alone && ends_other(context, i))
			continue;
		struct buffer mended = { 0 };
		buffer_append_code_point(&mended, opens ? habits->usual_open : habits->usual_close);
		check_report_mend(context, i, i + 1, paired ? buffer_slice(&mended) : slice_make(NULL, 0),
		                  opens ? _("%.*s begins a quotation, where the language has %s")
		                        : _("%.*s ends a quotation, where the language has %s"),
		                  SLICE_ARG(side_range(side, i, i + 1)), habits->usual);
		buffer_finish(&mended);
	}
}

static bool is_odd(const struct side *side)
{
	return side_count_quotation_marks(side) % 2;
}

/* Quotations in quotations with the same marks, ""a" b", which nobody can pair. */
static bool has_nested(const struct side *side)
{
	for (size_t i = 1; i < side->characters.count; i++)
		if (is_mark(side, i) && side_code(side, i) == side_code(side, i - 1))
			return true;
	return false;
}

static bool is_single(uint32_t code)
{
	return is_quotation_mark(code) && !is_double_quotation_mark(code);
}

/* Whether single marks open as many quotations as they close; an apostrophe at the end of a word makes that unsure. */
static bool singles_balance(const struct side *side)
{
	size_t opening = 0, closing = 0;
	for (size_t i = 0; i < side->characters.count; i++) {
		if (side->characters.items[i].markup || !is_single(side_code(side, i)))
			continue;
		if (is_opening_place(side, i))
			opening++;
		else
			closing += !is_letter_kind(side_kind(side, i + 1));
	}
	return opening == closing;
}

static bool is_odd_text(struct slice text, bool references)
{
	bool odd = false;
	for (size_t i = 0, size; i < text.size; i += size)
		odd ^= double_mark_at(text, i, references, &size) != 0;
	return odd;
}

/* Whether a translation behind the entry, or before it, has half a quotation that its sentence does not have, or the other way
 * about: translators carry quotations on, and begin them earlier. */
static bool goes_on(const struct check_context *context, bool behind)
{
	const struct catalog *catalog = context->catalog;
	const struct entry *entry = context->entry;
	bool references = context->character_references;
	size_t index = (size_t)(entry - catalog->items);
	for (size_t i = 1; i <= CARRIED_MOST && (behind ? i < catalog->count - index : i <= index); i++) {
		const struct entry *other = behind ? entry + i : entry - i;
		/* One that is in single marks in the sentence says nothing. */
		bool single = slice_starts_with(other->msgid, SLICE("'")) || slice_ends_with(other->msgid, SLICE("'"));
		if (!other->obsolete && !single && is_odd_text(other->msgstr[0], references) != is_odd_text(other->msgid, references))
			return true;
	}
	return false;
}

static void run_quotation_pairs(struct check_context *context)
{
	const struct side *side = &context->translation;
	/* A quotation that goes on in the next sentence is open in both; inches need no other half. */
	if (!is_odd(side) || is_odd(&context->source) || !singles_balance(&context->source) ||
	    has_nested(&context->source))
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
	if (goes_on(context, depth > 0))
		return;
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
