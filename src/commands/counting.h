/* counting.h: how far an article is in a language. */

#ifndef LOCALIZE_COMMANDS_COUNTING_H
#define LOCALIZE_COMMANDS_COUNTING_H

#include "catalog/catalog.h"
#include "commands/steps.h"

/* Begin to count for RESULT, that of an article of UNITS sentences. */
void counting_begin(struct article_result *result, size_t units);

/* Count ENTRY, of a sentence of the article or obsolete. */
void counting_add(const struct entry *entry, struct article_result *result);

/* Count the entries of an updated CATALOG, which are the article's sentences. */
void counting_of_updated(const struct catalog *catalog, struct article_result *result);

/* Count the article's sentences, which TEMPLATE has, by what a CATALOG that may be older has for them. */
void counting_of_template(const struct catalog *template, const struct catalog *catalog, struct article_result *result);

#endif
