/* work.h: what one run of engine_translate has in hand: its distinct sentences, the batches of them that are under
 * way, and how far it is. Only the files of the engine itself know it; a provider sees a session and a batch. */

#ifndef LOCALIZE_ENGINES_WORK_H
#define LOCALIZE_ENGINES_WORK_H

#include "base/array.h"
#include "base/table.h"
#include "engines/cache.h"
#include "engines/provider.h"
#include "engines/view.h"

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

struct work {
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

/* work.c */

/* Nothing more can be had: say why, once. */
void work_stop(struct work *work, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Tell the run's progress of the work in CONTEXT; false to stop it. */
bool work_progress(void *context);

/* ask_server.c, ask_command.c: ask for all that is queued, by requests to the provider's server, or by the command that
 * takes its place. */
void work_ask_server(struct work *work);
void work_ask_command(struct work *work);

/* sentences.c */

/* Settle TEXT without asking (SIZE_MAX), or find or add its sentence, whose index it returns. TABLE has the sentences
 * by their keys. */
size_t sentences_add(struct work *work, struct engine_text *text, struct table *table);

/* Settle sentence INDEX by an answer that is remembered, or queue it. */
void sentences_look_up(struct work *work, size_t index);

/* The form of protection in which SENTENCE is to be asked for now; false if all were tried. */
bool sentence_form(const struct work *work, const struct sentence *sentence, enum protection *form);

/* Ask for sentence INDEX in that form, if there is one. */
void sentence_queue(struct work *work, size_t index);

struct slice sentence_title(const struct work *work, const struct engine_text *text);

/* TRANSLATION is good; the project's own checks have the last word. */
void sentence_settle_translated(struct work *work, struct sentence *sentence, struct slice translation, bool cached);
void sentence_settle_refused(struct work *work, struct sentence *sentence, const char *reason);
void sentence_settle_unanswered(struct work *work, struct sentence *sentence, const char *reason);
void sentence_warn_refused(struct work *work, const struct sentence *sentence);

/* Settle what a limit keeps from being sent even in a dry run, which says nothing of it. */
void sentences_settle_uncounted(struct work *work);

/* Settle what was not even asked for. */
void sentences_settle_rest(struct work *work);

/* Give each of the COUNT TEXTS the translation of its sentence. */
void sentences_hand_out(struct work *work, struct engine_text *texts, size_t count, const size_t *sentence_of);

/* batches.c */

/* The next batch, the caller's to destroy; NULL if there is none for now. */
struct batch *batch_next(struct work *work);
void batch_destroy(struct work *work, struct batch *batch);

/* The characters of BATCH were taken by the engine, whatever the answer is worth. */
void batch_count_characters(struct work *work, const struct batch *batch);

/* answers.c */

/* Take ANSWER for sentence INDEX, sent in FORM with its placeables numbered from FIRST: as its translation, or as a
 * reason to try another form or to give it up. */
void answer_take(struct work *work, size_t index, enum protection form, size_t first, struct slice answer);

#endif
