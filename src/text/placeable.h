/* placeable.h: inline markup as opaque tokens.
 *
 * A format finds them in its text (`**`, `<em>`, `](https://example.org)`, a whole code span); segmentation, matching,
 * checks and engines see only these ranges, and none of them parses Markdown or HTML. */

#ifndef LOCALIZE_TEXT_PLACEABLE_H
#define LOCALIZE_TEXT_PLACEABLE_H

#include "base/array.h"
#include "base/slice.h"

enum placeable_kind {
	PLACEABLE_OPEN,  /* `**`, `[`, `<em>` */
	PLACEABLE_CLOSE, /* `**`, `](url)`, `</em>` */
	PLACEABLE_ALONE, /* a code span, `<br>`, an autolink, `[^1]`: no text inside that is translated */
};

/* There may be one for each few bytes of a long article, so it is small: the text that it stands in has at most
 * UINT32_MAX bytes. */
struct placeable {
	uint32_t begin, end; /* bytes of the text that it stands in, [begin, end) */
	enum placeable_kind kind;
	uint32_t partner; /* index of the other half; its own index where there is none */
};

static inline struct placeable placeable_make(size_t begin, size_t end, enum placeable_kind kind, size_t partner)
{
	return (struct placeable){ (uint32_t)begin, (uint32_t)end, kind, (uint32_t)partner };
}

/* In order, not overlapping. */
struct placeables {
	struct placeable *items;
	size_t count, capacity;
};

/* Finds the placeables of TEXT, appended to OUT: a format's way to do so. */
typedef void placeable_find(struct slice text, struct placeables *out);

#endif
