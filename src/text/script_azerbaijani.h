/* script_azerbaijani.h: Azerbaijani text from Cyrillic to Latin script. */

#ifndef LOCALIZE_TEXT_SCRIPT_AZERBAIJANI_H
#define LOCALIZE_TEXT_SCRIPT_AZERBAIJANI_H

#include "base/buffer.h"

/* Bytes [BEGIN, END) of TEXT in Latin script appended to OUT; what stands around them is looked at, not converted. */
void script_append_azerbaijani(struct slice text, size_t begin, size_t end, struct buffer *out);

#endif
