/* init.c: start a project here. */

#include "base/data.h"
#include "base/file.h"
#include "base/message.h"
#include "commands/run.h"

int command_init(struct options *options, struct diagnostics *sink)
{
	static const char *const folders[] = { "input", "po", "output" };
	if (options->arguments.count)
		diagnostics_error(sink, POSITION_NONE, _("“localize init” takes no names; it starts a project in the current folder"));
	else if (file_exists("localize.yaml"))
		diagnostics_error(sink, position_of_file("localize.yaml"), _("is there already; this folder is a project"));
	else if (options->dry_run)
		puts(_("localize.yaml and the folders input, po and output would be made"));
	else {
		bool done = true;
		for (size_t i = 0; done && i < sizeof folders / sizeof *folders; i++)
			done = file_make_folder(folders[i], sink);
		if (done && file_replace("localize.yaml", data_find("localize.yaml"), NULL, sink) && !options->quiet)
			puts(_("Made localize.yaml and the folders input, po and output.\n"
			       "Put your articles into input/ and run “localize --lang LANG”."));
	}
	return STATUS_DONE;
}
