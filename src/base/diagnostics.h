/* diagnostics.h: the one sink for errors, warnings and notes.
 *
 * Nothing prints by itself: who finds a fault reports it here, and the command prints the sink. Each article has a
 * sink of its own, so that messages come out in the articles' order whatever the number of jobs. A sink is not
 * safe for two threads at once. */

#ifndef LOCALIZE_BASE_DIAGNOSTICS_H
#define LOCALIZE_BASE_DIAGNOSTICS_H

#include "base/slice.h"

#include <stdio.h>

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

/* A place in a file. Lines and columns count from 1, columns in characters (code points); 0 where it is not known. */
struct position {
	const char *file; /* NULL: no file */
	size_t line, column;
};

struct diagnostic {
	enum severity severity;
	struct position position; /* its file is the sink's copy */
	const char *text;
};

struct diagnostics;

struct diagnostics *diagnostics_create(void);
void diagnostics_destroy(struct diagnostics *sink); /* takes NULL */

/* Report a fault: what is wrong and, after a semicolon, what to do about it; no full stop, no newline. The format is
 * translated by the caller: diagnostics_error(sink, position, _("…")). Control characters in the text, which may
 * quote hostile input, are shown escaped. */
void diagnostics_error(struct diagnostics *sink, struct position position, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void diagnostics_warning(struct diagnostics *sink, struct position position, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void diagnostics_note(struct diagnostics *sink, struct position position, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* How many were reported so far, printed or not. */
size_t diagnostics_count(const struct diagnostics *sink, enum severity severity);

/* What was reported and not printed yet, in order; the sink's own. Returns how many. */
size_t diagnostics_all(const struct diagnostics *sink, const struct diagnostic **pending);

/* Append all of FROM to SINK, and leave FROM empty. */
void diagnostics_move(struct diagnostics *sink, struct diagnostics *from);

/* Print what is at least as grave as LEAST, as "file:line:column: error: text", and let go of it
 * all; the counts stay. */
void diagnostics_print(struct diagnostics *sink, FILE *stream, enum severity least, bool color);

/* The place of OFFSET in TEXT (UTF-8), the whole of FILE. */
struct position position_in_text(const char *file, struct slice text, size_t offset);

/* A place in FILE that has no line. */
static inline struct position position_of_file(const char *file)
{
	return (struct position){ .file = file };
}

#define POSITION_NONE ((struct position){ 0 })

#endif
