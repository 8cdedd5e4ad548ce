/* script.c: convert the script of text, catalogs or articles. */

#include "base/message.h"
#include "catalog/catalog.h"
#include "commands/run.h"
#include "commands/text_input.h"

struct conversion {
	enum script_direction direction;
	const struct format *format;
	struct arena *arena; /* the document's: translations live as long */
	struct buffer translation;
};

static bool convert_segment(void *context, const struct unit *unit, const struct segment *segment,
                            struct slice *translation)
{
	struct conversion *conversion = context;
	buffer_clear(&conversion->translation);
	struct slice text = unit_segment_text(unit, segment);
	format_convert_script(conversion->format, text, conversion->direction, &conversion->translation);
	if (slice_equal(text, buffer_slice(&conversion->translation)))
		return false;
	*translation = arena_copy(conversion->arena, buffer_slice(&conversion->translation));
	return true;
}

/* A catalog: its translations, with the markup that the article's format finds in them. */
static void convert_catalog(const char *name, struct slice text, enum script_direction direction, struct arena *arena,
                            struct diagnostics *sink)
{
	struct catalog catalog = { .arena = arena };
	struct slice article = slice_from(name);
	article.size -= 3; /* ".po" */
	const struct format *format = format_for_file(arena_copy(arena, article).data);
	struct buffer out = { 0 };
	bool done = catalog_read(&catalog, text, name, sink);
	for (size_t i = 0; done && i < catalog.count; i++) {
		struct entry *entry = &catalog.items[i];
		for (size_t f = 0; !entry_is_header(entry) && f < entry->msgstr_count; f++) {
			buffer_clear(&out);
			format_convert_script(format, entry->msgstr[f], direction, &out);
			entry_set_form(entry, f, arena_copy(arena, buffer_slice(&out)), arena);
		}
	}
	if (done && catalog_field(&catalog, "Language").size)
		catalog_set_field(&catalog, "Language", slice_from(script_gettext(direction)));
	buffer_clear(&out);
	if (done && catalog_write(&catalog, name, &out, sink))
		fwrite(out.data, 1, out.size, stdout);
	buffer_finish(&out);
	catalog_finish(&catalog);
}

static void convert_text(void *context, const struct text_input *input, struct diagnostics *sink)
{
	struct conversion *conversion = context;
	const struct format *format = input->format;
	if (slice_ends_with(slice_from(input->name), SLICE(".po"))) {
		convert_catalog(input->name, input->text, conversion->direction, input->arena, sink);
		return;
	}
	conversion->format = format;
	conversion->arena = input->arena;
	struct buffer out = { 0 };
	/* Plain text has no markup. */
	if (format == &format_plain) {
		script_convert(input->text, conversion->direction, NULL, 0, &out);
		fwrite(out.data, 1, out.size, stdout);
		buffer_finish(&out);
		return;
	}
	struct document document = { .arena = input->arena, .name = input->name, .source = input->text };
	if (!format->parse(&document, sink))
		return;
	document_segment(&document, NULL);
	/* What is printed is UTF-8, whatever the file was. */
	bool recoded = strcmp(input->encoding.name, "UTF-8") != 0;
	const struct document_target target = {
		.language = slice_from(script_tag(conversion->direction)),
		.charset = recoded ? SLICE("UTF-8") : SLICE(""),
	};
	document_write(&document, &target, format->fit, convert_segment, conversion, &out);
	struct buffer packed = { 0 };
	if (!format->pack)
		fwrite(out.data, 1, out.size, stdout);
	else if (format_pack(format, input->name, input->bytes, input->text, buffer_slice(&out), &packed, sink))
		fwrite(packed.data, 1, packed.size, stdout);
	buffer_finish(&out);
	buffer_finish(&packed);
}

int command_script(struct options *options, struct diagnostics *sink)
{
	struct conversion conversion = { 0 };
	if (!options->to || !script_find(options->to, &conversion.direction)) {
		diagnostics_error(sink, POSITION_NONE, _("say which script to convert to: --to sr-Latn, sr-Cyrl or az-Latn"));
		return STATUS_ERROR;
	}
	text_input_each(options, convert_text, &conversion, sink);
	buffer_finish(&conversion.translation);
	return STATUS_DONE;
}
