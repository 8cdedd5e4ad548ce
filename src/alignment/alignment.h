/* alignment.h: which sentences of a text translate which of another.
 *
 * Both are sequences of segments. A path through them is made of steps: one segment by one, two or three, two or three
 * by one, two by two, or one left out on either side. Each step has a score, the logarithm of how much likelier it is for a
 * translation than for segments that have nothing to do with each other:
 *
 * - by length, in the manner of Gale and Church (1993): a translation's length varies around the usual ratio;
 * - by words: the same numbers, names, code and addresses, and words that translate each other in a corpus of pairs
 *   known before and of those found here in a first pass (as Moore 2002 and hunalign do);
 * - by structure: the same role (heading 2, list item), and units that begin and end at the same place.
 *
 * The best path is found in a band around what both texts surely share, so that the cost is linear in long texts. How
 * sure a step is comes from all paths: the share of those, weighed by their scores, that take it. */

#ifndef LOCALIZE_ALIGNMENT_ALIGNMENT_H
#define LOCALIZE_ALIGNMENT_ALIGNMENT_H

#include "alignment/corpus.h"
#include "document/document.h"

struct aligned_segment {
	struct slice text; /* UTF-8 */
	const struct placeable *placeables; /* of text */
	size_t placeable_count;
	struct slice role; /* of its unit; empty: not known */
	size_t unit;       /* number of its unit: those of one unit have the same, and stand together */
};

struct aligned_text {
	struct aligned_segment *items;
	size_t count, capacity;
};

/* Why a step is not sure. */
enum doubt {
	DOUBT_NONE,
	DOUBT_PLACE,  /* other steps are nearly as likely */
	DOUBT_WORDS,  /* too little in them tells that they belong together */
	DOUBT_PART,   /* a segment may not belong to it, or one of its neighbours may */
	DOUBT_LENGTH, /* one is much longer than a translation of the other is */
	DOUBT_RIVAL,  /* another sentence, elsewhere, looks more like it */
};

/* Segments [source, source + source_count) and the target's, [target, target + target_count). */
struct alignment_step {
	size_t source, target;
	unsigned char source_count, target_count; /* each at most 3; not both 0 */
	enum doubt doubt;
	bool moved;       /* not in the order of the others */
	unsigned chance;  /* per cent */
};

struct alignment {
	struct alignment_step *items; /* in the order of the source; what the target alone has, behind what comes before it */
	size_t count, capacity;
};

/* Append the segments of DOCUMENT to TEXT; they point into it, and what else they need is in its arena. */
void aligned_text_add(struct aligned_text *text, const struct document *document);

/* Align SOURCE and TARGET with what CORPUS knows; steps appended to OUT, each segment in one of them. The steps that
 * are sure, one by one, are added to CORPUS. Time and memory grow as the texts do. */
void alignment_find(struct corpus *corpus, const struct aligned_text *source, const struct aligned_text *target,
                    struct alignment *out);

#endif
