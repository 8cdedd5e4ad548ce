#include "engines/work.h"

#include "base/message.h"

/* BATCH came to nothing for a reason of its own texts: ask for its halves, or give its one text up. */
static void split(struct work *work, const struct batch *batch, const char *reason)
{
	size_t count = batch->texts.count, half = count / 2;
	work->failures++;
	if (count == 1) {
		struct sentence *sentence = &work->sentences.items[batch->sentences[0]];
		sentence_settle_unanswered(work, sentence, reason);
		sentence_warn_refused(work, sentence);
		return;
	}
	const size_t *items = arena_copy_array(work->arena, batch->sentences, count, sizeof *items);
	array_push(&work->lots, (struct lot){ items + half, count - half });
	array_push(&work->lots, (struct lot){ items, half });
}

/* What went wrong, in words. */
static const char *describe(struct work *work, const struct client_answer *answer, const json_t *root,
                            struct arena *arena)
{
	struct slice words = answer->fault ? slice_from(answer->fault) : provider_error(root);
	const char *said = provider_blot(&work->session, words, arena);
	if (answer->status == 0)
		return said;
	return arena_format(arena, said[0] ? "%ld: %s" : "%ld", answer->status, said).data;
}

static enum provider_verdict judge(const struct work *work, const struct client_answer *answer, const json_t *root)
{
	const struct provider *provider = work->session.provider;
	if (answer->status == 0)
		return PROVIDER_AGAIN;
	if (answer->status == 503 && answer->wait)
		return PROVIDER_SLOWER;
	return provider->judge ? provider->judge(answer->status, root) : provider_judge(answer->status);
}

static void stop_because(struct work *work, enum provider_verdict verdict, const struct client_answer *answer,
                         const json_t *root)
{
	const char *name = work->session.provider->name, *url = work->session.url;
	const char *what = describe(work, answer, root, work->arena);
	const char *variable = provider_key_variable(&work->session);
	if (verdict == PROVIDER_KEY)
		work_stop(work, _("%s refuses the key (%s); correct what %s or key_file holds"), name, what,
		     variable ? variable : "key_env");
	else if (verdict == PROVIDER_QUOTA)
		work_stop(work, _("the quota of %s is spent (%s); raise it, or use another engine"), name, what);
	else if (verdict == PROVIDER_SLOWER && answer->wait)
		work_stop(work,
		          ngettext("%s asks to wait for %zu second (%s); run again later",
		                   "%s asks to wait for %zu seconds (%s); run again later", answer->wait),
		          name, answer->wait, what);
	else if (verdict == PROVIDER_SLOWER)
		work_stop(work, _("%s has had too many requests (%s); run again later, or lower its concurrency"), name,
		     what);
	else if (answer->status >= 300 && answer->status < 400)
		work_stop(work, _("%s at %s redirects elsewhere (%s); set its url to where it is"), name, url, what);
	else if (answer->unreachable && answer->hopeless)
		work_stop(work,
		     _("%s at %s can't be trusted: %s; renew its certificate, or say which certificates to trust"),
		     name, url, what);
	else if (answer->unreachable)
		work_stop(work, _("%s can't be reached at %s: %s; start it, or correct its url"), name, url, what);
	else {
		/* It may be these languages only that it doesn't know. */
		bool unusable = work->unusable;
		work_stop(work, _("%s at %s does not translate: %s; see whether it works, or use another engine"), name,
		     url, what);
		work->unusable = unusable;
	}
}

static bool next_request(void *context, struct client_request *request)
{
	struct work *work = context;
	struct batch *batch = work->stopped ? NULL : batch_next(work);
	if (!batch)
		return false;
	*request = (struct client_request){ 0 };
	work->session.provider->request(&work->session, &batch->texts, request);
	request->item = batch;
	return true;
}

/* Take the answers of a batch that were read; a text without one is given up, or asked for alone. */
static void take_answers(struct work *work, struct batch *batch, const struct slice *answers)
{
	size_t lacking = 0;
	cache_begin(work->cache);
	batch_count_characters(work, batch);
	for (size_t i = 0; i < batch->texts.count; i++) {
		if (answers[i].data)
			answer_take(work, batch->sentences[i], batch->texts.form, batch->firsts[i], answers[i]);
		else
			lacking++;
	}
	cache_commit(work->cache);
	work->failures = lacking < batch->texts.count ? 0 : work->failures + 1;
	for (size_t i = 0; lacking && i < batch->texts.count; i++) {
		struct batch one = { .sentences = &batch->sentences[i], .texts = { .count = 1 } };
		if (answers[i].data)
			continue;
		if (batch->texts.count == 1)
			split(work, &one, _("the engine gave no answer"));
		else
			array_push(&work->lots,
			           (struct lot){ arena_copy_array(work->arena, one.sentences, 1, sizeof(size_t)), 1 });
	}
}

/* Whether so many requests have come to nothing in a row that no hope is left. */
static bool is_hopeless(const struct work *work, size_t most)
{
	return work->failures >= most;
}

/* A good status, but is it a good answer? One that is not is asked for once more, then in halves. */
static enum client_verdict answered_well(struct work *work, struct batch *batch, const json_t *root)
{
	enum { MISREAD_MOST = 2, FAILURES_MOST = 8 };
	struct slice *answers = arena_allocate_zero(batch->arena, batch->texts.count, sizeof *answers);
	if (root && work->session.provider->read(&work->session, &batch->texts, root, answers)) {
		take_answers(work, batch, answers);
		batch_destroy(work, batch);
		return CLIENT_DONE;
	}
	batch_count_characters(work, batch);
	if (++batch->misread < MISREAD_MOST)
		return CLIENT_AGAIN;
	split(work, batch, _("the engine's answer can't be understood"));
	batch_destroy(work, batch);
	if (is_hopeless(work, FAILURES_MOST))
		work_stop(work, _("the answers of %s at %s can't be understood; see whether its url is right"),
		     work->session.provider->name, work->session.url);
	return CLIENT_DONE;
}

static enum client_verdict answered(void *context, void *item, const struct client_answer *answer)
{
	enum { FAILURES_MOST = 12 };
	struct work *work = context;
	struct batch *batch = item;
	json_t *root = answer->status ? provider_load_json(answer->body) : NULL;
	enum provider_verdict verdict = judge(work, answer, root);
	enum client_verdict result = CLIENT_AGAIN;
	if (answer->status == 200) {
		result = answered_well(work, batch, root);
	} else if (verdict == PROVIDER_SPLIT && !is_hopeless(work, FAILURES_MOST)) {
		split(work, batch, describe(work, answer, root, work->arena));
		batch_destroy(work, batch);
		result = CLIENT_DONE;
	} else if (verdict == PROVIDER_SLOWER) {
		result = CLIENT_SLOWER;
	} else if (verdict != PROVIDER_AGAIN) {
		stop_because(work, verdict, answer, root);
		result = CLIENT_STOP;
	}
	json_decref(root);
	return result;
}

static void given_up(void *context, void *item, const struct client_answer *answer)
{
	enum { FAILURES_MOST = 3 };
	struct work *work = context;
	struct batch *batch = item;
	json_t *root = answer->status ? provider_load_json(answer->body) : NULL;
	enum provider_verdict verdict = judge(work, answer, root);
	const char *reason = describe(work, answer, root, work->arena);
	for (size_t i = 0; i < batch->texts.count; i++)
		sentence_settle_unanswered(work, &work->sentences.items[batch->sentences[i]], reason);
	work->failures++;
	if (!work->stopped && !answer->cut_off) {
		if (answer->unreachable || verdict == PROVIDER_SLOWER || is_hopeless(work, FAILURES_MOST))
			stop_because(work, verdict, answer, root);
		else
			diagnostics_warning(work->sink, POSITION_NONE,
			                    ngettext("%zu sentence is left untranslated: %s: %s; run again later",
			                             "%zu sentences are left untranslated: %s: %s; run again later",
			                             batch->texts.count),
			                    batch->texts.count, work->session.provider->name, reason);
	}
	batch_destroy(work, batch);
	json_decref(root);
}

void work_ask_server(struct work *work)
{
	struct client_driver driver = { next_request, answered, given_up, work_progress, work };
	struct client_options options = provider_client_options(&work->session);
	struct client_report report = { 0 };
	enum client_end end = work->session.client->run(&options, &driver, &report);
	work->report->requests = report.requests;
	work->report->retried = report.retried;
	if (end == CLIENT_CANCELLED)
		work_stop(work, _("the translation was stopped; run again to go on where it was"));
	else if (end == CLIENT_LATE)
		work_stop(work, _("the translation took longer than its deadline; run again to go on where it was"));
}
