#include "text/rule_filter.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Whether both characters are followed by the same, for all rules. */
static bool is_same_kind(const struct automaton_filter *filters, size_t count, size_t second, size_t other)
{
	for (size_t i = 0; i < count; i++)
		if (filters[i].pairs[second] != filters[i].pairs[other])
			return false;
	return true;
}

/* The number of kinds of characters, and for each the first character that is of it into EXAMPLES. */
static size_t find_kinds(const struct automaton_filter *filters, size_t count, uint16_t kinds[AUTOMATON_SECONDS],
                         size_t examples[AUTOMATON_SECONDS])
{
	size_t kind_count = 0;
	for (size_t second = 0; second < AUTOMATON_SECONDS; second++) {
		/* Characters that are close to each other are mostly alike. */
		size_t kind = kind_count;
		while (kind > 0 && !is_same_kind(filters, count, second, examples[kind - 1]))
			kind--;
		if (kind == 0) {
			examples[kind_count++] = second;
			kind = kind_count;
		}
		kinds[second] = (uint16_t)(kind - 1);
	}
	return kind_count;
}

void rule_filter_make(struct rule_filter *filter, enum rule_side side, const struct automaton_filter *filters, size_t count,
                      struct arena *arena)
{
	size_t words = (count + 63) / 64, examples[AUTOMATON_SECONDS];
	size_t kind_count = find_kinds(filters, count, filter->kinds[side], examples);
	filter->words = words;
	filter->nearest[side] = arena_allocate_zero(arena, 256 * words, sizeof(uint64_t));
	filter->pairs[side] = arena_allocate_zero(arena, kind_count * AUTOMATON_THIRDS * words, sizeof(uint64_t));
	for (size_t i = 0; i < count; i++) {
		size_t word = i / 64;
		uint64_t bit = UINT64_C(1) << (i % 64);
		for (size_t byte = 0; byte < 256; byte++)
			filter->nearest[side][byte * words + word] |= filters[i].nearest[byte] ? bit : 0;
		for (size_t kind = 0; kind < kind_count; kind++)
			for (size_t third = 0; third < AUTOMATON_THIRDS; third++)
				if (filters[i].pairs[examples[kind]] >> third & 1)
					filter->pairs[side][(kind * AUTOMATON_THIRDS + third) * words + word] |= bit;
	}
}
