#include "engines/protect.h"

#include "base/array.h"
#include "base/message.h"
#include "text/character_reference.h"
#include "text/utf8.h"

#include <stdlib.h>

enum { OBJECT_REPLACEMENT = 0xfffc };

/* A run of the answer's text, or one of the source's placeables in it. */
struct piece {
	size_t placeable;  /* SIZE_MAX: text */
	size_t begin, end; /* of a text: bytes of the decoder's buffer */
	bool space_before, space_after;
};

struct decoder {
	const struct protected_text *text;
	struct slice answer;
	size_t at;
	const char *const *bracket;
	struct buffer letters; /* the text of all pieces */
	struct { struct piece *items; size_t count, capacity; } pieces;
	struct { size_t *items; size_t count, capacity; } open; /* placeables whose partner has not come; HTML's too */
	bool *seen;
	struct { uint32_t *items; size_t count, capacity; } unseen; /* the source's own unseen characters, in order */
	bool has_space[' ' + 1]; /* which white space the source has */
	bool has_spaces;         /* whether it has two in a row */
	const char *reason;
};

/* The brackets of marks in plain text, in the order in which they are tried. */
static const char *const brackets[][2] = { { "[", "]" }, { "{", "}" }, { "\xe2\x9f\xa6", "\xe2\x9f\xa7" } };

static bool is_alone(const struct placeable *placeables, size_t i)
{
	return placeables[i].kind == PLACEABLE_ALONE || placeables[i].partner == i;
}

/* The number by which placeable I goes: a closing one by its partner's. */
static size_t number_of(const struct protected_text *text, size_t i)
{
	const struct placeable *placeable = &text->placeables[i];
	bool closes = placeable->kind == PLACEABLE_CLOSE && !is_alone(text->placeables, i);
	return text->first + (closes ? placeable->partner : i);
}

/* The first kind of bracket that the text between the placeables doesn't have; the last one if it has all. */
static const char *const *choose_bracket(const struct protected_text *text)
{
	struct buffer plain = { 0 };
	protect_strip(text->source, text->placeables, text->count, &plain);
	size_t last = sizeof brackets / sizeof *brackets - 1, i = 0;
	while (i < last && (slice_find(buffer_slice(&plain), slice_from(brackets[i][0]), 0) != SLICE_NONE ||
	                    slice_find(buffer_slice(&plain), slice_from(brackets[i][1]), 0) != SLICE_NONE))
		i++;
	buffer_finish(&plain);
	return brackets[i];
}

static void append_escaped(struct buffer *out, struct slice text)
{
	for (size_t i = 0; i < text.size; i++) {
		char byte = text.data[i];
		if (byte == '&')
			buffer_append_string(out, "&amp;");
		else if (byte == '<')
			buffer_append_string(out, "&lt;");
		else if (byte == '>')
			buffer_append_string(out, "&gt;");
		else
			buffer_append_byte(out, byte);
	}
}

static void append_token(const struct protected_text *text, size_t i, const char *const *bracket, struct buffer *out)
{
	size_t number = number_of(text, i);
	bool alone = is_alone(text->placeables, i), closes = !alone && text->placeables[i].kind == PLACEABLE_CLOSE;
	switch (text->form) {
	case PROTECTION_TEXT:
		buffer_append_format(out, "%s%sx%zu%s", bracket[0], closes ? "/" : "", number, bracket[1]);
		break;
	case PROTECTION_XML:
		buffer_append_format(out, "<%sx%zu%s>", closes ? "/" : "", number, alone ? "/" : "");
		break;
	case PROTECTION_HTML:
		if (alone)
			buffer_append_format(out,
			                     "<span id=\"x%zu\" translate=\"no\" class=\"notranslate\">X%zu</span>",
			                     number, number);
		else if (closes)
			buffer_append_string(out, "</span>");
		else
			buffer_append_format(out, "<span id=\"x%zu\">", number);
		break;
	}
}

void protect_encode(const struct protected_text *text, struct buffer *out)
{
	const char *const *bracket = choose_bracket(text);
	size_t at = 0;
	for (size_t i = 0; i <= text->count; i++) {
		size_t end = i < text->count ? text->placeables[i].begin : text->source.size;
		struct slice run = slice_range(text->source, at, end);
		if (text->form == PROTECTION_TEXT)
			buffer_append(out, run);
		else
			append_escaped(out, run);
		if (i == text->count)
			break;
		append_token(text, i, bracket, out);
		at = text->placeables[i].end;
	}
}

void protect_strip(struct slice text, const struct placeable *placeables, size_t count, struct buffer *out)
{
	size_t at = 0;
	for (size_t i = 0; i < count; i++) {
		buffer_append(out, slice_range(text, at, placeables[i].begin));
		if (is_alone(placeables, i))
			buffer_append_code_point(out, OBJECT_REPLACEMENT);
		at = placeables[i].end;
	}
	buffer_append(out, slice_from_offset(text, at));
}

static bool fail(struct decoder *decoder, const char *reason)
{
	if (!decoder->reason)
		decoder->reason = reason;
	return false;
}

/* The text piece at the end; one is made where the last piece is a placeable. */
static void append_letters(struct decoder *decoder, struct slice text)
{
	if (decoder->pieces.count == 0 || array_last(&decoder->pieces)->placeable != SIZE_MAX)
		array_push(&decoder->pieces,
		           (struct piece){ SIZE_MAX, decoder->letters.size, decoder->letters.size, 0, 0 });
	buffer_append(&decoder->letters, text);
	array_last(&decoder->pieces)->end = decoder->letters.size;
}

static bool take_placeable(struct decoder *decoder, size_t i)
{
	const struct placeable *placeables = decoder->text->placeables;
	if (decoder->seen[i])
		return fail(decoder, _("a piece of markup came back twice"));
	decoder->seen[i] = true;
	if (!is_alone(placeables, i)) {
		if (placeables[i].kind == PLACEABLE_OPEN)
			array_push(&decoder->open, i);
		else if (decoder->open.count == 0 || *array_last(&decoder->open) != placeables[i].partner)
			return fail(decoder, _("markup came back wrongly nested"));
		else
			decoder->open.count--;
	}
	/* A text piece, be it empty, stands between any two placeables. */
	append_letters(decoder, SLICE(""));
	array_push(&decoder->pieces, (struct piece){ .placeable = i });
	return true;
}

/* The placeable that goes by NUMBER: the opening or lone one, or if CLOSES the closing one; SIZE_MAX if none does. */
static size_t find_number(const struct decoder *decoder, size_t number, bool closes)
{
	const struct protected_text *text = decoder->text;
	if (number < text->first || number - text->first >= text->count)
		return SIZE_MAX;
	size_t i = number - text->first;
	bool alone = is_alone(text->placeables, i);
	if (!alone && text->placeables[i].kind == PLACEABLE_CLOSE)
		return SIZE_MAX;
	if (!closes)
		return i;
	return alone ? SIZE_MAX : text->placeables[i].partner;
}

static bool skip_byte(struct slice text, size_t *at, char byte)
{
	if (*at >= text.size || text.data[*at] != byte)
		return false;
	++*at;
	return true;
}

static void skip_spaces(struct slice text, size_t *at)
{
	while (*at < text.size && is_ascii_space(text.data[*at]))
		++*at;
}

/* "x12" at *AT, in either case; what is behind it in *AT. */
static bool read_number(struct slice text, size_t *at, size_t *number)
{
	size_t i = *at;
	if (i + 1 >= text.size || ascii_lower(text.data[i]) != 'x' || !is_ascii_digit(text.data[i + 1]))
		return false;
	*number = 0;
	for (i++; i < text.size && is_ascii_digit(text.data[i]); i++)
		*number = *number < SIZE_MAX / 100 ? *number * 10 + (size_t)(text.data[i] - '0') : SIZE_MAX / 100;
	*at = i;
	return true;
}

/* A mark in plain text at the decoder's place, white space in it forgiven. False if there is none, or it is wrong. */
static bool take_mark(struct decoder *decoder)
{
	struct slice answer = decoder->answer, open = slice_from(decoder->bracket[0]);
	struct slice close = slice_from(decoder->bracket[1]);
	size_t at = decoder->at, number;
	if (!slice_starts_with(slice_from_offset(answer, at), open))
		return false;
	at += open.size;
	skip_spaces(answer, &at);
	bool closes = skip_byte(answer, &at, '/');
	skip_spaces(answer, &at);
	if (!read_number(answer, &at, &number))
		return false;
	skip_spaces(answer, &at);
	if (!slice_starts_with(slice_from_offset(answer, at), close))
		return false;
	size_t i = find_number(decoder, number, closes);
	if (i == SIZE_MAX)
		return fail(decoder, _("it has markup that the source doesn't have"));
	decoder->at = at + close.size;
	return take_placeable(decoder, i);
}

struct tag {
	struct slice name;
	size_t number;    /* of its id; SIZE_MAX if it has none like ours */
	bool closes, empty;
	size_t end;
};

/* The tag at offset AT of ANSWER, of which one letter at least is there; false if it has no end. */
static bool read_tag(struct slice answer, size_t at, struct tag *tag)
{
	*tag = (struct tag){ .number = SIZE_MAX };
	at++;
	skip_spaces(answer, &at);
	tag->closes = skip_byte(answer, &at, '/');
	skip_spaces(answer, &at);
	size_t begin = at;
	while (at < answer.size && is_ascii_alphanumeric(answer.data[at]))
		at++;
	tag->name = slice_range(answer, begin, at);
	while (at < answer.size && answer.data[at] != '>') {
		skip_spaces(answer, &at);
		tag->empty = skip_byte(answer, &at, '/');
		size_t name_begin = at;
		while (at < answer.size && !is_ascii_space(answer.data[at]) && !memchr("=>/", answer.data[at], 3))
			at++;
		struct slice name = slice_range(answer, name_begin, at);
		skip_spaces(answer, &at);
		if (!skip_byte(answer, &at, '='))
			continue;
		skip_spaces(answer, &at);
		char quote = at < answer.size && memchr("\"'", answer.data[at], 2) ? answer.data[at++] : '\0';
		size_t value_begin = at;
		while (at < answer.size && answer.data[at] != (quote ? quote : '>') &&
		       (quote || !is_ascii_space(answer.data[at])))
			at++;
		struct slice value = slice_trim(slice_range(answer, value_begin, at));
		size_t behind = 0;
		if (slice_equal_ignoring_case(name, SLICE("id")) && (!read_number(value, &behind, &tag->number) ||
		                                                     behind != value.size))
			tag->number = SIZE_MAX;
		at += quote && at < answer.size;
	}
	tag->end = at + 1;
	return at < answer.size;
}

/* From behind a lone placeable's opening tag to behind its end: what it holds was for the engine's eyes only. */
static bool skip_content(struct decoder *decoder, struct slice name)
{
	struct slice answer = decoder->answer;
	size_t less = slice_find_byte(answer, '<', decoder->at);
	struct tag tag;
	if (less == SLICE_NONE || !read_tag(answer, less, &tag) || !tag.closes ||
	    !slice_equal_ignoring_case(tag.name, name))
		return fail(decoder, _("markup came back wrongly nested"));
	decoder->at = tag.end;
	return true;
}

static bool take_xml_tag(struct decoder *decoder, const struct tag *tag)
{
	size_t number, behind = 0;
	if (!read_number(tag->name, &behind, &number) || behind != tag->name.size)
		return fail(decoder, _("it has a tag that the source doesn't have"));
	size_t i = find_number(decoder, number, tag->closes);
	if (i == SIZE_MAX)
		return fail(decoder, _("it has markup that the source doesn't have"));
	decoder->at = tag->end;
	if (!take_placeable(decoder, i))
		return false;
	if (is_alone(decoder->text->placeables, i))
		return tag->empty || skip_content(decoder, tag->name);
	return !tag->empty || fail(decoder, _("markup came back wrongly nested"));
}

static bool take_html_tag(struct decoder *decoder, const struct tag *tag)
{
	if (!slice_equal_ignoring_case(tag->name, SLICE("span")))
		return fail(decoder, _("it has a tag that the source doesn't have"));
	decoder->at = tag->end;
	if (tag->closes) {
		if (decoder->open.count == 0)
			return fail(decoder, _("markup came back wrongly nested"));
		return take_placeable(decoder, decoder->text->placeables[*array_last(&decoder->open)].partner);
	}
	size_t i = find_number(decoder, tag->number, false);
	if (i == SIZE_MAX)
		return fail(decoder, _("it has markup that the source doesn't have"));
	if (!take_placeable(decoder, i))
		return false;
	if (is_alone(decoder->text->placeables, i))
		return tag->empty || skip_content(decoder, tag->name);
	return !tag->empty || fail(decoder, _("markup came back wrongly nested"));
}

/* A tag at the decoder's place. False if there is none, or after a failure. */
static bool take_tag(struct decoder *decoder)
{
	struct slice answer = decoder->answer;
	size_t at = decoder->at;
	if (answer.data[at] != '<' || at + 1 >= answer.size)
		return false;
	char next = answer.data[at + 1];
	if (!is_ascii_letter(next) && next != '/' && next != '!' && next != '?')
		return false;
	struct tag tag;
	if (!read_tag(answer, at, &tag))
		return fail(decoder, _("it has a broken tag"));
	return decoder->text->form == PROTECTION_XML ? take_xml_tag(decoder, &tag) : take_html_tag(decoder, &tag);
}

/* A character reference at the decoder's place, as the character. */
static bool take_reference(struct decoder *decoder)
{
	struct character_reference reference;
	if (!character_reference_read(decoder->answer, decoder->at, &reference) || !reference.character || reference.more)
		return false;
	struct buffer character = { 0 };
	buffer_append_code_point(&character, reference.character);
	append_letters(decoder, buffer_slice(&character));
	buffer_finish(&character);
	decoder->at += reference.size;
	return true;
}

static bool find_pieces(struct decoder *decoder)
{
	struct slice answer = decoder->answer;
	bool escaped = decoder->text->form != PROTECTION_TEXT;
	while (decoder->at < answer.size) {
		if (escaped ? take_tag(decoder) || (!decoder->reason && take_reference(decoder)) : take_mark(decoder))
			continue;
		if (decoder->reason)
			return false;
		append_letters(decoder, slice_make(answer.data + decoder->at, 1));
		decoder->at++;
	}
	append_letters(decoder, SLICE(""));
	for (size_t i = 0; i < decoder->text->count; i++)
		if (!decoder->seen[i])
			return fail(decoder, _("a piece of markup is missing"));
	return true;
}

/* Characters that are not seen, and change how others are: controls, direction, tags, what is no character. */
static bool is_dangerous(uint32_t code_point)
{
	return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0) ||
	       (code_point >= 0x202a && code_point <= 0x202e) || (code_point >= 0x2061 && code_point <= 0x206f) ||
	       (code_point >= 0xfff9 && code_point <= 0xfffd) || (code_point >= 0xe000 && code_point <= 0xf8ff) ||
	       (code_point & 0xfffe) == 0xfffe || (code_point >= 0xfdd0 && code_point <= 0xfdef) ||
	       code_point == 0x2028 || code_point == 0x2029 || (code_point >= 0xe0000 && code_point <= 0xe0fff);
}

/* Characters that are not seen and that some engines strew in; they are left out. */
static bool is_litter(uint32_t code_point)
{
	return code_point == 0x200b || code_point == 0x2060 || code_point == 0xfeff || code_point == 0xad ||
	       code_point == 0x200e || code_point == 0x200f || code_point == 0x061c;
}

static int compare_code_points(const void *a, const void *b)
{
	uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;
	return (first > second) - (first < second);
}

/* What the source itself has of all that is cleaned away. */
static void know_source(struct decoder *decoder)
{
	struct slice source = decoder->text->source;
	size_t size;
	for (size_t i = 0; i < source.size; i += size) {
		uint32_t code_point = utf8_decode(source, i, &size);
		if (is_ascii_space(source.data[i]))
			decoder->has_space[(unsigned char)source.data[i]] = true;
		else if (is_dangerous(code_point) || is_litter(code_point))
			array_push(&decoder->unseen, code_point);
	}
	decoder->has_spaces = slice_find(source, SLICE("  "), 0) != SLICE_NONE;
	if (decoder->unseen.count)
		qsort(decoder->unseen.items, decoder->unseen.count, sizeof *decoder->unseen.items, compare_code_points);
}

static bool source_has(const struct decoder *decoder, uint32_t code_point)
{
	return decoder->unseen.count && bsearch(&code_point, decoder->unseen.items, decoder->unseen.count,
	                                        sizeof code_point, compare_code_points);
}

/* White space in PIECE made single spaces where the source has no other, litter left out. */
static bool clean_piece(struct decoder *decoder, struct piece *piece)
{
	char *data = decoder->letters.data;
	size_t out = piece->begin, size;
	for (size_t i = piece->begin; i < piece->end; i += size) {
		uint32_t code_point = utf8_decode(buffer_slice(&decoder->letters), i, &size);
		bool space = size == 1 && is_ascii_space(data[i]);
		if (space && !decoder->has_space[(unsigned char)data[i]])
			data[i] = ' ';
		else if (!space && is_dangerous(code_point) && !source_has(decoder, code_point))
			return fail(decoder, _("it has a control character that the source doesn't have"));
		else if (is_litter(code_point) && !source_has(decoder, code_point))
			continue;
		if (space && data[i] == ' ' && out > piece->begin && data[out - 1] == ' ' && !decoder->has_spaces)
			continue;
		memmove(data + out, data + i, size);
		out += size;
	}
	piece->end = out;
	piece->space_before = piece->space_after = false;
	while (piece->begin < piece->end && is_ascii_space(data[piece->begin])) {
		piece->begin++;
		piece->space_before = true;
	}
	while (piece->begin < piece->end && is_ascii_space(data[piece->end - 1])) {
		piece->end--;
		piece->space_after = true;
	}
	/* What is only a space is before and after. */
	if (piece->begin == piece->end)
		piece->space_before = piece->space_after = piece->space_before || piece->space_after;
	return true;
}

static bool clean_pieces(struct decoder *decoder)
{
	know_source(decoder);
	for (size_t i = 0; i < decoder->pieces.count; i++)
		if (decoder->pieces.items[i].placeable == SIZE_MAX && !clean_piece(decoder, &decoder->pieces.items[i]))
			return false;
	return true;
}

static bool is_empty(const struct piece *piece)
{
	return piece->begin == piece->end;
}

static bool opens(const struct decoder *decoder, size_t i)
{
	return decoder->text->placeables[i].kind == PLACEABLE_OPEN && !is_alone(decoder->text->placeables, i);
}

static bool closes(const struct decoder *decoder, size_t i)
{
	return decoder->text->placeables[i].kind == PLACEABLE_CLOSE && !is_alone(decoder->text->placeables, i);
}

/* Whether the source has white space, or its end, on that side of placeable I. */
static bool source_has_space(const struct decoder *decoder, size_t i, bool before)
{
	struct slice source = decoder->text->source;
	const struct placeable *placeable = &decoder->text->placeables[i];
	if (before)
		return placeable->begin == 0 || is_ascii_space(source.data[placeable->begin - 1]);
	return placeable->end == source.size || is_ascii_space(source.data[placeable->end]);
}

static void set_space(struct piece *piece, bool before, bool wanted)
{
	if (before || is_empty(piece))
		piece->space_before = wanted;
	if (!before || is_empty(piece))
		piece->space_after = wanted;
}

/* Whether CODE_POINT is part of a word in a script that parts words with spaces. */
static bool is_word(uint32_t code_point)
{
	if (code_point < 0x80)
		return is_ascii_alphanumeric((char)code_point);
	return code_point >= 0xc0 && code_point < 0x2000 && !(code_point >= 0xe00 && code_point < 0x1000);
}

static uint32_t piece_edge(const struct decoder *decoder, const struct piece *piece, bool first)
{
	size_t at = piece->begin, size;
	struct slice letters = buffer_slice(&decoder->letters);
	if (is_empty(piece))
		return 0;
	if (!first)
		for (at = piece->end - 1; at > piece->begin && ((unsigned char)letters.data[at] & 0xc0) == 0x80;)
			at--;
	return utf8_decode(letters, at, &size);
}

static bool is_one_of(uint32_t code_point, const char *ascii, uint32_t a, uint32_t b, uint32_t c)
{
	return (code_point && code_point < 0x80 && strchr(ascii, (int)code_point)) || code_point == a ||
	       code_point == b || code_point == c;
}

/* Spaces just inside a pair go outside of it where the source has none there: "** bold **" is no markup. */
static void move_spaces_out(struct decoder *decoder)
{
	struct piece *pieces = decoder->pieces.items;
	size_t count = decoder->pieces.count;
	for (size_t i = count; i-- > 0;)
		if (pieces[i].placeable != SIZE_MAX && opens(decoder, pieces[i].placeable) &&
		    pieces[i + 1].space_before && !source_has_space(decoder, pieces[i].placeable, false)) {
			set_space(&pieces[i + 1], true, false);
			set_space(&pieces[i - 1], false, true);
		}
	for (size_t i = 0; i < count; i++)
		if (pieces[i].placeable != SIZE_MAX && closes(decoder, pieces[i].placeable) &&
		    pieces[i - 1].space_after && !source_has_space(decoder, pieces[i].placeable, true)) {
			set_space(&pieces[i - 1], false, false);
			set_space(&pieces[i + 1], true, true);
		}
}

/* Spaces around placeables that an engine lost, or put before a full stop and behind a bracket. */
static void mend_spaces(struct decoder *decoder)
{
	struct piece *pieces = decoder->pieces.items;
	for (size_t i = 0; i < decoder->pieces.count; i++) {
		size_t placeable = pieces[i].placeable;
		if (placeable == SIZE_MAX)
			continue;
		struct piece *before = &pieces[i - 1], *after = &pieces[i + 1];
		if (!closes(decoder, placeable)) {
			uint32_t edge = piece_edge(decoder, before, false);
			bool spaced = source_has_space(decoder, placeable, true);
			if (spaced && !before->space_after && is_word(edge))
				set_space(before, false, true);
			else if (!spaced && before->space_after && is_one_of(edge, "([{", 0x201e, 0x201c, 0xab))
				set_space(before, false, false);
		}
		if (!opens(decoder, placeable)) {
			uint32_t edge = piece_edge(decoder, after, true);
			bool spaced = source_has_space(decoder, placeable, false);
			if (spaced && !after->space_before && is_word(edge))
				set_space(after, true, true);
			else if (!spaced && after->space_before && is_one_of(edge, ".,)]}", 0x201d, 0x2026, 0x3002))
				set_space(after, true, false);
		}
	}
}

/* A pair around something in the source must not come back around nothing. */
static bool pairs_hold_something(struct decoder *decoder)
{
	const struct placeable *placeables = decoder->text->placeables;
	const struct piece *pieces = decoder->pieces.items;
	for (size_t i = 0; i + 2 < decoder->pieces.count; i++) {
		size_t open = pieces[i].placeable;
		if (open == SIZE_MAX || !opens(decoder, open) || !is_empty(&pieces[i + 1]))
			continue;
		size_t partner = placeables[open].partner;
		struct slice source = decoder->text->source;
		struct slice inside = slice_range(source, placeables[open].end, placeables[partner].begin);
		if (pieces[i + 2].placeable == partner && slice_trim(inside).size)
			return fail(decoder, _("markup came back with nothing inside"));
	}
	return true;
}

static void append_piece(struct decoder *decoder, const struct piece *piece, bool first, bool last, struct buffer *out)
{
	bool empty = is_empty(piece);
	if (piece->space_before && !first && !(empty && last))
		buffer_append_byte(out, ' ');
	buffer_append(out, slice_range(buffer_slice(&decoder->letters), piece->begin, piece->end));
	if (piece->space_after && !last && !empty)
		buffer_append_byte(out, ' ');
}

/* The pieces put together, the source's white space at the ends. */
static void build(struct decoder *decoder, struct buffer *out, struct placeables *found)
{
	const struct protected_text *text = decoder->text;
	struct slice source = text->source, trimmed = slice_trim(source);
	size_t begin = out->size, count = decoder->pieces.count;
	size_t leading = trimmed.size ? (size_t)(trimmed.data - source.data) : source.size;
	size_t *index_of = memory_allocate_zero(text->count, sizeof *index_of);
	buffer_append(out, slice_range(source, 0, leading));
	for (size_t i = 0; i < count; i++) {
		const struct piece *piece = &decoder->pieces.items[i];
		if (piece->placeable == SIZE_MAX) {
			append_piece(decoder, piece, i == 0, i + 1 == count, out);
			continue;
		}
		const struct placeable *placeable = &text->placeables[piece->placeable];
		struct placeable copy = placeable_make(out->size - begin, 0, placeable->kind, placeable->partner);
		buffer_append(out, slice_range(source, placeable->begin, placeable->end));
		copy.end = (uint32_t)(out->size - begin);
		index_of[piece->placeable] = found->count;
		array_push(found, copy);
	}
	buffer_append(out, slice_from_offset(source, leading + trimmed.size));
	for (size_t i = 0; i < found->count; i++) {
		struct placeable *placeable = &found->items[i];
		placeable->partner = (uint32_t)(placeable->kind == PLACEABLE_ALONE ? i : index_of[placeable->partner]);
	}
	free(index_of);
}

/* How often PATTERN is in TEXT, ASCII letters in any case. */
static size_t count_pattern(struct slice text, const char *pattern)
{
	size_t size = strlen(pattern), count = 0;
	for (size_t i = 0; i + size <= text.size; i++)
		count += slice_equal_ignoring_case(slice_make(text.data + i, size), slice_make(pattern, size));
	return count;
}

static size_t count_tags(struct slice text)
{
	size_t count = 0;
	for (size_t i = 0; i + 1 < text.size; i++)
		count += text.data[i] == '<' &&
		         (is_ascii_letter(text.data[i + 1]) || memchr("/!?", text.data[i + 1], 3));
	return count;
}

static size_t count_references(struct slice text)
{
	size_t count = 0;
	for (size_t i = 0; i + 2 < text.size; i++) {
		if (text.data[i] != '&' || !(is_ascii_letter(text.data[i + 1]) || text.data[i + 1] == '#'))
			continue;
		size_t end = i + 2;
		while (end < text.size && end < i + 32 &&
		       (is_ascii_alphanumeric(text.data[end]) || text.data[end] == '#'))
			end++;
		count += end < text.size && text.data[end] == ';';
	}
	return count;
}

/* Nothing that a browser, a renderer or a template engine would act on may be there that the source doesn't have. */
static bool nothing_is_new(struct decoder *decoder, struct slice translation, const struct placeables *found)
{
	static const char *const templates[] = { "{{", "}}", "{%", "%}", "{#", "${", "#{", "<%", "%>", "<?", "[[" };
	static const char *const links[] = {
		"](", "][", "://", "www.", "javascript:", "vbscript:", "data:text", "data:image", "data:application",
		"mailto:", "@",
	};
	static const char *const code[] = { "`", "\\", "<!", "-->", "{:", "^[" };
	struct buffer source_text = { 0 }, answer_text = { 0 };
	protect_strip(decoder->text->source, decoder->text->placeables, decoder->text->count, &source_text);
	protect_strip(translation, found->items, found->count, &answer_text);
	struct slice source = buffer_slice(&source_text), answer = buffer_slice(&answer_text);
	bool fine = true;
	if (count_tags(answer) > count_tags(source))
		fine = fail(decoder, _("it has a tag that the source doesn't have"));
	if (count_references(answer) > count_references(source))
		fine = fail(decoder, _("it has a character reference that the source doesn't have"));
	for (size_t i = 0; fine && i < sizeof templates / sizeof *templates; i++)
		if (count_pattern(answer, templates[i]) > count_pattern(source, templates[i]))
			fine = fail(decoder, _("it has a template that the source doesn't have"));
	for (size_t i = 0; fine && i < sizeof links / sizeof *links; i++)
		if (count_pattern(answer, links[i]) > count_pattern(source, links[i]))
			fine = fail(decoder, _("it has a link that the source doesn't have"));
	for (size_t i = 0; fine && i < sizeof code / sizeof *code; i++)
		if (count_pattern(answer, code[i]) > count_pattern(source, code[i]))
			fine = fail(decoder, _("it has markup that the source doesn't have"));
	buffer_finish(&source_text);
	buffer_finish(&answer_text);
	return fine;
}

bool protect_decode(const struct protected_text *text, struct slice answer, struct buffer *out,
                    struct placeables *found, const char **reason)
{
	/* Tokens and escapes make a text longer, and translation does; beyond that, it is not worth being read. */
	bool endless = answer.size / 16 > text->source.size + 80 * text->count + 256;
	if (endless || utf8_find_invalid(answer) < answer.size) {
		*reason = endless ? _("it is far too long or too short") : _("it is not valid UTF-8");
		return false;
	}
	struct decoder decoder = {
		.text = text,
		.answer = answer,
		.bracket = choose_bracket(text),
		.seen = memory_allocate_zero(text->count, sizeof *decoder.seen),
	};
	size_t begin = out->size;
	bool done = find_pieces(&decoder) && clean_pieces(&decoder);
	if (done) {
		move_spaces_out(&decoder);
		mend_spaces(&decoder);
		done = pairs_hold_something(&decoder);
	}
	if (done) {
		build(&decoder, out, found);
		done = nothing_is_new(&decoder, slice_from_offset(buffer_slice(out), begin), found);
	}
	if (!done) {
		out->size = begin;
		array_clear(found);
		*reason = decoder.reason;
	}
	buffer_finish(&decoder.letters);
	array_finish(&decoder.pieces);
	array_finish(&decoder.open);
	array_finish(&decoder.unseen);
	free(decoder.seen);
	return done;
}
