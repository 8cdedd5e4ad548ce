#include "formats/html_elements.h"

enum {
	BLOCK = HTML_BLOCK | HTML_CLOSES_P,
	PART = HTML_BLOCK, /* a block that may stand in a paragraph, or cannot meet one */
};

/* In the order of their names. */
static const struct html_element elements[] = {
	{ "a", HTML_INTERACTIVE, 0, 0, NULL },
	{ "abbr", 0, 0, 0, NULL },
	{ "acronym", 0, 0, 0, NULL },
	{ "address", BLOCK, 0, 0, NULL },
	{ "applet", PART | HTML_SCOPE, 0, 0, NULL },
	{ "area", HTML_VOID | HTML_ICON, 0, 0, NULL },
	{ "article", BLOCK, 0, 0, NULL },
	{ "aside", BLOCK, 0, 0, NULL },
	{ "audio", 0, 0, 0, NULL },
	{ "b", 0, 0, 0, NULL },
	{ "base", HTML_VOID | HTML_ICON, 0, 0, NULL },
	{ "bdi", 0, 0, 0, NULL },
	{ "bdo", 0, 0, 0, NULL },
	{ "bgsound", HTML_VOID | HTML_ICON, 0, 0, NULL },
	{ "big", 0, 0, 0, NULL },
	{ "blink", 0, 0, 0, NULL },
	{ "blockquote", BLOCK, 0, 0, "quotation" },
	{ "body", PART, HTML_BODY, 0, NULL },
	{ "br", HTML_VOID | HTML_ICON, HTML_BREAK, 0, NULL },
	{ "button", HTML_INTERACTIVE, 0, 0, NULL },
	{ "canvas", 0, 0, 0, NULL },
	{ "caption", PART | HTML_SCOPE, HTML_CAPTION, 0, "caption" },
	{ "center", BLOCK, 0, 0, NULL },
	{ "cite", 0, 0, 0, NULL },
	{ "code", HTML_OPAQUE, 0, 0, NULL },
	{ "col", PART | HTML_VOID, 0, 0, NULL },
	{ "colgroup", PART, 0, 0, NULL },
	{ "data", 0, 0, 0, NULL },
	{ "datalist", PART, 0, 0, NULL },
	{ "dd", BLOCK, HTML_DD_DT, 0, "definition" },
	{ "del", 0, 0, 0, NULL },
	{ "details", BLOCK, 0, 0, NULL },
	{ "dfn", 0, 0, 0, NULL },
	{ "dialog", BLOCK, 0, 0, NULL },
	{ "dir", BLOCK, HTML_LIST, 0, NULL },
	{ "div", BLOCK, 0, 0, NULL },
	{ "dl", BLOCK, HTML_LIST, 0, NULL },
	{ "dt", BLOCK, HTML_DD_DT, 0, "term" },
	{ "em", 0, 0, 0, NULL },
	{ "embed", HTML_VOID | HTML_ICON, 0, 0, NULL },
	{ "fieldset", BLOCK, 0, 0, NULL },
	{ "figcaption", BLOCK, 0, 0, "caption" },
	{ "figure", BLOCK, 0, 0, NULL },
	{ "font", 0, 0, 0, NULL },
	{ "footer", BLOCK, 0, 0, NULL },
	{ "form", BLOCK, 0, 0, NULL },
	{ "frame", PART | HTML_VOID, 0, 0, NULL },
	{ "frameset", PART, 0, 0, NULL },
	{ "h1", BLOCK, HTML_HEADING, 1, "heading 1" },
	{ "h2", BLOCK, HTML_HEADING, 2, "heading 2" },
	{ "h3", BLOCK, HTML_HEADING, 3, "heading 3" },
	{ "h4", BLOCK, HTML_HEADING, 4, "heading 4" },
	{ "h5", BLOCK, HTML_HEADING, 5, "heading 5" },
	{ "h6", BLOCK, HTML_HEADING, 6, "heading 6" },
	{ "head", PART, 0, 0, NULL },
	{ "header", BLOCK, 0, 0, NULL },
	{ "hgroup", BLOCK, 0, 0, NULL },
	{ "hr", BLOCK | HTML_VOID, 0, 0, NULL },
	{ "html", PART, HTML_ROOT, 0, NULL },
	{ "i", 0, 0, 0, NULL },
	{ "iframe", HTML_OPAQUE | HTML_ICON, HTML_RAW, 0, NULL },
	{ "img", HTML_VOID | HTML_ICON, 0, 0, NULL },
	{ "input", HTML_VOID | HTML_ICON, HTML_INPUT, 0, NULL },
	{ "ins", 0, 0, 0, NULL },
	{ "kbd", HTML_OPAQUE, 0, 0, NULL },
	{ "keygen", HTML_VOID | HTML_ICON, 0, 0, NULL },
	{ "label", HTML_INTERACTIVE, 0, 0, NULL },
	{ "legend", PART, 0, 0, "caption" },
	{ "li", BLOCK, HTML_LI, 0, "list item" },
	{ "link", HTML_VOID | HTML_ICON, 0, 0, NULL },
	{ "listing", BLOCK | HTML_OPAQUE, HTML_PRE, 0, NULL },
	{ "main", BLOCK, 0, 0, NULL },
	{ "map", 0, 0, 0, NULL },
	{ "mark", 0, 0, 0, NULL },
	{ "marquee", PART | HTML_SCOPE, 0, 0, NULL },
	{ "math", HTML_OPAQUE, HTML_FOREIGN, 0, NULL },
	{ "menu", BLOCK, HTML_LIST, 0, NULL },
	{ "meta", HTML_VOID | HTML_ICON, HTML_META, 0, NULL },
	{ "meter", 0, 0, 0, NULL },
	{ "nav", BLOCK, 0, 0, NULL },
	{ "nobr", 0, 0, 0, NULL },
	{ "noembed", HTML_OPAQUE | HTML_ICON, HTML_RAW, 0, NULL },
	{ "noframes", PART | HTML_OPAQUE, HTML_RAW, 0, NULL },
	{ "noscript", PART, 0, 0, NULL },
	{ "object", 0, 0, 0, NULL },
	{ "ol", BLOCK, HTML_LIST, 0, NULL },
	{ "optgroup", PART, HTML_OPTGROUP, 0, NULL },
	{ "option", PART, HTML_OPTION, 0, "option" },
	{ "output", 0, 0, 0, NULL },
	{ "p", BLOCK, HTML_P, 0, NULL },
	{ "param", HTML_VOID | HTML_ICON, 0, 0, NULL },
	{ "picture", 0, 0, 0, NULL },
	{ "plaintext", BLOCK | HTML_OPAQUE, HTML_RAW, 0, NULL },
	{ "pre", BLOCK | HTML_OPAQUE, HTML_PRE, 0, NULL },
	{ "progress", 0, 0, 0, NULL },
	{ "q", 0, 0, 0, NULL },
	{ "rb", 0, 0, 0, NULL },
	{ "rp", 0, 0, 0, NULL },
	{ "rt", 0, 0, 0, NULL },
	{ "rtc", 0, 0, 0, NULL },
	{ "ruby", 0, 0, 0, NULL },
	{ "s", 0, 0, 0, NULL },
	{ "samp", HTML_OPAQUE, 0, 0, NULL },
	{ "script", HTML_OPAQUE | HTML_ICON, HTML_HIDDEN, 0, NULL },
	{ "search", BLOCK, 0, 0, NULL },
	{ "section", BLOCK, 0, 0, NULL },
	{ "select", PART, 0, 0, NULL },
	{ "slot", 0, 0, 0, NULL },
	{ "small", 0, 0, 0, NULL },
	{ "source", HTML_VOID | HTML_ICON, 0, 0, NULL },
	{ "spacer", 0, 0, 0, NULL },
	{ "span", 0, 0, 0, NULL },
	{ "strike", 0, 0, 0, NULL },
	{ "strong", 0, 0, 0, NULL },
	{ "style", HTML_OPAQUE | HTML_ICON, HTML_HIDDEN, 0, NULL },
	{ "sub", 0, 0, 0, NULL },
	{ "summary", BLOCK, 0, 0, "summary" },
	{ "sup", 0, 0, 0, NULL },
	{ "svg", HTML_OPAQUE | HTML_ICON, HTML_FOREIGN, 0, NULL },
	{ "table", BLOCK | HTML_SCOPE, HTML_TABLE, 0, NULL },
	{ "tbody", PART, HTML_ROWS, 0, NULL },
	{ "td", PART | HTML_SCOPE, HTML_CELL, 0, "table cell" },
	{ "template", PART | HTML_SCOPE, 0, 0, NULL },
	{ "textarea", HTML_OPAQUE | HTML_ICON, HTML_RAW, 0, NULL },
	{ "tfoot", PART, HTML_ROWS, 0, NULL },
	{ "th", PART | HTML_SCOPE, HTML_CELL, 0, "table heading" },
	{ "thead", PART, HTML_ROWS, 0, NULL },
	{ "time", 0, 0, 0, NULL },
	{ "title", PART, HTML_TITLE, 0, "title" },
	{ "tr", PART, HTML_ROW, 0, NULL },
	{ "track", HTML_VOID | HTML_ICON, 0, 0, NULL },
	{ "tt", 0, 0, 0, NULL },
	{ "u", 0, 0, 0, NULL },
	{ "ul", BLOCK, HTML_LIST, 0, NULL },
	{ "var", HTML_OPAQUE, 0, 0, NULL },
	{ "video", 0, 0, 0, NULL },
	{ "wbr", HTML_VOID, 0, 0, NULL },
	{ "xmp", BLOCK | HTML_OPAQUE, HTML_RAW, 0, NULL },
};

static const struct html_element other_element = { "", 0, 0, 0, NULL };

const struct html_element *html_find_element(struct slice name)
{
	char small[10];
	if (name.size == 0 || name.size > sizeof small)
		return &other_element;
	for (size_t i = 0; i < name.size; i++) {
		small[i] = ascii_lower(name.data[i]);
		if (small[i] == '\0')
			return &other_element;
	}
	size_t low = 0, high = sizeof elements / sizeof *elements;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *candidate = elements[middle].name;
		int order = strncmp(small, candidate, name.size);
		if (order == 0 && candidate[name.size] == '\0')
			return &elements[middle];
		if (order > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return &other_element;
}
