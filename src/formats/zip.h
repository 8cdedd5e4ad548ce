/* zip.h: ZIP archives (PKWARE's APPNOTE 6.3), read and written again with some entries' content replaced.
 *
 * Whatever is not replaced keeps its bytes: headers, compressed data, order, times, attributes, comments, and what
 * stands between the entries. A replaced entry keeps all but its data, sizes and checksum. Archives are hostile: an
 * entry is unpacked only when it is asked for, and never beyond the size that was granted. */

#ifndef LOCALIZE_FORMATS_ZIP_H
#define LOCALIZE_FORMATS_ZIP_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostics.h"

enum {
	ZIP_ENTRIES_MOST = 1 << 16,
	ZIP_RATIO_MOST = 100, /* what is read of an archive, all in all, by the size of the archive … */
};
#define ZIP_UNPACKED_LEAST ((uint64_t)64 << 20) /* … or this, if that is more; */
#define ZIP_UNPACKED_MOST ((uint64_t)1 << 30)   /* but never more than this */

struct zip_entry {
	struct slice name;      /* as it is spelt */
	unsigned flags, method; /* as in its header */
	uint32_t checksum;
	uint64_t packed_size, size;
	size_t local, data;     /* offsets of its local header and of its data */
	size_t directory;       /* offset of its record in the central directory */
};

struct zip {
	const char *file; /* for messages */
	struct slice bytes;
	struct zip_entry *entries; /* in the order of the central directory */
	size_t count;
	uint64_t left; /* bytes that may still be unpacked */

	size_t base;               /* what offsets in the archive count from: 0 but for something put before it */
	size_t directory, end;     /* offsets of the central directory and of the record that ends it */
	size_t end64;              /* offset of ZIP64's record; 0: there is none */
	const size_t *order;       /* the entries as they stand in the file */
};

/* Read the directory of BYTES, which ZIP points into from then on, with the rest in ARENA. False after an error in
 * SINK: no archive, one cut short, parts of several disks, entries that overlap, or too many. */
bool zip_open(struct zip *zip, struct slice bytes, const char *file, struct arena *arena, struct diagnostics *sink);

/* The index of the entry NAME; SIZE_MAX where there is none. */
size_t zip_find(const struct zip *zip, struct slice name);

/* The content of entry INDEX, in ARENA or in the archive's bytes. False after an error in SINK: it is encrypted, packed
 * in an unknown way, damaged, or too large. */
bool zip_read(struct zip *zip, size_t index, struct arena *arena, struct slice *content, struct diagnostics *sink);

/* Reads the content of entry INDEX of ZIP piece by piece. NULL where zip_read would say why it can't be read. */
struct zip_reader;
struct zip_reader *zip_reader_create(struct zip *zip, size_t index);

/* The same for an entry that is or was read already: it counts once in what may be unpacked, and is never NULL. */
struct zip_reader *zip_reader_create_again(struct zip *zip, size_t index);

/* The next SIZE bytes into TO; how many there were. Less: it ends there, be it by damage. */
size_t zip_reader_read(struct zip_reader *reader, char *to, size_t size);

/* Free READER (or NULL). Whether the content was read to its end, and was good; else it counts for nothing in what may be
 * unpacked. */
bool zip_reader_finish(struct zip_reader *reader);

/* Whether CONTENT is that of ENTRY, by its size and checksum. */
bool zip_holds(const struct zip_entry *entry, struct slice content);

/* New content of an entry, zeroed to begin with; zip_content_finish frees it. */
struct zip_content {
	bool new; /* else the entry stays as it is */
	struct buffer packed;
	uint64_t size;
	uint32_t checksum;
};

void zip_content_finish(struct zip_content *content);

/* Packs new CONTENT for ENTRY, both of which outlive it, in the way that the entry's header names and as thoroughly as it
 * says. */
struct zip_packer;
struct zip_packer *zip_packer_create(const struct zip_entry *entry, struct zip_content *content);

/* The content goes on with PIECE. */
void zip_packer_add(struct zip_packer *packer, struct slice piece);

/* End, and free PACKER. Without KEEP the entry stays as it is. */
void zip_packer_finish(struct zip_packer *packer, bool keep);

/* The archive with CONTENTS, one for each entry, written to OUT. False after an error in SINK (it would be too large). */
bool zip_write(const struct zip *zip, const struct zip_content *contents, const struct outlet *out, struct diagnostics *sink);

#endif
