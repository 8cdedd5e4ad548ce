#include "commands/output.h"

#include "base/file_pieces.h"
#include "base/message.h"
#include "catalog/origin.h"
#include "catalog/references.h"

#include <string.h>

/* What the segments of an article are in one language. */
struct rendering {
	const struct format *format;
	const char *outdated_class; /* marks translations whose sentence was edited since; NULL: nothing does */
	bool convert;
	enum script_direction direction;
	enum pseudo pseudo;
	const struct translations *translations;
	struct buffer converted, made; /* a translation that is in no catalog */
};

static bool is_accepted(const struct entry *entry, const struct config *config)
{
	if (!entry_is_translated(entry) || entry->obsolete || entry_is_header(entry))
		return false;
	if (!entry->fuzzy)
		return true;
	if (entry_origin(entry) == ORIGIN_MACHINE)
		return config->accept_machine;
	return config->accept_fuzzy || (config->accept_outdated && entry_is_outdated(entry));
}

static struct slice convert_script(struct rendering *rendering, struct slice text)
{
	buffer_clear(&rendering->converted);
	format_convert_script(rendering->format, text, rendering->direction, &rendering->converted);
	return buffer_slice(&rendering->converted);
}

static bool pseudo_translate_segment(struct rendering *rendering, const struct unit *unit, const struct segment *segment,
                                     struct slice *translation)
{
	buffer_clear(&rendering->made);
	bool changed = format_pseudo_translate(rendering->format, unit, segment, rendering->pseudo, &rendering->made);
	*translation = buffer_slice(&rendering->made);
	return changed;
}

static bool translate_segment(void *context, const struct unit *unit, const struct segment *segment,
                              struct slice *translation)
{
	struct rendering *rendering = context;
	if (rendering->pseudo)
		return pseudo_translate_segment(rendering, unit, segment, translation);
	const struct translation *found = translations_find(rendering->translations, unit_segment_text(unit, segment));
	if (!found)
		return false;
	*translation = slice_make(found->text, found->size);
	if (rendering->convert)
		*translation = convert_script(rendering, *translation);
	if (rendering->outdated_class && found->outdated && rendering->format->takes_elements(unit)) {
		buffer_clear(&rendering->made);
		buffer_append_format(&rendering->made, "<span class=\"%s\">", rendering->outdated_class);
		buffer_append(&rendering->made, *translation);
		buffer_append_string(&rendering->made, "</span>");
		*translation = buffer_slice(&rendering->made);
	}
	return true;
}

/* The class that marks outdated translations in FORMAT. Outside of HTML, elements must be asked for. */
static const char *outdated_class(const struct config *config, const struct format *format)
{
	if (!config->accept_outdated || !format->takes_elements)
		return NULL;
	return config->outdated_class || format != &format_html ? config->outdated_class : "outdated";
}

/* Whether the translation of ENTRY can be written in LOADED's format; if not, that is an error in SINK. */
static bool is_writable(const struct loaded_article *loaded, const struct entry *entry, struct diagnostics *sink)
{
	struct buffer why = { 0 };
	const struct format *format = loaded->article->format;
	bool writable = !format->accept || format->accept(entry->msgid, entry->msgstr[0], &why);
	if (!writable) {
		struct slice file;
		struct position position = { loaded->article->source, 0, 0 };
		struct arena *arena = arena_create();
		references_first(entry->references, arena, &file, &position.line);
		arena_destroy(arena);
		diagnostics_error(sink, position, _("not translated: in “%.*s”, %.*s; mend the translation"),
		                  SLICE_ARG(entry->msgstr[0]), SLICE_ARG(buffer_slice(&why)));
	}
	buffer_finish(&why);
	return writable;
}

void output_take(struct translations *translations, const struct loaded_article *loaded, const struct config *config,
                 const struct entry *entry, struct arena *copies, struct diagnostics *sink)
{
	if (entry_context(entry).data || !is_accepted(entry, config) || !is_writable(loaded, entry, sink))
		return;
	struct slice text = entry->msgstr[0];
	translations_add(translations, entry->msgid, copies ? arena_copy(copies, text) : text, entry_is_outdated(entry));
}

static void write_units(void *context, struct document *document)
{
	document_writer_add(context, document);
}

/* LOADED, written for PLACE by RENDERING, into PIECES; in ENCODING, of which RECODE tells whether it is another one
 * than the article's. */
static bool write_article(const struct loaded_article *loaded, const struct document_target *place,
                          struct rendering *rendering, const struct encoding *encoding, bool recode,
                          struct file_pieces *pieces, struct diagnostics *sink)
{
	const struct format *format = loaded->article->format;
	const struct document *document = &loaded->document;
	if (!rendering->translations->count && !rendering->pseudo && !recode) {
		pieces->whole = loaded->bytes;
		return true;
	}
	bool direct = !format->pack && !recode && strcmp(encoding->name, "UTF-8") == 0;
	bool legacy = !recode && !encoding_is_unicode(encoding);
	const struct outlet file = file_pieces_outlet(pieces);
	struct packing *packing = NULL;
	struct encoding_copies copies = { 0 };
	struct buffer text = { 0 };
	struct outlet outlet = { .text = &text };
	if (format->pack) {
		packing = format->pack(loaded->article->source, loaded->bytes, document->source, &file, sink);
		outlet = packing->text;
	} else if (direct) {
		outlet = file;
		if (!encoding_encode(SLICE(""), encoding, loaded->article->source, &pieces->text, sink))
			return false;
	}
	struct document_writer *writer = document_writer_begin(place, format->fit, translate_segment, rendering, &outlet,
	                                                       legacy ? &copies : NULL);
	bool done = article_take_units(loaded, write_units, writer, sink);
	size_t translated = document_writer_end(writer, document);
	if (packing)
		done = (packing->end(packing, done && translated > 0) || translated == 0) && done;
	if (translated == 0 && !recode)
		pieces->whole = loaded->bytes;
	else if (done && !packing && !direct)
		done = format_encode(format, loaded->bytes, document->source, translated ? buffer_slice(&text) : document->source,
		                     encoding, legacy ? &copies : NULL, loaded->article->source, &pieces->text, sink);
	array_finish(&copies);
	buffer_finish(&text);
	return done;
}

/* The bytes of the localized article into PIECES. */
static bool render(const struct loaded_article *loaded, const struct project_language *target,
                   const struct translations *translations, const struct config *config, struct file_pieces *pieces,
                   struct diagnostics *sink)
{
	struct rendering rendering = {
		.translations = translations, .format = loaded->article->format,
		.outdated_class = outdated_class(config, loaded->article->format),
		.convert = target->from != NULL, .pseudo = target->pseudo,
		.direction = strncmp(target->language->tag, "az", 2) == 0  ? SCRIPT_AZERBAIJANI_TO_LATIN
		             : strstr(target->language->tag, "Cyrl") ? SCRIPT_TO_CYRILLIC
		                                                     : SCRIPT_TO_LATIN,
	};
	struct encoding encoding = loaded->encoding;
	const char *wanted = config->output_encoding;
	if (!wanted && target->pseudo && !encoding_is_unicode(&encoding))
		wanted = "UTF-8"; /* no other has the letters */
	bool recode = wanted && strcmp(wanted, encoding.name) != 0 && !loaded->article->format->pack;
	if (recode)
		encoding = (struct encoding){ .name = wanted };
	encoding.lacking = config->lacking;
	if (encoding.lacking == LACKING_REFERENCE && !loaded->article->format->markup)
		encoding.lacking = LACKING_ERROR; /* it would be read as it stands */
	struct document_target place = {
		.language = slice_from(target->language->tag),
		.direction = slice_from(target->language->direction),
		.charset = recode ? slice_from(encoding.name) : SLICE(""),
	};
	bool done = write_article(loaded, &place, &rendering, &encoding, recode, pieces, sink);
	buffer_finish(&rendering.converted);
	buffer_finish(&rendering.made);
	return done;
}

static size_t per_cent(size_t part, size_t whole)
{
	return whole ? part * 100 / whole : 100;
}

bool output_is_below_minimum(const struct config *config, const struct article_result *result)
{
	size_t fuzzy = config->accept_fuzzy ? result->fuzzy : config->accept_outdated ? result->outdated : 0;
	size_t counted = result->translated + fuzzy + (config->accept_machine ? result->machine : 0);
	return per_cent(counted, result->units) < config->minimum;
}

bool output_is_free(const struct project *project, const struct loaded_article *loaded, const struct language *language,
                    struct arena *arena, struct diagnostics *sink)
{
	static const struct content unknown;
	if (!loaded->sentence_count)
		return true;
	const char *path = project_output_path(project, loaded->article, language, arena);
	struct content there;
	if (content_look(path, &unknown, &there) &&
	    (there.stamp.value == STAMP_ABSENT || hash_equal(there.hash, hash_of(loaded->bytes))))
		return true;
	diagnostics_error(sink, position_of_file(path),
	                  _("is there already, and no catalog that it could be made from; make its translations yours with "
	                    "“localize adopt --lang %s”, or remove it"), language->tag);
	return false;
}

bool output_build(const struct workshop *workshop, const struct loaded_article *loaded,
                  const struct project_language *target, const struct translations *translations,
                  struct article_result *result, struct content *content, struct arena *arena, struct diagnostics *sink)
{
	const struct config *config = &workshop->project->config;
	result->output = NULL;
	result->below_minimum = output_is_below_minimum(config, result);
	if (result->below_minimum)
		return true;
	const char *path = project_output_path(workshop->project, loaded->article, target->language, arena);
	bool dry_run = workshop->options->dry_run;
	struct file_pieces pieces;
	file_pieces_begin(&pieces, path, slice_make(NULL, 0), dry_run, sink);
	bool rendered = render(loaded, target, translations, config, &pieces, sink);
	enum file_change change = FILE_UNCHANGED;
	bool done = file_pieces_end(&pieces, rendered, false, &change, content);
	if (done) {
		result->output = path;
		result->output_changed = change != FILE_UNCHANGED && !dry_run;
	}
	return done;
}
