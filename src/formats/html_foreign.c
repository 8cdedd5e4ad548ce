/* html_foreign.c: foreign content (HTML Living Standard, section 13.2.6.5). */

#include "formats/html_foreign.h"

/* Whether the start tag NAME ends foreign content (HTML, section 13.2.6.5). */
static bool breaks_out(const struct html_tokenizer *tokenizer, struct slice name)
{
	static const char *const names[] = {
		"b", "big", "blockquote", "body", "br", "center", "code", "dd", "div", "dl", "dt", "em", "embed", "h1", "h2",
		"h3", "h4", "h5", "h6", "head", "hr", "i", "img", "li", "listing", "menu", "meta", "nobr", "ol", "p", "pre",
		"ruby", "s", "small", "span", "strong", "strike", "sub", "sup", "table", "tt", "u", "ul", "var",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (slice_equal_ignoring_case(name, slice_from(names[i])))
			return true;
	return slice_equal_ignoring_case(name, SLICE("font")) &&
	       (html_find_attribute(tokenizer, "color") || html_find_attribute(tokenizer, "face") ||
	        html_find_attribute(tokenizer, "size"));
}

/* Whether HTML may stand in the foreign element NAME. */
static bool is_integration_point(struct slice name)
{
	static const char *const names[] = {
		"foreignobject", "desc", "title", "annotation-xml", "mi", "mo", "mn", "ms", "mtext",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (slice_equal_ignoring_case(name, slice_from(names[i])))
			return true;
	return false;
}

size_t html_skip_foreign(struct html_tokenizer *tokenizer, struct slice name, bool *closed)
{
	struct html_token token;
	size_t depth = 1, points = 0;
	tokenizer->foreign = true;
	*closed = false;
	while (!*closed) {
		bool raw = tokenizer->content != HTML_DATA;
		if (!html_tokenizer_next(tokenizer, &token))
			break;
		if (raw || (token.kind != HTML_START_TAG && token.kind != HTML_END_TAG))
			continue;
		bool opens = token.kind == HTML_START_TAG;
		if (opens && points == 0 && !(tokenizer->options & HTML_XML) && breaks_out(tokenizer, token.name)) {
			tokenizer->offset = token.begin;
			break;
		}
		if (slice_equal_ignoring_case(token.name, name) && !token.self_closing)
			depth = opens ? depth + 1 : depth - 1;
		else if (tokenizer->content == HTML_DATA && !token.self_closing && is_integration_point(token.name))
			points = opens ? points + 1 : points ? points - 1 : 0;
		tokenizer->foreign = points == 0;
		*closed = depth == 0;
	}
	tokenizer->foreign = false;
	tokenizer->content = HTML_DATA;
	return tokenizer->offset;
}
