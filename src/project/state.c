#define _DEFAULT_SOURCE /* madvise */
#include "project/state.h"

#include "base/memory.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xxhash.h>

#include "project/state_format.h"

enum { BLOCK = 1 << 20 }; /* of what is read once */

struct state {
	struct slice bytes;
	const uint64_t *offsets; /* sorted by the records' paths */
	size_t count;
	bool mapped;
};

static size_t padded(size_t size)
{
	return (size + 7) & ~(size_t)7;
}

/* BYTES of the file, whole pages of a mapping, need not be in memory. */
static void let_go(struct slice bytes)
{
#ifdef MADV_DONTNEED
	madvise((void *)(uintptr_t)bytes.data, bytes.size, MADV_DONTNEED);
#else
	(void)bytes;
#endif
}

/* The checksum of BYTES behind the header; with MAPPED, they are a mapping. */
static uint64_t sum_up(struct slice bytes, bool mapped)
{
	XXH3_state_t *state = XXH3_createState();
	XXH3_64bits_reset(state);
	for (size_t begin = 0; begin < bytes.size; begin += BLOCK) {
		struct slice block = slice_range(bytes, begin, bytes.size - begin < BLOCK ? bytes.size : begin + BLOCK);
		size_t header = begin ? 0 : sizeof(struct state_header);
		XXH3_64bits_update(state, block.data + header, block.size - header);
		if (mapped)
			let_go(block);
	}
	uint64_t sum = XXH3_64bits_digest(state);
	XXH3_freeState(state);
	return sum;
}

/* Whether BYTES are a state that this program wrote, undamaged. With TRUSTED, that was seen before. */
static bool is_whole(struct slice bytes, bool mapped, bool trusted)
{
	struct state_header header;
	if (bytes.size < sizeof header)
		return false;
	memcpy(&header, bytes.data, sizeof header);
	if (memcmp(header.magic, STATE_MAGIC, sizeof header.magic) != 0 || header.version != STATE_VERSION ||
	    header.order != STATE_ORDER || header.size != bytes.size || header.index % 8 != 0 ||
	    header.index < sizeof header || header.index > bytes.size ||
	    header.count != (bytes.size - header.index) / sizeof(uint64_t) || bytes.size % 8 != 0)
		return false;
	return trusted || header.checksum == sum_up(bytes, mapped);
}

static struct state *open_bytes(struct slice bytes, bool mapped, bool trusted)
{
	struct state *state = memory_allocate_zero(1, sizeof *state);
	if (is_whole(bytes, mapped, trusted)) {
		struct state_header header;
		memcpy(&header, bytes.data, sizeof header);
		state->bytes = bytes;
		state->count = (size_t)header.count;
		state->offsets = (const void *)(bytes.data + header.index);
		state->mapped = mapped;
	}
	return state;
}

struct state *state_of(struct slice bytes)
{
	return open_bytes(bytes, false, false);
}

struct state *state_open(const char *path, uint64_t *whole)
{
	struct stat status;
	void *map = MAP_FAILED;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
	    (uintmax_t)status.st_size < SIZE_MAX)
		map = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (fd >= 0)
		close(fd);
	if (map == MAP_FAILED)
		return state_of(SLICE(""));
	uint64_t stamp = stamp_of(&status).value;
	struct state *state = open_bytes(slice_make(map, (size_t)status.st_size), true, whole && *whole == stamp);
	if (!state->mapped)
		munmap(map, (size_t)status.st_size);
	else if (whole)
		*whole = stamp;
	return state;
}

void state_let_go(const struct state *state)
{
	if (state->mapped)
		let_go(state->bytes);
}

void state_close(struct state *state)
{
	if (!state)
		return;
	if (state->mapped)
		munmap((void *)(uintptr_t)state->bytes.data, state->bytes.size);
	free(state);
}

size_t state_count(const struct state *state)
{
	return state->count;
}

const struct state_article *state_at(const struct state *state, size_t index)
{
	uint64_t offset = state->offsets[index], end = (uint64_t)((const char *)state->offsets - state->bytes.data);
	if (offset % 8 != 0 || offset < sizeof(struct state_header) || offset > end ||
	    end - offset < sizeof(struct state_article))
		return NULL;
	const struct state_article *article = (const void *)(state->bytes.data + offset);
	bool good = article->size <= end - offset && article->size % 8 == 0 && article->size >= sizeof *article &&
	            padded(article->path_size) <= article->size - sizeof *article;
	return good ? article : NULL;
}

struct slice state_path(const struct state_article *article)
{
	return slice_make((const char *)(article + 1), article->path_size);
}

const struct state_article *state_find(const struct state *state, struct slice path)
{
	for (size_t begin = 0, end = state->count; begin < end;) {
		size_t middle = begin + (end - begin) / 2;
		const struct state_article *article = state_at(state, middle);
		if (!article)
			return NULL;
		int order = slice_compare(state_path(article), path);
		if (order == 0)
			return article;
		if (order < 0)
			begin = middle + 1;
		else
			end = middle;
	}
	return NULL;
}

const struct state_language *state_next_language(const struct state_article *article, uint64_t *at,
                                                 struct slice *findings)
{
	const struct state_language *language = (const void *)((const char *)article + *at);
	if (article->size - *at < sizeof *language)
		return NULL;
	*at += sizeof *language;
	if (padded(language->findings_size) > article->size - *at)
		return NULL;
	*findings = slice_make((const char *)(language + 1), language->findings_size);
	*at += padded(language->findings_size);
	return language;
}

uint64_t state_first_language(const struct state_article *article)
{
	return sizeof *article + padded(article->path_size);
}

const struct state_language *state_language(const struct state_article *article, uint64_t language,
                                            struct slice *findings)
{
	uint64_t at = state_first_language(article);
	for (uint32_t i = 0; i < article->language_count; i++) {
		const struct state_language *found = state_next_language(article, &at, findings);
		if (!found)
			return NULL;
		if (found->language == language)
			return found;
	}
	return NULL;
}
