#include "formats/format.h"

static const struct format *const formats[] = {
	&format_plain, &format_markdown, &format_html, &format_subrip, &format_webvtt, &format_xml, &format_docx,
	&format_epub, &format_odf, &format_pptx,
};
enum { FORMAT_COUNT = sizeof formats / sizeof *formats };

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
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		if (has_extension(formats[i], slice_from(dot + 1)))
			return formats[i];
	return NULL;
}

const struct format *format_by_name(struct slice name)
{
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		if (slice_equal_string(name, formats[i]->name))
			return formats[i];
	return NULL;
}

void format_append_names(struct buffer *out)
{
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		buffer_append_format(out, "%s%s", i ? ", " : "", formats[i]->name);
}

void format_append_extensions(struct buffer *out)
{
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		buffer_append_format(out, "%s.%s", i ? ", " : "", formats[i]->extensions[0]);
}

bool format_decode(const struct format *format, struct slice bytes, const char *declared, const char *file,
                   struct arena *arena, struct encoding *encoding, struct slice *text, struct diagnostics *sink)
{
	*encoding = (struct encoding){ .name = "UTF-8" };
	if (format && format->unpack)
		return format->unpack(file, bytes, arena, text, sink);
	*encoding = encoding_detect(bytes, declared, format && format->markup, arena);
	return encoding_decode(bytes, encoding, file, arena, text, sink);
}

bool format_encode(const struct format *format, struct slice bytes, struct slice source, struct slice text,
                   const struct encoding *encoding, const char *file, struct buffer *out, struct diagnostics *sink)
{
	if (format->pack)
		return format->pack(file, bytes, source, text, out, sink);
	return encoding_encode(text, encoding, file, out, sink);
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

/* The index of the first placeable of UNIT that ends behind OFFSET. */
static size_t find_placeable_after(const struct unit *unit, size_t offset)
{
	size_t low = 0, high = unit->placeable_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (unit->placeables[middle].end <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Whether SEGMENT of UNIT follows on another one without a space, with a delimiter of markup at the joint: what stands at
 * its sides counts. */
static bool is_joined(const struct unit *unit, size_t joint)
{
	const char *text = unit->text.data;
	return joint > 0 && joint < unit->text.size && !is_ascii_space(text[joint - 1]) && !is_ascii_space(text[joint]) &&
	       (strchr("*_~", text[joint - 1]) || strchr("*_~", text[joint]));
}

bool format_pseudo_translate(const struct format *format, const struct unit *unit, const struct segment *segment,
                             enum pseudo kind, struct buffer *out)
{
	struct placeables inside = { 0 };
	struct segments prose = { 0 };
	for (size_t i = find_placeable_after(unit, segment->begin); i < unit->placeable_count; i++) {
		struct placeable placeable = unit->placeables[i];
		if (placeable.end > segment->end || placeable.begin < segment->begin)
			break;
		size_t first = prose.count;
		if (format->find_prose)
			format->find_prose(slice_range(unit->text, placeable.begin, placeable.end), &prose);
		placeable.begin -= segment->begin;
		placeable.end -= segment->begin;
		for (size_t k = first; k < prose.count; k++) {
			prose.items[k].begin += placeable.begin;
			prose.items[k].end += placeable.begin;
		}
		array_push(&inside, placeable);
	}
	bool brackets = !is_joined(unit, segment->begin) && !is_joined(unit, segment->end);
	bool changed = pseudo_translate(unit_segment_text(unit, segment), kind, brackets, &inside, &prose, out);
	array_finish(&inside);
	array_finish(&prose);
	return changed;
}
