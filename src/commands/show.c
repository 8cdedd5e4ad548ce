#include "commands/show.h"

#include "text/utf8.h"

#include <stdio.h>
#include <uniwidth.h>

void show_text(struct slice text, struct buffer *out)
{
	size_t invalid = utf8_find_invalid(text);
	for (size_t i = 0, size = 1; i < text.size; i += size) {
		if (i == invalid) {
			buffer_append_code_point(out, 0xfffd);
			size = 1;
			invalid = i + 1 + utf8_find_invalid(slice_range(text, i + 1, text.size));
			continue;
		}
		uint32_t c = utf8_decode(text, i, &size);
		if (c == '\n' || c == '\t')
			buffer_append_byte(out, ' ');
		else if (c < 0x20 || (c >= 0x7f && c < 0xa0))
			buffer_append_code_point(out, 0xfffd);
		else
			buffer_append(out, slice_range(text, i, i + size));
	}
}

size_t show_columns(struct slice text)
{
	struct buffer shown = { 0 };
	show_text(text, &shown);
	int columns = u8_width((const uint8_t *)shown.data, shown.size, "UTF-8");
	buffer_finish(&shown);
	return columns > 0 ? (size_t)columns : 0;
}

void show_padded(struct slice text, size_t columns)
{
	struct buffer shown = { 0 };
	show_text(text, &shown);
	for (size_t i = show_columns(text); i < columns; i++)
		buffer_append_byte(&shown, ' ');
	fwrite(shown.data, 1, shown.size, stdout);
	buffer_finish(&shown);
}

void show_difference(struct slice old, struct slice new, bool color, struct buffer *out)
{
	static const char *const begins[][2] = { { "", "" }, { "[-", "\033[31;9m" }, { "{+", "\033[32m" } };
	static const char *const ends[][2] = { { "", "" }, { "-]", "\033[0m" }, { "+}", "\033[0m" } };
	struct differences differences = { 0 };
	difference_find(old, new, &differences);
	for (size_t i = 0; i < differences.count; i++) {
		const struct difference *difference = &differences.items[i];
		buffer_append_string(out, begins[difference->kind][color]);
		show_text(difference->text, out);
		buffer_append_string(out, ends[difference->kind][color]);
	}
	array_finish(&differences);
}
