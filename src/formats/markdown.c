/* markdown.c: Markdown as a format: units of its blocks, and translations in the form that fits them. */

#include "formats/format.h"
#include "formats/front_matter.h"
#include "formats/html.h"
#include "formats/markdown_blocks.h"
#include "formats/markdown_inlines.h"
#include "formats/markdown_jsx.h"
#include "formats/markdown_link.h"
#include "formats/markdown_template.h"
#include "formats/prose.h"
#include "formats/template_region.h"
#include "text/utf8.h"

#include <unicode/uchar.h>

/* The form of a unit: where it stands, and what may be read as the markup of a block there. */
enum {
	FORM_TEXT = 1, /* lines of a paragraph or a setext heading */
	FORM_HEADING,  /* an ATX heading */
	FORM_CELL,
	FORM_LINE, /* the title of an admonition, to the end of its line */
	FORM_ALT,  /* between brackets */
	FORM_DOUBLE_QUOTED,
	FORM_SINGLE_QUOTED,
	FORM_IN_PARENTHESES,
	FORM_COMMENT, /* in code: no markup at all, to the end of its line */
	FORM_KIND = 0xf,
	FORM_OPENS_LINE = 0x10, /* its first line begins where block markup could be read */
	FORM_OPENS_ITEM = 0x20, /* or a task list marker */
	FORM_IN_CELL = 0x40,    /* with HTML_FORM: the value of an attribute in a table */
	FORM_IN_LINES = 0x80,   /* with HTML_FORM: of a tag that stands alone in a paragraph */
};

struct reader {
	struct document_builder builder;
	struct markdown_blocks blocks;
	struct markdown_inlines inlines;
	struct markdown_inline_options options;
	struct buffer joined;
	struct { size_t *items; size_t count, capacity; } indexes; /* of the unit's placeables, by those found */

	/* The block at hand: its lines, joined to text. */
	struct slice text;
	const struct markdown_line *lines;
	size_t line_count;
	size_t line, line_offset; /* the line of the offset looked up last, and where it begins in text */
};

/* The block's text: its one line in the source, or its lines joined by LF, without the white space at its ends. */
static void join_lines(struct reader *reader, const struct markdown_block *block)
{
	struct slice source = reader->builder.document->source;
	struct markdown_line *lines = &reader->blocks.lines.items[block->line];
	struct markdown_line *last = &lines[block->line_count - 1];
	while (last->end > last->begin && is_ascii_space(source.data[last->end - 1]))
		last->end--;
	reader->lines = lines;
	reader->line_count = block->line_count;
	reader->line = reader->line_offset = 0;
	if (block->line_count == 1) {
		reader->text = slice_range(source, lines->begin, lines->end);
		return;
	}
	buffer_clear(&reader->joined);
	for (size_t i = 0; i < block->line_count; i++) {
		if (i)
			buffer_append_byte(&reader->joined, '\n');
		buffer_append(&reader->joined, slice_range(source, lines[i].begin, lines[i].end));
	}
	reader->text = buffer_slice(&reader->joined);
}

/* The offset in the source of OFFSET in the text; at a line's end, that end. Offsets come in order. */
static size_t source_of(struct reader *reader, size_t offset)
{
	const struct markdown_line *line = &reader->lines[reader->line];
	while (offset - reader->line_offset > line->end - line->begin) {
		reader->line_offset += line->end - line->begin + 1;
		line = &reader->lines[++reader->line];
	}
	return line->begin + (offset - reader->line_offset);
}

static bool is_letter_at(struct slice text, size_t offset, size_t *size)
{
	*size = 1;
	if ((unsigned char)text.data[offset] < 0x80)
		return is_ascii_letter(text.data[offset]);
	return u_isalpha((UChar32)utf8_decode(text, offset, size));
}

/* The size of a character reference (`&nbsp;`, `&#8212;`) at OFFSET, or 0. */
static size_t reference_size(struct slice text, size_t offset)
{
	enum { LONGEST = 33 };
	size_t i = offset + 1;
	if (text.data[offset] != '&')
		return 0;
	if (i < text.size && text.data[i] == '#')
		i++;
	while (i < text.size && i - offset < LONGEST && is_ascii_alphanumeric(text.data[i]))
		i++;
	return i < text.size && text.data[i] == ';' ? i + 1 - offset : 0;
}

static bool has_letter(struct slice text, size_t begin, size_t end)
{
	for (size_t i = begin, size; i < end; i += size) {
		size = reference_size(text, i);
		if (size)
			continue;
		if (is_letter_at(text, i, &size))
			return true;
	}
	return false;
}

static bool opens_image(struct slice text, const struct placeable *placeable)
{
	return placeable->kind == PLACEABLE_OPEN && text.data[placeable->begin] == '!';
}

/* Whether there is a letter in the text outside of its placeables and its images; *IN_IMAGE: or in an image's text. */
static bool has_prose(const struct reader *reader, bool *in_image)
{
	const struct placeables *placeables = &reader->inlines.placeables;
	size_t from = 0, image = SIZE_MAX;
	*in_image = false;
	for (size_t i = 0; i < placeables->count; i++) {
		const struct placeable *placeable = &placeables->items[i];
		bool letters = has_letter(reader->text, from, placeable->begin);
		if (letters && image == SIZE_MAX)
			return true;
		*in_image |= letters;
		if (image == SIZE_MAX && opens_image(reader->text, placeable))
			image = placeable->partner;
		else if (image == i)
			image = SIZE_MAX;
		from = placeable->end;
	}
	return has_letter(reader->text, from, reader->text.size);
}

/* Take [begin, end) of the text; a line break in it is a space. MARKUP: it is a placeable, where white space before a
 * line break may mean something. */
static void take_text(struct reader *reader, size_t begin, size_t end, bool markup)
{
	/* A tag in the place of a link's destination would become one on one line. */
	bool no_link = markup && begin >= 2 && reader->text.data[begin] == '<' && reader->text.data[begin - 1] == '(' &&
	               reader->text.data[begin - 2] == ']';
	while (begin < end) {
		size_t feed = slice_find_byte(slice_make(reader->text.data, end), '\n', begin);
		size_t to = feed == SLICE_NONE ? end : feed;
		if (!markup && feed != SLICE_NONE)
			while (to > begin && is_ascii_space(reader->text.data[to - 1]))
				to--;
		size_t source = source_of(reader, begin);
		builder_take(&reader->builder, source, source + (to - begin));
		if (feed == SLICE_NONE)
			return;
		size_t before = source_of(reader, to), after = source_of(reader, feed + 1);
		builder_replace(&reader->builder, no_link ? SLICE("\n") : SLICE(" "), before, after);
		begin = feed + 1;
	}
}

static bool is_line_break_tag(struct slice tag)
{
	return tag.size >= 4 && tag.data[0] == '<' && ascii_lower(tag.data[1]) == 'b' &&
	       ascii_lower(tag.data[2]) == 'r' && !is_ascii_alphanumeric(tag.data[3]);
}

/* A hard line break, the placeable found at index FOUND: outside of all pairs a segment ends there, and the break is
 * in neither segment. */
static void take_break(struct reader *reader, const struct placeable *found, bool inside_pair)
{
	struct document_builder *builder = &reader->builder;
	size_t before = source_of(reader, found->begin), after = source_of(reader, found->end);
	if (!inside_pair) {
		builder_break(builder);
		builder_replace(builder, SLICE(" "), before, after);
		return;
	}
	size_t begin = builder->text.size, index = builder->placeables.count;
	builder_replace(builder, SLICE("\\\n"), before, after);
	array_push(&builder->placeables, placeable_make(begin, begin + 2, PLACEABLE_ALONE, index));
}

/* Begin a unit with [begin, end) of the text and the placeables in it. */
static void take_range(struct reader *reader, size_t begin, size_t end)
{
	struct document_builder *builder = &reader->builder;
	const struct placeables *found = &reader->inlines.placeables;
	size_t depth = 0, first = 0, from = begin;
	builder_begin(builder);
	array_clear(&reader->indexes);
	reader->line = reader->line_offset = 0;
	while (first < found->count && found->items[first].begin < begin)
		first++;
	for (size_t i = first; i < found->count && found->items[i].end <= end; i++) {
		const struct placeable *placeable = &found->items[i];
		struct slice markup = slice_range(reader->text, placeable->begin, placeable->end);
		bool paired = placeable->partner != i;
		take_text(reader, from, placeable->begin, false);
		from = placeable->end;
		if (paired && placeable->kind == PLACEABLE_CLOSE && depth)
			depth--;
		if (markup.data[markup.size - 1] == '\n' || (depth == 0 && !paired && is_line_break_tag(markup))) {
			array_push(&reader->indexes, SIZE_MAX);
			take_break(reader, placeable, depth > 0);
			continue;
		}
		if (paired && placeable->kind == PLACEABLE_OPEN)
			depth++;
		size_t at = builder->text.size;
		take_text(reader, placeable->begin, placeable->end, true);
		size_t index = builder->placeables.count;
		array_push(&reader->indexes, index);
		array_push(&builder->placeables, placeable_make(at, builder->text.size, placeable->kind, index));
	}
	take_text(reader, from, end, false);
	for (size_t i = 0; i < reader->indexes.count; i++) {
		size_t index = reader->indexes.items[i], partner = found->items[first + i].partner;
		if (index == SIZE_MAX)
			continue;
		bool inside = partner >= first && partner - first < reader->indexes.count;
		builder->placeables.items[index].partner = (uint32_t)(inside ? reader->indexes.items[partner - first] : index);
	}
}

/* What begins another line of the block, whatever markers its first line begins with: as its second line begins, or
 * with spaces for the markers. */
static struct slice continuation_of(const struct reader *reader)
{
	struct slice source = reader->builder.document->source;
	const struct markdown_line *line = &reader->lines[reader->line_count > 1];
	struct slice prefix = slice_range(source, line->start, line->begin);
	size_t plain = 0;
	while (plain < prefix.size && strchr(" \t>", prefix.data[plain]) && prefix.data[plain])
		plain++;
	if (plain == prefix.size)
		return prefix;
	char *copy = arena_allocate(reader->builder.document->arena, prefix.size);
	for (size_t i = 0; i < prefix.size; i++)
		copy[i] = prefix.data[i] && strchr("\t>", prefix.data[i]) ? prefix.data[i] : ' ';
	return slice_make(copy, prefix.size);
}

static struct unit *end_unit(struct reader *reader, struct slice role, unsigned form)
{
	struct unit *unit = builder_end(&reader->builder, role);
	if (!unit)
		return NULL;
	unit->form = form;
	if ((form & FORM_KIND) == FORM_TEXT)
		builder_set_continuation(&reader->builder, unit, continuation_of(reader));
	return unit;
}

static unsigned quoted_form(char quote)
{
	return quote == '"'    ? FORM_DOUBLE_QUOTED
	       : quote == '\'' ? FORM_SINGLE_QUOTED
	       : quote == ')'  ? FORM_IN_PARENTHESES
	       : quote == ']'  ? FORM_ALT
	                       : FORM_LINE;
}

static struct slice role_of(const struct markdown_block *block)
{
	static const struct slice headings[] = {
		{ "heading 1", 9 }, { "heading 2", 9 }, { "heading 3", 9 },
		{ "heading 4", 9 }, { "heading 5", 9 }, { "heading 6", 9 },
	};
	static const struct slice places[] = {
		[MARKDOWN_BODY] = { "paragraph", 9 },         [MARKDOWN_LIST_ITEM] = { "list item", 9 },
		[MARKDOWN_QUOTATION] = { "quotation", 9 },    [MARKDOWN_FOOTNOTE] = { "footnote", 8 },
		[MARKDOWN_DEFINITION] = { "definition", 10 },
	};
	switch (block->kind) {
	case MARKDOWN_HEADING:
		return headings[block->level - 1];
	case MARKDOWN_TABLE_HEADING:
		return SLICE("table heading");
	case MARKDOWN_TABLE_CELL:
		return SLICE("table cell");
	case MARKDOWN_TITLE:
		return SLICE("title");
	case MARKDOWN_LINK_TITLE:
		return SLICE("link title");
	case MARKDOWN_PARAMETER:
		return slice_from(block->role);
	case MARKDOWN_COMMENT:
		return SLICE("comment in code");
	default:
		return places[block->place];
	}
}

static unsigned form_of(const struct markdown_block *block)
{
	unsigned flags = (block->opens_line ? FORM_OPENS_LINE : 0) | (block->opens_item ? FORM_OPENS_ITEM : 0);
	switch (block->kind) {
	case MARKDOWN_HEADING:
		return block->setext ? FORM_TEXT | flags : FORM_HEADING;
	case MARKDOWN_TABLE_HEADING:
	case MARKDOWN_TABLE_CELL:
		return FORM_CELL | flags;
	case MARKDOWN_TITLE:
	case MARKDOWN_LINK_TITLE:
	case MARKDOWN_PARAMETER:
		return quoted_form(block->quote);
	default:
		return FORM_TEXT | flags;
	}
}

static bool is_image_by_text(const struct reader *reader, const struct markdown_link *link)
{
	return link->image && link->by_text && has_letter(reader->text, link->text, link->close);
}

/* The images of a block that has no other prose: their descriptions and titles. Where one is a reference by its text,
 * the whole block with its markup, so that a translation can have the label (keep_references). */
static void add_images(struct reader *reader, const struct markdown_block *block)
{
	for (size_t i = 0; i < reader->inlines.links.count; i++)
		if (is_image_by_text(reader, &reader->inlines.links.items[i])) {
			take_range(reader, 0, reader->text.size);
			end_unit(reader, SLICE("image description"), form_of(block));
			return;
		}
	for (size_t i = 0; i < reader->inlines.links.count; i++) {
		struct markdown_link link = reader->inlines.links.items[i];
		if (!link.image)
			continue;
		if (has_letter(reader->text, link.text, link.close)) {
			take_range(reader, link.text, link.close);
			end_unit(reader, SLICE("image description"), FORM_ALT);
		}
		if (link.title < link.title_end && has_letter(reader->text, link.title, link.title_end)) {
			take_range(reader, link.title, link.title_end);
			end_unit(reader, SLICE("image title"), quoted_form(reader->text.data[link.title_end]));
		}
	}
}

/* The text of a heading without its markup, for the units below it. */
static struct slice plain_text(const struct unit *unit, struct arena *arena)
{
	if (unit->placeable_count == 0)
		return unit->text;
	char *plain = arena_allocate(arena, unit->text.size);
	size_t size = 0, from = 0;
	for (size_t i = 0; i <= unit->placeable_count; i++) {
		bool last = i == unit->placeable_count;
		struct placeable placeable =
		    last ? (struct placeable){ .begin = (uint32_t)unit->text.size } : unit->placeables[i];
		/* What is not translated, such as a code span, is part of the text all the same. */
		size_t to = !last && placeable.kind == PLACEABLE_ALONE ? placeable.end : placeable.begin;
		memcpy(plain + size, unit->text.data + from, to - from);
		size += to - from;
		from = placeable.end;
	}
	return slice_trim(slice_make(plain, size));
}

/* GFM's task list marker (5.3) is no prose. */
static void skip_task_marker(struct reader *reader, struct markdown_block *block)
{
	struct slice source = reader->builder.document->source;
	struct markdown_line *line = &reader->blocks.lines.items[block->line];
	const char *text = source.data + line->begin;
	if (!block->opens_item || line->end - line->begin < 4 || text[0] != '[' || text[2] != ']' ||
	    !strchr(" xX", text[1]) || !is_ascii_space(text[3]))
		return;
	for (line->begin += 3; line->begin < line->end && is_ascii_space(source.data[line->begin]);)
		line->begin++;
	block->opens_item = false;
}

/* The name of the attribute whose quoted value begins at VALUE of MARKUP. */
static struct slice attribute_name(struct slice markup, size_t value)
{
	size_t end = value - 1;
	while (end && (is_ascii_space(markup.data[end - 1]) || markup.data[end - 1] == '='))
		end--;
	size_t begin = end;
	while (begin && !is_ascii_space(markup.data[begin - 1]))
		begin--;
	return slice_range(markup, begin, end);
}

/* The attributes of tags, and the parameters of templates, in a block that has no other prose. */
static void add_attributes(struct reader *reader, const struct markdown_block *block)
{
	struct segments found = { 0 };
	for (size_t i = 0; i < reader->inlines.placeables.count; i++) {
		struct placeable placeable = reader->inlines.placeables.items[i];
		struct slice markup = slice_range(reader->text, placeable.begin, placeable.end);
		bool tag = markup.data[0] == '<';
		array_clear(&found);
		if (tag || markup.data[0] == '{')
			html_find_prose(markup, &found);
		for (size_t k = 0; k < found.count; k++) {
			struct segment value = found.items[k];
			char quote = value.begin ? markup.data[value.begin - 1] : 0;
			if ((quote != '"' && quote != '\'') || value.end == markup.size || markup.data[value.end] != quote ||
			    !has_letter(markup, value.begin, value.end))
				continue;
			take_range(reader, placeable.begin + value.begin, placeable.begin + value.end);
			bool in_cell = block->kind == MARKDOWN_TABLE_CELL || block->kind == MARKDOWN_TABLE_HEADING;
			unsigned html = quote == '"' ? HTML_FORM_DOUBLE_QUOTED : HTML_FORM_SINGLE_QUOTED;
			struct slice role = arena_format(reader->builder.document->arena, "attribute: %.*s",
			                                 SLICE_ARG(attribute_name(markup, value.begin)));
			struct unit *unit =
			    end_unit(reader, role, tag ? html | (in_cell ? FORM_IN_CELL : FORM_IN_LINES) : quoted_form(quote));
			if (unit && tag)
				builder_set_continuation(&reader->builder, unit, continuation_of(reader));
		}
	}
	array_finish(&found);
}

static void add_prose(struct reader *reader, struct markdown_block *block)
{
	skip_task_marker(reader, block);
	join_lines(reader, block);
	markdown_scan_inlines(reader->text, &reader->options, &reader->inlines);
	bool in_image, prose = has_prose(reader, &in_image);
	if (!prose) {
		add_images(reader, block);
		add_attributes(reader, block);
		return;
	}
	take_range(reader, 0, reader->text.size);
	const struct unit *unit = end_unit(reader, role_of(block), form_of(block));
	if (unit && block->kind == MARKDOWN_HEADING)
		reader->builder.section =
		    builder_keep_text(&reader->builder, plain_text(unit, reader->builder.document->arena));
}

/* A line of an HTML block without what it has of a tag that goes over several lines. IN_TAG: whether one is open at its begin,
 * and then at its end. */
static void add_html_line(struct reader *reader, struct markdown_line line, bool *in_tag)
{
	struct slice source = slice_make(reader->builder.document->source.data, line.end);
	size_t begin = line.begin, end = line.end;
	if (*in_tag) {
		size_t close = slice_find_byte(source, '>', begin);
		if (close == SLICE_NONE)
			return;
		begin = close + 1;
	}
	while (end > begin && source.data[end - 1] != '<' && source.data[end - 1] != '>')
		end--;
	*in_tag = end > begin && source.data[end - 1] == '<' && end < line.end && is_ascii_letter(source.data[end]);
	html_add_units(&reader->builder, begin, *in_tag ? end - 1 : line.end);
}

/* An HTML block, at once; or line by line where the prefixes of its lines would be read as text. The seventh kind is one only as
 * long as nothing else stands on its first line. */
static void add_html(struct reader *reader, const struct markdown_block *block)
{
	struct slice source = reader->builder.document->source;
	const struct markdown_line *lines = &reader->blocks.lines.items[block->line];
	bool quoted = false;
	for (size_t i = 1; i < block->line_count && !quoted; i++)
		quoted = slice_trim(slice_range(source, lines[i].start, lines[i].begin)).size > 0;
	bool in_tag = false;
	for (size_t i = 0; i < block->line_count && quoted; i++)
		add_html_line(reader, lines[i], &in_tag);
	size_t end = lines[block->line_count - 1].end;
	if (!quoted)
		html_add_parted_units(&reader->builder, lines->begin, block->level == 7 ? lines->end : end, end);
}

static void add_comment(struct reader *reader, struct markdown_block *block)
{
	const struct markdown_line *line = &reader->blocks.lines.items[block->line];
	if (!has_letter(reader->builder.document->source, line->begin, line->end))
		return;
	builder_begin(&reader->builder);
	builder_take(&reader->builder, line->begin, line->end);
	end_unit(reader, role_of(block), FORM_COMMENT);
}

static bool is_mdx(const char *name)
{
	struct slice file = slice_from(name);
	return file.size > 4 && slice_equal_ignoring_case(slice_from_offset(file, file.size - 4), SLICE(".mdx"));
}

static bool parse_markdown(struct document *document, struct diagnostics *sink)
{
	struct reader reader = { .builder = { .document = document } };
	size_t body = front_matter_end(document->source);
	front_matter_add_units(&reader.builder, body, sink);
	bool mdx = is_mdx(document->name) || markdown_begins_as_mdx(document->source, body);
	unsigned reading = (mdx ? MARKDOWN_MDX : 0) | (FORMAT_OPTIONS(document)->code_comments ? MARKDOWN_CODE_COMMENTS : 0);
	markdown_scan_blocks(document->source, body, reading, document->arena, &reader.blocks);
	reader.options = (struct markdown_inline_options){
		.references = MARKDOWN_DEFINED_REFERENCES,
		.labels = &reader.blocks.labels,
		.arena = document->arena,
		.mdx = reader.blocks.mdx,
	};
	for (size_t i = 0; i < reader.blocks.blocks.count; i++) {
		struct markdown_block *block = &reader.blocks.blocks.items[i];
		if (block->kind == MARKDOWN_HTML)
			add_html(&reader, block);
		else if (block->kind == MARKDOWN_PROPERTIES)
			front_matter_add_properties(&reader.builder, reader.blocks.lines.items[block->line].begin,
			                            reader.blocks.lines.items[block->line].end);
		else if (block->kind == MARKDOWN_COMMENT)
			add_comment(&reader, block);
		else if (block->kind == MARKDOWN_ATTRIBUTE)
			html_add_value_unit(&reader.builder, reader.blocks.lines.items[block->line].begin,
			                    reader.blocks.lines.items[block->line].end, block->quote, block->role);
		else
			add_prose(&reader, block);
		builder_settle(&reader.builder);
	}
	markdown_blocks_finish(&reader.blocks);
	builder_finish(&reader.builder);
	markdown_inlines_finish(&reader.inlines);
	buffer_finish(&reader.joined);
	array_finish(&reader.indexes);
	return true;
}

static void find_markdown_placeables(struct slice text, struct placeables *out)
{
	struct markdown_inline_options options = { .references = MARKDOWN_LABELLED_REFERENCES };
	struct markdown_inlines inlines = { 0 };
	markdown_scan_inlines(text, &options, &inlines);
	size_t shift = out->count;
	for (size_t i = 0; i < inlines.placeables.count; i++) {
		struct placeable placeable = inlines.placeables.items[i];
		placeable.partner += (uint32_t)shift;
		array_push(out, placeable);
	}
	markdown_inlines_finish(&inlines);
}

/* The title in the second half of an inline link, `](destination "title")`, without templates; and what is prose in a
 * tag. */
static void find_markdown_prose(struct slice markup, struct segments *out)
{
	if (!slice_starts_with(markup, SLICE("]("))) {
		html_find_prose(markup, out);
		return;
	}
	size_t begin = 2;
	while (begin < markup.size && is_ascii_space(markup.data[begin]))
		begin++;
	size_t end = markdown_destination_end(markup, begin), title = end;
	while (title < markup.size && is_ascii_space(markup.data[title]))
		title++;
	size_t title_end = markdown_link_title_end(markup, title);
	if (title == end || title_end < title + 2)
		return;
	unsigned missing = 0;
	size_t from = ++title;
	for (title_end--; title < title_end; title++) {
		size_t section = template_section_end(markup, title, title_end, &missing);
		if (section == 0)
			continue;
		if (from < title)
			array_push(out, segment_make(from, title));
		from = section;
		title = section - 1;
	}
	if (from < title_end)
		array_push(out, segment_make(from, title_end));
}

/* Writing. */

struct label {
	struct slice text;
	bool by_text; /* it is a reference by its text, not just text in brackets */
};

struct labels {
	struct label *items;
	size_t count, capacity;
};

/* The index of the first placeable of UNIT at OFFSET or behind it. */
static size_t find_placeable(const struct unit *unit, size_t offset)
{
	size_t low = 0, high = unit->placeable_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (unit->placeables[middle].begin < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_reference(const struct unit *unit, size_t begin)
{
	size_t i = find_placeable(unit, begin);
	return i < unit->placeable_count && unit->placeables[i].begin == begin &&
	       unit->placeables[i].kind == PLACEABLE_OPEN;
}

static bool has_reference(const struct unit *unit, const struct segment *segment)
{
	for (size_t i = find_placeable(unit, segment->begin); i < unit->placeable_count; i++) {
		struct placeable placeable = unit->placeables[i];
		if (placeable.begin >= segment->end)
			break;
		struct slice markup = slice_range(unit->text, placeable.begin, placeable.end);
		if (placeable.kind == PLACEABLE_CLOSE &&
		    (slice_equal(markup, SLICE("]")) || slice_equal(markup, SLICE("][]"))))
			return true;
	}
	return false;
}

/* A reference by its text, `[text]` or `[text][]`, loses its target when the text is translated. Append TRANSLATION to
 * OUT, with the source's label given to each one that changed: `[translated][text]`. They are known by their order. */
static void keep_references(const struct unit *unit, const struct segment *segment, struct slice translation,
                            struct buffer *out)
{
	struct markdown_inline_options options = { .references = MARKDOWN_ALL_REFERENCES };
	struct markdown_inlines inlines = { 0 };
	struct labels labels = { 0 };
	struct slice text = unit_segment_text(unit, segment);
	markdown_scan_inlines(text, &options, &inlines);
	for (size_t i = 0; i < inlines.links.count; i++) {
		const struct markdown_link *link = &inlines.links.items[i];
		if (link->by_text)
			array_push(&labels, (struct label){ slice_range(text, link->text, link->close),
			                                    is_reference(unit, segment->begin + link->open) });
	}
	markdown_scan_inlines(translation, &options, &inlines);
	size_t count = 0, written = 0;
	for (size_t i = 0; i < inlines.links.count; i++)
		count += inlines.links.items[i].by_text;
	for (size_t i = 0, k = 0; count == labels.count && i < inlines.links.count; i++) {
		const struct markdown_link *link = &inlines.links.items[i];
		if (!link->by_text)
			continue;
		struct label label = labels.items[k++];
		struct slice text_now = slice_range(translation, link->text, link->close);
		if (!label.by_text || link->close < written || slice_equal(label.text, text_now))
			continue;
		buffer_append(out, slice_range(translation, written, link->close));
		buffer_append_string(out, "][");
		buffer_append(out, label.text);
		buffer_append_byte(out, ']');
		written = link->end;
	}
	buffer_append(out, slice_from_offset(translation, written));
	array_finish(&labels);
	markdown_inlines_finish(&inlines);
}

static bool ends_escaping(struct slice text)
{
	size_t backslashes = 0;
	while (backslashes < text.size && text.data[text.size - 1 - backslashes] == '\\')
		backslashes++;
	return backslashes % 2 == 1;
}

static bool is_made_of(struct slice text, const char *bytes)
{
	for (size_t i = 0; i < text.size; i++)
		if (!text.data[i] || !strchr(bytes, text.data[i]))
			return false;
	return true;
}

/* Whether LINE may be a thematic break of asterisks or underscores (CommonMark 4.1). */
static bool is_rule(struct slice line)
{
	size_t marks = 0;
	for (size_t i = 0; i < line.size; i++)
		marks += line.data[i] != ' ';
	return marks >= 3 && is_made_of(line, "*_ ");
}

static size_t run_length(struct slice text, char byte)
{
	size_t length = 0;
	while (length < text.size && text.data[length] == byte)
		length++;
	return length;
}

/* Where a backslash makes LINE, which begins a line of a block, text again: the first byte, or the punctuation after a
 * number; SIZE_MAX if it is text. */
static size_t block_markup(struct slice line, bool opens_block, bool opens_item)
{
	if (line.size == 0)
		return SIZE_MAX;
	char first = line.data[0];
	size_t run = run_length(line, first);
	bool spaced = run == line.size || is_ascii_space(line.data[run]);
	bool single = run == 1 && spaced, named;
	switch (first) {
	case '#':
		return run <= 6 && spaced ? 0 : SIZE_MAX;
	case '>':
		return 0;
	case '+':
		return single ? 0 : SIZE_MAX;
	case '*':
	case '-':
	case '_':
		return (single && first != '_') || is_made_of(line, "- |:") || is_rule(line) ? 0 : SIZE_MAX;
	case '=':
		named = run == 3 && slice_starts_with(slice_trim(slice_from_offset(line, run)), SLICE("\""));
		return is_made_of(line, "= ") || named ? 0 : SIZE_MAX;
	case '|':
		return is_made_of(line, "|-: ") ? 0 : SIZE_MAX;
	case '`':
		return run >= 3 && slice_find_byte(line, '`', run) == SLICE_NONE ? 0 : SIZE_MAX;
	case '~':
		return run >= 3 ? 0 : SIZE_MAX;
	case ':':
		named = run == 2 && line.size > 2 && is_ascii_letter(line.data[2]);
		return run >= 3 || single || named || is_made_of(line, "|-: ") ? 0 : SIZE_MAX;
	case '!':
	case '?':
		return run == 3 ? 0 : SIZE_MAX;
	case '[':
		if (opens_item && line.size > 2 && line.data[2] == ']' && strchr(" xX", line.data[1]) &&
		    (line.size == 3 || is_ascii_space(line.data[3])))
			return 0;
		run = markdown_label_end(line, 0);
		return run && run < line.size && line.data[run] == ':' && (opens_block || line.data[1] == '^')
		           ? run
		           : SIZE_MAX;
	default:
		break;
	}
	size_t digits = 0;
	while (digits < line.size && is_ascii_digit(line.data[digits]))
		digits++;
	bool marker = digits && digits <= 9 && digits < line.size &&
	              (line.data[digits] == '.' || line.data[digits] == ')') &&
	              (digits + 1 == line.size || is_ascii_space(line.data[digits + 1]));
	return marker ? digits : SIZE_MAX;
}

/* Whether SEGMENT begins on a line of the source of its own: what is before it in its block is on others. */
static bool begins_line(const struct document *document, const struct unit *unit, const struct segment *segment)
{
	size_t before = segment->begin;
	while (before && is_ascii_space(unit->text.data[before - 1]))
		before--;
	size_t from = unit_source_offset(unit, before), to = unit_source_offset(unit, segment->begin);
	const char *between = document->source.data + from;
	return memchr(between, '\n', to - from) || memchr(between, '\r', to - from);
}

static void append_escaped_at(struct slice text, size_t offset, struct buffer *out)
{
	if (offset < text.size) {
		buffer_append(out, slice_range(text, 0, offset));
		buffer_append_byte(out, '\\');
		text = slice_from_offset(text, offset);
	}
	buffer_append(out, text);
}

/* What a hard line break is written as in SEGMENT's source. Some programs know two spaces only, and take a backslash for one;
 * and a backslash is a part of an address before it. */
static struct slice break_spelling(const struct document *document, const struct unit *unit, const struct segment *segment)
{
	struct slice source = slice_range(document->source, unit_source_offset(unit, segment->begin),
	                                  unit_source_offset(unit, segment->end));
	for (size_t at = 0; (at = slice_find_byte(source, '\\', at)) != SLICE_NONE; at += 2)
		if (at + 1 < source.size && (source.data[at + 1] == '\n' || source.data[at + 1] == '\r'))
			return SLICE("\\");
	return SLICE("  ");
}

/* Take the mark of a hard line break off LINE, which another follows: a backslash, as catalogs have it, or two spaces. */
static bool take_hard_break(struct slice *line)
{
	bool spaces = slice_ends_with(*line, SLICE("  "));
	*line = slice_trim(*line);
	if (line->size < 2 || !ends_escaping(*line))
		return spaces;
	line->size--;
	return true;
}

static void fit_lines(const struct document *document, const struct unit *unit, const struct segment *segment,
                      struct slice text, struct buffer *out)
{
	bool opens_block = segment->begin == 0 && unit->form & FORM_OPENS_LINE;
	bool opens_line = segment->begin == 0 ? opens_block : begins_line(document, unit, segment);
	bool opens_item = opens_block && unit->form & FORM_OPENS_ITEM;
	struct slice line, break_mark = SLICE("");
	for (bool first = true; slice_next_part(&text, '\n', &line); first = false) {
		bool hard = text.data && take_hard_break(&line);
		line = slice_trim(line);
		if (line.size == 0)
			continue;
		if (!first) {
			buffer_append(out, prose_line_ending(document->source));
			buffer_append(out, unit->kind->continuation);
		}
		bool text_only = first && !opens_line;
		size_t markup = text_only ? SIZE_MAX : block_markup(line, opens_block && first, opens_item && first);
		append_escaped_at(line, markup, out);
		if (hard && !break_mark.size)
			break_mark = break_spelling(document, unit, segment);
		if (hard)
			buffer_append(out, break_mark);
	}
}

/* TEXT on one line, each of BYTES in it that is not escaped escaped. */
static void fit_escaping(struct slice text, const char *bytes, struct buffer *out)
{
	for (size_t i = 0; i < text.size; i++) {
		char byte = text.data[i];
		if (byte == '\\' && i + 1 < text.size && text.data[i + 1] != '\n') {
			buffer_append_byte(out, byte);
			byte = text.data[++i];
		} else if (byte == '\\' && i + 1 < text.size) {
			byte = ' ';
			i++;
		} else if (byte == '\n') {
			byte = ' ';
		} else if (byte && strchr(bytes, byte)) {
			buffer_append_byte(out, '\\');
		}
		buffer_append_byte(out, byte);
	}
}

static void fit_heading(const struct unit *unit, const struct segment *segment, struct slice text, struct buffer *out)
{
	size_t before = out->size;
	fit_escaping(text, "", out);
	struct slice written = slice_make(out->data + before, out->size - before);
	size_t hashes = written.size;
	while (hashes && written.data[hashes - 1] == '#')
		hashes--;
	bool apart = hashes == 0 || written.data[hashes - 1] == ' ';
	if (!apart || hashes == written.size || segment->end < unit->text.size)
		return;
	size_t count = written.size - hashes;
	out->size -= count;
	buffer_append_byte(out, '\\');
	for (; count; count--)
		buffer_append_byte(out, '#');
}

/* Between the brackets of an image: those of the text that are not paired are escaped. */
static void fit_alt(struct slice text, struct buffer *out)
{
	size_t depth = 0;
	bool balanced = true;
	for (size_t i = 0; i < text.size && balanced; i++) {
		if (text.data[i] == '\\')
			i++;
		else if (text.data[i] == '[')
			depth++;
		else if (text.data[i] == ']')
			balanced = depth-- > 0;
	}
	fit_escaping(text, balanced && depth == 0 ? "" : "[]", out);
}

static void fit_cell(const struct unit *unit, const struct segment *segment, struct slice text, struct buffer *out)
{
	struct buffer line = { 0 };
	fit_escaping(text, "|", &line);
	bool opens_line = segment->begin == 0 && unit->form & FORM_OPENS_LINE;
	size_t markup = opens_line ? block_markup(buffer_slice(&line), true, false) : SIZE_MAX;
	append_escaped_at(buffer_slice(&line), markup, out);
	buffer_finish(&line);
}

/* Whether SEGMENT goes over the end of a line in the source. */
static bool is_broken(const struct document *document, const struct unit *unit, const struct segment *segment)
{
	size_t begin = unit_source_offset(unit, segment->begin), end = unit_source_offset(unit, segment->end);
	return slice_find_byte(slice_range(document->source, begin, end), '\n', 0) != SLICE_NONE;
}

/* VALUE, of an attribute, with a line break for its first space or at its end: a tag that stands alone in a paragraph over
 * several lines would be an HTML block on one. */
static void append_broken(const struct document *document, const struct unit *unit, struct slice value, struct buffer *out)
{
	size_t space = slice_find_byte(value, ' ', 0), end = space == SLICE_NONE ? value.size : space;
	buffer_append(out, slice_range(value, 0, end));
	buffer_append(out, prose_line_ending(document->source));
	buffer_append(out, unit->kind->continuation);
	buffer_append(out, slice_from_offset(value, end + 1));
}

static void fit_html(const struct document *document, const struct unit *unit, const struct segment *segment,
                     struct slice translation, struct buffer *out)
{
	struct unit plain = *unit;
	struct buffer value = { 0 };
	plain.form &= ~(unsigned)(FORM_IN_CELL | FORM_IN_LINES);
	html_fit(document, &plain, segment, translation, &value);
	if (unit->form & FORM_IN_CELL)
		fit_escaping(buffer_slice(&value), "|", out);
	else if (unit->form & FORM_IN_LINES && is_broken(document, unit, segment))
		append_broken(document, unit, buffer_slice(&value), out);
	else
		buffer_append(out, buffer_slice(&value));
	buffer_finish(&value);
}

static void append_on_one_line(struct slice text, struct buffer *out)
{
	for (size_t i = 0; i < text.size; i++)
		buffer_append_byte(out, text.data[i] == '\n' || text.data[i] == '\r' ? ' ' : text.data[i]);
}

static void fit_markdown(const struct document *document, const struct unit *unit, const struct segment *segment,
                         struct slice translation, struct buffer *out)
{
	if (slice_equal(translation, unit_segment_text(unit, segment))) {
		buffer_append(out, slice_range(document->source, unit_source_offset(unit, segment->begin),
		                               unit_source_offset(unit, segment->end)));
		return;
	}
	if (unit->form & HTML_FORM) {
		fit_html(document, unit, segment, translation, out);
		return;
	}
	if (unit->form & FRONT_MATTER_FORM) {
		front_matter_fit(document, unit, segment, translation, out);
		return;
	}
	if ((unit->form & FORM_KIND) == FORM_COMMENT) {
		append_on_one_line(translation, out);
		return;
	}
	struct buffer kept = { 0 };
	struct slice text = slice_trim(translation);
	if (has_reference(unit, segment)) {
		keep_references(unit, segment, text, &kept);
		text = buffer_slice(&kept);
	}
	switch (unit->form & FORM_KIND) {
	case FORM_HEADING:
		fit_heading(unit, segment, text, out);
		break;
	case FORM_CELL:
		fit_cell(unit, segment, text, out);
		break;
	case FORM_ALT:
		fit_alt(text, out);
		break;
	case FORM_DOUBLE_QUOTED:
		fit_escaping(text, "\"", out);
		break;
	case FORM_SINGLE_QUOTED:
		fit_escaping(text, "'", out);
		break;
	case FORM_IN_PARENTHESES:
		fit_escaping(text, "()", out);
		break;
	case FORM_LINE:
		fit_escaping(text, "", out);
		break;
	default:
		fit_lines(document, unit, segment, text, out);
	}
	unsigned kind = unit->form & FORM_KIND;
	if (ends_escaping(text) && kind >= FORM_DOUBLE_QUOTED && kind <= FORM_IN_PARENTHESES) {
		out->size--; /* cmark-gfm takes a quote behind two backslashes for an escaped one */
		buffer_append_string(out, "&#92;");
	} else if (ends_escaping(text) && !ends_escaping(unit_segment_text(unit, segment))) {
		buffer_append_byte(out, '\\');
	}
	if (kind == FORM_CELL && slice_ends_with(text, SLICE("\\")))
		buffer_append_byte(out, ' '); /* no pipe may follow a backslash, not even an escaped one */
	buffer_finish(&kept);
}

static const char *const markdown_extensions[] = { "md", "markdown", "mdown", "mkd", "mdx", "qmd", "Rmd", NULL };

static bool markdown_takes_elements(const struct unit *unit)
{
	if (unit->form & (HTML_FORM | FRONT_MATTER_FORM))
		return unit->form & HTML_FORM && html_takes_elements(unit);
	unsigned kind = unit->form & FORM_KIND;
	return kind == FORM_TEXT || kind == FORM_HEADING || kind == FORM_CELL;
}

const struct format format_markdown = {
	.name = "markdown",
	.extensions = markdown_extensions,
	.character_references = true,
	.parse = parse_markdown,
	.fit = fit_markdown,
	.find_placeables = find_markdown_placeables,
	.takes_elements = markdown_takes_elements,
	.find_prose = find_markdown_prose,
};
