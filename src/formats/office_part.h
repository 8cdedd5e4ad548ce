/* office_part.h: an XML part of an office document as paragraphs, and a paragraph as what a translator sees of it.
 *
 * A reader (ooxml_reader.c, odf_reader.c) takes a part's elements apart into items; what is said here of text,
 * formatting and tags is the same for all of them. A paragraph may stand inside of another (a note, a text box): it is a
 * line of its own behind that one, and an untouched piece of it where that one is written anew. */

#ifndef LOCALIZE_FORMATS_OFFICE_PART_H
#define LOCALIZE_FORMATS_OFFICE_PART_H

#include "base/arena.h"
#include "base/array.h"
#include "base/buffer.h"
#include "base/diagnostics.h"
#include "base/table.h"

enum {
	OFFICE_NESTING_MOST = 64, /* paragraphs inside of paragraphs; deeper ones are left alone */
};

#define OFFICE_NONE SIZE_MAX

/* Bytes [begin, end) of the source that are others where text runs the other way; no pointer: they stay. */
struct office_turn {
	size_t begin, end;
	struct slice rtl, ltr;
};

/* Formatting, and how text and things are written in it: OPEN, PROPERTIES, the text between TEXT_OPEN and TEXT_CLOSE,
 * CLOSE. All of it lives as long as the part. */
struct office_style {
	struct slice key; /* what tells it from others, as far as a reader sees it */
	struct slice open, close, text_open, text_close;
	struct slice properties; /* patched */
	const char *hint;  /* what its tag is called: "b", "i"; "": by number */
	bool shows_spaces; /* they are underlined, coloured, … */
	struct slice prefix; /* of the elements that stand for characters: "w:", "text:"; empty: there are none */
	struct slice rtl, ltr; /* the properties where text runs either way; no pointers: they are the same */
};

enum office_item_kind {
	OFFICE_TEXT,
	OFFICE_OPEN,  /* a pair of tags: a link, an insertion */
	OFFICE_CLOSE,
	OFFICE_ALONE, /* a single tag: an image, a note, a field */
	/* Without a tag: it stays somewhere between what has one. */
	OFFICE_MARK_BEGIN, /* a range begins (a bookmark, a comment): rather too early than too late */
	OFFICE_MARK_END,   /* it ends, or something stands here: rather too late */
};

struct office_item {
	enum office_item_kind kind;
	struct slice text;  /* of text: as it is meant; else what the tag is called */
	size_t begin, end;  /* its bytes of the source, but for text */
	size_t style;       /* OFFICE_NONE: it stands in none */
	size_t last;        /* the last of the items that its tag stands for */
	unsigned detail;    /* the reader's own */
	bool inside;        /* one that stands in the text of its style: a line break */
};

struct office_paragraph {
	struct slice role;
	size_t begin, end; /* of the source: what is replaced when it is written anew */
	size_t patch;      /* its place among the patches */
	bool attribute;    /* it is the value of one */
	struct office_item *items; /* the reader's while it is read, then the arena's */
	size_t count, capacity;
};

/* A place in the source that is written otherwise: a paragraph, or what tells the language or the direction. */
struct office_patch {
	size_t begin, end;
	size_t paragraph;   /* OFFICE_NONE: it becomes VALUE */
	struct slice value;
};

struct office_language;

struct office_part {
	struct arena *arena;
	const char *file;    /* the document's, for messages */
	struct slice name;   /* the part's */
	struct slice source; /* UTF-8: all of the part, or what is at hand of it; places in it count from its beginning */
	struct zip_reader *rest; /* what comes behind it; NULL: nothing does */
	const struct office_language *target; /* in place of the document's; NULL: it stays */
	struct slice direction; /* that all text is to have, "ltr" or "rtl"; empty: it stays */
	size_t begin, end;   /* of the piece at hand */
	struct arena *passing; /* for what goes with the piece: its paragraphs' items and their texts */
	struct arena *at_hand; /* for the source that comes in pieces */
	size_t rtl, ltr;     /* how much of the part runs either way: counted by the reader */
	struct slice space;  /* the element for a space that would be folded: "<text:s/>"; empty: none is */

	struct { struct office_paragraph *items; size_t count, capacity; } paragraphs; /* those of the piece, in the order of begins */
	struct { struct office_style *items; size_t count, capacity; } styles;
	struct { struct office_patch *items; size_t count, capacity; } patches; /* in the order of their begins */
	struct table style_keys;
	struct { size_t *items; size_t count, capacity; } sizes; /* how much text each style has; all zero but in use */
};

void office_part_finish(struct office_part *part);

/* A reader begins to read PART, whose arena, file, name, source, rest, target and direction are set, and which outlives the
 * reading; errors will go to SINK, which is NULL for a part that has a rest. */
struct office_reading;
typedef struct office_reading *office_reader(struct office_part *part, const void *context, struct diagnostics *sink);

/* The next piece of the part, some paragraphs of it, all patches among bytes [begin, end), in place of the last. False at
 * the part's end, and after an error. */
bool office_read_piece(struct office_reading *reading);

/* Free READING. False where it has ended with an error. */
bool office_end_reading(struct office_reading *reading);

/* The index of the style with KEY in PART, which is given the next one where it is new: then *NEW is set, and the caller
 * fills it. */
size_t office_style_find(struct office_part *part, struct slice key, bool *new);

/* Paragraph INDEX as the text of a line (office_text.h), appended to OUT. */
void office_view(struct office_part *part, size_t index, struct buffer *out);

/* What the paragraphs of a part are to become. */
struct office_lines {
	const struct slice *old, *new; /* their texts as lines */
	size_t first;                  /* the number of the first line, for messages */
};

/* The piece of PART at hand with LINES for its paragraphs appended to OUT. A line whose tags don't fit is an error in SINK, and its
 * paragraph stays as it is. */
void office_rewrite(struct office_part *part, const struct office_lines *lines, struct buffer *out,
                    struct diagnostics *sink);

/* What both share. */

enum office_name_kind { OFFICE_NAME_STYLE, OFFICE_NAME_ITEM };

struct office_name {
	struct slice name;   /* "b", "a2", "note" */
	enum office_name_kind kind;
	size_t index;        /* of the style, or of the item */
	size_t close;        /* of the item that ends the pair */
	size_t before, after; /* the first of the marks that stay before or behind it; OFFICE_NONE: none */
};

struct office_mark {
	size_t item, next;
	bool written;
};

/* The tags of a paragraph. */
struct office_names {
	struct { struct office_name *items; size_t count, capacity; } names;
	struct table by_spelling; /* `<b>`, `</b>`, `<note/>` → its name */
	struct { struct office_mark *items; size_t count, capacity; } marks; /* in the order of the source */
	size_t before, after; /* the marks at the paragraph's beginning and end */
	struct { size_t *items; size_t count, capacity; } bases; /* the plain style, by the index of each OFFICE_OPEN's name */
	size_t base;
	struct arena *arena;
};

/* As office_view, with the names of the tags in NAMES, zeroed but for its arena; office_names_finish frees them. */
void office_view_names(struct office_part *part, size_t index, struct office_names *names, struct buffer *out);
void office_names_finish(struct office_names *names);

#endif
