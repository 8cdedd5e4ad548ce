/* front_matter.h: what stands before the text of an article: YAML between `---`, TOML between `+++`, or a JSON object.
 *
 * The values of keys that hold prose (title, description, tags, …) are units of one segment each, but for YAML's block
 * scalars, which are prose in lines. The values of lang, language and locale are slots. */

#ifndef LOCALIZE_FORMATS_FRONT_MATTER_H
#define LOCALIZE_FORMATS_FRONT_MATTER_H

#include "document/document.h"

enum front_matter_form {
	FRONT_MATTER_FORM = 0x200, /* set in all of them, and in no other format's */
	FRONT_MATTER_PLAIN = FRONT_MATTER_FORM,
	FRONT_MATTER_FLOW_PLAIN,
	FRONT_MATTER_SINGLE_QUOTED,
	FRONT_MATTER_DOUBLE_QUOTED,
	FRONT_MATTER_BLOCK,
	FRONT_MATTER_TOML_BASIC,
	FRONT_MATTER_TOML_LITERAL,
	FRONT_MATTER_TOML_LINES, /* """ … """ */
	FRONT_MATTER_JSON,
};

/* The end of the front matter that SOURCE begins with, behind its last line; 0 if there is none. YAML and TOML may have blank
 * lines before them. */
size_t front_matter_end(struct slice source);

/* Add the units and slots of the front matter of the builder's document, the first END bytes of its source. What is
 * no valid YAML is left alone, after a warning in SINK. */
void front_matter_add_units(struct document_builder *builder, size_t end, struct diagnostics *sink);

/* Add the units of the properties of a component, bytes [begin, end) of the source in YAML. What is no valid YAML is left
 * alone. */
void front_matter_add_properties(struct document_builder *builder, size_t begin, size_t end);

/* As in a format: for units that have FRONT_MATTER_FORM. */
document_fit front_matter_fit;

#endif
