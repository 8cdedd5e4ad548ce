/* init.c: start a project here. */

#include "base/buffer.h"
#include "base/data.h"
#include "base/file.h"
#include "base/message.h"
#include "commands/run.h"
#include "text/language.h"

/* What stands in our localize.yaml for the languages, as a comment. */
#define NO_LANGUAGES "#languages: []\n"

/* The names of LANGUAGES, each once, with commas between; false after an error where one is no language. */
static bool list_languages(const struct slices *languages, struct arena *arena, struct buffer *names,
                           struct diagnostics *sink)
{
	bool known = true;
	for (size_t i = 0; i < languages->count; i++) {
		size_t first = 0;
		while (!slice_equal(languages->items[first], languages->items[i]))
			first++;
		known &= language_find(languages->items[i], arena, POSITION_NONE, sink) != NULL;
		if (first < i)
			continue;
		buffer_append_string(names, i ? ", " : "");
		buffer_append(names, languages->items[i]);
	}
	return known;
}

/* Our localize.yaml with the languages NAMES, if there are any. */
static void write_settings(struct slice names, struct buffer *out)
{
	struct slice settings = data_find("localize.yaml");
	size_t place = names.size ? slice_find(settings, SLICE(NO_LANGUAGES), 0) : SLICE_NONE;
	if (place == SLICE_NONE) {
		buffer_append(out, settings);
		return;
	}
	buffer_append(out, slice_range(settings, 0, place));
	buffer_append_format(out, "languages: [%.*s]\n", SLICE_ARG(names));
	buffer_append(out, slice_from_offset(settings, place + strlen(NO_LANGUAGES)));
}

static void make_project(const struct options *options, struct slice names, struct diagnostics *sink)
{
	static const char *const folders[] = { "input", "po", "output" };
	struct buffer settings = { 0 };
	bool done = true;
	for (size_t i = 0; done && i < sizeof folders / sizeof *folders; i++)
		done = file_make_folder(folders[i], sink);
	write_settings(names, &settings);
	if (done && file_replace("localize.yaml", buffer_slice(&settings), NULL, sink) && !options->quiet)
		puts(names.size ? _("Made localize.yaml and the folders input, po and output.\n"
		                    "Put your articles into input/ and run “localize”.")
		                : _("Made localize.yaml and the folders input, po and output.\n"
		                    "Put your articles into input/ and run “localize --lang LANG”."));
	buffer_finish(&settings);
}

int command_init(struct options *options, struct diagnostics *sink)
{
	struct buffer names = { 0 };
	if (options->arguments.count)
		diagnostics_error(sink, POSITION_NONE, _("“localize init” takes no names; it starts a project in the current folder"));
	else if (file_exists("localize.yaml"))
		diagnostics_error(sink, position_of_file("localize.yaml"), _("is there already; this folder is a project"));
	else if (list_languages(&options->languages, options->arena, &names, sink)) {
		if (options->dry_run)
			puts(_("localize.yaml and the folders input, po and output would be made"));
		else
			make_project(options, buffer_slice(&names), sink);
	}
	buffer_finish(&names);
	return STATUS_DONE;
}
