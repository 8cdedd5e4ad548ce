/* The scanner of XML against libxml2's: it finds the same elements, attributes, text, comments and instructions, and
 * refuses what libxml2 refuses; in documents written by hand, and in thousands of mutations of them. */

#include "formats/xml_scanner.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const char *const documents[] = {
	"<a/>",
	"<?xml version='1.0' encoding=\"UTF-8\" standalone='yes' ?>\n"
	"<!-- c --><?pi?><a\n>b</a >\r\n<!-- d --><?pi e f?>",
	"<!DOCTYPE a SYSTEM \"a'.dtd\" [\n<!ENTITY b '>c]>'> <!-- ]> --> <?p ]> ?>\n"
	"<!ELEMENT a (#PCDATA|d)*>%p;] >\n<a>&b;<d/></a>",
	"<!DOCTYPE a PUBLIC '-//A//B' \"c.dtd\"><a>&lt;&#65;&#x42;&amp;&quot;&apos;&gt;</a>",
	"<a b=\"1\" c='2\"' d = \"&amp;&#10;'\t\r\n"
	">\"  e:f='g' xmlns:e='urn:e' xmlns=\"urn:d\"><e:h xmlns:e='urn:i' e:f=''/></a>",
	"<a>text ]] > ]> &amp; more<![CDATA[ <b>&c; ]] ]>]]]>&d;<!-- - -- -->\r\n\rx</a>",
	"<a><!-- - e --><![CDATA[]]><b></b><c/>tail</a>",
	"<\xc3\xa9l\xc3\xa9ment \xce\xb1='\xe6\x97\xa5\xe6\x9c\xac'>\xd0\x96<b-c.d_e1\xc2\xb7/></\xc3\xa9l\xc3\xa9ment>",
	"<a xmlns:p='urn:1' xmlns:q='urn:1'><p:b p:x='1' q:y='2'/><q:b x='1' p:x='2'></q:b></a>",
	"<a xmlns:p='urn:1' xmlns:q='urn:1'><b p:x='1' q:x='2'/></a>", "<a x='1' y='2' x='3'/>",
	"<a><b></a></b>", "<a>", "<a></a></b>", "</a>", "", "  \n", "<a/><b/>", "<a/>text", "text<a/>",
	"<a/>&amp;", "<a/><![CDATA[x]]>", "<a b></a>", "<a b=c/>", "<a b='c'd='e'/>", "<a b='<'/>",
	"<a b='&'/>", "<a>&</a>", "<a>& b</a>", "<a>&b c;</a>", "<a>&#0;</a>", "<a>&#xD800;</a>",
	"<a>&#x110000;</a>", "<a>&#65</a>", "<a>&#x;</a>", "<a>&#;</a>", "<a>]]></a>", "<a>\x01</a>",
	"<a b='\x02'/>", "<a>\xef\xbf\xbe</a>", "<a>\xef\xbf\xbd</a>", "<a><!-- -- --></a>", "<a><!-- ---></a>",
	"<a><!--</a>", "<a><![CDATA[</a>", "<a><?p</a>", "<a><?xml a?></a>", "<a><?XmL?></a>", "<a><?" "?></a>",
	"<a><?p!?></a>", " <?xml version='1.0'?><a/>", "<?xml?><a/>", "<?xml version='1.0'><a/>",
	"<?xml encoding='UTF-8' version='1.0'?><a/>", "<?xml version='1.0'encoding='UTF-8'?><a/>", "<a", "<a ",
	"<a b", "<a b=", "<a b='", "<a /", "<a / >", "< a/>", "<a></ a>", "<a></a b='c'>", "<1/>", "<-a/>",
	"<a><!b></a>", "<a><!DOCTYPE a></a>", "<a/><!DOCTYPE a>", "<!DOCTYPE a><!DOCTYPE a><a/>",
	"<!DOCTYPE><a/>", "<!DOCTYPE a [><a/>", "<!DOCTYPE a [<!ELEMENT><a/>", "<!doctype a><a/>",
	"<!DOCTYPE a SYSTEM><a/>", "<!DOCTYPE a SYSTEM'b'><a/>", "<!DOCTYPE a PUBLIC 'a'><a/>",
};

/* What both parsers are to agree on. */
struct reading {
	struct buffer events;
	bool text; /* the last event */
	bool in_subset;
	bool failed;
};

static void append_text(struct reading *reading, struct slice text)
{
	if (!text.size)
		return;
	if (!reading->text)
		buffer_append_string(&reading->events, "\ntext ");
	reading->text = true;
	buffer_append(&reading->events, text);
}

static void begin_event(struct reading *reading, const char *kind)
{
	reading->text = false;
	buffer_append_format(&reading->events, "\n%s ", kind);
}

/* A name by its namespace, or as it is spelt where its prefix stands for none. */
static void append_name(struct reading *reading, struct slice namespace, struct slice prefix, struct slice local)
{
	if (namespace.size)
		buffer_append_format(&reading->events, "{%.*s}%.*s", SLICE_ARG(namespace), SLICE_ARG(local));
	else
		buffer_append_format(&reading->events, "%.*s%s%.*s", SLICE_ARG(prefix), prefix.size ? ":" : "", SLICE_ARG(local));
}

static void append_sax_name(struct reading *reading, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	append_name(reading, slice_from((const char *)uri), slice_from((const char *)prefix), slice_from((const char *)local));
}

static void on_start(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted,
                     const xmlChar **attributes)
{
	(void)namespace_count, (void)namespaces, (void)defaulted;
	struct reading *reading = context;
	begin_event(reading, "start");
	append_sax_name(reading, local, prefix, uri);
	for (int i = 0; i < attribute_count; i++, attributes += 5) {
		buffer_append_byte(&reading->events, ' ');
		append_sax_name(reading, attributes[0], attributes[1], attributes[2]);
		struct slice value = slice_make((const char *)attributes[3], (size_t)(attributes[4] - attributes[3]));
		buffer_append_byte(&reading->events, '=');
		for (size_t at; (at = slice_find(value, SLICE("&#38;"), 0)) != SLICE_NONE;) { /* so comes an ampersand */
			buffer_append(&reading->events, slice_range(value, 0, at + 1));
			value = slice_from_offset(value, at + 5);
		}
		buffer_append(&reading->events, value);
		buffer_append_byte(&reading->events, '|');
	}
}

static void on_end(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	begin_event(context, "end");
	append_sax_name(context, local, prefix, uri);
}

static void on_text(void *context, const xmlChar *text, int size)
{
	append_text(context, slice_make((const char *)text, (size_t)size));
}

static void on_comment(void *context, const xmlChar *text)
{
	if (((struct reading *)context)->in_subset)
		return;
	begin_event(context, "comment");
	buffer_append_string(&((struct reading *)context)->events, (const char *)text);
}

static void on_instruction(void *context, const xmlChar *target, const xmlChar *data)
{
	if (((struct reading *)context)->in_subset)
		return;
	begin_event(context, "instruction");
	buffer_append_format(&((struct reading *)context)->events, "%s %s", (const char *)target,
	                     data ? (const char *)data : "");
}

static void on_subset(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	(void)external, (void)system;
	begin_event(context, "doctype");
	buffer_append_string(&((struct reading *)context)->events, (const char *)name);
	((struct reading *)context)->in_subset = true;
}

static void on_subset_end(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	(void)name, (void)external, (void)system;
	((struct reading *)context)->in_subset = false;
}

static xmlEntityPtr on_entity(void *context, const xmlChar *name)
{
	(void)context;
	return xmlGetPredefinedEntity(name);
}

static void on_fault(void *context, xmlErrorPtr error)
{
	/* Entities are not looked at, and what is wrong with declarations is their reader's to say. */
	bool other = error->code == XML_ERR_UNDECLARED_ENTITY || error->code == XML_WAR_UNDECLARED_ENTITY ||
	             error->code == XML_NS_ERR_UNDEFINED_NAMESPACE || error->domain == XML_FROM_NAMESPACE;
	if (error->level >= XML_ERR_ERROR && (!other || error->code == XML_NS_ERR_ATTRIBUTE_REDEFINED))
		((struct reading *)context)->failed = true;
}

static struct reading read_by_libxml2(struct slice text)
{
	struct reading reading = { 0 };
	xmlSAXHandler handlers = {
		.internalSubset = on_subset, .externalSubset = on_subset_end, .getEntity = on_entity,
		.startElementNs = on_start, .endElementNs = on_end, .characters = on_text, .cdataBlock = on_text,
		.comment = on_comment, .processingInstruction = on_instruction, .serror = on_fault, .initialized = XML_SAX2_MAGIC,
	};
	xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&handlers, &reading, NULL, 0, NULL);
	xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_RECOVER);
	xmlParseChunk(parser, text.data, (int)text.size, 1);
	xmlFreeDoc(parser->myDoc);
	xmlFreeParserCtxt(parser);
	return reading;
}

/* TEXT with LF for each line end. */
static void append_lines(struct slice text, struct buffer *out)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] != '\r')
			buffer_append_byte(out, text.data[i]);
		else if (i + 1 == text.size || text.data[i + 1] != '\n')
			buffer_append_byte(out, '\n');
}

static void append_attributes(struct reading *reading, const struct xml_scanner *scanner)
{
	for (size_t i = 0; i < scanner->attributes.count; i++) {
		const struct xml_attribute *attribute = &scanner->attributes.items[i];
		if (slice_equal_string(attribute->name, "xmlns") || slice_equal_string(attribute->prefix, "xmlns"))
			continue;
		buffer_append_byte(&reading->events, ' ');
		append_name(reading, attribute->prefix.size ? xml_namespace(scanner, attribute->prefix) : SLICE(""),
		            attribute->prefix, attribute->local);
		buffer_append_byte(&reading->events, '=');
		xml_decode(xml_attribute_value(scanner, attribute), true, &reading->events);
		buffer_append_byte(&reading->events, '|');
	}
}

static struct reading read_by_scanner(struct slice text)
{
	struct reading reading = { 0 };
	struct xml_scanner scanner;
	struct xml_token token;
	struct buffer decoded = { 0 };
	size_t end = 0;
	xml_scanner_init(&scanner, text, XML_DOCUMENT, "a.xml", NULL);
	while (xml_scanner_next(&scanner, &token)) {
		struct slice content = xml_token_content(&scanner, &token);
		assert_true(token.begin == end && token.end > token.begin);
		end = token.end;
		buffer_clear(&decoded);
		switch (token.kind) {
		case XML_TEXT:
		case XML_CDATA:
			append_lines(content, &decoded);
			if (scanner.depth)
				append_text(&reading, buffer_slice(&decoded));
			break;
		case XML_REFERENCE:
			xml_decode(slice_range(text, token.begin, token.end), false, &decoded);
			if (xml_reference_character(token.name)) /* libxml2 leaves out unknown ones */
				append_text(&reading, buffer_slice(&decoded));
			break;
		case XML_START_TAG:
			begin_event(&reading, "start");
			append_name(&reading, xml_namespace(&scanner, token.prefix), token.prefix, token.local);
			append_attributes(&reading, &scanner);
			if (!token.empty)
				break;
			/* fall through */
		case XML_END_TAG:
			begin_event(&reading, "end");
			append_name(&reading, xml_namespace(&scanner, token.prefix), token.prefix, token.local);
			break;
		case XML_COMMENT:
			begin_event(&reading, "comment");
			append_lines(content, &reading.events);
			break;
		case XML_INSTRUCTION:
			begin_event(&reading, "instruction");
			buffer_append_format(&reading.events, "%.*s ", SLICE_ARG(token.name));
			append_lines(content, &reading.events);
			break;
		case XML_DOCTYPE:
			begin_event(&reading, "doctype");
			buffer_append(&reading.events, token.name);
			break;
		case XML_DECLARATION:
			break;
		}
	}
	reading.failed = scanner.failed;
	assert_true(scanner.failed || end == text.size);
	xml_scanner_finish(&scanner);
	buffer_finish(&decoded);
	return reading;
}

/* What the two do not agree on is printed. */
static bool agrees(struct slice text)
{
	struct reading expected = read_by_libxml2(text), found = read_by_scanner(text);
	bool same = expected.failed == found.failed &&
	            (found.failed || slice_equal(buffer_slice(&expected.events), buffer_slice(&found.events)));
	if (!same)
		print_error("%.*s\nlibxml2: %s%s\nscanner: %s%s\n", SLICE_ARG(text), expected.failed ? "refused" : "",
		            buffer_string(&expected.events), found.failed ? "refused" : "", buffer_string(&found.events));
	buffer_finish(&expected.events);
	buffer_finish(&found.events);
	return same;
}

static void test_written_documents(void **state)
{
	(void)state;
	size_t disagreed = 0;
	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
		disagreed += !agrees(slice_from(documents[i]));
	assert_int_equal(disagreed, 0);
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* Pieces of the documents in another order, with bytes changed that mean something in markup. */
static void test_mutated_documents(void **state)
{
	(void)state;
	static const char *const pieces[] = {
		"<a>", "</a>", "<b c='d'>", "</b>", "<e/>", "&amp;", "&#x1F600;", "&#65;", "<!-- f -->", "<?g h?>",
		"<![CDATA[i]]>", "]]>",
		"text", " ", "\n", "<j k='l' m=\"n\"/>", "<o:p xmlns:o='q' o:r='s'/>", "\xc3\xa9", "<", ">", "&", "'", "\"", "=", "/",
		"-", "!", "?", "]", ";", "#",
	};
	enum { DOCUMENTS = 20000, PIECES = 12 };
	size_t count = sizeof pieces / sizeof *pieces, disagreed = 0, good = 0;
	uint32_t seed = 1;
	struct buffer text = { 0 };
	for (int i = 0; i < DOCUMENTS && disagreed < 5; i++) {
		buffer_clear(&text);
		bool whole = next_random(&seed) % 4;
		buffer_append_string(&text, whole ? "<r>" : "");
		for (uint32_t k = next_random(&seed) % PIECES; k > 0; k--) {
			/* Mostly what is complete, so that some are well-formed. */
			size_t most = next_random(&seed) % 4 ? 18 : count;
			size_t piece = next_random(&seed) % most;
			buffer_append_string(&text, pieces[piece]);
			if (piece == 0 || piece == 2)
				buffer_append_string(&text, next_random(&seed) % 3 ? pieces[piece + 1] : "");
		}
		buffer_append_string(&text, whole ? "</r>" : "");
		disagreed += !agrees(buffer_slice(&text));
		struct reading reading = read_by_scanner(buffer_slice(&text));
		good += !reading.failed;
		buffer_finish(&reading.events);
	}
	buffer_finish(&text);
	assert_int_equal(disagreed, 0);
	assert_in_range(good, DOCUMENTS / 20, DOCUMENTS - DOCUMENTS / 20);
}

static void assert_slice(struct slice slice, const char *expected)
{
	if (!slice_equal_string(slice, expected))
		fail_msg("“%.*s” where “%s” is expected", SLICE_ARG(slice), expected);
}

static void test_ranges(void **state)
{
	(void)state;
	struct slice source = SLICE("<!DOCTYPE r [<!ENTITY e 'f'>]><r x:a=\"1 &lt; 2\" xmlns:x='u' b = ''>&e;<?p  q ?></r\n>");
	struct xml_scanner scanner;
	struct xml_token token;
	xml_scanner_init(&scanner, source, XML_DOCUMENT, "a.xml", NULL);
	assert_true(xml_scanner_next(&scanner, &token) && token.kind == XML_DOCTYPE);
	assert_slice(xml_token_content(&scanner, &token), "<!ENTITY e 'f'>");
	assert_true(xml_scanner_next(&scanner, &token) && token.kind == XML_START_TAG && scanner.depth == 1);
	assert_int_equal(scanner.attributes.count, 3);
	const struct xml_attribute *attribute = xml_find_attribute(&scanner, "a", "u");
	assert_non_null(attribute);
	assert_slice(xml_attribute_value(&scanner, attribute), "1 &lt; 2");
	assert_slice(slice_range(source, attribute->begin, attribute->end), "x:a=\"1 &lt; 2\"");
	assert_null(xml_find_attribute(&scanner, "a", ""));
	assert_ptr_equal(xml_find_attribute(&scanner, "a", NULL), attribute);
	attribute = xml_find_attribute(&scanner, "b", "");
	assert_true(attribute && attribute->value_begin == attribute->value_end);
	assert_slice(slice_range(source, attribute->begin, attribute->end), "b = ''");
	assert_true(xml_scanner_next(&scanner, &token) && token.kind == XML_REFERENCE);
	assert_slice(token.name, "e");
	assert_true(xml_scanner_next(&scanner, &token) && token.kind == XML_INSTRUCTION);
	assert_slice(token.name, "p");
	assert_slice(xml_token_content(&scanner, &token), "q ");
	assert_true(xml_scanner_next(&scanner, &token) && token.kind == XML_END_TAG && scanner.depth == 0);
	assert_slice(slice_range(source, token.begin, token.end), "</r\n>");
	assert_false(xml_scanner_next(&scanner, &token));
	assert_false(scanner.failed);
	xml_scanner_finish(&scanner);
}

static void test_namespaces(void **state)
{
	(void)state;
	static const char *const expected[] = { "1", "2", "3", "2", "", "", "1", "", "1" };
	struct slice source =
	    SLICE("<a xmlns='1'><p:b xmlns:p='2'><b xmlns='3'/></p:b><p:c/><d xmlns=''><a:e xmlns:a='1'/></d></a>");
	struct xml_scanner scanner;
	struct xml_token token;
	size_t i = 0;
	xml_scanner_init(&scanner, source, XML_DOCUMENT, "a.xml", NULL);
	while (xml_scanner_next(&scanner, &token))
		assert_slice(xml_namespace(&scanner, token.prefix), expected[i++]);
	assert_false(scanner.failed);
	xml_scanner_finish(&scanner);
	assert_int_equal(i, sizeof expected / sizeof *expected);
	assert_slice(xml_namespace(&(struct xml_scanner){ 0 }, SLICE("xml")), XML_NAMESPACE);
}

static void test_error_places(void **state)
{
	(void)state;
	static const struct { const char *text; size_t line, column; } faults[] = {
		{ "<a>\n <b>\n</a>", 3, 1 },
		{ "<a>\n <b c='d' c='e'/></a>", 2, 11 },
		{ "<a>\n\xc3\xa9 & b</a>", 2, 3 },
		{ "<a>\n <b>\n", 2, 2 },
		{ "<a/>\n\n x", 3, 2 },
		{ "<a>\r\n<!-- b", 2, 1 },
		{ "\n", 2, 1 },
	};
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		struct diagnostics *sink = diagnostics_create();
		struct xml_scanner scanner;
		struct xml_token token;
		xml_scanner_init(&scanner, slice_from(faults[i].text), XML_DOCUMENT, "a.xml", sink);
		while (xml_scanner_next(&scanner, &token))
			;
		const struct diagnostic *errors;
		assert_int_equal(diagnostics_all(sink, &errors), 1);
		assert_int_equal(errors->position.line, faults[i].line);
		assert_int_equal(errors->position.column, faults[i].column);
		assert_string_equal(errors->position.file, "a.xml");
		xml_scanner_finish(&scanner);
		diagnostics_destroy(sink);
	}
}

static bool is_read(struct slice text, enum xml_extent extent)
{
	struct xml_scanner scanner;
	struct xml_token token;
	xml_scanner_init(&scanner, text, extent, NULL, NULL);
	while (xml_scanner_next(&scanner, &token))
		;
	bool good = !scanner.failed;
	xml_scanner_finish(&scanner);
	return good;
}

static void test_extents(void **state)
{
	(void)state;
	assert_true(is_read(SLICE("<?xml encoding='UTF-8'?>a<b/>&c;<d>e</d>"), XML_CONTENT));
	assert_true(is_read(SLICE(""), XML_CONTENT));
	assert_false(is_read(SLICE("a</b>"), XML_CONTENT));
	assert_false(is_read(SLICE("<b>a"), XML_CONTENT));
	assert_true(is_read(SLICE("a</b><c><d>e"), XML_FRAGMENT));
	assert_false(is_read(SLICE("a < b"), XML_FRAGMENT));
}

static void append_times(struct buffer *out, const char *text, int times)
{
	for (int i = 0; i < times; i++)
		buffer_append_string(out, text);
}

/* What would be slow, or use up the stack, if something were quadratic or recursive. Under ASan one thing is: at each
 * memmem it looks at the shadow of all that memmem could read. */
static void test_hostile_documents(void **state)
{
	(void)state;
#ifdef __SANITIZE_ADDRESS__
	enum { LONG = 100000 };
#else
	enum { LONG = 1000000 };
#endif
	enum { MANY = 1000000, DEEP = 60000 };
	struct buffer text = { 0 };
	append_times(&text, "<a>", MANY);
	assert_false(is_read(buffer_slice(&text), XML_DOCUMENT));
	buffer_clear(&text);
	append_times(&text, "<a xmlns:b='c'>", DEEP);
	append_times(&text, "</a>", DEEP);
	assert_true(is_read(buffer_slice(&text), XML_DOCUMENT));
	buffer_clear(&text);
	buffer_append_string(&text, "<a");
	for (int i = 0; i < DEEP; i++)
		buffer_append_format(&text, " xmlns:p%d='u' p%d:x='y'", i / 2, i);
	buffer_append_string(&text, "/>");
	assert_false(is_read(buffer_slice(&text), XML_DOCUMENT));
	buffer_clear(&text);
	buffer_append_string(&text, "<a>");
	append_times(&text, "&b;]]&#65;<!-- - --><c d='e'/>", LONG);
	buffer_append_string(&text, "</a>");
	assert_true(is_read(buffer_slice(&text), XML_DOCUMENT));
	buffer_finish(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written_documents), cmocka_unit_test(test_mutated_documents),
		cmocka_unit_test(test_ranges),            cmocka_unit_test(test_namespaces),
		cmocka_unit_test(test_error_places),      cmocka_unit_test(test_extents),
		cmocka_unit_test(test_hostile_documents),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
