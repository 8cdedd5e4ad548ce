/* structure_check: that articles which were translated into a pseudo-language kept their structure, as other parsers see
 * it, and that all of their prose was translated and nothing else. Each line of standard input has three paths with tabs
 * between them: the article, and what was made of it in en-XA and en-XB. Prints for each one of
 *
 *   same PATH            cmark-gfm's or gumbo's tree without words is the article's, in both; so is all code, each address
 *   differ PATH: WHERE   it is not
 *   refused PATH: WHY    one of the three could not be read
 *
 * and before it, in lines that begin with "prose PATH: WHERE: ", the text that still has words of ASCII letters in en-XA.
 * What a template or an address is, is no prose; a person judges the rest. */

#include "html_tree.h"
#include "pseudo.h"
#include "trees.h"

#include "base/file.h"
#include "formats/front_matter.h"
#include "text/address.h"

#include <stdio.h>

enum { EXCERPT = 160 };

static void print_excerpt(struct slice text)
{
	for (size_t i = 0; i < text.size && i < EXCERPT; i++)
		putchar(is_ascii_space(text.data[i]) ? ' ' : text.data[i]);
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
			bool template = i + 1 < begin && text.data[i] == '{' && memchr("{%#<", text.data[i + 1], 4);
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

static void check_prose(const char *path, const char *where, const char *text)
{
	if (!has_plain_words(slice_from(text)))
		return;
	printf("prose %s: %s: ", path, where);
	print_excerpt(slice_from(text));
	putchar('\n');
}

static void check_attributes(const char *path, const GumboElement *element)
{
	static const char *const prose[] = { "alt", "title", "placeholder", "aria-label" };
	if (element->tag == GUMBO_TAG_LINK || element->tag == GUMBO_TAG_STYLE)
		return;
	for (size_t i = 0; i < sizeof prose / sizeof *prose; i++) {
		const GumboAttribute *attribute = gumbo_get_attribute(&element->attributes, prose[i]);
		if (attribute)
			check_prose(path, prose[i], attribute->value);
	}
}

static void find_prose(const char *path, struct slice page)
{
	GumboOptions options = kGumboDefaultOptions;
	options.max_errors = 0;
	GumboOutput *output = gumbo_parse_with_options(&options, page.data, page.size);
	const GumboNode *root = output->document;
	for (const GumboNode *node = root; node; node = html_tree_next(root, node, NULL)) {
		bool element = node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
		if (element && !html_tree_is_kept(node))
			check_attributes(path, &node->v.element);
		else if (node->type == GUMBO_NODE_TEXT && !html_tree_is_kept(node->parent))
			check_prose(path, gumbo_normalized_tagname(node->parent->v.element.tag), node->v.text.text);
	}
	gumbo_destroy_output(&options, output);
}

/* Markdown as the page that cmark-gfm makes of it. */
static void append_page(struct slice article, struct buffer *out)
{
	struct buffer body = { 0 };
	trees_append_markdown_body(article, &body);
	cmark_node *tree = trees_read_markdown(buffer_slice(&body));
	char *page = cmark_render_html(tree, CMARK_OPT_UNSAFE | CMARK_OPT_FOOTNOTES, NULL);
	buffer_append_string(out, page);
	cmark_get_default_mem_allocator()->free(page);
	cmark_node_free(tree);
	buffer_finish(&body);
}

static bool read_article(const char *path, const struct format *format, struct arena *arena, struct slice *text,
                         struct diagnostics *sink)
{
	struct slice bytes;
	struct encoding encoding;
	const struct format_expectation expectation = { .language = "en" };
	return file_read(path, arena, &bytes, sink) &&
	       format_decode(format, bytes, &expectation, path, arena, &encoding, text, sink);
}

/* The tree of ARTICLE into OUT; *PAGE is it as HTML. */
static void read_tree(struct slice article, bool markdown, struct buffer *page, struct buffer *out)
{
	if (markdown) {
		trees_append_markdown(article, TREES_STRUCTURE, out);
		append_page(article, page);
	} else {
		buffer_append(page, slice_from_offset(article, front_matter_end(article)));
	}
	html_tree_append(buffer_slice(page), out);
}

/* Prints where two trees part, if they do. */
static bool print_difference(const char *path, const char *language, struct slice expected, struct slice actual)
{
	enum { BEFORE = 60 };
	size_t i = 0;
	while (i < expected.size && i < actual.size && expected.data[i] == actual.data[i])
		i++;
	if (i == expected.size && i == actual.size)
		return false;
	size_t from = i > BEFORE ? i - BEFORE : 0;
	printf("differ %s: %s: ", path, language);
	print_excerpt(slice_from_offset(expected, from));
	fputs(" <> ", stdout);
	print_excerpt(slice_from_offset(actual, from));
	putchar('\n');
	return true;
}

enum { SOURCE, ACCENTED, MIRRORED, VERSIONS };

static void check(char *const paths[VERSIONS])
{
	static const char *const languages[VERSIONS] = { "", "en-XA", "en-XB" };
	struct arena *arena = arena_create();
	struct diagnostics *sink = diagnostics_create();
	const struct format *format = format_for_file(paths[SOURCE]);
	struct slice articles[VERSIONS];
	bool read = format != NULL, same = true;
	for (size_t i = 0; i < VERSIONS && read; i++)
		read = read_article(paths[i], format, arena, &articles[i], sink);
	struct buffer trees[VERSIONS] = { 0 }, page = { 0 };
	for (size_t i = 0; i < VERSIONS && read; i++) {
		buffer_clear(&page);
		read_tree(articles[i], format == &format_markdown, &page, &trees[i]);
		if (i == ACCENTED)
			find_prose(paths[SOURCE], buffer_slice(&page));
		if (i != SOURCE && same)
			same = !print_difference(paths[SOURCE], languages[i], buffer_slice(&trees[SOURCE]), buffer_slice(&trees[i]));
	}
	if (!read)
		printf("refused %s\n", paths[SOURCE]);
	else if (same)
		printf("same %s\n", paths[SOURCE]);
	for (size_t i = 0; i < VERSIONS; i++)
		buffer_finish(&trees[i]);
	buffer_finish(&page);
	diagnostics_print(sink, stderr, SEVERITY_ERROR, false);
	diagnostics_destroy(sink);
	arena_destroy(arena);
}

int main(void)
{
	char line[3 * 4096];
	while (fgets(line, sizeof line, stdin)) {
		char *paths[VERSIONS] = { line };
		line[strcspn(line, "\n")] = '\0';
		for (size_t i = 1; i < VERSIONS && paths[i - 1]; i++) {
			paths[i] = strchr(paths[i - 1], '\t');
			if (paths[i])
				*paths[i]++ = '\0';
		}
		if (!paths[VERSIONS - 1]) {
			fprintf(stderr, "structure_check: three paths a line, with tabs between them\n");
			return 2;
		}
		check(paths);
	}
	return 0;
}
