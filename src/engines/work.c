#include "engines/work.h"

#include "base/clock.h"

void work_stop(struct work *work, const char *format, ...)
{
	struct buffer message = { 0 };
	va_list arguments;
	va_start(arguments, format);
	buffer_append_format_list(&message, format, arguments);
	va_end(arguments);
	if (!work->stopped)
		diagnostics_error(work->sink, POSITION_NONE, "%s", buffer_string(&message));
	work->stopped = work->unusable = true;
	buffer_finish(&message);
}

bool work_progress(void *context)
{
	struct work *work = context;
	struct engine_report *report = work->report;
	report->left =
	    work->sentences.count - report->cached - report->answered - report->refused - report->unanswered;
	report->seconds = (double)(clock_now() - work->began) / 1000;
	return !work->run->progress || work->run->progress(work->run->context, report);
}
