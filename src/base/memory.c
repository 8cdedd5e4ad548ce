#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

enum { LARGE = 1 << 20 };

void memory_init(void)
{
	/* By itself the GNU C library takes ever larger blocks from its heap, once one of that size was freed: of a long
	 * article it would keep as much as is in use. And from its heap's end it gives back as little as 128 KB, to take and
	 * clear it again for the next article. */
#ifdef M_MMAP_THRESHOLD
	mallopt(M_MMAP_THRESHOLD, LARGE);
	mallopt(M_TRIM_THRESHOLD, LARGE);
#endif
}

static _Noreturn void memory_exhausted(void)
{
	fputs("localize: error: out of memory; run with fewer jobs (-j 1) or fewer articles at once\n", stderr);
	_exit(2);
}

void *memory_allocate(size_t size)
{
	void *pointer = malloc(size ? size : 1);
	if (!pointer)
		memory_exhausted();
	return pointer;
}

void *memory_allocate_zero(size_t count, size_t size)
{
	void *pointer = calloc(count ? count : 1, size ? size : 1);
	if (!pointer)
		memory_exhausted();
	return pointer;
}

void *memory_resize(void *pointer, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		memory_exhausted();
	pointer = realloc(pointer, count && size ? count * size : 1);
	if (!pointer)
		memory_exhausted();
	return pointer;
}
