/* html_elements.h: what is known of HTML's elements for finding prose in them. */

#ifndef LOCALIZE_FORMATS_HTML_ELEMENTS_H
#define LOCALIZE_FORMATS_HTML_ELEMENTS_H

#include "base/slice.h"

enum html_element_flags {
	HTML_BLOCK = 1,        /* parts sentences */
	HTML_VOID = 2,         /* has no end tag */
	HTML_OPAQUE = 4,       /* content that is not translated: code, foreign content, scripts */
	HTML_ICON = 8,         /* without words of its own: left out at the edges of a sentence */
	HTML_INTERACTIVE = 16, /* links and buttons: several without prose around them are no sentence */
	HTML_CLOSES_P = 32,    /* its start tag ends an open paragraph */
	HTML_SCOPE = 64,       /* end tags inside do not end what is outside */
};

/* Elements whose end tags may be left out, by what ends them, and those that have a meaning of their own here. */
enum html_group {
	HTML_OTHER, HTML_P, HTML_LI, HTML_LIST, HTML_DD_DT, HTML_OPTION, HTML_OPTGROUP, HTML_HEADING, HTML_CELL, HTML_ROW,
	HTML_ROWS, HTML_CAPTION, HTML_TABLE, HTML_PRE, HTML_BREAK, HTML_META, HTML_ROOT, HTML_BODY, HTML_TITLE, HTML_INPUT,
	HTML_FOREIGN, HTML_RAW, HTML_HIDDEN,
};

struct html_element {
	const char *name;
	unsigned char flags, group;
	unsigned char level; /* of a heading */
	const char *role;    /* of the text in it; NULL: that of what it lies in */
};

/* The element NAME, in any case; one without flags and name if it is none of HTML's, but a component or a site's own. */
const struct html_element *html_find_element(struct slice name);

#endif
