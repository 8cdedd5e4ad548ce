/* state_format.h: the file of the state, for its reader and its writer alone. */

#ifndef LOCALIZE_PROJECT_STATE_FORMAT_H
#define LOCALIZE_PROJECT_STATE_FORMAT_H

#include "project/state.h"

#define STATE_MAGIC "localize"

enum { STATE_VERSION = 1 };

static const uint32_t STATE_ORDER = 0x01020304;

struct state_header {
	char magic[8];
	uint32_t version, order; /* of bytes in a number */
	uint64_t checksum;       /* XXH3 of all that follows the header */
	uint64_t size;           /* of the file */
	uint64_t index;          /* where the offsets begin, and */
	uint64_t count;          /* how many there are */
};

/* The offset in ARTICLE's record of its first language. */
uint64_t state_first_language(const struct state_article *article);

/* The language at *AT, which is moved behind it; NULL if the record is damaged. */
const struct state_language *state_next_language(const struct state_article *article, uint64_t *at,
                                                 struct slice *findings);

#endif
