/* zip_write.c: a ZIP archive with some entries' content replaced (zip.h). */

#include "base/memory.h"
#include "base/message.h"
#include "formats/zip.h"
#include "formats/zip_records.h"

#include <stdlib.h>
#include <zlib.h>

enum { PIECE = 1 << 16 };

/* What an entry has become. */
struct written {
	uint64_t local, packed_size, size; /* local: from the archive's base on */
	uint32_t checksum;
};

/* Set the 32-bit field at AT to VALUE, or where that says so the next 64 bits of ZIP64's extra field. */
static bool put_wide(char *at, uint64_t value, char *extra, struct zip_wide *wide)
{
	if (zip_get32(at) == UINT32_MAX && wide->begin + 8 <= wide->end) {
		zip_put(extra + wide->begin, value, 8);
		wide->begin += 8;
		return true;
	}
	zip_put(at, value, 4);
	return value < UINT32_MAX;
}

/* What the flags say (section 4.4.4) is what the archive's own program took: Word says "super fast", and packs so. */
static int level_of(const struct zip_entry *entry)
{
	enum { NORMAL, MAXIMUM, FAST, SUPER_FAST };
	static const int levels[] = { [NORMAL] = 6, [MAXIMUM] = 9, [FAST] = 2, [SUPER_FAST] = 1 };
	return levels[entry->flags >> ZIP_EFFORT_SHIFT & ZIP_EFFORT_MASK];
}

struct zip_packer {
	struct zip_content *content;
	bool stored;
	z_stream stream; /* if it is not */
};

void zip_content_finish(struct zip_content *content)
{
	buffer_finish(&content->packed);
	*content = (struct zip_content){ 0 };
}

struct zip_packer *zip_packer_create(const struct zip_entry *entry, struct zip_content *content)
{
	struct zip_packer *packer = memory_allocate_zero(1, sizeof *packer);
	packer->content = content;
	packer->stored = entry->method == ZIP_STORED;
	if (!packer->stored && deflateInit2(&packer->stream, level_of(entry), Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort(); /* no memory, or not the library that this was compiled for */
	return packer;
}

/* Deflate PIECE, and with Z_FINISH for FLUSH all that zlib holds back. */
static void deflate_piece(struct zip_packer *packer, struct slice piece, int flush)
{
	enum { ROOM = 1 << 14 };
	z_stream *stream = &packer->stream;
	struct buffer *out = &packer->content->packed;
	stream->next_in = (z_const Bytef *)piece.data;
	stream->avail_in = (uInt)piece.size;
	do {
		buffer_reserve(out, ROOM);
		stream->next_out = (Bytef *)out->data + out->size;
		stream->avail_out = ROOM;
		deflate(stream, flush);
		out->size += ROOM - stream->avail_out;
	} while (stream->avail_out == 0);
}

void zip_packer_add(struct zip_packer *packer, struct slice piece)
{
	struct zip_content *content = packer->content;
	content->checksum = (uint32_t)crc32_z(content->checksum, (const Bytef *)piece.data, piece.size);
	content->size += piece.size;
	if (packer->stored) {
		buffer_append(&content->packed, piece);
		return;
	}
	while (piece.size) {
		size_t size = piece.size < PIECE ? piece.size : PIECE; /* zlib counts in less than a size_t */
		deflate_piece(packer, slice_range(piece, 0, size), Z_NO_FLUSH);
		piece = slice_from_offset(piece, size);
	}
}

void zip_packer_finish(struct zip_packer *packer, bool keep)
{
	if (!packer->stored) {
		if (keep)
			deflate_piece(packer, SLICE(""), Z_FINISH);
		deflateEnd(&packer->stream);
	}
	packer->content->new = keep;
	if (keep)
		buffer_trim(&packer->content->packed);
	else
		zip_content_finish(packer->content);
	free(packer);
}

/* The archive that is written, and how much of it was. */
struct writing {
	const struct zip *zip;
	const struct outlet *out;
	uint64_t size;
};

static void write_bytes(struct writing *writing, struct slice bytes)
{
	writing->size += bytes.size;
	while (bytes.size) {
		size_t size = bytes.size < PIECE ? bytes.size : PIECE;
		buffer_append(writing->out->text, slice_range(bytes, 0, size));
		outlet_drain(writing->out);
		bytes = slice_from_offset(bytes, size);
	}
}

/* Write ENTRY with CONTENT up to NEXT, where something else begins in the old archive. */
static bool write_entry(struct writing *writing, const struct zip_entry *entry, const struct zip_content *content, size_t next,
                        struct written *written)
{
	struct slice bytes = writing->zip->bytes;
	struct buffer head = { 0 };
	buffer_append(&head, slice_range(bytes, entry->local, entry->data));
	written->size = content->size;
	written->packed_size = content->packed.size;
	written->checksum = content->checksum;

	/* The sizes are known now, and stand where they belong: no descriptor is needed behind the data. */
	char *header = head.data;
	zip_put(header + ZIP_LOCAL_FLAGS, zip_get16(header + ZIP_LOCAL_FLAGS) & ~(unsigned)ZIP_DESCRIPTOR, 2);
	zip_put(header + ZIP_LOCAL_CHECKSUM, written->checksum, 4);
	char *extra = header + ZIP_LOCAL_SIZE + zip_get16(header + ZIP_LOCAL_NAME);
	struct zip_wide wide;
	zip_find_wide(slice_make(extra, zip_get16(header + ZIP_LOCAL_EXTRA)), &wide);
	bool done = put_wide(header + ZIP_LOCAL_UNPACKED, written->size, extra, &wide) &&
	            put_wide(header + ZIP_LOCAL_PACKED, written->packed_size, extra, &wide);
	write_bytes(writing, buffer_slice(&head));
	write_bytes(writing, buffer_slice(&content->packed));
	buffer_finish(&head);

	size_t end = entry->data + (size_t)entry->packed_size, rest = next - end;
	if (!(entry->flags & ZIP_DESCRIPTOR && rest >= ZIP_DESCRIPTOR_LEAST && rest <= ZIP_DESCRIPTOR_MOST))
		write_bytes(writing, slice_range(bytes, end, next));
	return done;
}

/* The record of ENTRY in the directory, which ends at END there. */
static bool write_record(struct writing *writing, const struct zip_entry *entry, const struct written *written, bool changed,
                         size_t end)
{
	struct buffer copy = { 0 };
	buffer_append(&copy, slice_range(writing->zip->bytes, entry->directory, end));
	char *record = copy.data;
	if (changed) {
		zip_put(record + ZIP_RECORD_FLAGS, entry->flags & ~(unsigned)ZIP_DESCRIPTOR, 2);
		zip_put(record + ZIP_RECORD_CHECKSUM, written->checksum, 4);
	}
	char *extra = record + ZIP_RECORD_SIZE + entry->name.size;
	struct zip_wide wide;
	zip_find_wide(slice_make(extra, zip_get16(record + ZIP_RECORD_EXTRA)), &wide);
	bool done = put_wide(record + ZIP_RECORD_UNPACKED, written->size, extra, &wide) &&
	            put_wide(record + ZIP_RECORD_PACKED, written->packed_size, extra, &wide) &&
	            put_wide(record + ZIP_RECORD_LOCAL, written->local, extra, &wide);
	write_bytes(writing, buffer_slice(&copy));
	buffer_finish(&copy);
	return done;
}

/* The records behind the directory, which begins at DIRECTORY of the new archive and has SIZE bytes. */
static bool write_end(struct writing *writing, uint64_t directory, uint64_t size)
{
	const struct zip *zip = writing->zip;
	size_t old = zip->end64 ? zip->end64 : zip->end;
	struct buffer copy = { 0 };
	buffer_append(&copy, slice_from_offset(zip->bytes, old));
	if (zip->end64) {
		zip_put(copy.data + ZIP_END64_DIRECTORY_SIZE, size, 8);
		zip_put(copy.data + ZIP_END64_DIRECTORY, directory, 8);
		char *locator = copy.data + (zip->end - ZIP_LOCATOR_SIZE - old);
		zip_put(locator + ZIP_LOCATOR_OFFSET, directory + size, 8);
	}
	char *end = copy.data + (zip->end - old);
	struct zip_wide none = { 0 };
	bool wide = zip->end64 && zip_get32(end + ZIP_END_DIRECTORY) == UINT32_MAX;
	bool done = wide || (put_wide(end + ZIP_END_DIRECTORY_SIZE, size, end, &none) &&
	                     put_wide(end + ZIP_END_DIRECTORY, directory, end, &none));
	write_bytes(writing, buffer_slice(&copy));
	buffer_finish(&copy);
	return done;
}

static bool write_changed(struct writing *writing, const struct zip_content *contents)
{
	const struct zip *zip = writing->zip;
	struct written *written = memory_allocate_zero(zip->count + 1, sizeof *written);
	write_bytes(writing, slice_range(zip->bytes, 0, zip->count ? zip->entries[zip->order[0]].local : zip->directory));
	bool done = true;
	for (size_t i = 0; i < zip->count; i++) {
		size_t index = zip->order[i];
		const struct zip_entry *entry = &zip->entries[index];
		size_t next = i + 1 < zip->count ? zip->entries[zip->order[i + 1]].local : zip->directory;
		written[index] = (struct written){ writing->size - zip->base, entry->packed_size, entry->size, entry->checksum };
		if (contents[index].new)
			done = done && contents[index].size < UINT32_MAX &&
			       write_entry(writing, entry, &contents[index], next, &written[index]);
		else
			write_bytes(writing, slice_range(zip->bytes, entry->local, next));
	}
	uint64_t directory = writing->size - zip->base;
	size_t end = zip->end64 ? zip->end64 : zip->end;
	for (size_t i = 0; i < zip->count; i++) {
		size_t next = i + 1 < zip->count ? zip->entries[i + 1].directory : end;
		done = done && write_record(writing, &zip->entries[i], &written[i], contents[i].new, next);
	}
	done = done && write_end(writing, directory, writing->size - zip->base - directory);
	free(written);
	return done;
}

bool zip_write(const struct zip *zip, const struct zip_content *contents, const struct outlet *out, struct diagnostics *sink)
{
	struct writing writing = { .zip = zip, .out = out };
	size_t changes = 0;
	for (size_t i = 0; i < zip->count; i++)
		changes += contents[i].new;
	if (!changes) {
		write_bytes(&writing, zip->bytes);
		return true;
	}
	bool done = write_changed(&writing, contents);
	if (!done)
		diagnostics_error(sink, (struct position){ zip->file, 1, 1 },
		                  _("the archive would be too large for its kind; save it anew as ZIP64"));
	return done;
}
