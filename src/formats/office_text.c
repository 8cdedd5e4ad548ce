#include "formats/office_text.h"

#include "base/message.h"
#include "base/table.h"
#include "formats/prose.h"
#include "formats/xml_characters.h"

enum { TAG_NAME_MOST = 16 };

bool office_read_head(struct slice text, struct office_head *head)
{
	if (!text.size || text.data[0] != OFFICE_LANGUAGE)
		return false;
	size_t direction = slice_find_byte(text, OFFICE_DIRECTION, 1);
	size_t end = direction == SLICE_NONE ? SLICE_NONE : slice_find_byte(text, OFFICE_HEAD_END, direction);
	if (end == SLICE_NONE)
		return false;
	*head = (struct office_head){ slice_range(text, 1, direction), slice_range(text, direction + 1, end), end + 1 };
	return true;
}

static bool is_name_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || is_ascii_digit(byte);
}

/* The tag that begins with the `<` at OFFSET; false where it begins none. */
static bool read_tag(struct slice text, size_t offset, struct office_tag *tag)
{
	size_t at = offset + 1;
	*tag = (struct office_tag){ .begin = offset, .kind = PLACEABLE_OPEN };
	if (at < text.size && text.data[at] == '/') {
		tag->kind = PLACEABLE_CLOSE;
		at++;
	}
	size_t name = at;
	while (at < text.size && at - name < TAG_NAME_MOST && is_name_byte(text.data[at]))
		at++;
	tag->name = slice_range(text, name, at);
	if (tag->name.size && at < text.size && text.data[at] == '/' && tag->kind == PLACEABLE_OPEN) {
		tag->kind = PLACEABLE_ALONE;
		at++;
	}
	tag->end = at + 1;
	return tag->name.size && at < text.size && text.data[at] == '>';
}

bool office_next_tag(struct slice text, size_t from, struct office_tag *tag)
{
	for (; (from = slice_find_byte(text, '<', from)) != SLICE_NONE; from++)
		if (read_tag(text, from, tag))
			return true;
	return false;
}

/* NAME without the number that tells it from others of its kind. */
static struct slice kind_of(struct slice name)
{
	while (name.size && is_ascii_digit(name.data[name.size - 1]))
		name.size--;
	return name;
}

bool office_tag_is_formatting(struct slice name)
{
	static const char *const structure[] = { "a", "ins", "ref", "x" };
	struct slice kind = kind_of(name);
	for (size_t i = 0; i < sizeof structure / sizeof *structure; i++)
		if (slice_equal_string(kind, structure[i]))
			return false;
	return true;
}

/* Whether REST, from an `&` on, begins with `&lt;` or `&amp;`, or may once something comes behind it. */
static bool begins_escape(struct slice rest)
{
	static const char *const escapes[] = { "&lt;", "&amp;" };
	for (size_t i = 0; i < 2; i++) {
		struct slice escape = slice_from(escapes[i]);
		size_t size = rest.size < escape.size ? rest.size : escape.size;
		if (memcmp(rest.data, escape.data, size) == 0)
			return true;
	}
	return false;
}

void office_escape(struct slice text, struct buffer *out)
{
	size_t from = 0;
	for (size_t i = 0; i < text.size; i++) {
		char byte = text.data[i];
		if ((unsigned char)byte > '<' || (byte != '<' && byte != '&' && (unsigned char)byte >= ' '))
			continue;
		struct slice rest = slice_from_offset(text, i);
		bool last = rest.size == 1;
		const char *escape = NULL;
		if ((unsigned char)byte < ' ')
			escape = " ";
		else if (byte == '<' && (last || rest.data[1] == '/' || is_ascii_alphanumeric(rest.data[1])))
			escape = "&lt;";
		else if (byte == '&' && begins_escape(rest))
			escape = "&amp;";
		if (!escape)
			continue;
		buffer_append(out, slice_range(text, from, i));
		buffer_append_string(out, escape);
		from = i + 1;
	}
	buffer_append(out, slice_from_offset(text, from));
}

void office_unescape(struct slice text, struct buffer *out)
{
	size_t from = 0;
	for (size_t at = 0; (at = slice_find_byte(text, '&', at)) != SLICE_NONE; at++) {
		struct slice rest = slice_from_offset(text, at);
		bool less = slice_starts_with(rest, SLICE("&lt;"));
		if (!less && !slice_starts_with(rest, SLICE("&amp;")))
			continue;
		buffer_append(out, slice_range(text, from, at));
		buffer_append_byte(out, less ? '<' : '&');
		from = at + (less ? 4 : 5);
		at = from - 1;
	}
	buffer_append(out, slice_from_offset(text, from));
}

void office_find_placeables(struct slice text, struct placeables *out)
{
	struct { size_t *items; size_t count, capacity; } opens = { 0 };
	struct office_tag tag;
	for (size_t from = 0; office_next_tag(text, from, &tag); from = tag.end) {
		size_t own = out->count;
		array_push(out, placeable_make(tag.begin, tag.end, tag.kind, own));
		if (tag.kind == PLACEABLE_OPEN)
			array_push(&opens, own);
		if (tag.kind != PLACEABLE_CLOSE || !opens.count)
			continue;
		struct placeable *open = &out->items[*array_last(&opens)];
		if (!slice_equal(slice_range(text, open->begin + 1, open->end - 1), tag.name))
			continue;
		open->partner = (uint32_t)own;
		array_last(out)->partner = (uint32_t)*array_last(&opens);
		opens.count--;
	}
	array_finish(&opens);
}

/* The lines of a document, read into units. */
struct reading {
	struct document_builder builder;
	struct placeables placeables; /* of the line's text */
};

/* A range of the line's text, and of its placeables. */
struct piece {
	size_t begin, end, first, last;
};

/* Leave out of PIECE what stands at its edges and is nothing of a sentence: what has no text in it, pairs around it. */
static void trim_piece(const struct reading *reading, struct slice text, struct piece *piece)
{
	const struct placeable *items = reading->placeables.items;
	for (;;) {
		while (piece->begin < piece->end && is_ascii_space(text.data[piece->begin]))
			piece->begin++;
		while (piece->begin < piece->end && is_ascii_space(text.data[piece->end - 1]))
			piece->end--;
		if (piece->first == piece->last)
			return;
		const struct placeable *head = &items[piece->first], *tail = &items[piece->last - 1];
		bool at_begin = head->begin == piece->begin, at_end = tail->end == piece->end;
		bool around = head->kind == PLACEABLE_OPEN && head->partner == piece->last - 1;
		if (at_begin && at_end && around) {
			piece->first++;
			piece->last--;
			piece->begin = head->end;
			piece->end = tail->begin;
		} else if (at_begin && head->kind == PLACEABLE_ALONE) {
			piece->first++;
			piece->begin = head->end;
		} else if (at_end && tail->kind == PLACEABLE_ALONE) {
			piece->last--;
			piece->end = tail->begin;
		} else {
			return;
		}
	}
}

/* The text of PIECE that is in no tag, appended to OUT. */
static void take_words(const struct reading *reading, struct slice text, const struct piece *piece, struct buffer *out)
{
	size_t from = piece->begin;
	for (size_t i = piece->first; i < piece->last; i++) {
		const struct placeable *placeable = &reading->placeables.items[i];
		buffer_append(out, slice_range(text, from, placeable->begin));
		from = placeable->end;
	}
	buffer_append(out, slice_range(text, from, piece->end));
}

static bool is_heading(struct slice role)
{
	return slice_starts_with(role, SLICE("heading")) || slice_equal(role, SLICE("title"));
}

/* A unit of the part of TEXT, which begins at OFFSET of the source, that PIECE is. */
static void add_piece(struct reading *reading, struct slice role, struct slice text, size_t offset, struct piece piece)
{
	struct document_builder *builder = &reading->builder;
	struct buffer words = { 0 };
	trim_piece(reading, text, &piece);
	take_words(reading, text, &piece, &words);
	if (prose_has_words(buffer_slice(&words))) {
		builder_begin(builder);
		builder_take(builder, offset + piece.begin, offset + piece.end);
		for (size_t i = piece.first; i < piece.last; i++) {
			struct placeable placeable = reading->placeables.items[i];
			bool inside = placeable.partner >= piece.first && placeable.partner < piece.last;
			placeable.partner = (uint32_t)((inside ? placeable.partner : i) - piece.first);
			placeable.begin -= (uint32_t)piece.begin;
			placeable.end -= (uint32_t)piece.begin;
			array_push(&builder->placeables, placeable);
		}
		struct slice section = builder->section;
		if (is_heading(role))
			section = arena_copy(builder->document->arena, buffer_slice(&words));
		builder->section = section;
		builder_end(builder, role);
	}
	buffer_finish(&words);
}

/* Tabs and line breaks part what stands on a line, unless they stand in a pair. */
static bool is_parting(struct slice tag)
{
	return slice_starts_with(tag, SLICE("<tab")) || slice_starts_with(tag, SLICE("<br"));
}

static void read_paragraph(struct reading *reading, struct slice role, struct slice text, size_t offset)
{
	array_clear(&reading->placeables);
	office_find_placeables(text, &reading->placeables);
	struct piece whole = { 0, text.size, 0, reading->placeables.count };
	trim_piece(reading, text, &whole);
	struct piece piece = whole;
	size_t depth = 0;
	for (size_t i = whole.first; i < whole.last; i++) {
		const struct placeable *placeable = &reading->placeables.items[i];
		if (placeable->kind == PLACEABLE_OPEN)
			depth++;
		else if (placeable->kind == PLACEABLE_CLOSE && depth)
			depth--;
		if (depth || placeable->kind != PLACEABLE_ALONE ||
		    !is_parting(slice_range(text, placeable->begin, placeable->end)))
			continue;
		piece.end = placeable->begin;
		piece.last = i;
		add_piece(reading, role, text, offset, piece);
		piece = (struct piece){ .begin = placeable->end, .first = i + 1 };
	}
	piece.end = whole.end;
	piece.last = whole.last;
	add_piece(reading, role, text, offset, piece);
}

/* The place of VALUE, a part of the source. */
static void add_slot(struct reading *reading, enum slot_kind kind, struct slice value)
{
	size_t begin = (size_t)(value.data - reading->builder.document->source.data);
	builder_add_slot(&reading->builder, kind, begin, begin + value.size);
}

bool office_parse(struct document *document, struct diagnostics *sink)
{
	(void)sink;
	struct reading reading = { .builder = { .document = document } };
	struct slice source = document->source, rest = source, line;
	struct office_head head;
	if (office_read_head(source, &head)) {
		rest = slice_from_offset(source, head.end);
		if (head.language.size)
			add_slot(&reading, SLOT_LANGUAGE, head.language);
		add_slot(&reading, SLOT_DIRECTION, head.direction);
	}
	while (slice_next_part(&rest, '\n', &line)) {
		size_t tab = slice_find_byte(line, '\t', 0);
		if (tab != SLICE_NONE)
			read_paragraph(&reading, slice_range(line, 0, tab), slice_from_offset(line, tab + 1),
			               (size_t)(line.data - source.data) + tab + 1);
		builder_settle(&reading.builder);
	}
	builder_finish(&reading.builder);
	array_finish(&reading.placeables);
	return true;
}

void office_fit(const struct document *document, const struct unit *unit, const struct segment *segment,
                struct slice translation, struct buffer *out)
{
	(void)document, (void)unit, (void)segment;
	for (size_t i = 0; i < translation.size;) {
		size_t end = i;
		while (end < translation.size && (unsigned char)translation.data[end] >= ' ')
			end++;
		buffer_append(out, slice_range(translation, i, end));
		if (end < translation.size && is_ascii_space(translation.data[end]))
			buffer_append_byte(out, ' ');
		i = end + 1;
	}
}

/* How often a tag may still come. */
struct allowance {
	struct slice tag; /* as it is spelt: `<b>`, `<note/>` */
	size_t count;
	bool any; /* as often as one likes */
};

struct allowances {
	struct allowance *items;
	size_t count, capacity;
};

static void gather_allowances(struct slice text, struct allowances *allowances, struct table *table)
{
	struct office_tag tag;
	for (size_t from = 0; office_next_tag(text, from, &tag); from = tag.end) {
		if (tag.kind == PLACEABLE_CLOSE)
			continue;
		struct slice spelt = slice_range(text, tag.begin, tag.end);
		size_t index = table_add(table, spelt, allowances->count);
		if (index == allowances->count) {
			bool any = tag.kind == PLACEABLE_OPEN && office_tag_is_formatting(tag.name);
			array_push(allowances, (struct allowance){ spelt, 0, any });
		}
		allowances->items[index].count++;
	}
}

static bool refuse(struct buffer *why, const char *format, struct slice tag)
{
	buffer_append_format(why, format, SLICE_ARG(tag));
	return false;
}

/* Whether TRANSLATION has just the tags that ALLOWANCES grant, well nested. */
static bool use_allowances(struct slice translation, struct allowances *allowances, const struct table *table,
                           struct slices *open, struct buffer *why)
{
	struct office_tag tag;
	for (size_t from = 0; office_next_tag(translation, from, &tag); from = tag.end) {
		struct slice spelt = slice_range(translation, tag.begin, tag.end);
		if (tag.kind == PLACEABLE_CLOSE) {
			if (!open->count || !slice_equal(*array_last(open), tag.name))
				return refuse(why, _("%.*s closes a tag that is not open there"), spelt);
			open->count--;
			continue;
		}
		size_t index = table_get(table, spelt);
		if (index == TABLE_NONE)
			return refuse(why, _("the original has no tag %.*s (a “<” that begins no tag is written &lt;)"), spelt);
		struct allowance *allowance = &allowances->items[index];
		if (!allowance->any && allowance->count-- == 0)
			return refuse(why, _("%.*s stands there more often than in the original"), spelt);
		if (tag.kind == PLACEABLE_OPEN)
			array_push(open, tag.name);
	}
	if (open->count)
		return refuse(why, _("the tag <%.*s> is not closed"), *array_last(open));
	for (size_t i = 0; i < allowances->count; i++)
		if (!allowances->items[i].any && allowances->items[i].count)
			return refuse(why, _("%.*s is missing"), allowances->items[i].tag);
	return true;
}

bool office_accept(struct slice text, struct slice translation, struct buffer *why)
{
	struct allowances allowances = { 0 };
	struct table table = { 0 };
	struct slices open = { 0 };
	gather_allowances(text, &allowances, &table);
	bool good = use_allowances(translation, &allowances, &table, &open, why);
	array_finish(&allowances);
	array_finish(&open);
	table_finish(&table);
	return good;
}
