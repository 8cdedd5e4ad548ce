/* band.h: the part of the plane of two sequences in which their path is looked for. */

#ifndef LOCALIZE_ALIGNMENT_BAND_H
#define LOCALIZE_ALIGNMENT_BAND_H

#include "alignment/path.h"

/* Cells (row, column) with a row up to and with ROWS and a column in [low, high] of the row; both ascend, and each row
 * touches the one before. */
struct band {
	size_t rows, columns;
	size_t *low, *high; /* of each row */
	size_t *offsets;    /* of each row: cells before it; one more than rows */
};

/* A band whose lows and highs are all 0, to be set and then completed: made to ascend and touch, cells counted. */
void band_init(struct band *band, size_t rows, size_t columns);
void band_complete(struct band *band);

/* The band near ANCHORS; all of the plane, if WHOLE and that is small. */
void band_around(struct band *band, const struct anchors *anchors, size_t rows, size_t columns, bool whole);

void band_finish(struct band *band);

static inline bool band_has(const struct band *band, size_t row, size_t column)
{
	return row <= band->rows && column >= band->low[row] && column <= band->high[row];
}

static inline size_t band_cell(const struct band *band, size_t row, size_t column)
{
	return band->offsets[row] + column - band->low[row];
}

#endif
