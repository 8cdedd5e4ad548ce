#include "html_tree.h"

static const GumboVector *children_of(const GumboNode *node)
{
	static const GumboVector none = { 0 };
	if (node->type == GUMBO_NODE_DOCUMENT)
		return &node->v.document.children;
	return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE ? &node->v.element.children : &none;
}

const GumboNode *html_tree_next(const GumboNode *root, const GumboNode *node, size_t *left)
{
	size_t ended = 0;
	const GumboNode *next = children_of(node)->length ? children_of(node)->data[0] : NULL;
	for (; !next && node; node = node == root ? NULL : node->parent) {
		ended += node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
		const GumboVector *siblings = node == root ? children_of(root) : children_of(node->parent);
		if (node != root && node->index_within_parent + 1 < siblings->length)
			next = siblings->data[node->index_within_parent + 1];
	}
	if (left)
		*left = ended;
	return next;
}

bool html_tree_may_change(const char *name)
{
	const char *section = strrchr(name, '}'); /* of a template, without a space behind it */
	name = section ? section + 1 : name;
	static const char *const names[] = {
		"alt", "title", "aria-label", "aria-description", "aria-roledescription", "placeholder", "label", "content",
		"value", "abbr", "description", "caption", "summary", "lang", "xml:lang", "dir", "charset",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

bool html_tree_is_kept(const GumboNode *node)
{
	static const GumboTag kept[] = {
		GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE, GUMBO_TAG_CODE, GUMBO_TAG_PRE, GUMBO_TAG_KBD, GUMBO_TAG_SAMP, GUMBO_TAG_VAR,
		GUMBO_TAG_TEXTAREA, GUMBO_TAG_IFRAME, GUMBO_TAG_XMP, GUMBO_TAG_LISTING, GUMBO_TAG_NOEMBED, GUMBO_TAG_NOFRAMES,
	};
	for (; node->type != GUMBO_NODE_DOCUMENT; node = node->parent) {
		const GumboElement *element = &node->v.element;
		const GumboAttribute *translate = gumbo_get_attribute(&element->attributes, "translate");
		const GumboAttribute *class = gumbo_get_attribute(&element->attributes, "class");
		if (translate && (strcmp(translate->value, "yes") == 0 || strcmp(translate->value, "no") == 0))
			return strcmp(translate->value, "no") == 0;
		if (element->tag_namespace != GUMBO_NAMESPACE_HTML || (class && strstr(class->value, "notranslate")))
			return true;
		/* Browsers go on with code that was left open, to the end of the page. */
		if (node->parse_flags & (GUMBO_INSERTION_IMPLICIT_END_TAG | GUMBO_INSERTION_RECONSTRUCTED_FORMATTING_ELEMENT))
			continue;
		for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
			if (element->tag == kept[i])
				return true;
	}
	return false;
}

/* TEXT with one space for all white space in it and none at its begin: a sentence's lines are joined, in its markup too. */
static void append_folded(const char *text, struct buffer *out)
{
	for (; *text; text++)
		if (!is_ascii_space(*text))
			buffer_append_byte(out, *text);
		else if (!is_ascii_space(out->data[out->size - 1]))
			buffer_append_byte(out, ' ');
}

static void append_start(const GumboElement *element, struct buffer *out)
{
	GumboStringPiece name = element->original_tag;
	gumbo_tag_from_original_text(&name);
	buffer_append_format(out, "<%s", gumbo_normalized_tagname(element->tag));
	if (element->tag == GUMBO_TAG_UNKNOWN && name.data)
		buffer_append(out, slice_make(name.data, name.length));
	for (unsigned i = 0; i < element->attributes.length; i++) {
		const GumboAttribute *attribute = element->attributes.data[i];
		/* A direction is added for a language that runs from right to left. */
		if (strcmp(attribute->name, "dir") == 0)
			continue;
		buffer_append_format(out, " %s=", attribute->name);
		append_folded(html_tree_may_change(attribute->name) ? "" : attribute->value, out);
	}
	buffer_append_string(out, ">\n");
}

static void append_node(const GumboNode *node, struct buffer *out)
{
	if (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE) {
		append_start(&node->v.element, out);
	} else if (node->type == GUMBO_NODE_COMMENT) {
		buffer_append_string(out, "<!--");
		bool declaration = strncmp(node->v.text.text, "?xml", 4) == 0; /* its character set may change */
		append_folded(declaration ? "" : node->v.text.text, out);
		buffer_append_string(out, "-->\n");
	} else if (node->type != GUMBO_NODE_DOCUMENT && html_tree_is_kept(node->parent)) {
		append_folded(node->v.text.text, out);
		if (out->data[out->size - 1] == ' ')
			out->size--;
		buffer_append_byte(out, '\n');
	}
}

void html_tree_append(struct slice page, struct buffer *out)
{
	GumboOptions options = kGumboDefaultOptions;
	options.max_errors = 0;
	GumboOutput *output = gumbo_parse_with_options(&options, page.data, page.size);
	const GumboNode *root = output->document;
	size_t left = 0;
	for (const GumboNode *node = root; node; node = html_tree_next(root, node, &left)) {
		for (; left; left--)
			buffer_append_string(out, "/\n");
		append_node(node, out);
	}
	gumbo_destroy_output(&options, output);
}
