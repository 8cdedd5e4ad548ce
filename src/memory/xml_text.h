/* xml_text.h: text as XML 1.0 character data. */

#ifndef LOCALIZE_MEMORY_XML_TEXT_H
#define LOCALIZE_MEMORY_XML_TEXT_H

#include "base/buffer.h"

/* TEXT (UTF-8) as content, or as the value of an attribute in double quotes, appended to OUT; what XML 1.0 has no
 * characters for is left out. */
void xml_append_text(struct buffer *out, struct slice text);

/* Whether XML 1.0 has the character. */
bool xml_has_character(uint32_t code);

#endif
