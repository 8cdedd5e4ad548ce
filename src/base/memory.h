/* memory.h: allocation that does not fail.
 *
 * Out of memory, the program says so on standard error and ends with status 2. That loses nothing:
 * every file is replaced atomically (file.h), so each is the old one or the new one. */

#ifndef LOCALIZE_BASE_MEMORY_H
#define LOCALIZE_BASE_MEMORY_H

#include <stddef.h>

/* Have what is large given back to the system as soon as it is freed. To be called once, before anything is allocated. */
void memory_init(void);

/* SIZE bytes, not set to anything; the caller's to free(). */
void *memory_allocate(size_t size);

/* COUNT items of SIZE bytes, all zero; the caller's to free(). */
void *memory_allocate_zero(size_t count, size_t size);

/* POINTER (NULL or from this module) resized to COUNT items of SIZE bytes; takes POINTER, the caller frees the result. */
void *memory_resize(void *pointer, size_t count, size_t size);

#endif
