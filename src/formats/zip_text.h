/* zip_text.h: an entry of an archive that is text, packed anew while its new text comes.
 *
 * Nothing is packed as long as the new text is the old one. */

#ifndef LOCALIZE_FORMATS_ZIP_TEXT_H
#define LOCALIZE_FORMATS_ZIP_TEXT_H

#include "formats/zip.h"
#include "text/encoding.h"

struct zip_text {
	struct zip *zip;
	size_t index; /* of the entry */
	const struct encoding *encoding;
	struct zip_content *content;
	size_t same;               /* how much of the new text is the old one */
	bool differs;              /* from there on */
	struct zip_packer *packer; /* of what differs, if it is UTF-8 */
	struct buffer whole;       /* the new text, if it is to be encoded as a whole */
};

/* Begin the new text of entry INDEX of ZIP, which was read, encoded as ENCODING says: it is to be encoded again, and packed
 * into CONTENT. All of them outlive TEXT, and zip_text_end must follow. */
void zip_text_begin(struct zip_text *text, struct zip *zip, size_t index, const struct encoding *encoding,
                    struct zip_content *content);

/* The new text goes on with PIECE. SAME: so did the old one, if it was the same up to here. */
void zip_text_add(struct zip_text *text, struct slice piece, bool same);

/* That was all of it, unless KEEP is false: CONTENT is new if it is another one than the old. False without KEEP, and after
 * an error in SINK about FILE: ENCODING lacks a letter. */
bool zip_text_end(struct zip_text *text, bool keep, const char *file, struct diagnostics *sink);

#endif
