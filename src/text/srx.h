/* srx.h: rules of SRX 2.0 (Segmentation Rules eXchange, LISA/GALA, 2008) from their XML. */

#ifndef LOCALIZE_TEXT_SRX_H
#define LOCALIZE_TEXT_SRX_H

#include "base/arena.h"
#include "base/diagnostics.h"

/* One rule: at a place that BEFORE ends at and AFTER begins at, there is a break or there is none. */
struct srx_rule {
	struct slice before, after; /* regular expressions; empty: anything */
	bool breaks;
	size_t line;
};

struct srx_rules {
	struct srx_rule *items;
	size_t count, capacity;
};

/* Append to RULES those for LANGUAGE (BCP 47) in XML, the content of FILE (a name, for messages), in the order in which
 * they are tried: of all language maps that match where the file says cascade="yes", else of the first. Texts are in
 * ARENA. False after an error in SINK with its line: not XML, not SRX 2.0, a map to rules that are not there. */
bool srx_read(struct srx_rules *rules, struct slice xml, const char *file, const char *language, struct arena *arena,
              struct diagnostics *sink);

#endif
