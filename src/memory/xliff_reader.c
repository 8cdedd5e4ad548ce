/* xliff_reader.c: XLIFF 1.x and 2.x in, as a stream. */

#include "base/message.h"
#include "base/table.h"
#include "memory/xliff.h"
#include "memory/xml_stream.h"

#include <stdlib.h>

enum element {
	ELEMENT_OTHER, ELEMENT_XLIFF, ELEMENT_FILE, ELEMENT_UNIT, ELEMENT_SEGMENT, ELEMENT_IGNORABLE, ELEMENT_SOURCE,
	ELEMENT_TARGET, ELEMENT_NOTE, ELEMENT_DATA,
	ELEMENT_PASSED_OVER, /* with all that is in it */
	/* Inside of source and target: */
	ELEMENT_NATIVE,      /* bpt, ept, it, ph of 1.x: a code, and what it stands for in it */
	ELEMENT_EMPTY,       /* x, bx, ex of 1.x; ph, sc, ec of 2.x: a code */
	ELEMENT_AROUND,      /* g, pc: a pair of codes */
	ELEMENT_CHARACTER,   /* cp: a character that XML has not */
};

struct span {
	size_t begin, end;
	bool there;
};

/* A text that is being read: its parts are in reader->text. */
struct reading {
	struct span span;
	struct { struct { struct xliff_code code; struct span id; } *items; size_t count, capacity; } codes;
	size_t line, column;
};

struct datum {
	struct span id, text;
};

/* A `g` or `pc` that is open. */
struct around {
	struct span id, end; /* END: what the second half stands for */
};

struct reader {
	struct xml_stream stream;
	xliff_take *take;
	void *context;
	bool is_xliff, second; /* of version 2 */
	bool in_unit, in_text; /* in a trans-unit or unit; in a source or target */
	size_t passed_over;    /* elements open from one that is passed over on */
	size_t native;         /* elements open from a native code on */
	struct buffer file;    /* the file's attributes */
	struct span original, source_language, target_language;
	struct span version_source, version_target; /* of 2.x: the whole file's languages, at its beginning */

	struct buffer text;    /* of the unit: codes and notes, what they stand for, and ids */
	struct buffer texts[2]; /* the source's and the target's */
	struct reading source, target, *reading;
	struct span id, note;
	struct buffer previous; /* the note of ours that says what sentence the translation is that of */
	struct buffer data_text;
	struct { struct datum *items; size_t count, capacity; } data; /* in data_text */
	struct table data_by_id; /* made when the first code asks for it; no more are taken then */
	struct { struct around *items; size_t count, capacity; } around;
	bool in_note, in_data, in_ignorable, ours, in_previous; /* the note is a translator's; or the previous sentence */
	bool segment_target; /* the segment has a target */
	size_t segment_source; /* where the segment's source begins */
	bool missing, fuzzy;
	bool untouched; /* the target says that it is not translated */
	struct xliff_unit unit;
	struct { struct xliff_code *items; size_t count, capacity; } done[2];
};

static const struct {
	const char *name;
	enum element first, second; /* in versions 1 and 2 */
} elements[] = {
	{ "xliff", ELEMENT_XLIFF, ELEMENT_XLIFF },
	{ "file", ELEMENT_FILE, ELEMENT_FILE },
	{ "trans-unit", ELEMENT_UNIT, ELEMENT_OTHER },
	{ "unit", ELEMENT_OTHER, ELEMENT_UNIT },
	{ "segment", ELEMENT_OTHER, ELEMENT_SEGMENT },
	{ "ignorable", ELEMENT_OTHER, ELEMENT_IGNORABLE },
	{ "source", ELEMENT_SOURCE, ELEMENT_SOURCE },
	{ "target", ELEMENT_TARGET, ELEMENT_TARGET },
	{ "note", ELEMENT_NOTE, ELEMENT_NOTE },
	{ "data", ELEMENT_OTHER, ELEMENT_DATA },
	{ "alt-trans", ELEMENT_PASSED_OVER, ELEMENT_OTHER },
	{ "bin-unit", ELEMENT_PASSED_OVER, ELEMENT_OTHER },
	{ "header", ELEMENT_PASSED_OVER, ELEMENT_OTHER },
	{ "seg-source", ELEMENT_PASSED_OVER, ELEMENT_OTHER },
	{ "bpt", ELEMENT_NATIVE, ELEMENT_OTHER },
	{ "ept", ELEMENT_NATIVE, ELEMENT_OTHER },
	{ "it", ELEMENT_NATIVE, ELEMENT_OTHER },
	{ "ph", ELEMENT_NATIVE, ELEMENT_EMPTY },
	{ "x", ELEMENT_EMPTY, ELEMENT_OTHER },
	{ "bx", ELEMENT_EMPTY, ELEMENT_OTHER },
	{ "ex", ELEMENT_EMPTY, ELEMENT_OTHER },
	{ "sc", ELEMENT_OTHER, ELEMENT_EMPTY },
	{ "ec", ELEMENT_OTHER, ELEMENT_EMPTY },
	{ "g", ELEMENT_AROUND, ELEMENT_OTHER },
	{ "pc", ELEMENT_OTHER, ELEMENT_AROUND },
	{ "cp", ELEMENT_OTHER, ELEMENT_CHARACTER },
};

/* What an element is; one of another namespace is passed over. */
static enum element find_element(const struct reader *reader, const xmlChar *name, const xmlChar *uri)
{
	if (uri && strncmp((const char *)uri, "urn:oasis:names:tc:xliff:document:", 34) != 0)
		return ELEMENT_PASSED_OVER;
	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
		if (strcmp((const char *)name, elements[i].name) == 0)
			return reader->second ? elements[i].second : elements[i].first;
	return ELEMENT_OTHER;
}

static struct span keep(struct buffer *buffer, struct slice text)
{
	struct span span = { buffer->size, buffer->size + text.size, text.data != NULL };
	buffer_append(buffer, text);
	return span;
}

static struct slice span_text(const struct buffer *buffer, struct span span)
{
	return span.there ? slice_range(buffer_slice(buffer), span.begin, span.end) : slice_make(NULL, 0);
}

static struct buffer *text_of(struct reader *reader, const struct reading *reading)
{
	return &reader->texts[reading == &reader->target];
}

static void begin_file(struct reader *reader, int count, const xmlChar **attributes)
{
	if (!reader->second)
		buffer_clear(&reader->file);
	else
		reader->file.size = reader->version_target.end;
	struct slice original = xml_attribute(count, attributes, "original");
	reader->original = keep(&reader->file, original.data ? original : xml_attribute(count, attributes, "id"));
	reader->source_language = reader->version_source;
	reader->target_language = reader->version_target;
	if (!reader->second) {
		reader->source_language = keep(&reader->file, xml_attribute(count, attributes, "source-language"));
		reader->target_language = keep(&reader->file, xml_attribute(count, attributes, "target-language"));
	}
}

static void begin_xliff(struct reader *reader, int count, const xmlChar **attributes)
{
	struct slice version = xml_attribute(count, attributes, "version");
	reader->is_xliff = true;
	reader->second = version.size && version.data[0] == '2';
	reader->version_source = keep(&reader->file, xml_attribute(count, attributes, "srcLang"));
	reader->version_target = keep(&reader->file, xml_attribute(count, attributes, "trgLang"));
}

static void clear_reading(struct reading *reading)
{
	reading->span = (struct span){ 0 };
	array_clear(&reading->codes);
}

static void begin_unit(struct reader *reader, int count, const xmlChar **attributes)
{
	buffer_clear(&reader->text);
	buffer_clear(&reader->data_text);
	table_finish(&reader->data_by_id);
	buffer_clear(&reader->texts[0]);
	buffer_clear(&reader->texts[1]);
	clear_reading(&reader->source);
	clear_reading(&reader->target);
	array_clear(&reader->data);
	array_clear(&reader->around);
	reader->reading = NULL;
	reader->in_unit = true;
	reader->in_text = reader->in_note = reader->in_data = reader->in_ignorable = false;
	reader->missing = reader->fuzzy = reader->untouched = false;
	reader->note = (struct span){ 0 };
	buffer_clear(&reader->previous);
	reader->id = keep(&reader->text, xml_attribute(count, attributes, "id"));
	reader->unit.line = (size_t)xmlSAX2GetLineNumber(reader->stream.parser);
	if (slice_equal(xml_attribute(count, attributes, "approved"), SLICE("no")))
		reader->fuzzy = true;
}

/* What the state of a target, or of a segment, says. */
static void note_state(struct reader *reader, struct slice state, struct slice sub_state)
{
	static const char *const sure[] = { "translated", "final", "signed-off", "reviewed" };
	if (!state.data)
		return;
	/* Of what had no translation, the sentence itself may stand in the target; tools that put a translation there need
	 * not change the state. */
	if (slice_equal(state, SLICE("new")) || slice_equal(state, SLICE("needs-translation"))) {
		reader->untouched = true;
		return;
	}
	bool known = false;
	for (size_t i = 0; i < sizeof sure / sizeof *sure; i++)
		known |= slice_equal_string(state, sure[i]);
	if (known && !sub_state.data) {
		/* The state was set by who translated, "approved" perhaps by who exported. */
		if (!reader->second)
			reader->fuzzy = false;
	} else if (!known && (!slice_equal(state, SLICE("initial")) || sub_state.data))
		reader->fuzzy = true;
}

static void begin_segment(struct reader *reader, bool ignorable, int count, const xmlChar **attributes)
{
	reader->in_ignorable = ignorable;
	reader->segment_target = false;
	reader->segment_source = reader->texts[0].size;
	note_state(reader, xml_attribute(count, attributes, "state"), xml_attribute(count, attributes, "subState"));
}

/* An ignorable part, such as the space between sentences, is in the target what it is in the source. */
static void end_segment(struct reader *reader)
{
	if (!reader->segment_target && reader->in_ignorable)
		buffer_append(&reader->texts[1], slice_from_offset(buffer_slice(&reader->texts[0]), reader->segment_source));
	else if (!reader->segment_target)
		reader->missing = true;
	reader->in_ignorable = false;
}

static void begin_text(struct reader *reader, struct reading *reading, int count, const xmlChar **attributes)
{
	reader->reading = reading;
	reader->in_text = true;
	reader->native = 0;
	array_clear(&reader->around);
	if (!reading->span.there) {
		reading->line = (size_t)xmlSAX2GetLineNumber(reader->stream.parser);
		reading->column = (size_t)xmlSAX2GetColumnNumber(reader->stream.parser);
	}
	reading->span.there = true;
	if (reading != &reader->target)
		return;
	reader->segment_target = true;
	if (!reader->second)
		note_state(reader, xml_attribute(count, attributes, "state"), slice_make(NULL, 0));
}

static void push_code(struct reader *reader, struct span id, enum placeable_kind kind, struct slice content)
{
	struct reading *reading = reader->reading;
	struct buffer *text = text_of(reader, reading);
	struct xliff_code code = { .begin = text->size, .kind = kind, .known = content.data != NULL };
	buffer_append(text, content);
	code.end = text->size;
	array_reserve(&reading->codes);
	reading->codes.items[reading->codes.count].code = code;
	reading->codes.items[reading->codes.count++].id = id;
}

/* What the entry NAME of the unit's original data is. */
static struct slice find_datum(struct reader *reader, struct slice name)
{
	if (!name.data)
		return name;
	/* A datum that is open, which no valid file has here, is as good as empty: its text would go away from under the keys. */
	reader->in_data = false;
	for (size_t i = reader->data_by_id.count ? reader->data.count : 0; i < reader->data.count; i++)
		table_add(&reader->data_by_id, span_text(&reader->data_text, reader->data.items[i].id), i);
	size_t found = table_get(&reader->data_by_id, name);
	return found == TABLE_NONE ? slice_make(NULL, 0) : span_text(&reader->data_text, reader->data.items[found].text);
}

static struct span code_id(struct reader *reader, const xmlChar *name, int count, const xmlChar **attributes)
{
	/* The second half of a pair says which one it is of, if it does not have the id of the first. */
	const char *links[] = { name[0] == 'e' ? (reader->second ? "startRef" : "rid") : "id", "id" };
	for (size_t i = 0; i < 2; i++) {
		struct slice id = xml_attribute(count, attributes, links[i]);
		if (id.data)
			return keep(&reader->text, id);
	}
	return keep(&reader->text, SLICE(""));
}

static enum placeable_kind code_kind(const xmlChar *name, int count, const xmlChar **attributes)
{
	const char *known = (const char *)name;
	if (strcmp(known, "bpt") == 0 || strcmp(known, "bx") == 0 || strcmp(known, "sc") == 0)
		return PLACEABLE_OPEN;
	if (known[0] == 'e')
		return PLACEABLE_CLOSE;
	if (strcmp(known, "it") == 0)
		return slice_equal(xml_attribute(count, attributes, "pos"), SLICE("close")) ? PLACEABLE_CLOSE : PLACEABLE_OPEN;
	return PLACEABLE_ALONE;
}

static void begin_around(struct reader *reader, int count, const xmlChar **attributes)
{
	struct around around = { .id = keep(&reader->text, xml_attribute(count, attributes, "id")) };
	around.end = keep(&reader->text, find_datum(reader, xml_attribute(count, attributes, "dataRefEnd")));
	push_code(reader, around.id, PLACEABLE_OPEN,
	          find_datum(reader, xml_attribute(count, attributes, "dataRefStart")));
	array_push(&reader->around, around);
}

static uint32_t read_hex(struct slice digits)
{
	uint32_t code = 0;
	for (size_t i = 0; i < digits.size && i < 8; i++) {
		char digit = ascii_lower(digits.data[i]);
		code = code * 16 + (uint32_t)(is_ascii_digit(digit) ? digit - '0' : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : 0);
	}
	return code;
}

/* An element inside of source or target. */
static void start_inline(struct reader *reader, enum element element, const xmlChar *name, int count,
                         const xmlChar **attributes)
{
	if (reader->native) {
		reader->native++;
		return;
	}
	switch (element) {
	case ELEMENT_NATIVE: {
		struct span id = code_id(reader, name, count, attributes);
		push_code(reader, id, code_kind(name, count, attributes), slice_make(NULL, 0));
		reader->native = 1;
		break;
	}
	case ELEMENT_EMPTY: {
		struct span id = code_id(reader, name, count, attributes);
		push_code(reader, id, code_kind(name, count, attributes),
		          find_datum(reader, xml_attribute(count, attributes, "dataRef")));
		break;
	}
	case ELEMENT_AROUND:
		begin_around(reader, count, attributes);
		break;
	case ELEMENT_CHARACTER:
		buffer_append_code_point(text_of(reader, reader->reading), read_hex(xml_attribute(count, attributes, "hex")));
		break;
	default:
		break; /* a mark around text: mrk, sm, em */
	}
}

static void begin_note(struct reader *reader, int count, const xmlChar **attributes)
{
	static const char *const not_ours[] = { "developer", "flag", "previous source", "location" };
	struct slice from = xml_attribute(count, attributes, reader->second ? "category" : "from");
	reader->ours = true;
	for (size_t i = 0; i < sizeof not_ours / sizeof *not_ours; i++)
		reader->ours &= !slice_equal_string(from, not_ours[i]);
	reader->in_note = true;
	reader->in_previous = slice_equal(from, SLICE("previous source")) && !reader->previous.size;
	if (!reader->ours)
		return;
	if (reader->note.there)
		buffer_append_byte(&reader->text, '\n');
	else
		reader->note = (struct span){ reader->text.size, reader->text.size, true };
}

static void start_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                          int namespace_count, const xmlChar **namespaces, int count, int defaulted,
                          const xmlChar **attributes)
{
	(void)prefix, (void)namespace_count, (void)namespaces, (void)defaulted;
	struct reader *reader = context;
	enum element element = find_element(reader, name, uri);
	if (reader->passed_over || element == ELEMENT_PASSED_OVER) {
		reader->passed_over++;
		return;
	}
	if (reader->in_text) {
		start_inline(reader, element, name, count, attributes);
		return;
	}
	if (element == ELEMENT_XLIFF)
		begin_xliff(reader, count, attributes);
	else if (element == ELEMENT_FILE)
		begin_file(reader, count, attributes);
	else if (element == ELEMENT_UNIT)
		begin_unit(reader, count, attributes);
	if (!reader->in_unit)
		return;
	if (element == ELEMENT_SEGMENT || element == ELEMENT_IGNORABLE)
		begin_segment(reader, element == ELEMENT_IGNORABLE, count, attributes);
	else if (element == ELEMENT_SOURCE)
		begin_text(reader, &reader->source, count, attributes);
	else if (element == ELEMENT_TARGET)
		begin_text(reader, &reader->target, count, attributes);
	else if (element == ELEMENT_NOTE)
		begin_note(reader, count, attributes);
	else if (element == ELEMENT_DATA && !reader->data_by_id.count) {
		struct datum datum = { .id = keep(&reader->data_text, xml_attribute(count, attributes, "id")) };
		datum.text = (struct span){ reader->data_text.size, reader->data_text.size, true };
		array_push(&reader->data, datum);
		reader->in_data = true;
	} else if (element == ELEMENT_CHARACTER && reader->in_data)
		buffer_append_code_point(&reader->data_text, read_hex(xml_attribute(count, attributes, "hex")));
}

static void take_characters(void *context, const xmlChar *characters, int size)
{
	struct reader *reader = context;
	struct slice text = slice_make((const char *)characters, (size_t)size);
	if (reader->passed_over)
		return;
	if (reader->in_text)
		buffer_append(text_of(reader, reader->reading), text);
	else if (reader->in_data)
		buffer_append(&reader->data_text, text);
	else if (reader->in_note && (reader->ours || reader->in_previous))
		buffer_append(reader->ours ? &reader->text : &reader->previous, text);
}

static void end_inline(struct reader *reader, enum element element)
{
	struct reading *reading = reader->reading;
	if (element == ELEMENT_NATIVE && reading->codes.count) {
		struct xliff_code *code = &array_last(&reading->codes)->code;
		code->end = text_of(reader, reading)->size;
		code->known = code->end > code->begin;
	} else if (element == ELEMENT_AROUND && reader->around.count) {
		struct around around = *array_last(&reader->around);
		reader->around.count--;
		push_code(reader, around.id, PLACEABLE_CLOSE, span_text(&reader->text, around.end));
	}
}

/* What was read of READING, for who takes the unit. */
static void finish_text(struct reader *reader, size_t side, struct xliff_text *out)
{
	const struct reading *reading = side ? &reader->target : &reader->source;
	array_clear(&reader->done[side]);
	for (size_t i = 0; i < reading->codes.count; i++) {
		struct xliff_code code = reading->codes.items[i].code;
		code.id = span_text(&reader->text, reading->codes.items[i].id);
		array_push(&reader->done[side], code);
	}
	out->text = buffer_slice(&reader->texts[side]);
	out->codes.items = reader->done[side].items;
	out->codes.count = reader->done[side].count;
	out->there = reading->span.there;
	out->line = reading->line;
	out->column = reading->column;
}

static void end_unit(struct reader *reader)
{
	struct xliff_unit *unit = &reader->unit;
	unit->original = span_text(&reader->file, reader->original);
	unit->source_language = span_text(&reader->file, reader->source_language);
	unit->target_language = span_text(&reader->file, reader->target_language);
	unit->id = span_text(&reader->text, reader->id);
	unit->note = slice_trim(span_text(&reader->text, reader->note));
	unit->previous = buffer_slice(&reader->previous);
	finish_text(reader, 0, &unit->source);
	finish_text(reader, 1, &unit->target);
	reader->in_unit = false;
	if (!unit->target.there || slice_trim(unit->target.text).size == 0 ||
	    (reader->untouched && slice_equal(unit->target.text, unit->source.text)))
		unit->state = XLIFF_UNTRANSLATED;
	else
		unit->state = reader->fuzzy || reader->missing ? XLIFF_FUZZY : XLIFF_TRANSLATED;
	if (unit->source.there)
		reader->take(reader->context, unit);
}

static void end_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	(void)prefix;
	struct reader *reader = context;
	if (reader->passed_over) {
		reader->passed_over--;
		return;
	}
	enum element element = find_element(reader, name, uri);
	if (reader->in_text) {
		if (reader->native && --reader->native)
			return;
		if (element == ELEMENT_SOURCE || element == ELEMENT_TARGET)
			reader->in_text = false;
		else
			end_inline(reader, element);
		return;
	}
	if (!reader->in_unit)
		return;
	if (element == ELEMENT_UNIT)
		end_unit(reader);
	else if (element == ELEMENT_SEGMENT || element == ELEMENT_IGNORABLE)
		end_segment(reader);
	else if (element == ELEMENT_DATA && reader->in_data) {
		array_last(&reader->data)->text.end = reader->data_text.size;
		reader->in_data = false;
	} else if (element == ELEMENT_NOTE) {
		if (reader->ours)
			reader->note.end = reader->text.size;
		reader->in_note = false;
	}
}

bool xliff_read(const char *path, xliff_take *take, void *context, struct diagnostics *sink)
{
	struct reader reader = { .stream = { .path = path, .sink = sink }, .take = take, .context = context };
	const xmlSAXHandler handlers = {
		.startElementNs = start_element, .endElementNs = end_element, .characters = take_characters,
	};
	bool done = xml_stream_read(&reader.stream, &handlers);
	if (done && !reader.is_xliff) {
		diagnostics_error(sink, position_of_file(path),
		                  _("is not an XLIFF file: it has no element “xliff”; see what it is by its name"));
		done = false;
	}
	buffer_finish(&reader.file);
	buffer_finish(&reader.text);
	for (size_t side = 0; side < 2; side++) {
		buffer_finish(&reader.texts[side]);
		array_finish(&reader.done[side]);
	}
	array_finish(&reader.source.codes);
	array_finish(&reader.target.codes);
	buffer_finish(&reader.data_text);
	buffer_finish(&reader.previous);
	table_finish(&reader.data_by_id);
	array_finish(&reader.data);
	array_finish(&reader.around);
	return done;
}
