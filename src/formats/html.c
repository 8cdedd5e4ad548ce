/* html.c: HTML5 as browsers read it, pages and fragments (HTML Living Standard, section 13.2).
 *
 * There is no tree: blocks part runs of inline content (html_run.c), and a stack of the open elements (html_stack.c)
 * says only what a run is and whether it is translated. */

#include "formats/html.h"

#include "formats/format.h"
#include "formats/front_matter.h"
#include "formats/html_foreign.h"
#include "formats/html_reader.h"
#include "formats/template_parameters.h"
#include "text/address.h"

enum {
	RUN_LIMIT = 1 << 16, /* items in a run: no sentence has as many, and memory stays small */
	RUN_NOTES_LIMIT = 4096,
};

/* The end of the raw text element whose start tag was just read. */
static size_t skip_raw_text(struct html_reader *reader)
{
	struct html_token token;
	while (reader->tokenizer.content != HTML_DATA && html_tokenizer_next(&reader->tokenizer, &token))
		;
	return reader->tokenizer.offset;
}

static void read_title(struct html_reader *reader, enum html_state state)
{
	struct html_token token;
	if (reader->tokenizer.content != HTML_RCDATA || !html_tokenizer_next(&reader->tokenizer, &token))
		return;
	if (token.kind == HTML_TEXT && state == HTML_YES)
		html_add_plain_units(reader, token.begin, token.end, "title", HTML_FORM_RAW_TEXT, slice_make("", 0));
	skip_raw_text(reader);
}

static void read_block_start(struct html_reader *reader, const struct html_element *element,
                             const struct html_token *token)
{
	html_end_run(reader);
	html_close_implied(reader, element);
	if (reader->heading_level && !reader->open_in_group[HTML_HEADING])
		html_end_heading(reader);
	enum html_state state = html_element_state(reader, element);
	html_read_attributes(reader, element, state);
	if (reader->values.count || reader->slots.count)
		html_add_pending(reader);
	if (element->group == HTML_TITLE) {
		read_title(reader, state);
	} else if (element->group == HTML_RAW) {
		skip_raw_text(reader);
	} else if (!(element->flags & HTML_VOID) && !(reader->xml && token->self_closing)) {
		html_open_element(reader, element, token->name, state);
		if (element->group == HTML_HEADING) {
			reader->heading_level = element->level;
			reader->heading_begun = false;
		}
	}
}

/* What the inline element that begins says to translators is said of the whole run. */
static void add_run_note(struct html_reader *reader)
{
	struct slice notes = reader->run_notes;
	if (notes.size > RUN_NOTES_LIMIT)
		return;
	reader->run_notes = notes.size ? arena_format(reader->builder->document->arena, "%.*s\n%.*s", SLICE_ARG(notes),
	                                              SLICE_ARG(reader->tag_note))
	                               : reader->tag_note;
}

static void read_inline_start(struct html_reader *reader, const struct html_element *element,
                              const struct html_token *token)
{
	if (reader->tag_note.size)
		add_run_note(reader);
	enum html_state outer = html_current_state(reader), state = html_element_state(reader, element);
	/* Code is no prose, but its attributes are. */
	html_read_attributes(reader, element, html_stated_state(reader, outer));
	struct html_item item = {
		.begin = token->begin, .end = token->end, .name = token->name, .element = element, .state = outer,
		.kind = element->group == HTML_BREAK ? HTML_ITEM_BREAK : HTML_ITEM_ALONE, .edge = element->flags & HTML_ICON,
	};
	bool whole = element->group == HTML_FOREIGN || element->group == HTML_RAW || element->group == HTML_HIDDEN;
	if (whole && !(token->self_closing && (element->group == HTML_FOREIGN || reader->xml))) {
		bool closed = true;
		item.end = element->group == HTML_FOREIGN
			? html_skip_foreign(&reader->tokenizer, token->name, &closed) : skip_raw_text(reader);
		struct slice content = slice_range(reader->source, item.begin, item.end);
		bool lines = element->group == HTML_HIDDEN && slice_find_byte(content, '\n', 0) != SLICE_NONE;
		if ((lines || !closed) && !reader->one_run) {
			html_end_run(reader);
			return;
		}
	} else if (!whole && !(element->flags & HTML_VOID) && !(reader->xml && token->self_closing) &&
	           !(reader->one_run && html_is_nested_token(token))) {
		item.kind = HTML_ITEM_OPEN;
		item.state = state;
	}
	array_push(&reader->run, item);
	if (item.kind == HTML_ITEM_OPEN)
		html_open_inline(reader, element, token->name, state);
}

/* Whether TOKEN begins a component or an element of the site's own, and stands alone on its lines: then it holds blocks. */
static bool is_component_on_lines(const struct html_reader *reader, const struct html_element *element,
                                  const struct html_token *token)
{
	struct slice source = reader->source;
	size_t begin = token->begin, end = token->end;
	if (element->name[0] || token->self_closing)
		return false;
	while (begin && (source.data[begin - 1] == ' ' || source.data[begin - 1] == '\t'))
		begin--;
	while (end < source.size && (source.data[end] == ' ' || source.data[end] == '\t'))
		end++;
	return (begin == 0 || memchr("\r\n", source.data[begin - 1], 2)) && end < source.size && memchr("\r\n", source.data[end], 2);
}

static void read_start_tag(struct html_reader *reader, const struct html_token *token)
{
	const struct html_element *element = html_find_element(token->name);
	reader->tag_note = html_stated_note(reader);
	bool may_part = !reader->one_run && !(element->flags & (HTML_BLOCK | HTML_VOID | HTML_OPAQUE));
	bool nested = may_part && html_nests(reader, token);
	if (nested && html_nest_element(reader, token))
		return;
	bool parting = nested || (may_part && (html_is_within(reader, "no") || is_component_on_lines(reader, element, token)));
	if (element->flags & HTML_BLOCK || parting)
		read_block_start(reader, parting ? &html_parting_element : element, token);
	else
		read_inline_start(reader, element, token);
}

static void read_end_tag(struct html_reader *reader, const struct html_token *token)
{
	const struct html_element *element = html_find_element(token->name);
	if (element->flags & HTML_BLOCK) {
		html_end_run(reader);
		if (element->group == HTML_HEADING)
			html_close_elements(reader, HTML_HEADING, NULL);
		else if (element->group != HTML_ROOT && element->group != HTML_BODY)
			html_close_elements(reader, element->group, element);
		if (reader->heading_level && !reader->open_in_group[HTML_HEADING])
			html_end_heading(reader);
		return;
	}
	if (reader->parting_count && html_close_parting(reader, token->name))
		return;
	struct html_item item = {
		.begin = token->begin, .end = token->end, .name = token->name, .element = element, .kind = HTML_ITEM_CLOSE,
		.state = html_current_state(reader),
	};
	if (element->group == HTML_BREAK)
		item.kind = HTML_ITEM_BREAK; /* so do browsers */
	else if (element->flags & HTML_VOID)
		item.kind = HTML_ITEM_ALONE, item.edge = true;
	array_push(&reader->run, item);
	if (item.kind == HTML_ITEM_CLOSE)
		html_close_inline(reader, token->name);
}

/* A section of a template. */
static void read_template(struct html_reader *reader, const struct html_token *token)
{
	html_push_section(reader, token->begin, token->end);
	struct template_parameter parameter;
	if (html_current_state(reader) != HTML_YES)
		return;
	struct slice tag = slice_make(reader->source.data, token->end);
	size_t offset = 0;
	while (template_next_parameter(tag, token->begin, &offset, &parameter)) {
		if (parameter.markup)
			continue;
		struct html_attribute value = { .value_begin = parameter.begin, .value_end = parameter.end, .quote = parameter.quote };
		array_push(&reader->values, (struct html_pending_value){ value, parameter.role, slice_make("", 0) });
	}
}

static void read_token(struct html_reader *reader, const struct html_token *token)
{
	if (reader->run.count >= RUN_LIMIT)
		html_end_run(reader);
	if (reader->run.count == 0)
		reader->run_state = html_current_state(reader);
	switch (token->kind) {
	case HTML_TEXT:
		html_push_text(reader, token->begin, token->end, html_current_state(reader));
		break;
	case HTML_START_TAG:
		read_start_tag(reader, token);
		break;
	case HTML_END_TAG:
		read_end_tag(reader, token);
		break;
	case HTML_COMMENT:
		if (token->begin == 0 && slice_starts_with(reader->source, SLICE("<?xml")))
			html_read_xml_declaration(reader, token->begin, token->end);
		html_push_alone(reader, token->begin, token->end, true);
		break;
	case HTML_CDATA:
		html_push_alone(reader, token->begin, token->end, token->end == reader->source.size);
		break;
	case HTML_TEMPLATE:
		read_template(reader, token);
		break;
	default:
		html_end_run(reader);
	}
}

static void reader_finish(struct html_reader *reader)
{
	html_tokenizer_finish(&reader->tokenizer);
	html_tokenizer_finish(&reader->scratch);
	array_finish(&reader->stack);
	array_finish(&reader->run);
	array_finish(&reader->opens);
	array_finish(&reader->ranges);
	array_finish(&reader->covered);
	array_finish(&reader->values);
	array_finish(&reader->slots);
	array_finish(&reader->holes);
	buffer_finish(&reader->heading);
}

/* Read [begin, end) of the source; no sentence goes over PART, if that lies in it. What is nested goes to NESTED, if that is
 * not NULL; INSIDE, if not NULL, is such an element, which is to be read now. */
static void read_units(struct document_builder *builder, size_t begin, size_t part, size_t end, bool xml,
                       struct html_nested_list *nested, const struct html_nested *inside)
{
	struct slice source = slice_range(builder->document->source, 0, end);
	struct html_reader reader = {
		.builder = builder, .source = source, .xml = xml, .nested = nested, .nested_begin = inside ? begin : source.size,
	};
	if (inside) {
		builder->section = inside->section;
		reader.language = inside->language;
		reader.nesting = inside->nesting;
		reader.tag_note = inside->note;
		html_open_element(&reader, html_find_element(SLICE("")), slice_make("", 0), HTML_YES);
		array_last(&reader.stack)->role = inside->role;
	}
	unsigned options = HTML_TEMPLATES | (xml ? HTML_XML : 0);
	html_tokenizer_init(&reader.tokenizer, reader.source, begin, options);
	html_tokenizer_init(&reader.scratch, reader.source, 0, options);
	reader.sections[0] = builder->section;
	for (unsigned i = 1; i < HTML_HEADING_LEVELS; i++)
		reader.sections[i] = builder->section;
	struct html_token token;
	while (html_tokenizer_next(&reader.tokenizer, &token)) {
		if (token.begin >= part) {
			html_end_run(&reader);
			part = SIZE_MAX;
		}
		read_token(&reader, &token);
		/* What is nested is read when all else was. */
		if (nested && !nested->count && !reader.run.count && !reader.values.count && !reader.slots.count)
			builder_settle(builder);
	}
	html_end_run(&reader);
	html_end_heading(&reader);
	reader_finish(&reader);
}

static void add_units(struct document_builder *builder, size_t begin, size_t part, size_t end, bool xml)
{
	read_units(builder, begin, part, end, xml, NULL, NULL);
}

void html_add_units(struct document_builder *builder, size_t begin, size_t end)
{
	add_units(builder, begin, end, end, false);
}

void html_add_parted_units(struct document_builder *builder, size_t begin, size_t part, size_t end)
{
	add_units(builder, begin, part, end, false);
}

void html_add_xhtml_units(struct document_builder *builder, size_t begin, size_t end)
{
	add_units(builder, begin, end, end, true);
}

struct unit *html_add_text_unit(struct document_builder *builder, size_t begin, size_t end, const char *role)
{
	struct slice source = slice_range(builder->document->source, 0, end);
	struct html_reader reader = { .builder = builder, .source = source, .xml = true };
	return html_add_plain_unit(&reader, begin, end, role, HTML_FORM_RAW_TEXT);
}

struct unit *html_add_value_unit(struct document_builder *builder, size_t begin, size_t end, char quote, const char *role)
{
	struct slice source = slice_range(builder->document->source, 0, end);
	struct html_reader reader = { .builder = builder, .source = source };
	return html_add_plain_unit(&reader, begin, end, role, quote == '"' ? HTML_FORM_DOUBLE_QUOTED : HTML_FORM_SINGLE_QUOTED);
}

static void find_placeables(struct slice text, bool xml, struct placeables *out)
{
	/* The text is read like a run of a document that it is the source of; all of its tags are inline here. */
	struct document document = { .source = text };
	struct document_builder builder = { .document = &document };
	struct html_reader reader = { .builder = &builder, .source = text, .xml = xml, .one_run = true };
	html_tokenizer_init(&reader.tokenizer, text, 0, HTML_TEMPLATES | (xml ? HTML_XML : 0));
	struct html_token token;
	while (html_tokenizer_next(&reader.tokenizer, &token) && reader.run.count < RUN_LIMIT) {
		const struct html_element *element = html_find_element(token.name);
		bool block = element->flags & HTML_BLOCK && (token.kind == HTML_START_TAG || token.kind == HTML_END_TAG);
		if (block)
			html_push_alone(&reader, token.begin, token.end, false);
		else if (token.kind != HTML_UNFINISHED && token.kind != HTML_DOCTYPE)
			read_token(&reader, &token);
	}
	html_measure_run(&reader);
	for (size_t i = 0; i < reader.run.count; i++) {
		struct html_item *item = &reader.run.items[i];
		bool sealed = item->sealed;
		if (item->kind == HTML_ITEM_TEXT)
			continue;
		html_push_placeable(out, item->begin, sealed ? reader.run.items[item->partner].end : item->end,
		               sealed                      ? PLACEABLE_ALONE
		               : item->kind == HTML_ITEM_OPEN  ? PLACEABLE_OPEN
		               : item->kind == HTML_ITEM_CLOSE ? PLACEABLE_CLOSE
		                                          : PLACEABLE_ALONE);
		item->placeable = (uint32_t)(out->count - 1);
		if (item->kind == HTML_ITEM_CLOSE && item->partner != i) {
			array_last(out)->partner = reader.run.items[item->partner].placeable;
			out->items[array_last(out)->partner].partner = (uint32_t)(out->count - 1);
		}
		if (sealed)
			i = item->partner;
	}
	reader_finish(&reader);
}

void html_find_placeables(struct slice text, struct placeables *out)
{
	find_placeables(text, false, out);
}

void html_find_xhtml_placeables(struct slice text, struct placeables *out)
{
	find_placeables(text, true, out);
}

/* VALUE, the range of an attribute's value in MARKUP, but for the sections of a template language in it. */
static void push_prose(struct html_tokenizer *tokenizer, struct segment value, struct segments *out)
{
	struct slice markup = tokenizer->text;
	size_t from = value.begin;
	for (size_t i = from; i < value.end; i++) {
		size_t end = strchr("{<", markup.data[i]) ? html_template_end(tokenizer, i) : 0;
		if (end == 0)
			continue;
		if (from < i)
			array_push(out, segment_make(from, i));
		from = end < value.end ? end : value.end;
		i = from - 1;
	}
	if (from < value.end)
		array_push(out, segment_make(from, value.end));
}

void html_find_prose(struct slice markup, struct segments *out)
{
	struct template_parameter parameter;
	for (size_t offset = 0; template_next_parameter(markup, 0, &offset, &parameter);)
		if (!parameter.markup)
			array_push(out, segment_make(parameter.begin, parameter.end));
	if (markup.size < 2 || markup.data[0] != '<' || !is_ascii_letter(markup.data[1]))
		return;
	struct document document = { .source = markup };
	struct document_builder builder = { .document = &document };
	struct html_reader reader = { .builder = &builder, .source = markup, .one_run = true };
	html_tokenizer_init(&reader.tokenizer, markup, 0, HTML_TEMPLATES);
	struct html_token token;
	if (html_tokenizer_next(&reader.tokenizer, &token) && token.kind == HTML_START_TAG)
		html_read_attributes(&reader, html_find_element(token.name), html_stated_state(&reader, HTML_YES));
	for (size_t i = 0; i < reader.values.count; i++) {
		const struct html_attribute *attribute = &reader.values.items[i].attribute;
		push_prose(&reader.tokenizer, segment_make(attribute->value_begin, attribute->value_end), out);
	}
	reader_finish(&reader);
}

/* Scripts and their like, CDATA sections and templates; in a comment nobody reads a reference. */
static void find_literal(struct slice text, struct literals *out)
{
	struct html_tokenizer tokenizer;
	struct html_token token;
	html_tokenizer_init(&tokenizer, text, 0, HTML_TEMPLATES | (slice_starts_with(text, SLICE("<?xml")) ? HTML_XML : 0));
	for (;;) {
		bool raw = tokenizer.content > HTML_RCDATA;
		if (!html_tokenizer_next(&tokenizer, &token))
			break;
		if ((raw && token.kind == HTML_TEXT) || token.kind == HTML_CDATA || token.kind == HTML_TEMPLATE)
			array_push(out, (struct literal){ token.begin, token.end });
	}
	html_tokenizer_finish(&tokenizer);
}

/* Whether TEXT is the path of a file: `docs/a.html`, `/etc/hosts`. */
static bool is_path(struct slice text)
{
	size_t slash = SLICE_NONE, dot = SLICE_NONE;
	for (size_t i = 0; i < text.size; i++) {
		char byte = text.data[i];
		if (!is_ascii_alphanumeric(byte) && !memchr("/._-~+@", byte, 7))
			return false;
		slash = byte == '/' ? i : slash;
		dot = byte == '.' ? i : dot;
	}
	bool extension = dot != SLICE_NONE && dot > 0 && dot + 1 < text.size && is_ascii_letter(text.data[dot + 1]);
	return slash != SLICE_NONE && (memchr("/.~", text.data[0], 3) || (extension && slash < dot));
}

/* Whether TEXT has prose and is more than addresses. */
static bool has_words(struct slice text)
{
	if (is_path(text))
		return false;
	struct address_search search;
	size_t at = 0, begin, end;
	address_search_begin(&search, text, 0, text.size);
	for (; address_find(&search, at, &begin, &end); at = end)
		if (html_has_prose(slice_range(text, at, begin)))
			return true;
	return html_has_prose(slice_from_offset(text, at));
}

static bool has_prose_inside(struct slice markup)
{
	struct segments prose = { 0 };
	html_find_prose(markup, &prose);
	bool found = false;
	for (size_t i = 0; i < prose.count && !found; i++)
		found = has_words(slice_range(markup, prose.items[i].begin, prose.items[i].end));
	array_finish(&prose);
	return found;
}

/* A sentence of templates, images, addresses and punctuation alone is left where it stands. */
static bool offers(const struct unit *unit, struct segment *segment)
{
	if (unit->form & FRONT_MATTER_FORM)
		return true;
	struct html_range inner = html_trim(unit->text, segment->begin, segment->end);
	*segment = segment_make(inner.begin, inner.end);
	size_t from = segment->begin;
	for (size_t i = unit_placeable_behind(unit, from);
	     i < unit->placeable_count && unit->placeables[i].begin < segment->end; i++) {
		const struct placeable *placeable = &unit->placeables[i];
		if (placeable->begin < from)
			continue;
		if (has_words(slice_range(unit->text, from, placeable->begin)) ||
		    has_prose_inside(slice_range(unit->text, placeable->begin, placeable->end)))
			return true;
		from = placeable->end;
	}
	return from < segment->end && has_words(slice_range(unit->text, from, segment->end));
}

static bool parse_html(struct document *document, struct diagnostics *sink)
{
	struct document_builder builder = { .document = document };
	struct slice name = slice_from(document->name);
	bool xml = name.size >= 6 && slice_equal_ignoring_case(slice_from_offset(name, name.size - 6), SLICE(".xhtml"));
	size_t body = xml ? 0 : front_matter_end(document->source);
	document->offers = offers;
	front_matter_add_units(&builder, body, sink);
	struct html_nested_list nested = { 0 };
	read_units(&builder, body, document->source.size, document->source.size, xml, &nested, NULL);
	for (size_t i = 0; i < nested.count; i++) {
		struct html_nested inside = nested.items[i]; /* reading it may add others */
		read_units(&builder, inside.begin, inside.end, inside.end, xml, &nested, &inside);
	}
	array_finish(&nested);
	builder_finish(&builder);
	return true;
}

static void fit_page(const struct document *document, const struct unit *unit, const struct segment *segment,
                     struct slice translation, struct buffer *out)
{
	if (unit->form & FRONT_MATTER_FORM)
		front_matter_fit(document, unit, segment, translation, out);
	else
		html_fit(document, unit, segment, translation, out);
}

static bool page_takes_elements(const struct unit *unit)
{
	return !(unit->form & FRONT_MATTER_FORM) && html_takes_elements(unit);
}

static const char *const extensions[] = { "html", "htm", "xhtml", NULL };

const struct format format_html = {
	.name = "html",
	.extensions = extensions,
	.markup = true,
	.character_references = true,
	.parse = parse_html,
	.fit = fit_page,
	.find_placeables = html_find_placeables,
	.find_prose = html_find_prose,
	.takes_elements = page_takes_elements,
	.find_literal = find_literal,
};
