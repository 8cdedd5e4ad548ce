#include "engines/provider.h"

#include "base/message.h"
#include "base/module.h"
#include "engines/secret.h"

#include <stdlib.h>

const char *provider_key_variable(const struct provider_session *session)
{
	return session->options->key_env ? session->options->key_env : session->provider->key_env;
}

json_t *provider_load_json(struct slice body)
{
	return json_loadb(body.data ? body.data : "", body.size, JSON_REJECT_DUPLICATES, NULL);
}

/* Load the client, and take URL if it can ask there. */
static bool read_url(struct provider_session *session, const char *url, const char **fault)
{
	session->client = module_find("http", session->arena, fault);
	if (!session->client)
		return false;
	switch (session->client->check_url(url)) {
	case CLIENT_URL_GOOD:
		break;
	case CLIENT_URL_NOT_HTTP:
		*fault = _("its url is not one of http or https; write it as https://example.org");
		break;
	case CLIENT_URL_WITH_USER:
		*fault = _("its url holds a name or password; put the key into a file or the environment");
		break;
	case CLIENT_URL_WITH_QUESTION:
		*fault = _("its url holds a question mark or a fragment; leave it out");
		break;
	}
	struct slice trimmed = slice_from(url);
	while (trimmed.size && trimmed.data[trimmed.size - 1] == '/')
		trimmed.size--;
	session->url = arena_copy(session->arena, trimmed).data;
	return !*fault;
}

static bool read_language(struct provider_session *session, const char *tag, const char **out, const char **fault)
{
	struct language_code code;
	if (!language_code_parse(tag, &code)) {
		*fault = arena_format(session->arena, _("“%s” is no language"), tag).data;
		return false;
	}
	*out = language_code_spell(tag, session->provider->spellings, session->arena);
	return true;
}

bool provider_session_begin(struct provider_session *session, const struct provider *provider,
                            const struct engine_run *run, struct arena *arena, bool need_key, const char **fault)
{
	const struct engine_options *options = run->options;
	*session = (struct provider_session){
		.provider = provider, .run = run, .options = options, .arena = arena, .needs_key = need_key,
	};
	*fault = NULL;
	const char *url = options->url ? options->url : provider->url;
	if (!url)
		*fault = _("it has no url; say where its server is");
	bool none = !options->url && url && !url[0];
	session->url = "";
	if (*fault || (!none && !read_url(session, url, fault)))
		return false;
	if (provider->key != PROVIDER_NO_KEY)
		session->key = secret_read(provider_key_variable(session), options->key_file, arena, fault);
	if (*fault)
		return false;
	if (need_key && provider->key == PROVIDER_NEEDS_KEY && !session->key) {
		const char *variable = provider_key_variable(session);
		struct slice text = arena_format(
		    arena, _("it has no key; put it into the environment variable %s, or into a file"), variable);
		*fault = text.data;
		return false;
	}
	if (run->source && !read_language(session, run->source, &session->source, fault))
		return false;
	if (run->target && !read_language(session, run->target, &session->target, fault))
		return false;
	return !provider->prepare || provider->prepare(session, fault);
}

struct client_options provider_client_options(const struct provider_session *session)
{
	const struct engine_options *options = session->options;
	return (struct client_options){
		.concurrency = options->concurrency ? (options->concurrency < 64 ? options->concurrency : 64) : 4,
		.timeout = options->timeout ? (options->timeout < 3600 ? options->timeout : 3600) : 60,
		.deadline = options->deadline,
		.attempts = options->attempts ? options->attempts : 5,
		.retry_delay = options->retry_delay ? options->retry_delay : 500,
		.longest_wait = 120,
		.answer_most = 16 << 20,
		.certificates = options->certificates,
	};
}

const char *provider_blot(const struct provider_session *session, struct slice text, struct arena *arena)
{
	enum { MOST = 300 };
	return secret_blot(text, MOST, (const char *const[]){ session->key, session->secret, session->token }, 3,
	                   arena);
}

enum provider_verdict provider_judge(long status)
{
	switch (status) {
	case 400: case 413: case 414: case 422:
		return PROVIDER_SPLIT;
	case 401: case 403: case 407:
		return PROVIDER_KEY;
	case 402: case 456:
		return PROVIDER_QUOTA;
	case 408: case 425:
		return PROVIDER_AGAIN;
	case 429: case 529:
		return PROVIDER_SLOWER;
	default:
		return status >= 500 ? PROVIDER_AGAIN : PROVIDER_STOP;
	}
}

struct slice provider_error(const json_t *root)
{
	static const char *const names[] = { "message", "Message", "error", "explanation", "detail" };
	const json_t *error = json_object_get(root, "error");
	if (json_is_object(error))
		root = error;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const json_t *value = json_object_get(root, names[i]);
		/* Apertium's message is only HTTP's, its explanation is the reason. */
		if (json_is_string(value) && json_is_string(json_object_get(root, "explanation")))
			value = json_object_get(root, "explanation");
		if (json_is_string(value))
			return slice_make(json_string_value(value), json_string_length(value));
	}
	return SLICE("");
}

const char *const *provider_headers(struct arena *arena, const char *const *headers, size_t count)
{
	const char **list = arena_allocate_zero(arena, count + 1, sizeof *list);
	size_t used = 0;
	for (size_t i = 0; i < count; i++)
		if (headers[i])
			list[used++] = headers[i];
	return list;
}

const char *provider_key_header(const char *name, const char *key, struct arena *arena)
{
	return key ? arena_format(arena, "%s%s", name, key).data : NULL;
}

void provider_post_json(struct client_request *request, const char *url, const char *first, const char *second,
                        json_t *body, struct arena *arena)
{
	char *text = json_dumps(body, JSON_COMPACT);
	json_decref(body);
	request->url = url;
	request->body = arena_copy(arena, slice_from(text));
	request->headers =
	    provider_headers(arena, (const char *[]){ "Content-Type: application/json", first, second }, 3);
	free(text);
}

json_t *provider_string(struct slice text)
{
	return json_stringn(text.data ? text.data : "", text.size);
}

json_t *provider_texts(const struct provider_batch *batch)
{
	json_t *list = json_array();
	for (size_t i = 0; i < batch->count; i++)
		json_array_append_new(list, provider_string(batch->texts[i].text));
	return list;
}

struct slice provider_take_string(const json_t *value, struct arena *arena)
{
	if (!json_is_string(value))
		return (struct slice){ 0 };
	return arena_copy(arena, slice_make(json_string_value(value), json_string_length(value)));
}

bool provider_take_answers(const json_t *list, const char *name, const struct provider_batch *batch,
                           struct slice *answers)
{
	if (!json_is_array(list) || json_array_size(list) != batch->count)
		return false;
	for (size_t i = 0; i < batch->count; i++) {
		const json_t *item = json_array_get(list, i);
		answers[i] = provider_take_string(name ? json_object_get(item, name) : item, batch->arena);
		if (!answers[i].data)
			return false;
	}
	return true;
}
