#include "engines/work.h"

#include "base/message.h"
#include "text/utf8.h"

#include <stdlib.h>

/* The most characters that may still be sent; SIZE_MAX if there is no limit. */
static size_t allowance(const struct work *work)
{
	const struct engine_options *options = work->run->options;
	size_t used = work->report->characters + work->reserved, left = SIZE_MAX;
	size_t used_in_run = used + work->run->characters_before;
	if (options->limit)
		left = options->limit > used_in_run ? options->limit - used_in_run : 0;
	if (options->month_limit) {
		size_t used_in_month = work->spent + (work->run->dry_run ? used_in_run : work->reserved);
		size_t month = options->month_limit > used_in_month ? options->month_limit - used_in_month : 0;
		left = month < left ? month : left;
	}
	return left;
}

/* A batch while it is filled. */
struct filling {
	struct batch *batch;
	struct { struct provider_text *items; size_t count, capacity; } texts;
	struct { size_t *items; size_t count, capacity; } sentences, firsts;
	size_t next_number, bytes;
	enum protection form;
};

enum filled { FILLED_IN, FILLED_FULL, FILLED_TOO_LONG, FILLED_LIMITED };

/* Put SENTENCE into the batch if it fits. */
static enum filled fill_in(struct work *work, struct filling *filling, size_t index)
{
	const struct provider *provider = work->session.provider;
	const struct sentence *sentence = &work->sentences.items[index];
	size_t most = work->run->options->batch;
	most = most && (!provider->texts_most || most < provider->texts_most) ? most : provider->texts_most;
	if (most && filling->texts.count >= most)
		return FILLED_FULL;
	struct slice context = provider->uses_context ? sentence->text->context : SLICE("");
	struct slice title = provider->uses_context ? sentence_title(work, sentence->text) : SLICE("");
	if (filling->texts.count && !slice_equal(title, filling->texts.items[0].title))
		return FILLED_FULL;
	if (provider->one_context && filling->texts.count && !slice_equal(context, filling->texts.items[0].context))
		return FILLED_FULL;
	struct protected_text protected = { sentence->view.source, sentence->view.placeables, sentence->view.count,
		                            filling->form, filling->next_number };
	struct buffer text = { 0 };
	protect_encode(&protected, &text);
	size_t characters = utf8_count(buffer_slice(&text)), bytes = text.size;
	size_t all = filling->batch->characters + characters;
	enum filled filled = FILLED_IN;
	if ((provider->text_most && characters > provider->text_most) ||
	    (provider->bytes_most && bytes > provider->bytes_most))
		filled = FILLED_TOO_LONG;
	else if (filling->texts.count && ((provider->characters_most && all > provider->characters_most) ||
	                                  (provider->bytes_most && filling->bytes + bytes > provider->bytes_most)))
		filled = FILLED_FULL;
	else if (all > allowance(work))
		filled = FILLED_LIMITED;
	if (filled == FILLED_IN) {
		size_t number = filling->texts.count + 1;
		const struct slice sent = arena_copy(filling->batch->arena, buffer_slice(&text));
		array_push(&filling->texts, (struct provider_text){
			.text = sent, .context = context, .title = title, .number = number,
			.source = sentence->text->source,
			.before = provider->uses_context ? sentence->text->before : SLICE(""),
			.after = provider->uses_context ? sentence->text->after : SLICE(""),
		});
		array_push(&filling->sentences, index);
		array_push(&filling->firsts, filling->next_number);
		filling->next_number += sentence->view.count ? sentence->view.count : 1;
		filling->batch->characters = all;
		filling->bytes += bytes;
	}
	buffer_finish(&text);
	return filled;
}

/* What is to be done with a sentence that was taken from a queue or lot: whether it may be taken off. */
static bool take_in(struct work *work, struct filling *filling, size_t index, bool *full)
{
	struct sentence *sentence = &work->sentences.items[index];
	enum filled filled = sentence->settled ? FILLED_IN : fill_in(work, filling, index);
	if (filled == FILLED_TOO_LONG)
		sentence_settle_refused(work, sentence, _("it is too long for this engine"));
	work->limited = work->limited || filled == FILLED_LIMITED;
	*full = filled == FILLED_FULL || filled == FILLED_LIMITED;
	return !*full;
}

static void fill_from_lot(struct work *work, struct filling *filling)
{
	struct lot *lot = array_last(&work->lots);
	bool full = false;
	while (lot->count && take_in(work, filling, lot->items[0], &full)) {
		lot->items++;
		lot->count--;
	}
	if (lot->count == 0)
		work->lots.count--;
}

static void fill_from_queue(struct work *work, struct filling *filling)
{
	struct queue *queue = &work->queues[filling->form];
	bool full = false;
	while (queue->head < queue->count && take_in(work, filling, queue->items[queue->head], &full))
		queue->head++;
}

struct batch *batch_next(struct work *work)
{
	struct batch *batch = memory_allocate_zero(1, sizeof *batch);
	struct filling filling = { .batch = batch, .next_number = 1 };
	batch->arena = arena_create();
	work->spent = cache_spend(work->cache, work->session.provider->name, 0);
	while (!work->limited && work->lots.count && filling.texts.count == 0) {
		sentence_form(work, &work->sentences.items[array_last(&work->lots)->items[0]], &filling.form);
		fill_from_lot(work, &filling);
	}
	for (int form = 0; form < FORMS && !work->limited && filling.texts.count == 0; form++) {
		filling.form = (enum protection)form;
		fill_from_queue(work, &filling);
	}
	if (filling.texts.count == 0) {
		arena_destroy(batch->arena);
		free(batch);
		batch = NULL;
	} else {
		size_t count = filling.texts.count;
		batch->texts = (struct provider_batch){
			.arena = batch->arena,
			.texts =
			    arena_copy_array(batch->arena, filling.texts.items, count, sizeof *filling.texts.items),
			.count = count,
			.form = filling.form,
		};
		batch->sentences = arena_copy_array(batch->arena, filling.sentences.items, count, sizeof(size_t));
		batch->firsts = arena_copy_array(batch->arena, filling.firsts.items, count, sizeof(size_t));
		work->reserved += batch->characters;
	}
	array_finish(&filling.texts);
	array_finish(&filling.sentences);
	array_finish(&filling.firsts);
	return batch;
}

void batch_destroy(struct work *work, struct batch *batch)
{
	work->reserved -= batch->characters;
	arena_destroy(batch->arena);
	free(batch);
}

void batch_count_characters(struct work *work, const struct batch *batch)
{
	work->report->characters += batch->characters;
	cache_spend(work->cache, work->session.provider->name, batch->characters);
}
