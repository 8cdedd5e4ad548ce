/* markup.c: inline markup that is lost, added or broken, by its placeables. */

#include "base/message.h"
#include "checks/check.h"

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

static int compare_tokens(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

/* The tokens of a side, links or all else, sorted, in ARENA. A tag counts by its name: its attributes may be
 * translated. */
static size_t gather(struct slice text, const struct placeables *placeables, bool links, struct arena *arena,
                     struct slice **tokens)
{
	size_t count = 0;
	*tokens = arena_allocate(arena, (placeables->count + 1) * sizeof **tokens);
	for (size_t i = 0; i < placeables->count; i++) {
		struct slice token = token_text(text, &placeables->items[i]);
		if (is_link(token) != links)
			continue;
		if (token.size > 2 && token.data[0] == '<' && (token.data[1] == '/' || is_ascii_letter(token.data[1])) && !links) {
			size_t end = 1;
			while (end < token.size && !is_ascii_space(token.data[end]) && token.data[end] != '>')
				end++;
			token = slice_range(token, 0, end);
		}
		(*tokens)[count++] = token;
	}
	if (count)
		qsort(*tokens, count, sizeof **tokens, compare_tokens);
	return count;
}

static void compare_sides(struct check_context *context, bool links)
{
	struct slice *source, *translation;
	size_t source_count = gather(context->source, &context->source_placeables, links, context->arena, &source);
	size_t translation_count =
	    gather(context->translation, &context->translation_placeables, links, context->arena, &translation);
	for (size_t i = 0, j = 0; i < source_count || j < translation_count;) {
		int order = i == source_count ? 1 : j == translation_count ? -1 : slice_compare(source[i], translation[j]);
		if (order < 0)
			check_report(context, SEVERITY_ERROR,
			             links ? _("the link “%.*s” of the sentence is missing") : _("the markup “%.*s” of the sentence is missing"),
			             SLICE_ARG(source[i]));
		else if (order > 0)
			check_report(context, SEVERITY_ERROR,
			             links ? _("the link “%.*s” is not in the sentence") : _("the markup “%.*s” is not in the sentence"),
			             SLICE_ARG(translation[j]));
		i += order <= 0;
		j += order >= 0;
	}
}

static void run_markup(struct check_context *context)
{
	compare_sides(context, false);
}

static void run_links(struct check_context *context)
{
	compare_sides(context, true);
}

const struct check check_markup = { "markup", N_("inline markup is missing or added"), run_markup, false };
const struct check check_links = { "links", N_("a link's address is missing or changed"), run_links, false };
