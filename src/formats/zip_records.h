/* zip_records.h: the records of a ZIP archive (APPNOTE 6.3, section 4.3): their fields' offsets, little-endian. */

#ifndef LOCALIZE_FORMATS_ZIP_RECORDS_H
#define LOCALIZE_FORMATS_ZIP_RECORDS_H

#include "base/slice.h"

enum zip_flag { ZIP_ENCRYPTED = 1, ZIP_DESCRIPTOR = 8 };
enum { ZIP_EFFORT_SHIFT = 1, ZIP_EFFORT_MASK = 3 }; /* of the flags: how thoroughly an entry is deflated */
enum zip_method { ZIP_STORED = 0, ZIP_DEFLATED = 8 };

/* The header before an entry's data ("PK\3\4"). */
enum {
	ZIP_LOCAL_FLAGS = 6, ZIP_LOCAL_CHECKSUM = 14, ZIP_LOCAL_PACKED = 18, ZIP_LOCAL_UNPACKED = 22, ZIP_LOCAL_NAME = 26,
	ZIP_LOCAL_EXTRA = 28, ZIP_LOCAL_SIZE = 30,
};

/* An entry's record in the central directory ("PK\1\2"). */
enum {
	ZIP_RECORD_FLAGS = 8, ZIP_RECORD_METHOD = 10, ZIP_RECORD_CHECKSUM = 16, ZIP_RECORD_PACKED = 20,
	ZIP_RECORD_UNPACKED = 24, ZIP_RECORD_NAME = 28, ZIP_RECORD_EXTRA = 30, ZIP_RECORD_COMMENT = 32,
	ZIP_RECORD_LOCAL = 42, ZIP_RECORD_SIZE = 46,
};

/* The record that ends the directory ("PK\5\6"), and those that ZIP64 puts before it ("PK\6\6", "PK\6\7"). */
enum {
	ZIP_END_DISK = 4, ZIP_END_COUNT = 10, ZIP_END_DIRECTORY_SIZE = 12, ZIP_END_DIRECTORY = 16, ZIP_END_COMMENT = 20,
	ZIP_END_SIZE = 22,
	ZIP_END64_COUNT = 32, ZIP_END64_DIRECTORY_SIZE = 40, ZIP_END64_DIRECTORY = 48, ZIP_END64_SIZE = 56,
	ZIP_LOCATOR_OFFSET = 8, ZIP_LOCATOR_SIZE = 20,
};

/* How a descriptor, which may come after an entry's data, can be large. */
enum { ZIP_DESCRIPTOR_LEAST = 12, ZIP_DESCRIPTOR_MOST = 24 };

static inline unsigned zip_get16(const char *at)
{
	const unsigned char *byte = (const unsigned char *)at;
	return byte[0] | (unsigned)byte[1] << 8;
}

static inline uint32_t zip_get32(const char *at)
{
	return zip_get16(at) | (uint32_t)zip_get16(at + 2) << 16;
}

static inline uint64_t zip_get64(const char *at)
{
	return zip_get32(at) | (uint64_t)zip_get32(at + 4) << 32;
}

static inline void zip_put(char *at, uint64_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		at[i] = (char)(value >> 8 * i & 0xff);
}

/* The content of ZIP64's extra field (section 4.5.3) in EXTRA; nothing where there is none. */
struct zip_wide {
	size_t begin, end;
};

static inline void zip_find_wide(struct slice extra, struct zip_wide *wide)
{
	*wide = (struct zip_wide){ 0 };
	for (size_t at = 0; at + 4 <= extra.size;) {
		size_t end = at + 4 + zip_get16(extra.data + at + 2);
		if (end > extra.size)
			return;
		if (zip_get16(extra.data + at) == 1) {
			*wide = (struct zip_wide){ at + 4, end };
			return;
		}
		at = end;
	}
}

#endif
