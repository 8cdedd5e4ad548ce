/* gettextpo.h: PO files by GNU gettext's own library, the authority on them.
 *
 * libgettextpo keeps global state, so one lock serializes all of its work; the rest of the catalog room goes its own
 * fast way (reader.h, writer.h) and comes here for what is not in the canonical form. */

#ifndef LOCALIZE_CATALOG_GETTEXTPO_H
#define LOCALIZE_CATALOG_GETTEXTPO_H

#include "catalog/catalog.h"

/* As catalog_read, by libgettextpo: any charset, any syntax that it takes, and its errors and warnings in SINK. What
 * it loses (the flags that gettext does not know) is read from BYTES again. */
bool gettextpo_read(struct catalog *catalog, struct slice bytes, const char *file, struct diagnostics *sink);

/* The lines of ENTRY's strings, from "#|" to its last msgstr, as libgettextpo breaks them, into OUT. */
bool gettextpo_write_strings(const struct entry *entry, const char *file, struct buffer *out, struct diagnostics *sink);

/* The names of the formats that libgettextpo knows ("c-format"), in its order, a NULL pointer after the last. */
const char *const *gettextpo_formats(void);

#endif
