/* template_statement.h: what a section of a template language does to the text around it. */

#ifndef LOCALIZE_FORMATS_TEMPLATE_STATEMENT_H
#define LOCALIZE_FORMATS_TEMPLATE_STATEMENT_H

#include "base/slice.h"

enum template_deed {
	TEMPLATE_PRINTS,     /* `{{ name }}`, and all that is not known */
	TEMPLATE_ACTS,       /* `{% assign … %}`, `{# … #}`: no word of a sentence; may open what only its end tells */
	TEMPLATE_OPENS,      /* `{% if … %}`, `{{#each …}}`, `{{ range … }}` */
	TEMPLATE_ALTERNATES, /* `{% else %}` */
	TEMPLATE_CLOSES,     /* `{% endif %}`, `{{/each}}`, `{{ end }}` */
};

struct template_statement {
	enum template_deed deed;
	bool apart;        /* of a part that other templates replace: no sentence goes over it */
	char family; /* '%', '#' (Mustache), 'g' (Go), 'e' (Ruby, PHP), '{': only those of one close each other */
	struct slice name; /* of what is opened or closed; empty where one end closes all: `{{ end }}`, `{% end %}` */
};

/* The statement that SECTION is, `{% if name %}`. */
struct template_statement template_read_statement(struct slice section);

/* Whether CLOSE closes OPEN. */
bool template_closes(const struct template_statement *close, const struct template_statement *open);

#endif
