/* array.h: growable arrays of any item.
 *
 * An array is a struct with the members `items`, `count` and `capacity`, zeroed to begin with:
 *
 *	struct lines { struct slice *items; size_t count, capacity; };
 *
 * What it holds is freed by array_finish. Pointers into it live until the next push. */

#ifndef LOCALIZE_BASE_ARRAY_H
#define LOCALIZE_BASE_ARRAY_H

#include "base/memory.h"

#include <stdlib.h>

/* Room for one more item in ARRAY (a pointer to an array struct). */
#define array_reserve(array)                                                                         \
	((array)->count < (array)->capacity                                                          \
	     ? (void)0                                                                               \
	     : (void)((array)->capacity = (array)->capacity ? (array)->capacity * 2 : 8,             \
		      (array)->items = memory_resize((array)->items, (array)->capacity, sizeof *(array)->items)))

/* Append the item given after ARRAY (an expression or a compound literal). */
#define array_push(array, ...) (array_reserve(array), (void)((array)->items[(array)->count++] = (__VA_ARGS__)))

/* A pointer to the last item; the array must not be empty. */
#define array_last(array) (&(array)->items[(array)->count - 1])

/* Give back the room that ARRAY, not empty, has for more items: for one that has grown large, and stays. */
#define array_trim(array)                                                                            \
	((array)->items = memory_resize((array)->items, (array)->count, sizeof *(array)->items),     \
	 (void)((array)->capacity = (array)->count))

#define array_clear(array) ((void)((array)->count = 0))

#define array_finish(array)                                                                          \
	(free((array)->items), (array)->items = NULL, (void)((array)->count = (array)->capacity = 0))

#endif
