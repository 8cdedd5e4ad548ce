/* import.h: what came back from translators, merged into the catalogs article by article. */

#ifndef LOCALIZE_COMMANDS_IMPORT_H
#define LOCALIZE_COMMANDS_IMPORT_H

#include "base/table.h"
#include "commands/opened_catalog.h"
#include "commands/options.h"
#include "memory/xliff.h"
#include "project/locks.h"

/* What files call the articles of a project, each article by its number. */
struct article_names {
	struct table paths; /* its own, its catalog's, its template's */
	struct table names; /* the same without folders; those of several articles lead to none */
};

/* What is read of one file. */
struct import {
	const struct project *project;
	const struct options *options;
	const struct segmenter *segmenter;
	struct cutters *cutters;
	const struct article_names *names;
	const char *name;              /* of the file */
	struct slice original;         /* of XLIFF: what the file calls the article that is being read; a copy */
	bool skipped;                  /* of XLIFF: it is no article here, or in another language */
	struct opened_catalog opened;
	struct xliff_merge merge;
	const struct article *article; /* NULL: none is open, or locked */
	struct locks *locks;           /* NULL: nothing is written */
	struct diagnostics *sink;
};

/* The number of the article that NAME names: by its path, by its catalog's or its template's, or by what no other one is
 * called; TABLE_NONE: it names none. */
size_t import_find_article(const struct article_names *names, struct slice name);

/* Whether what the file at LINE says of its LANGUAGE, if anything, is that of the catalogs but for its region; false after an
 * error. */
bool import_has_language(const struct import *import, struct slice language, size_t line);

/* Lock ARTICLE, bring its catalog up to date and begin to merge into it. False after errors. import_end_article, if an article
 * is open, writes the catalog and the report, and gives the lock back; import_leave_article writes nothing. */
bool import_begin_article(struct import *import, const struct article *article);
void import_end_article(struct import *import);
void import_leave_article(struct import *import);

/* Merge the PO file import->name into the catalogs of the articles that its references name. Entries that name none go where
 * the file's own name tells, else into the catalogs of all articles that have their sentence. Linear in the file and the
 * articles. */
void import_po(struct import *import);

/* The language that the header of the PO file NAME names, into *LANGUAGE, in ARENA; empty: none. False after errors in SINK. */
bool import_po_language(const char *name, struct slice *language, struct arena *arena, struct diagnostics *sink);

#endif
