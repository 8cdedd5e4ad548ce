#include "engines/work.h"

#include "base/message.h"
#include "engines/gates.h"

#include <stdlib.h>

static int compare_found(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

static void find_markup(const struct engine_run *run, struct slice text, struct slices *out)
{
	struct placeables found = { 0 };
	run->find(text, &found);
	for (size_t i = 0; i < found.count; i++)
		array_push(out, slice_range(text, found.items[i].begin, found.items[i].end));
	if (out->count)
		qsort(out->items, out->count, sizeof *out->items, compare_found);
	array_finish(&found);
}

/* Whether the format finds the same markup in TRANSLATION as in the source. */
static bool same_markup(const struct engine_run *run, struct slice source, struct slice translation)
{
	if (!run->find)
		return true;
	struct slices a = { 0 }, b = { 0 };
	find_markup(run, source, &a);
	find_markup(run, translation, &b);
	bool same = a.count == b.count;
	for (size_t i = 0; same && i < a.count; i++)
		same = slice_equal(a.items[i], b.items[i]);
	array_finish(&a);
	array_finish(&b);
	return same;
}

static const char *judge_translation(const struct work *work, const struct sentence *sentence,
                                     struct slice translation, const struct placeables *found)
{
	struct buffer source_text = { 0 }, translation_text = { 0 };
	protect_strip(sentence->text->source, sentence->text->placeables, sentence->text->placeable_count,
	              &source_text);
	protect_strip(translation, found->items, found->count, &translation_text);
	struct gate_question question = {
		.source = buffer_slice(&source_text),
		.translation = buffer_slice(&translation_text),
		.source_language = work->run->source,
		.target_language = work->run->target,
		.chatty = work->session.provider->chatty,
		.marks = work->session.provider->marks,
		.glossary = work->run->glossary,
	};
	const char *reason = gates_refuse(&question);
	buffer_finish(&source_text);
	buffer_finish(&translation_text);
	return reason;
}

void answer_take(struct work *work, size_t index, enum protection form, size_t first, struct slice answer)
{
	struct sentence *sentence = &work->sentences.items[index];
	struct protected_text protected = { sentence->view.source, sentence->view.placeables, sentence->view.count,
		                            form, first };
	struct buffer out = { 0 };
	struct placeables found = { 0 };
	struct slice translation = { 0 };
	/* A marked word is marked in any form of protection, and would pass for an address in none. */
	const char *reason =
	    work->session.provider->marks ? gates_refuse_marks(sentence->view.source, answer) : NULL;
	bool markup_broken = !reason && !protect_decode(&protected, answer, &out, &found, &reason);
	if (!markup_broken && !reason) {
		translation = view_of_answer(&work->session, sentence->text->source,
		                             arena_copy(work->arena, buffer_slice(&out)), &found, work->arena);
		markup_broken = !same_markup(work->run, sentence->text->source, translation);
		reason = markup_broken ? _("its markup is not that of the source") :
		                         judge_translation(work, sentence, translation, &found);
	}
	buffer_finish(&out);
	array_finish(&found);
	if (!reason) {
		cache_put(work->cache, sentence->key, translation, NULL);
		sentence_settle_translated(work, sentence, translation, false);
		return;
	}
	if (markup_broken) {
		sentence->form++;
		if (sentence_form(work, sentence, &form)) {
			sentence_queue(work, index);
			return;
		}
	}
	cache_put(work->cache, sentence->key, (struct slice){ 0 }, reason);
	sentence_settle_refused(work, sentence, reason);
}
