#include "catalog/wrap.h"

#include "base/array.h"
#include "text/utf8.h"

#include <unilbrk.h>

/* Classes of UAX #14, as far as a pair of neighbours, and whether spaces are between them, says all there is to say.
 * Letters that combine, scripts that need more context (Hebrew, Thai), emoji and what is not one column wide are in none
 * of them. */
enum line_class {
	CLASS_AL, /* letters, and symbols like them */
	CLASS_PR, /* before numbers: $ + and the backslash */
	CLASS_BA, /* break after: | – */
	CLASS_PO, /* after numbers: % ° */
	CLASS_QU, /* quotation marks */
	CLASS_NU, /* digits */
	CLASS_OP, /* opening brackets */
	CLASS_IS, /* separators in numbers, and the slash */
	CLASS_CL, /* } */
	CLASS_NS, /* ‼ */
	CLASS_GL, /* glue: no-break spaces */
	CLASS_IN, /* … */
	CLASS_EX, /* ! ? */
	CLASS_CP, /* ) ] */
	CLASS_HY, /* - */
	CLASS_B2, /* — */
	CLASS_SP,
	CLASS_OTHER,
};

/* Whether a line may be broken between a class (the row) and another: D directly, I only if spaces are between, P
 * never. libunistring's rules, on which tests/unit/test_catalog.c holds it. */
static const char pairs[CLASS_SP][CLASS_SP + 1] = {
	[CLASS_AL] = "IIIIIIIPPIIIPPID",
	[CLASS_PR] = "IDIDIIIPPIIIPPID",
	[CLASS_BA] = "DDIDIDDPPIDIPPID",
	[CLASS_PO] = "IDIDIIIPPIIIPPID",
	[CLASS_QU] = "IIIIIIPPPIIIPPII",
	[CLASS_NU] = "IIIIIIIPPIIIPPID",
	[CLASS_OP] = "PPPPPPPPPPPPPPPP",
	[CLASS_IS] = "DDIDIIDPPIIIPPID",
	[CLASS_CL] = "DIIIIDDPPPIIPPID",
	[CLASS_NS] = "DDIDIDDPPIIIPPID",
	[CLASS_GL] = "IIIIIIIPPIIIPPII",
	[CLASS_IN] = "DDIDIDDPPIIIPPID",
	[CLASS_EX] = "DDIDIDDPPIIIPPID",
	[CLASS_CP] = "IIIIIIDPPIIIPPID",
	[CLASS_HY] = "DDIDIIDPPIDIPPID",
	[CLASS_B2] = "DDIDIDDPPIIIPPIP",
};

static const unsigned char ascii_classes[0x80] = {
	[' '] = CLASS_SP,
	['"'] = CLASS_QU, ['\''] = CLASS_QU,
	['$'] = CLASS_PR, ['+'] = CLASS_PR, ['\\'] = CLASS_PR,
	['%'] = CLASS_PO,
	['('] = CLASS_OP, ['['] = CLASS_OP, ['{'] = CLASS_OP,
	[')'] = CLASS_CP, [']'] = CLASS_CP,
	['}'] = CLASS_CL,
	[','] = CLASS_IS, ['.'] = CLASS_IS, ['/'] = CLASS_IS, [':'] = CLASS_IS, [';'] = CLASS_IS,
	['-'] = CLASS_HY,
	['|'] = CLASS_BA,
	['!'] = CLASS_EX, ['?'] = CLASS_EX,
	['0'] = CLASS_NU, ['1'] = CLASS_NU, ['2'] = CLASS_NU, ['3'] = CLASS_NU, ['4'] = CLASS_NU,
	['5'] = CLASS_NU, ['6'] = CLASS_NU, ['7'] = CLASS_NU, ['8'] = CLASS_NU, ['9'] = CLASS_NU,
};

static const struct {
	uint32_t first, last;
	enum line_class class;
} ranges[] = {
	{ 0x00a0, 0x00a0, CLASS_GL }, { 0x00a1, 0x00a1, CLASS_OP }, { 0x00a2, 0x00a2, CLASS_PO },
	{ 0x00a3, 0x00a5, CLASS_PR }, { 0x00a6, 0x00aa, CLASS_AL }, { 0x00ab, 0x00ab, CLASS_QU },
	{ 0x00ac, 0x00ac, CLASS_AL }, { 0x00ae, 0x00af, CLASS_AL }, { 0x00b0, 0x00b0, CLASS_PO },
	{ 0x00b1, 0x00b1, CLASS_PR }, { 0x00b2, 0x00b3, CLASS_AL }, { 0x00b5, 0x00ba, CLASS_AL },
	{ 0x00bb, 0x00bb, CLASS_QU }, { 0x00bc, 0x00be, CLASS_AL }, { 0x00bf, 0x00bf, CLASS_OP },
	{ 0x00c0, 0x024f, CLASS_AL }, { 0x0370, 0x0377, CLASS_AL }, { 0x0384, 0x0386, CLASS_AL },
	{ 0x0388, 0x038a, CLASS_AL }, { 0x038e, 0x03a1, CLASS_AL }, { 0x03a3, 0x0482, CLASS_AL },
	{ 0x048a, 0x052f, CLASS_AL }, { 0x0531, 0x0556, CLASS_AL }, { 0x0561, 0x0587, CLASS_AL },
	{ 0x10d0, 0x10fa, CLASS_AL }, { 0x1e00, 0x1eff, CLASS_AL }, { 0x2007, 0x2007, CLASS_GL },
	{ 0x2010, 0x2010, CLASS_BA }, { 0x2011, 0x2011, CLASS_GL }, { 0x2012, 0x2013, CLASS_BA },
	{ 0x2014, 0x2014, CLASS_B2 }, { 0x2015, 0x2017, CLASS_AL }, { 0x2018, 0x2019, CLASS_QU },
	{ 0x201a, 0x201a, CLASS_OP }, { 0x201b, 0x201d, CLASS_QU }, { 0x201e, 0x201e, CLASS_OP },
	{ 0x201f, 0x201f, CLASS_QU }, { 0x2020, 0x2023, CLASS_AL }, { 0x2024, 0x2026, CLASS_IN },
	{ 0x202f, 0x202f, CLASS_GL }, { 0x2030, 0x2037, CLASS_PO }, { 0x2038, 0x2038, CLASS_AL },
	{ 0x2039, 0x203a, CLASS_QU }, { 0x203b, 0x203b, CLASS_AL }, { 0x203c, 0x203d, CLASS_NS },
	{ 0x203e, 0x2043, CLASS_AL }, { 0x20ac, 0x20ac, CLASS_PR }, { 0x20b4, 0x20b4, CLASS_PR },
	{ 0x20bd, 0x20bd, CLASS_PR }, { 0x20bc, 0x20bc, CLASS_PR }, { 0x2116, 0x2116, CLASS_PR },
	{ 0x2122, 0x2122, CLASS_AL }, { 0x2190, 0x2193, CLASS_AL }, { 0x2212, 0x2212, CLASS_PR },
};

static enum line_class class_of(uint32_t code_point)
{
	size_t low = 0, high = sizeof ranges / sizeof *ranges;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (code_point > ranges[middle].last)
			low = middle + 1;
		else if (code_point < ranges[middle].first)
			high = middle;
		else
			return ranges[middle].class;
	}
	return CLASS_OTHER;
}

/* The class of the character at OFFSET, and its bytes in *SIZE. */
static enum line_class class_at(struct slice text, size_t offset, size_t *size)
{
	unsigned char byte = (unsigned char)text.data[offset];
	*size = 1;
	if (byte < 0x80)
		return byte < ' ' || byte == 0x7f ? CLASS_OTHER : ascii_classes[byte];
	if (byte >= 0xd0 && byte <= 0xd1) { /* Cyrillic's first half, the most frequent */
		*size = 2;
		return CLASS_AL;
	}
	return class_of(utf8_decode(text, offset, size));
}

/* Where a piece that can't be broken begins, and what goes before it on its line. */
struct piece {
	size_t begin;       /* 0 for the first */
	size_t column;      /* of its beginning */
	size_t columns;
};

/* A new piece begins at OFFSET (or the text ends there): break before the last one if it does not fit. */
static void end_piece(struct piece *piece, size_t offset, size_t width, struct breaks *breaks)
{
	if (piece->begin && piece->column + piece->columns > width) {
		array_push(breaks, piece->begin);
		piece->column = 0;
	}
	piece->begin = offset;
	piece->column += piece->columns;
	piece->columns = 0;
}

/* False, with BREAKS of no use, at a character of which more must be known. */
static bool find_fast(struct slice text, size_t width, size_t start, struct breaks *breaks)
{
	struct piece piece = { .column = start };
	enum line_class before = CLASS_OP; /* no break after spaces that the text begins with */
	bool spaces = false;
	for (size_t i = 0, size; i < text.size; i += size) {
		enum line_class class = class_at(text, i, &size);
		if (class == CLASS_SP) {
			spaces = true;
			piece.columns++;
			continue;
		}
		if (class == CLASS_OTHER)
			return false;
		char pair = pairs[before][class];
		bool escape = text.data[i] == '\\' && i + 1 < text.size;
		bool newline = escape && i + 2 == text.size && text.data[i + 1] == 'n';
		if ((pair == 'D' || (pair == 'I' && spaces)) && !newline)
			end_piece(&piece, i, width, breaks);
		if (escape) {
			class = ascii_classes[(unsigned char)text.data[i + 1] & 0x7f];
			size = 2;
		}
		before = class;
		spaces = false;
		piece.columns += escape ? 2 : 1;
	}
	end_piece(&piece, text.size, width, breaks);
	return true;
}

/* Whether a byte of TEXT is a column, and its class that of the table. */
static bool is_plain(struct slice text)
{
	unsigned char other = 0;
	for (size_t i = 0; i < text.size; i++) {
		unsigned char byte = (unsigned char)text.data[i];
		other |= (byte < ' ') | (byte > '~') | (byte == '\\');
	}
	return !other;
}

/* Whether a piece begins at OFFSET, which is beyond 0. */
static bool begins_piece(struct slice text, size_t offset)
{
	enum line_class class = ascii_classes[(unsigned char)text.data[offset]];
	size_t before = offset;
	while (before > 0 && text.data[before - 1] == ' ')
		before--;
	if (class == CLASS_SP || before == 0)
		return false;
	char pair = pairs[ascii_classes[(unsigned char)text.data[before - 1]]][class];
	return pair == 'D' || (pair == 'I' && before < offset);
}

/* The same for plain text, in which only the places that a line may end at are looked at. */
static void find_plain(struct slice text, size_t width, size_t start, struct breaks *breaks)
{
	for (size_t line = 0; text.size - line + start > width; start = 0) {
		size_t most = width > start ? line + width - start : line, next = most;
		while (next > line && !begins_piece(text, next))
			next--;
		if (next == line)
			for (next = most + 1; next < text.size && !begins_piece(text, next); next++)
				;
		if (next >= text.size)
			return;
		array_push(breaks, next);
		line = next;
	}
}

void wrap_find_by_library(struct slice text, size_t width, size_t start, struct breaks *breaks)
{
	/* It is told not to part an escape sequence, nor the newline from what is before it. */
	char *found = memory_allocate(text.size), *overrides = memory_allocate(text.size);
	for (size_t i = 0; i < text.size; i++) {
		overrides[i] = UC_BREAK_UNDEFINED;
		if (text.data[i] == '\\' && i + 1 < text.size) {
			if (i + 2 == text.size && text.data[i + 1] == 'n')
				overrides[i] = UC_BREAK_PROHIBITED;
			overrides[++i] = UC_BREAK_PROHIBITED;
		}
	}
	u8_width_linebreaks((const uint8_t *)text.data, text.size, (int)width, (int)start, 0, overrides, "UTF-8", found);
	breaks->count = 0;
	for (size_t i = 0; i < text.size; i++)
		if (found[i] == UC_BREAK_POSSIBLE)
			array_push(breaks, i);
	free(overrides);
	free(found);
}

void wrap_find(struct slice text, size_t width, size_t start, struct breaks *breaks)
{
	breaks->count = 0;
	if (text.size + start <= width) /* a byte takes a column at most */
		return;
	if (is_plain(text))
		find_plain(text, width, start, breaks);
	else if (!find_fast(text, width, start, breaks))
		wrap_find_by_library(text, width, start, breaks);
}
