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

/* Foreign content, and what of its HTML is open. */
struct level {
	struct slice name;
	size_t depth, points; /* open elements that are called so, and integration points */
};

static bool is_foreign_root(struct slice name)
{
	return slice_equal_ignoring_case(name, SLICE("svg")) || slice_equal_ignoring_case(name, SLICE("math"));
}

size_t html_skip_foreign(struct html_tokenizer *tokenizer, struct slice name, bool *closed)
{
	enum { LEVELS = 32 }; /* of foreign content in HTML in foreign content; deeper ones are read as one */
	struct level levels[LEVELS] = { { name, 1, 0 } }, *level = levels;
	struct html_token token;
	tokenizer->foreign = true;
	*closed = false;
	while (!*closed) {
		bool raw = tokenizer->content != HTML_DATA;
		if (!html_tokenizer_next(tokenizer, &token))
			break;
		if (raw || (token.kind != HTML_START_TAG && token.kind != HTML_END_TAG))
			continue;
		bool opens = token.kind == HTML_START_TAG;
		if (opens && level->points == 0 && !(tokenizer->options & HTML_XML) && breaks_out(tokenizer, token.name)) {
			tokenizer->offset = token.begin;
			if (level == levels)
				break;
			level--;
		} else if (opens && level->points && !token.self_closing && is_foreign_root(token.name) && level + 1 < levels + LEVELS) {
			*++level = (struct level){ token.name, 1, 0 };
		} else if (slice_equal_ignoring_case(token.name, level->name) && !token.self_closing) {
			level->depth = opens ? level->depth + 1 : level->depth - 1;
		} else if (tokenizer->content == HTML_DATA && !token.self_closing && is_integration_point(token.name)) {
			level->points = opens ? level->points + 1 : level->points ? level->points - 1 : 0;
		}
		*closed = level == levels && level->depth == 0;
		if (level->depth == 0 && level > levels)
			level--;
		tokenizer->foreign = level->points == 0;
	}
	tokenizer->foreign = false;
	tokenizer->content = HTML_DATA;
	return tokenizer->offset;
}
