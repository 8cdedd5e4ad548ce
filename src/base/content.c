#include "base/content.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

enum { BLOCK = 1 << 16 };

/* How long a change must be past: file systems count time in ticks of the kernel's, or in seconds. */
static const int64_t tick = 20000000, coarse_tick = 2100000000, second = 1000000000;

int64_t stamp_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return stamp_time(&now);
}

bool stamp_is_settled(int64_t changed, int64_t now)
{
	return changed < now - (changed % second ? tick : coarse_tick);
}

struct stamp stamp_of(const struct stat *status)
{
	const uint64_t values[] = {
		(uint64_t)status->st_dev, (uint64_t)status->st_ino, (uint64_t)status->st_size,
		(uint64_t)stamp_time(&status->st_mtim), (uint64_t)stamp_time(&status->st_ctim),
	};
	uint64_t value = XXH3_64bits(values, sizeof values);
	return (struct stamp){ value > STAMP_ABSENT ? value : value + 2, stamp_time(&status->st_ctim) };
}

struct stamp stamp_to_read(const struct stat *status)
{
	struct stamp stamp = stamp_of(status);
	if (!stamp_is_settled(stamp.changed, stamp_now()))
		stamp.value = STAMP_UNSETTLED;
	return stamp;
}

struct stamp stamp_file(const char *path)
{
	struct stat status;
	if (stat(path, &status) < 0)
		return (struct stamp){ errno == ENOENT ? STAMP_ABSENT : STAMP_UNSETTLED, 0 };
	return S_ISREG(status.st_mode) ? stamp_to_read(&status) : (struct stamp){ STAMP_UNSETTLED, 0 };
}

static struct hash make_hash(XXH128_hash_t hash)
{
	return (struct hash){ hash.low64 ? hash.low64 : 1, hash.high64 };
}

struct hash hash_of(struct slice bytes)
{
	return make_hash(XXH3_128bits(bytes.data, bytes.size));
}

static bool hash_file(int fd, struct hash *hash)
{
	XXH3_state_t *state = XXH3_createState();
	char *block = memory_allocate(BLOCK);
	XXH3_128bits_reset(state);
	ssize_t got;
	while ((got = read(fd, block, BLOCK)) > 0 || (got < 0 && errno == EINTR))
		if (got > 0)
			XXH3_128bits_update(state, block, (size_t)got);
	*hash = make_hash(XXH3_128bits_digest(state));
	free(block);
	XXH3_freeState(state);
	return got == 0;
}

bool content_look(const char *path, const struct content *known, struct content *content)
{
	struct stat status;
	*content = (struct content){ 0 };
	if (stat(path, &status) < 0) {
		content->stamp.value = STAMP_ABSENT;
		return errno == ENOENT;
	}
	if (!S_ISREG(status.st_mode))
		return false;
	content->stamp = stamp_of(&status);
	if (content->stamp.value == known->stamp.value) {
		content->hash = known->hash;
		return true;
	}
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return false;
	bool done = fstat(fd, &status) == 0;
	content->stamp = stamp_to_read(&status);
	done = done && hash_file(fd, &content->hash);
	close(fd);
	return done;
}

void digest_add(struct digest *digest, struct slice bytes)
{
	digest_add_number(digest, bytes.size);
	digest->value = XXH3_64bits_withSeed(bytes.data, bytes.size, digest->value);
	digest->value += digest->value == 0;
}

void digest_add_number(struct digest *digest, uint64_t number)
{
	digest->value = XXH3_64bits_withSeed(&number, sizeof number, digest->value);
	digest->value += digest->value == 0;
}
