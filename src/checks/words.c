/* words.c: words that were not translated, and words that stand twice. */

#include "base/message.h"
#include "checks/check.h"

enum {
	UNTRANSLATED_LEAST = 2, /* words in lower case that a sentence must have to need a translation */
	LEFT_LEAST = 3,         /* words of the sentence in a row that count as left */
};

/* Whether a sentence in Latin letters may be one of another language than its article, which stays: nothing in it is English,
 * but there are words that are French or the like. */
static bool is_foreign(const struct side *side)
{
	static const char *const foreign[] = {
		"il", "la", "le", "les", "une", "des", "est", "el", "los", "las", "una", "que", "der", "die", "das", "und", "ist", "ich", "di", "et",
	};
	static const char *const english[] = { "the", "a", "of", "to", "and", "in", "is", "it", "for", "on", "you", "with", "are", "be" };
	size_t strange = 0;
	for (size_t i = 0; i < side->words.count && i < 20; i++) {
		struct slice word = side_word(side, &side->words.items[i]);
		for (size_t j = 0; j < sizeof english / sizeof *english; j++)
			if (slice_equal_ignoring_case(word, slice_from(english[j])))
				return false;
		for (size_t j = 0; j < sizeof foreign / sizeof *foreign; j++)
			strange += slice_equal_ignoring_case(word, slice_from(foreign[j]));
	}
	return strange > 1;
}

static void run_untranslated(struct check_context *context)
{
	if (slice_equal(context->source.text, context->translation.text) &&
	    side_count_lower(&context->source) >= UNTRANSLATED_LEAST && !is_foreign(&context->source))
		check_report_whole(context, _("the translation is the sentence itself"));
}

/* The pairs of neighbouring words of a side: an open hash table of their hashes. */
struct word_pairs {
	uint64_t *slots;
	size_t mask;
};

static uint64_t pair_hash(const struct word *words)
{
	uint64_t hash = (words[0].hash * UINT64_C(0x9e3779b97f4a7c15)) ^ words[1].hash;
	hash ^= hash >> 31;
	return hash ? hash : 1;
}

static void gather_pairs(struct word_pairs *pairs, const struct side *side)
{
	size_t capacity = 16;
	while (capacity < side->words.count * 2)
		capacity *= 2;
	pairs->slots = memory_allocate_zero(capacity, sizeof *pairs->slots);
	pairs->mask = capacity - 1;
	for (size_t i = 0; i + 1 < side->words.count; i++) {
		uint64_t hash = pair_hash(&side->words.items[i]);
		size_t slot = hash & pairs->mask;
		while (pairs->slots[slot] && pairs->slots[slot] != hash)
			slot = (slot + 1) & pairs->mask;
		pairs->slots[slot] = hash;
	}
}

static bool has_pair(const struct word_pairs *pairs, const struct word *words)
{
	uint64_t hash = pair_hash(words);
	size_t slot = hash & pairs->mask;
	while (pairs->slots[slot] && pairs->slots[slot] != hash)
		slot = (slot + 1) & pairs->mask;
	return pairs->slots[slot] != 0;
}

static bool is_lower(const struct side *side, const struct word *word)
{
	return side_kind(side, word->begin) == CHARACTER_LOWER && word->end - word->begin > 1;
}

/* Whether the character at INDEX sets a title or words of another language off. */
static bool sets_off(const struct side *side, size_t index)
{
	return index < side->characters.count &&
	       (side->characters.items[index].markup || is_quotation_mark(side_code(side, index)));
}

/* Report words [FIRST, LAST] if they are a piece of the sentence, not a name or a title: most are in lower case. */
static void report_left(struct check_context *context, size_t first, size_t last)
{
	const struct side *side = &context->translation;
	size_t count = last - first + 1, lower = 0;
	size_t begin = side->words.items[first].begin, end = side->words.items[last].end;
	bool title = begin && sets_off(side, begin - 1) && sets_off(side, end);
	for (size_t i = first; i <= last; i++)
		lower += is_lower(side, &side->words.items[i]);
	if (!title && count >= LEFT_LEAST && lower >= LEFT_LEAST && lower * 2 >= count)
		check_report_characters(context, begin, end,
		                        ngettext("%zu word in a row is that of the sentence",
		                                 "%zu words in a row are those of the sentence", count),
		                        count);
}

static bool shares_script(const struct side *source, const struct side *translation)
{
	unsigned scripts = 0;
	for (size_t i = 0; i < source->words.count; i++)
		scripts |= source->words.items[i].scripts;
	for (size_t i = 0; i < translation->words.count; i++)
		if (translation->words.items[i].scripts & scripts)
			return true;
	return false;
}

/* Whether WORD and the next are parts of a path or a name: etc/localize.conf. */
static bool are_joined(const struct side *side, const struct word *word)
{
	uint32_t code = side_code(side, word->end);
	return word[1].begin == word->end + 1 && (code == '/' || code == '.' || code == '_' || code == ':');
}

static void run_half_translated(struct check_context *context)
{
	const struct side *source = &context->source, *translation = &context->translation;
	if (source->words.count < LEFT_LEAST || translation->words.count < LEFT_LEAST ||
	    slice_equal(source->text, translation->text) || !shares_script(source, translation))
		return;
	struct word_pairs pairs;
	gather_pairs(&pairs, source);
	const struct word *words = translation->words.items;
	for (size_t i = 0; i + 1 < translation->words.count; i++) {
		size_t first = i;
		while (i + 1 < translation->words.count && !are_joined(translation, &words[i]) && has_pair(&pairs, &words[i]))
			i++;
		if (i > first)
			report_left(context, first, i);
	}
	free(pairs.slots);
}

/* Words that may stand twice, each with a space on both sides; all words of a language that has none here may not, and
 * those of one with NULL may. */
static const struct { const char *code, *words; } reduplications[] = {
	{ "az", " addım ağır ara asta axın ay ayrı az balaca bölük cərgə cır cüt çox damla damcı dəstə dilim dibi diri "
	        "doğru dolu dönə döyə fısıl gah gedə gəl gizli gözəl iri incə isti ilıq kəsik kiçik küçə qarış qat "
	        "qatar qədəm qıp qoşa qol qucaq ovuc oyma parça pıçıl rəngarəng səbəb səf sıra şirin soyuq tez tək tikə "
	        "tir topa uca xırda xor yavaş yaxın yaxşı yana yarım yerli yığın zolaq " },
	{ "bs", " malo jedva hajde polako " },
	{ "de", " die der das sie " },
	{ "en", " that had " },
	{ "fr", " nous vous " },
	{ "hr", " malo jedva hajde polako " },
	{ "nl", " dat die ze je " },
	{ "sr", " malo jedva hajde polako мало једва хајде полако " },
	{ "bn", NULL }, { "fa", NULL }, { "hi", NULL }, { "hy", NULL }, { "id", NULL }, { "ja", NULL }, { "ka", NULL },
	{ "kk", NULL }, { "km", NULL }, { "ko", NULL }, { "ky", NULL }, { "ml", NULL }, { "mr", NULL }, { "ms", NULL },
	{ "sw", NULL }, { "ta", NULL }, { "te", NULL }, { "th", NULL }, { "tk", NULL }, { "tl", NULL }, { "tr", NULL },
	{ "ur", NULL }, { "uz", NULL }, { "vi", NULL }, { "yo", NULL }, { "zh", NULL },
};

/* The next word that stands twice, with one space between, at *INDEX or later. */
static bool next_doubled(const struct side *side, size_t *index)
{
	for (; *index + 1 < side->words.count; ++*index) {
		const struct word *word = &side->words.items[*index], *next = word + 1;
		if (word->hash == next->hash && next->begin == word->end + 1 && side_kind(side, word->end) == CHARACTER_SPACE)
			return true;
	}
	return false;
}

static bool may_be_doubled(const char *words, struct slice word)
{
	struct slice list = slice_from(words);
	for (size_t at = slice_find(list, word, 0); at != SLICE_NONE; at = slice_find(list, word, at + 1))
		if (at && list.data[at - 1] == ' ' && list.data[at + word.size] == ' ')
			return true;
	return false;
}

static void run_doubled_words(struct check_context *context)
{
	const struct side *side = &context->translation;
	size_t index = 0, other = 0;
	if (!next_doubled(side, &index) || next_doubled(&context->source, &other))
		return;
	const char *words = "";
	for (size_t i = 0; i < sizeof reduplications / sizeof *reduplications; i++)
		if (habits_is(context->habits, reduplications[i].code))
			words = reduplications[i].words;
	for (; words && next_doubled(side, &index); index++) {
		const struct word *word = &side->words.items[index];
		struct slice text = side_word(side, word);
		if (!may_be_doubled(words, text))
			check_report_characters(context, word->begin, word[1].end, _("“%.*s” stands twice"), SLICE_ARG(text));
	}
}

const struct check check_untranslated = {
	"untranslated", N_("the translation is the sentence itself"), SEVERITY_WARNING, CHECK_TRANSLATION, run_untranslated, false,
};
const struct check check_half_translated = {
	"half-translated", N_("a piece of the sentence is left in its language"), SEVERITY_WARNING, CHECK_TRANSLATION,
	run_half_translated, false,
};
const struct check check_doubled_words = {
	"doubled-words", N_("a word stands twice"), SEVERITY_WARNING, CHECK_TRANSLATION, run_doubled_words, false,
};
