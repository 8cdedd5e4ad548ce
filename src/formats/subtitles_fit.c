/* subtitles_fit.c: translations written as the lines of a cue. */

#include "formats/prose.h"
#include "formats/subtitles.h"

enum { NARROWEST = 42 }; /* columns: a line that long fits on every screen */

/* The columns of TEXT without its tags. */
static size_t visible_columns(struct slice text)
{
	size_t columns = 0, from = 0;
	for (size_t i = 0; i < text.size;) {
		size_t end = text.data[i] == '<' || text.data[i] == '{' ? subtitles_tag_end(text, i) : 0;
		if (end) {
			columns += prose_columns(slice_range(text, from, i));
			from = end;
		}
		i = end ? end : i + 1;
	}
	return columns + prose_columns(slice_from_offset(text, from));
}

/* How long a line may be in the place of SEGMENT: a quarter longer than those that UNIT's source has there. */
static size_t widest_line(const struct document *document, const struct unit *unit, const struct segment *segment)
{
	struct slice rest = slice_range(document->source, unit_source_offset(unit, segment->begin),
	                                unit_source_offset(unit, segment->end));
	size_t longest = NARROWEST;
	struct slice line;
	while (slice_next_part(&rest, '\n', &line)) {
		size_t columns = visible_columns(slice_trim(line));
		longest = columns + columns / 4 > longest ? columns + columns / 4 : longest;
	}
	return longest;
}

/* TEXT as it may stand in a cue: no arrow, which only times have. */
static void append_text(struct slice text, enum subtitles_form form, struct buffer *out)
{
	for (size_t at; (at = slice_find(text, SLICE("-->"), 0)) != SLICE_NONE; text = slice_from_offset(text, at + 3)) {
		buffer_append(out, slice_range(text, 0, at));
		buffer_append_string(out, form == SUBTITLES_WEBVTT ? "--&gt;" : "->");
	}
	buffer_append(out, text);
}

/* LINE into OUT, in as many lines of about the same length as it takes for none to be longer than WIDTH columns. */
static void append_wrapped(struct slice line, size_t width, enum subtitles_form form, struct slice line_ending,
                           struct buffer *out)
{
	size_t columns = visible_columns(line), lines = (columns + width - 1) / width, column = 0, from = 0, written = 1;
	for (size_t i = 0; i < line.size && written < lines;) {
		size_t end = line.data[i] == '<' || line.data[i] == '{' ? subtitles_tag_end(line, i) : 0;
		if (end) {
			i = end;
			continue;
		}
		if (line.data[i] == ' ') {
			/* Break here, unless the next word would end nearer to where the line should. */
			size_t next = i + 1, wanted = columns * written / lines;
			while (next < line.size && line.data[next] != ' ')
				next++;
			size_t reach = column + 1 + visible_columns(slice_range(line, i + 1, next));
			if (column && reach > wanted && reach - wanted >= (column < wanted ? wanted - column : 0)) {
				append_text(slice_range(line, from, i), form, out);
				buffer_append(out, line_ending);
				from = i + 1;
				written++;
			}
		}
		column += ((unsigned char)line.data[i] & 0xc0) != 0x80 ? 1 + prose_is_wide(line.data[i]) : 0;
		i++;
	}
	append_text(slice_from_offset(line, from), form, out);
}

void subtitles_fit(const struct document *document, const struct unit *unit, const struct segment *segment,
                   struct slice translation, struct buffer *out)
{
	if (slice_equal(translation, unit_segment_text(unit, segment))) {
		buffer_append(out, slice_range(document->source, unit_source_offset(unit, segment->begin),
		                               unit_source_offset(unit, segment->end)));
		return;
	}
	size_t width = widest_line(document, unit, segment);
	struct slice line_ending = prose_line_ending(document->source), rest = translation, line;
	bool first = true;
	while (slice_next_part(&rest, '\n', &line)) {
		line = slice_trim(line);
		if (line.size == 0)
			continue; /* a blank line would end the cue */
		if (!first)
			buffer_append(out, line_ending);
		append_wrapped(line, width, unit->form, line_ending, out);
		first = false;
	}
}
