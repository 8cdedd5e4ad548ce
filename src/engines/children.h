/* children.h: commands that run, and are not to outlive the program where a signal ends it. */

#ifndef LOCALIZE_ENGINES_CHILDREN_H
#define LOCALIZE_ENGINES_CHILDREN_H

#include <sys/types.h>

/* Around the start of a command: children_end_start takes its process group, or 0 where it did not start. Whatever SIGINT,
 * SIGTERM, SIGHUP or SIGQUIT comes from then on, and would end the program, kills the group first; one that comes in between
 * waits for the end of the start. Signals that are ignored, or that the program itself takes, stay as they are. */
void children_begin_start(void);
void children_end_start(pid_t group);

/* Leave GROUP alone from now on, as its number may become somebody else's. */
void children_forget(pid_t group);

#endif
