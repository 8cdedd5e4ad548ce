#include "engines/client.h"

#include "base/array.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/message.h"
#include "engines/broken_pipes.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

enum slot_state { SLOT_FREE, SLOT_WAITING, SLOT_ASKING };

/* One request on its way. */
struct slot {
	struct run *client;
	CURL *handle;
	struct curl_slist *headers;
	struct client_request request;
	enum slot_state state;
	uint64_t due;            /* when it is to be asked (again) */
	size_t faults, slowed;   /* attempts that failed; attempts that came too soon */
	size_t answered_before;  /* the client's count of answers when it was last put off */
	struct buffer body;
	bool too_long;
	size_t reset;            /* seconds, from an x-ratelimit-reset header */
	char fault[CURL_ERROR_SIZE];
};

struct run {
	const struct client_options *options;
	const struct client_driver *driver;
	struct client_report *report;
	CURLM *multi;
	struct slot *slots;
	size_t allowed;      /* requests in flight now: halved when the server has too much, then grown again */
	size_t in_a_row;     /* good answers since allowed was changed */
	size_t answered;     /* good answers in all */
	uint64_t paused_until, ends_at;
	uint64_t random;
	bool stopped;
};

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;

static void initialize_curl(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* A number below LIMIT, for jitter (xorshift64*). */
static uint64_t random_below(struct run *client, uint64_t limit)
{
	client->random ^= client->random >> 12;
	client->random ^= client->random << 25;
	client->random ^= client->random >> 27;
	return limit ? (client->random * UINT64_C(0x2545f4914f6cdd1d) >> 32) % limit : 0;
}

static size_t take_body(char *data, size_t size, size_t count, void *context)
{
	struct slot *slot = context;
	if (count > slot->client->options->answer_most - slot->body.size) {
		slot->too_long = true;
		return 0;
	}
	buffer_append(&slot->body, slice_make(data, size * count));
	return size * count;
}

/* The seconds of a duration as OpenAI writes it: "1s", "6m0s", "250ms"; rounded up. */
static size_t duration_seconds(struct slice text)
{
	uint64_t all = 0, number = 0;
	for (size_t i = 0; i < text.size; i++) {
		char byte = text.data[i];
		if (is_ascii_digit(byte)) {
			number = number > 1000000 ? number : number * 10 + (uint64_t)(byte - '0');
			continue;
		}
		bool thousandth = byte == 'm' && i + 1 < text.size && text.data[i + 1] == 's';
		if (byte == '.') {
			all += number * 1000;
			while (i + 1 < text.size && is_ascii_digit(text.data[i + 1]))
				i++;
			all += 1000;
			i += i + 1 < text.size;
		} else if (thousandth) {
			all += number;
			i++;
		} else {
			all += number * (byte == 'h' ? 3600000 : byte == 'm' ? 60000 : 1000);
		}
		number = 0;
	}
	return (size_t)((all + 999) / 1000);
}

static size_t take_header(char *data, size_t size, size_t count, void *context)
{
	struct slot *slot = context;
	struct slice line = slice_make(data, size * count), name;
	slice_next_part(&line, ':', &name);
	bool resets = slice_equal_ignoring_case(name, SLICE("x-ratelimit-reset-requests")) ||
	              slice_equal_ignoring_case(name, SLICE("x-ratelimit-reset-tokens"));
	size_t seconds = resets ? duration_seconds(slice_trim(line)) : 0;
	if (seconds > slot->reset)
		slot->reset = seconds;
	return size * count;
}

static void slot_forget(struct slot *slot)
{
	curl_slist_free_all(slot->headers);
	slot->headers = NULL;
	slot->request = (struct client_request){ 0 };
	slot->state = SLOT_FREE;
	slot->faults = slot->slowed = 0;
	buffer_finish(&slot->body);
}

static void slot_set_up(struct slot *slot)
{
	const struct client_options *options = slot->client->options;
	const struct client_request *request = &slot->request;
	CURL *handle = slot->handle;
	curl_easy_reset(handle);
	curl_slist_free_all(slot->headers);
	/* A header that is not sent must not be signed. */
	slot->headers = request->signature ? NULL : curl_slist_append(NULL, "Expect:");
	for (const char *const *header = request->headers; header && *header; header++)
		slot->headers = curl_slist_append(slot->headers, *header);
	curl_easy_setopt(handle, CURLOPT_URL, request->url);
	curl_easy_setopt(handle, CURLOPT_HTTPHEADER, slot->headers);
#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	curl_easy_setopt(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
	curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(handle, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
	if (options->certificates)
		curl_easy_setopt(handle, CURLOPT_CAINFO, options->certificates);
	curl_easy_setopt(handle, CURLOPT_USERAGENT, "localize");
	curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)options->timeout * 1000);
	curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
	                 (long)(options->timeout < 20 ? options->timeout : 20) * 1000);
	curl_easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)options->answer_most);
	curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(handle, CURLOPT_WRITEDATA, slot);
	curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(handle, CURLOPT_HEADERDATA, slot);
	curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, slot->fault);
	curl_easy_setopt(handle, CURLOPT_PRIVATE, slot);
	if (request->body.data) {
		curl_easy_setopt(handle, CURLOPT_POST, 1L);
		curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.size);
		curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request->body.data);
	}
	if (request->signature) {
		curl_easy_setopt(handle, CURLOPT_AWS_SIGV4, request->signature);
		curl_easy_setopt(handle, CURLOPT_USERPWD, request->credentials);
	}
}

static void slot_ask(struct slot *slot)
{
	slot_set_up(slot);
	buffer_clear(&slot->body);
	slot->too_long = false;
	slot->reset = 0;
	slot->fault[0] = '\0';
	slot->state = SLOT_ASKING;
	slot->client->report->requests++;
	curl_multi_add_handle(slot->client->multi, slot->handle);
}

static void give_up(struct slot *slot, const struct client_answer *answer)
{
	slot->client->driver->given_up(slot->client->driver->context, slot->request.item, answer);
	slot_forget(slot);
}

/* How long to wait before attempt FAULTS + 1: doubled each time, a random half of it taken off. */
static uint64_t backoff(struct run *client, size_t faults)
{
	uint64_t delay = client->options->retry_delay;
	for (size_t i = 1; i < faults && delay < 30000; i++)
		delay *= 2;
	if (delay > 30000)
		delay = 30000;
	return delay / 2 + random_below(client, delay / 2 + 1);
}

static void slow_down(struct run *client, uint64_t until)
{
	if (until > client->paused_until) {
		client->paused_until = until;
		client->allowed = client->allowed > 1 ? client->allowed / 2 : 1;
	}
	client->in_a_row = 0;
}

static void note_good_answer(struct run *client)
{
	client->answered++;
	if (++client->in_a_row < client->allowed || client->allowed >= client->options->concurrency)
		return;
	client->allowed++;
	client->in_a_row = 0;
}

static void slot_put_off(struct slot *slot, const struct client_answer *answer, bool slower)
{
	struct run *client = slot->client;
	/* Too soon is no fault while the server does answer others. */
	bool moving = slower && client->answered > slot->answered_before;
	slot->slowed = moving ? 1 : slot->slowed + slower;
	slot->faults += !slower;
	slot->answered_before = client->answered;
	bool used_up = slot->faults >= client->options->attempts || slot->slowed >= client->options->attempts + 3;
	if (used_up || answer->hopeless || answer->wait > client->options->longest_wait) {
		give_up(slot, answer);
		return;
	}
	uint64_t now = clock_now(), delay = backoff(client, slower ? slot->slowed : slot->faults);
	if (answer->wait)
		delay = (uint64_t)answer->wait * 1000 + random_below(client, client->options->retry_delay / 2 + 1);
	slot->due = now + delay;
	slot->state = SLOT_WAITING;
	client->report->retried++;
	if (slower)
		slow_down(client, now + delay);
}

static struct client_answer read_answer(struct slot *slot, CURLcode code)
{
	struct client_answer answer = { 0 };
	if (code != CURLE_OK) {
		answer.fault = slot->too_long || code == CURLE_FILESIZE_EXCEEDED ? _("the answer is too long")
		               : slot->fault[0]                                  ? slot->fault
		                                                                 : curl_easy_strerror(code);
		answer.hopeless = slot->too_long || code == CURLE_FILESIZE_EXCEEDED || code == CURLE_URL_MALFORMAT ||
		                  code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_PEER_FAILED_VERIFICATION ||
		                  code == CURLE_SSL_CACERT_BADFILE;
		answer.unreachable = code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST ||
		                     code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_PEER_FAILED_VERIFICATION ||
		                     code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_CONNECT_ERROR;
		return answer;
	}
	curl_off_t wait = 0;
	curl_easy_getinfo(slot->handle, CURLINFO_RESPONSE_CODE, &answer.status);
	curl_easy_getinfo(slot->handle, CURLINFO_RETRY_AFTER, &wait);
	answer.wait = wait > 0 ? (size_t)wait : answer.status == 429 ? slot->reset : 0;
	answer.body = buffer_slice(&slot->body);
	return answer;
}

static void slot_answered(struct slot *slot, CURLcode code)
{
	struct run *client = slot->client;
	struct client_answer answer = read_answer(slot, code);
	enum client_verdict verdict = client->driver->answered(client->driver->context, slot->request.item, &answer);
	if (verdict == CLIENT_DONE) {
		note_good_answer(client);
		slot_forget(slot);
	} else if (verdict == CLIENT_STOP) {
		client->stopped = true;
		give_up(slot, &answer);
	} else {
		slot_put_off(slot, &answer, verdict == CLIENT_SLOWER);
	}
}

/* Whether any slot came free or has to wait. */
static bool read_answers(struct run *client)
{
	int left;
	bool any = false;
	for (CURLMsg *message; !client->stopped && (message = curl_multi_info_read(client->multi, &left));) {
		if (message->msg != CURLMSG_DONE)
			continue;
		CURLcode code = message->data.result;
		struct slot *slot = NULL;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&slot);
		curl_multi_remove_handle(client->multi, message->easy_handle);
		slot_answered(slot, code);
		any = true;
	}
	return any;
}

/* Ask what is due, as far as it is allowed. *UNTIL is when the next one will be due; false if nothing is left. */
static bool ask_what_is_due(struct run *client, uint64_t *until)
{
	uint64_t now = clock_now();
	size_t count = client->options->concurrency, asking = 0, taken = 0;
	for (size_t i = 0; i < count; i++) {
		asking += client->slots[i].state == SLOT_ASKING;
		taken += client->slots[i].state != SLOT_FREE;
	}
	*until = UINT64_MAX;
	bool more = true;
	for (size_t i = 0; i < count; i++) {
		struct slot *slot = &client->slots[i];
		if (slot->state == SLOT_FREE && more && taken < client->allowed) {
			more = client->driver->next(client->driver->context, &slot->request);
			if (!more)
				continue;
			slot->state = SLOT_WAITING;
			slot->due = now;
			slot->answered_before = client->answered;
			taken++;
		}
		if (slot->state != SLOT_WAITING)
			continue;
		uint64_t due = slot->due > client->paused_until ? slot->due : client->paused_until;
		if (now < due) {
			*until = due < *until ? due : *until;
		} else if (asking < client->allowed) {
			slot_ask(slot);
			asking++;
		}
	}
	return taken > 0;
}

static void give_all_up(struct run *client, const char *fault)
{
	for (size_t i = 0; i < client->options->concurrency; i++) {
		struct slot *slot = &client->slots[i];
		if (slot->state == SLOT_ASKING)
			curl_multi_remove_handle(client->multi, slot->handle);
		if (slot->state != SLOT_FREE)
			give_up(slot, &(struct client_answer){ .fault = fault, .cut_off = true });
	}
}

static enum client_end run(struct run *client)
{
	enum { TICK = 200 };
	for (;;) {
		if (client->stopped)
			return CLIENT_STOPPED;
		if (client->driver->progress && !client->driver->progress(client->driver->context))
			return CLIENT_CANCELLED;
		uint64_t now = clock_now(), until;
		if (now >= client->ends_at)
			return CLIENT_LATE;
		if (!ask_what_is_due(client, &until))
			return CLIENT_FINISHED;
		int running;
		curl_multi_perform(client->multi, &running);
		if (read_answers(client))
			continue;
		now = clock_now();
		until = until < client->ends_at ? until : client->ends_at;
		uint64_t wait = until > now ? until - now : 0;
		curl_multi_poll(client->multi, NULL, 0, (int)(wait < TICK ? wait : TICK), NULL);
	}
}

static enum client_end run_driver(const struct client_options *options, const struct client_driver *driver,
                                  struct client_report *report)
{
	pthread_once(&curl_once, initialize_curl);
	struct run client = {
		.options = options,
		.driver = driver,
		.report = report,
		.multi = curl_multi_init(),
		.slots = memory_allocate_zero(options->concurrency, sizeof *client.slots),
		.allowed = options->concurrency,
		.ends_at = options->deadline ? clock_now() + (uint64_t)options->deadline * 1000 : UINT64_MAX,
		.random = (clock_now() * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)getpid()) | 1,
	};
	for (size_t i = 0; i < options->concurrency; i++) {
		client.slots[i].client = &client;
		client.slots[i].handle = curl_easy_init();
	}
	/* TLS libraries write without asking for no signal. */
	sigset_t old;
	broken_pipes_block(&old);
	enum client_end end = run(&client);
	give_all_up(&client, end == CLIENT_LATE ? _("there was no time left") : _("the run was stopped"));
	for (size_t i = 0; i < options->concurrency; i++)
		curl_easy_cleanup(client.slots[i].handle);
	free(client.slots);
	curl_multi_cleanup(client.multi);
	broken_pipes_unblock(&old);
	return end;
}

static enum client_url check_url(const char *url)
{
	CURLU *parts = curl_url();
	char *scheme = NULL, *user = NULL, *query = NULL;
	enum client_url verdict = CLIENT_URL_GOOD;
	if (!parts || curl_url_set(parts, CURLUPART_URL, url, 0) != CURLUE_OK ||
	    curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
	    (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0))
		verdict = CLIENT_URL_NOT_HTTP;
	else if (curl_url_get(parts, CURLUPART_USER, &user, 0) == CURLUE_OK)
		verdict = CLIENT_URL_WITH_USER;
	else if (curl_url_get(parts, CURLUPART_QUERY, &query, 0) == CURLUE_OK || strchr(url, '#'))
		verdict = CLIENT_URL_WITH_QUESTION;
	curl_free(scheme);
	curl_free(user);
	curl_free(query);
	curl_url_cleanup(parts);
	return verdict;
}

const struct client localize_http = { run_driver, check_url };
