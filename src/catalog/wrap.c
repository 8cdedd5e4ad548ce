#include "catalog/wrap.h"

#include "base/array.h"

#include <unilbrk.h>
#include <uniwidth.h>

static bool is_newline_escape(struct slice text)
{
	return text.size >= 2 && text.data[text.size - 1] == 'n' && text.data[text.size - 2] == '\\';
}

/* By libunistring, told not to part an escape sequence nor the newline from what is before it. */
static void find_by_library(struct slice text, size_t width, size_t start, struct breaks *breaks)
{
	if (breaks->room_size < text.size) {
		free(breaks->room);
		breaks->room = memory_allocate(text.size * 2);
		breaks->room_size = text.size * 2;
	}
	char *found = breaks->room;
	char *overrides = memory_allocate(text.size);
	for (size_t i = 0; i < text.size; i++) {
		overrides[i] = UC_BREAK_UNDEFINED;
		if (text.data[i] == '\\' && i + 1 < text.size) {
			if (i + 2 == text.size && text.data[i + 1] == 'n')
				overrides[i] = UC_BREAK_PROHIBITED;
			overrides[++i] = UC_BREAK_PROHIBITED;
		}
	}
	u8_width_linebreaks((const uint8_t *)text.data, text.size, (int)width, (int)start, 0, overrides, "UTF-8", found);
	for (size_t i = 0; i < text.size; i++)
		if (found[i] == UC_BREAK_POSSIBLE)
			array_push(breaks, i);
	free(overrides);
}

size_t wrap_columns(struct slice text)
{
	int columns = u8_width((const uint8_t *)text.data, text.size, "UTF-8");
	return columns > 0 ? (size_t)columns : 0;
}

void wrap_find(struct slice text, size_t width, size_t start, struct breaks *breaks)
{
	breaks->count = 0;
	(void)is_newline_escape;
	find_by_library(text, width, start, breaks);
}

void breaks_finish(struct breaks *breaks)
{
	free(breaks->room);
	array_finish(breaks);
	*breaks = (struct breaks){ 0 };
}
