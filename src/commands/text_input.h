/* text_input.h: the files that a filter reads (segment, script), or standard input. */

#ifndef LOCALIZE_COMMANDS_TEXT_INPUT_H
#define LOCALIZE_COMMANDS_TEXT_INPUT_H

#include "commands/options.h"
#include "formats/format.h"

/* The bytes of the file NAME, or of standard input where it is "-", in ARENA. False after an error in SINK. */
bool text_input_read(const char *name, struct arena *arena, struct slice *bytes, struct diagnostics *sink);

struct text_input {
	const char *name;    /* of the file; "-" for standard input */
	struct slice bytes, text; /* what is in it, and that as UTF-8 */
	struct encoding encoding; /* of the bytes */
	const struct format *format; /* by --format, else by the name, else plain */
	struct arena *arena; /* lives as long as the input */
};

/* Call WORK for each file that OPTIONS name, or for standard input. Faults are errors in SINK, and the other files are
 * done. */
void text_input_each(struct options *options,
                     void (*work)(void *context, const struct text_input *input, struct diagnostics *sink), void *context,
                     struct diagnostics *sink);

#endif
