/* segment.h: sentences in a block of prose, by the rules of SRX 2.0 (Segmentation Rules eXchange, LISA/GALA, 2008). */

#ifndef LOCALIZE_TEXT_SEGMENT_H
#define LOCALIZE_TEXT_SEGMENT_H

#include "base/diagnostics.h"
#include "text/placeable.h"

struct segmenter; /* the compiled rules of one language; immutable, may be shared by threads */

/* A rule sees so many bytes of the text before a position, and as many after it (fewer where that would cut a
 * character in two), as if there were no others: what keeps any rule's cost bounded. */
enum { SEGMENT_WINDOW = 512 };

struct segment {
	uint32_t begin, end; /* bytes, [begin, end), white space around left out; of at most UINT32_MAX */
};

static inline struct segment segment_make(size_t begin, size_t end)
{
	return (struct segment){ (uint32_t)begin, (uint32_t)end };
}

struct segments {
	struct segment *items;
	size_t count, capacity;
};

/* The rules for LANGUAGE (BCP 47) in RULES, the text of an SRX 2.0 file whose name FILE is for messages: the cascade
 * of the language maps that match it. NULL after an error in SINK, with its line, if RULES is not SRX 2.0 or a rule
 * does not compile. */
struct segmenter *segmenter_create(struct slice rules, const char *file, const char *language,
                                   struct diagnostics *sink);
void segmenter_destroy(struct segmenter *segmenter); /* takes NULL */

/* The segments of TEXT (UTF-8), in order, appended to OUT; none empty, none beginning inside a placeable or between
 * the halves of a pair. The rules see TEXT without its placeables. Together with the white space between them the
 * segments are TEXT. Linear in TEXT. */
void segmenter_run(const struct segmenter *segmenter, struct slice text, const struct placeable *placeables,
                   size_t placeable_count, struct segments *out);

/* As segmenter_run, of a TEXT of HTML, Markdown or XML: the rules see the characters that references outside of the
 * placeables stand for (character_reference.h), and there is white space that is written so. */
void segmenter_run_referring(const struct segmenter *segmenter, struct slice text, const struct placeable *placeables,
                             size_t placeable_count, struct segments *out);

/* As segmenter_run; returns the number of bytes that rules read, for the tests to prove that it is linear. */
size_t segmenter_run_counted(const struct segmenter *segmenter, struct slice text, const struct placeable *placeables,
                             size_t placeable_count, struct segments *out);

#endif
