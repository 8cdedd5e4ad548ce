#include "text/srx.h"

#include "base/array.h"
#include "base/message.h"
#include "text/pattern.h"

#include <libxml/parser.h>
#include <limits.h>

struct reader {
	struct srx_rules *rules;
	const char *file;
	struct arena *arena;
	struct diagnostics *sink;
};

static bool fail(struct reader *reader, size_t line, const char *text, const char *detail)
{
	diagnostics_error(reader->sink, (struct position){ reader->file, line, 0 }, text, detail);
	return false;
}

static size_t node_line(const xmlNode *node)
{
	long line = xmlGetLineNo(node);
	return line > 0 ? (size_t)line : 0;
}

static bool is_element(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static xmlNode *first_child(const xmlNode *parent, const char *name)
{
	for (xmlNode *node = parent ? parent->children : NULL; node; node = node->next)
		if (is_element(node, name))
			return node;
	return NULL;
}

static struct slice take_string(struct arena *arena, xmlChar *string)
{
	struct slice copy = string ? arena_copy(arena, slice_from((const char *)string)) : slice_make(NULL, 0);
	xmlFree(string);
	return copy;
}

static struct slice attribute(struct reader *reader, xmlNode *node, const char *name)
{
	return take_string(reader->arena, xmlGetProp(node, (const xmlChar *)name));
}

static struct slice content_of(struct reader *reader, const xmlNode *parent, const char *name)
{
	xmlNode *node = first_child(parent, name);
	return node ? take_string(reader->arena, xmlNodeGetContent(node)) : SLICE("");
}

static bool read_rule(struct reader *reader, xmlNode *node)
{
	struct slice breaks = attribute(reader, node, "break");
	struct srx_rule rule = {
		.before = content_of(reader, node, "beforebreak"),
		.after = content_of(reader, node, "afterbreak"),
		.breaks = !slice_equal(breaks, SLICE("no")),
		.line = node_line(node),
	};
	if (breaks.data && rule.breaks && !slice_equal(breaks, SLICE("yes")))
		return fail(reader, rule.line, _("a rule's break is “yes” or “no”, not “%s”"), breaks.data);
	array_push(reader->rules, rule);
	return true;
}

/* The rules of the languagerule NAME. */
static bool read_language_rule(struct reader *reader, const xmlNode *all, struct slice name, size_t map_line)
{
	for (xmlNode *node = all->children; node; node = node->next) {
		if (!is_element(node, "languagerule") || !slice_equal(attribute(reader, node, "languagerulename"), name))
			continue;
		bool good = true;
		for (xmlNode *rule = node->children; rule && good; rule = rule->next)
			if (is_element(rule, "rule"))
				good = read_rule(reader, rule);
		return good;
	}
	return fail(reader, map_line, _("there is no languagerule “%s”; write it, or take the map away"), name.data ? name.data : "");
}

static bool read_maps(struct reader *reader, const xmlNode *body, bool cascade, const char *language)
{
	const xmlNode *all = first_child(body, "languagerules"), *maps = first_child(body, "maprules");
	if (!all || !maps)
		return fail(reader, node_line(body), _("the body needs languagerules and maprules%s"), "");
	bool good = true, found = false;
	for (xmlNode *map = maps->children; map && good && (cascade || !found); map = map->next) {
		if (!is_element(map, "languagemap"))
			continue;
		struct slice text = attribute(reader, map, "languagepattern"), name = attribute(reader, map, "languagerulename");
		struct position position = { reader->file, node_line(map), 0 };
		struct pattern *pattern = pattern_create(text, PATTERN_WHOLE | PATTERN_CASELESS, position, reader->sink);
		good = pattern != NULL;
		if (good && pattern_matches_at(pattern, slice_from(language), 0)) {
			found = true;
			good = read_language_rule(reader, all, name, node_line(map));
		}
		pattern_destroy(pattern);
	}
	return good;
}

static bool read_document(struct reader *reader, const xmlDoc *document, const char *language)
{
	xmlNode *root = xmlDocGetRootElement(document);
	if (!root || !is_element(root, "srx"))
		return fail(reader, root ? node_line(root) : 1, _("not SRX: the root element is not “srx”%s"), "");
	struct slice version = attribute(reader, root, "version");
	if (!slice_equal(version, SLICE("2.0")))
		return fail(reader, node_line(root), _("SRX of version 2.0 is known, not “%s”"), version.data ? version.data : "");
	xmlNode *header = first_child(root, "header"), *body = first_child(root, "body");
	if (!header || !body)
		return fail(reader, node_line(root), _("an SRX file needs a header and a body%s"), "");
	bool cascade = slice_equal(attribute(reader, header, "cascade"), SLICE("yes"));
	return read_maps(reader, body, cascade, language);
}

bool srx_read(struct srx_rules *rules, struct slice xml, const char *file, const char *language, struct arena *arena,
              struct diagnostics *sink)
{
	struct reader reader = { rules, file, arena, sink };
	if (xml.size > INT_MAX)
		return fail(&reader, 0, _("too large for a file of rules%s"), "");
	xmlParserCtxt *parser = xmlNewParserCtxt();
	if (!parser)
		return fail(&reader, 0, _("the XML parser can't be started%s"), "");
	/* Entities are not replaced, and nothing outside the file is read. */
	xmlDoc *document = xmlCtxtReadMemory(parser, xml.data, (int)xml.size, file, NULL,
	                                     XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES);
	bool good;
	if (document)
		good = read_document(&reader, document, language);
	else {
		const xmlError *error = xmlCtxtGetLastError(parser);
		struct slice text = slice_trim(slice_from(error ? error->message : ""));
		good = fail(&reader, error && error->line > 0 ? (size_t)error->line : 1, _("not XML: %s"),
		            arena_copy(arena, text).data);
	}
	xmlFreeDoc(document);
	xmlFreeParserCtxt(parser);
	return good;
}
