/* options.h: what a project's configuration says about formats.
 *
 * It reaches a format with the document that it reads (document->options). A format that has something to be set adds
 * a field here, and a key to project/config.c. The defaults are all zero. */

#ifndef LOCALIZE_FORMATS_OPTIONS_H
#define LOCALIZE_FORMATS_OPTIONS_H

#include "base/slice.h"

/* A file that the configuration names, read. */
struct format_file {
	const char *name;
	struct slice text; /* UTF-8 */
};

struct format_options {
	/* front_matter: the keys whose values are prose. */
	bool front_matter_only;          /* just those added; else the usual ones too */
	struct slices front_matter_add;
	struct slices front_matter_leave; /* never these */

	bool code_comments; /* markdown: {code_comments: true} — in fenced code, lines that are comments are prose */

	bool plain_lines; /* plain: {unit: line} — each line of plain text is one entry */

	/* xml: {rules: […]} — files of ITS rules, which count more than ours */
	struct { struct format_file *items; size_t count, capacity; } xml_rules;
};

/* The options of DOCUMENT, or the defaults. */
#define FORMAT_OPTIONS(document) ((document)->options ? (document)->options : &(const struct format_options){ 0 })

#endif
