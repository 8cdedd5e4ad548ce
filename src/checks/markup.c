/* markup.c: inline markup that is lost, added or broken, by its placeables. */

#include "base/message.h"
#include "checks/tokens.h"

/* The part of a placeable that must come back: the address of a link ("](…)" without a title, which is translated), the
 * whole of the rest. */
static struct slice token_text(struct slice text, const struct placeable *placeable)
{
	struct slice token = slice_range(text, placeable->begin, placeable->end);
	if (slice_starts_with(token, SLICE("](")))
		for (size_t i = 2; i < token.size; i++)
			if (is_ascii_space(token.data[i]))
				return slice_range(token, 0, i);
	if (slice_starts_with(token, SLICE("](")) && slice_ends_with(token, SLICE(")")))
		return slice_range(token, 0, token.size - 1);
	return token;
}

static bool is_link(struct slice token)
{
	return slice_starts_with(token, SLICE("](")) || slice_starts_with(token, SLICE("][")) ||
	       slice_starts_with(token, SLICE("http")) || slice_starts_with(token, SLICE("<http")) ||
	       slice_starts_with(token, SLICE("www."));
}

/* The tokens of a side, links or all else, into TOKENS. A tag counts by its name: its attributes may be
 * translated. */
static void gather(const struct side *side, bool links, struct slices *tokens)
{
	array_clear(tokens);
	for (size_t i = 0; i < side->placeables.count; i++) {
		struct slice token = token_text(side->text, &side->placeables.items[i]);
		if (is_link(token) != links)
			continue;
		if (token.size > 2 && token.data[0] == '<' && (token.data[1] == '/' || is_ascii_letter(token.data[1])) && !links) {
			size_t end = 1;
			while (end < token.size && !is_ascii_space(token.data[end]) && token.data[end] != '>')
				end++;
			token = slice_range(token, 0, end);
		}
		array_push(tokens, token);
	}
}

static void compare_sides(struct check_context *context, bool links, const struct token_texts *texts)
{
	struct slices *source = &context->scratch[0], *translation = &context->scratch[1];
	if (!context->source.placeables.count && !context->translation.placeables.count)
		return;
	gather(&context->source, links, source);
	gather(&context->translation, links, translation);
	tokens_compare(context, source, translation, links ? addresses_are_same : NULL, texts);
}

static void run_markup(struct check_context *context)
{
	static const struct token_texts texts = {
		N_("the markup “%.*s” of the sentence is missing"), N_("the markup “%.*s” is not in the sentence"),
		N_("the markup “%.*s”, where the sentence has “%.*s”"),
	};
	compare_sides(context, false, &texts);
}

static void run_links(struct check_context *context)
{
	static const struct token_texts texts = {
		N_("the link “%.*s” of the sentence is missing"), N_("the link “%.*s” is not in the sentence"),
		N_("the link “%.*s”, where the sentence has “%.*s”"),
	};
	compare_sides(context, true, &texts);
}

const struct check check_markup = {
	"markup", N_("inline markup is missing or added"), SEVERITY_ERROR, CHECK_TRANSLATION, run_markup, false,
};
const struct check check_links = {
	"links", N_("a link's address is missing or changed"), SEVERITY_ERROR, CHECK_TRANSLATION, run_links, false,
};
