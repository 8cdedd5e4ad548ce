#include "text/srx.h"

#include "base/array.h"
#include "base/message.h"
#include "text/regex.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <limits.h>

#define SRX_NAMESPACE "http://www.lisa.org/srx20"

/* A file being read. */
struct reader {
	const char *file;
	struct slice language;
	struct arena *arena;
	struct srx *srx;
	struct diagnostics *sink;
};

static struct position at_line(const struct reader *reader, size_t line)
{
	return (struct position){ reader->file, line, 0 };
}

static size_t line_of(const xmlNode *node)
{
	long line = xmlGetLineNo(node);
	return line > 0 ? (size_t)line : 0;
}

/* Elements of other namespaces are other people's additions, which the standard allows and we pass over. */
static bool is_ours(const xmlNode *node)
{
	return node->type == XML_ELEMENT_NODE && (!node->ns || strcmp((const char *)node->ns->href, SRX_NAMESPACE) == 0);
}

static bool is_named(const xmlNode *node, const char *name)
{
	return is_ours(node) && strcmp((const char *)node->name, name) == 0;
}

/* The first of NODE and the nodes after it that is called NAME. */
static const xmlNode *find_element(const xmlNode *node, const char *name)
{
	while (node && !is_named(node, name))
		node = node->next;
	return node;
}

static struct slice take_string(struct arena *arena, xmlChar *string)
{
	struct slice copy = arena_copy(arena, slice_from((const char *)string));
	xmlFree(string);
	return copy;
}

/* The attribute NAME of NODE; a NULL pointer where it has none. */
static struct slice attribute(const struct reader *reader, const xmlNode *node, const char *name)
{
	xmlChar *value = xmlGetNoNsProp(node, (const xmlChar *)name);
	return value ? take_string(reader->arena, value) : slice_make(NULL, 0);
}

static bool required_attribute(const struct reader *reader, const xmlNode *node, const char *name, struct slice *value)
{
	*value = attribute(reader, node, name);
	if (!value->data)
		diagnostics_error(reader->sink, at_line(reader, line_of(node)), _("<%s> without %s; add it"),
		                  (const char *)node->name, name);
	return value->data != NULL;
}

/* *VALUE becomes the "yes" or "no" of the attribute NAME of NODE, and stays as it is where there is none. */
static bool read_choice(const struct reader *reader, const xmlNode *node, const char *name, bool *value)
{
	struct slice text = attribute(reader, node, name);
	if (!text.data)
		return true;
	*value = slice_equal(text, SLICE("yes"));
	if (*value || slice_equal(text, SLICE("no")))
		return true;
	diagnostics_error(reader->sink, at_line(reader, line_of(node)), _("%s=\"%.*s\"; write \"yes\" or \"no\""), name,
	                  SLICE_ARG(text));
	return false;
}

static bool unknown_element(const struct reader *reader, const xmlNode *node)
{
	diagnostics_error(reader->sink, at_line(reader, line_of(node)), _("unknown element <%s>; correct its name"),
	                  (const char *)node->name);
	return false;
}

static bool missing_element(const struct reader *reader, const xmlNode *parent, const char *name)
{
	diagnostics_error(reader->sink, at_line(reader, line_of(parent)), _("<%s> without <%s>; add it"),
	                  (const char *)parent->name, name);
	return false;
}

static bool read_header(const struct reader *reader, const xmlNode *header, bool *cascade)
{
	struct srx *srx = reader->srx;
	if (!read_choice(reader, header, "segmentsubflows", &srx->segment_subflows) ||
	    !read_choice(reader, header, "cascade", cascade))
		return false;
	for (const xmlNode *node = header->children; node; node = node->next) {
		if (!is_named(node, "formathandle"))
			continue;
		struct slice type;
		if (!required_attribute(reader, node, "type", &type))
			return false;
		bool *include = slice_equal(type, SLICE("start")) ? &srx->include_opening :
		                slice_equal(type, SLICE("end")) ? &srx->include_closing :
		                slice_equal(type, SLICE("isolated")) ? &srx->include_isolated : NULL;
		if (!include) {
			diagnostics_error(reader->sink, at_line(reader, line_of(node)),
			                  _("type=\"%.*s\"; write \"start\", \"end\" or \"isolated\""), SLICE_ARG(type));
			return false;
		}
		if (!read_choice(reader, node, "include", include))
			return false;
	}
	return true;
}

static bool read_rule(const struct reader *reader, const xmlNode *element)
{
	size_t line = line_of(element);
	struct srx_rule rule = { .before = SLICE(""), .after = SLICE(""), .breaks = true, .before_line = line,
		                 .after_line = line };
	if (!read_choice(reader, element, "break", &rule.breaks))
		return false;
	for (const xmlNode *node = element->children; node; node = node->next) {
		if (!is_ours(node))
			continue;
		if (is_named(node, "beforebreak")) {
			rule.before = take_string(reader->arena, xmlNodeGetContent(node));
			rule.before_line = line_of(node);
		} else if (is_named(node, "afterbreak")) {
			rule.after = take_string(reader->arena, xmlNodeGetContent(node));
			rule.after_line = line_of(node);
		} else {
			return unknown_element(reader, node);
		}
	}
	array_push(reader->srx, rule);
	return true;
}

/* Append the rules of the <languagerule> called NAME that the map MAP asks for. */
static bool read_language_rule(const struct reader *reader, const xmlNode *language_rules, struct slice name,
                               const xmlNode *map)
{
	for (const xmlNode *node = language_rules->children; node; node = node->next) {
		if (!is_named(node, "languagerule") ||
		    !slice_equal(attribute(reader, node, "languagerulename"), name))
			continue;
		for (const xmlNode *rule = node->children; rule; rule = rule->next) {
			if (!is_ours(rule))
				continue;
			if (!is_named(rule, "rule"))
				return unknown_element(reader, rule);
			if (!read_rule(reader, rule))
				return false;
		}
		return true;
	}
	diagnostics_error(reader->sink, at_line(reader, line_of(map)),
	                  _("no <languagerule> is called “%.*s”; correct the name"), SLICE_ARG(name));
	return false;
}

static bool language_matches(const struct reader *reader, const xmlNode *map, struct slice pattern, bool *matches)
{
	pcre2_code *code = regex_compile(pattern, "", PCRE2_CASELESS | PCRE2_ANCHORED | PCRE2_ENDANCHORED,
	                                 at_line(reader, line_of(map)), reader->sink);
	if (!code)
		return false;
	pcre2_match_context *limits = regex_limits();
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	*matches = pcre2_match(code, (PCRE2_SPTR)reader->language.data, reader->language.size, 0, 0, data, limits) >= 0;
	pcre2_match_data_free(data);
	pcre2_match_context_free(limits);
	pcre2_code_free(code);
	return true;
}

static bool read_body(const struct reader *reader, const xmlNode *body, bool cascade)
{
	const xmlNode *language_rules = find_element(body->children, "languagerules");
	if (!language_rules)
		return missing_element(reader, body, "languagerules");
	const xmlNode *map_rules = find_element(body->children, "maprules");
	if (!map_rules)
		return missing_element(reader, body, "maprules");
	if (!find_element(map_rules->children, "languagemap"))
		return missing_element(reader, map_rules, "languagemap");
	bool done = false;
	for (const xmlNode *map = map_rules->children; map; map = map->next) {
		if (!is_ours(map))
			continue;
		if (!is_named(map, "languagemap"))
			return unknown_element(reader, map);
		struct slice pattern, name;
		bool matches;
		if (!required_attribute(reader, map, "languagepattern", &pattern) ||
		    !required_attribute(reader, map, "languagerulename", &name) ||
		    !language_matches(reader, map, pattern, &matches))
			return false;
		if (!matches || done)
			continue;
		if (!read_language_rule(reader, language_rules, name, map))
			return false;
		done = !cascade;
	}
	return true;
}

static bool read_root(const struct reader *reader, const xmlNode *root)
{
	if (!is_named(root, "srx") || !slice_equal(attribute(reader, root, "version"), SLICE("2.0"))) {
		diagnostics_error(reader->sink, at_line(reader, line_of(root)),
		                  _("not SRX 2.0; its root is <srx version=\"2.0\" xmlns=\"%s\">"), SRX_NAMESPACE);
		return false;
	}
	const xmlNode *header = find_element(root->children, "header");
	const xmlNode *body = find_element(root->children, "body");
	bool cascade = false;
	if (!header)
		return missing_element(reader, root, "header");
	if (!body)
		return missing_element(reader, root, "body");
	return read_header(reader, header, &cascade) && read_body(reader, body, cascade);
}

/* Called at the first declaration of an entity: nothing of the file is believed after it. */
static void refuse_entity(void *context, const xmlChar *name, int type, const xmlChar *public_identifier,
                          const xmlChar *system_identifier, xmlChar *content)
{
	(void)name, (void)type, (void)public_identifier, (void)system_identifier, (void)content;
	xmlParserCtxt *parser = context;
	struct reader *reader = parser->_private;
	diagnostics_error(reader->sink, at_line(reader, parser->input ? (size_t)parser->input->line : 0),
	                  _("declares an entity, which is not allowed here; write the text itself"));
	xmlStopParser(parser);
}

/* libxml2's for this thread while a file is parsed: it would print otherwise. */
static void keep_silent(void *context, xmlError *error)
{
	(void)context, (void)error;
}

static void report_syntax(const struct reader *reader, const xmlParserCtxt *parser)
{
	if (diagnostics_count(reader->sink, SEVERITY_ERROR))
		return;
	const xmlError *error = xmlCtxtGetLastError((void *)(uintptr_t)parser);
	struct slice reason = slice_trim(slice_from(error && error->message ? error->message : ""));
	size_t line = error && error->line > 0 ? (size_t)error->line : 0;
	diagnostics_error(reader->sink, at_line(reader, line), _("not well-formed XML: %.*s; correct it"),
	                  SLICE_ARG(reason));
}

bool srx_read(struct slice rules, const char *file, const char *language, struct arena *arena, struct srx *out,
              struct diagnostics *sink)
{
	struct reader reader = { file, slice_from(language), arena, out, sink };
	*out = (struct srx){ .segment_subflows = true, .include_closing = true };
	if (rules.size > INT_MAX) {
		diagnostics_error(sink, position_of_file(file), _("larger than 2 GB; not a rules file"));
		return false;
	}
	xmlInitParser();
	xmlParserCtxt *parser = xmlNewParserCtxt();
	if (!parser) {
		diagnostics_error(sink, position_of_file(file), _("no memory to read it; free some"));
		return false;
	}
	parser->_private = &reader;
	parser->sax->entityDecl = refuse_entity;
	struct diagnostics *own = diagnostics_create();
	reader.sink = own;
	/* What a converter of encodings reports goes past the parser's own options. */
	xmlStructuredErrorFunc report = xmlStructuredError;
	void *report_context = xmlStructuredErrorContext;
	xmlSetStructuredErrorFunc(NULL, keep_silent);
	xmlDoc *document = xmlCtxtReadMemory(parser, rules.data ? rules.data : "", (int)rules.size, NULL, NULL,
	                                     XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES);
	xmlSetStructuredErrorFunc(report_context, report);
	bool done = document && !diagnostics_count(own, SEVERITY_ERROR);
	if (done)
		done = read_root(&reader, xmlDocGetRootElement(document));
	else
		report_syntax(&reader, parser);
	diagnostics_move(sink, own);
	diagnostics_destroy(own);
	xmlFreeDoc(document);
	xmlFreeParserCtxt(parser);
	return done;
}
