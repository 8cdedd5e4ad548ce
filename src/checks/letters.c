/* letters.c: letters of another script or language that look like the right ones, and characters that nobody sees. */

#include "base/buffer.h"
#include "base/message.h"
#include "checks/check.h"

static const char *script_name(unsigned script)
{
	return script == SCRIPT_LATIN ? _("Latin") : script == SCRIPT_CYRILLIC ? _("Cyrillic") : _("Greek");
}

enum { ALIKE = SCRIPT_LATIN | SCRIPT_CYRILLIC | SCRIPT_GREEK };

/* The script that fewer letters of WORD have; in case of a tie the one that is not the language's. */
static unsigned rarer_script(const struct side *side, const struct word *word, enum script_bit own)
{
	size_t counts[SCRIPT_OTHER + 1] = { 0 };
	for (size_t i = word->begin; i < word->end; i++)
		counts[side->characters.items[i].script]++;
	unsigned rarest = SCRIPT_NONE;
	for (unsigned script = SCRIPT_LATIN; script <= SCRIPT_GREEK; script *= 2)
		if (counts[script] && (!rarest || counts[script] < counts[rarest] ||
		                       (counts[script] == counts[rarest] && rarest == (unsigned)own)))
			rarest = script;
	return rarest;
}

static bool is_mixed(const struct word *word)
{
	unsigned scripts = word->scripts & ALIKE;
	return (scripts & (scripts - 1)) != 0;
}

static bool has_mixed(const struct side *side)
{
	for (size_t i = 0; i < side->words.count; i++)
		if (is_mixed(&side->words.items[i]))
			return true;
	return false;
}

enum { ALIKE_WORD_LONGEST = 3 };

/* A short word of Latin letters between Cyrillic words that looks like a Cyrillic one: а, о, је. */
static bool is_alike(const struct side *side, const struct word *word, const struct habits *habits)
{
	if (habits->script != SCRIPT_CYRILLIC || word->scripts != SCRIPT_LATIN || word->end - word->begin > ALIKE_WORD_LONGEST ||
	    word == side->words.items || word + 1 == side->words.items + side->words.count ||
	    word[-1].scripts != SCRIPT_CYRILLIC || word[1].scripts != SCRIPT_CYRILLIC ||
	    side_kind(side, word->begin - 1) != CHARACTER_SPACE || side_kind(side, word->end) != CHARACTER_SPACE)
		return false;
	for (size_t i = word->begin; i < word->end; i++)
		if (!strchr("aocyejpx", (int)(side_code(side, i) & 0x7f)) || side_code(side, i) >= 0x80)
			return false;
	return true;
}

/* Letters of Latin and Cyrillic that nobody can tell apart, in pairs. */
static const char twins[] = "aа cс eе oо pр xх yу jј iі sѕ hһ AА BВ CС EЕ HН IІ JЈ KК MМ OО PР SЅ TТ XХ YУ əә ƏӘ ";

/* The letters of those that the language of Cyrillic script does not have. */
static const struct { const char *code, *letters; } foreign_letters[] = {
	{ "be", "јѕһӘә" }, { "bg", "јѕіІЈЅһӘә" }, { "kk", "јѕЈЅ" }, { "mk", "іІһӘә" }, { "ru", "јѕіІЈЅһӘә" }, { "sr", "ѕіІЅһӘә" },
	{ "uk", "јѕЈЅһӘә" },
};

/* The letter of the script OWN that looks like LETTER of the other one; empty if there is none in the language. */
static struct slice twin_of(struct slice letter, unsigned own, const struct habits *habits)
{
	struct slice rest = slice_make(twins, sizeof twins - 2), pair;
	while (slice_next_part(&rest, ' ', &pair)) {
		size_t size = (unsigned char)pair.data[0] < 0x80 ? 1 : 2;
		struct slice latin = slice_range(pair, 0, size), cyrillic = slice_from_offset(pair, size);
		if (!slice_equal(letter, own == SCRIPT_LATIN ? cyrillic : latin))
			continue;
		for (size_t i = 0; own == SCRIPT_CYRILLIC && i < sizeof foreign_letters / sizeof *foreign_letters; i++)
			if (habits_is(habits, foreign_letters[i].code) &&
			    slice_find(slice_from(foreign_letters[i].letters), cyrillic, 0) != SLICE_NONE)
				return SLICE("");
		return own == SCRIPT_LATIN ? latin : cyrillic;
	}
	return SLICE("");
}

/* Characters [BEGIN, END) of SIDE, which are in another script, in the language's own into OUT; false where they are not all
 * letters that look the same in both. */
static bool append_twins(const struct side *side, size_t begin, size_t end, const struct habits *habits, struct buffer *out)
{
	unsigned own = habits->script;
	for (size_t i = begin; i < end; i++) {
		struct slice twin = own == SCRIPT_LATIN || own == SCRIPT_CYRILLIC ? twin_of(side_range(side, i, i + 1), own, habits)
		                                                                  : SLICE("");
		if (!twin.size)
			return false;
		buffer_append(out, twin);
	}
	return true;
}

static size_t count_mixed(const struct side *side)
{
	size_t count = 0;
	for (size_t i = 0; i < side->words.count; i++)
		count += is_mixed(&side->words.items[i]);
	return count;
}

/* So many words of one translation are no slip of the finger: it was typed so. */
enum { HABIT_LEAST = 3 };

static void run_mixed_scripts(struct check_context *context)
{
	const struct side *side = &context->translation;
	bool mixed_source = has_mixed(&context->source);
	size_t mixed = mixed_source ? 0 : count_mixed(side), first = context->out->count;
	context->habit_entries += mixed >= HABIT_LEAST;
	context->habit_words += mixed >= HABIT_LEAST ? mixed : 0;
	for (size_t i = 0; i < side->words.count; i++) {
		const struct word *word = &side->words.items[i];
		bool alone = is_alike(side, word, context->habits) &&
		             (word->end == word->begin + 1 || !side_has_word(&context->source, word));
		if (!alone && (mixed_source || !is_mixed(word)))
			continue;
		unsigned rarer = alone ? SCRIPT_LATIN : rarer_script(side, word, context->habits->script);
		size_t begin = word->begin, end;
		while (side->characters.items[begin].script != rarer)
			begin++;
		for (end = begin + 1; end < word->end && side->characters.items[end].script == rarer;)
			end++;
		struct buffer mended = { 0 };
		bool alike = rarer != (unsigned)context->habits->script &&
		             append_twins(side, begin, end, context->habits, &mended);
		check_report_mend(context, begin, end, alike ? buffer_slice(&mended) : slice_make(NULL, 0),
		                  _("“%.*s” is a letter of the %s script in “%.*s”"), SLICE_ARG(side_range(side, begin, end)),
		                  script_name(rarer), SLICE_ARG(side_word(side, word)));
		buffer_finish(&mended);
	}
	for (size_t i = first; mixed >= HABIT_LEAST && i < context->out->count; i++)
		context->out->items[i].habit = true;
}

/* A text in Latin script has no Cyrillic words, and so on, but for those of the sentence. Latin words are at home
 * everywhere. */
static void run_wrong_script(struct check_context *context)
{
	const struct side *side = &context->translation;
	unsigned own = context->habits->script, source = 0;
	if (!(own & ALIKE))
		return;
	for (size_t i = 0; i < context->source.words.count; i++)
		source |= context->source.words.items[i].scripts;
	unsigned wrong = ALIKE & ~(own | source | SCRIPT_LATIN);
	for (size_t i = 0; i < side->words.count; i++) {
		const struct word *word = &side->words.items[i];
		/* A Greek letter alone is a sign: α, π, Ω. */
		if (!(word->scripts & wrong) || is_mixed(word) || (word->scripts == SCRIPT_GREEK && word->end - word->begin < 3))
			continue;
		check_report_characters(context, word->begin, word->end, _("“%.*s” is in the %s script"),
		                        SLICE_ARG(side_word(side, word)), script_name(word->scripts));
	}
}

/* Letters that are taken for those of a language. */
static const struct {
	const char *code;
	enum script_bit script;
	uint32_t wrong;
	const char *right;
	bool sure; /* no word of another language that stays as it is has it */
} confusables[] = {
	{ "az", SCRIPT_LATIN, 0xe4, "ə", false }, { "az", SCRIPT_LATIN, 0xc4, "Ə", false },
	{ "az", SCRIPT_LATIN, 0x1dd, "ə", true }, { "az", SCRIPT_LATIN, 0x18e, "Ə", true },
	{ "az", SCRIPT_LATIN, 0x307, "i", true }, { "az", SCRIPT_LATIN, 0x163, "ç", false },
	{ "az", SCRIPT_LATIN, 0x219, "ş", true }, { "az", SCRIPT_LATIN, 0x218, "Ş", true },
	{ "tr", SCRIPT_LATIN, 0x307, "i", true }, { "tr", SCRIPT_LATIN, 0x219, "ş", true },
	{ "tr", SCRIPT_LATIN, 0x218, "Ş", true }, { "sr", SCRIPT_LATIN, 0xf0, "đ", false },
	{ "sr", SCRIPT_LATIN, 0xd0, "Đ", true }, { "sr", SCRIPT_LATIN, 0x189, "Đ", true },
	{ "sr", SCRIPT_LATIN, 0x10f, "đ", false }, { "hr", SCRIPT_LATIN, 0xf0, "đ", false },
	{ "hr", SCRIPT_LATIN, 0xd0, "Đ", true }, { "hr", SCRIPT_LATIN, 0x189, "Đ", true },
	{ "bs", SCRIPT_LATIN, 0xf0, "đ", false }, { "bs", SCRIPT_LATIN, 0xd0, "Đ", true },
	{ "bs", SCRIPT_LATIN, 0x189, "Đ", true }, { "ro", SCRIPT_LATIN, 0x15f, "ș", true },
	{ "ro", SCRIPT_LATIN, 0x163, "ț", true }, { "ro", SCRIPT_LATIN, 0x15e, "Ș", true },
	{ "ro", SCRIPT_LATIN, 0x162, "Ț", true },
};

enum { CONFUSABLE_FIRST = 0xc4, CONFUSABLE_LAST = 0x307 };

/* The index of the confusable that CODE is in a language; SIZE_MAX if it is none. */
static size_t find_confusable(uint32_t code, const struct habits *habits)
{
	for (size_t i = 0; i < sizeof confusables / sizeof *confusables; i++)
		if (confusables[i].wrong == code && confusables[i].script == habits->script && habits_is(habits, confusables[i].code))
			return i;
	return SIZE_MAX;
}

/* What stands rightly for the character at INDEX, which is a confusable's; a NULL pointer where that is not sure. */
static struct slice mend_letter(const struct side *side, size_t index, size_t confusable)
{
	if (!confusables[confusable].sure)
		return slice_make(NULL, 0);
	if (confusables[confusable].wrong != 0x307)
		return slice_from(confusables[confusable].right);
	/* The dot that a program put above an i in lower case. */
	return index && side_code(side, index - 1) == 'i' ? SLICE("") : slice_make(NULL, 0);
}

/* The letter that is meant by an i of the wrong kind at INDEX of WORD, where that can be told from the letters alone: a
 * capital among small ones; in Azerbaijani no word begins with ı. NULL if there is none. */
static const char *find_meant_i(const struct side *side, const struct word *word, size_t index, const struct habits *habits)
{
	uint32_t code = side_code(side, index);
	bool among_small = index > word->begin && side_kind(side, index - 1) == CHARACTER_LOWER &&
	                   (index + 1 == word->end || side_kind(side, index + 1) == CHARACTER_LOWER);
	if ((code == 'I' || code == 0x130) && among_small)
		return code == 'I' ? "ı" : "i";
	if (!habits_is(habits, "az") || index > word->begin || word->end - word->begin < 3)
		return NULL;
	return code == 0x131 ? "i" : code == 'I' && side_kind(side, index + 1) == CHARACTER_LOWER ? "İ" : NULL;
}

/* i for ı, ı for i. */
static void check_turkic_i(struct check_context *context)
{
	const struct side *side = &context->translation;
	for (size_t i = 0; i < side->words.count; i++) {
		const struct word *word = &side->words.items[i];
		if (word->scripts != SCRIPT_LATIN)
			continue;
		for (size_t j = word->begin; j < word->end; j++) {
			uint32_t code = side_code(side, j);
			const char *meant = code == 'I' || code == 0x130 || code == 0x131 ? find_meant_i(side, word, j, context->habits) : NULL;
			if (meant && !side_has_word(&context->source, word))
				check_report_characters(context, j, j + 1, _("“%.*s” in “%.*s”, where “%s” is likely to be meant"),
				                        SLICE_ARG(side_range(side, j, j + 1)), SLICE_ARG(side_word(side, word)), meant);
		}
	}
}

static void run_wrong_letters(struct check_context *context)
{
	const struct side *side = &context->translation;
	enum { NOT_ASKED, NOT_THERE, THERE };
	unsigned char in_source[sizeof confusables / sizeof *confusables] = { NOT_ASKED };
	if (habits_is(context->habits, "az") || habits_is(context->habits, "tr"))
		check_turkic_i(context);
	for (size_t j = 0; j < side->characters.count; j++) {
		uint32_t code = side_code(side, j);
		if (code < CONFUSABLE_FIRST || code > CONFUSABLE_LAST || side->characters.items[j].markup)
			continue;
		size_t i = find_confusable(code, context->habits);
		if (i != SIZE_MAX && in_source[i] == NOT_ASKED)
			in_source[i] = side_has(&context->source, code) ? THERE : NOT_THERE;
		if (i != SIZE_MAX && in_source[i] == NOT_THERE)
			check_report_mend(context, j, j + 1, mend_letter(side, j, i), _("“%.*s” is not a letter of the language; “%s” is meant"),
			                  SLICE_ARG(side_range(side, j, j + 1)), confusables[i].right);
	}
}

/* Characters that are not seen and do no good in prose. Joiners are part of spelling in Indic and Arabic scripts, and
 * of emoji. */
static bool is_invisible(uint32_t code, enum script_bit script)
{
	return (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7f && code < 0xa0) || code == 0x200b ||
	       code == 0x2060 || code == 0xfeff || code == 0xfffd || code == 0xfffc ||
	       ((code == 0x200c || code == 0xad) && script != SCRIPT_OTHER) || code == 0x0640;
}

/* The first of them in SIDE at INDEX or later; its number of characters if there is none. */
static size_t find_invisible(const struct side *side, size_t index, const struct habits *habits)
{
	while (index < side->characters.count && !is_invisible(side_code(side, index), habits->script))
		index++;
	return index;
}

static void run_invisible(struct check_context *context)
{
	const struct side *side = &context->translation;
	size_t first = find_invisible(side, 0, context->habits);
	/* Most translations have none, so the sentence is not looked at. */
	if (first == side->characters.count ||
	    find_invisible(&context->source, 0, context->habits) < context->source.characters.count)
		return;
	for (size_t i = first; i < side->characters.count; i = find_invisible(side, i + 1, context->habits)) {
		uint32_t code = side_code(side, i);
		/* A reference is seen: whoever wrote it knows what it is. */
		if (!side->characters.items[i].markup && !side->characters.items[i].reference)
			check_report_mend(context, i, i + 1, code == 0xfffd || code == 0xfffc || code == 0x0640 ? slice_make(NULL, 0) : SLICE(""),
			                  _("the character U+%04X, which nobody sees"), (unsigned)code);
	}
}

/* Whether the two characters are what the two bytes of one look like that were read in the wrong charset: Ã©, Ð¼. */
static bool is_corrupted(uint32_t first, uint32_t second)
{
	bool lead = (first >= 0xc2 && first <= 0xc5) || first == 0xd0 || first == 0xd1;
	bool trail = second >= 0x80 && second < 0xc0 && second != 0xa0 && second != 0xab && second != 0xbb && second != 0xb7;
	return (lead && trail) || (first == 0xe2 && second == 0x20ac);
}

static void run_corrupted(struct check_context *context)
{
	const struct side *side = &context->translation;
	/* All that may be the first of them begin with this byte in UTF-8. */
	size_t lead = slice_find_byte(side->text, '\xc3', 0);
	while (lead != SLICE_NONE && lead + 1 < side->text.size && !memchr("\x82\x83\x84\x85\x90\x91\xa2", side->text.data[lead + 1], 7))
		lead = slice_find_byte(side->text, '\xc3', lead + 1);
	for (size_t i = 0; lead != SLICE_NONE && i + 1 < side->characters.count; i++)
		if (is_corrupted(side_code(side, i), side_code(side, i + 1)) &&
		    slice_find(context->source.text, side_range(side, i, i + 2), 0) == SLICE_NONE) {
			check_report_characters(context, i, i + 2, _("“%.*s” looks like one letter read in the wrong character set"),
			                        SLICE_ARG(side_range(side, i, i + 2)));
			i++;
		}
}

const struct check check_corrupted = {
	"corrupted", N_("letters that were read in the wrong character set"), SEVERITY_ERROR, CHECK_TRANSLATION, run_corrupted, false,
};
const struct check check_mixed_scripts = {
	"mixed-scripts", N_("a letter of another script in a word"), SEVERITY_WARNING, CHECK_TRANSLATION, run_mixed_scripts, false,
};
const struct check check_wrong_script = {
	"wrong-script", N_("a word in a script that is not the language's"), SEVERITY_WARNING, CHECK_TRANSLATION,
	run_wrong_script, false,
};
const struct check check_wrong_letters = {
	"wrong-letters", N_("a letter that is taken for one of the language"), SEVERITY_WARNING, CHECK_TRANSLATION,
	run_wrong_letters, false,
};
const struct check check_invisible = {
	"invisible", N_("a character that nobody sees"), SEVERITY_WARNING, CHECK_TRANSLATION, run_invisible, false,
};
