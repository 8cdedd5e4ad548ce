/* zip_write.c: a ZIP archive with some entries' content replaced (zip.h). */

#include "base/memory.h"
#include "base/message.h"
#include "formats/zip.h"
#include "formats/zip_records.h"

#include <stdlib.h>
#include <zlib.h>

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

static void deflate_all(struct slice content, int level, struct buffer *out)
{
	z_stream stream = { 0 };
	if (deflateInit2(&stream, level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort(); /* no memory, or not the library that this was compiled for */
	buffer_reserve(out, deflateBound(&stream, (uLong)content.size));
	stream.next_in = (z_const Bytef *)content.data;
	stream.avail_in = (uInt)content.size;
	stream.next_out = (Bytef *)out->data + out->size;
	stream.avail_out = (uInt)(out->capacity - out->size);
	deflate(&stream, Z_FINISH);
	out->size += stream.total_out;
	deflateEnd(&stream);
}

struct zip_content zip_pack(const struct zip_entry *entry, struct slice content, struct arena *arena)
{
	struct zip_content packed = {
		.packed = SLICE(""), .size = content.size,
		.checksum = (uint32_t)crc32_z(0, (const Bytef *)content.data, content.size),
	};
	if (entry->method == ZIP_STORED) {
		packed.packed = arena_copy(arena, content);
	} else if (content.size < UINT32_MAX) { /* what is larger is not written */
		struct buffer deflated = { 0 };
		deflate_all(content, level_of(entry), &deflated);
		packed.packed = arena_copy(arena, buffer_slice(&deflated));
		buffer_finish(&deflated);
	}
	return packed;
}

/* Write ENTRY with CONTENT up to NEXT, where something else begins in the old archive. */
static bool write_entry(const struct zip *zip, const struct zip_entry *entry, const struct zip_content *content, size_t next,
                        struct written *written, struct buffer *out)
{
	size_t header_at = out->size;
	buffer_append(out, slice_range(zip->bytes, entry->local, entry->data));
	buffer_append(out, content->packed);
	written->size = content->size;
	written->packed_size = content->packed.size;
	written->checksum = content->checksum;

	/* The sizes are known now, and stand where they belong: no descriptor is needed behind the data. */
	char *header = out->data + header_at;
	zip_put(header + ZIP_LOCAL_FLAGS, zip_get16(header + ZIP_LOCAL_FLAGS) & ~(unsigned)ZIP_DESCRIPTOR, 2);
	zip_put(header + ZIP_LOCAL_CHECKSUM, written->checksum, 4);
	char *extra = header + ZIP_LOCAL_SIZE + zip_get16(header + ZIP_LOCAL_NAME);
	struct zip_wide wide;
	zip_find_wide(slice_make(extra, zip_get16(header + ZIP_LOCAL_EXTRA)), &wide);
	bool done = put_wide(header + ZIP_LOCAL_UNPACKED, written->size, extra, &wide) &&
	            put_wide(header + ZIP_LOCAL_PACKED, written->packed_size, extra, &wide);

	size_t end = entry->data + (size_t)entry->packed_size, rest = next - end;
	if (!(entry->flags & ZIP_DESCRIPTOR && rest >= ZIP_DESCRIPTOR_LEAST && rest <= ZIP_DESCRIPTOR_MOST))
		buffer_append(out, slice_range(zip->bytes, end, next));
	return done;
}

/* The record of ENTRY in the directory. */
static bool write_record(const struct zip *zip, const struct zip_entry *entry, const struct written *written,
                         bool changed, size_t end, struct buffer *out)
{
	size_t at = out->size;
	buffer_append(out, slice_range(zip->bytes, entry->directory, end));
	char *record = out->data + at;
	if (changed) {
		zip_put(record + ZIP_RECORD_FLAGS, entry->flags & ~(unsigned)ZIP_DESCRIPTOR, 2);
		zip_put(record + ZIP_RECORD_CHECKSUM, written->checksum, 4);
	}
	char *extra = record + ZIP_RECORD_SIZE + entry->name.size;
	struct zip_wide wide;
	zip_find_wide(slice_make(extra, zip_get16(record + ZIP_RECORD_EXTRA)), &wide);
	return put_wide(record + ZIP_RECORD_UNPACKED, written->size, extra, &wide) &&
	       put_wide(record + ZIP_RECORD_PACKED, written->packed_size, extra, &wide) &&
	       put_wide(record + ZIP_RECORD_LOCAL, written->local, extra, &wide);
}

/* The records behind the directory, which begins at DIRECTORY of the new archive. */
static bool write_end(const struct zip *zip, uint64_t directory, uint64_t size, struct buffer *out)
{
	size_t old = zip->end64 ? zip->end64 : zip->end, at = out->size;
	buffer_append(out, slice_from_offset(zip->bytes, old));
	if (zip->end64) {
		zip_put(out->data + at + ZIP_END64_DIRECTORY_SIZE, size, 8);
		zip_put(out->data + at + ZIP_END64_DIRECTORY, directory, 8);
		char *locator = out->data + at + (zip->end - ZIP_LOCATOR_SIZE - old);
		zip_put(locator + ZIP_LOCATOR_OFFSET, directory + size, 8);
	}
	char *end = out->data + at + (zip->end - old);
	struct zip_wide none = { 0 };
	bool wide = zip->end64 && zip_get32(end + ZIP_END_DIRECTORY) == UINT32_MAX;
	return wide || (put_wide(end + ZIP_END_DIRECTORY_SIZE, size, end, &none) &&
	                put_wide(end + ZIP_END_DIRECTORY, directory, end, &none));
}

bool zip_write(const struct zip *zip, const struct zip_content *contents, struct buffer *out, struct diagnostics *sink)
{
	size_t begin = out->size, changes = 0;
	for (size_t i = 0; i < zip->count; i++)
		changes += contents[i].packed.data != NULL;
	if (!changes) {
		buffer_append(out, zip->bytes);
		return true;
	}
	struct written *written = memory_allocate_zero(zip->count + 1, sizeof *written);
	buffer_reserve(out, zip->bytes.size);
	buffer_append(out, slice_range(zip->bytes, 0, zip->count ? zip->entries[zip->order[0]].local : zip->directory));
	bool done = true;
	for (size_t i = 0; i < zip->count; i++) {
		size_t index = zip->order[i];
		const struct zip_entry *entry = &zip->entries[index];
		size_t next = i + 1 < zip->count ? zip->entries[zip->order[i + 1]].local : zip->directory;
		written[index] = (struct written){ out->size - begin - zip->base, entry->packed_size, entry->size, entry->checksum };
		if (contents[index].packed.data)
			done = done && contents[index].size < UINT32_MAX &&
			       write_entry(zip, entry, &contents[index], next, &written[index], out);
		else
			buffer_append(out, slice_range(zip->bytes, entry->local, next));
	}
	uint64_t directory = out->size - begin - zip->base;
	size_t end = zip->end64 ? zip->end64 : zip->end;
	for (size_t i = 0; i < zip->count; i++) {
		size_t next = i + 1 < zip->count ? zip->entries[i + 1].directory : end;
		done = done && write_record(zip, &zip->entries[i], &written[i], contents[i].packed.data != NULL, next, out);
	}
	done = done && write_end(zip, directory, out->size - begin - zip->base - directory, out);
	free(written);
	if (!done)
		diagnostics_error(sink, (struct position){ zip->file, 1, 1 },
		                  _("the archive would be too large for its kind; save it anew as ZIP64"));
	return done;
}
