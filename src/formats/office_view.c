/* office_view.c: a paragraph as a translator sees it (office_part.h). */

#include "formats/office_part.h"
#include "formats/office_text.h"
#include "formats/xml_characters.h"

void office_part_finish(struct office_part *part)
{
	array_finish(&part->paragraphs);
	array_finish(&part->styles);
	array_finish(&part->patches);
	array_finish(&part->sizes);
	table_finish(&part->style_keys);
	arena_destroy(part->passing);
	arena_destroy(part->at_hand);
}

size_t office_style_find(struct office_part *part, struct slice key, bool *new)
{
	size_t index = table_get(&part->style_keys, key);
	*new = index == TABLE_NONE;
	if (!*new)
		return index;
	index = part->styles.count;
	array_push(&part->styles, (struct office_style){ .key = arena_copy(part->arena, key), .hint = "" });
	table_add(&part->style_keys, array_last(&part->styles)->key, index);
	return index;
}

void office_names_finish(struct office_names *names)
{
	array_finish(&names->names);
	array_finish(&names->marks);
	array_finish(&names->bases);
	table_finish(&names->by_spelling);
}

struct view {
	struct office_part *part;
	const struct office_item *items;
	size_t count;
	struct office_names *names;
	struct buffer *out;
	size_t *next_style;         /* that of the next text at an item or behind it, up to the next tag of a pair */
	size_t *next_text;          /* the same, whatever is between */
	struct table numbers;       /* the kind of a tag → how many there are */
	struct { size_t *items; size_t count, capacity; } counts;
	struct table style_names;   /* a style's key → its name's index */
	struct table things;        /* the bytes of a single tag → its name's index */
	struct { size_t *items; size_t count, capacity; } open; /* names of the pairs that are open */
	size_t current;             /* the name of the formatting that is open */
	size_t anchor;              /* the name that marks stay with; OFFICE_NONE: the paragraph's beginning */
	size_t last_begin;          /* the last mark that stays behind the anchor */
	struct { size_t *items; size_t count, capacity; } waiting; /* marks that stay before what comes next */
};

static bool is_empty(const struct office_item *item)
{
	return item->kind == OFFICE_TEXT && item->text.size == 0;
}

/* The style that most of the text outside of pairs has; the first of those that have as much. */
static size_t find_base(const struct view *view)
{
	struct office_part *part = view->part;
	while (part->sizes.count < part->styles.count)
		array_push(&part->sizes, 0);
	size_t *sizes = part->sizes.items, best = OFFICE_NONE, depth = 0;
	for (size_t i = 0; i < view->count; i = view->items[i].last + 1) {
		const struct office_item *item = &view->items[i];
		depth += item->kind == OFFICE_OPEN;
		depth -= item->kind == OFFICE_CLOSE && depth;
		if (!depth && item->kind == OFFICE_TEXT && item->style != OFFICE_NONE)
			sizes[item->style] += slice_trim(item->text).size;
	}
	for (size_t i = 0; i < view->count; i = view->items[i].last + 1) {
		size_t style = view->items[i].style;
		if (view->items[i].kind == OFFICE_TEXT && style != OFFICE_NONE && (best == OFFICE_NONE || sizes[style] > sizes[best]))
			best = style;
	}
	for (size_t i = 0; i < view->count; i++)
		if (view->items[i].kind == OFFICE_TEXT && view->items[i].style != OFFICE_NONE)
			sizes[view->items[i].style] = 0;
	return best;
}

/* Look from each item ahead for text. Groups are one item. */
static void look_ahead(struct view *view)
{
	size_t *starts = memory_allocate((view->count + 1) * sizeof *starts), count = 0;
	for (size_t i = 0; i < view->count; i = view->items[i].last + 1)
		starts[count++] = i;
	size_t style = OFFICE_NONE, text = OFFICE_NONE;
	while (count--) {
		size_t i = starts[count];
		const struct office_item *item = &view->items[i];
		if (item->kind == OFFICE_TEXT && !is_empty(item))
			style = text = item->style;
		else if (item->kind == OFFICE_OPEN || item->kind == OFFICE_CLOSE)
			style = OFFICE_NONE;
		view->next_style[i] = style;
		view->next_text[i] = text;
	}
	free(starts);
}

/* A name of KIND that is not taken yet: "a", "a2"; "1", "2" where KIND is empty. */
static size_t new_name(struct view *view, struct slice kind, enum office_name_kind what, size_t index)
{
	struct office_names *names = view->names;
	size_t counter = table_add(&view->numbers, kind, view->counts.count);
	if (counter == view->counts.count)
		array_push(&view->counts, 0);
	size_t number = ++view->counts.items[counter];
	struct slice name = number == 1 && kind.size ? kind : arena_format(names->arena, "%.*s%zu", SLICE_ARG(kind), number);
	array_push(&names->names, (struct office_name){
		.name = name, .kind = what, .index = index, .close = OFFICE_NONE, .before = OFFICE_NONE, .after = OFFICE_NONE,
	});
	size_t own = names->names.count - 1;
	if (what == OFFICE_NAME_ITEM && view->items[index].kind == OFFICE_ALONE) {
		table_add(&names->by_spelling, arena_format(names->arena, "<%.*s/>", SLICE_ARG(name)), own);
	} else {
		table_add(&names->by_spelling, arena_format(names->arena, "<%.*s>", SLICE_ARG(name)), own);
		table_add(&names->by_spelling, arena_format(names->arena, "</%.*s>", SLICE_ARG(name)), own);
	}
	return own;
}

static size_t name_of_style(struct view *view, size_t style)
{
	const struct office_style *known = &view->part->styles.items[style];
	size_t name = table_get(&view->style_names, known->key);
	if (name == TABLE_NONE) {
		name = new_name(view, slice_from(known->hint), OFFICE_NAME_STYLE, style);
		table_add(&view->style_names, known->key, name);
	}
	return name;
}

static void write_tag(struct view *view, const char *before, size_t name, const char *after)
{
	buffer_append_string(view->out, before);
	buffer_append(view->out, view->names->names.items[name].name);
	buffer_append_string(view->out, after);
}

static void close_style(struct view *view)
{
	if (view->current != OFFICE_NONE)
		write_tag(view, "</", view->current, ">");
	view->current = OFFICE_NONE;
}

/* Marks that wait stay before NAME, those to come behind it. */
static void set_anchor(struct view *view, size_t name)
{
	struct office_names *names = view->names;
	size_t *first = name == OFFICE_NONE ? &names->after : &names->names.items[name].before;
	for (size_t i = view->waiting.count; i--;) {
		names->marks.items[view->waiting.items[i]].next = *first;
		*first = view->waiting.items[i];
	}
	array_clear(&view->waiting);
	view->anchor = name;
	view->last_begin = OFFICE_NONE;
}

static void add_mark(struct view *view, size_t item)
{
	struct office_names *names = view->names;
	size_t mark = names->marks.count;
	array_push(&names->marks, (struct office_mark){ item, OFFICE_NONE, false });
	if (view->items[item].kind == OFFICE_MARK_END) {
		array_push(&view->waiting, mark);
		return;
	}
	if (view->last_begin != OFFICE_NONE)
		names->marks.items[view->last_begin].next = mark;
	else if (view->anchor == OFFICE_NONE)
		names->before = mark;
	else
		names->names.items[view->anchor].after = mark;
	view->last_begin = mark;
}

static size_t plain_style(const struct view *view)
{
	return view->open.count ? view->names->bases.items[*array_last(&view->open)] : view->names->base;
}

static void view_text(struct view *view, size_t index)
{
	const struct office_item *item = &view->items[index];
	size_t plain = plain_style(view), style = item->style;
	size_t current = view->current == OFFICE_NONE ? plain : view->names->names.items[view->current].index;
	/* Spaces have no look of their own: they are in a pair only between its words. */
	if (xml_is_blank(item->text) && style != OFFICE_NONE && !view->part->styles.items[style].shows_spaces)
		style = item->last + 1 < view->count && view->next_style[item->last + 1] == current ? current : plain;
	if (style != current) {
		close_style(view);
		if (style != plain && style != OFFICE_NONE) {
			view->current = name_of_style(view, style);
			write_tag(view, "<", view->current, ">");
		}
	}
	office_escape(item->text, view->out);
}

static void view_alone(struct view *view, size_t index)
{
	const struct office_item *item = &view->items[index];
	if (view->current != OFFICE_NONE && view->next_style[index] != view->names->names.items[view->current].index)
		close_style(view);
	size_t name = TABLE_NONE;
	struct slice bytes = slice_range(view->part->source, item->begin, item->end);
	bool known = item->last == index && item->style != OFFICE_NONE;
	if (known)
		name = table_get(&view->things, bytes);
	bool first = name == TABLE_NONE;
	if (first) {
		name = new_name(view, item->text, OFFICE_NAME_ITEM, index);
		if (known)
			table_add(&view->things, bytes, name);
		set_anchor(view, name);
	}
	write_tag(view, "<", name, "/>");
}

static void view_open(struct view *view, size_t index)
{
	close_style(view);
	size_t name = new_name(view, view->items[index].text, OFFICE_NAME_ITEM, index);
	while (view->names->bases.count <= name)
		array_push(&view->names->bases, OFFICE_NONE);
	view->names->bases.items[name] = view->next_text[index];
	array_push(&view->open, name);
	set_anchor(view, name);
	write_tag(view, "<", name, ">");
}

static void view_close(struct view *view, size_t index)
{
	close_style(view);
	if (!view->open.count)
		return;
	size_t name = view->open.items[--view->open.count];
	view->names->names.items[name].close = index;
	write_tag(view, "</", name, ">");
}

void office_view_names(struct office_part *part, size_t index, struct office_names *names, struct buffer *out)
{
	const struct office_paragraph *paragraph = &part->paragraphs.items[index];
	struct view view = {
		.part = part, .items = paragraph->items, .count = paragraph->count, .names = names, .out = out,
		.current = OFFICE_NONE, .anchor = OFFICE_NONE, .last_begin = OFFICE_NONE,
		.next_style = memory_allocate((paragraph->count + 1) * sizeof(size_t)),
		.next_text = memory_allocate((paragraph->count + 1) * sizeof(size_t)),
	};
	names->before = names->after = OFFICE_NONE;
	names->base = find_base(&view);
	look_ahead(&view);
	for (size_t i = 0; i < view.count; i = view.items[i].last + 1) {
		const struct office_item *item = &view.items[i];
		if (item->kind == OFFICE_TEXT && !is_empty(item))
			view_text(&view, i);
		else if (item->kind == OFFICE_ALONE)
			view_alone(&view, i);
		else if (item->kind == OFFICE_OPEN)
			view_open(&view, i);
		else if (item->kind == OFFICE_CLOSE)
			view_close(&view, i);
		else if (item->kind != OFFICE_TEXT)
			add_mark(&view, i);
	}
	close_style(&view);
	set_anchor(&view, OFFICE_NONE);
	free(view.next_style);
	free(view.next_text);
	table_finish(&view.numbers);
	table_finish(&view.style_names);
	table_finish(&view.things);
	array_finish(&view.counts);
	array_finish(&view.open);
	array_finish(&view.waiting);
}

void office_view(struct office_part *part, size_t index, struct buffer *out)
{
	struct office_names names = { .arena = part->passing };
	office_view_names(part, index, &names, out);
	office_names_finish(&names);
}
