/* engine.h: machine-translation providers, over one client.
 *
 * A provider is one file that makes requests and reads answers, and one line in the registry of engine.c. It sees
 * texts whose markup is already protected, never files; the client (client.h) sends, waits, retries and caches. */

#ifndef LOCALIZE_ENGINES_ENGINE_H
#define LOCALIZE_ENGINES_ENGINE_H

#include "base/arena.h"
#include "base/diagnostics.h"
#include "text/placeable.h"

/* How an engine is set up, from the configuration (engines: NAME: …). */
struct engine_options {
	const char *name;        /* the provider's: "libretranslate" */
	const char *url;         /* NULL: the provider's own */
	const char *key_env;     /* the environment variable that holds the key; NULL: the provider's usual one */
	const char *key_file;    /* a file whose first line is the key; NULL: none */
	size_t timeout;          /* seconds for one request, its retries not counted; 0: 60 */
	size_t concurrency;      /* requests in flight; 0: 4 */
	size_t limit;            /* characters that one run may send; 0: no limit */
};

/* A sentence to be translated. */
struct engine_text {
	struct slice source;
	const struct placeable *placeables; /* of source */
	size_t placeable_count;

	struct slice translation; /* out: in the arena; a NULL pointer where there is none */
};

struct engine_report {
	size_t sent, answered, cached, refused, retried; /* sentences; retried: requests */
	size_t characters; /* code points sent, or that would be */
};

/* Translate TEXTS from SOURCE to TARGET (BCP 47) by the engine that OPTIONS name. A text whose markup comes back
 * broken, or that is refused or not answered, is left untranslated with a warning in SINK. Answers are remembered in
 * the folder CACHE (NULL: nowhere) as they come, and are not asked for again. With DRY_RUN nothing is sent. False
 * after an error in SINK when nothing more can be had (wrong key, unknown language, no server). FIND finds the
 * placeables of an answer (NULL: there are none). */
bool engine_translate(const struct engine_options *options, const char *source, const char *target,
                      struct engine_text *texts, size_t count,
                      void (*find)(struct slice text, struct placeables *out), const char *cache, bool dry_run,
                      struct arena *arena, struct engine_report *report, struct diagnostics *sink);

/* The names of the providers there are, in order; a NULL ends them. */
const char *const *engine_names(void);

#endif
