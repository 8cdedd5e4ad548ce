#include "alignment/model.h"

#include "base/table.h"
#include "text/utf8.h"

#include <math.h>

const struct move moves[MOVES] = { { 1, 1 }, { 1, 2 }, { 2, 1 }, { 2, 2 }, { 1, 3 }, { 3, 1 } };

unsigned move_find(const struct alignment_step *step)
{
	unsigned move = 0;
	while (move + 1 < MOVES && (moves[move].source != step->source_count || moves[move].target != step->target_count))
		move++;
	return move;
}

#define WEIGHT_MOST 4.5      /* of one word */
#define WORDS_SHARE 0.75     /* words of a sentence are no independent witnesses */
#define UNSEEN_SEGMENTS 12   /* as if of other texts: in a short one every word is frequent */
#define LENGTH_LEAST (-7.0)
#define STRUCTURE_MOST 3.0
#define PAIRS_FOR_RATIO 40   /* so many pairs tell a ratio of lengths better than the two texts as wholes */
#define SPREAD 6.8           /* Gale and Church's, for European languages */

/* How often a word comes back in the translation as it is, by its kind. */
static double kept_rate(enum word_kind kind)
{
	switch (kind) {
	case WORD_NUMBER: return 0.85;
	case WORD_MARKUP: return 0.8;
	case WORD_NAME: return 0.6;
	case WORD_SOUND: return 0.35;
	case WORD_PLAIN: break;
	}
	return 0.2;
}

/* What it costs, at most, that it does not. */
static float demand_of(enum word_kind kind)
{
	switch (kind) {
	case WORD_NUMBER: return 0.7f;
	case WORD_MARKUP: return 0.4f;
	case WORD_NAME: return 0.1f;
	case WORD_SOUND: case WORD_PLAIN: break;
	}
	return 0;
}

static void read_side(struct model_side *side, const struct aligned_text *text, struct vocabulary *vocabulary,
                      struct table *roles)
{
	side->text = text;
	side->segments = memory_allocate_zero(text->count + 1, sizeof *side->segments);
	for (size_t i = 0; i < text->count; i++) {
		const struct aligned_segment *from = &text->items[i];
		struct model_segment *segment = &side->segments[i];
		segment->first_word = side->words.count;
		words_find(from->text, from->placeables, from->placeable_count, vocabulary, &side->words);
		segment->word_count = side->words.count - segment->first_word;
		size_t letters = utf8_count(from->text);
		segment->letters = letters < 1u << 20 ? (uint32_t)letters : 1u << 20;
		segment->role = from->role.size ? (uint32_t)table_add(roles, from->role, roles->count + 1) : 0;
		segment->unit = from->unit;
		segment->begins = i == 0 || text->items[i - 1].unit != from->unit;
		segment->ends = i + 1 == text->count || text->items[i + 1].unit != from->unit;
		segment->hash = slice_hash(from->text);
		side->begin_count += segment->begins;
		while (side->role_counts.count <= segment->role)
			array_push(&side->role_counts, 0);
		side->role_counts.items[segment->role]++;
	}
}

static void count_target_words(struct model *model)
{
	const struct model_side *side = &model->target;
	model->target_words = model->corpus->vocabulary.count;
	model->target_counts = memory_allocate_zero(model->target_words + 1, sizeof *model->target_counts);
	for (size_t i = 0; i < side->text->count; i++) {
		const struct aligned_word *words = side->words.items + side->segments[i].first_word;
		for (size_t w = 0; w < side->segments[i].word_count; w++)
			if (w == 0 || words[w].number != words[w - 1].number)
				model->target_counts[words[w].number]++;
	}
}

static double sum_letters(const struct model_side *side)
{
	double sum = 0;
	for (size_t i = 0; i < side->text->count; i++)
		sum += side->segments[i].letters;
	return sum;
}

static void measure_lengths(struct model *model)
{
	const struct model_side *side = &model->target;
	double sum = 0, squares = 0, count = (double)side->text->count;
	for (size_t i = 0; i < side->text->count; i++) {
		double length = log(side->segments[i].letters + 1.0);
		sum += length;
		squares += length * length;
	}
	model->usual = sum / count;
	double variance = squares / count - model->usual * model->usual;
	model->usual_spread = sqrt(variance > 0.16 ? variance : 0.16);

	double ratio = sum_letters(&model->target) / (sum_letters(&model->source) + 1);
	if (model->corpus->pairs.count >= PAIRS_FOR_RATIO)
		ratio = model->corpus->target_letters / (model->corpus->source_letters + 1);
	else if (ratio > 1.5 || ratio < 0.67)
		ratio = ratio > 1.5 && ratio < 2.5 ? 1.2 : ratio < 0.25 ? 0.4 : 1; /* something is missing in one of them */
	model->ratio = ratio;
	model->spread = SPREAD;
}

void model_forget(struct model *model)
{
	model->row = SIZE_MAX;
	model->ready = 0;
	for (size_t i = 0; i < MOVE_SEGMENTS_MOST; i++)
		model->merged[i].column = SIZE_MAX;
}

void model_init(struct model *model, struct corpus *corpus, const struct aligned_text *source,
                const struct aligned_text *target)
{
	*model = (struct model){
		.corpus = corpus, .same_role = 0.9, .same_edge = 0.9,
	};
	model_forget(model);
	struct table roles = { 0 };
	read_side(&model->source, source, &corpus->vocabulary, &roles);
	read_side(&model->target, target, &corpus->vocabulary, &roles);
	table_finish(&roles);
	model->partners = memory_allocate((source->count + 1) * sizeof *model->partners);
	for (size_t i = 0; i < source->count; i++)
		model->partners[i] = MODEL_NONE;
	if (!target->count)
		return;
	count_target_words(model);
	measure_lengths(model);
}

static void finish_side(struct model_side *side)
{
	free(side->segments);
	array_finish(&side->words);
	array_finish(&side->role_counts);
}

static void finish_row(struct model_row *row)
{
	array_finish(&row->expectations);
	array_finish(&row->demands);
}

void model_finish(struct model *model)
{
	finish_side(&model->source);
	finish_side(&model->target);
	for (size_t i = 0; i < MOVE_SEGMENTS_MOST; i++) {
		finish_row(&model->rows[i]);
		finish_row(&model->singles[i]);
		array_finish(&model->merged[i].words);
	}
	array_finish(&model->gains);
	free(model->target_counts);
	free(model->partners);
}

static double rate_between(double least, double value, double most)
{
	return value < least ? least : value > most ? most : value;
}

void model_learn(struct model *model, const struct alignment *steps)
{
	double source = 0, target = 0, deviation = 0;
	size_t count = 0, roles = 0, edges = 0, known_roles = 0;
	for (size_t i = 0; i < steps->count; i++) {
		const struct alignment_step *step = &steps->items[i];
		if (step->doubt != DOUBT_NONE || step->source_count != 1 || step->target_count != 1)
			continue;
		const struct model_segment *one = &model->source.segments[step->source];
		const struct model_segment *other = &model->target.segments[step->target];
		source += one->letters;
		target += other->letters;
		bool known = one->role && other->role;
		known_roles += known;
		roles += known && one->role == other->role;
		edges += one->begins == other->begins;
		count++;
	}
	if (count < 4)
		return;
	/* Counted with what is usual, so that few pairs do not say too much. */
	model->ratio = (target + model->ratio * 400) / (source + 400);
	model->same_role = rate_between(0.5, ((double)roles + 4.5) / ((double)known_roles + 5), 0.98);
	model->same_edge = rate_between(0.55, ((double)edges + 4.5) / ((double)count + 5), 0.97);
	for (size_t i = 0; i < steps->count; i++) {
		const struct alignment_step *step = &steps->items[i];
		if (step->doubt != DOUBT_NONE || step->source_count != 1 || step->target_count != 1)
			continue;
		double one = model->source.segments[step->source].letters * model->ratio + 1;
		double error = model->target.segments[step->target].letters + 1.0 - one;
		deviation += error * error / one;
	}
	model->spread = rate_between(2.5, (deviation + SPREAD * 20) / ((double)count + 20), 15);
}

/* How often the word NUMBER stands in a segment of the target. */
static double target_rate(const struct model *model, uint32_t number)
{
	double segments = (double)(model->target.text->count + model->corpus->pairs.count);
	double count = number < model->target_words ? model->target_counts[number] : 0;
	return (count + corpus_target_count(model->corpus, number) + 0.3) / (segments + UNSEEN_SEGMENTS);
}

static void expect(struct model *model, struct model_row *row, uint32_t number, double rate, float release,
                   uint32_t word)
{
	if (number >= model->target_words || !model->target_counts[number])
		return; /* the target has it nowhere */
	double weight = log(rate / target_rate(model, number));
	if (weight < 0.2 && release <= 0)
		return;
	struct expectation expectation = {
		.number = number, .weight = (float)(weight < 0 ? 0 : weight > WEIGHT_MOST ? WEIGHT_MOST : weight),
		.release = release, .word = word,
	};
	array_push(&row->expectations, expectation);
}

/* The rate at which pairs that have a word have its translation, PARTNER's own pair left out; what is seen once says
 * little. */
static double translation_rate(const struct model *model, const struct translations *known,
                               const struct translation *translation, uint32_t partner)
{
	double together = translation->together, looked = known->looked;
	if (partner != MODEL_NONE) {
		looked -= 1;
		together -= corpus_pair_has(model->corpus, partner, translation->number);
	}
	if (together < 0.5)
		return 0;
	return together < 1.5 ? 0.15 / looked : (together - 0.5) / (looked + 1);
}

static void prepare_segment(struct model *model, size_t index, struct model_row *row)
{
	const struct model_segment *segment = &model->source.segments[index];
	const struct aligned_word *words = model->source.words.items + segment->first_word;
	uint32_t partner = model->partners[index];
	array_clear(&row->expectations);
	array_clear(&row->demands);
	for (size_t w = 0; w < segment->word_count; w++) {
		float demand = demand_of(words[w].kind);
		expect(model, row, words[w].number, kept_rate(words[w].kind), demand, (uint32_t)w);
		if (words[w].kind == WORD_PLAIN || words[w].kind == WORD_NAME) {
			const struct translations *known = corpus_translations(model->corpus, words[w].number);
			double best = 0;
			for (size_t t = 0; t < known->count; t++) {
				double rate = translation_rate(model, known, &known->items[t], partner);
				if (rate > best)
					best = rate;
				if (rate > 0 && known->items[t].number != words[w].number)
					expect(model, row, known->items[t].number, rate, 0, (uint32_t)w);
			}
			if (known->looked >= 4 && best > 0.4 && -log(1 - best * 0.8) > demand)
				demand = (float)-log(1 - best * 0.8);
		}
		array_push(&row->demands, demand > 1 ? 1 : demand);
	}
}

static int compare_expectations(const void *a, const void *b)
{
	const struct expectation *one = a, *other = b;
	if (one->number != other->number)
		return one->number < other->number ? -1 : 1;
	if (one->weight != other->weight)
		return one->weight > other->weight ? -1 : 1;
	return one->word < other->word ? -1 : one->word > other->word;
}

static void sort_row(struct model_row *row)
{
	if (row->expectations.count)
		qsort(row->expectations.items, row->expectations.count, sizeof *row->expectations.items, compare_expectations);
}

/* ROW, a single segment, and NEXT behind it as one. */
static void join_rows(struct model_row *joined, const struct model_row *row, const struct model_row *next)
{
	size_t i = 0, j = 0;
	array_clear(&joined->expectations);
	array_clear(&joined->demands);
	uint32_t words = (uint32_t)row->demands.count;
	while (i < row->expectations.count || j < next->expectations.count) {
		struct expectation expectation;
		bool second = i == row->expectations.count;
		if (j < next->expectations.count) {
			expectation = next->expectations.items[j];
			expectation.word += words;
			second = second || compare_expectations(&expectation, &row->expectations.items[i]) < 0;
		}
		if (!second)
			expectation = row->expectations.items[i];
		i += !second;
		j += second;
		array_push(&joined->expectations, expectation);
	}
	for (size_t k = 0; k < row->demands.count; k++)
		array_push(&joined->demands, row->demands.items[k]);
	for (size_t k = 0; k < next->demands.count; k++)
		array_push(&joined->demands, next->demands.items[k]);
}

static void copy_row(struct model_row *to, const struct model_row *from)
{
	static const struct model_row nothing;
	join_rows(to, from, &nothing);
}

void model_set_row(struct model *model, size_t row)
{
	if (model->row == row)
		return;
	size_t known = model->row != SIZE_MAX && row > model->row && row < model->row + model->ready
	                   ? model->row + model->ready : row; /* singles are ready up to here */
	size_t count = model->source.text->count;
	size_t end = row + MOVE_SEGMENTS_MOST < count ? row + MOVE_SEGMENTS_MOST : count;
	for (size_t segment = known; segment < end; segment++) {
		struct model_row *single = &model->singles[segment % MOVE_SEGMENTS_MOST];
		prepare_segment(model, segment, single);
		sort_row(single);
	}
	model->row = row;
	model->ready = end - row;
	copy_row(&model->rows[0], &model->singles[row % MOVE_SEGMENTS_MOST]);
	for (size_t i = 1; i < model->ready; i++)
		join_rows(&model->rows[i], &model->rows[i - 1], &model->singles[(row + i) % MOVE_SEGMENTS_MOST]);
}

/* The words of COUNT segments of the target, from COLUMN on, as one list. */
static struct aligned_words merge_words(struct model *model, size_t column, size_t count)
{
	const struct model_segment *segment = &model->target.segments[column + count - 1];
	struct aligned_words last = {
		.items = model->target.words.items + segment->first_word, .count = segment->word_count,
	};
	if (count == 1)
		return last;
	struct aligned_words *merged = &model->merged[count - 1].words;
	if (model->merged[count - 1].column == column)
		return *merged;
	const struct aligned_words before = merge_words(model, column, count - 1);
	array_clear(merged);
	for (size_t i = 0, j = 0; i < before.count || j < last.count;) {
		bool second = i == before.count || (j < last.count && last.items[j].number < before.items[i].number);
		array_push(merged, second ? last.items[j] : before.items[i]);
		i += !second;
		j += second;
	}
	model->merged[count - 1].column = column;
	return *merged;
}

/* What the source's words find among WORDS: each at most one, each of which answers only one. */
static double match_words(struct model *model, const struct model_row *row, const struct aligned_word *words, size_t count)
{
	double score = 0;
	float release = 0;
	size_t expectation = 0, expectations = row->expectations.count;
	const struct expectation *items = row->expectations.items;
	array_clear(&model->gains);
	for (size_t w = 0; w < row->demands.count; w++)
		array_push(&model->gains, -row->demands.items[w]);
	for (size_t w = 0; w < count && expectation <= expectations;) {
		uint32_t number = words[w].number;
		size_t there = 0, first = w;
		for (; w < count && words[w].number == number; w++) {
			there++;
			score -= demand_of(words[w].kind);
		}
		while (expectation < expectations && items[expectation].number < number)
			expectation++;
		for (; there && expectation < expectations && items[expectation].number == number; expectation++) {
			float *gain = &model->gains.items[items[expectation].word];
			if (items[expectation].weight <= *gain && items[expectation].weight > 0)
				continue;
			if (items[expectation].weight > *gain)
				*gain = items[expectation].weight;
			release += demand_of(words[first].kind);
			there--;
		}
	}
	score += (double)release;
	for (size_t w = 0; w < model->gains.count; w++)
		score += (double)model->gains.items[w];
	return score * WORDS_SHARE;
}

double model_words(struct model *model, unsigned move, size_t column)
{
	const struct aligned_words words = merge_words(model, column, moves[move].target);
	return match_words(model, &model->rows[moves[move].source - 1], words.items, words.count);
}

double model_length(const struct model *model, unsigned move, size_t column)
{
	double source = 0, target = 0;
	for (size_t i = 0; i < moves[move].source; i++)
		source += model->source.segments[model->row + i].letters;
	for (size_t j = 0; j < moves[move].target; j++)
		target += model->target.segments[column + j].letters;
	double expected = (source + 1) * model->ratio;
	double spread = sqrt(model->spread / (expected + 4) + 0.01);
	double error = log((target + 1) / expected) / spread;
	double other = (log((target + 1) / moves[move].target) - model->usual) / model->usual_spread;
	double score = log(model->usual_spread / spread) + other * other / 2 - error * error / 2;
	/* A length that is rare here says that much more, but not without bounds. */
	return score < LENGTH_LEAST ? LENGTH_LEAST : score > 3 ? 3 : score;
}

static double clamp_structure(double score)
{
	return rate_between(-STRUCTURE_MOST, score, STRUCTURE_MOST);
}

static double role_score(const struct model *model, uint32_t source, uint32_t target)
{
	if (!source || !target)
		return 0;
	double count = source < model->target.role_counts.count ? model->target.role_counts.items[source] : 0;
	if (count < 1)
		return 0; /* the target has no such role anywhere */
	double rate = (count + 0.5) / ((double)model->target.text->count + 1);
	return clamp_structure(source == target ? log(model->same_role / rate) : log((1 - model->same_role) / (1 - rate)));
}

static double edge_score(const struct model *model, bool source, bool target, double rate)
{
	double share = target ? rate : 1 - rate;
	return clamp_structure(log((source == target ? model->same_edge : 1 - model->same_edge) / share)) / 2;
}

/* What is joined across the border of units. */
static double joint_score(const struct model_segment *segments, size_t count)
{
	double score = 0;
	for (size_t i = 1; i < count; i++)
		if (segments[i - 1].unit != segments[i].unit)
			score -= segments[i - 1].role == segments[i].role ? 3 : 6;
	return score;
}

double model_score(struct model *model, unsigned move, size_t column)
{
	static const double priors[MOVES] = { -0.1, -3.4, -3.4, -5.3, -5.5, -5.5 };
	double score = priors[move] + model_length(model, move, column);
	const struct model_segment *source = &model->source.segments[model->row];
	const struct model_segment *target = &model->target.segments[column];
	size_t source_last = moves[move].source - 1u, target_last = moves[move].target - 1u;
	double rate = ((double)model->target.begin_count + 0.5) / ((double)model->target.text->count + 1);
	score += role_score(model, source->role, target->role);
	score += edge_score(model, source->begins, target->begins, rate);
	score += edge_score(model, source[source_last].ends, target[target_last].ends, rate);
	score += joint_score(source, moves[move].source) + joint_score(target, moves[move].target);
	if (score < -12)
		return score; /* words could hardly make up for it */
	return score + model_words(model, move, column);
}
