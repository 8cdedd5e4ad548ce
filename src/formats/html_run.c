/* html_run.c: a run of inline content cut into units.
 *
 * Line breaks cut it; what encloses or borders the words of a unit without being said in the same breath (a link around
 * all of it, icons) stays outside. What lies before each item is counted once, so that all of it is linear. */

#include "formats/html_reader.h"

enum { PAIR_DEPTH = 64 }; /* how many open inline elements an end tag may lie outside of */

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
		if (item->kind == HTML_ITEM_OPEN && item->partner != begin && item->partner < end) {
			if (!is_hollow(reader, begin, item->partner))
				break;
			begin = item->partner;
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
		if (item->kind == HTML_ITEM_CLOSE && item->partner != end - 1 && item->partner >= begin) {
			if (!is_hollow(reader, item->partner, end - 1))
				break;
			end = item->partner + 1;
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

static bool has_sentence_mark(struct slice text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] && strchr(".,;!?", text.data[i]))
			return true;
	return slice_find(text, SLICE("\xe3\x80\x81"), 0) != SLICE_NONE ||
	       slice_find(text, SLICE("\xe3\x80\x82"), 0) != SLICE_NONE;
}

/* Whether [begin, end) is no sentence but several links or buttons, with nothing but bars and bullets around them. */
static bool is_list_of_links(const struct html_reader *reader, size_t begin, size_t end)
{
	const struct html_item *items = reader->run.items;
	size_t links = 0;
	for (size_t i = begin; i < end; i = next_part(reader, i, end)) {
		size_t next = next_part(reader, i, end);
		if (items[i].kind == HTML_ITEM_TEXT && !items[i].blank &&
		    (items[i].prose || has_sentence_mark(slice_range(reader->source, items[i].begin, items[i].end))))
			return false;
		if (items[i].sealed || (items[i].kind == HTML_ITEM_ALONE && !items[i].edge))
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
static void cut_range(struct html_reader *reader, size_t begin, size_t end)
{
	const struct html_item *items = reader->run.items;
	for (;;) {
		begin = trim_left(reader, begin, end);
		end = trim_right(reader, begin, end);
		if (begin + 1 >= end || items[begin].kind != HTML_ITEM_OPEN || items[begin].sealed || items[begin].partner != end - 1)
			break;
		begin++;
		end--;
	}
	if (begin >= end || !has_words(reader, begin, end))
		return;
	for (size_t i = begin; i < end; i = next_part(reader, i, end))
		if (items[i].kind == HTML_ITEM_BREAK) {
			push_range(reader, i + 1, end);
			push_range(reader, begin, i);
			return;
		}
	if (!is_list_of_links(reader, begin, end)) {
		html_add_run_unit(reader, begin, end);
		return;
	}
	size_t first = reader->ranges.count;
	for (size_t i = begin; i < end; i = next_part(reader, i, end))
		push_range(reader, i, next_part(reader, i, end));
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
	count_items(reader, true);
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
	reader->run_notes = slice_make("", 0);
	if (reader->values.count || reader->slots.count)
		html_add_pending(reader);
}
