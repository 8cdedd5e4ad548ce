/* template_region.h: what tags of template languages keep out of the text: comments, and code to be shown. */

#ifndef LOCALIZE_FORMATS_TEMPLATE_REGION_H
#define LOCALIZE_FORMATS_TEMPLATE_REGION_H

#include "base/slice.h"

/* The end of the expression or shortcode of a template (`{{ … }}`, `{{< … >}}`, `{{% … %}}`, `{% … %}`, `{# … #}`) at
 * OFFSET of TEXT; 0 if there is none before LIMIT. Calls with the same TEXT and LIMIT in the order of their offsets are
 * linear together with a set of what was MISSING, 0 to begin with; it may be NULL. */
size_t template_section_end(struct slice text, size_t offset, size_t limit, unsigned *missing);

/* The end of the region that the tag at [begin, end) of TEXT opens: `{% comment %} … {% endcomment %}` (Liquid, Jinja,
 * Twig, Django), `{{< highlight go >}} … {{< /highlight >}}` (Hugo) and the like, `{{< tab lang="toml" >}} … {{< /tab >}}`,
 * `{% set codeBlock %} … {% endset %}`,
 * `{% capture link %}…{% endcapture %}` of a value that is no prose; END where it opens none. *MISSING,
 * zeroed to begin with, notes what is not closed in the rest of TEXT: all calls in the order of their offsets are linear
 * together. */
size_t template_region_end(struct slice text, size_t begin, size_t end, unsigned *missing);

#endif
