#include "formats/template_statement.h"

/* Of Jinja, Twig, Django and Liquid: what has an end in any case. */
static const char *const openers[] = {
	"if", "ifequal", "ifnotequal", "ifchanged", "unless", "for", "foreach", "while", "tablerow", "case", "switch", "block", "macro",
	"call", "filter", "with", "autoescape", "spaceless",
};
static const char *const alternatives[] = {
	"else", "elif", "elsif", "elseif", "when", "default", "empty", "plural", "pluralize",
};
static const char *const go_openers[] = { "if", "range", "with", "define", "block" };
static const char *const go_inclusions[] = { "partial", "partialCached", "template" };

static bool is_one_of(struct slice name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_equal_string(name, names[i]))
			return true;
	return false;
}

/* The first word of TEXT. */
static struct slice first_word(struct slice text)
{
	text = slice_trim(text);
	size_t end = 0;
	while (end < text.size && !is_ascii_space(text.data[end]))
		end++;
	return slice_range(text, 0, end);
}

/* Whether the tag NAME with REST behind it prints words: `{% translate "Next" %}`, but not `{% trans %}Next{% endtrans %}`. */
static bool prints_words(struct slice name, struct slice rest)
{
	static const char *const translations[] = { "trans", "translate" }, *const others[] = { "cycle", "firstof", "now" };
	rest = slice_trim(rest);
	bool string = rest.size && memchr("\"'_", rest.data[0], 3);
	return is_one_of(name, others, sizeof others / sizeof *others) ||
	       (string && is_one_of(name, translations, sizeof translations / sizeof *translations));
}

static struct template_statement read_tag(struct slice inside)
{
	struct template_statement statement = { .deed = TEMPLATE_ACTS, .family = '%', .name = first_word(inside) };
	struct slice *name = &statement.name;
	size_t rest = (size_t)(name->data + name->size - inside.data);
	if (prints_words(*name, slice_from_offset(inside, rest)))
		return (struct template_statement){ .deed = TEMPLATE_PRINTS };
	if (is_one_of(*name, alternatives, sizeof alternatives / sizeof *alternatives)) {
		statement.deed = TEMPLATE_ALTERNATES;
	} else if (slice_starts_with(*name, SLICE("end"))) {
		statement.deed = TEMPLATE_CLOSES;
		*name = slice_from_offset(*name, strlen("end"));
	} else if (is_one_of(*name, openers, sizeof openers / sizeof *openers)) {
		statement.deed = TEMPLATE_OPENS;
	}
	statement.apart = slice_equal_string(*name, "block") || slice_equal_string(*name, "macro");
	return statement;
}

/* Of Handlebars and Mustache (`#`, `^` and `/`), else of Go, whose statements look like names that are printed. */
static struct template_statement read_expression(struct slice inside)
{
	struct template_statement statement = { .deed = TEMPLATE_PRINTS };
	struct slice text = slice_trim(inside), word = first_word(text);
	bool alone = word.size == text.size;
	if (text.size == 0)
		return statement;
	if (memchr("!>", text.data[0], 2) || slice_starts_with(text, SLICE("/*"))) {
		statement.deed = TEMPLATE_ACTS; /* comments, inclusions */
	} else if (memchr("#^/", text.data[0], 3)) {
		statement.deed = text.data[0] == '/' ? TEMPLATE_CLOSES : TEMPLATE_OPENS;
		statement.name = first_word(slice_from_offset(text, 1));
		statement.family = '#';
		if (statement.name.size == 0)
			statement.deed = TEMPLATE_ALTERNATES; /* `{{^}}` */
	} else if (slice_equal_string(word, "else")) {
		statement.deed = TEMPLATE_ALTERNATES;
	} else if (alone && slice_equal_string(word, "end")) {
		statement.deed = TEMPLATE_CLOSES;
		statement.family = 'g';
	} else if (!alone && is_one_of(word, go_openers, sizeof go_openers / sizeof *go_openers)) {
		statement.deed = TEMPLATE_OPENS;
		statement.apart = slice_equal_string(word, "define") || slice_equal_string(word, "block");
		statement.family = 'g';
	} else if (!alone && is_one_of(word, go_inclusions, sizeof go_inclusions / sizeof *go_inclusions)) {
		statement.deed = TEMPLATE_ACTS;
	}
	return statement;
}

static bool ends_with_word(struct slice text, struct slice word)
{
	return slice_ends_with(text, word) && (text.size == word.size || is_ascii_space(text.data[text.size - word.size - 1]));
}

/* Of a program's own language between `<%` or `<?php` and its end: braces, or words as in Ruby and in PHP's templates. */
static struct template_statement read_code(struct slice code)
{
	static const char *const words[] = { "if", "unless", "for", "while", "until", "case", "begin" };
	static const char *const others[] = { "else", "else:", "elsif", "elseif", "when" };
	struct template_statement statement = { .deed = TEMPLATE_ACTS };
	struct slice text = slice_trim(code), word = first_word(text);
	if (text.size == 0)
		return statement;
	char last = text.data[text.size - 1];
	if (text.data[0] == '}') {
		statement.deed = last == '{' ? TEMPLATE_ALTERNATES : TEMPLATE_CLOSES;
		statement.family = '{';
	} else if (last == '{') {
		statement.deed = TEMPLATE_OPENS;
		statement.family = '{';
	} else if (is_one_of(word, others, sizeof others / sizeof *others)) {
		statement.deed = TEMPLATE_ALTERNATES;
	} else if (slice_starts_with(word, SLICE("end"))) {
		statement.deed = TEMPLATE_CLOSES;
		statement.family = 'e';
	} else if (last == ':' || last == '|' || ends_with_word(text, SLICE("do")) ||
	           is_one_of(word, words, sizeof words / sizeof *words)) {
		statement.deed = TEMPLATE_OPENS;
		statement.family = 'e';
	}
	return statement;
}

static struct template_statement read_scriptlet(struct slice section)
{
	const struct template_statement prints = { .deed = TEMPLATE_PRINTS }, acts = { .deed = TEMPLATE_ACTS };
	struct slice inside = slice_range(section, 2, section.size - 2);
	if (slice_starts_with(inside, SLICE("php")))
		inside = slice_from_offset(inside, 3);
	else if (inside.size && memchr("#@!", inside.data[0], 3))
		return acts;
	else if (slice_starts_with(inside, SLICE("--")))
		return acts; /* a comment, in JSP */
	else if (inside.size && memchr("=-", inside.data[0], 2))
		return prints;
	struct slice word = first_word(inside);
	if (slice_equal_string(word, "echo") || slice_equal_string(word, "print"))
		return prints;
	if (slice_ends_with(inside, SLICE("-")))
		inside.size--; /* takes the white space behind away */
	return read_code(inside);
}

bool template_closes(const struct template_statement *close, const struct template_statement *open)
{
	if (close->family != open->family || open->deed == TEMPLATE_PRINTS)
		return false;
	return close->name.size == 0 ? open->deed == TEMPLATE_OPENS : slice_equal(close->name, open->name);
}

struct template_statement template_read_statement(struct slice section)
{
	const struct template_statement prints = { .deed = TEMPLATE_PRINTS }, acts = { .deed = TEMPLATE_ACTS };
	if (section.size < 4)
		return prints;
	if (section.data[0] == '<')
		return read_scriptlet(section);
	if (section.data[0] != '{')
		return prints;
	struct slice inside = slice_range(section, 2, section.size - 2);
	/* Marks that take the white space around away. */
	if (inside.size && memchr("-~+", inside.data[0], 3))
		inside = slice_from_offset(inside, 1);
	if (inside.size && memchr("-~+", inside.data[inside.size - 1], 3))
		inside.size--;
	switch (section.data[1]) {
	case '%':
		return read_tag(inside);
	case '#':
		return acts;
	case '{':
		return read_expression(inside);
	default:
		return prints;
	}
}
