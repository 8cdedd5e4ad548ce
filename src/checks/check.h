/* check.h: what can be wrong with a translation.
 *
 * A family of checks is one file, and its checks are lines in the registry of check.c. A check sees one entry, both its
 * sides taken apart (side.h); it knows no format. */

#ifndef LOCALIZE_CHECKS_CHECK_H
#define LOCALIZE_CHECKS_CHECK_H

#include "base/diagnostics.h"
#include "catalog/catalog.h"
#include "checks/habits.h"
#include "checks/side.h"
#include "terms/glossary.h"
#include "text/language.h"

struct finding {
	const char *check;        /* its name: "numbers" */
	enum severity severity;
	struct position position; /* in the catalog: the line of the entry, until places_find says it better */
	struct slice text;        /* what is wrong */
	struct slice msgid;
	struct slice translation; /* the form that it is in; empty where it is in none */
	size_t form;              /* which msgstr[] */
	size_t begin, end;        /* bytes of the translation: the fault; an empty range is where something is missing */
	struct slice mend;        /* what would stand there rightly; a NULL pointer: that is for a translator to say */
	bool habit;               /* one of many such in its translation: where a catalog is full of them, one stands for all */
};

struct findings {
	struct finding *items;
	size_t count, capacity;
};

struct check;

/* Whether an article can take TRANSLATION in the place of TEXT; if not, WHY (a message) is appended. */
typedef bool check_accept(struct slice text, struct slice translation, struct buffer *why);

/* What a check is run on. */
struct check_context {
	const char *file; /* the catalog's */
	const struct catalog *catalog;
	const struct language *language;
	const struct habits *habits; /* of the language */
	const struct entry *entry;
	size_t form;                 /* the msgstr[] that the translation is */
	struct side source, translation;
	struct slices scratch[2];    /* for the checks' own use, to be cleared first; so are the next two */
	struct term_words words[2];
	struct term_matches matches;
	const struct glossary *glossary; /* NULL: none */
	struct speller *speller;         /* likewise */
	check_accept *accept;            /* likewise */
	bool character_references;       /* `&mdash;` in both sides is a dash */
	const struct forms *forms;       /* of the language; NULL: not asked for yet */

	/* How to report. */
	const struct check *check;
	struct arena *arena;
	struct findings *out;
	bool every;
	size_t habit_entries, habit_words; /* translations that were typed with letters of another script, and their words */
};

enum check_scope {
	CHECK_TRANSLATION, /* run on each form of each translated entry */
	CHECK_ENTRY,       /* once on a translated entry; its sides are not taken apart */
	CHECK_HEADER,      /* on the header entry, and on no other */
	CHECK_PROJECT,     /* on all catalogs of a language at once (consistency.h), and not by checks_run */
};

struct check {
	const char *name;
	const char *reason; /* one line, for people; translated where it is shown */
	enum severity severity;
	enum check_scope scope;
	void (*run)(struct check_context *context);
	bool off;           /* unless it is asked for */
};

/* All checks, in order; a NULL ends them. */
extern const struct check *const checks[];

/* The check of this NAME, or NULL. */
const struct check *check_find(struct slice name);

/* Which checks are run, and with what: those of ONLY, where it has any; else those that are on by default or in ON, and not in OFF or
 * ALSO_OFF. Each may be NULL. */
struct check_selection {
	const struct slices *only, *on, *off, *also_off;
	bool every; /* not only the first few of one check in one translation */
	const struct glossary *glossary; /* for the check of terms; NULL: none */
	struct speller *speller;         /* for that of spelling; likewise */
	check_accept *accept;            /* that of the article's format; NULL: it takes anything */
	bool character_references;       /* likewise: `&mdash;` is a dash (text/character_reference.h) */
	struct slice quotes;             /* the project's marks of quotation in the language: „“ or „“‚‘; empty: its own */
};

bool selection_has(const struct check_selection *selection, const struct check *check);

/* Run the checks on the translated entries of CATALOG, those that are neither fuzzy nor obsolete, and append what they
 * find to OUT, its texts in ARENA. FILE is the catalog's name. FIND finds the placeables of the article's format (NULL:
 * it has none). Checks that are not in SELECTION, and for an entry those that it names in a translator's comment
 * "localize: ignore NAME" or a flag "ignore-NAME" (by our names or Weblate's), are left out. Linear in the catalog. */
void checks_run(const struct catalog *catalog, const char *file, const struct language *language, placeable_find *find,
                const struct check_selection *selection, struct arena *arena, struct findings *out);

/* For the checks: report a fault in bytes [BEGIN, END) of the translation in CONTEXT. */
void check_report(struct check_context *context, size_t begin, size_t end, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same, for characters [BEGIN, END) of it; and for all of it. */
void check_report_characters(struct check_context *context, size_t begin, size_t end, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void check_report_whole(struct check_context *context, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* As check_report_characters, with what the characters can safely be replaced by: whoever reads the translation would
 * not object to it. MEND is copied. */
void check_report_mend(struct check_context *context, size_t begin, size_t end, struct slice mend, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Whether ENTRY turns CHECK off for itself. */
bool entry_ignores_check(const struct entry *entry, const struct check *check);

extern const struct check check_header, check_plurals, check_same_plurals, check_newlines, check_line_breaks; /* gettext.c */
extern const struct check check_markup, check_links;                                /* markup.c */
extern const struct check check_unwritable;                                         /* unwritable.c */
extern const struct check check_placeholders;                                       /* placeholders.c */
extern const struct check check_literals;                                           /* literals.c */
extern const struct check check_addresses;                                          /* addresses.c */
extern const struct check check_blank, check_max_length, check_length, check_read_only; /* length.c */
extern const struct check check_untranslated, check_half_translated, check_doubled_words; /* words.c */
extern const struct check check_numbers;                                            /* numbers.c */
extern const struct check check_end_mark, check_sentence_count;                     /* end_mark.c */
extern const struct check check_quotation_marks, check_quotation_pairs;             /* quotation.c */
extern const struct check check_brackets;                                           /* brackets.c */
extern const struct check check_spaces, check_double_spaces, check_mark_spaces, check_repeated_marks; /* spaces.c */
extern const struct check check_mixed_scripts, check_wrong_script, check_wrong_letters, check_invisible,
    check_corrupted;                                                               /* letters.c */
extern const struct check check_capitals, check_acronyms;                           /* capitals.c */
extern const struct check check_ellipses, check_dashes, check_no_break_spaces;      /* typography.c */
extern const struct check check_number_form, check_date_form, check_nested_quotations; /* forms.c */
extern const struct check check_suffixes;                                           /* suffixes.c */
extern const struct check check_terms;                                              /* terms.c */
extern const struct check check_spelling;                                           /* spelling.c */
extern const struct check check_inconsistent, check_reused;                         /* consistency.c */

#endif
