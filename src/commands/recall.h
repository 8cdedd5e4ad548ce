/* recall.h: what is missing in a catalog, filled from the memory. */

#ifndef LOCALIZE_COMMANDS_RECALL_H
#define LOCALIZE_COMMANDS_RECALL_H

#include "catalog/catalog.h"
#include "formats/format.h"
#include "memory/memory.h"

/* Whether ENTRY is a sentence that nobody and nothing translated yet. */
bool entry_is_missing(const struct entry *entry);

/* Fill the missing entries of CATALOG, of an article in FORMAT, with what MEMORY has for them in LANGUAGE with at least
 * the score LEAST: the same sentence, best between the same neighbours, or one that is like it. What is filled is
 * fuzzy, says where it is from, and where the sentence is not the same shows it as the previous one. Texts in ARENA.
 * Returns how many are filled. */
size_t recall_translations(struct catalog *catalog, const struct format *format, const char *language, unsigned least,
                           struct memory *memory, struct arena *arena);

/* Say in the comments of the missing entries of CATALOG which sentence MEMORY has that is most like theirs, with at least
 * the score LEAST (0: none is looked for), and its translation. */
void recall_comments(struct catalog *catalog, const struct format *format, const char *language, unsigned least,
                     struct memory *memory, struct arena *arena);

#endif
