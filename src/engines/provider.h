/* provider.h: what a machine-translation provider is: requests from protected texts, and texts from answers.
 *
 * A provider is one file, and one line in registry.c. It does no waiting, retrying, caching or checking,
 * and never sees a key in a message: those are the client's and the engine's. */

#ifndef LOCALIZE_ENGINES_PROVIDER_H
#define LOCALIZE_ENGINES_PROVIDER_H

#include "engines/client.h"
#include "engines/engine.h"
#include "engines/language_code.h"
#include "engines/protect.h"

#include <jansson.h>

/* One engine, one pair of languages, one run. */
struct provider_session {
	const struct provider *provider;
	const struct engine_run *run;
	const struct engine_options *options;
	struct arena *arena;         /* lives as long as the session */
	const struct client *client; /* NULL: it is no server */
	const char *url;             /* no slash at its end */
	bool needs_key;              /* something will be sent: a missing key is a fault */
	const char *key;             /* NULL: there is none */
	const char *secret, *token;  /* Amazon's */
	const char *source, *target; /* in the provider's spelling */
	void *own;                   /* what prepare made, in the arena */
};

struct provider_text {
	struct slice text;    /* protected */
	struct slice context; /* the engine_text's; empty but for providers that use it */
	struct slice title;   /* of the article; the same in all texts of a request */
	struct slice source;  /* as it stands in the article, and its neighbours there; empty likewise */
	struct slice before, after;
	size_t number;        /* in the batch, from 1 */
};

/* The texts of one request. */
struct provider_batch {
	struct arena *arena; /* lives until the answer is read */
	const struct provider_text *texts;
	size_t count;
	enum protection form; /* of all of them */
};

/* What an answer without translations means. */
enum provider_verdict {
	PROVIDER_AGAIN,  /* a fault that passes */
	PROVIDER_SLOWER, /* too many requests */
	PROVIDER_SPLIT,  /* something is wrong with a text, or there are too many: smaller parts are asked for */
	PROVIDER_KEY,    /* the key is wrong, or lacks the right */
	PROVIDER_QUOTA,  /* what was paid for is spent */
	PROVIDER_STOP,   /* another reason why nothing more can be had */
};

enum provider_key { PROVIDER_NO_KEY, PROVIDER_KEY_IF_THERE, PROVIDER_NEEDS_KEY };

struct provider {
	const char *name;
	const char *url;        /* where it is by default; NULL: the user must say; "": it has none */
	enum provider_key key;
	const char *key_env;    /* the environment variable in which its keys usually are */

	size_t texts_most;      /* in a request; 0: as many as fit */
	size_t characters_most; /* code points of a request's texts, beyond which a text goes alone; 0: no limit */
	size_t text_most;       /* code points of one text; a longer one can't be sent; 0: no limit */
	size_t bytes_most;      /* bytes of a request's texts; a longer text can't be sent; 0: no limit */
	enum protection forms[3]; /* for texts with markup, the best first; those without are sent as PROTECTION_TEXT */
	size_t form_count;

	bool uses_context; /* answers depend on a text's context, the title and the glossary */
	bool one_context;  /* all texts of a request must have the same context */
	bool chatty;       /* a language model */
	bool marks;        /* marks words that it doesn't know, as Apertium does */
	const char *serbian_source; /* the one script in which it reads Serbian: "Latn"; NULL: either */
	const struct language_spelling *spellings; /* of languages; NULL: the language's own code */

	/* Further set-up. False with what is missing in *FAULT (translated). May be NULL. */
	bool (*prepare)(struct provider_session *session, const char **fault);

	/* The request for BATCH, in its arena. NULL for an engine that is no server (ask_command.c runs its command). */
	void (*request)(const struct provider_session *session, const struct provider_batch *batch,
	                struct client_request *request);

	/* ANSWERS, one for each text of BATCH, from the JSON of a good answer, in BATCH's arena; a NULL pointer where
	 * there is none. False if it is not what the provider's documentation says. */
	bool (*read)(const struct provider_session *session, const struct provider_batch *batch, const json_t *root,
	             struct slice *answers);

	/* What HTTP's STATUS and the JSON of an answer (NULL: it is none) mean; provider_judge for what is usual. May
	 * be NULL. */
	enum provider_verdict (*judge)(long status, const json_t *root);

	/* For an engine that is no server: what to write to the command for BATCH, and the answer in the JSON of one
	 * line of its output, for text NUMBER (from 0); false if it is none. */
	void (*write)(const struct provider_session *session, const struct provider_batch *batch, struct buffer *input);
	bool (*read_line)(const struct provider_batch *batch, const json_t *root, size_t *number, struct slice *answer);

	/* A request that tells whether the server is there and costs nothing; and what its answer says of the quota.
	 * Either may be NULL. */
	void (*probe)(const struct provider_session *session, struct client_request *request);
	void (*read_probe)(const json_t *root, struct engine_status *status);
};

/* A session for RUN's options (and its languages, unless they are NULL) in ARENA. False with the reason in *FAULT:
 * a wrong url or language, no key (only asked for if NEED_KEY). */
bool provider_session_begin(struct provider_session *session, const struct provider *provider,
                            const struct engine_run *run, struct arena *arena, bool need_key, const char **fault);

/* The client's options for SESSION. */
struct client_options provider_client_options(const struct provider_session *session);

/* A key of SESSION's blotted out of TEXT, for a message. */
const char *provider_blot(const struct provider_session *session, struct slice text, struct arena *arena);

/* What the statuses of HTTP usually mean. */
enum provider_verdict provider_judge(long status);

/* The JSON of an answer's BODY, the caller's; NULL if it is none. */
json_t *provider_load_json(struct slice body);

/* The words of an error, wherever they are in the JSON of an answer; an empty slice where there are none. */
struct slice provider_error(const json_t *root);

/* The variable from which SESSION's key comes. */
const char *provider_key_variable(const struct provider_session *session);

/* Make REQUEST a POST of BODY (which is taken over), to URL with the headers FIRST and SECOND (either may be NULL)
 * beside that of JSON, in ARENA. */
void provider_post_json(struct client_request *request, const char *url, const char *first, const char *second,
                        json_t *body, struct arena *arena);

/* HEADERS (COUNT of them, some NULL) as a list that ends in NULL, in ARENA. */
const char *const *provider_headers(struct arena *arena, const char *const *headers, size_t count);

/* "NAME: KEY" in ARENA; NULL if there is no key. */
const char *provider_key_header(const char *name, const char *key, struct arena *arena);

/* The texts of BATCH as a JSON array, the caller's. */
json_t *provider_texts(const struct provider_batch *batch);

/* A JSON string of TEXT, the caller's; TEXT must be valid UTF-8. */
json_t *provider_string(struct slice text);

/* The string in VALUE, in ARENA; a NULL pointer if it is none. */
struct slice provider_take_string(const json_t *value, struct arena *arena);

/* The member NAME of each item of the array LIST (the item itself where NAME is NULL) as BATCH's answers. False if it
 * is no array of as many strings. */
bool provider_take_answers(const json_t *list, const char *name, const struct provider_batch *batch,
                           struct slice *answers);

/* The provider of that name, or NULL (NAME may be NULL too); and what to say then, in ARENA. */
const struct provider *provider_find(const char *name);
const char *provider_unknown(const char *name, struct arena *arena);

extern const struct provider provider_libretranslate;
extern const struct provider provider_deepl;
extern const struct provider provider_google;
extern const struct provider provider_google_v3;
extern const struct provider provider_azure;
extern const struct provider provider_amazon;
extern const struct provider provider_apertium;
extern const struct provider provider_modernmt;
extern const struct provider provider_openai;
extern const struct provider provider_command;

#endif
