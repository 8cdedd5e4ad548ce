/* html_attributes.c: the attributes of HTML: which are prose, which declare the language, and what they say of the
 * content. */

#include "formats/html_reader.h"

static struct slice attribute_value(const struct html_reader *reader, const char *name)
{
	const struct html_attribute *attribute = html_find_attribute(&reader->tokenizer, name);
	return attribute ? html_attribute_value(&reader->tokenizer, attribute) : slice_make("", 0);
}

static bool has_word(struct slice list, struct slice word)
{
	for (size_t at = 0; (at = slice_find(list, word, at)) != SLICE_NONE; at++) {
		size_t end = at + word.size;
		if ((at == 0 || is_html_space(list.data[at - 1])) &&
		    (end == list.size || is_html_space(list.data[end])))
			return true;
	}
	return false;
}

enum html_state html_stated_state(const struct html_reader *reader, enum html_state state)
{
	if (html_current_state(reader) == HTML_NEVER)
		return HTML_NEVER;
	const struct html_tokenizer *tokenizer = &reader->tokenizer;
	for (size_t i = tokenizer->attributes.count; i-- > 0;) {
		const struct html_attribute *attribute = &tokenizer->attributes.items[i];
		struct slice name = html_attribute_name(tokenizer, attribute), value = html_attribute_value(tokenizer, attribute);
		if (slice_equal_ignoring_case(name, SLICE("translate")) || slice_equal_ignoring_case(name, SLICE("its:translate"))) {
			if (slice_equal_ignoring_case(value, SLICE("no")))
				state = HTML_NO;
			else if (slice_equal_ignoring_case(value, SLICE("yes")) || value.size == 0)
				state = HTML_YES;
		} else if (slice_equal_ignoring_case(name, SLICE("class")) && has_word(value, SLICE("notranslate"))) {
			state = HTML_NO;
		}
	}
	return state;
}

/* The value of the attribute of ITS that is NAME in HTML and XML_NAME in XHTML (ITS 2.0, section 2.5.1); empty: none. */
static struct slice its_value(const struct html_reader *reader, const char *name, const char *xml_name)
{
	const struct html_tokenizer *tokenizer = &reader->tokenizer;
	for (size_t i = 0; i < tokenizer->attributes.count; i++) {
		struct slice own = html_attribute_name(tokenizer, &tokenizer->attributes.items[i]);
		if (own.size < 5 || ascii_lower(own.data[0]) != 'i' || ascii_lower(own.data[1]) != 't')
			continue;
		if (slice_equal_ignoring_case(own, slice_from(name)) || slice_equal_ignoring_case(own, slice_from(xml_name)))
			return html_attribute_value(tokenizer, &tokenizer->attributes.items[i]);
	}
	return slice_make("", 0);
}

bool html_is_within(const struct html_reader *reader, const char *within)
{
	return slice_equal_ignoring_case(its_value(reader, "its-within-text", "its:withinText"), slice_from(within));
}

struct slice html_stated_note(const struct html_reader *reader)
{
	struct slice note = its_value(reader, "its-loc-note", "its:locNote"), none = { "", 0 };
	struct slice reference = its_value(reader, "its-loc-note-ref", "its:locNoteRef");
	bool alert = slice_equal_ignoring_case(its_value(reader, "its-loc-note-type", "its:locNoteType"), SLICE("alert"));
	struct arena *arena = reader->builder->document->arena;
	if (!arena || (!note.size && !reference.size))
		return none;
	struct slice line = arena_format(arena, "%s: %s%.*s", alert ? "alert" : "note", note.size ? "" : "see ",
	                                 SLICE_ARG(note.size ? note : reference));
	for (char *byte = (char *)line.data; byte < line.data + line.size; byte++)
		if (is_html_space(*byte))
			*byte = ' ';
	return line;
}

enum html_state html_element_state(const struct html_reader *reader, const struct html_element *element)
{
	if (element->group == HTML_PRE)
		return HTML_NEVER;
	return html_stated_state(reader, element->flags & HTML_OPAQUE ? HTML_NO : html_current_state(reader));
}

/* The role of the text in a <meta>'s `content`; NULL if that is none. */
static const char *meta_role(const struct html_reader *reader)
{
	static const struct { const char *name, *role; } kinds[] = {
		{ "description", "description" },    { "keywords", "keywords" },
		{ "og:title", "title" },             { "og:description", "description" },
		{ "og:site_name", "site name" },     { "og:image:alt", "attribute: alt" },
		{ "twitter:title", "title" },        { "twitter:description", "description" },
		{ "twitter:image:alt", "attribute: alt" }, { "twitter:label1", "label" },
		{ "twitter:label2", "label" },       { "title", "title" },
		{ "dc.title", "title" },             { "dcterms.title", "title" },
		{ "dc.description", "description" }, { "dcterms.description", "description" },
		{ "dc.subject", "keywords" },        { "dcterms.subject", "keywords" },
		{ "abstract", "description" },       { "news_keywords", "keywords" },
		{ "article:section", "keywords" },   { "article:tag", "keywords" },
		{ "application-name", "site name" }, { "apple-mobile-web-app-title", "site name" },
		{ "headline", "title" },             { "name", "title" }, /* of microdata */
	};
	struct slice name = attribute_value(reader, "name");
	if (name.size == 0)
		name = attribute_value(reader, "property");
	if (name.size == 0)
		name = attribute_value(reader, "itemprop");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (slice_equal_ignoring_case(name, slice_from(kinds[i].name)))
			return kinds[i].role;
	return NULL;
}

static bool is_button(const struct html_reader *reader)
{
	struct slice type = attribute_value(reader, "type");
	return slice_equal_ignoring_case(type, SLICE("submit")) || slice_equal_ignoring_case(type, SLICE("button")) ||
	       slice_equal_ignoring_case(type, SLICE("reset"));
}

/* The role of the value of the attribute NAME of ELEMENT, NULL if it is not prose. */
static const char *attribute_role(const struct html_reader *reader, const struct html_element *element,
                                  struct slice name)
{
	static const struct { const char *name, *role; } kinds[] = {
		{ "alt", "attribute: alt" },
		{ "abbr", "attribute: abbr" },
		{ "title", "attribute: title" },
		{ "label", "attribute: label" },
		{ "value", "attribute: value" },
		{ "content", "" },
		{ "caption", "attribute: caption" },
		{ "summary", "attribute: summary" },
		{ "description", "attribute: description" },
		{ "aria-label", "attribute: aria-label" },
		{ "placeholder", "attribute: placeholder" },
		{ "aria-description", "attribute: aria-description" },
		{ "aria-roledescription", "attribute: aria-roledescription" },
	};
	if (name.size < 3 || !strchr("aAtTlLvVcCpPsSdD", name.data[0]))
		return NULL;
	size_t kind = 0, count = sizeof kinds / sizeof *kinds;
	while (kind < count && !slice_equal_ignoring_case(name, slice_from(kinds[kind].name)))
		kind++;
	if (kind == count)
		return NULL;
	const char *known = kinds[kind].name, *role = kinds[kind].role;
	/* Of a framework's, or an element of the site's own. Components are called as HTML's elements are, too: `<Video>`. */
	bool component = element == &html_parting_element || (element->flags == 0 && element->group == HTML_OTHER);
	if (strcmp(known, "caption") == 0 || strcmp(known, "summary") == 0 || strcmp(known, "description") == 0)
		return component ? role : NULL;
	if (strcmp(known, "abbr") == 0)
		return element->group == HTML_CELL ? role : NULL;
	if (strcmp(known, "label") == 0)
		return component || element->group == HTML_OPTION || element->group == HTML_OPTGROUP ||
		       strcmp(element->name, "track") == 0 ? role : NULL;
	if (strcmp(known, "value") == 0)
		return element->group == HTML_INPUT && is_button(reader) ? role : NULL;
	if (strcmp(known, "content") == 0)
		return element->group == HTML_META ? meta_role(reader) : NULL;
	if (strcmp(known, "title") == 0 && (strcmp(element->name, "link") == 0 || element->group == HTML_HIDDEN))
		return NULL; /* the name of a set of style sheets */
	return role;
}

const char *html_component_role(struct slice name)
{
	return attribute_role(NULL, html_find_element(SLICE("")), name);
}

static void push_slot(struct html_reader *reader, enum slot_kind kind, size_t begin, size_t end)
{
	if (begin < end || kind == SLOT_DIRECTION_ATTRIBUTE)
		array_push(&reader->slots, (struct slot){ begin, end, kind });
}

/* Whether VALUE is a language tag, and that of the document, as far as is known. */
static bool is_own_language(const struct html_reader *reader, struct slice value)
{
	size_t primary = 0;
	while (primary < value.size && is_ascii_alphanumeric(value.data[primary]))
		primary++;
	for (size_t i = primary; i < value.size; i++)
		if (!is_ascii_alphanumeric(value.data[i]) && value.data[i] != '-' && value.data[i] != '_')
			return false;
	struct slice own = reader->language;
	return primary > 0 && (own.size == 0 || (own.size >= primary && (own.size == primary || own.data[primary] == '-') &&
	                                         slice_equal_ignoring_case(slice_range(own, 0, primary),
	                                                                   slice_range(value, 0, primary))));
}

static void read_meta_slots(struct html_reader *reader)
{
	const struct html_tokenizer *tokenizer = &reader->tokenizer;
	const struct html_attribute *charset = html_find_attribute(tokenizer, "charset");
	const struct html_attribute *content = html_find_attribute(tokenizer, "content");
	if (charset)
		push_slot(reader, SLOT_CHARSET, charset->value_begin, charset->value_end);
	if (!content || meta_role(reader))
		return;
	struct slice kind = attribute_value(reader, "http-equiv"), value = html_attribute_value(tokenizer, content);
	if (slice_equal_ignoring_case(kind, SLICE("content-type"))) {
		size_t at = 0;
		while (at + 8 <= value.size && !slice_equal_ignoring_case(slice_range(value, at, at + 8), SLICE("charset=")))
			at++;
		size_t begin = at + 8, end = begin;
		while (end < value.size && !is_html_space(value.data[end]) && value.data[end] != ';')
			end++;
		if (end > begin)
			push_slot(reader, SLOT_CHARSET, content->value_begin + begin, content->value_begin + end);
	} else if ((slice_equal_ignoring_case(kind, SLICE("content-language")) ||
	            slice_equal_ignoring_case(attribute_value(reader, "property"), SLICE("og:locale"))) &&
	           is_own_language(reader, value)) {
		push_slot(reader, SLOT_LANGUAGE, content->value_begin, content->value_end);
	}
}

void html_read_xml_declaration(struct html_reader *reader, size_t begin, size_t end)
{
	struct slice text = slice_range(reader->source, 0, end);
	size_t at = slice_find(text, SLICE("encoding"), begin);
	if (at == SLICE_NONE)
		return;
	for (at += strlen("encoding"); at < end && (is_html_space(text.data[at]) || text.data[at] == '=');)
		at++;
	if (at == end || !memchr("\"'", text.data[at], 2))
		return;
	size_t close = slice_find_byte(text, text.data[at], at + 1);
	if (close != SLICE_NONE)
		push_slot(reader, SLOT_CHARSET, at + 1, close);
}

static void read_language_slots(struct html_reader *reader, const struct html_element *element)
{
	const struct html_tokenizer *tokenizer = &reader->tokenizer;
	static const char *const names[] = { "lang", "xml:lang" };
	bool root = element->group == HTML_ROOT || element->group == HTML_BODY, declared = false;
	size_t behind = 0;
	for (size_t i = 0; i < 2; i++) {
		const struct html_attribute *attribute = html_find_attribute(tokenizer, names[i]);
		struct slice value = attribute ? html_attribute_value(tokenizer, attribute) : slice_make("", 0);
		if (root && reader->language.size == 0 && is_own_language(reader, value))
			reader->language = value;
		if (value.size && slice_equal_ignoring_case(value, reader->language)) {
			push_slot(reader, SLOT_LANGUAGE, attribute->value_begin, attribute->value_end);
			declared = true;
			behind = attribute->value_end + (attribute->quote != 0);
		}
	}
	const struct html_attribute *direction = root && declared ? html_find_attribute(tokenizer, "dir") : NULL;
	struct slice value = direction ? html_attribute_value(tokenizer, direction) : slice_make("", 0);
	if (slice_equal_ignoring_case(value, SLICE("ltr")) || slice_equal_ignoring_case(value, SLICE("rtl")))
		push_slot(reader, SLOT_DIRECTION, direction->value_begin, direction->value_end);
	else if (element->group == HTML_ROOT && declared && !direction)
		push_slot(reader, SLOT_DIRECTION_ATTRIBUTE, behind, behind);
}

void html_read_attributes(struct html_reader *reader, const struct html_element *element, enum html_state state)
{
	const struct html_tokenizer *tokenizer = &reader->tokenizer;
	bool language = false;
	if (tokenizer->attributes.count == 0)
		return;
	for (size_t i = 0; i < tokenizer->attributes.count; i++) {
		const struct html_attribute *attribute = &tokenizer->attributes.items[i];
		struct slice name = html_attribute_name(tokenizer, attribute);
		language = language || (name.size == 4 && slice_equal_ignoring_case(name, SLICE("lang"))) ||
		           (name.size == 8 && slice_equal_ignoring_case(name, SLICE("xml:lang")));
		if (attribute->value_begin == attribute->value_end || state != HTML_YES)
			continue;
		if (!attribute->quote && tokenizer->text.data[attribute->value_begin] == '{')
			continue; /* an expression of JSX */
		const char *role = attribute_role(reader, element, name);
		if (role)
			array_push(&reader->values, (struct html_pending_value){ *attribute, role, reader->tag_note });
	}
	if (language)
		read_language_slots(reader, element);
	if (element->group == HTML_META)
		read_meta_slots(reader);
}

static bool is_covered(const struct html_reader *reader, size_t *covered, size_t offset)
{
	while (*covered < reader->covered.count && reader->covered.items[*covered].end <= offset)
		++*covered;
	return *covered < reader->covered.count && reader->covered.items[*covered].begin <= offset;
}

void html_add_pending(struct html_reader *reader)
{
	size_t covered = 0;
	for (size_t i = 0; i < reader->values.count; i++) {
		const struct html_pending_value *value = &reader->values.items[i];
		unsigned form = value->attribute.quote == '"'    ? HTML_FORM_DOUBLE_QUOTED
		                : value->attribute.quote == '\'' ? HTML_FORM_SINGLE_QUOTED
		                                                 : HTML_FORM_UNQUOTED;
		if (is_covered(reader, &covered, value->attribute.value_begin))
			continue;
		html_add_plain_units(reader, value->attribute.value_begin, value->attribute.value_end, value->role, form, value->note);
	}
	covered = 0;
	for (size_t i = 0; i < reader->slots.count; i++) {
		const struct slot *slot = &reader->slots.items[i];
		if (!is_covered(reader, &covered, slot->begin))
			builder_add_slot(reader->builder, slot->kind, slot->begin, slot->end);
	}
	array_clear(&reader->values);
	array_clear(&reader->slots);
}
