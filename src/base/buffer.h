/* buffer.h: bytes that grow. Zeroed to begin with; buffer_finish frees it. */

#ifndef LOCALIZE_BASE_BUFFER_H
#define LOCALIZE_BASE_BUFFER_H

#include "base/slice.h"

#include <stdarg.h>

struct buffer {
	char *data;
	size_t size, capacity;
};

/* Make room for MORE bytes beyond the present ones, which are not to be had yet. */
void buffer_grow(struct buffer *buffer, size_t more);

/* Room for MORE bytes beyond the present ones. */
static inline void buffer_reserve(struct buffer *buffer, size_t more)
{
	if (more > buffer->capacity - buffer->size)
		buffer_grow(buffer, more);
}

static inline void buffer_append_byte(struct buffer *buffer, char byte)
{
	buffer_reserve(buffer, 1);
	buffer->data[buffer->size++] = byte;
}

/* TEXT must not point into BUFFER. */
static inline void buffer_append(struct buffer *buffer, struct slice text)
{
	if (text.size == 0)
		return;
	buffer_reserve(buffer, text.size);
	memcpy(buffer->data + buffer->size, text.data, text.size);
	buffer->size += text.size;
}

static inline void buffer_append_string(struct buffer *buffer, const char *string)
{
	buffer_append(buffer, slice_from(string));
}

/* As printf; numbers in the C locale's form as long as no floating point is printed. */
void buffer_append_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_append_format_list(struct buffer *buffer, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* NUMBER in decimal digits. */
void buffer_append_number(struct buffer *buffer, size_t number);

/* CODE_POINT as UTF-8; U+FFFD for what is none. */
void buffer_append_code_point(struct buffer *buffer, uint32_t code_point);

/* The bytes so far; valid until the next change. */
static inline struct slice buffer_slice(const struct buffer *buffer)
{
	return slice_make(buffer->data ? buffer->data : "", buffer->size);
}

/* The bytes so far with a NUL after them; valid until the next change. */
const char *buffer_string(struct buffer *buffer);

static inline void buffer_clear(struct buffer *buffer)
{
	buffer->size = 0;
}

/* Remove the first SIZE bytes. */
static inline void buffer_drop(struct buffer *buffer, size_t size)
{
	if (size)
		memmove(buffer->data, buffer->data + size, buffer->size - size);
	buffer->size -= size;
}

/* Give back the room beyond the bytes so far: for one that stays. */
void buffer_trim(struct buffer *buffer);

void buffer_finish(struct buffer *buffer);

/* Where a long text is written to: appended to TEXT, out of which it may be taken between two pieces. */
struct outlet {
	struct buffer *text;
	void (*drain)(void *context); /* NULL: nothing takes it */
	void *context;
};

/* A piece has been appended. */
static inline void outlet_drain(const struct outlet *outlet)
{
	if (outlet->drain)
		outlet->drain(outlet->context);
}

#endif
