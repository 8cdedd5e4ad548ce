/* writer.h: PO files as GNU msgcat prints them. */

#ifndef LOCALIZE_CATALOG_WRITER_H
#define LOCALIZE_CATALOG_WRITER_H

#include "catalog/catalog.h"

/* As catalog_write_to; as catalog_write_like or catalog_write_first, if LIKE or TEXT is not NULL. Linear in the text; touches no global state but where a line would be broken in what may be a
 * directive of a format string, which libgettextpo is asked about (gettextpo.h). */
bool writer_write(const struct catalog *catalog, const struct catalog_text *like, struct catalog_text *text,
                  const char *file, const struct outlet *outlet, struct diagnostics *sink);

#endif
