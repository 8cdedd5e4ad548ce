/* deepl.c: DeepL (API version 2). */

#include "engines/provider.h"

/* Targets in DeepL's spelling, for which a variant must be said; sources have none. */
static const struct language_spelling targets[] = {
	{ "en", "EN-US" },        { "en-GB", "EN-GB" },     { "en-AU", "EN-GB" },   { "en-IE", "EN-GB" },
	{ "pt", "PT-PT" },        { "pt-BR", "PT-BR" },     { "zh", "ZH-HANS" },    { "zh-Hant", "ZH-HANT" },
	{ "zh-TW", "ZH-HANT" },   { "zh-HK", "ZH-HANT" },   { "no", "NB" },         { "nn", "NB" },
	{ "es-419", "ES-419" },   { NULL, NULL },
};

static const struct language_spelling sources[] = { { "no", "NB" }, { "nn", "NB" }, { NULL, NULL } };

static const char *upper(const char *code, struct arena *arena)
{
	struct slice all = slice_from(code);
	char *copy = arena_allocate_zero(arena, all.size + 1, 1);
	for (size_t i = 0; i < all.size; i++)
		copy[i] = all.data[i] >= 'a' && all.data[i] <= 'z' ? (char)(all.data[i] - ('a' - 'A')) : all.data[i];
	return copy;
}

static bool prepare(struct provider_session *session, const char **fault)
{
	(void)fault;
	if (session->run->source)
		session->source =
		    upper(language_code_spell(session->run->source, sources, session->arena), session->arena);
	if (session->run->target)
		session->target =
		    upper(language_code_spell(session->run->target, targets, session->arena), session->arena);
	/* Keys of the free plan are known by their end, and live on a host of their own. */
	if (!session->options->url && session->key && slice_ends_with(slice_from(session->key), SLICE(":fx")))
		session->url = "https://api-free.deepl.com";
	session->own = (void *)provider_key_header("Authorization: DeepL-Auth-Key ", session->key, session->arena);
	return true;
}

static void make_request(const struct provider_session *session, const struct provider_batch *batch,
                         struct client_request *request)
{
	const struct engine_options *options = session->options;
	json_t *body =
	    json_pack("{s:o, s:s, s:s, s:s, s:b}", "text", provider_texts(batch), "source_lang", session->source,
	              "target_lang", session->target, "split_sentences", "0", "preserve_formatting", 1);
	if (batch->form == PROTECTION_XML) {
		json_object_set_new(body, "tag_handling", json_string("xml"));
		json_object_set_new(body, "outline_detection", json_false());
	}
	if (options->formality) {
		const char *formality = strncmp(options->formality, "more", 4) == 0 ? "prefer_more" : "prefer_less";
		json_object_set_new(body, "formality", json_string(formality));
	}
	if (options->glossary)
		json_object_set_new(body, "glossary_id", json_string(options->glossary));
	struct slice title = batch->texts[0].title, context = batch->texts[0].context;
	if (title.size || context.size) {
		struct slice both = arena_format(batch->arena, "%.*s%s%.*s", SLICE_ARG(title),
		                                 title.size && context.size ? "\n" : "", SLICE_ARG(context));
		json_object_set_new(body, "context", provider_string(both));
	}
	provider_post_json(request, arena_format(batch->arena, "%s/v2/translate", session->url).data, session->own,
	                   NULL, body, batch->arena);
}

static bool read_answer(const struct provider_session *session, const struct provider_batch *batch, const json_t *root,
                        struct slice *answers)
{
	(void)session;
	return provider_take_answers(json_object_get(root, "translations"), "text", batch, answers);
}

static void make_probe(const struct provider_session *session, struct client_request *request)
{
	request->url = arena_format(session->arena, "%s/v2/usage", session->url).data;
	request->headers = provider_headers(session->arena, (const char *[]){ session->own }, 1);
}

static void read_probe(const json_t *root, struct engine_status *status)
{
	const json_t *used = json_object_get(root, "character_count");
	const json_t *quota = json_object_get(root, "character_limit");
	status->has_quota = json_is_number(used) && json_is_number(quota);
	status->used = json_number_value(used);
	status->quota = json_number_value(quota);
}

const struct provider provider_deepl = {
	.name = "deepl",
	.url = "https://api.deepl.com",
	.key = PROVIDER_NEEDS_KEY,
	.key_env = "DEEPL_AUTH_KEY",
	.texts_most = 50,
	.bytes_most = 100000, /* of 128 KiB: escapes in JSON and the other fields count too */
	.forms = { PROTECTION_XML, PROTECTION_TEXT },
	.form_count = 2,
	.uses_context = true,
	.one_context = true,
	.prepare = prepare,
	.request = make_request,
	.read = read_answer,
	.probe = make_probe,
	.read_probe = read_probe,
};
