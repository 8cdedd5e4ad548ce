/* xml_reader.h: what the files that read XML into units share. Nothing else includes it. */

#ifndef LOCALIZE_FORMATS_XML_READER_H
#define LOCALIZE_FORMATS_XML_READER_H

#include "formats/its_rules.h"
#include "formats/format.h"
#include "formats/xml_tree.h"

/* How a translation is written (unit.form). */
enum {
	XML_FORM_TEXT,
	XML_FORM_DOUBLE_QUOTED,
	XML_FORM_SINGLE_QUOTED,
	XML_FORM_CDATA,
	XML_FORM_KIND = 3,
	XML_FORM_ENTITIES = 4, /* the document has a document type: any entity may be known */
	XML_FORM_CRLF = 8,     /* a line ends with CR LF */
	XML_FORM_OPEN = 16,    /* tags without partners are markup: others have them */
};

enum { XML_RUN_LIMIT = 1 << 16 }; /* items in a run: no sentence has as many, and memory stays small */

/* An open element, and what holds in it. */
struct xml_frame {
	struct slice name;    /* its local name */
	struct slice section; /* the title that what is in it stands under */
	struct slice note;    /* for translators */
	bool translate, preserve;
	enum its_value within;
	bool hidden;          /* rules: nothing in it is ever read */
	size_t block;         /* the index of the nearest open element that is no part of a sentence, maybe its own */
	unsigned nesting;     /* how many elements around it, or it, are nested */
	size_t run_begin, pending_begin, run_nested; /* nested: those of the run around it, whose last item stands for it */
	struct slice title;   /* the text of its first unit, where it is the title of what it stands in */
};

enum xml_item_kind { XML_ITEM_TEXT, XML_ITEM_OPEN, XML_ITEM_CLOSE, XML_ITEM_ALONE, XML_ITEM_NESTED };

/* A piece of a run of inline content. */
struct xml_item {
	size_t begin, end;    /* of the source */
	struct slice name;    /* of a nested element */
	uint32_t partner;     /* an index into the run; its own where there is none */
	uint32_t placeable;
	uint32_t words, nested; /* how many items before it are prose; are nested */
	enum xml_item_kind kind;
	enum xml_token_kind token;
	bool translate;       /* in it: of an element, between its tags */
	bool preserve;
	bool blank, prose;    /* of text */
	bool edge;            /* nothing of a sentence where it stands at its edge */
	bool sealed;          /* a pair that is one placeable from end to end */
};

struct xml_range {
	size_t begin, end;
};

/* An attribute that is prose, or a slot, in a run that may become a unit which it lies in. */
struct xml_pending {
	struct xml_attribute attribute;
	bool is_slot;
	enum slot_kind slot;
	struct slice note;
};

struct xml_reader {
	struct document_builder *builder;
	struct xml_scanner scanner;
	struct slice source;
	struct its_rules rules;
	struct xml_hits hits;
	size_t next_hit, elements;
	bool local_markup;      /* ITS attributes may occur */
	bool has_doctype;
	bool plain_lang;        /* `lang` and `dir` without a prefix are what xml:lang is */
	struct slice language;  /* the document's own */
	struct xml_path path;
	struct { struct xml_frame *items; size_t count, capacity; } frames;
	struct { struct xml_item *items; size_t count, capacity; } run; /* the current one, behind those around it */
	size_t run_begin, pending_begin, run_nested; /* where it begins; how many nested elements it has */
	struct { uint32_t *items; size_t count, capacity; } opens;
	struct { struct xml_range *items; size_t count, capacity; } ranges, covered;
	struct { struct xml_pending *items; size_t count, capacity; } pending;
};

/* xml_units.c */

/* The run so far is a block of its own, directly in FRAME: make its units, and begin another. */
void xml_end_run(struct xml_reader *reader, struct xml_frame *frame);

/* Add the value of ATTRIBUTE as a unit, if it is prose. */
void xml_add_attribute_unit(struct xml_reader *reader, const struct xml_frame *frame, const struct xml_pending *pending);

/* xml_vocabulary.c */

/* The name in data/ of the rules for the document whose root element's start tag is SCANNER's last token, TAG; NULL where
 * none is known. DOCTYPE is its document type, NAME its file's. */
const char *xml_rules_for(const struct xml_scanner *scanner, const struct xml_token *tag, struct slice doctype,
                          struct slice name, bool *plain_lang);

/* Whether an element of that name, in any of the vocabularies, is code. */
bool xml_is_code(struct slice local);

/* Whether an element of that name has the title of what it stands in. */
bool xml_is_title(struct slice local);

/* xml_fit.c */
document_fit xml_fit;
void xml_find_placeables(struct slice text, struct placeables *out);

#endif
