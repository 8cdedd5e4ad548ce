/* ooxml_reader.h: the parts of DOCX, PPTX and XLSX files (ECMA-376). */

#ifndef LOCALIZE_FORMATS_OOXML_READER_H
#define LOCALIZE_FORMATS_OOXML_READER_H

#include "formats/office_part.h"

/* What a document's reader must know beside a part. */
struct ooxml_context {
	const struct table *style_roles; /* a paragraph style's id → an index into roles */
	const struct slice *roles;
	struct slice role;  /* what a paragraph is called that is nothing else */
	bool only_language; /* there are no paragraphs to be read */
	const struct table *fixed; /* texts of cells that are names elsewhere, too, line breaks being spaces; NULL: none */
};

/* office_reader, its context a struct ooxml_context. */
struct office_reading *ooxml_read(struct office_part *part, const void *context, struct diagnostics *sink);

#endif
