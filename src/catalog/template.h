/* template.h: an article's segments as the entries of a catalog. */

#ifndef LOCALIZE_CATALOG_TEMPLATE_H
#define LOCALIZE_CATALOG_TEMPLATE_H

#include "catalog/catalog.h"
#include "document/document.h"
#include "text/language.h"

/* Whether a translator has anything to do with TEXT, that of a segment: there is a letter in it, or a number such as 1.8 or
 * 1,000, which a language may write its own way. */
bool template_takes(struct slice text);

/* Append to CATALOG (empty, its arena set) a header without a language, and an entry for each different segment of
 * DOCUMENT, in the order of the article, with a reference for each place where it stands. Texts point into the
 * document's. Segments that hold nothing to translate get no entry. Linear. */
void template_make(struct catalog *catalog, const struct document *document);

/* The same of a document whose units come some at a time, in order: what is kept of them is copied where it is not the
 * document's source. template_end frees the maker. */
struct template_maker;
struct template_maker *template_begin(struct catalog *catalog, const struct document *document);
void template_add(struct template_maker *maker, const struct document *document);
void template_end(struct template_maker *maker);

/* Fill in what the header of a catalog in LANGUAGE needs and does not have yet; what stands there is kept, but for a
 * Language that is empty. */
void template_complete_header(struct catalog *catalog, const struct language *language);

#endif
