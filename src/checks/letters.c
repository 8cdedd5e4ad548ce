/* letters.c: letters of another script or language that look like the right ones, and characters that nobody sees. */

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

static bool has_word(const struct side *side, const struct word *word)
{
	for (size_t i = 0; i < side->words.count; i++)
		if (side->words.items[i].hash == word->hash)
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

static void run_mixed_scripts(struct check_context *context)
{
	const struct side *side = &context->translation;
	bool mixed_source = has_mixed(&context->source);
	for (size_t i = 0; i < side->words.count; i++) {
		const struct word *word = &side->words.items[i];
		bool alone = is_alike(side, word, context->habits) &&
		             (word->end == word->begin + 1 || !has_word(&context->source, word));
		if (!alone && (mixed_source || !is_mixed(word)))
			continue;
		unsigned rarer = alone ? SCRIPT_LATIN : rarer_script(side, word, context->habits->script);
		size_t begin = word->begin, end;
		while (side->characters.items[begin].script != rarer)
			begin++;
		for (end = begin + 1; end < word->end && side->characters.items[end].script == rarer;)
			end++;
		check_report_characters(context, begin, end, _("“%.*s” is a letter of the %s script in “%.*s”"),
		                        SLICE_ARG(slice_range(side->text, side_offset(side, begin), side_offset(side, end))),
		                        script_name(rarer), SLICE_ARG(side_word(side, word)));
	}
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
} confusables[] = {
	{ "az", SCRIPT_LATIN, 0xe4, "ə" }, { "az", SCRIPT_LATIN, 0xc4, "Ə" },
	{ "az", SCRIPT_LATIN, 0x1dd, "ə" }, { "az", SCRIPT_LATIN, 0x18e, "Ə" },
	{ "az", SCRIPT_LATIN, 0x307, "i" }, { "az", SCRIPT_LATIN, 0x163, "ç" }, { "az", SCRIPT_LATIN, 0x219, "ş" },
	{ "az", SCRIPT_LATIN, 0x218, "Ş" },
	{ "tr", SCRIPT_LATIN, 0x307, "i" }, { "tr", SCRIPT_LATIN, 0x219, "ş" }, { "tr", SCRIPT_LATIN, 0x218, "Ş" },
	{ "sr", SCRIPT_LATIN, 0xf0, "đ" }, { "sr", SCRIPT_LATIN, 0xd0, "Đ" }, { "sr", SCRIPT_LATIN, 0x189, "Đ" },
	{ "sr", SCRIPT_LATIN, 0x10f, "đ" },
	{ "hr", SCRIPT_LATIN, 0xf0, "đ" }, { "hr", SCRIPT_LATIN, 0xd0, "Đ" }, { "hr", SCRIPT_LATIN, 0x189, "Đ" },
	{ "bs", SCRIPT_LATIN, 0xf0, "đ" }, { "bs", SCRIPT_LATIN, 0xd0, "Đ" }, { "bs", SCRIPT_LATIN, 0x189, "Đ" },
	{ "ro", SCRIPT_LATIN, 0x15f, "ș" }, { "ro", SCRIPT_LATIN, 0x163, "ț" }, { "ro", SCRIPT_LATIN, 0x15e, "Ș" },
	{ "ro", SCRIPT_LATIN, 0x162, "Ț" },
};

static void run_wrong_letters(struct check_context *context)
{
	const struct side *side = &context->translation;
	for (size_t i = 0; i < sizeof confusables / sizeof *confusables; i++) {
		if (!habits_is(context->habits, confusables[i].code) || context->habits->script != confusables[i].script ||
		    side_has(&context->source, confusables[i].wrong))
			continue;
		for (size_t j = 0; j < side->characters.count; j++)
			if (side_code(side, j) == confusables[i].wrong && !side->characters.items[j].markup)
				check_report_characters(context, j, j + 1, _("“%.*s” is not a letter of the language; “%s” is meant"),
				                        SLICE_ARG(slice_range(side->text, side_offset(side, j), side_offset(side, j + 1))),
				                        confusables[i].right);
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

static void run_invisible(struct check_context *context)
{
	const struct side *side = &context->translation, *source = &context->source;
	for (size_t i = 0; i < source->characters.count; i++)
		if (is_invisible(side_code(source, i), context->habits->script))
			return;
	for (size_t i = 0; i < side->characters.count; i++) {
		uint32_t code = side_code(side, i);
		if (is_invisible(code, context->habits->script) && !side->characters.items[i].markup)
			check_report_characters(context, i, i + 1, _("the character U+%04X, which nobody sees"), (unsigned)code);
	}
}

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
