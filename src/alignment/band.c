/* band.c: the part of the plane of two sequences in which their path is looked for. */

#include "alignment/band.h"

enum {
	WHOLE_MOST = 1 << 20, /* cells */
	CELLS_MOST = 1 << 27,
	REACH = 120,          /* columns beside the anchors; where they are many, fewer do */
	REACH_OF_MANY = 40,
	REACH_LEAST = 8,
};

static size_t below(size_t value, size_t step)
{
	return value > step ? value - step : 0;
}

static size_t at_most(size_t value, size_t most)
{
	return value < most ? value : most;
}

/* Rows [from.source, to.source) between two anchors: all of what lies between where that is little, else what is near
 * the straight line. */
static void set_rows(struct band *band, struct anchor from, struct anchor to, size_t reach)
{
	size_t rows = to.source - from.source, columns = to.target - from.target;
	for (size_t row = from.source; row < to.source; row++) {
		size_t low = from.target, high = to.target;
		if (columns > 4 * reach) {
			size_t line = from.target + (size_t)((double)columns * (double)(row - from.source) / (double)rows);
			size_t step = columns / rows + 1;
			low = below(line, reach + step) > low ? below(line, reach + step) : low;
			high = at_most(line + reach + step, high);
		}
		band->low[row] = below(low, reach);
		band->high[row] = at_most(high + reach, band->columns);
	}
}

/* Set the rows of BAND; the number of its cells. */
static size_t set_band(struct band *band, const struct anchors *anchors, size_t reach)
{
	struct anchor last = { 0, 0 };
	for (size_t i = 0; i < anchors->count; i++) {
		set_rows(band, last, anchors->items[i], reach);
		last = anchors->items[i];
	}
	set_rows(band, last, (struct anchor){ band->rows, band->columns }, reach);
	band->low[0] = 0;
	band->low[band->rows] = below(band->columns, reach);
	band->high[band->rows] = band->columns;
	band_complete(band);
	return band->offsets[band->rows + 1];
}

void band_complete(struct band *band)
{
	for (size_t row = 1; row <= band->rows; row++) {
		if (band->high[row] < band->high[row - 1])
			band->high[row] = band->high[row - 1];
		/* The rows must touch. */
		if (band->low[row] > band->high[row - 1])
			band->low[row] = band->high[row - 1];
	}
	for (size_t row = band->rows; row > 0; row--)
		if (band->low[row - 1] > band->low[row])
			band->low[row - 1] = band->low[row];
	band->offsets[0] = 0;
	for (size_t row = 0; row <= band->rows; row++)
		band->offsets[row + 1] = band->offsets[row] + band->high[row] - band->low[row] + 1;
}

void band_init(struct band *band, size_t rows, size_t columns)
{
	band->rows = rows;
	band->columns = columns;
	band->low = memory_allocate_zero(rows + 1, sizeof *band->low);
	band->high = memory_allocate_zero(rows + 1, sizeof *band->high);
	band->offsets = memory_allocate_zero(rows + 2, sizeof *band->offsets);
}

void band_around(struct band *band, const struct anchors *anchors, size_t rows, size_t columns, bool whole)
{
	band_init(band, rows, columns);
	if (whole && (double)(rows + 1) * (double)(columns + 1) <= WHOLE_MOST) {
		const struct anchors none = { 0 };
		set_band(band, &none, columns + 1);
		return;
	}
	size_t reach = anchors->count > rows / 8 ? REACH_OF_MANY : REACH;
	while (set_band(band, anchors, reach) > CELLS_MOST && reach > REACH_LEAST)
		reach /= 2;
}

void band_finish(struct band *band)
{
	free(band->low);
	free(band->high);
	free(band->offsets);
}
