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

/* An article whose catalog may be that of another one: the update has found next to nothing of the article in it, or
 * there is none. */
struct held_catalog {
	size_t article, language; /* of the project */
};

struct held_catalogs {
	struct held_catalog *items;
	size_t count, capacity;
};

/* Find what is whose among the catalogs of HELD articles and those without an article, and rename them: articles whose
 * names were exchanged, or that were numbered anew. A catalog goes to another article if that has the same share in
 * common with it as catalogs_follow asks for, and twice as much as the article that had it. One that nobody has
 * anything in common with but whose name is taken gets a name of its own ("a~1.md"). At any time each catalog is there under
 * some name from which a later run finds it again. The rest as catalogs_follow. */
void catalogs_regroup(const struct project *project, const struct options *options, const struct segmenter *segmenter,
                      const struct held_catalogs *held, struct followed_catalogs *followed, struct arena *arena,
                      struct diagnostics *sink);

/* Where the catalog PATH is now, if nothing was renamed. */
const char *followed_source(const struct followed_catalogs *followed, const char *path);

#endif
