/* message.h: the program's own words in the reader's language (GNU gettext). */

#ifndef LOCALIZE_BASE_MESSAGE_H
#define LOCALIZE_BASE_MESSAGE_H

#include <libintl.h>

/* A text to be translated where it is used, and one to be translated later (in a table). */
#define _(text) gettext(text)
#define N_(text) text

#endif
