#include "formats/odf_reader.h"

#include "formats/office_language.h"
#include "formats/office_reader.h"

enum {
	SPANS_MOST = 16,   /* one in the other; deeper ones are passed over */
	SPACES_MOST = 256, /* that one element may stand for; more are a thing */
};

/* What an element's content is read as. */
enum mode {
	BLOCK,     /* paragraphs, and all around them */
	SKIPPED,   /* nothing */
	PARAGRAPH, /* text, spans, and what stands among them */
	DIRECT,    /* text and nothing else */
	THING,     /* what is carried along as it is; only paragraphs in it are read */
	LANGUAGE,  /* the name of one */
};

struct open_element {
	enum mode mode;
	size_t begin, end;  /* of the start tag */
	size_t paragraph;   /* that it is in; OFFICE_NONE: none */
	size_t owner;       /* the open element that is the paragraph */
	size_t style;       /* of text in it */
	size_t item;        /* that ends with it; OFFICE_NONE: none */
	unsigned spans;
	const char *role;   /* of the paragraphs in it */
	bool ends_paragraph, ends_pair, after_space;
};

/* An automatic style: what a document makes up for a bit of formatting. */
struct automatic {
	struct slice key;    /* what it says, but for what no one sees; empty: nothing */
	struct slice parent; /* the style that it goes by */
	const char *hint;
	bool shows_spaces;
};

struct reader {
	struct office_reading reading;
	struct { struct open_element *items; size_t count, capacity; } open;
	struct { struct automatic *items; size_t count, capacity; } automatic;
	struct table automatic_names;
	struct automatic current; /* the one that is read */
	struct slice current_name;
	size_t current_depth;     /* 0: none is */
	struct buffer key, text;
};

/* The vocabulary of a name, as OpenDocument's own files call it: "text", "draw"; empty: another's. */
static struct slice vocabulary_of(struct reader *reader, struct slice prefix)
{
	struct slice name = xml_namespace(&reader->reading.scanner, prefix);
	if (slice_equal(name, SLICE("http://purl.org/dc/elements/1.1/")))
		return SLICE("dc");
	if (!slice_starts_with(name, SLICE(ODF_NAMESPACE)))
		return slice_make("", 0);
	name = slice_from_offset(name, sizeof ODF_NAMESPACE - 1);
	size_t colon = slice_find_byte(name, ':', 0);
	return slice_range(name, 0, colon == SLICE_NONE ? name.size : colon);
}

static struct office_paragraph *paragraph_of(struct reader *reader, const struct open_element *element)
{
	return &reader->reading.part->paragraphs.items[element->paragraph];
}

/* The text gathered so far is a piece of the paragraph of ELEMENT. */
static void flush_text(struct reader *reader, struct open_element *element)
{
	if (element->paragraph != OFFICE_NONE && reader->text.size)
		office_add_item(&reader->reading, element->paragraph, (struct office_item){
			.kind = OFFICE_TEXT, .style = element->style,
			.text = arena_copy(reader->reading.part->passing, buffer_slice(&reader->text)),
		});
	buffer_clear(&reader->text);
}

/* The last tag's attribute NAME with KIND's ending: "language", "language-asian", "language-complex". */
static const struct xml_attribute *find_spoken(const struct reader *reader, const char *name, int kind)
{
	static const char *const endings[] = { "", "-asian", "-complex" };
	struct slice spelt = arena_format(reader->reading.part->arena, "%s%s", name, endings[kind]);
	return xml_find_attribute(&reader->reading.scanner, spelt.data, NULL);
}

/* ATTRIBUTE (NULL: there is none) becomes VALUE; where it has none, the text ABSENT goes to AT. */
static void set_spoken(struct reader *reader, const struct xml_attribute *attribute, const char *value, size_t at,
                       struct slice absent)
{
	if (attribute)
		office_add_patch(&reader->reading, attribute->value_begin, attribute->value_end, slice_from(value));
	else if (absent.size)
		office_add_patch(&reader->reading, at, at, absent);
}

/* The language of text: the scripts of the west, of the far east, and those that are written from right to left or are
 * shaped have one of their own each. */
static void add_language(struct reader *reader, const struct xml_token *token)
{
	struct office_part *part = reader->reading.part;
	const struct office_language *target = part->target;
	const struct xml_attribute *own = xml_find_attribute(&reader->reading.scanner, "language", NULL);
	if (!target || !own || !office_language_same(xml_attribute_value(&reader->reading.scanner, own), target->from))
		return;
	size_t first = part->patches.count;
	const struct xml_attribute *language = find_spoken(reader, "language", (int)target->kind);
	const struct xml_attribute *country = find_spoken(reader, "country", (int)target->kind);
	const struct xml_attribute *script = find_spoken(reader, "script", (int)target->kind);
	const struct xml_attribute *tag = find_spoken(reader, "rfc-language-tag", (int)target->kind);
	const char *ending = target->kind == OFFICE_COMPLEX ? "-complex" : target->kind == OFFICE_ASIAN ? "-asian" : "";
	struct slice prefix = slice_range(own->name, 0, own->name.size - own->local.size), none = slice_make("", 0);
	struct slice style = slice_range(token->name, 0, token->name.size - token->local.size);
	if (language) {
		size_t at = language->end;
		set_spoken(reader, language, target->language, 0, none);
		set_spoken(reader, script, target->script, at,
		           target->odd_script ? arena_format(part->arena, " %.*sscript%s=\"%s\"", SLICE_ARG(prefix), ending, target->script)
		                              : none);
		set_spoken(reader, country, target->country, 0, none);
		set_spoken(reader, tag, target->tag, 0, none);
	} else {
		set_spoken(reader, NULL, "", own->end,
		           arena_format(part->arena, " %.*slanguage%s=\"%s\" %.*scountry%s=\"%s\"", SLICE_ARG(style), ending,
		                        target->language, SLICE_ARG(style), ending, target->country));
	}
	office_sort_patches(&reader->reading, first);
}

/* Which way text runs in a page, a paragraph, a table, a frame. */
static void add_direction(struct reader *reader, const struct xml_token *token)
{
	struct office_part *part = reader->reading.part;
	const struct xml_attribute *mode = xml_find_attribute(&reader->reading.scanner, "writing-mode", NULL);
	struct office_turn turn = { .rtl = SLICE("rl-tb"), .ltr = SLICE("lr-tb") };
	if (!mode && !slice_equal(token->local, SLICE("page-layout-properties")))
		return;
	struct slice value = mode ? xml_attribute_value(&reader->reading.scanner, mode) : slice_make("", 0);
	bool rtl = slice_starts_with(value, SLICE("rl")), ltr = slice_starts_with(value, SLICE("lr"));
	part->rtl += rtl;
	part->ltr += ltr;
	if (mode && !rtl && !ltr)
		return;
	turn.begin = mode ? mode->value_begin : token->begin + 1 + token->name.size;
	turn.end = mode ? mode->value_end : turn.begin;
	if (!mode)
		turn.rtl = arena_format(part->arena, " %.*swriting-mode=\"rl-tb\"",
		                        (int)(token->name.size - token->local.size), token->name.data);
	if (!mode || ltr)
		turn.ltr = slice_make(NULL, 0);
	office_add_turn(&reader->reading, &turn);
}

/* What the properties of text in an automatic style say. */
static void read_text_properties(struct reader *reader)
{
	static const char *const passing[] = {
		"rsid", "paragraph-rsid", "language", "country", "script", "rfc-language-tag", NULL,
	};
	static const char *const visible[] = {
		"text-underline-style", "text-line-through-style", "background-color", "text-overline-style", NULL,
	};
	bool bold = false, italic = false, underlined = false, other = false;
	buffer_clear(&reader->key);
	for (size_t i = 0; i < reader->reading.scanner.attributes.count; i++) {
		const struct xml_attribute *attribute = &reader->reading.scanner.attributes.items[i];
		struct slice local = attribute->local, value = xml_attribute_value(&reader->reading.scanner, attribute);
		if (office_is_one_of(local, passing) || slice_ends_with(local, SLICE("-asian")) ||
		    slice_ends_with(local, SLICE("-complex")))
			continue;
		buffer_append(&reader->key, slice_range(reader->reading.part->source, attribute->begin, attribute->end));
		buffer_append_byte(&reader->key, ' ');
		if (office_is_one_of(local, visible))
			reader->current.shows_spaces = true;
		if (slice_equal(local, SLICE("font-weight")) && slice_equal(value, SLICE("bold")))
			bold = true;
		else if (slice_equal(local, SLICE("font-style")) && slice_equal(value, SLICE("italic")))
			italic = true;
		else if (slice_equal(local, SLICE("text-underline-style")) && !slice_equal(value, SLICE("none")))
			underlined = true;
		else if (!slice_starts_with(local, SLICE("text-underline")))
			other = true;
	}
	reader->current.key = arena_copy(reader->reading.part->arena, buffer_slice(&reader->key));
	reader->current.hint = other ? "" : office_hint(bold, italic, underlined);
}

static const struct automatic *find_automatic(const struct reader *reader, struct slice name)
{
	size_t index = table_get(&reader->automatic_names, name);
	return index == TABLE_NONE ? NULL : &reader->automatic.items[index];
}

/* The style of text in a paragraph that is in no span. */
static size_t plain_style(struct reader *reader, struct slice prefix)
{
	bool new;
	struct office_part *part = reader->reading.part;
	size_t index = office_style_find(part, arena_format(part->passing, "|%.*s", SLICE_ARG(prefix)), &new);
	if (new)
		part->styles.items[index].prefix = arena_copy(part->arena, prefix);
	return index;
}

/* The style of text in the span of TOKEN, which stands in text of style OUTER. */
static size_t span_style(struct reader *reader, const struct xml_token *token, size_t outer)
{
	struct office_part *part = reader->reading.part;
	struct slice name = office_attribute(&reader->reading, "style-name");
	struct slice tag = slice_range(part->source, token->begin, token->end);
	const struct automatic *automatic = find_automatic(reader, name);
	if (automatic && automatic->key.size == 0 && automatic->parent.size == 0)
		return outer;
	buffer_clear(&reader->key);
	buffer_append(&reader->key, part->styles.items[outer].key);
	buffer_append_byte(&reader->key, '|');
	buffer_append(&reader->key, automatic && reader->reading.scanner.attributes.count == 1 ? automatic->key : tag);
	if (automatic)
		buffer_append(&reader->key, automatic->parent);
	bool new;
	size_t index = office_style_find(part, buffer_slice(&reader->key), &new);
	if (!new)
		return index;
	const struct office_style *before = &part->styles.items[outer];
	struct office_style *style = &part->styles.items[index];
	style->open = arena_format(part->arena, "%.*s%.*s", SLICE_ARG(before->open), SLICE_ARG(tag));
	style->close = arena_format(part->arena, "</%.*s>%.*s", SLICE_ARG(token->name), SLICE_ARG(before->close));
	style->prefix = before->prefix;
	style->hint = automatic && automatic->hint ? automatic->hint : "";
	style->shows_spaces = !automatic || automatic->shows_spaces;
	return index;
}

static void begin_paragraph(struct reader *reader, struct open_element *element, struct slice role,
                            const struct xml_token *token)
{
	struct office_part *part = reader->reading.part;
	struct slice prefix = slice_range(token->name, 0, token->name.size - token->local.size);
	element->paragraph = office_begin_paragraph(&reader->reading, role, token->end);
	element->owner = reader->open.count;
	element->ends_paragraph = element->after_space = true;
	element->spans = 0;
	element->item = OFFICE_NONE;
	element->style = plain_style(reader, element->mode == DIRECT ? slice_make("", 0) : prefix);
	if (element->mode == PARAGRAPH && !part->space.size)
		part->space = arena_format(part->arena, "<%.*ss/>", SLICE_ARG(prefix));
}

static struct slice role_of(struct reader *reader, const char *role, const struct xml_token *token)
{
	if (slice_equal(token->local, SLICE("h"))) {
		struct slice level = office_attribute(&reader->reading, "outline-level");
		if (level.size == 0 || level.size > 2)
			level = SLICE("1");
		return arena_format(reader->reading.part->arena, "heading %.*s", SLICE_ARG(level));
	}
	if (role)
		return slice_from(role);
	struct slice style = office_attribute(&reader->reading, "style-name");
	const struct automatic *automatic = find_automatic(reader, style);
	if (automatic && automatic->parent.size)
		style = automatic->parent;
	return slice_equal(style, SLICE("Title"))      ? SLICE("title")
	       : slice_equal(style, SLICE("Subtitle")) ? SLICE("subtitle")
	                                               : SLICE("paragraph");
}

/* What paragraphs in an element are called; NULL: as those around it. */
static const char *role_in(struct slice vocabulary, struct slice local, struct reader *reader)
{
	static const struct { const char *vocabulary, *local, *role; } known[] = {
		{ "table", "table-cell", "table cell" }, { "text", "list-item", "list item" }, { "office", "annotation", "comment" },
		{ "style", "header", "header" }, { "style", "header-left", "header" }, { "style", "header-first", "header" },
		{ "style", "footer", "footer" }, { "style", "footer-left", "footer" }, { "style", "footer-first", "footer" },
		{ "draw", "text-box", "text box" }, { "presentation", "notes", "slide notes" }, { "draw", "page", "slide text" },
	};
	if (slice_equal(vocabulary, SLICE("text")) && slice_equal(local, SLICE("note")))
		return slice_equal(office_attribute(&reader->reading, "note-class"), SLICE("endnote")) ? "endnote" : "footnote";
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (slice_equal_string(local, known[i].local) && slice_equal_string(vocabulary, known[i].vocabulary))
			return known[i].role;
	return NULL;
}

/* Elements that hold text and nothing else. */
static const char *direct_role(struct slice vocabulary, struct slice local)
{
	static const struct { const char *vocabulary, *local, *role; } known[] = {
		{ "dc", "title", "document title" }, { "dc", "subject", "document subject" },
		{ "dc", "description", "document description" }, { "meta", "keyword", "document keywords" },
		{ "svg-compatible", "title", "image title" }, { "svg-compatible", "desc", "image description" },
		{ "table", "title", "table title" }, { "table", "desc", "table description" },
		{ "text", "index-title-template", "heading" }, { "presentation", "footer-decl", "footer" },
		{ "presentation", "header-decl", "header" },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (slice_equal_string(local, known[i].local) && slice_equal_string(vocabulary, known[i].vocabulary))
			return known[i].role;
	return NULL;
}

/* Whether a cell of a table shows a number, a date, or what a formula gives: no prose. */
static bool is_computed(struct reader *reader)
{
	struct slice type = office_attribute(&reader->reading, "value-type");
	return (type.size && !slice_equal(type, SLICE("string"))) ||
	       xml_find_attribute(&reader->reading.scanner, "formula", NULL) != NULL;
}

/* An element outside of paragraphs, or in a thing. */
static void read_in_block(struct reader *reader, struct slice vocabulary, const struct xml_token *token,
                          struct open_element *element)
{
	struct slice local = token->local;
	bool text = slice_equal(vocabulary, SLICE("text"));
	const char *role = direct_role(vocabulary, local);
	if (slice_equal(local, SLICE("tracked-changes")) ||
	    (slice_equal(vocabulary, SLICE("table")) && slice_equal(local, SLICE("table-cell")) && is_computed(reader))) {
		element->mode = SKIPPED;
		return;
	}
	if (slice_equal(vocabulary, SLICE("dc")) && slice_equal(local, SLICE("language"))) {
		element->mode = LANGUAGE;
		return;
	}
	if (token->empty || reader->reading.open.count >= OFFICE_NESTING_MOST)
		return;
	if (text && (slice_equal(local, SLICE("p")) || slice_equal(local, SLICE("h")))) {
		element->mode = PARAGRAPH;
		begin_paragraph(reader, element, role_of(reader, element->role, token), token);
	} else if (role) {
		element->mode = DIRECT;
		begin_paragraph(reader, element, slice_from(role), token);
	}
}

/* An element in a paragraph. */
static void read_in_paragraph(struct reader *reader, struct slice vocabulary, const struct xml_token *token,
                              struct open_element *element)
{
	static const char *const begins[] = {
		"bookmark", "bookmark-start", "reference-mark", "reference-mark-start", "change-start", "toc-mark-start",
		"alphabetical-index-mark-start", "user-index-mark-start", NULL,
	};
	static const char *const ends[] = {
		"bookmark-end", "reference-mark-end", "change", "change-end", "toc-mark", "toc-mark-end", "alphabetical-index-mark",
		"alphabetical-index-mark-end", "user-index-mark", "user-index-mark-end", "number", NULL,
	};
	struct slice local = token->local;
	struct office_item item = { .kind = OFFICE_ALONE, .style = element->style, .begin = token->begin, .end = token->end };
	bool text = slice_equal(vocabulary, SLICE("text"));
	element->mode = THING;
	if (text && slice_equal(local, SLICE("span"))) {
		element->mode = PARAGRAPH;
		if (element->spans < SPANS_MOST && !token->empty) {
			element->style = span_style(reader, token, element->style);
			element->spans++;
		}
		return;
	}
	if (text && slice_equal(local, SLICE("soft-page-break")))
		return;
	if (text && slice_equal(local, SLICE("s"))) {
		struct slice value = office_attribute(&reader->reading, "c");
		size_t count = value.size ? 0 : 1;
		for (size_t i = 0; i < value.size && count <= SPACES_MOST; i++)
			count = count * 10 + (is_ascii_digit(value.data[i]) ? (size_t)(value.data[i] - '0') : 0);
		if (count <= SPACES_MOST) {
			for (size_t i = 0; i < count; i++)
				buffer_append_byte(&reader->text, ' ');
			flush_text(reader, element);
			return;
		}
	}
	if (text && !token->empty && (slice_equal(local, SLICE("a")) || slice_equal(local, SLICE("meta")) ||
	                              slice_equal(local, SLICE("meta-field")))) {
		item.kind = OFFICE_OPEN;
		item.style = OFFICE_NONE;
		item.text = slice_equal(local, SLICE("a")) ? SLICE("a") : SLICE("x");
		element->mode = PARAGRAPH;
		element->ends_pair = true;
		office_add_item(&reader->reading, element->paragraph, item);
		return;
	}
	if (text && office_is_one_of(local, begins))
		item.kind = OFFICE_MARK_BEGIN;
	else if ((text && office_is_one_of(local, ends)) || slice_starts_with(local, SLICE("annotation")))
		item.kind = OFFICE_MARK_END;
	if (item.kind != OFFICE_ALONE)
		item.style = OFFICE_NONE;
	bool drawn = slice_equal(vocabulary, SLICE("drawing"));
	item.text = !text                                     ? drawn ? SLICE("image") : SLICE("obj")
	            : slice_equal(local, SLICE("tab"))        ? SLICE("tab")
	            : slice_equal(local, SLICE("line-break")) ? SLICE("br")
	            : slice_equal(local, SLICE("note"))       ? SLICE("note")
	            : slice_equal(local, SLICE("ruby"))       ? SLICE("ruby")
	                                                      : SLICE("field");
	element->item = office_add_item(&reader->reading, element->paragraph, item);
	if (item.kind == OFFICE_ALONE)
		reader->open.items[element->owner].after_space = false;
}

/* An automatic style begins, or says something. */
static void read_style(struct reader *reader, struct slice vocabulary, const struct xml_token *token)
{
	if (!slice_equal(vocabulary, SLICE("style")))
		return;
	add_direction(reader, token);
	if (slice_equal(token->local, SLICE("style"))) {
		struct arena *arena = reader->reading.part->arena;
		struct slice parent = office_attribute(&reader->reading, "parent-style-name");
		reader->current = (struct automatic){ .parent = arena_copy(arena, parent), .hint = "" };
		reader->current_name = arena_copy(arena, office_attribute(&reader->reading, "name"));
		reader->current_depth = reader->open.count + 1;
	} else if (slice_equal(token->local, SLICE("text-properties"))) {
		add_language(reader, token);
		if (reader->current_depth)
			read_text_properties(reader);
	}
}

static void close_element(struct reader *reader, struct open_element *element, size_t begin, size_t end)
{
	if (element->mode == PARAGRAPH || element->mode == DIRECT)
		flush_text(reader, element);
	if (element->item != OFFICE_NONE)
		paragraph_of(reader, element)->items[element->item].end = end;
	if (element->ends_pair)
		office_add_item(&reader->reading, element->paragraph, (struct office_item){
			.kind = OFFICE_CLOSE, .style = OFFICE_NONE, .begin = begin, .end = end,
		});
	const struct office_language *target = reader->reading.part->target;
	if (element->mode == LANGUAGE && target) {
		struct slice content = slice_trim(slice_range(reader->reading.part->source, element->end, begin));
		if (office_language_same(content, target->from))
			office_add_patch(&reader->reading, element->end, begin, slice_from(target->tag));
	}
	if (element->ends_paragraph)
		office_end_paragraph(&reader->reading, element->paragraph, begin);
}

static void read_start(void *context, const struct xml_token *token)
{
	struct reader *reader = context;
	struct open_element *outer = reader->open.count ? array_last(&reader->open) : NULL;
	struct open_element element = {
		.mode = outer ? outer->mode : BLOCK, .begin = token->begin, .end = token->end,
		.paragraph = outer ? outer->paragraph : OFFICE_NONE, .owner = outer ? outer->owner : 0,
		.style = outer ? outer->style : OFFICE_NONE, .item = OFFICE_NONE, .spans = outer ? outer->spans : 0,
		.role = outer ? outer->role : NULL,
	};
	struct slice vocabulary = vocabulary_of(reader, token->prefix);
	const char *role = role_in(vocabulary, token->local, reader);
	if (outer && (outer->mode == PARAGRAPH || outer->mode == DIRECT))
		flush_text(reader, outer);
	read_style(reader, vocabulary, token);
	if (role)
		element.role = role;
	switch (element.mode) {
	case SKIPPED:
		if (slice_equal(vocabulary, SLICE("office")) && slice_equal(token->local, SLICE("annotation")))
			element.mode = BLOCK;
		break;
	case BLOCK:
	case THING:
		read_in_block(reader, vocabulary, token, &element);
		break;
	case PARAGRAPH:
		read_in_paragraph(reader, vocabulary, token, &element);
		break;
	case DIRECT:
		element.mode = THING;
		element.item = office_add_item(&reader->reading, element.paragraph, (struct office_item){
			.kind = OFFICE_ALONE, .text = SLICE("obj"), .style = OFFICE_NONE, .begin = token->begin, .end = token->end,
		});
		break;
	case LANGUAGE: /* which is text and nothing else */
		outer->mode = element.mode = SKIPPED;
		break;
	}
	if (token->empty)
		close_element(reader, &element, token->begin, token->end);
	else
		array_push(&reader->open, element);
}

static void read_end(void *context, const struct xml_token *token)
{
	struct reader *reader = context;
	struct open_element element = *array_last(&reader->open);
	if (reader->current_depth && reader->open.count == reader->current_depth) {
		table_add(&reader->automatic_names, reader->current_name, reader->automatic.count);
		array_push(&reader->automatic, reader->current);
		reader->current_depth = 0;
	}
	close_element(reader, &element, token->begin, token->end);
	reader->open.count--;
}

/* Text of a paragraph, its white space folded as a reader of OpenDocument does (section 6.1.2). */
static void read_characters(void *context, const struct xml_token *token)
{
	struct reader *reader = context;
	struct open_element *element = reader->open.count ? array_last(&reader->open) : NULL;
	if (!element || (element->mode != PARAGRAPH && element->mode != DIRECT))
		return;
	bool *after_space = &reader->open.items[element->owner].after_space;
	struct slice raw = token->kind == XML_CDATA ? xml_token_content(&reader->reading.scanner, token)
	                                            : slice_range(reader->reading.part->source, token->begin, token->end);
	size_t begin = reader->text.size;
	if (token->kind == XML_CDATA)
		buffer_append(&reader->text, raw);
	else
		xml_decode(raw, false, &reader->text);
	size_t written = begin;
	for (size_t i = begin; i < reader->text.size; i++) {
		bool space = is_xml_space(reader->text.data[i]);
		if (!(space && *after_space))
			reader->text.data[written++] = space ? ' ' : reader->text.data[i];
		*after_space = space;
	}
	reader->text.size = written;
}

static void finish(void *context)
{
	struct reader *reader = context;
	array_finish(&reader->open);
	array_finish(&reader->automatic);
	table_finish(&reader->automatic_names);
	buffer_finish(&reader->key);
	buffer_finish(&reader->text);
}

struct office_reading *odf_read(struct office_part *part, const void *context, struct diagnostics *sink)
{
	static const struct office_events events = { read_start, read_end, read_characters, finish };
	(void)context;
	struct reader *reader = memory_allocate_zero(1, sizeof *reader);
	office_begin_reading(&reader->reading, part, &events, sink);
	return &reader->reading;
}
