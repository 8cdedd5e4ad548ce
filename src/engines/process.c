#include "engines/process.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/message.h"
#include "engines/broken_pipes.h"
#include "engines/children.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

struct running {
	const struct process *process;
	pid_t pid;
	int in, out; /* our ends of its standard input and output; -1: closed */
	size_t written;
	struct buffer line;
	uint64_t due; /* when it is to have said something */
	const char *fault;
};

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static bool make_pipe(int ends[2])
{
	if (pipe(ends) < 0)
		return false;
	for (int i = 0; i < 2; i++)
		fcntl(ends[i], F_SETFD, FD_CLOEXEC);
	return true;
}

/* Start the command in a process group of its own, so that it can be ended with all that it started. */
static int start(struct running *running)
{
	int in[2], out[2];
	if (!make_pipe(in))
		return errno;
	if (!make_pipe(out)) {
		int fault = errno;
		close(in[0]);
		close(in[1]);
		return fault;
	}
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
	sigset_t none, defaults;
	sigemptyset(&none);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	char shell[] = "sh", option[] = "-c", *command = slice_to_string(slice_from(running->process->command));
	char *const arguments[] = { shell, option, command, NULL };
	children_begin_start();
	int fault = posix_spawn(&running->pid, "/bin/sh", &actions, &attributes, arguments, environ);
	children_end_start(fault ? 0 : running->pid);
	free(command);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	close(in[0]);
	close(out[1]);
	running->in = in[1];
	running->out = out[0];
	fcntl(running->in, F_SETFL, O_NONBLOCK);
	fcntl(running->out, F_SETFL, O_NONBLOCK);
	return fault;
}

static void write_input(struct running *running)
{
	struct slice rest = slice_from_offset(running->process->input, running->written);
	ssize_t written = rest.size ? write(running->in, rest.data, rest.size) : 0;
	if (written > 0)
		running->written += (size_t)written;
	/* Whether a command that reads no further is at fault is seen from its answers. */
	if ((written < 0 && errno != EAGAIN && errno != EINTR) || running->written == running->process->input.size)
		close_end(&running->in);
}

static void take_line(struct running *running)
{
	struct slice line = slice_trim(buffer_slice(&running->line));
	if (line.size && running->process->take_line(running->process->line_context, line))
		running->due = clock_now() + (uint64_t)running->process->timeout * 1000;
	buffer_clear(&running->line);
}

static void read_output(struct running *running)
{
	char block[65536];
	ssize_t got = read(running->out, block, sizeof block);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		take_line(running);
		close_end(&running->out);
		return;
	}
	struct slice rest = slice_make(block, (size_t)got);
	for (size_t newline; (newline = slice_find_byte(rest, '\n', 0)) != SLICE_NONE;) {
		buffer_append(&running->line, slice_range(rest, 0, newline));
		if (running->line.size > running->process->line_most)
			break;
		take_line(running);
		rest = slice_from_offset(rest, newline + 1);
	}
	buffer_append(&running->line, rest);
	if (running->line.size > running->process->line_most)
		running->fault = _("a line of its output is too long");
}

static void converse(struct running *running)
{
	const struct process *process = running->process;
	enum { TICK = 200 };
	while (running->out >= 0 && !running->fault) {
		struct pollfd ends[] = { { running->out, POLLIN, 0 }, { running->in, POLLOUT, 0 } };
		poll(ends, 2, TICK);
		if (running->in >= 0 && ends[1].revents)
			write_input(running);
		if (ends[0].revents)
			read_output(running);
		if (process->progress && !process->progress(process->progress_context))
			running->fault = _("it was stopped");
		else if (clock_now() >= running->due)
			running->fault = _("it gave no answer in time");
	}
}

/* Whether the command has ended, or is none to wait for; its number stays its own until somebody asks for its status. */
static bool has_ended(const struct running *running)
{
	siginfo_t ended = { 0 };
	int waited = waitid(P_PID, (id_t)running->pid, &ended, WEXITED | WNOHANG | WNOWAIT);
	return waited < 0 ? errno != EINTR : ended.si_pid != 0;
}

/* The status with which the command ended; it is killed where it did not in time. */
static int wait_for_end(struct running *running)
{
	int status = 0;
	if (running->fault)
		kill(-running->pid, SIGKILL);
	while (!has_ended(running)) {
		if (!running->fault && clock_now() >= running->due) {
			running->fault = _("it did not end in time");
			kill(-running->pid, SIGKILL);
		}
		nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
	}
	children_forget(running->pid);
	while (waitpid(running->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return status;
}

const char *process_run(const struct process *process, struct arena *arena)
{
	struct running running = { .process = process, .in = -1, .out = -1 };
	sigset_t old;
	broken_pipes_block(&old);
	int fault = start(&running), status = 0;
	running.due = clock_now() + (uint64_t)process->timeout * 1000;
	if (!fault) {
		converse(&running);
		close_end(&running.in);
		status = wait_for_end(&running);
	}
	close_end(&running.in);
	close_end(&running.out);
	broken_pipes_unblock(&old);
	buffer_finish(&running.line);
	if (fault)
		return arena_copy(arena, slice_from(strerror(fault))).data;
	if (running.fault)
		return running.fault;
	if (WIFSIGNALED(status))
		return arena_format(arena, _("it was ended by signal %d"), WTERMSIG(status)).data;
	return WEXITSTATUS(status) ? arena_format(arena, _("it ended with status %d"), WEXITSTATUS(status)).data : NULL;
}
