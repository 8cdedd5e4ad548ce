/* locks.h: runs over one project at once.
 *
 * Who writes an article's files holds its lock, a byte of the file .localize/lock whose place its path gives. Runs over
 * different articles do not meet; over the same, they wait for each other. Locks go with their process, however it ends. */

#ifndef LOCALIZE_PROJECT_LOCKS_H
#define LOCALIZE_PROJECT_LOCKS_H

#include "base/slice.h"

#define LOCKS_FILE ".localize/lock"

/* The name of the lock of the state's file. */
#define LOCK_OF_STATE SLICE("")

struct locks;

/* The locks of the project in the current folder. Where the file can't be made, or the file system has no locks, they hold
 * nobody up. Never NULL. */
struct locks *locks_open(void);
void locks_close(struct locks *locks); /* takes NULL */

/* Take and give back the lock of NAME, an article's path. After a second of waiting, WAITING is called once. Threads may do
 * it at once, for different names. Without LOCKS (NULL: a run that writes nothing) neither does anything. */
void locks_take(struct locks *locks, struct slice name, void (*waiting)(void *context, struct slice name), void *context);
void locks_give(struct locks *locks, struct slice name);

#endif
