/* terms.c: the words of the project's glossaries. */

#include "base/buffer.h"
#include "base/message.h"
#include "checks/check.h"

static void find_words(const struct side *side, enum word_rules rules, struct term_words *words)
{
	array_clear(&words->words);
	array_clear(&words->letters);
	term_words_find(side->text, &side->placeables, rules, words);
}

/* The targets that may be used for the matches [FIRST, LAST), as "„a“, „b“, …" in ARENA; empty if there is none. */
static struct slice allowed_of(const struct glossary *glossary, const struct term_match *first, const struct term_match *last,
                               struct arena *arena)
{
	enum { SHOWN_MOST = 12 };
	struct buffer allowed = { 0 };
	size_t count = 0;
	for (const struct term_match *match = first; match < last && count <= SHOWN_MOST; match++) {
		const struct term *term = glossary_term(glossary, match->term);
		if (term->forbidden)
			continue;
		buffer_append_string(&allowed, count ? ", " : "");
		if (count++ < SHOWN_MOST)
			buffer_append_format(&allowed, "“%.*s”", SLICE_ARG(term->target));
		else
			buffer_append_string(&allowed, "…");
	}
	struct slice copy = arena_copy(arena, buffer_slice(&allowed));
	buffer_finish(&allowed);
	return copy;
}

/* Matches [FIRST, LAST) are those of one place of the sentence. */
static void check_place(struct check_context *context, const struct term_places *places, const struct term_match *first,
                        const struct term_match *last)
{
	const struct glossary *glossary = context->glossary;
	const struct side *translation = &context->translation;
	const struct term_words *words = &context->words[1];
	struct slice allowed = allowed_of(glossary, first, last, context->arena);
	struct slice said = slice_range(context->source.text, first->begin, first->end);
	bool used = !allowed.size;
	for (const struct term_match *match = first; match < last; match++) {
		size_t begin, end;
		bool has = glossary_has_target(glossary, match->term, translation->text, words, places, &begin, &end);
		bool forbidden = glossary_term(glossary, match->term)->forbidden;
		used |= has && !forbidden;
		if (!has || !forbidden)
			continue;
		used = true; /* what is wrong with it is said here */
		struct slice wrong = slice_range(translation->text, begin, end);
		if (allowed.size)
			check_report(context, begin, end, _("“%.*s” is not to be used for “%.*s”; the glossary has %.*s"), SLICE_ARG(wrong),
			             SLICE_ARG(said), SLICE_ARG(allowed));
		else
			check_report(context, begin, end, _("“%.*s” is not to be used for “%.*s”"), SLICE_ARG(wrong), SLICE_ARG(said));
	}
	if (used)
		return;
	/* Left as it was, it has a place. */
	size_t at = slice_find(translation->text, said, 0);
	bool left = at != SLICE_NONE;
	check_report(context, left ? at : 0, left ? at + said.size : translation->text.size,
	             _("the glossary has %.*s for “%.*s”"), SLICE_ARG(allowed), SLICE_ARG(said));
}

/* Whether the term at INDEX was there before; further back than some terms nobody looks. */
static bool was_checked(const struct term_matches *matches, size_t index)
{
	enum { BACK_MOST = 32 };
	for (size_t i = index; i > 0 && index - i < BACK_MOST; i--)
		if (matches->items[i - 1].term == matches->items[index].term)
			return true;
	return false;
}

static void run_terms(struct check_context *context)
{
	const struct glossary *glossary = context->glossary;
	if (!glossary)
		return;
	struct term_matches *matches = &context->matches;
	find_words(&context->source, glossary_source_rules(glossary), &context->words[0]);
	array_clear(matches);
	glossary_find(glossary, &context->words[0], matches);
	find_words(&context->translation, glossary_target_rules(glossary), &context->words[1]);
	struct term_places *places = glossary_find_places(glossary, &context->words[1], matches->count);
	for (size_t i = 0, end; i < matches->count; i = end) {
		for (end = i + 1; end < matches->count && matches->items[end].begin == matches->items[i].begin;)
			end++;
		if (!was_checked(matches, i))
			check_place(context, places, matches->items + i, matches->items + end);
	}
	term_places_destroy(places);
	array_clear(matches);
	glossary_find_banned(glossary, &context->words[1], matches);
	for (size_t i = 0; i < matches->count; i++)
		check_report(context, matches->items[i].begin, matches->items[i].end, _("“%.*s” is not to be used"),
		             SLICE_ARG(slice_range(context->translation.text, matches->items[i].begin, matches->items[i].end)));
}

const struct check check_terms = {
	"terms", N_("a term that is not translated as the glossary says"), SEVERITY_WARNING, CHECK_TRANSLATION, run_terms, false,
};
