/* encoding.h: character sets, by iconv.
 *
 * Inside the program all text is UTF-8 without a byte order mark. */

#ifndef LOCALIZE_TEXT_ENCODING_H
#define LOCALIZE_TEXT_ENCODING_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostics.h"

/* What becomes of a letter that a character set lacks. */
enum encoding_lacking {
	LACKING_ERROR,
	LACKING_REFERENCE,     /* a character reference of HTML and XML: `&#1106;` */
	LACKING_TRANSLITERATE, /* letters that sound or look alike, by ICU: "đ" or "dj" for "ђ"; an error where there are none */
};

struct encoding {
	const char *name; /* as iconv knows it; "UTF-8" */
	bool byte_order_mark;
	enum encoding_lacking lacking; /* for encoding_encode */
};

/* What iconv converts from and to. */
bool encoding_is_known(const char *name);

/* Whether ENCODING is one of Unicode's, which have every letter. */
bool encoding_is_unicode(const struct encoding *encoding);

/* The encoding of BYTES: by their byte order mark; else DECLARED (configured or asked for; NULL if not); else what an
 * XML declaration or an HTML meta element in the first 1024 bytes says, if MARKUP (HTML Living Standard, section
 * 13.2.3.2); else UTF-8. The name is in ARENA, or static. */
struct encoding encoding_detect(struct slice bytes, const char *declared, bool markup, struct arena *arena);

/* BYTES in ENCODING as UTF-8 in *TEXT, without the byte order mark: a part of BYTES itself where they are UTF-8
 * already, else in ARENA. False after an error in SINK, with the line and column of FILE where a byte is not valid. */
bool encoding_decode(struct slice bytes, const struct encoding *encoding, const char *file, struct arena *arena,
                     struct slice *text, struct diagnostics *sink);

/* TEXT (UTF-8) in ENCODING appended to OUT, with a byte order mark if ENCODING has one. False, and nothing is appended,
 * after an error in SINK that names the first letter that the encoding lacks and has nothing for, with its line and
 * column in FILE. */
bool encoding_encode(struct slice text, const struct encoding *encoding, const char *file, struct buffer *out,
                     struct diagnostics *sink);

#endif
