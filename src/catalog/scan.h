/* scan.h: what libgettextpo does not tell of a PO file: where each message stands, and all of its flags.
 *
 * A scan by tokens, which takes any syntax that libgettextpo takes, in UTF-8 or another charset that has ASCII in it. */

#ifndef LOCALIZE_CATALOG_SCAN_H
#define LOCALIZE_CATALOG_SCAN_H

#include "base/arena.h"

struct trace {
	size_t line;
	size_t flags_begin, flags_end; /* in the array of flags */
	struct slice key;              /* its context and msgid as they are written */
};

struct traces {
	struct trace *items;
	size_t count, capacity;
};

struct scan {
	struct traces traces;          /* of the messages, in order */
	struct slices flags;           /* of all messages, fuzzy left out */
	size_t flags_begin;            /* of the message that comes next */
	size_t line;
	size_t key_begin;              /* where a msgctxt began, or SLICE_NONE */
	bool in_key;
	size_t references, forms;      /* of the message under way */
	size_t too_many;               /* where a message has thousands of them, the line of the first such; 0: none */
};

/* The messages of TEXT into SCAN, zeroed before. What is not in TEXT as it stands goes to ARENA. Linear. */
void scan_text(struct scan *scan, struct slice text, struct arena *arena);

void scan_finish(struct scan *scan);

#endif
