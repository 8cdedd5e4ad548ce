/* html_stack.c: the open elements, as far as they decide what a text is and whether it is translated. */

#include "formats/html_reader.h"

enum {
	STACK_LIMIT = 1 << 16, /* open elements: browsers stop at 512 */
	STACK_DEPTH = 512,     /* how many of them an end tag may close */
};

enum html_state html_current_state(const struct html_reader *reader)
{
	return reader->stack.count ? array_last(&reader->stack)->state : HTML_YES;
}

const char *html_current_role(const struct html_reader *reader)
{
	return reader->stack.count ? array_last(&reader->stack)->role : "paragraph";
}

struct slice html_current_note(const struct html_reader *reader)
{
	return reader->stack.count ? array_last(&reader->stack)->note : slice_make("", 0);
}

const struct html_element html_parting_element = { "", HTML_BLOCK, HTML_OTHER, 0, NULL };

static void pop_element(struct html_reader *reader)
{
	const struct html_open_element *last = array_last(&reader->stack);
	reader->parting_count -= last->element == &html_parting_element;
	reader->open_in_group[last->element->group]--;
	reader->inline_count -= !(last->element->flags & HTML_BLOCK);
	reader->stack.count--;
}

void html_close_elements(struct html_reader *reader, enum html_group group, const struct html_element *element)
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

void html_close_implied(struct html_reader *reader, const struct html_element *element)
{
	if (element->flags & HTML_CLOSES_P)
		html_close_elements(reader, HTML_P, NULL);
	switch (element->group) {
	case HTML_LI:
	case HTML_DD_DT:
	case HTML_OPTION:
		html_close_elements(reader, element->group, NULL);
		break;
	case HTML_OPTGROUP:
		html_close_elements(reader, HTML_OPTION, NULL);
		html_close_elements(reader, HTML_OPTGROUP, NULL);
		break;
	case HTML_HEADING:
		if (reader->stack.count && array_last(&reader->stack)->element->group == HTML_HEADING)
			pop_element(reader);
		break;
	case HTML_ROWS:
		html_close_elements(reader, HTML_CELL, NULL);
		html_close_elements(reader, HTML_ROW, NULL);
		html_close_elements(reader, HTML_ROWS, NULL);
		html_close_elements(reader, HTML_CAPTION, NULL);
		break;
	case HTML_ROW:
		html_close_elements(reader, HTML_CELL, NULL);
		html_close_elements(reader, HTML_ROW, NULL);
		html_close_elements(reader, HTML_CAPTION, NULL);
		break;
	case HTML_CELL:
		html_close_elements(reader, HTML_CELL, NULL);
		break;
	default:
		break;
	}
}

void html_open_element(struct html_reader *reader, const struct html_element *element, struct slice name,
                       enum html_state state)
{
	if (reader->stack.count >= STACK_LIMIT)
		return;
	const char *role = element->role ? element->role : html_current_role(reader);
	struct slice note = reader->tag_note.size ? reader->tag_note : html_current_note(reader);
	array_push(&reader->stack, (struct html_open_element){ element, name, state, 0, role, note });
	reader->parting_count += element == &html_parting_element;
	reader->open_in_group[element->group]++;
	reader->inline_count += !(element->flags & HTML_BLOCK);
}

/* The innermost html_parting_element if it is called NAME. */
static struct html_open_element *find_parting(struct html_reader *reader, struct slice name)
{
	size_t depth = !reader->parting_count ? 0 : reader->stack.count < STACK_DEPTH ? reader->stack.count : STACK_DEPTH;
	for (size_t d = 1; d <= depth; d++) {
		struct html_open_element *open = &reader->stack.items[reader->stack.count - d];
		if (open->element == &html_parting_element)
			return slice_equal_ignoring_case(open->name, name) ? open : NULL;
	}
	return NULL;
}

bool html_close_parting(struct html_reader *reader, struct slice name)
{
	struct html_open_element *open = find_parting(reader, name);
	if (open && open->nested) {
		open->nested--;
		return false;
	}
	if (!open)
		return false;
	html_end_run(reader);
	html_close_elements(reader, HTML_OTHER, &html_parting_element);
	return true;
}

/* The innermost inline element NAME that was noted; NULL if there is none in the innermost block. */
static struct html_open_element *find_inline(struct html_reader *reader, struct slice name)
{
	if (!reader->inline_count)
		return NULL;
	size_t depth = reader->stack.count < STACK_DEPTH ? reader->stack.count : STACK_DEPTH;
	for (size_t d = 1; d <= depth; d++) {
		struct html_open_element *open = &reader->stack.items[reader->stack.count - d];
		if (open->element->flags & HTML_BLOCK)
			return NULL;
		if (slice_equal_ignoring_case(open->name, name))
			return open;
	}
	return NULL;
}

void html_open_inline(struct html_reader *reader, const struct html_element *element, struct slice name,
                      enum html_state state)
{
	struct html_open_element *open = find_inline(reader, name), *parting = find_parting(reader, name);
	if (parting)
		parting->nested++;
	if (state != html_current_state(reader) || reader->tag_note.size)
		html_open_element(reader, element, name, state);
	else if (open)
		open->nested++;
}

void html_close_inline(struct html_reader *reader, struct slice name)
{
	struct html_open_element *open = find_inline(reader, name);
	if (open && open->nested)
		open->nested--;
	else if (open)
		while (reader->stack.items + reader->stack.count > open)
			pop_element(reader);
}
