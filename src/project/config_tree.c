#include "project/config_tree.h"

#include "base/conflict.h"
#include "base/message.h"
#include "base/table.h"

#include <yaml.h>

enum { DEPTH_MOST = 16, SIZE_MOST = 256 * 1024 };

/* A sequence or mapping whose end has not come yet. */
struct level {
	struct config_node *node, *last;
	struct config_node *key; /* of the item that comes; NULL: a key comes */
	struct table keys;
};

struct tree {
	const char *file;
	struct arena *arena;
	struct diagnostics *sink;
	struct level levels[DEPTH_MOST];
	size_t depth;
	const struct config_node *root;
};

static struct position position_of_mark(const struct tree *tree, yaml_mark_t mark)
{
	return (struct position){ tree->file, mark.line + 1, mark.column + 1 };
}

static bool says_nothing(const yaml_event_t *event, struct slice text)
{
	return event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	       (text.size == 0 || slice_equal(text, SLICE("~")) || slice_equal_ignoring_case(text, SLICE("null")));
}

static bool take_key(struct tree *tree, struct level *level, struct config_node *node)
{
	if (node->kind != CONFIG_SCALAR) {
		diagnostics_error(tree->sink, node->position, _("a key must be a word; put what stands here below a key"));
		return false;
	}
	if (table_get(&level->keys, node->text) != TABLE_NONE) {
		diagnostics_error(tree->sink, node->position, _("“%.*s” is set twice, first in line %zu; remove one of them"),
		                  SLICE_ARG(node->text), table_get(&level->keys, node->text));
		return false;
	}
	table_add(&level->keys, node->text, node->position.line);
	level->key = node;
	return true;
}

/* Put NODE into its place: below the innermost open node. */
static bool add_node(struct tree *tree, struct config_node *node)
{
	if (tree->depth == 0) {
		tree->root = node;
		return true;
	}
	struct level *level = &tree->levels[tree->depth - 1];
	if (level->node->kind == CONFIG_MAPPING && !level->key)
		return take_key(tree, level, node);
	node->key = level->key;
	level->key = NULL;
	if (level->last)
		level->last->next = node;
	else
		level->node->first = node;
	level->last = node;
	return true;
}

static bool open_node(struct tree *tree, struct config_node *node)
{
	if (!add_node(tree, node))
		return false;
	if (tree->depth == DEPTH_MOST) {
		diagnostics_error(tree->sink, node->position, _("nested too deep; no setting needs more than %d levels"),
		                  DEPTH_MOST);
		return false;
	}
	tree->levels[tree->depth++] = (struct level){ .node = node };
	return true;
}

static bool refuse_extras(const struct tree *tree, const yaml_event_t *event, const yaml_char_t *anchor,
                          const yaml_char_t *tag)
{
	if (!anchor && !tag)
		return true;
	diagnostics_error(tree->sink, position_of_mark(tree, event->start_mark),
	                  anchor ? _("anchors (&) can't be used here; write the value out where it is needed")
	                         : _("tags (!) can't be used here; remove it"));
	return false;
}

static bool take_scalar(struct tree *tree, const yaml_event_t *event, struct config_node *node)
{
	struct slice text = slice_make((const char *)event->data.scalar.value, event->data.scalar.length);
	if (!refuse_extras(tree, event, event->data.scalar.anchor, event->data.scalar.tag))
		return false;
	if (slice_find_byte(text, '\0', 0) != SLICE_NONE) {
		diagnostics_error(tree->sink, node->position, _("a NUL character stands in this value; remove it"));
		return false;
	}
	node->text = arena_copy(tree->arena, text);
	node->empty = says_nothing(event, text);
	return add_node(tree, node);
}

static bool take_event(struct tree *tree, const yaml_event_t *event)
{
	struct config_node *node = arena_allocate_zero(tree->arena, 1, sizeof *node);
	node->position = position_of_mark(tree, event->start_mark);
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return take_scalar(tree, event, node);
	case YAML_SEQUENCE_START_EVENT:
		node->kind = CONFIG_SEQUENCE;
		return refuse_extras(tree, event, event->data.sequence_start.anchor, event->data.sequence_start.tag) &&
		       open_node(tree, node);
	case YAML_MAPPING_START_EVENT:
		node->kind = CONFIG_MAPPING;
		return refuse_extras(tree, event, event->data.mapping_start.anchor, event->data.mapping_start.tag) &&
		       open_node(tree, node);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		table_finish(&tree->levels[--tree->depth].keys);
		return true;
	case YAML_ALIAS_EVENT:
		diagnostics_error(tree->sink, node->position,
		                  _("aliases (*) can't be used here; write the value out, or put a glob into quotes"));
		return false;
	case YAML_DOCUMENT_START_EVENT:
		if (!tree->root)
			return true;
		diagnostics_error(tree->sink, node->position, _("a second document begins here; keep all settings in the first"));
		return false;
	default:
		return true;
	}
}

/* Whether the line at POSITION is indented by a tab, whose place *POSITION is then. */
static bool find_tab(struct slice text, struct position *position)
{
	struct slice rest = text, line = { 0 };
	for (size_t i = 0; i < position->line; i++)
		if (!slice_next_part(&rest, '\n', &line))
			return false;
	size_t column = 0;
	while (column < line.size && line.data[column] == ' ')
		column++;
	if (column == line.size || line.data[column] != '\t')
		return false;
	position->column = column + 1;
	return true;
}

/* libyaml leaves the mark of a byte that is no character unset, but tells the byte's offset. */
static void report_fault(const struct tree *tree, const yaml_parser_t *parser, struct slice text)
{
	struct position position = parser->error == YAML_READER_ERROR
	                               ? position_in_text(tree->file, text, parser->problem_offset)
	                               : position_of_mark(tree, parser->problem_mark);
	if (find_tab(text, &position))
		diagnostics_error(tree->sink, position, _("a tab stands here, which YAML does not take; indent by spaces"));
	else
		diagnostics_error(tree->sink, position, _("not YAML: %s; mend this line, or put its value into quotes"),
		                  parser->problem ? parser->problem : "");
}

bool config_tree_read(const char *file, struct slice text, struct arena *arena, const struct config_node **root,
                      struct diagnostics *sink)
{
	struct tree tree = { .file = file, .arena = arena, .sink = sink };
	yaml_parser_t parser;
	*root = NULL;
	if (text.size > SIZE_MOST) {
		diagnostics_error(sink, position_of_file(file), _("larger than %d bytes; this is no configuration file"), SIZE_MOST);
		return false;
	}
	if (conflict_report(text, file, sink))
		return false;
	if (!yaml_parser_initialize(&parser)) {
		diagnostics_error(sink, position_of_file(file), _("out of memory; nothing was done"));
		return false;
	}
	yaml_parser_set_input_string(&parser, (const unsigned char *)(text.size ? text.data : ""), text.size);
	bool good = true;
	for (bool end = false; good && !end;) {
		yaml_event_t event;
		if (!yaml_parser_parse(&parser, &event)) {
			report_fault(&tree, &parser, text);
			good = false;
		} else {
			end = event.type == YAML_STREAM_END_EVENT;
			good = take_event(&tree, &event);
			yaml_event_delete(&event);
		}
	}
	while (tree.depth > 0)
		table_finish(&tree.levels[--tree.depth].keys);
	yaml_parser_delete(&parser);
	if (good)
		*root = tree.root;
	return good;
}
