/* tbx.c: glossaries in TBX-Basic, version 2 (ISO 30042:2008: termEntry, langSet, tig) and 3 (ISO 30042:2019:
 * conceptEntry, langSec, termSec, in the style of categories as attributes or as elements). */

#include "base/message.h"
#include "memory/exchange.h"
#include "memory/key.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <limits.h>

enum { TERMS_MOST = 1000 }; /* of one concept; each is paired with each of the other language */

enum element { ELEMENT_OTHER, ELEMENT_CONCEPT, ELEMENT_LANGUAGE, ELEMENT_SECTION, ELEMENT_TERM, ELEMENT_STATUS };

/* A term of the concept under way. */
struct tbx_term {
	struct slice language, text;
	bool is_source, forbidden;
};

struct reader {
	const char *path;
	struct arena *arena;
	char source[KEY_LANGUAGE_SIZE]; /* the family */
	struct slice language;          /* of the section under way; a NULL pointer: none */
	bool is_source;                 /* whether that is the source language */
	struct { struct tbx_term *items; size_t count, capacity; } terms;
	bool is_tbx;
	memory_take *take;
	void *context;
	struct diagnostics *sink;
};

static struct slice attribute(const struct reader *reader, const xmlNode *node, const char *name)
{
	xmlChar *value = xmlGetProp(node, (const xmlChar *)name);
	struct slice text = value ? arena_copy(reader->arena, slice_from((const char *)value)) : slice_make(NULL, 0);
	xmlFree(value);
	return text;
}

static enum element element_of(const struct reader *reader, const xmlNode *node)
{
	static const struct { const char *name; enum element element; } elements[] = {
		{ "conceptEntry", ELEMENT_CONCEPT }, { "termEntry", ELEMENT_CONCEPT }, { "langSec", ELEMENT_LANGUAGE },
		{ "langSet", ELEMENT_LANGUAGE },     { "termSec", ELEMENT_SECTION },   { "tig", ELEMENT_SECTION },
		{ "ntig", ELEMENT_SECTION },         { "term", ELEMENT_TERM },         { "administrativeStatus", ELEMENT_STATUS },
		{ "normativeAuthorization", ELEMENT_STATUS },
	};
	const char *name = (const char *)node->name;
	if (node->type != XML_ELEMENT_NODE)
		return ELEMENT_OTHER;
	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
		if (strcmp(name, elements[i].name) == 0)
			return elements[i].element;
	if (strcmp(name, "termNote") != 0)
		return ELEMENT_OTHER;
	struct slice type = attribute(reader, node, "type");
	return slice_equal(type, SLICE("administrativeStatus")) || slice_equal(type, SLICE("normativeAuthorization")) ? ELEMENT_STATUS
	                                                                                                          : ELEMENT_OTHER;
}

static struct slice content(const struct reader *reader, const xmlNode *node)
{
	xmlChar *value = xmlNodeGetContent(node);
	struct slice text = value ? arena_copy(reader->arena, slice_trim(slice_from((const char *)value))) : SLICE("");
	xmlFree(value);
	return text;
}

static bool is_forbidding(struct slice status)
{
	return slice_starts_with(status, SLICE("deprecatedTerm")) || slice_starts_with(status, SLICE("supersededTerm"));
}

static bool is_source(const struct reader *reader, struct slice language)
{
	char family[KEY_LANGUAGE_SIZE], region[KEY_LANGUAGE_SIZE];
	return language_family(language, family, region) && strcmp(family, reader->source) == 0;
}

static void end_concept(struct reader *reader)
{
	for (size_t i = 0; i < reader->terms.count; i++) {
		const struct tbx_term *source = &reader->terms.items[i];
		for (size_t j = 0; source->is_source && j < reader->terms.count; j++) {
			const struct tbx_term *target = &reader->terms.items[j];
			const struct memory_unit unit = {
				.source = source->text, .target = target->text, .language = target->language, .forbidden = target->forbidden,
			};
			if (unit.source.size && unit.target.size && !target->is_source)
				reader->take(reader->context, &unit);
		}
	}
	array_clear(&reader->terms);
}

static void add_term(struct reader *reader, const xmlNode *node)
{
	const struct tbx_term term = {
		.language = reader->language, .text = content(reader, node), .is_source = reader->is_source,
	};
	if (reader->terms.count < TERMS_MOST)
		array_push(&reader->terms, term);
	else if (!diagnostics_count(reader->sink, SEVERITY_ERROR))
		diagnostics_error(reader->sink, (struct position){ reader->path, (size_t)xmlGetLineNo(node), 0 },
		                  _("a concept has more than %d terms; part it into several"), TERMS_MOST);
}

static void begin_node(struct reader *reader, const xmlNode *node)
{
	reader->is_tbx |= strcmp((const char *)node->name, "martif") == 0 || strcmp((const char *)node->name, "tbx") == 0;
	switch (element_of(reader, node)) {
	case ELEMENT_CONCEPT:
		array_clear(&reader->terms);
		reader->language = slice_make(NULL, 0);
		break;
	case ELEMENT_LANGUAGE:
		reader->language = attribute(reader, node, "lang");
		reader->is_source = is_source(reader, reader->language);
		break;
	case ELEMENT_TERM:
		if (reader->language.data)
			add_term(reader, node);
		break;
	case ELEMENT_STATUS:
		if (reader->terms.count)
			array_last(&reader->terms)->forbidden |= is_forbidding(content(reader, node));
		break;
	default:
		break;
	}
}

/* Over the tree in the order of the file, without recursion: FILE says how deep it is. */
static void read_tree(struct reader *reader, const xmlNode *root)
{
	for (const xmlNode *node = root; node;) {
		if (node->type == XML_ELEMENT_NODE)
			begin_node(reader, node);
		bool inside = node->type == XML_ELEMENT_NODE && node->children && element_of(reader, node) != ELEMENT_TERM;
		if (inside) {
			node = node->children;
			continue;
		}
		while (node && !node->next) {
			node = node == root ? NULL : node->parent;
			if (node && element_of(reader, node) == ELEMENT_CONCEPT)
				end_concept(reader);
			if (node == root)
				node = NULL;
		}
		node = node ? node->next : NULL;
	}
}

/* Called at the first declaration of an entity: nothing of the file is believed after it. */
static void refuse_entity(void *context, const xmlChar *name, int type, const xmlChar *public_identifier,
                          const xmlChar *system_identifier, xmlChar *text)
{
	(void)name, (void)type, (void)public_identifier, (void)system_identifier, (void)text;
	xmlParserCtxt *parser = context;
	struct reader *reader = parser->_private;
	diagnostics_error(reader->sink, (struct position){ reader->path, parser->input ? (size_t)parser->input->line : 0, 0 },
	                  _("declares an entity, which is not allowed here; write the text itself"));
	xmlStopParser(parser);
}

static void keep_silent(void *context, xmlError *error)
{
	(void)context, (void)error;
}

bool tbx_read(struct slice text, const char *path, const struct exchange_languages *languages, memory_take *take,
              void *context, struct diagnostics *sink)
{
	struct diagnostics *own = diagnostics_create();
	struct reader reader = { .path = path, .arena = arena_create(), .take = take, .context = context, .sink = own };
	char region[KEY_LANGUAGE_SIZE];
	language_family(slice_from(languages->source), reader.source, region);
	xmlInitParser();
	xmlParserCtxt *parser = text.size < INT_MAX ? xmlNewParserCtxt() : NULL;
	xmlDoc *document = NULL;
	if (parser) {
		parser->_private = &reader;
		parser->sax->entityDecl = refuse_entity;
		/* What a converter of encodings reports goes past the parser's own options. */
		xmlStructuredErrorFunc report = xmlStructuredError;
		void *report_context = xmlStructuredErrorContext;
		xmlSetStructuredErrorFunc(NULL, keep_silent);
		document = xmlCtxtReadMemory(parser, text.data ? text.data : "", (int)text.size, NULL, NULL,
		                             XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES);
		xmlSetStructuredErrorFunc(report_context, report);
	}
	if (document && !diagnostics_count(own, SEVERITY_ERROR)) {
		read_tree(&reader, xmlDocGetRootElement(document));
		if (!reader.is_tbx)
			diagnostics_error(own, position_of_file(path), _("is not TBX: its root is neither “martif” nor “tbx”; export it anew"));
	} else if (!diagnostics_count(own, SEVERITY_ERROR)) {
		const xmlError *error = parser ? xmlCtxtGetLastError(parser) : NULL;
		struct slice reason = slice_trim(slice_from(error && error->message ? error->message : ""));
		diagnostics_error(own, (struct position){ path, error && error->line > 0 ? (size_t)error->line : 0, 0 },
		                  _("is not well-formed XML (%.*s); export it anew"), SLICE_ARG(reason));
	}
	bool done = !diagnostics_count(own, SEVERITY_ERROR);
	diagnostics_move(sink, own);
	diagnostics_destroy(own);
	xmlFreeDoc(document);
	xmlFreeParserCtxt(parser);
	array_finish(&reader.terms);
	arena_destroy(reader.arena);
	return done;
}
