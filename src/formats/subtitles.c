/* subtitles.c: SubRip, as players read it, and WebVTT (W3C, WebVTT: The Web Video Text Tracks Format, section 6).
 *
 * A cue is a unit of one segment. Its lines are one text wrapped to the screen, but for those that begin with the mark
 * of another speaker; what a translation needs of lines, subtitles_fit makes anew. */

#include "formats/subtitles.h"

#include "formats/format.h"
#include "formats/prose.h"

struct reader {
	struct document_builder builder;
	struct slice source;
	size_t line, line_end, next; /* the line at hand: its bytes, and where the next one begins */
	enum subtitles_form form;
	struct subtitles_cues cues;
};

static void read_line(struct reader *reader, size_t begin)
{
	struct slice source = reader->source;
	size_t end = begin;
	while (end < source.size && source.data[end] != '\n' && source.data[end] != '\r')
		end++;
	reader->line = begin;
	reader->line_end = reader->next = end;
	if (end < source.size)
		reader->next += source.data[end] == '\r' && end + 1 < source.size && source.data[end + 1] == '\n' ? 2 : 1;
}

static struct slice line_of(const struct reader *reader)
{
	return slice_range(reader->source, reader->line, reader->line_end);
}

static size_t skip_digits(struct slice text, size_t offset)
{
	while (offset < text.size && is_ascii_digit(text.data[offset]))
		offset++;
	return offset;
}

/* The end of the time at OFFSET, or 0: hours (which WebVTT may leave out), minutes, seconds, and mostly thousandths. */
static size_t time_end(struct slice text, size_t offset)
{
	size_t end = skip_digits(text, offset), colons = 0;
	if (end == offset)
		return 0;
	for (size_t part; end < text.size && text.data[end] == ':' && colons < 3; colons++, end = part) {
		part = skip_digits(text, end + 1);
		if (part == end + 1)
			return 0;
	}
	if (colons == 0 || colons > 2)
		return 0;
	if (end < text.size && (text.data[end] == ',' || text.data[end] == '.') && skip_digits(text, end + 1) > end + 1)
		end = skip_digits(text, end + 1);
	return end;
}

/* Whether LINE says when a cue is shown: "00:00:01,000 --> 00:00:02,500", and settings behind it. */
static bool is_timing(struct slice line)
{
	size_t begin = 0;
	while (begin < line.size && (line.data[begin] == ' ' || line.data[begin] == '\t'))
		begin++;
	size_t end = time_end(line, begin);
	while (end && end < line.size && (line.data[end] == ' ' || line.data[end] == '\t'))
		end++;
	if (!end || !slice_starts_with(slice_from_offset(line, end), SLICE("-->")))
		return false;
	for (end += 3; end < line.size && (line.data[end] == ' ' || line.data[end] == '\t');)
		end++;
	return time_end(line, end) > 0;
}

static bool is_number(struct slice line)
{
	line = slice_trim(line);
	return line.size && skip_digits(line, 0) == line.size;
}

size_t subtitles_tag_end(struct slice text, size_t offset)
{
	enum { LONGEST = 200 };
	char open = text.data[offset], close = open == '<' ? '>' : '}', next = offset + 1 < text.size ? text.data[offset + 1] : 0;
	bool tag = open == '<' ? is_ascii_alphanumeric(next) || next == '/' || next == '.'
	                       : open == '{' && (next == '\\' || is_ascii_letter(next) || next == '/');
	if (!tag)
		return 0;
	size_t limit = text.size - offset > LONGEST ? offset + LONGEST : text.size;
	for (size_t i = offset + 1; i < limit && text.data[i] != '\n' && text.data[i] != open; i++)
		if (text.data[i] == close)
			/* In braces are the codes of other formats that players know: `{\an8}`, `{b}`, `{/i}`. */
			return open == '<' || next == '\\' || i - offset <= 3 + (next == '/') ? i + 1 : 0;
	return 0;
}

/* The end of what is no text at OFFSET: a tag, or a line break or space as SubStation Alpha writes it, which players of
 * SubRip know; 0 where there is none. */
static size_t mark_end(struct slice text, size_t offset)
{
	if (text.data[offset] == '\\' && offset + 1 < text.size && (text.data[offset + 1] == 'N' || text.data[offset + 1] == 'h'))
		return offset + 2;
	return text.data[offset] == '<' || text.data[offset] == '{' ? subtitles_tag_end(text, offset) : 0;
}

static struct slice tag_name(struct slice tag)
{
	size_t begin = tag.size > 1 && tag.data[1] == '/' ? 2 : 1, end = begin;
	while (end < tag.size && is_ascii_letter(tag.data[end]))
		end++;
	return slice_range(tag, begin, end);
}

static void find_tags(struct slice text, struct placeables *out)
{
	enum { OPEN_MOST = 32 };
	size_t open[OPEN_MOST], depth = 0;
	for (size_t i = 0, end; i < text.size; i = end) {
		end = mark_end(text, i);
		if (!end) {
			end = i + 1;
			continue;
		}
		size_t index = out->count, partner = depth;
		array_push(out, placeable_make(i, end, PLACEABLE_ALONE, index));
		struct slice name = tag_name(slice_range(text, i, end));
		if (text.data[i] == '\\')
			continue;
		if (text.data[i + 1] != '/') {
			if (depth < OPEN_MOST)
				open[depth++] = index;
			continue;
		}
		while (partner > 0 && !slice_equal_ignoring_case(tag_name(slice_range(text, out->items[open[partner - 1]].begin,
		                                                                      out->items[open[partner - 1]].end)), name))
			partner--;
		if (partner == 0)
			continue;
		depth = partner - 1;
		out->items[index] = placeable_make(i, end, PLACEABLE_CLOSE, open[depth]);
		out->items[open[depth]].kind = PLACEABLE_OPEN;
		out->items[open[depth]].partner = (uint32_t)index;
	}
}

static void append_without_tags(struct slice text, struct buffer *out)
{
	for (size_t i = 0; i < text.size;) {
		size_t end = mark_end(text, i);
		if (!end || text.data[i] == '\\')
			buffer_append_byte(out, end || text.data[i] == '\n' ? ' ' : text.data[i]);
		i = end ? end : i + 1;
	}
}

bool subtitles_begins_speech(struct slice line)
{
	static const char *const marks[] = {
		"-", "\xe2\x80\x90", "\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x99\xaa", "\xe2\x99\xab", "#", "[", "(", ">>", "&gt;&gt;",
	};
	for (size_t i = 0; i < line.size;) {
		if (is_ascii_space(line.data[i])) {
			i++;
			continue;
		}
		size_t end = line.data[i] == '<' || line.data[i] == '{' ? subtitles_tag_end(line, i) : 0;
		if (slice_starts_with(slice_from_offset(line, i), SLICE("<v")) && end)
			return true;
		if (!end) {
			line = slice_from_offset(line, i);
			break;
		}
		i = end;
	}
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (slice_starts_with(line, slice_from(marks[i])))
			return true;
	return false;
}

/* What no viewer reads: data for programs, and pictures of a timeline. */
static bool is_data(struct slice text)
{
	return slice_starts_with(text, SLICE("{\"")) || slice_starts_with(text, SLICE("[{")) ||
	       (slice_find(text, SLICE("#xywh="), 0) != SLICE_NONE && slice_find_byte(text, ' ', 0) == SLICE_NONE);
}

/* Add the lines of [begin, end), none of which is blank, as a cue. */
static void add_cue(struct reader *reader, size_t begin, size_t end)
{
	struct document_builder *builder = &reader->builder;
	struct slice text = slice_trim(slice_range(reader->source, begin, end));
	if (!prose_has_words(text) || (reader->form == SUBTITLES_WEBVTT && is_data(text)))
		return;
	builder_begin(builder);
	size_t last = 0;
	for (size_t line = begin, next; line < end; line = next) {
		size_t from = line, to = line;
		while (to < end && reader->source.data[to] != '\n' && reader->source.data[to] != '\r')
			to++;
		next = to + 1;
		while (from < to && is_ascii_space(reader->source.data[from]))
			from++;
		while (to > from && is_ascii_space(reader->source.data[to - 1]))
			to--;
		if (from == to)
			continue;
		if (last)
			builder_replace(builder, subtitles_begins_speech(slice_range(reader->source, from, to)) ? SLICE("\n") : SLICE(" "),
			                last, from);
		builder_take(builder, from, to);
		last = to;
	}
	find_tags(buffer_slice(&builder->text), &builder->placeables);
	struct subtitles_cue cue = { .unit = builder->units.count, .begin = reader->cues.text.size };
	struct unit *unit = builder_end(builder, SLICE("subtitle"));
	if (!unit)
		return;
	unit->whole = true;
	unit->form = reader->form;
	cue.speech = subtitles_begins_speech(unit->text);
	append_without_tags(unit->text, &reader->cues.text);
	buffer_append_byte(&reader->cues.text, ' ');
	array_push(&reader->cues, cue);
}

/* SubRip has no specification. Players take each line of times for the begin of a cue, and the number before it for its
 * name; blank lines and what else is amiss are text, or not shown. */
static void read_subrip(struct reader *reader)
{
	bool in_cue = false;
	size_t begin = 0, end = 0; /* of the lines since the last blank one */
	size_t number = SIZE_MAX;  /* where the last line begins, if it is a number */
	for (size_t at = 0; at < reader->source.size; at = reader->next) {
		read_line(reader, at);
		struct slice line = line_of(reader);
		bool blank = slice_trim(line).size == 0, timing = !blank && is_timing(line);
		if (timing && number != SIZE_MAX)
			end = number;
		if ((timing || blank) && in_cue && begin < end)
			add_cue(reader, begin, end);
		in_cue |= timing;
		if (timing || blank)
			begin = end = reader->next;
		else
			end = reader->next;
		if (!blank)
			number = !timing && is_number(line) ? reader->line : SIZE_MAX;
	}
	if (in_cue && begin < end)
		add_cue(reader, begin, end);
}

static bool has_arrow(struct slice line)
{
	return slice_find(line, SLICE("-->"), 0) != SLICE_NONE;
}

/* A line of the header may say the language, as programs write it. */
static void read_header_line(struct reader *reader)
{
	struct slice line = line_of(reader), name = SLICE("Language:");
	struct slice value = slice_starts_with(line, name) ? slice_trim(slice_from_offset(line, name.size)) : slice_make("", 0);
	size_t begin = value.size ? (size_t)(value.data - reader->source.data) : 0;
	if (value.size)
		builder_add_slot(&reader->builder, SLOT_LANGUAGE, begin, begin + value.size);
}

/* The cues of a WebVTT file: its blocks but for the first, notes, style sheets and regions. */
static void read_webvtt(struct reader *reader)
{
	enum { BLOCK_BEGIN, BLOCK_NAMED, BLOCK_CUE, BLOCK_OTHER } state = BLOCK_OTHER;
	bool header = true;
	size_t begin = 0, end = 0;
	for (size_t at = 0; at < reader->source.size; at = reader->next) {
		read_line(reader, at);
		struct slice line = line_of(reader);
		bool blank = slice_trim(line).size == 0, arrow = !blank && has_arrow(line);
		header = header && !blank && !arrow;
		if (header)
			read_header_line(reader);
		if (state == BLOCK_CUE && (blank || arrow) && begin < end)
			add_cue(reader, begin, end);
		if (blank) {
			state = BLOCK_BEGIN;
		} else if (arrow) {
			state = is_timing(line) ? BLOCK_CUE : BLOCK_OTHER;
			begin = reader->next;
		} else if (state == BLOCK_BEGIN) {
			state = BLOCK_NAMED;
		} else if (state == BLOCK_NAMED) {
			state = BLOCK_OTHER;
		}
		end = reader->next;
	}
	if (state == BLOCK_CUE && begin < end)
		add_cue(reader, begin, end);
}

static bool parse(struct document *document, enum subtitles_form form)
{
	struct reader reader = { .builder = { .document = document }, .source = document->source, .form = form };
	if (form == SUBTITLES_WEBVTT)
		read_webvtt(&reader);
	else
		read_subrip(&reader);
	subtitles_add_notes(&reader.builder, &reader.cues);
	builder_finish(&reader.builder);
	array_finish(&reader.cues);
	buffer_finish(&reader.cues.text);
	return true;
}

static bool parse_subrip(struct document *document, struct diagnostics *sink)
{
	(void)sink;
	return parse(document, SUBTITLES_SUBRIP);
}

static bool parse_webvtt(struct document *document, struct diagnostics *sink)
{
	(void)sink;
	return parse(document, SUBTITLES_WEBVTT);
}

static const char *const subrip_extensions[] = { "srt", NULL };
static const char *const webvtt_extensions[] = { "vtt", NULL };

const struct format format_subrip = {
	.name = "subrip",
	.extensions = subrip_extensions,
	.parse = parse_subrip,
	.fit = subtitles_fit,
	.find_placeables = find_tags,
};

const struct format format_webvtt = {
	.name = "webvtt",
	.extensions = webvtt_extensions,
	.character_references = true,
	.parse = parse_webvtt,
	.fit = subtitles_fit,
	.find_placeables = find_tags,
};
