/* arena.h: memory that is freed all at once.
 *
 * One for each article: what the article is parsed and matched into lives there, and nothing of it is freed alone, but for
 * what was adopted. */

#ifndef LOCALIZE_BASE_ARENA_H
#define LOCALIZE_BASE_ARENA_H

#include "base/slice.h"

struct arena;

struct arena *arena_create(void);
void arena_destroy(struct arena *arena); /* takes NULL */

/* SIZE bytes aligned for any type, not set to anything. */
void *arena_allocate(struct arena *arena, size_t size);

/* COUNT items of SIZE bytes, all zero. */
void *arena_allocate_zero(struct arena *arena, size_t count, size_t size);

/* A copy of TEXT, with a NUL after it that its size does not count. */
struct slice arena_copy(struct arena *arena, struct slice text);

/* A copy of COUNT items of SIZE bytes at ITEMS; NULL for none. */
void *arena_copy_array(struct arena *arena, const void *items, size_t count, size_t size);

/* Own POINTER (NULL or from memory.h, the caller's until now): it is freed with ARENA. For what grew large as it was
 * gathered, of which a copy would take as much again. */
void arena_adopt(struct arena *arena, void *pointer);

/* Free POINTER, which ARENA has adopted, before the rest. */
void arena_let_go(struct arena *arena, void *pointer);

/* The COUNT slices at PARTS in one, with a NUL after it that its size does not count. */
struct slice arena_join(struct arena *arena, const struct slice *parts, size_t count);

/* As sprintf, into the arena. */
struct slice arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
