/* odf_reader.h: the parts of OpenDocument files (OASIS OpenDocument 1.3). */

#ifndef LOCALIZE_FORMATS_ODF_READER_H
#define LOCALIZE_FORMATS_ODF_READER_H

#include "formats/office_part.h"

#define ODF_NAMESPACE "urn:oasis:names:tc:opendocument:xmlns:"

/* office_reader; it needs no context. */
struct office_reading *odf_read(struct office_part *part, const void *context, struct diagnostics *sink);

#endif
