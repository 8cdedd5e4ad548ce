#include "catalog/damage.h"

#include "base/conflict.h"
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
	if (!is_wide(bytes))
		return conflict_report(bytes, file, sink);
	diagnostics_error(sink, (struct position){ file, 1, 1 }, _("this is UTF-16 or UTF-32; save it as UTF-8"));
	return true;
}
