#include "engines/view.h"

#include "text/utf8.h"

/* Which of the two scripts TEXT has letters of. */
static void find_scripts(struct slice text, bool *latin, bool *cyrillic)
{
	size_t size;
	*latin = *cyrillic = false;
	for (size_t i = 0; i < text.size; i += size) {
		uint32_t code_point = utf8_decode(text, i, &size);
		*cyrillic = *cyrillic || (code_point >= 0x400 && code_point < 0x500);
		*latin = *latin || (size == 1 && is_ascii_letter(text.data[i]));
	}
}

/* TEXT in another script, piece by piece between the placeables, which are put into FOUND at their new places. */
static struct slice convert_script(struct slice text, const struct placeable *placeables, size_t count,
                                   enum script_direction direction, struct arena *arena, struct placeable **found)
{
	struct buffer out = { 0 };
	*found = arena_copy_array(arena, placeables, count, sizeof *placeables);
	size_t at = 0;
	for (size_t i = 0; i <= count; i++) {
		size_t end = i < count ? placeables[i].begin : text.size;
		script_convert(slice_range(text, at, end), direction, NULL, 0, &out);
		if (i == count)
			break;
		(*found)[i].begin = (uint32_t)out.size;
		buffer_append(&out, slice_range(text, placeables[i].begin, placeables[i].end));
		(*found)[i].end = (uint32_t)out.size;
		at = placeables[i].end;
	}
	struct slice converted = arena_copy(arena, buffer_slice(&out));
	buffer_finish(&out);
	return converted;
}

struct view view_of_source(const struct provider_session *session, const struct engine_text *text, struct arena *arena)
{
	struct view view = { text->source, text->placeables, text->placeable_count };
	const char *wanted = session->provider->serbian_source;
	bool latin, cyrillic;
	if (!wanted || !language_code_serbian_script(session->run->source))
		return view;
	find_scripts(text->source, &latin, &cyrillic);
	if (!cyrillic)
		return view;
	struct placeable *found;
	view.source = convert_script(text->source, text->placeables, text->placeable_count, SCRIPT_TO_LATIN,
	                             arena, &found);
	view.placeables = found;
	return view;
}

struct slice view_of_answer(const struct provider_session *session, struct slice source, struct slice translation,
                            struct placeables *found, struct arena *arena)
{
	const char *wanted = language_code_serbian_script(session->run->target);
	bool latin, cyrillic;
	struct buffer plain = { 0 };
	protect_strip(translation, found->items, found->count, &plain);
	find_scripts(buffer_slice(&plain), &latin, &cyrillic);
	buffer_finish(&plain);
	bool to_latin = wanted && strcmp(wanted, "Latn") == 0 && cyrillic;
	bool to_cyrillic =
	    wanted && strcmp(wanted, "Cyrl") == 0 && latin && !cyrillic && !slice_equal(translation, source);
	if (!to_latin && !to_cyrillic)
		return translation;
	struct placeable *moved;
	translation = convert_script(translation, found->items, found->count,
	                             to_latin ? SCRIPT_TO_LATIN : SCRIPT_TO_CYRILLIC, arena, &moved);
	if (found->count)
		memcpy(found->items, moved, found->count * sizeof *moved);
	return translation;
}
