/* waiting.h: other runs over the same articles are waited for, and the user is told. */

#ifndef LOCALIZE_COMMANDS_WAITING_H
#define LOCALIZE_COMMANDS_WAITING_H

#include "commands/options.h"
#include "project/locks.h"

/* Take the lock of NAME (locks.h). After a second of waiting, standard error says so, unless OPTIONS ask for quiet: it
 * happens in the middle of work, and can't go the way of all messages. */
void waiting_take(struct locks *locks, struct slice name, const struct options *options);

#endif
