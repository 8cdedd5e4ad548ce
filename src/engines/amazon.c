/* amazon.c: Amazon Translate (service of 2017-07-01), signed by libcurl. */

#include "engines/provider.h"

#include "base/message.h"
#include "engines/secret.h"

#include <stdlib.h>

static const struct language_spelling spellings[] = {
	{ "zh-Hant", "zh-TW" }, { "zh-TW", "zh-TW" }, { "zh-HK", "zh-TW" }, { "pt-PT", "pt-PT" }, { "fr-CA", "fr-CA" },
	{ "es-MX", "es-MX" },   { "nb", "no" },       { "nn", "no" },       { "fil", "tl" },      { "fa-AF", "fa-AF" },
	{ NULL, NULL },
};

static bool is_region(struct slice region)
{
	for (size_t i = 0; i < region.size; i++)
		if (!is_ascii_alphanumeric(region.data[i]) && region.data[i] != '-')
			return false;
	return region.size > 0;
}

/* The secret and the token come from the variables that Amazon's own tools read. */
static bool prepare(struct provider_session *session, const char **fault)
{
	const struct engine_options *options = session->options;
	const char *region = options->region ? options->region : getenv("AWS_REGION");
	region = region ? region : getenv("AWS_DEFAULT_REGION");
	if (!region || !is_region(slice_from(region))) {
		*fault = _("it has no region, or no right one; write it as eu-central-1");
		return false;
	}
	session->secret = secret_read("AWS_SECRET_ACCESS_KEY", NULL, session->arena, fault);
	if (!*fault)
		session->token = secret_read("AWS_SESSION_TOKEN", NULL, session->arena, fault);
	if (*fault)
		return false;
	if (!session->secret && session->needs_key) {
		*fault = _("it has no secret key; put it into the environment variable AWS_SECRET_ACCESS_KEY");
		return false;
	}
	if (!options->url)
		session->url = arena_format(session->arena, "https://translate.%s.amazonaws.com", region).data;
	session->own = (void *)arena_format(session->arena, "aws:amz:%s:translate", region).data;
	return true;
}

/* Errors are told by a type, most of them with status 400. */
static enum provider_verdict judge(long status, const json_t *root)
{
	static const struct { const char *type; enum provider_verdict verdict; } verdicts[] = {
		{ "ThrottlingException", PROVIDER_SLOWER },
		{ "TooManyRequestsException", PROVIDER_SLOWER },
		{ "LimitExceededException", PROVIDER_QUOTA },
		{ "InternalServerException", PROVIDER_AGAIN },
		{ "ServiceUnavailableException", PROVIDER_AGAIN },
		{ "UnrecognizedClientException", PROVIDER_KEY },
		{ "InvalidSignatureException", PROVIDER_KEY },
		{ "IncompleteSignatureException", PROVIDER_KEY },
		{ "MissingAuthenticationTokenException", PROVIDER_KEY },
		{ "ExpiredTokenException", PROVIDER_KEY },
		{ "AccessDeniedException", PROVIDER_KEY },
		{ "UnsupportedLanguagePairException", PROVIDER_STOP },
		{ "ResourceNotFoundException", PROVIDER_STOP },
	};
	const char *type = json_string_value(json_object_get(root, "__type"));
	const char *hash = type ? strrchr(type, '#') : NULL;
	type = hash ? hash + 1 : type;
	for (size_t i = 0; type && i < sizeof verdicts / sizeof *verdicts; i++)
		if (strcmp(type, verdicts[i].type) == 0)
			return verdicts[i].verdict;
	return provider_judge(status);
}

static void make_request(const struct provider_session *session, const struct provider_batch *batch,
                         struct client_request *request)
{
	const struct engine_options *options = session->options;
	json_t *body = json_pack("{s:o, s:s, s:s}", "Text", provider_string(batch->texts[0].text), "SourceLanguageCode",
	                         session->source, "TargetLanguageCode", session->target);
	if (options->glossary)
		json_object_set_new(body, "TerminologyNames", json_pack("[s]", options->glossary));
	if (options->formality) {
		const char *formality = strncmp(options->formality, "more", 4) == 0 ? "FORMAL" : "INFORMAL";
		json_object_set_new(body, "Settings", json_pack("{s:s}", "Formality", formality));
	}
	char *text = json_dumps(body, JSON_COMPACT);
	json_decref(body);
	request->body = arena_copy(batch->arena, slice_from(text));
	free(text);
	request->url = arena_format(batch->arena, "%s/", session->url).data;
	request->headers = provider_headers(batch->arena, (const char *[]){
		"Content-Type: application/x-amz-json-1.1",
		"X-Amz-Target: AWSShineFrontendService_20170701.TranslateText",
		provider_key_header("X-Amz-Security-Token: ", session->token, batch->arena),
	}, 3);
	request->signature = session->own;
	request->credentials = arena_format(batch->arena, "%s:%s", session->key, session->secret).data;
}

static bool read_answer(const struct provider_session *session, const struct provider_batch *batch, const json_t *root,
                        struct slice *answers)
{
	(void)session;
	answers[0] = provider_take_string(json_object_get(root, "TranslatedText"), batch->arena);
	return answers[0].data != NULL;
}

const struct provider provider_amazon = {
	.name = "amazon",
	.url = "", /* that of the region */
	.key = PROVIDER_NEEDS_KEY,
	.key_env = "AWS_ACCESS_KEY_ID",
	.texts_most = 1,
	.bytes_most = 10000,
	.forms = { PROTECTION_TEXT, PROTECTION_XML, PROTECTION_HTML },
	.form_count = 3,
	.spellings = spellings,
	.prepare = prepare,
	.request = make_request,
	.read = read_answer,
	.judge = judge,
};
