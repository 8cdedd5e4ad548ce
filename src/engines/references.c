#include "engines/references.h"

#include "base/buffer.h"
#include "text/character_reference.h"

#include <unicode/uchar.h>

#define NO_PARTNER UINT32_MAX /* yet: it is none of the text's own placeables */

/* Whether REFERENCE stands for one character that can be neither markup nor something unseen. */
static bool is_harmless(const struct character_reference *reference)
{
	uint32_t character = reference->character;
	return !reference->more && (character == '\'' || character == 0xa0 || (character > 0xa0 && u_isgraph((UChar32)character)));
}

struct slice references_resolve(struct slice text, const struct placeable *placeables, size_t count,
                                struct placeables *out, struct arena *arena)
{
	struct buffer resolved = { 0 };
	size_t *places = arena_allocate(arena, (count + 1) * sizeof *places); /* of the old placeables among the new */
	for (size_t i = 0, k = 0; i < text.size || k < count;) {
		if (k < count && i >= placeables[k].begin) {
			struct placeable moved = placeables[k];
			moved.begin = (uint32_t)resolved.size;
			buffer_append(&resolved, slice_range(text, i, placeables[k].end));
			moved.end = (uint32_t)resolved.size;
			i = placeables[k].end > i ? placeables[k].end : i;
			places[k++] = out->count;
			array_push(out, moved);
			continue;
		}
		struct character_reference reference;
		if (text.data[i] != '&' || character_reference_is_escaped(text, i) || !character_reference_read(text, i, &reference)) {
			buffer_append_byte(&resolved, text.data[i++]);
			continue;
		}
		if (is_harmless(&reference)) {
			buffer_append_code_point(&resolved, reference.character);
		} else {
			array_push(out, placeable_make(resolved.size, resolved.size + reference.size, PLACEABLE_ALONE, NO_PARTNER));
			buffer_append(&resolved, slice_range(text, i, i + reference.size));
		}
		i += reference.size;
	}
	for (size_t i = 0; i < out->count; i++)
		out->items[i].partner = (uint32_t)(out->items[i].partner == NO_PARTNER ? i : places[out->items[i].partner]);
	struct slice copy = arena_copy(arena, buffer_slice(&resolved));
	buffer_finish(&resolved);
	return copy;
}
