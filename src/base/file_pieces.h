/* file_pieces.h: a file made piece by piece, in little memory however long it is.
 *
 * As file_put: the file is replaced as a whole, and not touched if it has these bytes already. Pieces are appended to a
 * buffer; what is short is put at once at the end, what is long goes to a temporary file as the buffer fills. */

#ifndef LOCALIZE_BASE_FILE_PIECES_H
#define LOCALIZE_BASE_FILE_PIECES_H

#include "base/buffer.h"
#include "base/file.h"
#include "base/file_writer.h"

struct file_pieces {
	struct buffer text; /* to be appended to */
	struct slice whole; /* if it has a pointer: all of the file, instead of pieces */
	bool is_new;        /* there is likely no such file: it is quicker then */
	size_t most;        /* bytes of text that are gathered before they are written, 64 KiB unless it is set */

	/* file_pieces.c's own. */
	const char *path;
	struct slice known;
	size_t matched; /* bytes of known that were taken out of the text */
	bool differs, dry, spilled, failed;
	struct file_writer writer;
	struct diagnostics *sink;
};

/* Begin to make PATH, errors going to SINK. KNOWN is what the file holds; a NULL pointer: not known, or there is none.
 * DRY: nothing is written. file_pieces_end must follow. */
void file_pieces_begin(struct file_pieces *pieces, const char *path, struct slice known, bool dry,
                       struct diagnostics *sink);

/* The text that is to come, for what writes to an outlet. */
struct outlet file_pieces_outlet(struct file_pieces *pieces);

/* Move the text, of which nothing was taken out yet, to TEXT, where it stays beyond the end. */
void file_pieces_lend(struct file_pieces *pieces, struct buffer *text);

/* End. Without KEEP the file stays as it was, which is no success. DURABLE, CHANGE and CONTENT are file_put's; in a dry run
 * *CHANGE tells what would have been done, if KNOWN was given, and *CONTENT is left as it is. False after an error; the file
 * is then as it was. */
bool file_pieces_end(struct file_pieces *pieces, bool keep, bool durable, enum file_change *change, struct content *content);

#endif
