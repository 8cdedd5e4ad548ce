#include "formats/html_tokenizer.h"

#include "formats/template_region.h"

void html_tokenizer_init(struct html_tokenizer *tokenizer, struct slice text, size_t offset, unsigned options)
{
	*tokenizer = (struct html_tokenizer){ .text = text, .offset = offset, .options = options };
}

void html_tokenizer_finish(struct html_tokenizer *tokenizer)
{
	array_finish(&tokenizer->attributes);
}

const struct html_attribute *html_find_attribute(const struct html_tokenizer *tokenizer, const char *name)
{
	struct slice wanted = slice_from(name);
	for (size_t i = 0; i < tokenizer->attributes.count; i++) {
		const struct html_attribute *attribute = &tokenizer->attributes.items[i];
		if (slice_equal_ignoring_case(html_attribute_name(tokenizer, attribute), wanted))
			return attribute;
	}
	return NULL;
}

/* The byte at OFFSET, or NUL past the end. */
static char byte_at(struct slice text, size_t offset)
{
	return offset < text.size ? text.data[offset] : '\0';
}

static bool name_ends_at(struct slice text, size_t offset)
{
	if (offset >= text.size)
		return false;
	char byte = text.data[offset];
	return is_html_space(byte) || byte == '/' || byte == '>';
}

/* Whether NAME stands at OFFSET, in any case. */
static bool stands_at(struct slice text, size_t offset, struct slice name)
{
	return text.size - offset >= name.size &&
	       slice_equal_ignoring_case(slice_range(text, offset, offset + name.size), name);
}

static size_t skip_space(struct slice text, size_t offset)
{
	while (offset < text.size && is_html_space(text.data[offset]))
		offset++;
	return offset;
}

/* The attribute at OFFSET, which is neither white space nor `/` nor `>` (the attribute name state and those after
 * it); returns where it ends, the text's size if it is cut short. */
static size_t read_attribute(struct slice text, size_t offset, struct html_attribute *attribute)
{
	attribute->name_begin = offset++; /* even a `=` begins a name */
	while (offset < text.size && !name_ends_at(text, offset) && text.data[offset] != '=')
		offset++;
	*attribute = (struct html_attribute){ attribute->name_begin, offset, offset, offset, '\0' };
	size_t equals = skip_space(text, offset);
	if (byte_at(text, equals) != '=')
		return offset;
	offset = skip_space(text, equals + 1);
	char quote = byte_at(text, offset);
	attribute->value_begin = attribute->value_end = offset;
	if (quote == '>')
		return offset;
	if (quote == '"' || quote == '\'') {
		size_t end = slice_find_byte(text, quote, offset + 1);
		if (end == SLICE_NONE)
			return text.size;
		attribute->value_begin = offset + 1;
		attribute->value_end = end;
		attribute->quote = quote;
		return end + 1;
	}
	while (offset < text.size && !is_html_space(text.data[offset]) && text.data[offset] != '>')
		offset++;
	attribute->value_end = offset;
	return offset;
}

static bool is_found(const struct html_found *found, size_t from)
{
	return found->known && from >= found->from && from <= found->at;
}

/* Indexes of closers, behind the kinds of sections in html_template_end. */
enum { GO_COMMENT = 5, MATH, ENVIRONMENT = MATH + 3 };

static size_t find_closer(struct html_tokenizer *tokenizer, size_t kind, struct slice closer, size_t from)
{
	struct html_found *found = &tokenizer->closers[kind];
	if (!is_found(found, from))
		*found = (struct html_found){ from, slice_find(tokenizer->text, closer, from), true };
	return found->at;
}

/* Whether the quote at OFFSET stands within a word, as an apostrophe. */
static bool is_apostrophe(struct slice text, size_t offset)
{
	return text.data[offset] == '\'' && is_ascii_alphanumeric(text.data[offset - 1]) &&
	       is_ascii_alphanumeric(byte_at(text, offset + 1));
}

/* Whether [begin, end) can be the inside of a section that OPENER began: prose may have braces, too. Outside of strings
 * there is neither an end tag nor another opener in it, and no blank line at all. All calls together are linear: three kinds
 * of quotes can keep the openers of three earlier sections in strings at once, as reading goes on alike from any opener. */
static bool is_section(struct slice text, const char *opener, size_t begin, size_t end)
{
	bool code = opener[0] == '{' && opener[1] != '#'; /* comments and math have apostrophes and primes, but no strings */
	char quote = '\0';
	for (size_t i = begin; i < end; i++) {
		char byte = text.data[i], next = byte_at(text, i + 1);
		if (byte == '\n' && next == '\n')
			return false;
		if (code && (byte == '"' || byte == '`' || byte == '\'') && (!quote || quote == byte) && !is_apostrophe(text, i))
			quote = quote ? '\0' : byte;
		else if (!quote && ((byte == '<' && next == '/') || (byte == opener[0] && next == opener[1])))
			return false;
	}
	return true;
}

/* The end of the comment of a Go template (one of C's between the braces) that begins at OFFSET, or 0. */
static size_t go_comment_end(struct html_tokenizer *tokenizer, size_t offset, size_t closer)
{
	struct slice text = tokenizer->text;
	offset += 2;
	if (byte_at(text, offset) == '-')
		offset = skip_space(text, offset + 1);
	if (byte_at(text, offset) != '/' || byte_at(text, offset + 1) != '*')
		return 0;
	size_t end = find_closer(tokenizer, closer, SLICE("*/"), offset + 2);
	if (end == SLICE_NONE)
		return 0;
	end = skip_space(text, end + 2);
	if (byte_at(text, end) == '-')
		end++;
	return byte_at(text, end) == '}' && byte_at(text, end + 1) == '}' ? end + 2 : 0;
}

size_t html_template_end(struct html_tokenizer *tokenizer, size_t offset)
{
	static const struct { const char open[3], close[3]; } kinds[] = {
		{ "{{", "}}" }, { "{%", "%}" }, { "{#", "#}" }, { "<%", "%>" }, { "<?", "?>" },
	};
	enum { EXPRESSION, STATEMENT, COMMENT, SCRIPTLET, INSTRUCTION, NONE };
	struct slice text = tokenizer->text;
	char first = byte_at(text, offset), second = byte_at(text, offset + 1);
	size_t kind = 0;
	while (kind < NONE && (kinds[kind].open[0] != first || kinds[kind].open[1] != second))
		kind++;
	if (kind == NONE)
		return 0;
	if (kind == INSTRUCTION && byte_at(text, offset + 2) != '=' && !stands_at(text, offset + 2, SLICE("php")))
		return 0;
	size_t end = kind == EXPRESSION ? go_comment_end(tokenizer, offset, GO_COMMENT) : 0;
	if (end)
		return end;
	bool unescaped = kind == EXPRESSION && byte_at(text, offset + 2) == '{'; /* `{{{ … }}}`, in the Mustache family */
	size_t begin = offset + 2 + unescaped;
	end = find_closer(tokenizer, kind, slice_make(kinds[kind].close, 2), begin);
	/* A comment may hold what it likes, where it begins as one does and not as the code `'{#'`. */
	bool strict = kind <= STATEMENT || (kind == COMMENT && !is_html_space(byte_at(text, begin)) && byte_at(text, begin) != '-');
	if (end == SLICE_NONE || (strict && !is_section(text, kinds[kind].open, begin, end)))
		return 0;
	end += 2;
	if (kind == STATEMENT)
		return template_region_end(text, offset, end, &tokenizer->regions_missing);
	return unescaped && byte_at(text, end) == '}' ? end + 1 : end;
}

/* Whether a browser reads all markup that begins in [begin, end) of TEXT to its end there. */
static bool is_whole_markup(struct slice text, size_t begin, size_t end)
{
	struct html_tokenizer tokenizer;
	struct html_token token;
	html_tokenizer_init(&tokenizer, slice_make(text.data, end), begin, 0);
	bool whole = true;
	while (whole && html_tokenizer_next(&tokenizer, &token))
		whole = tokenizer.content == HTML_DATA && token.kind != HTML_UNFINISHED &&
		        (token.kind == HTML_TEXT || text.data[token.end - 1] == '>');
	html_tokenizer_finish(&tokenizer);
	return whole;
}

/* The end of math that a script sets (`$$ … $$`, `\( … \)`, `\[ … \]`) and that begins at OFFSET of the text, or 0. */
static size_t math_end(struct html_tokenizer *tokenizer, size_t offset)
{
	static const struct { const char open[3], close[3]; } kinds[] = { { "$$", "$$" }, { "\\(", "\\)" }, { "\\[", "\\]" } };
	enum { DOLLARS, KINDS = sizeof kinds / sizeof *kinds };
	struct slice text = tokenizer->text;
	size_t kind = 0, begin = offset + 2;
	while (kind < KINDS && !stands_at(text, offset, slice_make(kinds[kind].open, 2)))
		kind++;
	if (kind == KINDS || begin >= text.size)
		return 0;
	size_t end = find_closer(tokenizer, MATH + kind, slice_make(kinds[kind].close, 2), begin);
	if (end == SLICE_NONE || end == begin || !is_section(text, kinds[kind].open, begin, end) ||
	    !is_whole_markup(text, begin, end))
		return 0;
	bool sign = kind != DOLLARS; /* what stands between dollars may be anything */
	for (size_t i = begin; i < end && !sign; i++)
		sign = memchr("\\^_=+", text.data[i], 5) != NULL;
	return sign ? end + 2 : 0;
}

/* The end of the environment of LaTeX at OFFSET of the text that such a script sets as well, `\begin{align} … \end{align}`, or 0. */
static size_t environment_end(struct html_tokenizer *tokenizer, size_t offset)
{
	static const char *const names[] = {
		"align}", "align*}", "equation}", "equation*}", "gather}", "gather*}", "multline}", "multline*}", "eqnarray}", "eqnarray*}",
	};
	enum { NAMES = sizeof names / sizeof *names, SIZE = 20 };
	struct slice text = tokenizer->text;
	if (!stands_at(text, offset, SLICE("\\begin{")))
		return 0;
	size_t name = offset + strlen("\\begin{"), kind = 0;
	while (kind < NAMES && !stands_at(text, name, slice_from(names[kind])))
		kind++;
	if (kind == NAMES)
		return 0;
	char closer[SIZE] = "\\end{";
	strcat(closer, names[kind]);
	size_t begin = name + strlen(names[kind]);
	size_t end = find_closer(tokenizer, ENVIRONMENT + kind, slice_from(closer), begin);
	if (end == SLICE_NONE || !is_section(text, "\\b", begin, end) || !is_whole_markup(text, begin, end))
		return 0;
	return end + strlen(closer);
}

/* The end of what begins at OFFSET of the text and is none: a section of a template language, or math; or 0. */
static size_t region_end(struct html_tokenizer *tokenizer, size_t offset)
{
	char first = byte_at(tokenizer->text, offset);
	if (first == '\\' && byte_at(tokenizer->text, offset + 1) == 'b')
		return environment_end(tokenizer, offset);
	return first == '$' || first == '\\' ? math_end(tokenizer, offset) : html_template_end(tokenizer, offset);
}

/* Read the tag whose name begins at OFFSET, up to its `>`. */
static void read_tag(struct html_tokenizer *tokenizer, size_t offset, enum html_token_kind kind,
                     struct html_token *token)
{
	struct slice text = tokenizer->text;
	array_clear(&tokenizer->attributes);
	size_t name = offset;
	while (offset < text.size && !name_ends_at(text, offset))
		offset++;
	token->name = slice_range(text, name, offset);
	token->kind = HTML_UNFINISHED;
	token->end = text.size;
	for (;;) {
		offset = skip_space(text, offset);
		if (offset >= text.size)
			return;
		char byte = text.data[offset];
		if (byte == '>')
			break;
		if (byte == '/') {
			if (byte_at(text, ++offset) != '>')
				continue;
			token->self_closing = true;
			break;
		}
		size_t section = tokenizer->options & HTML_TEMPLATES && (byte == '{' || byte == '<')
			? html_template_end(tokenizer, offset) : 0;
		if (section) {
			offset = section;
			continue;
		}
		struct html_attribute attribute;
		offset = read_attribute(text, offset, &attribute);
		array_push(&tokenizer->attributes, attribute);
	}
	token->kind = kind;
	token->end = offset + 1;
}

/* How the content of the element NAME is read. */
static enum html_content content_of(struct slice name)
{
	static const struct { const char *name; enum html_content content; } elements[] = {
		{ "title", HTML_RCDATA },    { "textarea", HTML_RCDATA }, { "style", HTML_RAWTEXT },
		{ "xmp", HTML_RAWTEXT },     { "iframe", HTML_RAWTEXT },  { "noembed", HTML_RAWTEXT },
		{ "noframes", HTML_RAWTEXT }, { "script", HTML_SCRIPT },  { "plaintext", HTML_PLAINTEXT },
	};
	if (name.size < 3 || name.size > 9 || !strchr("tsxinpTSXINP", name.data[0]))
		return HTML_DATA;
	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
		if (slice_equal_ignoring_case(name, slice_from(elements[i].name)))
			return elements[i].content;
	return HTML_DATA;
}

static void read_start_tag(struct html_tokenizer *tokenizer, size_t begin, struct html_token *token)
{
	read_tag(tokenizer, begin + 1, HTML_START_TAG, token);
	if (token->kind != HTML_START_TAG || tokenizer->foreign ||
	    (token->self_closing && tokenizer->options & HTML_XML))
		return;
	tokenizer->content = content_of(token->name);
	tokenizer->raw_name = token->name;
}

/* The offset of the end of a comment that begins at BEGIN with `<!--`. The `--` that opens it may close it, too. */
static size_t comment_end(struct slice text, size_t begin)
{
	for (size_t i = begin + 4; (i = slice_find_byte(text, '>', i)) != SLICE_NONE; i++)
		if ((text.data[i - 1] == '-' && text.data[i - 2] == '-') ||
		    (i >= begin + 7 && text.data[i - 1] == '!' && text.data[i - 2] == '-' && text.data[i - 3] == '-'))
			return i + 1;
	return text.size;
}

static size_t end_after(struct slice text, struct slice closer, size_t from)
{
	size_t found = slice_find(text, closer, from);
	return found == SLICE_NONE ? text.size : found + closer.size;
}

/* The markup declaration open state. */
static void read_declaration(struct html_tokenizer *tokenizer, size_t begin, struct html_token *token)
{
	struct slice text = tokenizer->text, rest = slice_from_offset(text, begin + 2);
	token->kind = HTML_COMMENT;
	if (slice_starts_with(rest, SLICE("--"))) {
		token->end = comment_end(text, begin);
	} else if (slice_starts_with(rest, SLICE("[CDATA[")) && (tokenizer->foreign || tokenizer->options & HTML_XML)) {
		token->kind = HTML_CDATA;
		token->end = end_after(text, SLICE("]]>"), begin + 9);
	} else {
		if (stands_at(text, begin + 2, SLICE("doctype")))
			token->kind = HTML_DOCTYPE;
		token->end = end_after(text, SLICE(">"), begin + 2);
	}
}

/* Whether markup begins with the `<` at OFFSET of data. */
static bool is_markup(struct html_tokenizer *tokenizer, size_t offset)
{
	struct slice text = tokenizer->text;
	char next = byte_at(text, offset + 1);
	if (next == '/')
		return offset + 2 < text.size;
	return is_ascii_letter(next) || next == '!' || next == '?' ||
	       (next == '%' && tokenizer->options & HTML_TEMPLATES && html_template_end(tokenizer, offset));
}

/* Where markup begins, at OFFSET of data or later; SLICE_NONE if nowhere. */
static size_t find_markup(struct html_tokenizer *tokenizer, size_t offset)
{
	struct html_found *found = &tokenizer->markup;
	if (!is_found(found, offset)) {
		size_t at = offset;
		while ((at = slice_find_byte(tokenizer->text, '<', at)) != SLICE_NONE && !is_markup(tokenizer, at))
			at++;
		*found = (struct html_found){ offset, at, true };
	}
	return found->at;
}

/* The end of the text that begins at the tokenizer's offset (the offset itself if there is none). */
static size_t data_end(struct html_tokenizer *tokenizer)
{
	struct slice text = tokenizer->text;
	size_t end = find_markup(tokenizer, tokenizer->offset);
	if (end == SLICE_NONE)
		end = text.size;
	if (!(tokenizer->options & HTML_TEMPLATES))
		return end;
	static const char openers[] = { '{', '\\', '$' };
	for (size_t i = 0; i < sizeof openers; i++)
		for (size_t at = tokenizer->offset; (at = slice_find_byte(slice_make(text.data, end), openers[i], at)) != SLICE_NONE; at++)
			if (region_end(tokenizer, at))
				end = at;
	return end;
}

static void read_data(struct html_tokenizer *tokenizer, struct html_token *token)
{
	struct slice text = tokenizer->text;
	size_t begin = tokenizer->offset;
	token->kind = HTML_TEXT;
	token->end = data_end(tokenizer);
	if (token->end > begin)
		return;
	size_t section = tokenizer->options & HTML_TEMPLATES ? region_end(tokenizer, begin) : 0;
	char next = byte_at(text, begin + 1);
	if (section) {
		token->kind = HTML_TEMPLATE;
		token->end = section;
	} else if (is_ascii_letter(next)) {
		read_start_tag(tokenizer, begin, token);
	} else if (next == '!') {
		read_declaration(tokenizer, begin, token);
	} else if (next == '/' && is_ascii_letter(byte_at(text, begin + 2))) {
		read_tag(tokenizer, begin + 2, HTML_END_TAG, token);
	} else {
		token->kind = HTML_COMMENT;
		token->end = end_after(text, SLICE(">"), begin + 1);
	}
}

/* Whether the end tag of the raw text element stands at OFFSET, a `<`. */
static bool raw_text_ends_at(const struct html_tokenizer *tokenizer, size_t offset)
{
	struct slice text = tokenizer->text, name = tokenizer->raw_name;
	return byte_at(text, offset + 1) == '/' && stands_at(text, offset + 2, name) &&
	       name_ends_at(text, offset + 2 + name.size);
}

/* Where the text of a script ends: before `</script`, unless that stands after `<script` in what looks like a comment
 * (the script data escaped states). */
static size_t script_end(const struct html_tokenizer *tokenizer)
{
	struct slice text = tokenizer->text, name = SLICE("script");
	enum { PLAIN, ESCAPED, DOUBLE } state = PLAIN;
	for (size_t i = tokenizer->offset; i < text.size; i++) {
		if (state == PLAIN && (i = slice_find_byte(text, '<', i)) == SLICE_NONE)
			return text.size;
		char byte = text.data[i];
		if (byte == '-' && state != PLAIN && slice_starts_with(slice_from_offset(text, i), SLICE("-->"))) {
			state = PLAIN;
		} else if (byte == '<' && state != DOUBLE && raw_text_ends_at(tokenizer, i)) {
			return i;
		} else if (byte == '<' && state == PLAIN && slice_starts_with(slice_from_offset(text, i), SLICE("<!--"))) {
			state = ESCAPED;
			i++; /* the dashes may close it at once */
		} else if (byte == '<' && state == ESCAPED && stands_at(text, i + 1, name) &&
		           name_ends_at(text, i + 1 + name.size)) {
			state = DOUBLE;
		} else if (byte == '<' && state == DOUBLE && raw_text_ends_at(tokenizer, i)) {
			state = ESCAPED;
		}
	}
	return text.size;
}

static size_t raw_text_end(const struct html_tokenizer *tokenizer)
{
	struct slice text = tokenizer->text;
	if (tokenizer->content == HTML_PLAINTEXT)
		return text.size;
	if (tokenizer->content == HTML_SCRIPT)
		return script_end(tokenizer);
	size_t end = tokenizer->offset;
	while ((end = slice_find_byte(text, '<', end)) != SLICE_NONE && !raw_text_ends_at(tokenizer, end))
		end++;
	return end == SLICE_NONE ? text.size : end;
}

bool html_tokenizer_next(struct html_tokenizer *tokenizer, struct html_token *token)
{
	*token = (struct html_token){ .kind = HTML_END, .begin = tokenizer->offset, .end = tokenizer->offset };
	if (tokenizer->offset >= tokenizer->text.size)
		return false;
	if (tokenizer->content == HTML_DATA) {
		read_data(tokenizer, token);
	} else {
		token->kind = HTML_TEXT;
		token->end = raw_text_end(tokenizer);
		if (token->end == token->begin) {
			tokenizer->content = HTML_DATA;
			read_tag(tokenizer, token->begin + 2, HTML_END_TAG, token);
		}
	}
	tokenizer->offset = token->end;
	return true;
}
