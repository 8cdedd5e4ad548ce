/* azure.c: Microsoft Azure Translator (API version 3.0). */

#include "engines/provider.h"

#include "base/message.h"

static const struct language_spelling spellings[] = {
	{ "sr", "sr-Cyrl" },      { "sr-Latn", "sr-Latn" }, { "zh", "zh-Hans" },      { "zh-Hant", "zh-Hant" },
	{ "zh-TW", "zh-Hant" },   { "zh-HK", "zh-Hant" },   { "pt", "pt" },           { "pt-PT", "pt-pt" },
	{ "fr-CA", "fr-ca" },     { "no", "nb" },           { "nn", "nb" },           { "mn", "mn-Cyrl" },
	{ "mn-Mong", "mn-Mong" }, { "iu", "iu" },           { "iu-Latn", "iu-Latn" }, { "tlh", "tlh-Latn" },
	{ NULL, NULL },
};

static enum provider_verdict judge(long status, const json_t *root)
{
	const json_t *code = json_object_get(json_object_get(root, "error"), "code");
	/* 403001: the free quota is spent; 400035, 400036: a language that there is not. */
	if (json_is_integer(code) && json_integer_value(code) == 403001)
		return PROVIDER_QUOTA;
	if (json_is_integer(code) && (json_integer_value(code) == 400035 || json_integer_value(code) == 400036))
		return PROVIDER_STOP;
	return provider_judge(status);
}

static void make_request(const struct provider_session *session, const struct provider_batch *batch,
                         struct client_request *request)
{
	json_t *body = json_array();
	for (size_t i = 0; i < batch->count; i++)
		json_array_append_new(body, json_pack("{s:o}", "Text", provider_string(batch->texts[i].text)));
	const char *type = batch->form == PROTECTION_HTML ? "html" : "plain";
	struct slice url = arena_format(batch->arena, "%s/translate?api-version=3.0&from=%s&to=%s&textType=%s",
	                                session->url, session->source, session->target, type);
	const char *key = provider_key_header("Ocp-Apim-Subscription-Key: ", session->key, batch->arena);
	const char *region =
	    provider_key_header("Ocp-Apim-Subscription-Region: ", session->options->region, batch->arena);
	provider_post_json(request, url.data, key, region, body, batch->arena);
}

static bool read_answer(const struct provider_session *session, const struct provider_batch *batch, const json_t *root,
                        struct slice *answers)
{
	(void)session;
	if (!json_is_array(root) || json_array_size(root) != batch->count)
		return false;
	for (size_t i = 0; i < batch->count; i++) {
		const json_t *list = json_object_get(json_array_get(root, i), "translations");
		answers[i] = provider_take_string(json_object_get(json_array_get(list, 0), "text"), batch->arena);
		if (!answers[i].data || json_array_size(list) != 1)
			return false;
	}
	return true;
}

static bool prepare(struct provider_session *session, const char **fault)
{
	struct slice region = slice_from(session->options->region);
	for (size_t i = 0; i < region.size; i++)
		if (!is_ascii_alphanumeric(region.data[i]) && region.data[i] != '-') {
			*fault = _("its region is not one of Azure's; write it as westeurope");
			return false;
		}
	return true;
}

static void make_probe(const struct provider_session *session, struct client_request *request)
{
	request->url =
	    arena_format(session->arena, "%s/languages?api-version=3.0&scope=translation", session->url).data;
}

const struct provider provider_azure = {
	.name = "azure",
	.url = "https://api.cognitive.microsofttranslator.com",
	.key = PROVIDER_NEEDS_KEY,
	.key_env = "AZURE_TRANSLATOR_KEY",
	.texts_most = 1000,
	.characters_most = 10000, /* of 50,000: shorter requests are answered sooner */
	.text_most = 50000,
	.forms = { PROTECTION_HTML, PROTECTION_TEXT },
	.form_count = 2,
	.spellings = spellings,
	.prepare = prepare,
	.request = make_request,
	.read = read_answer,
	.judge = judge,
	.probe = make_probe,
};
