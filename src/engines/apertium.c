/* apertium.c: Apertium's web service APy (version 0.11), on a server of one's own or apertium.org.
 *
 * It takes one text a request, so sentences are sent as the lines of one. */

#include "engines/provider.h"

#include <unicode/uloc.h>

/* Serbian, Croatian, Bosnian and Montenegrin are one language of several norms, in Latin script. */
static const struct language_spelling sources[] = {
	{ "sr", "hbs" }, { "hr", "hbs" }, { "bs", "hbs" }, { "sh", "hbs" }, { "cnr", "hbs" }, { NULL, NULL },
};

static const struct language_spelling targets[] = {
	{ "sr", "hbs_SR" }, { "hr", "hbs_HR" }, { "bs", "hbs_BS" }, { "sh", "hbs" }, { "cnr", "hbs" },
	{ "pt-BR", "por_BR" }, { NULL, NULL },
};

/* TAG as Apertium's own codes, of which most are those of ISO 639-3. */
static const char *spell(const char *tag, const struct language_spelling *table, struct arena *arena)
{
	struct language_code code;
	language_code_parse(tag, &code);
	const char *own = language_code_spell(tag, table, arena);
	if (strcmp(own, code.language) != 0)
		return own;
	const char *three = uloc_getISO3Language(code.language);
	return three[0] ? arena_copy(arena, slice_from(three)).data : own;
}

static bool prepare(struct provider_session *session, const char **fault)
{
	(void)fault;
	if (session->run->source)
		session->source = spell(session->run->source, sources, session->arena);
	if (session->run->target)
		session->target = spell(session->run->target, targets, session->arena);
	return true;
}

static void append_encoded(struct buffer *out, struct slice text)
{
	static const char digits[] = "0123456789ABCDEF";
	for (size_t i = 0; i < text.size; i++) {
		unsigned char byte = (unsigned char)text.data[i];
		if (is_ascii_alphanumeric((char)byte)) {
			buffer_append_byte(out, (char)byte);
			continue;
		}
		/* A line end inside a sentence would make two of it. */
		byte = byte == '\n' || byte == '\r' ? ' ' : byte;
		buffer_append(out, slice_make((char[]){ '%', digits[byte >> 4], digits[byte & 15] }, 3));
	}
}

static void make_request(const struct provider_session *session, const struct provider_batch *batch,
                         struct client_request *request)
{
	struct buffer body = { 0 };
	buffer_append_format(&body, "langpair=%s%%7C%s&markUnknown=no&format=%s&q=", session->source, session->target,
	                     batch->form == PROTECTION_HTML ? "html" : "txt");
	for (size_t i = 0; i < batch->count; i++) {
		if (i)
			buffer_append_string(&body, "%0A");
		append_encoded(&body, batch->texts[i].text);
	}
	request->url = arena_format(batch->arena, "%s/translate", session->url).data;
	request->body = arena_copy(batch->arena, buffer_slice(&body));
	request->headers = provider_headers(batch->arena,
	                                    (const char *[]){ "Content-Type: application/x-www-form-urlencoded" }, 1);
	buffer_finish(&body);
}

static bool read_answer(const struct provider_session *session, const struct provider_batch *batch, const json_t *root,
                        struct slice *answers)
{
	(void)session;
	struct slice all = provider_take_string(
	    json_object_get(json_object_get(root, "responseData"), "translatedText"), batch->arena);
	size_t count = 0;
	for (struct slice line; slice_next_part(&all, '\n', &line); count++) {
		if (count < batch->count)
			answers[count] = arena_copy(batch->arena, line);
		else if (slice_trim(line).size)
			return false;
	}
	return count >= batch->count;
}

/* 408 and 503 are told when its pipes are busy; a pair that is not installed is told by 400. */
static enum provider_verdict judge(long status, const json_t *root)
{
	const char *explanation = json_string_value(json_object_get(root, "explanation"));
	if (status == 400 && explanation && strstr(explanation, "pair"))
		return PROVIDER_STOP;
	return provider_judge(status);
}

static void make_probe(const struct provider_session *session, struct client_request *request)
{
	request->url = arena_format(session->arena, "%s/listPairs", session->url).data;
}

const struct provider provider_apertium = {
	.name = "apertium",
	.url = "https://apertium.org/apy",
	.key = PROVIDER_NO_KEY,
	.texts_most = 20,
	.characters_most = 5000,
	.forms = { PROTECTION_HTML, PROTECTION_XML, PROTECTION_TEXT },
	.form_count = 3,
	.marks = true,
	.serbian_source = "Latn",
	.prepare = prepare,
	.request = make_request,
	.read = read_answer,
	.judge = judge,
	.probe = make_probe,
};
