/* opened_catalog.h: a catalog that goes out to translators' tools, or comes back. */

#ifndef LOCALIZE_COMMANDS_OPENED_CATALOG_H
#define LOCALIZE_COMMANDS_OPENED_CATALOG_H

#include "catalog/catalog.h"
#include "commands/cutters.h"
#include "project/project.h"

/* The catalog of an article, as it would be after an update. */
struct opened_catalog {
	struct arena *arena;
	const char *path;
	struct slice bytes;
	struct catalog old, merged;
};

/* Open the catalog of ARTICLE in PROJECT's first language. False after errors in SINK; close_catalog frees it either way. */
bool open_catalog(struct opened_catalog *opened, const struct project *project, const struct article *article,
                  const struct segmenter *segmenter, struct cutters *cutters, struct diagnostics *sink);
void close_catalog(struct opened_catalog *opened);

/* Whether PROJECT has one language to work on, which has catalogs; false after an error in SINK. */
bool check_one_language(const struct project *project, struct diagnostics *sink);

#endif
