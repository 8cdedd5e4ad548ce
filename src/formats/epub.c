/* epub.c: EPUB publications (EPUB 3.3; EPUB 2.0.1): their XHTML, their tables of contents and what they say of
 * themselves. */

#include "base/message.h"
#include "formats/epub_package.h"
#include "formats/format.h"
#include "formats/html.h"
#include "formats/xml_reader.h"

#define DUBLIN_CORE "http://purl.org/dc/elements/1.1/"

enum {
	EPUB_FORM_ENTITIES = 0x20, /* besides HTML's (html.h): the part has a document type that may declare entities */
	EPUB_FORM_CDATA = 0x40,    /* the text is a CDATA section */
	EPUB_FORM_SVG = 0x80,      /* it stands in a drawing */
};

struct epub_reader {
	struct document_builder *builder;
	struct xml_scanner scanner;
	size_t begin;              /* of the part: what the scanner counts from */
	struct slice language;     /* the part's own */
	struct slice publication_language;
	bool skipped;              /* authors and numbers of pages */
};

static void add_slot(struct epub_reader *reader, enum slot_kind kind, size_t begin, size_t end)
{
	builder_add_slot(reader->builder, kind, reader->begin + begin, reader->begin + end);
}

/* The tags of HTML that is text of XML (`&lt;p&gt;`) are none of its words. */
static void set_escaped_tags(struct unit *unit, struct arena *arena)
{
	struct placeables tags = { 0 };
	struct slice text = unit->text;
	for (size_t at = 0; (at = slice_find(text, SLICE("&lt;"), at)) != SLICE_NONE;) {
		size_t name = at + 4, end = slice_find(text, SLICE("&gt;"), name);
		if (end == SLICE_NONE)
			break;
		if (is_ascii_letter(text.data[name]) || text.data[name] == '/') {
			size_t own = tags.count;
			array_push(&tags, placeable_make(at, end + 4, PLACEABLE_ALONE, own));
			at = end + 4;
		} else {
			at = name;
		}
	}
	if (tags.count && unit->placeable_count == 0) {
		unit->placeables = arena_copy_array(arena, tags.items, tags.count, sizeof *tags.items);
		unit->placeable_count = (uint32_t)tags.count;
	}
	array_finish(&tags);
}

/* The text of the element whose start tag was just read, if it has no elements in it, as a unit, or as the language. */
static void read_text(struct epub_reader *reader, const char *role)
{
	struct xml_scanner *scanner = &reader->scanner;
	struct xml_token token;
	size_t begin = scanner->offset, end = begin, sections = 0, texts = 0;
	size_t section_begin = 0, section_end = 0;
	while (xml_scanner_next(scanner, &token)) {
		if (token.kind == XML_CDATA) {
			sections++;
			section_begin = token.content_begin;
			section_end = token.content_end;
		} else if (token.kind == XML_REFERENCE || token.kind == XML_TEXT) {
			texts += token.kind == XML_REFERENCE || !xml_is_blank(xml_token_content(scanner, &token));
		} else {
			break;
		}
		end = token.end;
	}
	if (scanner->failed || token.kind != XML_END_TAG || sections > 1 || (sections && texts))
		return;
	if (sections) {
		begin = section_begin;
		end = section_end;
	}
	if (role) {
		begin += reader->begin;
		end += reader->begin;
		struct unit *unit = html_add_text_unit(reader->builder, begin, end, role);
		if (!unit)
			return;
		unit->form |= sections ? EPUB_FORM_CDATA : 0;
		set_escaped_tags(unit, reader->builder->document->arena);
		return;
	}
	struct slice value = slice_trim(slice_range(scanner->source, begin, end));
	if (reader->publication_language.size == 0)
		reader->publication_language = value;
	if (value.size && slice_equal_ignoring_case(value, reader->publication_language)) {
		begin = (size_t)(value.data - scanner->source.data);
		add_slot(reader, SLOT_LANGUAGE, begin, begin + value.size);
	}
}

/* TAG is the root element of the part, or any in it. */
static void read_slots(struct epub_reader *reader, const struct xml_token *tag, bool root)
{
	const struct xml_scanner *scanner = &reader->scanner;
	const struct xml_attribute *language = xml_find_attribute(scanner, "lang", XML_NAMESPACE);
	struct slice value = language ? xml_attribute_value(scanner, language) : SLICE("");
	if (root)
		reader->language = value;
	if (value.size && slice_equal_ignoring_case(value, reader->language))
		add_slot(reader, SLOT_LANGUAGE, language->value_begin, language->value_end);
	const char *name = root ? "dir" : "page-progression-direction";
	const struct xml_attribute *direction = xml_find_attribute(scanner, name, "");
	value = direction ? xml_attribute_value(scanner, direction) : SLICE("");
	if (slice_equal(value, SLICE("ltr")) || slice_equal(value, SLICE("rtl")))
		add_slot(reader, SLOT_DIRECTION, direction->value_begin, direction->value_end);
	size_t behind = tag->begin + 1 + tag->name.size;
	if (!direction && !root && slice_equal(tag->local, SLICE("spine")))
		add_slot(reader, SLOT_PAGES_ATTRIBUTE, behind, behind);
}

/* An element of the package document. */
static void read_package_element(struct epub_reader *reader, const struct xml_token *tag)
{
	static const char *const read[] = { "title", "description", "subject" };
	if (!slice_equal_string(xml_namespace(&reader->scanner, tag->prefix), DUBLIN_CORE))
		return;
	if (slice_equal(tag->local, SLICE("language")))
		read_text(reader, NULL);
	for (size_t i = 0; i < sizeof read / sizeof *read; i++)
		if (slice_equal_string(tag->local, read[i])) {
			read_text(reader, read[i]);
			return;
		}
}

/* A tag of the NCX, the table of contents of EPUB 2. */
static void read_ncx_tag(struct epub_reader *reader, const struct xml_token *tag)
{
	if (slice_equal(tag->local, SLICE("docAuthor")) || slice_equal(tag->local, SLICE("pageList")))
		reader->skipped = tag->kind == XML_START_TAG && !tag->empty;
	else if (tag->kind == XML_START_TAG && slice_equal(tag->local, SLICE("text")) && !tag->empty && !reader->skipped)
		read_text(reader, "table of contents");
}

/* The form of a unit of XML, FORM, as one of a publication's. */
static unsigned form_of_xml(unsigned form)
{
	static const unsigned forms[] = {
		[XML_FORM_TEXT] = HTML_FORM_TEXT,
		[XML_FORM_DOUBLE_QUOTED] = HTML_FORM_DOUBLE_QUOTED,
		[XML_FORM_SINGLE_QUOTED] = HTML_FORM_SINGLE_QUOTED,
		[XML_FORM_CDATA] = HTML_FORM_TEXT | EPUB_FORM_CDATA,
	};
	return forms[form & XML_FORM_KIND] | HTML_FORM_XML | EPUB_FORM_SVG;
}

/* The units and slots of a drawing, the part from BEGIN to END, as the format of XML finds them. What is not well-formed
 * has none. */
static void add_drawing(struct document_builder *builder, size_t begin, size_t end)
{
	struct arena *arena = builder->document->arena;
	struct document drawing = { .arena = arena, .name = "a.svg", .source = slice_range(builder->document->source, begin, end) };
	struct diagnostics *unsaid = diagnostics_create();
	bool read = format_xml.parse(&drawing, unsaid);
	diagnostics_destroy(unsaid);
	for (size_t i = 0; read && i < drawing.unit_count; i++) {
		struct unit unit = drawing.units[i];
		unit.source += begin;
		unit.form = form_of_xml(unit.form);
		array_push(&builder->units, unit);
	}
	for (size_t i = 0; read && i < drawing.slot_count; i++)
		builder_add_slot(builder, drawing.slots[i].kind, drawing.slots[i].begin + begin, drawing.slots[i].end + begin);
}

enum part_kind { PART_XHTML, PART_PACKAGE, PART_NCX, PART_DRAWING };

/* Read SOURCE, a part, up to its root element: *ROOT is its tag (or, where there is none, the part's beginning), and
 * *ENTITIES whether a document type before it may declare some. */
static enum part_kind read_prolog(struct epub_reader *reader, struct slice source, struct xml_token *root,
                                  bool *entities)
{
	*root = (struct xml_token){ .begin = 0, .empty = true };
	*entities = false;
	xml_scanner_init(&reader->scanner, source, XML_DOCUMENT, "", NULL);
	struct xml_token token;
	while (xml_scanner_next(&reader->scanner, &token)) {
		if (token.kind == XML_DOCTYPE) {
			struct slice type = slice_range(source, token.begin, token.end);
			*entities = slice_find(type, SLICE("PUBLIC"), 0) != SLICE_NONE ||
			            slice_find(type, SLICE("SYSTEM"), 0) != SLICE_NONE || token.content_begin < token.content_end;
		} else if (token.kind == XML_START_TAG) {
			*root = token;
			return slice_equal(token.local, SLICE("package")) ? PART_PACKAGE
			       : slice_equal(token.local, SLICE("ncx"))   ? PART_NCX
			       : slice_equal(token.local, SLICE("svg"))   ? PART_DRAWING
			                                                  : PART_XHTML;
		}
	}
	return PART_XHTML;
}

/* Parts are well-formed XML where they can be read at all: what is not is read as far as it is. */
static void read_part(struct document_builder *builder, const struct epub_text_part *part)
{
	struct epub_reader reader = { .builder = builder, .begin = part->begin };
	struct slice source = slice_range(builder->document->source, part->begin, part->end);
	struct xml_token token;
	bool entities;
	size_t first = builder->units.count;
	builder->section = SLICE("");
	enum part_kind kind = read_prolog(&reader, source, &token, &entities);
	if (kind == PART_DRAWING) {
		add_drawing(builder, part->begin, part->end);
	} else if (kind == PART_XHTML) {
		html_add_xhtml_units(builder, part->begin + token.begin, part->end);
	} else {
		read_slots(&reader, &token, true);
		while (xml_scanner_next(&reader.scanner, &token)) {
			if (token.kind == XML_START_TAG)
				read_slots(&reader, &token, false);
			if (kind == PART_NCX && (token.kind == XML_START_TAG || token.kind == XML_END_TAG))
				read_ncx_tag(&reader, &token);
			else if (token.kind == XML_START_TAG && !token.empty)
				read_package_element(&reader, &token);
		}
	}
	xml_scanner_finish(&reader.scanner);
	struct slice name = arena_format(builder->document->arena, "part: %.*s", SLICE_ARG(part->name));
	for (size_t i = first; i < builder->units.count; i++) {
		struct unit *unit = &builder->units.items[i];
		unit->form |= entities ? EPUB_FORM_ENTITIES : 0;
		builder_add_note(builder, unit, name);
	}
}

/* Each part keeps its own character set. */
static void drop_charsets(struct document_builder *builder, size_t first)
{
	size_t kept = first;
	for (size_t i = first; i < builder->slots.count; i++)
		if (builder->slots.items[i].kind != SLOT_CHARSET)
			builder->slots.items[kept++] = builder->slots.items[i];
	builder->slots.count = kept;
}

static bool parse(struct document *document, struct diagnostics *sink)
{
	(void)sink;
	struct document_builder builder = { .document = document };
	struct epub_text_part part;
	for (size_t offset = 0; epub_next_part(document->source, &offset, &part);) {
		size_t slots = builder.slots.count;
		read_part(&builder, &part);
		drop_charsets(&builder, slots);
		builder_settle(&builder);
	}
	builder_finish(&builder);
	return true;
}

/* The next of PLACEABLES at *INDEX or later that is a tag without a partner, as it is spelt up to the end of its name;
 * empty where there is none. */
static struct slice next_unpaired(struct slice text, const struct placeables *placeables, size_t *index)
{
	for (; *index < placeables->count; ++*index) {
		const struct placeable *placeable = &placeables->items[*index];
		if (placeable->kind == PLACEABLE_ALONE || placeable->partner != *index)
			continue;
		++*index;
		return slice_range(text, placeable->begin, xml_name_end(text, placeable->begin +
		                                                               (placeable->kind == PLACEABLE_OPEN ? 1 : 2)));
	}
	return SLICE("");
}

static bool has_unpaired(struct slice text)
{
	struct placeables placeables = { 0 };
	size_t index = 0;
	xml_find_placeables(text, &placeables);
	bool found = next_unpaired(text, &placeables, &index).size;
	array_finish(&placeables);
	return found;
}

static void fit(const struct document *document, const struct unit *unit, const struct segment *segment,
                struct slice translation, struct buffer *out)
{
	unsigned place = unit->form & ~(unsigned)(HTML_FORM_XML | EPUB_FORM_ENTITIES | EPUB_FORM_CDATA | EPUB_FORM_SVG);
	struct unit of_xml = *unit;
	of_xml.form = (unit->form & EPUB_FORM_CDATA           ? XML_FORM_CDATA
	               : place == HTML_FORM_DOUBLE_QUOTED ? XML_FORM_DOUBLE_QUOTED
	               : place == HTML_FORM_SINGLE_QUOTED ? XML_FORM_SINGLE_QUOTED
	                                                  : XML_FORM_TEXT) |
	              (unit->form & EPUB_FORM_ENTITIES ? XML_FORM_ENTITIES : 0);
	if (place == HTML_FORM_TEXT && has_unpaired(unit_segment_text(unit, segment)))
		of_xml.form |= XML_FORM_OPEN; /* they are closed in another block; accept has seen to it */
	if (place == HTML_FORM_UNQUOTED) { /* which XML has not */
		of_xml.form = place | HTML_FORM_XML;
		html_fit(document, &of_xml, segment, translation, out);
	} else {
		xml_fit(document, &of_xml, segment, translation, out);
	}
}

static bool takes_elements(const struct unit *unit)
{
	struct unit of_html = *unit;
	if (unit->form & EPUB_FORM_SVG)
		return false;
	of_html.form &= ~(unsigned)(EPUB_FORM_ENTITIES | EPUB_FORM_CDATA);
	return html_takes_elements(&of_html);
}

/* A translation of a text with tags that other blocks close has to have them, too; where there are none, what it has
 * too many is text. */
static bool accept(struct slice text, struct slice translation, struct buffer *why)
{
	struct placeables own = { 0 }, others = { 0 };
	size_t i = 0, k = 0;
	xml_find_placeables(text, &own);
	struct slice tag = next_unpaired(text, &own, &i);
	bool same = true;
	if (tag.size) {
		xml_find_placeables(translation, &others);
		same = slice_equal(tag, next_unpaired(translation, &others, &k));
		while (same && tag.size) {
			tag = next_unpaired(text, &own, &i);
			same = slice_equal(tag, next_unpaired(translation, &others, &k));
		}
	}
	if (!same)
		buffer_append_string(why, _("its tags don't close what the source's do; write them as there"));
	array_finish(&own);
	array_finish(&others);
	return same;
}

static const char *const extensions[] = { "epub", NULL };

const struct format format_epub = {
	.name = "epub",
	.extensions = extensions,
	.character_references = true,
	.parse = parse,
	.fit = fit,
	.find_placeables = html_find_xhtml_placeables,
	.find_prose = html_find_prose,
	.takes_elements = takes_elements,
	.unpack = epub_unpack,
	.pack = epub_pack,
	.accept = accept,
};
