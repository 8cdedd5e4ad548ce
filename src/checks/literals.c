/* literals.c: what belongs to a program and not to a language: options, variables, calls, paths, where they stand outside of
 * code. */

#include "base/message.h"
#include "checks/tokens.h"

enum { LITERAL_LEAST = 3, LITERAL_LONGEST = 200, ENDING_MOST = 5 };

static bool is_literal_byte(char byte)
{
	return is_ascii_alphanumeric(byte) || memchr("-_./~$()", byte, 8) != NULL;
}

static bool is_letters(struct slice text)
{
	for (size_t i = 0; i < text.size; i++)
		if (!is_ascii_letter(text.data[i]) && text.data[i] != '_')
			return false;
	return text.size > 0;
}

/* A path: from the root, the home or the folder, or with two slashes or a name with an ending behind one. "and/or" and
 * "24/7" are none. */
static bool is_path(struct slice token)
{
	size_t slashes = 0, dot = SLICE_NONE;
	for (size_t i = 0; i < token.size; i++) {
		slashes += token.data[i] == '/';
		dot = token.data[i] == '.' ? i : token.data[i] == '/' ? SLICE_NONE : dot;
	}
	if (!slashes)
		return false;
	bool rooted = (token.data[0] == '/' || slice_starts_with(token, SLICE("~/")) || slice_starts_with(token, SLICE("./")) ||
	               slice_starts_with(token, SLICE("../"))) && token.size > 3 && is_ascii_letter(token.data[token.size - 1]);
	bool named = dot != SLICE_NONE && dot + 1 < token.size && token.size - dot - 1 <= ENDING_MOST && is_letters(slice_from_offset(token, dot + 1));
	return (rooted && slashes > 1) || (named && is_ascii_alphanumeric(token.data[0]));
}

static bool is_literal(struct slice token)
{
	if (token.size < LITERAL_LEAST || token.size > LITERAL_LONGEST)
		return false;
	bool option = slice_starts_with(token, SLICE("--")) && token.size > 3 && is_ascii_letter(token.data[2]);
	bool variable = token.data[0] == '$' && is_letters(slice_from_offset(token, 1));
	bool call = slice_ends_with(token, SLICE("()")) && is_letters(slice_range(token, 0, token.size - 2));
	return option || variable || call || is_path(token);
}

static void gather(const struct side *side, struct slices *tokens)
{
	array_clear(tokens);
	for (size_t i = 0; i < side->characters.count;) {
		uint32_t code = side_code(side, i);
		bool begins = code < 0x80 && is_literal_byte((char)code) && code != '(' && code != ')' && !side->characters.items[i].markup &&
		              (i == 0 || side_kind(side, i - 1) == CHARACTER_SPACE || side_code(side, i - 1) == '(' || is_quotation_mark(side_code(side, i - 1)));
		size_t end = i;
		while (begins && end < side->characters.count && side_code(side, end) < 0x80 && is_literal_byte((char)side_code(side, end)) &&
		       !side->characters.items[end].markup)
			end++;
		/* Marks of the sentence. */
		struct slice token = side_range(side, i, end);
		while (token.size && memchr(".-/)", token.data[token.size - 1], 4) && !slice_ends_with(token, SLICE("()")))
			token.size--;
		if (is_literal(token))
			array_push(tokens, token);
		i = end > i ? end : i + 1;
	}
}

static void run_literals(struct check_context *context)
{
	static const struct token_texts texts = {
		N_("“%.*s” of the sentence is missing"), N_("“%.*s” is not in the sentence"), N_("“%.*s”, where the sentence has “%.*s”"),
	};
	struct slices *source = &context->scratch[0], *translation = &context->scratch[1];
	/* Most sentences have none of the signs. */
	struct slice text = context->source.text;
	if (slice_find_byte(text, '/', 0) == SLICE_NONE && slice_find_byte(text, '$', 0) == SLICE_NONE &&
	    slice_find(text, SLICE("--"), 0) == SLICE_NONE && slice_find(text, SLICE("()"), 0) == SLICE_NONE)
		return;
	gather(&context->source, source);
	if (!source->count)
		return;
	gather(&context->translation, translation);
	tokens_compare(context, source, translation, addresses_are_same, &texts);
}

const struct check check_literals = {
	"literals", N_("an option, a variable, a call or a path is missing or changed"), SEVERITY_WARNING, CHECK_TRANSLATION,
	run_literals, false,
};
