/* model.h: how likely it is that some segments translate some others. */

#ifndef LOCALIZE_ALIGNMENT_MODEL_H
#define LOCALIZE_ALIGNMENT_MODEL_H

#include "alignment/alignment.h"

enum { MOVES = 6, MOVE_SEGMENTS_MOST = 3 };

/* How many segments of each side are one step: 1–1, 1–2, 2–1, 2–2, 1–3, 3–1. */
extern const struct move {
	unsigned char source, target;
} moves[MOVES];

/* The move of a step that has segments on both sides. */
unsigned move_find(const struct alignment_step *step);

struct model_segment {
	size_t first_word, word_count; /* in the side's words */
	uint32_t letters;
	uint32_t role;  /* a number for each different one; 0: not known */
	size_t unit;
	bool begins, ends; /* its unit */
	uint64_t hash;  /* of its text */
};

struct model_side {
	const struct aligned_text *text;
	struct model_segment *segments;
	struct aligned_words words;
	struct { uint32_t *items; size_t count, capacity; } role_counts; /* by role: segments */
	size_t begin_count; /* segments that begin a unit */
};

/* What the source's words lead one to expect in the target. */
struct expectation {
	uint32_t number; /* the target's word */
	float weight;
	float release;   /* what the target's own demand for the word weighs */
	uint32_t word;   /* the source's, counted in the row */
};

/* Up to three segments of the source, ready to be compared with any of the target. */
struct model_row {
	struct { struct expectation *items; size_t count, capacity; } expectations; /* by number, then heaviest first */
	struct { float *items; size_t count, capacity; } demands; /* by word: what it costs if nothing answers it */
};

struct model {
	struct corpus *corpus;
	struct model_side source, target;
	uint32_t *target_counts; /* by word: the target's segments that have it */
	size_t target_words;
	uint32_t *partners;      /* by segment of the source: its pair in the corpus, not to learn from itself; or NONE */
	double ratio;            /* letters of the target for one of the source */
	double spread;           /* of lengths: the variance for a letter */
	double usual, usual_spread; /* the logarithm of the target's lengths: mean and deviation */
	double same_role, same_edge; /* how often a translation has the same role, and begins where its unit does */

	size_t row;              /* the source's segment, and those behind it, that are ready */
	size_t ready;            /* how many */
	struct model_row rows[MOVE_SEGMENTS_MOST];    /* the first one, two and three of them as one */
	struct model_row singles[MOVE_SEGMENTS_MOST]; /* each alone, segment S in S % 3 */
	struct { float *items; size_t count, capacity; } gains;
	struct { struct aligned_words words; size_t column; } merged[MOVE_SEGMENTS_MOST]; /* the target's from COLUMN on as one */
};

#define MODEL_NONE UINT32_MAX

void model_init(struct model *model, struct corpus *corpus, const struct aligned_text *source,
                const struct aligned_text *target);
void model_finish(struct model *model);

/* Learn the lengths' ratio and the rates of structure from STEPS, of which the sure ones count. */
void model_learn(struct model *model, const struct alignment *steps);

/* Prepare nothing any more with what the corpus was: it was changed. */
void model_forget(struct model *model);

/* Make the source's segments from ROW on ready to be compared. */
void model_set_row(struct model *model, size_t row);

/* The score of MOVE from the row that was set and the target's segment COLUMN on; both sides must have as many. */
double model_score(struct model *model, unsigned move, size_t column);

/* The parts of it that speak for two single segments wherever they stand: by words and by length. The row is set. */
double model_words(struct model *model, unsigned move, size_t column);
double model_length(const struct model *model, unsigned move, size_t column);

#endif
