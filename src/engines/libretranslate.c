/* libretranslate.c: LibreTranslate (API of version 1.6), on a server of one's own or libretranslate.com. */

#include "engines/provider.h"

static const struct language_spelling spellings[] = {
	{ "pt-BR", "pt-BR" },   { "zh", "zh-Hans" },    { "zh-Hant", "zh-Hant" },
	{ "zh-TW", "zh-Hant" }, { "zh-HK", "zh-Hant" }, { "no", "nb" },
	{ "nn", "nb" },         { "fil", "tl" },        { NULL, NULL },
};

static void make_request(const struct provider_session *session, const struct provider_batch *batch,
                         struct client_request *request)
{
	json_t *body = json_pack("{s:o, s:s, s:s, s:s}", "q", provider_texts(batch), "source", session->source,
	                         "target", session->target, "format", batch->form == PROTECTION_HTML ? "html" : "text");
	if (session->key)
		json_object_set_new(body, "api_key", json_string(session->key));
	provider_post_json(request, arena_format(batch->arena, "%s/translate", session->url).data, NULL, NULL, body,
	                   batch->arena);
}

static bool read_answer(const struct provider_session *session, const struct provider_batch *batch, const json_t *root,
                        struct slice *answers)
{
	(void)session;
	return provider_take_answers(json_object_get(root, "translatedText"), NULL, batch, answers);
}

static void make_probe(const struct provider_session *session, struct client_request *request)
{
	request->url = arena_format(session->arena, "%s/languages", session->url).data;
}

const struct provider provider_libretranslate = {
	.name = "libretranslate",
	.url = "https://libretranslate.com",
	.key = PROVIDER_KEY_IF_THERE,
	.key_env = "LIBRETRANSLATE_API_KEY",
	.texts_most = 20,
	.characters_most = 5000,
	.forms = { PROTECTION_HTML, PROTECTION_TEXT },
	.form_count = 2,
	.spellings = spellings,
	.request = make_request,
	.read = read_answer,
	.probe = make_probe,
};
