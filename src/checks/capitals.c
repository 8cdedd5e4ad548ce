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

static bool is_acronym(const struct side *side, const struct word *word)
{
	for (size_t i = word->begin; i < word->end; i++)
		if (side_kind(side, i) != CHARACTER_UPPER)
			return false;
	return word->end - word->begin > 2;
}

static size_t count_acronyms(const struct side *side)
{
	size_t count = 0;
	for (size_t i = 0; i < side->words.count; i++)
		count += is_acronym(side, &side->words.items[i]);
	return count;
}

/* Other scripts spell them otherwise, so they are only counted. */
static void run_acronyms(struct check_context *context)
{
	size_t wanted = count_acronyms(&context->source), count = count_acronyms(&context->translation);
	if (count < wanted && context->habits->script != SCRIPT_OTHER)
		check_report_whole(context,
		                   ngettext("%zu acronym, where the sentence has %zu", "%zu acronyms, where the sentence has %zu", count),
		                   count, wanted);
}

const struct check check_acronyms = {
	"acronyms", N_("fewer acronyms than in the sentence"), SEVERITY_NOTE, CHECK_TRANSLATION, run_acronyms, true,
};
const struct check check_capitals = {
	"capitals", N_("the translation begins with a small letter"), SEVERITY_WARNING, CHECK_TRANSLATION, run_capitals, false,
};
