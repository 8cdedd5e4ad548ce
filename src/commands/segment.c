/* segment.c: print the sentences of files or of standard input. */

#include "base/file.h"
#include "base/message.h"
#include "commands/json_output.h"
#include "commands/pipeline.h"
#include "commands/run.h"
#include "commands/text_input.h"
#include "text/language.h"
#include "text/utf8.h"

#include <errno.h>
#include <jansson.h>
#include <unistd.h>

/* Text without a format is cut paragraph by paragraph as it comes, nothing left out: the segments printed are the input
 * but for white space. Of a long paragraph that is not whole yet, those segments are printed that nothing to come can
 * change, so that no more is held than the longest segment and some of the text around it. An article of a named format
 * is read by its format, and only its prose is printed. */

enum {
	READ_SIZE = 1 << 16,
	LONG_PARAGRAPH = 1 << 20,
	SIGHT = SEGMENT_WINDOW + 4, /* no rule sees so far, a character that is cut in two included */
};

struct segmenting {
	const struct segmenter *segmenter;
	bool json, any;
	struct segments segments;
};

static void print_json(const char *name, size_t line, size_t begin, size_t end, struct slice role, struct slice text)
{
	json_t *object = json_pack("{s:o, s:I, s:I, s:I, s:s%, s:s%}", "file", json_name(name), "line", (json_int_t)line, "begin",
	                           (json_int_t)begin, "end", (json_int_t)end, "role", role.data, role.size, "text", text.data,
	                           text.size);
	json_dumpf(object, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(object);
}

/* One segment on one line: a line break inside it is a space. */
static void print_line(struct slice text)
{
	for (size_t i = 0; i < text.size;) {
		size_t end = i;
		while (end < text.size && text.data[end] != '\n' && text.data[end] != '\r')
			end++;
		fwrite(text.data + i, 1, end - i, stdout);
		bool broken = end < text.size;
		while (end < text.size && is_ascii_space(text.data[end]))
			end++;
		if (broken)
			putchar(' ');
		i = end;
	}
	putchar('\n');
}

static void print_paragraph_mark(struct segmenting *segmenting)
{
	if (segmenting->any && !segmenting->json)
		putchar('\n');
	segmenting->any = true;
}

static void segment_article(struct segmenting *segmenting, const struct text_input *input, struct diagnostics *sink)
{
	struct document document = {
		.arena = input->arena, .name = input->name, .source = input->text,
		.character_references = input->format->character_references,
	};
	if (!input->format->parse(&document, sink))
		return;
	document_segment(&document, segmenting->segmenter);
	size_t line = 1, counted = 0;
	for (size_t u = 0; u < document.unit_count; u++) {
		const struct unit *unit = &document.units[u];
		if (unit->segment_count)
			print_paragraph_mark(segmenting);
		for (size_t s = 0; s < unit->segment_count; s++) {
			struct slice segment = unit_segment_text(unit, &unit->segments[s]);
			size_t begin = unit_source_offset(unit, unit->segments[s].begin);
			size_t end = unit_source_offset(unit, unit->segments[s].end);
			for (; counted < begin; counted++)
				line += input->text.data[counted] == '\n';
			if (segmenting->json)
				print_json(input->name, line, begin, end, unit->kind->role, segment);
			else
				print_line(segment);
		}
	}
}

/* Where in a stream its paragraphs have been read to. */
struct stream {
	struct buffer pending; /* from byte `offset` and line `line` of the stream on */
	size_t offset, line;
	size_t scanned;  /* of pending: where the line begins that is looked at */
	size_t searched; /* up to where that line is known not to end */
	size_t checked;  /* up to where pending is known to be UTF-8 */
	/* Of the paragraph that is looked at: where it begins, or what is left of it in pending; where the segment begins
	 * that is not printed yet; and up to where its breaks are known. */
	size_t paragraph, begun, decided;
	bool open;     /* whether some of it is printed */
	size_t enough; /* how long it must be for more of it to be before it is whole */
};

/* The end of the line that is looked at, its newline included; SLICE_NONE if it is not there yet. */
static size_t line_end(struct stream *stream)
{
	struct slice text = buffer_slice(&stream->pending);
	size_t newline = slice_find_byte(text, '\n', stream->searched);
	stream->searched = newline != SLICE_NONE ? newline + 1 : text.size;
	return newline != SLICE_NONE ? newline + 1 : SLICE_NONE;
}

/* Print the segment that is the pending bytes from BEGIN to END. *COUNTED is a place before it and *LINE its line; they
 * become the segment's. */
static void print_segment(struct segmenting *segmenting, const char *name, struct stream *stream, size_t begin,
                          size_t end, size_t *counted, size_t *line)
{
	if (!stream->open)
		print_paragraph_mark(segmenting);
	stream->open = true;
	struct slice text = slice_range(buffer_slice(&stream->pending), begin, end);
	for (; *counted < begin; ++*counted)
		*line += stream->pending.data[*counted] == '\n';
	if (segmenting->json)
		print_json(name, *line, stream->offset + begin, stream->offset + end, SLICE("paragraph"), text);
	else
		print_line(text);
}

/* From where in pending on the rules must see the text. */
static size_t sight_begin(const struct stream *stream)
{
	size_t from = stream->decided > stream->paragraph + SIGHT ? stream->decided - SIGHT : stream->paragraph;
	while (from > stream->paragraph && ((unsigned char)stream->pending.data[from] & 0xc0) == 0x80)
		from--;
	return from;
}

/* Print the segments of the paragraph up to END which are not printed yet; and unless it is WHOLE there, but for those
 * that what is to come may change. */
static void segment_part(struct segmenting *segmenting, const char *name, struct stream *stream, size_t end, bool whole)
{
	size_t from = sight_begin(stream), limit = whole ? end : end - SIGHT, counted = 0, line = stream->line;
	struct segments *segments = &segmenting->segments;
	array_clear(segments);
	segmenter_run(segmenting->segmenter, slice_range(buffer_slice(&stream->pending), from, end), NULL, 0, segments);
	size_t first = segments->count ? from + segments->items[0].begin : end;
	if (from == stream->paragraph && stream->begun < first)
		stream->begun = first;
	size_t decided = limit;
	for (size_t i = 0; i < segments->count; i++) {
		bool last = i + 1 == segments->count;
		size_t segment_end = from + segments->items[i].end, next = last ? end : from + segments->items[i + 1].begin;
		if (!last && next <= stream->decided) /* known, or a break only because too little is seen before it */
			continue;
		if (!whole && (last || next > limit)) {
			decided = segment_end < limit ? segment_end : limit;
			break;
		}
		print_segment(segmenting, name, stream, stream->begun, segment_end, &counted, &line);
		stream->begun = next;
	}
	stream->decided = decided;
}

/* Forget the pending bytes before AT. */
static void drop_before(struct stream *stream, size_t at)
{
	for (size_t i = 0; i < at; i++)
		stream->line += stream->pending.data[i] == '\n';
	stream->offset += at;
	memmove(stream->pending.data, stream->pending.data + at, stream->pending.size - at);
	stream->pending.size -= at;
	size_t *places[] = { &stream->scanned, &stream->searched,  &stream->checked,
		                 &stream->begun,   &stream->paragraph, &stream->decided };
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		*places[i] -= *places[i] < at ? *places[i] : at;
}

/* The paragraph ends at END: segment what is left of it. */
static void end_paragraph(struct segmenting *segmenting, const char *name, struct stream *stream, size_t end)
{
	segment_part(segmenting, name, stream, end, true);
	stream->paragraph = stream->begun = stream->decided = end;
	stream->open = false;
	stream->enough = LONG_PARAGRAPH;
}

/* Segment the paragraphs that are whole, what can be of a long one, and what is left if it is the LAST. */
static void segment_pending(struct segmenting *segmenting, const char *name, struct stream *stream, bool last)
{
	for (size_t end; (end = line_end(stream)) != SLICE_NONE; stream->scanned = end)
		if (slice_trim(slice_range(buffer_slice(&stream->pending), stream->scanned, end)).size == 0)
			end_paragraph(segmenting, name, stream, end);
	if (last)
		end_paragraph(segmenting, name, stream, stream->pending.size);
	drop_before(stream, stream->paragraph);
	if (stream->checked < stream->enough)
		return;
	segment_part(segmenting, name, stream, stream->checked, false);
	size_t from = sight_begin(stream);
	drop_before(stream, from < stream->begun ? from : stream->begun);
	stream->enough = stream->pending.size < LONG_PARAGRAPH / 2 ? LONG_PARAGRAPH : 2 * stream->pending.size;
}

static bool check_utf8(const char *name, struct stream *stream, bool last, struct diagnostics *sink)
{
	struct slice text = slice_from_offset(buffer_slice(&stream->pending), stream->checked);
	size_t invalid = utf8_find_invalid(text);
	stream->checked += invalid;
	/* A letter may be cut in two by the end of what is read so far. */
	if (invalid == text.size || (!last && text.size - invalid < 4))
		return true;
	struct position position = position_in_text(name, buffer_slice(&stream->pending), stream->checked);
	position.line += stream->line - 1;
	diagnostics_error(sink, position, _("not valid UTF-8; name the character set with --encoding"));
	return false;
}

/* Segment standard input as it comes. What is whole is printed at once if no more has come yet, so that whoever writes
 * into a pipe and waits for the answer gets it. */
static void segment_stream(struct segmenting *segmenting, const char *name, struct diagnostics *sink)
{
	struct stream stream = { .line = 1, .enough = LONG_PARAGRAPH };
	ssize_t got;
	do {
		buffer_reserve(&stream.pending, READ_SIZE);
		got = read(STDIN_FILENO, stream.pending.data + stream.pending.size, READ_SIZE);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			diagnostics_error(sink, position_of_file(name), _("can't be read to its end: %s"), strerror(errno));
		stream.pending.size += got > 0 ? (size_t)got : 0;
		if (!check_utf8(name, &stream, got <= 0, sink))
			break;
		segment_pending(segmenting, name, &stream, got <= 0);
		if (got < READ_SIZE)
			fflush(stdout);
		/* Who writes may never end: it is not read on for nobody. */
	} while ((got > 0 || (got < 0 && errno == EINTR)) && !ferror(stdout));
	buffer_finish(&stream.pending);
}

static void segment_text(void *context, const struct text_input *input, struct diagnostics *sink)
{
	if (input->format == &format_plain) {
		struct stream stream = { .line = 1, .enough = LONG_PARAGRAPH };
		buffer_append(&stream.pending, input->text);
		segment_pending(context, input->name, &stream, true);
		buffer_finish(&stream.pending);
	} else {
		segment_article(context, input, sink);
	}
}

int command_segment(struct options *options, struct diagnostics *sink)
{
	struct config config = { .source = SLICE("en") };
	if (options->languages.count) {
		const struct language *language = language_find(options->languages.items[0], options->arena, POSITION_NONE, sink);
		if (!language)
			return STATUS_ERROR;
		config.source = slice_from(language->tag);
	}
	if (options->rules)
		config.segmentation = slice_from(options->rules);
	bool done;
	struct segmenter *segmenter = pipeline_segmenter(&config, &done, sink);
	struct segmenting segmenting = { .segmenter = segmenter, .json = options->json };
	if (done && !options->arguments.count && !options->format && !options->encoding)
		segment_stream(&segmenting, "-", sink);
	else if (done)
		text_input_each(options, segment_text, &segmenting, sink);
	segmenter_destroy(segmenter);
	array_finish(&segmenting.segments);
	return STATUS_DONE;
}
