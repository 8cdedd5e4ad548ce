/* html_fit.c: translations written in the places of HTML. */

#include "formats/html.h"
#include "formats/html_foreign.h"

enum { TRIES_LIMIT = 32 }; /* how many `<` that begin nothing complete are tried before the rest is text */

/* The character references that browsers know without a semicolon (HTML Living Standard, section 13.5). */
static const char *const bare_references[] = {
	"AElig",  "AMP",    "Aacute", "Acirc",  "Agrave", "Aring",  "Atilde", "Auml",   "COPY",   "Ccedil", "ETH",
	"Eacute", "Ecirc",  "Egrave", "Euml",   "GT",     "Iacute", "Icirc",  "Igrave", "Iuml",   "LT",     "Ntilde",
	"Oacute", "Ocirc",  "Ograve", "Oslash", "Otilde", "Ouml",   "QUOT",   "REG",    "THORN",  "Uacute", "Ucirc",
	"Ugrave", "Uuml",   "Yacute", "aacute", "acirc",  "acute",  "aelig",  "agrave", "amp",    "aring",  "atilde",
	"auml",   "brvbar", "ccedil", "cedil",  "cent",   "copy",   "curren", "deg",    "divide", "eacute", "ecirc",
	"egrave", "eth",    "euml",   "frac12", "frac14", "frac34", "gt",     "iacute", "icirc",  "iexcl",  "igrave",
	"iquest", "iuml",   "laquo",  "lt",     "macr",   "micro",  "middot", "nbsp",   "not",    "ntilde", "oacute",
	"ocirc",  "ograve", "ordf",   "ordm",   "oslash", "otilde", "ouml",   "para",   "plusmn", "pound",  "quot",
	"raquo",  "reg",    "sect",   "shy",    "sup1",   "sup2",   "sup3",   "szlig",  "thorn",  "times",  "uacute",
	"ucirc",  "ugrave", "uml",    "uuml",   "yacute", "yen",    "yuml",
};

/* Whether a character reference begins with the `&` at OFFSET. */
static bool is_reference(struct slice text, size_t offset, bool xml)
{
	size_t i = ++offset;
	if (i < text.size && text.data[i] == '#') {
		bool hexadecimal = ++i < text.size && ascii_lower(text.data[i]) == 'x';
		size_t digits = i += hexadecimal;
		while (i < text.size && (is_ascii_digit(text.data[i]) ||
		                         (hexadecimal && ascii_lower(text.data[i]) >= 'a' && ascii_lower(text.data[i]) <= 'f')))
			i++;
		return i > digits && (!xml || (i < text.size && text.data[i] == ';'));
	}
	while (i < text.size && is_ascii_alphanumeric(text.data[i]))
		i++;
	if (i == offset || (i < text.size && text.data[i] == ';'))
		return i > offset;
	struct slice name = slice_range(text, offset, i);
	for (size_t k = 0; !xml && k < sizeof bare_references / sizeof *bare_references; k++)
		if (slice_starts_with(name, slice_from(bare_references[k])))
			return true;
	return false;
}

/* How the sentence that is translated is spelt. What its author left bare and a browser reads as text all the same may
 * be bare in the translation. */
struct spelling {
	bool xml;
	bool bare_ampersands, bare_angles;
};

/* Whether the `<` at OFFSET could begin markup: a browser reads any other as text. */
static bool may_open(struct slice text, size_t offset)
{
	char next = offset + 1 < text.size ? text.data[offset + 1] : '/';
	return is_ascii_letter(next) || (next && strchr("/!?%", next));
}

static struct spelling spelling_of(struct slice text, bool xml)
{
	struct spelling spelling = { .xml = xml };
	for (size_t i = 0; !xml && i < text.size; i++) {
		spelling.bare_ampersands |= text.data[i] == '&' && !is_reference(text, i, false);
		spelling.bare_angles |= text.data[i] == '<' && !may_open(text, i);
	}
	return spelling;
}

/* Append bytes [begin, end) of TEXT: line ends become spaces, and what ESCAPED lists is escaped where a browser would read it as markup; in
 * XML always, and so is an `&` that begins no character reference. */
static void append_range(struct buffer *out, struct slice text, size_t begin, size_t end, const char *escaped,
                         const struct spelling *spelling)
{
	for (size_t i = begin; i < end; i++) {
		char byte = text.data[i];
		if (byte == '\r' && i + 1 < text.size && text.data[i + 1] == '\n')
			continue;
		if (byte == '\n' || byte == '\r')
			buffer_append_byte(out, ' ');
		else if (byte == '&' && !is_reference(text, i, spelling->xml) &&
		         (!spelling->bare_ampersands || i + 1 == text.size))
			buffer_append_string(out, "&amp;");
		else if (byte == '<' && strchr(escaped, byte) && (!spelling->bare_angles || may_open(text, i)))
			buffer_append_string(out, "&lt;");
		else if (byte == '"' && strchr(escaped, byte))
			buffer_append_string(out, "&quot;");
		else if (byte && byte != '<' && strchr(escaped, byte))
			buffer_append_format(out, "&#%d;", byte);
		else
			buffer_append_byte(out, byte);
	}
}

static void append_text(struct buffer *out, struct slice text, const char *escaped, const struct spelling *spelling)
{
	append_range(out, text, 0, text.size, escaped, spelling);
}

static bool is_foreign(const struct html_token *token)
{
	return !token->self_closing && (slice_equal_ignoring_case(token->name, SLICE("svg")) ||
	                                slice_equal_ignoring_case(token->name, SLICE("math")));
}

/* Whether TOKEN, just read, is markup that does not reach out of TEXT. Leaves the tokenizer behind it. */
static bool is_complete(struct html_tokenizer *tokenizer, struct html_token *token)
{
	struct slice markup = slice_range(tokenizer->text, token->begin, token->end);
	struct html_token inside;
	bool ended = tokenizer->content == HTML_DATA;
	switch (token->kind) {
	case HTML_UNFINISHED:
		return false;
	case HTML_START_TAG:
		if (is_foreign(token))
			html_skip_foreign(tokenizer, token->name, &ended);
		while (tokenizer->content != HTML_DATA && html_tokenizer_next(tokenizer, &inside))
			ended = inside.kind == HTML_END_TAG;
		token->end = tokenizer->offset;
		return ended;
	case HTML_COMMENT:
		if (!slice_starts_with(markup, SLICE("<!--")))
			return slice_ends_with(markup, SLICE(">"));
		markup = slice_from_offset(markup, 2);
		return slice_ends_with(markup, SLICE("-->")) || slice_ends_with(markup, SLICE("--!>"));
	default:
		return slice_ends_with(markup, SLICE(">")) || token->kind == HTML_TEMPLATE;
	}
}

/* The translator's tags stay; what is none is escaped. */
static void fit_text(struct slice translation, const struct spelling *spelling, struct buffer *out)
{
	struct html_tokenizer tokenizer;
	struct html_token token;
	html_tokenizer_init(&tokenizer, translation, 0, HTML_TEMPLATES | (spelling->xml ? HTML_XML : 0));
	int tries = 0;
	while (html_tokenizer_next(&tokenizer, &token)) {
		struct slice rest = slice_from_offset(translation, token.begin);
		if (token.kind == HTML_TEXT) {
			append_range(out, translation, token.begin, token.end, "<", spelling);
		} else if (is_complete(&tokenizer, &token)) {
			buffer_append(out, slice_range(translation, token.begin, token.end));
		} else if (++tries < TRIES_LIMIT) {
			buffer_append_string(out, "&lt;");
			tokenizer.offset = token.begin + 1;
			tokenizer.content = HTML_DATA;
		} else {
			append_text(out, rest, "<", spelling);
			break;
		}
	}
	html_tokenizer_finish(&tokenizer);
}

/* Text without tags, but for sections of a template language. */
static void fit_plain(struct slice translation, const char *escaped, const struct spelling *spelling, struct buffer *out)
{
	struct html_tokenizer scanner;
	html_tokenizer_init(&scanner, translation, 0, HTML_TEMPLATES);
	size_t from = 0;
	for (size_t i = 0; i < translation.size; i++) {
		size_t section = translation.data[i] == '{' || translation.data[i] == '<' ? html_template_end(&scanner, i) : 0;
		if (section == 0)
			continue;
		append_text(out, slice_range(translation, from, i), escaped, spelling);
		for (; i < section; i++)
			if (translation.data[i] != '<' && strchr(escaped, translation.data[i]))
				append_text(out, slice_range(translation, i, i + 1), escaped, spelling);
			else
				buffer_append_byte(out, translation.data[i]);
		from = i--;
	}
	append_text(out, slice_from_offset(translation, from), escaped, spelling);
}

/* The text of <title>, which only its end tag ends. */
static void fit_raw_text(struct slice translation, const struct spelling *spelling, struct buffer *out)
{
	size_t from = 0;
	for (size_t i = 0; (i = slice_find(translation, SLICE("</"), i)) != SLICE_NONE; i++) {
		fit_plain(slice_range(translation, from, i), spelling->xml ? "<" : "", spelling, out);
		buffer_append_string(out, "&lt;");
		from = i + 1;
	}
	fit_plain(slice_from_offset(translation, from), spelling->xml ? "<" : "", spelling, out);
}

static bool needs_quotes(struct slice value)
{
	for (size_t i = 0; i < value.size; i++)
		if (is_html_space(value.data[i]) || strchr("\"'=<>`/", value.data[i]))
			return true;
	return value.size == 0;
}

static void fit_unquoted(const struct unit *unit, const struct segment *segment, struct slice translation,
                         const struct spelling *spelling, struct buffer *out)
{
	if (!needs_quotes(translation)) {
		fit_plain(translation, "", spelling, out);
	} else if (segment->begin == 0 && segment->end == unit->text.size) {
		buffer_append_byte(out, '"');
		fit_plain(translation, "\"", spelling, out);
		buffer_append_byte(out, '"');
	} else {
		fit_plain(translation, " \t\n\r\f\"'=<>`/", spelling, out);
	}
}

void html_fit(const struct document *document, const struct unit *unit, const struct segment *segment,
              struct slice translation, struct buffer *out)
{
	(void)document;
	const struct spelling own = spelling_of(unit_segment_text(unit, segment), unit->form & HTML_FORM_XML);
	const struct spelling *spelling = &own;
	switch (unit->form & ~(unsigned)HTML_FORM_XML) {
	case HTML_FORM_RAW_TEXT:
		fit_raw_text(translation, spelling, out);
		break;
	case HTML_FORM_DOUBLE_QUOTED:
		fit_plain(translation, spelling->xml ? "<\"" : "\"", spelling, out);
		break;
	case HTML_FORM_SINGLE_QUOTED:
		fit_plain(translation, spelling->xml ? "<'" : "'", spelling, out);
		break;
	case HTML_FORM_UNQUOTED:
		fit_unquoted(unit, segment, translation, spelling, out);
		break;
	default:
		fit_text(translation, spelling, out);
	}
}

bool html_takes_elements(const struct unit *unit)
{
	return (unit->form & ~(unsigned)HTML_FORM_XML) == HTML_FORM_TEXT && !slice_equal(unit->kind->role, SLICE("option"));
}
