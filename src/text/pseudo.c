#include "text/pseudo.h"

#include "text/address.h"
#include "text/character_reference.h"
#include "text/utf8.h"

#include <unicode/uchar.h>

static const char *const accented[2][26] = {
	{ "Å", "Ɓ", "Ç", "Ð", "É", "Ƒ", "Ĝ", "Ĥ", "Î", "Ĵ", "Ķ", "Ļ", "Ṁ",
	  "Ñ", "Ö", "Þ", "Ǫ", "Ŕ", "Š", "Ţ", "Û", "Ṽ", "Ŵ", "Ẋ", "Ý", "Ž" },
	{ "å", "ƀ", "ç", "ð", "é", "ƒ", "ĝ", "ĥ", "î", "ĵ", "ķ", "ļ", "ɱ",
	  "ñ", "ö", "þ", "ǫ", "ŕ", "š", "ţ", "û", "ṽ", "ŵ", "ẋ", "ý", "ž" },
};

/* The brackets are those of mathematics: no format has a meaning for them. */
#define OPENING_BRACKET "\xe2\x9f\xa6"
#define CLOSING_BRACKET "\xe2\x9f\xa7"
#define ACUTE_ACCENT "\xcc\x81"
#define RIGHT_TO_LEFT_OVERRIDE "\xe2\x80\xae"
#define POP_DIRECTIONAL_FORMATTING "\xe2\x80\xac"

enum piece_kind {
	PIECE_WORD,  /* letters, the digits and marks among them; nothing else is changed */
	PIECE_OTHER, /* punctuation, digits alone, a character reference */
	PIECE_SPACE,
	PIECE_OPEN,  /* placeables */
	PIECE_CLOSE,
	PIECE_KEPT,  /* what stands alone, and addresses */
};

struct piece {
	size_t begin, end;
	enum piece_kind kind;
	bool word; /* to be changed; in a placeable, too */
};

struct pieces {
	struct piece *items;
	size_t count, capacity;
};

enum pseudo pseudo_of_language(const char *tag)
{
	struct slice language = slice_from(tag);
	if (slice_ends_with(language, SLICE("-XA")))
		return PSEUDO_ACCENTED;
	return slice_ends_with(language, SLICE("-XB")) ? PSEUDO_MIRRORED : PSEUDO_NONE;
}

/* The letter at OFFSET of TEXT is part of a word, after others (INSIDE) or as its first. */
static bool is_word_letter(struct slice text, size_t offset, bool inside, size_t *size)
{
	*size = 1;
	if ((unsigned char)text.data[offset] < 0x80)
		return is_ascii_letter(text.data[offset]) || (inside && is_ascii_digit(text.data[offset]));
	UChar32 letter = (UChar32)utf8_decode(text, offset, size);
	return u_isalpha(letter) || (inside && (u_isdigit(letter) || U_GET_GC_MASK(letter) & U_GC_M_MASK));
}

/* Delimiters of Markdown are read by what stands at their sides (CommonMark 0.31, section 6.2): white space (and the
 * text's ends), punctuation, or a letter. A bracket is punctuation. */
enum side { SIDE_SPACE, SIDE_MARK, SIDE_LETTER };

static enum side side_of(uint32_t letter)
{
	if (letter < 0x80)
		return is_ascii_space((char)letter) ? SIDE_SPACE : is_ascii_alphanumeric((char)letter) ? SIDE_LETTER : SIDE_MARK;
	if (u_charType((UChar32)letter) == U_SPACE_SEPARATOR)
		return SIDE_SPACE;
	return U_GET_GC_MASK((UChar32)letter) & (U_GC_P_MASK | U_GC_S_MASK) ? SIDE_MARK : SIDE_LETTER;
}

/* Cut bytes [begin, end) of TEXT, which have no placeable and no address, into pieces. */
static void cut_text(struct slice text, size_t begin, size_t end, struct pieces *out)
{
	text = slice_range(text, 0, end);
	for (size_t i = begin, size; i < end;) {
		struct piece piece = { .begin = i, .kind = PIECE_OTHER };
		struct character_reference reference;
		if (text.data[i] == '&' && character_reference_read(text, i, &reference)) {
			if (reference.character && side_of(reference.character) == SIDE_SPACE)
				piece.kind = PIECE_SPACE;
			i += reference.size;
		} else if (is_ascii_space(text.data[i])) {
			piece.kind = PIECE_SPACE;
			while (i < end && is_ascii_space(text.data[i]))
				i++;
		} else if (is_word_letter(text, i, false, &size)) {
			piece.kind = PIECE_WORD;
			piece.word = true;
			for (; i < end && is_word_letter(text, i, true, &size); i += size)
				;
		} else if (text.data[i] == '\\') {
			/* It escapes the mark behind it, or at the end what follows; in HTML and XML a reference goes on behind it. */
			bool mark = i + 1 < end && is_ascii_punctuation(text.data[i + 1]);
			bool escapes = mark && !character_reference_size(text, i + 1);
			piece.kind = i + 1 == end ? PIECE_KEPT : PIECE_OTHER;
			i += escapes ? 2 : 1;
		} else {
			if (side_of(utf8_decode(text, i, &size)) == SIDE_SPACE)
				piece.kind = PIECE_SPACE;
			i += size;
		}
		piece.end = i;
		array_push(out, piece);
	}
}

static void cut_around_addresses(struct slice text, size_t begin, size_t end, struct pieces *out)
{
	struct address_search search;
	address_search_begin(&search, text, begin, end);
	for (size_t address, address_end; begin < end && address_find(&search, begin, &address, &address_end);) {
		cut_text(text, begin, address, out);
		array_push(out, (struct piece){ address, address_end, PIECE_KEPT, false });
		begin = address_end;
	}
	cut_text(text, begin, end, out);
}

static void append_accented(struct slice text, struct buffer *out)
{
	for (size_t i = 0, size; i < text.size; i += size) {
		size = 1;
		char byte = text.data[i];
		if (is_ascii_letter(byte)) {
			buffer_append_string(out, accented[byte >= 'a'][ascii_lower(byte) - 'a']);
			continue;
		}
		bool letter = (unsigned char)byte >= 0x80 && u_isalpha((UChar32)utf8_decode(text, i, &size));
		buffer_append(out, slice_range(text, i, i + size));
		if (letter)
			buffer_append_string(out, ACUTE_ACCENT);
	}
}

static enum side side_before(struct slice text, size_t offset)
{
	size_t begin = offset, size;
	while (begin && ((unsigned char)text.data[--begin] & 0xc0) == 0x80)
		;
	return offset ? side_of(utf8_decode(text, begin, &size)) : SIDE_SPACE;
}

static enum side side_after(struct slice text, size_t offset)
{
	size_t size;
	return offset < text.size ? side_of(utf8_decode(text, offset, &size)) : SIDE_SPACE;
}

static bool is_delimiter(char byte)
{
	return byte == '*' || byte == '_' || byte == '~';
}

enum fit { FIT_NONE, FIT_LOOSE, FIT_EXACT };

/* How well a bracket fits before OFFSET, where the word side is behind it: whether a run of delimiters that ends there
 * is read as before. */
static enum fit fit_before(struct slice text, size_t offset)
{
	size_t run = offset;
	if (run == 0 || !is_delimiter(text.data[run - 1]))
		return FIT_EXACT;
	if (is_delimiter(text.data[offset]))
		return FIT_NONE;
	while (run && is_delimiter(text.data[run - 1]))
		run--;
	enum side outer = side_before(text, run), inner = side_after(text, offset);
	return outer == SIDE_SPACE || inner == SIDE_MARK ? FIT_EXACT : outer == SIDE_MARK ? FIT_LOOSE : FIT_NONE;
}

static enum fit fit_after(struct slice text, size_t offset)
{
	size_t run = offset;
	if (run == text.size || !is_delimiter(text.data[run]))
		return FIT_EXACT;
	if (is_delimiter(text.data[offset - 1]))
		return FIT_NONE;
	while (run < text.size && is_delimiter(text.data[run]))
		run++;
	enum side outer = side_after(text, run), inner = side_before(text, offset);
	return outer == SIDE_SPACE || inner == SIDE_MARK ? FIT_EXACT : outer == SIDE_MARK ? FIT_LOOSE : FIT_NONE;
}

static bool is_mark(struct slice text, const struct piece *piece)
{
	return piece->kind == PIECE_OTHER && !is_delimiter(text.data[piece->begin]);
}

/* Where brackets around the words of PIECES [*first, *last] go: they take in the punctuation at the words and stand
 * inside of the markup around them, unless its delimiters would be read in another way there; then they take that in,
 * too. False if there is no such place. */
static bool place_brackets(struct slice text, const struct pieces *pieces, size_t *first, size_t *last)
{
	const struct piece *items = pieces->items;
	size_t loose = SIZE_MAX, at = *first;
	for (enum fit fit;; at--) {
		/* A mark may be what ends an address. */
		while (at > 0 && is_mark(text, &items[at - 1]) && (at == 1 || items[at - 2].kind != PIECE_KEPT))
			at--;
		fit = fit_before(text, items[at].begin);
		loose = fit == FIT_EXACT || (fit == FIT_LOOSE && loose == SIZE_MAX) ? at : loose;
		if (fit == FIT_EXACT || at == 0 || (items[at - 1].kind != PIECE_OPEN && items[at - 1].kind != PIECE_OTHER))
			break;
	}
	*first = loose;
	loose = SIZE_MAX, at = *last;
	for (enum fit fit;; at++) {
		while (at + 1 < pieces->count && is_mark(text, &items[at + 1]))
			at++;
		fit = fit_after(text, items[at].end);
		loose = fit == FIT_EXACT || (fit == FIT_LOOSE && loose == SIZE_MAX) ? at : loose;
		if (fit == FIT_EXACT || at + 1 == pieces->count ||
		    (items[at + 1].kind != PIECE_CLOSE && items[at + 1].kind != PIECE_OTHER))
			break;
	}
	*last = loose;
	return *first != SIZE_MAX && *last != SIZE_MAX;
}

/* The pieces of TEXT into OUT, brackets around all of their words. */
static void append_pieces(struct slice text, enum pseudo kind, bool brackets, const struct pieces *pieces,
                          struct buffer *out)
{
	const struct piece *items = pieces->items;
	size_t first = 0, last = pieces->count;
	while (first < pieces->count && items[first].kind != PIECE_WORD)
		first++;
	while (last > first + 1 && items[last - 1].kind != PIECE_WORD)
		last--;
	last--;
	bool bracketed = brackets && kind == PSEUDO_ACCENTED && first < pieces->count &&
	                 place_brackets(text, pieces, &first, &last);
	for (size_t i = 0; i < pieces->count; i++) {
		struct slice bytes = slice_range(text, items[i].begin, items[i].end);
		if (bracketed && i == first)
			buffer_append_string(out, OPENING_BRACKET);
		if (!items[i].word) {
			buffer_append(out, bytes);
		} else if (kind == PSEUDO_ACCENTED) {
			append_accented(bytes, out);
		} else {
			buffer_append_string(out, RIGHT_TO_LEFT_OVERRIDE);
			buffer_append(out, bytes);
			buffer_append_string(out, POP_DIRECTIONAL_FORMATTING);
		}
		if (bracketed && i == last)
			buffer_append_string(out, CLOSING_BRACKET);
	}
}

/* The placeable [begin, end) of KIND as pieces, the words of the prose in it, from *NEXT on, among them. */
static void cut_placeable(struct slice text, const struct placeable *placeable, enum piece_kind kind,
                          const struct segments *prose, size_t *next, struct pieces *out)
{
	size_t first = out->count, from = placeable->begin;
	for (; *next < prose->count && prose->items[*next].end <= placeable->end; ++*next) {
		const struct segment *range = &prose->items[*next];
		array_push(out, (struct piece){ .begin = from, .end = range->begin });
		cut_around_addresses(text, range->begin, range->end, out);
		from = range->end;
	}
	array_push(out, (struct piece){ .begin = from, .end = placeable->end });
	for (size_t i = first; i < out->count; i++)
		out->items[i].kind = kind;
}

bool pseudo_translate(struct slice text, enum pseudo kind, bool brackets, const struct placeables *placeables,
                      const struct segments *prose, struct buffer *out)
{
	static const enum piece_kind kinds[] = {
		[PLACEABLE_OPEN] = PIECE_OPEN, [PLACEABLE_CLOSE] = PIECE_CLOSE, [PLACEABLE_ALONE] = PIECE_KEPT,
	};
	struct pieces pieces = { 0 };
	size_t begin = 0, next = 0;
	for (size_t i = 0; i < placeables->count; i++) {
		const struct placeable *placeable = &placeables->items[i];
		cut_around_addresses(text, begin, placeable->begin, &pieces);
		cut_placeable(text, placeable, kinds[placeable->kind], prose, &next, &pieces);
		begin = placeable->end;
	}
	cut_around_addresses(text, begin, text.size, &pieces);
	bool words = false;
	for (size_t i = 0; i < pieces.count && !words; i++)
		words = pieces.items[i].word;
	if (words)
		append_pieces(text, kind, brackets, &pieces, out);
	array_finish(&pieces);
	return words;
}
