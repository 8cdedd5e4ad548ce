/* xliff_writer.c: catalogs as XLIFF 1.2 and 2.1, inline markup as codes. */

#include "base/message.h"
#include "catalog/references.h"
#include "memory/codes.h"
#include "memory/xliff.h"
#include "memory/xml_text.h"
#include "text/utf8.h"

#include <inttypes.h>
#include <stdio.h>

void xliff_make_id(const struct entry *entry, char id[XLIFF_ID_SIZE])
{
	uint64_t hash = slice_hash(entry->msgid);
	snprintf(id, XLIFF_ID_SIZE, "s%016" PRIx64, hash);
}

bool xliff_is_sentence(const struct entry *entry)
{
	return !entry_is_header(entry) && !entry->obsolete && !entry_context(entry).data && !entry_plural(entry).data;
}

static void append_attribute(struct buffer *out, const char *name, struct slice value)
{
	buffer_append_format(out, " %s=\"", name);
	xml_append_text(out, value);
	buffer_append_byte(out, '"');
}

/* <NAME ATTRIBUTES>TEXT</NAME> on a line of its own. */
static void append_element(struct buffer *out, const char *name, const char *attributes, struct slice text)
{
	buffer_append_format(out, "<%s%s>", name, attributes);
	xml_append_text(out, text);
	buffer_append_format(out, "</%s>\n", name);
}

/* Text of 2.1, which has an element for characters that XML has not. */
static void append_text_2(struct buffer *out, struct slice text)
{
	for (size_t i = 0, size, begin = 0; i < text.size || begin < text.size; i += size) {
		uint32_t code = i < text.size ? utf8_decode(text, i, &size) : 0;
		if (i < text.size && xml_has_character(code))
			continue;
		xml_append_text(out, slice_range(text, begin, i));
		if (i == text.size)
			break;
		buffer_append_format(out, "<cp hex=\"%04X\"/>", (unsigned)code);
		begin = i + size;
	}
}

/* One code of 1.2: with what it stands for inside. */
static void append_code_1(struct buffer *out, struct slice text, const struct code *code)
{
	const char *name = "ph";
	if (code->paired)
		name = code->kind == PLACEABLE_OPEN ? "bpt" : "ept";
	else if (code->kind != PLACEABLE_ALONE)
		name = "it";
	buffer_append_format(out, "<%s id=\"%zu\"", name, code->number);
	if (name[0] == 'i')
		buffer_append_format(out, " pos=\"%s\"", code->kind == PLACEABLE_OPEN ? "open" : "close");
	buffer_append_byte(out, '>');
	xml_append_text(out, slice_range(text, code->begin, code->end));
	buffer_append_format(out, "</%s>", name);
}

/* TEXT with its CODES, in the form of 1.2. */
static void append_coded_1(struct buffer *out, struct slice text, const struct codes *codes)
{
	size_t offset = 0;
	for (size_t i = 0; i < codes->count; i++) {
		xml_append_text(out, slice_range(text, offset, codes->items[i].begin));
		append_code_1(out, text, &codes->items[i]);
		offset = codes->items[i].end;
	}
	xml_append_text(out, slice_from_offset(text, offset));
}

/* The names in `originalData` of what codes stand for: "d1" for a code alone or the first half of pair 1, "e1" for the
 * second; those of the translation that the sentence has not, likewise. */
static void append_code_2(struct buffer *out, const struct code *code, bool nested)
{
	size_t n = code->number;
	bool first = code->kind == PLACEABLE_OPEN;
	if (code->kind == PLACEABLE_ALONE)
		buffer_append_format(out, "<ph id=\"%zu\" dataRef=\"d%zu\"/>", n, n);
	else if (!code->paired)
		buffer_append_format(out, "<%s id=\"%zu\" isolated=\"yes\" dataRef=\"d%zu\"/>", first ? "sc" : "ec", n, n);
	else if (nested && first)
		buffer_append_format(out, "<pc id=\"%zu\" dataRefStart=\"d%zu\" dataRefEnd=\"e%zu\">", n, n, n);
	else if (nested)
		buffer_append_string(out, "</pc>");
	else if (first)
		buffer_append_format(out, "<sc id=\"%zu\" dataRef=\"d%zu\"/>", n, n);
	else
		buffer_append_format(out, "<ec startRef=\"%zu\" dataRef=\"e%zu\"/>", n, n);
}

static void append_coded_2(struct buffer *out, struct slice text, const struct codes *codes)
{
	bool nested = codes_are_nested(codes);
	size_t offset = 0;
	for (size_t i = 0; i < codes->count; i++) {
		append_text_2(out, slice_range(text, offset, codes->items[i].begin));
		append_code_2(out, &codes->items[i], nested);
		offset = codes->items[i].end;
	}
	append_text_2(out, slice_from_offset(text, offset));
}

static size_t append_data(struct buffer *out, struct slice text, const struct codes *codes, size_t known)
{
	size_t last = known;
	for (size_t i = 0; i < codes->count; i++) {
		const struct code *code = &codes->items[i];
		if (code->number <= known)
			continue;
		last = code->number > last ? code->number : last;
		bool second = code->paired && code->kind == PLACEABLE_CLOSE;
		buffer_append_format(out, "<data id=\"%c%zu\">", second ? 'e' : 'd', code->number);
		append_text_2(out, slice_range(text, code->begin, code->end));
		buffer_append_string(out, "</data>\n");
	}
	return last;
}

void xliff_write_begin(enum xliff_version version, const char *source, const char *target, struct buffer *out)
{
	buffer_append_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	if (version == XLIFF_1_2) {
		buffer_append_string(out, "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:1.2\" version=\"1.2\">\n");
		return;
	}
	buffer_append_string(out, "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.1\"");
	append_attribute(out, "srcLang", slice_from(source));
	append_attribute(out, "trgLang", slice_from(target));
	buffer_append_string(out, ">\n");
}

void xliff_write_end(enum xliff_version version, struct buffer *out)
{
	(void)version;
	buffer_append_string(out, "</xliff>\n");
}

static const char *datatype_of(const char *format)
{
	static const char *const types[][2] = { { "html", "html" }, { "plain", "plaintext" }, { "xml", "xml" } };
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i][0], format) == 0)
			return types[i][1];
	return NULL;
}

/* Where a reference "input/a.md:12" parts its name from its line; its size where it has no line. */
static size_t find_line(struct slice reference)
{
	size_t i = reference.size;
	while (i && is_ascii_digit(reference.data[i - 1]))
		i--;
	return i > 1 && i < reference.size && reference.data[i - 1] == ':' ? i - 1 : reference.size;
}

static void append_references_1(struct buffer *out, const struct entry *entry)
{
	struct buffer room = { 0 };
	for (size_t i = 0; i < references_count(entry->references); i++) {
		struct slice reference = references_get(entry->references, i, &room);
		size_t colon = find_line(reference);
		buffer_append_string(out, "<context-group purpose=\"location\">\n");
		append_element(out, "context", " context-type=\"sourcefile\"", slice_range(reference, 0, colon));
		if (colon < reference.size)
			append_element(out, "context", " context-type=\"linenumber\"", slice_from_offset(reference, colon + 1));
		buffer_append_string(out, "</context-group>\n");
	}
	buffer_finish(&room);
}

/* Comments, each line a note of its own where EACH. */
static void append_notes(struct buffer *out, const char *attributes, struct slice text, bool each)
{
	struct slice rest = text, line;
	if (!each && text.size)
		append_element(out, "note", attributes, text);
	while (each && slice_next_part(&rest, '\n', &line))
		if (line.size)
			append_element(out, "note", attributes, line);
}

static void append_flags(struct buffer *out, const char *attributes, const struct entry *entry)
{
	const struct entry_extra *extra = entry_extra(entry);
	for (size_t i = 0; i < extra->flag_count; i++)
		append_element(out, "note", attributes, extra->flags[i]);
}

static void append_unit_1(struct buffer *out, const struct entry *entry, const char *id, const struct codes *sources,
                          const struct codes *targets)
{
	bool there = entry->msgstr[0].size > 0, sure = there && !entry->fuzzy;
	buffer_append_format(out, "<trans-unit id=\"%s\"%s xml:space=\"preserve\">\n<source>", id,
	                     sure ? " approved=\"yes\"" : there ? " approved=\"no\"" : "");
	append_coded_1(out, entry->msgid, sources);
	buffer_append_string(out, "</source>\n");
	/* OmegaT shows only what has a target: what is not translated yet has the sentence there. */
	buffer_append_format(out, "<target state=\"%s\">",
	                     sure ? "translated" : there ? "needs-review-translation" : "needs-translation");
	append_coded_1(out, there ? entry->msgstr[0] : entry->msgid, there ? targets : sources);
	buffer_append_string(out, "</target>\n");
	append_references_1(out, entry);
	append_notes(out, " from=\"developer\"", entry->extracted, true);
	append_notes(out, " from=\"translator\"", entry_comment(entry), false);
	append_flags(out, " from=\"flag\"", entry);
	append_notes(out, " from=\"previous source\"", entry_previous_msgid(entry), false);
	buffer_append_string(out, "</trans-unit>\n");
}

static bool has_notes(const struct entry *entry)
{
	return entry->extracted.size || entry_comment(entry).size || entry_extra(entry)->flag_count || entry->references ||
	       entry_previous_msgid(entry).size;
}

static void append_notes_2(struct buffer *out, const struct entry *entry)
{
	if (!has_notes(entry))
		return;
	buffer_append_string(out, "<notes>\n");
	struct buffer room = { 0 };
	for (size_t i = 0; i < references_count(entry->references); i++)
		append_element(out, "note", " category=\"location\"", references_get(entry->references, i, &room));
	buffer_finish(&room);
	append_notes(out, " category=\"developer\"", entry->extracted, true);
	append_notes(out, " category=\"translator\"", entry_comment(entry), false);
	append_flags(out, " category=\"flag\"", entry);
	append_notes(out, " category=\"previous source\"", entry_previous_msgid(entry), false);
	buffer_append_string(out, "</notes>\n");
}

static void append_unit_2(struct buffer *out, const struct entry *entry, const char *id, const struct codes *sources,
                          const struct codes *targets)
{
	bool there = entry->msgstr[0].size > 0;
	buffer_append_format(out, "<unit id=\"%s\" xml:space=\"preserve\">\n", id);
	append_notes_2(out, entry);
	if (sources->count || targets->count) {
		buffer_append_string(out, "<originalData>\n");
		size_t known = append_data(out, entry->msgid, sources, 0);
		append_data(out, entry->msgstr[0], targets, known);
		buffer_append_string(out, "</originalData>\n");
	}
	buffer_append_string(out, !there         ? "<segment state=\"initial\">\n<source>"
	                          : entry->fuzzy ? "<segment state=\"initial\" subState=\"localize:fuzzy\">\n<source>"
	                                         : "<segment state=\"translated\">\n<source>");
	append_coded_2(out, entry->msgid, sources);
	buffer_append_string(out, "</source>\n");
	if (there) {
		buffer_append_string(out, "<target>");
		append_coded_2(out, entry->msgstr[0], targets);
		buffer_append_string(out, "</target>\n");
	}
	buffer_append_string(out, "</segment>\n</unit>\n");
}

static void append_unit(enum xliff_version version, struct buffer *out, const struct entry *entry,
                        void (*find)(struct slice text, struct placeables *out))
{
	struct codes sources = { 0 }, targets = { 0 };
	char id[XLIFF_ID_SIZE];
	xliff_make_id(entry, id);
	codes_find(entry->msgid, entry->msgstr[0], find, &sources, &targets);
	(version == XLIFF_1_2 ? append_unit_1 : append_unit_2)(out, entry, id, &sources, &targets);
	array_finish(&sources);
	array_finish(&targets);
}

void xliff_write_catalog(enum xliff_version version, const char *source, const char *target, const char *original,
                         const char *format, size_t number, const struct catalog *catalog,
                         void (*find)(struct slice text, struct placeables *out), struct buffer *out)
{
	const char *datatype = datatype_of(format);
	size_t sentences = 0;
	for (size_t i = 0; i < catalog->count; i++)
		sentences += xliff_is_sentence(&catalog->items[i]);
	if (!sentences)
		return; /* neither version allows for a file without any */
	buffer_append_string(out, "<file");
	if (version == XLIFF_2_1)
		buffer_append_format(out, " id=\"f%zu\"", number);
	append_attribute(out, "original", slice_from(original));
	if (version == XLIFF_1_2) {
		append_attribute(out, "source-language", slice_from(source));
		append_attribute(out, "target-language", slice_from(target));
		buffer_append_format(out, " datatype=\"%s%s\"", datatype ? "" : "x-", datatype ? datatype : format);
	}
	buffer_append_string(out, version == XLIFF_1_2 ? ">\n<body>\n" : ">\n");
	for (size_t i = 0; i < catalog->count; i++)
		if (xliff_is_sentence(&catalog->items[i]))
			append_unit(version, out, &catalog->items[i], find);
	buffer_append_string(out, version == XLIFF_1_2 ? "</body>\n</file>\n" : "</file>\n");
}
