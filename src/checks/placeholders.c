/* placeholders.c: directives of format strings ("%s", "{name}"), where an entry's flags say that it is one, and the
 * placeholders that Weblate's flag "placeholders:" names. In prose "50 % of" is no directive. */

#include "base/message.h"
#include "catalog/directives.h"
#include "checks/tokens.h"

/* The end of a directive that begins with the "%" at OFFSET: "%5.2f", "%(name)s", "%1$s"; OFFSET for none. */
static size_t percent_end(struct slice text, size_t offset)
{
	size_t i = offset + 1;
	if (i < text.size && (text.data[i] == '(' || text.data[i] == '<' || text.data[i] == '{')) {
		char close = text.data[i] == '(' ? ')' : text.data[i] == '<' ? '>' : '}';
		size_t end = slice_find_byte(text, close, i);
		if (end == SLICE_NONE)
			return offset;
		i = end + 1;
		if (close == '>')
			return i;
	}
	while (i < text.size && text.data[i] && (is_ascii_digit(text.data[i]) || strchr("$-+#'.*hlLqjzt", text.data[i])))
		i++;
	return i < text.size && is_ascii_letter(text.data[i]) ? i + 1 : offset;
}

static size_t numbered_end(struct slice text, size_t offset)
{
	size_t i = offset + 1;
	if (i < text.size && text.data[i] == 'n')
		return i + 1;
	i += i < text.size && text.data[i] == 'L';
	size_t begin = i;
	while (i < text.size && is_ascii_digit(text.data[i]) && i - begin < 2)
		i++;
	return i > begin ? i : offset;
}

/* The end of "{name}", braces inside it included. */
static size_t brace_end(struct slice text, size_t offset)
{
	size_t end = slice_find_byte(text, '}', offset);
	return end == SLICE_NONE ? offset : end + 1;
}

static size_t variable_end(struct slice text, size_t offset)
{
	size_t i = offset + 1;
	if (i < text.size && text.data[i] == '{')
		return brace_end(text, offset);
	while (i < text.size && (is_ascii_alphanumeric(text.data[i]) || text.data[i] == '_'))
		i++;
	return i > offset + 1 ? i : offset;
}

static char first_byte(enum directive_syntax syntax)
{
	return syntax == DIRECTIVE_BRACE ? '{' : syntax == DIRECTIVE_VARIABLE ? '$' : '%';
}

static size_t directive_end(struct slice text, size_t offset, enum directive_syntax syntax)
{
	return syntax == DIRECTIVE_PERCENT    ? percent_end(text, offset)
	       : syntax == DIRECTIVE_NUMBERED ? numbered_end(text, offset)
	       : syntax == DIRECTIVE_BRACE    ? brace_end(text, offset)
	                                      : variable_end(text, offset);
}

static void gather(struct slice text, enum directive_syntax syntax, struct slices *directives)
{
	array_clear(directives);
	char first = first_byte(syntax);
	bool closes = true;
	for (size_t i = 0; i < text.size && closes;) {
		size_t end;
		if (text.data[i] != first) {
			i++;
		} else if (i + 1 < text.size && text.data[i + 1] == first) {
			i += 2;
		} else if ((end = directive_end(text, i, syntax)) > i) {
			array_push(directives, slice_range(text, i, end));
			i = end;
		} else {
			/* Where no bracket closes, none will further on. */
			closes = i + 1 >= text.size || !strchr("(<{", text.data[i + 1]) || !text.data[i + 1];
			closes = closes && syntax != DIRECTIVE_BRACE;
			i++;
		}
	}
}

static void compare_directives(struct check_context *context, enum directive_syntax syntax)
{
	static const struct token_texts texts = {
		N_("the placeholder “%.*s” of the sentence is missing"), N_("the placeholder “%.*s” is not in the sentence"),
		N_("the placeholder “%.*s”, where the sentence has “%.*s”"),
	};
	struct slices *source = &context->scratch[0], *translation = &context->scratch[1];
	gather(context->source.text, syntax, source);
	gather(context->translation.text, syntax, translation);
	/* A plural form may say a number in words. */
	if (!entry_plural(context->entry).data || translation->count >= source->count)
		tokens_compare(context, source, translation, NULL, &texts);
}

/* No sentence has so many placeholders that somebody has named. */
enum { NAMES_MOST = 200 };

/* The names in Weblate's "placeholders:NAME:NAME"; regular expressions (r"…") are not for us. *COUNT of them, of all flags,
 * were looked for. */
static void find_names(struct check_context *context, struct slice names, size_t *count)
{
	struct slice name;
	while (slice_next_part(&names, ':', &name) && (*count)++ < NAMES_MOST) {
		if (slice_starts_with(name, SLICE("r\"")))
			return;
		if (name.size > 1 && name.data[0] == '"' && slice_ends_with(name, SLICE("\"")))
			name = slice_range(name, 1, name.size - 1);
		if (name.size && slice_find(context->source.text, name, 0) != SLICE_NONE &&
		    slice_find(context->translation.text, name, 0) == SLICE_NONE)
			check_report_whole(context, _("the placeholder “%.*s” of the sentence is missing"), SLICE_ARG(name));
	}
}

static void run_placeholders(struct check_context *context)
{
	struct slice suffix = SLICE("-format"), named = SLICE("placeholders:");
	bool compared[DIRECTIVE_UNKNOWN + 1] = { [DIRECTIVE_UNKNOWN] = true };
	size_t names = 0;
	const struct entry_extra *extra = entry_extra(context->entry);
	for (size_t i = 0; i < extra->flag_count; i++) {
		struct slice flag = extra->flags[i];
		if (slice_starts_with(flag, named))
			find_names(context, slice_from_offset(flag, named.size), &names);
		if (!slice_ends_with(flag, suffix) || slice_starts_with(flag, SLICE("no-")) ||
		    slice_starts_with(flag, SLICE("possible-")) || slice_starts_with(flag, SLICE("impossible-")))
			continue;
		char name[40];
		if (flag.size >= sizeof name)
			continue;
		memcpy(name, flag.data, flag.size);
		name[flag.size] = '\0';
		enum directive_syntax syntax = directive_syntax_of(name);
		if (!compared[syntax])
			compare_directives(context, syntax);
		compared[syntax] = true;
	}
}

const struct check check_placeholders = {
	"placeholders", N_("a placeholder of a format string is missing or added"), SEVERITY_ERROR, CHECK_TRANSLATION,
	run_placeholders, false,
};
