/* html.c: HTML5 as browsers read it, pages and fragments (HTML Living Standard, section 13.2).
 *
 * There is no tree: blocks part runs of inline content, and a stack of the open elements says only what a run is and
 * whether it is translated. A run is cut into units by its line breaks, and what encloses or borders the words of a
 * unit without being said in the same breath (links around all of it, icons) stays outside. */

#include "formats/html.h"

#include "formats/format.h"
#include "formats/html_elements.h"
#include "formats/html_tokenizer.h"
#include "formats/prose.h"

#include <unicode/uchar.h>

enum {
	RUN_LIMIT = 1 << 16,   /* items in a run: no sentence has as many, and memory stays small */
	PAIR_DEPTH = 64,       /* how many open inline elements an end tag may lie outside of */
	STACK_LIMIT = 1 << 16, /* open elements: browsers stop at 512 */
	STACK_DEPTH = 512,     /* how many of them an end tag may close */
	HEADING_LEVELS = 7,
};

enum state { STATE_NEVER, STATE_NO, STATE_YES }; /* NEVER: nothing inside can be translated again */

struct open_element {
	const struct html_element *element;
	struct slice name;
	enum state state;
	size_t nested; /* open elements inside that have its name and are not on the stack */
	const char *role;
};

enum item_kind { ITEM_TEXT, ITEM_OPEN, ITEM_CLOSE, ITEM_ALONE, ITEM_BREAK };

/* A piece of a run. */
struct item {
	size_t begin, end; /* of the source */
	const struct html_element *element;
	struct slice name;
	uint32_t partner; /* an index into the run; its own where there is none */
	uint32_t placeable;
	uint32_t words, solids, marks; /* how many items before it are prose; that or code; that or any visible text */
	enum item_kind kind;
	enum state state; /* in it: of an element, between its tags */
	bool prose;       /* text that has a letter or a digit */
	bool blank;       /* text that has but white space */
	bool edge;        /* nothing of a sentence where it stands at its edge */
	bool sealed;      /* a pair that is one placeable from end to end */
};

/* A translatable attribute, and a slot, that may turn out to lie in a unit. */
struct pending_value {
	struct html_attribute attribute;
	const char *role;
};

struct range {
	size_t begin, end;
};

struct reader {
	struct document_builder *builder;
	struct slice source; /* up to the end of what is read */
	struct html_tokenizer tokenizer, scratch;
	bool xml;
	bool one_run; /* all of it is inline content */
	struct { struct open_element *items; size_t count, capacity; } stack;
	size_t open_in_group[HTML_HIDDEN + 1];
	size_t inline_count; /* elements on the stack that are no blocks */
	struct { struct item *items; size_t count, capacity; } run;
	enum state run_state; /* of what the run lies in */
	struct { uint32_t *items; size_t count, capacity; } opens;
	struct { struct range *items; size_t count, capacity; } ranges;  /* of the run, still to be made units of */
	struct { struct range *items; size_t count, capacity; } covered; /* of the source, by units of the run */
	struct { struct pending_value *items; size_t count, capacity; } values;
	struct { struct slot *items; size_t count, capacity; } slots;
	struct slice language; /* the document's own */
	struct slice sections[HEADING_LEVELS];
	unsigned heading_level;
	bool heading_begun;
	struct buffer heading;
};

static enum state current_state(const struct reader *reader)
{
	return reader->stack.count ? array_last(&reader->stack)->state : STATE_YES;
}

static const char *current_role(const struct reader *reader)
{
	return reader->stack.count ? array_last(&reader->stack)->role : "paragraph";
}

static bool is_blank(struct slice text)
{
	for (size_t i = 0; i < text.size; i++)
		if (!is_html_space(text.data[i]))
			return false;
	return true;
}

/* The end of the character reference that begins at OFFSET with `&`; OFFSET + 1 if none does. */
static size_t skip_reference(struct slice text, size_t offset, bool *letter)
{
	size_t i = offset + 1;
	uint32_t code_point = 0;
	if (i < text.size && text.data[i] == '#') {
		bool hexadecimal = i + 1 < text.size && ascii_lower(text.data[i + 1]) == 'x';
		for (i += hexadecimal ? 2 : 1; i < text.size && code_point < 0x110000; i++) {
			char digit = ascii_lower(text.data[i]);
			if (is_ascii_digit(digit))
				code_point = code_point * (hexadecimal ? 16 : 10) + (uint32_t)(digit - '0');
			else if (hexadecimal && digit >= 'a' && digit <= 'f')
				code_point = code_point * 16 + (uint32_t)(digit - 'a') + 10;
			else
				break;
		}
	} else {
		while (i < text.size && is_ascii_alphanumeric(text.data[i]))
			i++;
	}
	if (i >= text.size || text.data[i] != ';')
		return offset + 1;
	*letter = code_point && code_point < 0x110000 && u_isalnum((UChar32)code_point);
	return i + 1;
}

/* Whether TEXT has a letter or a digit; the names of character references are none. */
static bool has_prose(struct slice text)
{
	bool letter = false;
	size_t from = 0;
	for (size_t at = 0; (at = slice_find_byte(text, '&', at)) != SLICE_NONE; at = from) {
		if (prose_has_words(slice_range(text, from, at)))
			return true;
		from = skip_reference(text, at, &letter);
		if (letter)
			return true;
	}
	return prose_has_words(slice_from_offset(text, from));
}

/* Take text [begin, end) of the source, runs of white space folded to a space. */
static void take_folded(struct reader *reader, size_t begin, size_t end)
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
static void take_tag(struct reader *reader, size_t begin, size_t end)
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

static void push_placeable(struct placeables *out, size_t begin, size_t end, enum placeable_kind kind)
{
	size_t own = out->count;
	array_push(out, (struct placeable){ begin, end, kind, own });
}

/* Take [begin, end) of the source, which has no tags but may have sections of a template language: the value of an
 * attribute, or the text of <title>. False if it has no prose, or a section that goes on outside of it. */
static bool take_plain(struct reader *reader, size_t begin, size_t end)
{
	struct document_builder *builder = reader->builder;
	struct slice text = slice_range(reader->source, begin, end);
	struct html_tokenizer scanner;
	html_tokenizer_init(&scanner, text, 0, HTML_TEMPLATES);
	bool prose = false;
	size_t from = 0;
	for (size_t i = 0; i + 1 < text.size; i++) {
		if (text.data[i] != '{' && text.data[i] != '<')
			continue;
		size_t section = html_template_end(&scanner, i);
		if (section == 0) {
			char next = text.data[i + 1];
			if (text.data[i] == '{' ? next == '{' || next == '%' : next == '?' || next == '%')
				return false;
			continue;
		}
		prose = prose || has_prose(slice_range(text, from, i));
		take_folded(reader, begin + from, begin + i);
		size_t before = builder->text.size;
		builder_take(builder, begin + i, begin + section);
		push_placeable(&builder->placeables, before, builder->text.size, PLACEABLE_ALONE);
		from = section;
		i = section - 1;
	}
	prose = prose || has_prose(slice_range(text, from, text.size));
	take_folded(reader, begin + from, end);
	return prose;
}

static struct unit *end_unit(struct reader *reader, const char *role, unsigned form)
{
	struct unit *unit = builder_end(reader->builder, slice_from(role));
	if (unit)
		unit->form = form | (reader->xml ? HTML_FORM_XML : 0);
	return unit;
}

static void add_plain_unit(struct reader *reader, size_t begin, size_t end, const char *role, unsigned form)
{
	builder_begin(reader->builder);
	if (take_plain(reader, begin, end))
		end_unit(reader, role, form);
}

/* The text of UNIT without its placeables, appended to the heading that is being read. */
static void add_to_heading(struct reader *reader, const struct unit *unit)
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

/* What stands below a heading stands in its section, and below those of the levels above. */
static void end_heading(struct reader *reader)
{
	unsigned level = reader->heading_level;
	reader->heading_level = 0;
	if (!level || !reader->heading_begun)
		return;
	reader->heading_begun = false;
	reader->builder->section = arena_copy(reader->builder->document->arena, slice_trim(buffer_slice(&reader->heading)));
	for (unsigned i = level; i < HEADING_LEVELS; i++)
		reader->sections[i] = reader->builder->section;
}

/* Take ITEM, the white space in it folded where it means but a space. */
static void take_source(struct reader *reader, const struct item *item)
{
	unsigned group = item->element->group;
	struct slice source = slice_range(reader->source, item->begin, item->end);
	if (item->kind == ITEM_TEXT)
		take_folded(reader, item->begin, item->end);
	else if (item->name.size && group != HTML_FOREIGN && group != HTML_RAW && group != HTML_HIDDEN &&
	         slice_find_byte(source, '\n', 0) != SLICE_NONE)
		take_tag(reader, item->begin, item->end);
	else
		builder_take(reader->builder, item->begin, item->end);
}

/* Item INDEX as a placeable of the unit being built, or as text. */
static void take_item(struct reader *reader, size_t index, size_t first)
{
	static const enum placeable_kind kinds[] = {
		[ITEM_TEXT] = PLACEABLE_ALONE, [ITEM_OPEN] = PLACEABLE_OPEN, [ITEM_CLOSE] = PLACEABLE_CLOSE,
		[ITEM_ALONE] = PLACEABLE_ALONE, [ITEM_BREAK] = PLACEABLE_ALONE,
	};
	struct placeables *placeables = &reader->builder->placeables;
	struct item *items = reader->run.items, *item = &items[index];
	size_t before = reader->builder->text.size;
	take_source(reader, item);
	if (item->kind == ITEM_TEXT && item->state == STATE_YES)
		return;
	push_placeable(placeables, before, reader->builder->text.size, kinds[item->kind]);
	item->placeable = (uint32_t)(placeables->count - 1);
	if (item->kind == ITEM_CLOSE && item->partner != index && item->partner >= first) {
		array_last(placeables)->partner = items[item->partner].placeable;
		placeables->items[items[item->partner].placeable].partner = placeables->count - 1;
	}
}

/* A pair whose content is not translated, as one placeable. */
static void take_sealed(struct reader *reader, size_t first, size_t last)
{
	struct document_builder *builder = reader->builder;
	size_t before = builder->text.size;
	for (size_t i = first; i <= last; i++)
		take_source(reader, &reader->run.items[i]);
	push_placeable(&builder->placeables, before, builder->text.size, PLACEABLE_ALONE);
}

static void take_items(struct reader *reader, size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++)
		if (reader->run.items[i].sealed) {
			take_sealed(reader, i, reader->run.items[i].partner);
			i = reader->run.items[i].partner;
		} else {
			take_item(reader, i, begin);
		}
}

static void add_run_unit(struct reader *reader, size_t begin, size_t end)
{
	struct document_builder *builder = reader->builder;
	builder_begin(builder);
	take_items(reader, begin, end);
	unsigned level = reader->heading_level;
	struct slice section = builder->section;
	if (level)
		builder->section = reader->sections[level - 1];
	const struct unit *unit = end_unit(reader, current_role(reader), HTML_FORM_TEXT);
	builder->section = section;
	if (!unit)
		return;
	if (level)
		add_to_heading(reader, unit);
	array_push(&reader->covered, (struct range){ unit->mappings[0].source, unit_source_offset(unit, unit->text.size) });
}

static bool same_name(const struct item *a, const struct item *b)
{
	return a->name.size == b->name.size && slice_equal_ignoring_case(a->name, b->name);
}

static void pair_tags(struct reader *reader)
{
	struct item *items = reader->run.items;
	array_clear(&reader->opens);
	for (size_t i = 0; i < reader->run.count; i++) {
		items[i].partner = (uint32_t)i;
		if (items[i].kind == ITEM_OPEN)
			array_push(&reader->opens, (uint32_t)i);
		if (items[i].kind != ITEM_CLOSE)
			continue;
		size_t depth = reader->opens.count < PAIR_DEPTH ? reader->opens.count : PAIR_DEPTH;
		for (size_t d = 1; d <= depth; d++) {
			uint32_t open = reader->opens.items[reader->opens.count - d];
			if (!same_name(&items[open], &items[i]))
				continue;
			items[i].partner = open;
			items[open].partner = (uint32_t)i;
			reader->opens.count -= d;
			break;
		}
	}
}

/* Whether the pair of OPEN and CLOSE is a link without words: the mark of a heading's own address, an arrow. */
static bool is_hollow_link(const struct item *open, const struct item *close)
{
	return open->element->flags & HTML_INTERACTIVE && open->words == close->words && open->solids == close->solids;
}

/* Seal the pairs that are not translated where what they lie in is, if SEAL, and count what lies before each item. */
static void count_items(struct reader *reader, bool seal)
{
	struct item *items = reader->run.items;
	uint32_t words = 0, solids = 0, marks = 0;
	size_t sealed_end = 0;
	for (size_t i = 0; i < reader->run.count; i++) {
		struct item *item = &items[i];
		item->words = words;
		item->solids = solids;
		item->marks = marks;
		item->sealed = false;
		if (i < sealed_end)
			continue;
		if (item->kind == ITEM_OPEN && item->state != STATE_YES && item->partner != i && seal) {
			item->sealed = true;
			sealed_end = item->partner + 1;
			solids++;
		} else if (item->kind == ITEM_ALONE && !item->edge) {
			solids++;
		} else if (item->kind == ITEM_TEXT && item->state == STATE_YES) {
			words += item->prose;
			marks += !item->prose && !item->blank;
		} else if (item->kind == ITEM_CLOSE && item->partner != i && is_hollow_link(&items[item->partner], item)) {
			marks = items[item->partner].marks;
		}
	}
	/* The sentinel behind the last one. */
	items[reader->run.count].words = words;
	items[reader->run.count].solids = solids;
	items[reader->run.count].marks = marks;
}

static bool has_words(const struct reader *reader, size_t begin, size_t end)
{
	return reader->run.items[end].words > reader->run.items[begin].words;
}

/* Whether nothing of a sentence lies in the pair [open, close]. */
static bool is_hollow(const struct reader *reader, size_t open, size_t close)
{
	const struct item *items = reader->run.items;
	return !items[open].sealed && !has_words(reader, open, close) && items[open].solids == items[close].solids &&
	       (items[open].marks == items[close].marks || is_hollow_link(&items[open], &items[close]));
}

static bool is_nothing(const struct item *item)
{
	return item->kind == ITEM_TEXT ? item->blank || item->state != STATE_YES : item->kind == ITEM_BREAK || item->edge;
}

/* How much of the left or right edge of [begin, end) is to be left out: the index after it, or before it. */
static size_t trim_left(const struct reader *reader, size_t begin, size_t end)
{
	const struct item *items = reader->run.items;
	while (begin < end) {
		const struct item *item = &items[begin];
		if (item->kind == ITEM_OPEN && item->partner != begin && item->partner < end) {
			if (!is_hollow(reader, begin, item->partner))
				break;
			begin = item->partner;
		} else if (item->kind != ITEM_OPEN && item->kind != ITEM_CLOSE && !is_nothing(item)) {
			break;
		}
		begin++;
	}
	return begin;
}

static size_t trim_right(const struct reader *reader, size_t begin, size_t end)
{
	const struct item *items = reader->run.items;
	while (begin < end) {
		const struct item *item = &items[end - 1];
		if (item->kind == ITEM_CLOSE && item->partner != end - 1 && item->partner >= begin) {
			if (!is_hollow(reader, item->partner, end - 1))
				break;
			end = item->partner + 1;
		} else if (item->kind != ITEM_OPEN && item->kind != ITEM_CLOSE && !is_nothing(item)) {
			break;
		}
		end--;
	}
	return end;
}

static void push_range(struct reader *reader, size_t begin, size_t end)
{
	if (has_words(reader, begin, end))
		array_push(&reader->ranges, (struct range){ begin, end });
}

/* The index after the item, pair or part at INDEX of a range that ends before END. */
static size_t next_part(const struct reader *reader, size_t index, size_t end)
{
	const struct item *item = &reader->run.items[index];
	return item->kind == ITEM_OPEN && item->partner > index && item->partner < end ? item->partner + 1 : index + 1;
}

static bool has_sentence_mark(struct slice text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] && strchr(".,;!?", text.data[i]))
			return true;
	return slice_find(text, SLICE("\xe3\x80\x81"), 0) != SLICE_NONE || slice_find(text, SLICE("\xe3\x80\x82"), 0) != SLICE_NONE;
}

/* Whether [begin, end) is no sentence but several links or buttons, with nothing but bars and bullets around them. */
static bool is_list_of_links(const struct reader *reader, size_t begin, size_t end)
{
	const struct item *items = reader->run.items;
	size_t links = 0;
	for (size_t i = begin; i < end; i = next_part(reader, i, end)) {
		size_t next = next_part(reader, i, end);
		if (items[i].kind == ITEM_TEXT && !items[i].blank &&
		    (items[i].prose || has_sentence_mark(slice_range(reader->source, items[i].begin, items[i].end))))
			return false;
		if (items[i].sealed || (items[i].kind == ITEM_ALONE && !items[i].edge))
			return false;
		if (!has_words(reader, i, next))
			continue;
		if (!(items[i].element->flags & HTML_INTERACTIVE))
			return false;
		links++;
	}
	return links > 1;
}

/* Make units of [begin, end) of the run; parts of it that are to be cut further are pushed to reader->ranges. */
static void cut_range(struct reader *reader, size_t begin, size_t end)
{
	const struct item *items = reader->run.items;
	for (;;) {
		begin = trim_left(reader, begin, end);
		end = trim_right(reader, begin, end);
		if (begin + 1 >= end || items[begin].kind != ITEM_OPEN || items[begin].sealed || items[begin].partner != end - 1)
			break;
		begin++;
		end--;
	}
	if (begin >= end || !has_words(reader, begin, end))
		return;
	for (size_t i = begin; i < end; i = next_part(reader, i, end))
		if (items[i].kind == ITEM_BREAK) {
			push_range(reader, i + 1, end);
			push_range(reader, begin, i);
			return;
		}
	if (!is_list_of_links(reader, begin, end)) {
		add_run_unit(reader, begin, end);
		return;
	}
	size_t first = reader->ranges.count;
	for (size_t i = begin; i < end; i = next_part(reader, i, end))
		push_range(reader, i, next_part(reader, i, end));
	for (size_t low = first, high = reader->ranges.count; low + 1 < high; low++) {
		struct range last = reader->ranges.items[--high];
		reader->ranges.items[high] = reader->ranges.items[low];
		reader->ranges.items[low] = last;
	}
}

static void cut_ranges(struct reader *reader, size_t begin, size_t end)
{
	push_range(reader, begin, end);
	while (reader->ranges.count) {
		struct range range = *array_last(&reader->ranges);
		reader->ranges.count--;
		cut_range(reader, range.begin, range.end);
	}
}

/* Where a run as a whole isn't translated: the parts of it that are. */
static void cut_islands(struct reader *reader)
{
	const struct item *items = reader->run.items;
	count_items(reader, false);
	for (size_t i = 0, end; i < reader->run.count; i = end) {
		for (end = i; end < reader->run.count && items[end].state == STATE_YES; end++)
			;
		if (end > i)
			cut_ranges(reader, i, end);
		else
			end++;
	}
}

static bool is_covered(const struct reader *reader, size_t *covered, size_t offset)
{
	while (*covered < reader->covered.count && reader->covered.items[*covered].end <= offset)
		++*covered;
	return *covered < reader->covered.count && reader->covered.items[*covered].begin <= offset;
}

/* The attributes and slots that lie in no unit. */
static void add_pending(struct reader *reader)
{
	size_t covered = 0;
	for (size_t i = 0; i < reader->values.count; i++) {
		const struct pending_value *value = &reader->values.items[i];
		unsigned form = value->attribute.quote == '"'    ? HTML_FORM_DOUBLE_QUOTED
		                : value->attribute.quote == '\'' ? HTML_FORM_SINGLE_QUOTED
		                                                 : HTML_FORM_UNQUOTED;
		if (!is_covered(reader, &covered, value->attribute.value_begin))
			add_plain_unit(reader, value->attribute.value_begin, value->attribute.value_end, value->role, form);
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

static bool has_prose_items(const struct reader *reader)
{
	for (size_t i = 0; i < reader->run.count; i++)
		if (reader->run.items[i].prose)
			return true;
	return false;
}

/* The run so far is a block of its own: make its units. */
static void end_run(struct reader *reader)
{
	array_clear(&reader->covered);
	if (has_prose_items(reader)) {
		array_push(&reader->run, (struct item){ .kind = ITEM_ALONE });
		reader->run.count--;
		pair_tags(reader);
		count_items(reader, true);
		if (reader->run_state == STATE_YES && has_words(reader, 0, reader->run.count))
			cut_ranges(reader, 0, reader->run.count);
		else
			cut_islands(reader);
	}
	array_clear(&reader->run);
	if (reader->values.count || reader->slots.count)
		add_pending(reader);
}

static void read_text(struct reader *reader, const struct html_token *token)
{
	struct slice text = slice_range(reader->source, token->begin, token->end);
	enum state state = current_state(reader);
	bool blank = is_blank(text);
	if (blank && reader->run.count == 0)
		return;
	array_push(&reader->run, (struct item){
		.begin = token->begin, .end = token->end, .kind = ITEM_TEXT, .state = state, .blank = blank,
		.element = html_find_element(SLICE("")), .prose = state == STATE_YES && !blank && has_prose(text),
	});
}

static void push_alone(struct reader *reader, size_t begin, size_t end, bool edge)
{
	array_push(&reader->run, (struct item){
		.begin = begin, .end = end, .kind = ITEM_ALONE, .state = current_state(reader), .edge = edge,
		.element = html_find_element(SLICE("")),
	});
}

static void pop_element(struct reader *reader)
{
	const struct open_element *last = array_last(&reader->stack);
	reader->open_in_group[last->element->group]--;
	reader->inline_count -= !(last->element->flags & HTML_BLOCK);
	reader->stack.count--;
}

/* Close the open elements from the last that is GROUP's (or, if not NULL, ELEMENT) on, unless it lies outside of what
 * keeps end tags inside. */
static void close_elements(struct reader *reader, enum html_group group, const struct html_element *element)
{
	if (!reader->open_in_group[group])
		return;
	bool in_table = group == HTML_CELL || group == HTML_ROW || group == HTML_ROWS || group == HTML_CAPTION ||
	                group == HTML_TABLE;
	bool in_list = group == HTML_LI || group == HTML_DD_DT;
	size_t depth = reader->stack.count < STACK_DEPTH ? reader->stack.count : STACK_DEPTH;
	for (size_t d = 1; d <= depth; d++) {
		const struct html_element *open = reader->stack.items[reader->stack.count - d].element;
		if (element ? open == element : open->group == group) {
			while (d--)
				pop_element(reader);
			return;
		}
		if (in_table ? open->group == HTML_TABLE : open->flags & HTML_SCOPE || (in_list && open->group == HTML_LIST))
			return;
	}
}

/* Close what the start tag of ELEMENT ends without an end tag. */
static void close_implied(struct reader *reader, const struct html_element *element)
{
	if (element->flags & HTML_CLOSES_P)
		close_elements(reader, HTML_P, NULL);
	switch (element->group) {
	case HTML_LI:
	case HTML_DD_DT:
	case HTML_OPTION:
		close_elements(reader, element->group, NULL);
		break;
	case HTML_OPTGROUP:
		close_elements(reader, HTML_OPTION, NULL);
		close_elements(reader, HTML_OPTGROUP, NULL);
		break;
	case HTML_HEADING:
		if (reader->stack.count && array_last(&reader->stack)->element->group == HTML_HEADING)
			pop_element(reader);
		break;
	case HTML_ROWS:
		close_elements(reader, HTML_CELL, NULL);
		close_elements(reader, HTML_ROW, NULL);
		close_elements(reader, HTML_ROWS, NULL);
		close_elements(reader, HTML_CAPTION, NULL);
		break;
	case HTML_ROW:
		close_elements(reader, HTML_CELL, NULL);
		close_elements(reader, HTML_ROW, NULL);
		close_elements(reader, HTML_CAPTION, NULL);
		break;
	case HTML_CELL:
		close_elements(reader, HTML_CELL, NULL);
		break;
	default:
		break;
	}
}

static void open_element(struct reader *reader, const struct html_element *element, struct slice name, enum state state)
{
	if (reader->stack.count >= STACK_LIMIT)
		return;
	const char *role = element->role ? element->role : current_role(reader);
	array_push(&reader->stack, (struct open_element){ element, name, state, 0, role });
	reader->open_in_group[element->group]++;
	reader->inline_count += !(element->flags & HTML_BLOCK);
}

static struct slice attribute_value(const struct reader *reader, const char *name)
{
	const struct html_attribute *attribute = html_find_attribute(&reader->tokenizer, name);
	return attribute ? html_attribute_value(&reader->tokenizer, attribute) : slice_make("", 0);
}

static bool has_word(struct slice list, struct slice word)
{
	for (size_t at = 0; (at = slice_find(list, word, at)) != SLICE_NONE; at++) {
		size_t end = at + word.size;
		if ((at == 0 || is_html_space(list.data[at - 1])) && (end == list.size || is_html_space(list.data[end])))
			return true;
	}
	return false;
}

/* Whether the element of the tag just read is translated: by its attributes (HTML, section 3.2.6.1, and ITS 2.0, section
 * 8.1), else STATE. */
static enum state stated_state(const struct reader *reader, enum state state)
{
	if (current_state(reader) == STATE_NEVER)
		return STATE_NEVER;
	const struct html_tokenizer *tokenizer = &reader->tokenizer;
	for (size_t i = tokenizer->attributes.count; i-- > 0;) {
		const struct html_attribute *attribute = &tokenizer->attributes.items[i];
		struct slice name = html_attribute_name(tokenizer, attribute), value = html_attribute_value(tokenizer, attribute);
		if (slice_equal_ignoring_case(name, SLICE("translate")) || slice_equal_ignoring_case(name, SLICE("its:translate"))) {
			if (slice_equal_ignoring_case(value, SLICE("no")))
				state = STATE_NO;
			else if (slice_equal_ignoring_case(value, SLICE("yes")) || value.size == 0)
				state = STATE_YES;
		} else if (slice_equal_ignoring_case(name, SLICE("class")) && has_word(value, SLICE("notranslate"))) {
			state = STATE_NO;
		}
	}
	return state;
}

/* Whether the content of ELEMENT, whose start tag was just read, is translated; by nature, code isn't. */
static enum state element_state(const struct reader *reader, const struct html_element *element)
{
	if (element->group == HTML_PRE)
		return STATE_NEVER;
	return stated_state(reader, element->flags & HTML_OPAQUE ? STATE_NO : current_state(reader));
}

/* The role of the text in a <meta>'s `content`; NULL if that is none. */
static const char *meta_role(const struct reader *reader)
{
	static const struct { const char *name, *role; } kinds[] = {
		{ "description", "description" },    { "keywords", "keywords" },
		{ "og:title", "title" },             { "og:description", "description" },
		{ "og:site_name", "site name" },     { "og:image:alt", "attribute: alt" },
		{ "twitter:title", "title" },        { "twitter:description", "description" },
		{ "twitter:image:alt", "attribute: alt" },
	};
	struct slice name = attribute_value(reader, "name");
	if (name.size == 0)
		name = attribute_value(reader, "property");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (slice_equal_ignoring_case(name, slice_from(kinds[i].name)))
			return kinds[i].role;
	return NULL;
}

static bool is_button(const struct reader *reader)
{
	struct slice type = attribute_value(reader, "type");
	return slice_equal_ignoring_case(type, SLICE("submit")) || slice_equal_ignoring_case(type, SLICE("button")) ||
	       slice_equal_ignoring_case(type, SLICE("reset"));
}

/* The role of the value of the attribute NAME of ELEMENT, NULL if it is not prose. */
static const char *attribute_role(const struct reader *reader, const struct html_element *element, struct slice name)
{
	static const struct { const char *name, *role; } kinds[] = {
		{ "alt", "attribute: alt" },
		{ "abbr", "attribute: abbr" },
		{ "title", "attribute: title" },
		{ "label", "attribute: label" },
		{ "value", "attribute: value" },
		{ "content", "" },
		{ "aria-label", "attribute: aria-label" },
		{ "placeholder", "attribute: placeholder" },
		{ "aria-description", "attribute: aria-description" },
		{ "aria-roledescription", "attribute: aria-roledescription" },
	};
	if (name.size < 3 || !strchr("aAtTlLvVcCpP", name.data[0]))
		return NULL;
	size_t kind = 0, count = sizeof kinds / sizeof *kinds;
	while (kind < count && !slice_equal_ignoring_case(name, slice_from(kinds[kind].name)))
		kind++;
	if (kind == count)
		return NULL;
	const char *known = kinds[kind].name, *role = kinds[kind].role;
	if (strcmp(known, "abbr") == 0)
		return element->group == HTML_CELL ? role : NULL;
	if (strcmp(known, "label") == 0)
		return element->group == HTML_OPTION || element->group == HTML_OPTGROUP || strcmp(element->name, "track") == 0
			? role : NULL;
	if (strcmp(known, "value") == 0)
		return element->group == HTML_INPUT && is_button(reader) ? role : NULL;
	if (strcmp(known, "content") == 0)
		return element->group == HTML_META ? meta_role(reader) : NULL;
	if (strcmp(known, "title") == 0 && (strcmp(element->name, "link") == 0 || element->group == HTML_HIDDEN))
		return NULL; /* the name of a set of style sheets */
	return role;
}

static void push_slot(struct reader *reader, enum slot_kind kind, size_t begin, size_t end)
{
	if (begin < end)
		array_push(&reader->slots, (struct slot){ begin, end, kind });
}

/* Whether VALUE is a language tag, and that of the document, as far as is known. */
static bool is_own_language(const struct reader *reader, struct slice value)
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

static void read_meta_slots(struct reader *reader)
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

static void read_language_slots(struct reader *reader, const struct html_element *element)
{
	const struct html_tokenizer *tokenizer = &reader->tokenizer;
	static const char *const names[] = { "lang", "xml:lang" };
	bool root = element->group == HTML_ROOT || element->group == HTML_BODY, declared = false;
	for (size_t i = 0; i < 2; i++) {
		const struct html_attribute *attribute = html_find_attribute(tokenizer, names[i]);
		struct slice value = attribute ? html_attribute_value(tokenizer, attribute) : slice_make("", 0);
		if (root && reader->language.size == 0 && is_own_language(reader, value))
			reader->language = value;
		if (value.size && slice_equal_ignoring_case(value, reader->language)) {
			push_slot(reader, SLOT_LANGUAGE, attribute->value_begin, attribute->value_end);
			declared = true;
		}
	}
	const struct html_attribute *direction = root && declared ? html_find_attribute(tokenizer, "dir") : NULL;
	struct slice value = direction ? html_attribute_value(tokenizer, direction) : slice_make("", 0);
	if (slice_equal_ignoring_case(value, SLICE("ltr")) || slice_equal_ignoring_case(value, SLICE("rtl")))
		push_slot(reader, SLOT_DIRECTION, direction->value_begin, direction->value_end);
}

/* Gather the slots and the prose of the attributes of the tag just read, whose content has STATE. */
static void read_attributes(struct reader *reader, const struct html_element *element, enum state state)
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
		if (attribute->value_begin == attribute->value_end || state != STATE_YES)
			continue;
		const char *role = attribute_role(reader, element, name);
		if (role)
			array_push(&reader->values, (struct pending_value){ *attribute, role });
	}
	if (language)
		read_language_slots(reader, element);
	if (element->group == HTML_META)
		read_meta_slots(reader);
}

/* The end of the raw text element whose start tag was just read. */
static size_t skip_raw_text(struct reader *reader)
{
	struct html_token token;
	while (reader->tokenizer.content != HTML_DATA && html_tokenizer_next(&reader->tokenizer, &token))
		;
	return reader->tokenizer.offset;
}

/* Whether the start tag NAME ends foreign content (HTML, section 13.2.6.5). */
static bool breaks_out(const struct reader *reader, struct slice name)
{
	static const char *const names[] = {
		"b", "big", "blockquote", "body", "br", "center", "code", "dd", "div", "dl", "dt", "em", "embed", "h1", "h2",
		"h3", "h4", "h5", "h6", "head", "hr", "i", "img", "li", "listing", "menu", "meta", "nobr", "ol", "p", "pre",
		"ruby", "s", "small", "span", "strong", "strike", "sub", "sup", "table", "tt", "u", "ul", "var",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (slice_equal_ignoring_case(name, slice_from(names[i])))
			return true;
	return slice_equal_ignoring_case(name, SLICE("font")) &&
	       (html_find_attribute(&reader->tokenizer, "color") || html_find_attribute(&reader->tokenizer, "face") ||
	        html_find_attribute(&reader->tokenizer, "size"));
}

/* Whether HTML may stand in the foreign element NAME. */
static bool is_integration_point(struct slice name)
{
	static const char *const names[] = {
		"foreignobject", "desc", "title", "annotation-xml", "mi", "mo", "mn", "ms", "mtext",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (slice_equal_ignoring_case(name, slice_from(names[i])))
			return true;
	return false;
}

/* The end of the <svg> or <math> called NAME whose start tag was just read. */
static size_t skip_foreign(struct reader *reader, struct slice name)
{
	struct html_tokenizer *tokenizer = &reader->tokenizer;
	struct html_token token;
	size_t depth = 1, points = 0;
	tokenizer->foreign = true;
	while (depth && html_tokenizer_next(tokenizer, &token)) {
		if (token.kind != HTML_START_TAG && token.kind != HTML_END_TAG)
			continue;
		bool opens = token.kind == HTML_START_TAG;
		if (opens && points == 0 && !reader->xml && breaks_out(reader, token.name)) {
			tokenizer->offset = token.begin;
			break;
		}
		if (slice_equal_ignoring_case(token.name, name) && !token.self_closing)
			depth = opens ? depth + 1 : depth - 1;
		else if (tokenizer->content == HTML_DATA && !token.self_closing && is_integration_point(token.name))
			points = opens ? points + 1 : points ? points - 1 : 0;
		tokenizer->foreign = points == 0;
	}
	tokenizer->foreign = false;
	tokenizer->content = HTML_DATA;
	return tokenizer->offset;
}

static void read_title(struct reader *reader, enum state state)
{
	struct html_token token;
	if (reader->tokenizer.content != HTML_RCDATA || !html_tokenizer_next(&reader->tokenizer, &token))
		return;
	if (token.kind == HTML_TEXT && state == STATE_YES)
		add_plain_unit(reader, token.begin, token.end, "title", HTML_FORM_RAW_TEXT);
	skip_raw_text(reader);
}

static void read_block_start(struct reader *reader, const struct html_element *element, const struct html_token *token)
{
	end_run(reader);
	close_implied(reader, element);
	if (reader->heading_level && !reader->open_in_group[HTML_HEADING])
		end_heading(reader);
	enum state state = element_state(reader, element);
	read_attributes(reader, element, state);
	if (reader->values.count || reader->slots.count)
		add_pending(reader);
	if (element->group == HTML_TITLE) {
		read_title(reader, state);
	} else if (element->group == HTML_RAW) {
		skip_raw_text(reader);
	} else if (!(element->flags & HTML_VOID) && !(reader->xml && token->self_closing)) {
		open_element(reader, element, token->name, state);
		if (element->group == HTML_HEADING) {
			reader->heading_level = element->level;
			reader->heading_begun = false;
		}
	}
}

/* Note that an inline element NAME is open if that decides what is translated. */
static void open_inline(struct reader *reader, const struct html_element *element, struct slice name, enum state state)
{
	if (state != current_state(reader)) {
		open_element(reader, element, name, state);
		return;
	}
	if (!reader->inline_count)
		return;
	for (size_t i = reader->stack.count; i-- > 0 && reader->stack.count - i < STACK_DEPTH;) {
		struct open_element *open = &reader->stack.items[i];
		if (open->element->flags & HTML_BLOCK)
			return;
		if (slice_equal_ignoring_case(open->name, name)) {
			open->nested++;
			return;
		}
	}
}

static void close_inline(struct reader *reader, struct slice name)
{
	if (!reader->inline_count)
		return;
	for (size_t i = reader->stack.count; i-- > 0 && reader->stack.count - i < STACK_DEPTH;) {
		struct open_element *open = &reader->stack.items[i];
		if (open->element->flags & HTML_BLOCK)
			return;
		if (!slice_equal_ignoring_case(open->name, name))
			continue;
		if (open->nested)
			open->nested--;
		else
			while (reader->stack.count > i)
				pop_element(reader);
		return;
	}
}

static void read_inline_start(struct reader *reader, const struct html_element *element, const struct html_token *token)
{
	enum state outer = current_state(reader), state = element_state(reader, element);
	/* Code is no prose, but its attributes are. */
	read_attributes(reader, element, stated_state(reader, outer));
	struct item item = {
		.begin = token->begin, .end = token->end, .name = token->name, .element = element, .state = outer,
		.kind = element->group == HTML_BREAK ? ITEM_BREAK : ITEM_ALONE, .edge = element->flags & HTML_ICON,
	};
	bool whole = element->group == HTML_FOREIGN || element->group == HTML_RAW || element->group == HTML_HIDDEN;
	if (whole && !(token->self_closing && (element->group == HTML_FOREIGN || reader->xml))) {
		item.end = element->group == HTML_FOREIGN ? skip_foreign(reader, token->name) : skip_raw_text(reader);
		struct slice content = slice_range(reader->source, item.begin, item.end);
		if (element->group == HTML_HIDDEN && !reader->one_run && slice_find_byte(content, '\n', 0) != SLICE_NONE) {
			end_run(reader);
			return;
		}
	} else if (!whole && !(element->flags & HTML_VOID) && !(reader->xml && token->self_closing)) {
		item.kind = ITEM_OPEN;
		item.state = state;
	}
	array_push(&reader->run, item);
	if (item.kind == ITEM_OPEN)
		open_inline(reader, element, token->name, state);
}

static void read_start_tag(struct reader *reader, const struct html_token *token)
{
	const struct html_element *element = html_find_element(token->name);
	if (element->flags & HTML_BLOCK)
		read_block_start(reader, element, token);
	else
		read_inline_start(reader, element, token);
}

static void read_end_tag(struct reader *reader, const struct html_token *token)
{
	const struct html_element *element = html_find_element(token->name);
	if (element->flags & HTML_BLOCK) {
		end_run(reader);
		if (element->group == HTML_HEADING)
			close_elements(reader, HTML_HEADING, NULL);
		else if (element->group != HTML_ROOT && element->group != HTML_BODY)
			close_elements(reader, element->group, element);
		if (reader->heading_level && !reader->open_in_group[HTML_HEADING])
			end_heading(reader);
		return;
	}
	struct item item = {
		.begin = token->begin, .end = token->end, .name = token->name, .element = element, .kind = ITEM_CLOSE,
		.state = current_state(reader),
	};
	if (element->group == HTML_BREAK)
		item.kind = ITEM_BREAK; /* so do browsers */
	else if (element->flags & HTML_VOID)
		item.kind = ITEM_ALONE, item.edge = true;
	array_push(&reader->run, item);
	if (item.kind == ITEM_CLOSE)
		close_inline(reader, token->name);
}

static void read_token(struct reader *reader, const struct html_token *token)
{
	if (reader->run.count >= RUN_LIMIT)
		end_run(reader);
	if (reader->run.count == 0)
		reader->run_state = current_state(reader);
	switch (token->kind) {
	case HTML_TEXT:
		read_text(reader, token);
		break;
	case HTML_START_TAG:
		read_start_tag(reader, token);
		break;
	case HTML_END_TAG:
		read_end_tag(reader, token);
		break;
	case HTML_COMMENT:
		push_alone(reader, token->begin, token->end, true);
		break;
	case HTML_CDATA:
		push_alone(reader, token->begin, token->end, false);
		break;
	case HTML_TEMPLATE:
		/* `{% … %}` steers; the others mostly print. */
		push_alone(reader, token->begin, token->end, strchr("%#", reader->source.data[token->begin + 1]) &&
		                                             reader->source.data[token->begin] == '{');
		break;
	default:
		end_run(reader);
	}
}

static void reader_finish(struct reader *reader)
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
	buffer_finish(&reader->heading);
}

static void add_units(struct document_builder *builder, size_t begin, size_t end, bool xml)
{
	struct reader reader = { .builder = builder, .source = slice_range(builder->document->source, 0, end), .xml = xml };
	unsigned options = HTML_TEMPLATES | (xml ? HTML_XML : 0);
	html_tokenizer_init(&reader.tokenizer, reader.source, begin, options);
	html_tokenizer_init(&reader.scratch, reader.source, 0, options);
	reader.sections[0] = builder->section;
	for (unsigned i = 1; i < HEADING_LEVELS; i++)
		reader.sections[i] = builder->section;
	struct html_token token;
	while (html_tokenizer_next(&reader.tokenizer, &token))
		read_token(&reader, &token);
	end_run(&reader);
	end_heading(&reader);
	reader_finish(&reader);
}

void html_add_units(struct document_builder *builder, size_t begin, size_t end)
{
	add_units(builder, begin, end, false);
}

void html_find_placeables(struct slice text, struct placeables *out)
{
	/* The text is read like a run of a document that it is the source of; all of its tags are inline here. */
	struct document document = { .source = text };
	struct document_builder builder = { .document = &document };
	struct reader reader = { .builder = &builder, .source = text, .one_run = true };
	html_tokenizer_init(&reader.tokenizer, text, 0, HTML_TEMPLATES);
	struct html_token token;
	while (html_tokenizer_next(&reader.tokenizer, &token) && reader.run.count < RUN_LIMIT) {
		const struct html_element *element = html_find_element(token.name);
		bool block = element->flags & HTML_BLOCK && (token.kind == HTML_START_TAG || token.kind == HTML_END_TAG);
		if (block)
			push_alone(&reader, token.begin, token.end, false);
		else if (token.kind != HTML_UNFINISHED && token.kind != HTML_DOCTYPE)
			read_token(&reader, &token);
	}
	array_push(&reader.run, (struct item){ .kind = ITEM_ALONE });
	reader.run.count--;
	pair_tags(&reader);
	count_items(&reader, true);
	for (size_t i = 0; i < reader.run.count; i++) {
		struct item *item = &reader.run.items[i];
		bool sealed = item->sealed;
		if (item->kind == ITEM_TEXT)
			continue;
		push_placeable(out, item->begin, sealed ? reader.run.items[item->partner].end : item->end,
		               sealed                      ? PLACEABLE_ALONE
		               : item->kind == ITEM_OPEN  ? PLACEABLE_OPEN
		               : item->kind == ITEM_CLOSE ? PLACEABLE_CLOSE
		                                          : PLACEABLE_ALONE);
		item->placeable = (uint32_t)(out->count - 1);
		if (item->kind == ITEM_CLOSE && item->partner != i) {
			array_last(out)->partner = reader.run.items[item->partner].placeable;
			out->items[array_last(out)->partner].partner = out->count - 1;
		}
		if (sealed)
			i = item->partner;
	}
	reader_finish(&reader);
}

static bool parse_html(struct document *document, struct diagnostics *sink)
{
	(void)sink;
	struct document_builder builder = { .document = document };
	struct slice name = slice_from(document->name);
	bool xml = name.size >= 6 && slice_equal_ignoring_case(slice_from_offset(name, name.size - 6), SLICE(".xhtml"));
	add_units(&builder, 0, document->source.size, xml);
	builder_finish(&builder);
	return true;
}

static const char *const extensions[] = { "html", "htm", "xhtml", NULL };

const struct format format_html = { "html", extensions, parse_html, html_fit, html_find_placeables };
