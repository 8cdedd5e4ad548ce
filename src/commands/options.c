#define _GNU_SOURCE /* getopt_long: in glibc, musl, the BSDs and macOS */
#include "commands/options.h"

#include "base/array.h"
#include "base/file.h"
#include "base/message.h"
#include "base/proposal.h"
#include "checks/check.h"
#include "commands/text_input.h"

#include <getopt.h>
#include <unistd.h>

static const struct option long_options[] = {
	{ "lang", required_argument, NULL, 'l' },
	{ "directory", required_argument, NULL, 'C' },
	{ "config", required_argument, NULL, OPTION_CONFIG },
	{ "files-from", required_argument, NULL, OPTION_FILES_FROM },
	{ "null", no_argument, NULL, '0' },
	{ "jobs", required_argument, NULL, 'j' },
	{ "dry-run", no_argument, NULL, 'n' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "color", required_argument, NULL, OPTION_COLOR },
	{ "progress", required_argument, NULL, OPTION_PROGRESS },
	{ "accept", required_argument, NULL, OPTION_ACCEPT },
	{ "encoding", required_argument, NULL, OPTION_ENCODING },
	{ "output-encoding", required_argument, NULL, OPTION_OUTPUT_ENCODING },
	{ "engine", required_argument, NULL, OPTION_ENGINE },
	{ "format", required_argument, NULL, OPTION_FORMAT },
	{ "srx", required_argument, NULL, OPTION_SRX },
	{ "to", required_argument, NULL, OPTION_TO },
	{ "only", required_argument, NULL, OPTION_ONLY },
	{ "off", required_argument, NULL, OPTION_OFF },
	{ "list", no_argument, NULL, OPTION_LIST },
	{ "fix", no_argument, NULL, OPTION_FIX },
	{ "yes", no_argument, NULL, OPTION_YES },
	{ "output", required_argument, NULL, OPTION_OUTPUT },
	{ "replace", no_argument, NULL, OPTION_REPLACE },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ 0 },
};

static const struct {
	int code;
	const char *text;
} option_texts[] = {
	{ 'l', N_("  -l, --lang LANG[,LANG…]   the languages to work on (sr, sr-Latn, az, pt_BR; may repeat)") },
	{ OPTION_FILES_FROM, N_("  --files-from FILE         the articles whose names are in FILE, one a line (-: standard input)") },
	{ '0', N_("  -0, --null                in it, names end with a NUL instead") },
	{ OPTION_ACCEPT, N_("  --accept fuzzy,machine    build with unconfirmed translations too (or: outdated, none)") },
	{ OPTION_ENCODING, N_("  --encoding NAME           the character set of articles that do not declare one") },
	{ OPTION_OUTPUT_ENCODING, N_("  --output-encoding NAME    the character set of what is built (default: the article's)") },
	{ OPTION_ENGINE, N_("  --engine NAME             the machine-translation engine to ask") },
	{ OPTION_FORMAT, N_("  --format NAME             plain, markdown, html, xml, docx, …; of a memory: tmx, po, csv, tsv;\n"
	                    "                            of findings: text, github, sarif; of an export: xliff, xliff2") },
	{ OPTION_SRX, N_("  --srx FILE                segmentation rules of your own (SRX 2.0)") },
	{ OPTION_TO, N_("  --to SCRIPT               the script to convert to: sr-Latn, sr-Cyrl, or az-Latn from Cyrillic") },
	{ OPTION_ONLY, N_("  --only NAME[,NAME…]       these checks alone; may repeat") },
	{ OPTION_OFF, N_("  --off NAME[,NAME…]        leave these checks out too; may repeat") },
	{ OPTION_LIST, N_("  --list                    print the checks") },
	{ OPTION_FIX, N_("  --fix                     mend what is sure: spaces, marks, look-alike letters; asks before it writes") },
	{ OPTION_YES, N_("  --yes                     don't ask") },
	{ OPTION_OUTPUT, N_("  --output FILE             the file to write (default: standard output)") },
	{ OPTION_REPLACE, N_("  --replace                 put in place of what the catalog has already") },
	{ OPTION_JSON, N_("  --json                    machine-readable results on standard output") },
	{ 'C', N_("  -C, --directory DIR       work in DIR") },
	{ OPTION_CONFIG, N_("  --config FILE             the configuration (default: localize.yaml, here or above)") },
	{ 'j', N_("  -j, --jobs N              articles to work on at once (default: the processors)") },
	{ 'n', N_("  -n, --dry-run             say what would be done, write nothing, send nothing") },
	{ 'q', N_("  -q, --quiet               errors and results only") },
	{ 'v', N_("  -v, --verbose             say what is done to each file") },
	{ OPTION_COLOR, N_("  --color WHEN              auto, always or never (NO_COLOR is honoured)") },
	{ OPTION_PROGRESS, N_("  --progress WHEN           auto, always or never") },
	{ 'h', N_("  -h, --help                this text; “localize COMMAND --help” for one command") },
	{ OPTION_VERSION, N_("  --version                 the version") },
};

static bool is_common(int code)
{
	static const int common[] = {
		'C', OPTION_CONFIG, 'j', 'n', 'q', 'v', OPTION_COLOR, OPTION_PROGRESS, 'h', OPTION_VERSION,
	};
	for (size_t i = 0; i < sizeof common / sizeof *common; i++)
		if (common[i] == code)
			return true;
	return false;
}

static bool command_accepts(const struct command *command, int code)
{
	for (const int *accepted = command->accepted; *accepted; accepted++)
		if (*accepted == code)
			return true;
	return is_common(code);
}

static void print_help(const struct command *command)
{
	printf(_("Usage: localize %s\n%s\n"), command->synopsis, _(command->summary));
	if (!command->name[0]) {
		fputs(_("\nCommands:\n"), stdout);
		for (const struct command *other = command + 1; other->name; other++)
			printf("  %-11s %s\n", other->name, _(other->summary));
	}
	fputs(_("\nOptions:\n"), stdout);
	for (size_t i = 0; i < sizeof option_texts / sizeof *option_texts; i++)
		if (command_accepts(command, option_texts[i].code))
			puts(_(option_texts[i].text));
	printf(_("\nExample:\n%s\n"), _(command->example));
	puts(_("Exit status: 0 done; 1 findings, or too little is translated; 2 an error (the rest is done)."));
}

static const struct command *find_command(const char *name)
{
	for (const struct command *command = commands; command->name; command++)
		if (strcmp(command->name, name) == 0)
			return command;
	return NULL;
}

static bool read_when(const char *option, const char *value, enum when *when, struct diagnostics *sink)
{
	static const char *const names[] = { "auto", "always", "never" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(value, names[i]) == 0) {
			*when = (enum when)i;
			return true;
		}
	diagnostics_error(sink, POSITION_NONE, _("--%s takes auto, always or never, not “%s”"), option, value);
	return false;
}

static bool read_jobs(const char *value, size_t *jobs, struct diagnostics *sink)
{
	char *end;
	unsigned long number = strtoul(value, &end, 10);
	if (!is_ascii_digit(value[0]) || *end || number < 1 || number > 1024) {
		diagnostics_error(sink, POSITION_NONE, _("--jobs takes a number from 1 to 1024, not “%s”"), value);
		return false;
	}
	*jobs = number;
	return true;
}

static void add_names(struct slices *names, const char *value)
{
	struct slice rest = slice_from(value), part;
	while (slice_next_part(&rest, ',', &part))
		array_push(names, slice_trim(part));
}

static bool add_checks(struct slices *names, const char *value, struct diagnostics *sink)
{
	size_t first = names->count;
	add_names(names, value);
	for (size_t i = first; i < names->count; i++)
		if (!check_find(names->items[i])) {
			diagnostics_error(sink, POSITION_NONE, _("there is no check “%.*s”; see “localize check --list”"),
			                  SLICE_ARG(names->items[i]));
			return false;
		}
	return true;
}

static bool read_option(struct options *options, int code, const char *value, struct diagnostics *sink)
{
	switch (code) {
	case 'l':
		add_names(&options->languages, value);
		return true;
	case 'C':
		if (chdir(value) == 0)
			return true;
		diagnostics_error(sink, position_of_file(value), _("can't enter this folder; check its name and mode"));
		return false;
	case OPTION_FILES_FROM:
		options->files_from = value;
		return true;
	case '0':
		options->null = true;
		return true;
	case 'j':
		return read_jobs(value, &options->jobs, sink);
	case 'n':
		options->dry_run = true;
		return true;
	case 'q':
		options->quiet = true;
		return true;
	case 'v':
		options->verbose = true;
		return true;
	case OPTION_JSON:
		options->json = true;
		return true;
	case OPTION_COLOR:
		return read_when("color", value, &options->color, sink);
	case OPTION_PROGRESS:
		return read_when("progress", value, &options->progress, sink);
	case OPTION_ACCEPT:
		options->accept = slice_from(value);
		return true;
	case OPTION_CONFIG:
		options->config_file = value;
		return true;
	case OPTION_ENCODING:
		options->encoding = value;
		return true;
	case OPTION_OUTPUT_ENCODING:
		options->output_encoding = value;
		return true;
	case OPTION_ENGINE:
		options->engine = value;
		return true;
	case OPTION_FORMAT:
		options->format = value;
		return true;
	case OPTION_SRX:
		options->rules = value;
		return true;
	case OPTION_ONLY:
		return add_checks(&options->checks_only, value, sink);
	case OPTION_OFF:
		return add_checks(&options->checks_off, value, sink);
	case OPTION_LIST:
		options->list = true;
		return true;
	case OPTION_FIX:
		options->fix = true;
		return true;
	case OPTION_YES:
		options->yes = true;
		return true;
	case OPTION_OUTPUT:
		options->output = value;
		return true;
	case OPTION_REPLACE:
		options->replace = true;
		return true;
	default:
		options->to = value;
		return true;
	}
}

static const char *option_name(int code)
{
	for (const struct option *option = long_options; option->name; option++)
		if (option->val == code)
			return option->name;
	return "";
}

/* Add the names in the list that OPTIONS name to the arguments. */
static bool read_list(struct options *options, struct diagnostics *sink)
{
	struct slice rest, name;
	if (!text_input_read(options->files_from, options->arena, &rest, sink))
		return false;
	while (slice_next_part(&rest, options->null ? '\0' : '\n', &name)) {
		if (!options->null && slice_ends_with(name, SLICE("\r")))
			name.size--;
		if (name.size)
			array_push(&options->arguments, arena_copy(options->arena, name));
	}
	return true;
}

/* The command that NAME is likely to mean, or NULL. */
static const char *propose_command(const char *name)
{
	struct slices names = { 0 };
	for (const struct command *command = commands; command->name; command++)
		array_push(&names, slice_from(command->name));
	size_t meant = proposal_find(slice_from(name), &names);
	const char *proposal = meant < names.count && commands[meant].name[0] ? commands[meant].name : NULL;
	array_finish(&names);
	return proposal;
}

/* The option that GIVEN, "--NAME" or "--NAME=VALUE", is likely to mean, or NULL. */
static const char *propose_option(const char *given)
{
	struct slices names = { 0 };
	for (const struct option *option = long_options; option->name; option++)
		array_push(&names, slice_from(option->name));
	size_t meant = proposal_find(slice_make(given + 2, strcspn(given + 2, "=")), &names);
	const char *proposal = meant < names.count ? long_options[meant].name : NULL;
	array_finish(&names);
	return proposal;
}

/* Say what is wrong with an option, of which getopt_long said CODE and which stands in GIVEN if its name is a long one. */
static void report_option(int code, const char *given, struct diagnostics *sink)
{
	const char *name = option_name(optopt);
	bool long_one = strncmp(given, "--", 2) == 0 &&
	                (optopt == 0 || (*name && strncmp(given + 2, name, strlen(name)) == 0));
	char letter[] = { '-', (char)optopt, '\0' };
	const char *proposal = code == '?' && long_one && optopt == 0 ? propose_option(given) : NULL;
	if (proposal) {
		diagnostics_error(sink, POSITION_NONE, _("there is no option “%s”; did you mean “--%s”?"), given, proposal);
		return;
	}
	diagnostics_error(sink, POSITION_NONE,
	                  code == ':' ? _("the option “%s” needs a value; see “localize --help”")
	                              : _("there is no option “%s”, or it takes no value; see “localize --help”"),
	                  long_one ? given : letter);
}

/* Whether NAME was meant for a command: it is neither a file nor like the name of one. */
static bool is_word(const char *name)
{
	return *name && !strpbrk(name, "./") && !file_exists(name);
}

const struct command *options_read(struct options *options, int argument_count, char **arguments, int *status,
                                   struct diagnostics *sink)
{
	struct { int *items; size_t count, capacity; } codes = { 0 };
	bool help = false, version = false, good = true;
	*status = STATUS_ERROR;
	opterr = 0;
	for (int code; good && (code = getopt_long(argument_count, arguments, ":0hl:C:j:nqv", long_options, NULL)) != -1;) {
		if (code == ':' || code == '?') {
			report_option(code, arguments[optind - 1], sink);
			good = false;
			break;
		}
		help |= code == 'h';
		version |= code == OPTION_VERSION;
		array_push(&codes, code);
		if (code != 'h' && code != OPTION_VERSION)
			good &= read_option(options, code, optarg, sink);
	}
	if (optind < argument_count && strcmp(arguments[optind], "help") == 0 && is_word(arguments[optind])) {
		help = true; /* as with git and others */
		optind++;
	}
	const struct command *command = optind < argument_count ? find_command(arguments[optind]) : NULL;
	if (command && command->name[0])
		optind++;
	else if (good && optind < argument_count && is_word(arguments[optind])) {
		const char *proposal = propose_command(arguments[optind]);
		if (proposal)
			diagnostics_error(sink, POSITION_NONE, _("there is no command “%s”; did you mean “%s”?"), arguments[optind],
			                  proposal);
		else
			diagnostics_error(sink, POSITION_NONE, _("there is no command “%s”; see “localize --help”"),
			                  arguments[optind]);
		good = false;
	}
	if (!command || !command->name[0])
		command = &commands[0];
	for (int i = optind; i < argument_count; i++)
		array_push(&options->arguments, slice_from(arguments[i]));
	for (size_t i = 0; good && i < codes.count; i++)
		if (!command_accepts(command, codes.items[i])) {
			const char *space = command->name[0] ? " " : "";
			diagnostics_error(sink, POSITION_NONE, _("“localize%s%s” has no option --%s; see “localize%s%s --help”"), space,
			                  command->name, option_name(codes.items[i]), space, command->name);
			good = false;
		}
	array_finish(&codes);
	if (!good)
		return NULL;
	if (help)
		print_help(command);
	else if (version)
		puts("localize " LOCALIZE_VERSION);
	else if (!options->files_from || read_list(options, sink))
		return command;
	else
		return NULL;
	*status = STATUS_DONE;
	return NULL;
}

bool options_for_programs(const struct options *options)
{
	return options->json || (options->format && strcmp(options->format, "sarif") == 0);
}

static bool when_holds(enum when when, int stream)
{
	return when == WHEN_ALWAYS || (when == WHEN_AUTO && isatty(stream));
}

static bool color_holds(const struct options *options, int stream)
{
	const char *no_color = getenv("NO_COLOR");
	if (options->color == WHEN_AUTO && no_color && no_color[0])
		return false;
	return when_holds(options->color, stream);
}

bool options_color(const struct options *options)
{
	return color_holds(options, STDERR_FILENO);
}

bool options_color_output(const struct options *options)
{
	return color_holds(options, STDOUT_FILENO);
}

bool options_progress(const struct options *options)
{
	return !options->quiet && when_holds(options->progress, STDERR_FILENO);
}
