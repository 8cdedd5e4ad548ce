/* message.h: the program's own words in the reader's language (GNU gettext; CONTRIBUTING.md).
 *
 * A message with a counted noun is chosen by ngettext(one, many, count). */

#ifndef LOCALIZE_BASE_MESSAGE_H
#define LOCALIZE_BASE_MESSAGE_H

#include <libintl.h>

/* A text to be translated where it is used, and one to be translated later (in a table). */
#define _(text) gettext(text)
#define N_(text) text

/* Let messages be in the language that the environment asks for; nothing else depends on it. Their translations are in
 * the folder INSTALLED, or beside the program, called as PATH, where that was not installed but stands where it was
 * built. Before any thread. */
void message_begin(const char *path, const char *installed);

/* Let messages be in English from here on: what is printed is for programs. Before any thread. */
void message_end(void);

#endif
