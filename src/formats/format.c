#include "formats/format.h"

#include "base/message.h"
#include "text/utf8.h"

static const struct format *const formats[] = {
	&format_plain, &format_markdown, &format_html, &format_subrip, &format_webvtt, &format_xml, &format_docx,
	&format_epub, &format_odf, &format_pptx, &format_xlsx,
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

/* The encoding of a page that says nothing of it and is not UTF-8, as browsers guess it. */
static void assume_old_page(struct slice bytes, const char *language, const char *file, struct encoding *encoding,
                            struct diagnostics *sink)
{
	size_t invalid = utf8_find_invalid(bytes);
	const char *name = invalid < bytes.size ? encoding_of_old_pages(language, bytes) : NULL;
	if (!name)
		return;
	diagnostics_warning(sink, position_in_text(file, slice_range(bytes, 0, invalid), invalid),
	                    _("not UTF-8, and the page does not say what it is: it is read as %s, as browsers do; name its character "
	                      "set in a <meta charset>, or with --encoding"), name);
	encoding->name = name;
}

bool format_decode(const struct format *format, struct slice bytes, const struct format_expectation *expectation,
                   const char *file, struct arena *arena, struct encoding *encoding, struct slice *text,
                   struct diagnostics *sink)
{
	*encoding = (struct encoding){ .name = "UTF-8" };
	if (format && format->unpack)
		return format->unpack(file, bytes, arena, text, sink);
	*encoding = encoding_detect(bytes, expectation->encoding, format && format->markup, arena);
	if (encoding->assumed && format == &format_html && expectation->language)
		assume_old_page(bytes, expectation->language, file, encoding, sink);
	return encoding_decode(bytes, encoding, file, arena, text, sink);
}

/* Whether no letter that ENCODING lacks stands in TEXT where a reference for it would be read as it stands; if one does, that
 * is an error in SINK. */
static bool can_refer(const struct format *format, struct slice text, const struct encoding *encoding, const char *file,
                      struct diagnostics *sink)
{
	struct literals literal = { 0 };
	bool good = true;
	if (format->find_literal)
		format->find_literal(text, &literal);
	for (size_t i = 0; i < literal.count && good; i++) {
		struct slice range = slice_range(text, literal.items[i].begin, literal.items[i].end);
		size_t lacking = encoding_find_lacking(range, encoding), size;
		good = lacking == range.size;
		if (good)
			continue;
		unsigned letter = (unsigned)utf8_decode(range, lacking, &size);
		diagnostics_error(sink, position_in_text(file, text, literal.items[i].begin + lacking),
		                  _("%s has no letter “%.*s” (U+%04X), and no character reference can stand here; write it otherwise, or "
		                    "choose UTF-8 for the output"),
		                  encoding->name, (int)size, range.data + lacking, letter);
	}
	array_finish(&literal);
	return good;
}

bool format_encode(const struct format *format, struct slice bytes, struct slice source, struct slice text,
                   const struct encoding *encoding, const struct encoding_copies *copies, const char *file,
                   struct buffer *out, struct diagnostics *sink)
{
	if (encoding->lacking == LACKING_REFERENCE && !can_refer(format, text, encoding, file, sink))
		return false;
	return copies ? encoding_encode_copies(text, encoding, bytes, source, copies, file, out, sink)
	              : encoding_encode(text, encoding, file, out, sink);
}

bool format_pack(const struct format *format, const char *file, struct slice bytes, struct slice source, struct slice text,
                 struct buffer *out, struct diagnostics *sink)
{
	const struct outlet outlet = { .text = out };
	struct packing *packing = format->pack(file, bytes, source, &outlet, sink);
	for (size_t from = 0, end; from < text.size; from = end) {
		end = text.size - from > PACKING_PIECE ? from + PACKING_PIECE : text.size;
		buffer_append(packing->text.text, slice_range(text, from, end));
		outlet_drain(&packing->text);
	}
	return packing->end(packing, true);
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

/* Whether a break of UNIT, of which its text has but a space, stands at OFFSET or before it with no more than spaces between. */
static bool is_behind_break(const struct unit *unit, size_t offset)
{
	size_t low = 0, high = unit->folds->break_count; /* the last break at OFFSET or before is the one before `high` */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (unit->folds->breaks[middle] <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return high > 0 && slice_trim(slice_range(unit->text, unit->folds->breaks[high - 1], offset)).size == 0;
}

static bool is_delimiter(char byte)
{
	return byte == '*' || byte == '_' || byte == '~';
}

/* Whether another segment, or the tag of a line break, may stand beside SEGMENT of UNIT without a space between, and a delimiter
 * of markup at the joint: what stands at its sides counts. */
static bool is_joined(const struct unit *unit, const struct segment *segment)
{
	const char *text = unit->text.data;
	size_t begin = segment->begin, end = segment->end;
	if (begin > 0 && (is_delimiter(text[begin]) || is_delimiter(text[begin - 1])) &&
	    (!is_ascii_space(text[begin - 1]) || is_behind_break(unit, begin)))
		return true;
	return end < unit->text.size && (is_delimiter(text[end - 1]) || is_delimiter(text[end])) &&
	       (!is_ascii_space(text[end]) || is_behind_break(unit, end));
}

bool format_pseudo_translate(const struct format *format, const struct unit *unit, const struct segment *segment,
                             enum pseudo kind, struct buffer *out)
{
	struct placeables inside = { 0 };
	struct segments prose = { 0 };
	for (size_t i = unit_placeable_behind(unit, segment->begin); i < unit->placeable_count; i++) {
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
	bool brackets = !is_joined(unit, segment);
	bool changed = pseudo_translate(unit_segment_text(unit, segment), kind, brackets, &inside, &prose, out);
	array_finish(&inside);
	array_finish(&prose);
	return changed;
}
