/* config_tree.h: a YAML file as a tree of nodes, each with its place. */

#ifndef LOCALIZE_PROJECT_CONFIG_TREE_H
#define LOCALIZE_PROJECT_CONFIG_TREE_H

#include "base/arena.h"
#include "base/diagnostics.h"

enum config_kind { CONFIG_SCALAR, CONFIG_SEQUENCE, CONFIG_MAPPING };

struct config_node {
	enum config_kind kind;
	struct position position;
	struct slice text;             /* a scalar's; a NUL follows it, and none is in it */
	bool empty;                    /* a scalar that says nothing: without quotes, and "", "~" or "null" */
	const struct config_node *key; /* of an item of a mapping: a scalar */
	const struct config_node *first, *next; /* the items, in their order */
};

/* The one YAML document that TEXT, the whole of FILE, holds, in ARENA; *ROOT is NULL where it holds none. Anchors,
 * aliases and tags are refused, and so are keys that stand twice in a mapping, and nesting and files beyond any
 * configuration's size. False after an error in SINK with its line and column. Linear in TEXT. */
bool config_tree_read(const char *file, struct slice text, struct arena *arena, const struct config_node **root,
                      struct diagnostics *sink);

#endif
