/* candidates.h: the places of a text at which there can be a break, found at memory speed.
 *
 * A place is told by the two bytes on either side of it. Those that can stand at a break are put into at most eight
 * groups, so that a byte of bits says in which groups a byte can stand, and four look-ups say whether there is a group
 * for all four. */

#ifndef LOCALIZE_TEXT_CANDIDATES_H
#define LOCALIZE_TEXT_CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CANDIDATES_CHUNK = 64, CANDIDATES_GROUPS = 8, CANDIDATES_KEPT = 16 };

/* The four bytes around a place, in the order of the text. */
enum candidate_place { CANDIDATE_BEHIND, CANDIDATE_BEFORE, CANDIDATE_AFTER, CANDIDATE_AHEAD, CANDIDATE_PLACES };

struct byte_set {
	uint64_t bits[4];
};

static inline void byte_set_add(struct byte_set *set, unsigned char byte)
{
	set->bits[byte / 64] |= UINT64_C(1) << (byte % 64);
}

static inline bool byte_set_has(const struct byte_set *set, unsigned char byte)
{
	return set->bits[byte / 64] >> (byte % 64) & 1;
}

struct candidates {
	size_t count;
	struct byte_set sets[CANDIDATES_KEPT + 1][CANDIDATE_PLACES]; /* the groups; more of them until all are added */
	uint8_t groups[CANDIDATE_PLACES][256]; /* those of a byte in each place */
	/* The same for both halves of a byte, for vectors: more groups than there are. */
	uint8_t low[CANDIDATE_PLACES][16], high[CANDIDATE_PLACES][16];
};

/* At a break there can stand any byte of each of SETS. */
void candidates_add(struct candidates *candidates, const struct byte_set sets[CANDIDATE_PLACES]);

/* To be called when all has been added. Places that were not added may be found, too, but none is left out. */
void candidates_finish(struct candidates *candidates);

/* Bit I of the result says whether there can be a break between CHUNK[I] and CHUNK[I + 1]. The byte in front of the
 * CANDIDATES_CHUNK bytes of CHUNK and the two behind them are read, too. */
uint64_t candidates_find(const struct candidates *candidates, const unsigned char *chunk);

/* The same without the processor's own instructions, for the tests. */
uint64_t candidates_find_portably(const struct candidates *candidates, const unsigned char *chunk);

#endif
