/* engine.h: machine-translation providers, over one client.
 *
 * A provider is one file that makes requests and reads answers (provider.h), and one line in registry.c.
 * It sees texts whose markup is already protected (protect.h), never files; the client (client.h) sends, waits and
 * asks again; the cache (cache.h) remembers; the gates (gates.h) judge. */

#ifndef LOCALIZE_ENGINES_ENGINE_H
#define LOCALIZE_ENGINES_ENGINE_H

#include "base/arena.h"
#include "base/diagnostics.h"
#include "text/placeable.h"
#include "terms/glossary.h"

/* How an engine is set up, from the configuration (engines: NAME: …). All but the name may be zero. */
struct engine_options {
	const char *name;        /* the provider's: "libretranslate" */
	const char *url;         /* NULL: the provider's own */
	const char *key_env;     /* the environment variable that holds the key; NULL: the provider's usual one */
	const char *key_file;    /* a file whose first line is the key; NULL: none */
	const char *certificates; /* a file of certificates to trust beside TLS's own check; NULL: the system's */
	const char *model;       /* of a chat: "gpt-4o-mini"; of Google v3: a model's resource name */
	const char *formality;   /* "more", "less"; NULL: the provider's default */
	const char *glossary;    /* the provider's identifier of a glossary or terminology */
	const char *region;      /* Azure's and Amazon's; Google v3's location */
	const char *project;     /* Google v3's */
	const char *style;       /* for a chat: how to write, in words */
	const char *command;     /* of the engine "command": what /bin/sh is to run */
	size_t timeout;          /* seconds for one request, its retries not counted; 0: 60 */
	size_t deadline;         /* seconds for a whole run; 0: none */
	size_t concurrency;      /* requests in flight; 0: 4 */
	size_t batch;            /* sentences in a request; 0: as the provider takes */
	size_t limit;            /* characters that one run may send; 0: no limit */
	size_t month_limit;      /* characters that a calendar month's runs may send; 0: no limit */
	size_t attempts;         /* for one request, the first included; 0: 5 */
	size_t retry_delay;      /* milliseconds before the first retry; 0: 500 */
	struct slices languages; /* those that it is asked for, as spelt; none: all. For who chooses the engines */
};

/* A sentence to be translated. */
struct engine_text {
	struct slice source;
	const struct placeable *placeables; /* of source */
	size_t placeable_count;
	struct slice before, after; /* the sentences beside it in the article; may be empty, cost nothing */
	struct slice context;     /* what helps to understand it (the heading above it); may be empty, costs nothing */
	struct slice title;       /* of its article; empty: the run's */
	struct position position; /* for warnings; POSITION_NONE if there is none */

	struct slice translation; /* out: in the arena; a NULL pointer where there is none */
	const char *engine;       /* out: whose translation it is; NULL where there is none */
	const char *reason;       /* out: why there is none; NULL where there is one, or none was asked for */
};

struct engine_report {
	size_t texts;      /* all that were given */
	size_t repeated;   /* the same as another one: asked for once */
	size_t copied;     /* nothing in them to translate: their translation is the source */
	size_t cached;     /* answered before */
	size_t sent;       /* distinct sentences sent, or that would be */
	size_t answered;   /* of these, accepted */
	size_t refused;    /* of these, answered but not acceptable (now or before) */
	size_t unanswered; /* of these, not answered; and those not sent because of a limit or an error */
	size_t requests, retried;
	size_t characters; /* code points of what was sent and answered, as it is billed; or that would be */
	size_t left;       /* sentences still to be settled */
	double seconds;
	bool stopped;      /* nothing more can be had for these languages: an error says why */
	bool unusable;     /* nor for any other: wrong key, no server, no time left */
};

/* What all sentences of a run have in common. */
struct engine_run {
	const struct engine_options *options;
	const char *source, *target; /* BCP 47 */
	const char *title;           /* of the texts' article, for engines that take context; may be NULL */
	const struct glossary *glossary; /* for engines that take terms with the text, and to refuse answers by; NULL: none */

	/* The placeables of an answer, as its format finds them (NULL: there are none). */
	void (*find)(struct slice text, struct placeables *out);
	/* A reason to refuse TRANSLATION, or NULL (the project's own checks; may be NULL itself). */
	const char *(*refuse)(void *context, const struct engine_text *text, struct slice translation);
	/* Called several times a second; false stops the run with what it has (may be NULL). */
	bool (*progress)(void *context, const struct engine_report *report);
	void *context;

	size_t characters_before; /* sent by earlier calls for the same run of the program: they count for the limit */
	const char *cache; /* a folder in which answers are remembered; NULL: nowhere */
	bool dry_run;      /* send nothing, but count */
	struct arena *arena;
};

/* Translate TEXTS. A text whose markup comes back broken, or whose translation is refused or doesn't come, is left
 * untranslated with a warning in SINK. Answers are remembered as they come, and are not asked for again. False after
 * an error in SINK when nothing more can be had (wrong key, unknown language, no server, the run was stopped); what
 * came before stays. The engine's key is in no message, no file and no command line. */
bool engine_translate(const struct engine_run *run, struct engine_text *texts, size_t count,
                      struct engine_report *report, struct diagnostics *sink);

/* As engine_translate by each of the COUNT engines in ENGINES in turn (RUN's own options are not looked at): what one
 * doesn't translate, or refuses, is given to the next; a dry run gives on what is known not to come. REPORTS has one for
 * each; characters_before is for each of them alone (NULL: 0). What goes wrong with an engine that is followed by
 * another is a warning only. False if the last one that was needed can't be used. */
bool engine_translate_in_turn(const struct engine_run *run, const struct engine_options *engines, size_t engine_count,
                              const size_t *characters_before, struct engine_text *texts, size_t count,
                              struct engine_report *reports, struct diagnostics *sink);

/* What is known of an engine without translating anything. */
struct engine_status {
	bool configured;         /* it has all that it needs: a key, a url */
	bool probed, reachable;  /* whether the server was asked, and answered */
	bool has_quota;
	double used, quota;      /* characters */
	const char *note;        /* what is missing or wrong, in the arena; NULL: nothing */
};

/* Ask the server of OPTIONS whether it is there; nothing is billed. */
void engine_probe(const struct engine_options *options, struct arena *arena, struct engine_status *status);

/* The names of the providers there are, in order; a NULL ends them. */
const char *const *engine_names(void);

#endif
