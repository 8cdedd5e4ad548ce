#include "base/arena.h"

#include "base/memory.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct chunk {
	struct chunk *next;
	size_t size, used;
	alignas(max_align_t) char bytes[];
};

struct adopted {
	struct adopted *next; /* in the arena, as this one is */
	void *pointer;
};

struct arena {
	struct chunk *chunks; /* the newest first; it alone has room */
	struct adopted *adopted;
};

enum { CHUNK_SMALLEST = 4096, CHUNK_LARGEST = 1 << 20 };

struct arena *arena_create(void)
{
	return memory_allocate_zero(1, sizeof(struct arena));
}

void arena_destroy(struct arena *arena)
{
	if (!arena)
		return;
	for (const struct adopted *adopted = arena->adopted; adopted; adopted = adopted->next)
		free(adopted->pointer);
	for (struct chunk *chunk = arena->chunks, *next; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	free(arena);
}

/* SIZE bytes at a multiple of ALIGNMENT, a power of two. */
static void *allocate_aligned(struct arena *arena, size_t size, size_t alignment)
{
	struct chunk *chunk = arena->chunks;
	if (chunk && chunk->used < chunk->size)
		chunk->used = (chunk->used + alignment - 1) & ~(alignment - 1);
	if (!chunk || chunk->used > chunk->size || chunk->size - chunk->used < size) {
		size_t room = chunk ? chunk->size * 2 : CHUNK_SMALLEST;
		if (room > CHUNK_LARGEST)
			room = CHUNK_LARGEST;
		if (room < size)
			room = size;
		chunk = memory_allocate(sizeof *chunk + room);
		*chunk = (struct chunk){ .next = arena->chunks, .size = room };
		arena->chunks = chunk;
	}
	void *pointer = chunk->bytes + chunk->used;
	chunk->used += size;
	return pointer;
}

void *arena_allocate(struct arena *arena, size_t size)
{
	return allocate_aligned(arena, size, alignof(max_align_t));
}

void *arena_allocate_zero(struct arena *arena, size_t count, size_t size)
{
	return memset(arena_allocate(arena, count * size), 0, count * size);
}

struct slice arena_copy(struct arena *arena, struct slice text)
{
	char *copy = allocate_aligned(arena, text.size + 1, 1);
	if (text.size)
		memcpy(copy, text.data, text.size);
	copy[text.size] = '\0';
	return slice_make(copy, text.size);
}

void *arena_copy_array(struct arena *arena, const void *items, size_t count, size_t size)
{
	if (count == 0)
		return NULL;
	/* No type needs more than the largest power of two that its size is a multiple of. */
	size_t alignment = size & (~size + 1);
	if (alignment > alignof(max_align_t))
		alignment = alignof(max_align_t);
	return memcpy(allocate_aligned(arena, count * size, alignment), items, count * size);
}

void arena_adopt(struct arena *arena, void *pointer)
{
	struct adopted *adopted = arena_allocate(arena, sizeof *adopted);
	*adopted = (struct adopted){ .next = arena->adopted, .pointer = pointer };
	arena->adopted = adopted;
}

void arena_let_go(struct arena *arena, void *pointer)
{
	for (struct adopted *adopted = arena->adopted; adopted; adopted = adopted->next)
		if (adopted->pointer == pointer) {
			free(pointer);
			adopted->pointer = NULL;
			return;
		}
}

struct slice arena_format(struct arena *arena, const char *format, ...)
{
	char likely[256];
	va_list arguments, again;
	va_start(arguments, format);
	va_copy(again, arguments);
	int size = vsnprintf(likely, sizeof likely, format, arguments);
	struct slice text = slice_make(likely, size > 0 ? (size_t)size : 0);
	if (text.size < sizeof likely) {
		text = arena_copy(arena, text);
	} else {
		char *longer = arena_allocate(arena, text.size + 1);
		vsnprintf(longer, text.size + 1, format, again);
		text.data = longer;
	}
	va_end(again);
	va_end(arguments);
	return text;
}

struct slice arena_join(struct arena *arena, const struct slice *parts, size_t count)
{
	size_t size = 0;
	for (size_t i = 0; i < count; i++)
		size += parts[i].size;
	char *joined = allocate_aligned(arena, size + 1, 1), *end = joined;
	for (size_t i = 0; i < count; i++)
		if (parts[i].size) {
			memcpy(end, parts[i].data, parts[i].size);
			end += parts[i].size;
		}
	*end = '\0';
	return slice_make(joined, size);
}
