#include "engines/work.h"

#include "base/message.h"
#include "engines/gates.h"
#include "text/utf8.h"

#include <inttypes.h>

bool sentence_form(const struct work *work, const struct sentence *sentence, enum protection *form)
{
	const struct provider *provider = work->session.provider;
	size_t n = sentence->form;
	if (sentence->view.count == 0) {
		*form = n == 0 ? PROTECTION_TEXT : provider->forms[0];
		return n == 0 || (n == 1 && provider->forms[0] != PROTECTION_TEXT);
	}
	if (n < provider->form_count)
		*form = provider->forms[n];
	return n < provider->form_count;
}

void sentence_queue(struct work *work, size_t index)
{
	enum protection form;
	if (sentence_form(work, &work->sentences.items[index], &form))
		array_push(&work->queues[form], index);
}

static void append_part(struct buffer *key, struct slice part)
{
	buffer_append_format(key, "%zu:", part.size);
	buffer_append(key, part);
}

static void append_terms(struct buffer *key, const struct glossary *glossary, struct slice source)
{
	struct term_matches matches = { 0 };
	if (glossary)
		glossary_find_in(glossary, source, &matches);
	for (size_t i = 0; i < matches.count; i++) {
		const struct term *term = glossary_term(glossary, matches.items[i].term);
		append_part(key, term->source);
		append_part(key, term->target);
	}
	array_finish(&matches);
}

struct slice sentence_title(const struct work *work, const struct engine_text *text)
{
	return text->title.size ? text->title : slice_from(work->run->title);
}

/* What an answer to TEXT depends on, all but the engine's key: what it is remembered by. */
static struct slice make_key(const struct work *work, const struct engine_text *text, const struct view *view)
{
	enum { VERSION = 1 }; /* of what an answer is accepted for */
	const struct engine_options *options = work->run->options;
	const struct provider *provider = work->session.provider;
	struct buffer key = { 0 };
	buffer_append_format(&key, "%d;", VERSION);
	const char *const parts[] = { provider->name,     work->session.url, options->model,   options->formality,
		                      options->glossary,  options->region,    options->project, options->style,
		                      options->command,   work->run->source, work->run->target };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		append_part(&key, slice_from(parts[i]));
	append_part(&key, view->source);
	for (size_t i = 0; i < view->count; i++)
		buffer_append_format(&key, "%" PRIu32 "-%" PRIu32 ".%d.%" PRIu32 ";", view->placeables[i].begin,
		                     view->placeables[i].end, (int)view->placeables[i].kind, view->placeables[i].partner);
	if (provider->uses_context) {
		append_part(&key, text->context);
		append_part(&key, sentence_title(work, text));
		append_terms(&key, work->run->glossary, view->source);
	}
	struct slice copy = arena_copy(work->arena, buffer_slice(&key));
	buffer_finish(&key);
	return copy;
}

void sentence_warn_refused(struct work *work, const struct sentence *sentence)
{
	enum { SHOWN = 60 };
	struct slice source = sentence->text->source;
	size_t end = source.size < SHOWN ? source.size : SHOWN;
	while (end < source.size && ((unsigned char)source.data[end] & 0xc0) == 0x80)
		end--;
	diagnostics_warning(work->sink, sentence->text->position,
	                    _("“%.*s%s” is left untranslated: %s: %s; translate it by hand or by another engine"),
	                    (int)end, source.data, end < source.size ? "\xe2\x80\xa6" : "",
	                    work->session.provider->name, sentence->reason);
}

void sentence_settle_translated(struct work *work, struct sentence *sentence, struct slice translation, bool cached)
{
	const struct engine_run *run = work->run;
	sentence->settled = true;
	sentence->reason = run->refuse ? run->refuse(run->context, sentence->text, translation) : NULL;
	if (!sentence->reason)
		sentence->translation = translation;
	else
		sentence_warn_refused(work, sentence);
	if (sentence->reason)
		work->report->refused++;
	else if (cached)
		work->report->cached++;
	else
		work->report->answered++;
}

void sentence_settle_refused(struct work *work, struct sentence *sentence, const char *reason)
{
	sentence->settled = true;
	sentence->reason = reason;
	work->report->refused++;
	sentence_warn_refused(work, sentence);
}

void sentence_settle_unanswered(struct work *work, struct sentence *sentence, const char *reason)
{
	sentence->settled = true;
	sentence->reason = reason;
	work->report->unanswered++;
}

size_t sentences_add(struct work *work, struct engine_text *text, struct table *table)
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
		work->report->copied += valid;
		work->report->unanswered += !valid;
		return SIZE_MAX;
	}
	struct sentence sentence = { .text = text, .view = view_of_source(&work->session, text, work->arena) };
	sentence.key = make_key(work, text, &sentence.view);
	size_t index = table_add(table, sentence.key, work->sentences.count);
	if (index < work->sentences.count) {
		work->report->repeated++;
		return index;
	}
	array_push(&work->sentences, sentence);
	return index;
}

void sentences_look_up(struct work *work, size_t index)
{
	struct sentence *sentence = &work->sentences.items[index];
	struct slice translation;
	const char *reason;
	if (!cache_get(work->cache, sentence->key, work->arena, &translation, &reason))
		sentence_queue(work, index);
	else if (translation.data)
		sentence_settle_translated(work, sentence, translation, true);
	else
		sentence_settle_refused(work, sentence, reason);
}

void sentences_settle_uncounted(struct work *work)
{
	for (size_t i = 0; i < work->sentences.count; i++) {
		struct sentence *sentence = &work->sentences.items[i];
		if (sentence->settled)
			continue;
		sentence_settle_unanswered(work, sentence, _("the limit of characters is reached"));
		work->report->sent--;
	}
}

void sentences_settle_rest(struct work *work)
{
	size_t skipped = 0;
	for (size_t i = 0; i < work->sentences.count; i++) {
		struct sentence *sentence = &work->sentences.items[i];
		if (sentence->settled)
			continue;
		sentence_settle_unanswered(work, sentence, work->limited ? _("the limit of characters is reached") :
		                                                    _("the run was stopped"));
		skipped++;
	}
	if (skipped && work->limited && !work->stopped)
		diagnostics_warning(
		    work->sink, POSITION_NONE,
		    work->run->options->month_limit
		        ? ngettext("%zu sentence is left untranslated: the limit of characters for %s is reached; raise its "
		                   "limit, or run again next month",
		                   "%zu sentences are left untranslated: the limit of characters for %s is reached; raise its "
		                   "limit, or run again next month",
		                   skipped)
		        : ngettext("%zu sentence is left untranslated: the limit of characters for %s is reached; raise its "
		                   "limit, or run again for the rest",
		                   "%zu sentences are left untranslated: the limit of characters for %s is reached; raise its "
		                   "limit, or run again for the rest",
		                   skipped),
		    skipped, work->session.provider->name);
}

void sentences_hand_out(struct work *work, struct engine_text *texts, size_t count, const size_t *sentence_of)
{
	for (size_t i = 0; i < count; i++) {
		if (sentence_of[i] == SIZE_MAX)
			continue;
		const struct sentence *sentence = &work->sentences.items[sentence_of[i]];
		texts[i].translation = sentence->translation;
		texts[i].reason = sentence->reason;
	}
}
