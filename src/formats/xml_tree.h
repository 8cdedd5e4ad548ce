/* xml_tree.h: XPath 1.0 over a document, for the selectors of rules that are no plain paths.
 *
 * The tree is libxml2's, built of the scanner's tokens: nothing is expanded or fetched, and what an expression may cost
 * is bounded. */

#ifndef LOCALIZE_FORMATS_XML_TREE_H
#define LOCALIZE_FORMATS_XML_TREE_H

#include "formats/its_rules.h"

/* A node that a rule selects. */
struct xml_hit {
	size_t element;   /* how many start tags come before its own */
	size_t attribute; /* which of the tag's attributes, from 1 on; 0: the element itself */
	size_t rule;
	struct slice note; /* what the rule points to */
};

struct xml_hits {
	struct xml_hit *items;
	size_t count, capacity;
};

/* Whether EXPRESSION is XPath 1.0; an error at POSITION of FILE in SINK if not. */
bool xml_tree_check(struct slice expression, const char *file, struct position position, struct diagnostics *sink);

/* The nodes of SOURCE, the whole of FILE, that the rules of RULES select which need a tree, in the order of the source and
 * then of the rules, appended to HITS; texts in the rules' arena. False after an error in SINK: SOURCE is nested too deep
 * or too large for it, or an expression costs too much. SOURCE is well-formed as far as is read. */
bool xml_tree_match(const struct its_rules *rules, struct slice source, const char *file, struct xml_hits *hits,
                    struct diagnostics *sink);

#endif
