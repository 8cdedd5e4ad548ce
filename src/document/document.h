/* document.h: an article as units of prose and the bytes between them.
 *
 * A document owns nothing but its arena: its text is the source's bytes wherever they can stand as they are, and what
 * no unit covers (the skeleton) is only pointed at. A format makes the units; the segmenter cuts them into segments;
 * document_write splices translations into the source. */

#ifndef LOCALIZE_DOCUMENT_DOCUMENT_H
#define LOCALIZE_DOCUMENT_DOCUMENT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostics.h"
#include "text/encoding.h"
#include "text/placeable.h"
#include "text/segment.h"

/* From byte `text` of a unit's text on, each byte stands for one of the source, from byte `source` on, until the next
 * mapping: the same one, or a space for a line break. Where a unit's text is shorter or longer than its source (an
 * indented line, an escape), a new mapping begins. */
struct mapping {
	uint32_t text, source; /* from the unit's source on */
};

/* A part of the source that has units of its own and stands in the text of a unit as one placeable: a footnote. */
struct hole {
	struct slice token; /* what stands for it, different for each in a unit, and left as it is by fit: "<footnote/>" */
	struct slice name;  /* the format's own */
	size_t begin, end;  /* of the source */
};

enum { HOLES_MOST = 64 /* in a unit */, HOLE_DEPTH_MOST = 8 /* in each other */ };

/* What units of a kind have in common, and what few units have: it is kept once for many of them. */
struct unit_kind {
	struct slice role; /* for translators: "paragraph", "heading 2", "attribute: alt", "front matter: title" */
	struct slice note; /* a word of the author's or the format's to translators, in lines; empty: none */
	struct slice continuation; /* the format's own: what begins another line of this block ("> ", "    ") */
	const struct hole *holes;  /* in order; units may lie in them */
	size_t hole_count;
};

/* What a unit has whose text is not one run of the source, or that ends sentences by itself. */
struct unit_folds {
	const struct mapping *mappings; /* NULL where each byte of the text stands for one of the source; else the first has
	                                 * text 0, and the last is { text.size, end in the source } */
	const uint32_t *breaks; /* offsets into text at which a segment ends in any case (a hard line break) */
	uint32_t mapping_count, break_count;
};

/* One block of prose: a paragraph, a heading, a table cell, the value of an attribute. An article may have one for each
 * hundred of its bytes, so a unit is small. */
struct unit {
	struct slice text; /* as the author wrote it, line breaks folded; no white space at its ends */
	const struct slice *section; /* the text of the heading that it stands under; empty if there is none */
	const struct unit_kind *kind;

	size_t source; /* where it begins in the source */
	const struct unit_folds *folds;     /* never NULL */
	const struct placeable *placeables; /* of text */
	const struct segment *segments;     /* ranges of text */
	uint32_t placeable_count, segment_count;

	unsigned form; /* the format's own: how a translation is written in this place */
	bool whole;    /* one segment, whatever its sentences: it is quoted or left bare as a whole */
};

/* A place where the source declares its own language, direction or character set. */
enum slot_kind {
	SLOT_LANGUAGE,
	SLOT_DIRECTION,
	SLOT_CHARSET,
	SLOT_DIRECTION_ATTRIBUTE, /* an empty place for all of ` dir="rtl"`, which only that direction takes */
	SLOT_PAGES_ATTRIBUTE,     /* the same for ` page-progression-direction="rtl"` */
};

struct slot {
	size_t begin, end; /* bytes of the source that hold the value, to be replaced */
	enum slot_kind kind;
};

struct format_options;
struct document;

/* What is done with units of DOCUMENT, which are those that begin before all that are found later. They live until it
 * returns, and so do its slots, which are all up to now. */
typedef void document_take(void *context, struct document *document);

/* Whether a translator is to see SEGMENT of UNIT, which may be made shorter. */
typedef bool document_offers(const struct unit *unit, struct segment *segment);

struct document {
	struct arena *arena;
	const char *name;    /* for messages and references: "input/a.md" */
	struct slice source; /* UTF-8, without a byte order mark */
	bool character_references; /* `&mdash;` in a text is a dash (text/character_reference.h) */
	struct unit *units;  /* in the order of the source */
	size_t unit_count;
	const struct slot *slots; /* in the order of the source; none inside a unit */
	size_t slot_count;
	const struct format_options *options; /* the formats' own (formats/options.h); NULL: the defaults */
	document_offers *offers; /* NULL: each segment is offered as it is */
	bool uses_files;     /* other files say what its units are */

	document_take *take; /* gets the units as they are found, some at a time, and none stay; NULL: all stay */
	void *take_context;
	size_t take_least;   /* so many, but at the end; 0: some hundreds */
	struct arena *unit_arena; /* where what is taken lives; the builder's own */
	bool warned_of_unwritable;
};

/* What a document is written for. */
struct document_target {
	struct slice language;  /* BCP 47 */
	struct slice direction; /* "ltr" or "rtl" */
	struct slice charset;   /* the output's; empty: as declared in the source */
};

/* A translation for SEGMENT of UNIT; false to leave the source's bytes. Asked for in the order of the source, and of one
 * segment perhaps twice. *TRANSLATION must live until the next is asked for. */
typedef bool document_translate(void *context, const struct unit *unit, const struct segment *segment,
                                struct slice *translation);

/* Append TRANSLATION to OUT in the form that fits SEGMENT's place: escapes, quoting, continuation lines. */
typedef void document_fit(const struct document *document, const struct unit *unit, const struct segment *segment,
                          struct slice translation, struct buffer *out);

/* Cut every unit into segments: sentences by SEGMENTER, or the whole unit (but for its hard breaks) where it is NULL. Those
 * that are not offered are left out. */
void document_segment(struct document *document, const struct segmenter *segmenter);

/* Where what lives as long as the units of DOCUMENT is to be allocated. */
struct arena *document_unit_arena(const struct document *document);

/* Drop the segments of DOCUMENT that no catalog can hold, with a NUL or an EOT in them; the first one of all gives a warning
 * in SINK. */
void document_leave_unwritable(struct document *document, struct diagnostics *sink);

/* Free the units of DOCUMENT, which is not to be written; what was made of them stays. */
void document_forget_units(struct document *document);

/* The source of DOCUMENT to OUTLET, each translated segment's bytes replaced, and the slots set for TARGET if at least
 * one segment is translated. What lies in a hole of a translated segment goes where its token stands in the translation.
 * Returns how many are translated; if none, nothing is written: the article is as it was. Takes little memory, if text
 * is taken out. If COPIES is not NULL, which is for when none is, what is written of the source as it is is added to it. */
size_t document_write_to(const struct document *document, const struct document_target *target, document_fit *fit,
                         document_translate *translate, void *context, const struct outlet *outlet,
                         struct encoding_copies *copies);

/* The same for units that come some at a time, in the order of the source. The writer is freed by its end. */
struct document_writer;
struct document_writer *document_writer_begin(const struct document_target *target, document_fit *fit,
                                              document_translate *translate, void *context,
                                              const struct outlet *outlet, struct encoding_copies *copies);
void document_writer_add(struct document_writer *writer, const struct document *document);
size_t document_writer_end(struct document_writer *writer, const struct document *document);

/* The same at once, all of it appended to OUT, and the source if nothing is translated. */
size_t document_write(const struct document *document, const struct document_target *target, document_fit *fit,
                      document_translate *translate, void *context, struct buffer *out);

/* The offset in the source of offset TEXT of UNIT's text (at most its size). */
size_t unit_source_offset(const struct unit *unit, size_t text);

/* The index of the first placeable of UNIT that ends behind OFFSET of its text; their count if none does. A binary search. */
size_t unit_placeable_behind(const struct unit *unit, size_t offset);

/* The text of SEGMENT, white space at its ends left out. */
static inline struct slice unit_segment_text(const struct unit *unit, const struct segment *segment)
{
	return slice_range(unit->text, segment->begin, segment->end);
}

enum { BUILDER_KINDS = 8 };

/* A mapping of the unit being built, into the whole source. */
struct built_mapping {
	size_t text, source;
};

/* A format's way to gather a document while it reads the source. */
struct document_builder {
	struct document *document;
	struct { struct unit *items; size_t count, capacity; } units;
	struct { struct slot *items; size_t count, capacity; } slots;
	struct slice section; /* of the units that are to come */

	/* The unit being built. */
	struct buffer text;
	struct { struct built_mapping *items; size_t count, capacity; } mappings;
	struct { size_t *items; size_t count, capacity; } breaks;
	struct placeables placeables;
	size_t source_end;
	bool verbatim; /* nothing was replaced */

	/* builder.c's own. */
	size_t sorted_slots;
	const struct slice *last_section;
	const struct unit_kind *recent[BUILDER_KINDS]; /* kinds of the last units */
	size_t next_recent;
};

/* Begin a unit. */
void builder_begin(struct document_builder *builder);

/* Append bytes [begin, end) of the source as they are. */
void builder_take(struct document_builder *builder, size_t begin, size_t end);

/* Append TEXT in place of bytes [begin, end) of the source (a space for a line break and the prefix of the next line,
 * a character for its escape). */
void builder_replace(struct document_builder *builder, struct slice text, size_t begin, size_t end);

/* A segment ends here in any case. */
void builder_break(struct document_builder *builder);

/* End the unit: white space at its ends is left out, and a unit with nothing in it is dropped. The text becomes a
 * pointer into the source where it is one run of it. Placeables given in builder->placeables are offsets into the
 * text as built. Returns the unit, valid until the next one is ended, for its form to be set; NULL if it was dropped. */
struct unit *builder_end(struct document_builder *builder, struct slice role);

/* TEXT, a unit's or a part of it, as it lives as long as the document. */
struct slice builder_keep_text(struct document_builder *builder, struct slice text);

/* Set what few units have (struct unit_kind); what is given must live as long as the document. */
void builder_set_note(struct document_builder *builder, struct unit *unit, struct slice note);
void builder_set_continuation(struct document_builder *builder, struct unit *unit, struct slice continuation);
void builder_set_holes(struct document_builder *builder, struct unit *unit, const struct hole *holes, size_t count);

/* Add NOTE, a line in the document's arena, to what UNIT's note says already. */
void builder_add_note(struct document_builder *builder, struct unit *unit, struct slice note);

void builder_add_slot(struct document_builder *builder, enum slot_kind kind, size_t begin, size_t end);

/* All units and slots that are to come stand behind those that were gathered: these may be taken, and what pointed to them
 * points nowhere then. */
void builder_settle(struct document_builder *builder);

/* Hand what was gathered to the document, units sorted by their place in the source, and free the rest. */
void builder_finish(struct document_builder *builder);

#endif
