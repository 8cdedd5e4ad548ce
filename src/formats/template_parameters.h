/* template_parameters.h: the named parameters of shortcodes, tags of templates and fences of colons that are prose:
 * `{{< figure src="a.png" alt="A cat" >}}`, `{% include note.html title="A note" %}`, `:::image source="a.png" alt-text="A cat":::`;
 * and of lists of attributes, `{width=50% alt="A cat"}`. */

#ifndef LOCALIZE_FORMATS_TEMPLATE_PARAMETERS_H
#define LOCALIZE_FORMATS_TEMPLATE_PARAMETERS_H

#include "base/slice.h"

struct template_parameter {
	size_t begin, end; /* of the value, without its quotes */
	char quote;
	const char *role;  /* "attribute: alt" */
	bool markup;       /* there may be markup in it: Markdown's or HTML's */
};

/* The next parameter with prose of the tag of TEXT that begins at BEGIN, from *OFFSET on (0 for the first), which is moved behind
 * it; false where there is none. All calls for a tag are linear together. */
bool template_next_parameter(struct slice text, size_t begin, size_t *offset, struct template_parameter *parameter);

#endif
