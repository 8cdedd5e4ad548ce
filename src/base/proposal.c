#include "base/proposal.h"

/* Edits to make one of A and B the other: letters put in, left out, changed, or swapped with the next; SIZE_MAX for
 * what is too long to be a slip of a known word. */
static size_t edit_distance(struct slice a, struct slice b)
{
	enum { LONGEST = 32 };
	size_t rows[3][LONGEST + 1];
	if (a.size > LONGEST || b.size > LONGEST)
		return SIZE_MAX;
	size_t *before_last = rows[0], *last = rows[1], *row = rows[2];
	for (size_t j = 0; j <= b.size; j++)
		last[j] = j;
	for (size_t i = 1; i <= a.size; i++) {
		row[0] = i;
		for (size_t j = 1; j <= b.size; j++) {
			size_t best = last[j - 1] + (ascii_lower(a.data[i - 1]) != ascii_lower(b.data[j - 1]));
			best = last[j] + 1 < best ? last[j] + 1 : best;
			best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
			if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1] &&
			    before_last[j - 2] + 1 < best)
				best = before_last[j - 2] + 1;
			row[j] = best;
		}
		size_t *oldest = before_last;
		before_last = last;
		last = row;
		row = oldest;
	}
	return last[b.size];
}

size_t proposal_find(struct slice word, const struct slices *names)
{
	size_t nearest = names->count, least = 1 + word.size / 4 + 1;
	for (size_t i = 0; i < names->count; i++) {
		size_t distance = edit_distance(word, names->items[i]);
		if (distance < least) {
			least = distance;
			nearest = i;
		}
	}
	return nearest;
}
