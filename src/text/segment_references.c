/* segment_references.c: segments of a text with character references, by way of the text that a reader sees. */

#include "base/buffer.h"
#include "text/character_reference.h"
#include "text/segment.h"

/* Where in the text as it is read a character ends that was a reference, and how many bytes of the text up to there it
 * lacks. */
struct stand_in {
	size_t end, lacking;
};

struct reading {
	struct slice text;
	size_t copied; /* bytes of it that are in `read` */
	struct buffer read;
	struct { struct stand_in *items; size_t count, capacity; } stand_ins;
	struct placeables placeables;
};

static void copy_until(struct reading *reading, size_t end)
{
	buffer_append(&reading->read, slice_range(reading->text, reading->copied, end));
	reading->copied = end;
}

/* Add PLACEABLE, before which all references are read. */
static void move_placeable(struct reading *reading, struct placeable placeable)
{
	uint32_t lacking = (uint32_t)(reading->copied - reading->read.size);
	placeable.begin -= lacking;
	placeable.end -= lacking;
	array_push(&reading->placeables, placeable);
}

static void read_reference(struct reading *reading, size_t offset, const struct character_reference *reference)
{
	copy_until(reading, offset);
	buffer_append_code_point(&reading->read, reference->character);
	reading->copied += reference->size;
	array_push(&reading->stand_ins, (struct stand_in){ reading->read.size, reading->copied - reading->read.size });
}

/* Read the text, whose first `&` is at AMPERSAND; references in placeables stay. */
static void read_text(struct reading *reading, size_t ampersand, const struct placeable *placeables, size_t count)
{
	struct slice text = reading->text;
	size_t next = 0;
	for (size_t at = ampersand; at != SLICE_NONE; at = slice_find_byte(text, '&', at)) {
		while (next < count && placeables[next].end <= at)
			move_placeable(reading, placeables[next++]);
		size_t limit = next < count ? placeables[next].begin : text.size;
		struct character_reference reference;
		if (limit <= at) {
			at = placeables[next].end;
		} else if (character_reference_read(slice_range(text, 0, limit), at, &reference) && reference.character &&
		           !character_reference_is_escaped(text, at)) {
			read_reference(reading, at, &reference);
			at += reference.size;
		} else {
			at++;
		}
	}
	while (next < count)
		move_placeable(reading, placeables[next++]);
	copy_until(reading, text.size);
}

/* How far the text as it is read is led back to the text. */
struct place {
	const struct reading *reading;
	size_t next, lacking; /* the first stand-in behind, and what lacks before it */
};

/* The offset in the text of OFFSET in the text as it is read, not before the last one that was asked for. */
static size_t place_in_text(struct place *place, size_t offset)
{
	const struct reading *reading = place->reading;
	while (place->next < reading->stand_ins.count && reading->stand_ins.items[place->next].end <= offset)
		place->lacking = reading->stand_ins.items[place->next++].lacking;
	return offset + place->lacking;
}

void segmenter_run_referring(const struct segmenter *segmenter, struct slice text, const struct placeable *placeables,
                             size_t placeable_count, struct segments *out)
{
	size_t ampersand = slice_find_byte(text, '&', 0), first = out->count;
	if (ampersand == SLICE_NONE) {
		segmenter_run(segmenter, text, placeables, placeable_count, out);
		return;
	}
	struct reading reading = { .text = text };
	read_text(&reading, ampersand, placeables, placeable_count);
	segmenter_run(segmenter, buffer_slice(&reading.read), reading.placeables.items, reading.placeables.count, out);
	struct place place = { .reading = &reading };
	for (; first < out->count; first++) {
		size_t begin = place_in_text(&place, out->items[first].begin);
		out->items[first] = segment_make(begin, place_in_text(&place, out->items[first].end));
	}
	buffer_finish(&reading.read);
	array_finish(&reading.stand_ins);
	array_finish(&reading.placeables);
}
