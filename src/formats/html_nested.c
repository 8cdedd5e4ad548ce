/* html_nested.c: inline elements that are no part of the sentence in which they stand (ITS 2.0, section 8.6). */

#include "formats/html_reader.h"

#include "formats/html_foreign.h"

enum { UNENDED_MOST = 64 };

/* The end of the element whose start tag TOKEN, the last one, is: behind its end tag; 0 where that is not in the same block. */
static size_t element_end(const struct html_reader *reader, const struct html_token *token)
{
	struct html_tokenizer tokenizer;
	struct html_token inside;
	html_tokenizer_init(&tokenizer, reader->source, token->end, reader->tokenizer.options);
	size_t depth = 1, blocks = 0, end = 0;
	bool closed;
	while (!end && html_tokenizer_next(&tokenizer, &inside)) {
		bool opens = inside.kind == HTML_START_TAG && !(reader->xml && inside.self_closing);
		if (!opens && inside.kind != HTML_END_TAG)
			continue;
		const struct html_element *element = html_find_element(inside.name);
		if (opens && element->group == HTML_FOREIGN && !inside.self_closing)
			html_skip_foreign(&tokenizer, inside.name, &closed);
		else if (slice_equal_ignoring_case(inside.name, token->name) && (depth = opens ? depth + 1 : depth - 1) == 0)
			end = inside.end;
		else if (element->flags & HTML_BLOCK && !(element->flags & HTML_VOID) && !opens && blocks-- == 0)
			break;
		else if (element->flags & HTML_BLOCK && !(element->flags & HTML_VOID) && opens)
			blocks++;
	}
	html_tokenizer_finish(&tokenizer);
	return end;
}

bool html_nests(const struct html_reader *reader, const struct html_token *token)
{
	return reader->nested && token->begin != reader->nested_begin && html_current_state(reader) == HTML_YES &&
	       html_is_within(reader, "nested");
}

static const char *const token_names[] = { "nested", "its-nested" };
enum { NAME_COUNT = sizeof token_names / sizeof *token_names };

/* Choose what tokens are called; false if the page has elements that are called so. */
static bool choose_name(struct html_reader *reader)
{
	for (size_t i = 0; !reader->nested->name && i < NAME_COUNT; i++) {
		char opening[16] = "<";
		strcat(opening, token_names[i]);
		if (slice_find(reader->builder->document->source, slice_from(opening), 0) == SLICE_NONE)
			reader->nested->name = token_names[i];
	}
	if (!reader->nested->name)
		reader->nested->unended = UNENDED_MOST;
	return reader->nested->name;
}

bool html_nest_element(struct html_reader *reader, const struct html_token *token)
{
	if (reader->nested->unended == UNENDED_MOST || reader->nesting + 1 >= HOLE_DEPTH_MOST || reader->run_nested >= HOLES_MOST)
		return false;
	size_t end = choose_name(reader) ? element_end(reader, token) : 0;
	if (end == 0) {
		reader->nested->unended += reader->nested->unended < UNENDED_MOST;
		return false;
	}
	array_push(reader->nested, (struct html_nested){
		.begin = token->begin, .end = end, .nesting = reader->nesting + 1, .section = reader->builder->section,
		.language = reader->language, .note = html_current_note(reader), .role = html_current_role(reader),
	});
	html_push_alone(reader, token->begin, end, true);
	array_last(&reader->run)->nested = true;
	reader->run_nested++;
	reader->tokenizer.offset = end;
	reader->tokenizer.content = HTML_DATA;
	return true;
}

void html_take_nested(struct html_reader *reader, const struct html_item *item)
{
	struct document_builder *builder = reader->builder;
	size_t number = reader->holes.count + 1, before = builder->text.size;
	const char *name = reader->nested->name;
	struct arena *arena = builder->document->arena;
	struct slice token = number > 1 ? arena_format(arena, "<%s-%zu/>", name, number) : arena_format(arena, "<%s/>", name);
	builder_replace(builder, token, item->begin, item->end);
	html_push_placeable(&builder->placeables, before, builder->text.size, PLACEABLE_ALONE);
	array_push(&reader->holes, (struct hole){ token, slice_from(name), item->begin, item->end });
}

bool html_is_nested_token(const struct html_token *token)
{
	for (size_t i = 0; i < NAME_COUNT; i++)
		if (token->self_closing && slice_starts_with(token->name, slice_from(token_names[i])))
			return true;
	return false;
}
