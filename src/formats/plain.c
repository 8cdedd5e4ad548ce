/* plain.c: text without markup.
 *
 * Blank lines part blocks. In a block, lines are joined where they are one paragraph wrapped to a width, which has to
 * be guessed: a line was wrapped if the first word of the next would not have fitted into the block's width. */

#include "formats/format.h"
#include "formats/prose.h"
#include "text/utf8.h"

#include <unicode/uchar.h>

enum {
	HEADLINE_WIDTH = 100, /* characters: what is longer is no headline */
	NARROW_LEAST = 24,    /* columns: below, lines are a list of words */
	WRAPPED_LEAST = 40,   /* widths that text is wrapped to */
	WRAPPED_MOST = 100,
	VERSE_WIDTH = 60,     /* lines no longer than this that all begin with a capital may be verse, or a list */
};

struct line {
	size_t begin, end; /* of the text: without quotation marks, list marker, indentation and white space at the end */
	size_t marker;     /* where the list marker begins; begin if there is none */
	size_t prefix_begin, prefix_end; /* of the quotation marks */
	size_t indent;     /* columns before the text or the list marker */
	size_t width;      /* columns from the indentation on */
	size_t first_word; /* columns of it */
	unsigned depth;    /* of quotation */
	bool marked;       /* has a list marker */
	bool ordinal;      /* that is a number or a letter */
	bool labelled;     /* begins with a word and a colon: "Name: …" */
	bool words;        /* has a letter or a digit */
	bool single_word;
	bool table;        /* has a tab or a wide gap inside */
	bool lower;        /* begins with a small letter */
	bool caseless;     /* begins with a letter of a script without capitals */
	bool wide_begin, wide_end; /* with an ideograph or the like, which no space parts from the next */
	bool ends_sentence, ends_clause;
};

struct lines {
	struct line *items;
	size_t count, capacity;
};

struct reader {
	struct document_builder builder;
	struct slice source;
	struct lines block;
	size_t width; /* of the block */
	bool verse;   /* all of the block's lines begin with a capital, and are short */
	bool signature;
	bool begun;   /* there is a unit */
	bool by_line; /* each line is an entry */
};

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\f' || byte == '\v';
}

/* The end of the list marker at OFFSET with the white space after it, or 0: "- ", "* ", "• ", "– ", "1. ", "1) ",
 * "a) ". */
static size_t marker_end(struct slice line, size_t offset)
{
	static const char *const bullets[] = { "-", "*", "+", "\xe2\x80\xa2", "\xe2\x80\x93", "\xe2\x80\x94", "\xc2\xb7" };
	size_t end = offset;
	for (size_t i = 0; i < sizeof bullets / sizeof *bullets && end == offset; i++)
		if (slice_starts_with(slice_from_offset(line, offset), slice_from(bullets[i])))
			end += strlen(bullets[i]);
	if (end == offset) {
		while (end < line.size && end - offset < 3 && is_ascii_digit(line.data[end]))
			end++;
		bool number = end > offset;
		if (!number && end < line.size && is_ascii_letter(line.data[end]))
			end++;
		if (end == offset || end >= line.size || (line.data[end] != ')' && !(number && line.data[end] == '.')))
			return 0;
		end++;
	}
	size_t text = end;
	while (text < line.size && is_blank(line.data[text]))
		text++;
	return text > end && text < line.size ? text : 0;
}

/* Note the case of the first letter of TEXT, which brackets and quotation marks may come before. */
static void read_case(struct line *line, struct slice text)
{
	enum { FAR_ENOUGH = 16 };
	for (size_t i = 0, size; i < text.size && i < FAR_ENOUGH; i += size) {
		unsigned char lead = (unsigned char)text.data[i];
		if (text.size - i < (lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4))
			return;
		UChar32 character = (UChar32)utf8_decode(text, i, &size);
		if (!u_isalnum(character))
			continue;
		line->lower = u_islower(character);
		line->caseless = u_isalpha(character) && !line->lower && !u_isupper(character);
		return;
	}
}

/* Whether the last character of TEXT is wide. */
static bool ends_wide(struct slice text)
{
	size_t i = text.size;
	while (i > 0 && ((unsigned char)text.data[i - 1] & 0xc0) == 0x80)
		i--;
	return i > 0 && prose_is_wide(text.data[i - 1]);
}

/* What LINE, bytes [begin, end) of the source without its line end, is. */
static struct line read_line(struct slice source, size_t begin, size_t end)
{
	struct line line = { .prefix_begin = begin, .prefix_end = begin };
	struct slice text = slice_make(source.data, end);
	size_t at = begin;
	for (size_t mark = begin;;) {
		while (mark < end && text.data[mark] == ' ' && mark - at < 4)
			mark++;
		if (mark >= end || text.data[mark] != '>')
			break;
		line.depth++;
		at = ++mark;
		line.prefix_end = at;
	}
	if (line.depth && at < end && text.data[at] == ' ')
		line.prefix_end = ++at;
	size_t first = at;
	for (; first < end && is_blank(text.data[first]); first++)
		line.indent += text.data[first] == '\t' ? 8 - line.indent % 8 : 1;
	while (end > first && is_blank(text.data[end - 1]))
		end--;
	text = slice_make(source.data, end);
	size_t marker = first < end ? marker_end(text, first) : 0;
	line.marked = marker > 0;
	line.ordinal = line.marked && is_ascii_alphanumeric(text.data[first]);
	line.begin = marker ? marker : first;
	line.marker = first;
	line.end = end;
	struct slice content = slice_range(source, line.begin, end);
	line.width = prose_columns(slice_range(source, first, end));
	size_t word = 0;
	while (word < content.size && !is_blank(content.data[word]))
		word++;
	line.labelled = word > 0 && word < content.size && content.data[word - 1] == ':';
	line.first_word = prose_columns(slice_range(content, 0, word));
	line.words = prose_has_words(content);
	line.table = slice_find_byte(content, '\t', 0) != SLICE_NONE || slice_find(content, SLICE("    "), 0) != SLICE_NONE;
	read_case(&line, content);
	line.wide_begin = content.size && prose_is_wide(content.data[0]);
	line.wide_end = ends_wide(content);
	line.single_word = word == content.size && !line.wide_begin && !line.wide_end;
	line.ends_sentence = prose_ends_sentence(content);
	line.ends_clause = line.ends_sentence || slice_ends_with(content, SLICE(":")) || slice_ends_with(content, SLICE(";"));
	return line;
}

/* The width that the lines of the block may have been wrapped to. A word that is wider than that stands alone. */
static void measure_block(struct reader *reader)
{
	reader->width = 0;
	reader->verse = true;
	for (size_t i = 0; i < reader->block.count; i++) {
		const struct line *line = &reader->block.items[i];
		if (!line->single_word && line->indent + line->width > reader->width)
			reader->width = line->indent + line->width;
		if (line->lower || line->caseless)
			reader->verse = false;
	}
	if (reader->width >= VERSE_WIDTH)
		reader->verse = false;
}

/* Whether LINE is as long as it could be if the word that begins NEXT was to stay whole. */
static bool is_full(const struct reader *reader, const struct line *line, const struct line *next)
{
	return line->indent + line->width + 1 + next->first_word + 1 > reader->width;
}

/* Whether LINE takes at least PERCENT of the block's width. */
static bool is_long(const struct reader *reader, const struct line *line, size_t percent)
{
	return (line->indent + line->width) * 100 >= reader->width * percent;
}

/* Whether the list marker that NEXT seems to begin with may be one: prose, too, may be wrapped before a dash or a
 * number. */
static bool begins_item(const struct reader *reader, const struct line *line, const struct line *next, bool in_item)
{
	if (!next->marked || line->ends_clause)
		return next->marked;
	if (next->ordinal && next->lower && is_long(reader, line, 60))
		return false;
	return in_item || !is_full(reader, line, next);
}

/* Whether NEXT goes on with the paragraph of COUNT lines whose last is LINE. */
static bool goes_on(const struct reader *reader, const struct line *line, const struct line *next, size_t count,
                    bool in_item)
{
	if (reader->by_line || reader->signature || !line->words || !next->words || line->table || next->table || next->labelled ||
	    begins_item(reader, line, next, in_item))
		return false;
	if (next->indent > line->indent && !in_item && (count > 1 || line->ends_sentence))
		return false; /* a paragraph that begins with an indentation */
	bool full = is_full(reader, line, next);
	if (reader->width < WRAPPED_LEAST)
		return full && next->lower && !line->ends_sentence && !line->single_word && !next->single_word &&
		       reader->width >= NARROW_LEAST;
	if (line->ends_sentence)
		return full && !reader->verse && reader->width <= WRAPPED_MOST;
	if (next->lower)
		return full || count > 1 || is_long(reader, line, 60);
	return !reader->verse && (full || (!line->ends_clause && reader->width >= VERSE_WIDTH && is_long(reader, line, 85)));
}

/* Make a unit of lines [first, end) of the block. */
static void add_unit(struct reader *reader, size_t first, size_t end)
{
	struct document_builder *builder = &reader->builder;
	const struct line *lines = reader->block.items;
	if (!lines[first].words)
		return;
	builder_begin(builder);
	for (size_t i = first; i < end; i++) {
		/* What looks like a list marker on another line than the first is a dash or a number in a sentence. */
		size_t begin = i > first ? lines[i].marker : lines[i].begin;
		if (i > first)
			builder_replace(builder, lines[i - 1].wide_end && lines[i].wide_begin ? SLICE("") : SLICE(" "),
			                lines[i - 1].end, begin);
		builder_take(builder, begin, lines[i].end);
	}
	bool headline = !reader->begun && end == first + 1 && !lines[first].marked && !lines[first].depth &&
	                lines[first].width <= HEADLINE_WIDTH && !lines[first].ends_clause;
	struct unit *unit = builder_end(builder, headline             ? SLICE("headline")
	                                         : lines[first].marked ? SLICE("list item")
	                                         : lines[first].depth  ? SLICE("quotation")
	                                                               : SLICE("paragraph"));
	if (!unit)
		return;
	builder_set_continuation(builder, unit,
	                         slice_range(reader->source, lines[first].prefix_begin, lines[first].prefix_end));
	unit->whole = reader->by_line;
	if (headline)
		builder->section = builder_keep_text(builder, unit->text);
	reader->begun = true;
}

static void end_block(struct reader *reader)
{
	measure_block(reader);
	const struct line *lines = reader->block.items;
	for (size_t first = 0, end; first < reader->block.count; first = end) {
		struct slice text = slice_range(reader->source, lines[first].begin, lines[first].end);
		reader->signature = reader->signature || slice_equal_string(text, "--");
		for (end = first + 1; end < reader->block.count; end++)
			if (!goes_on(reader, &lines[end - 1], &lines[end], end - first, lines[first].marked))
				break;
		add_unit(reader, first, end);
	}
	array_clear(&reader->block);
}

static bool parse_plain(struct document *document, struct diagnostics *sink)
{
	(void)sink;
	struct slice source = document->source;
	struct reader reader = {
		.builder = { .document = document }, .source = source, .by_line = FORMAT_OPTIONS(document)->plain_lines,
	};
	for (size_t begin = 0; begin < source.size;) {
		size_t end = begin;
		while (end < source.size && source.data[end] != '\n' && source.data[end] != '\r')
			end++;
		struct line line = read_line(source, begin, end);
		bool blank = line.begin >= line.end;
		if (reader.block.count && (blank || array_last(&reader.block)->depth != line.depth)) {
			end_block(&reader);
			builder_settle(&reader.builder);
		}
		if (!blank)
			array_push(&reader.block, line);
		begin = end + 1;
		if (end + 1 < source.size && source.data[end] == '\r' && source.data[end + 1] == '\n')
			begin++;
	}
	end_block(&reader);
	builder_finish(&reader.builder);
	array_finish(&reader.block);
	return true;
}

/* Plain text has no syntax: only a line end would part what is one paragraph. */
static void fit_plain(const struct document *document, const struct unit *unit, const struct segment *segment,
                      struct slice translation, struct buffer *out)
{
	(void)document, (void)unit, (void)segment;
	for (size_t i = 0; i < translation.size; i++) {
		char byte = translation.data[i];
		if (byte == '\r' && i + 1 < translation.size && translation.data[i + 1] == '\n')
			continue;
		buffer_append_byte(out, byte == '\n' || byte == '\r' ? ' ' : byte);
	}
}

static const char *const extensions[] = { "txt", "text", NULL };

const struct format format_plain = {
	.name = "plain",
	.extensions = extensions,
	.parse = parse_plain,
	.fit = fit_plain,
};
