/* html_run.c: a run of inline content cut into units.
 *
 * Line breaks cut it, and so do statements of a template that another part of it begins or ends; what encloses or borders
 * the words of a unit without being said in the same breath (a link around all of it, icons) stays outside. What lies
 * before each item is counted once, so that all of it is linear. */

#include "formats/html_reader.h"

enum { PAIR_DEPTH = 64 }; /* how many open inline elements an end tag may lie outside of */

void html_push_text(struct html_reader *reader, size_t begin, size_t end, enum html_state state)
{
	struct html_range inner = html_trim(reader->source, begin, end);
	bool blank = inner.begin == inner.end;
	if (blank && reader->run.count == 0)
		return;
	array_push(&reader->run, (struct html_item){
		.begin = begin, .end = end, .kind = HTML_ITEM_TEXT, .state = state, .blank = blank,
		.element = html_find_element(SLICE("")),
		.prose = state == HTML_YES && !blank && html_has_prose(slice_range(reader->source, begin, end)),
	});
}

void html_push_alone(struct html_reader *reader, size_t begin, size_t end, bool edge)
{
	array_push(&reader->run, (struct html_item){
		.begin = begin, .end = end, .kind = HTML_ITEM_ALONE, .state = html_current_state(reader), .edge = edge,
		.element = html_find_element(SLICE("")),
	});
}

void html_push_section(struct html_reader *reader, size_t begin, size_t end)
{
	struct template_statement statement = template_read_statement(slice_range(reader->source, begin, end));
	if (statement.family == 'g' && statement.deed == TEMPLATE_CLOSES && reader->go_depth == 0)
		statement.deed = TEMPLATE_PRINTS; /* what is called `end` */
	else if (statement.family == 'g' && statement.deed == TEMPLATE_CLOSES)
		reader->go_depth--;
	else if (statement.family == 'g')
		reader->go_depth++;
	html_push_alone(reader, begin, end, statement.deed != TEMPLATE_PRINTS);
	array_last(&reader->run)->statement = statement;
}

static bool same_name(const struct html_item *a, const struct html_item *b)
{
	return a->name.size == b->name.size && slice_equal_ignoring_case(a->name, b->name);
}

static void pair_tags(struct html_reader *reader)
{
	struct html_item *items = reader->run.items;
	array_clear(&reader->opens);
	for (size_t i = 0; i < reader->run.count; i++) {
		items[i].partner = (uint32_t)i;
		if (items[i].kind == HTML_ITEM_OPEN)
			array_push(&reader->opens, (uint32_t)i);
		if (items[i].kind != HTML_ITEM_CLOSE)
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

/* The last open statement that CLOSES closes, or for NULL the last that has alternatives: its place in reader->opens, and one;
 * 0 if there is none. */
static size_t find_open_statement(const struct html_reader *reader, const struct template_statement *closes)
{
	const struct html_item *items = reader->run.items;
	size_t count = reader->opens.count, depth = count < PAIR_DEPTH ? count : PAIR_DEPTH;
	for (size_t d = 0; d < depth; d++) {
		const struct html_item *open = &items[reader->opens.items[count - d - 1]];
		if (closes ? template_closes(closes, &open->statement) : open->statement.deed == TEMPLATE_OPENS)
			return count - d;
	}
	return 0;
}

static void pair_statements(struct html_reader *reader)
{
	struct html_item *items = reader->run.items;
	array_clear(&reader->opens);
	for (size_t i = 0; i < reader->run.count; i++) {
		struct html_item *item = &items[i];
		enum template_deed deed = item->statement.deed;
		item->peer = (uint32_t)i;
		if (deed == TEMPLATE_OPENS || deed == TEMPLATE_ACTS)
			array_push(&reader->opens, (uint32_t)i);
		if (deed != TEMPLATE_PRINTS && deed != TEMPLATE_ACTS)
			item->peer = HTML_OUTSIDE;
		if (deed != TEMPLATE_CLOSES && deed != TEMPLATE_ALTERNATES)
			continue;
		size_t found = find_open_statement(reader, deed == TEMPLATE_CLOSES ? &item->statement : NULL);
		if (found == 0)
			continue;
		item->peer = reader->opens.items[found - 1];
		if (deed == TEMPLATE_CLOSES) {
			items[item->peer].peer = (uint32_t)i;
			reader->opens.count = found - 1;
		}
	}
}

/* What ITEM, at INDEX of the run, is paired with; INDEX if with nothing in it. */
static size_t mate_of(const struct html_item *item, size_t index)
{
	if (item->kind == HTML_ITEM_OPEN || item->kind == HTML_ITEM_CLOSE)
		return item->partner;
	enum template_deed deed = item->statement.deed;
	bool paired = deed != TEMPLATE_PRINTS && deed != TEMPLATE_ALTERNATES && item->peer != HTML_OUTSIDE;
	return paired ? item->peer : index;
}

static void part_statements(struct html_item *items, size_t index)
{
	size_t peer = items[index].peer;
	items[peer].peer = (uint32_t)peer;
	items[index].peer = (uint32_t)index;
}

/* Close item MATE, which is open, by item INDEX: part the pairs of statements that go over an end of a pair of tags. */
static void close_item(struct html_reader *reader, size_t mate, size_t index)
{
	struct html_item *items = reader->run.items;
	bool statement = items[index].statement.deed != TEMPLATE_PRINTS, crossed = false;
	size_t count = reader->opens.count, d = 1;
	for (; d <= count && d <= PAIR_DEPTH && reader->opens.items[count - d] != mate; d++) {
		size_t between = reader->opens.items[count - d];
		if (!items[between].open)
			continue;
		if (items[between].statement.deed == TEMPLATE_PRINTS) {
			crossed = true;
		} else {
			items[between].open = false;
			part_statements(items, between);
		}
	}
	if (statement && (crossed || d > PAIR_DEPTH))
		part_statements(items, index);
	items[mate].open = false;
	while (reader->opens.count && !items[*array_last(&reader->opens)].open)
		reader->opens.count--;
}

/* Statements are pairs only where they lie in tags as tags lie in each other. */
static void nest_statements(struct html_reader *reader)
{
	struct html_item *items = reader->run.items;
	array_clear(&reader->opens);
	for (size_t i = 0; i < reader->run.count; i++) {
		size_t mate = mate_of(&items[i], i);
		items[i].open = mate > i;
		if (mate > i)
			array_push(&reader->opens, (uint32_t)i);
		else if (mate < i && items[mate].open)
			close_item(reader, mate, i);
	}
	for (size_t i = 0; i < reader->run.count; i++) {
		uint32_t open = items[i].peer;
		if (items[i].statement.deed != TEMPLATE_ALTERNATES || open == HTML_OUTSIDE)
			continue;
		if (items[open].peer == HTML_OUTSIDE)
			items[i].peer = HTML_OUTSIDE;
		else if (items[open].peer == open)
			items[i].peer = (uint32_t)i;
	}
}

/* Whether the pair of OPEN and CLOSE is a link without words: the mark of a heading's own address, an arrow. */
static bool is_hollow_link(const struct html_item *open, const struct html_item *close)
{
	return open->element->flags & HTML_INTERACTIVE && open->words == close->words && open->solids == close->solids;
}

/* Seal the pairs that are not translated where what they lie in is, if SEAL, and count what lies before each item. */
static void count_items(struct html_reader *reader, bool seal)
{
	struct html_item *items = reader->run.items;
	uint32_t words = 0, solids = 0, marks = 0;
	size_t sealed_end = 0;
	for (size_t i = 0; i < reader->run.count; i++) {
		struct html_item *item = &items[i];
		item->words = words;
		item->solids = solids;
		item->marks = marks;
		item->sealed = false;
		if (i < sealed_end)
			continue;
		if (item->kind == HTML_ITEM_OPEN && item->state != HTML_YES && item->partner != i && seal) {
			item->sealed = true;
			sealed_end = item->partner + 1;
			solids++;
		} else if (item->kind == HTML_ITEM_ALONE && !item->edge) {
			solids++;
		} else if (item->kind == HTML_ITEM_TEXT && item->state == HTML_YES) {
			words += item->prose;
			marks += !item->prose && !item->blank;
		} else if (item->kind == HTML_ITEM_CLOSE && item->partner != i && is_hollow_link(&items[item->partner], item)) {
			marks = items[item->partner].marks;
		}
	}
	/* The sentinel behind the last one. */
	items[reader->run.count].words = words;
	items[reader->run.count].solids = solids;
	items[reader->run.count].marks = marks;
}

static bool has_words(const struct html_reader *reader, size_t begin, size_t end)
{
	return reader->run.items[end].words > reader->run.items[begin].words;
}

/* Whether nothing of a sentence lies in the pair [open, close]. */
static bool is_hollow(const struct html_reader *reader, size_t open, size_t close)
{
	const struct html_item *items = reader->run.items;
	return !items[open].sealed && !has_words(reader, open, close) && items[open].solids == items[close].solids &&
	       (items[open].marks == items[close].marks || is_hollow_link(&items[open], &items[close]));
}

static bool is_nothing(const struct html_item *item)
{
	if (item->kind == HTML_ITEM_TEXT)
		return item->blank || item->state != HTML_YES;
	return item->kind == HTML_ITEM_BREAK || item->edge;
}

/* How much of the left or right edge of [begin, end) is to be left out: the index after it, or before it. */
static size_t trim_left(const struct html_reader *reader, size_t begin, size_t end)
{
	const struct html_item *items = reader->run.items;
	while (begin < end) {
		const struct html_item *item = &items[begin];
		size_t mate = mate_of(item, begin);
		if (mate > begin && mate < end) {
			if (!is_hollow(reader, begin, mate))
				break;
			begin = mate;
		} else if (item->kind != HTML_ITEM_OPEN && item->kind != HTML_ITEM_CLOSE && !is_nothing(item)) {
			break;
		}
		begin++;
	}
	return begin;
}

static size_t trim_right(const struct html_reader *reader, size_t begin, size_t end)
{
	const struct html_item *items = reader->run.items;
	while (begin < end) {
		const struct html_item *item = &items[end - 1];
		size_t mate = mate_of(item, end - 1);
		if (mate < end - 1 && mate >= begin) {
			if (!is_hollow(reader, mate, end - 1))
				break;
			end = mate + 1;
		} else if (item->kind != HTML_ITEM_OPEN && item->kind != HTML_ITEM_CLOSE && !is_nothing(item)) {
			break;
		}
		end--;
	}
	return end;
}

static void push_range(struct html_reader *reader, size_t begin, size_t end)
{
	if (has_words(reader, begin, end))
		array_push(&reader->ranges, (struct html_range){ begin, end });
}

/* The index after the item, pair or part at INDEX of a range that ends before END. */
static size_t next_part(const struct html_reader *reader, size_t index, size_t end)
{
	const struct html_item *item = &reader->run.items[index];
	return item->kind == HTML_ITEM_OPEN && item->partner > index && item->partner < end ? item->partner + 1 : index + 1;
}

/* The same; a pair of statements is one part, too. */
static size_t next_choice(const struct html_reader *reader, size_t index, size_t end)
{
	size_t mate = mate_of(&reader->run.items[index], index);
	return mate > index && mate < end ? mate + 1 : index + 1;
}

static bool has_sentence_mark(struct slice text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] && strchr(".,;!?", text.data[i]))
			return true;
	return slice_find(text, SLICE("\xe3\x80\x81"), 0) != SLICE_NONE ||
	       slice_find(text, SLICE("\xe3\x80\x82"), 0) != SLICE_NONE;
}

/* Whether ITEM begins what is no part of a sentence where others of its kind stand beside it: a link, a button, a component, a
 * choice of a template. */
static bool begins_entry(const struct html_item *item)
{
	return item->statement.deed != TEMPLATE_PRINTS || item->element->flags & HTML_INTERACTIVE ||
	       (item->kind == HTML_ITEM_OPEN && item->element->name[0] == '\0');
}

/* Whether [begin, end) is no sentence but several such entries, with nothing but bars and bullets around them. */
static bool is_list_of_links(const struct html_reader *reader, size_t begin, size_t end)
{
	const struct html_item *items = reader->run.items;
	size_t links = 0;
	for (size_t i = begin; i < end; i = next_choice(reader, i, end)) {
		size_t next = next_choice(reader, i, end);
		if (items[i].kind == HTML_ITEM_TEXT && !items[i].blank &&
		    (items[i].prose || has_sentence_mark(slice_range(reader->source, items[i].begin, items[i].end))))
			return false;
		if (items[i].sealed || (items[i].kind == HTML_ITEM_ALONE && !items[i].edge))
			return false;
		if (!has_words(reader, i, next))
			continue;
		if (!begins_entry(&items[i]))
			return false;
		links++;
	}
	return links > 1;
}

/* Whether ITEM is a statement that parts the sentences of [begin, end): one that is apart, or has its other end elsewhere. */
static bool parts_range(const struct html_item *item, size_t begin, size_t end)
{
	return item->statement.deed != TEMPLATE_PRINTS && (item->statement.apart || item->peer < begin || item->peer >= end);
}

/* Make units of [begin, end) of the run; parts of it that are to be cut further are pushed to reader->ranges. */
static void cut_range(struct html_reader *reader, size_t begin, size_t end)
{
	const struct html_item *items = reader->run.items;
	for (;;) {
		begin = trim_left(reader, begin, end);
		end = trim_right(reader, begin, end);
		if (begin + 1 >= end || items[begin].sealed || mate_of(&items[begin], begin) != end - 1)
			break;
		begin++;
		end--;
	}
	if (begin >= end || !has_words(reader, begin, end))
		return;
	for (size_t i = begin; i < end; i = next_part(reader, i, end))
		if (items[i].kind == HTML_ITEM_BREAK || parts_range(&items[i], begin, end)) {
			push_range(reader, i + 1, end);
			push_range(reader, begin, i);
			return;
		}
	if (!is_list_of_links(reader, begin, end)) {
		html_add_run_unit(reader, begin, end);
		return;
	}
	size_t first = reader->ranges.count;
	for (size_t i = begin; i < end; i = next_choice(reader, i, end))
		push_range(reader, i, next_choice(reader, i, end));
	for (size_t low = first, high = reader->ranges.count; low + 1 < high; low++) {
		struct html_range last = reader->ranges.items[--high];
		reader->ranges.items[high] = reader->ranges.items[low];
		reader->ranges.items[low] = last;
	}
}

static void cut_ranges(struct html_reader *reader, size_t begin, size_t end)
{
	push_range(reader, begin, end);
	while (reader->ranges.count) {
		struct html_range range = *array_last(&reader->ranges);
		reader->ranges.count--;
		cut_range(reader, range.begin, range.end);
	}
}

/* Where a run as a whole isn't translated: the parts of it that are. */
static void cut_islands(struct html_reader *reader)
{
	const struct html_item *items = reader->run.items;
	count_items(reader, false);
	for (size_t i = 0, end; i < reader->run.count; i = end) {
		for (end = i; end < reader->run.count && items[end].state == HTML_YES; end++)
			;
		if (end > i)
			cut_ranges(reader, i, end);
		else
			end++;
	}
}

static bool has_prose_items(const struct html_reader *reader)
{
	for (size_t i = 0; i < reader->run.count; i++)
		if (reader->run.items[i].prose)
			return true;
	return false;
}

void html_measure_run(struct html_reader *reader)
{
	array_push(&reader->run, (struct html_item){ .kind = HTML_ITEM_ALONE });
	reader->run.count--;
	pair_tags(reader);
	pair_statements(reader);
	nest_statements(reader);
	count_items(reader, true);
}

void html_add_plain_units(struct html_reader *reader, size_t begin, size_t end, const char *role, unsigned form,
                          struct slice note)
{
	if (form == HTML_FORM_UNQUOTED) { /* is quoted as a whole */
		struct unit *unit = html_add_plain_unit(reader, begin, end, role, form);
		if (unit && note.size)
			builder_set_note(reader->builder, unit, note);
		return;
	}
	struct slice text = slice_range(reader->source, begin, end);
	struct html_tokenizer scanner;
	html_tokenizer_init(&scanner, text, 0, HTML_TEMPLATES);
	struct html_range section = { 0, 0 };
	bool whole = true;
	reader->plain = (struct html_plain){ true, role, form, note };
	while (whole && section.end < text.size) {
		size_t from = section.end;
		whole = html_next_section(&scanner, &section);
		if (whole && from < section.begin)
			html_push_text(reader, begin + from, begin + section.begin, HTML_YES);
		if (whole && section.begin < section.end)
			html_push_section(reader, begin + section.begin, begin + section.end);
	}
	if (whole && has_prose_items(reader)) {
		html_measure_run(reader);
		cut_ranges(reader, 0, reader->run.count);
	}
	reader->plain = (struct html_plain){ .on = false };
	array_clear(&reader->run);
}

void html_end_run(struct html_reader *reader)
{
	array_clear(&reader->covered);
	if (has_prose_items(reader)) {
		html_measure_run(reader);
		if (reader->run_state == HTML_YES && has_words(reader, 0, reader->run.count))
			cut_ranges(reader, 0, reader->run.count);
		else
			cut_islands(reader);
	}
	array_clear(&reader->run);
	reader->run_nested = 0;
	reader->run_notes = slice_make("", 0);
	if (reader->values.count || reader->slots.count)
		html_add_pending(reader);
}
