/* markdown_template.h: the expressions and shortcodes of templates in Markdown. */

#ifndef LOCALIZE_FORMATS_MARKDOWN_TEMPLATE_H
#define LOCALIZE_FORMATS_MARKDOWN_TEMPLATE_H

#include "base/slice.h"

/* The end of the expression or shortcode of a template (`{{ … }}`, `{{< … >}}`, `{{% … %}}`, `{% … %}`, `{# … #}`) at
 * OFFSET of TEXT; 0 if there is none before LIMIT. Calls with the same TEXT and LIMIT in the order of their offsets are
 * linear together with a set of what was MISSING, 0 to begin with; it may be NULL. */
size_t markdown_template_end(struct slice text, size_t offset, size_t limit, unsigned *missing);

/* The end of what DocFX puts in brackets at OFFSET of TEXT, `[!NOTE]`, `[!div class="x"]`, `[!INCLUDE [text](file.md)]`; 0 if it is
 * none. Looks at a few hundred bytes at most. */
size_t markdown_directive_end(struct slice text, size_t offset);

#endif
