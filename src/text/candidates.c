#include "text/candidates.h"

#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define HAS_AVX2 1
#include <immintrin.h>
#endif

enum { MOST_GROUPS = 8, PLACE_BEHIND = 0, PLACE_BEFORE, PLACE_AFTER };

/* The bytes before a break that the same bytes can stand around, or more of them. */
struct group {
	bool before[256];
	uint64_t behind[4], after[4];
};

static bool has_bit(const uint64_t bits[4], unsigned byte)
{
	return bits[byte / 64] >> (byte % 64) & 1;
}

static void set_bits(uint64_t bits[4], const bool set[256])
{
	for (unsigned byte = 0; byte < 256; byte++)
		bits[byte / 64] |= (uint64_t)set[byte] << (byte % 64);
}

void candidates_add(struct candidate_bytes *bytes, unsigned char before, const bool behind[256],
                    const bool after[256])
{
	set_bits(bytes->of[before].behind, behind);
	set_bits(bytes->of[before].after, after);
}

/* How many bytes the sets of GROUP would have more than now with BEHIND and AFTER. */
static unsigned growth(const struct group *group, const uint64_t behind[4], const uint64_t after[4])
{
	unsigned count = 0;
	for (size_t w = 0; w < 4; w++) {
		count += (unsigned)__builtin_popcountll(behind[w] & ~group->behind[w]);
		count += (unsigned)__builtin_popcountll(after[w] & ~group->after[w]);
		count += (unsigned)__builtin_popcountll(group->behind[w] & ~behind[w]);
		count += (unsigned)__builtin_popcountll(group->after[w] & ~after[w]);
	}
	return count;
}

static size_t make_groups(const struct candidate_bytes *bytes, struct group groups[MOST_GROUPS])
{
	static const uint64_t none[4];
	size_t count = 0;
	for (unsigned byte = 0; byte < 256; byte++) {
		const uint64_t *behind = bytes->of[byte].behind, *after = bytes->of[byte].after;
		if (memcmp(after, none, sizeof none) == 0 || memcmp(behind, none, sizeof none) == 0)
			continue;
		size_t nearest = 0;
		unsigned least = UINT32_MAX;
		for (size_t i = 0; i < count && least > 0; i++) {
			unsigned cost = growth(&groups[i], behind, after);
			if (cost < least) {
				least = cost;
				nearest = i;
			}
		}
		if (least > 0 && count < MOST_GROUPS)
			nearest = count++;
		groups[nearest].before[byte] = true;
		for (size_t w = 0; w < 4; w++) {
			groups[nearest].behind[w] |= behind[w];
			groups[nearest].after[w] |= after[w];
		}
	}
	return count;
}

void candidates_make(const struct candidate_bytes *bytes, struct candidates *out)
{
	struct group groups[MOST_GROUPS] = { 0 };
	size_t count = make_groups(bytes, groups);
	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < count; i++) {
		uint8_t bit = (uint8_t)(1U << i);
		for (unsigned byte = 0; byte < 256; byte++) {
			out->behind[byte] |= has_bit(groups[i].behind, byte) ? bit : 0;
			out->before[byte] |= groups[i].before[byte] ? bit : 0;
			out->after[byte] |= has_bit(groups[i].after, byte) ? bit : 0;
		}
	}
	const uint8_t *places[] = { out->behind, out->before, out->after };
	for (size_t place = 0; place < 3; place++)
		for (unsigned byte = 0; byte < 256; byte++) {
			out->nibbles[place].low[byte & 15] |= places[place][byte];
			out->nibbles[place].high[byte >> 4] |= places[place][byte];
		}
}

uint64_t candidates_find_portably(const struct candidates *candidates, const unsigned char *chunk)
{
	uint64_t found = 0;
	for (unsigned i = 0; i < CANDIDATES_CHUNK; i++) {
		const unsigned char *at = chunk + i;
		bool has = candidates->before[*at] & candidates->after[at[1]] & candidates->behind[at[-1]];
		found |= (uint64_t)has << i;
	}
	return found;
}

#ifdef HAS_AVX2
/* The groups of 32 BYTES in PLACE. */
__attribute__((target("avx2"))) static inline __m256i groups_of(const struct candidates *candidates, size_t place,
                                                                const unsigned char *bytes)
{
	const __m256i half = _mm256_set1_epi8(15);
	__m256i low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)candidates->nibbles[place].low));
	__m256i high = _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)candidates->nibbles[place].high));
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
		__m256i groups = _mm256_and_si256(groups_of(candidates, PLACE_BEFORE, chunk + i),
		                                  groups_of(candidates, PLACE_AFTER, chunk + i + 1));
		groups = _mm256_and_si256(groups, groups_of(candidates, PLACE_BEHIND, chunk + i - 1));
		__m256i none = _mm256_cmpeq_epi8(groups, _mm256_setzero_si256());
		found |= (uint64_t)(uint32_t)~_mm256_movemask_epi8(none) << i;
	}
	/* A byte's halves can each be of a group that the byte is not of. */
	for (uint64_t left = found; left; left &= left - 1) {
		const unsigned char *at = chunk + __builtin_ctzll(left);
		if (!(candidates->before[*at] & candidates->after[at[1]] & candidates->behind[at[-1]]))
			found ^= left & -left;
	}
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
