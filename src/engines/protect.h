/* protect.h: inline markup in a form that an engine leaves alone, and back.
 *
 * An answer is hostile: it is taken only if every placeable of the source comes back exactly once, pairs properly
 * nested, and nothing comes with it that the source sentence doesn't have. */

#ifndef LOCALIZE_ENGINES_PROTECT_H
#define LOCALIZE_ENGINES_PROTECT_H

#include "base/buffer.h"
#include "text/placeable.h"

enum protection {
	PROTECTION_TEXT, /* marks in plain text: "[x1]bold[/x1] and [x2]"; other brackets where the source has these */
	PROTECTION_XML,  /* "<x1>bold</x1> and <x2/>", the text escaped */
	PROTECTION_HTML, /* "<span id="x1">bold</span> and <span id="x2" translate="no">X2</span>", escaped likewise */
};

/* A sentence and its inline markup. */
struct protected_text {
	struct slice source;
	const struct placeable *placeables;
	size_t count;
	enum protection form;
	/* Placeables are numbered from here on: not as in another sentence of the request, so that answers in the wrong
	 * order are seen. */
	size_t first;
};

/* TEXT in its form, appended to OUT. */
void protect_encode(const struct protected_text *text, struct buffer *out);

/* The translation in ANSWER, in the original markup and with the source's white space at its ends, appended to OUT;
 * its placeables, ranges of OUT's bytes from where it began, with partners, appended to FOUND, which must be empty.
 * False, with a reason (translated) in *REASON, if ANSWER is not UTF-8, lacks, doubles, breaks or invents a placeable,
 * or holds a tag, link, entity, template or control character that the source doesn't. Linear in both. */
bool protect_decode(const struct protected_text *text, struct slice answer, struct buffer *out,
                    struct placeables *found, const char **reason);

/* TEXT without its markup, appended to OUT: pairs are left out, and U+FFFC stands for each of the others. */
void protect_strip(struct slice text, const struct placeable *placeables, size_t count, struct buffer *out);

#endif
