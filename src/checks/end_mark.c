/* end_mark.c: what a sentence ends with: a full stop, a question mark, ….
 *
 * A quotation mark or a bracket may stand before the mark or behind it ("….” and „…“."), so all marks among those at
 * the end count, and the two sides must have one in common. */

#include "base/message.h"
#include "checks/check.h"

enum mark_bit { MARK_STOP = 1, MARK_QUESTION = 2, MARK_EXCLAMATION = 4, MARK_COLON = 8, MARK_SEMICOLON = 16, MARK_ELLIPSIS = 32 };

static unsigned mark_of(uint32_t code, const struct habits *habits)
{
	switch (code) {
	case '.': case 0x3002: case 0xff0e: case 0xff61: case 0x0964: case 0x06d4: case 0x0589: case 0x1362:
		return MARK_STOP;
	case ';':
		return habits && habits_is(habits, "el") ? MARK_QUESTION : MARK_SEMICOLON;
	case '?': case 0xff1f: case 0x061f: case 0x037e: case 0x055e: case 0x1367:
		return MARK_QUESTION;
	case '!': case 0xff01: case 0x055c:
		return MARK_EXCLAMATION;
	case ':': case 0xff1a:
		return MARK_COLON;
	case 0x061b: case 0xff1b:
		return MARK_SEMICOLON;
	case 0x2026:
		return MARK_ELLIPSIS;
	case 0x203d:
		return MARK_QUESTION | MARK_EXCLAMATION;
	default:
		return 0;
	}
}

static bool is_closing(uint32_t code)
{
	return is_quotation_mark(code) || code == ')' || code == ']' || code == '}' || code == 0x300d || code == 0xff09;
}

/* The marks at the end of SIDE; *BEGIN is the character where they begin. */
static unsigned end_marks(const struct side *side, const struct habits *habits, size_t *begin)
{
	unsigned marks = 0;
	size_t i = side->characters.count, stops = 0;
	for (*begin = i; i > 0; i--) {
		const struct character *character = &side->characters.items[i - 1];
		unsigned mark = character->markup ? 0 : mark_of(character->code, habits);
		if (!mark && !character->markup && character->kind != CHARACTER_SPACE && !is_closing(character->code))
			break;
		stops = character->code == '.' ? stops + 1 : 0;
		marks |= stops == 3 ? MARK_ELLIPSIS : mark;
		if (mark)
			*begin = i - 1;
	}
	/* Of "..." only the ellipsis counts. */
	return marks & MARK_ELLIPSIS ? marks & ~(unsigned)MARK_STOP : marks;
}

static const char *name_of(unsigned marks)
{
	return marks & MARK_QUESTION      ? _("a question mark")
	       : marks & MARK_EXCLAMATION ? _("an exclamation mark")
	       : marks & MARK_ELLIPSIS    ? _("an ellipsis")
	       : marks & MARK_COLON       ? _("a colon")
	       : marks & MARK_SEMICOLON   ? _("a semicolon")
	                                  : _("a full stop");
}

/* Whether a full stop of the sentence may be an abbreviation's: "U.S.", "Inc.", "5 p.m.". */
static bool may_abbreviate(const struct side *side, size_t stop)
{
	size_t begin = stop;
	while (begin > 0 && is_letter_kind(side_kind(side, begin - 1)))
		begin--;
	return (stop - begin < 3 && begin > 0 && side_code(side, begin - 1) == '.') ||
	       (stop - begin < 4 && side_kind(side, begin) == CHARACTER_UPPER && side->words.count < 5);
}

/* Thai and its neighbours end sentences with a space. */
static bool has_no_stops(const struct habits *habits)
{
	static const char *const codes[] = { "th", "lo", "km", "my", "dz", "bo" };
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (habits_is(habits, codes[i]))
			return true;
	return false;
}

/* Whether an English question is one inside a statement: "I thought, what is this?" */
static bool is_thought(const struct side *source)
{
	static const char *const words[] = { "what", "who", "how", "why", "when", "where", "which", "whether", "if" };
	struct slice text = source->text;
	for (size_t at = slice_find(text, SLICE(", "), 0); at != SLICE_NONE; at = slice_find(text, SLICE(", "), at + 1))
		for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
			struct slice rest = slice_from_offset(text, at + 2), word = slice_from(words[i]);
			if (slice_starts_with(rest, word) && rest.size > word.size && rest.data[word.size] == ' ')
				return slice_starts_with(text, SLICE("I ")) || slice_starts_with(text, SLICE("He ")) ||
				       slice_starts_with(text, SLICE("She ")) || slice_starts_with(text, SLICE("We ")) ||
				       slice_starts_with(text, SLICE("They "));
		}
	return false;
}

/* Whether the sentence is the last of a quotation that began in another, and its full stop is inside: "….”" In many languages
 * there is none where “she said” follows, which is in the next sentence: “…” – deyə bildirib. */
static bool ends_quotation(const struct check_context *context)
{
	const struct side *source = &context->source, *translation = &context->translation;
	return side_count_quotation_marks(source) == 1 && side_count_quotation_marks(translation) == 1 &&
	       is_double_quotation_mark(side_code(source, source->characters.count - 1)) &&
	       is_double_quotation_mark(side_code(translation, translation->characters.count - 1));
}

static void run_end_mark(struct check_context *context)
{
	size_t source_begin, begin, count = context->translation.characters.count;
	unsigned wanted = end_marks(&context->source, NULL, &source_begin);
	unsigned marks = end_marks(&context->translation, context->habits, &begin);
	bool thought = wanted == MARK_QUESTION && marks == MARK_STOP && is_thought(&context->source);
	/* A question that is quoted: “…?” and „…?“ he asked. */
	bool quoted = wanted & (MARK_QUESTION | MARK_EXCLAMATION) && marks & MARK_STOP &&
	              is_quotation_mark(side_code(&context->source, context->source.characters.count - 1));
	if (!wanted || quoted || thought || wanted & marks || has_no_stops(context->habits) || source_begin == 0 ||
	    (habits_is(context->habits, "hy") && wanted & (MARK_QUESTION | MARK_EXCLAMATION)) ||
	    (wanted == MARK_STOP && !marks && (may_abbreviate(&context->source, source_begin) || ends_quotation(context))))
		return;
	if (!marks)
		check_report_characters(context, count, count, _("%s at the end is missing"), name_of(wanted));
	else
		check_report_characters(context, begin, count, _("%s at the end, where the sentence has %s"), name_of(marks),
		                        name_of(wanted));
}

/* The number of marks that end sentences with a space and a capital behind them, and of the end. */
static size_t count_sentences(const struct side *side)
{
	size_t count = 1;
	for (size_t i = 1; i + 2 < side->characters.count; i++)
		count += mark_of(side_code(side, i), NULL) & (MARK_STOP | MARK_QUESTION | MARK_EXCLAMATION) &&
		         side_kind(side, i - 1) == CHARACTER_LOWER && side_kind(side, i + 1) == CHARACTER_SPACE &&
		         side_kind(side, i + 2) == CHARACTER_UPPER;
	return count;
}

static void run_sentence_count(struct check_context *context)
{
	size_t wanted = count_sentences(&context->source), count = count_sentences(&context->translation);
	if (count != wanted)
		check_report_whole(context, ngettext("%zu sentence for %zu", "%zu sentences for %zu", count), count, wanted);
}

const struct check check_sentence_count = {
	"sentence-count", N_("more or fewer sentences"), SEVERITY_NOTE, CHECK_TRANSLATION, run_sentence_count, true,
};
const struct check check_end_mark = {
	"end-mark", N_("the mark at the end is missing or another"), SEVERITY_WARNING, CHECK_TRANSLATION, run_end_mark, false,
};
