/* main.c: options, then a command. */

#include "base/array.h"
#include "base/installation.h"
#include "base/memory.h"
#include "base/message.h"
#include "commands/options.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

/* Whether standard output is a pipe whose reader has seen enough. */
static bool reader_is_gone(void)
{
	struct pollfd output = { .fd = STDOUT_FILENO, .events = POLLOUT };
	return poll(&output, 1, 0) == 1 && (output.revents & POLLERR);
}

/* A standard stream that is closed would be the next file that is opened: what is printed would stand in it. */
static void open_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		/* The other way round, so that to read or write is still a fault. */
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			_exit(STATUS_ERROR);
}

int main(int argument_count, char **arguments)
{
	open_standard_streams();
	memory_init();
	struct arena *arena = arena_create();
	message_begin(arguments[0], installation_find(LOCALIZE_LOCALE_FOLDER, LOCALIZE_BINARY_FOLDER, arena));
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_DFL); /* if it is ignored, nobody is told how a command ended */

	struct diagnostics *sink = diagnostics_create();
	struct options options = { .arena = arena };
	int status;
	const struct command *command = options_read(&options, argument_count, arguments, &status, sink);
	if (options_for_programs(&options))
		message_end();
	if (command)
		status = command->run(&options, sink);
	bool written = fflush(stdout) == 0 && !ferror(stdout), gone = !written && reader_is_gone();
	if (!written && !gone) {
		diagnostics_error(sink, POSITION_NONE, _("can't write to standard output"));
		status = STATUS_ERROR;
	}
	if (diagnostics_count(sink, SEVERITY_ERROR))
		status = STATUS_ERROR;
	diagnostics_print(sink, stderr, options.quiet ? SEVERITY_ERROR : SEVERITY_NOTE, options_color(&options));
	array_finish(&options.languages);
	array_finish(&options.arguments);
	array_finish(&options.checks_only);
	array_finish(&options.checks_off);
	arena_destroy(options.arena);
	diagnostics_destroy(sink);
	if (gone) { /* as any filter ends then */
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	return status;
}
