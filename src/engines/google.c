/* google.c: Google Cloud Translation: version 2 (Basic), with a key, and version 3 (Advanced), with a token. */

#include "engines/provider.h"

#include "base/message.h"

static const struct language_spelling spellings[] = {
	{ "zh", "zh-CN" },    { "zh-Hant", "zh-TW" }, { "zh-TW", "zh-TW" }, { "zh-HK", "zh-TW" }, { "nb", "no" },
	{ "nn", "no" },       { "fil", "tl" },        { "pt-PT", "pt-PT" }, { "fr-CA", "fr-CA" }, { "he", "he" },
	{ "mni", "mni-Mtei" }, { NULL, NULL },
};

/* Limits are told by status 403 and a reason, too. */
static enum provider_verdict judge(long status, const json_t *root)
{
	static const char *const slower[] = { "userRateLimitExceeded", "rateLimitExceeded" };
	static const char *const quota[] = { "dailyLimitExceeded", "quotaExceeded", "billingNotEnabled" };
	const json_t *errors = json_object_get(json_object_get(root, "error"), "errors");
	const char *reason = json_string_value(json_object_get(json_array_get(errors, 0), "reason"));
	if (status != 403 || !reason)
		return provider_judge(status);
	for (size_t i = 0; i < sizeof slower / sizeof *slower; i++)
		if (strcmp(reason, slower[i]) == 0)
			return PROVIDER_SLOWER;
	for (size_t i = 0; i < sizeof quota / sizeof *quota; i++)
		if (strcmp(reason, quota[i]) == 0)
			return PROVIDER_QUOTA;
	return PROVIDER_KEY;
}

static const char *key_header(const struct provider_session *session, struct arena *arena)
{
	return provider_key_header("X-goog-api-key: ", session->key, arena);
}

static void make_request(const struct provider_session *session, const struct provider_batch *batch,
                         struct client_request *request)
{
	json_t *body = json_pack("{s:o, s:s, s:s, s:s}", "q", provider_texts(batch), "source", session->source,
	                         "target", session->target, "format", batch->form == PROTECTION_HTML ? "html" : "text");
	if (session->options->model)
		json_object_set_new(body, "model", json_string(session->options->model));
	provider_post_json(request, arena_format(batch->arena, "%s/language/translate/v2", session->url).data,
	                   key_header(session, batch->arena), NULL, body, batch->arena);
}

static bool read_answer(const struct provider_session *session, const struct provider_batch *batch, const json_t *root,
                        struct slice *answers)
{
	(void)session;
	const json_t *list = json_object_get(json_object_get(root, "data"), "translations");
	return provider_take_answers(list, "translatedText", batch, answers);
}

static void make_probe(const struct provider_session *session, struct client_request *request)
{
	request->url = arena_format(session->arena, "%s/language/translate/v2/languages", session->url).data;
	request->headers = provider_headers(session->arena, (const char *[]){ key_header(session, session->arena) }, 1);
}

/* The folder of a project's resources; the rest of a url or name follows. */
static const char *parent(const struct provider_session *session, struct arena *arena)
{
	const char *region = session->options->region ? session->options->region : "global";
	return arena_format(arena, "projects/%s/locations/%s", session->options->project, region).data;
}

static bool is_resource_name(const char *name)
{
	struct slice all = slice_from(name);
	for (size_t i = 0; i < all.size; i++)
		if (!is_ascii_alphanumeric(all.data[i]) && !memchr("-_.:", all.data[i], 4))
			return false;
	return all.size > 0;
}

static bool prepare_v3(struct provider_session *session, const char **fault)
{
	if (is_resource_name(session->options->project) &&
	    (!session->options->region || is_resource_name(session->options->region)))
		return true;
	*fault = _("it has no project, or no right one; say project (and region) in the configuration");
	return false;
}

static const char *token_header(const struct provider_session *session, struct arena *arena)
{
	return provider_key_header("Authorization: Bearer ", session->key, arena);
}

static void make_request_v3(const struct provider_session *session, const struct provider_batch *batch,
                            struct client_request *request)
{
	const struct engine_options *options = session->options;
	const char *folder = parent(session, batch->arena);
	json_t *body = json_pack("{s:o, s:s, s:s, s:s}", "contents", provider_texts(batch), "mimeType",
	                         batch->form == PROTECTION_HTML ? "text/html" : "text/plain", "sourceLanguageCode",
	                         session->source, "targetLanguageCode", session->target);
	if (options->model)
		json_object_set_new(body, "model", json_string(options->model));
	if (options->glossary) {
		bool whole = strchr(options->glossary, '/') != NULL;
		struct slice name = whole ? slice_from(options->glossary) :
		                            arena_format(batch->arena, "%s/glossaries/%s", folder, options->glossary);
		json_object_set_new(body, "glossaryConfig", json_pack("{s:o}", "glossary", provider_string(name)));
	}
	provider_post_json(request, arena_format(batch->arena, "%s/v3/%s:translateText", session->url, folder).data,
	                   token_header(session, batch->arena), NULL, body, batch->arena);
}

static bool read_answer_v3(const struct provider_session *session, const struct provider_batch *batch,
                           const json_t *root, struct slice *answers)
{
	const json_t *list = json_object_get(root, "glossaryTranslations");
	if (!session->options->glossary || !list)
		list = json_object_get(root, "translations");
	return provider_take_answers(list, "translatedText", batch, answers);
}

static void make_probe_v3(const struct provider_session *session, struct client_request *request)
{
	request->url = arena_format(session->arena, "%s/v3/%s/supportedLanguages", session->url,
	                            parent(session, session->arena)).data;
	request->headers =
	    provider_headers(session->arena, (const char *[]){ token_header(session, session->arena) }, 1);
}

const struct provider provider_google = {
	.name = "google",
	.url = "https://translation.googleapis.com",
	.key = PROVIDER_NEEDS_KEY,
	.key_env = "GOOGLE_API_KEY",
	.texts_most = 128,
	.characters_most = 5000, /* recommended; beyond 30,000 it refuses */
	.text_most = 30000,
	.forms = { PROTECTION_HTML, PROTECTION_TEXT },
	.form_count = 2,
	.spellings = spellings,
	.request = make_request,
	.read = read_answer,
	.judge = judge,
	.probe = make_probe,
};

const struct provider provider_google_v3 = {
	.name = "google-v3",
	.url = "https://translation.googleapis.com",
	.key = PROVIDER_NEEDS_KEY,
	.key_env = "GOOGLE_ACCESS_TOKEN",
	.texts_most = 1024,
	.characters_most = 5000,
	.text_most = 30000,
	.forms = { PROTECTION_HTML, PROTECTION_TEXT },
	.form_count = 2,
	.spellings = spellings,
	.prepare = prepare_v3,
	.request = make_request_v3,
	.read = read_answer_v3,
	.judge = judge,
	.probe = make_probe_v3,
};
