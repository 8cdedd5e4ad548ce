#include "commands/waiting.h"

#include "base/diagnostics.h"
#include "base/message.h"

struct waiting {
	const struct options *options;
};

static void tell(void *context, struct slice name)
{
	const struct waiting *waiting = context;
	struct diagnostics *sink = diagnostics_create();
	diagnostics_note(sink, POSITION_NONE, _("another run is at work on %.*s; waiting for it"), SLICE_ARG(name));
	diagnostics_print(sink, stderr, waiting->options->quiet ? SEVERITY_ERROR : SEVERITY_NOTE,
	                  options_color(waiting->options));
	diagnostics_destroy(sink);
}

void waiting_take(struct locks *locks, struct slice name, const struct options *options)
{
	struct waiting waiting = { options };
	locks_take(locks, name, tell, &waiting);
}
