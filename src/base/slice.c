#define _GNU_SOURCE /* memmem: in glibc, musl, the BSDs and macOS, and in POSIX 2024 */
#include "base/slice.h"

#include "base/memory.h"

bool slice_equal_ignoring_case(struct slice a, struct slice b)
{
	if (a.size != b.size)
		return false;
	for (size_t i = 0; i < a.size; i++)
		if (ascii_lower(a.data[i]) != ascii_lower(b.data[i]))
			return false;
	return true;
}

bool slice_equal_all(const struct slice *a, size_t a_count, const struct slice *b, size_t b_count)
{
	if (a_count != b_count)
		return false;
	for (size_t i = 0; i < a_count; i++)
		if (!slice_equal(a[i], b[i]))
			return false;
	return true;
}

int slice_compare(struct slice a, struct slice b)
{
	size_t shorter = a.size < b.size ? a.size : b.size;
	int order = shorter ? memcmp(a.data, b.data, shorter) : 0;
	if (order)
		return order;
	return a.size < b.size ? -1 : a.size > b.size;
}

size_t slice_find(struct slice slice, struct slice needle, size_t from)
{
	if (from > slice.size || needle.size > slice.size - from)
		return SLICE_NONE;
	if (needle.size == 0)
		return from;
	const char *found = memmem(slice.data + from, slice.size - from, needle.data, needle.size);
	return found ? (size_t)(found - slice.data) : SLICE_NONE;
}

struct slice slice_trim(struct slice slice)
{
	size_t begin = 0, end = slice.size;
	while (begin < end && is_ascii_space(slice.data[begin]))
		begin++;
	while (end > begin && is_ascii_space(slice.data[end - 1]))
		end--;
	return slice_range(slice, begin, end);
}

bool slice_next_part(struct slice *rest, char separator, struct slice *part)
{
	if (!rest->data)
		return false;
	size_t end = slice_find_byte(*rest, separator, 0);
	if (end == SLICE_NONE) {
		*part = *rest;
		*rest = slice_make(NULL, 0);
	} else {
		*part = slice_make(rest->data, end);
		*rest = slice_make(rest->data + end + 1, rest->size - end - 1);
	}
	return true;
}

static uint64_t hash_byte(const char *data, unsigned at)
{
	return (uint64_t)(unsigned char)data[at] << (8 * at);
}

/* Eight bytes, the first the lowest: one load where that is how numbers lie in memory. */
static uint64_t hash_word(const char *data)
{
	return hash_byte(data, 0) | hash_byte(data, 1) | hash_byte(data, 2) | hash_byte(data, 3) | hash_byte(data, 4) |
	       hash_byte(data, 5) | hash_byte(data, 6) | hash_byte(data, 7);
}

static uint64_t hash_rest(const char *data, size_t size)
{
	uint64_t word = 0;
	for (unsigned i = 0; i < size; i++)
		word |= hash_byte(data, i);
	return word;
}

static uint64_t hash_mix(uint64_t hash)
{
	hash ^= hash >> 32;
	hash *= UINT64_C(0xd6e8feb86659fd93);
	hash ^= hash >> 32;
	return hash;
}

uint64_t slice_hash(struct slice slice)
{
	uint64_t hash = UINT64_C(0x9e3779b97f4a7c15) ^ slice.size;
	size_t i = 0;
	for (; i + 8 <= slice.size; i += 8)
		hash = hash_mix(hash ^ hash_word(slice.data + i)) * UINT64_C(0x9fb21c651e98df25);
	uint64_t rest = i < slice.size ? hash_rest(slice.data + i, slice.size - i) : 0;
	return hash_mix(hash_mix(hash ^ rest));
}

char *slice_to_string(struct slice slice)
{
	char *string = memory_allocate(slice.size + 1);
	if (slice.size)
		memcpy(string, slice.data, slice.size);
	string[slice.size] = '\0';
	return string;
}
