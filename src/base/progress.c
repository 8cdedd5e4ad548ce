#include "base/progress.h"

#include "base/clock.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { QUIET_MILLISECONDS = 500, REDRAW_MILLISECONDS = 100, BAR_WIDEST = 40 };

void progress_init(struct progress *progress, const char *label, size_t total, bool shown)
{
	*progress = (struct progress){ .shown = shown, .label = label, .total = total };
	if (shown)
		progress->begun = clock_now();
}

static void draw(struct progress *progress)
{
	struct winsize window;
	int columns = ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col ? window.ws_col : 80;
	int width = columns - 40 < BAR_WIDEST ? columns - 40 : BAR_WIDEST;
	fprintf(stderr, "\r\033[K%s ", progress->label);
	if (width > 4) {
		int full = progress->total ? (int)((size_t)width * progress->done / progress->total) : 0;
		for (int i = 0; i < width; i++)
			fputs(i < full ? "█" : "░", stderr);
	}
	fprintf(stderr, " %zu/%zu", progress->done, progress->total);
	if (progress->rate)
		fprintf(stderr, ", %zu/s", progress->rate);
	fflush(stderr);
	progress->drawn = true;
}

void progress_advance(struct progress *progress)
{
	progress_set(progress, progress->done + 1);
}

void progress_set(struct progress *progress, size_t done)
{
	progress->done = done;
	if (!progress->shown)
		return;
	uint64_t time = clock_now();
	if (time - progress->begun < QUIET_MILLISECONDS || time - progress->last < REDRAW_MILLISECONDS)
		return;
	progress->last = time;
	draw(progress);
}

void progress_clear(struct progress *progress)
{
	if (!progress->drawn)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	progress->drawn = false;
}
