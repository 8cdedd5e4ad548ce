#include "pseudo.h"

#include "base/data.h"
#include "base/file.h"
#include "text/utf8.h"

struct document *pseudo_parse(const struct format *format, const char *name, struct slice source, struct arena *arena,
                              struct diagnostics *sink)
{
	struct document *document = arena_allocate_zero(arena, 1, sizeof *document);
	document->arena = arena;
	document->name = name;
	document->source = source;
	if (!format->parse(document, sink))
		return NULL;
	struct segmenter *segmenter = segmenter_create(data_find("segmentation.srx"), "segmentation.srx", "en", sink);
	document_segment(document, segmenter);
	segmenter_destroy(segmenter);
	return document;
}

struct document *pseudo_read(const char *path, struct arena *arena, struct diagnostics *sink)
{
	const struct format *format = format_for_file(path);
	struct slice source;
	if (!format) {
		diagnostics_error(sink, position_of_file(path), "no format has this extension");
		return NULL;
	}
	if (!file_read(path, arena, &source, sink))
		return NULL;
	size_t invalid = utf8_find_invalid(source);
	if (invalid < source.size) {
		diagnostics_error(sink, position_in_text(path, slice_range(source, 0, invalid), invalid), "not UTF-8");
		return NULL;
	}
	if (slice_starts_with(source, SLICE("\xef\xbb\xbf")))
		source = slice_from_offset(source, 3);
	return pseudo_parse(format, path, source, arena, sink);
}

static size_t reference_size(struct slice text, size_t offset)
{
	size_t i = offset + 1;
	if (i < text.size && text.data[i] == '#')
		i++;
	while (i < text.size && is_ascii_alphanumeric(text.data[i]))
		i++;
	return i > offset + 1 && i < text.size && text.data[i] == ';' ? i + 1 - offset : 1;
}

void pseudo_append(struct slice text, const struct placeable *placeables, size_t count, size_t shift,
                   struct buffer *out)
{
	for (size_t i = 0, next = 0, size; i < text.size; i += size) {
		while (next < count &&
		       (placeables[next].begin < shift + i || placeables[next].begin == placeables[next].end))
			next++;
		size = 1;
		if (next < count && placeables[next].begin == shift + i) {
			size = placeables[next].end - placeables[next].begin;
			if (size > text.size - i)
				size = text.size - i;
		} else if (text.data[i] == '&') {
			size = reference_size(text, i);
		} else if (is_ascii_letter(text.data[i])) {
			buffer_append_code_point(out, 0xfee0 + (uint32_t)text.data[i]);
			continue;
		}
		buffer_append(out, slice_range(text, i, i + size));
	}
}

void pseudo_take_back(struct buffer *text)
{
	size_t written = 0;
	const unsigned char *data = (const unsigned char *)text->data;
	for (size_t i = 0; i < text->size; i++) {
		unsigned char byte = data[i];
		if (byte == 0xef && i + 2 < text->size && (data[i + 1] == 0xbc || data[i + 1] == 0xbd)) {
			uint32_t letter = 0xf000U | (data[i + 1] & 0x3fU) << 6 | (data[i + 2] & 0x3fU);
			if (is_ascii_letter((char)(letter - 0xfee0)) && letter - 0xfee0 < 0x80) {
				byte = (unsigned char)(letter - 0xfee0);
				i += 2;
			}
		}
		text->data[written++] = (char)byte;
	}
	text->size = written;
}

static bool translate(void *context, const struct unit *unit, const struct segment *segment, struct slice *translation)
{
	struct arena *arena = context;
	struct buffer out = { 0 };
	pseudo_append(unit_segment_text(unit, segment), unit->placeables, unit->placeable_count, segment->begin, &out);
	*translation = arena_copy(arena, buffer_slice(&out));
	buffer_finish(&out);
	return true;
}

void pseudo_write(const struct format *format, const struct document *document, struct buffer *out)
{
	struct document_target target = { .language = SLICE("en-XA"),
		                          .direction = SLICE("ltr"),
		                          .charset = SLICE("UTF-8") };
	document_write(document, &target, format->fit, translate, document->arena, out);
}
