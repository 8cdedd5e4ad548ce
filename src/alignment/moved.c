#include "alignment/moved.h"

#define SEGMENTS_MOST 24 /* a word that more of them have tells too little of where a sentence is */
#define NONE UINT32_MAX

#define WEIGHT_LEAST 1.0f /* of a word that leads to candidates */
#define SCORE_MOVED 4.5   /* for a pair out of order, by words and length */
#define SCORE_SURE 8.0
#define MARGIN 3.0        /* over what it would replace */
#define SCORE_OF_NONE (-1e9f) /* of a segment that is left out: anything is better */

struct candidate {
	uint32_t segment; /* NONE */
	float score;
};

struct moving {
	struct model *model;
	struct alignment *steps;
	uint32_t *firsts, *postings; /* by word: the segments of the target that have it */
	float *scores;               /* by segment of the target, while one of the source is looked at */
	uint32_t *last_word;
	struct { uint32_t *items; size_t count, capacity; } met;
	struct candidate *of_source, *of_target; /* the best of each */
	uint32_t *source_step, *target_step;     /* where each is in steps */
	struct { float *items; size_t count, capacity; } step_scores; /* of each of steps */
};

static void index_target(struct moving *moving)
{
	const struct model *model = moving->model;
	const struct model_side *side = &model->target;
	moving->firsts = memory_allocate_zero(model->target_words + 2, sizeof *moving->firsts);
	for (size_t w = 0; w < model->target_words; w++)
		moving->firsts[w + 1] = moving->firsts[w] + model->target_counts[w];
	uint32_t *next = memory_allocate((model->target_words + 1) * sizeof *next);
	memcpy(next, moving->firsts, (model->target_words + 1) * sizeof *next);
	moving->postings = memory_allocate((moving->firsts[model->target_words] + 1u) * sizeof *moving->postings);
	for (size_t i = 0; i < side->text->count; i++) {
		const struct aligned_word *words = side->words.items + side->segments[i].first_word;
		for (size_t w = 0; w < side->segments[i].word_count; w++)
			if (w == 0 || words[w].number != words[w - 1].number)
				moving->postings[next[words[w].number]++] = (uint32_t)i;
	}
	free(next);
}

/* The segment of the target that the set row's words lead to most. */
static struct candidate find_candidate(struct moving *moving)
{
	const struct model_row *row = &moving->model->rows[0];
	struct candidate best = { NONE, 0 };
	array_clear(&moving->met);
	for (size_t e = 0; e < row->expectations.count; e++) {
		const struct expectation *expectation = &row->expectations.items[e];
		uint32_t first = moving->firsts[expectation->number], end = moving->firsts[expectation->number + 1];
		if (expectation->weight < WEIGHT_LEAST || end - first > SEGMENTS_MOST)
			continue;
		for (uint32_t p = first; p < end; p++) {
			uint32_t segment = moving->postings[p];
			if (moving->scores[segment] <= 0)
				array_push(&moving->met, segment);
			else if (moving->last_word[segment] == expectation->word)
				continue; /* one word's spellings and translations count once */
			moving->scores[segment] += expectation->weight;
			moving->last_word[segment] = expectation->word;
		}
	}
	for (size_t i = 0; i < moving->met.count; i++) {
		uint32_t segment = moving->met.items[i];
		if (moving->scores[segment] > best.score || (moving->scores[segment] >= best.score && segment < best.segment))
			best = (struct candidate){ segment, moving->scores[segment] };
		moving->scores[segment] = 0;
	}
	if (best.segment != NONE)
		best.score = (float)(model_words(moving->model, 0, best.segment) +
		                     model_length(moving->model, 0, best.segment));
	return best;
}

static void find_candidates(struct moving *moving)
{
	size_t source = moving->model->source.text->count, target = moving->model->target.text->count;
	moving->of_source = memory_allocate((source + 1) * sizeof *moving->of_source);
	moving->of_target = memory_allocate((target + 1) * sizeof *moving->of_target);
	for (size_t j = 0; j < target; j++)
		moving->of_target[j] = (struct candidate){ NONE, 0 };
	for (size_t i = 0; i < source; i++) {
		model_set_row(moving->model, i);
		struct candidate found = moving->of_source[i] = find_candidate(moving);
		if (found.segment == NONE)
			continue;
		struct candidate *back = &moving->of_target[found.segment];
		if (back->segment == NONE || found.score > back->score)
			*back = (struct candidate){ (uint32_t)i, found.score };
	}
}

/* The score of STEP by words and length. */
static float score_step(struct moving *moving, const struct alignment_step *step)
{
	if (!step->source_count || !step->target_count)
		return SCORE_OF_NONE;
	unsigned move = move_find(step);
	model_set_row(moving->model, step->source);
	return (float)(model_words(moving->model, move, step->target) + model_length(moving->model, move, step->target));
}

static void index_steps(struct moving *moving)
{
	const struct alignment *steps = moving->steps;
	moving->source_step = memory_allocate((moving->model->source.text->count + 1) * sizeof *moving->source_step);
	moving->target_step = memory_allocate((moving->model->target.text->count + 1) * sizeof *moving->target_step);
	for (size_t s = 0; s < steps->count; s++) {
		const struct alignment_step *step = &steps->items[s];
		for (size_t i = 0; i < step->source_count; i++)
			moving->source_step[step->source + i] = (uint32_t)s;
		for (size_t j = 0; j < step->target_count; j++)
			moving->target_step[step->target + j] = (uint32_t)s;
		array_push(&moving->step_scores, score_step(moving, step));
	}
}

static void doubt_step(struct alignment_step *step)
{
	if (step->source_count && step->target_count && step->doubt == DOUBT_NONE)
		step->doubt = DOUBT_RIVAL;
}

/* Part the step of a source segment and that of a target segment, each of them single, and join these two. */
static void join(struct moving *moving, uint32_t source, uint32_t target, float score)
{
	struct alignment_step *one = &moving->steps->items[moving->source_step[source]];
	struct alignment_step *other = &moving->steps->items[moving->target_step[target]];
	if (one->source_count > 1 || one->target_count > 1 || other->source_count > 1 || other->target_count > 1) {
		doubt_step(one);
		doubt_step(other);
		return;
	}
	const struct alignment_step old_one = *one, old_other = *other;
	*one = (struct alignment_step){
		.source = source, .target = target, .source_count = 1, .target_count = 1, .moved = true, .chance = 100,
		.doubt = score >= SCORE_SURE ? DOUBT_NONE : DOUBT_PLACE,
	};
	moving->step_scores.items[moving->source_step[source]] = score;
	/* What the two were paired with is left out now. */
	*other = (struct alignment_step){ .source = old_other.source, .source_count = old_other.source_count };
	moving->step_scores.items[moving->target_step[target]] = SCORE_OF_NONE;
	moving->target_step[target] = moving->source_step[source];
	if (old_one.target_count) {
		struct alignment_step rest = { .source = source, .target = old_one.target, .target_count = 1 };
		if (!other->source_count) {
			*other = rest;
			moving->target_step[old_one.target] = (uint32_t)(other - moving->steps->items);
		} else {
			moving->target_step[old_one.target] = (uint32_t)moving->steps->count;
			array_push(moving->steps, rest);
			array_push(&moving->step_scores, SCORE_OF_NONE);
		}
	}
}

static void use_candidates(struct moving *moving)
{
	size_t source = moving->model->source.text->count;
	for (uint32_t i = 0; i < source; i++) {
		const struct candidate *found = &moving->of_source[i];
		if (found->segment == NONE || found->score < (float)SCORE_MOVED)
			continue;
		uint32_t mine = moving->source_step[i], its = moving->target_step[found->segment];
		if (mine == its || mine >= moving->steps->count || its >= moving->steps->count)
			continue;
		const float *scores = moving->step_scores.items;
		float held = scores[mine] > scores[its] ? scores[mine] : scores[its];
		if (scores[mine] + (float)MARGIN < found->score)
			doubt_step(&moving->steps->items[mine]);
		if (moving->of_target[found->segment].segment == i && held + (float)MARGIN < found->score)
			join(moving, i, found->segment, found->score);
	}
}

static int compare_steps(const void *a, const void *b)
{
	const struct alignment_step *one = a, *other = b;
	if (one->source != other->source)
		return one->source < other->source ? -1 : 1;
	if (!one->source_count != !other->source_count)
		return one->source_count ? 1 : -1; /* what the target alone has comes first */
	return one->target < other->target ? -1 : one->target > other->target;
}

/* Steps that hold nothing any more are dropped, the others sorted anew. */
static void tidy(struct alignment *steps)
{
	size_t count = 0;
	for (size_t i = 0; i < steps->count; i++)
		if (steps->items[i].source_count || steps->items[i].target_count)
			steps->items[count++] = steps->items[i];
	steps->count = count;
	if (count)
		qsort(steps->items, count, sizeof *steps->items, compare_steps);
}

void moved_find(struct model *model, struct alignment *steps)
{
	size_t target = model->target.text->count;
	struct moving moving = { .model = model, .steps = steps };
	index_target(&moving);
	moving.scores = memory_allocate_zero(target + 1, sizeof *moving.scores);
	moving.last_word = memory_allocate_zero(target + 1, sizeof *moving.last_word);
	find_candidates(&moving);
	index_steps(&moving);
	use_candidates(&moving);
	tidy(steps);
	array_finish(&moving.met);
	free(moving.firsts);
	free(moving.postings);
	free(moving.scores);
	free(moving.last_word);
	free(moving.of_source);
	free(moving.of_target);
	free(moving.source_step);
	free(moving.target_step);
	array_finish(&moving.step_scores);
}
