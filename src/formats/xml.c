/* xml.c: XML by the rules of the Internationalization Tag Set: DocBook, DITA, Mallard and whatever else has rules.
 *
 * There is no tree: a stack of the open elements says what is translated and what stands within text, runs of inline
 * content become units (xml_units.c). */

#include "formats/xml_reader.h"

#include "base/data.h"
#include "base/message.h"
#include "formats/prose.h"
#include "formats/template_region.h"

static bool is_its(struct slice namespace)
{
	return slice_equal_string(namespace, ITS_NAMESPACE);
}

static struct slice value_of(const struct xml_reader *reader, const struct xml_attribute *attribute)
{
	return xml_attribute_value(&reader->scanner, attribute);
}

/* What attributes of the ITS on the element itself say (ITS 2.0, section 5.4), and xml:space. */
static void read_local_markup(struct xml_reader *reader, struct xml_frame *frame, bool of_its)
{
	for (size_t i = 0; i < reader->scanner.attributes.count; i++) {
		const struct xml_attribute *attribute = &reader->scanner.attributes.items[i];
		struct slice value = value_of(reader, attribute), local = attribute->local;
		if (slice_equal(attribute->name, SLICE("xml:space"))) {
			frame->preserve = slice_equal(value, SLICE("preserve"));
			continue;
		}
		bool prefixed = attribute->prefix.size;
		if (!reader->local_markup || !(prefixed ? is_its(xml_namespace(&reader->scanner, attribute->prefix)) : of_its))
			continue;
		if (slice_equal(local, SLICE("translate"))) {
			frame->translate = frame->translate ? !slice_equal(value, SLICE("no")) : slice_equal(value, SLICE("yes"));
		} else if (slice_equal(local, SLICE("withinText"))) {
			frame->within = slice_equal(value, SLICE("yes"))      ? ITS_YES
			                : slice_equal(value, SLICE("nested")) ? ITS_NESTED
			                                                      : ITS_NO;
		} else if (slice_equal(local, SLICE("locNote")) || slice_equal(local, SLICE("locNoteRef"))) {
			struct buffer note = { 0 };
			xml_decode(value, true, &note);
			frame->note = arena_copy(reader->builder->document->arena, slice_trim(buffer_slice(&note)));
			buffer_finish(&note);
		}
	}
}

/* The hits on an ATTRIBUTE of the current element, or on it itself (0), added to CHOICE; in NOTE what they point to. */
static void take_hits(struct xml_reader *reader, size_t attribute, struct its_choice *choice, struct slice *note)
{
	for (; reader->next_hit < reader->hits.count; reader->next_hit++) {
		const struct xml_hit *hit = &reader->hits.items[reader->next_hit];
		if (hit->element > reader->elements || (hit->element == reader->elements && hit->attribute > attribute))
			return;
		if (hit->element < reader->elements || hit->attribute < attribute)
			continue;
		its_choose(choice, &reader->rules, hit->rule);
		if (choice->rules[ITS_NOTE] == hit->rule && hit->note.data)
			*note = hit->note;
	}
}

static const struct its_rule *chosen(const struct xml_reader *reader, const struct its_choice *choice,
                                     enum its_category category)
{
	size_t rule = choice->rules[category];
	return rule == ITS_NONE ? NULL : &reader->rules.rules.items[rule];
}

static struct slice chosen_note(const struct xml_reader *reader, const struct its_choice *choice, struct slice pointed,
                                struct slice inherited)
{
	const struct its_rule *rule = chosen(reader, choice, ITS_NOTE);
	return !rule ? inherited : rule->is_pointer ? pointed : rule->note;
}

static struct xml_frame read_element(struct xml_reader *reader, const struct xml_token *tag)
{
	const struct xml_frame *outer = reader->frames.count ? array_last(&reader->frames) : NULL;
	struct slice namespace = array_last(&reader->path)->namespace;
	struct xml_frame frame = { .name = tag->local, .translate = true };
	if (outer) {
		frame.section = outer->section;
		frame.note = outer->note;
		frame.translate = outer->translate;
		frame.preserve = outer->preserve;
		frame.hidden = outer->hidden;
		frame.nesting = outer->nesting;
	}
	struct its_choice choice = ITS_NO_CHOICE;
	struct slice pointed = { 0 };
	its_match_element(&reader->rules, &reader->path, &reader->scanner, &choice);
	take_hits(reader, 0, &choice, &pointed);
	const struct its_rule *translate = chosen(reader, &choice, ITS_TRANSLATE);
	const struct its_rule *within = chosen(reader, &choice, ITS_WITHIN_TEXT);
	const struct its_rule *space = chosen(reader, &choice, ITS_PRESERVE_SPACE);
	frame.translate = translate ? translate->value == ITS_YES : frame.translate;
	frame.within = within ? within->value : ITS_NO;
	frame.preserve = space ? space->value == ITS_YES : frame.preserve;
	frame.note = chosen_note(reader, &choice, pointed, frame.note);
	bool of_its = reader->local_markup && is_its(namespace);
	if (of_its && slice_equal(tag->local, SLICE("span")))
		frame.within = ITS_YES;
	else if (of_its)
		frame.hidden = true;
	if (reader->scanner.attributes.count)
		read_local_markup(reader, &frame, of_its);
	if (frame.hidden)
		frame.translate = false;
	return frame;
}

/* Whether VALUE is a language tag, and that of the document, as far as is known. */
static bool is_own_language(struct xml_reader *reader, struct slice value)
{
	for (size_t i = 0; i < value.size; i++)
		if (!is_ascii_alphanumeric(value.data[i]) && value.data[i] != '-' && value.data[i] != '_')
			return false;
	if (reader->language.size == 0 && reader->frames.count == 0)
		reader->language = value;
	return value.size && slice_equal_ignoring_case(value, reader->language);
}

/* A slot where the element declares the language or direction; or, where the attribute is in no run, a unit. */
static void take_attribute(struct xml_reader *reader, const struct xml_frame *frame, struct xml_pending pending)
{
	if (frame->within != ITS_NO && reader->run.count > reader->run_begin)
		array_push(&reader->pending, pending);
	else if (pending.is_slot)
		builder_add_slot(reader->builder, pending.slot, pending.attribute.value_begin, pending.attribute.value_end);
	else
		xml_add_attribute_unit(reader, frame, &pending);
}

static void read_attributes(struct xml_reader *reader, const struct xml_frame *frame)
{
	bool rules = reader->rules.attributes.count || reader->rules.any_attribute != ITS_NONE || reader->hits.count;
	for (size_t i = 0; i < reader->scanner.attributes.count; i++) {
		const struct xml_attribute *attribute = &reader->scanner.attributes.items[i];
		struct xml_pending pending = { .attribute = *attribute };
		struct slice name = attribute->name, value = value_of(reader, attribute);
		bool language = slice_equal(name, SLICE("xml:lang")) || (reader->plain_lang && slice_equal(name, SLICE("lang")));
		bool direction = reader->plain_lang && slice_equal(name, SLICE("dir")) && reader->frames.count == 0 &&
		                 (slice_equal(value, SLICE("ltr")) || slice_equal(value, SLICE("rtl")));
		pending.is_slot = direction || (language && is_own_language(reader, value));
		pending.slot = language ? SLOT_LANGUAGE : SLOT_DIRECTION;
		if (pending.is_slot) {
			take_attribute(reader, frame, pending);
			continue;
		}
		if (!rules || frame->hidden)
			continue;
		struct its_choice choice = ITS_NO_CHOICE;
		its_match_attribute(&reader->rules, &reader->path, &reader->scanner, attribute, &choice);
		take_hits(reader, i + 1, &choice, &pending.note);
		const struct its_rule *translate = chosen(reader, &choice, ITS_TRANSLATE);
		pending.note = chosen_note(reader, &choice, pending.note, SLICE(""));
		if (translate && translate->value == ITS_YES)
			take_attribute(reader, frame, pending);
	}
}

static struct xml_item *push_item(struct xml_reader *reader, const struct xml_token *token, enum xml_item_kind kind,
                                  const struct xml_frame *frame)
{
	array_push(&reader->run, (struct xml_item){
		.begin = token->begin, .end = token->end, .kind = kind, .token = token->kind,
		.translate = frame && frame->translate, .preserve = frame && frame->preserve,
	});
	return array_last(&reader->run);
}

static struct xml_frame *current_frame(struct xml_reader *reader)
{
	return reader->frames.count ? array_last(&reader->frames) : NULL;
}

static void end_run(struct xml_reader *reader)
{
	if (reader->run.count > reader->run_begin)
		xml_end_run(reader, &reader->frames.items[array_last(&reader->frames)->block]);
}

static void read_start_tag(struct xml_reader *reader, const struct xml_token *token)
{
	array_push(&reader->path, (struct xml_element){ xml_namespace(&reader->scanner, token->prefix), token->local });
	struct xml_frame frame = read_element(reader, token);
	const struct xml_frame *outer = current_frame(reader);
	bool most = frame.nesting == HOLE_DEPTH_MOST - 1 || reader->run_nested == HOLES_MOST;
	if (!outer || (frame.within == ITS_NESTED && most))
		frame.within = ITS_NO;
	if (frame.within == ITS_NO) {
		end_run(reader);
	} else {
		bool pair = frame.within == ITS_YES && !token->empty;
		struct xml_item *item = push_item(reader, token, pair                          ? XML_ITEM_OPEN
		                                                 : frame.within == ITS_NESTED ? XML_ITEM_NESTED
		                                                                              : XML_ITEM_ALONE, &frame);
		item->name = token->name;
		item->edge = item->kind == XML_ITEM_NESTED;
		reader->run_nested += item->edge;
	}
	if (reader->scanner.attributes.count)
		read_attributes(reader, &frame);
	reader->elements++;
	if (token->empty) {
		reader->path.count--;
		return;
	}
	if (frame.within == ITS_NESTED) {
		frame.run_begin = reader->run_begin;
		frame.pending_begin = reader->pending_begin;
		frame.run_nested = reader->run_nested;
		frame.nesting++;
		reader->run_nested = 0;
		reader->run_begin = reader->run.count;
		reader->pending_begin = reader->pending.count;
	}
	frame.block = frame.within == ITS_YES ? outer->block : reader->frames.count;
	array_push(&reader->frames, frame);
}

static void read_end_tag(struct xml_reader *reader, const struct xml_token *token)
{
	struct xml_frame frame = *array_last(&reader->frames);
	if (frame.within == ITS_YES)
		push_item(reader, token, XML_ITEM_CLOSE, &frame);
	else
		end_run(reader);
	frame = *array_last(&reader->frames);
	reader->frames.count--;
	reader->path.count--;
	if (frame.within == ITS_NESTED) {
		reader->run.items[reader->run_begin - 1].end = token->end;
		reader->run_begin = frame.run_begin;
		reader->pending_begin = frame.pending_begin;
		reader->run_nested = frame.run_nested;
	} else if (frame.title.data && reader->frames.count) {
		array_last(&reader->frames)->section = frame.title;
	}
}

/* Whether REFERENCE is to a letter. */
static bool is_letter(struct slice name)
{
	struct buffer letter = { 0 };
	uint32_t character = xml_reference_character(name);
	if (!character)
		return false;
	buffer_append_code_point(&letter, character);
	bool found = prose_has_words(buffer_slice(&letter));
	buffer_finish(&letter);
	return found;
}

static void read_text(struct xml_reader *reader, const struct xml_token *token)
{
	const struct xml_frame *frame = current_frame(reader);
	bool reference = token->kind == XML_REFERENCE;
	struct slice text = reference ? token->name : xml_token_content(&reader->scanner, token);
	bool blank = !reference && xml_is_blank(text);
	if (!frame || frame->hidden || (blank && reader->run.count == reader->run_begin))
		return;
	struct xml_item *item = push_item(reader, token, XML_ITEM_TEXT, frame);
	item->blank = blank;
	if (reference && !xml_reference_character(token->name))
		item->kind = XML_ITEM_ALONE;
	else
		item->prose = frame->translate && !blank && (reference ? is_letter(text) : prose_has_words(text));
}

/* Text, but for the sections of a template language in it: a program reads the file before its readers do. */
static void read_text_around_templates(struct xml_reader *reader, const struct xml_token *token)
{
	const struct xml_frame *frame = current_frame(reader);
	struct slice text = slice_range(reader->source, 0, token->end);
	struct xml_token part = *token;
	unsigned missing = 0;
	for (size_t i = token->begin; (i = slice_find_byte(text, '{', i)) != SLICE_NONE;) {
		size_t end = template_section_end(text, i, text.size, &missing);
		if (end && frame && !frame->hidden) {
			part.end = i;
			if (part.begin < part.end)
				read_text(reader, &part);
			part.begin = i;
			part.end = end;
			push_item(reader, &part, XML_ITEM_ALONE, frame);
			part.begin = end;
		}
		i = end ? end : i + 1;
	}
	part.end = token->end;
	if (part.begin < part.end)
		read_text(reader, &part);
}

static void read_token(struct xml_reader *reader, const struct xml_token *token)
{
	const struct xml_frame *frame = current_frame(reader);
	if (reader->run.count - reader->run_begin >= XML_RUN_LIMIT)
		end_run(reader);
	switch (token->kind) {
	case XML_TEXT:
		read_text_around_templates(reader, token);
		break;
	case XML_REFERENCE:
	case XML_CDATA:
		read_text(reader, token);
		break;
	case XML_START_TAG:
		read_start_tag(reader, token);
		break;
	case XML_END_TAG:
		read_end_tag(reader, token);
		break;
	default:
		if (frame && !frame->hidden && reader->run.count > reader->run_begin)
			push_item(reader, token, XML_ITEM_ALONE, frame)->edge = true;
	}
}

/* Gather the rules for the document whose root element's tag is ROOT: ours, then the project's, then its own. */
static bool read_rules(struct xml_reader *reader, const struct xml_token *root, struct slice doctype,
                       struct diagnostics *sink)
{
	const struct document *document = reader->builder->document;
	const char *ours = xml_rules_for(&reader->scanner, root, doctype, slice_from(document->name), &reader->plain_lang);
	its_rules_init(&reader->rules, document->arena);
	bool good = !ours || its_rules_read(&reader->rules, data_find(ours), ours, sink);
	const struct format_options *options = FORMAT_OPTIONS(document);
	for (size_t i = 0; good && i < options->xml_rules.count; i++)
		good = its_rules_read(&reader->rules, options->xml_rules.items[i].text, options->xml_rules.items[i].name, sink);
	reader->local_markup = slice_find(reader->source, SLICE(ITS_NAMESPACE), 0) != SLICE_NONE;
	if (good && reader->local_markup)
		good = its_rules_read(&reader->rules, reader->source, document->name, sink);
	reader->builder->document->uses_files = reader->rules.files > 0;
	return good && (!reader->rules.needs_tree ||
	                xml_tree_match(&reader->rules, reader->source, document->name, &reader->hits, sink));
}

static bool read_document(struct xml_reader *reader, struct diagnostics *sink)
{
	struct xml_token token;
	struct slice doctype = SLICE("");
	while (xml_scanner_next(&reader->scanner, &token)) {
		if (token.kind == XML_DOCTYPE) {
			reader->has_doctype = true;
			doctype = slice_range(reader->source, token.begin,
			                      token.content_begin ? token.content_begin : token.end);
		} else if (token.kind == XML_DECLARATION) {
			const struct xml_attribute *encoding = xml_find_attribute(&reader->scanner, "encoding", "");
			if (encoding)
				builder_add_slot(reader->builder, SLOT_CHARSET, encoding->value_begin, encoding->value_end);
		} else if (token.kind == XML_START_TAG && reader->elements == 0 && !read_rules(reader, &token, doctype, sink)) {
			return false;
		}
		read_token(reader, &token);
		if (!reader->run.count && !reader->pending.count)
			builder_settle(reader->builder);
	}
	return !reader->scanner.failed;
}

/* Whether SOURCE begins as a file that a program makes XML of: with front matter, or a tag of a template language. */
static bool is_template(struct slice source)
{
	static const char *const beginnings[] = { "{{", "{%", "{#", "<%", "<?php", "---\n", "---\r\n" };
	struct slice text = slice_trim(source);
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
		if (slice_starts_with(text, slice_from(beginnings[i])))
			return true;
	return false;
}

static bool parse_xml(struct document *document, struct diagnostics *sink)
{
	if (is_template(document->source)) {
		diagnostics_error(sink, (struct position){ document->name, 1, 1 },
		                  _("a template that a program makes XML of, not XML; name it under “exclude” in localize.yaml"));
		return false;
	}
	struct document_builder builder = { .document = document };
	struct xml_reader reader = { .builder = &builder, .source = document->source };
	xml_scanner_init(&reader.scanner, document->source, XML_DOCUMENT, document->name, sink);
	bool good = read_document(&reader, sink);
	builder_finish(&builder);
	xml_scanner_finish(&reader.scanner);
	its_rules_finish(&reader.rules);
	array_finish(&reader.hits);
	array_finish(&reader.path);
	array_finish(&reader.frames);
	array_finish(&reader.run);
	array_finish(&reader.opens);
	array_finish(&reader.ranges);
	array_finish(&reader.covered);
	array_finish(&reader.pending);
	return good;
}

static void push_name(struct slice text, struct slice name, struct literals *out)
{
	size_t begin = (size_t)(name.data - text.data);
	array_push(out, (struct literal){ begin, begin + name.size });
}

/* Names, CDATA sections, instructions and declarations; in a comment nobody reads a reference. */
static void find_literal(struct slice text, struct literals *out)
{
	struct xml_scanner scanner;
	struct xml_token token;
	xml_scanner_init(&scanner, text, XML_DOCUMENT, "", NULL);
	while (xml_scanner_next(&scanner, &token)) {
		bool tag = token.kind == XML_START_TAG || token.kind == XML_END_TAG;
		if (tag || token.kind == XML_REFERENCE)
			push_name(text, token.name, out);
		else if (token.kind != XML_TEXT && token.kind != XML_COMMENT)
			array_push(out, (struct literal){ token.begin, token.end });
		for (size_t i = 0; token.kind == XML_START_TAG && i < scanner.attributes.count; i++)
			push_name(text, scanner.attributes.items[i].name, out);
	}
	xml_scanner_finish(&scanner);
}

static const char *const extensions[] = { "xml", "dbk", "docbook", "dita", "ditamap", "page", "svg", NULL };

const struct format format_xml = {
	.name = "xml",
	.extensions = extensions,
	.markup = true,
	.character_references = true,
	.parse = parse_xml,
	.fit = xml_fit,
	.find_placeables = xml_find_placeables,
	.find_literal = find_literal,
};
