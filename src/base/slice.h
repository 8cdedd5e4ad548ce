/* slice.h: a run of bytes that somebody else owns.
 *
 * The one way to hand text around. A slice is never NUL-terminated by promise, may hold NUL bytes, and lives
 * as long as what it points into. An empty slice may have a NULL pointer. */

#ifndef LOCALIZE_BASE_SLICE_H
#define LOCALIZE_BASE_SLICE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
	const char *data;
	size_t size;
};

struct slices {
	struct slice *items;
	size_t count, capacity;
};

#define SLICE(literal) ((struct slice){ "" literal, sizeof(literal) - 1 })

/* For printf: "%.*s", SLICE_ARG(slice). */
#define SLICE_ARG(slice) (int)((slice).size < INT_MAX ? (slice).size : INT_MAX), (slice).data ? (slice).data : ""

/* What slice_find and its like return when there is nothing to find. */
#define SLICE_NONE SIZE_MAX

static inline struct slice slice_make(const char *data, size_t size)
{
	return (struct slice){ data, size };
}

/* The bytes of STRING up to its NUL; an empty slice for NULL. */
static inline struct slice slice_from(const char *string)
{
	return string ? slice_make(string, strlen(string)) : slice_make("", 0);
}

/* Bytes [begin, end) of SLICE. */
static inline struct slice slice_range(struct slice slice, size_t begin, size_t end)
{
	return begin < end ? slice_make(slice.data + begin, end - begin) : slice_make("", 0);
}

static inline struct slice slice_from_offset(struct slice slice, size_t begin)
{
	return slice_range(slice, begin, slice.size);
}

static inline bool slice_equal(struct slice a, struct slice b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/* Whether SLICE is a part of WHOLE, the very same bytes. */
static inline bool slice_lies_in(struct slice slice, struct slice whole)
{
	uintptr_t begin = (uintptr_t)slice.data, first = (uintptr_t)whole.data;
	return begin >= first && slice.size <= whole.size && begin - first <= whole.size - slice.size;
}

static inline bool slice_equal_string(struct slice slice, const char *string)
{
	return slice_equal(slice, slice_from(string));
}

static inline bool slice_starts_with(struct slice slice, struct slice prefix)
{
	return slice.size >= prefix.size && (prefix.size == 0 || memcmp(slice.data, prefix.data, prefix.size) == 0);
}

static inline bool slice_ends_with(struct slice slice, struct slice suffix)
{
	return slice.size >= suffix.size &&
	       (suffix.size == 0 || memcmp(slice.data + slice.size - suffix.size, suffix.data, suffix.size) == 0);
}

/* Whether the A_COUNT slices at A and the B_COUNT at B are as many and each equal to its like. */
bool slice_equal_all(const struct slice *a, size_t a_count, const struct slice *b, size_t b_count);

/* Equal but for the case of ASCII letters. */
bool slice_equal_ignoring_case(struct slice a, struct slice b);

/* Byte order; shorter first where one begins the other. Negative, 0 or positive, as memcmp. */
int slice_compare(struct slice a, struct slice b);

/* The offset of the first BYTE (or NEEDLE) in SLICE at FROM or later; SLICE_NONE if there is none. */
static inline size_t slice_find_byte(struct slice slice, char byte, size_t from)
{
	if (from >= slice.size)
		return SLICE_NONE;
	const char *found = memchr(slice.data + from, (unsigned char)byte, slice.size - from);
	return found ? (size_t)(found - slice.data) : SLICE_NONE;
}
size_t slice_find(struct slice slice, struct slice needle, size_t from);

/* Without the ASCII white space (space, tab, CR, LF, FF, VT) at the ends. */
struct slice slice_trim(struct slice slice);

/* The text before the first SEPARATOR of *REST, which is left at what follows it; all of it, and *REST empty with
 * a NULL pointer, when there is none. False when *REST has a NULL pointer already: the loop's end. */
bool slice_next_part(struct slice *rest, char separator, struct slice *part);

/* A hash of the bytes, the same on every machine and in every run; not for hostile keys' order to be relied on. */
uint64_t slice_hash(struct slice slice);

/* A NUL-terminated copy, the caller's to free(). NUL bytes inside cut it short for C's functions. */
char *slice_to_string(struct slice slice);

static inline bool is_ascii_space(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static inline bool is_ascii_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static inline bool is_ascii_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static inline bool is_ascii_alphanumeric(char byte)
{
	return is_ascii_digit(byte) || is_ascii_letter(byte);
}

/* ASCII punctuation as CommonMark 0.31, section 2.1, lists it. */
static inline bool is_ascii_punctuation(char byte)
{
	return byte > ' ' && byte < 0x7f && !is_ascii_alphanumeric(byte);
}

static inline char ascii_lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
}

#endif
