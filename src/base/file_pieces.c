#include "base/file_pieces.h"

#include "base/message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { TEXT_MOST = 1 << 16 };

void file_pieces_begin(struct file_pieces *pieces, const char *path, struct slice known, bool dry,
                       struct diagnostics *sink)
{
	*pieces = (struct file_pieces){ .path = path, .known = known, .dry = dry, .most = TEXT_MOST, .sink = sink };
}

/* Open the temporary file beside the file itself, not beside a link to it. */
static bool open_writer(struct file_pieces *pieces)
{
	struct stat status;
	bool there = stat(pieces->path, &status) == 0;
	if (there && !S_ISREG(status.st_mode)) {
		diagnostics_error(pieces->sink, position_of_file(pieces->path), _("can't be written: %s"), strerror(EEXIST));
		return false;
	}
	char *target = there ? realpath(pieces->path, NULL) : NULL;
	bool done = file_writer_open(&pieces->writer, target ? target : pieces->path, pieces->sink);
	free(target);
	return done;
}

/* Have the text in the temporary file, and what of the known content was the same before it. */
static void spill(struct file_pieces *pieces)
{
	if (!pieces->spilled && !pieces->failed && !pieces->dry) {
		pieces->spilled = open_writer(pieces);
		pieces->failed = !pieces->spilled;
		if (pieces->spilled && pieces->matched)
			fwrite(pieces->known.data, 1, pieces->matched, pieces->writer.stream);
	}
	if (pieces->spilled && pieces->text.size)
		fwrite(pieces->text.data, 1, pieces->text.size, pieces->writer.stream);
	buffer_clear(&pieces->text);
}

/* Whether the text goes on as the known content does. */
static bool is_known(const struct file_pieces *pieces)
{
	size_t end = pieces->matched + pieces->text.size;
	return pieces->known.data && !pieces->differs && end <= pieces->known.size &&
	       slice_equal(slice_range(pieces->known, pieces->matched, end), buffer_slice(&pieces->text));
}

static void drain(void *context)
{
	struct file_pieces *pieces = context;
	if (pieces->text.size < pieces->most)
		return;
	if (is_known(pieces)) {
		pieces->matched += pieces->text.size;
		buffer_clear(&pieces->text);
		return;
	}
	pieces->differs = true;
	spill(pieces);
}

struct outlet file_pieces_outlet(struct file_pieces *pieces)
{
	return (struct outlet){ &pieces->text, drain, pieces };
}

void file_pieces_lend(struct file_pieces *pieces, struct buffer *text)
{
	*text = pieces->text;
	pieces->text = (struct buffer){ 0 };
	pieces->whole = buffer_slice(text);
}

/* The temporary file takes the name, if it holds something else than the file of that name. */
static bool end_writer(struct file_pieces *pieces, bool durable, enum file_change *change, struct content *content)
{
	static const struct content unknown;
	bool there = file_exists(pieces->path);
	bool same = there && fflush(pieces->writer.stream) == 0 && file_same(pieces->writer.temporary, pieces->path);
	pieces->spilled = false;
	pieces->writer.quick = !durable;
	if (!file_writer_close(&pieces->writer, !same, pieces->sink))
		return false;
	*change = same ? FILE_UNCHANGED : there ? FILE_REPLACED : FILE_CREATED;
	if (content && !content_look(pieces->path, &unknown, content))
		*content = unknown;
	return true;
}

static bool put_all(struct file_pieces *pieces, bool durable, enum file_change *change, struct content *content)
{
	if (pieces->failed)
		return false;
	bool same = pieces->whole.data ? pieces->known.data && slice_equal(pieces->whole, pieces->known)
	                               : is_known(pieces) && pieces->matched + pieces->text.size == pieces->known.size;
	if (same)
		return true;
	if (pieces->dry) {
		*change = pieces->known.data ? FILE_REPLACED : FILE_CREATED;
		return true;
	}
	if (pieces->whole.data || (!pieces->spilled && !pieces->matched))
		return (pieces->is_new ? file_put_new : file_put)(
		    pieces->path, pieces->whole.data ? pieces->whole : buffer_slice(&pieces->text), durable, change, content,
		    pieces->sink);
	spill(pieces);
	return pieces->spilled && end_writer(pieces, durable, change, content);
}

bool file_pieces_end(struct file_pieces *pieces, bool keep, bool durable, enum file_change *change, struct content *content)
{
	enum file_change ignored;
	change = change ? change : &ignored;
	*change = FILE_UNCHANGED;
	bool done = keep && put_all(pieces, durable, change, content);
	if (pieces->spilled)
		file_writer_close(&pieces->writer, false, pieces->sink);
	buffer_finish(&pieces->text);
	return done;
}
