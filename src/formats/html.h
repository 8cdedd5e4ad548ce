/* html.h: HTML inside of other formats. */

#ifndef LOCALIZE_FORMATS_HTML_H
#define LOCALIZE_FORMATS_HTML_H

#include "document/document.h"

/* The form of a unit of HTML: HTML_FORM and one of the places. */
enum html_form {
	HTML_FORM = 0x100, /* set in all of them, and in no other format's */
	HTML_FORM_TEXT = HTML_FORM,
	HTML_FORM_RAW_TEXT,      /* the text of <title>: character references, but no tags */
	HTML_FORM_DOUBLE_QUOTED, /* the value of an attribute, without the quotes */
	HTML_FORM_SINGLE_QUOTED,
	HTML_FORM_UNQUOTED,
	HTML_FORM_XML = 0x10, /* may be added: the file is XHTML */
};

/* Add the units and slots of bytes [begin, end) of the builder's document, read as a fragment of HTML. May be called
 * several times; builder->section is the text of the last heading. Linear. */
void html_add_units(struct document_builder *builder, size_t begin, size_t end);

/* The same; no sentence goes over PART, the end of a line. */
void html_add_parted_units(struct document_builder *builder, size_t begin, size_t part, size_t end);

/* The same of XHTML: a document from its root element on. */
void html_add_xhtml_units(struct document_builder *builder, size_t begin, size_t end);

/* Add bytes [begin, end), text of XML that has character references but no tags, as a unit of the form
 * HTML_FORM_RAW_TEXT; NULL where it is no prose. */
struct unit *html_add_text_unit(struct document_builder *builder, size_t begin, size_t end, const char *role);

/* The role of the attribute NAME of a component, NULL where it is not prose; and bytes [begin, end), the value of an attribute
 * without its quotes, as a unit; NULL where it is no prose. */
const char *html_component_role(struct slice name);
struct unit *html_add_value_unit(struct document_builder *builder, size_t begin, size_t end, char quote, const char *role);

/* As in a format: for units that have HTML_FORM. */
document_fit html_fit;
bool html_takes_elements(const struct unit *unit);

/* The placeables of TEXT, as in a unit's text, appended to OUT. */
void html_find_placeables(struct slice text, struct placeables *out);
void html_find_xhtml_placeables(struct slice text, struct placeables *out);

/* As in a format. */
void html_find_prose(struct slice markup, struct segments *out);

/* The end of the inline HTML (CommonMark 0.31, section 6.6) that begins at OFFSET of TEXT, or 0 where none does. */
size_t html_inline_end(struct slice text, size_t offset);

/* What was searched for in a text and not found, so that it is not searched for again. Zeroed to begin with. */
struct html_inline_memory {
	size_t missing[6];
};

/* As html_inline_end; all calls on one text with one MEMORY, in the order of their offsets, are linear together. */
size_t html_inline_end_remembering(struct slice text, size_t offset, struct html_inline_memory *memory);

#endif
