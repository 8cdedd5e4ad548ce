#include "alignment/path.h"

#include "alignment/band.h"

#include <math.h>

/* A path is in one of three states: it has just matched segments, or is leaving out some of one side. To begin to
 * leave out costs more than to go on with it. */
enum state { STATE_MATCH, STATE_SOURCE, STATE_TARGET, STATES };

#define GAP_BEGINS (-4.6)
#define GAP_GOES_ON (-0.9)
#define IMPOSSIBLE (-1e30f)

enum {
	WINDOW = 256,      /* steps that are weighed at once */
	WINDOW_EDGE = 32,  /* steps before and after them that are looked at too */
	WINDOW_REACH = 20, /* columns beside the path */
};

/* Scores count for less when chances are made of them, as their parts are no independent witnesses. */
#define TEMPERATURE 1.0

struct cell {
	float state[STATES];
};

/* How each state of a cell was reached: bits 0-1 the state before a segment of the source was left out, 2-3 of the
 * target, 4-5 the state before a match, 6-8 its move. */
typedef uint16_t trace;

static int compare_anchors(const void *a, const void *b)
{
	const struct anchor *one = a, *other = b;
	if (one->source != other->source)
		return one->source < other->source ? -1 : 1;
	return one->target < other->target ? -1 : one->target > other->target;
}

void anchors_straighten(struct anchors *anchors)
{
	size_t count = anchors->count, length = 0;
	if (count < 2)
		return;
	qsort(anchors->items, count, sizeof *anchors->items, compare_anchors);
	/* The longest ascending part by piles (patience sorting): of each length, the part whose last target is least. */
	size_t *piles = memory_allocate((count + 1) * sizeof *piles);
	size_t *before = memory_allocate(count * sizeof *before);
	for (size_t begin = 0, end; begin < count; begin = end) {
		for (end = begin; end < count && anchors->items[end].source == anchors->items[begin].source; end++)
			;
		/* From the greatest target of one source down, so that no two of them follow each other. */
		for (size_t i = end; i-- > begin;) {
			size_t low = 0, high = length;
			while (low < high) {
				size_t middle = low + (high - low) / 2;
				if (anchors->items[piles[middle]].target < anchors->items[i].target)
					low = middle + 1;
				else
					high = middle;
			}
			before[i] = low ? piles[low - 1] : SIZE_MAX;
			piles[low] = i;
			length += low == length;
		}
	}
	size_t last = piles[length - 1];
	for (size_t i = length; i-- > 0; last = before[last])
		piles[i] = last;
	for (size_t i = 0; i < length; i++)
		anchors->items[i] = anchors->items[piles[i]];
	anchors->count = length;
	free(piles);
	free(before);
}

static enum state best_state(const struct cell *cell)
{
	enum state best = STATE_MATCH;
	for (enum state state = STATE_SOURCE; state < STATES; state++)
		if (cell->state[state] > cell->state[best])
			best = state;
	return best;
}

/* The best way to leave out a segment, from BEFORE on: into STATE, the other side's gap being no matter. */
static enum state best_gap(const struct cell *before, enum state state, float *score)
{
	enum state best = STATE_MATCH;
	*score = IMPOSSIBLE;
	for (enum state from = STATE_MATCH; from < STATES; from++) {
		float reached = before->state[from] + (float)(from == state ? GAP_GOES_ON : GAP_BEGINS);
		if (reached > *score) {
			*score = reached;
			best = from;
		}
	}
	return best;
}

/* Rows of scores that are at work: the one that is gone through, that before it, and those that steps lead to. */
enum { ROWS = MOVE_SEGMENTS_MOST + 2 };

static void clear_row(struct cell *row, size_t width)
{
	for (size_t i = 0; i < width; i++)
		row[i] = (struct cell){ { IMPOSSIBLE, IMPOSSIBLE, IMPOSSIBLE } };
}

static void push_matches(struct model *model, const struct band *band, size_t row, size_t column,
                         const struct cell *cell, struct cell *const *rows, trace *traces)
{
	enum state from = best_state(cell);
	if (cell->state[from] <= IMPOSSIBLE / 2)
		return;
	for (unsigned move = 0; move < MOVES; move++) {
		size_t to_row = row + moves[move].source, to_column = column + moves[move].target;
		if (!band_has(band, to_row, to_column))
			continue;
		float score = cell->state[from] + (float)model_score(model, move, column);
		struct cell *to = &rows[to_row % ROWS][to_column - band->low[to_row]];
		if (score > to->state[STATE_MATCH]) {
			to->state[STATE_MATCH] = score;
			trace *left = &traces[band_cell(band, to_row, to_column)];
			*left = (trace)((*left & 0xf) | (unsigned)from << 4 | move << 6);
		}
	}
}

static size_t widest_row(const struct band *band)
{
	size_t widest = 0;
	for (size_t row = 0; row <= band->rows; row++)
		if (band->high[row] - band->low[row] + 1 > widest)
			widest = band->high[row] - band->low[row] + 1;
	return widest;
}

/* Go through all cells; *LAST is the state in which the end is best reached. */
static void go_through(struct model *model, const struct band *band, trace *traces, enum state *last)
{
	size_t width = widest_row(band);
	struct cell *rows[ROWS];
	for (size_t i = 0; i < ROWS; i++) {
		rows[i] = memory_allocate(width * sizeof **rows);
		clear_row(rows[i], width);
	}
	rows[0][0].state[STATE_MATCH] = 0;
	for (size_t row = 0; row <= band->rows; row++) {
		struct cell *cells = rows[row % ROWS];
		const struct cell *above = rows[(row + ROWS - 1) % ROWS];
		if (row < band->rows)
			model_set_row(model, row);
		for (size_t column = band->low[row]; column <= band->high[row]; column++) {
			struct cell *cell = &cells[column - band->low[row]];
			trace *left = &traces[band_cell(band, row, column)];
			if (row && band_has(band, row - 1, column))
				*left |= (trace)(best_gap(&above[column - band->low[row - 1]], STATE_SOURCE,
				                          &cell->state[STATE_SOURCE]));
			if (column > band->low[row])
				*left |= (trace)(best_gap(cell - 1, STATE_TARGET, &cell->state[STATE_TARGET]) << 2);
			push_matches(model, band, row, column, cell, rows, traces);
		}
		if (row == band->rows)
			*last = best_state(&cells[band->columns - band->low[row]]);
		clear_row(rows[(row + ROWS - 1) % ROWS], width);
	}
	for (size_t i = 0; i < ROWS; i++)
		free(rows[i]);
}

/* Read the path back from the end. */
static void trace_back(const struct band *band, const trace *traces, enum state state, struct alignment *out)
{
	size_t row = band->rows, column = band->columns, first = out->count;
	while (row || column) {
		trace left = traces[band_cell(band, row, column)];
		struct alignment_step step = { 0 };
		if (state == STATE_MATCH) {
			const struct move *move = &moves[left >> 6 & 7];
			step.source_count = move->source;
			step.target_count = move->target;
			state = left >> 4 & 3;
		} else if (state == STATE_SOURCE) {
			step.source_count = 1;
			state = left & 3;
		} else {
			step.target_count = 1;
			state = left >> 2 & 3;
		}
		row -= step.source_count;
		column -= step.target_count;
		step.source = row;
		step.target = column;
		array_push(out, step);
	}
	for (size_t i = first, j = out->count; i + 1 < j; i++, j--) {
		struct alignment_step step = out->items[i];
		out->items[i] = out->items[j - 1];
		out->items[j - 1] = step;
	}
}

void path_find(struct model *model, const struct anchors *anchors, bool whole, struct alignment *out)
{
	struct band band;
	enum state last = STATE_MATCH;
	band_around(&band, anchors, model->source.text->count, model->target.text->count, whole);
	trace *traces = memory_allocate_zero(band.offsets[band.rows + 1], sizeof *traces);
	go_through(model, &band, traces, &last);
	trace_back(&band, traces, last, out);
	free(traces);
	band_finish(&band);
}

/* Some steps of the path, with what lies beside them. Its band counts rows and columns from the window's first. */
struct window {
	struct model *model;
	struct band band;
	size_t source, target; /* the first segments */
	float (*scores)[MOVES];
	struct cell *forward, *backward;
};

static float add_chances(float a, float b)
{
	float high = a > b ? a : b, low = a > b ? b : a;
	return low <= IMPOSSIBLE / 2 ? high : high + log1pf(expf(low - high));
}

static float any_state(const struct cell *cell)
{
	return add_chances(cell->state[STATE_MATCH], add_chances(cell->state[STATE_SOURCE], cell->state[STATE_TARGET]));
}

static void score_window(struct window *window)
{
	const struct band *band = &window->band;
	for (size_t row = 0; row < band->rows; row++) {
		model_set_row(window->model, window->source + row);
		for (size_t column = band->low[row]; column <= band->high[row]; column++)
			for (unsigned move = 0; move < MOVES; move++)
				window->scores[band_cell(band, row, column)][move] =
				    band_has(band, row + moves[move].source, column + moves[move].target)
				        ? (float)(model_score(window->model, move, window->target + column) / TEMPERATURE)
				        : IMPOSSIBLE;
	}
}

static float gap_cost(enum state from, enum state to)
{
	return (float)((from == to ? GAP_GOES_ON : GAP_BEGINS) / TEMPERATURE);
}

/* The sum, as logarithms, of all ways from the window's beginning to each state of each cell. */
static void sum_forward(struct window *window)
{
	const struct band *band = &window->band;
	clear_row(window->forward, band->offsets[band->rows + 1]);
	window->forward[0].state[STATE_MATCH] = 0;
	for (size_t row = 0; row <= band->rows; row++)
		for (size_t column = band->low[row]; column <= band->high[row]; column++) {
			struct cell *cell = &window->forward[band_cell(band, row, column)];
			for (enum state from = STATE_MATCH; from < STATES; from++) {
				if (row && band_has(band, row - 1, column))
					cell->state[STATE_SOURCE] =
					    add_chances(cell->state[STATE_SOURCE],
					                window->forward[band_cell(band, row - 1, column)].state[from] +
					                    gap_cost(from, STATE_SOURCE));
				if (column > band->low[row])
					cell->state[STATE_TARGET] =
					    add_chances(cell->state[STATE_TARGET], cell[-1].state[from] + gap_cost(from, STATE_TARGET));
			}
			float sum = any_state(cell);
			if (row == band->rows || sum <= IMPOSSIBLE / 2)
				continue;
			for (unsigned move = 0; move < MOVES; move++) {
				float score = window->scores[band_cell(band, row, column)][move];
				if (score <= IMPOSSIBLE / 2)
					continue;
				struct cell *to =
				    &window->forward[band_cell(band, row + moves[move].source, column + moves[move].target)];
				to->state[STATE_MATCH] = add_chances(to->state[STATE_MATCH], sum + score);
			}
		}
}

/* The same from each state of each cell to the window's end. */
static void sum_backward(struct window *window)
{
	const struct band *band = &window->band;
	clear_row(window->backward, band->offsets[band->rows + 1]);
	for (size_t row = band->rows + 1; row-- > 0;)
		for (size_t column = band->high[row] + 1; column-- > band->low[row];) {
			struct cell *cell = &window->backward[band_cell(band, row, column)];
			float matches = row == band->rows && column == band->columns ? 0 : IMPOSSIBLE;
			for (unsigned move = 0; row < band->rows && move < MOVES; move++) {
				float score = window->scores[band_cell(band, row, column)][move];
				if (score > IMPOSSIBLE / 2)
					matches = add_chances(
					    matches, score + window->backward[band_cell(band, row + moves[move].source,
					                                                column + moves[move].target)].state[STATE_MATCH]);
			}
			for (enum state from = STATE_MATCH; from < STATES; from++) {
				cell->state[from] = matches;
				if (band_has(band, row + 1, column))
					cell->state[from] = add_chances(
					    cell->state[from], gap_cost(from, STATE_SOURCE) +
					                           window->backward[band_cell(band, row + 1, column)].state[STATE_SOURCE]);
				if (column < band->high[row])
					cell->state[from] = add_chances(cell->state[from],
					                                gap_cost(from, STATE_TARGET) + cell[1].state[STATE_TARGET]);
			}
		}
}

static void set_chance(const struct window *window, struct alignment_step *step)
{
	if (!step->source_count || !step->target_count)
		return;
	const struct band *band = &window->band;
	size_t row = step->source - window->source, column = step->target - window->target;
	size_t from = band_cell(band, row, column);
	size_t to = band_cell(band, row + step->source_count, column + step->target_count);
	float chance = any_state(&window->forward[from]) + window->scores[from][move_find(step)] +
	               window->backward[to].state[STATE_MATCH] - window->backward[0].state[STATE_MATCH];
	step->chance = chance >= 0 ? 100 : (unsigned)(expf(chance) * 100 + 0.5f);
}

/* The band around STEPS. */
static void set_window_band(struct window *window, const struct alignment_step *steps, size_t count)
{
	const struct alignment_step *last = &steps[count - 1];
	size_t rows = last->source + last->source_count - window->source;
	size_t columns = last->target + last->target_count - window->target;
	struct band *band = &window->band;
	band_init(band, rows, columns);
	for (size_t row = 0; row <= rows; row++)
		band->low[row] = SIZE_MAX;
	for (size_t i = 0; i <= count; i++) {
		size_t row = i < count ? steps[i].source - window->source : rows;
		size_t column = i < count ? steps[i].target - window->target : columns;
		for (size_t r = row; r <= row + 1 && r <= rows; r++) {
			size_t low = column > WINDOW_REACH ? column - WINDOW_REACH : 0;
			size_t high = column + WINDOW_REACH < columns ? column + WINDOW_REACH : columns;
			if (band->low[r] > low)
				band->low[r] = low;
			if (band->high[r] < high)
				band->high[r] = high;
		}
	}
	band_complete(band);
}

/* Weigh STEPS, of which only those from FIRST up to END get their chances. */
static void weigh_window(struct model *model, struct alignment_step *steps, size_t count, size_t first, size_t end)
{
	struct window window = { .model = model, .source = steps[0].source, .target = steps[0].target };
	set_window_band(&window, steps, count);
	size_t cells = window.band.offsets[window.band.rows + 1];
	window.scores = memory_allocate(cells * sizeof *window.scores);
	window.forward = memory_allocate(cells * sizeof *window.forward);
	window.backward = memory_allocate(cells * sizeof *window.backward);
	score_window(&window);
	sum_forward(&window);
	sum_backward(&window);
	for (size_t i = first; i < end; i++)
		set_chance(&window, &steps[i]);
	free(window.scores);
	free(window.forward);
	free(window.backward);
	band_finish(&window.band);
}

void path_weigh(struct model *model, struct alignment *steps)
{
	for (size_t begin = 0; begin < steps->count; begin += WINDOW) {
		size_t end = begin + WINDOW < steps->count ? begin + WINDOW : steps->count;
		size_t first = begin > WINDOW_EDGE ? begin - WINDOW_EDGE : 0;
		size_t last = end + WINDOW_EDGE < steps->count ? end + WINDOW_EDGE : steps->count;
		weigh_window(model, steps->items + first, last - first, begin - first, end - first);
	}
}
