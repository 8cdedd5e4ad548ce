/* tmx_reader.c: TMX 1.4b in, as a stream (Translation Memory eXchange, LISA OSCAR, 2005). */

#include "base/memory.h"
#include "base/message.h"
#include "memory/exchange.h"
#include "memory/key.h"
#include "memory/xml_stream.h"

#include <stdlib.h>

enum { TAGS_MOST = 64 };

enum element {
	ELEMENT_OTHER, ELEMENT_TMX, ELEMENT_UNIT, ELEMENT_VARIANT, ELEMENT_SEGMENT, ELEMENT_NOTE, ELEMENT_PROPERTY,
};

/* Texts of a unit: where they are in reader->text. */
struct span {
	size_t begin, end;
	bool there;
};

struct variant {
	struct span language, text;
};

/* Whether a tag names the source language, as found before. */
struct tag {
	struct buffer name;
	bool is_source;
};

struct reader {
	struct xml_stream stream;
	memory_take *take;
	void *context;
	char source[KEY_LANGUAGE_SIZE]; /* the family */
	bool is_tmx, in_unit, in_variant;
	size_t segment_depth; /* elements open from the segment on; 0: outside of it */
	struct span *field;   /* what characters go to; NULL: nowhere */
	struct span before, after, note;
	struct { struct variant *items; size_t count, capacity; } variants;
	struct buffer text;   /* of the unit */
	struct tag tags[TAGS_MOST];
	size_t tag_count;
	size_t passed_over;   /* units that are not in the source language */
};

static enum element find_element(const xmlChar *name)
{
	static const struct {
		const char *name;
		enum element element;
	} elements[] = {
		{ "seg", ELEMENT_SEGMENT }, { "tuv", ELEMENT_VARIANT }, { "tu", ELEMENT_UNIT }, { "prop", ELEMENT_PROPERTY },
		{ "note", ELEMENT_NOTE },   { "tmx", ELEMENT_TMX },
	};
	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
		if (strcmp((const char *)name, elements[i].name) == 0)
			return elements[i].element;
	return ELEMENT_OTHER;
}

static void begin_field(struct reader *reader, struct span *span)
{
	*span = (struct span){ reader->text.size, reader->text.size, true };
	reader->field = span;
}

static void begin_property(struct reader *reader, struct slice type)
{
	/* OmegaT's names, and memoQ's. */
	if (slice_equal(type, SLICE("prev")) || slice_equal(type, SLICE("x-context-pre")))
		begin_field(reader, &reader->before);
	else if (slice_equal(type, SLICE("next")) || slice_equal(type, SLICE("x-context-post")))
		begin_field(reader, &reader->after);
}

static void begin_variant(struct reader *reader, struct slice language)
{
	struct variant variant = { .language = { reader->text.size, reader->text.size + language.size, true } };
	buffer_append(&reader->text, language);
	array_push(&reader->variants, variant);
	reader->in_variant = true;
}

static void begin_unit(struct reader *reader)
{
	buffer_clear(&reader->text);
	array_clear(&reader->variants);
	reader->before = reader->after = reader->note = (struct span){ 0 };
	reader->in_unit = true;
	reader->in_variant = false;
}

static void start_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                          int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted,
                          const xmlChar **attributes)
{
	(void)prefix, (void)uri, (void)namespace_count, (void)namespaces, (void)defaulted;
	struct reader *reader = context;
	if (reader->segment_depth) {
		reader->segment_depth++;
		return;
	}
	reader->field = NULL;
	switch (find_element(name)) {
	case ELEMENT_TMX:
		reader->is_tmx = true;
		break;
	case ELEMENT_UNIT:
		begin_unit(reader);
		break;
	case ELEMENT_VARIANT:
		if (reader->in_unit)
			begin_variant(reader, xml_attribute(attribute_count, attributes, "lang"));
		break;
	case ELEMENT_SEGMENT:
		if (reader->in_variant) {
			begin_field(reader, &array_last(&reader->variants)->text);
			reader->segment_depth = 1;
		}
		break;
	case ELEMENT_NOTE:
		if (reader->in_unit && !reader->note.there)
			begin_field(reader, &reader->note);
		break;
	case ELEMENT_PROPERTY:
		if (reader->in_unit)
			begin_property(reader, xml_attribute(attribute_count, attributes, "type"));
		break;
	case ELEMENT_OTHER:
		break;
	}
}

static void take_characters(void *context, const xmlChar *characters, int size)
{
	struct reader *reader = context;
	if (reader->field)
		buffer_append(&reader->text, slice_make((const char *)characters, (size_t)size));
}

static struct slice span_text(const struct reader *reader, const struct span *span)
{
	if (!span->there)
		return slice_make(NULL, 0);
	return slice_range(buffer_slice(&reader->text), span->begin, span->end);
}

static bool is_source(struct reader *reader, struct slice tag)
{
	for (size_t i = 0; i < reader->tag_count; i++)
		if (slice_equal(buffer_slice(&reader->tags[i].name), tag))
			return reader->tags[i].is_source;
	char family[KEY_LANGUAGE_SIZE], region[KEY_LANGUAGE_SIZE];
	bool same = language_family(tag, family, region) && strcmp(family, reader->source) == 0;
	if (reader->tag_count < TAGS_MOST) {
		struct tag *known = &reader->tags[reader->tag_count++];
		buffer_append(&known->name, tag);
		known->is_source = same;
	}
	return same;
}

static void end_unit(struct reader *reader)
{
	struct memory_unit unit = {
		.before = span_text(reader, &reader->before),
		.after = span_text(reader, &reader->after),
		.comment = span_text(reader, &reader->note),
	};
	size_t source = 0;
	while (source < reader->variants.count &&
	       !is_source(reader, span_text(reader, &reader->variants.items[source].language)))
		source++;
	reader->in_unit = reader->in_variant = false;
	if (source == reader->variants.count) {
		reader->passed_over++;
		return;
	}
	unit.source = span_text(reader, &reader->variants.items[source].text);
	for (size_t i = 0; i < reader->variants.count; i++) {
		unit.language = span_text(reader, &reader->variants.items[i].language);
		unit.target = span_text(reader, &reader->variants.items[i].text);
		if (unit.source.size && unit.target.size && !is_source(reader, unit.language))
			reader->take(reader->context, &unit);
	}
}

static void end_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	(void)prefix, (void)uri;
	struct reader *reader = context;
	if (reader->segment_depth && --reader->segment_depth)
		return;
	if (reader->field)
		reader->field->end = reader->text.size;
	reader->field = NULL;
	enum element element = find_element(name);
	if (element == ELEMENT_VARIANT)
		reader->in_variant = false;
	else if (element == ELEMENT_UNIT && reader->in_unit)
		end_unit(reader);
}

bool tmx_read(const char *path, const struct exchange_languages *languages, memory_take *take, void *context,
              struct diagnostics *sink)
{
	struct reader reader = { .stream = { .path = path, .sink = sink }, .take = take, .context = context };
	char region[KEY_LANGUAGE_SIZE];
	language_family(slice_from(languages->source), reader.source, region);
	const xmlSAXHandler handlers = {
		.startElementNs = start_element, .endElementNs = end_element, .characters = take_characters,
	};
	bool done = xml_stream_read(&reader.stream, &handlers);
	if (done && !reader.is_tmx) {
		diagnostics_error(sink, position_of_file(path),
		                  _("is not a TMX file: it has no element “tmx”; see what it is by its name"));
		done = false;
	}
	if (done && reader.passed_over)
		diagnostics_note(sink, position_of_file(path),
		                 ngettext("%zu unit has no sentence in %s and is passed over",
		                          "%zu units have no sentence in %s and are passed over", reader.passed_over),
		                 reader.passed_over, languages->source);
	array_finish(&reader.variants);
	buffer_finish(&reader.text);
	for (size_t i = 0; i < reader.tag_count; i++)
		buffer_finish(&reader.tags[i].name);
	return done;
}
