#include "base/hashes.h"

#include <stdlib.h>

static int compare_hashes(const void *a, const void *b)
{
	uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;
	return (first > second) - (first < second);
}

void hashes_sort(struct hashes *hashes)
{
	if (hashes->count)
		qsort(hashes->items, hashes->count, sizeof *hashes->items, compare_hashes);
	size_t kept = 0;
	for (size_t i = 0; i < hashes->count; i++)
		if (!kept || hashes->items[i] != hashes->items[kept - 1])
			hashes->items[kept++] = hashes->items[i];
	hashes->count = kept;
}

bool hashes_have(const struct hashes *hashes, uint64_t hash)
{
	return hashes->count && bsearch(&hash, hashes->items, hashes->count, sizeof hash, compare_hashes);
}
