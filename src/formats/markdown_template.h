/* markdown_template.h: the expressions and shortcodes of templates in Markdown. */

#ifndef LOCALIZE_FORMATS_MARKDOWN_TEMPLATE_H
#define LOCALIZE_FORMATS_MARKDOWN_TEMPLATE_H

#include "base/slice.h"

/* The end of what DocFX puts in brackets at OFFSET of TEXT, `[!NOTE]`, `[!div class="x"]`, `[!INCLUDE [text](file.md)]`; 0 if it is
 * none. Looks at a few hundred bytes at most. */
size_t markdown_directive_end(struct slice text, size_t offset);

#endif
