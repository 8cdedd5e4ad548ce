#include "formats/xml_tree.h"

#include "base/message.h"

#include <libxml/tree.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

enum {
	DEPTH_MOST = 256,         /* of a document that a tree is made of: libxml2's own limit */
	ATTRIBUTES_MOST = 1000,   /* of an element in the tree: adding one costs as much as there are */
	OPERATIONS_BASE = 10000000,
	OPERATIONS_A_NODE = 200,  /* that all expressions may cost together, and for each node */
	NOTE_MOST = 2000,         /* bytes */
};

static void ignore_error(void *context, xmlErrorPtr error)
{
	(void)context, (void)error;
}

static xmlXPathCompExprPtr compile(xmlXPathContextPtr context, struct slice expression)
{
	char *string = slice_to_string(expression);
	xmlXPathCompExprPtr compiled = xmlXPathCtxtCompile(context, (const xmlChar *)string);
	free(string);
	return compiled;
}

bool xml_tree_check(struct slice expression, const char *file, struct position position, struct diagnostics *sink)
{
	xmlXPathContextPtr context = xmlXPathNewContext(NULL);
	context->error = ignore_error;
	xmlXPathCompExprPtr compiled = expression.size ? compile(context, expression) : NULL;
	bool good = compiled != NULL;
	position.file = file;
	if (!good)
		diagnostics_error(sink, position, _("“%.*s” is no XPath 1.0 expression; mend it"),
		                  (int)(expression.size < 100 ? expression.size : 100), expression.data);
	xmlXPathFreeCompExpr(compiled);
	xmlXPathFreeContext(context);
	return good;
}

struct tree {
	struct xml_scanner scanner;
	xmlDocPtr document;
	xmlNodePtr parent;
	struct buffer text; /* since the last tag */
	struct { xmlNsPtr *items; size_t count, capacity; } namespaces; /* of the scanner's bindings */
	size_t elements, nodes;
};

static void append_node(struct tree *tree, xmlNodePtr node)
{
	node->parent = tree->parent;
	node->prev = tree->parent->last;
	if (node->prev)
		node->prev->next = node;
	else
		tree->parent->children = node;
	tree->parent->last = node;
	tree->nodes++;
}

static void end_text(struct tree *tree)
{
	/* libxml2 counts text in ints; what is larger than that says nothing to an expression. */
	if (tree->text.size && tree->parent->type == XML_ELEMENT_NODE && tree->text.size < INT32_MAX)
		append_node(tree, xmlNewDocTextLen(tree->document, (const xmlChar *)tree->text.data, (int)tree->text.size));
	buffer_clear(&tree->text);
}

static xmlNsPtr find_namespace(struct tree *tree, struct slice prefix)
{
	size_t index = tree->scanner.bindings.count ? table_get(&tree->scanner.prefixes, prefix) : TABLE_NONE;
	return index == TABLE_NONE ? NULL : tree->namespaces.items[index];
}

/* The element's own declarations, the last of the bindings. */
static void declare_namespaces(struct tree *tree, xmlNodePtr node, size_t depth)
{
	const struct xml_scanner *scanner = &tree->scanner;
	while (tree->namespaces.count < scanner->bindings.count)
		array_push(&tree->namespaces, NULL);
	for (size_t i = scanner->bindings.count; i > 0 && scanner->bindings.items[i - 1].depth == depth; i--) {
		const struct xml_binding *binding = &scanner->bindings.items[i - 1];
		char *prefix = slice_to_string(binding->prefix), *name = slice_to_string(binding->namespace);
		tree->namespaces.items[i - 1] =
		    *name ? xmlNewNs(node, (const xmlChar *)name, *prefix ? (const xmlChar *)prefix : NULL) : NULL;
		free(prefix);
		free(name);
	}
}

static void add_attributes(struct tree *tree, xmlNodePtr node)
{
	struct buffer value = { 0 };
	const struct xml_scanner *scanner = &tree->scanner;
	for (size_t i = 0; i < scanner->attributes.count && i < ATTRIBUTES_MOST; i++) {
		const struct xml_attribute *attribute = &scanner->attributes.items[i];
		if (slice_equal(attribute->prefix, SLICE("xmlns")) || slice_equal(attribute->name, SLICE("xmlns")))
			continue;
		xmlNsPtr namespace = attribute->prefix.size ? find_namespace(tree, attribute->prefix) : NULL;
		if (slice_equal(attribute->prefix, SLICE("xml")))
			namespace = xmlSearchNs(tree->document, node, (const xmlChar *)"xml"); /* kept with the document */
		char *name = slice_to_string(attribute->prefix.size && !namespace ? attribute->name : attribute->local);
		buffer_clear(&value);
		xml_decode(xml_attribute_value(scanner, attribute), true, &value);
		xmlAttrPtr made = xmlNewNsProp(node, namespace, (const xmlChar *)name, (const xmlChar *)buffer_string(&value));
		if (made)
			made->_private = (void *)(uintptr_t)(i + 1);
		tree->nodes++;
		free(name);
	}
	buffer_finish(&value);
}

static void add_element(struct tree *tree, const struct xml_token *token)
{
	char *name = slice_to_string(token->local);
	xmlNodePtr node = xmlNewDocNode(tree->document, NULL, (const xmlChar *)name, NULL);
	free(name);
	append_node(tree, node);
	node->_private = (void *)(uintptr_t)tree->elements++;
	declare_namespaces(tree, node, tree->scanner.depth + token->empty);
	node->ns = find_namespace(tree, token->prefix);
	add_attributes(tree, node);
	if (!token->empty)
		tree->parent = node;
}

/* False where the document is too deep. */
static bool build(struct tree *tree)
{
	struct xml_token token;
	tree->document = xmlNewDoc((const xmlChar *)"1.0");
	tree->parent = (xmlNodePtr)tree->document;
	while (xml_scanner_next(&tree->scanner, &token)) {
		struct slice text = slice_range(tree->scanner.source, token.begin, token.end);
		if (token.kind == XML_TEXT || token.kind == XML_REFERENCE)
			xml_decode(text, false, &tree->text);
		else if (token.kind == XML_CDATA)
			buffer_append(&tree->text, xml_token_content(&tree->scanner, &token));
		else
			end_text(tree);
		if (token.kind == XML_START_TAG)
			add_element(tree, &token);
		else if (token.kind == XML_END_TAG)
			tree->parent = tree->parent->parent;
		if (tree->scanner.depth > DEPTH_MOST)
			return false;
	}
	return true;
}

static void register_names(const struct its_rules *rules, size_t context, xmlXPathContextPtr xpath)
{
	xmlXPathRegisteredNsCleanup(xpath);
	xmlXPathRegisteredVariablesCleanup(xpath);
	for (size_t i = 0; i < rules->names.count; i++) {
		const struct its_name *name = &rules->names.items[i];
		if (name->context != context)
			continue;
		char *key = slice_to_string(name->name), *value = slice_to_string(name->value);
		if (name->parameter)
			xmlXPathRegisterVariable(xpath, (const xmlChar *)key, xmlXPathNewCString(value));
		else if (*value)
			xmlXPathRegisterNs(xpath, (const xmlChar *)key, (const xmlChar *)value);
		free(key);
		free(value);
	}
}

/* A matching under way. */
struct matching {
	const struct its_rules *rules;
	const char *file;
	struct xml_hits *hits;
	struct diagnostics *sink;
	xmlXPathContextPtr xpath;
	size_t operations; /* left to be spent */
};

static xmlXPathObjectPtr evaluate(struct matching *matching, xmlXPathCompExprPtr compiled, xmlNodePtr node)
{
	matching->xpath->node = node;
	matching->xpath->opCount = 0;
	matching->xpath->opLimit = matching->operations;
	xmlXPathObjectPtr result = xmlXPathCompiledEval(compiled, matching->xpath);
	size_t spent = matching->xpath->opCount;
	matching->operations = spent < matching->operations ? matching->operations - spent : 1;
	return result;
}

static struct slice take_note(struct matching *matching, xmlXPathCompExprPtr pointer, xmlNodePtr node)
{
	xmlXPathObjectPtr result = pointer ? evaluate(matching, pointer, node) : NULL;
	xmlChar *string = result ? xmlXPathCastToString(result) : NULL;
	struct slice text = slice_trim(slice_from((const char *)string));
	size_t end = text.size < NOTE_MOST ? text.size : NOTE_MOST;
	while (end < text.size && ((unsigned char)text.data[end] & 0xc0) == 0x80)
		end--;
	struct slice note = arena_copy(matching->rules->arena, slice_range(text, 0, end));
	xmlFree(string);
	xmlXPathFreeObject(result);
	return note;
}

static void push_hit(struct matching *matching, xmlNodePtr node, size_t rule, xmlXPathCompExprPtr pointer)
{
	xmlNodePtr element = node->type == XML_ATTRIBUTE_NODE ? node->parent : node;
	if (element->type != XML_ELEMENT_NODE)
		return;
	struct xml_hit hit = { .element = (size_t)(uintptr_t)element->_private, .rule = rule };
	if (node->type == XML_ATTRIBUTE_NODE)
		hit.attribute = (size_t)(uintptr_t)node->_private;
	if (pointer)
		hit.note = take_note(matching, pointer, node);
	array_push(matching->hits, hit);
}

static bool match_rule(struct matching *matching, size_t index, xmlDocPtr document)
{
	const struct its_rule *rule = &matching->rules->rules.items[index];
	struct position place = { rule->file, rule->line, rule->column };
	register_names(matching->rules, rule->context, matching->xpath);
	xmlXPathCompExprPtr compiled = compile(matching->xpath, rule->selector.expression);
	xmlXPathCompExprPtr pointer = rule->is_pointer ? compile(matching->xpath, rule->note) : NULL;
	xmlXPathObjectPtr result = compiled ? evaluate(matching, compiled, (xmlNodePtr)document) : NULL;
	bool good = result && result->type == XPATH_NODESET;
	if (!good)
		diagnostics_error(matching->sink, place,
		                  _("this rule’s selector selects no elements or attributes of %s, or costs too much; write it as "
		                    "a plain path, with prefixes and parameters that are declared"), matching->file);
	for (int i = 0; good && result->nodesetval && i < result->nodesetval->nodeNr; i++)
		push_hit(matching, result->nodesetval->nodeTab[i], index, pointer);
	xmlXPathFreeObject(result);
	xmlXPathFreeCompExpr(compiled);
	xmlXPathFreeCompExpr(pointer);
	return good;
}

static int compare_hits(const void *a, const void *b)
{
	const struct xml_hit *first = a, *second = b;
	if (first->element != second->element)
		return first->element < second->element ? -1 : 1;
	if (first->attribute != second->attribute)
		return first->attribute < second->attribute ? -1 : 1;
	return first->rule < second->rule ? -1 : first->rule > second->rule;
}

bool xml_tree_match(const struct its_rules *rules, struct slice source, const char *file, struct xml_hits *hits,
                    struct diagnostics *sink)
{
	struct tree tree = { 0 };
	xml_scanner_init(&tree.scanner, source, XML_DOCUMENT, file, NULL);
	bool good = build(&tree);
	if (!good)
		diagnostics_error(sink, position_in_text(file, source, tree.scanner.offset),
		                  _("nested too deep for rules that are no plain paths"));
	struct matching matching = {
		.rules = rules, .file = file, .hits = hits, .sink = sink, .xpath = xmlXPathNewContext(tree.document),
		.operations = OPERATIONS_BASE + OPERATIONS_A_NODE * tree.nodes,
	};
	matching.xpath->error = ignore_error;
	for (size_t i = 0; good && i < rules->rules.count; i++)
		if (!rules->rules.items[i].selector.simple)
			good = match_rule(&matching, i, tree.document);
	if (hits->count)
		qsort(hits->items, hits->count, sizeof *hits->items, compare_hits);
	xmlXPathFreeContext(matching.xpath);
	xmlFreeDoc(tree.document);
	buffer_finish(&tree.text);
	array_finish(&tree.namespaces);
	xml_scanner_finish(&tree.scanner);
	return good;
}
