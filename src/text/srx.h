/* srx.h: SRX 2.0 files (Segmentation Rules eXchange, LISA/GALA, 2008) as rules, not yet compiled. */

#ifndef LOCALIZE_TEXT_SRX_H
#define LOCALIZE_TEXT_SRX_H

#include "base/arena.h"
#include "base/diagnostics.h"

/* <rule>: at a position where BEFORE matches the text that ends there and AFTER the text that begins there, there is a
 * break or there is none. */
struct srx_rule {
	struct slice before, after; /* regular expressions; empty ones match anywhere */
	bool breaks;
	size_t before_line, after_line; /* lines of the file, from 1 */
};

/* The rules for one language and what the header says. */
struct srx {
	struct srx_rule *items; /* in the order in which they are tried */
	size_t count, capacity;
	bool segment_subflows;
	/* <formathandle>: whether markup that stands at a break belongs to the segment before it. */
	bool include_opening, include_closing, include_isolated;
};

/* What RULES, the text of the SRX file FILE (for messages), has for LANGUAGE (BCP 47): the rules of each language map
 * whose pattern matches the whole of LANGUAGE in any case, in the maps' order; of the first such map alone where the
 * header has cascade="no". Strings are in ARENA, the list is the caller's to array_finish. No rules at all where no
 * map matches. False after an error in SINK, with its line, if RULES is not SRX 2.0 or a language pattern is not a
 * regular expression. Nothing is read but RULES, and a file that declares entities is refused. */
bool srx_read(struct slice rules, const char *file, const char *language, struct arena *arena, struct srx *out,
              struct diagnostics *sink);

#endif
