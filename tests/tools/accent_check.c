/* accent_check [FILE…]: that en-XA changes all prose, and nothing else, as other parsers see it. For each Markdown or HTML
 * file (of the arguments, or one a line on standard input) the pseudo-translated article is parsed by cmark-gfm or gumbo:
 * text that still has words of ASCII letters is printed as PROSE, and code, addresses, info strings and the like that
 * have an accented letter or a bracket which the source has not as MARKUP. What a template, an address or a mail address
 * is, is no prose; a person judges the rest. */

#include "pseudo.h"

#include "formats/front_matter.h"
#include "text/address.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <gumbo.h>
#include <stdio.h>
#include <string.h>

struct checking {
	const char *path;
	struct slice source;
	size_t prose, markup;
};

static void print(const struct checking *checking, const char *kind, const char *where, struct slice text)
{
	printf("%s %s: %s: ", kind, checking->path, where);
	for (size_t i = 0; i < text.size && i < 160; i++)
		putchar(text.data[i] == '\n' ? ' ' : text.data[i]);
	putchar('\n');
}

/* Whether TEXT has a word of two ASCII letters or more outside of addresses and templates. */
static bool has_plain_words(struct slice text)
{
	struct address_search search;
	address_search_begin(&search, text, 0, text.size);
	size_t at = 0, begin, end;
	while (at < text.size) {
		if (!address_find(&search, at, &begin, &end))
			begin = end = text.size;
		size_t run = 0;
		for (size_t i = at; i < begin; i++) {
			bool template = i + 1 < begin && text.data[i] == '{' && strchr("{%#<", text.data[i + 1]);
			size_t close = template ? slice_find_byte(text, '}', i) : SLICE_NONE;
			if (close != SLICE_NONE) {
				i = close;
				run = 0;
				continue;
			}
			bool inside = is_ascii_letter(text.data[i]);
			bool glued = i > 0 && ((unsigned char)text.data[i - 1] >= 0x80 || text.data[i - 1] == '&');
			run = inside && (run || !glued) ? run + 1 : 0;
			if (run == 2)
				return true;
		}
		at = end;
	}
	return false;
}

/* Whether TEXT has a bracket of en-XA: the sources have none. */
static bool is_changed(struct slice text)
{
	return slice_find(text, SLICE("\xe2\x9f\xa6"), 0) != SLICE_NONE || slice_find(text, SLICE("\xe2\x9f\xa7"), 0) != SLICE_NONE;
}

static void check_prose(struct checking *checking, const char *where, const char *text)
{
	if (text && has_plain_words(slice_from(text))) {
		print(checking, "PROSE", where, slice_from(text));
		checking->prose++;
	}
}

static void check_markup(struct checking *checking, const char *where, const char *text)
{
	if (text && is_changed(slice_from(text))) {
		print(checking, "MARKUP", where, slice_from(text));
		checking->markup++;
	}
}

static void check_markdown(struct checking *checking, struct slice text)
{
	static const char *const extensions[] = { "table", "strikethrough", "autolink", "tasklist" };
	text = slice_from_offset(text, front_matter_end(text));
	cmark_parser *parser = cmark_parser_new(CMARK_OPT_FOOTNOTES | CMARK_OPT_UNSAFE);
	for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
		cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(extensions[i]));
	cmark_parser_feed(parser, text.data, text.size);
	cmark_node *tree = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	cmark_iter *walk = cmark_iter_new(tree);
	for (cmark_event_type event; (event = cmark_iter_next(walk)) != CMARK_EVENT_DONE;) {
		cmark_node *node = cmark_iter_get_node(walk);
		if (event == CMARK_EVENT_EXIT)
			continue;
		cmark_node_type type = cmark_node_get_type(node);
		const char *literal = cmark_node_get_literal(node);
		if (type == CMARK_NODE_TEXT) {
			check_prose(checking, cmark_node_get_type_string(cmark_node_parent(node)), literal);
		} else if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE) {
			check_markup(checking, "address", cmark_node_get_url(node));
			check_prose(checking, "title", cmark_node_get_title(node));
		} else if (type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK) {
			check_markup(checking, "code", literal);
			if (type == CMARK_NODE_CODE_BLOCK)
				check_markup(checking, "info", cmark_node_get_fence_info(node));
		}
	}
	cmark_iter_free(walk);
	cmark_node_free(tree);
}

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(name, *names) == 0)
			return true;
	return false;
}

static void check_attributes(struct checking *checking, const GumboElement *element)
{
	static const char *const prose[] = { "alt", "title", "placeholder", "aria-label", NULL };
	static const char *const markup[] = { "href", "src", "id", "class", "name", "style", "for", NULL };
	for (unsigned i = 0; i < element->attributes.length; i++) {
		const GumboAttribute *attribute = element->attributes.data[i];
		if (is_one_of(attribute->name, prose) && element->tag != GUMBO_TAG_LINK && element->tag != GUMBO_TAG_STYLE)
			check_prose(checking, attribute->name, attribute->value);
		else if (is_one_of(attribute->name, markup))
			check_markup(checking, attribute->name, attribute->value);
	}
}

static bool is_kept(const GumboElement *element)
{
	static const GumboTag kept[] = {
		GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE, GUMBO_TAG_CODE, GUMBO_TAG_PRE, GUMBO_TAG_KBD, GUMBO_TAG_SAMP, GUMBO_TAG_VAR,
		GUMBO_TAG_SVG, GUMBO_TAG_MATH, GUMBO_TAG_TEXTAREA, GUMBO_TAG_IFRAME, GUMBO_TAG_XMP, GUMBO_TAG_LISTING,
		GUMBO_TAG_NOEMBED, GUMBO_TAG_NOFRAMES, GUMBO_TAG_PLAINTEXT,
	};
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (element->tag == kept[i])
			return true;
	const GumboAttribute *translate = gumbo_get_attribute(&element->attributes, "translate");
	const GumboAttribute *class = gumbo_get_attribute(&element->attributes, "class");
	return element->tag_namespace != GUMBO_NAMESPACE_HTML || (translate && strcmp(translate->value, "no") == 0) ||
	       (class && strstr(class->value, "notranslate"));
}

static void check_html(struct checking *checking, struct slice text)
{
	GumboOptions options = kGumboDefaultOptions;
	options.max_errors = 0;
	GumboOutput *output = gumbo_parse_with_options(&options, text.data, text.size);
	const GumboNode *node = output->document;
	size_t kept = 0; /* elements around the node whose text is not translated */
	for (bool done = false; !done;) {
		const GumboVector *children = NULL;
		if (node->type == GUMBO_NODE_DOCUMENT) {
			children = &node->v.document.children;
		} else if (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE) {
			children = &node->v.element.children;
			if (!kept)
				check_attributes(checking, &node->v.element);
			kept += is_kept(&node->v.element);
		} else if (node->type == GUMBO_NODE_TEXT) {
			(kept ? check_markup : check_prose)(
			    checking, node->parent->type == GUMBO_NODE_ELEMENT ? gumbo_normalized_tagname(node->parent->v.element.tag) : "",
			    node->v.text.text);
		}
		const GumboNode *next = children && children->length ? children->data[0] : NULL;
		while (!next && !done) {
			if (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE)
				kept -= is_kept(&node->v.element);
			done = node == output->document;
			if (done)
				break;
			const GumboVector *siblings = node->parent->type == GUMBO_NODE_DOCUMENT ? &node->parent->v.document.children :
			                                                                          &node->parent->v.element.children;
			if (node->index_within_parent + 1 < siblings->length)
				next = siblings->data[node->index_within_parent + 1];
			else
				node = node->parent;
		}
		node = next;
	}
	gumbo_destroy_output(&options, output);
}

static void check(const char *path, size_t *files, size_t *prose, size_t *markup)
{
	struct arena *arena = arena_create();
	struct diagnostics *sink = diagnostics_create();
	const struct format *format = format_for_file(path);
	struct document *document = pseudo_read(path, arena, sink);
	if (document) {
		struct checking checking = { .path = path, .source = document->source };
		struct buffer out = { 0 };
		pseudo_write(format, document, &out);
		(format == &format_html ? check_html : check_markdown)(&checking, buffer_slice(&out));
		buffer_finish(&out);
		++*files;
		*prose += checking.prose;
		*markup += checking.markup;
	}
	diagnostics_destroy(sink);
	arena_destroy(arena);
}

int main(int argc, char **argv)
{
	size_t files = 0, prose = 0, markup = 0;
	char line[4096];
	cmark_gfm_core_extensions_ensure_registered();
	for (int i = 1; i < argc; i++)
		check(argv[i], &files, &prose, &markup);
	while (argc == 1 && fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = '\0';
		check(line, &files, &prose, &markup);
	}
	printf("%zu files; %zu texts with plain words; %zu pieces of markup changed\n", files, prose, markup);
	return prose || markup ? 1 : 0;
}
