/* number_words.c: numbers in words, where a translation may have them for digits. */

#include "checks/number_words.h"

#include "terms/words.h"

/* What words for numbers begin with; Serbian in Latin script, as term_words_find folds it. */
static const struct { const char *code; size_t value; const char *beginning; } beginnings[] = {
	{ "az", 20, "iyirmi" }, { "az", 30, "otuz" }, { "az", 40, "qırx" }, { "az", 50, "əlli" }, { "az", 60, "altmış" },
	{ "az", 70, "yetmiş" }, { "az", 80, "səksən" }, { "az", 90, "doxsan" }, { "az", 100, "yüz" }, { "az", 1000, "min" },
	{ "sr", 13, "trinaest" }, { "sr", 14, "četrnaest" }, { "sr", 15, "petnaest" }, { "sr", 16, "šesnaest" },
	{ "sr", 17, "sedamnaest" }, { "sr", 18, "osamnaest" }, { "sr", 19, "devetnaest" }, { "sr", 20, "dvadeset" },
	{ "sr", 30, "trideset" }, { "sr", 40, "četrdeset" }, { "sr", 50, "pedeset" }, { "sr", 60, "šezdeset" },
	{ "sr", 70, "sedamdeset" }, { "sr", 80, "osamdeset" }, { "sr", 90, "devedeset" }, { "sr", 100, "stot" }, { "sr", 1000, "hiljad" },
};

/* Whether a word of TEXT begins with BEGINNING. */
static bool has_beginning(struct slice text, const char *beginning, enum word_rules rules)
{
	struct term_words words = { 0 };
	term_words_find(slice_from(beginning), NULL, rules, &words);
	size_t size = words.words.items[0].count;
	bool found = false;
	term_words_find(text, NULL, rules, &words);
	for (size_t i = 1; i < words.words.count && !found; i++)
		found = words.words.items[i].count >= size &&
		        memcmp(term_word_letters(&words, i), term_word_letters(&words, 0), size * sizeof(uint32_t)) == 0;
	term_words_finish(&words);
	return found;
}

bool number_is_in_words(struct slice text, const char *code, size_t value)
{
	enum word_rules rules = word_rules_of(code);
	const char *known = rules == WORD_RULES_SERBIAN ? "sr" : code;
	/* Forty-two begins like forty. */
	size_t wanted = value < 20 || value >= 100 ? value : value / 10 * 10;
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
		if (beginnings[i].value == wanted && strcmp(beginnings[i].code, known) == 0)
			return has_beginning(text, beginnings[i].beginning, rules);
	return false;
}

bool number_may_be_half(struct slice text, const char *code)
{
	enum word_rules rules = word_rules_of(code);
	if (rules == WORD_RULES_SERBIAN)
		return has_beginning(text, "polovi", rules) || has_beginning(text, "pola", rules);
	return strcmp(code, "az") != 0 || has_beginning(text, "yarı", rules);
}
