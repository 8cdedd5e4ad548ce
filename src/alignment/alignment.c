#include "alignment/alignment.h"

#include "alignment/moved.h"
#include "alignment/path.h"
#include "text/utf8.h"

enum {
	PASSES = 3,
	LONG_TEXT = 3000,  /* segments; of longer ones two passes learn enough */
	SHORT_TEXT = 300,  /* segments; of shorter ones each pass looks at the whole */
	CHANCE_SURE = 52,  /* per cent; what else there is to say against a step is looked at apart */
};

#define WORDS_LEAST (-1.5)  /* worse than this, words speak against a step */
#define WORDS_LEAST_IN_PLACE (-4.0) /* where nothing else fits */
#define LENGTH_LEAST (-2.5)
#define PART_LEAST 0.4      /* of what each of several segments adds */
#define MISSED_PART_LEAST 2.0 /* of what a neighbour would add */
#define EVIDENCE_LEAST 0.0  /* of words and length together */

void aligned_text_add(struct aligned_text *text, const struct document *document)
{
	for (size_t u = 0; u < document->unit_count; u++) {
		const struct unit *unit = &document->units[u];
		size_t first = 0;
		for (size_t s = 0; s < unit->segment_count; s++) {
			const struct segment *segment = &unit->segments[s];
			struct aligned_segment added = {
				.text = unit_segment_text(unit, segment), .role = unit->kind->role, .unit = u,
			};
			while (first < unit->placeable_count && unit->placeables[first].begin < segment->begin)
				first++;
			size_t end = first;
			while (end < unit->placeable_count && unit->placeables[end].end <= segment->end)
				end++;
			added.placeable_count = end - first;
			const struct placeable *own = end > first ? &unit->placeables[first] : NULL;
			struct placeable *placeables = arena_copy_array(document->arena, own, end - first, sizeof *placeables);
			for (size_t p = 0; p < end - first; p++) {
				placeables[p].begin -= segment->begin;
				placeables[p].end -= segment->begin;
			}
			added.placeables = placeables;
			first = end;
			array_push(text, added);
		}
	}
}

/* One side of a text has nothing. */
static void leave_all_out(size_t source, size_t target, struct alignment *out)
{
	for (size_t i = 0; i < source; i++) {
		struct alignment_step step = { .source = i, .source_count = 1 };
		array_push(out, step);
	}
	for (size_t j = 0; j < target; j++) {
		struct alignment_step step = { .source = source, .target = j, .target_count = 1 };
		array_push(out, step);
	}
}

#define UNSEEN (UINT32_MAX - 1)
#define SEEN_TWICE UINT32_MAX

/* Of each word the only segment of SIDE that has it. */
static uint32_t *find_unique(const struct model_side *side, size_t words)
{
	uint32_t *unique = memory_allocate((words + 1) * sizeof *unique);
	for (size_t w = 0; w < words; w++)
		unique[w] = UNSEEN;
	for (size_t i = 0; i < side->text->count; i++)
		for (size_t k = 0; k < side->segments[i].word_count; k++) {
			uint32_t *seen = &unique[side->words.items[side->segments[i].first_word + k].number];
			if (*seen != i)
				*seen = *seen == UNSEEN ? (uint32_t)i : SEEN_TWICE;
		}
	return unique;
}

/* Anchors by words that each text has in one segment alone. */
static void find_anchors(const struct model *model, struct anchors *anchors)
{
	size_t words = model->target_words;
	uint32_t *source = find_unique(&model->source, words), *target = find_unique(&model->target, words);
	for (size_t w = 0; w < words; w++)
		if (source[w] < UNSEEN && target[w] < UNSEEN) {
			struct anchor anchor = { source[w], target[w] };
			array_push(anchors, anchor);
		}
	free(source);
	free(target);
	anchors_straighten(anchors);
}

static bool is_match(const struct alignment_step *step)
{
	return step->source_count && step->target_count;
}

static bool is_single(const struct alignment_step *step)
{
	return step->source_count == 1 && step->target_count == 1;
}

/* Whether some of a step's segments of the target, at its beginning or end, brings nothing that speaks for it: what was
 * added there would pass for a part of the translation. The row is set. */
static bool has_stowaway(struct model *model, const struct alignment_step *step, double words)
{
	if (step->source_count != 1 || step->target_count < 2)
		return false;
	struct alignment_step less = *step;
	less.target_count--;
	return words < model_words(model, move_find(&less), step->target) + PART_LEAST ||
	       words < model_words(model, move_find(&less), step->target + 1) + PART_LEAST;
}

static enum doubt find_doubt(struct model *model, const struct alignment_step *step)
{
	model_set_row(model, step->source);
	double words = model_words(model, move_find(step), step->target);
	double length = model_length(model, move_find(step), step->target);
	if (step->chance < CHANCE_SURE)
		return DOUBT_PLACE;
	if (length < LENGTH_LEAST && words < -2 * length)
		return DOUBT_LENGTH;
	if (words < (step->chance < 97 ? WORDS_LEAST : WORDS_LEAST_IN_PLACE) || (words + length < EVIDENCE_LEAST && step->chance < 99))
		return DOUBT_WORDS;
	if (has_stowaway(model, step, words))
		return DOUBT_PART;
	return DOUBT_NONE;
}

/* Whether STEP, of single segments, would gain from segments of BESIDE, its neighbour on the path, that have found no
 * sure counterpart: then it is perhaps a part of a pair only. */
static bool lacks_part(struct model *model, const struct alignment_step *step, const struct alignment_step *beside)
{
	if (is_match(beside) && beside->doubt == DOUBT_NONE)
		return false;
	bool after = beside > step;
	model_set_row(model, step->source);
	double words = model_words(model, 0, step->target) + MISSED_PART_LEAST;
	size_t target = after ? step->target + 1 : step->target - 1, source = after ? step->source + 1 : step->source - 1;
	if (beside->target_count && model->target.segments[target].unit == model->target.segments[step->target].unit) {
		struct alignment_step more = { .source_count = 1, .target_count = 2 };
		if (model_words(model, move_find(&more), after ? step->target : target) > words)
			return true;
	}
	if (beside->source_count && model->source.segments[source].unit == model->source.segments[step->source].unit) {
		struct alignment_step more = { .source_count = 2, .target_count = 1 };
		model_set_row(model, after ? step->source : source);
		return model_words(model, move_find(&more), step->target) > words;
	}
	return false;
}

static void judge(struct model *model, struct alignment *steps)
{
	for (size_t i = 0; i < steps->count; i++)
		if (is_match(&steps->items[i]))
			steps->items[i].doubt = find_doubt(model, &steps->items[i]);
	for (size_t i = 0; i < steps->count; i++) {
		struct alignment_step *step = &steps->items[i];
		if (is_single(step) && step->doubt == DOUBT_NONE &&
		    ((i && lacks_part(model, step, step - 1)) || (i + 1 < steps->count && lacks_part(model, step, step + 1))))
			step->doubt = DOUBT_PART;
	}
}

/* Put the single sure pairs of STEPS into the corpus behind the first BASE pairs, so that the next pass knows them. */
static void learn(struct model *model, const struct alignment *steps, size_t base)
{
	struct corpus *corpus = model->corpus;
	corpus_truncate(corpus, base);
	for (size_t i = 0; i < steps->count; i++) {
		const struct alignment_step *step = &steps->items[i];
		if (!is_single(step) || step->doubt != DOUBT_NONE)
			continue;
		const struct model_segment *source = &model->source.segments[step->source];
		const struct model_segment *target = &model->target.segments[step->target];
		const struct aligned_words one = { model->source.words.items + source->first_word, source->word_count, 0 };
		const struct aligned_words other = { model->target.words.items + target->first_word, target->word_count, 0 };
		model->partners[step->source] = (uint32_t)corpus->pairs.count;
		corpus_add(corpus, &one, &other, source->letters, target->letters);
	}
}

static void forget_partners(struct model *model)
{
	for (size_t i = 0; i < model->source.text->count; i++)
		model->partners[i] = MODEL_NONE;
}

/* The single sure pairs of STEPS, which ascend already. */
static void anchors_from(const struct alignment *steps, struct anchors *anchors)
{
	array_clear(anchors);
	for (size_t i = 0; i < steps->count; i++)
		if (is_single(&steps->items[i]) && steps->items[i].doubt == DOUBT_NONE) {
			struct anchor anchor = { steps->items[i].source, steps->items[i].target };
			array_push(anchors, anchor);
		}
}

void alignment_find(struct corpus *corpus, const struct aligned_text *source, const struct aligned_text *target,
                    struct alignment *out)
{
	if (!source->count || !target->count) {
		leave_all_out(source->count, target->count, out);
		return;
	}
	struct model model;
	struct anchors anchors = { 0 };
	struct alignment steps = { 0 };
	size_t base = corpus->pairs.count, larger = source->count > target->count ? source->count : target->count;
	model_init(&model, corpus, source, target);
	find_anchors(&model, &anchors);
	for (int pass = larger > LONG_TEXT ? 1 : 0; pass < PASSES; pass++) {
		corpus_prepare(corpus);
		model_forget(&model);
		array_clear(&steps);
		path_find(&model, &anchors, steps.capacity == 0 || larger < SHORT_TEXT, &steps);
		path_weigh(&model, &steps);
		judge(&model, &steps);
		if (pass + 1 == PASSES)
			break;
		model_learn(&model, &steps);
		forget_partners(&model);
		learn(&model, &steps, base);
		anchors_from(&steps, &anchors);
	}
	moved_find(&model, &steps);
	learn(&model, &steps, base);
	for (size_t i = 0; i < steps.count; i++)
		array_push(out, steps.items[i]);
	array_finish(&steps);
	array_finish(&anchors);
	model_finish(&model);
}
