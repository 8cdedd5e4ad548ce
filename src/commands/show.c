#include "commands/show.h"

#include "text/utf8.h"

void show_text(struct slice text, struct buffer *out)
{
	for (size_t i = 0, size; i < text.size; i += size) {
		uint32_t c = utf8_decode(text, i, &size);
		if (c == '\n' || c == '\t')
			buffer_append_byte(out, ' ');
		else if (c < 0x20 || (c >= 0x7f && c < 0xa0))
			buffer_append_code_point(out, 0xfffd);
		else
			buffer_append(out, slice_range(text, i, i + size));
	}
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
