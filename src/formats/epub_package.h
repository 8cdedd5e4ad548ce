/* epub_package.h: an EPUB publication as an archive: its parts in, one text out, and back (EPUB 3.3, sections 4 and 5).
 *
 * The text holds the parts that have prose, verbatim in UTF-8, each behind a line of its own that begins with a NUL
 * and names it: the content documents (XHTML) in the order in which they are read, those that the package lists
 * beside, the NCX, and the package document. Protected parts, and those whose character set is not what they say, are
 * none of it. */

#ifndef LOCALIZE_FORMATS_EPUB_PACKAGE_H
#define LOCALIZE_FORMATS_EPUB_PACKAGE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostics.h"
#include "formats/packing.h"

struct epub_text_part {
	struct slice name;
	size_t begin, end; /* of its content in the text */
};

/* The part of TEXT, such a text, that begins at *OFFSET, which is left at the next; false where there is none. */
bool epub_next_part(struct slice text, size_t *offset, struct epub_text_part *part);

/* As in a format (format.h). */
bool epub_unpack(const char *file, struct slice bytes, struct arena *arena, struct slice *text,
                 struct diagnostics *sink);
struct packing *epub_pack(const char *file, struct slice bytes, struct slice source, const struct outlet *out,
                          struct diagnostics *sink);

#endif
