/* directives.h: where the directives of format strings may lie ("%s", "{name}").
 *
 * msgcat does not break a line inside a directive of the format that an entry's flags name. There are thirty formats.
 * Here stands for each a net that is wider than its syntax; what is caught in it is left to libgettextpo. */

#ifndef LOCALIZE_CATALOG_DIRECTIVES_H
#define LOCALIZE_CATALOG_DIRECTIVES_H

#include "base/slice.h"

enum directive_syntax {
	DIRECTIVE_PERCENT,   /* %5.2f, %(name)s, %<PRIu64> */
	DIRECTIVE_NUMBERED,  /* %1, %L1, %n */
	DIRECTIVE_BRACE,     /* {name}, {0:{1}} */
	DIRECTIVE_VARIABLE,  /* $name, ${name} */
	DIRECTIVE_UNKNOWN,
};

/* The state of a scan; zeroed but for the syntax to begin with. */
struct directive_scan {
	enum directive_syntax syntax;
	bool inside;       /* a directive may have begun and not ended */
	bool percent;      /* the last byte was its "%" */
	bool padding;      /* the next byte is a padding character */
	char open, close;  /* a bracket that was opened in it, and its like; NUL if none was */
	size_t depth;
};

/* The syntax of FORMAT ("c-format"). */
enum directive_syntax directive_syntax_of(const char *format);

/* Advance over TEXT; whether a directive may then go on. */
bool directive_scan_advance(struct directive_scan *scan, struct slice text);

#endif
