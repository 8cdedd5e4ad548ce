#include "engines/engine.h"

#include "base/clock.h"
#include "base/message.h"
#include "engines/work.h"

#include <stdlib.h>

/* Count what would be sent, in the form that is tried first. */
static void count_only(struct work *work)
{
	work->limited = false;
	for (struct batch *batch; (batch = batch_next(work));) {
		work->report->requests++;
		work->report->characters += batch->characters;
		for (size_t i = 0; i < batch->texts.count; i++)
			work->sentences.items[batch->sentences[i]].settled = true;
		batch_destroy(work, batch);
	}
}

static void warn_of_open_key(const struct provider_session *session, struct diagnostics *sink)
{
	static const char *const near[] = { "http://127.", "http://localhost", "http://[::1]" };
	bool here = !session->key || strncmp(session->url, "http://", 7) != 0;
	for (size_t i = 0; i < sizeof near / sizeof *near; i++)
		here = here || strncmp(session->url, near[i], strlen(near[i])) == 0;
	if (!here)
		diagnostics_warning(sink, POSITION_NONE, _("the key of %s goes to %s unencrypted; use https"),
		                    session->provider->name, session->url);
}

static bool begin(struct work *work)
{
	const struct engine_run *run = work->run;
	const struct provider *provider = provider_find(run->options->name);
	const char *fault;
	if (!provider) {
		work_stop(work, "%s", provider_unknown(run->options->name, work->arena));
		return false;
	}
	if (!provider_session_begin(&work->session, provider, run, work->arena, !run->dry_run, &fault)) {
		struct engine_run bare = *run;
		struct provider_session session;
		const char *other_fault;
		work_stop(work, _("%s can't be used: %s"), provider->name, fault);
		bare.source = bare.target = NULL;
		work->unusable = !provider_session_begin(&session, provider, &bare, work->arena, !run->dry_run, &other_fault);
		return false;
	}
	if (!run->dry_run)
		warn_of_open_key(&work->session, work->sink);
	work->cache = run->cache ? cache_open(run->cache, work->sink) : NULL;
	if (run->options->month_limit && !work->cache)
		diagnostics_warning(
		    work->sink, POSITION_NONE,
		    _("the month's limit of %s can't be kept, for nothing is remembered of earlier runs"),
		    provider->name);
	return true;
}

bool engine_translate(const struct engine_run *run, struct engine_text *texts, size_t count,
                      struct engine_report *report, struct diagnostics *sink)
{
	*report = (struct engine_report){ .texts = count };
	struct work work = { .run = run, .report = report, .sink = sink, .arena = run->arena, .began = clock_now() };
	struct table table = { 0 };
	size_t *sentence_of = memory_allocate_zero(count, sizeof *sentence_of);
	if (begin(&work)) {
		for (size_t i = 0; i < count; i++)
			sentence_of[i] = sentences_add(&work, &texts[i], &table);
		for (size_t i = 0; i < work.sentences.count; i++)
			sentences_look_up(&work, i);
		report->sent = work.sentences.count - report->cached - report->refused;
		if (run->dry_run) {
			count_only(&work);
			sentences_settle_uncounted(&work);
		} else if (work.session.provider->request)
			work_ask_server(&work);
		else
			work_ask_command(&work);
		if (!run->dry_run)
			sentences_settle_rest(&work);
		sentences_hand_out(&work, texts, count, sentence_of);
		for (size_t i = 0; i < count; i++)
			texts[i].engine = texts[i].translation.data ? work.session.provider->name : NULL;
	}
	report->stopped = work.stopped;
	report->unusable = work.unusable;
	report->left = 0;
	report->seconds = (double)(clock_now() - work.began) / 1000;
	cache_close(work.cache);
	table_finish(&table);
	array_finish(&work.sentences);
	array_finish(&work.lots);
	for (int form = 0; form < FORMS; form++)
		array_finish(&work.queues[form]);
	free(sentence_of);
	return !work.stopped;
}

/* Move what SINK holds of an engine that is followed by another to INTO: what stopped it, as a warning; what it could
 * not translate is the next one's matter. */
static void soften(const struct diagnostics *sink, struct diagnostics *into)
{
	const struct diagnostic *all;
	size_t count = diagnostics_all(sink, &all);
	for (size_t i = 0; i < count; i++)
		if (all[i].severity == SEVERITY_ERROR)
			diagnostics_warning(into, all[i].position, "%s", all[i].text);
}

bool engine_translate_in_turn(const struct engine_run *run, const struct engine_options *engines, size_t engine_count,
                              const size_t *characters_before, struct engine_text *texts, size_t count,
                              struct engine_report *reports, struct diagnostics *sink)
{
	struct engine_text *left = memory_allocate_zero(count, sizeof *left);
	size_t *places = memory_allocate_zero(count, sizeof *places), left_count = count;
	bool done = true;
	for (size_t i = 0; i < count; i++)
		places[i] = i;
	for (size_t i = 0; i < count; i++)
		texts[i].translation = (struct slice){ 0 };
	for (size_t engine = 0; engine < engine_count; engine++) {
		reports[engine] = (struct engine_report){ 0 };
		for (size_t i = 0; i < left_count; i++)
			left[i] = texts[places[i]];
		if (left_count == 0)
			continue;
		struct engine_run one = *run;
		one.options = &engines[engine];
		one.characters_before = characters_before ? characters_before[engine] : 0;
		bool last = engine + 1 == engine_count;
		struct diagnostics *own = diagnostics_create();
		done = engine_translate(&one, left, left_count, &reports[engine], last ? sink : own);
		soften(own, sink);
		diagnostics_destroy(own);
		size_t still = 0;
		for (size_t i = 0; i < left_count; i++) {
			texts[places[i]] = left[i];
			/* Of most sentences it is not known what a dry run would leave of them to the next. */
			if (!left[i].translation.data && (!run->dry_run || left[i].reason || reports[engine].stopped))
				places[still++] = places[i];
		}
		left_count = still;
	}
	free(left);
	free(places);
	return done || left_count == 0;
}
