/* client.h: HTTP requests, several at a time, asked again as long as there is hope. Over libcurl's multi interface.
 *
 * It knows nothing of translation: a driver hands it requests and judges the answers. TLS is always verified, only
 * http and https are spoken, redirects are not followed (a key would go along), and no header or body is ever quoted
 * in a fault. Proxies are those of the environment (http_proxy, https_proxy, no_proxy). */

#ifndef LOCALIZE_ENGINES_CLIENT_H
#define LOCALIZE_ENGINES_CLIENT_H

#include "base/slice.h"

struct client_options {
	size_t concurrency;       /* requests in flight at most */
	size_t timeout;           /* seconds for one attempt */
	size_t deadline;          /* seconds for all; 0: none */
	size_t attempts;          /* for one request, the first included */
	size_t retry_delay;       /* milliseconds before the first retry, doubled for each more, with jitter */
	size_t longest_wait;      /* seconds; a server that asks for more (Retry-After) is given up */
	size_t answer_most;       /* bytes of an answer's body, unpacked */
	const char *certificates; /* a file of certificates in the place of the system's; NULL: the system's */
};

/* Its memory is the driver's, and must live until the request is judged CLIENT_DONE or given up. */
struct client_request {
	const char *url;
	const char *const *headers; /* "Name: value"; a NULL ends them */
	struct slice body;          /* of a POST; a NULL pointer makes it a GET */
	const char *signature;      /* for AWS's signature version 4: "aws:amz:REGION:SERVICE"; NULL: none */
	const char *credentials;    /* for it: "ID:SECRET" */
	void *item;                 /* the driver's own */
};

struct client_answer {
	long status;        /* HTTP's; 0 if no whole answer came */
	struct slice body;
	const char *fault;  /* why none came; NULL if one did */
	bool hopeless;      /* another attempt would fail likewise: a bad certificate, an answer too long */
	bool unreachable;   /* there was not even a connection */
	bool cut_off;       /* the run ended first */
	size_t wait;        /* seconds for which the server asks to be left alone; 0 if it doesn't */
};

enum client_verdict {
	CLIENT_DONE,
	CLIENT_AGAIN, /* ask again later */
	CLIENT_SLOWER, /* ask again later, and all others too: the server has had too much */
	CLIENT_STOP,  /* nothing more of this run is worth asking */
};

struct client_driver {
	/* The next request into *REQUEST; false if there is none for now (asked again after each answer). */
	bool (*next)(void *context, struct client_request *request);
	/* Judge ANSWER, which is valid during the call. */
	enum client_verdict (*answered)(void *context, void *item, const struct client_answer *answer);
	/* The request of ITEM was to be asked again but is given up (attempts, deadline, stopped): the last answer. */
	void (*given_up)(void *context, void *item, const struct client_answer *answer);
	/* Called several times a second; false stops (may be NULL). */
	bool (*progress)(void *context);
	void *context;
};

struct client_report {
	size_t requests, retried;
};

enum client_end { CLIENT_FINISHED, CLIENT_STOPPED, CLIENT_CANCELLED, CLIENT_LATE };

enum client_url { CLIENT_URL_GOOD, CLIENT_URL_NOT_HTTP, CLIENT_URL_WITH_USER, CLIENT_URL_WITH_QUESTION };

/* What the module "http" offers (base/module.h). */
struct client {
	/* Run DRIVER's requests until there are no more. CLIENT_STOPPED if an answer was judged so, CLIENT_CANCELLED if
	 * progress said so, CLIENT_LATE after the deadline; whatever is under way is then given up. Each request handed
	 * out is judged done or given up exactly once. */
	enum client_end (*run)(const struct client_options *options, const struct client_driver *driver,
	                       struct client_report *report);

	/* Whether URL is http(s)://host… with no name, password, question or fragment, so that what is put behind it is
	 * its path. */
	enum client_url (*check_url)(const char *url);
};

extern const struct client localize_http;

#endif
