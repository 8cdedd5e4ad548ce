/* follow.h: catalogs of articles that were renamed or moved. */

#ifndef LOCALIZE_COMMANDS_FOLLOW_H
#define LOCALIZE_COMMANDS_FOLLOW_H

#include "base/table.h"
#include "commands/options.h"
#include "project/project.h"
#include "text/segment.h"

/* That an article's catalog is another one's. */
struct followed {
	const char *from, *to;
	size_t article, language; /* of the project: whose catalog it is now */
	bool failed;              /* it could not be moved; an error in the sink says why */
};

struct followed_catalogs {
	struct followed *items;
	size_t count, capacity;
};

/* For articles of PROJECT, cut by SEGMENTER, that have no catalog yet: find catalogs whose article is gone and has at
 * least three tenths of its text in common with the new one (half of that where the file's name is the same), sentences that
 * are like each other counting in part, and rename them, with the template. Each follows one article: of several, the likest. With the option --dry-run nothing is renamed. What was
 * found is noted in SINK and added to FOLLOWED, its texts in ARENA. Nothing is read where no article is without a catalog
 * or no catalog without an article. */
void catalogs_follow(const struct project *project, const struct options *options, const struct segmenter *segmenter,
                     struct followed_catalogs *followed, struct arena *arena, struct diagnostics *sink);

/* Where the catalog PATH is now, if nothing was renamed. */
const char *followed_source(const struct followed_catalogs *followed, const char *path);

#endif
