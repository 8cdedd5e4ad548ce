#include "engines/engine.h"

#include "base/array.h"
#include "base/message.h"
#include "base/table.h"
#include "engines/cache.h"
#include "engines/gates.h"
#include "engines/process.h"
#include "engines/provider.h"
#include "text/script.h"
#include "text/utf8.h"

#include <stdlib.h>

const struct provider *const providers[] = {
	&provider_libretranslate, &provider_deepl,    &provider_google, &provider_google_v3, &provider_azure,
	&provider_amazon,         &provider_apertium, &provider_modernmt, &provider_openai,  &provider_command,
	NULL,
};

/* A source as the engine is to see it: in the script that it reads. */
struct view {
	struct slice source;
	const struct placeable *placeables;
	size_t count;
};

/* One of the distinct texts. */
struct sentence {
	const struct engine_text *text; /* the first of those that are the same */
	struct view view;
	struct slice key;         /* what it is remembered by */
	size_t form;              /* how many forms of protection were tried in vain */
	bool settled;
	struct slice translation; /* a NULL pointer: none */
	const char *reason;       /* why there is none */
};

struct lot {
	const size_t *items; /* of sentences */
	size_t count;
};

struct queue {
	size_t *items; /* of sentences */
	size_t count, capacity, head;
};

enum { FORMS = PROTECTION_HTML + 1 };

/* One request under way. */
struct batch {
	struct arena *arena;
	struct provider_batch texts;
	const size_t *sentences;
	const size_t *firsts;    /* by which the placeables of each text are numbered */
	size_t characters;
	size_t misread;          /* answers that could not be understood */
};

/* A run of engine_translate. */
struct state {
	const struct engine_run *run;
	struct provider_session session;
	struct engine_report *report;
	struct diagnostics *sink;
	struct arena *arena;
	struct cache *cache;
	struct { struct sentence *items; size_t count, capacity; } sentences;
	struct queue queues[FORMS]; /* to be asked for, by form */
	struct { struct lot *items; size_t count, capacity; } lots; /* to be asked for together */
	size_t reserved;            /* characters under way */
	size_t spent;               /* characters of this month, those of other runs too */
	bool limited;
	size_t failures;            /* requests that came to nothing since the last that didn't */
	bool stopped, unusable;     /* as the report's */
	uint64_t began;
};

static const struct provider *find_provider(const char *name)
{
	for (size_t i = 0; providers[i]; i++)
		if (name && strcmp(providers[i]->name, name) == 0)
			return providers[i];
	return NULL;
}

const char *const *engine_names(void)
{
	static const char *const names[] = { "libretranslate", "deepl",    "google", "google-v3", "azure", "amazon",
		                             "apertium",       "modernmt", "openai", "command",   NULL };
	return names;
}

/* Which of the two scripts TEXT has letters of. */
static void find_scripts(struct slice text, bool *latin, bool *cyrillic)
{
	size_t size;
	*latin = *cyrillic = false;
	for (size_t i = 0; i < text.size; i += size) {
		uint32_t code_point = utf8_decode(text, i, &size);
		*cyrillic = *cyrillic || (code_point >= 0x400 && code_point < 0x500);
		*latin = *latin || (size == 1 && is_ascii_letter(text.data[i]));
	}
}

/* TEXT in another script, piece by piece between the placeables, which are put into FOUND at their new places. */
static struct slice convert_script(struct slice text, const struct placeable *placeables, size_t count,
                                   enum script_direction direction, struct arena *arena, struct placeable **found)
{
	struct buffer out = { 0 };
	*found = arena_copy_array(arena, placeables, count, sizeof *placeables);
	size_t at = 0;
	for (size_t i = 0; i <= count; i++) {
		size_t end = i < count ? placeables[i].begin : text.size;
		script_convert(slice_range(text, at, end), direction, NULL, 0, &out);
		if (i == count)
			break;
		(*found)[i].begin = out.size;
		buffer_append(&out, slice_range(text, placeables[i].begin, placeables[i].end));
		(*found)[i].end = out.size;
		at = placeables[i].end;
	}
	struct slice converted = arena_copy(arena, buffer_slice(&out));
	buffer_finish(&out);
	return converted;
}

static struct view view_of(const struct state *state, const struct engine_text *text)
{
	struct view view = { text->source, text->placeables, text->placeable_count };
	const char *wanted = state->session.provider->serbian_source;
	bool latin, cyrillic;
	if (!wanted || !language_code_serbian_script(state->run->source))
		return view;
	find_scripts(text->source, &latin, &cyrillic);
	if (!cyrillic)
		return view;
	struct placeable *found;
	view.source = convert_script(text->source, text->placeables, text->placeable_count, SCRIPT_TO_LATIN,
	                             state->arena, &found);
	view.placeables = found;
	return view;
}

/* The form of protection in which SENTENCE is to be asked for now; false if all were tried. */
static bool form_of(const struct state *state, const struct sentence *sentence, enum protection *form)
{
	const struct provider *provider = state->session.provider;
	size_t n = sentence->form;
	if (sentence->view.count == 0) {
		*form = n == 0 ? PROTECTION_TEXT : provider->forms[0];
		return n == 0 || (n == 1 && provider->forms[0] != PROTECTION_TEXT);
	}
	if (n < provider->form_count)
		*form = provider->forms[n];
	return n < provider->form_count;
}

static void queue_sentence(struct state *state, size_t index)
{
	enum protection form;
	if (form_of(state, &state->sentences.items[index], &form))
		array_push(&state->queues[form], index);
}

static void append_part(struct buffer *key, struct slice part)
{
	buffer_append_format(key, "%zu:", part.size);
	buffer_append(key, part);
}

static struct slice title_of(const struct state *state, const struct engine_text *text)
{
	return text->title.size ? text->title : slice_from(state->run->title);
}

/* What an answer to TEXT depends on, all but the engine's key: what it is remembered by. */
static struct slice make_key(const struct state *state, const struct engine_text *text, const struct view *view)
{
	enum { VERSION = 1 }; /* of what an answer is accepted for */
	const struct engine_options *options = state->run->options;
	const struct provider *provider = state->session.provider;
	struct buffer key = { 0 };
	buffer_append_format(&key, "%d;", VERSION);
	const char *const parts[] = { provider->name,     state->session.url, options->model,   options->formality,
		                      options->glossary,  options->region,    options->project, options->style,
		                      options->command,   state->run->source, state->run->target };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		append_part(&key, slice_from(parts[i]));
	append_part(&key, view->source);
	for (size_t i = 0; i < view->count; i++)
		buffer_append_format(&key, "%zu-%zu.%d.%zu;", view->placeables[i].begin, view->placeables[i].end,
		                     (int)view->placeables[i].kind, view->placeables[i].partner);
	if (provider->uses_context) {
		append_part(&key, text->context);
		append_part(&key, title_of(state, text));
		for (size_t i = 0; i < state->run->term_count; i++)
			if (slice_find(view->source, state->run->terms[i].source, 0) != SLICE_NONE) {
				append_part(&key, state->run->terms[i].source);
				append_part(&key, state->run->terms[i].target);
			}
	}
	struct slice copy = arena_copy(state->arena, buffer_slice(&key));
	buffer_finish(&key);
	return copy;
}

static void warn_refused(struct state *state, const struct sentence *sentence)
{
	enum { SHOWN = 60 };
	struct slice source = sentence->text->source;
	size_t end = source.size < SHOWN ? source.size : SHOWN;
	while (end < source.size && ((unsigned char)source.data[end] & 0xc0) == 0x80)
		end--;
	diagnostics_warning(state->sink, sentence->text->position,
	                    _("\"%.*s%s\" is left untranslated: %s: %s; translate it by hand or by another engine"),
	                    (int)end, source.data, end < source.size ? "\xe2\x80\xa6" : "",
	                    state->session.provider->name, sentence->reason);
}

/* The project's own word on a translation that is fine else. */
static void settle_translated(struct state *state, struct sentence *sentence, struct slice translation, bool cached)
{
	const struct engine_run *run = state->run;
	sentence->settled = true;
	sentence->reason = run->refuse ? run->refuse(run->context, sentence->text, translation) : NULL;
	if (!sentence->reason)
		sentence->translation = translation;
	else
		warn_refused(state, sentence);
	if (sentence->reason)
		state->report->refused++;
	else if (cached)
		state->report->cached++;
	else
		state->report->answered++;
}

static void settle_refused(struct state *state, struct sentence *sentence, const char *reason)
{
	sentence->settled = true;
	sentence->reason = reason;
	state->report->refused++;
	warn_refused(state, sentence);
}

static void settle_unanswered(struct state *state, struct sentence *sentence, const char *reason)
{
	sentence->settled = true;
	sentence->reason = reason;
	state->report->unanswered++;
}

/* TEXT is settled without asking, or has a sentence to ask for. TABLE has the sentences by their keys. */
static size_t add_text(struct state *state, struct engine_text *text, struct table *table)
{
	text->translation = (struct slice){ 0 };
	text->reason = NULL;
	struct buffer plain = { 0 };
	bool valid = utf8_find_invalid(text->source) == text->source.size;
	protect_strip(text->source, text->placeables, text->placeable_count, &plain);
	bool words = valid && gates_has_words(buffer_slice(&plain));
	buffer_finish(&plain);
	if (!words) {
		text->translation = valid ? text->source : (struct slice){ 0 };
		text->reason = valid ? NULL : _("it is not valid UTF-8");
		state->report->copied += valid;
		state->report->unanswered += !valid;
		return SIZE_MAX;
	}
	struct sentence sentence = { .text = text, .view = view_of(state, text) };
	sentence.key = make_key(state, text, &sentence.view);
	size_t index = table_add(table, sentence.key, state->sentences.count);
	if (index < state->sentences.count) {
		state->report->repeated++;
		return index;
	}
	array_push(&state->sentences, sentence);
	return index;
}

static void look_up(struct state *state, size_t index)
{
	struct sentence *sentence = &state->sentences.items[index];
	struct slice translation;
	const char *reason;
	if (!cache_get(state->cache, sentence->key, state->arena, &translation, &reason))
		queue_sentence(state, index);
	else if (translation.data)
		settle_translated(state, sentence, translation, true);
	else
		settle_refused(state, sentence, reason);
}

/* The most characters that may still be sent; SIZE_MAX if there is no limit. */
static size_t allowance(const struct state *state)
{
	const struct engine_options *options = state->run->options;
	size_t used = state->report->characters + state->reserved, left = SIZE_MAX;
	size_t used_in_run = used + state->run->characters_before;
	if (options->limit)
		left = options->limit > used_in_run ? options->limit - used_in_run : 0;
	if (options->month_limit) {
		size_t used_in_month = state->spent + (state->run->dry_run ? used_in_run : state->reserved);
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
static enum filled fill_in(struct state *state, struct filling *filling, size_t index)
{
	const struct provider *provider = state->session.provider;
	const struct sentence *sentence = &state->sentences.items[index];
	size_t most = state->run->options->batch;
	most = most && (!provider->texts_most || most < provider->texts_most) ? most : provider->texts_most;
	if (most && filling->texts.count >= most)
		return FILLED_FULL;
	struct slice context = provider->uses_context ? sentence->text->context : SLICE("");
	struct slice title = provider->uses_context ? title_of(state, sentence->text) : SLICE("");
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
	else if (all > allowance(state))
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
static bool take_in(struct state *state, struct filling *filling, size_t index, bool *full)
{
	struct sentence *sentence = &state->sentences.items[index];
	enum filled filled = sentence->settled ? FILLED_IN : fill_in(state, filling, index);
	if (filled == FILLED_TOO_LONG)
		settle_refused(state, sentence, _("it is too long for this engine"));
	state->limited = state->limited || filled == FILLED_LIMITED;
	*full = filled == FILLED_FULL || filled == FILLED_LIMITED;
	return !*full;
}

static void fill_from_lot(struct state *state, struct filling *filling)
{
	struct lot *lot = array_last(&state->lots);
	bool full = false;
	while (lot->count && take_in(state, filling, lot->items[0], &full)) {
		lot->items++;
		lot->count--;
	}
	if (lot->count == 0)
		state->lots.count--;
}

static void fill_from_queue(struct state *state, struct filling *filling)
{
	struct queue *queue = &state->queues[filling->form];
	bool full = false;
	while (queue->head < queue->count && take_in(state, filling, queue->items[queue->head], &full))
		queue->head++;
}

/* The next batch, or NULL if there is none for now. */
static struct batch *next_batch(struct state *state)
{
	struct batch *batch = memory_allocate_zero(1, sizeof *batch);
	struct filling filling = { .batch = batch, .next_number = 1 };
	batch->arena = arena_create();
	state->spent = cache_spend(state->cache, state->session.provider->name, 0);
	while (!state->limited && state->lots.count && filling.texts.count == 0) {
		form_of(state, &state->sentences.items[array_last(&state->lots)->items[0]], &filling.form);
		fill_from_lot(state, &filling);
	}
	for (int form = 0; form < FORMS && !state->limited && filling.texts.count == 0; form++) {
		filling.form = (enum protection)form;
		fill_from_queue(state, &filling);
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
		state->reserved += batch->characters;
	}
	array_finish(&filling.texts);
	array_finish(&filling.sentences);
	array_finish(&filling.firsts);
	return batch;
}

static void batch_destroy(struct state *state, struct batch *batch)
{
	state->reserved -= batch->characters;
	arena_destroy(batch->arena);
	free(batch);
}

/* The characters of BATCH were taken by the engine, whatever the answer is worth. */
static void count_characters(struct state *state, const struct batch *batch)
{
	state->report->characters += batch->characters;
	cache_spend(state->cache, state->session.provider->name, batch->characters);
}

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

/* TRANSLATION in the script that was asked for: an engine may know Serbian in the other one only. */
static struct slice in_wanted_script(struct state *state, struct slice source, struct slice translation,
                                     struct placeables *found)
{
	const char *wanted = language_code_serbian_script(state->run->target);
	bool latin, cyrillic;
	struct buffer plain = { 0 };
	protect_strip(translation, found->items, found->count, &plain);
	find_scripts(buffer_slice(&plain), &latin, &cyrillic);
	buffer_finish(&plain);
	bool to_latin = wanted && strcmp(wanted, "Latn") == 0 && cyrillic;
	bool to_cyrillic =
	    wanted && strcmp(wanted, "Cyrl") == 0 && latin && !cyrillic && !slice_equal(translation, source);
	if (!to_latin && !to_cyrillic)
		return translation;
	struct placeable *moved;
	translation = convert_script(translation, found->items, found->count,
	                             to_latin ? SCRIPT_TO_LATIN : SCRIPT_TO_CYRILLIC, state->arena, &moved);
	if (found->count)
		memcpy(found->items, moved, found->count * sizeof *moved);
	return translation;
}

static const char *judge_translation(const struct state *state, const struct sentence *sentence,
                                     struct slice translation, const struct placeables *found)
{
	struct buffer source_text = { 0 }, translation_text = { 0 };
	protect_strip(sentence->text->source, sentence->text->placeables, sentence->text->placeable_count,
	              &source_text);
	protect_strip(translation, found->items, found->count, &translation_text);
	struct gate_question question = {
		.source = buffer_slice(&source_text),
		.translation = buffer_slice(&translation_text),
		.source_language = state->run->source,
		.target_language = state->run->target,
		.chatty = state->session.provider->chatty,
		.marks = state->session.provider->marks,
		.terms = state->run->terms,
		.term_count = state->run->term_count,
	};
	const char *reason = gates_refuse(&question);
	buffer_finish(&source_text);
	buffer_finish(&translation_text);
	return reason;
}

/* Take ANSWER for a sentence: as its translation, or as a reason to try another form or to give it up. */
static void take_answer(struct state *state, size_t index, enum protection form, size_t first, struct slice answer)
{
	struct sentence *sentence = &state->sentences.items[index];
	struct protected_text protected = { sentence->view.source, sentence->view.placeables, sentence->view.count,
		                            form, first };
	struct buffer out = { 0 };
	struct placeables found = { 0 };
	struct slice translation = { 0 };
	/* A marked word is marked in any form of protection, and would pass for an address in none. */
	const char *reason =
	    state->session.provider->marks ? gates_refuse_marks(sentence->view.source, answer) : NULL;
	bool markup_broken = !reason && !protect_decode(&protected, answer, &out, &found, &reason);
	if (!markup_broken && !reason) {
		translation = in_wanted_script(state, sentence->text->source,
		                               arena_copy(state->arena, buffer_slice(&out)), &found);
		markup_broken = !same_markup(state->run, sentence->text->source, translation);
		reason = markup_broken ? _("its markup is not that of the source") :
		                         judge_translation(state, sentence, translation, &found);
	}
	buffer_finish(&out);
	array_finish(&found);
	if (!reason) {
		cache_put(state->cache, sentence->key, translation, NULL);
		settle_translated(state, sentence, translation, false);
		return;
	}
	if (markup_broken) {
		sentence->form++;
		if (form_of(state, sentence, &form)) {
			queue_sentence(state, index);
			return;
		}
	}
	cache_put(state->cache, sentence->key, (struct slice){ 0 }, reason);
	settle_refused(state, sentence, reason);
}

/* Nothing more can be had: say why, once. */
static void stop(struct state *state, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void stop(struct state *state, const char *format, ...)
{
	struct buffer message = { 0 };
	va_list arguments;
	va_start(arguments, format);
	buffer_append_format_list(&message, format, arguments);
	va_end(arguments);
	if (!state->stopped)
		diagnostics_error(state->sink, POSITION_NONE, "%s", buffer_string(&message));
	state->stopped = state->unusable = true;
	buffer_finish(&message);
}

/* BATCH came to nothing for a reason of its own texts: ask for its halves, or give its one text up. */
static void split(struct state *state, const struct batch *batch, const char *reason)
{
	size_t count = batch->texts.count, half = count / 2;
	state->failures++;
	if (count == 1) {
		struct sentence *sentence = &state->sentences.items[batch->sentences[0]];
		settle_unanswered(state, sentence, reason);
		warn_refused(state, sentence);
		return;
	}
	const size_t *items = arena_copy_array(state->arena, batch->sentences, count, sizeof *items);
	array_push(&state->lots, (struct lot){ items + half, count - half });
	array_push(&state->lots, (struct lot){ items, half });
}

/* What went wrong, in words. */
static const char *describe(struct state *state, const struct client_answer *answer, const json_t *root,
                            struct arena *arena)
{
	struct slice words = answer->fault ? slice_from(answer->fault) : provider_error(root);
	const char *said = provider_blot(&state->session, words, arena);
	if (answer->status == 0)
		return said;
	return arena_format(arena, said[0] ? "%ld: %s" : "%ld", answer->status, said).data;
}

static json_t *load_json(struct slice body)
{
	return json_loadb(body.data ? body.data : "", body.size, JSON_REJECT_DUPLICATES, NULL);
}

static enum provider_verdict judge(const struct state *state, const struct client_answer *answer, const json_t *root)
{
	const struct provider *provider = state->session.provider;
	if (answer->status == 0)
		return PROVIDER_AGAIN;
	if (answer->status == 503 && answer->wait)
		return PROVIDER_SLOWER;
	return provider->judge ? provider->judge(answer->status, root) : provider_judge(answer->status);
}

static void stop_because(struct state *state, enum provider_verdict verdict, const struct client_answer *answer,
                         const json_t *root)
{
	const char *name = state->session.provider->name, *url = state->session.url;
	const char *what = describe(state, answer, root, state->arena);
	const char *variable = provider_key_variable(&state->session);
	if (verdict == PROVIDER_KEY)
		stop(state, _("%s refuses the key (%s); correct what %s or key_file holds"), name, what,
		     variable ? variable : "key_env");
	else if (verdict == PROVIDER_QUOTA)
		stop(state, _("the quota of %s is spent (%s); raise it, or use another engine"), name, what);
	else if (verdict == PROVIDER_SLOWER && answer->wait)
		stop(state, _("%s asks to wait for %zu seconds (%s); run again later"), name, answer->wait, what);
	else if (verdict == PROVIDER_SLOWER)
		stop(state, _("%s has had too many requests (%s); run again later, or lower its concurrency"), name,
		     what);
	else if (answer->status >= 300 && answer->status < 400)
		stop(state, _("%s at %s redirects elsewhere (%s); set its url to where it is"), name, url, what);
	else if (answer->unreachable && answer->hopeless)
		stop(state,
		     _("%s at %s can't be trusted: %s; renew its certificate, or say which certificates to trust"),
		     name, url, what);
	else if (answer->unreachable)
		stop(state, _("%s can't be reached at %s: %s; start it, or correct its url"), name, url, what);
	else {
		/* It may be these languages only that it doesn't know. */
		bool unusable = state->unusable;
		stop(state, _("%s at %s does not translate: %s; see whether it works, or use another engine"), name,
		     url, what);
		state->unusable = unusable;
	}
}

static bool next_request(void *context, struct client_request *request)
{
	struct state *state = context;
	struct batch *batch = state->stopped ? NULL : next_batch(state);
	if (!batch)
		return false;
	*request = (struct client_request){ 0 };
	state->session.provider->request(&state->session, &batch->texts, request);
	request->item = batch;
	return true;
}

/* Take the answers of a batch that were read; a text without one is given up, or asked for alone. */
static void take_answers(struct state *state, struct batch *batch, const struct slice *answers)
{
	size_t lacking = 0;
	cache_begin(state->cache);
	count_characters(state, batch);
	for (size_t i = 0; i < batch->texts.count; i++) {
		if (answers[i].data)
			take_answer(state, batch->sentences[i], batch->texts.form, batch->firsts[i], answers[i]);
		else
			lacking++;
	}
	cache_commit(state->cache);
	state->failures = lacking < batch->texts.count ? 0 : state->failures + 1;
	for (size_t i = 0; lacking && i < batch->texts.count; i++) {
		struct batch one = { .sentences = &batch->sentences[i], .texts = { .count = 1 } };
		if (answers[i].data)
			continue;
		if (batch->texts.count == 1)
			split(state, &one, _("the engine gave no answer"));
		else
			array_push(&state->lots,
			           (struct lot){ arena_copy_array(state->arena, one.sentences, 1, sizeof(size_t)), 1 });
	}
}

/* Whether so many requests have come to nothing in a row that no hope is left. */
static bool is_hopeless(const struct state *state, size_t most)
{
	return state->failures >= most;
}

/* A good status, but is it a good answer? One that is not is asked for once more, then in halves. */
static enum client_verdict answered_well(struct state *state, struct batch *batch, const json_t *root)
{
	enum { MISREAD_MOST = 2, FAILURES_MOST = 8 };
	struct slice *answers = arena_allocate_zero(batch->arena, batch->texts.count, sizeof *answers);
	if (root && state->session.provider->read(&state->session, &batch->texts, root, answers)) {
		take_answers(state, batch, answers);
		batch_destroy(state, batch);
		return CLIENT_DONE;
	}
	count_characters(state, batch);
	if (++batch->misread < MISREAD_MOST)
		return CLIENT_AGAIN;
	split(state, batch, _("the engine's answer can't be understood"));
	batch_destroy(state, batch);
	if (is_hopeless(state, FAILURES_MOST))
		stop(state, _("the answers of %s at %s can't be understood; see whether its url is right"),
		     state->session.provider->name, state->session.url);
	return CLIENT_DONE;
}

static enum client_verdict answered(void *context, void *item, const struct client_answer *answer)
{
	enum { FAILURES_MOST = 12 };
	struct state *state = context;
	struct batch *batch = item;
	json_t *root = answer->status ? load_json(answer->body) : NULL;
	enum provider_verdict verdict = judge(state, answer, root);
	enum client_verdict result = CLIENT_AGAIN;
	if (answer->status == 200) {
		result = answered_well(state, batch, root);
	} else if (verdict == PROVIDER_SPLIT && !is_hopeless(state, FAILURES_MOST)) {
		split(state, batch, describe(state, answer, root, state->arena));
		batch_destroy(state, batch);
		result = CLIENT_DONE;
	} else if (verdict == PROVIDER_SLOWER) {
		result = CLIENT_SLOWER;
	} else if (verdict != PROVIDER_AGAIN) {
		stop_because(state, verdict, answer, root);
		result = CLIENT_STOP;
	}
	json_decref(root);
	return result;
}

static void given_up(void *context, void *item, const struct client_answer *answer)
{
	enum { FAILURES_MOST = 3 };
	struct state *state = context;
	struct batch *batch = item;
	json_t *root = answer->status ? load_json(answer->body) : NULL;
	enum provider_verdict verdict = judge(state, answer, root);
	const char *reason = describe(state, answer, root, state->arena);
	for (size_t i = 0; i < batch->texts.count; i++)
		settle_unanswered(state, &state->sentences.items[batch->sentences[i]], reason);
	state->failures++;
	if (!state->stopped && !answer->cut_off) {
		if (answer->unreachable || verdict == PROVIDER_SLOWER || is_hopeless(state, FAILURES_MOST))
			stop_because(state, verdict, answer, root);
		else
			diagnostics_warning(state->sink, POSITION_NONE,
			                    _("%zu sentences are left untranslated: %s: %s; run again later"),
			                    batch->texts.count, state->session.provider->name, reason);
	}
	batch_destroy(state, batch);
	json_decref(root);
}

static bool show_progress(void *context)
{
	struct state *state = context;
	struct engine_report *report = state->report;
	report->left =
	    state->sentences.count - report->cached - report->answered - report->refused - report->unanswered;
	report->seconds = (double)(client_now() - state->began) / 1000;
	return !state->run->progress || state->run->progress(state->run->context, report);
}

static void ask_server(struct state *state)
{
	struct client_driver driver = { next_request, answered, given_up, show_progress, state };
	struct client_options options = provider_client_options(&state->session);
	struct client_report report = { 0 };
	enum client_end end = client_run(&options, &driver, &report);
	state->report->requests = report.requests;
	state->report->retried = report.retried;
	if (end == CLIENT_CANCELLED)
		stop(state, _("the translation was stopped; run again to go on where it was"));
	else if (end == CLIENT_LATE)
		stop(state, _("the translation took longer than its deadline; run again to go on where it was"));
}

/* What a user's command is being given. */
struct conversation {
	struct state *state;
	struct batch *batch;
	bool *seen; /* the texts that were answered */
};

static bool take_line(void *context, struct slice line)
{
	struct conversation *conversation = context;
	struct state *state = conversation->state;
	struct batch *batch = conversation->batch;
	json_t *root = load_json(line);
	size_t number;
	struct slice answer;
	bool taken = root && state->session.provider->read_line(&batch->texts, root, &number, &answer) &&
	             !conversation->seen[number];
	if (taken) {
		conversation->seen[number] = true;
		take_answer(state, batch->sentences[number], batch->texts.form, batch->firsts[number], answer);
	}
	json_decref(root);
	return taken;
}

static void ask_command(struct state *state)
{
	const struct engine_options *options = state->run->options;
	const struct provider *provider = state->session.provider;
	for (struct batch *batch; !state->stopped && (batch = next_batch(state));) {
		struct buffer input = { 0 };
		struct conversation conversation = { state, batch,
			                             arena_allocate_zero(batch->arena, batch->texts.count, 1) };
		provider->write(&state->session, &batch->texts, &input);
		struct process process = {
			.command = options->command,
			.input = buffer_slice(&input),
			.timeout = provider_client_options(&state->session).timeout,
			.line_most = 1 << 20,
			.take_line = take_line,
			.progress = show_progress,
			.line_context = &conversation,
			.progress_context = state,
		};
		state->report->requests++;
		const char *fault = process_run(&process, batch->arena);
		count_characters(state, batch);
		for (size_t i = 0; i < batch->texts.count; i++)
			if (!conversation.seen[i])
				settle_unanswered(state, &state->sentences.items[batch->sentences[i]],
				                  fault ? arena_copy(state->arena, slice_from(fault)).data :
				                          _("the engine gave no answer"));
		if (fault)
			stop(state, _("the command \"%s\" failed: %s; try it by hand"), options->command, fault);
		buffer_finish(&input);
		batch_destroy(state, batch);
	}
}

/* Count what would be sent, in the form that is tried first. */
static void count_only(struct state *state)
{
	state->limited = false;
	for (struct batch *batch; (batch = next_batch(state));) {
		state->report->requests++;
		state->report->characters += batch->characters;
		for (size_t i = 0; i < batch->texts.count; i++)
			state->sentences.items[batch->sentences[i]].settled = true;
		batch_destroy(state, batch);
	}
}

/* What a limit keeps from being sent even in a dry run, which says nothing of it. */
static void settle_uncounted(struct state *state)
{
	for (size_t i = 0; i < state->sentences.count; i++) {
		struct sentence *sentence = &state->sentences.items[i];
		if (sentence->settled)
			continue;
		settle_unanswered(state, sentence, _("the limit of characters is reached"));
		state->report->sent--;
	}
}

/* What was not even asked for. */
static void settle_the_rest(struct state *state)
{
	size_t skipped = 0;
	for (size_t i = 0; i < state->sentences.count; i++) {
		struct sentence *sentence = &state->sentences.items[i];
		if (sentence->settled)
			continue;
		settle_unanswered(state, sentence, state->limited ? _("the limit of characters is reached") :
		                                                    _("the run was stopped"));
		skipped++;
	}
	if (skipped && state->limited && !state->stopped)
		diagnostics_warning(
		    state->sink, POSITION_NONE,
		    state->run->options->month_limit
		        ? _("%zu sentences are left untranslated: the limit of characters for %s is reached; raise its "
		            "limit, or run again next month")
		        : _("%zu sentences are left untranslated: the limit of characters for %s is reached; raise its "
		            "limit, or run again for the rest"),
		    skipped, state->session.provider->name);
}

static void hand_out(struct state *state, struct engine_text *texts, size_t count, const size_t *sentence_of)
{
	for (size_t i = 0; i < count; i++) {
		if (sentence_of[i] == SIZE_MAX)
			continue;
		const struct sentence *sentence = &state->sentences.items[sentence_of[i]];
		texts[i].translation = sentence->translation;
		texts[i].reason = sentence->reason;
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

static const char *unknown_name(const char *name, struct arena *arena)
{
	struct buffer known = { 0 };
	for (const char *const *each = engine_names(); *each; each++)
		buffer_append_format(&known, "%s%s", known.size ? ", " : "", *each);
	const char *text = arena_format(arena, _("there is no engine \"%s\"; there are %s"), name ? name : "",
	                                buffer_string(&known)).data;
	buffer_finish(&known);
	return text;
}

static bool begin(struct state *state)
{
	const struct engine_run *run = state->run;
	const struct provider *provider = find_provider(run->options->name);
	const char *fault;
	if (!provider) {
		stop(state, "%s", unknown_name(run->options->name, state->arena));
		return false;
	}
	if (!provider_session_begin(&state->session, provider, run, state->arena, !run->dry_run, &fault)) {
		struct engine_run bare = *run;
		struct provider_session session;
		const char *other_fault;
		stop(state, _("%s can't be used: %s"), provider->name, fault);
		bare.source = bare.target = NULL;
		state->unusable = !provider_session_begin(&session, provider, &bare, state->arena, !run->dry_run, &other_fault);
		return false;
	}
	if (!run->dry_run)
		warn_of_open_key(&state->session, state->sink);
	state->cache = run->cache ? cache_open(run->cache, state->sink) : NULL;
	if (run->options->month_limit && !state->cache)
		diagnostics_warning(
		    state->sink, POSITION_NONE,
		    _("the month's limit of %s can't be kept, for nothing is remembered of earlier runs"),
		    provider->name);
	return true;
}

bool engine_translate(const struct engine_run *run, struct engine_text *texts, size_t count,
                      struct engine_report *report, struct diagnostics *sink)
{
	*report = (struct engine_report){ .texts = count };
	struct state state = { .run = run, .report = report, .sink = sink, .arena = run->arena, .began = client_now() };
	struct table table = { 0 };
	size_t *sentence_of = memory_allocate_zero(count, sizeof *sentence_of);
	if (begin(&state)) {
		for (size_t i = 0; i < count; i++)
			sentence_of[i] = add_text(&state, &texts[i], &table);
		for (size_t i = 0; i < state.sentences.count; i++)
			look_up(&state, i);
		report->sent = state.sentences.count - report->cached - report->refused;
		if (run->dry_run) {
			count_only(&state);
			settle_uncounted(&state);
		} else if (state.session.provider->request)
			ask_server(&state);
		else
			ask_command(&state);
		if (!run->dry_run)
			settle_the_rest(&state);
		hand_out(&state, texts, count, sentence_of);
		for (size_t i = 0; i < count; i++)
			texts[i].engine = texts[i].translation.data ? state.session.provider->name : NULL;
	}
	report->stopped = state.stopped;
	report->unusable = state.unusable;
	report->left = 0;
	report->seconds = (double)(client_now() - state.began) / 1000;
	cache_close(state.cache);
	table_finish(&table);
	array_finish(&state.sentences);
	array_finish(&state.lots);
	for (int form = 0; form < FORMS; form++)
		array_finish(&state.queues[form]);
	free(sentence_of);
	return !state.stopped;
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

/* The one request of a probe. */
struct probe {
	struct provider_session session;
	struct engine_status *status;
	bool asked;
};

static bool next_probe(void *context, struct client_request *request)
{
	struct probe *probe = context;
	if (probe->asked)
		return false;
	probe->asked = true;
	*request = (struct client_request){ 0 };
	probe->session.provider->probe(&probe->session, request);
	return true;
}

static enum client_verdict read_probe(void *context, void *item, const struct client_answer *answer)
{
	(void)item;
	struct probe *probe = context;
	json_t *root = answer->status ? load_json(answer->body) : NULL;
	if (answer->status == 200 && root) {
		probe->status->reachable = true;
		if (probe->session.provider->read_probe)
			probe->session.provider->read_probe(root, probe->status);
	} else {
		struct slice words = answer->fault ? slice_from(answer->fault) : provider_error(root);
		const char *said = provider_blot(&probe->session, words, probe->session.arena);
		probe->status->note =
		    answer->status ? arena_format(probe->session.arena, "%ld: %s", answer->status, said).data : said;
	}
	json_decref(root);
	return CLIENT_DONE;
}

static void probe_given_up(void *context, void *item, const struct client_answer *answer)
{
	(void)item;
	struct probe *probe = context;
	probe->status->note = arena_copy(probe->session.arena, slice_from(answer->fault)).data;
}

void engine_probe(const struct engine_options *options, struct arena *arena, struct engine_status *status)
{
	*status = (struct engine_status){ 0 };
	struct engine_run run = { .options = options, .arena = arena };
	struct probe probe = { .status = status };
	const struct provider *provider = find_provider(options->name);
	if (!provider)
		status->note = unknown_name(options->name, arena);
	status->configured =
	    provider && provider_session_begin(&probe.session, provider, &run, arena, true, &status->note);
	if (!status->configured || !provider->probe)
		return;
	status->probed = true;
	struct client_driver driver = { next_probe, read_probe, probe_given_up, NULL, &probe };
	struct client_options client = provider_client_options(&probe.session);
	client.concurrency = client.attempts = 1;
	client.timeout = client.timeout < 10 ? client.timeout : 10;
	client_run(&client, &driver, &(struct client_report){ 0 });
}
