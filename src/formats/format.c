#include "formats/format.h"

static const struct format *const formats[] = { &format_plain, &format_markdown, &format_html };

static bool has_extension(const struct format *format, struct slice extension)
{
	for (const char *const *known = format->extensions; *known; known++)
		if (slice_equal_ignoring_case(extension, slice_from(*known)))
			return true;
	return false;
}

const struct format *format_for_file(const char *name)
{
	const char *dot = strrchr(name, '.');
	if (!dot || strchr(dot, '/'))
		return NULL;
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (has_extension(formats[i], slice_from(dot + 1)))
			return formats[i];
	return NULL;
}

const struct format *format_by_name(struct slice name)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (slice_equal_string(name, formats[i]->name))
			return formats[i];
	return NULL;
}

void format_convert_script(const struct format *format, struct slice text, enum script_direction direction,
                           struct buffer *out)
{
	struct placeables placeables = { 0 };
	if (format && format->find_placeables)
		format->find_placeables(text, &placeables);
	script_convert(text, direction, placeables.items, placeables.count, out);
	array_finish(&placeables);
}
