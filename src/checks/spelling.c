/* spelling.c: words that are in no dictionary. */

#include "base/message.h"
#include "checks/check.h"
#include "checks/speller.h"

/* Names are looked for among so many words of the sentence: what is longer is none. */
enum { NAME_LEAST = 3, NAME_ENDING_MOST = 5, SOURCE_MOST = 1000 };

/* Whether the characters of WORD begin with those of NAME, and little follows. */
static bool is_name_with_ending(const struct side *source, const struct word *name, const struct side *side,
                                const struct word *word)
{
	size_t size = name->end - name->begin, all = word->end - word->begin;
	if (size < NAME_LEAST || all < size || all - size > NAME_ENDING_MOST)
		return false;
	for (size_t i = 0; i < size; i++)
		if (side_code(source, name->begin + i) != side_code(side, word->begin + i))
			return false;
	return true;
}

/* Whether WORD is one of the sentence that stays, a name, perhaps with an ending. */
static bool is_from_source(const struct check_context *context, const struct word *word)
{
	const struct side *source = &context->source;
	for (size_t i = 0; i < source->words.count && i < SOURCE_MOST; i++)
		if (source->words.items[i].hash == word->hash ||
		    (side_kind(&context->translation, word->begin) == CHARACTER_UPPER &&
		     is_name_with_ending(source, &source->words.items[i], &context->translation, word)))
			return true;
	return false;
}

/* Initials and acronyms, units, endings behind a hyphen, an apostrophe or a number, words of two scripts (which another check
 * finds) and words of another script than the language's are in no dictionary. */
static bool is_asked_for(const struct side *side, const struct word *word, const struct habits *habits)
{
	size_t capitals = 0, before = word->begin - 1;
	for (size_t i = word->begin; i < word->end; i++)
		capitals += side_kind(side, i) == CHARACTER_UPPER;
	bool joined = word->begin && (side_code(side, before) == '-' || side_code(side, before) == '\'' ||
	                              side_code(side, before) == 0x2019 || side_code(side, before) == 0x2011 ||
	                              side_kind(side, before) == CHARACTER_DIGIT || side_code(side, before) == '_');
	bool behind = side_kind(side, word->end) == CHARACTER_DIGIT || side_code(side, word->end) == '_';
	return word->end - word->begin > 1 && capitals < 2 && !joined && !behind &&
	       (habits->script == SCRIPT_OTHER || word->scripts == (unsigned char)habits->script);
}

static void run_spelling(struct check_context *context)
{
	const struct side *side = &context->translation;
	if (!context->speller)
		return;
	struct buffer spare = { 0 };
	for (size_t i = 0; i < side->words.count; i++) {
		const struct word *word = &side->words.items[i];
		if (is_asked_for(side, word, context->habits) &&
		    !speller_knows(context->speller, side_word_as_read(side, word, &spare)) && !is_from_source(context, word))
			check_report_characters(context, word->begin, word->end, _("“%.*s” is in no dictionary"),
			                        SLICE_ARG(side_word(side, word)));
	}
	buffer_finish(&spare);
}

const struct check check_spelling = {
	"spelling", N_("a word that is in no dictionary"), SEVERITY_NOTE, CHECK_TRANSLATION, run_spelling, true,
};
