/* xml_stream.h: an XML file, element by element, in a memory that does not grow with it.
 *
 * No entity but XML's own is known, no declaration is obeyed, and nothing is fetched. */

#ifndef LOCALIZE_MEMORY_XML_STREAM_H
#define LOCALIZE_MEMORY_XML_STREAM_H

#include "base/diagnostics.h"

#include <libxml/parser.h>

/* What a reader's own struct begins with. */
struct xml_stream {
	const char *path;
	struct diagnostics *sink;
	xmlParserCtxtPtr parser; /* while it is read: for lines and columns */
	bool failed;             /* set, it ends the reading */
};

/* Read the file stream->path and call HANDLERS' startElementNs, endElementNs and characters with STREAM as their
 * context. False after an error in the sink: the file can't be read, or is not well-formed. */
bool xml_stream_read(struct xml_stream *stream, const xmlSAXHandler *handlers);

/* The value of an attribute, by its name without a prefix; a NULL pointer where there is none. ATTRIBUTES are
 * libxml2's: name, prefix, URI, value, end. */
struct slice xml_attribute(int count, const xmlChar **attributes, const char *name);

#endif
