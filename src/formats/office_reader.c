#include "formats/office_reader.h"

#include "formats/zip.h"
#include "text/utf8.h"

enum {
	PIECE = 1 << 16,    /* bytes of the source whose paragraphs are read together */
	AT_HAND = 2 * PIECE /* of a source that comes in pieces */
};

void office_begin_reading(struct office_reading *reading, struct office_part *part, const struct office_events *events,
                          struct diagnostics *sink)
{
	const char *file = arena_format(part->arena, "%s: %.*s", part->file, SLICE_ARG(part->name)).data;
	reading->part = part;
	reading->events = events;
	part->passing = arena_create();
	part->at_hand = arena_create();
	xml_scanner_init(&reading->scanner, part->source, XML_DOCUMENT, file, sink);
	if (part->rest)
		reading->scanner.kept = part->arena;
}

/* Whether the source, which goes on where MORE is set, is UTF-8 as far as it is at hand. */
static bool check_source(struct office_reading *reading, bool more)
{
	enum { LONGEST = 4 }; /* a character; the last one may be cut */
	struct slice source = reading->part->source;
	reading->checked += utf8_find_invalid(slice_from_offset(source, reading->checked));
	return reading->checked == source.size || (more && source.size - reading->checked < LONGEST);
}

/* Have SIZE bytes or more of the source at hand, if there are so many, without its first DROPPED ones. */
static void bring_source(struct office_reading *reading, size_t dropped, size_t size)
{
	struct office_part *part = reading->part;
	struct slice left = slice_from_offset(part->source, dropped);
	if (size < left.size)
		size = left.size;
	char *bytes = arena_allocate(part->at_hand, size);
	if (left.size)
		memcpy(bytes, left.data, left.size);
	part->source = slice_make(bytes, left.size + zip_reader_read(part->rest, bytes + left.size, size - left.size));
	bool more = part->source.size == size;
	reading->checked -= dropped;
	bool valid = check_source(reading, more);
	xml_scanner_go_on(&reading->scanner, part->source, dropped, more && valid);
	reading->scanner.failed = reading->scanner.failed || !valid;
}

/* What was read of the source goes, and more of it comes. */
static void pass_source(struct office_reading *reading)
{
	struct office_part *part = reading->part;
	struct arena *passed = part->at_hand;
	part->at_hand = arena_create();
	bring_source(reading, part->end, AT_HAND);
	part->end = 0;
	arena_destroy(passed);
}

/* The piece at hand goes. */
static void forget_piece(struct office_reading *reading)
{
	struct office_part *part = reading->part;
	size_t left = part->source.size - part->end;
	/* Behind a long paragraph much may be at hand: not all of that is moved for each piece. */
	if (part->rest && !reading->ended && (left < AT_HAND || left <= part->end))
		pass_source(reading);
	part->begin = part->end;
	array_clear(&part->paragraphs);
	array_clear(&part->patches);
	arena_destroy(part->passing);
	part->passing = arena_create();
}

static bool next_token(struct office_reading *reading, struct xml_token *token)
{
	while (!xml_scanner_next(&reading->scanner, token)) {
		if (!reading->scanner.more)
			return false;
		bring_source(reading, 0, 2 * reading->part->source.size);
	}
	return true;
}

/* Give TOKEN to the reader; whether the piece ends with it. */
static bool take_token(struct office_reading *reading, const struct xml_token *token)
{
	switch (token->kind) {
	case XML_START_TAG:
		reading->events->start(reading, token);
		return false;
	case XML_END_TAG:
		reading->events->end(reading, token);
		/* What is patched stands behind this tag from now on. */
		return !reading->open.count && token->end - reading->part->begin >= PIECE;
	case XML_TEXT:
	case XML_REFERENCE:
	case XML_CDATA:
		reading->events->text(reading, token);
		return false;
	default:
		return false;
	}
}

bool office_read_piece(struct office_reading *reading)
{
	struct office_part *part = reading->part;
	struct xml_token token;
	forget_piece(reading);
	if (reading->ended)
		return false;
	while (next_token(reading, &token))
		if (take_token(reading, &token)) {
			part->end = token.end;
			return true;
		}
	while (reading->open.count)
		office_end_paragraph(reading, *array_last(&reading->open), part->source.size);
	reading->ended = true;
	part->end = part->source.size;
	return !reading->scanner.failed;
}

bool office_end_reading(struct office_reading *reading)
{
	bool good = !reading->scanner.failed;
	reading->events->finish(reading);
	xml_scanner_finish(&reading->scanner);
	array_finish(&reading->open);
	free(reading);
	return good;
}

size_t office_begin_paragraph(struct office_reading *reading, struct slice role, size_t begin)
{
	struct office_part *part = reading->part;
	size_t index = part->paragraphs.count;
	array_push(&part->paragraphs, (struct office_paragraph){
		.role = role, .begin = begin, .end = begin, .patch = part->patches.count,
	});
	array_push(&part->patches, (struct office_patch){ .begin = begin, .end = begin, .paragraph = index });
	array_push(&reading->open, index);
	return index;
}

void office_end_paragraph(struct office_reading *reading, size_t index, size_t end)
{
	struct office_part *part = reading->part;
	struct office_paragraph *paragraph = &part->paragraphs.items[index];
	part->patches.items[paragraph->patch].end = end;
	paragraph->end = end;
	struct office_item *items = arena_copy_array(part->passing, paragraph->items, paragraph->count, sizeof *items);
	free(paragraph->items);
	paragraph->items = items;
	reading->open.count--;
}

void office_drop_paragraph(struct office_reading *reading)
{
	struct office_part *part = reading->part;
	part->patches.count = array_last(&part->paragraphs)->patch;
	part->paragraphs.count--;
}

size_t office_add_item(struct office_reading *reading, size_t paragraph, struct office_item item)
{
	struct office_paragraph *owner = &reading->part->paragraphs.items[paragraph];
	item.last = owner->count;
	array_push(owner, item);
	return owner->count - 1;
}

void office_add_patch(struct office_reading *reading, size_t begin, size_t end, struct slice value)
{
	array_push(&reading->part->patches, (struct office_patch){ begin, end, OFFICE_NONE, value });
}

void office_add_turn(struct office_reading *reading, const struct office_turn *turn)
{
	struct slice direction = reading->part->direction;
	struct slice value = slice_equal(direction, SLICE("rtl"))   ? turn->rtl
	                     : slice_equal(direction, SLICE("ltr")) ? turn->ltr
	                                                            : slice_make(NULL, 0);
	if (value.data)
		office_add_patch(reading, turn->begin, turn->end, value);
}

struct slice office_patched(const struct office_reading *reading, size_t begin, size_t end)
{
	const struct office_part *part = reading->part;
	struct buffer text = { 0 };
	size_t written = begin, i = part->patches.count;
	while (i && part->patches.items[i - 1].begin >= begin)
		i--;
	for (; i < part->patches.count && part->patches.items[i].begin < end; i++) {
		const struct office_patch *patch = &part->patches.items[i];
		if (patch->paragraph != OFFICE_NONE || patch->begin < written || patch->end > end)
			continue;
		buffer_append(&text, slice_range(part->source, written, patch->begin));
		buffer_append(&text, patch->value);
		written = patch->end;
	}
	buffer_append(&text, slice_range(part->source, written, end));
	struct slice copy = arena_copy(part->arena, buffer_slice(&text));
	buffer_finish(&text);
	return copy;
}

void office_sort_patches(struct office_reading *reading, size_t first)
{
	struct office_patch *patches = reading->part->patches.items;
	for (size_t i = first + 1; i < reading->part->patches.count; i++)
		for (size_t k = i; k > first && patches[k].begin < patches[k - 1].begin; k--) {
			struct office_patch moved = patches[k];
			patches[k] = patches[k - 1];
			patches[k - 1] = moved;
		}
}

struct slice office_attribute(const struct office_reading *reading, const char *local)
{
	const struct xml_attribute *attribute = xml_find_attribute(&reading->scanner, local, NULL);
	return attribute ? xml_attribute_value(&reading->scanner, attribute) : slice_make("", 0);
}

bool office_is_one_of(struct slice name, const char *const *names)
{
	for (; *names; names++)
		if (slice_equal_string(name, *names))
			return true;
	return false;
}

const char *office_hint(bool bold, bool italic, bool underlined)
{
	static const char *const names[] = { "", "b", "i", "bi", "u", "bu", "iu", "biu" };
	return names[(bold ? 1u : 0u) + (italic ? 2u : 0u) + (underlined ? 4u : 0u)];
}
