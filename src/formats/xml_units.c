/* xml_units.c: runs of inline content of XML cut into units.
 *
 * Where a run's own element is not translated, those parts of it are units that are. What encloses or borders the words
 * of a unit without being said in the same breath (emphasis around all of it, comments) stays outside. */

#include "formats/xml_reader.h"

#include "formats/prose.h"

/* The items of the run that is being cut, and how many. */
static struct xml_item *run_items(const struct xml_reader *reader)
{
	return reader->run.items + reader->run_begin;
}

static size_t run_size(const struct xml_reader *reader)
{
	return reader->run.count - reader->run_begin;
}

/* Pair the tags: the document is well-formed, so what is not paired has its partner outside of the run. */
static void pair_tags(struct xml_reader *reader)
{
	struct xml_item *items = run_items(reader);
	array_clear(&reader->opens);
	for (size_t i = 0; i < run_size(reader); i++) {
		items[i].partner = (uint32_t)i;
		if (items[i].kind == XML_ITEM_OPEN)
			array_push(&reader->opens, (uint32_t)i);
		if (items[i].kind != XML_ITEM_CLOSE || !reader->opens.count)
			continue;
		items[i].partner = *array_last(&reader->opens);
		items[items[i].partner].partner = (uint32_t)i;
		reader->opens.count--;
	}
}

/* Count what lies before each item, and seal the pairs that are not translated. */
static void measure(struct xml_reader *reader)
{
	struct xml_item *items = run_items(reader);
	uint32_t words = 0, nested = 0;
	size_t count = run_size(reader);
	for (size_t i = 0; i < count; i++) {
		items[i].words = words;
		items[i].nested = nested;
		words += items[i].prose;
		nested += items[i].kind == XML_ITEM_NESTED;
	}
	items[count].words = words;
	items[count].nested = nested;
	for (size_t i = 0; i < count; i++)
		items[i].sealed = items[i].kind == XML_ITEM_OPEN && items[i].partner > i && !items[i].translate &&
		                  items[items[i].partner].words == items[i].words &&
		                  items[items[i].partner].nested == items[i].nested;
}

static bool has_words(const struct xml_reader *reader, size_t begin, size_t end)
{
	const struct xml_item *items = run_items(reader);
	return items[end].words > items[begin].words;
}

static bool is_nothing(const struct xml_item *item)
{
	return item->edge || (item->kind == XML_ITEM_TEXT && item->blank);
}

/* Take text [begin, end) of the source, runs of white space folded to a space unless they count. */
static void take_text(struct xml_reader *reader, size_t begin, size_t end, bool preserve)
{
	const char *data = reader->source.data;
	size_t from = begin;
	for (size_t i = begin; i < end; i++) {
		if (!is_xml_space(data[i]))
			continue;
		size_t after = i + 1;
		if (preserve) {
			bool crlf = data[i] == '\r' && after < end && data[after] == '\n';
			if (data[i] != '\r')
				continue;
			after += crlf;
		} else {
			while (after < end && is_xml_space(data[after]))
				after++;
			if (after == i + 1 && data[i] == ' ')
				continue;
		}
		builder_take(reader->builder, from, i);
		builder_replace(reader->builder, preserve ? SLICE("\n") : SLICE(" "), i, after);
		from = after;
		i = after - 1;
	}
	builder_take(reader->builder, from, end);
}

static void push_placeable(struct xml_reader *reader, size_t begin, enum placeable_kind kind)
{
	struct placeables *placeables = &reader->builder->placeables;
	size_t own = placeables->count;
	if (reader->builder->text.size > begin)
		array_push(placeables, placeable_make(begin, reader->builder->text.size, kind, own));
}

/* A CDATA section, from BEGIN of the text on: its delimiters are markup, what is between them is text. */
static void push_delimiters(struct xml_reader *reader, size_t begin)
{
	struct placeables *placeables = &reader->builder->placeables;
	size_t end = reader->builder->text.size, own = placeables->count;
	array_push(placeables, placeable_make(begin, begin + 9, PLACEABLE_OPEN, own + 1));
	array_push(placeables, placeable_make(end - 3, end, PLACEABLE_CLOSE, own));
}

/* Tags are folded, too: the line breaks between attributes are the author's editor's. */
static void take_item(struct xml_reader *reader, const struct xml_item *item)
{
	bool tag = item->token == XML_START_TAG || item->token == XML_END_TAG;
	bool text = item->kind == XML_ITEM_TEXT && item->token == XML_TEXT;
	take_text(reader, item->begin, item->end, text ? item->preserve : !tag);
}

/* A nested element, whose content has units of its own, as a token. */
static void take_nested(struct xml_reader *reader, const struct xml_item *item, struct hole *holes, size_t *count)
{
	struct arena *arena = reader->builder->document->arena;
	size_t number = 1, before = reader->builder->text.size;
	for (size_t i = 0; i < *count; i++)
		number += slice_equal(holes[i].name, item->name);
	struct slice token = number > 1 ? arena_format(arena, "<%.*s-%zu/>", SLICE_ARG(item->name), number)
	                                : arena_format(arena, "<%.*s/>", SLICE_ARG(item->name));
	builder_replace(reader->builder, token, item->begin, item->end);
	push_placeable(reader, before, PLACEABLE_ALONE);
	holes[(*count)++] = (struct hole){ token, item->name, item->begin, item->end };
}

static void take_items(struct xml_reader *reader, size_t begin, size_t end, struct hole *holes, size_t *hole_count)
{
	struct xml_item *items = run_items(reader);
	for (size_t i = begin; i < end; i++) {
		struct xml_item *item = &items[i];
		size_t before = reader->builder->text.size;
		if (item->kind == XML_ITEM_NESTED) {
			take_nested(reader, item, holes, hole_count);
			continue;
		}
		if (item->sealed) {
			for (size_t last = item->partner; i < last; i++)
				take_item(reader, &items[i]);
			take_item(reader, &items[i]);
			push_placeable(reader, before, PLACEABLE_ALONE);
			continue;
		}
		take_item(reader, item);
		if (item->kind == XML_ITEM_TEXT && item->translate) {
			if (item->token == XML_CDATA)
				push_delimiters(reader, before);
			continue;
		}
		push_placeable(reader, before, item->kind == XML_ITEM_OPEN    ? PLACEABLE_OPEN
		                               : item->kind == XML_ITEM_CLOSE ? PLACEABLE_CLOSE
		                                                              : PLACEABLE_ALONE);
		struct placeables *placeables = &reader->builder->placeables;
		item->placeable = (uint32_t)(placeables->count - 1);
		if (item->kind == XML_ITEM_CLOSE) {
			array_last(placeables)->partner = items[item->partner].placeable;
			placeables->items[items[item->partner].placeable].partner = (uint32_t)(placeables->count - 1);
		}
	}
}

/* The text of UNIT without its placeables. */
static struct slice plain_text(struct xml_reader *reader, const struct unit *unit)
{
	struct buffer text = { 0 };
	size_t from = 0;
	for (size_t i = 0; i < unit->placeable_count; i++) {
		buffer_append(&text, slice_range(unit->text, from, unit->placeables[i].begin));
		from = unit->placeables[i].end;
	}
	buffer_append(&text, slice_from_offset(unit->text, from));
	struct slice plain = arena_copy(reader->builder->document->arena, slice_trim(buffer_slice(&text)));
	buffer_finish(&text);
	return plain;
}

static void finish_unit(struct xml_reader *reader, struct unit *unit, unsigned form, struct slice note)
{
	unit->form = form | (reader->has_doctype ? XML_FORM_ENTITIES : 0);
	builder_set_note(reader->builder, unit, note);
}

static void add_unit(struct xml_reader *reader, struct xml_frame *frame, size_t begin, size_t end)
{
	struct document_builder *builder = reader->builder;
	const struct xml_item *items = run_items(reader);
	bool cdata = end - begin == 1 && items[begin].token == XML_CDATA, preserve = false;
	unsigned form = cdata ? XML_FORM_CDATA : XML_FORM_TEXT;
	for (size_t i = begin; i < end; i++)
		preserve |= items[i].kind == XML_ITEM_TEXT && items[i].preserve;
	struct hole holes[HOLES_MOST];
	size_t hole_count = 0;
	builder_begin(builder);
	if (cdata)
		take_text(reader, items[begin].begin + 9, items[begin].end - 3, true);
	else
		take_items(reader, begin, end, holes, &hole_count);
	size_t line_end = slice_find_byte(slice_range(reader->source, 0, items[end - 1].end), '\r', items[begin].begin);
	builder->section = frame->section;
	struct unit *unit = builder_end(builder, frame->name);
	if (!unit)
		return;
	finish_unit(reader, unit, form | (line_end != SLICE_NONE ? XML_FORM_CRLF : 0), frame->note);
	unit->whole = preserve;
	if (hole_count)
		builder_set_holes(builder, unit, arena_copy_array(builder->document->arena, holes, hole_count, sizeof *holes),
		                  hole_count);
	if (!frame->title.data && xml_is_title(frame->name))
		frame->title = plain_text(reader, unit);
	struct xml_range covered = { unit_source_offset(unit, 0), unit_source_offset(unit, unit->text.size) };
	array_push(&reader->covered, covered);
}

/* A unit of [begin, end), which is balanced, but for what borders and encloses its words. */
static void cut_range(struct xml_reader *reader, struct xml_frame *frame, size_t begin, size_t end)
{
	const struct xml_item *items = run_items(reader);
	for (;;) {
		while (begin < end && is_nothing(&items[begin]))
			begin++;
		while (end > begin && is_nothing(&items[end - 1]))
			end--;
		if (begin >= end || !has_words(reader, begin, end))
			return;
		if (items[begin].kind != XML_ITEM_OPEN || items[begin].sealed || items[begin].partner != end - 1)
			break;
		begin++;
		end--;
	}
	add_unit(reader, frame, begin, end);
}

/* The parts of [begin, end) that are translated, where the whole is not. */
static void cut_islands(struct xml_reader *reader, struct xml_frame *frame, size_t begin, size_t end)
{
	const struct xml_item *items = run_items(reader);
	for (size_t i = begin; i < end; i++)
		if (items[i].kind == XML_ITEM_OPEN && items[i].partner > i && items[i].translate) {
			cut_range(reader, frame, i + 1, items[i].partner);
			i = items[i].partner;
		}
}

/* Units of the attributes that lie in no unit of the run, and slots. */
static void add_pending(struct xml_reader *reader, const struct xml_frame *frame)
{
	size_t at = 0;
	for (size_t i = reader->pending_begin; i < reader->pending.count; i++) {
		const struct xml_pending *pending = &reader->pending.items[i];
		size_t begin = pending->attribute.value_begin;
		while (at < reader->covered.count && reader->covered.items[at].end <= begin)
			at++;
		if (at < reader->covered.count && reader->covered.items[at].begin <= begin)
			continue;
		if (pending->is_slot)
			builder_add_slot(reader->builder, pending->slot, begin, pending->attribute.value_end);
		else
			xml_add_attribute_unit(reader, frame, pending);
	}
	reader->pending.count = reader->pending_begin;
}

void xml_end_run(struct xml_reader *reader, struct xml_frame *frame)
{
	array_push(&reader->run, (struct xml_item){ 0 }); /* a sentinel */
	reader->run.count--;
	pair_tags(reader);
	measure(reader);
	array_clear(&reader->covered);
	size_t count = run_size(reader);
	for (size_t i = 0, begin = 0; has_words(reader, 0, count) && i <= count; i++) {
		const struct xml_item *item = &run_items(reader)[i];
		bool tag = item->kind == XML_ITEM_OPEN || item->kind == XML_ITEM_CLOSE;
		if (i < count && tag && item->partner != i) {
			i = item->partner; /* of an opening tag: all up to here is balanced */
			continue;
		}
		if (i < count && !tag)
			continue;
		(frame->translate ? cut_range : cut_islands)(reader, frame, begin, i);
		begin = i + 1;
	}
	reader->run.count = reader->run_begin;
	reader->run_nested = 0;
	if (reader->pending.count > reader->pending_begin)
		add_pending(reader, frame);
}

void xml_add_attribute_unit(struct xml_reader *reader, const struct xml_frame *frame, const struct xml_pending *pending)
{
	const struct xml_attribute *attribute = &pending->attribute;
	struct document_builder *builder = reader->builder;
	struct slice value = slice_range(reader->source, attribute->value_begin, attribute->value_end);
	if (!prose_has_words(value))
		return;
	builder_begin(builder);
	take_text(reader, attribute->value_begin, attribute->value_end, false);
	builder->section = frame->section;
	struct slice role = arena_format(builder->document->arena, "attribute: %.*s", SLICE_ARG(attribute->name));
	struct unit *unit = builder_end(builder, role);
	bool doubled = reader->source.data[attribute->value_end] == '"';
	if (unit)
		finish_unit(reader, unit, doubled ? XML_FORM_DOUBLE_QUOTED : XML_FORM_SINGLE_QUOTED, pending->note);
}
