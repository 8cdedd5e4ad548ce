/* check.h: what can be wrong with a translation.
 *
 * A family of checks is one file, and its checks are lines in the registry of check.c. A check sees one entry, with the
 * placeables of both its sides; it knows no format. */

#ifndef LOCALIZE_CHECKS_CHECK_H
#define LOCALIZE_CHECKS_CHECK_H

#include "base/diagnostics.h"
#include "catalog/catalog.h"
#include "text/language.h"
#include "text/placeable.h"

struct finding {
	const char *check;        /* its name: "numbers" */
	enum severity severity;
	struct position position; /* in the catalog */
	struct slice text;        /* what is wrong */
	struct slice msgid;
};

struct findings {
	struct finding *items;
	size_t count, capacity;
};

/* What a check is run on. */
struct check_context {
	const char *file; /* the catalog's */
	const struct catalog *catalog;
	const struct language *language;
	const struct entry *entry;
	struct slice source, translation;
	struct placeables source_placeables, translation_placeables;

	/* How to report. */
	const char *check;
	struct arena *arena;
	struct findings *out;
};

struct check {
	const char *name;
	const char *reason; /* one line, for people; translated where it is shown */
	void (*run)(struct check_context *context);
	bool header; /* run on the header entry, and on no other */
};

/* All checks, in order; a NULL ends them. */
extern const struct check *const checks[];

/* Run the checks on the translated entries of CATALOG, those that are neither fuzzy nor obsolete, and append what they
 * find to OUT, its texts in ARENA. FILE is the catalog's name. FIND finds the placeables of the article's format (NULL:
 * it has none). Checks whose names are in OFF, and for an entry those that it names in a translator's comment
 * "localize: ignore NAME" or a flag "ignore-NAME", are left out. */
void checks_run(const struct catalog *catalog, const char *file, const struct language *language,
                void (*find)(struct slice text, struct placeables *out), const struct slices *off, struct arena *arena,
                struct findings *out);

/* For the checks: report a finding about the entry in CONTEXT. */
void check_report(struct check_context *context, enum severity severity, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

extern const struct check check_header, check_plurals, check_newlines; /* gettext.c */
extern const struct check check_markup, check_links;                   /* markup.c */
extern const struct check check_numbers;                               /* numbers.c */

#endif
