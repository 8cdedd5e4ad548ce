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
	document->character_references = format->character_references;
	if (!format->parse(document, sink))
		return NULL;
	static struct segmenter *segmenter; /* takes longer to make than most files to cut */
	if (!segmenter)
		segmenter = segmenter_create(data_find("segmentation.srx"), "segmentation.srx", "en", sink);
	document_segment(document, segmenter);
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

/* The letter of ASCII that the two bytes or three at TEXT stand for in en-XA, and their number; 0 for none. */
static char plain_letter(struct slice text, size_t *size)
{
	static char accented[128][4];
	if (!accented['a'][0])
		for (char letter = 'A'; letter <= 'z'; letter++) {
			struct buffer out = { 0 };
			if (!is_ascii_letter(letter))
				continue;
			pseudo_translate(slice_make(&letter, 1), PSEUDO_ACCENTED, true, &(struct placeables){ 0 },
			                 &(struct segments){ 0 }, &out);
			memcpy(accented[(size_t)letter], out.data + 3, out.size - 6);
			buffer_finish(&out);
		}
	for (size_t letter = 'A'; letter <= 'z'; letter++) {
		*size = strlen(accented[letter]);
		if (*size && slice_starts_with(text, slice_from(accented[letter])))
			return (char)letter;
	}
	return 0;
}

void pseudo_take_back(struct buffer *text)
{
	size_t written = 0;
	for (size_t i = 0, size; i < text->size; i += size) {
		struct slice rest = slice_make(text->data + i, text->size - i);
		char letter = (unsigned char)*rest.data < 0x80 ? 0 : plain_letter(rest, &size);
		if (letter) {
			text->data[written++] = letter;
			continue;
		}
		bool bracket = slice_starts_with(rest, SLICE("\xe2\x9f\xa6")) || slice_starts_with(rest, SLICE("\xe2\x9f\xa7"));
		bool override = slice_starts_with(rest, SLICE("\xe2\x80\xae")) || slice_starts_with(rest, SLICE("\xe2\x80\xac"));
		size = bracket || override ? 3 : slice_starts_with(rest, SLICE("\xcc\x81")) ? 2 : 1;
		if (size == 1)
			text->data[written++] = *rest.data;
	}
	text->size = written;
}

struct writing {
	const struct format *format;
	struct arena *arena;
};

static bool translate(void *context, const struct unit *unit, const struct segment *segment, struct slice *translation)
{
	const struct writing *writing = context;
	struct buffer out = { 0 };
	bool changed = format_pseudo_translate(writing->format, unit, segment, PSEUDO_ACCENTED, &out);
	*translation = arena_copy(writing->arena, buffer_slice(&out));
	buffer_finish(&out);
	return changed;
}

void pseudo_write(const struct format *format, const struct document *document, struct buffer *out)
{
	struct document_target target = { .language = SLICE("en-XA"),
		                          .direction = SLICE("ltr"),
		                          .charset = SLICE("UTF-8") };
	struct writing writing = { format, document->arena };
	document_write(document, &target, format->fit, translate, &writing, out);
}
