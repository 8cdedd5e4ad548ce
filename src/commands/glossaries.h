/* glossaries.h: the glossaries that the configuration names. */

#ifndef LOCALIZE_COMMANDS_GLOSSARIES_H
#define LOCALIZE_COMMANDS_GLOSSARIES_H

#include "catalog/catalog.h"
#include "project/config.h"
#include "terms/glossary.h"

/* The terms of CONFIG's glossaries from SOURCE to TARGET (BCP 47), sealed; a term for "sr" is one for "sr-Latn" too, and
 * the other way round. NULL where no glossary is configured, and after errors in SINK: then *DONE is false. */
struct glossary *glossaries_read(const struct config *config, const char *source, const char *target, bool *done,
                                 struct diagnostics *sink);

/* Tell translators, in the comments above each entry of CATALOG that is not obsolete, which terms are in its sentence:
 * "term: NATO → НАТО". FIND finds the placeables of the article's format; GLOSSARY may be NULL. */
void glossaries_comment(struct catalog *catalog, const struct glossary *glossary,
                        void (*find)(struct slice text, struct placeables *out));

#endif
