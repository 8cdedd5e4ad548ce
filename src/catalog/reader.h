/* reader.h: a fast reader of PO files in the form that PO tools write. */

#ifndef LOCALIZE_CATALOG_READER_H
#define LOCALIZE_CATALOG_READER_H

#include "catalog/catalog.h"

/* The catalog in BYTES, if they are in the canonical form: UTF-8, and nothing that msgcat, xgettext, msgmerge, Poedit,
 * Lokalize, Weblate or polib would not write. The entries are then those that libgettextpo reads. False, with CATALOG
 * as it was, for anything else, faulty or merely odd: libgettextpo has the word then (gettextpo.h). FILE is the
 * name that says whether it is a template. Linear in BYTES; touches no global state. */
bool reader_read(struct catalog *catalog, struct slice bytes, const char *file);

enum { READER_PIECE = 1 << 19 }; /* bytes that are read of a file at a time */

/* The same of the file FILE, open as FD, into the empty CATALOG, its ending too: read in pieces of PIECE bytes, at least 1,
 * of which nothing stays in memory but what the entries say, and not even that where LIKE, a catalog of the same article
 * that outlives CATALOG, says the same in the same order. An error of reading is as if it were odd, and so is a blank line
 * between an entry and its comments, where a piece ends there. */
bool reader_read_file(struct catalog *catalog, int fd, const char *file, const struct catalog *like, size_t piece);

/* The same, each entry given to VISIT in place of a catalog, its texts until it returns: nothing of the file stays in memory
 * but some bytes for each entry. After false, what was visited may be any beginning of the file. */
bool reader_visit_file(int fd, const char *file, catalog_visitor *visit, void *context, size_t piece);

#endif
