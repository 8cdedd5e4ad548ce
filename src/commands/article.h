/* article.h: an article in memory: its text, its document, its template. */

#ifndef LOCALIZE_COMMANDS_ARTICLE_H
#define LOCALIZE_COMMANDS_ARTICLE_H

#include "base/content.h"
#include "base/hashes.h"
#include "catalog/catalog.h"
#include "project/project.h"
#include "text/encoding.h"

struct loaded_article {
	const struct article *article;
	struct slice bytes;         /* as read */
	struct stamp stamp;         /* of the file that they were read from */
	struct encoding encoding;
	const struct segmenter *segmenter;
	bool parted;                /* its units are not kept */
	struct document document;
	size_t sentence_count;      /* different ones, which a template has entries of */
	struct catalog template;
	bool has_template;
	struct hashes sentences;    /* where it has none: slice_hash of each */
	struct catalog_text text;   /* the template's, once it was kept */
};

/* Read ARTICLE into LOADED, everything in ARENA, cut into segments by SEGMENTER (NULL: not cut). False after errors in
 * SINK. article_unload frees what is beyond the arena either way. */
bool article_load(struct loaded_article *loaded, const struct article *article, const struct config *config,
                  const struct segmenter *segmenter, struct arena *arena, struct diagnostics *sink);

/* The same, but the units of a long article do not stay: who needs them has them found anew. It has a template only
 * WITH_TEMPLATE. */
bool article_load_parted(struct loaded_article *loaded, const struct article *article, const struct config *config,
                         const struct segmenter *segmenter, bool with_template, struct arena *arena,
                         struct diagnostics *sink);

/* Give TAKE the units of LOADED, cut into segments: some at a time if it was loaded so, else all. False after errors in
 * SINK. */
bool article_take_units(const struct loaded_article *loaded, document_take *take, void *context, struct diagnostics *sink);

void article_unload(struct loaded_article *loaded);

/* The catalog in the file PATH, into CATALOG (its arena set); empty where there is no such file. *BYTES is what was
 * read; a NULL pointer for no file. False after errors in SINK. */
bool catalog_load(struct catalog *catalog, const char *path, struct slice *bytes, struct diagnostics *sink);

/* The same; *STAMP is that of the file. */
bool catalog_load_stamped(struct catalog *catalog, const char *path, struct slice *bytes, struct stamp *stamp,
                          struct diagnostics *sink);

/* What a file of STAMP is, of which BYTES were read; absent for a NULL pointer. */
struct content content_of(struct stamp stamp, struct slice bytes);

/* *CONTENT of the file PATH, and *BYTES as file_read_if_there has them; but of a long file, which is to be compared with what
 * is written piece by piece, they are none, and only not NULL. */
bool file_read_short(const char *path, struct arena *arena, struct slice *bytes, struct content *content,
                     struct diagnostics *sink);

/* Give each entry of the catalog in the file PATH to VISIT; those of a long one do not stay. *CONTENT is that of the file. What
 * RESTART does has VISIT begin anew: it is called at first, and where another way is to be taken. False after errors in
 * SINK. */
bool catalog_go_through(const char *path, void (*restart)(void *context), catalog_visitor *visit, void *context,
                        struct content *content, struct diagnostics *sink);

/* As catalog_load, with the same *BYTES and *CONTENT. What a long catalog has in common with LIKE, a catalog of the same
 * article that outlives it, is not kept twice. */
bool catalog_load_like(struct catalog *catalog, const char *path, const struct catalog *like, struct slice *bytes,
                       struct content *content, struct diagnostics *sink);

/* Write CATALOG to PATH unless the file, whose content is BYTES and is OLD as read, says the same already, if in other
 * line breaks. With DRY_RUN nothing is written. *CHANGED tells whether it was or would be. False after an error, which it
 * is, too, if the file holds something else than BYTES by now. */
bool catalog_save(const struct catalog *catalog, const char *path, struct slice bytes, const struct catalog *old,
                  bool dry_run, bool *changed, struct diagnostics *sink);

/* The same for a catalog of the article whose template's text is LIKE. *CONTENT is that of the file as it was read, and
 * becomes what it is then. */
bool catalog_keep(const struct catalog *catalog, const struct catalog_text *like, const char *path, struct slice bytes,
                  const struct catalog *old, bool dry_run, bool *changed, struct content *content,
                  struct diagnostics *sink);

/* Likewise the template of LOADED, whose text is there then. */
bool template_keep(struct loaded_article *loaded, const char *path, struct slice bytes, bool dry_run,
                   struct content *content, struct diagnostics *sink);

#endif
