/* xml_fit.c: translations written in the places of XML, so that it stays well-formed whatever the translator wrote. */

#include "formats/xml_reader.h"

#include "formats/template_region.h"

enum {
	TRIES_LIMIT = 64,  /* how many `<` that begin nothing complete, and references, are looked at closely */
	PAIR_DEPTH = 64,   /* how many open elements an end tag may lie outside of */
};

enum piece_kind {
	PIECE_TEXT,
	PIECE_OPEN, /* an element's start tag; an end tag */
	PIECE_CLOSE,
	PIECE_ALONE,
	PIECE_CDATA,
	PIECE_ENTITY,
	PIECE_MARK,    /* `<`, `>` or `&` that is text */
	PIECE_DROPPED, /* what XML has no place for */
};

struct piece {
	enum piece_kind kind;
	size_t begin, end;
	struct slice name;
	size_t partner; /* its own index where there is none */
};

struct pieces {
	struct piece *items;
	size_t count, capacity;
};

struct splitting {
	struct slice text;
	struct pieces *pieces;
	struct { size_t *items; size_t count, capacity; } opens;
	size_t tries;
};

static void push(struct splitting *splitting, enum piece_kind kind, size_t begin, size_t end, struct slice name)
{
	size_t own = splitting->pieces->count;
	if (begin < end)
		array_push(splitting->pieces, (struct piece){ kind, begin, end, name, own });
}

static void pair_end_tag(struct splitting *splitting, struct slice name)
{
	struct piece *pieces = splitting->pieces->items;
	size_t own = splitting->pieces->count - 1;
	for (size_t d = 1; d <= splitting->opens.count && d <= PAIR_DEPTH; d++) {
		size_t open = splitting->opens.items[splitting->opens.count - d];
		if (!slice_equal(pieces[open].name, name))
			continue;
		pieces[open].partner = own;
		pieces[own].partner = open;
		splitting->opens.count -= d;
		return;
	}
}

/* The markup whose `<` is at *AT, or that `<` as text. */
static void split_markup(struct splitting *splitting, size_t *at)
{
	struct xml_scanner scanner;
	struct xml_token token = { 0 };
	xml_scanner_init(&scanner, splitting->text, XML_FRAGMENT, NULL, NULL);
	scanner.offset = *at;
	bool good = splitting->tries < TRIES_LIMIT && xml_scanner_next(&scanner, &token);
	xml_scanner_finish(&scanner);
	splitting->tries += !good;
	if (!good)
		token = (struct xml_token){ .kind = XML_TEXT, .end = *at + 1 };
	enum piece_kind kind = !good                                            ? PIECE_MARK
	                       : token.kind == XML_START_TAG && !token.empty ? PIECE_OPEN
	                       : token.kind == XML_END_TAG                   ? PIECE_CLOSE
	                       : token.kind == XML_CDATA                     ? PIECE_CDATA
	                                                                     : PIECE_ALONE;
	push(splitting, kind, *at, token.end, token.name);
	if (kind == PIECE_OPEN)
		array_push(&splitting->opens, splitting->pieces->count - 1);
	else if (kind == PIECE_CLOSE)
		pair_end_tag(splitting, token.name);
	*at = token.end;
}

/* The bytes of a character that is not allowed and begins with BYTE. */
static size_t forbidden_size(char byte)
{
	return (unsigned char)byte < 0x80 ? 1 : 3;
}

/* What stops text at AT and is neither `<` nor `&`: `]]>`, or a character that is not allowed. */
static size_t split_oddity(struct splitting *splitting, size_t at)
{
	char byte = splitting->text.data[at];
	if (byte == ']') {
		push(splitting, PIECE_TEXT, at, at + 2, SLICE(""));
		push(splitting, PIECE_MARK, at + 2, at + 3, SLICE(""));
		return at + 3;
	}
	size_t end = at + forbidden_size(byte);
	push(splitting, PIECE_DROPPED, at, end, SLICE(""));
	return end;
}

/* TEXT, inline content of XML as an author or a translator writes it, taken apart. */
static void split(struct slice text, struct pieces *pieces)
{
	struct splitting splitting = { .text = text, .pieces = pieces };
	for (size_t at = 0; at < text.size;) {
		size_t end = xml_text_end(text, at);
		push(&splitting, PIECE_TEXT, at, end, SLICE(""));
		at = end;
		if (at == text.size)
			break;
		if (text.data[at] == '<') {
			split_markup(&splitting, &at);
		} else if (text.data[at] == '&') {
			end = xml_reference_end(text, at);
			struct slice name = slice_range(text, at + 1, end ? end - 1 : at + 1);
			push(&splitting, !end ? PIECE_MARK : xml_reference_character(name) ? PIECE_TEXT : PIECE_ENTITY, at,
			     end ? end : at + 1, name);
			at = end ? end : at + 1;
		} else {
			at = split_oddity(&splitting, at);
		}
	}
	array_finish(&splitting.opens);
}

static void push_placeable(struct placeables *out, size_t begin, size_t end, enum placeable_kind kind)
{
	size_t own = out->count;
	array_push(out, placeable_make(begin, end, kind, own));
}

static struct slice local_name(struct slice name)
{
	size_t colon = slice_find_byte(name, ':', 0);
	return colon == SLICE_NONE ? name : slice_from_offset(name, colon + 1);
}

/* The sections of a template language in [begin, end) of TEXT. */
static void push_templates(struct slice text, size_t begin, size_t end, struct placeables *out)
{
	unsigned missing = 0;
	struct slice piece = slice_make(text.data, end);
	for (size_t i = begin; (i = slice_find_byte(piece, '{', i)) != SLICE_NONE;) {
		size_t section_end = template_section_end(piece, i, end, &missing);
		if (section_end)
			push_placeable(out, i, section_end, PLACEABLE_ALONE);
		i = section_end ? section_end : i + 1;
	}
}

void xml_find_placeables(struct slice text, struct placeables *out)
{
	struct pieces pieces = { 0 };
	split(text, &pieces);
	for (size_t i = 0; i < pieces.count; i++) {
		struct piece *piece = &pieces.items[i];
		if (piece->kind == PIECE_OPEN && piece->partner > i && xml_is_code(local_name(piece->name))) {
			push_placeable(out, piece->begin, pieces.items[piece->partner].end, PLACEABLE_ALONE);
			i = piece->partner;
		} else if (piece->kind == PIECE_CDATA) {
			push_placeable(out, piece->begin, piece->begin + 9, PLACEABLE_OPEN);
			push_placeable(out, piece->end - 3, piece->end, PLACEABLE_CLOSE);
			array_last(out)->partner = (uint32_t)(out->count - 2);
			out->items[out->count - 2].partner = (uint32_t)(out->count - 1);
		} else if (piece->kind == PIECE_OPEN || piece->kind == PIECE_CLOSE) {
			push_placeable(out, piece->begin, piece->end, piece->kind == PIECE_OPEN ? PLACEABLE_OPEN : PLACEABLE_CLOSE);
			if (piece->partner < i) {
				size_t open = pieces.items[piece->partner].begin; /* where its placeable is noted */
				array_last(out)->partner = (uint32_t)open;
				out->items[open].partner = (uint32_t)(out->count - 1);
			}
			piece->begin = out->count - 1;
		} else if (piece->kind == PIECE_ALONE || piece->kind == PIECE_ENTITY) {
			push_placeable(out, piece->begin, piece->end, PLACEABLE_ALONE);
		} else if (piece->kind == PIECE_TEXT) {
			push_templates(text, piece->begin, piece->end, out);
		}
	}
	array_finish(&pieces);
}

static void append_mark(struct buffer *out, char byte)
{
	buffer_append_string(out, byte == '<'   ? "&lt;"
	                          : byte == '>' ? "&gt;"
	                          : byte == '&' ? "&amp;"
	                          : byte == '"' ? "&quot;"
	                                        : "&apos;");
}

/* TEXT with the document's line ends. */
static void append_lines(struct buffer *out, struct slice text, bool crlf)
{
	for (size_t i = 0; crlf && i < text.size; i++)
		if (text.data[i] == '\n' && (i == 0 || text.data[i - 1] != '\r')) {
			buffer_append(out, slice_range(text, 0, i));
			buffer_append_byte(out, '\r');
			text = slice_from_offset(text, i);
			i = 0;
		}
	buffer_append(out, text);
}

/* An entity that the document may not know would make it not well-formed. */
static void append_entity(struct buffer *out, const struct unit *unit, struct slice reference, size_t *tries)
{
	bool known = unit->form & XML_FORM_ENTITIES ||
	             (++*tries < TRIES_LIMIT && slice_find(unit->text, reference, 0) != SLICE_NONE);
	if (known) {
		buffer_append(out, reference);
	} else if (slice_equal(reference, SLICE("&nbsp;"))) {
		buffer_append_code_point(out, 0xa0);
	} else {
		append_mark(out, '&');
		buffer_append(out, slice_from_offset(reference, 1));
	}
}

/* A TAG as text. */
static void append_unpaired(struct buffer *out, const struct unit *unit, struct slice tag, size_t *tries)
{
	for (size_t i = 0; i < tag.size; i++) {
		size_t end = tag.data[i] == '&' ? xml_reference_end(tag, i) : 0;
		if (end && !xml_reference_character(slice_range(tag, i + 1, end - 1))) {
			append_entity(out, unit, slice_range(tag, i, end), tries);
			i = end - 1;
		} else if (tag.data[i] == '<' || tag.data[i] == '>') {
			append_mark(out, tag.data[i]);
		} else {
			buffer_append_byte(out, tag.data[i]);
		}
	}
}

/* Tags stay where they come in pairs, as they do in the source; what is no markup is escaped. */
static void fit_text(const struct unit *unit, struct slice translation, struct buffer *out)
{
	struct pieces pieces = { 0 };
	size_t tries = 0;
	split(translation, &pieces);
	for (size_t i = 0; i < pieces.count; i++) {
		const struct piece *piece = &pieces.items[i];
		struct slice text = slice_range(translation, piece->begin, piece->end);
		bool tag = !(unit->form & XML_FORM_OPEN) && (piece->kind == PIECE_OPEN || piece->kind == PIECE_CLOSE);
		if (piece->kind == PIECE_DROPPED)
			continue;
		if (piece->kind == PIECE_ENTITY) {
			append_entity(out, unit, text, &tries);
			continue;
		}
		if (piece->kind == PIECE_MARK)
			append_mark(out, text.data[0]);
		else if (tag && piece->partner == i)
			append_unpaired(out, unit, text, &tries);
		else
			append_lines(out, text, unit->form & XML_FORM_CRLF);
	}
	array_finish(&pieces);
}

static void fit_attribute(const struct unit *unit, struct slice translation, char quote, struct buffer *out)
{
	size_t tries = 0;
	for (size_t i = 0; i < translation.size; i++) {
		char byte = translation.data[i];
		if (xml_find_forbidden(translation, i, i + 1) == i) {
			i += forbidden_size(byte) - 1;
			continue;
		}
		size_t end = byte == '&' ? xml_reference_end(translation, i) : 0;
		struct slice name = slice_range(translation, i + 1, end ? end - 1 : 0);
		if (end && !xml_reference_character(name))
			append_entity(out, unit, slice_range(translation, i, end), &tries);
		else if (end)
			buffer_append(out, slice_range(translation, i, end));
		else if (byte == '<' || byte == '&' || byte == quote)
			append_mark(out, byte);
		else
			buffer_append_byte(out, is_xml_space(byte) ? ' ' : byte);
		i = end ? end - 1 : i;
	}
}

static void fit_cdata(const struct unit *unit, struct slice translation, struct buffer *out)
{
	size_t from = 0;
	for (size_t at; (at = slice_find(translation, SLICE("]]>"), from)) != SLICE_NONE; from = at + 2) {
		append_lines(out, slice_range(translation, from, at), unit->form & XML_FORM_CRLF);
		buffer_append_string(out, "]]]]><![CDATA[");
	}
	for (size_t i = from; i < translation.size; i++)
		if (xml_find_forbidden(translation, i, i + 1) == i) {
			append_lines(out, slice_range(translation, from, i), unit->form & XML_FORM_CRLF);
			from = i + forbidden_size(translation.data[i]);
			i = from - 1;
		}
	append_lines(out, slice_from_offset(translation, from), unit->form & XML_FORM_CRLF);
}

void xml_fit(const struct document *document, const struct unit *unit, const struct segment *segment,
             struct slice translation, struct buffer *out)
{
	(void)document, (void)segment;
	switch (unit->form & XML_FORM_KIND) {
	case XML_FORM_DOUBLE_QUOTED:
		fit_attribute(unit, translation, '"', out);
		break;
	case XML_FORM_SINGLE_QUOTED:
		fit_attribute(unit, translation, '\'', out);
		break;
	case XML_FORM_CDATA:
		fit_cdata(unit, translation, out);
		break;
	default:
		fit_text(unit, translation, out);
	}
}
