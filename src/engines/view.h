/* view.h: texts in the script that an engine reads, and its answers in the script that was asked for. */

#ifndef LOCALIZE_ENGINES_VIEW_H
#define LOCALIZE_ENGINES_VIEW_H

#include "engines/provider.h"
#include "text/script.h"

/* A source as the engine is to see it. */
struct view {
	struct slice source;
	const struct placeable *placeables; /* of source */
	size_t count;
};

/* TEXT's source as SESSION's provider reads it: Cyrillic Serbian in Latin script for one that knows no other. What is
 * made for it lies in ARENA. */
struct view view_of_source(const struct provider_session *session, const struct engine_text *text, struct arena *arena);

/* TRANSLATION of SOURCE in the script that was asked for, since an engine may know Serbian in the other one only; in
 * ARENA where it is converted. FOUND are its placeables, and are moved with it. */
struct slice view_of_answer(const struct provider_session *session, struct slice source, struct slice translation,
                            struct placeables *found, struct arena *arena);

#endif
