/* xml_selector.h: selectors of ITS rules, which are absolute XPath 1.0 expressions.
 *
 * Nearly all of them are plain paths of names (`//para`, `/book/title`, `//image/@alt`, `//p[@translate='no']`), which are
 * matched while the document is scanned. The rest need a tree (xml_tree.h). */

#ifndef LOCALIZE_FORMATS_XML_SELECTOR_H
#define LOCALIZE_FORMATS_XML_SELECTOR_H

#include "base/arena.h"
#include "formats/xml_scanner.h"

/* What a name must be. */
struct xml_step {
	struct slice namespace; /* empty: none */
	struct slice local;     /* empty: any */
	bool any_namespace;
};

/* What must hold of an attribute of the element. */
struct xml_test {
	struct xml_step name;
	struct slice value; /* a NULL pointer: it is there at all */
	bool negated;
};

/* An open element. */
struct xml_element {
	struct slice namespace, local;
};

struct xml_path {
	struct xml_element *items; /* from the root element on */
	size_t count, capacity;
};

struct xml_selector {
	struct slice expression; /* as it is written */
	bool simple;             /* what follows says all of it; else it is for a tree */
	bool anchored;           /* the first step is the root element */
	const struct xml_step *steps; /* of elements, each inside the one before */
	size_t step_count;
	const struct xml_test *tests; /* of the last element; all must hold */
	size_t test_count;
	bool of_attribute;
	struct xml_step attribute;
};

/* Take the next part of *REST, a selector, up to a `|` that unites it with others; false when there is none left. */
bool xml_selector_next(struct slice *rest, struct slice *part);

/* PART of a selector, whose prefixes mean what they do at SCANNER's last token; what it needs of memory is in ARENA. */
struct xml_selector xml_selector_read(struct slice part, const struct xml_scanner *scanner, struct arena *arena);

/* Whether SELECTOR, a simple one, selects the last element of PATH, whose start tag is SCANNER's last token; or, where it
 * is of an attribute, the element may have one that is. */
bool xml_selector_matches(const struct xml_selector *selector, const struct xml_path *path,
                          const struct xml_scanner *scanner);

/* Whether ATTRIBUTE of such an element is selected. */
bool xml_selector_takes(const struct xml_selector *selector, const struct xml_attribute *attribute,
                        const struct xml_scanner *scanner);

#endif
