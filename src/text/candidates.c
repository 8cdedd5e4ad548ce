#include "text/candidates.h"

#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define HAS_AVX2 1
#include <immintrin.h>
#endif

/* How often, of 1024, the bytes are met in text, roughly, whose upper half is HIGH and whose lower one is in LOW. */
static unsigned row_weight(unsigned high, unsigned low)
{
	/* The space and small letters. */
	static const unsigned frequent[8] = { [2] = 1, [6] = 0xfffe, [7] = 0x7ff };
	if (high >= 8)
		return 4 * (unsigned)__builtin_popcount(low);
	return 16 * (unsigned)__builtin_popcount(low & frequent[high]) + (unsigned)__builtin_popcount(low & ~frequent[high]);
}

/* How often vectors find the bytes of A and B: all bytes whose halves are halves of those. */
static double weight_of(const struct byte_set *a, const struct byte_set *b)
{
	unsigned rows[16], low = 0, weight = 0;
	for (unsigned high = 0; high < 16; high++) {
		rows[high] = (unsigned)((a->bits[high / 4] | b->bits[high / 4]) >> (high % 4 * 16)) & 0xffff;
		low |= rows[high];
	}
	for (unsigned high = 0; high < 16; high++)
		weight += rows[high] ? row_weight(high, low) : 0;
	return weight / 1024.0;
}

/* How many places a group finds that has the bytes of A and of B in each place. */
static double cost_of(const struct byte_set a[CANDIDATE_PLACES], const struct byte_set b[CANDIDATE_PLACES])
{
	double cost = 1;
	for (size_t place = 0; place < CANDIDATE_PLACES; place++)
		cost *= weight_of(&a[place], &b[place]);
	return cost;
}

/* Make one group of the two for which that costs least. */
static void merge_nearest(struct candidates *candidates)
{
	double costs[CANDIDATES_KEPT + 1], least = 0;
	size_t first = 0, second = 0;
	for (size_t i = 0; i < candidates->count; i++)
		costs[i] = cost_of(candidates->sets[i], candidates->sets[i]);
	for (size_t i = 0; i < candidates->count; i++)
		for (size_t k = i + 1; k < candidates->count; k++) {
			double cost = cost_of(candidates->sets[i], candidates->sets[k]) - costs[i] - costs[k];
			if (second == 0 || cost < least) {
				least = cost;
				first = i;
				second = k;
			}
		}
	for (size_t place = 0; place < CANDIDATE_PLACES; place++)
		for (size_t i = 0; i < 4; i++)
			candidates->sets[first][place].bits[i] |= candidates->sets[second][place].bits[i];
	candidates->count--;
	memmove(&candidates->sets[second], &candidates->sets[second + 1],
	        (candidates->count - second) * sizeof *candidates->sets);
}

void candidates_add(struct candidates *candidates, const struct byte_set sets[CANDIDATE_PLACES])
{
	for (size_t i = 0; i < candidates->count; i++)
		if (memcmp(candidates->sets[i], sets, sizeof candidates->sets[i]) == 0)
			return;
	memcpy(candidates->sets[candidates->count++], sets, sizeof *candidates->sets);
	if (candidates->count > CANDIDATES_KEPT)
		merge_nearest(candidates);
}

void candidates_finish(struct candidates *candidates)
{
	while (candidates->count > CANDIDATES_GROUPS)
		merge_nearest(candidates);
	for (size_t place = 0; place < CANDIDATE_PLACES; place++)
		for (unsigned byte = 0; byte < 256; byte++) {
			unsigned groups = 0;
			for (size_t i = 0; i < candidates->count; i++)
				groups |= (unsigned)byte_set_has(&candidates->sets[i][place], (unsigned char)byte) << i;
			candidates->groups[place][byte] = (uint8_t)groups;
			candidates->low[place][byte & 15] |= (uint8_t)groups;
			candidates->high[place][byte >> 4] |= (uint8_t)groups;
		}
}

/* The groups for the place behind the byte at AT. */
static uint8_t groups_at(const struct candidates *candidates, const unsigned char *at)
{
	return candidates->groups[CANDIDATE_BEFORE][at[0]] & candidates->groups[CANDIDATE_AFTER][at[1]] &
	       candidates->groups[CANDIDATE_BEHIND][at[-1]] & candidates->groups[CANDIDATE_AHEAD][at[2]];
}

uint64_t candidates_find_portably(const struct candidates *candidates, const unsigned char *chunk)
{
	uint64_t found = 0;
	for (unsigned i = 0; i < CANDIDATES_CHUNK; i++)
		found |= (uint64_t)(groups_at(candidates, chunk + i) != 0) << i;
	return found;
}

#ifdef HAS_AVX2
/* The groups of 32 BYTES in PLACE, and more. */
__attribute__((target("avx2"))) static inline __m256i groups_of(const struct candidates *candidates,
                                                                enum candidate_place place, const unsigned char *bytes)
{
	const __m256i half = _mm256_set1_epi8(15);
	__m256i low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)candidates->low[place]));
	__m256i high = _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)candidates->high[place]));
	__m256i text = _mm256_loadu_si256((const void *)bytes);
	__m256i by_low = _mm256_shuffle_epi8(low, _mm256_and_si256(text, half));
	__m256i by_high = _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(text, 4), half));
	return _mm256_and_si256(by_low, by_high);
}

__attribute__((target("avx2"))) static uint64_t find_with_avx2(const struct candidates *candidates,
                                                               const unsigned char *chunk)
{
	uint64_t found = 0;
	for (unsigned i = 0; i < CANDIDATES_CHUNK; i += 32) {
		__m256i groups = groups_of(candidates, CANDIDATE_BEHIND, chunk + i - 1);
		groups = _mm256_and_si256(groups, groups_of(candidates, CANDIDATE_BEFORE, chunk + i));
		groups = _mm256_and_si256(groups, groups_of(candidates, CANDIDATE_AFTER, chunk + i + 1));
		groups = _mm256_and_si256(groups, groups_of(candidates, CANDIDATE_AHEAD, chunk + i + 2));
		__m256i none = _mm256_cmpeq_epi8(groups, _mm256_setzero_si256());
		found |= (uint64_t)(uint32_t)~_mm256_movemask_epi8(none) << i;
	}
	/* The halves of a byte can each be of a group that the byte is not of. */
	for (uint64_t left = found; left; left &= left - 1)
		if (!groups_at(candidates, chunk + __builtin_ctzll(left)))
			found ^= left & -left;
	return found;
}
#endif

uint64_t candidates_find(const struct candidates *candidates, const unsigned char *chunk)
{
#ifdef HAS_AVX2
	if (__builtin_cpu_supports("avx2"))
		return find_with_avx2(candidates, chunk);
#endif
	return candidates_find_portably(candidates, chunk);
}
