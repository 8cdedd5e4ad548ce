/* zip_text.h: an entry of an archive that is text, packed anew while its new text comes.
 *
 * Nothing is packed as long as the new text is the old one. */

#ifndef LOCALIZE_FORMATS_ZIP_TEXT_H
#define LOCALIZE_FORMATS_ZIP_TEXT_H

#include "formats/zip.h"
#include "text/encoding.h"

struct zip_text {
	struct slice old; /* UTF-8 */
	size_t same;      /* bytes of it that the new text has begun with */
	const struct encoding *encoding;
	const struct zip_entry *entry;
	struct zip_content *content;
	struct zip_packer *packer; /* NULL: the new text is the old one so far */
	struct buffer whole;       /* the new text, where only all of it can be encoded */
	bool differs;
};

/* Begin the new text of ENTRY, whose old one is OLD, to be encoded as ENCODING says and packed into CONTENT. All of them
 * outlive TEXT, and zip_text_end must follow. */
void zip_text_begin(struct zip_text *text, const struct zip_entry *entry, const struct encoding *encoding, struct slice old,
                    struct zip_content *content);

/* The new text goes on with PIECE. */
void zip_text_add(struct zip_text *text, struct slice piece);

/* That was all of it, unless KEEP is false: CONTENT is new if it is another one than the old, and then free()d by
 * zip_content_finish. False after an error in SINK about FILE: ENCODING lacks a letter. */
bool zip_text_end(struct zip_text *text, bool keep, const char *file, struct diagnostics *sink);

#endif
