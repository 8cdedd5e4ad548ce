#include "formats/markdown_blocks.h"

#include "base/buffer.h"
#include "formats/code_comments.h"
#include "formats/html.h"
#include "formats/template_region.h"
#include "text/utf8.h"

#include <unicode/uchar.h>

enum { CODE_INDENT = 4, TAB = 4, LABEL_LIMIT = 999, PARENTHESES_LIMIT = 32, ORDINAL_LIMIT = 9, TEMPLATE_LIMIT = 256 };

enum container_kind { QUOTE, ITEM, FOOTNOTE, ADMONITION, DEFINITION };

struct container {
	enum container_kind kind;
	enum markdown_place place;
	bool empty;    /* nothing is in it yet */
	size_t indent; /* the columns that its lines are indented by */
};

enum leaf { LEAF_NONE, LEAF_PARAGRAPH, LEAF_TABLE, LEAF_FENCE, LEAF_CODE, LEAF_HTML, LEAF_MATH, LEAF_SKIP };

struct scanner {
	struct slice source;
	bool mdx, code_comments;
	struct arena *arena;
	struct markdown_blocks *out;

	struct { struct container *items; size_t count, capacity; } containers;
	struct { size_t *items; size_t count, capacity; } quotes; /* indexes of those that no blank line is in */

	/* The open leaf. */
	enum leaf leaf;
	struct markdown_block block; /* of a paragraph or an HTML block */
	char fence;
	size_t fence_length;
	struct slice fence_info;
	int html_type;
	size_t columns;    /* of a table */
	size_t skip_until; /* lines that begin before it belong to what LEAF_SKIP is */

	/* The line. */
	size_t line_start, line_end, next_line;
	size_t offset, column;
	size_t tab_rest; /* columns left of a tab at offset that a container has taken a part of */
	bool text_found;
	size_t text, text_column;     /* the first byte that is no space or tab, once it is found */
	size_t matched;               /* of the containers, those that the line is in */
	size_t thematic_fails_before; /* no thematic break begins before this offset */
	size_t jsx_fails_before, template_fails_before;
	unsigned regions_missing;
	size_t next_feed, next_return; /* the next LF and CR at line_start or later */
	struct buffer joined;
};

static char byte_at(const struct scanner *scanner, size_t offset)
{
	return offset < scanner->line_end ? scanner->source.data[offset] : '\n';
}

static bool is_blank_byte(char byte)
{
	return byte == ' ' || byte == '\t';
}

static bool is_blank(const struct scanner *scanner)
{
	return scanner->text >= scanner->line_end;
}

static size_t skip_blanks(struct slice text, size_t offset, size_t end)
{
	while (offset < end && is_blank_byte(text.data[offset]))
		offset++;
	return offset;
}

static size_t trim_blanks(struct slice text, size_t begin, size_t end)
{
	while (end > begin && is_blank_byte(text.data[end - 1]))
		end--;
	return end;
}

static size_t run_length(struct slice text, size_t offset, size_t end, char byte)
{
	size_t from = offset;
	while (offset < end && text.data[offset] == byte)
		offset++;
	return offset - from;
}

/* Links, as definitions and inline links both have them. */

size_t markdown_template_end(struct slice text, size_t offset, size_t limit, unsigned *missing)
{
	static const struct { struct slice open, close; } kinds[] = {
		{ { "{{<", 3 }, { ">}}", 3 } }, { { "{{%", 3 }, { "%}}", 3 } }, { { "{{", 2 }, { "}}", 2 } },
		{ { "{%", 2 }, { "%}", 2 } },   { { "{#", 2 }, { "#}", 2 } },
	};
	struct slice part = slice_make(text.data, limit < text.size ? limit : text.size);
	for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!slice_starts_with(slice_from_offset(part, offset), kinds[i].open))
			continue;
		if (missing && *missing & 1U << i)
			return 0;
		size_t close = slice_find(part, kinds[i].close, offset + kinds[i].open.size);
		if (close != SLICE_NONE)
			return close + kinds[i].close.size;
		if (missing)
			*missing |= 1U << i;
		return 0;
	}
	return 0;
}

size_t markdown_destination_end(struct slice text, size_t offset)
{
	size_t i = offset;
	if (i < text.size && text.data[i] == '<') {
		for (i++; i < text.size && text.data[i] != '\n' && text.data[i] != '<'; i++) {
			if (text.data[i] == '>')
				return i + 1;
			if (text.data[i] == '\\' && i + 1 < text.size && is_ascii_punctuation(text.data[i + 1]))
				i++;
		}
		return offset;
	}
	size_t depth = 0;
	unsigned missing = 0;
	while (i < text.size) {
		char byte = text.data[i];
		if (byte == '\\' && i + 1 < text.size && is_ascii_punctuation(text.data[i + 1])) {
			i += 2;
			continue;
		}
		if (byte == '{') {
			size_t end = markdown_template_end(text, i, i + TEMPLATE_LIMIT, &missing);
			i = end ? end : i + 1;
			continue;
		}
		if ((unsigned char)byte <= ' ' || byte == 0x7f)
			break;
		if (byte == '(' && ++depth > PARENTHESES_LIMIT)
			return offset;
		if (byte == ')' && depth-- == 0)
			return i;
		i++;
	}
	return depth == 0 || depth == SIZE_MAX ? i : offset;
}

size_t markdown_link_title_end(struct slice text, size_t offset)
{
	if (offset >= text.size)
		return offset;
	char open = text.data[offset], close = open == '(' ? ')' : open;
	if (open != '"' && open != '\'' && open != '(')
		return offset;
	for (size_t i = offset + 1; i < text.size; i++) {
		if (text.data[i] == close)
			return i + 1;
		if (text.data[i] == '(' && open == '(')
			return offset;
		if (text.data[i] == '\\' && i + 1 < text.size && is_ascii_punctuation(text.data[i + 1]))
			i++;
	}
	return offset;
}

size_t markdown_label_end(struct slice text, size_t offset)
{
	if (offset >= text.size || text.data[offset] != '[')
		return offset;
	for (size_t i = offset + 1; i < text.size && i - offset <= LABEL_LIMIT + 1; i++) {
		if (text.data[i] == ']')
			return i + 1;
		if (text.data[i] == '[')
			return offset;
		if (text.data[i] == '\\' && i + 1 < text.size && is_ascii_punctuation(text.data[i + 1]))
			i++;
	}
	return offset;
}

struct slice markdown_normalize_label(struct slice label, struct arena *arena)
{
	label = slice_trim(label);
	bool plain = true;
	for (size_t i = 0; i < label.size && plain; i++) {
		char byte = label.data[i];
		plain = (unsigned char)byte < 0x80 && !(byte >= 'A' && byte <= 'Z') &&
		        (!is_ascii_space(byte) || (byte == ' ' && !is_ascii_space(label.data[i + 1])));
	}
	if (plain)
		return label;
	struct buffer folded = { 0 };
	for (size_t i = 0, size; i < label.size; i += size) {
		uint32_t letter = utf8_decode(label, i, &size);
		if (letter < 0x80 && is_ascii_space((char)letter)) {
			if (buffer_slice(&folded).data[folded.size - 1] != ' ')
				buffer_append_byte(&folded, ' ');
		} else if (letter == 0xdf || letter == 0x1e9e) {
			/* The sharp s is the one that folds to two letters in practice. */
			buffer_append_string(&folded, "ss");
		} else {
			buffer_append_code_point(&folded, (uint32_t)u_foldCase((UChar32)letter, U_FOLD_CASE_DEFAULT));
		}
	}
	struct slice result = arena_copy(arena, buffer_slice(&folded));
	buffer_finish(&folded);
	return result;
}

/* Lines. */

static void read_line(struct scanner *scanner, size_t start)
{
	struct slice source = scanner->source;
	if (scanner->next_feed < start)
		scanner->next_feed = slice_find_byte(source, '\n', start);
	if (scanner->next_return < start)
		scanner->next_return = slice_find_byte(source, '\r', start);
	size_t end = scanner->next_feed < scanner->next_return ? scanner->next_feed : scanner->next_return;
	scanner->line_start = scanner->offset = start;
	scanner->line_end = scanner->next_line = end == SLICE_NONE ? source.size : end;
	if (scanner->next_line < source.size)
		scanner->next_line +=
		    source.data[end] == '\r' && end + 1 < source.size && source.data[end + 1] == '\n' ? 2 : 1;
	scanner->column = scanner->tab_rest = 0;
	scanner->text_found = false;
}

static void find_text(struct scanner *scanner)
{
	if (scanner->text_found)
		return;
	scanner->text_found = true;
	scanner->text = scanner->offset + (scanner->tab_rest > 0);
	scanner->text_column = scanner->column + scanner->tab_rest;
	for (; scanner->text < scanner->line_end; scanner->text++) {
		char byte = scanner->source.data[scanner->text];
		if (byte == ' ')
			scanner->text_column++;
		else if (byte == '\t')
			scanner->text_column += TAB - scanner->text_column % TAB;
		else
			break;
	}
}

static size_t indent_of(const struct scanner *scanner)
{
	return scanner->text_column - scanner->column;
}

/* Go to the text, COUNT bytes on. */
static void advance_past_text(struct scanner *scanner, size_t count)
{
	scanner->offset = scanner->text + count;
	scanner->column = scanner->text_column + count;
	scanner->tab_rest = 0;
	scanner->text_found = false;
}

/* Go COUNT columns on, through spaces and tabs. */
static void advance_columns(struct scanner *scanner, size_t count)
{
	while (count && scanner->offset < scanner->line_end) {
		size_t width = 1;
		if (scanner->tab_rest)
			width = scanner->tab_rest;
		else if (scanner->source.data[scanner->offset] == '\t')
			width = TAB - scanner->column % TAB;
		size_t taken = width < count ? width : count;
		scanner->tab_rest = width - taken;
		scanner->column += taken;
		count -= taken;
		if (scanner->tab_rest == 0)
			scanner->offset++;
	}
}

/* Blocks. */

static enum markdown_place place_of(const struct scanner *scanner)
{
	return scanner->containers.count ? array_last(&scanner->containers)->place : MARKDOWN_BODY;
}

static void push_line(struct scanner *scanner, size_t begin, size_t end)
{
	array_push(&scanner->out->lines, (struct markdown_line){ scanner->line_start, begin, end });
}

/* A block of one line, this one. */
static struct markdown_block *push_block(struct scanner *scanner, enum markdown_block_kind kind, size_t begin,
                                         size_t end)
{
	struct markdown_block block = {
		.kind = kind,
		.place = place_of(scanner),
		.line = scanner->out->lines.count,
		.line_count = 1,
	};
	push_line(scanner, begin, end);
	array_push(&scanner->out->blocks, block);
	return array_last(&scanner->out->blocks);
}

static void mark_filled(struct scanner *scanner)
{
	if (scanner->containers.count)
		array_last(&scanner->containers)->empty = false;
}

static void open_leaf(struct scanner *scanner, enum leaf leaf, enum markdown_block_kind kind)
{
	bool first = scanner->containers.count && array_last(&scanner->containers)->empty &&
	             array_last(&scanner->containers)->kind == ITEM;
	scanner->leaf = leaf;
	scanner->block = (struct markdown_block){
		.kind = kind,
		.place = place_of(scanner),
		.opens_item = first,
		.opens_line = true,
		.line = scanner->out->lines.count,
	};
	mark_filled(scanner);
}

/* The offset in the source of OFFSET in the joined lines from FIRST on; *LINE is moved to the line that it is in. */
static size_t joined_to_source(const struct scanner *scanner, size_t offset, size_t *line, size_t *line_offset)
{
	const struct markdown_line *lines = scanner->out->lines.items;
	while (offset - *line_offset > lines[*line].end - lines[*line].begin) {
		*line_offset += lines[*line].end - lines[*line].begin + 1;
		++*line;
	}
	return lines[*line].begin + (offset - *line_offset);
}

static size_t skip_spaces_and_one_line(struct slice text, size_t offset)
{
	offset = skip_blanks(text, offset, text.size);
	if (offset < text.size && text.data[offset] == '\n')
		offset = skip_blanks(text, offset + 1, text.size);
	return offset;
}

static bool ends_line(struct slice text, size_t *offset)
{
	size_t end = skip_blanks(text, *offset, text.size);
	if (end < text.size && text.data[end] != '\n')
		return false;
	*offset = end < text.size ? end + 1 : end;
	return true;
}

/* Read one link reference definition at OFFSET of the joined lines (CommonMark 0.31, section 4.7). Returns its end, or
 * OFFSET if there is none. [*title, *title_end) is its title with the quotes, empty if it has none. */
static size_t definition_end(struct slice text, size_t offset, struct slice *label, size_t *title, size_t *title_end)
{
	size_t label_end = markdown_label_end(text, offset);
	if (label_end == offset || label_end >= text.size || text.data[label_end] != ':')
		return offset;
	*label = slice_range(text, offset + 1, label_end - 1);
	if (slice_trim(*label).size == 0)
		return offset;
	size_t destination = skip_spaces_and_one_line(text, label_end + 1);
	size_t destination_end = markdown_destination_end(text, destination);
	if (destination_end == destination)
		return offset;
	size_t end = destination_end;
	*title = *title_end = 0;
	size_t from = skip_spaces_and_one_line(text, destination_end);
	if (from > destination_end) {
		size_t to = markdown_link_title_end(text, from), line_end = to;
		if (to > from && ends_line(text, &line_end)) {
			*title = from;
			*title_end = to;
			return line_end;
		}
	}
	return ends_line(text, &end) ? end : offset;
}

/* Add the title [begin, end) of the joined lines, with its quotes, as a block. */
static void push_link_title(struct scanner *scanner, size_t begin, size_t end, size_t line, size_t line_offset)
{
	struct markdown_block block = {
		.kind = MARKDOWN_LINK_TITLE,
		.place = scanner->block.place,
		.quote = scanner->joined.data[end - 1],
		.line = scanner->out->lines.count,
	};
	size_t from = joined_to_source(scanner, begin + 1, &line, &line_offset);
	for (;;) {
		struct markdown_line piece = scanner->out->lines.items[line];
		size_t piece_end = line_offset + (piece.end - piece.begin);
		piece.begin = from;
		if (end - 1 <= piece_end)
			piece.end -= piece_end - (end - 1);
		array_push(&scanner->out->lines, piece);
		block.line_count++;
		if (end - 1 <= piece_end)
			break;
		line_offset = piece_end + 1;
		from = scanner->out->lines.items[++line].begin;
	}
	array_push(&scanner->out->blocks, block);
}

/* Take the link reference definitions off the paragraph's begin. */
static void take_definitions(struct scanner *scanner)
{
	struct markdown_blocks *out = scanner->out;
	size_t line = scanner->block.line, last = out->lines.count;
	if (line == last || out->lines.items[line].begin >= out->lines.items[line].end ||
	    scanner->source.data[out->lines.items[line].begin] != '[')
		return;
	buffer_clear(&scanner->joined);
	for (size_t i = line; i < last; i++) {
		buffer_append(&scanner->joined,
		              slice_range(scanner->source, out->lines.items[i].begin, out->lines.items[i].end));
		buffer_append_byte(&scanner->joined, '\n');
	}
	struct slice text = buffer_slice(&scanner->joined);
	size_t offset = 0, line_offset = 0;
	for (;;) {
		struct slice label;
		size_t title = 0, title_end = 0, end = definition_end(text, offset, &label, &title, &title_end);
		if (end == offset)
			break;
		struct slice key = markdown_normalize_label(arena_copy(scanner->arena, label), scanner->arena);
		table_add(&out->labels, key, 0);
		if (title_end > title + 2)
			push_link_title(scanner, title, title_end, line, line_offset);
		offset = end;
		while (line < last && line_offset < offset) {
			line_offset += out->lines.items[line].end - out->lines.items[line].begin + 1;
			line++;
		}
	}
	if (offset == 0)
		return;
	/* The lines of titles were added behind: what is left of the paragraph goes there too. */
	size_t first = out->lines.count;
	for (; line < last; line++) {
		struct markdown_line copy = out->lines.items[line];
		array_push(&out->lines, copy);
	}
	scanner->block.line = first;
}

static bool is_table_of_contents(struct slice text)
{
	static const char *const marks[] = { "[TOC]", "[[TOC]]", "[[_TOC_]]", "{:toc}", "{{toc}}", "[[toc]]", "[toc]" };
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (slice_equal_string(text, marks[i]))
			return true;
	return false;
}

/* `[!NOTE]`, with a title of its own in some dialects, at the begin of a quotation. */
static void take_alert(struct scanner *scanner)
{
	struct markdown_line line = scanner->out->lines.items[scanner->block.line];
	struct slice text = slice_range(scanner->source, line.begin, line.end);
	if (scanner->block.place != MARKDOWN_QUOTATION || !slice_starts_with(text, SLICE("[!")))
		return;
	size_t end = 2;
	while (end < text.size &&
	       (is_ascii_alphanumeric(text.data[end]) || text.data[end] == '-' || text.data[end] == '_'))
		end++;
	if (end == 2 || end >= text.size || text.data[end] != ']' || (end + 1 < text.size && text.data[end + 1] == '('))
		return;
	end++;
	if (end < text.size && (text.data[end] == '+' || text.data[end] == '-'))
		end++;
	size_t title = skip_blanks(text, end, text.size);
	if (title < text.size) {
		struct markdown_block block = {
			.kind = MARKDOWN_TITLE,
			.place = MARKDOWN_QUOTATION,
			.line = scanner->block.line,
			.line_count = 1,
		};
		scanner->out->lines.items[scanner->block.line].begin += title;
		array_push(&scanner->out->blocks, block);
	}
	scanner->block.line++;
}

static void emit_paragraph(struct scanner *scanner)
{
	scanner->block.line_count = scanner->out->lines.count - scanner->block.line;
	if (scanner->block.line_count == 0)
		return;
	const struct markdown_line *line = &scanner->out->lines.items[scanner->block.line];
	if (scanner->block.line_count == 1 && scanner->block.kind == MARKDOWN_PARAGRAPH &&
	    is_table_of_contents(slice_trim(slice_range(scanner->source, line->begin, line->end))))
		return;
	array_push(&scanner->out->blocks, scanner->block);
}

static void close_leaf(struct scanner *scanner)
{
	if (scanner->leaf == LEAF_PARAGRAPH) {
		take_definitions(scanner);
		if (scanner->block.line < scanner->out->lines.count)
			take_alert(scanner);
		emit_paragraph(scanner);
	} else if (scanner->leaf == LEAF_HTML && (scanner->html_type < 3 || scanner->html_type > 5)) {
		emit_paragraph(scanner); /* and not a processing instruction, a declaration, a section of CDATA */
	}
	scanner->leaf = LEAF_NONE;
}

static void close_containers(struct scanner *scanner, size_t count)
{
	scanner->containers.count = count;
	while (scanner->quotes.count && *array_last(&scanner->quotes) >= count)
		scanner->quotes.count--;
}

static void push_container(struct scanner *scanner, enum container_kind kind, size_t indent)
{
	static const enum markdown_place places[] = {
		[QUOTE] = MARKDOWN_QUOTATION,
		[ITEM] = MARKDOWN_LIST_ITEM,
		[FOOTNOTE] = MARKDOWN_FOOTNOTE,
		[DEFINITION] = MARKDOWN_DEFINITION,
	};
	enum markdown_place place = kind == ADMONITION ? place_of(scanner) : places[kind];
	mark_filled(scanner);
	if (kind == QUOTE)
		array_push(&scanner->quotes, scanner->containers.count);
	array_push(&scanner->containers, (struct container){ kind, place, true, indent });
	scanner->matched = scanner->containers.count;
}

/* Something begins: close what the line does not go on with. */
static void begin_block(struct scanner *scanner)
{
	close_leaf(scanner);
	close_containers(scanner, scanner->matched);
}

/* Go past the prefixes of the open containers as far as the line has them. Returns how many it has. */
static size_t match_containers(struct scanner *scanner)
{
	size_t matched = 0, quotes = 0;
	for (; matched < scanner->containers.count; matched++) {
		struct container *container = &scanner->containers.items[matched];
		find_text(scanner);
		if (container->kind == QUOTE) {
			if (indent_of(scanner) >= CODE_INDENT || byte_at(scanner, scanner->text) != '>')
				break;
			advance_past_text(scanner, 1);
			if (is_blank_byte(byte_at(scanner, scanner->offset)))
				advance_columns(scanner, 1);
			quotes++;
		} else if (is_blank(scanner)) {
			/* A blank line is in all but quotations and items with nothing in them. */
			matched =
			    quotes < scanner->quotes.count ? scanner->quotes.items[quotes] : scanner->containers.count;
			if (matched == scanner->containers.count && matched &&
			    array_last(&scanner->containers)->empty &&
			    array_last(&scanner->containers)->kind != ADMONITION)
				matched--;
			break;
		} else if (indent_of(scanner) >= container->indent) {
			advance_columns(scanner, container->indent);
		} else {
			break;
		}
	}
	find_text(scanner);
	return matched;
}

/* Starts of blocks. Each looks at the text of the line; what it takes, it has advanced past. */

/* The end of a list marker at the text (CommonMark 0.31, section 5.2), or 0. */
static size_t list_marker_end(const struct scanner *scanner, bool interrupts)
{
	size_t i = scanner->text;
	char byte = byte_at(scanner, i);
	if (byte == '-' || byte == '+' || byte == '*') {
		i++;
	} else if (is_ascii_digit(byte)) {
		size_t number = 0;
		while (is_ascii_digit(byte_at(scanner, i))) {
			number = number * 10 + (size_t)(byte_at(scanner, i) - '0');
			if (++i - scanner->text > ORDINAL_LIMIT)
				return 0;
		}
		if ((byte_at(scanner, i) != '.' && byte_at(scanner, i) != ')') || (interrupts && number != 1))
			return 0;
		i++;
	} else {
		return 0;
	}
	if (i < scanner->line_end && !is_blank_byte(scanner->source.data[i]))
		return 0;
	if (interrupts && skip_blanks(scanner->source, i, scanner->line_end) == scanner->line_end)
		return 0;
	return i;
}

/* Open an item, or another container that is indented as one, behind a marker that ends at MARKER_END. */
static void open_item(struct scanner *scanner, enum container_kind kind, size_t marker_end)
{
	size_t marker = marker_end - scanner->text, indent = indent_of(scanner);
	advance_past_text(scanner, marker);
	find_text(scanner);
	size_t padding = indent_of(scanner);
	if (is_blank(scanner) || padding > CODE_INDENT)
		padding = 1;
	advance_columns(scanner, padding);
	push_container(scanner, kind, indent + marker + padding);
}

static bool is_thematic_break(struct scanner *scanner)
{
	size_t i = scanner->text, count = 0;
	if (i < scanner->thematic_fails_before)
		return false;
	char mark = byte_at(scanner, i);
	for (; i < scanner->line_end; i++)
		if (scanner->source.data[i] == mark)
			count++;
		else if (!is_blank_byte(scanner->source.data[i]))
			break;
	if (i == scanner->line_end && count >= 3)
		return true;
	scanner->thematic_fails_before = i;
	return false;
}

/* 1 or 2 if the text is a setext underline, else 0. */
static unsigned char setext_level(const struct scanner *scanner)
{
	char mark = byte_at(scanner, scanner->text);
	size_t end = scanner->text + run_length(scanner->source, scanner->text, scanner->line_end, mark);
	if (skip_blanks(scanner->source, end, scanner->line_end) < scanner->line_end)
		return 0;
	return mark == '=' ? 1 : mark == '-' ? 2 : 0;
}

/* Where the heading that is [begin, end) ends without attributes of its own: `{#id}`, `{: .class}`. */
static size_t without_attributes(struct slice source, size_t begin, size_t end)
{
	if (end <= begin || source.data[end - 1] != '}')
		return end;
	size_t open = end - 1;
	while (open > begin && source.data[open - 1] != '{' && source.data[open - 1] != '}')
		open--;
	if (open == begin || source.data[open - 1] != '{')
		return end;
	open--;
	size_t first = skip_blanks(source, open + 1, end - 1);
	if (!strchr("#.:", source.data[first]) || (open > begin && strchr("{\\`", source.data[open - 1])))
		return end;
	return trim_blanks(source, begin, open);
}

static bool open_heading(struct scanner *scanner)
{
	struct slice source = scanner->source;
	size_t level = run_length(source, scanner->text, scanner->line_end, '#'), begin = scanner->text + level;
	if (level > 6 || (begin < scanner->line_end && !is_blank_byte(source.data[begin])))
		return false;
	begin_block(scanner);
	begin = skip_blanks(source, begin, scanner->line_end);
	size_t end = trim_blanks(source, begin, scanner->line_end);
	end = without_attributes(source, begin, end);
	size_t hashes = end;
	while (hashes > begin && source.data[hashes - 1] == '#')
		hashes--;
	if (hashes == begin || is_blank_byte(source.data[hashes - 1]))
		end = without_attributes(source, begin, trim_blanks(source, begin, hashes));
	struct markdown_block *block = push_block(scanner, MARKDOWN_HEADING, begin, end);
	block->level = (unsigned char)level;
	mark_filled(scanner);
	return true;
}

static bool open_fence(struct scanner *scanner)
{
	char mark = byte_at(scanner, scanner->text);
	size_t length = run_length(scanner->source, scanner->text, scanner->line_end, mark);
	struct slice line = slice_make(scanner->source.data, scanner->line_end);
	if (length < 3 || (mark == '`' && slice_find_byte(line, '`', scanner->text + length) != SLICE_NONE))
		return false;
	begin_block(scanner);
	open_leaf(scanner, LEAF_FENCE, MARKDOWN_HTML);
	scanner->fence = mark;
	scanner->fence_length = length;
	scanner->fence_info = slice_trim(slice_range(scanner->source, scanner->text + length, scanner->line_end));
	return true;
}

/* Whether the fenced code ends with this line. MDX knows no code by indentation, and so none that a fence ends. */
static bool closes_fence(const struct scanner *scanner)
{
	size_t length = run_length(scanner->source, scanner->text, scanner->line_end, scanner->fence);
	return (indent_of(scanner) < CODE_INDENT || scanner->mdx) && length >= scanner->fence_length &&
	       skip_blanks(scanner->source, scanner->text + length, scanner->line_end) == scanner->line_end;
}

static bool names_equal(struct slice name, const char *const *names)
{
	for (; *names; names++)
		if (slice_equal_ignoring_case(name, slice_from(*names)))
			return true;
	return false;
}

/* The kind of HTML block, 1 to 7, that begins at the text (CommonMark 0.31, section 4.6), or 0. */
static int html_block_type(const struct scanner *scanner, bool interrupts)
{
	static const char *const raw[] = { "pre", "script", "style", "textarea", NULL };
	static const char *const blocks[] = {
		"address",  "article",  "aside",    "base",       "basefont", "blockquote", "body",   "caption",
		"center",   "col",      "colgroup", "dd",         "details",  "dialog",     "dir",    "div",
		"dl",       "dt",       "fieldset", "figcaption", "figure",   "footer",     "form",   "frame",
		"frameset", "h1",       "h2",       "h3",         "h4",       "h5",         "h6",     "head",
		"header",   "hr",       "html",     "iframe",     "legend",   "li",         "link",   "main",
		"menu",     "menuitem", "nav",      "noframes",   "ol",       "optgroup",   "option", "p",
		"param",    "search",   "section",  "summary",    "table",    "tbody",      "td",     "tfoot",
		"th",       "thead",    "title",    "tr",         "track",    "ul",         NULL,
	};
	struct slice line = slice_range(scanner->source, scanner->text, scanner->line_end);
	if (slice_starts_with(line, SLICE("<!--")))
		return 2;
	if (slice_starts_with(line, SLICE("<?")))
		return 3;
	if (slice_starts_with(line, SLICE("<![CDATA[")))
		return 5;
	if (line.size > 2 && line.data[1] == '!')
		return is_ascii_letter(line.data[2]) ? 4 : 0;
	bool closes = line.size > 1 && line.data[1] == '/';
	size_t begin = closes ? 2 : 1, end = begin;
	while (end < line.size && is_ascii_alphanumeric(line.data[end]))
		end++;
	struct slice name = slice_range(line, begin, end);
	bool name_ends = end >= line.size || is_ascii_space(line.data[end]) || line.data[end] == '>';
	if (name.size && !closes && name_ends && names_equal(name, raw))
		return 1;
	bool empty_ends = end + 1 < line.size && line.data[end] == '/' && line.data[end + 1] == '>';
	if (name.size && (name_ends || empty_ends) && names_equal(name, blocks))
		return 6;
	if (interrupts || line.size < 3 || !(closes || is_ascii_letter(line.data[1])))
		return 0;
	size_t tag_end = html_inline_end(line, 0);
	return tag_end && slice_trim(slice_from_offset(line, tag_end)).size == 0 ? 7 : 0;
}

/* Whether an HTML block of a kind that has an end of its own ends with this line. */
static bool closes_html(const struct scanner *scanner)
{
	struct slice line = slice_range(scanner->source, scanner->text, scanner->line_end);
	switch (scanner->html_type) {
	case 1:
		for (size_t i = slice_find(line, SLICE("</"), 0); i != SLICE_NONE;
		     i = slice_find(line, SLICE("</"), i + 2)) {
			static const char *const ends[] = { "</script>", "</pre>", "</style>", "</textarea>" };
			for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
				size_t end = i + strlen(ends[k]);
				if (end <= line.size &&
				    slice_equal_ignoring_case(slice_range(line, i, end), slice_from(ends[k])))
					return true;
			}
		}
		return false;
	case 2:
		return slice_find(line, SLICE("-->"), 0) != SLICE_NONE;
	case 3:
		return slice_find(line, SLICE("?>"), 0) != SLICE_NONE;
	case 4:
		return slice_find_byte(line, '>', 0) != SLICE_NONE;
	case 5:
		return slice_find(line, SLICE("]]>"), 0) != SLICE_NONE;
	default:
		return false;
	}
}

static void add_html_line(struct scanner *scanner)
{
	push_line(scanner, scanner->offset, scanner->line_end);
	if (closes_html(scanner))
		close_leaf(scanner);
}

static bool open_html(struct scanner *scanner, bool interrupts)
{
	int type = html_block_type(scanner, interrupts);
	if (!type)
		return false;
	begin_block(scanner);
	open_leaf(scanner, LEAF_HTML, MARKDOWN_HTML);
	scanner->html_type = type;
	scanner->block.level = (unsigned char)type;
	add_html_line(scanner);
	return true;
}

/* Tables (GFM 4.10). */

/* The next cell of a row, trimmed, from *OFFSET on; false at the row's end. */
static bool next_cell(const struct scanner *scanner, size_t *offset, size_t row_end, size_t *begin, size_t *end)
{
	const char *data = scanner->source.data;
	if (*offset >= row_end)
		return false;
	size_t i = *offset;
	/* As cmark-gfm reads it, any backslash before a pipe escapes it, even an escaped one. */
	while (i < row_end && (data[i] != '|' || (i > *offset && data[i - 1] == '\\')))
		i++;
	*begin = skip_blanks(scanner->source, *offset, i);
	*end = trim_blanks(scanner->source, *begin, i);
	*offset = i < row_end ? skip_blanks(scanner->source, i + 1, row_end) : i;
	return true;
}

static size_t row_begin(const struct scanner *scanner, size_t begin, size_t end)
{
	return begin < end && scanner->source.data[begin] == '|' ? skip_blanks(scanner->source, begin + 1, end) : begin;
}

static size_t count_cells(const struct scanner *scanner, size_t begin, size_t end)
{
	size_t count = 0, offset = row_begin(scanner, begin, end), cell, cell_end;
	while (next_cell(scanner, &offset, end, &cell, &cell_end))
		count++;
	return count;
}

/* Whether the text is a delimiter row. */
static bool is_delimiter_row(const struct scanner *scanner)
{
	struct slice source = scanner->source;
	size_t end = trim_blanks(source, scanner->text, scanner->line_end);
	size_t offset = row_begin(scanner, scanner->text, end);
	size_t cell, cell_end, count = 0;
	while (next_cell(scanner, &offset, end, &cell, &cell_end)) {
		if (cell < cell_end && source.data[cell] == ':')
			cell++;
		size_t dashes = run_length(source, cell, cell_end, '-');
		cell += dashes;
		if (cell < cell_end && source.data[cell] == ':')
			cell++;
		if (dashes == 0 || cell != cell_end)
			return false;
		count++;
	}
	return count > 0;
}

static void push_row(struct scanner *scanner, enum markdown_block_kind kind, size_t start, size_t begin, size_t end)
{
	end = trim_blanks(scanner->source, begin, end);
	size_t offset = row_begin(scanner, begin, end), cell, cell_end;
	bool opens_line = offset == begin;
	for (size_t column = 0; column < scanner->columns && next_cell(scanner, &offset, end, &cell, &cell_end);
	     column++) {
		if (cell < cell_end) {
			struct markdown_block *block = push_block(scanner, kind, cell, cell_end);
			array_last(&scanner->out->lines)->start = start;
			block->opens_line = opens_line;
		}
		opens_line = false;
	}
}

/* Make the last line of the open paragraph the heading of a table, of which this line is the delimiter row. */
static bool open_table(struct scanner *scanner)
{
	if (scanner->block.line == scanner->out->lines.count || !is_delimiter_row(scanner))
		return false;
	struct markdown_line header = *array_last(&scanner->out->lines);
	size_t end = trim_blanks(scanner->source, scanner->text, scanner->line_end);
	size_t columns = count_cells(scanner, scanner->text, end);
	header.end = trim_blanks(scanner->source, header.begin, header.end);
	if (columns != count_cells(scanner, header.begin, header.end))
		return false;
	scanner->out->lines.count--;
	close_leaf(scanner);
	scanner->leaf = LEAF_TABLE;
	scanner->columns = columns;
	push_row(scanner, MARKDOWN_TABLE_HEADING, header.start, header.begin, header.end);
	return true;
}

/* What the generators of sites add. */

static size_t word_end(const struct scanner *scanner, size_t offset)
{
	while (is_ascii_alphanumeric(byte_at(scanner, offset)) || byte_at(scanner, offset) == '-' ||
	       byte_at(scanner, offset) == '_')
		offset++;
	return offset;
}

/* The bracket that closes the one at BEGIN, or END. */
static size_t closing_bracket(struct slice source, size_t begin, size_t end)
{
	size_t depth = 0;
	for (size_t i = begin; i < end; i++) {
		if (source.data[i] == '\\')
			i++;
		else if (source.data[i] == '[')
			depth++;
		else if (source.data[i] == ']' && --depth == 0)
			return i;
	}
	return end;
}

/* `:::tip Title`, `::: tip[Title]{attributes}`, `:::` */
static bool take_colon_fence(struct scanner *scanner)
{
	struct slice source = scanner->source;
	size_t colons = run_length(source, scanner->text, scanner->line_end, ':');
	size_t end = trim_blanks(source, scanner->text, scanner->line_end);
	if (colons < 3)
		return false;
	begin_block(scanner);
	mark_filled(scanner);
	size_t i = skip_blanks(source, scanner->text + colons, end);
	i = word_end(scanner, i);
	if (i < end && source.data[i] == '[') {
		size_t close = closing_bracket(source, i, end);
		if (close < end && close > i + 1)
			push_block(scanner, MARKDOWN_TITLE, i + 1, close)->quote = ']';
		return true;
	}
	i = skip_blanks(source, i, end);
	if (i < end && source.data[i] == '{') {
		size_t close = slice_find_byte(slice_make(source.data, end), '}', i);
		i = close == SLICE_NONE ? end : skip_blanks(source, close + 1, end);
	}
	end = without_attributes(source, i, end);
	end = i + run_length(source, i, end, ':') == end ? i : end;
	if (i < end)
		push_block(scanner, MARKDOWN_TITLE, i, end);
	return true;
}

/* `!!! note "Title"`, `???+ note`, `=== "Tab"`: what follows, indented by four, is inside. */
static bool open_admonition(struct scanner *scanner)
{
	struct slice line =
	    slice_make(scanner->source.data, trim_blanks(scanner->source, scanner->text, scanner->line_end));
	char mark = byte_at(scanner, scanner->text);
	size_t i = scanner->text + run_length(line, scanner->text, line.size, mark);
	if (i - scanner->text != 3)
		return false;
	if (i < line.size && (line.data[i] == '+' || line.data[i] == '!') && mark != '!')
		i++;
	if (i < line.size && !is_blank_byte(line.data[i]))
		return false;
	size_t words = 0;
	for (;;) {
		i = skip_blanks(line, i, line.size);
		size_t end = word_end(scanner, i);
		if (end == i)
			break;
		words++;
		i = end;
	}
	if ((mark == '=') != (words == 0) || (i < line.size && line.data[i] != '"') || (mark == '=' && i == line.size))
		return false;
	size_t end = i < line.size ? line.size - 1 : i;
	if (i < line.size && (end == i || line.data[end] != '"'))
		return false;
	begin_block(scanner);
	size_t indent = indent_of(scanner);
	if (i + 1 < end)
		push_block(scanner, MARKDOWN_TITLE, i + 1, end)->quote = '"';
	push_container(scanner, ADMONITION, indent + CODE_INDENT);
	return true;
}

/* Skip to END, which is in this line or in a later one. */
static void skip_to(struct scanner *scanner, size_t end)
{
	begin_block(scanner);
	mark_filled(scanner);
	if (end > scanner->next_line) {
		scanner->leaf = LEAF_SKIP;
		scanner->skip_until = end;
	}
}

/* The end of what begins at the text: the next blank line, or the source's end. */
static size_t next_blank_line(const struct scanner *scanner)
{
	struct slice source = scanner->source;
	for (size_t i = slice_find_byte(source, '\n', scanner->text); i != SLICE_NONE;
	     i = slice_find_byte(source, '\n', i)) {
		size_t next = i + 1;
		while (next < source.size && (is_blank_byte(source.data[next]) || source.data[next] == '\r'))
			next++;
		if (next >= source.size || source.data[next] == '\n')
			return i + 1;
		i = next;
	}
	return source.size;
}

static bool rest_of_line_is_blank(const struct scanner *scanner, size_t offset)
{
	size_t end = offset;
	while (end < scanner->source.size && is_blank_byte(scanner->source.data[end]))
		end++;
	return end >= scanner->source.size || scanner->source.data[end] == '\n' || scanner->source.data[end] == '\r';
}

/* Lines of nothing but `{{< … >}}`, `{% … %}` and the like, which may go on over several; and of nothing but
 * attributes: `{: .class}`, `{#id}`. */
static bool take_template(struct scanner *scanner)
{
	struct slice source = scanner->source;
	size_t end = trim_blanks(source, scanner->text, scanner->line_end);
	char second = byte_at(scanner, scanner->text + 1);
	if (strchr(":#.", second) && without_attributes(source, scanner->text, end) == scanner->text) {
		skip_to(scanner, end);
		return true;
	}
	if (second != '%' && second != '{')
		return false;
	if (second == '{' && byte_at(scanner, scanner->text + 2) != '<' && byte_at(scanner, scanner->text + 2) != '%')
		return false;
	size_t i = scanner->text, limit = scanner->line_end;
	while (i < end) {
		size_t token_end = markdown_template_end(source, i, limit, NULL);
		if (token_end == 0 && limit == scanner->line_end && scanner->text >= scanner->template_fails_before) {
			limit = next_blank_line(scanner);
			token_end = markdown_template_end(source, i, limit, NULL);
			scanner->template_fails_before = token_end ? 0 : limit;
		}
		if (token_end == 0)
			return false;
		i = template_region_end(source, i, token_end, &scanner->regions_missing);
		if (i >= end)
			break;
		i = skip_blanks(source, i, end);
	}
	if (!rest_of_line_is_blank(scanner, i))
		return false;
	skip_to(scanner, i);
	return true;
}

static bool open_math(struct scanner *scanner)
{
	struct slice source = scanner->source;
	size_t end = trim_blanks(source, scanner->text, scanner->line_end);
	struct slice line = slice_make(source.data, end);
	if (byte_at(scanner, scanner->text + 1) != '$')
		return false;
	size_t close = slice_find(line, SLICE("$$"), scanner->text + 2);
	if (close == SLICE_NONE) {
		begin_block(scanner);
		open_leaf(scanner, LEAF_MATH, MARKDOWN_HTML);
		return true;
	}
	if (close + 2 != end)
		return false;
	skip_to(scanner, end);
	return true;
}

size_t markdown_jsx_end(struct slice source, size_t begin, size_t limit)
{
	bool tag = source.data[begin] == '<';
	size_t depth = 0;
	char quote = 0;
	for (size_t i = begin + tag; i < limit; i++) {
		char byte = source.data[i];
		if (quote) {
			if (byte == '\\' && depth)
				i++;
			else if (byte == quote)
				quote = 0;
		} else if (byte == '{') {
			depth++;
		} else if (byte == '}') {
			if (depth == 0)
				return 0;
			if (--depth == 0 && !tag)
				return i + 1;
		} else if (byte == '>' && depth == 0) {
			return i + 1;
		} else if (byte == '/' && depth && i + 1 < limit && source.data[i + 1] == '*') {
			size_t end = slice_find(slice_make(source.data, limit), SLICE("*/"), i + 2);
			if (end == SLICE_NONE)
				return 0;
			i = end + 1;
		} else if ((byte == '"' || byte == '\'' || byte == '`') && (depth || source.data[i - 1] == '=')) {
			quote = byte;
		}
	}
	return 0;
}

/* Whether HTML reads the tag [begin, end) as JSX does: an expression in it is one word, the value of an attribute. */
static bool is_tag_of_html(struct slice source, size_t begin, size_t end)
{
	char quote = 0;
	bool expression = false;
	for (size_t i = begin + 1; i + 1 < end; i++) {
		char byte = source.data[i];
		if (quote) {
			if (byte == quote)
				quote = 0;
		} else if (expression) {
			if (is_ascii_space(byte) || strchr("\"'`<>{", byte))
				return false;
			expression = byte != '}';
		} else if (byte == '{') {
			if (source.data[i - 1] != '=')
				return false;
			expression = true;
		} else if (byte == '"' || byte == '\'') {
			quote = byte;
		}
	}
	return !expression;
}

/* A JSX tag or an expression alone on its lines. */
static bool take_jsx(struct scanner *scanner)
{
	char second = byte_at(scanner, scanner->text + 1);
	bool tag = byte_at(scanner, scanner->text) == '<';
	if ((tag && !is_ascii_letter(second) && second != '/' && second != '>') ||
	    scanner->text < scanner->jsx_fails_before)
		return false;
	size_t limit = tag ? next_blank_line(scanner) : scanner->source.size;
	size_t end = markdown_jsx_end(scanner->source, scanner->text, limit);
	if (end == 0) {
		scanner->jsx_fails_before = limit;
		return false;
	}
	if (!rest_of_line_is_blank(scanner, end))
		return false;
	skip_to(scanner, end);
	bool quoted = scanner->quotes.count && end > scanner->line_end;
	if (tag && !quoted && is_tag_of_html(scanner->source, scanner->text, end))
		push_block(scanner, MARKDOWN_HTML, scanner->text, end);
	return true;
}

/* import and export, up to the next blank line that no brace is open at. */
static bool take_module_line(struct scanner *scanner)
{
	struct slice line = slice_range(scanner->source, scanner->text, scanner->line_end);
	if (scanner->containers.count || scanner->column || scanner->text != scanner->line_start ||
	    !(slice_starts_with(line, SLICE("import ")) || slice_starts_with(line, SLICE("export "))))
		return false;
	struct slice source = scanner->source;
	size_t end = scanner->text, depth = 0;
	bool blank = false;
	for (; end < source.size && !(blank && depth == 0 && source.data[end] == '\n'); end++) {
		char byte = source.data[end];
		blank = byte == '\n' || (blank && is_ascii_space(byte));
		depth += byte == '{';
		depth -= byte == '}' && depth;
	}
	skip_to(scanner, end);
	return true;
}

/* Lines that bring in another file: `--8<-- "file"` (PyMdown), `<<< @/file` (VitePress). */
static bool take_inclusion(struct scanner *scanner)
{
	struct slice line = slice_range(scanner->source, scanner->text, scanner->line_end);
	if (!slice_starts_with(line, SLICE("--8<--")) && !slice_starts_with(line, SLICE("<<< ")))
		return false;
	skip_to(scanner, scanner->line_end);
	return true;
}

/* `*[label]: text`, an abbreviation (PHP Markdown Extra): the text is a unit. */
static bool take_abbreviation(struct scanner *scanner)
{
	struct slice line = slice_make(scanner->source.data, scanner->line_end);
	size_t label = scanner->text + 1, end = markdown_label_end(line, label);
	if (line.data[scanner->text] != '*' || end == label || end >= line.size || line.data[end] != ':')
		return false;
	begin_block(scanner);
	mark_filled(scanner);
	push_block(scanner, MARKDOWN_PARAGRAPH, skip_blanks(line, end + 1, line.size), line.size);
	return true;
}

/* `[^label]:` */
static size_t footnote_end(const struct scanner *scanner)
{
	size_t i = scanner->text + 2;
	if (byte_at(scanner, scanner->text + 1) != '^')
		return 0;
	while (i < scanner->line_end && !strchr("] \t", scanner->source.data[i]) && scanner->source.data[i])
		i++;
	if (i == scanner->text + 2 || byte_at(scanner, i) != ']' || byte_at(scanner, i + 1) != ':')
		return 0;
	return i + 2;
}

static bool open_footnote(struct scanner *scanner)
{
	size_t end = footnote_end(scanner);
	if (!end)
		return false;
	begin_block(scanner);
	advance_past_text(scanner, end - scanner->text);
	push_container(scanner, FOOTNOTE, CODE_INDENT);
	return true;
}

static void open_quote(struct scanner *scanner)
{
	begin_block(scanner);
	advance_past_text(scanner, 1);
	if (is_blank_byte(byte_at(scanner, scanner->offset)))
		advance_columns(scanner, 1);
	push_container(scanner, QUOTE, 0);
}

static bool open_list_item(struct scanner *scanner, bool interrupts)
{
	size_t end = list_marker_end(scanner, interrupts);
	if (!end)
		return false;
	begin_block(scanner);
	open_item(scanner, ITEM, end);
	return true;
}

/* `: text`, the definition of the term above it. */
static bool open_definition(struct scanner *scanner)
{
	if (!is_blank_byte(byte_at(scanner, scanner->text + 1)))
		return false;
	begin_block(scanner);
	open_item(scanner, DEFINITION, scanner->text + 1);
	return true;
}

/* Make the open paragraph a heading, if the text is an underline and the paragraph is more than definitions. */
static bool close_setext_heading(struct scanner *scanner)
{
	unsigned char level = setext_level(scanner);
	if (!level)
		return false;
	take_definitions(scanner);
	if (scanner->block.line == scanner->out->lines.count)
		return false;
	scanner->block.kind = MARKDOWN_HEADING;
	scanner->block.level = level;
	scanner->block.setext = true;
	emit_paragraph(scanner);
	scanner->leaf = LEAF_NONE;
	return true;
}

static bool take_thematic_break(struct scanner *scanner)
{
	if (!is_thematic_break(scanner))
		return false;
	begin_block(scanner);
	mark_filled(scanner);
	return true;
}

enum start { START_NONE, START_CONTAINER, START_LEAF };

static enum start leaf_if(bool opened)
{
	return opened ? START_LEAF : START_NONE;
}

/* Open what begins at the text, which is not indented as code is. INTERRUPTS: the line is in all containers of the
 * open paragraph. */
static enum start open_block(struct scanner *scanner, bool interrupts)
{
	switch (byte_at(scanner, scanner->text)) {
	case '>':
		open_quote(scanner);
		return START_CONTAINER;
	case '#':
		return leaf_if(open_heading(scanner));
	case '`':
	case '~':
		return leaf_if(open_fence(scanner));
	case '<':
		return leaf_if(take_inclusion(scanner) ||
		               (scanner->mdx ? take_jsx(scanner) : open_html(scanner, interrupts)));
	case '=':
		if (interrupts && close_setext_heading(scanner))
			return START_LEAF;
		return leaf_if(!interrupts && open_admonition(scanner));
	case '-':
	case '_':
	case '*':
		if (byte_at(scanner, scanner->text) == '-' && interrupts && close_setext_heading(scanner))
			return START_LEAF;
		if (take_thematic_break(scanner) || take_inclusion(scanner) || take_abbreviation(scanner))
			return START_LEAF;
		return open_list_item(scanner, interrupts) ? START_CONTAINER : START_NONE;
	case '[':
		return open_footnote(scanner) ? START_CONTAINER : START_NONE;
	case ':':
		if (take_colon_fence(scanner))
			return START_LEAF;
		return open_definition(scanner) ? START_CONTAINER : START_NONE;
	case '!':
	case '?':
		return leaf_if(!interrupts && open_admonition(scanner));
	case '{':
		return leaf_if(take_template(scanner) || (scanner->mdx && take_jsx(scanner)));
	case '$':
		return leaf_if(open_math(scanner));
	case 'i':
	case 'e':
		return leaf_if(scanner->mdx && !interrupts && take_module_line(scanner));
	default:
		return open_list_item(scanner, interrupts) ? START_CONTAINER : START_NONE;
	}
}

static void take_code_comment(struct scanner *scanner)
{
	struct slice line = slice_range(scanner->source, scanner->text, scanner->line_end);
	size_t words = code_comment_begin(scanner->fence_info, line);
	if (words)
		push_block(scanner, MARKDOWN_COMMENT, scanner->text + words, scanner->line_end);
}

/* Whether the open leaf takes this line, which is in all of its containers, before anything else can begin. */
static bool goes_on(struct scanner *scanner)
{
	switch (scanner->leaf) {
	case LEAF_FENCE:
		if (closes_fence(scanner))
			close_leaf(scanner);
		else if (scanner->code_comments)
			take_code_comment(scanner);
		return true;
	case LEAF_CODE:
		if (is_blank(scanner) || indent_of(scanner) >= CODE_INDENT)
			return true;
		close_leaf(scanner);
		return false;
	case LEAF_HTML:
		if (scanner->html_type >= 6 && is_blank(scanner)) {
			close_leaf(scanner);
			return false;
		}
		add_html_line(scanner);
		return true;
	case LEAF_MATH: {
		struct slice line = slice_range(scanner->source, scanner->text, scanner->line_end);
		if (is_blank(scanner) || slice_find(line, SLICE("$$"), 0) != SLICE_NONE)
			close_leaf(scanner);
		return true;
	}
	default:
		return false;
	}
}

/* What is left of the line when nothing begins there: text. */
static void add_text(struct scanner *scanner, bool lazy)
{
	bool all = scanner->matched == scanner->containers.count, in_table = scanner->leaf == LEAF_TABLE && all;
	size_t end = trim_blanks(scanner->source, scanner->text, scanner->line_end);
	if (scanner->leaf == LEAF_PARAGRAPH && (lazy || all)) {
		push_line(scanner, scanner->text, scanner->line_end);
	} else if (in_table && row_begin(scanner, scanner->text, end) < end) {
		push_row(scanner, MARKDOWN_TABLE_CELL, scanner->line_start, scanner->text, end);
	} else {
		begin_block(scanner);
		open_leaf(scanner, LEAF_PARAGRAPH, MARKDOWN_PARAGRAPH);
		/* As cmark-gfm reads it, a pipe alone is no row and ends the table; words on its line would be a row. */
		if (!in_table)
			push_line(scanner, scanner->text, scanner->line_end);
	}
}

static void take_line(struct scanner *scanner)
{
	scanner->thematic_fails_before = 0;
	scanner->matched = match_containers(scanner);
	bool all = scanner->matched == scanner->containers.count;
	if (all && goes_on(scanner))
		return;
	if (is_blank(scanner)) {
		begin_block(scanner);
		return;
	}
	bool lazy = scanner->leaf == LEAF_PARAGRAPH, interrupts = lazy && all;
	for (;;) {
		if (indent_of(scanner) >= CODE_INDENT && !scanner->mdx) {
			if (lazy)
				break;
			begin_block(scanner);
			open_leaf(scanner, LEAF_CODE, MARKDOWN_HTML);
			return;
		}
		enum start start = open_block(scanner, interrupts);
		if (start == START_LEAF)
			return;
		if (start == START_NONE) {
			if (interrupts && open_table(scanner))
				return;
			break;
		}
		lazy = interrupts = false;
		find_text(scanner);
		if (is_blank(scanner))
			return;
	}
	add_text(scanner, lazy);
}

void markdown_scan_blocks(struct slice source, size_t begin, unsigned reading, struct arena *arena,
                          struct markdown_blocks *out)
{
	struct scanner scanner = {
		.source = source, .mdx = reading & MARKDOWN_MDX, .code_comments = reading & MARKDOWN_CODE_COMMENTS,
		.arena = arena, .out = out,
	};
	scanner.next_feed = slice_find_byte(source, '\n', begin);
	scanner.next_return = slice_find_byte(source, '\r', begin);
	for (size_t line = begin; line < source.size; line = scanner.next_line) {
		read_line(&scanner, line);
		if (scanner.leaf == LEAF_SKIP) {
			if (line < scanner.skip_until)
				continue;
			scanner.leaf = LEAF_NONE;
		}
		take_line(&scanner);
	}
	close_leaf(&scanner);
	array_finish(&scanner.containers);
	array_finish(&scanner.quotes);
	buffer_finish(&scanner.joined);
}

void markdown_blocks_finish(struct markdown_blocks *blocks)
{
	array_finish(&blocks->blocks);
	array_finish(&blocks->lines);
	table_finish(&blocks->labels);
}
