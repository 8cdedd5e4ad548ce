/* project.h: which articles, in which languages, and where their files are. */

#ifndef LOCALIZE_PROJECT_PROJECT_H
#define LOCALIZE_PROJECT_PROJECT_H

#include "formats/format.h"
#include "project/config.h"
#include "text/language.h"

struct article {
	struct slice path;    /* relative to the input folder: "a/b.md"; the name alone for one from elsewhere */
	const char *source;   /* relative to the project's root: "input/a/b.md" */
	const struct format *format;
};

struct project_language {
	const struct language *language;
	const struct language *from; /* derived from this one's catalogs by script conversion; NULL: it has its own */
	enum pseudo pseudo;          /* made from the articles themselves: it has no catalogs */
};

static inline bool project_language_has_catalogs(const struct project_language *language)
{
	return !language->from && !language->pseudo;
}

/* The language whose catalogs LANGUAGE is made from: its own, unless it is derived from another. */
static inline const struct language *project_language_of_catalogs(const struct project_language *language)
{
	return language->from ? language->from : language->language;
}

/* What the command line says of the project. */
struct project_request {
	const char *config_file;      /* NULL: found */
	struct slices languages;      /* as spelt; none: the configuration's, else the folders in po/ */
	struct slices articles;       /* as given, relative to the current folder; none: all of the input folder */
	bool needs_languages;
	bool without_articles;        /* they are not looked for */
};

struct project {
	struct arena *arena;
	struct config config;
	struct { struct article *items; size_t count, capacity; } articles;
	struct { struct project_language *items; size_t count, capacity; } languages;
};

/* Read the configuration, make its folder the current one, and find the languages and articles. Faults of single
 * articles are errors in SINK and leave the others to be done; false where nothing can be done at all. Either way
 * project_close frees what there is. */
bool project_open(struct project *project, const struct project_request *request, struct diagnostics *sink);
void project_close(struct project *project);

/* The files of ARTICLE, in ARENA, relative to the root. */
const char *project_template_path(const struct project *project, const struct article *article, struct arena *arena);
const char *project_catalog_path(const struct project *project, const struct article *article,
                                 const struct language *language, struct arena *arena);
/* The folder below which the catalogs in LANGUAGE lie, in ARENA; and the path below the input folder of the article whose
 * catalog is CATALOG, in ARENA, a NULL pointer where it is no article's. */
const char *project_catalog_folder(const struct project *project, const struct language *language, struct arena *arena);
struct slice project_article_of_catalog(const struct project *project, const char *catalog,
                                        const struct language *language, struct arena *arena);

const char *project_output_path(const struct project *project, const struct article *article,
                                const struct language *language, struct arena *arena);

#endif
