#include "base/conflict.h"

#include "base/message.h"

bool conflict_report(struct slice bytes, const char *file, struct diagnostics *sink)
{
	const struct slice mark = SLICE("<<<<<<< ");
	enum { CONFLICTS_MOST = 20 };
	size_t conflicts = 0, number = 1;
	struct slice rest = bytes, line;
	for (; slice_next_part(&rest, '\n', &line); number++)
		if (slice_starts_with(line, mark) && conflicts++ < CONFLICTS_MOST)
			diagnostics_error(sink, (struct position){ file, number, 1 },
			                  _("a merge left a conflict here; keep what is right of both versions, and take the lines "
			                    "with <<<<<<<, ======= and >>>>>>> out"));
	return conflicts > 0;
}
