/* xml_vocabulary.c: the vocabularies that we have rules for, told by the root element. */

#include "formats/xml_reader.h"

#define DOCBOOK "docbook.its"
#define DITA "dita.its"

static bool is_among(struct slice name, const char *const *names)
{
	for (; *names; names++)
		if (slice_equal_string(name, *names))
			return true;
	return false;
}

/* Elements that DocBook articles and their parts begin with. */
static const char *const docbook_roots[] = {
	"abstract", "acknowledgements", "appendix", "article", "bibliography", "book", "chapter", "colophon", "dedication",
	"glossary", "glossentry", "legalnotice", "part", "partintro", "preface", "refentry", "reference", "refsect1",
	"refsect2", "sect1", "sect2", "sect3", "sect4", "sect5", "section", "set", "simplesect", "variablelist", NULL,
};

static const char *const dita_roots[] = {
	"bookmap", "concept", "dita", "glossgroup", "map", "task", "topic", "troubleshooting", NULL,
};

static bool has_extension(struct slice name, const char *extension)
{
	struct slice ending = slice_from(extension);
	return name.size > ending.size && slice_equal_ignoring_case(slice_from_offset(name, name.size - ending.size), ending);
}

/* DITA's elements without a document type show their ancestry. */
static bool has_dita_attributes(const struct xml_scanner *scanner)
{
	const struct xml_attribute *class = xml_find_attribute(scanner, "class", "");
	struct slice value = class ? xml_attribute_value(scanner, class) : SLICE("");
	return slice_starts_with(value, SLICE("- topic/")) || slice_starts_with(value, SLICE("- map/")) ||
	       xml_find_attribute(scanner, "DITAArchVersion", NULL);
}

static const char *rules_for_plain_name(const struct xml_scanner *scanner, struct slice local, struct slice doctype,
                                        struct slice name)
{
	bool dita = slice_find(doctype, SLICE("DITA"), 0) != SLICE_NONE;
	bool docbook = slice_find(doctype, SLICE("DocBook"), 0) != SLICE_NONE;
	if (docbook || has_extension(name, ".dbk") || has_extension(name, ".docbook"))
		return DOCBOOK;
	if (dita || has_extension(name, ".dita") || has_extension(name, ".ditamap") || has_dita_attributes(scanner))
		return DITA;
	if (slice_equal(local, SLICE("resources")))
		return "android.its";
	return is_among(local, docbook_roots) ? DOCBOOK : is_among(local, dita_roots) ? DITA : NULL;
}

const char *xml_rules_for(const struct xml_scanner *scanner, const struct xml_token *tag, struct slice doctype,
                          struct slice name, bool *plain_lang)
{
	static const struct { const char *namespace, *rules; } known[] = {
		{ "http://docbook.org/ns/docbook", DOCBOOK },
		{ "http://projectmallard.org/1.0/", "mallard.its" },
		{ "http://www.w3.org/1999/xhtml", "xhtml.its" },
		{ "http://www.w3.org/2000/svg", "svg.its" },
	};
	struct slice namespace = xml_namespace(scanner, tag->prefix);
	const char *rules = NULL;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (slice_equal_string(namespace, known[i].namespace))
			rules = known[i].rules;
	if (namespace.size == 0)
		rules = rules_for_plain_name(scanner, tag->local, doctype, name);
	*plain_lang = rules != NULL;
	return rules;
}

bool xml_is_code(struct slice local)
{
	static const char *const names[] = {
		"apiname", "classname", "cmdname", "code", "codeph", "command", "computeroutput", "constant", "email", "envar",
		"errorcode", "errorname", "filename", "filepath", "function", "interfacename", "keycode", "keysym", "literal",
		"markup", "methodname", "msgnum", "option", "parameter", "parmname", "property", "returnvalue", "screen",
		"sgmltag", "structfield", "structname", "symbol", "synph", "systemitem", "systemoutput", "token", "type",
		"uri", "userinput", "varname", "xmlatt", "xmlelement", NULL,
	};
	return is_among(local, names);
}

bool xml_is_title(struct slice local)
{
	return slice_equal(local, SLICE("title")) || slice_equal(local, SLICE("head")) || slice_equal(local, SLICE("heading"));
}
