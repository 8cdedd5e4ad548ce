/* content.h: whether a file is as it was: by what stat says of it, and where that differs, by its content.
 *
 * A stamp is the file's device, inode, size and times as one number. Equal stamps mean the same content, if the stamp was
 * settled when it was taken: a file that was changed within one tick of its file system's clock could be changed again
 * without another stamp. Different stamps mean nothing: then the hash decides. */

#ifndef LOCALIZE_BASE_CONTENT_H
#define LOCALIZE_BASE_CONTENT_H

#include "base/slice.h"

#include <sys/stat.h>

struct hash {
	uint64_t low, high;
};

enum {
	STAMP_UNSETTLED = 0, /* equal to none */
	STAMP_ABSENT = 1,    /* there is no such file */
};

struct stamp {
	uint64_t value;
	int64_t changed; /* nanoseconds since the epoch, by the file system's clock */
};

/* What a file holds; the hash of one that is absent is zero. */
struct content {
	struct stamp stamp;
	struct hash hash;
};

struct stamp stamp_of(const struct stat *status);

/* The same of a file that is read after STATUS was taken: unsettled where it was changed just now. */
struct stamp stamp_to_read(const struct stat *status);

/* Of the file PATH (links are followed), as it is before it is read. Unsettled where it was changed just now, or can't be
 * looked at, or is no regular file. */
struct stamp stamp_file(const char *path);

/* Whether a stamp of a file changed at CHANGED is settled at NOW, both by the clock of its file system. */
bool stamp_is_settled(int64_t changed, int64_t now);

/* The time of the clock that file systems take theirs from. */
int64_t stamp_now(void);

static inline int64_t stamp_time(const struct timespec *time)
{
	return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

/* XXH3, 128 bits, of which LOW alone will do for what is no file, and is never zero. */
struct hash hash_of(struct slice bytes);

static inline bool hash_equal(struct hash a, struct hash b)
{
	return a.low == b.low && a.high == b.high;
}

/* The content of PATH. It is not read if its stamp is that of KNOWN. False where it can't be read; a file that is not
 * there is absent. */
bool content_look(const char *path, const struct content *known, struct content *content);

/* A number for several values, added one by one; never zero. */
struct digest {
	uint64_t value;
};

void digest_add(struct digest *digest, struct slice bytes);
void digest_add_number(struct digest *digest, uint64_t number);

#endif
