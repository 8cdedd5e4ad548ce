/* html_units.c: units of HTML built from its text, attributes and runs of inline content. */

#include "formats/html_reader.h"
#include "formats/prose.h"
#include "text/character_reference.h"

#include <unicode/uchar.h>

bool html_has_prose(struct slice text)
{
	size_t from = 0;
	for (size_t at = 0; (at = slice_find_byte(text, '&', at)) != SLICE_NONE; at = from) {
		if (prose_has_words(slice_range(text, from, at)))
			return true;
		struct character_reference reference;
		if (character_reference_read(text, at, &reference) && reference.character && u_isalnum((UChar32)reference.character))
			return true;
		from = at + (reference.size ? reference.size : 1);
	}
	return prose_has_words(slice_from_offset(text, from));
}

/* The size of the space that TEXT begins with, or ends with (LAST); 0 if it is none. */
static size_t space_size(struct slice text, bool last)
{
	static const struct slice spaces[] = {
		{ "&nbsp;", 6 }, { "&#160;", 6 }, { "&#xA0;", 6 }, { "\xc2\xa0", 2 }, { "\xe3\x80\x80", 3 },
	};
	char byte = last ? text.data[text.size - 1] : text.data[0];
	if (is_html_space(byte))
		return 1;
	if (last ? byte != ';' && byte != '\xa0' && byte != '\x80' : byte != '&' && byte != '\xc2' && byte != '\xe3')
		return 0;
	for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
		size_t size = spaces[i].size, at = last ? text.size - size : 0;
		if (text.size >= size && slice_equal_ignoring_case(slice_range(text, at, at + size), spaces[i]))
			return size;
	}
	return 0;
}

struct html_range html_trim(struct slice text, size_t begin, size_t end)
{
	for (size_t size; begin < end && (size = space_size(slice_range(text, begin, end), false)) > 0;)
		begin += size;
	for (size_t size; begin < end && (size = space_size(slice_range(text, begin, end), true)) > 0;)
		end -= size;
	return (struct html_range){ begin, end };
}

/* Take text [begin, end) of the source, runs of white space folded to a space. */
static void take_folded(struct html_reader *reader, size_t begin, size_t end)
{
	const char *data = reader->source.data;
	size_t from = begin;
	for (size_t i = begin; i < end; i++) {
		if (!is_html_space(data[i]))
			continue;
		size_t after = i + 1;
		while (after < end && is_html_space(data[after]))
			after++;
		if (after == i + 1 && data[i] == ' ')
			continue;
		builder_take(reader->builder, from, i);
		builder_replace(reader->builder, SLICE(" "), i, after);
		from = after;
		i = after - 1;
	}
	builder_take(reader->builder, from, end);
}

/* Take the tag [begin, end), the line breaks between its attributes folded. */
static void take_tag(struct html_reader *reader, size_t begin, size_t end)
{
	struct html_tokenizer *scratch = &reader->scratch;
	*scratch = (struct html_tokenizer){
		.text = slice_range(reader->source, begin, end), .options = scratch->options, .attributes = scratch->attributes,
	};
	struct html_token token;
	size_t from = begin;
	if (html_tokenizer_next(scratch, &token))
		for (size_t i = 0; i < scratch->attributes.count; i++) {
			const struct html_attribute *attribute = &scratch->attributes.items[i];
			take_folded(reader, from, begin + attribute->name_end);
			from = begin + attribute->name_end;
			if (attribute->value_begin > attribute->name_end) {
				take_folded(reader, from, begin + attribute->value_begin);
				builder_take(reader->builder, begin + attribute->value_begin, begin + attribute->value_end);
				from = begin + attribute->value_end;
			}
		}
	take_folded(reader, from, end);
}

void html_push_placeable(struct placeables *out, size_t begin, size_t end, enum placeable_kind kind)
{
	size_t own = out->count;
	array_push(out, placeable_make(begin, end, kind, own));
}

bool html_next_section(struct html_tokenizer *scanner, struct html_range *section)
{
	struct slice text = scanner->text;
	for (size_t i = section->end; i + 1 < text.size; i++) {
		char byte = text.data[i], next = text.data[i + 1];
		if (byte != '{' && byte != '<')
			continue;
		size_t end = html_template_end(scanner, i);
		if (end) {
			*section = (struct html_range){ i, end };
			return true;
		}
		if (byte == '{' ? next == '{' || next == '%' : next == '?' || next == '%')
			return false;
	}
	*section = (struct html_range){ text.size, text.size };
	return true;
}

/* Take [begin, end) of the source, which has no tags but may have sections of a template language: the value of an
 * attribute, or the text of <title>. False if it has no prose, or a section that goes on outside of it. */
static bool take_plain(struct html_reader *reader, size_t begin, size_t end)
{
	struct document_builder *builder = reader->builder;
	struct slice text = slice_range(reader->source, begin, end);
	struct html_tokenizer scanner;
	html_tokenizer_init(&scanner, text, 0, HTML_TEMPLATES);
	struct html_range section = { 0, 0 };
	bool prose = false;
	while (section.end < text.size) {
		size_t from = section.end;
		if (!html_next_section(&scanner, &section))
			return false;
		prose = prose || html_has_prose(slice_range(text, from, section.begin));
		take_folded(reader, begin + from, begin + section.begin);
		if (section.begin == section.end)
			break;
		size_t before = builder->text.size;
		builder_take(builder, begin + section.begin, begin + section.end);
		html_push_placeable(&builder->placeables, before, builder->text.size, PLACEABLE_ALONE);
	}
	return prose;
}

static struct unit *end_unit(struct html_reader *reader, const char *role, unsigned form)
{
	struct unit *unit = builder_end(reader->builder, slice_from(role));
	if (!unit)
		return NULL;
	unit->form = form | (reader->xml ? HTML_FORM_XML : 0);
	builder_set_note(reader->builder, unit, html_current_note(reader));
	return unit;
}

struct unit *html_add_plain_unit(struct html_reader *reader, size_t begin, size_t end, const char *role, unsigned form)
{
	builder_begin(reader->builder);
	return take_plain(reader, begin, end) ? end_unit(reader, role, form) : NULL;
}

/* The text of UNIT without its placeables, appended to the heading that is being read. */
static void add_to_heading(struct html_reader *reader, const struct unit *unit)
{
	if (!reader->heading_begun)
		buffer_clear(&reader->heading);
	else
		buffer_append_byte(&reader->heading, ' ');
	reader->heading_begun = true;
	size_t from = 0;
	for (size_t i = 0; i < unit->placeable_count; i++) {
		buffer_append(&reader->heading, slice_range(unit->text, from, unit->placeables[i].begin));
		from = unit->placeables[i].end;
	}
	buffer_append(&reader->heading, slice_from_offset(unit->text, from));
}

void html_end_heading(struct html_reader *reader)
{
	unsigned level = reader->heading_level;
	reader->heading_level = 0;
	if (!level || !reader->heading_begun)
		return;
	reader->heading_begun = false;
	reader->builder->section = arena_copy(reader->builder->document->arena, slice_trim(buffer_slice(&reader->heading)));
	for (unsigned i = level; i < HTML_HEADING_LEVELS; i++)
		reader->sections[i] = reader->builder->section;
}

/* Take ITEM, the white space in it folded where it means but a space. */
static void take_source(struct html_reader *reader, const struct html_item *item)
{
	unsigned group = item->element->group;
	struct slice source = slice_range(reader->source, item->begin, item->end);
	if (item->kind == HTML_ITEM_TEXT)
		take_folded(reader, item->begin, item->end);
	else if (item->name.size && group != HTML_FOREIGN && group != HTML_RAW && group != HTML_HIDDEN &&
	         slice_find_byte(source, '\n', 0) != SLICE_NONE)
		take_tag(reader, item->begin, item->end);
	else
		builder_take(reader->builder, item->begin, item->end);
}

/* Item INDEX as a placeable of the unit being built, or as text. */
static void take_item(struct html_reader *reader, size_t index, size_t first)
{
	static const enum placeable_kind kinds[] = {
		[HTML_ITEM_TEXT] = PLACEABLE_ALONE, [HTML_ITEM_OPEN] = PLACEABLE_OPEN, [HTML_ITEM_CLOSE] = PLACEABLE_CLOSE,
		[HTML_ITEM_ALONE] = PLACEABLE_ALONE, [HTML_ITEM_BREAK] = PLACEABLE_ALONE,
	};
	struct placeables *placeables = &reader->builder->placeables;
	struct html_item *items = reader->run.items, *item = &items[index];
	size_t before = reader->builder->text.size;
	take_source(reader, item);
	if (item->kind == HTML_ITEM_TEXT && item->state == HTML_YES)
		return;
	html_push_placeable(placeables, before, reader->builder->text.size, kinds[item->kind]);
	item->placeable = (uint32_t)(placeables->count - 1);
	if (item->kind == HTML_ITEM_CLOSE && item->partner != index && item->partner >= first) {
		array_last(placeables)->partner = items[item->partner].placeable;
		placeables->items[items[item->partner].placeable].partner = (uint32_t)(placeables->count - 1);
	}
}

/* A pair whose content is not translated, as one placeable. */
static void take_sealed(struct html_reader *reader, size_t first, size_t last)
{
	struct document_builder *builder = reader->builder;
	size_t before = builder->text.size;
	for (size_t i = first; i <= last; i++)
		take_source(reader, &reader->run.items[i]);
	html_push_placeable(&builder->placeables, before, builder->text.size, PLACEABLE_ALONE);
}

static void take_items(struct html_reader *reader, size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++)
		if (reader->run.items[i].sealed) {
			take_sealed(reader, i, reader->run.items[i].partner);
			i = reader->run.items[i].partner;
		} else if (reader->run.items[i].nested) {
			html_take_nested(reader, &reader->run.items[i]);
		} else {
			take_item(reader, i, begin);
		}
}

/* [begin, end) of TEXT without the white space and the bullets and bars at its ends. */
static struct html_range trim_bullets(struct slice text, size_t begin, size_t end)
{
	static const struct slice bullets[] = {
		{ "|", 1 }, { "\xe2\x80\xa2", 3 }, { "\xc2\xb7", 2 }, { "&bull;", 6 }, { "&middot;", 8 }, { "&#8226;", 7 }, { "&#183;", 6 },
	};
	struct html_range range = html_trim(text, begin, end);
	for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++) {
		struct slice bullet = bullets[i], inner = slice_range(text, range.begin, range.end);
		if (inner.size < bullet.size)
			continue;
		struct html_range after = html_trim(text, range.begin + bullet.size, range.end);
		struct html_range before = html_trim(text, range.begin, range.end - bullet.size);
		if (slice_starts_with(inner, bullet) && (after.begin > range.begin + bullet.size || after.begin == range.end))
			range.begin = after.begin;
		else if (slice_ends_with(inner, bullet) && (before.end < range.end - bullet.size || before.end == range.begin))
			range.end = before.end;
		else
			continue;
		i = SIZE_MAX; /* again, from the first on */
	}
	return range;
}

/* Leave white space and bullets at the ends of items [begin, end) outside. */
static void trim_items(struct html_reader *reader, size_t begin, size_t end)
{
	struct html_item *first = &reader->run.items[begin], *last = &reader->run.items[end - 1];
	struct html_range inner = trim_bullets(reader->source, first->begin, first->end);
	if (first->kind == HTML_ITEM_TEXT && first->state == HTML_YES)
		first->begin = inner.begin < inner.end ? inner.begin : first->end;
	inner = trim_bullets(reader->source, last->begin, last->end);
	if (last->kind == HTML_ITEM_TEXT && last->state == HTML_YES)
		last->end = inner.begin < inner.end ? inner.end : last->begin;
}

void html_add_run_unit(struct html_reader *reader, size_t begin, size_t end)
{
	struct document_builder *builder = reader->builder;
	builder_begin(builder);
	array_clear(&reader->holes);
	trim_items(reader, begin, end);
	take_items(reader, begin, end);
	if (reader->plain.on) {
		struct unit *plain = end_unit(reader, reader->plain.role, reader->plain.form);
		if (plain && reader->plain.note.size)
			builder_set_note(builder, plain, reader->plain.note);
		return;
	}
	unsigned level = reader->heading_level;
	struct slice section = builder->section;
	if (level)
		builder->section = reader->sections[level - 1];
	struct unit *unit = end_unit(reader, html_current_role(reader), HTML_FORM_TEXT);
	builder->section = section;
	if (!unit)
		return;
	if (reader->holes.count)
		builder_set_holes(builder, unit, arena_copy_array(builder->document->arena, reader->holes.items, reader->holes.count,
		                                                  sizeof *reader->holes.items), reader->holes.count);
	if (reader->run_notes.size)
		builder_add_note(builder, unit, reader->run_notes);
	if (level)
		add_to_heading(reader, unit);
	struct html_range covered = { unit_source_offset(unit, 0), unit_source_offset(unit, unit->text.size) };
	array_push(&reader->covered, covered);
}
