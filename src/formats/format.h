/* format.h: what a file format is: a document from bytes, and translations back into their places.
 *
 * A format is one file, and one line in the registry of format.c. It knows nothing of PO files. */

#ifndef LOCALIZE_FORMATS_FORMAT_H
#define LOCALIZE_FORMATS_FORMAT_H

#include "base/diagnostics.h"
#include "document/document.h"
#include "formats/options.h"
#include "formats/packing.h"
#include "text/encoding.h"
#include "text/pseudo.h"
#include "text/script.h"

/* A part of an article in which no reference for a character is read as one. */
struct literal {
	size_t begin, end;
};

struct literals {
	struct literal *items;
	size_t count, capacity;
};

struct format {
	const char *name;              /* "markdown" */
	const char *const *extensions; /* "md", …; a NULL ends them */
	bool markup; /* of HTML or XML: it declares its character set, and what that lacks can be written as a reference */
	bool character_references; /* `&mdash;` in its prose is a dash (text/character_reference.h) */

	/* Make the units (without segments) and slots of DOCUMENT, whose arena, name, source and options are set, through
	 * a document_builder. Any bytes of valid UTF-8 are read somehow: what is no valid document of the format is
	 * read as its specification or its readers do. False only after an error in SINK with its place. */
	bool (*parse)(struct document *document, struct diagnostics *sink);

	document_fit *fit;

	/* The placeables of TEXT, a segment's or a translation's, as parse would find them inside a block; appended
	 * to OUT. NULL: the format has no inline markup. */
	void (*find_placeables)(struct slice text, struct placeables *out);

	/* Whether HTML elements may stand in the text of UNIT, so that a translation can be marked with one. NULL: nowhere. */
	bool (*takes_elements)(const struct unit *unit);

	/* The prose inside of MARKUP, a placeable's text: the values of attributes, the title of a link; ranges in order,
	 * appended to OUT. NULL: there is never any. */
	void (*find_prose)(struct slice markup, struct segments *out);

	/* Where in TEXT, an article of the format with markup, a reference for a character would be read as it stands (scripts,
	 * CDATA sections, …); ranges in order, appended to OUT. NULL: nowhere. */
	void (*find_literal)(struct slice text, struct literals *out);

	/* Where a file is no text but an archive: its prose as a text, which becomes the document's source, from BYTES, the
	 * content of FILE; *TEXT is in ARENA. False after an error in SINK. And the archive again with another text in place
	 * of SOURCE, written to OUT once that text, which is given to what is returned, is whole: what stands in a part that
	 * did not change keeps its bytes. NULL: a file is text. */
	bool (*unpack)(const char *file, struct slice bytes, struct arena *arena, struct slice *text,
	               struct diagnostics *sink);
	struct packing *(*pack)(const char *file, struct slice bytes, struct slice source, const struct outlet *out,
	                        struct diagnostics *sink);

	/* Whether TRANSLATION can be written in the place of TEXT, a segment; if not, WHY (a message) is appended, which a
	 * check tells translators before a build does. NULL: anything can. */
	bool (*accept)(struct slice text, struct slice translation, struct buffer *why);
};

/* The format for a file's name by its extension, or NULL; and by the format's own name, or NULL. */
const struct format *format_for_file(const char *name);
const struct format *format_by_name(struct slice name);

/* The formats' names, and the first extension of each (".txt"), in a list, appended to OUT. */
void format_append_names(struct buffer *out);
void format_append_extensions(struct buffer *out);

/* TEXT, a segment's or a translation's, in the other script of Serbian appended to OUT, its markup in FORMAT (NULL: it
 * has none) left as it is. */
void format_convert_script(const struct format *format, struct slice text, enum script_direction direction,
                           struct buffer *out);

/* SEGMENT of UNIT, whose document is FORMAT's, in the pseudo-language KIND appended to OUT; false, and nothing is, where
 * it has no letter to change. */
bool format_pseudo_translate(const struct format *format, const struct unit *unit, const struct segment *segment,
                             enum pseudo kind, struct buffer *out);

/* What is said of files from outside. */
struct format_expectation {
	const char *encoding; /* of those that do not say which they have: names with commas between, the first that fits; NULL */
	const char *language; /* BCP 47; NULL if not known */
};

/* BYTES, the content of FILE, which FORMAT reads, as UTF-8: decoded or unpacked, *TEXT in ARENA or a part of BYTES. What
 * *ENCODING was found is to be given to format_encode. A page of HTML that is not UTF-8 and says nothing of it is read as
 * browsers do, with a warning. False after an error in SINK. */
bool format_decode(const struct format *format, struct slice bytes, const struct format_expectation *expectation,
                   const char *file, struct arena *arena, struct encoding *encoding, struct slice *text,
                   struct diagnostics *sink);

/* The file BYTES, no archive, whose text is SOURCE, with TEXT in its place and in ENCODING, appended to OUT. Where that is the encoding
 * of BYTES, COPIES says what TEXT has of SOURCE, and that keeps its bytes; else it is NULL. False after an error in SINK. */
bool format_encode(const struct format *format, struct slice bytes, struct slice source, struct slice text,
                   const struct encoding *encoding, const struct encoding_copies *copies, const char *file,
                   struct buffer *out, struct diagnostics *sink);

/* The archive BYTES, which FORMAT has unpacked to SOURCE, with TEXT in its place, appended to OUT. False after an error in
 * SINK. */
bool format_pack(const struct format *format, const char *file, struct slice bytes, struct slice source, struct slice text,
                 struct buffer *out, struct diagnostics *sink);

extern const struct format format_plain;
extern const struct format format_markdown;
extern const struct format format_html;
extern const struct format format_subrip;
extern const struct format format_webvtt;
extern const struct format format_xml;
extern const struct format format_docx;
extern const struct format format_epub;
extern const struct format format_odf;
extern const struct format format_pptx;
extern const struct format format_xlsx;

#endif
