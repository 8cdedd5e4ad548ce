#include "formats/ooxml_reader.h"

#include "formats/office_language.h"
#include "formats/office_reader.h"
#include "formats/ooxml_direction.h"
#include "formats/ooxml_fields.h"
#include "formats/ooxml_run.h"

/* What an element's content is read as. */
enum mode {
	BLOCK,        /* paragraphs, and all around them */
	PARAGRAPH,    /* runs, and what goes around them */
	DIRECT,       /* text and nothing else */
	RUN,
	RUN_STYLE,
	TEXT,
	CELL_TEXT,    /* the same, outside of runs */
	INSTRUCTION,  /* what a field does */
	PLACE,        /* the properties of a paragraph */
	CONTROL,      /* a content control: its properties, then what it holds */
	THING,        /* what is carried along as it is; only paragraphs in it are read */
};

struct open_element {
	enum mode mode;
	size_t begin, end;   /* of the start tag */
	size_t paragraph;    /* that it is in; OFFICE_NONE: none */
	size_t style;        /* of a run; OFFICE_NONE: not known yet */
	size_t item;         /* that ends with it, or the one whose tag it opened; OFFICE_NONE: none */
	struct slice tag;    /* of a run: its start tag as it is written anew; of text in none: its prefix */
	enum ooxml_vocabulary vocabulary; /* of a run */
	bool ends_paragraph, ends_pair;
};

struct reader {
	struct office_reading reading;
	const struct ooxml_context *context;
	struct ooxml_direction direction;
	struct ooxml_run run; /* the one that is read */
	struct { struct open_element *items; size_t count, capacity; } open;
	size_t cells, boxes;
	bool title; /* the shape is a slide's title */
	struct buffer text;
};

static struct office_paragraph *paragraph_of(struct reader *reader, const struct open_element *element)
{
	return &reader->reading.part->paragraphs.items[element->paragraph];
}

static enum ooxml_vocabulary vocabulary_of(const struct reader *reader, const struct xml_token *token)
{
	return ooxml_vocabulary_of(xml_namespace(&reader->reading.scanner, token->prefix));
}

/* The attribute LOCAL says the language of text; in WordprocessingML that of western scripts, others being beside it. */
static void add_language(struct reader *reader, const char *local, enum ooxml_vocabulary vocabulary)
{
	struct office_part *part = reader->reading.part;
	const struct office_language *target = part->target;
	const struct xml_attribute *attribute = xml_find_attribute(&reader->reading.scanner, local, NULL);
	if (!target || !attribute ||
	    !office_language_same(xml_attribute_value(&reader->reading.scanner, attribute), target->from))
		return;
	const char *other = target->kind == OFFICE_COMPLEX ? "bidi" : "eastAsia";
	size_t begin = attribute->value_begin, end = attribute->value_end;
	struct slice value = slice_from(target->tag);
	if (vocabulary == OOXML_WORD && target->kind != OFFICE_WESTERN) {
		const struct xml_attribute *beside = xml_find_attribute(&reader->reading.scanner, other, NULL);
		struct slice prefix = slice_range(attribute->name, 0, attribute->name.size - attribute->local.size);
		begin = beside ? beside->value_begin : attribute->end;
		end = beside ? beside->value_end : attribute->end;
		if (!beside)
			value = arena_format(part->arena, " %.*s%s=\"%s\"", SLICE_ARG(prefix), other, target->tag);
	}
	office_add_patch(&reader->reading, begin, end, value);
}

/* A paragraph that is the value of an attribute. */
static void add_attribute(struct reader *reader, const char *local, const char *role)
{
	const struct xml_attribute *attribute = xml_find_attribute(&reader->reading.scanner, local, "");
	struct office_part *part = reader->reading.part;
	if (!attribute || slice_find_byte(xml_attribute_value(&reader->reading.scanner, attribute), ' ', 0) == SLICE_NONE)
		return;
	size_t index = office_begin_paragraph(&reader->reading, slice_from(role), attribute->value_begin);
	buffer_clear(&reader->text);
	xml_decode(xml_attribute_value(&reader->reading.scanner, attribute), true, &reader->text);
	office_add_item(&reader->reading, index, (struct office_item){
		.kind = OFFICE_TEXT, .text = arena_copy(part->passing, buffer_slice(&reader->text)), .style = OFFICE_NONE,
	});
	part->paragraphs.items[index].attribute = true;
	office_end_paragraph(&reader->reading, index, attribute->value_end);
}

static size_t style_of(struct reader *reader, struct open_element *run)
{
	if (run->style == OFFICE_NONE) {
		ooxml_run_clear(&reader->run);
		run->style = ooxml_run_style(&reader->run, &reader->reading, run->tag, run->vocabulary, 0, 0, 0);
	}
	return run->style;
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
	static const char *const gone[] = { "proofErr", "rPh", "phoneticPr", NULL };
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
	enum ooxml_vocabulary vocabulary = vocabulary_of(reader, token);
	bool own = vocabulary == OOXML_WORD || vocabulary == OOXML_DRAWING || vocabulary == OOXML_SHEET;
	struct office_item item = { .kind = OFFICE_ALONE, .text = thing_name(token->local), .style = OFFICE_NONE,
	                            .begin = token->begin, .end = token->end };
	enum mode mode = THING;
	if (own && slice_equal(token->local, SLICE("r"))) {
		element->style = OFFICE_NONE;
		element->tag = ooxml_run_tag(&reader->reading, token);
		element->vocabulary = vocabulary;
		return RUN;
	}
	if (vocabulary == OOXML_SHEET && slice_equal(token->local, SLICE("t"))) {
		buffer_clear(&reader->text);
		element->tag = slice_range(token->name, 0, token->name.size - token->local.size);
		return CELL_TEXT;
	}
	if (own && office_is_one_of(token->local, transparent))
		return PARAGRAPH;
	if (own && office_is_one_of(token->local, gone))
		return THING;
	bool link = own && slice_equal(token->local, SLICE("fldSimple")) &&
	            ooxml_field_is_link(office_attribute(&reader->reading, "instr"));
	if (own && slice_equal(token->local, SLICE("sdt")) && !token->empty)
		return CONTROL;
	if (own && (link || office_is_one_of(token->local, pairs)) && !token->empty) {
		item.kind = OFFICE_OPEN;
		item.text = link || slice_equal(token->local, SLICE("hyperlink")) ? SLICE("a")
		            : slice_equal(token->local, SLICE("ins")) || slice_equal(token->local, SLICE("moveTo"))
		                ? SLICE("ins") : SLICE("x");
		element->ends_pair = true;
		office_add_item(&reader->reading, element->paragraph, item);
		return PARAGRAPH;
	}
	if (own && office_is_one_of(token->local, begins))
		item.kind = OFFICE_MARK_BEGIN;
	else if (own && office_is_one_of(token->local, ends))
		item.kind = OFFICE_MARK_END;
	if (own && slice_equal(token->local, SLICE("pPr")))
		mode = PLACE;
	element->item = office_add_item(&reader->reading, element->paragraph, item);
	return mode;
}

static enum mode read_in_run(struct reader *reader, struct open_element *run, const struct xml_token *token,
                             struct open_element *element)
{
	static const char *const gone[] = { "lastRenderedPageBreak", NULL };
	static const char *const silent[] = { "commentReference", "annotationRef", NULL };
	static const char *const parts[] = { "", "begin", "", "separate", "end" };
	bool own = vocabulary_of(reader, token) == OOXML_WORD;
	if (slice_equal(token->local, SLICE("rPr"))) {
		ooxml_run_clear(&reader->run);
		ooxml_run_read_attributes(&reader->run, &reader->reading);
		add_language(reader, "lang", OOXML_DRAWING);
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
		office_add_item(&reader->reading, element->paragraph, item);
		return THING;
	}
	if (own && office_is_one_of(token->local, gone))
		return THING;
	if (own && office_is_one_of(token->local, silent))
		item.kind = OFFICE_MARK_END;
	if (own && slice_equal(token->local, SLICE("fldChar")))
		for (unsigned i = OOXML_FIELD_BEGIN; i <= OOXML_FIELD_END; i++)
			if (slice_equal_string(office_attribute(&reader->reading, "fldCharType"), parts[i]))
				item.detail = i;
	element->item = office_add_item(&reader->reading, element->paragraph, item);
	if (own && slice_equal(token->local, SLICE("instrText"))) {
		buffer_clear(&reader->text);
		return INSTRUCTION;
	}
	return THING;
}

static bool is_picture(struct slice local)
{
	return slice_equal(local, SLICE("docPr")) || slice_equal(local, SLICE("cNvPr"));
}

/* The descriptions of a picture, in the order of the source. */
static void add_descriptions(struct reader *reader)
{
	const struct xml_attribute *title = xml_find_attribute(&reader->reading.scanner, "title", "");
	const struct xml_attribute *description = xml_find_attribute(&reader->reading.scanner, "descr", "");
	bool title_first = title && description && title->begin < description->begin;
	if (title_first)
		add_attribute(reader, "title", "image title");
	add_attribute(reader, "descr", "image description");
	if (!title_first)
		add_attribute(reader, "title", "image title");
}

/* In a workbook: a shared string, one of a cell's own, a comment. */
static bool is_cell_text(struct slice local)
{
	return slice_equal(local, SLICE("si")) || slice_equal(local, SLICE("is")) || slice_equal(local, SLICE("text"));
}

/* What an element outside of paragraphs, or in a thing, begins. */
static enum mode read_in_block(struct reader *reader, const struct xml_token *token, struct open_element *element,
                               enum mode outer)
{
	static const struct { const char *local, *role; } properties[] = {
		{ "title", "document title" }, { "subject", "document subject" }, { "description", "document description" },
		{ "keywords", "document keywords" }, { "category", "document category" },
	};
	enum ooxml_vocabulary vocabulary = vocabulary_of(reader, token);
	struct slice local = token->local;
	bool wanted = !reader->context->only_language && reader->reading.open.count < OFFICE_NESTING_MOST;
	if (vocabulary == OOXML_OTHER)
		return outer;
	if (vocabulary == OOXML_SLIDE) {
		if (slice_equal(local, SLICE("sp")))
			reader->title = false;
		if (is_picture(local) && wanted)
			add_descriptions(reader);
		if (slice_equal(local, SLICE("text")) && wanted && !token->empty) {
			element->paragraph = office_begin_paragraph(&reader->reading, plain_role(reader), token->end);
			element->ends_paragraph = true;
			buffer_clear(&reader->text);
			return DIRECT;
		}
		struct slice type = slice_equal(local, SLICE("ph")) ? office_attribute(&reader->reading, "type") : SLICE("");
		if (slice_equal(type, SLICE("title")) || slice_equal(type, SLICE("ctrTitle")))
			reader->title = true;
		return outer;
	}
	if (vocabulary == OOXML_PICTURE && is_picture(local) && wanted)
		add_descriptions(reader);
	bool paragraph = vocabulary == OOXML_SHEET ? is_cell_text(local) : slice_equal(local, SLICE("p"));
	if ((vocabulary == OOXML_WORD || vocabulary == OOXML_DRAWING || vocabulary == OOXML_SHEET) && paragraph &&
	    !token->empty && wanted) {
		element->paragraph = office_begin_paragraph(&reader->reading, plain_role(reader), token->end);
		element->ends_paragraph = true;
		return PARAGRAPH;
	}
	if (vocabulary == OOXML_PROPERTIES && slice_equal(local, SLICE("language")) && outer == BLOCK)
		return outer;
	for (size_t i = 0; vocabulary == OOXML_PROPERTIES && wanted && i < sizeof properties / sizeof *properties; i++)
		if (slice_equal_string(local, properties[i].local) && !token->empty) {
			element->paragraph = office_begin_paragraph(&reader->reading, slice_from(properties[i].role), token->end);
			element->ends_paragraph = true;
			buffer_clear(&reader->text);
			return DIRECT;
		}
	return outer;
}

static bool is_cell(const struct reader *reader, const struct xml_token *token)
{
	enum ooxml_vocabulary vocabulary = vocabulary_of(reader, token);
	return slice_equal(token->local, SLICE("tc")) && (vocabulary == OOXML_WORD || vocabulary == OOXML_DRAWING);
}

/* The style of text in ELEMENT, which stands in OUTER. */
static size_t text_style(struct reader *reader, const struct open_element *element, struct open_element *outer)
{
	if (element->mode == TEXT)
		return style_of(reader, outer);
	return ooxml_plain_style(&reader->reading, element->tag, element->mode == CELL_TEXT ? OOXML_PLAIN_MARKED
	                                                                                    : OOXML_PLAIN_DIRECT);
}

/* The text gathered so far stands in ELEMENT, which stands in OUTER. */
static void add_text(struct reader *reader, const struct open_element *element, struct open_element *outer)
{
	office_add_item(&reader->reading, element->paragraph, (struct office_item){
		.kind = OFFICE_TEXT, .text = arena_copy(reader->reading.part->passing, buffer_slice(&reader->text)),
		.style = text_style(reader, element, outer),
	});
	buffer_clear(&reader->text);
}

/* The text of a cell that is in no run cannot stand beside one that is. */
static void unify_styles(struct reader *reader, struct office_paragraph *paragraph)
{
	size_t runs = 0;
	for (size_t i = 0; i < paragraph->count; i++)
		if (paragraph->items[i].style != OFFICE_NONE)
			runs += reader->reading.part->styles.items[paragraph->items[i].style].open.size > 0;
	for (size_t i = 0; runs && i < paragraph->count; i++) {
		struct office_item *item = &paragraph->items[i];
		struct office_part *part = reader->reading.part;
		if (item->style == OFFICE_NONE || part->styles.items[item->style].open.size)
			continue;
		struct slice open = part->styles.items[item->style].text_open;
		size_t colon = slice_find_byte(open, ':', 0), space = slice_find_byte(open, ' ', 0);
		struct slice prefix = colon < space ? slice_range(open, 1, colon + 1) : slice_make("", 0);
		item->style = ooxml_plain_style(&reader->reading, prefix, OOXML_PLAIN_RUN);
	}
}

/* Whether PARAGRAPH says a name by which formulas and tables know a column. */
static bool is_fixed(const struct reader *reader, const struct office_paragraph *paragraph)
{
	if (!reader->context->fixed || !reader->context->fixed->count)
		return false;
	struct buffer text = { 0 };
	for (size_t i = 0; i < paragraph->count; i++)
		if (paragraph->items[i].kind == OFFICE_TEXT)
			buffer_append(&text, paragraph->items[i].text);
		else
			buffer_append_byte(&text, ' ');
	bool fixed = table_get(reader->context->fixed, buffer_slice(&text)) != TABLE_NONE;
	buffer_finish(&text);
	return fixed;
}

/* ELEMENT, a paragraph, ends at END. */
static void end_paragraph(struct reader *reader, const struct open_element *element, size_t end)
{
	struct office_paragraph *paragraph = paragraph_of(reader, element);
	ooxml_resolve_fields(paragraph);
	unify_styles(reader, paragraph);
	bool last = element->paragraph + 1 == reader->reading.part->paragraphs.count;
	bool fixed = last && is_fixed(reader, paragraph);
	office_end_paragraph(&reader->reading, element->paragraph, end);
	if (fixed)
		office_drop_paragraph(&reader->reading);
}

/* ELEMENT, in OUTER, ends with bytes [BEGIN, END): its end tag, or all of it. */
static void close_element(struct reader *reader, const struct open_element *element, struct open_element *outer,
                          size_t begin, size_t end)
{
	if (element->item != OFFICE_NONE)
		paragraph_of(reader, element)->items[element->item].end = end;
	switch (element->mode) {
	case TEXT:
	case CELL_TEXT:
	case DIRECT:
		add_text(reader, element, outer);
		break;
	case INSTRUCTION: {
		struct office_item *item = &paragraph_of(reader, element)->items[element->item];
		item->detail = OOXML_FIELD_INSTRUCTION;
		item->text = arena_copy(reader->reading.part->passing, buffer_slice(&reader->text));
		break;
	}
	case RUN_STYLE:
		outer->style = ooxml_run_style(&reader->run, &reader->reading, outer->tag, outer->vocabulary, element->begin, begin, end);
		break;
	case CONTROL:
		office_add_item(&reader->reading, element->paragraph, (struct office_item){
			.kind = element->ends_pair ? OFFICE_CLOSE : OFFICE_ALONE, .text = SLICE("field"), .style = OFFICE_NONE,
			.begin = element->ends_pair ? element->end : element->begin, .end = end,
		});
		break;
	default:
		break;
	}
	if (outer && outer->mode == RUN_STYLE)
		ooxml_run_end_property(&reader->run, &reader->reading, element->begin, end);
	if (outer && outer->mode == CONTROL && element->ends_pair)
		outer->end = begin;
	else if (element->ends_pair && element->mode == PARAGRAPH)
		office_add_item(&reader->reading, element->paragraph, (struct office_item){
			.kind = OFFICE_CLOSE, .style = OFFICE_NONE, .begin = begin, .end = end,
		});
	if (element->ends_paragraph)
		end_paragraph(reader, element, begin);
}

static void read_start(void *context, const struct xml_token *token)
{
	struct reader *reader = context;
	struct open_element *outer = reader->open.count ? array_last(&reader->open) : NULL;
	struct open_element element = {
		.mode = outer ? outer->mode : BLOCK, .begin = token->begin, .end = token->end,
		.paragraph = outer ? outer->paragraph : OFFICE_NONE, .style = OFFICE_NONE, .item = OFFICE_NONE,
	};
	enum mode mode = element.mode;
	enum ooxml_vocabulary vocabulary = vocabulary_of(reader, token);
	ooxml_direction_start(&reader->direction, token, vocabulary);
	if (slice_equal(token->local, SLICE("lang")) || slice_equal(token->local, SLICE("themeFontLang")))
		add_language(reader, "val", vocabulary);
	else if (mode != RUN && slice_ends_with(token->local, SLICE("RPr")))
		add_language(reader, "lang", OOXML_DRAWING);
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
		ooxml_run_read_property(&reader->run, &reader->reading, token);
		element.mode = THING;
		break;
	case PLACE:
		if (slice_equal(token->local, SLICE("pStyle"))) {
			struct slice role = style_role(reader, office_attribute(&reader->reading, "val"));
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
			office_add_item(&reader->reading, element.paragraph, (struct office_item){
				.kind = OFFICE_OPEN, .text = SLICE("x"), .style = OFFICE_NONE, .begin = outer->begin, .end = token->end,
			});
			outer->ends_pair = true;
		}
		break;
	case TEXT:
	case CELL_TEXT:
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

static void read_end(void *context, const struct xml_token *token)
{
	struct reader *reader = context;
	struct open_element element = *array_last(&reader->open);
	reader->open.count--;
	ooxml_direction_end(&reader->direction, token);
	if (slice_equal(token->local, SLICE("txbxContent")))
		reader->boxes--;
	if (is_cell(reader, token))
		reader->cells--;
	close_element(reader, &element, reader->open.count ? array_last(&reader->open) : NULL, token->begin, token->end);
}

/* Where the next line break or tab in a cell's TEXT stands, from FROM on: its end, and its beginning in *BEGIN; SLICE_NONE
 * where there is none. */
static size_t find_break(struct slice text, size_t from, size_t *begin)
{
	struct slice carriage_return = SLICE("_x000D_");
	for (size_t i = from; i < text.size; i++) {
		*begin = i;
		if (slice_starts_with(slice_from_offset(text, i), carriage_return)) {
			i += carriage_return.size;
			return i + (i < text.size && text.data[i] == '\n');
		}
		if (text.data[i] == '\r' && i + 1 < text.size && text.data[i + 1] == '\n')
			return i + 2;
		if (text.data[i] == '\n' || text.data[i] == '\r' || text.data[i] == '\t')
			return i + 1;
	}
	return SLICE_NONE;
}

/* Bytes [BEGIN, END) of the source, in the text of a cell, are a line break or a tab. */
static void add_break(struct reader *reader, size_t begin, size_t end, bool tab)
{
	struct open_element *element = array_last(&reader->open);
	add_text(reader, element, element - 1);
	office_add_item(&reader->reading, element->paragraph, (struct office_item){
		.kind = OFFICE_ALONE, .text = tab ? SLICE("tab") : SLICE("br"), .begin = begin, .end = end,
		.style = text_style(reader, element, element - 1), .inside = true,
	});
}

/* Text of a cell, in which a line break is no space. */
static void read_cell_characters(struct reader *reader, const struct xml_token *token)
{
	struct slice text = token->kind == XML_CDATA ? xml_token_content(&reader->reading.scanner, token)
	                                             : slice_range(reader->reading.part->source, token->begin, token->end);
	size_t offset = (size_t)(text.data - reader->reading.part->source.data), from = 0, begin = 0;
	if (token->kind == XML_REFERENCE) {
		size_t before = reader->text.size;
		xml_decode(text, false, &reader->text);
		if (find_break(slice_from_offset(buffer_slice(&reader->text), before), 0, &begin) == SLICE_NONE)
			return;
		bool tab = reader->text.data[before] == '\t';
		reader->text.size = before;
		add_break(reader, token->begin, token->end, tab);
		return;
	}
	for (size_t end; (end = find_break(text, from, &begin)) != SLICE_NONE; from = end) {
		buffer_append(&reader->text, slice_range(text, from, begin));
		add_break(reader, offset + begin, offset + end, text.data[begin] == '\t');
	}
	buffer_append(&reader->text, slice_from_offset(text, from));
}

static void read_characters(void *context, const struct xml_token *token)
{
	struct reader *reader = context;
	const struct open_element *element = reader->open.count ? array_last(&reader->open) : NULL;
	enum mode mode = element ? element->mode : BLOCK;
	if (mode == CELL_TEXT || (mode == TEXT && element[-1].vocabulary == OOXML_SHEET)) {
		read_cell_characters(reader, token);
		return;
	}
	if (mode != TEXT && mode != DIRECT && mode != INSTRUCTION)
		return;
	if (token->kind == XML_CDATA)
		buffer_append(&reader->text, xml_token_content(&reader->reading.scanner, token));
	else
		xml_decode(slice_range(reader->reading.part->source, token->begin, token->end), false, &reader->text);
}

static void finish(void *context)
{
	struct reader *reader = context;
	ooxml_direction_finish(&reader->direction);
	ooxml_run_finish(&reader->run);
	array_finish(&reader->open);
	buffer_finish(&reader->text);
}

struct office_reading *ooxml_read(struct office_part *part, const void *context, struct diagnostics *sink)
{
	static const struct office_events events = { read_start, read_end, read_characters, finish };
	struct reader *reader = memory_allocate_zero(1, sizeof *reader);
	reader->context = context;
	reader->direction = (struct ooxml_direction){
		.reading = &reader->reading, .word = !reader->context->only_language, .bare = OFFICE_NONE,
	};
	office_begin_reading(&reader->reading, part, &events, sink);
	return &reader->reading;
}
