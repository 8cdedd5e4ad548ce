/* office_rewrite.c: a part of an office document with new text in its paragraphs (office_part.h). */

#include "base/message.h"
#include "formats/office_direction.h"
#include "formats/office_part.h"
#include "formats/office_text.h"
#include "formats/xml_characters.h"

struct rewriting {
	struct office_part *part;
	const struct office_lines *lines;
	struct buffer *out;
	size_t current; /* the paragraph that is written; OFFICE_NONE: none */
	struct diagnostics *sink;
};

/* One paragraph as it is written. */
struct writing {
	struct rewriting *rewriting;
	const struct office_paragraph *paragraph;
	struct office_names names;
	size_t style;      /* what is open; OFFICE_NONE: nothing */
	bool in_text, rtl; /* it is open for text, and for text from right to left */
	bool after_space;  /* another would be folded into it */
	size_t begun;      /* marks before this one that begin something are written */
	struct { size_t *items; size_t count, capacity; } plain; /* the style of text without tags, by open pairs */
	struct { bool *items; size_t count, capacity; } used;    /* of each name, whether its marks are written */
};

static void copy(struct rewriting *rewriting, size_t begin, size_t end);

static void append_escaped(struct buffer *out, struct slice text, bool attribute)
{
	size_t from = 0;
	for (size_t i = 0; i < text.size; i++) {
		char byte = text.data[i];
		const char *escape = byte == '&'                ? "&amp;"
		                     : byte == '<'              ? "&lt;"
		                     : byte == '>'              ? "&gt;"
		                     : byte == '"' && attribute ? "&quot;"
		                     : byte == '\'' && attribute ? "&apos;"
		                                                : NULL;
		if (!escape)
			continue;
		buffer_append(out, slice_range(text, from, i));
		buffer_append_string(out, escape);
		from = i + 1;
	}
	buffer_append(out, slice_from_offset(text, from));
}

static void end_text(struct writing *writing)
{
	if (writing->in_text)
		buffer_append(writing->rewriting->out, writing->rewriting->part->styles.items[writing->style].text_close);
	writing->in_text = false;
}

/* Whether text in STYLE is written otherwise in either direction. */
static bool is_turning(const struct writing *writing, size_t style)
{
	const struct office_part *part = writing->rewriting->part;
	return part->direction.size && style != OFFICE_NONE && part->styles.items[style].rtl.data;
}

/* What follows is in STYLE, and from right to left where RTL, if that makes a difference there. */
static void set_style(struct writing *writing, size_t style, bool rtl)
{
	struct rewriting *rewriting = writing->rewriting;
	bool turning = is_turning(writing, style);
	if (writing->style == style && (!turning || writing->rtl == rtl))
		return;
	end_text(writing);
	if (writing->style != OFFICE_NONE)
		buffer_append(rewriting->out, rewriting->part->styles.items[writing->style].close);
	writing->style = style;
	writing->rtl = rtl;
	if (style == OFFICE_NONE)
		return;
	const struct office_style *next = &rewriting->part->styles.items[style];
	buffer_append(rewriting->out, next->open);
	buffer_append(rewriting->out, !turning ? next->properties : rtl ? next->rtl : next->ltr);
}

static void begin_text(struct writing *writing)
{
	if (!writing->in_text && writing->style != OFFICE_NONE) {
		buffer_append(writing->rewriting->out, writing->rewriting->part->styles.items[writing->style].text_open);
		writing->in_text = true;
	}
}

/* Characters that are elements in the source. */
static size_t write_special(struct writing *writing, struct slice text)
{
	static const struct { const char *character, *element; } specials[] = {
		{ "\xe2\x80\x91", "noBreakHyphen" }, { "\xc2\xad", "softHyphen" },
	};
	const struct office_style *style = &writing->rewriting->part->styles.items[writing->style];
	bool has_specials = style->prefix.size && !writing->rewriting->part->space.size;
	for (size_t i = 0; has_specials && i < sizeof specials / sizeof *specials; i++) {
		struct slice character = slice_from(specials[i].character);
		if (!slice_starts_with(text, character))
			continue;
		end_text(writing);
		buffer_append_format(writing->rewriting->out, "<%.*s%s/>", SLICE_ARG(style->prefix), specials[i].element);
		return character.size;
	}
	return 0;
}

static bool is_special(const struct writing *writing, struct slice text, size_t at)
{
	unsigned char byte = (unsigned char)text.data[at];
	return (byte == ' ' && writing->rewriting->part->space.size) || byte == 0xc2 || byte == 0xe2;
}

/* TEXT, as it is meant, in the style that is set. */
static void write_characters(struct writing *writing, struct slice text)
{
	struct buffer *out = writing->rewriting->out;
	size_t style = writing->style;
	for (size_t i = 0; i < text.size;) {
		size_t end = i;
		while (end < text.size && !is_special(writing, text, end))
			end++;
		if (end > i) {
			begin_text(writing);
			append_escaped(out, slice_range(text, i, end), false);
			writing->after_space = false;
		}
		if (end == text.size)
			break;
		i = end;
		size_t special = text.data[i] == ' ' || style == OFFICE_NONE ? 0 : write_special(writing, slice_from_offset(text, i));
		if (special) {
			i += special;
			continue;
		}
		begin_text(writing);
		bool space = text.data[i] == ' ';
		if (space && writing->after_space && style != OFFICE_NONE &&
		    writing->rewriting->part->styles.items[style].prefix.size)
			buffer_append(out, writing->rewriting->part->space);
		else
			buffer_append_byte(out, text.data[i]);
		writing->after_space = space;
		i++;
	}
}

/* TEXT, as it is meant, in STYLE. */
static void write_text(struct writing *writing, size_t style, struct slice text)
{
	bool turning = is_turning(writing, style), base = slice_equal(writing->rewriting->part->direction, SLICE("rtl"));
	for (size_t from = 0, end; from < text.size; from = end) {
		bool rtl = base;
		end = turning ? office_stretch_end(text, from, base, &rtl) : text.size;
		set_style(writing, style, rtl);
		write_characters(writing, slice_range(text, from, end));
	}
}

/* ITEM as it stands in the source. */
static void write_item(struct writing *writing, const struct office_item *item)
{
	if (item->kind == OFFICE_TEXT) {
		write_text(writing, item->style, item->text);
		return;
	}
	set_style(writing, item->style, writing->style == item->style && writing->rtl);
	if (item->inside)
		begin_text(writing);
	else
		end_text(writing);
	copy(writing->rewriting, item->begin, item->end);
	if (item->kind == OFFICE_ALONE)
		writing->after_space = false;
}

static void write_items(struct writing *writing, size_t index)
{
	const struct office_item *items = writing->paragraph->items;
	size_t last = items[index].last;
	/* An item that stands for several is the first of them, and of another kind. */
	for (size_t i = index; i <= last; i++)
		write_item(writing, &items[i]);
}

static void write_mark(struct writing *writing, struct office_mark *mark)
{
	if (!mark->written)
		write_items(writing, mark->item);
	mark->written = true;
}

/* The marks of a list; before one that ends something, all that begin before it. */
static void write_marks(struct writing *writing, size_t first)
{
	const struct office_item *items = writing->paragraph->items;
	struct office_mark *marks = writing->names.marks.items;
	for (size_t i = first; i != OFFICE_NONE; i = marks[i].next) {
		bool ends = items[marks[i].item].kind == OFFICE_MARK_END;
		for (; ends && writing->begun < i; writing->begun++)
			if (items[marks[writing->begun].item].kind == OFFICE_MARK_BEGIN)
				write_mark(writing, &marks[writing->begun]);
		write_mark(writing, &marks[i]);
	}
}

static void open_style(struct writing *writing, size_t style)
{
	array_push(&writing->plain, style);
}

static void write_tag(struct writing *writing, const struct office_tag *tag, size_t index)
{
	const struct office_name *name = &writing->names.names.items[index];
	if (name->kind == OFFICE_NAME_STYLE) {
		if (tag->kind == PLACEABLE_CLOSE)
			writing->plain.count--;
		else
			open_style(writing, name->index);
		return;
	}
	if (tag->kind == PLACEABLE_CLOSE) {
		writing->plain.count--;
		if (name->close != OFFICE_NONE)
			write_items(writing, name->close);
		set_style(writing, OFFICE_NONE, false);
		return;
	}
	bool *used = &writing->used.items[index];
	if (!*used)
		write_marks(writing, name->before);
	write_items(writing, name->index);
	if (tag->kind == PLACEABLE_OPEN)
		open_style(writing, writing->names.bases.items[index]);
	if (!*used)
		write_marks(writing, name->after);
	*used = true;
}

/* The paragraph of WRITING with LINE for its text. Its tags are known to fit. */
static void write_line(struct writing *writing, struct slice line)
{
	struct buffer text = { 0 };
	struct office_tag tag;
	size_t from = 0;
	open_style(writing, writing->names.base);
	for (size_t i = 0; i < writing->names.names.count; i++)
		array_push(&writing->used, false);
	write_marks(writing, writing->names.before);
	for (bool more = true; more; from = tag.end) {
		more = office_next_tag(line, from, &tag);
		size_t end = more ? tag.begin : line.size;
		buffer_clear(&text);
		office_unescape(slice_range(line, from, end), &text);
		size_t style = *array_last(&writing->plain);
		write_text(writing, style != OFFICE_NONE ? style : writing->names.base, buffer_slice(&text));
		if (more)
			write_tag(writing, &tag, table_get(&writing->names.by_spelling, slice_range(line, tag.begin, tag.end)));
	}
	for (size_t i = 0; i < writing->names.marks.count; i++)
		write_mark(writing, &writing->names.marks.items[i]);
	set_style(writing, OFFICE_NONE, false);
	buffer_finish(&text);
}

static bool tags_fit(struct rewriting *rewriting, size_t index)
{
	struct buffer why = { 0 };
	struct slice old = rewriting->lines->old[index], new = rewriting->lines->new[index];
	bool fit = office_accept(old, new, &why);
	if (!fit)
		diagnostics_error(rewriting->sink,
		                  (struct position){ rewriting->part->file, rewriting->lines->first + index, 1 },
		                  _("%.*s; mend the translation of this paragraph, which is left as it was"),
		                  SLICE_ARG(buffer_slice(&why)));
	buffer_finish(&why);
	return fit;
}

static void write_attribute(struct rewriting *rewriting, struct slice line)
{
	struct buffer text = { 0 };
	office_unescape(line, &text);
	append_escaped(rewriting->out, buffer_slice(&text), true);
	buffer_finish(&text);
}

/* Write paragraph INDEX anew; false where it stays. */
static bool write_paragraph(struct rewriting *rewriting, size_t index)
{
	const struct office_lines *lines = rewriting->lines;
	const struct office_paragraph *paragraph = &rewriting->part->paragraphs.items[index];
	if (slice_equal(lines->old[index], lines->new[index]) || !tags_fit(rewriting, index))
		return false;
	if (paragraph->attribute) {
		write_attribute(rewriting, lines->new[index]);
		return true;
	}
	struct writing writing = {
		.rewriting = rewriting, .paragraph = paragraph, .names = { .arena = rewriting->part->passing },
		.style = OFFICE_NONE, .after_space = true,
	};
	struct buffer view = { 0 };
	size_t around = rewriting->current;
	rewriting->current = index;
	office_view_names(rewriting->part, index, &writing.names, &view);
	write_line(&writing, lines->new[index]);
	rewriting->current = around;
	buffer_finish(&view);
	office_names_finish(&writing.names);
	array_finish(&writing.plain);
	array_finish(&writing.used);
	return true;
}

/* The first patch that begins at OFFSET or later. */
static size_t find_patch(const struct office_part *part, size_t offset)
{
	size_t low = 0, high = part->patches.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (part->patches.items[middle].begin < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Bytes [BEGIN, END) of the source, what is patched in them as it is to be. Paragraphs in paragraphs make it call
 * itself, as deep as a reader lets them be. */
static void copy(struct rewriting *rewriting, size_t begin, size_t end)
{
	const struct office_part *part = rewriting->part;
	size_t written = begin;
	for (size_t i = find_patch(part, begin); i < part->patches.count && part->patches.items[i].begin < end; i++) {
		const struct office_patch *patch = &part->patches.items[i];
		bool own = patch->paragraph != OFFICE_NONE && patch->paragraph == rewriting->current;
		if (own || patch->begin < written || patch->end > end)
			continue;
		if (patch->paragraph != OFFICE_NONE) {
			struct slice before = slice_range(part->source, written, patch->begin);
			if (slice_equal(rewriting->lines->old[patch->paragraph], rewriting->lines->new[patch->paragraph]))
				continue;
			size_t size = rewriting->out->size;
			buffer_append(rewriting->out, before);
			if (write_paragraph(rewriting, patch->paragraph))
				written = patch->end;
			else
				rewriting->out->size = size;
			/* Behind an empty one comes no patch that this one is not before. */
			if (written == patch->end && patch->begin < patch->end)
				i = find_patch(part, patch->end) - 1;
		} else {
			buffer_append(rewriting->out, slice_range(part->source, written, patch->begin));
			buffer_append(rewriting->out, patch->value);
			written = patch->end;
		}
	}
	buffer_append(rewriting->out, slice_range(part->source, written, end));
}

void office_rewrite(struct office_part *part, const struct office_lines *lines, struct buffer *out,
                    struct diagnostics *sink)
{
	struct rewriting rewriting = { .part = part, .lines = lines, .out = out, .current = OFFICE_NONE, .sink = sink };
	copy(&rewriting, part->begin, part->end);
}
