/* command.c: a command of the user's own as an engine: one JSON object a line, in and out.
 *
 * In: {"id": 1, "source": "en", "target": "sr", "text": "Press <x1>OK</x1>.", "markup": "xml", "context": "…"}
 * Out, in any order: {"id": 1, "translation": "Pritisnite <x1>OK</x1>."} */

#include "engines/provider.h"

#include "base/message.h"

#include <stdlib.h>

static bool prepare(struct provider_session *session, const char **fault)
{
	session->source = session->run->source;
	session->target = session->run->target;
	if (session->options->command && session->options->command[0])
		return true;
	*fault = _("it has no command; say what to run");
	return false;
}

static void write_lines(const struct provider_session *session, const struct provider_batch *batch,
                        struct buffer *input)
{
	for (size_t i = 0; i < batch->count; i++) {
		const struct provider_text *text = &batch->texts[i];
		json_t *line =
		    json_pack("{s:I, s:s, s:s, s:o, s:s}", "id", (json_int_t)text->number, "source", session->source,
		              "target", session->target, "text", provider_string(text->text), "markup",
		              batch->form == PROTECTION_XML ? "xml" : "text");
		if (text->context.size)
			json_object_set_new(line, "context", provider_string(text->context));
		char *written = json_dumps(line, JSON_COMPACT);
		buffer_append_string(input, written);
		buffer_append_byte(input, '\n');
		free(written);
		json_decref(line);
	}
}

static bool read_line(const struct provider_batch *batch, const json_t *root, size_t *number, struct slice *answer)
{
	const json_t *id = json_object_get(root, "id");
	*answer = provider_take_string(json_object_get(root, "translation"), batch->arena);
	if (!json_is_integer(id) || json_integer_value(id) < 1 || (size_t)json_integer_value(id) > batch->count)
		return false;
	*number = (size_t)json_integer_value(id) - 1;
	return answer->data != NULL;
}

const struct provider provider_command = {
	.name = "command",
	.url = "",
	.key = PROVIDER_NO_KEY,
	.forms = { PROTECTION_XML, PROTECTION_TEXT },
	.form_count = 2,
	.uses_context = true,
	.chatty = true,
	.prepare = prepare,
	.write = write_lines,
	.read_line = read_line,
};
