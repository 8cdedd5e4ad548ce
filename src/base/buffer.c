#include "base/buffer.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

void buffer_grow(struct buffer *buffer, size_t more)
{
	size_t wanted = buffer->size + more, capacity = buffer->capacity ? buffer->capacity : 64;
	while (capacity < wanted)
		capacity *= 2;
	buffer->data = memory_resize(buffer->data, capacity, 1);
	buffer->capacity = capacity;
}

void buffer_append_format(struct buffer *buffer, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	buffer_append_format_list(buffer, format, arguments);
	va_end(arguments);
}

void buffer_append_format_list(struct buffer *buffer, const char *format, va_list arguments)
{
	enum { LIKELY = 120 };
	va_list again;
	va_copy(again, arguments);
	buffer_reserve(buffer, LIKELY);
	size_t room = buffer->capacity - buffer->size;
	int size = vsnprintf(buffer->data + buffer->size, room, format, arguments);
	if (size > 0 && (size_t)size >= room) {
		buffer_reserve(buffer, (size_t)size + 1);
		vsnprintf(buffer->data + buffer->size, (size_t)size + 1, format, again);
	}
	buffer->size += size > 0 ? (size_t)size : 0;
	va_end(again);
}

void buffer_append_number(struct buffer *buffer, size_t number)
{
	char digits[24], *first = digits + sizeof digits;
	do
		*--first = (char)('0' + number % 10);
	while (number /= 10);
	buffer_append(buffer, slice_make(first, (size_t)(digits + sizeof digits - first)));
}

void buffer_append_code_point(struct buffer *buffer, uint32_t code_point)
{
	if (code_point > 0x10ffff || (code_point >= 0xd800 && code_point < 0xe000))
		code_point = 0xfffd;
	if (code_point < 0x80) {
		buffer_append_byte(buffer, (char)code_point);
		return;
	}
	int continuation = code_point < 0x800 ? 1 : code_point < 0x10000 ? 2 : 3;
	static const unsigned char lead[] = { 0, 0xc0, 0xe0, 0xf0 };
	buffer_append_byte(buffer, (char)(lead[continuation] | code_point >> (6 * continuation)));
	while (continuation-- > 0)
		buffer_append_byte(buffer, (char)(0x80 | ((code_point >> (6 * continuation)) & 0x3f)));
}

const char *buffer_string(struct buffer *buffer)
{
	buffer_reserve(buffer, 1);
	buffer->data[buffer->size] = '\0';
	return buffer->data;
}

void buffer_trim(struct buffer *buffer)
{
	if (buffer->capacity == buffer->size)
		return;
	buffer->data = memory_resize(buffer->data, buffer->size, 1);
	buffer->capacity = buffer->size;
}

void buffer_finish(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){ 0 };
}
