/* encoding_name.h: names of character sets, for the files that convert. Nothing else includes it. */

#ifndef LOCALIZE_TEXT_ENCODING_NAME_H
#define LOCALIZE_TEXT_ENCODING_NAME_H

#include "base/slice.h"

#include <iconv.h>

/* A byte order mark, and the encoding that it says. */
struct encoding_mark {
	struct slice bytes;
	const char *name;
};

/* The mark that BYTES begin with, or NULL; and that of the encoding NAME, empty where it has none. */
const struct encoding_mark *encoding_find_mark(struct slice bytes);
struct slice encoding_mark_of(const char *name);

/* Whether NAME is made of the characters that IANA's names have, and names one character set on every machine. */
bool encoding_is_plain_name(struct slice name);

/* The Unicode encoding forms by the names that leave the byte order open. What iconv makes of such a name differs: a byte
 * order mark or none, this machine's order or big-endian. */
enum encoding_family { FAMILY_OTHER, FAMILY_UTF8, FAMILY_UTF16, FAMILY_UTF32 };
enum encoding_family encoding_family_of(const char *name);

/* NAME with the byte order that BYTES have: iconv is only ever given names that leave nothing open. */
const char *encoding_resolve(const char *name, struct slice bytes);

/* iconv_open for plain names; ENCODING_NO_CONVERTER where there is none. */
#define ENCODING_NO_CONVERTER ((iconv_t)-1)
iconv_t encoding_open_converter(const char *to, const char *from);

#endif
