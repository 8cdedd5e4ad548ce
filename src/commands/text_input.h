/* text_input.h: the files that a filter reads (segment, script), or standard input. */

#ifndef LOCALIZE_COMMANDS_TEXT_INPUT_H
#define LOCALIZE_COMMANDS_TEXT_INPUT_H

#include "commands/options.h"
#include "formats/format.h"

/* The bytes of the file NAME, or of standard input where it is "-", in ARENA. False after an error in SINK. */
bool text_input_read(const char *name, struct arena *arena, struct slice *bytes, struct diagnostics *sink);

/* Call WORK for each file that OPTIONS name, or for standard input (whose name is "-"), with its bytes, its text as UTF-8
 * and its format: by --format, else by its name, else plain. Faults are errors in SINK, and the other files are done. */
void text_input_each(struct options *options,
                     void (*work)(void *context, const char *name, struct slice bytes, struct slice text,
                                  const struct format *format, struct arena *arena, struct diagnostics *sink),
                     void *context, struct diagnostics *sink);

#endif
