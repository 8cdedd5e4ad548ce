/* its_rules.h: rules of the Internationalization Tag Set (ITS 2.0; 1.0 is the same language): which elements and
 * attributes of XML are translated, which elements stand within text, where white space counts, and what is noted for
 * translators.
 *
 * Of two rules that select a node the later one holds (ITS 2.0, section 5.5); attributes of the node itself, and what is
 * inherited, are their reader's business. */

#ifndef LOCALIZE_FORMATS_ITS_RULES_H
#define LOCALIZE_FORMATS_ITS_RULES_H

#include "formats/xml_selector.h"

#define ITS_NAMESPACE "http://www.w3.org/2005/11/its"

enum its_category { ITS_TRANSLATE, ITS_WITHIN_TEXT, ITS_PRESERVE_SPACE, ITS_NOTE };
enum { ITS_CATEGORIES = ITS_NOTE + 1 };

enum its_value { ITS_NO, ITS_YES, ITS_NESTED };

struct its_rule {
	struct xml_selector selector;
	enum its_category category;
	enum its_value value;
	struct slice note;    /* of ITS_NOTE; or, if it is_pointer, an XPath expression from the node to it */
	bool is_pointer;
	size_t context;       /* whose namespaces and parameters its expressions use */
	const char *file;     /* where it is written */
	size_t line, column;
	size_t next;          /* the rule before it whose last name is the same, or ITS_NONE */
};

/* A prefix with its namespace, or a parameter with its value. */
struct its_name {
	struct slice name, value;
	bool parameter;
	size_t context;
};

struct its_rules {
	struct arena *arena;
	struct { struct its_rule *items; size_t count, capacity; } rules;
	struct { struct its_name *items; size_t count, capacity; } names;
	size_t contexts;
	struct table elements;   /* the last name of a simple selector -> the last rule for it */
	struct table attributes;
	size_t any_element, any_attribute; /* the last rule of those whose last name is any */
	size_t files;            /* that were read */
	bool needs_tree;         /* not all selectors are simple */
};

#define ITS_NONE SIZE_MAX

void its_rules_init(struct its_rules *rules, struct arena *arena);
void its_rules_finish(struct its_rules *rules);

/* Add the rules in TEXT, the whole of FILE: those of every its:rules element in it, each after those of the file that it
 * links to (xlink:href, relative to FILE). TEXT must live as long as RULES. False after errors in SINK with their
 * places: not well-formed, a wrong value, a selector that is no XPath, a file that cannot be read. */
bool its_rules_read(struct its_rules *rules, struct slice text, const char *file, struct diagnostics *sink);

/* For each category the rule that holds, or ITS_NONE. */
struct its_choice {
	size_t rules[ITS_CATEGORIES];
};

#define ITS_NO_CHOICE ((struct its_choice){ { ITS_NONE, ITS_NONE, ITS_NONE, ITS_NONE } })

/* RULE selects the node of CHOICE: it holds unless a later one does. */
static inline void its_choose(struct its_choice *choice, const struct its_rules *rules, size_t rule)
{
	size_t *held = &choice->rules[rules->rules.items[rule].category];
	if (*held == ITS_NONE || *held < rule)
		*held = rule;
}

/* What rules with simple selectors say of the last element of PATH, whose start tag is SCANNER's last token, into
 * *CHOICE; and of an ATTRIBUTE of it. */
void its_match_element(const struct its_rules *rules, const struct xml_path *path, const struct xml_scanner *scanner,
                       struct its_choice *choice);
void its_match_attribute(const struct its_rules *rules, const struct xml_path *path, const struct xml_scanner *scanner,
                         const struct xml_attribute *attribute, struct its_choice *choice);

#endif
