/* utf8.h: the bytes of UTF-8. */

#ifndef LOCALIZE_TEXT_UTF8_H
#define LOCALIZE_TEXT_UTF8_H

#include "base/slice.h"

/* The offset of the first byte of TEXT that is not valid UTF-8 (Unicode 15, table 3-7), or TEXT.size. At memory
 * speed for ASCII. */
size_t utf8_find_invalid(struct slice text);

/* Whether TEXT can stand in a catalog: UTF-8, without the two characters that MO files end and part strings with, NUL and
 * EOT. */
bool utf8_is_text(struct slice text);

/* The code point at OFFSET of valid UTF-8, and the number of its bytes in *SIZE. */
uint32_t utf8_decode(struct slice text, size_t offset, size_t *size);

/* The number of code points of valid UTF-8. */
size_t utf8_count(struct slice text);

#endif
