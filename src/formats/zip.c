/* zip.c: reading ZIP archives (zip.h). */

#include "formats/zip.h"

#include "base/memory.h"
#include "base/message.h"
#include "formats/zip_records.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

static bool report(const struct zip *zip, const char *text, struct diagnostics *sink)
{
	diagnostics_error(sink, (struct position){ zip->file, 1, 1 }, "%s", text);
	return false;
}

static bool report_entry(const struct zip *zip, const struct zip_entry *entry, const char *text,
                         struct diagnostics *sink)
{
	diagnostics_error(sink, (struct position){ zip->file, 1, 1 }, "%.*s: %s", SLICE_ARG(entry->name), text);
	return false;
}

static bool report_damage(const struct zip *zip, struct diagnostics *sink)
{
	return report(zip, _("the ZIP archive is damaged or cut short; save or download it anew"), sink);
}

/* Office documents that are no archives: what went before them, and what a password makes of them. */
static bool report_no_archive(const struct zip *zip, struct diagnostics *sink)
{
	if (slice_starts_with(zip->bytes, SLICE("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")))
		return report(zip, _("it is protected by a password, or a document of Office 97–2003; save it without a "
		                     "password, in the format that its name says"), sink);
	if (slice_starts_with(zip->bytes, SLICE("PK\3\4")))
		return report_damage(zip, sink);
	return report(zip, _("not a ZIP archive, which a file of this name must be; save it anew in the format that its "
	                     "name says"), sink);
}

/* The record that ends the directory: it has a comment, so it is looked for from the end on. */
static bool find_end(struct zip *zip)
{
	size_t size = zip->bytes.size;
	if (size < ZIP_END_SIZE)
		return false;
	size_t least = size - ZIP_END_SIZE > UINT16_MAX ? size - ZIP_END_SIZE - UINT16_MAX : 0;
	for (size_t at = size - ZIP_END_SIZE + 1; at-- > least;) {
		const char *record = zip->bytes.data + at;
		if (memcmp(record, "PK\5\6", 4) == 0 && zip_get16(record + ZIP_END_COMMENT) <= size - at - ZIP_END_SIZE) {
			zip->end = at;
			return true;
		}
	}
	return false;
}

/* Where the directory is, and how many entries it has. */
static bool read_end(struct zip *zip, uint64_t *count)
{
	const char *end = zip->bytes.data + zip->end;
	if (zip_get16(end + ZIP_END_DISK) != 0 && zip_get16(end + ZIP_END_DISK) != UINT16_MAX)
		return false;
	*count = zip_get16(end + ZIP_END_COUNT);
	uint64_t size = zip_get32(end + ZIP_END_DIRECTORY_SIZE), offset = zip_get32(end + ZIP_END_DIRECTORY);
	size_t behind = zip->end;
	const char *locator = end - ZIP_LOCATOR_SIZE;
	if (zip->end >= ZIP_LOCATOR_SIZE + ZIP_END64_SIZE && memcmp(locator, "PK\6\7", 4) == 0) {
		/* What stands before the archive shifts the offset; the record stands right before its locator then. */
		uint64_t at = zip_get64(locator + ZIP_LOCATOR_OFFSET);
		size_t beside = zip->end - ZIP_LOCATOR_SIZE - ZIP_END64_SIZE;
		if (at > beside || memcmp(zip->bytes.data + at, "PK\6\6", 4) != 0)
			at = beside;
		const char *end64 = zip->bytes.data + at;
		if (memcmp(end64, "PK\6\6", 4) != 0)
			return false;
		zip->end64 = behind = (size_t)at;
		*count = zip_get64(end64 + ZIP_END64_COUNT);
		size = zip_get64(end64 + ZIP_END64_DIRECTORY_SIZE);
		offset = zip_get64(end64 + ZIP_END64_DIRECTORY);
	}
	if (size > behind || offset > behind - size)
		return false;
	zip->directory = (size_t)offset;
	if (size && memcmp(zip->bytes.data + offset, "PK\1\2", 4) != 0) {
		zip->directory = behind - (size_t)size;
		zip->base = zip->directory - (size_t)offset;
	}
	return true;
}

/* The values that ZIP64 keeps in an extra field because they did not fit. */
static bool read_zip64(struct zip_entry *entry, const char *record, struct slice extra, uint64_t *local)
{
	struct zip_wide wide;
	zip_find_wide(extra, &wide);
	*local = zip_get32(record + ZIP_RECORD_LOCAL);
	uint64_t *const values[] = { &entry->size, &entry->packed_size, local };
	size_t at = wide.begin;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		if (*values[i] != UINT32_MAX)
			continue;
		if (at + 8 > wide.end)
			return wide.begin == wide.end; /* just that large */
		*values[i] = zip_get64(extra.data + at);
		at += 8;
	}
	return true;
}

/* The entry whose record begins at *AT, which is left behind it. */
static bool read_record(struct zip *zip, struct zip_entry *entry, size_t *at)
{
	size_t end = zip->end64 ? zip->end64 : zip->end;
	const char *record = zip->bytes.data + *at;
	if (end - *at < ZIP_RECORD_SIZE || memcmp(record, "PK\1\2", 4) != 0)
		return false;
	size_t name = zip_get16(record + ZIP_RECORD_NAME), extra = zip_get16(record + ZIP_RECORD_EXTRA);
	size_t size = ZIP_RECORD_SIZE + name + extra + zip_get16(record + ZIP_RECORD_COMMENT);
	if (size > end - *at)
		return false;
	*entry = (struct zip_entry){
		.name = slice_make(record + ZIP_RECORD_SIZE, name), .directory = *at,
		.flags = zip_get16(record + ZIP_RECORD_FLAGS), .method = zip_get16(record + ZIP_RECORD_METHOD),
		.checksum = zip_get32(record + ZIP_RECORD_CHECKSUM), .packed_size = zip_get32(record + ZIP_RECORD_PACKED),
		.size = zip_get32(record + ZIP_RECORD_UNPACKED),
	};
	uint64_t local;
	if (!read_zip64(entry, record, slice_make(record + ZIP_RECORD_SIZE + name, extra), &local) ||
	    local > zip->directory - zip->base || zip->directory - zip->base - local < ZIP_LOCAL_SIZE)
		return false;
	entry->local = zip->base + (size_t)local;
	const char *header = zip->bytes.data + entry->local;
	if (memcmp(header, "PK\3\4", 4) != 0)
		return false;
	entry->data = entry->local + ZIP_LOCAL_SIZE + zip_get16(header + ZIP_LOCAL_NAME) + zip_get16(header + ZIP_LOCAL_EXTRA);
	if (entry->data > zip->directory || entry->packed_size > zip->directory - entry->data)
		return false;
	*at += size;
	return true;
}

static int compare_places(const void *a, const void *b)
{
	const struct zip_entry *first = *(const struct zip_entry *const *)a, *second = *(const struct zip_entry *const *)b;
	return first->local < second->local ? -1 : first->local > second->local;
}

/* Entries that share bytes are a way to make a small archive unpack to a huge one; no tool writes them. */
static bool set_order(struct zip *zip, struct arena *arena)
{
	struct zip_entry **sorted = memory_allocate((zip->count + 1) * sizeof *sorted);
	size_t *order = arena_allocate(arena, (zip->count + 1) * sizeof *order);
	for (size_t i = 0; i < zip->count; i++)
		sorted[i] = &zip->entries[i];
	qsort(sorted, zip->count, sizeof *sorted, compare_places);
	bool good = true;
	for (size_t i = 0; i < zip->count; i++) {
		order[i] = (size_t)(sorted[i] - zip->entries);
		good = good && (i == 0 || sorted[i - 1]->data + sorted[i - 1]->packed_size <= sorted[i]->local);
	}
	zip->order = order;
	free(sorted);
	return good;
}

bool zip_open(struct zip *zip, struct slice bytes, const char *file, struct arena *arena, struct diagnostics *sink)
{
	*zip = (struct zip){ .file = file, .bytes = bytes };
	zip->left = (uint64_t)bytes.size * ZIP_RATIO_MOST;
	if (zip->left < ZIP_UNPACKED_LEAST)
		zip->left = ZIP_UNPACKED_LEAST;
	if (zip->left > ZIP_UNPACKED_MOST)
		zip->left = ZIP_UNPACKED_MOST;
	uint64_t count;
	if (!find_end(zip))
		return report_no_archive(zip, sink);
	if (!read_end(zip, &count))
		return report_damage(zip, sink);
	if (count > ZIP_ENTRIES_MOST)
		return report(zip, _("the ZIP archive has more entries than are read (65,536)"), sink);
	zip->count = (size_t)count;
	zip->entries = arena_allocate_zero(arena, zip->count + 1, sizeof *zip->entries);
	size_t at = zip->directory;
	for (size_t i = 0; i < zip->count; i++)
		if (!read_record(zip, &zip->entries[i], &at))
			return report_damage(zip, sink);
	return set_order(zip, arena) || report_damage(zip, sink);
}

size_t zip_find(const struct zip *zip, struct slice name)
{
	for (size_t i = 0; i < zip->count; i++)
		if (slice_equal(zip->entries[i].name, name))
			return i;
	return SIZE_MAX;
}

bool zip_holds(const struct zip_entry *entry, struct slice content)
{
	return content.size == entry->size && crc32_z(0, (const Bytef *)content.data, content.size) == entry->checksum;
}

static bool inflate_all(struct slice packed, char *content, size_t size)
{
	z_stream stream = { .next_in = (z_const Bytef *)packed.data, .avail_in = (uInt)packed.size,
	                    .next_out = (Bytef *)content, .avail_out = (uInt)size };
	if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
		return false;
	int end = inflate(&stream, Z_FINISH);
	/* An entry of no bytes leaves no room for the end to be told. */
	bool good = stream.avail_out == 0 && (end == Z_STREAM_END || (end == Z_BUF_ERROR && size == 0));
	inflateEnd(&stream);
	return good;
}

/* Why ENTRY can't be read; NULL: it can. */
static const char *find_hindrance(const struct zip *zip, const struct zip_entry *entry)
{
	if (entry->flags & ZIP_ENCRYPTED)
		return _("it is encrypted; save the document without a password");
	if (entry->method != ZIP_STORED && entry->method != ZIP_DEFLATED)
		return _("it is packed in a way that is not known here; save the document anew");
	if (entry->size > zip->left || entry->packed_size > UINT32_MAX)
		return _("it unpacks to more than is allowed (a hundred times the size of the archive or "
		         "64 MiB, whichever is more, and at most 1 GiB)");
	return NULL;
}

bool zip_read(struct zip *zip, size_t index, struct arena *arena, struct slice *content, struct diagnostics *sink)
{
	const struct zip_entry *entry = &zip->entries[index];
	struct slice packed = slice_make(zip->bytes.data + entry->data, (size_t)entry->packed_size);
	const char *hindrance = find_hindrance(zip, entry);
	if (hindrance)
		return report_entry(zip, entry, hindrance, sink);
	zip->left -= entry->size;
	if (entry->method == ZIP_STORED) {
		*content = packed;
	} else {
		char *data = arena_allocate(arena, (size_t)entry->size + 1);
		*content = slice_make(data, (size_t)entry->size);
		if (!inflate_all(packed, data, content->size))
			return report_entry(zip, entry, _("it is damaged; save or download the document anew"), sink);
	}
	if (!zip_holds(entry, *content))
		return report_entry(zip, entry, _("it is damaged; save or download the document anew"), sink);
	return true;
}

struct zip_reader {
	struct zip *zip;
	const struct zip_entry *entry;
	uint64_t size; /* what was read */
	uint64_t counted; /* in what may be unpacked */
	uint32_t checksum;
	bool ended;      /* by itself */
	z_stream stream; /* of what is deflated */
};

struct zip_reader *zip_reader_create_again(struct zip *zip, size_t index)
{
	const struct zip_entry *entry = &zip->entries[index];
	struct zip_reader *reader = memory_allocate_zero(1, sizeof *reader);
	reader->zip = zip;
	reader->entry = entry;
	reader->stream.next_in = (z_const Bytef *)(zip->bytes.data + entry->data);
	reader->stream.avail_in = (uInt)entry->packed_size;
	if (entry->method == ZIP_DEFLATED && inflateInit2(&reader->stream, -MAX_WBITS) != Z_OK)
		abort(); /* no memory, or not the library that this was compiled for */
	return reader;
}

struct zip_reader *zip_reader_create(struct zip *zip, size_t index)
{
	const struct zip_entry *entry = &zip->entries[index];
	if (find_hindrance(zip, entry))
		return NULL;
	struct zip_reader *reader = zip_reader_create_again(zip, index);
	reader->counted = entry->size;
	zip->left -= reader->counted;
	return reader;
}

/* SIZE bytes of READER's, which are stored, into TO, or as many as there are. */
static size_t copy_stored(struct zip_reader *reader, char *to, size_t size)
{
	if (size > reader->stream.avail_in) {
		size = reader->stream.avail_in;
		reader->ended = true;
	}
	if (size)
		memcpy(to, reader->stream.next_in, size);
	reader->stream.next_in += size;
	reader->stream.avail_in -= (uInt)size;
	return size;
}

static size_t inflate_some(struct zip_reader *reader, char *to, size_t size)
{
	size_t done = 0;
	while (done < size) {
		uInt room = size - done < UINT_MAX ? (uInt)(size - done) : UINT_MAX;
		reader->stream.next_out = (Bytef *)to + done;
		reader->stream.avail_out = room;
		int end = inflate(&reader->stream, Z_NO_FLUSH);
		done += room - reader->stream.avail_out;
		reader->ended = end == Z_STREAM_END;
		if (end != Z_OK)
			break;
	}
	return done;
}

size_t zip_reader_read(struct zip_reader *reader, char *to, size_t size)
{
	/* A byte more than there should be is one too many, and enough to see it. */
	uint64_t most = reader->entry->size - reader->size + 1;
	if (reader->ended || reader->size > reader->entry->size)
		return 0;
	size = size < most ? size : (size_t)most;
	size = reader->entry->method == ZIP_STORED ? copy_stored(reader, to, size) : inflate_some(reader, to, size);
	reader->size += size;
	reader->checksum = (uint32_t)crc32_z(reader->checksum, (const Bytef *)to, size);
	return size;
}

bool zip_reader_finish(struct zip_reader *reader)
{
	if (!reader)
		return false;
	const struct zip_entry *entry = reader->entry;
	bool good = reader->ended && reader->size == entry->size && reader->checksum == entry->checksum;
	if (!good)
		reader->zip->left += reader->counted;
	if (entry->method == ZIP_DEFLATED)
		inflateEnd(&reader->stream);
	free(reader);
	return good;
}
