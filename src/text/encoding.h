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
	bool assumed; /* UTF-8, because nothing says what it is */
	enum encoding_lacking lacking; /* for encoding_encode */
};

/* What iconv converts from and to; and whether each of NAMES, with commas between, is. */
bool encoding_is_known(const char *name);
bool encoding_are_known(const char *names);

/* Whether ENCODING is one of Unicode's, which have every letter. */
bool encoding_is_unicode(const struct encoding *encoding);

/* The encoding of BYTES: by their byte order mark; else what an XML declaration or an HTML meta element in the first 1024
 * bytes says, if MARKUP (HTML Living Standard, section 13.2.3.2); else the first of FALLBACK (names with commas between;
 * NULL: none) in which they are valid; else UTF-8. The name is in ARENA, or static. */
struct encoding encoding_detect(struct slice bytes, const char *fallback, bool markup, struct arena *arena);

/* The character set in which browsers whose users read LANGUAGE (BCP 47) read a page that says nothing of it (HTML Living
 * Standard, section 13.2.3.2, step 9); NULL where BYTES are not valid in it. */
const char *encoding_of_old_pages(const char *language, struct slice bytes);

/* BYTES in ENCODING as UTF-8 in *TEXT, without the byte order mark: a part of BYTES itself where they are UTF-8
 * already, else in ARENA. False after an error in SINK, with the line and column of FILE where a byte is not valid. */
bool encoding_decode(struct slice bytes, const struct encoding *encoding, const char *file, struct arena *arena,
                     struct slice *text, struct diagnostics *sink);

/* TEXT (UTF-8) in ENCODING appended to OUT, with a byte order mark if ENCODING has one. False, and nothing is appended,
 * after an error in SINK that names the first letter that the encoding lacks and has nothing for, with its line and
 * column in FILE. */
bool encoding_encode(struct slice text, const struct encoding *encoding, const char *file, struct buffer *out,
                     struct diagnostics *sink);

/* A run of text that is what SIZE bytes of another text from SOURCE on are. */
struct encoding_copy {
	size_t source, text, size;
};
struct encoding_copies {
	struct encoding_copy *items;
	size_t count, capacity;
};

/* As encoding_encode, for a TEXT that was made of SOURCE, which is BYTES decoded from ENCODING: what COPIES (in order) say
 * to be of SOURCE gets its own bytes, also where the character set has several ways to write a letter. Where they cannot
 * be taken apart, as in a character set with shift states, all of TEXT is encoded. */
bool encoding_encode_copies(struct slice text, const struct encoding *encoding, struct slice bytes, struct slice source,
                            const struct encoding_copies *copies, const char *file, struct buffer *out,
                            struct diagnostics *sink);

/* The offset of the first letter of TEXT that ENCODING lacks; TEXT's size if it has all. */
size_t encoding_find_lacking(struct slice text, const struct encoding *encoding);

#endif
