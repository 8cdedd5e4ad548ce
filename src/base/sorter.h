/* sorter.h: any number of records of one size, put in order in bounded memory: what is more goes to a temporary file.
 *
 * A record begins with a uint64_t, its key, by which it is sorted first of all: so most need not be compared. */

#ifndef LOCALIZE_BASE_SORTER_H
#define LOCALIZE_BASE_SORTER_H

#include <stddef.h>

struct sorter;

/* For records of SIZE bytes in the order of COMPARE, which is as for qsort and looks at the keys first. */
struct sorter *sorter_create(size_t size, int (*compare)(const void *a, const void *b));
void sorter_destroy(struct sorter *sorter); /* takes NULL */

/* Add a copy of RECORD; not after the first call of sorter_next. Where no temporary file can be written, all stays in
 * memory. */
void sorter_add(struct sorter *sorter, const void *record);

/* The next record in order, valid until the next call; NULL after the last. */
const void *sorter_next(struct sorter *sorter);

#endif
