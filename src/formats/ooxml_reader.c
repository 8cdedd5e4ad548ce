#include "formats/ooxml_reader.h"

#include "base/message.h"
#include "formats/office_language.h"
#include "formats/xml_scanner.h"

enum vocabulary { OTHER, WORD, DRAWING, PROPERTIES, PICTURE, SLIDE };

/* What an element's content is read as. */
enum mode {
	BLOCK,        /* paragraphs, and all around them */
	PARAGRAPH,    /* runs, and what goes around them */
	DIRECT,       /* text and nothing else */
	RUN,
	RUN_STYLE,
	TEXT,
	INSTRUCTION,  /* what a field does */
	PLACE,        /* the properties of a paragraph */
	CONTROL,      /* a content control: its properties, then what it holds */
	THING,        /* what is carried along as it is; only paragraphs in it are read */
};

enum field_part { FIELD_NONE, FIELD_BEGIN, FIELD_INSTRUCTION, FIELD_SEPARATE, FIELD_END };

struct open_element {
	enum mode mode;
	size_t begin, end;   /* of the start tag */
	size_t paragraph;    /* that it is in; OFFICE_NONE: none */
	size_t style;        /* of a run; OFFICE_NONE: not known yet */
	size_t item;         /* that ends with it, or the one whose tag it opened; OFFICE_NONE: none */
	struct slice tag;    /* of a run: its start tag as it is written anew; of a pair: what it is called */
	bool ends_paragraph, ends_pair;
};

struct reader {
	struct office_part *part;
	const struct ooxml_context *context;
	struct xml_scanner scanner;
	struct { struct open_element *items; size_t count, capacity; } open;
	size_t depth_of_paragraphs, cells, boxes;
	bool title; /* the shape is a slide's title */
	struct buffer key, text;
	bool bold, italic, underlined, struck, shows_spaces, raised, lowered;
};

bool ooxml_is_word(struct slice namespace)
{
	return slice_equal(namespace, SLICE("http://schemas.openxmlformats.org/wordprocessingml/2006/main")) ||
	       slice_equal(namespace, SLICE("http://purl.oclc.org/ooxml/wordprocessingml/main"));
}

static enum vocabulary vocabulary_of(struct slice namespace)
{
	static const struct { const char *name; enum vocabulary vocabulary; } known[] = {
		{ "http://schemas.openxmlformats.org/drawingml/2006/main", DRAWING },
		{ "http://purl.oclc.org/ooxml/drawingml/main", DRAWING },
		{ "http://purl.org/dc/elements/1.1/", PROPERTIES },
		{ "http://schemas.openxmlformats.org/package/2006/metadata/core-properties", PROPERTIES },
		{ "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing", PICTURE },
		{ "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", PICTURE },
		{ "http://schemas.openxmlformats.org/presentationml/2006/main", SLIDE },
		{ "http://purl.oclc.org/ooxml/presentationml/main", SLIDE },
	};
	if (ooxml_is_word(namespace))
		return WORD;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (slice_equal_string(namespace, known[i].name))
			return known[i].vocabulary;
	return OTHER;
}

static bool is_one_of(struct slice name, const char *const *names)
{
	for (; *names; names++)
		if (slice_equal_string(name, *names))
			return true;
	return false;
}

static struct slice attribute_value(struct reader *reader, const char *local)
{
	const struct xml_attribute *attribute = xml_find_attribute(&reader->scanner, local, NULL);
	return attribute ? xml_attribute_value(&reader->scanner, attribute) : slice_make("", 0);
}

static bool is_off(struct slice value)
{
	return slice_equal(value, SLICE("0")) || slice_equal(value, SLICE("false")) || slice_equal(value, SLICE("off")) ||
	       slice_equal(value, SLICE("none"));
}

static struct office_paragraph *paragraph_of(struct reader *reader, const struct open_element *element)
{
	return &reader->part->paragraphs.items[element->paragraph];
}

static size_t add_item(struct reader *reader, const struct open_element *element, struct office_item item)
{
	struct office_paragraph *paragraph = paragraph_of(reader, element);
	item.last = paragraph->count;
	array_push(paragraph, item);
	return paragraph->count - 1;
}

static void add_language(struct reader *reader, const char *local)
{
	const struct xml_attribute *attribute = xml_find_attribute(&reader->scanner, local, NULL);
	struct office_part *part = reader->part;
	if (!attribute || !office_language_same(xml_attribute_value(&reader->scanner, attribute), part->language))
		return;
	array_push(&part->patches, (struct office_patch){
		.begin = attribute->value_begin, .end = attribute->value_end, .kind = OFFICE_TAG, .paragraph = OFFICE_NONE,
	});
}

static void begin_paragraph(struct reader *reader, struct slice role, size_t begin)
{
	struct office_part *part = reader->part;
	size_t index = part->paragraphs.count;
	array_push(&part->paragraphs, (struct office_paragraph){
		.role = role, .begin = begin, .end = begin, .patch = part->patches.count,
	});
	array_push(&part->patches, (struct office_patch){
		.begin = begin, .end = begin, .kind = OFFICE_PARAGRAPH, .paragraph = index,
	});
	reader->depth_of_paragraphs++;
}

/* The type of a field is its instruction's first word; what a field of these types shows is prose. */
static bool is_link(struct slice instruction)
{
	return slice_starts_with(slice_trim(instruction), SLICE("HYPERLINK"));
}

struct open_field {
	size_t begin, separate, depth;
	bool crossed; /* pairs are cut by it */
	char instruction[32];
	size_t size;
};

/* A field from its beginning to its end is one tag, or a pair around what it shows. */
static void end_field(struct office_paragraph *paragraph, const struct open_field *field, size_t end)
{
	struct office_item *begin = &paragraph->items[field->begin];
	if (field->separate != OFFICE_NONE && is_link(slice_make(field->instruction, field->size))) {
		begin->kind = OFFICE_OPEN;
		begin->text = SLICE("a");
		begin->last = field->separate;
		paragraph->items[end].kind = OFFICE_CLOSE;
	} else {
		begin->last = end;
	}
}

static void resolve_fields(struct office_paragraph *paragraph)
{
	struct { struct open_field *items; size_t count, capacity; } open = { 0 };
	size_t depth = 0;
	for (size_t i = 0; i < paragraph->count; i++) {
		struct office_item *item = &paragraph->items[i];
		struct open_field *field = open.count ? array_last(&open) : NULL;
		if (item->kind == OFFICE_OPEN) {
			depth++;
		} else if (item->kind == OFFICE_CLOSE) {
			if (field && field->depth == depth)
				field->crossed = true;
			depth -= depth > 0;
		}
		switch (item->detail) {
		case FIELD_BEGIN:
			array_push(&open, (struct open_field){ .begin = i, .separate = OFFICE_NONE, .depth = depth });
			break;
		case FIELD_INSTRUCTION:
			if (field && field->separate == OFFICE_NONE) {
				size_t room = sizeof field->instruction - field->size;
				size_t size = item->text.size < room ? item->text.size : room;
				memcpy(field->instruction + field->size, item->text.data, size);
				field->size += size;
			}
			item->text = SLICE("field");
			break;
		case FIELD_SEPARATE:
			if (field && field->separate == OFFICE_NONE && field->depth == depth)
				field->separate = i;
			break;
		case FIELD_END:
			if (!field)
				break;
			if (!field->crossed && field->depth == depth) {
				end_field(paragraph, field, i);
			} else if (open.count > 1) {
				field[-1].crossed = true;
			}
			open.count--;
			break;
		default:
			break;
		}
	}
	/* One that ends in another paragraph: how it begins is one tag. */
	for (size_t i = 0; i < open.count; i++) {
		const struct open_field *field = &open.items[i];
		bool whole = field->separate != OFFICE_NONE && !field->crossed;
		for (size_t k = field->begin; whole && k < field->separate; k++)
			whole = paragraph->items[k].kind != OFFICE_OPEN && paragraph->items[k].kind != OFFICE_CLOSE;
		if (whole)
			paragraph->items[field->begin].last = field->separate;
		if (whole)
			break; /* an inner one may lie in it */
	}
	array_finish(&open);
}

static void end_paragraph(struct reader *reader, size_t index, size_t end)
{
	struct office_part *part = reader->part;
	struct office_paragraph *paragraph = &part->paragraphs.items[index];
	part->patches.items[paragraph->patch].end = end;
	paragraph->end = end;
	resolve_fields(paragraph);
	struct office_item *items = arena_copy_array(part->arena, paragraph->items, paragraph->count, sizeof *items);
	free(paragraph->items);
	paragraph->items = items;
	reader->depth_of_paragraphs--;
}

/* A paragraph that is the value of an attribute. */
static void add_attribute(struct reader *reader, const char *local, const char *role)
{
	const struct xml_attribute *attribute = xml_find_attribute(&reader->scanner, local, "");
	struct office_part *part = reader->part;
	if (!attribute || slice_find_byte(xml_attribute_value(&reader->scanner, attribute), ' ', 0) == SLICE_NONE)
		return;
	begin_paragraph(reader, slice_from(role), attribute->value_begin);
	size_t index = part->paragraphs.count - 1;
	buffer_clear(&reader->text);
	xml_decode(xml_attribute_value(&reader->scanner, attribute), true, &reader->text);
	struct open_element element = { .paragraph = index };
	add_item(reader, &element, (struct office_item){
		.kind = OFFICE_TEXT, .text = arena_copy(part->arena, buffer_slice(&reader->text)), .style = OFFICE_NONE,
	});
	part->paragraphs.items[index].attribute = true;
	end_paragraph(reader, index, attribute->value_end);
}

/* The style of text that stands in a paragraph as it is. */
static size_t direct_style(struct reader *reader)
{
	bool new;
	return office_style_find(reader->part, SLICE(""), &new);
}

static const char *hint_of(const struct reader *reader)
{
	static const char *const names[] = { "", "b", "i", "bi", "u", "bu", "iu", "biu" };
	unsigned index = (reader->bold ? 1u : 0u) + (reader->italic ? 2u : 0u) + (reader->underlined ? 4u : 0u);
	if (index == 0)
		return reader->raised ? "sup" : reader->lowered ? "sub" : reader->struck ? "s" : "";
	return names[index];
}

/* The style of RUN, whose properties (none where BEGIN is END) are those gathered last. */
static void set_style(struct reader *reader, struct open_element *run, size_t begin, size_t end)
{
	struct office_part *part = reader->part;
	struct buffer key = { 0 };
	bool new;
	buffer_append(&key, run->tag);
	buffer_append_byte(&key, ' ');
	buffer_append(&key, buffer_slice(&reader->key));
	run->style = office_style_find(part, buffer_slice(&key), &new);
	buffer_finish(&key);
	if (!new)
		return;
	struct office_style *style = &part->styles.items[run->style];
	struct slice name = slice_range(run->tag, 1, run->tag.size - 1);
	size_t stop = 0;
	while (stop < name.size && !is_xml_space(name.data[stop]))
		stop++;
	name.size = stop;
	size_t colon = slice_find_byte(name, ':', 0);
	struct slice prefix = slice_range(name, 0, colon == SLICE_NONE ? 0 : colon + 1);
	style->open = run->tag;
	style->close = arena_format(part->arena, "</%.*s>", SLICE_ARG(name));
	style->begin = begin;
	style->end = end;
	bool word = ooxml_is_word(xml_namespace(&reader->scanner, slice_range(prefix, 0, prefix.size ? prefix.size - 1 : 0)));
	style->text_open = arena_format(part->arena, "<%.*st%s>", SLICE_ARG(prefix), word ? " xml:space=\"preserve\"" : "");
	style->text_close = arena_format(part->arena, "</%.*st>", SLICE_ARG(prefix));
	style->hint = hint_of(reader);
	style->shows_spaces = reader->shows_spaces;
	if (word)
		style->prefix = prefix;
}

static size_t style_of(struct reader *reader, struct open_element *run)
{
	if (run->style == OFFICE_NONE) {
		buffer_clear(&reader->key);
		reader->bold = reader->italic = reader->underlined = reader->struck = false;
		reader->shows_spaces = reader->raised = reader->lowered = false;
		set_style(reader, run, 0, 0);
	}
	return run->style;
}

/* The start tag of a run without what tells who edited it when. */
static struct slice run_tag(struct reader *reader, const struct xml_token *token)
{
	buffer_clear(&reader->text);
	buffer_append_byte(&reader->text, '<');
	buffer_append(&reader->text, token->name);
	for (size_t i = 0; i < reader->scanner.attributes.count; i++) {
		const struct xml_attribute *attribute = &reader->scanner.attributes.items[i];
		if (slice_starts_with(attribute->local, SLICE("rsid")))
			continue;
		buffer_append_byte(&reader->text, ' ');
		buffer_append(&reader->text, slice_range(reader->part->source, attribute->begin, attribute->end));
	}
	buffer_append_byte(&reader->text, '>');
	return arena_copy(reader->part->arena, buffer_slice(&reader->text));
}

/* What of a run's properties tells it from others. */
static void begin_run_style(struct reader *reader)
{
	static const char *const passing[] = {
		"lang", "altLang", "dirty", "err", "noProof", "smtClean", "smtId", "bmk", NULL,
	};
	buffer_clear(&reader->key);
	reader->bold = reader->italic = reader->underlined = reader->struck = false;
	reader->shows_spaces = reader->raised = reader->lowered = false;
	for (size_t i = 0; i < reader->scanner.attributes.count; i++) {
		const struct xml_attribute *attribute = &reader->scanner.attributes.items[i];
		struct slice value = xml_attribute_value(&reader->scanner, attribute);
		if (attribute->prefix.size || is_one_of(attribute->local, passing))
			continue;
		buffer_append(&reader->key, slice_range(reader->part->source, attribute->begin, attribute->end));
		reader->bold = reader->bold || (slice_equal(attribute->local, SLICE("b")) && !is_off(value));
		reader->italic = reader->italic || (slice_equal(attribute->local, SLICE("i")) && !is_off(value));
		if (slice_equal(attribute->local, SLICE("u")) && !is_off(value))
			reader->underlined = reader->shows_spaces = true;
	}
}

/* A property of a run, an element right in its w:rPr or a:rPr. */
static void read_run_property(struct reader *reader, struct slice local)
{
	static const char *const visible[] = {
		"bdr", "dstrike", "em", "highlight", "rStyle", "shd", "strike", "u", "hlinkClick", NULL,
	};
	struct slice value = attribute_value(reader, "val");
	bool on = !is_off(value);
	reader->bold = reader->bold || (slice_equal(local, SLICE("b")) && on);
	reader->italic = reader->italic || (slice_equal(local, SLICE("i")) && on);
	reader->underlined = reader->underlined || (slice_equal(local, SLICE("u")) && on);
	reader->struck = reader->struck || (slice_equal(local, SLICE("strike")) && on);
	if (slice_equal(local, SLICE("vertAlign"))) {
		reader->raised = slice_equal(value, SLICE("superscript"));
		reader->lowered = slice_equal(value, SLICE("subscript"));
	}
	reader->shows_spaces = reader->shows_spaces || (is_one_of(local, visible) && on);
}

static struct slice style_role(struct reader *reader, struct slice id)
{
	const struct ooxml_context *context = reader->context;
	size_t index = context->style_roles ? table_get(context->style_roles, id) : TABLE_NONE;
	return index == TABLE_NONE ? slice_make("", 0) : context->roles[index];
}

static struct slice plain_role(const struct reader *reader)
{
	struct slice role = reader->context->role;
	bool body = slice_equal(role, SLICE("paragraph"));
	if (reader->title)
		return SLICE("title");
	if (reader->cells && body)
		return SLICE("table cell");
	if (reader->boxes && body)
		return SLICE("text box");
	return role;
}

/* What a thing in a run or between runs is called. */
static struct slice thing_name(struct slice local)
{
	static const struct { const char *local, *name; } known[] = {
		{ "tab", "tab" }, { "ptab", "tab" }, { "br", "br" }, { "cr", "br" }, { "drawing", "image" }, { "pict", "image" },
		{ "object", "object" }, { "footnoteReference", "note" }, { "endnoteReference", "note" }, { "sym", "sym" },
		{ "AlternateContent", "image" }, { "oMath", "math" }, { "oMathPara", "math" }, { "fldSimple", "field" },
		{ "fld", "field" }, { "ruby", "ruby" }, { "fldChar", "field" }, { "instrText", "field" }, { "sdt", "field" },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (slice_equal_string(local, known[i].local))
			return slice_from(known[i].name);
	return SLICE("obj");
}

/* An element in a paragraph, beside its runs. Its mode; where it becomes an item, that is said in ELEMENT. */
static enum mode read_in_paragraph(struct reader *reader, const struct xml_token *token, struct open_element *element)
{
	static const char *const transparent[] = { "smartTag", "sdtContent", NULL };
	static const char *const pairs[] = { "hyperlink", "ins", "moveTo", "customXml", "dir", "bdo", NULL };
	static const char *const gone[] = { "proofErr", NULL };
	static const char *const begins[] = {
		"bookmarkStart", "commentRangeStart", "permStart", "moveFromRangeStart", "moveToRangeStart",
		"customXmlInsRangeStart", "customXmlDelRangeStart", "customXmlMoveFromRangeStart", "customXmlMoveToRangeStart",
		"pPr", NULL,
	};
	static const char *const ends[] = {
		"bookmarkEnd", "commentRangeEnd", "permEnd", "moveFromRangeEnd", "moveToRangeEnd", "customXmlInsRangeEnd",
		"customXmlDelRangeEnd", "customXmlMoveFromRangeEnd", "customXmlMoveToRangeEnd", "del", "moveFrom",
		"endParaRPr", NULL,
	};
	enum vocabulary vocabulary = vocabulary_of(xml_namespace(&reader->scanner, token->prefix));
	bool own = vocabulary == WORD || vocabulary == DRAWING;
	struct office_item item = { .kind = OFFICE_ALONE, .text = thing_name(token->local), .style = OFFICE_NONE,
	                            .begin = token->begin, .end = token->end };
	enum mode mode = THING;
	if (own && slice_equal(token->local, SLICE("r"))) {
		element->style = OFFICE_NONE;
		element->tag = run_tag(reader, token);
		return RUN;
	}
	if (own && is_one_of(token->local, transparent))
		return PARAGRAPH;
	if (own && is_one_of(token->local, gone))
		return THING;
	bool link = own && slice_equal(token->local, SLICE("fldSimple")) && is_link(attribute_value(reader, "instr"));
	if (own && slice_equal(token->local, SLICE("sdt")) && !token->empty)
		return CONTROL;
	if (own && (link || is_one_of(token->local, pairs)) && !token->empty) {
		item.kind = OFFICE_OPEN;
		item.text = link || slice_equal(token->local, SLICE("hyperlink")) ? SLICE("a")
		            : slice_equal(token->local, SLICE("ins")) || slice_equal(token->local, SLICE("moveTo"))
		                ? SLICE("ins") : SLICE("x");
		element->ends_pair = true;
		add_item(reader, element, item);
		return PARAGRAPH;
	}
	if (own && is_one_of(token->local, begins))
		item.kind = OFFICE_MARK_BEGIN;
	else if (own && is_one_of(token->local, ends))
		item.kind = OFFICE_MARK_END;
	if (own && slice_equal(token->local, SLICE("pPr")))
		mode = PLACE;
	element->item = add_item(reader, element, item);
	return mode;
}

static enum mode read_in_run(struct reader *reader, struct open_element *run, const struct xml_token *token,
                             struct open_element *element)
{
	static const char *const gone[] = { "lastRenderedPageBreak", NULL };
	static const char *const silent[] = { "commentReference", "annotationRef", NULL };
	static const char *const parts[] = { "", "begin", "", "separate", "end" };
	bool own = vocabulary_of(xml_namespace(&reader->scanner, token->prefix)) == WORD;
	if (slice_equal(token->local, SLICE("rPr"))) {
		begin_run_style(reader);
		add_language(reader, "lang");
		return RUN_STYLE;
	}
	struct office_item item = { .kind = OFFICE_ALONE, .text = thing_name(token->local), .style = style_of(reader, run),
	                            .begin = token->begin, .end = token->end };
	if (slice_equal(token->local, SLICE("t"))) {
		buffer_clear(&reader->text);
		return TEXT;
	}
	const char *character = !own ? NULL
	                        : slice_equal(token->local, SLICE("noBreakHyphen")) ? "\xe2\x80\x91"
	                        : slice_equal(token->local, SLICE("softHyphen"))    ? "\xc2\xad"
	                                                                            : NULL;
	if (character) {
		item.kind = OFFICE_TEXT;
		item.text = slice_from(character);
		add_item(reader, element, item);
		return THING;
	}
	if (own && is_one_of(token->local, gone))
		return THING;
	if (own && is_one_of(token->local, silent))
		item.kind = OFFICE_MARK_END;
	if (own && slice_equal(token->local, SLICE("fldChar")))
		for (unsigned i = FIELD_BEGIN; i <= FIELD_END; i++)
			if (slice_equal_string(attribute_value(reader, "fldCharType"), parts[i]))
				item.detail = i;
	element->item = add_item(reader, element, item);
	if (own && slice_equal(token->local, SLICE("instrText"))) {
		buffer_clear(&reader->text);
		return INSTRUCTION;
	}
	return THING;
}

/* What an element outside of paragraphs, or in a thing, begins. */
static enum mode read_in_block(struct reader *reader, const struct xml_token *token, struct open_element *element,
                               enum mode outer)
{
	static const struct { const char *local, *role; } properties[] = {
		{ "title", "document title" }, { "subject", "document subject" }, { "description", "document description" },
		{ "keywords", "document keywords" }, { "category", "document category" },
	};
	enum vocabulary vocabulary = vocabulary_of(xml_namespace(&reader->scanner, token->prefix));
	struct slice local = token->local;
	bool wanted = !reader->context->only_language && reader->depth_of_paragraphs < OFFICE_NESTING_MOST;
	if (vocabulary == OTHER)
		return outer;
	if (vocabulary == SLIDE) {
		if (slice_equal(local, SLICE("sp")))
			reader->title = false;
		struct slice type = slice_equal(local, SLICE("ph")) ? attribute_value(reader, "type") : SLICE("");
		if (slice_equal(type, SLICE("title")) || slice_equal(type, SLICE("ctrTitle")))
			reader->title = true;
		return outer;
	}
	if (vocabulary == PICTURE && slice_equal(local, SLICE("docPr")) && wanted) {
		add_attribute(reader, "descr", "image description");
		add_attribute(reader, "title", "image title");
	}
	if ((vocabulary == WORD || vocabulary == DRAWING) && slice_equal(local, SLICE("p")) && !token->empty && wanted) {
		begin_paragraph(reader, plain_role(reader), token->end);
		element->paragraph = reader->part->paragraphs.count - 1;
		element->ends_paragraph = true;
		return PARAGRAPH;
	}
	if (vocabulary == PROPERTIES && slice_equal(local, SLICE("language")) && outer == BLOCK)
		return outer;
	for (size_t i = 0; vocabulary == PROPERTIES && wanted && i < sizeof properties / sizeof *properties; i++)
		if (slice_equal_string(local, properties[i].local) && !token->empty) {
			begin_paragraph(reader, slice_from(properties[i].role), token->end);
			element->paragraph = reader->part->paragraphs.count - 1;
			element->ends_paragraph = true;
			buffer_clear(&reader->text);
			return DIRECT;
		}
	return outer;
}

static bool is_cell(const struct reader *reader, const struct xml_token *token)
{
	enum vocabulary vocabulary = vocabulary_of(xml_namespace(&reader->scanner, token->prefix));
	return slice_equal(token->local, SLICE("tc")) && (vocabulary == WORD || vocabulary == DRAWING);
}

/* The text between the tags of ELEMENT, which is read to its end. */
static void add_text(struct reader *reader, const struct open_element *element, struct open_element *run)
{
	size_t style = run ? style_of(reader, run) : direct_style(reader);
	add_item(reader, element, (struct office_item){
		.kind = OFFICE_TEXT, .text = arena_copy(reader->part->arena, buffer_slice(&reader->text)), .style = style,
	});
}

/* Whether a run's property is nothing that one sees: two runs that differ in it alone are one. */
static bool is_passing(struct slice tag)
{
	static const char *const passing[] = { "lang", "noProof", NULL };
	size_t colon = slice_find_byte(tag, ':', 0), end = colon == SLICE_NONE ? 1 : colon + 1, begin = end;
	while (end < tag.size && is_ascii_alphanumeric(tag.data[end]))
		end++;
	return is_one_of(slice_range(tag, begin, end), passing);
}

/* ELEMENT, in OUTER, ends with bytes [BEGIN, END): its end tag, or all of it. */
static void close_element(struct reader *reader, const struct open_element *element, struct open_element *outer,
                          size_t begin, size_t end)
{
	struct slice source = reader->part->source;
	if (element->item != OFFICE_NONE)
		paragraph_of(reader, element)->items[element->item].end = end;
	switch (element->mode) {
	case TEXT:
		add_text(reader, element, outer);
		break;
	case DIRECT:
		add_text(reader, element, NULL);
		break;
	case INSTRUCTION: {
		struct office_item *item = &paragraph_of(reader, element)->items[element->item];
		item->detail = FIELD_INSTRUCTION;
		item->text = arena_copy(reader->part->arena, buffer_slice(&reader->text));
		break;
	}
	case RUN_STYLE:
		set_style(reader, outer, element->begin, end);
		break;
	case CONTROL:
		add_item(reader, element, (struct office_item){
			.kind = element->ends_pair ? OFFICE_CLOSE : OFFICE_ALONE, .text = SLICE("field"), .style = OFFICE_NONE,
			.begin = element->ends_pair ? element->end : element->begin, .end = end,
		});
		break;
	default:
		break;
	}
	if (outer && outer->mode == RUN_STYLE && !is_passing(slice_range(source, element->begin, end)))
		buffer_append(&reader->key, slice_range(source, element->begin, end));
	if (outer && outer->mode == CONTROL && element->ends_pair)
		outer->end = begin;
	else if (element->ends_pair && element->mode == PARAGRAPH)
		add_item(reader, element, (struct office_item){
			.kind = OFFICE_CLOSE, .style = OFFICE_NONE, .begin = begin, .end = end,
		});
	if (element->ends_paragraph)
		end_paragraph(reader, element->paragraph, begin);
}

static void read_start(struct reader *reader, const struct xml_token *token)
{
	struct open_element *outer = reader->open.count ? array_last(&reader->open) : NULL;
	struct open_element element = {
		.mode = outer ? outer->mode : BLOCK, .begin = token->begin, .end = token->end,
		.paragraph = outer ? outer->paragraph : OFFICE_NONE, .style = OFFICE_NONE, .item = OFFICE_NONE,
	};
	enum mode mode = element.mode;
	if (slice_equal(token->local, SLICE("lang")) || slice_equal(token->local, SLICE("themeFontLang")))
		add_language(reader, "val");
	else if (mode != RUN && slice_ends_with(token->local, SLICE("RPr")))
		add_language(reader, "lang");
	if (slice_equal(token->local, SLICE("txbxContent")))
		reader->boxes += !token->empty;
	if (is_cell(reader, token))
		reader->cells += !token->empty;
	switch (mode) {
	case BLOCK:
	case THING:
		element.mode = read_in_block(reader, token, &element, mode);
		break;
	case PARAGRAPH:
		element.mode = read_in_paragraph(reader, token, &element);
		break;
	case RUN:
		element.mode = read_in_run(reader, outer, token, &element);
		break;
	case RUN_STYLE:
		read_run_property(reader, token->local);
		element.mode = THING;
		break;
	case PLACE:
		if (slice_equal(token->local, SLICE("pStyle"))) {
			struct slice role = style_role(reader, attribute_value(reader, "val"));
			if (role.size)
				paragraph_of(reader, &element)->role = role;
		} else if (slice_equal(token->local, SLICE("numPr")) &&
		           slice_equal(paragraph_of(reader, &element)->role, SLICE("paragraph"))) {
			paragraph_of(reader, &element)->role = SLICE("list item");
		}
		element.mode = THING;
		element.paragraph = outer->paragraph;
		break;
	case CONTROL:
		element.mode = THING;
		if (slice_equal(token->local, SLICE("sdtContent")) && !token->empty) {
			element.mode = PARAGRAPH;
			element.ends_pair = true;
			add_item(reader, &element, (struct office_item){
				.kind = OFFICE_OPEN, .text = SLICE("x"), .style = OFFICE_NONE, .begin = outer->begin, .end = token->end,
			});
			outer->ends_pair = true;
		}
		break;
	case TEXT:
	case INSTRUCTION:
	case DIRECT:
		element.mode = THING;
		break;
	}
	if (token->empty)
		close_element(reader, &element, outer, token->begin, token->end);
	else
		array_push(&reader->open, element);
}

static void read_end(struct reader *reader, const struct xml_token *token)
{
	struct open_element element = *array_last(&reader->open);
	reader->open.count--;
	if (slice_equal(token->local, SLICE("txbxContent")))
		reader->boxes--;
	if (is_cell(reader, token))
		reader->cells--;
	close_element(reader, &element, reader->open.count ? array_last(&reader->open) : NULL, token->begin, token->end);
}

static void read_characters(struct reader *reader, const struct xml_token *token)
{
	enum mode mode = reader->open.count ? array_last(&reader->open)->mode : BLOCK;
	if (mode != TEXT && mode != DIRECT && mode != INSTRUCTION)
		return;
	if (token->kind == XML_CDATA)
		buffer_append(&reader->text, xml_token_content(&reader->scanner, token));
	else
		xml_decode(slice_range(reader->part->source, token->begin, token->end), false, &reader->text);
}

bool ooxml_read(struct office_part *part, const void *context, struct diagnostics *sink)
{
	struct reader reader = { .part = part, .context = context };
	struct xml_token token;
	const char *file = arena_format(part->arena, "%s: %.*s", part->file, SLICE_ARG(part->name)).data;
	xml_scanner_init(&reader.scanner, part->source, XML_DOCUMENT, file, sink);
	while (xml_scanner_next(&reader.scanner, &token))
		if (token.kind == XML_START_TAG)
			read_start(&reader, &token);
		else if (token.kind == XML_END_TAG)
			read_end(&reader, &token);
		else if (token.kind == XML_TEXT || token.kind == XML_REFERENCE || token.kind == XML_CDATA)
			read_characters(&reader, &token);
	bool done = !reader.scanner.failed;
	/* After an error, paragraphs are still open. */
	for (size_t i = reader.open.count; i-- && !done;)
		if (reader.open.items[i].ends_paragraph)
			end_paragraph(&reader, reader.open.items[i].paragraph, part->source.size);
	xml_scanner_finish(&reader.scanner);
	array_finish(&reader.open);
	buffer_finish(&reader.key);
	buffer_finish(&reader.text);
	return done;
}
