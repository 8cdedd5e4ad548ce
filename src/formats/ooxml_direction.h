/* ooxml_direction.h: which way text runs in Office Open XML.
 *
 * In WordprocessingML paragraphs (w:bidi), tables (w:bidiVisual) and sections (w:bidi) say it, in DrawingML paragraphs and
 * the levels of styles (rtl, and an alignment that is left or right of the page), in SpreadsheetML sheets (rightToLeft).
 * Runs of text (w:rtl) are the reader's. */

#ifndef LOCALIZE_FORMATS_OOXML_DIRECTION_H
#define LOCALIZE_FORMATS_OOXML_DIRECTION_H

#include "formats/office_reader.h"
#include "formats/ooxml_vocabulary.h"

/* The properties of something, in which an element is to stand in its place. */
struct ooxml_properties {
	const struct ooxml_property *property;
	size_t depth; /* of what stands right in them */
	bool placed;
};

struct ooxml_direction {
	struct office_reading *reading;
	bool word; /* what WordprocessingML says is turned, too */
	struct { struct ooxml_properties *items; size_t count, capacity; } open;
	size_t bare; /* the patch that gives properties to a paragraph, as long as none were seen; OFFICE_NONE */
	struct slice prefix, rtl, ltr; /* what these patches say, in elements with PREFIX */
	enum ooxml_vocabulary vocabulary;
};

/* A start tag, or an end tag, was read: what it is to become is among the part's patches. To be called before the reader
 * adds its own. */
void ooxml_direction_start(struct ooxml_direction *direction, const struct xml_token *token, enum ooxml_vocabulary vocabulary);
void ooxml_direction_end(struct ooxml_direction *direction, const struct xml_token *token);

void ooxml_direction_finish(struct ooxml_direction *direction);

#endif
