/* modernmt.c: ModernMT (its REST API of 2024). */

#include "engines/provider.h"

static const struct language_spelling spellings[] = {
	{ "sr", "sr-Cyrl" },    { "sr-Latn", "sr-Latn" }, { "zh", "zh-CN" },    { "zh-Hant", "zh-TW" },
	{ "zh-TW", "zh-TW" },   { "zh-HK", "zh-HK" },     { "pt-BR", "pt-BR" }, { "pt-PT", "pt-PT" },
	{ "es-419", "es-419" }, { "es-MX", "es-MX" },     { "fr-CA", "fr-CA" }, { "nn", "nb" },
	{ "no", "nb" },         { "fil", "tl" },          { NULL, NULL },
};

static const char *key_header(const struct provider_session *session, struct arena *arena)
{
	return provider_key_header("MMT-ApiKey: ", session->key, arena);
}

static void make_request(const struct provider_session *session, const struct provider_batch *batch,
                         struct client_request *request)
{
	static const char *const formats[] = {
		[PROTECTION_TEXT] = "text/plain", [PROTECTION_XML] = "text/xml", [PROTECTION_HTML] = "text/html",
	};
	const struct engine_options *options = session->options;
	json_t *body = json_pack("{s:o, s:s, s:s, s:s}", "q", provider_texts(batch), "source", session->source,
	                         "target", session->target, "format", formats[batch->form]);
	if (options->glossary)
		json_object_set_new(body, "glossaries", json_pack("[s]", options->glossary));
	provider_post_json(request, arena_format(batch->arena, "%s/translate", session->url).data,
	                   key_header(session, batch->arena), "X-HTTP-Method-Override: GET", body, batch->arena);
}

static bool read_answer(const struct provider_session *session, const struct provider_batch *batch, const json_t *root,
                        struct slice *answers)
{
	(void)session;
	return provider_take_answers(json_object_get(root, "data"), "translation", batch, answers);
}

static void make_probe(const struct provider_session *session, struct client_request *request)
{
	request->url = arena_format(session->arena, "%s/translate/languages", session->url).data;
	request->headers = provider_headers(session->arena, (const char *[]){ key_header(session, session->arena) }, 1);
}

const struct provider provider_modernmt = {
	.name = "modernmt",
	.url = "https://api.modernmt.com",
	.key = PROVIDER_NEEDS_KEY,
	.key_env = "MODERNMT_API_KEY",
	.texts_most = 128,
	.characters_most = 10000,
	.forms = { PROTECTION_XML, PROTECTION_HTML, PROTECTION_TEXT },
	.form_count = 3,
	.spellings = spellings,
	.request = make_request,
	.read = read_answer,
	.probe = make_probe,
};
