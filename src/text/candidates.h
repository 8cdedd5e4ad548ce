/* candidates.h: the places of a text at which there can be a break, found at memory speed.
 *
 * A place is told by three bytes: the one before it, the one behind that, and the one after it. Those that can stand
 * at a break are put into at most eight groups, so that a byte of bits says in which groups a byte can stand, and three
 * look-ups say whether there is a group for all three. */

#ifndef LOCALIZE_TEXT_CANDIDATES_H
#define LOCALIZE_TEXT_CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CANDIDATES_CHUNK = 64 };

/* The bytes that can stand around each byte before a break: bit B % 64 of word B / 64 for byte B. */
struct candidate_bytes {
	struct {
		uint64_t behind[4], after[4];
	} of[256];
};

struct candidates {
	uint8_t behind[256], before[256], after[256]; /* the groups of a byte in each place */
	struct {
		uint8_t low[16], high[16];
	} nibbles[3]; /* the same for both halves of a byte, for vectors: more places than there are */
};

/* A place of a break is told to BYTES: byte BEFORE with the bytes of BEHIND and of AFTER around it. */
void candidates_add(struct candidate_bytes *bytes, unsigned char before, const bool behind[256],
                    const bool after[256]);

/* The tables for BYTES into *OUT. They may find a place that BYTES lacks, and leave out none that it has. */
void candidates_make(const struct candidate_bytes *bytes, struct candidates *out);

/* Bit I of the result says whether there can be a break between CHUNK[I] and CHUNK[I + 1]. The byte in front of the
 * CANDIDATES_CHUNK bytes of CHUNK and the one behind them are read, too. */
uint64_t candidates_find(const struct candidates *candidates, const unsigned char *chunk);

/* The same without the processor's own instructions, for the tests. */
uint64_t candidates_find_portably(const struct candidates *candidates, const unsigned char *chunk);

#endif
