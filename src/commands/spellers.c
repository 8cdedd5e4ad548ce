#include "commands/spellers.h"

#include "base/file.h"
#include "text/encoding.h"

/* The name of a list of words for LANGUAGE; *IS_OF_LANGUAGE: others have other lists. */
static const char *list_name(struct slice name, const struct language *language, struct arena *arena, bool *is_of_language)
{
	struct slice field = SLICE("{lang}");
	size_t at = slice_find(name, field, 0);
	*is_of_language = at != SLICE_NONE;
	if (!*is_of_language)
		return arena_copy(arena, name).data;
	return arena_format(arena, "%.*s%s%.*s", SLICE_ARG(slice_range(name, 0, at)), language->spelling,
	                    SLICE_ARG(slice_from_offset(name, at + field.size))).data;
}

struct speller *speller_of_project(const struct config *config, const struct language *language, struct diagnostics *sink)
{
	struct speller *speller = speller_open(language, &config->spelling_dictionaries, sink);
	struct arena *arena = arena_create();
	bool done = true;
	for (size_t i = 0; speller && i < config->spelling_words.count; i++) {
		bool is_of_language;
		const char *path = list_name(config->spelling_words.items[i], language, arena, &is_of_language);
		struct slice bytes, text;
		if (!(is_of_language ? file_read_if_there : file_read)(path, arena, &bytes, sink)) {
			done = false;
		} else if (bytes.data) {
			struct encoding encoding = encoding_detect(bytes, NULL, false, arena);
			if (encoding_decode(bytes, &encoding, path, arena, &text, sink))
				speller_add(speller, text);
			else
				done = false;
		}
	}
	arena_destroy(arena);
	if (done)
		return speller;
	speller_close(speller);
	return NULL;
}
