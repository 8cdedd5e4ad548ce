#include "catalog/damage.h"

#include "base/message.h"

/* A catalog is ASCII for the most part, of which UTF-16 makes every other byte a NUL. */
static bool is_wide(struct slice bytes)
{
	size_t nuls = 0, looked_at = bytes.size < 64 ? bytes.size : 64;
	for (size_t i = 0; i < looked_at; i++)
		nuls += bytes.data[i] == '\0';
	return nuls * 3 > looked_at;
}

bool damage_report(struct slice bytes, const char *file, struct diagnostics *sink)
{
	const struct slice mark = SLICE("<<<<<<< ");
	enum { CONFLICTS_MOST = 20 };
	size_t conflicts = 0, number = 1;
	if (is_wide(bytes)) {
		diagnostics_error(sink, (struct position){ file, 1, 1 }, _("this is UTF-16 or UTF-32; save it as UTF-8"));
		return true;
	}
	struct slice rest = bytes, line;
	for (; slice_next_part(&rest, '\n', &line); number++)
		if (slice_starts_with(line, mark) && conflicts++ < CONFLICTS_MOST)
			diagnostics_error(sink, (struct position){ file, number, 1 },
			                  _("a merge left a conflict here; keep what is right of both versions, and take the lines "
			                    "with <<<<<<<, ======= and >>>>>>> out"));
	return conflicts > 0;
}
