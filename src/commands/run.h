/* run.h: the commands; each takes the command line and returns the exit status. */

#ifndef LOCALIZE_COMMANDS_RUN_H
#define LOCALIZE_COMMANDS_RUN_H

#include "commands/options.h"

typedef int command_function(struct options *options, struct diagnostics *sink);

command_function command_run, command_update, command_build, command_status; /* run.c */
command_function command_adopt;     /* adopt.c */
command_function command_export;    /* export.c */
command_function command_import;    /* import.c */
command_function command_check;     /* check.c */
command_function command_diff;      /* diff.c */
command_function command_init;      /* init.c */
command_function command_translate; /* translate.c */
command_function command_engines;   /* engines.c */
command_function command_segment;   /* segment.c */
command_function command_script;    /* script.c */
command_function command_watch;     /* watch.c */
command_function command_memory;    /* memory.c */

#endif
