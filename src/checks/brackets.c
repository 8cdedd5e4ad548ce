/* brackets.c: brackets without their other half. */

#include "base/message.h"
#include "checks/check.h"

static const struct { uint32_t open, close; } pairs[] = {
	{ '(', ')' }, { '[', ']' }, { '{', '}' }, { 0xff08, 0xff09 }, { 0x3010, 0x3011 },
};

enum { PAIRS = sizeof pairs / sizeof *pairs };

/* Of each pair the bracket that lacks its other half: the first one that is open, else the last one that closes
 * nothing; SIZE_MAX for none. Kinds are counted apart, so [a, b) is two faults; the sentence has them too. */
static void find_single(const struct side *side, size_t single[PAIRS])
{
	size_t depth[PAIRS] = { 0 }, open[PAIRS], wrong[PAIRS];
	for (size_t pair = 0; pair < PAIRS; pair++)
		open[pair] = wrong[pair] = SIZE_MAX;
	for (size_t i = 0; i < side->characters.count; i++) {
		if (side->characters.items[i].markup || side->characters.items[i].kind != CHARACTER_PUNCTUATION)
			continue;
		uint32_t code = side_code(side, i);
		for (size_t pair = 0; pair < PAIRS; pair++) {
			if (code == pairs[pair].open)
				open[pair] = depth[pair]++ ? open[pair] : i;
			else if (code == pairs[pair].close && depth[pair])
				depth[pair]--;
			else if (code == pairs[pair].close)
				wrong[pair] = i;
		}
	}
	for (size_t pair = 0; pair < PAIRS; pair++)
		single[pair] = depth[pair] ? open[pair] : wrong[pair];
}

static void run_brackets(struct check_context *context)
{
	size_t source[PAIRS], translation[PAIRS];
	find_single(&context->translation, translation);
	find_single(&context->source, source);
	for (size_t pair = 0; pair < PAIRS; pair++) {
		size_t at = translation[pair];
		if (at == SIZE_MAX || source[pair] != SIZE_MAX)
			continue;
		bool open = side_code(&context->translation, at) == pairs[pair].open;
		check_report_characters(context, at, at + 1,
		                        open ? _("the bracket that opens here is not closed")
		                             : _("the bracket that closes here was not opened"));
	}
}

const struct check check_brackets = {
	"brackets", N_("a bracket without its other half"), SEVERITY_WARNING, CHECK_TRANSLATION, run_brackets, false,
};
