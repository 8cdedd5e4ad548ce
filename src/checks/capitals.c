/* capitals.c: the letter that a sentence begins with. */

#include "base/message.h"
#include "checks/check.h"

/* The first letter of SIDE, if no digit comes before it. */
static size_t first_letter(const struct side *side)
{
	for (size_t i = 0; i < side->characters.count; i++) {
		if (side->characters.items[i].markup)
			continue;
		if (is_letter_kind(side_kind(side, i)))
			return i;
		if (side_kind(side, i) == CHARACTER_DIGIT)
			return SIZE_MAX;
	}
	return SIZE_MAX;
}

/* A sentence that ends with a mark begins with a capital in every language that has any. A title or a label may be a
 * name in one language and none in another, and "iPhone" and "e-mail" begin as they do. */
static void run_capitals(struct check_context *context)
{
	const struct side *source = &context->source, *translation = &context->translation;
	size_t from = first_letter(source), to = first_letter(translation);
	if (from == SIZE_MAX || to == SIZE_MAX || source->words.count < 3 || side_kind(source, from) != CHARACTER_UPPER ||
	    side_kind(translation, to) != CHARACTER_LOWER)
		return;
	enum character_kind second = side_kind(translation, to + 1);
	if (second == CHARACTER_UPPER || second == CHARACTER_PUNCTUATION)
		return;
	check_report_characters(context, to, to + 1, _("begins with a small letter, where the sentence begins with a capital"));
}

const struct check check_capitals = {
	"capitals", N_("the translation begins with a small letter"), SEVERITY_WARNING, CHECK_TRANSLATION, run_capitals, false,
};
