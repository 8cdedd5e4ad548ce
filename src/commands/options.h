/* options.h: the command line. */

#ifndef LOCALIZE_COMMANDS_OPTIONS_H
#define LOCALIZE_COMMANDS_OPTIONS_H

#include "base/arena.h"
#include "base/diagnostics.h"

/* The exit statuses of the contract. */
enum { STATUS_DONE = 0, STATUS_FINDINGS = 1, STATUS_ERROR = 2 };

enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

struct options {
	struct arena *arena;
	struct slices languages;      /* --lang, as spelt */
	struct slices arguments;      /* what is left: articles or files */
	const char *config_file;      /* --config */
	const char *files_from;       /* --files-from; "-" is standard input */
	bool null;                    /* --null: its names end with a NUL */
	size_t jobs;                  /* --jobs; 0: as many as there are processors */
	bool dry_run, quiet, verbose, json;
	enum when color, progress;
	struct slice accept;          /* --accept; a NULL pointer: as configured */
	const char *encoding;         /* --encoding */
	const char *output_encoding;  /* --output-encoding */
	const char *engine;           /* --engine */
	const char *format;           /* --format */
	const char *rules;            /* --srx */
	const char *to;               /* --to */
	struct slices checks_only;    /* --only */
	struct slices checks_off;     /* --off */
	bool list;                    /* --list */
	bool fix, yes;                /* --fix, --yes */
	const char *output;           /* --output */
	bool replace;                 /* --replace */
};

struct command {
	const char *name;
	const char *synopsis;
	const char *summary;    /* one line; translated where it is shown */
	const char *example;    /* command lines with what they do; translated too */
	const int *accepted;    /* the options that it has beside the common ones; a 0 ends them */
	int (*run)(struct options *options, struct diagnostics *sink);
};

/* The commands, the whole run (whose name is "") first; a NULL name ends them. */
extern const struct command commands[];

enum option_code {
	OPTION_CONFIG = 256, OPTION_FILES_FROM, OPTION_JSON, OPTION_COLOR, OPTION_PROGRESS, OPTION_ACCEPT, OPTION_ENCODING,
	OPTION_OUTPUT_ENCODING, OPTION_ENGINE, OPTION_FORMAT, OPTION_SRX, OPTION_TO, OPTION_ONLY, OPTION_OFF, OPTION_LIST, OPTION_FIX,
	OPTION_OUTPUT, OPTION_REPLACE, OPTION_YES, OPTION_VERSION,
};

/* Read the command line into OPTIONS (arena set) and find the command. Help and version are printed here. NULL when
 * nothing is to be run; *STATUS is then the exit status. */
const struct command *options_read(struct options *options, int argument_count, char **arguments, int *status,
                                   struct diagnostics *sink);

/* Whether results are for programs: as JSON, or SARIF. */
bool options_for_programs(const struct options *options);

/* Whether messages are to be coloured, and progress be shown, on standard error; and results on standard output. */
bool options_color(const struct options *options);
bool options_color_output(const struct options *options);
bool options_progress(const struct options *options);

#endif
