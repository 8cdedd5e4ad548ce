/* html_foreign.h: SVG and MathML in HTML, which is read in another way. */

#ifndef LOCALIZE_FORMATS_HTML_FOREIGN_H
#define LOCALIZE_FORMATS_HTML_FOREIGN_H

#include "formats/html_tokenizer.h"

/* The end of the <svg> or <math> called NAME whose start tag was just read: that of its end tag, or where HTML's own
 * elements break out of it. TOKENIZER is left there. *CLOSED is false where it has no end tag. */
size_t html_skip_foreign(struct html_tokenizer *tokenizer, struct slice name, bool *closed);

#endif
